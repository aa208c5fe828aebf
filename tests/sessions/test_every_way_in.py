"""Every way into the diary runs the same check and takes the time in the database."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from sessions.booking import book_session
from sessions.diary.series import book_series
from sessions.models import Outlook, SlotHold, TreatmentSession
from tests.factories import UserFactory, answer

pytestmark = pytest.mark.django_db

PRODUCT = ("reflexpractice", "knowledge", "clients", "sessions")
MAKES_SESSIONS = {
    "sessions/booking.py",
    "sessions/forms/series.py",  # as they would be, never saved
    "sessions/sample/visits.py",  # what was worked long ago, in the sample practice
}
SETS_THEIR_TIME: set[str] = set()
DAY = timezone.localdate() + dt.timedelta(days=7)


def moment(week: int, hour: int = 10) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(DAY + dt.timedelta(weeks=week), dt.time(hour)))


def said(client, mira, **more):
    return {
        "client": client.pk, "practitioner": mira.pk, "day": DAY.isoformat(), "at": "10:00", "minutes": "60", **more,
    }  # fmt: skip


def repeating(browser, client, mira):
    return browser.post(
        reverse("sessions:repeat"),
        said(
            client,
            mira,
            weeks_apart="1",
            times="2",
            book="1",
            dates=[moment(week).astimezone(dt.UTC).isoformat() for week in (0, 1)],
        ),
    )


def moving(browser, client, mira):
    session = book_session(client=client, practitioner=mira, starts_at=moment(0, 15), minutes=30, by=mira)
    return browser.post(reverse("sessions:move", args=[session.pk]), said(client, mira))


def moving_together(browser, client, mira):
    series = book_series(
        client=client,
        practitioner=mira,
        moments=[moment(0, 15), moment(1, 15)],
        minutes=30,
        weeks_apart=1,
        by=mira,
    )
    page = reverse("sessions:move", args=[series.sessions.earliest("starts_at").pk])
    return browser.post(page, said(client, mira, reach="all", confirmed="1"))


WAYS = {
    "booking page": lambda browser, client, mira: browser.post(reverse("sessions:book"), said(client, mira)),
    "series page": repeating,
    "moving": moving,
    "moving a series": moving_together,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_way_in_checks_each_visit_for_its_day_and_takes_its_time(client, pregnant, mira, way):
    client.force_login(mira)

    assert way(client, pregnant, mira).status_code == 302

    sessions = list(TreatmentSession.objects.all())
    assert {f"{timezone.localtime(row.starts_at):%H:%M}" for row in sessions} == {"10:00"}
    assert [Outlook.objects.get(session=row).known["pregnancy"]["session"] for row in sessions]
    assert SlotHold.objects.filter(whose="practitioner").count() == 12 * len(sessions)


def test_reception_books_through_the_same_check(client, pregnant, mira):
    answer(pregnant, "pregnancy_high_risk")
    client.force_login(UserFactory(reception=True))

    client.post(reverse("sessions:book"), said(pregnant, mira))

    assert Outlook.objects.get(session=TreatmentSession.objects.get()).needs_review


def sources() -> dict[str, ast.Module]:
    root = Path(settings.BASE_DIR)
    found = [path for name in PRODUCT for path in (root / name).rglob("*.py") if "migrations" not in path.parts]
    return {path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in found}


def makes_a_session(node: ast.AST) -> bool:
    """`TreatmentSession(…)` or `TreatmentSession.objects.create(…)` and its like."""
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return called == "TreatmentSession" or (
        called.startswith("TreatmentSession.objects.") and called.endswith(("create", "bulk_create"))
    )


def sets_a_time(node: ast.AST) -> bool:
    """`session.starts_at = …` or `….update(starts_at=…)`."""
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Attribute) and target.attr == "starts_at" for target in node.targets)
    is_update = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update"
    return is_update and any(word.arg == "starts_at" for word in node.keywords)


@pytest.mark.parametrize(("does", "where"), [(makes_a_session, MAKES_SESSIONS), (sets_a_time, SETS_THEIR_TIME)])
def test_there_is_no_other_way_in(does, where):
    assert {path for path, tree in sources().items() if any(does(node) for node in ast.walk(tree))} == where
