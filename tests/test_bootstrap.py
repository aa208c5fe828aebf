"""Setting a machine up: with a tiny package of our own, so that no network is needed."""

import ast
import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from reflexpractice import bootstrap

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """
import sys
from reflexpractice import bootstrap
bootstrap.enter(sys.argv[1:])
import csp
print("inside", sys.prefix, csp.VERSION)
"""


class Checkout:
    """A checkout with the real bootstrap and one made-up package in place of the pinned ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wheels = folder / "wheels"
        self.wheels.mkdir()
        (folder / "requirements").mkdir()
        (folder / "reflexpractice").mkdir()
        for name in ("__init__.py", "bootstrap.py", "lock.py"):
            shutil.copy(ROOT / "reflexpractice" / name, folder / "reflexpractice")
        (folder / "run.py").write_text(SCRIPT)
        self.said: list[list[str]] = []
        self.pin(1)

    def pin(self, version: int) -> Path:
        """Make a package that holds every module of the base set, and pin it by its hash."""
        wheel = self.wheels / f"standin-{version}-py3-none-any.whl"
        write_wheel(wheel, version)
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        pinned = f"standin=={version} --hash=sha256:{digest}\n"
        (self.folder / "requirements" / "base.txt").write_text(pinned)
        return wheel

    def start(self) -> "subprocess.Popen[str]":
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "REFLEX_"))}
        environ.pop("DATABASE_URL", None)
        environ |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "HOME": str(self.folder)}
        command = [getattr(sys, "_base_executable", sys.executable), str(self.folder / "run.py")]
        return subprocess.Popen(
            command, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder
        )

    def run(self) -> "tuple[int, str, str]":
        """Exit status, the last line said, the errors."""
        running = self.start()
        said, errors = running.communicate(timeout=120)
        return running.returncode, said.strip().splitlines()[-1] if said.strip() else "", errors.strip()

    def inside(self, version: int) -> str:
        return f"inside {self.folder / '.venv'} {version}"


def write_wheel(path: Path, version: int) -> None:
    info = f"standin-{version}.dist-info"
    files = {f"{name}.py": f"VERSION = {version}\n" for name in bootstrap.MODULES["base"]}
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: standin\nVersion: {version}\n"
    files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = "".join(f"{name},sha256={digest(text)},{len(text)}\n" for name, text in files.items())
    files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)


def digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout after its first start; in truth after two first starts at once."""
    made = Checkout(tmp_path_factory.mktemp("checkout").resolve())
    together = [made.start(), made.start()]
    made.said = [running.communicate(timeout=120)[0].strip().splitlines() for running in together]
    return made


def test_two_first_starts_at_once_both_end_up_inside(checkout):
    assert [each[-1] for each in checkout.said] == [checkout.inside(1)] * 2
    assert sorted(bootstrap.WAITING in each for each in checkout.said) == [False, True]


def test_a_set_up_machine_installs_nothing_again(checkout):
    stamp = checkout.folder / ".venv" / "reflexpractice-base.txt"
    before = stamp.stat().st_mtime_ns

    assert checkout.run() == (0, checkout.inside(1), "")

    assert stamp.stat().st_mtime_ns == before


def test_an_environment_that_lost_its_packages_is_made_anew(checkout):
    for module in checkout.folder.glob(".venv/lib/*/site-packages/csp.py"):
        module.unlink()

    assert checkout.run() == (0, checkout.inside(1), "")


def test_an_installation_cut_short_does_not_count(checkout, monkeypatch):
    monkeypatch.setattr(bootstrap, "VENV", checkout.folder / ".venv")
    assert bootstrap.is_whole()

    bootstrap.write_stamp("base", bootstrap.UNFINISHED)

    assert not bootstrap.is_whole()
    assert not bootstrap.is_installed("base")


def test_new_pins_are_installed(checkout):
    checkout.pin(2)

    assert checkout.run() == (0, checkout.inside(2), "")


def test_without_a_network_one_sentence_says_so(checkout):
    checkout.pin(3).unlink()

    assert checkout.run() == (
        1,
        "Setting up: installing the packages (about half a minute, once)",
        bootstrap.NO_NETWORK,
    )


def test_a_package_that_is_not_the_pinned_one_is_refused(checkout):
    wheel = checkout.pin(4)
    write_wheel(wheel, 5)

    status, _, error = checkout.run()

    assert status == 1
    assert error.startswith("The packages could not be installed.")


def test_it_can_be_switched_off(monkeypatch):
    monkeypatch.setattr(bootstrap, "install", lambda wanted: pytest.fail("installed"))
    monkeypatch.setattr(bootstrap, "missing_modules", lambda wanted: ["csp"])

    bootstrap.enter(["start"], {"REFLEX_NO_BOOTSTRAP": "1"})


@pytest.mark.parametrize(
    ("arguments", "environ", "wanted"),
    [
        (["start"], {}, "base"),
        (["test", "-x"], {}, "test"),
        (["migrate"], {"DATABASE_URL": "sqlite:////tmp/x"}, "base"),
        (["start"], {"DATABASE_URL": "postgres://practice@database/practice"}, "postgres"),
        (["start"], {"DATABASE_URL": "postgresql://practice@database/practice"}, "postgres"),
    ],
)
def test_each_command_needs_its_set_of_packages(arguments, environ, wanted, tmp_path):
    assert bootstrap.wanted_set(arguments, {"REFLEX_DATA_DIR": str(tmp_path), **environ}) == wanted


def test_a_postgresql_named_in_the_secrets_file_counts_too(tmp_path):
    (tmp_path / "secrets.env").write_text("REFLEX_SECRET_KEY=x\nDATABASE_URL=postgres://practice@database/p\n")

    assert bootstrap.wanted_set(["start"], {"REFLEX_DATA_DIR": str(tmp_path)}) == "postgres"


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ensurepip is not available", bootstrap.NO_VENV),
        ("ERROR: No matching distribution found for django", bootstrap.NO_NETWORK),
        ("Failed to establish a new connection: [Errno -2] Name or service not known", bootstrap.NO_NETWORK),
        ("OSError: [Errno 28] No space left on device", bootstrap.NO_ROOM.format(folder=bootstrap.VENV)),
        (
            "one\nERROR: THESE PACKAGES DO NOT MATCH\n",
            bootstrap.FAILED.format(reason="ERROR: THESE PACKAGES DO NOT MATCH"),
        ),
        ("no file at https://packages.example/x.whl", bootstrap.FAILED.format(reason="no file at …")),
        ("", bootstrap.FAILED.format(reason="nothing")),
    ],
)
def test_a_failure_is_told_in_one_sentence(output, sentence):
    assert bootstrap.plain_reason(output) == sentence


def test_an_old_python_can_read_the_way_in():
    ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 6))


def test_an_old_python_is_told_what_to_do(monkeypatch):
    import manage

    monkeypatch.setattr(manage.sys, "version_info", (3, 8))

    with pytest.raises(SystemExit) as stopped:
        manage.main()

    assert stopped.value.code == manage.OLD % (3, 8)


def test_a_python_without_venv_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)

    with pytest.raises(SystemExit) as stopped:
        bootstrap.install("base")

    assert stopped.value.code == bootstrap.NO_VENV


def test_pinned_files_name_no_host_and_every_pin_has_a_hash():
    for file in (ROOT / "requirements").glob("*.txt"):
        text = file.read_text()
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")


def test_the_sets_of_packages_agree_in_their_versions():
    def pins(name: str) -> set[str]:
        lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
        return {line.split()[0] for line in lines if "==" in line}

    assert pins("base") <= pins("postgres") <= pins("test") <= pins("gate")
