"""A fact that changes after planning: a reason given against the old one is void, what was read is to be read again."""

import datetime as dt

import pytest
from django.utils import timezone

from clients.flagging import end_flag, record_flag
from clients.models import Flag
from sessions.checking import check_session
from sessions.models import TreatmentSession
from sessions.planning import NotReady, acknowledge, apply_protocol, open_plan, override_zone, start
from sessions.planning.questions import needs_reading, to_read
from tests.factories import answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(visit, pregnant, mira):
    """A visit that could start now: planned, one zone included with a reason, everything read."""
    pregnant(24)
    apply_protocol(session=visit, protocol="headache_tension", by=mira)
    override_zone(
        session=visit,
        zone="head_brain",
        side="right",
        reason="client_wish",
        words="At her wish.",
        client_agrees=True,
        by=mira,
    )
    for card in to_read(check_session(fresh(visit))):
        if needs_reading(card):
            acknowledge(session=visit, fingerprint=card.fingerprint, by=mira)
    return fresh(visit)


def fresh(visit):
    return TreatmentSession.objects.get(pk=visit.pk)


def planned(visit):
    return {f"{row.side}:{row.zone}" for row in visit.planned_zones.all()}


def new_due_date(amara, mira):
    record_flag(
        client=amara, condition="pregnancy", status="yes", asked_on=timezone.localdate(), source=Flag.Source.ASKED,
        due_on=timezone.localdate() + dt.timedelta(weeks=6), by=mira,
    )  # fmt: skip


def codes(refusal):
    return sorted({gap.code for gap in refusal.value.missing})


def test_ready_means_that_it_starts(ready, mira):
    assert "right:head_brain" in planned(ready)

    assert start(session=ready, by=mira).status == "started"


def test_changed_fact_refuses_the_start_of_a_plan_that_was_ready(ready, amara, mira):
    new_due_date(amara, mira)

    with pytest.raises(NotReady) as refusal:
        start(session=ready, by=mira)

    assert codes(refusal) == ["unread", "unsafe"]


def test_opening_the_plan_again_drops_the_zone_with_its_void_reason_and_names_it(ready, amara, mira):
    new_due_date(amara, mira)

    opened = open_plan(session=ready, check=check_session(fresh(ready)), by=mira)

    assert opened.words.startswith("The safety check has changed.")
    assert "Head and brain (right)" in opened.words
    assert "right:head_brain" not in planned(fresh(ready))
    assert fresh(ready).overrides.count() == 0


def test_the_finding_is_to_be_read_again(ready, amara, mira, desk):
    before = desk.get(f"/sessions/{ready.pk}/plan/").content.decode()
    new_due_date(amara, mira)

    after = desk.get(f"/sessions/{ready.pk}/plan/").content.decode()

    assert "Start session" in before
    assert "Start session" not in after
    assert "Read 1 safety note to start" in after


def test_a_new_fact_takes_zones_out_of_the_plan(ready, amara, mira):
    answer(amara, "stress_fracture", side="right")

    open_plan(session=ready, check=check_session(fresh(ready)), by=mira)

    assert {zone for zone in planned(fresh(ready)) if zone.startswith("right")} == set()


def test_a_fact_taken_back_leaves_the_question_open(ready, amara, mira):
    pregnancy = Flag.objects.current().get(client=amara, condition="pregnancy")

    end_flag(flag=pregnancy, by=mira, reason="Recorded for the wrong client.")

    assert check_session(fresh(ready)).unasked == ("pregnancy",)
    with pytest.raises(NotReady):
        start(session=ready, by=mira)
