"""The plan page: with and without a script, for those who treat and for nobody else."""

import datetime as dt
import gzip
import re

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Consent
from sessions.checking import check_session
from sessions.models import Acknowledgement, Override, TreatmentSession
from sessions.planning import choose_zone
from sessions.planning.questions import to_read
from tests.factories import (
    ConsentFactory,
    IntakeFactory,
    PlannedZoneFactory,
    SessionFactory,
    UserFactory,
    answer,
    submitted_intake,
)

pytestmark = pytest.mark.django_db

SCRIPT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def browser(client, mira) -> Browser:
    """Somebody's browser, signed in as Mira."""
    client.force_login(mira)
    return client


def url(name, session):
    return reverse(f"sessions:{name}", args=[session.pk])


def text(response):
    """The words of a page, without its markup."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)


def press(browser, name, session, *, script=False, **fields):
    session.refresh_from_db()
    fields = {"version": session.plan_version, **fields}
    return browser.post(url(name, session), fields, **(SCRIPT if script else {}))


def planned(session):
    return sorted(f"{row.side}:{row.zone}" for row in session.planned_zones.all())


# who may


def test_stranger_does_not_find_the_plan(client, visit):
    client.force_login(UserFactory())

    assert client.get(url("plan", visit)).status_code == 404
    assert press(client, "plan_zone", visit, zones="right:liver").status_code == 404
    assert press(client, "start", visit).status_code == 404


@pytest.mark.parametrize("name", ["plan", "plan_zone", "plan_apply", "plan_limits", "acknowledge", "override", "start"])
def test_reception_plans_nothing(client, visit, name):
    client.force_login(UserFactory(reception=True))

    assert {client.get(url(name, visit)).status_code, press(client, name, visit).status_code} <= {403, 405}


@pytest.mark.parametrize("name", ["plan_zone", "plan_apply", "plan_limits", "acknowledge", "start"])
def test_looking_changes_nothing(browser, visit, name):
    assert browser.get(url(name, visit)).status_code == 405


# what it says


def test_no_warnings_only_where_everything_was_asked(browser, visit):
    assert "No warnings. Everything was asked for today." in text(browser.get(url("plan", visit)))


def test_unreviewed_intake_is_not_checked_and_says_what_to_do(browser, visit, amara):
    intake = submitted_intake(amara)

    page = browser.get(url("plan", visit))

    assert page.context["page"].not_checked == "An intake waits for review."
    assert page.context["page"].intake_url == reverse("clients:review", args=[intake.pk])
    assert set(page.context["page"].states.values()) == {"unknown"}
    assert "No warnings" not in text(page)


def test_open_questions_are_one_card(browser, visit, amara):
    amara.flags.filter(condition_id__in=["diabetes", "dvt", "osteoporosis"]).delete()

    page = browser.get(url("plan", visit)).context["page"]

    assert [row.card.title for row in page.cards] == ["Not asked for today: 3 questions"]
    assert page.bar.words == "Anything new today? 2 questions"
    assert page.bar.url == (f"/clients/{amara.pk}/today/?session={visit.pk}&next=/sessions/{visit.pk}/plan/")


def test_stop_comes_before_the_map(browser, visit, amara):
    answer(amara, "dvt")

    page = browser.get(url("plan", visit))

    assert page.templates[0].name == "sessions/plan_stop.html"
    assert "No session today" in text(page)
    assert "data-foot-map" not in page.content.decode()


def test_missing_consent_says_what_ends_it(browser, visit, amara):
    amara.consents.update(withdrawn_at=timezone.now())

    page = browser.get(url("plan", visit)).context["page"]

    assert [gap.code for gap in page.gaps] == ["settle"]
    assert page.bar.words == "See what is needed to start"


def test_button_says_what_is_next(browser, visit, pregnant):
    assert browser.get(url("plan", visit)).context["page"].bar.words == "Read 1 safety note to start"

    card = to_read(check_session(visit))[0]
    press(browser, "acknowledge", visit, fingerprint=card.fingerprint)

    assert browser.get(url("plan", visit)).context["page"].bar.words == "Start session"


def test_zone_card_says_why_instead_how_sure_and_who_says_so(browser, visit, pregnant):
    page = browser.get(url("plan", visit), {"zone": "left:st_heel_pad"})

    card = page.context["page"].zone
    assert (card.name, card.words, card.in_words) == ("Heel bone and heel pad", "Avoid", "Not in the plan")
    assert card.reasons[0].source.startswith("Rule PREG-03: ")
    assert card.reasons[0].instead == "Slow strokes on the arch and ball instead" or card.reasons[0].instead
    assert card.form is not None


@pytest.mark.parametrize("zone", ["left:liver", "left:nonsense", "liver", "", "both:liver"])
def test_zone_that_is_not_there_shows_the_plan_without_it(browser, visit, zone):
    page = browser.get(url("plan", visit), {"zone": zone})

    assert (page.status_code, page.context["page"].zone) == (200, None)


def test_last_plan_is_there_on_first_opening_and_names_what_was_left_out(browser, visit, pregnant):
    last = SessionFactory(client=pregnant, practitioner=visit.practitioner, finished=True)
    PlannedZoneFactory(session=last, zone="liver", zone_name="Liver")
    PlannedZoneFactory(session=last, zone="sciatic_nerve", zone_name="Sciatic nerve")

    page = browser.get(url("plan", visit)).context["page"]

    assert [row.name for row in page.rows] == ["Liver"]
    assert page.left_out == (
        "1 zone from the last plan was left out for safety: Sciatic nerve (right), because of “Pregnant, 24 weeks”."
    )


def test_started_session_is_on_its_log_page(browser, amara, mira):
    session = SessionFactory(client=amara, practitioner=mira, started=True)

    assert browser.get(url("plan", session)).url == url("log", session)


# the road without a script


def test_road_without_a_script(browser, visit, pregnant):
    press(browser, "plan_zone", visit, list="1", zones=["right:liver", "left:stomach"])
    press(browser, "plan_zone", visit, zones="left:stomach")
    press(
        browser,
        "override",
        visit,
        zone="left:st_heel_pad",
        **{"reason-reason": "trained", "reason-words": "Holding only", "reason-client_agrees": "on"},
    )
    for card in to_read(check_session(visit)):
        press(browser, "acknowledge", visit, fingerprint=card.fingerprint)
    done = press(browser, "start", visit)

    visit.refresh_from_db()
    assert planned(visit) == ["left:st_heel_pad", "right:liver"]
    assert (done.status_code, done.url) == (302, url("log", visit))
    assert visit.status == TreatmentSession.Status.STARTED


def test_reason_has_a_page_of_its_own(browser, visit, pregnant):
    page = browser.get(url("override", visit), {"zone": "left:st_heel_pad"})

    assert "Include Heel bone and heel pad, left?" in text(page)


def test_reason_that_is_too_short_is_asked_for_again(browser, visit, pregnant):
    page = press(
        browser, "override", visit, zone="left:st_heel_pad", **{"reason-reason": "trained", "reason-words": "ok"}
    )

    errors = page.context["form"].errors.as_data()
    assert {name: [error.code for error in found] for name, found in errors.items()} == {
        "words": ["min_length"],
        "client_agrees": ["required"],
    }
    assert Override.objects.count() == 0


@pytest.mark.parametrize("words", ["nothing\x00at all", "x" * 501])
def test_words_that_cannot_be_stored_are_refused(browser, visit, pregnant, words):
    said = {"reason-reason": "trained", "reason-words": words, "reason-client_agrees": "on"}

    page = press(browser, "override", visit, zone="left:st_heel_pad", **said)

    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["words"]


def test_unfinished_start_says_what_is_missing(browser, visit, pregnant):
    browser.get(url("plan", visit))
    done = press(browser, "start", visit)

    page = browser.get(done.url)
    assert [str(message) for message in page.context["messages"]] == ["Read: Pregnant, 24 weeks."]


# the road with a script


def test_script_gets_the_parts_and_the_states(browser, visit):
    answered = press(browser, "plan_zone", visit, script=True, zones="right:liver").json()

    assert sorted(answered["parts"]) == ["panel", "toolbar"]
    assert answered["states"]["right:liver"] == "planned"
    assert (answered["sentence"], answered["undo"]) == ("Liver, right, added.", "right:liver")


def test_tap_on_a_zone_to_avoid_shows_why_and_adds_nothing(browser, visit, pregnant):
    answered = press(browser, "plan_zone", visit, script=True, zones="left:st_heel_pad").json()

    assert answered["states"]["left:st_heel_pad"] == "avoid"
    assert (answered["undo"], answered["toast"]) == ("", False)
    assert "Include with a reason" in answered["parts"]["panel"]
    assert planned(visit) == []


def test_old_page_gets_the_plan_as_it_stands(browser, visit, mira):
    choose_zone(session=visit, zone="liver", side="right", by=mira)

    answered = browser.post(url("plan_zone", visit), {"zones": "right:liver", "version": 0}, **SCRIPT).json()

    assert answered["sentence"].startswith("This plan was changed elsewhere.")
    assert answered["states"]["right:liver"] == "planned"


def test_limits_above_the_check_are_refused_at_the_field(browser, visit, pregnant):
    fields = {"limits-pressure": "2", "limits-minutes": "50", "limits-techniques": []}

    page = press(browser, "plan_limits", visit, **fields)

    assert page.status_code == 400
    assert [error.code for error in page.context["page"].limits.errors.as_data()["minutes"]] == ["limit"]


def test_protocol_is_applied(browser, visit, pregnant):
    press(browser, "plan_apply", visit, protocol="stress_anxiety")

    visit.refresh_from_db()
    assert visit.protocol == "stress_anxiety"
    assert len(planned(visit)) == 6


def test_changed_finding_must_be_read_as_it_is_now(browser, visit, pregnant):
    card = to_read(check_session(visit))[0]
    answer(pregnant, "pregnancy", due_on=timezone.localdate() + dt.timedelta(weeks=6))

    press(browser, "acknowledge", visit, fingerprint=card.fingerprint)

    assert Acknowledgement.objects.count() == 0


# weight


@pytest.mark.parametrize("number", [1, 3])
def test_number_of_queries_does_not_grow_with_the_plan(
    browser, visit, pregnant, mira, number, django_assert_num_queries
):
    last = SessionFactory(client=pregnant, practitioner=mira, finished=True)
    for zone in ["liver", "stomach", "adrenal"][:number]:
        PlannedZoneFactory(session=last, zone=zone, zone_name=zone)
        choose_zone(session=visit, zone=zone, side="right", by=mira)
    for code in ["diabetes", "varicose_veins", "osteoporosis"][:number]:
        answer(pregnant, code, side="both")
    for _ in range(number):
        ConsentFactory(client=pregnant, kind=Consent.Kind.TRUTH)
        IntakeFactory(client=pregnant, accepted=True)
    browser.get(url("plan", visit))

    with django_assert_num_queries(12):
        browser.get(url("plan", visit))


def test_page_is_light(browser, visit, pregnant):
    page = browser.get(url("plan", visit))

    assert len(gzip.compress(page.content)) < 60 * 1024
