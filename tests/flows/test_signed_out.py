"""Signed out in the middle of something: signing in leads back to the page, and nothing is taken for saved."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

pytestmark = pytest.mark.django_db


def next_of(answer):
    return answer.headers["Location"]


def test_page_asked_for_is_the_page_afterwards(visit):
    answer = Browser().get(reverse("sessions:plan", args=[visit.pk]))

    assert next_of(answer) == f"/account/login/?next=/sessions/{visit.pk}/plan/"


@pytest.mark.parametrize("act", ["plan_zone", "plan_apply", "plan_limits", "acknowledge", "start", "log_zone", "sign"])
def test_form_sent_leads_back_to_its_page(visit, act):
    page = f"http://testserver/sessions/{visit.pk}/plan/?zone=right:liver"

    answer = Browser().post(reverse(f"sessions:{act}", args=[visit.pk]), headers={"referer": page})

    assert next_of(answer) == f"/account/login/?next=/sessions/{visit.pk}/plan/%3Fzone%3Dright%3Aliver"


@pytest.mark.parametrize("page", ["", "https://elsewhere.example/sessions/1/plan/", "not an address"])
def test_form_from_nowhere_leads_to_today(visit, page):
    answer = Browser().post(reverse("sessions:start", args=[visit.pk]), headers={"referer": page})

    assert next_of(answer) == "/account/login/?next=/"


def test_the_sign_in_page_says_that_nothing_was_saved(visit):
    browser = Browser()

    page = browser.post(reverse("sessions:start", args=[visit.pk]), follow=True)

    assert "You were signed out, so this was not saved." in page.content.decode()
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_a_script_that_keeps_the_words_says_so_itself(visit):
    browser = Browser()
    browser.post(reverse("sessions:autosave", args=[visit.pk]), headers={"HX-Request": "true"})

    assert "was not saved" not in browser.get(reverse("account_login")).content.decode()
