"""Two devices at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client as Browser

from clients.intake import limits, reviewing
from clients.models import Consent, Flag, Intake, IntakeLink
from reflexpractice.audit.models import Event
from tests.clients.intake.filling import AGREED, BORN_ON, fill_in, send_in
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.reliability]


def at_once(*acts):
    """Do all of it at the same moment, each on a connection of its own; returns the answers."""
    gate = Barrier(len(acts))

    def go(act):
        gate.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [job.result() for job in [pool.submit(go, act) for act in acts]]


def entered(token):
    browser = Browser()
    browser.post(f"/intake/{token}/")
    browser.post("/intake/birth-date/", {"born_on": BORN_ON.isoformat()})
    return browser


def test_of_two_who_send_one_sends(token):
    devices = [entered(token), entered(token)]
    fill_in(devices[0])

    answers = at_once(*[lambda browser=browser: browser.post("/intake/step/sign/", AGREED) for browser in devices])

    assert [answer.headers["Location"] for answer in answers] == ["/intake/done/"] * 2
    assert Consent.objects.count() == 3
    assert Event.objects.filter(act="intake.submitted").count() == 1


def test_wrong_birth_dates_sent_at_once_are_all_counted(token):
    devices = [Browser() for _ in range(6)]
    for browser in devices:
        browser.post(f"/intake/{token}/")

    at_once(
        *[lambda browser=browser: browser.post("/intake/birth-date/", {"born_on": "1980-01-01"}) for browser in devices]
    )

    link = IntakeLink.objects.get()
    assert (link.wrong_answers, link.state) == (5, "revoked")
    assert Event.objects.filter(act="intake_link.revoked").count() == 1


def test_wrong_links_tried_at_once_are_all_counted(practitioner):
    at_once(*[lambda number=number: Browser().get(f"/intake/wrong-{number}/") for number in range(8)])

    for number in range(limits.WRONG_LINKS_AN_HOUR - 8):
        assert Browser().get(f"/intake/later-{number}/").status_code == 404
    assert Browser().get("/intake/one-more/").status_code == 429


def test_two_steps_answered_at_once_are_both_kept(token):
    devices = [entered(token), entered(token)]

    at_once(
        lambda: devices[0].post("/intake/step/doctor/", {"doctor": "Dr Patel"}),
        lambda: devices[1].post("/intake/step/other/", {"rest": "no", "medicines": "Iron"}),
    )

    assert set(Intake.objects.get().answers["steps"]) == {"doctor", "other"}


def test_of_two_who_accept_one_accepts(token, practitioner):
    intake = send_in(entered(token))

    done = at_once(
        *[
            lambda by=by: reviewing.accept(intake, by=by, decisions={}, details=[])
            for by in (practitioner, UserFactory(owner=True))
        ]
    )

    assert sorted(done) == [False, True]
    assert Flag.objects.current().count() == len(reviewing.proposals(intake))


def test_of_links_made_at_once_one_works(priya, practitioner, library):
    desks = [Browser(), Browser()]
    for desk in desks:
        desk.force_login(practitioner)

    at_once(*[lambda desk=desk: desk.post(f"/clients/{priya.pk}/send-intake/", {"how": "show"}) for desk in desks])

    assert Intake.objects.count() == 1
    assert IntakeLink.objects.working().count() == 1


def test_a_link_taken_back_while_somebody_types_keeps_what_was_there(token):
    browser = entered(token)
    browser.post("/intake/step/doctor/", {"doctor": "Dr Patel"})
    IntakeLink.objects.get().intake.links.update(revoked_at="2026-01-01T00:00:00Z")

    answer = browser.post("/intake/step/other/", {"rest": "no"})

    assert answer.status_code == 404
    assert "If you were filling in your form, your answers so far are kept." in answer.content.decode()
    assert Intake.objects.get().answers["steps"]["doctor"]["raw"] == {"doctor": ["Dr Patel"]}
