"""A form filled in rightly, with nothing the matter; tests change what their outcome hangs on."""

import datetime as dt
from typing import Any

from django.test import Client as Browser
from django.utils import timezone

from clients.forms.intake import StepForm
from clients.intake.questionnaire import Questionnaire, Step
from clients.models import Client, Intake

BORN_ON = dt.date(1991, 3, 2)
TODAY = timezone.localdate()

Data = dict[str, Any]

ALL_WELL: dict[str, Data] = {
    "you": {"phone": "07700 900311"},
    "doctor": {},
    "pregnancy": {"pregnancy": "no", "postnatal": "no"},
    "heart": {"rest": "no"},
    "feet": {"rest": "no"},
    "other": {"rest": "no"},
    "wishes": {"rest": "no"},
}
AGREED = {"consent-truth": "yes", "consent-treatment": "yes", "consent-records": "yes", "name": "Priya Nair"}


def fill_in(browser: Browser, **steps: Data) -> None:
    """Answer every step; `heart={...}` in place of nothing the matter."""
    for slug, data in (ALL_WELL | steps).items():
        answer = browser.post(f"/intake/step/{slug}/", data)
        assert answer.status_code == 302, answer.context["form"].errors


def send_in(browser: Browser, *, signed: Data | None = None, **steps: Data) -> Intake:
    """Fill in and sign; the intake then waits for review."""
    fill_in(browser, **steps)
    browser.post("/intake/step/sign/", AGREED if signed is None else signed)
    return Intake.objects.latest("created_at")


def step_of(intake: Intake, slug: str) -> Step:
    step = Questionnaire.of(intake.form).step(slug)
    assert step is not None
    return step


def answered(intake: Intake, slug: str, data: Data, *, client: Client | None = None, day: dt.date = TODAY) -> StepForm:
    """The form of a step with answers as a browser sends them."""
    sent = {name: value if isinstance(value, list) else [value] for name, value in data.items()}
    return StepForm(step_of(intake, slug), client=client or intake.client, day=day, data=sent)


def codes(form: StepForm) -> dict[str, list[str]]:
    """Mistakes by field, as codes."""
    return {name: [error.code or "" for error in errors.as_data()] for name, errors in form.errors.items()}
