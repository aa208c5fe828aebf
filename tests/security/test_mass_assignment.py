"""What is sent along with a form beside its own fields changes nothing."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import Model
from django.forms.models import model_to_dict
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Clearance, Client, Flag, Goal
from reflexpractice.accounts.models import User
from sessions.models import Amendment, Note, TreatmentSession
from tests.factories import ClientFactory, GoalFactory, NoteFactory, SessionFactory, UserFactory
from tests.security.world import HEALTH, NAME, World

pytestmark = [pytest.mark.django_db, pytest.mark.security]

TODAY = timezone.localdate().isoformat()
LATER = {"day": (timezone.localdate() + dt.timedelta(days=9)).isoformat(), "at": "09:00", "minutes": "60"}


def stowaways(world: World) -> dict[str, Any]:
    """Keys of another client's rows and fields that nobody types, in the names they would go by."""
    other = world.people["other"]
    return {
        "id": world.guest.pk, "pk": world.guest.pk, "client": world.guest.pk, "client_id": world.guest.pk,
        "session": 1, "note_id": 1, "care_team": [other.pk], "practitioner": other.pk, "by": other.pk,
        "recorded_by": other.pk, "created_by": other.pk, "archived_on": "2020-01-01", "ended_on": "2020-01-01",
        "ended_at": "2020-01-01 00:00", "withdrawn_at": "2020-01-01 00:00", "status": "finished",
        "signed_at": "2020-01-01 00:00", "signed_by": other.pk, "content_hash": "f" * 64, "hash": "f" * 64,
        "at": "2020-01-01 00:00", "started_at": "2020-01-01 00:00", "plan_version": 99, "release": 1,
        "is_superuser": "on", "is_staff": "on", "search": "x", "words_hash": "x",
    }  # fmt: skip


def post(browser: Browser, world: World, address: str, pk: int | None = None, /, **data: Any) -> Any:
    """Send a form with everything that does not belong to it."""
    return browser.post(reverse(address, args=[] if pk is None else [pk]), {**stowaways(world), **data})


def state(row: Model, *but: str) -> dict[str, Any]:
    fresh = type(row)._default_manager.get(pk=row.pk)
    return {name: value for name, value in model_to_dict(fresh).items() if name not in but}


def test_a_changed_client_stays_the_same_client_in_the_same_care(world: World, carer: Browser) -> None:
    before, guest = state(world.client, "name", "wishes", "doctor", "phone"), state(world.guest)
    contact = {name: getattr(world.client, name) for name in ("email", "past_names", "address", "emergency_contact")}
    contact["wants_reminders"] = "on"

    post(carer, world, "clients:edit", world.client.pk, name="Karin Neu", born_on=world.client.born_on, **contact)

    world.client.refresh_from_db()
    assert world.client.name == "Karin Neu"
    assert state(world.client, "name", "wishes", "doctor", "phone") == before
    assert state(world.guest) == guest
    assert world.client.archived_on is None


def test_a_new_client_is_in_the_care_of_who_took_them_on(world: World, carer: Browser) -> None:
    post(carer, world, "clients:new", name="Nina Neu", phone="0123456")

    new = Client.objects.get(name="Nina Neu")
    assert list(new.care_team.all()) == [world.people["carer"]]
    assert (new.archived_on, new.pk == world.guest.pk) == (None, False)


def test_reception_writes_nothing_that_tells_of_health(world: World) -> None:
    typed = {"name": "Karin Neu", "wishes": "changed", "doctor": "changed", "born_on": world.client.born_on}

    post(world.browser("reception"), world, "clients:edit", world.client.pk, **typed)
    world.client.refresh_from_db()

    assert world.client.name == "Karin Neu"
    assert (world.client.wishes, world.client.doctor) == (f"{HEALTH} wishes", f"Dr {HEALTH}")


