"""The way in: one link, one client, nothing for strangers."""

import datetime as dt

import pytest
from django.test import Client as Browser
from django.utils import timezone

from clients.intake import links
from clients.models import Intake, IntakeLink
from reflexpractice.audit.models import Event
from tests.clients.intake.filling import BORN_ON, send_in


def events(act):
    return Event.objects.filter(act=act).count()


def test_the_token_has_256_bits_and_is_kept_nowhere(priya, practitioner):
    link, token = links.send(client=priya, by=practitioner)

    assert len(token) == 43
    assert [field for field in vars(link).values() if field == token] == []


def test_a_new_link_ends_those_before_it_and_goes_on_with_the_same_intake(priya, practitioner):
    first, _ = links.send(client=priya, by=practitioner)

    second, _ = links.send(client=priya, by=practitioner)

    first.refresh_from_db()
    assert first.state == "revoked"
    assert second.state == "sent"
    assert first.intake_id == second.intake_id


def test_looking_at_the_link_changes_nothing(token):
    browser = Browser()

    answer = browser.get(f"/intake/{token}/")

    link = IntakeLink.objects.for_token(token).get()
    assert answer.status_code == 200
    assert (link.state, link.opened_at, link.intake.form) == ("sent", None, {})
    assert list(browser.cookies) == []


def test_the_page_with_the_token_tells_no_referrer_and_is_kept_by_nobody(token):
    answer = Browser().get(f"/intake/{token}/")

    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_opening_leaves_the_token_behind(token):
    answer = Browser().post(f"/intake/{token}/", follow=True)

    assert answer.redirect_chain == [("/intake/go-on/", 302), ("/intake/birth-date/", 302)]


def test_opening_keeps_the_questions_as_they_are_that_day(token, library):
    Browser().post(f"/intake/{token}/")

    intake = Intake.objects.get()
    assert intake.release_number == library.number
    assert len(intake.form["steps"]) == 7
    assert len(intake.form_hash) == 64


def test_another_site_cannot_open_a_link_for_somebody(token):
    browser = Browser(headers={"Sec-Fetch-Site": "cross-site"})

    browser.post(f"/intake/{token}/")

    assert IntakeLink.objects.for_token(token).get().opened_at is None


def test_only_the_link_itself_opens_without_a_form_token(token):
    browser = Browser(enforce_csrf_checks=True)

    opened = browser.post(f"/intake/{token}/")
    answered = browser.post("/intake/birth-date/", {"born_on": BORN_ON.isoformat()})

    assert (opened.status_code, answered.status_code) == (302, 403)


def test_without_published_knowledge_the_link_stays_good(priya, practitioner):
    _, token = links.send(client=priya, by=practitioner)

    answer = Browser().post(f"/intake/{token}/", follow=True)

    assert answer.redirect_chain == [("/intake/not-ready/", 302)]
    assert answer.status_code == 503
    assert IntakeLink.objects.get().state == "sent"


@pytest.mark.parametrize("state", ["unknown", "revoked", "expired"])
def test_strangers_get_the_same_answer(token, practitioner, state):
    link = IntakeLink.objects.for_token(token).get()
    if state == "revoked":
        links.revoke(link=link, by=practitioner)
    if state == "expired":
        IntakeLink.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    tried = "no-such-token" if state == "unknown" else token

    answer = Browser().get(f"/intake/{tried}/")

    assert answer.status_code == 404
    assert "clients/intake/closed.html" in [template.name for template in answer.templates]
    assert "Priya" not in answer.content.decode()


def test_the_birth_date_opens_the_first_step(token):
    browser = Browser()
    browser.post(f"/intake/{token}/")

    answer = browser.post("/intake/birth-date/", {"born_on": BORN_ON.isoformat()}, follow=True)

    assert answer.redirect_chain[-1] == ("/intake/step/you/", 302)


def test_no_step_opens_before_the_birth_date(token):
    browser = Browser()
    browser.post(f"/intake/{token}/")

    answer = browser.get("/intake/step/heart/")

    assert answer.headers["Location"] == "/intake/birth-date/"


def test_five_wrong_birth_dates_close_the_link(token):
    browser = Browser()
    browser.post(f"/intake/{token}/")

    answers = [browser.post("/intake/birth-date/", {"born_on": f"1980-01-0{day}"}).status_code for day in range(1, 6)]

    assert answers == [200, 200, 200, 200, 404]
    assert IntakeLink.objects.get().state == "revoked"
    assert browser.post("/intake/birth-date/", {"born_on": BORN_ON.isoformat()}).status_code == 404


def test_twenty_wrong_links_an_hour_are_enough(token):
    browser = Browser()

    answers = [browser.get(f"/intake/guess-{number}/").status_code for number in range(21)]

    assert answers == [404] * 20 + [429]
    assert browser.get(f"/intake/{token}/").status_code == 429
    assert Browser(REMOTE_ADDR="192.0.2.7").get(f"/intake/{token}/").status_code == 200


def test_a_link_taken_back_closes_the_pages_already_open(phone, practitioner):
    assert phone.get("/intake/step/you/").status_code == 200

    links.revoke(link=IntakeLink.objects.get(), by=practitioner)

    assert phone.get("/intake/step/you/").status_code == 404


def test_the_same_link_goes_on_elsewhere_where_it_was_left(phone, token):
    phone.post("/intake/step/you/", {"phone": "07700 900000"})
    tablet = Browser()
    tablet.post(f"/intake/{token}/")

    answer = tablet.post("/intake/birth-date/", {"born_on": BORN_ON.isoformat()}, follow=True)

    assert answer.redirect_chain[-1] == ("/intake/step/doctor/", 302)
    assert tablet.get("/intake/step/you/").context["form"]["phone"].value() == "07700 900000"


def test_after_sending_in_the_link_only_says_thanks(phone, token):
    send_in(phone, other={"rest": "no", "medicines": "Lisinopril"})

    answer = Browser().get(f"/intake/{token}/")

    assert answer.status_code == 200
    assert "clients/intake/done.html" in [template.name for template in answer.templates]
    assert "Priya" not in answer.content.decode()


def test_a_browser_without_a_link_gets_nothing(db):
    paths = ["birth-date/", "go-on/", "step/you/", "step/check/", "step/sign/", "done/"]

    answers = [Browser().get(f"/intake/{path}").status_code for path in paths]

    assert answers == [404] * 6


def test_taking_back_twice_is_once(priya, practitioner):
    link, _ = links.send(client=priya, by=practitioner)

    done = [links.revoke(link=link, by=practitioner) for _ in range(2)]

    assert done == [True, False]
    assert events("intake_link.revoked") == 1
