"""The command behind `manage.py start --demo`."""

import pytest
from django.core.management import call_command

from clients.models import Client
from reflexpractice.accounts.models import User
from sessions.models import TreatmentSession

pytestmark = pytest.mark.django_db


def rows() -> list[int]:
    return [model._default_manager.count() for model in (Client, TreatmentSession, User)]


def test_the_command_makes_it_once_and_says_how_to_sign_in(library, settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    call_command("create_sample_practice")
    first, before = capsys.readouterr().out, rows()

    call_command("create_sample_practice")

    password = (tmp_path / "sample-sign-in.txt").read_text().strip()
    assert capsys.readouterr().out == first
    assert first.splitlines()[-1] == f"Password for all four: {password}"
    assert rows() == before
    assert User.objects.get(email="mira@example.com").check_password(password)
