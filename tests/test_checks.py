"""Settings that would break a promise silently are found before the program serves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reflexpractice import checks

ROOT = Path(__file__).resolve().parent.parent
LONG = "correct horse battery staple and another forty characters"


def test_the_settings_in_force_are_sound():
    assert checks.limits_are_shared(None) == []
    assert checks.secrets_are_strong(None) == []


@pytest.mark.parametrize("backend", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_a_cache_of_one_process_is_named(settings, backend):
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{backend}"}}

    assert [each.id for each in checks.limits_are_shared(None)] == ["reflexpractice.E003"]


@pytest.mark.parametrize("secret", ["", "short", "x" * 60, "abcabcabc" * 9])
def test_a_weak_secret_is_named(settings, secret):
    settings.AUDIT_KEY = secret

    [found] = checks.secrets_are_strong(None)

    assert (found.id, found.msg) == ("reflexpractice.E004", "AUDIT_KEY is too short or too regular to be a secret.")


def test_one_secret_for_both_purposes_is_named(settings):
    settings.SECRET_KEY = settings.AUDIT_KEY = LONG

    assert [each.id for each in checks.secrets_are_strong(None)] == ["reflexpractice.E005"]


@pytest.mark.security
def test_a_practice_behind_tls_has_no_deployment_issue():
    environ = {**os.environ, "REFLEX_NO_BOOTSTRAP": "1", "REFLEX_HTTPS": "1", "REFLEX_HOSTS": "practice.example"}
    environ |= {"DJANGO_SETTINGS_MODULE": "reflexpractice.settings"}
    environ.pop("DATABASE_URL", None)
    # The tests in a browser set it in the whole process.
    environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
