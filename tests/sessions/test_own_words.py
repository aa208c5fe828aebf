"""What a client wrote freely is in sight where somebody plans, and changes nothing by itself."""

import datetime as dt

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.checking import check_client
from clients.intake.own_words import own_words
from tests.factories import IntakeFactory, SessionFactory, UserFactory, healthy_client

TODAY = timezone.localdate()


@pytest.fixture
def amara(library, mira):
    return healthy_client(library, name="Amara Okafor", seen_by=mira)


@pytest.fixture
def browser(mira):
    browser = Browser()
    browser.force_login(mira)
    return browser


def wrote(client, *, days_ago=0, accepted=True, **entries):
    state = {"accepted": True} if accepted else {"submitted": True}
    at = timezone.now() - dt.timedelta(days=days_ago)
    return IntakeFactory(client=client, answers={"entries": entries}, **(state | {"submitted_at": at}))


def said(client, user):
    return [(each.label, each.words, each.waits) for each in own_words(client, user)]


def test_newest_first_and_older_ones_with_them(amara, mira):
    wrote(amara, days_ago=300, medicines="Iron", illnesses="Hay fever")
    wrote(amara, days_ago=3, accepted=False, medicines="Aspirin too", phone="07700 900000")

    assert said(amara, mira) == [
        ("Medicines", "Aspirin too", True), ("Medicines", "Iron", False), ("Anything else", "Hay fever", False),
    ]  # fmt: skip


def test_declined_and_open_forms_say_nothing(amara, mira):
    IntakeFactory(client=amara, status="declined", submitted_at=timezone.now(), answers={"entries": {"changes": "x"}})
    IntakeFactory(client=amara, answers={"entries": {"medicines": "x"}})
    IntakeFactory(client=amara, accepted=True, answers={})

    assert own_words(amara, mira) == ()


def test_they_are_read_where_a_visit_is_planned_and_on_the_client_page(browser, amara, mira):
    wrote(amara, medicines="Warfarin <b>5 mg</b>")
    visit = SessionFactory(client=amara, practitioner=mira)

    for address in (reverse("sessions:plan", args=[visit.pk]), amara.get_absolute_url()):
        page = browser.get(address).content.decode()
        assert "In Amara’s own words" in page
        assert "Warfarin &lt;b&gt;5 mg&lt;/b&gt;" in page


def test_words_are_not_read_by_the_check(amara):
    before = check_client(amara, TODAY)
    wrote(amara, medicines="I take warfarin and am pregnant")

    after = check_client(amara, TODAY)

    assert (after.cards(), after.states()) == (before.cards(), before.states())


def test_reception_and_strangers_read_nothing(amara):
    wrote(amara, medicines="Warfarin")
    reception = UserFactory(reception=True)
    browser = Browser()
    browser.force_login(reception)

    assert own_words(amara, reception) == own_words(amara, UserFactory()) == ()
    assert "Warfarin" not in browser.get(amara.get_absolute_url()).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_they_cost_one_query(amara, mira, number, django_assert_num_queries):
    for _ in range(number):
        wrote(amara, medicines="Iron")
    mira.get_all_permissions()

    with django_assert_num_queries(1):
        assert len(own_words(amara, mira)) == number
