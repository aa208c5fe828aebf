"""Intakes of the sample practice, filled in through the very forms that clients use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from clients.forms.intake import StepForm
from clients.forms.signing import SignForm
from clients.intake import answering, links, reviewing
from clients.intake.questionnaire import UNSURE, Layout, Question, Step
from clients.intake.raw import REST
from clients.models import Client, Intake
from reflexpractice.accounts.models import User
from sessions.sample.people import Person

CHOSEN = ("yes_no", "choice", "side")


def fill_in(client: Client, person: Person, *, by: User, on: dt.date) -> Intake:
    """Send, answer and submit an intake as this person would have on that day."""
    link, _token = links.send(client=client, by=by)
    links.open_link(link, day=on)
    intake = Intake.objects.select_related("client").get(pk=link.intake_id)
    for step in answering.questionnaire_of(intake).steps:
        raw = {name: list(values) for name, values in _answers(step, person, client, on)}
        form = StepForm(step, client=client, day=on, data=raw)
        if not form.is_valid():
            raise ValueError(
                f"The sample answers of {person.name} do not fit the step {step.slug}: {form.errors.as_text()}"
            )
        answering.save_step(intake, step.slug, form.raw, day=on, done=True)
    _sign(Intake.objects.select_related("client").get(pk=intake.pk), person, on)
    return Intake.objects.select_related("client").get(pk=intake.pk)


def _sign(intake: Intake, person: Person, on: dt.date) -> None:
    signer = person.guardian.split(",")[0] or person.name
    data = {"name": signer, "relation": "mother" if person.guardian else ""}
    form = SignForm(
        intake, day=on, data=data | {f"consent-{kind}": "yes" for kind in ("truth", "treatment", "records")}
    )
    if not form.is_valid():
        raise ValueError(f"The sample signature of {person.name} does not fit: {form.errors.as_text()}")
    form.save()
    at = timezone.make_aware(dt.datetime.combine(on, dt.time(8, 12)))
    Intake.objects.filter(pk=intake.pk).update(submitted_at=at, created_at=at - dt.timedelta(days=1))


def accept(intake: Intake, *, by: User) -> None:
    """Review and accept everything."""
    reviewing.accept(intake, by=by, decisions={}, details=[])


def _answers(step: Step, person: Person, client: Client, on: dt.date) -> Iterator[tuple[str, list[str]]]:
    for entry in step.entries:
        written = str(getattr(client, entry.name, "") or "")
        if written:
            yield entry.name, [written]
    for question in step.questions:
        yield from _answer(question, person)
    if step.boxes:
        yield REST, ["no"]


def _answer(question: Question, person: Person) -> Iterator[tuple[str, list[str]]]:
    said = person.says.get(question.code)
    if question.layout is Layout.ANSWER and question.code not in person.says:
        yield question.code, ["no"]
    if said is None:
        return
    answers = dict(said)
    yield question.code, [str(answers.pop("", "on" if question.layout is Layout.TICK else "yes"))]
    if question.status_name != question.code:
        yield question.status_name, [str(answers.pop("status", "yes"))]
    if person.pregnant_weeks is not None and question.code == "pregnancy":
        yield question.weeks_name, [str(person.pregnant_weeks)]
    for field, value in answers.items():
        yield f"{question.code}-{field}", [value] if isinstance(value, str) else list(value)
    for follow_up in question.follow_ups:
        if follow_up.field not in answers and follow_up.kind in CHOSEN:
            yield question.name_of(follow_up), [UNSURE]
    for part in question.parts:
        yield from _answer(part, person)