def test_reception_names_no_aim_and_adds_no_goal(world: World) -> None:
    reception = world.browser("reception")
    visit = LATER | {"client": world.client.pk, "practitioner": world.people["carer"].pk, "aim": "a knee"}

    post(reception, world, "sessions:book", **visit)
    post(reception, world, "clients:new", name="Nina Neu", phone="0123456", goals="walk again")

    assert TreatmentSession.objects.latest("pk").aim == ""
    assert list(Client.objects.get(name="Nina Neu").goals.all()) == []


def test_a_fact_belongs_to_its_client_its_time_and_its_writer(world: World, carer: Browser) -> None:
    url = reverse("clients:add_flag", args=[world.client.pk]) + "?condition=epilepsy"

    carer.post(url, {**stowaways(world), "status": "yes", "asked_on": TODAY, "source": "asked", "cleared": "True"})

    flag = Flag.objects.latest("pk")
    assert (flag.condition_id, flag.client, flag.recorded_by) == ("epilepsy", world.client, world.people["carer"])
    assert (flag.ended_at, flag.cleared, flag.status) == (None, None, "yes")


def test_a_renamed_goal_stays_with_its_client(world: World, carer: Browser) -> None:
    goal = Goal.objects.get(client=world.client)

    post(carer, world, "clients:rename_goal", goal.pk, words="sleep")

    goal.refresh_from_db()
    assert (goal.words, goal.client, goal.ended_on) == ("sleep", world.client, None)


def test_an_answer_belongs_to_the_question_that_was_asked(world: World, carer: Browser) -> None:
    asked = Clearance.objects.get(client=world.client, answer="")

    answer = {"answer": "no", "answered_on": TODAY, "condition": "epilepsy", "asked_of": "me"}
    post(carer, world, "clients:answer_clearance", asked.pk, **answer)

    asked.refresh_from_db()
    assert (asked.answer, asked.client, asked.condition_id) == ("no", world.client, "pregnancy")
    assert (asked.asked_of, asked.withdrawn_at) == (f"Dr {HEALTH}", None)


def test_a_visit_is_booked_and_nothing_more(world: World, carer: Browser) -> None:
    post(carer, world, "sessions:book", **LATER, client=world.client.pk, practitioner=world.people["carer"].pk)

    session = TreatmentSession.objects.latest("pk")
    assert (session.client, session.practitioner) == (world.client, world.people["carer"])
    assert (session.status, session.plan_version, session.started_at, session.release) == ("booked", 0, None, None)


def test_nobody_books_somebody_elses_client(world: World, carer: Browser) -> None:
    before = TreatmentSession.objects.count()

    page = post(carer, world, "sessions:book", **LATER, client=world.guest.pk, practitioner=world.people["carer"].pk)

    assert (page.status_code, TreatmentSession.objects.count()) == (404, before)


def test_a_slot_that_is_taken_does_not_say_by_whom(world: World) -> None:
    carer, other = world.people["carer"], world.browser("other")
    SessionFactory(client=world.client, practitioner=carer, starts_at=timezone.now() + dt.timedelta(days=2))
    taken = timezone.localtime(TreatmentSession.objects.latest("pk").starts_at)

    page = other.post(
        reverse("sessions:book"),
        {
            "client": world.guest.pk,
            "practitioner": carer.pk,
            "day": taken.date(),
            "at": f"{taken:%H:%M}",
            "minutes": 60,
        },
    )

    assert list(page.context["form"].errors) == ["at"]
    assert NAME not in page.content.decode()


def test_a_moved_visit_stays_booked_for_the_same_client(world: World, carer: Browser) -> None:
    session = SessionFactory(client=world.client, practitioner=world.people["carer"])

    post(carer, world, "sessions:move", session.pk, **LATER)

    session.refresh_from_db()
    assert f"{timezone.localtime(session.starts_at):%H:%M}" == "09:00"
    assert (session.client, session.practitioner, session.status) == (world.client, world.people["carer"], "booked")


def test_a_draft_cannot_be_sent_in_as_signed(world: World, carer: Browser) -> None:
    note = Note.objects.get(session__client=world.client, signed_at=None)

    sent = {"version": note.version, "subjective": "slept well", "objective_by_hand": "on"}
    post(carer, world, "sessions:autosave", note.session_id, **sent)

    note.refresh_from_db()
    assert (note.subjective, note.signed_at, note.signed_by, note.content_hash) == ("slept well", None, None, "")


