"""Reports: what was overridden and what doctors answered, for the clients a user may see."""

import datetime as dt

from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from knowledge.library import Library
from reflexpractice.accounts.models import User
from sessions.models import TreatmentSession
from sessions.reports import answered_clearances, overridden_rules
from tests.factories import (
    AcknowledgementFactory,
    ClearanceFactory,
    OverrideFactory,
    SessionFactory,
    UserFactory,
)

LONG_AGO = dt.date(2020, 1, 1)


def read(session: TreatmentSession) -> None:
    AcknowledgementFactory(session=session, finding="pregnancy:avoid:0")


def test_a_rule_is_counted_once_a_session(visit: TreatmentSession, amara: Client, mira: User, library: Library):
    other = SessionFactory(client=amara, practitioner=mira)
    for each in (visit, other):
        read(each)
    for side in ("left", "right"):
        OverrideFactory(session=visit, side=side, rules=["PREG-03"])

    [row] = overridden_rules(mira, library, since=LONG_AGO)

    assert (row.code, row.condition, row.warned, row.overridden, row.share) == ("PREG-03", "pregnancy", 2, 1, 50)
    assert row.reasons == ("The client asks for it after hearing the reason (2)",)


def test_the_rule_overridden_most_comes_first(visit: TreatmentSession, amara: Client, mira: User, library: Library):
    for _ in range(2):
        session = SessionFactory(client=amara, practitioner=mira)
        read(session)
        OverrideFactory(session=session, rules=["PREG-05"])
    read(visit)
    OverrideFactory(session=visit, rules=["PREG-03"])

    rows = overridden_rules(mira, library, since=LONG_AGO)

    assert [(row.code, row.share) for row in rows] == [("PREG-05", 67), ("PREG-03", 33)]


def test_a_rule_no_longer_in_the_library_is_named(visit: TreatmentSession, mira: User, library: Library):
    OverrideFactory(session=visit, rules=["GONE-1"])

    [row] = overridden_rules(mira, library, since=LONG_AGO)

    assert (row.code, row.why, row.share) == ("GONE-1", "No longer in the library.", 100)


def test_what_was_before_is_left_out(visit: TreatmentSession, mira: User, library: Library):
    OverrideFactory(session=visit)

    assert overridden_rules(mira, library, since=timezone.localdate() + dt.timedelta(days=9)) == []


def test_clients_of_others_are_not_counted(visit: TreatmentSession, amara: Client, library: Library):
    OverrideFactory(session=visit)
    ClearanceFactory(client=amara)
    stranger = UserFactory()

    assert overridden_rules(stranger, library, since=LONG_AGO) == []
    assert answered_clearances(stranger, library, since=LONG_AGO) == []


def test_answers_are_counted_by_condition(amara: Client, mira: User, library: Library):
    asked_on = timezone.localdate() - dt.timedelta(days=6)
    answers = [("yes", 2), ("limits", 4), ("no", 6)]
    for answer, days in answers:
        answered_on = asked_on + dt.timedelta(days=days)
        ClearanceFactory(client=amara, asked_on=asked_on, answer=answer, answered_on=answered_on)
    ClearanceFactory(client=amara)
    ClearanceFactory(client=amara, withdrawn_at=timezone.now())

    [row] = answered_clearances(mira, library, since=LONG_AGO)

    assert (row.asked, row.yes, row.limits, row.no, row.waiting) == (4, 1, 1, 1, 1)
    assert (row.share, row.days) == (67, 4)


def test_the_page_shows_both_and_counts_its_queries(
    visit: TreatmentSession, amara: Client, mira: User, client: Browser, django_assert_max_num_queries
):
    read(visit)
    OverrideFactory(session=visit, rules=["PREG-03"])
    ClearanceFactory(client=amara)
    client.force_login(mira)

    with django_assert_max_num_queries(14):
        page = client.get(reverse("sessions:reports"), {"days": "90"})

    assert (len(page.context["rules"]), len(page.context["clearances"])) == (1, 1)
    assert page.context["days"] == 90


def test_reception_has_no_reports(library: Library, client: Browser):
    client.force_login(UserFactory(reception=True))

    assert client.get(reverse("sessions:reports")).status_code == 403
