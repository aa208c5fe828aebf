"""Recording what a client has, and taking it back."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from clients.flagging import end_flag, record_flag
from clients.models import Client, Flag
from knowledge.library import Library
from reflexpractice.accounts.models import User
from reflexpractice.audit.models import Event
from tests.factories import ClientFactory, FlagFactory, UserFactory

pytestmark = pytest.mark.usefixtures("library")

TODAY = dt.date(2026, 11, 21)


def tell(client: Client, condition: str = "open_wound", status: str = "yes", **more: Any) -> Flag:
    told = {"asked_on": TODAY, "source": Flag.Source.ASKED, "by": None} | more
    return record_flag(client=client, condition=condition, status=status, **told)


def current(client: Client) -> list[Flag]:
    return list(Flag.objects.current().filter(client=client).order_by("pk"))


def test_new_answer_ends_the_old_one_and_keeps_it() -> None:
    client = ClientFactory()
    old = tell(client, status="no")

    new = tell(client, status="yes")

    old.refresh_from_db()
    assert current(client) == [new]
    assert (old.status, old.replaced_by) == ("no", new)
    assert old.ended_at is not None


def test_the_same_answer_twice_is_recorded_once() -> None:
    client = ClientFactory()
    first = tell(client, side="left", areas=["heel", "arch"])

    second = tell(client, side="left", areas=["arch", "heel"])

    assert second == first
    assert Event.objects.filter(act="flag.recorded").count() == 1


def test_answers_about_other_conditions_stay() -> None:
    client = ClientFactory()
    diabetes = tell(client, "diabetes")

    wound = tell(client, "open_wound")

    assert current(client) == [diabetes, wound]


def test_another_client_is_left_alone() -> None:
    theirs = tell(ClientFactory())

    tell(ClientFactory(), status="no")

    assert current(theirs.client) == [theirs]


def test_second_wound_beside_the_first_leaves_it_in_force() -> None:
    client = ClientFactory()
    first = tell(client, side="left")

    second = tell(client, side="right", beside=True)

    assert current(client) == [first, second]


def test_a_fact_beside_others_still_ends_an_earlier_no() -> None:
    client = ClientFactory()
    tell(client, status="no")

    wound = tell(client, beside=True)

    assert current(client) == [wound]


def test_changing_one_of_two_wounds_leaves_the_other_in_force() -> None:
    client = ClientFactory()
    left = tell(client, side="left")
    right = tell(client, side="right", beside=True)

    changed = tell(client, side="left", areas=["heel"], replaces=left)

    assert current(client) == [right, changed]


def test_a_plain_no_ends_both_wounds() -> None:
    client = ClientFactory()
    tell(client, side="left")
    tell(client, side="right", beside=True)

    no = tell(client, status="no")

    assert current(client) == [no]


def test_an_answer_that_was_changed_meanwhile_is_not_changed_again() -> None:
    client = ClientFactory()
    seen = tell(client, side="left")
    newer = tell(client, side="right")

    with pytest.raises(ValidationError) as refusal:
        tell(client, status="no", replaces=seen)

    assert refusal.value.code == "changed"
    assert current(client) == [newer]


@pytest.mark.parametrize(
    "wrong",
    [{"status": "perhaps"}, {"side": "middle"}, {"areas": ["nose"]}, {"source": "rumour"}, {"words": "a" * 501}],
)
def test_values_that_do_not_exist_are_refused(wrong: dict[str, Any]) -> None:
    client = ClientFactory()

    with pytest.raises(ValidationError):
        tell(client, **wrong)

    assert current(client) == []


def test_recording_is_in_the_chain_without_the_fact_itself() -> None:
    client, mira = ClientFactory(), UserFactory()
    old = tell(client, status="no")

    new = tell(client, by=mira)

    event = Event.objects.first()
    assert event is not None
    assert (event.act, event.record_key, event.actor, event.detail) == (
        "flag.recorded",
        str(new.pk),
        mira,
        {"ended": [old.pk]},
    )


def test_what_was_recorded_wrongly_ends_with_its_reason() -> None:
    flag, mira = FlagFactory(), UserFactory()

    end_flag(flag=flag, by=mira, reason="Wrong client")

    flag.refresh_from_db()
    assert (flag.end_reason, flag.ended_by, flag.replaced_by) == ("Wrong client", mira, None)
    assert current(flag.client) == []


def test_taking_back_twice_keeps_the_first_reason() -> None:
    flag = FlagFactory()
    end_flag(flag=flag, by=None, reason="Wrong client")

    end_flag(flag=flag, by=None, reason="Changed my mind")

    flag.refresh_from_db()
    assert flag.end_reason == "Wrong client"


def test_what_was_taken_back_counts_as_not_asked(library: Library, mira: User) -> None:
    from clients.asking import open_questions

    client = ClientFactory()
    flag = tell(client, "diabetes", "no", asked_on=TODAY)

    end_flag(flag=flag, by=None, reason="Wrong client")

    assert "diabetes" in {question.code for question in open_questions(client, TODAY, library=library)}
