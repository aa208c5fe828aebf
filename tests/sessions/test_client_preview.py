"""A client in short beside the list: what to leave out today, when they come next."""

import datetime as dt

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from reflexpractice.audit.models import Event
from tests.factories import SessionFactory, UserFactory, answer


@pytest.fixture
def browser(client: Browser, mira) -> Browser:
    client.force_login(mira)
    return client


def url(client):
    return reverse("sessions:preview", args=[client.pk])


def test_it_says_what_to_leave_out_and_leads_to_the_plan(amara, mira, browser):
    answer(amara, "stress_fracture", side="left")
    visit = SessionFactory(client=amara, practitioner=mira, starts_at=timezone.now() + dt.timedelta(hours=1))

    shown = browser.get(url(amara)).content.decode()

    assert "Left foot: stress fracture of the foot or heel" in shown
    assert reverse("sessions:plan", args=[visit.pk]) in shown
    assert 'class="foot foot-mini' in shown


def test_looking_is_noted(amara, mira, browser):
    browser.get(url(amara))

    assert Event.objects.filter(act="client.read", client_key=amara.pk, actor=mira).count() == 1


def test_reception_sees_that_somebody_should_look_never_why(amara, client):
    answer(amara, "stress_fracture", side="left")
    client.force_login(UserFactory(reception=True))

    shown = client.get(url(amara)).content.decode()

    assert "Practitioner review needed" in shown
    assert "fracture" not in shown
    assert "foot-mini" not in shown


def test_it_costs_the_same_with_one_visit_and_with_three(amara, mira, browser, queries):
    SessionFactory(client=amara, practitioner=mira, starts_at=timezone.now() + dt.timedelta(hours=1))
    one = queries(lambda: browser.get(url(amara)))
    for days in (1, 2):
        SessionFactory(client=amara, practitioner=mira, starts_at=timezone.now() + dt.timedelta(days=days))

    assert one == queries(lambda: browser.get(url(amara))) <= 16
