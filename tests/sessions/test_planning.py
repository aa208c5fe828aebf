"""Choosing zones, beginning from routines, limits, reading, and starting."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.models import Clearance, Flag
from knowledge.publishing import current_library
from reflexpractice.audit.models import Event
from sessions.checking import check_session
from sessions.models import Acknowledgement, Note, PlannedZone, SafetyCheck, TreatmentSession
from sessions.planning import (
    LAST_PLAN,
    Chosen,
    NotReady,
    PlanClosed,
    PlanRefused,
    Refusal,
    StalePlan,
    acknowledge,
    apply_last_plan,
    apply_protocol,
    choose_zone,
    open_plan,
    plan_zones,
    set_limits,
    set_zones,
    start,
)
from sessions.planning.questions import needs_reading, to_read
from tests.factories import (
    AcknowledgementFactory,
    ClearanceFactory,
    NoteFactory,
    PlannedZoneFactory,
    SessionFactory,
    UserFactory,
    answer,
    submitted_intake,
)

pytestmark = pytest.mark.django_db

CLOSED = {"avoid", "absolute", "clearance", "unknown"}


def planned(session):
    """What is planned, as the map names it."""
    return {f"{row.side}:{row.zone}": "light" if row.light else "full" for row in session.planned_zones.all()}


def read_everything(session, by):
    for card in to_read(check_session(session)):
        if needs_reading(card):
            acknowledge(session=session, fingerprint=card.fingerprint, by=by)


# zones


def test_clear_zone_is_added_and_taken_out_again(visit, mira):
    added = choose_zone(session=visit, zone="liver", side="right", by=mira)

    assert added == Chosen("liver", "right", "Liver", added=True)
    assert added.words == "Liver, right, added."
    assert planned(visit) == {"right:liver": "full"}

    removed = choose_zone(session=visit, zone="liver", side="right", by=mira)

    assert removed.words == "Liver, right, removed."
    assert planned(visit) == {}
    assert [event.act for event in Event.objects.order_by("number")] == ["plan.zone_added", "plan.zone_removed"]


def test_zone_to_avoid_leaves_the_plan_unchanged(visit, pregnant, mira):
    refusal = choose_zone(session=visit, zone="sciatic_nerve", side="left", by=mira)

    assert isinstance(refusal, Refusal)
    assert refusal.words == "Sciatic nerve, left, is to be avoided. It was not added."
    assert planned(visit) == {}


def test_zone_with_a_caution_is_planned_light(visit, pregnant, mira):
    chosen = choose_zone(session=visit, zone="liver", side="right", by=mira)

    assert chosen.words == "Liver, right, added, light pressure."
    assert planned(visit) == {"right:liver": "light"}


def test_zone_that_was_not_checked_is_not_added(visit, amara, mira):
    submitted_intake(amara)

    refusal = choose_zone(session=visit, zone="liver", side="right", by=mira)

    assert refusal.words == "Liver, right, is not checked. It was not added."


@pytest.mark.parametrize(("zone", "side"), [("liver", "left"), ("spleen_of_an_ox", "right")])
def test_zone_that_is_not_there_is_not_added(visit, mira, zone, side):
    refusal = choose_zone(session=visit, zone=zone, side=side, by=mira)

    assert isinstance(refusal, Refusal)
    assert planned(visit) == {}


def test_page_that_shows_an_older_plan_changes_nothing(visit, mira):
    choose_zone(session=visit, zone="liver", side="right", by=mira, version=0)

    with pytest.raises(StalePlan):
        choose_zone(session=visit, zone="liver", side="right", by=mira, version=0)

    assert planned(visit) == {"right:liver": "full"}


def test_plan_of_a_started_session_stays(visit, mira):
    start(session=visit, by=mira)

    with pytest.raises(PlanClosed):
        choose_zone(session=visit, zone="liver", side="right", by=mira)


def test_both_feet_are_added_where_they_may_be_worked(visit, amara, mira):
    answer(amara, "open_wound", side="right", areas=["ball"], reference_on=timezone.localdate())

    done = plan_zones(session=visit, wanted=[("right", "lung_chest"), ("left", "lung_chest")], by=mira)

    assert planned(visit) == {"left:lung_chest": "light"}
    assert [isinstance(each, Chosen) for each in done] == [True, False]


def test_list_makes_the_plan_hold_what_is_ticked(visit, pregnant, mira):
    choose_zone(session=visit, zone="liver", side="right", by=mira)

    refusals = set_zones(session=visit, wanted=[("left", "stomach"), ("left", "sciatic_nerve")], by=mira)

    assert planned(visit) == {"left:stomach": "light"}
    assert [refusal.name for refusal in refusals] == ["Sciatic nerve"]


def test_minutes_of_work_are_shared_among_the_zones(visit, mira):
    plan_zones(session=visit, wanted=[("right", "liver"), ("right", "stomach"), ("left", "stomach")], by=mira)

    assert {str(row.minutes) for row in visit.planned_zones.all()} == {"15.0"}


# routines


def test_protocol_leaves_out_what_is_unsafe_and_names_it(visit, pregnant, mira):
    applied = apply_protocol(session=visit, protocol="stress_anxiety", by=mira)

    assert planned(visit) == {
        f"{side}:{zone}": "light" for zone in ("adrenal", "solar_plexus", "diaphragm") for side in ("right", "left")
    }
    assert {zone.zone for zone in applied.left_out} == {"head_brain", "neck_throat", "web_1_2"}
    visit.refresh_from_db()
    assert (visit.protocol, visit.pressure) == ("stress_anxiety", 1)


def test_protocol_never_asks_for_more_than_the_check_allows(visit, pregnant, mira):
    apply_protocol(session=visit, protocol="full_relaxation", by=mira)

    visit.refresh_from_db()
    check = check_session(visit)
    assert check.plan.problems == ()
    assert visit.pressure <= check.plan.max_pressure
    assert visit.work_minutes <= check.plan.max_minutes


def test_unknown_protocol_is_refused(visit, mira):
    with pytest.raises(PlanRefused) as refusal:
        apply_protocol(session=visit, protocol="miracle", by=mira)

    assert refusal.value.code == "routine"


def test_last_plan_is_copied_without_what_is_unsafe_now(visit, amara, mira):
    last = SessionFactory(client=amara, practitioner=mira, finished=True, pressure=3, work_minutes=40)
    PlannedZoneFactory(session=last, zone="liver", zone_name="Liver", side="right")
    PlannedZoneFactory(session=last, zone="sciatic_nerve", zone_name="Sciatic nerve", side="left")
    for code in ("pregnancy_high_risk", "pregnancy_red_flags"):
        answer(amara, code, "no")
    answer(amara, "pregnancy", due_on=timezone.localdate() + dt.timedelta(weeks=16))

    applied = apply_last_plan(session=visit, by=mira)

    assert planned(visit) == {"right:liver": "light"}
    assert applied.words == "1 zone planned. 1 zone was left out for safety: Sciatic nerve (left)."
    assert [zone.because for zone in applied.left_out] == ["Pregnant, 24 weeks"]
    visit.refresh_from_db()
    assert visit.protocol == LAST_PLAN


def test_first_opening_begins_from_the_last_plan(visit, amara, mira):
    last = SessionFactory(client=amara, practitioner=mira, finished=True)
    PlannedZoneFactory(session=last)

    opened = open_plan(session=visit, check=check_session(visit), by=mira)

    assert opened.began_from_last
    assert planned(visit) == {"right:liver": "full"}


def test_opening_again_changes_nothing(visit, amara, mira):
    PlannedZoneFactory(session=SessionFactory(client=amara, practitioner=mira, finished=True))
    open_plan(session=visit, check=check_session(visit), by=mira)
    visit.refresh_from_db()
    choose_zone(session=visit, zone="liver", side="right", by=mira)
    visit.refresh_from_db()

    opened = open_plan(session=visit, check=check_session(visit), by=mira)

    assert not opened.changed
    assert planned(visit) == {}


def test_zone_that_is_no_longer_safe_falls_out_and_is_named(visit, amara, mira):
    choose_zone(session=visit, zone="liver", side="right", by=mira)
    visit.refresh_from_db()
    answer(amara, "gout", attributes={"flare": "no"}, areas=["arch"], side="both")
    answer(amara, "open_wound", side="right", areas=["arch"], reference_on=timezone.localdate())

    opened = open_plan(session=visit, check=check_session(visit), by=mira)

    assert planned(visit) == {}
    assert opened.words == (
        "The safety check has changed. 1 zone from the plan was left out for safety: "
        "Liver (right), because of “Open wound, right arch”."
    )


RISKY = {
    "pregnancy": {"due_on": dt.date(2026, 1, 1)},
    "open_wound": {"side": "right", "areas": ["ball"]},
    "diabetes": {},
    "varicose_veins": {},
    "fracture_foot": {"side": "left"},
    "neuropathy": {},
    "fever_illness": {},
    "stress_fracture": {"side": "right"},
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.dictionaries(st.sampled_from(sorted(RISKY)), st.sampled_from(["yes", "suspected", "past", "unknown"])),
    protocol=st.sampled_from(
        ["full_relaxation", "stress_anxiety", "headache_tension", "constipation", "migraine_quiet", LAST_PLAN]
    ),
)
def test_no_routine_ever_plans_what_is_unsafe_or_not_checked(visit, amara, mira, told, protocol):
    Flag.objects.filter(client=amara, condition_id__in=RISKY).delete()
    PlannedZone.objects.all().delete()
    last = TreatmentSession.objects.filter(client=amara, status="finished").first() or SessionFactory(
        client=amara, practitioner=mira, finished=True
    )
    for zone in ("liver", "st_heel_pad", "sciatic_nerve", "head_brain", "lung_chest", "uterus_prostate"):
        PlannedZoneFactory(session=last, zone=zone, zone_name=zone, side="right")
    for code, details in RISKY.items():
        answer(amara, code, told.get(code, "no"), **(details if code in told else {}))

    if protocol == LAST_PLAN:
        apply_last_plan(session=visit, by=mira)
    else:
        apply_protocol(session=visit, protocol=protocol, by=mira)

    states = check_session(TreatmentSession.objects.get(pk=visit.pk)).states()
    assert [name for name in planned(visit) if states[name] in CLOSED] == []


# limits


def test_limits_are_set(visit, mira):
    set_limits(session=visit, pressure=3, minutes=50, techniques=["thumb_walking"], by=mira)

    visit.refresh_from_db()
    assert (visit.pressure, visit.work_minutes, visit.techniques) == (3, 50, ["thumb_walking"])


@pytest.mark.parametrize(
    ("pressure", "minutes", "techniques"), [(3, 20, []), (2, 45, []), (2, 20, ["acupressure_hold"])]
)
def test_more_than_the_check_allows_is_refused(visit, pregnant, mira, pressure, minutes, techniques):
    with pytest.raises(PlanRefused) as refusal:
        set_limits(session=visit, pressure=pressure, minutes=minutes, techniques=techniques, by=mira)

    assert refusal.value.code == "limit"


# reading


def test_finding_is_read_once_with_the_words_that_were_shown(visit, pregnant, mira):
    card = to_read(check_session(visit))[0]

    for _ in range(2):
        acknowledge(session=visit, fingerprint=card.fingerprint, by=mira)

    read = Acknowledgement.objects.get()
    assert read.words == card.words
    assert [event.act for event in Event.objects.all()] == ["finding.read"]


def test_finding_that_is_not_there_cannot_be_read(visit, mira):
    with pytest.raises(PlanRefused) as refusal:
        acknowledge(session=visit, fingerprint="0" * 64, by=mira)

    assert refusal.value.code == "changed"


def test_what_was_read_for_the_last_signed_session_need_not_be_read_again(visit, pregnant, mira):
    open_ones = [card for card in to_read(check_session(visit)) if needs_reading(card)]
    last = SessionFactory(client=pregnant, practitioner=mira, finished=True)
    for card in open_ones:
        AcknowledgementFactory(session=last, fingerprint=card.fingerprint, by=mira, words=card.words)
    NoteFactory(session=last, signed=True)
    open_plan(session=visit, check=check_session(visit), by=mira)
    set_limits(session=visit, pressure=2, minutes=20, techniques=[], by=mira)

    start(session=visit, by=mira)

    kept = Acknowledgement.objects.filter(session=visit)
    assert {row.fingerprint for row in kept} == {card.fingerprint for card in open_ones}


def test_colleague_reads_for_themselves(visit, pregnant, mira):
    tom = UserFactory()
    last = SessionFactory(client=pregnant, practitioner=mira, finished=True)
    for card in to_read(check_session(visit)):
        AcknowledgementFactory(session=last, fingerprint=card.fingerprint, by=mira)
    NoteFactory(session=last, signed=True)
    set_limits(session=visit, pressure=2, minutes=20, techniques=[], by=tom)

    with pytest.raises(NotReady) as refusal:
        start(session=visit, by=tom)

    assert {gap.code for gap in refusal.value.missing} == {"unread"}


# starting


def test_start_keeps_the_check_and_opens_the_note(visit, pregnant, mira):
    choose_zone(session=visit, zone="liver", side="right", by=mira)
    read_everything(visit, mira)

    start(session=visit, by=mira)

    visit.refresh_from_db()
    kept = SafetyCheck.objects.get(session=visit)
    library = current_library()
    assert visit.status == TreatmentSession.Status.STARTED
    assert Note.objects.filter(session=visit).count() == 1
    assert (kept.moment, kept.complete, kept.effect) == ("start", True, "caution")
    assert (kept.release.number, kept.release_seal) == (library.number, library.seal)
    assert kept.plan["zones"] == [{"zone": "liver", "side": "right"}]
    assert kept.result["zones"] == {"right:liver": "caution"}
    assert [fact["condition"] for fact in kept.facts if fact["status"] == "yes"] == ["pregnancy"]


def test_starting_twice_is_starting_once(visit, mira):
    for _ in range(2):
        start(session=visit, by=mira)

    assert SafetyCheck.objects.count() == 1
    assert [event.act for event in Event.objects.all()] == ["session.started"]


def test_start_waits_until_the_findings_are_read(visit, pregnant, mira):
    open_plan(session=visit, check=check_session(visit), by=mira)

    with pytest.raises(NotReady) as refusal:
        start(session=visit, by=mira)

    assert [(gap.code, gap.words) for gap in refusal.value.missing] == [("unread", "Read: Pregnant, 24 weeks.")]
    visit.refresh_from_db()
    assert visit.status == TreatmentSession.Status.BOOKED


def test_start_refuses_what_was_not_checked(visit, amara, mira):
    submitted_intake(amara)

    with pytest.raises(NotReady) as refusal:
        start(session=visit, by=mira)

    assert [gap.code for gap in refusal.value.missing] == ["not_checked"]


def test_start_refuses_where_there_is_no_session_today(visit, amara, mira):
    answer(amara, "dvt")

    with pytest.raises(NotReady) as refusal:
        start(session=visit, by=mira)

    assert refusal.value.missing[0].code == "stop"


def test_start_refuses_without_consent_and_says_what_ends_it(visit, amara, mira):
    amara.consents.update(withdrawn_at=timezone.now())

    with pytest.raises(NotReady) as refusal:
        start(session=visit, by=mira)

    gap = refusal.value.missing[0]
    assert (gap.code, gap.words) == (
        "settle",
        "No signed consent for treatment and health data: Get and record consent.",
    )


def test_recorded_clearance_ends_the_waiting_for_it(visit, amara, mira):
    for code in ("pregnancy_high_risk", "pregnancy_red_flags"):
        answer(amara, code, "no")
    answer(amara, "pregnancy", due_on=timezone.localdate() + dt.timedelta(weeks=32))

    with pytest.raises(NotReady) as refusal:
        start(session=visit, by=mira)
    assert "settle" in {gap.code for gap in refusal.value.missing}

    ClearanceFactory(client=amara, condition_id="pregnancy", given=True, answer=Clearance.Answer.YES)
    open_plan(session=TreatmentSession.objects.get(pk=visit.pk), check=check_session(visit), by=mira)
    read_everything(TreatmentSession.objects.get(pk=visit.pk), mira)
    start(session=visit, by=mira)

    visit.refresh_from_db()
    assert visit.status == TreatmentSession.Status.STARTED


def test_start_refuses_a_zone_that_became_unsafe(visit, amara, mira):
    choose_zone(session=visit, zone="liver", side="right", by=mira)
    answer(amara, "open_wound", side="right", areas=["arch"], reference_on=timezone.localdate())

    with pytest.raises(NotReady) as refusal:
        start(session=visit, by=mira)

    assert "Liver, right, may no longer be worked." in [gap.words for gap in refusal.value.missing]