def test_a_score_goes_to_the_note_of_its_page(world: World, carer: Browser) -> None:
    elsewhere = NoteFactory(session__client=world.guest)
    note = Note.objects.get(session__client=world.client, signed_at=None)
    score = note.scores.get()

    post(carer, world, "sessions:score", note.session_id, goal=score.goal, note=elsewhere.pk, before="1", after="2")

    score.refresh_from_db()
    assert (score.note, score.before, score.after) == (note, 1, 2)
    assert elsewhere.scores.count() == 0


def test_an_addition_is_written_by_its_writer_and_now(world: World, carer: Browser) -> None:
    note = Note.objects.exclude(signed_at=None).get(session__client=world.client)

    post(carer, world, "sessions:amend", note.session_id, words="One more thing", reason="Said by telephone")

    addition = Amendment.objects.latest("pk")
    assert (addition.note, addition.words, addition.by) == (note, "One more thing", world.people["carer"])
    assert timezone.localdate(addition.at) == timezone.localdate()


def test_limits_of_a_plan_leave_the_visit_as_it_is(world: World, carer: Browser) -> None:
    session = TreatmentSession.objects.get(client=world.client, status="booked")
    before = state(session, "pressure", "work_minutes", "techniques")

    limits = {"limits-pressure": "1", "limits-minutes": "10", "version": session.plan_version}
    post(carer, world, "sessions:plan_limits", session.pk, **limits)

    assert state(session, "pressure", "work_minutes", "techniques") == before


@pytest.mark.parametrize("other_key", ["session", "details"])
def test_asking_follows_no_key_of_another_client(world: World, carer: Browser, other_key: str) -> None:
    theirs = SessionFactory(client=world.guest, practitioner=world.people["other"])
    fact = Flag.objects.create(
        client=world.guest, condition_id="epilepsy", status="yes", asked_on=TODAY, source="asked"
    )
    key = {"session": theirs.pk, "details": fact.pk}[other_key]

    page = carer.get(reverse("clients:ask", args=[world.client.pk]), {other_key: key})

    assert page.status_code == {"session": 404, "details": 200}[other_key]


def test_in_the_admin_a_goal_is_added_for_ones_own_clients_only(world: World, carer: Browser) -> None:
    page = carer.post(reverse("admin:clients_goal_add"), {"client": world.guest.pk, "words": "a goal"})

    assert list(page.context["adminform"].form.errors) == ["client"]
    assert Goal.objects.filter(client=world.guest).count() == 0
    assert "Gustav Guest" not in page.content.decode()


def test_in_the_admin_a_goal_stays_with_its_client(world: World, carer: Browser) -> None:
    goal = GoalFactory(client=ClientFactory(seen_by=world.people["carer"]))

    post(carer, world, "admin:clients_goal_change", goal.pk, words="sleep")

    goal.refresh_from_db()
    assert (goal.words, goal.client == world.guest, goal.ended_on) == ("sleep", False, None)


def test_in_the_admin_who_sees_a_client_is_not_for_practitioners_to_say(world: World, carer: Browser) -> None:
    before = set(world.client.care_team.all())

    post(carer, world, "admin:clients_client_change", world.client.pk, name="Karin Neu")

    assert set(world.client.care_team.all()) == before


def test_nobody_is_made_a_superuser(world: World) -> None:
    person = UserFactory(name="Paula Plain")
    groups = list(person.groups.values_list("pk", flat=True))
    data = {"name": "Paula", "email": person.email, "is_active": "on", "groups": groups, "user_permissions": [1, 2, 3]}

    post(world.browser("owner"), world, "admin:accounts_user_change", person.pk, **data)

    person = User.objects.get(pk=person.pk)
    assert (person.name, person.is_superuser, list(person.user_permissions.all())) == ("Paula", False, [])
