"""Reading, recording, changing and taking back facts on their pages."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.flagging import record_flag
from clients.forms.flags import FlagForm
from clients.models import Client, Flag
from clients.statuses import status_choices
from knowledge.check import Status
from knowledge.library import Library
from reflexpractice.accounts.models import User
from reflexpractice.audit.models import Event
from tests.factories import ClientFactory, FlagFactory

pytestmark = pytest.mark.usefixtures("library")

ASKED = "2024-11-02"


@pytest.fixture
def amara(mira: User) -> Client:
    client: Client = ClientFactory(name="Amara Okafor", seen_by=mira)
    return client


def add(browser: Browser, client: Client, condition: str, **typed: Any) -> Any:
    url = reverse("clients:add_flag", args=[client.pk]) + f"?condition={condition}"
    return browser.post(url, {"status": "yes", "asked_on": ASKED, "source": "asked"} | typed)


def only(client: Client) -> Flag:
    return Flag.objects.current().get(client=client)


def test_side_places_date_and_details_become_one_fact(browser: Browser, amara: Client) -> None:
    add(
        browser,
        amara,
        "fracture_foot",
        side="left",
        areas=["heel", "ankle"],
        about_onset_date="2024-10-01",
        words="Fell",
    )

    flag = only(amara)
    assert (flag.side, flag.areas, flag.reference_on) == ("left", ["heel", "ankle"], dt.date(2024, 10, 1))
    assert (flag.words, flag.asked_on, flag.source) == ("Fell", dt.date(2024, 11, 2), "asked")


def test_what_is_past_counts_from_the_day_it_healed(browser: Browser, amara: Client) -> None:
    dates = {"about_onset_date": "2024-01-01", "about_healed_date": "2024-04-01"}

    add(browser, amara, "stress_fracture", status="past", **dates)

    assert only(amara).reference_on == dt.date(2024, 4, 1)


@pytest.mark.parametrize(
    ("condition", "typed", "kept"),
    [
        ("diabetes", {"about_type": "2", "about_insulin": "yes"}, {"type": "2", "insulin": "yes"}),
        ("bleeding_disorder", {"about_platelets": "150.0"}, {"platelets": "150"}),
        ("foot_implant", {"about_year": "2019"}, {"year": "2019"}),
        (
            "hypertension",
            {"about_reading": "135/85", "about_reading_on": "2024-10-01"},
            {"reading": "135/85", "reading_on": "2024-10-01"},
        ),
        (
            "pregnancy_high_risk",
            {"about_reason": ["multiple", "polyhydramnios"]},
            {"reason": ["multiple", "polyhydramnios"]},
        ),
        ("allergy_nut", {"about_which": "", "about_severe": ""}, {}),
    ],
)
def test_follow_ups_are_kept_as_the_library_names_them(
    browser: Browser, amara: Client, condition: str, typed: dict[str, Any], kept: dict[str, Any]
) -> None:
    add(browser, amara, condition, **typed)

    assert only(amara).attributes == kept


@pytest.mark.parametrize("status", ["no", "unknown"])
def test_an_answer_that_is_not_positive_keeps_no_details(browser: Browser, amara: Client, status: str) -> None:
    add(browser, amara, "open_wound", status=status, side="left", areas=["heel"], about_depth="deep")

    flag = only(amara)
    assert (flag.status, flag.side, flag.areas, flag.attributes) == (status, "", [], {})


def test_weeks_become_the_due_date(browser: Browser, amara: Client) -> None:
    add(browser, amara, "pregnancy", weeks="24")

    assert only(amara).due_on == dt.date(2024, 11, 2) + dt.timedelta(days=16 * 7)


@pytest.mark.parametrize(
    ("condition", "typed", "field", "code"),
    [
        ("pregnancy", {"weeks": "60"}, "weeks", "max_value"),
        ("pregnancy", {"weeks": "24", "due_on": "2024-12-01"}, "weeks", "weeks"),
        ("pregnancy", {"due_on": "2030-01-01"}, "due_on", "due_on"),
        ("pregnancy", {"due_on": "2020-01-01"}, "due_on", "due_on"),
        ("pregnancy", {"status": "perhaps"}, "status", "invalid_choice"),
        ("pregnancy", {"status": ""}, "status", "required"),
        ("pregnancy", {"asked_on": "2990-01-01"}, "asked_on", "future"),
        ("open_wound", {"side": "middle"}, "side", "invalid_choice"),
        ("open_wound", {"areas": ["nose"]}, "areas", "invalid_choice"),
        ("open_wound", {"words": "a" * 501}, "words", "max_length"),
        ("open_wound", {"words": "a\x00"}, "words", "null_characters_not_allowed"),
        ("postnatal", {"about_birth_date": "2990-01-01"}, "about_birth_date", "future"),
        ("bleeding_disorder", {"about_platelets": "many"}, "about_platelets", "invalid"),
        ("bleeding_disorder", {"about_platelets": "NaN"}, "about_platelets", "invalid"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_recorded(
    browser: Browser, amara: Client, condition: str, typed: dict[str, Any], field: str, code: str
) -> None:
    response = add(browser, amara, condition, **typed)

    assert response.context["form"].errors.as_data()[field][0].code == code
    assert not amara.flags.exists()


def test_could_be_is_offered_only_where_rules_speak_of_it(library: Library) -> None:
    spoken_of = {rule.condition for rule in library.rules if "suspected" in rule.statuses}

    offered = {
        row.code for row in library.conditions if "suspected" in dict(status_choices(row)) and row.kind == "asked"
    }

    assert offered == spoken_of


def test_no_rule_is_out_of_reach_of_the_answers(library: Library) -> None:
    asked = {row.code: dict(status_choices(row)) for row in library.conditions if row.kind == "asked"}

    out_of_reach = [
        rule.code
        for rule in library.rules
        if rule.condition in asked and not set(rule.statuses) & set(asked[rule.condition])
    ]

    assert out_of_reach == []


def test_every_condition_can_be_recorded_and_read(
    browser: Browser, amara: Client, library: Library, mira: User
) -> None:
    for condition in library.conditions:
        if condition.kind != "asked":
            continue
        form = FlagForm(
            {"status": "yes", "asked_on": ASKED, "source": "letter"}, client=amara, condition=condition, by=mira
        )
        assert (form.is_valid(), condition.code) == (True, condition.code)
        form.save()

    page = browser.get(reverse("clients:flags", args=[amara.pk]))

    assert len(page.context["answers"].positive) == Flag.objects.current().count()


def test_a_second_one_stays_beside_the_first(browser: Browser, amara: Client) -> None:
    add(browser, amara, "open_wound", side="left")

    add(browser, amara, "open_wound", side="right", beside="on")

    assert sorted(Flag.objects.current().values_list("side", flat=True)) == ["left", "right"]


def test_changing_starts_from_what_is_recorded(browser: Browser, amara: Client) -> None:
    flag = FlagFactory(
        client=amara, condition_id="open_wound", side="left", areas=["heel"], attributes={"depth": "deep"}, words="Ouch"
    )

    form = browser.get(reverse("clients:change_flag", args=[flag.pk])).context["form"]

    values = [form[name].value() for name in ("status", "side", "areas", "about_depth", "words")]
    assert values == ["yes", "left", ["heel"], "deep", "Ouch"]


def test_changing_begins_a_new_row(browser: Browser, amara: Client) -> None:
    flag = FlagFactory(client=amara, condition_id="open_wound", side="left")
    url = reverse("clients:change_flag", args=[flag.pk])

    browser.post(url, {"status": "no", "asked_on": ASKED, "source": "asked"})

    flag.refresh_from_db()
    assert (flag.status, flag.replaced_by, only(amara).status) == ("yes", only(amara), "no")


def test_a_page_left_open_meets_a_newer_answer(browser: Browser, amara: Client) -> None:
    flag = FlagFactory(client=amara, condition_id="open_wound")
    newer = record_flag(
        client=amara, condition="open_wound", status="no", asked_on=dt.date(2024, 11, 3), source="asked", by=None
    )
    url = reverse("clients:change_flag", args=[flag.pk])

    response = browser.post(url, {"status": "yes", "side": "left", "asked_on": ASKED, "source": "asked"})

    assert response.context["form"].non_field_errors() == [
        "Someone has changed this answer meanwhile. Look at it again."
    ]
    assert only(amara) == newer


def test_taking_back_asks_for_the_reason(browser: Browser, amara: Client) -> None:
    flag = FlagFactory(client=amara)
    url = reverse("clients:end_flag", args=[flag.pk])

    refused = browser.post(url, {"reason": ""})
    browser.post(url, {"reason": "Wrong client"})

    flag.refresh_from_db()
    assert refused.context["form"].errors.as_data()["reason"][0].code == "required"
    assert flag.end_reason == "Wrong client"


def test_answers_stand_in_their_groups(browser: Browser, amara: Client) -> None:
    today = timezone.localdate()
    positive = FlagFactory(client=amara, condition_id="pregnancy")
    unknown = FlagFactory(client=amara, condition_id="dvt", status="unknown")
    old_no = FlagFactory(client=amara, condition_id="open_wound", status="no", asked_on=today - dt.timedelta(days=2))
    fresh_no = FlagFactory(client=amara, condition_id="diabetes", status="no")
    never = FlagFactory(
        client=amara, condition_id="postnatal", status="not_applicable", asked_on=today - dt.timedelta(days=900)
    )
    ended = FlagFactory(client=amara, condition_id="gout", ended_at=timezone.now() + dt.timedelta(seconds=1))

    answers = browser.get(reverse("clients:flags", args=[amara.pk])).context["answers"]

    def flags(group: list[Any]) -> set[Flag]:
        return {answer.flag for answer in group}

    assert flags(answers.positive) == {positive}
    assert flags(answers.unknown) == {unknown, old_no}
    assert flags(answers.no) == {fresh_no, never}
    assert flags(answers.history) == {ended}


def test_details_are_told_in_words(browser: Browser, amara: Client) -> None:
    FlagFactory(
        client=amara, condition_id="open_wound", side="right", areas=["ball", "toes"], attributes={"depth": "deep"}
    )

    (answer,) = browser.get(reverse("clients:flags", args=[amara.pk])).context["answers"].positive

    assert answer.details == [
        ("Side", "Right"), ("Where", "Ball and Toes"), ("How deep is it?", "Deep, or still bleeding"),
    ]  # fmt: skip


def test_the_page_costs_the_same_whatever_the_history(browser: Browser, amara: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            browser.get(reverse("clients:flags", args=[amara.pk]))
        return len(found)

    FlagFactory(client=amara)
    queries()  # the first event of the chain costs more
    one = queries()
    for code in ("diabetes", "gout"):
        FlagFactory(client=amara, condition_id=code, ended_at=timezone.now() + dt.timedelta(seconds=1))

    assert queries() == one


def test_opening_the_record_is_noted_once(browser: Browser, amara: Client, mira: User) -> None:
    browser.get(reverse("clients:flags", args=[amara.pk]))

    event = Event.objects.get(act="client.read")
    assert (event.actor, event.client_key) == (mira, str(amara.pk))


def test_without_published_knowledge_the_page_says_so(
    browser: Browser, amara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clients.views.pages.library_or_none", lambda: None)

    response = browser.get(reverse("clients:flags", args=[amara.pk]))

    assert (response.status_code, response.templates[0].name) == (503, "clients/no_knowledge.html")


def test_statuses_are_those_of_the_check() -> None:
    assert {str(status) for status in Flag.Status} == {str(status) for status in Status}
