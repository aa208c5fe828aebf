"""Working a zone against advice: who may, what it takes, and when the reason no longer holds."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from reflexpractice.audit.models import Event
from sessions.checking import check_session
from sessions.models import Override, TreatmentSession
from sessions.planning import CannotInclude, apply_protocol, choose_zone, open_plan, override_zone, start
from sessions.planning.questions import needs_reading, to_read
from sessions.planning.reading import acknowledge
from tests.factories import answer, submitted_intake

pytestmark = pytest.mark.django_db

SAID = {"reason": Override.Reason.TRAINED, "words": "Holding only, no pressure.", "client_agrees": True}
HEEL = {"zone": "st_heel_pad", "side": "left"}


def include(session, by, **changes):
    return override_zone(session=session, by=by, **HEEL | SAID | changes)


def fresh(session):
    return TreatmentSession.objects.get(pk=session.pk)


def test_zone_to_avoid_is_included_with_a_reason_and_a_light_touch(visit, pregnant, mira):
    override = include(visit, mira)

    row = visit.planned_zones.get()
    assert (row.zone, row.side, row.light) == ("st_heel_pad", "left", True)
    assert (override.effect, override.reason, override.words) == ("avoid", "trained", "Holding only, no pressure.")
    assert override.rules == ["PREG-03"]
    assert override.shown.startswith("Heel reflexes are linked to pelvis")
    event = Event.objects.get()
    assert (event.act, event.detail["zone"], event.detail["reason"]) == (
        "plan.zone_included", "left:st_heel_pad", "trained",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"client_agrees": False}, "client_agrees"),
        ({"words": "  no "}, "words"),
        ({"reason": "because"}, "reason"),
    ],
)
def test_half_a_reason_includes_nothing(visit, pregnant, mira, changes, field):
    with pytest.raises(ValidationError) as refusal:
        include(visit, mira, **changes)

    assert list(refusal.value.message_dict) == [field]
    assert visit.planned_zones.count() == 0
    assert Override.objects.count() == 0


def test_nobody_includes_what_nobody_can_lift(visit, amara, mira):
    answer(amara, "gout", attributes={"flare": "yes"}, side="both")

    with pytest.raises(CannotInclude) as refusal:
        include(visit, mira)

    assert str(refusal.value) == "Heel bone and heel pad, left, cannot be included today, by anyone."


def test_zone_that_waits_for_clearance_is_not_lifted_by_a_reason(visit, amara, mira):
    for code in ("pregnancy_high_risk", "pregnancy_red_flags"):
        answer(amara, code, "no")
    answer(amara, "pregnancy", due_on=timezone.localdate() + dt.timedelta(weeks=32))

    with pytest.raises(CannotInclude):
        include(visit, mira, zone="liver", side="right")

    assert Override.objects.count() == 0


def test_zone_that_was_not_checked_is_not_lifted_by_a_reason(visit, amara, mira):
    submitted_intake(amara)

    with pytest.raises(CannotInclude):
        include(visit, mira)


def test_zone_without_a_warning_needs_no_reason(visit, mira):
    with pytest.raises(CannotInclude):
        include(visit, mira)


def test_giving_a_reason_again_replaces_the_first(visit, pregnant, mira):
    include(visit, mira)

    include(visit, mira, words="She asked for it twice.")

    assert Override.objects.get().words == "She asked for it twice."
    assert visit.planned_zones.count() == 1


def test_taking_the_zone_out_takes_the_reason_back(visit, pregnant, mira):
    include(visit, mira)

    removed = choose_zone(session=visit, by=mira, **HEEL)

    assert removed.words == "Heel bone and heel pad, left, removed. The reason was taken back with it."
    assert Override.objects.count() == 0


def test_zone_included_with_a_reason_survives_a_protocol(visit, pregnant, mira):
    include(visit, mira)

    apply_protocol(session=visit, protocol="stress_anxiety", by=mira)

    assert visit.planned_zones.filter(zone="st_heel_pad").count() == 1


def test_reason_is_void_once_the_facts_have_changed(visit, pregnant, mira):
    include(visit, mira)
    answer(pregnant, "pregnancy", due_on=timezone.localdate() + dt.timedelta(weeks=6))

    opened = open_plan(session=fresh(visit), check=check_session(fresh(visit)), by=mira)

    assert visit.planned_zones.count() == 0
    assert Override.objects.count() == 0
    assert opened.words == (
        "The safety check has changed. 1 zone from the plan was left out for safety: "
        "Heel bone and heel pad (left), because of “Pregnant, 34 weeks”."
    )


def test_void_reason_is_written_down(visit, pregnant, mira):
    include(visit, mira)
    answer(pregnant, "pregnancy", due_on=timezone.localdate() + dt.timedelta(weeks=6))

    open_plan(session=fresh(visit), check=check_session(fresh(visit)), by=mira)

    acts = [event.act for event in Event.objects.order_by("number")]
    assert acts == ["plan.zone_included", "override.void", "plan.put_right"]


def test_session_starts_with_a_zone_included_for_a_reason(visit, pregnant, mira):
    include(visit, mira)
    for card in to_read(check_session(visit)):
        if needs_reading(card):
            acknowledge(session=visit, fingerprint=card.fingerprint, by=mira)

    started = start(session=visit, by=mira)

    assert started.status == TreatmentSession.Status.STARTED
