"""The few words that stay in sight."""

import datetime as dt

import pytest
from django.utils import timezone

from clients.checking import ClientCheck, check_client
from clients.chips import Chip, chips, health_check, shortened, warnings
from clients.header import header_for
from clients.models import Client, Flag
from knowledge.library import Library
from knowledge.publishing import NoRelease
from reflexpractice.accounts.models import User
from tests.factories import (
    ClientFactory,
    FlagFactory,
    IntakeFactory,
    SessionFactory,
    UserFactory,
    answer,
    healthy_client,
)


@pytest.fixture
def amara(library: Library, mira: User) -> Client:
    return healthy_client(library, name="Amara Okafor", seen_by=mira)


def words(found: list[Chip]) -> list[str]:
    return [chip.words for chip in found]


def today() -> dt.date:
    return timezone.localdate()


def checked(client: Client) -> ClientCheck:
    return check_client(client, today())


def fresh(client: Client) -> Client:
    return Client.objects.get(pk=client.pk)


def test_no_warnings_needs_a_complete_and_clear_check(amara: Client, library: Library) -> None:
    assert words(chips(checked(amara), amara)) == ["No warnings"]


def test_one_open_question_takes_the_words_away(amara: Client, library: Library) -> None:
    Flag.objects.filter(client=amara, condition="gout").delete()

    assert words(chips(checked(amara), amara)) == ["Ask 1 question"]


def test_without_knowledge_nothing_is_checked(amara: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_published() -> Library:
        raise NoRelease

    monkeypatch.setattr("clients.checking.current_library", nothing_published)

    assert words(chips(checked(amara), amara)) == ["Not checked"]
    assert words(warnings(checked(amara), amara)) == ["Not checked"]


def test_a_missing_birth_date_is_asked_for(library: Library, mira: User) -> None:
    client = healthy_client(library, born_on=None, seen_by=mira)

    assert words(chips(checked(client), client)) == ["Birth date not known"]


def test_a_waiting_intake_is_not_checked(amara: Client, library: Library) -> None:
    IntakeFactory(client=amara, submitted=True)

    assert words(chips(checked(amara), amara)) == ["Not checked"]


def test_what_bears_on_the_feet_comes_before_what_bears_on_the_oil(amara: Client, library: Library) -> None:
    answer(amara, "allergy_nut")
    answer(amara, "open_wound", side="right", areas=["ball"])

    found = chips(checked(amara), amara)

    assert [(chip.kind, chip.words.split(",")[0]) for chip in found] == [
        ("avoid", "Open wound"),
        ("caution", "Nut allergy"),
    ]


def test_more_than_fit_are_counted() -> None:
    every = [Chip("avoid", "avoid", str(number)) for number in range(6)]

    assert words(shortened(every, at_most=4)) == ["0", "1", "2", "3", "+2"]
    assert shortened(every[:4], at_most=4) == every[:4]


@pytest.mark.parametrize(
    ("days", "said"), [(None, "No health check yet"), (365, "Intake"), (366, "Health check is 12 months old")]
)
def test_health_check_tells_its_age(library: Library, days: int | None, said: str) -> None:
    client = ClientFactory()
    if days is not None:
        IntakeFactory(client=client, accepted=True, submitted_at=timezone.now() - dt.timedelta(days=days))

    assert health_check(client).words[: len(said)] == said


def test_header_tells_practitioners_all_and_reception_that_somebody_should_look(amara: Client, mira: User) -> None:
    answer(amara, "pregnancy", due_on=today() + dt.timedelta(days=112))
    SessionFactory(client=amara, started=True, starts_at=timezone.now() - dt.timedelta(days=3))

    for_mira = header_for(fresh(amara), mira)
    for_reception = header_for(fresh(amara), UserFactory(reception=True))

    assert words(for_mira.chips)[0] == "Pregnant, 24 weeks"
    assert (words(for_reception.chips), for_reception.check_chip) == (["Practitioner review needed"], None)
    assert for_mira.visits[:20] == "1 visit · last seen "


def test_reception_sees_nothing_where_nothing_is(amara: Client) -> None:
    assert header_for(amara, UserFactory(reception=True)).chips == []


def test_what_ended_needs_no_review(amara: Client) -> None:
    FlagFactory(client=amara, condition_id="gout", ended_at=timezone.now() + dt.timedelta(seconds=1))

    assert header_for(amara, UserFactory(reception=True)).chips == []
