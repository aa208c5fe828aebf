"""Where a practice's data lies, and the secrets that are made for it once."""

import os
import stat
from pathlib import Path

import pytest

from reflexpractice import data_folder


@pytest.fixture(autouse=True)
def own_environment(monkeypatch, tmp_path):
    """Nothing of this test run's own settings, and whatever is changed is put back."""
    mask = os.umask(0o022)
    monkeypatch.setenv("REFLEX_DEMO", "")
    for name in data_folder.OF_THE_PRACTICE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REFLEX_DATA_DIR", str(tmp_path / "data"))
    yield
    os.umask(mask)


def secrets_in(folder: Path) -> dict[str, str]:
    lines = (folder / "secrets.env").read_text().splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def test_the_first_command_makes_two_secrets_for_their_owner_only(tmp_path):
    data_folder.prepare(["migrate"])

    made = secrets_in(tmp_path / "data")
    assert list(made) == ["REFLEX_SECRET_KEY", "REFLEX_AUDIT_KEY"]
    assert [len(value) for value in made.values()] == [64, 64]
    assert made["REFLEX_SECRET_KEY"] != made["REFLEX_AUDIT_KEY"]
    assert stat.S_IMODE((tmp_path / "data" / "secrets.env").stat().st_mode) == 0o600


def test_secrets_are_made_once(tmp_path):
    data_folder.prepare(["start"])
    first = secrets_in(tmp_path / "data")

    data_folder.prepare(["start"])

    assert secrets_in(tmp_path / "data") == first


def test_a_start_cut_short_leaves_no_half_secret_behind(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secrets.new").write_text("REFLEX_SEC")

    data_folder.prepare(["start"])

    assert list(secrets_in(tmp_path / "data")) == ["REFLEX_SECRET_KEY", "REFLEX_AUDIT_KEY"]
    assert not (tmp_path / "data" / "secrets.new").exists()


def test_secrets_kept_elsewhere_are_not_made_again(monkeypatch, tmp_path):
    monkeypatch.setenv("REFLEX_SECRET_KEY", "kept elsewhere")
    monkeypatch.setenv("REFLEX_AUDIT_KEY", "kept elsewhere too")

    data_folder.prepare(["start"])

    assert not (tmp_path / "data").exists()


def test_the_sample_practice_shares_nothing_with_the_practice(monkeypatch, tmp_path):
    for name in data_folder.OF_THE_PRACTICE:
        monkeypatch.setenv(name, "the practice's own")

    data_folder.prepare(["start", "--demo"])

    folder = tmp_path / "data" / "demo"
    assert [os.environ[name] for name in ("REFLEX_DATA_DIR", "REFLEX_DEMO")] == [str(folder), "1"]
    assert [name for name in data_folder.OF_THE_PRACTICE if name in os.environ] == []
    assert list(secrets_in(folder)) == ["REFLEX_SECRET_KEY", "REFLEX_AUDIT_KEY"]
