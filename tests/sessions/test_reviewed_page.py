"""After a review: what it does to coming sessions, and what is still to be told in full."""

import datetime as dt

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.intake import reviewing
from clients.intake.drawing_up import draw_up
from clients.models import Flag, Intake
from sessions.booking import book_session
from sessions.models import Outlook
from tests.factories import IntakeFactory, UserFactory

pytestmark = pytest.mark.django_db

PREGNANT = {"condition": "pregnancy", "status": "yes", "due_on": None}


@pytest.fixture
def desk(mira):
    browser = Browser()
    browser.force_login(mira)
    return browser


@pytest.fixture
def later(amara, mira):
    """Amara's visit in three days, booked when nothing was the matter."""
    when = timezone.now() + dt.timedelta(days=3)
    return book_session(client=amara, practitioner=mira, starts_at=when, minutes=60, anyway=True, by=mira)


@pytest.fixture
def intake(amara, library):
    """A form of Amara that waits: pregnant, and a few words about her health."""
    day = timezone.localdate()
    told = PREGNANT | {"asked_on": day.isoformat(), "areas": [], "reference_on": None}
    return IntakeFactory(
        client=amara,
        submitted=True,
        form=draw_up(library, client=amara, day=day).as_form(),
        answers={"told": [told], "entries": {"illnesses": "Stiff knees, and an old gout."}},
    )


def send(desk, intake, **data):
    return desk.post(reverse("clients:review", args=[intake.pk]), data, follow=True)


def flags(client):
    return dict(Flag.objects.current().filter(client=client).values_list("condition", "status"))


def test_accepting_says_which_coming_sessions_are_newly_affected(desk, intake, later):
    page = send(desk, intake)

    assert [row.session for row in page.context["affected"]] == [later]
    assert "Pregnancy" in page.context["affected"][0].news[0]


def test_sixty_answers_check_the_coming_sessions_once(later, intake, mira, monkeypatch):
    checked = []
    monkeypatch.setattr("sessions.ripple.recheck_future", lambda *_, **__: checked.append(1))

    reviewing.accept(intake, by=mira, decisions={}, details=[])

    assert checked == [1]


def test_without_a_change_nothing_is_newly_affected(desk, intake, later):
    page = send(desk, intake, **{"word-pregnancy": "skip"})

    assert page.context["affected"] == []
    assert "nothing new stands against the coming session" in page.content.decode()


def test_words_alone_become_no_flag(desk, intake, amara):
    send(desk, intake)

    assert flags(amara)["gout"] == "no"


def test_what_the_practitioner_reads_in_words_is_recorded_with_them(desk, intake, amara):
    page = send(desk, intake, **{"code-illnesses": ["gout"]})

    gout = Flag.objects.current().get(client=amara, condition="gout")
    assert (gout.status, gout.words, gout.intake) == ("yes", "Stiff knees, and an old gout.", intake)
    assert [fact.name for fact in page.context["to_tell"]] == ["Gout"]


def test_only_conditions_of_the_library_can_be_coded(desk, intake, amara):
    page = send(desk, intake, **{"code-illnesses": ["knees"]})

    assert page.context["form"].has_error("code-illnesses", "invalid_choice")
    intake.refresh_from_db()
    assert intake.status == Intake.Status.SUBMITTED


def test_what_is_to_be_corrected_counts_and_waits_for_its_details(desk, intake, amara):
    page = send(desk, intake, **{"word-pregnancy": "correct"})

    flag = Flag.objects.current().get(client=amara, condition="pregnancy")
    assert flag.status == "yes"
    assert page.context["to_tell"][0].url.startswith(reverse("clients:change_flag", args=[flag.pk]))


def test_what_has_been_corrected_waits_no_longer(desk, intake, amara):
    page = send(desk, intake, **{"word-pregnancy": "correct"})
    Flag.objects.current().filter(client=amara, condition="pregnancy").update(ended_at=timezone.now())

    again = desk.get(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"])

    assert again.context["to_tell"] == []


def test_before_the_review_there_is_nothing_to_see(desk, intake):
    assert desk.get(reverse("sessions:reviewed", args=[intake.pk])).status_code == 404


def test_others_find_nothing_and_reception_is_refused(intake, mira):
    reviewing.accept(intake, by=mira, decisions={}, details=[])
    found = []
    for user in (UserFactory(), UserFactory(reception=True)):
        browser = Browser()
        browser.force_login(user)
        found.append(browser.get(reverse("sessions:reviewed", args=[intake.pk])).status_code)

    assert found == [404, 403]


def test_the_news_waits_on_the_session_until_its_plan_is_opened(desk, intake, later):
    send(desk, intake)

    assert Outlook.objects.with_news().get().session == later
