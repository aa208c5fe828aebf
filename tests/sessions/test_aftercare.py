"""The aftercare sheet: put together for this client on this day, kept word for word when it is given."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from clients.checking import knowledge_in_force
from clients.consenting import BY_EMAIL, agrees_to_email, note_consent, withdraw_consent
from clients.models import Consent
from knowledge.claims import claims_in
from reflexpractice.accounts.models import Practice
from reflexpractice.audit import guards
from reflexpractice.audit.models import Event
from sessions.aftercare import CannotGive, Sheet, SheetConflict, advice_for, compose, draft_of, give, is_whole
from sessions.aftercare import save_sheet as save
from sessions.aftercare.giving import letter_text, pdf_of
from sessions.checking import check_session
from sessions.models import AftercareMailing, AftercareSheet, TreatmentSession
from sessions.write_up import Locked, record_finding, set_score
from tests.factories import PracticeFactory, SessionFactory, answer
from tests.paper import pages, size, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(db) -> Practice:
    return PracticeFactory(emergency_number="112", advice_number="116117", address="1 High Street\nTown")


@pytest.fixture
def session(note, practice) -> TreatmentSession:
    """Amara's visit, being worked."""
    return TreatmentSession.objects.get(pk=note.session_id)


@pytest.fixture
def writable(session, mira) -> TreatmentSession:
    """Amara may be written to."""
    session.client.email = "amara@example.com"
    session.client.save()
    note_consent(client=session.client, asked=BY_EMAIL, signed_name="Amara Okafor", by=mira)
    return session


def codes(session: TreatmentSession) -> list[str]:
    fresh = TreatmentSession.objects.get(pk=session.pk)
    return [row.code for row in advice_for(check_session(fresh))]


def saved(session, mira, *, left=(), taken=(), own="", **fields):
    advice = advice_for(check_session(session))
    chosen = {row.code for row in advice if row.is_suggested and row.code not in left} | set(taken)
    kept = {"version": draft_of(session).version, "show_scores": True, "show_next": True, **fields}
    return save(session=session, chosen=chosen, advice=advice, own_words=own, by=mira, **kept)


def sheet_of(session) -> Sheet:
    fresh = TreatmentSession.objects.get(pk=session.pk)
    return compose(fresh, draft_of(fresh))


def given(session, mira, *, how="printed", key=None) -> AftercareSheet:
    library = knowledge_in_force().library
    return give(session=session, key=key or uuid.uuid4(), how=how, library=library, by=mira)


def part(sheet: Sheet, code: str) -> tuple[str, ...]:
    return next((part.rows for part in sheet.parts if part.code == code), ())


# what stands on it


def test_everybody_is_told_what_they_may_feel_and_when_to_get_help(session):
    sheet = sheet_of(session)

    assert [part.code for part in sheet.parts] == ["feel", "care", "tell", "help", "about"]
    assert any("Chest pain" in row for row in sheet.help.rows)
    assert sheet.call == "Call 116117 or your doctor. In an emergency call 112."
    assert "Reflexology is a complementary therapy." in sheet.text


def test_a_flag_adds_its_advice_before_everybodys(session):
    answer(session.client, "open_wound", side="left", areas=["heel"])

    assert part(sheet_of(session), "care")[0].startswith("Change the plaster")


def test_a_pregnant_client_reads_the_warning_signs_and_they_cannot_be_left_out(session, mira):
    answer(session.client, "pregnancy", due_on=timezone.localdate() + dt.timedelta(weeks=16))
    session = TreatmentSession.objects.get(pk=session.pk)

    saved(session, mira, left=["pregnancy_signs", "emergency"])

    assert any("midwife" in row for row in sheet_of(session).help.rows)
    assert any("Chest pain" in row for row in sheet_of(session).help.rows)


def test_what_nobody_knows_keeps_its_warning_signs_until_they_are_left_out(session, mira):
    answer(session.client, "pregnancy", "unknown")
    session = TreatmentSession.objects.get(pk=session.pk)

    assert "pregnancy_signs" in codes(session)
    saved(session, mira, left=["pregnancy_signs"])

    assert not any("midwife" in row for row in sheet_of(session).help.rows)


@pytest.mark.parametrize("status", ["yes", "suspected", "unknown"])
def test_an_exercise_is_left_off_where_it_may_do_harm(session, status):
    answer(session.client, "plantar_fasciitis")
    assert {"heel_self_care", "stretch_home"} <= set(codes(session))

    answer(session.client, "stress_fracture", status, side="left")

    assert not {"heel_self_care", "stretch_home"} & set(codes(session))


@pytest.mark.parametrize(("insulin", "told"), [("yes", True), ("no", False), ("unknown", True), (None, True)])
def test_a_detail_that_is_not_known_counts(session, insulin, told):
    answer(session.client, "diabetes", attributes={} if insulin is None else {"insulin": insulin})

    assert ("sugar_check" in codes(session)) is told


def test_what_is_optional_waits_to_be_taken_in(session, mira):
    assert not any("caffeine" in row for row in part(sheet_of(session), "care"))

    saved(session, mira, taken=["caffeine"])

    assert any("caffeine" in row for row in part(sheet_of(session), "care"))


def test_what_was_left_out_is_not_on_it(session, mira):
    saved(session, mira, left=["alcohol"])

    assert not any("alcohol" in row for row in part(sheet_of(session), "care"))


def test_the_feet_say_where_we_worked_and_what_was_left_out_without_an_organ(session, note, mira):
    answer(session.client, "open_wound", side="left", areas=["heel"])
    record_finding(note=note, zone="liver", side="right", by=mira, tenderness=2)

    sheet = sheet_of(session)

    assert (sheet.worked_title, sheet.states["right:liver"]) == ("Where we worked", "planned")
    assert sheet.worked == ("Right foot: parts of the arch",)
    assert [row[:16] for row in sheet.left_out] == ["Left foot: heel,"]
    assert "liver" not in sheet.text.lower()


def test_as_long_as_nothing_was_logged_the_plan_is_called_a_plan(session):
    assert sheet_of(session).worked_title == "What we planned to work"


def test_scores_and_the_next_visit_stand_there_unless_they_are_not_wanted(session, note, mira):
    set_score(note=note, goal="Sleep", by=mira, before=7, after=4)
    SessionFactory(client=session.client, practitioner=mira, starts_at=session.starts_at + dt.timedelta(days=14))
    assert sheet_of(session).scores == (("Sleep", "7", "4"),)
    assert sheet_of(session).next_visit.startswith("Next visit: ")

    saved(session, mira, show_scores=False, show_next=False)

    assert (sheet_of(session).scores, sheet_of(session).next_visit) == ((), "")


def test_the_only_benefit_is_the_allowed_wording_of_the_routine(session):
    TreatmentSession.objects.filter(pk=session.pk).update(protocol="pregnancy_gentle", aim="Heals headaches")

    sheet = sheet_of(session)

    assert sheet.benefit == "May help you relax."
    assert claims_in(sheet.text) == ()


# the draft


def test_saving_the_same_twice_is_once(session, mira):
    first = saved(session, mira, own="Thank you.")
    again = saved(session, mira, own="Thank you.", version=0)

    assert (first.version, again.version) == (1, 1)
    assert Event.objects.filter(act="aftercare.saved").count() == 1


def test_of_two_who_change_it_the_second_is_shown_the_first(session, mira):
    saved(session, mira, own="One.")

    with pytest.raises(SheetConflict) as refused:
        saved(session, mira, own="Two.", version=0)

    assert refused.value.theirs.own_words == "One."


def test_a_draft_keeps_whatever_was_typed(session, mira):
    assert saved(session, mira, own="This cures everything.").own_words == "This cures everything."


def test_there_is_no_sheet_before_the_start(visit):
    with pytest.raises(Locked):
        draft_of(visit)


# given


def test_a_sheet_is_kept_word_for_word(session, mira):
    saved(session, mira, own="Lovely to see you.\nRest well.")

    sheet = given(session, mira)
    saved(session, mira, own="Something else.", left=["water", "rest"])

    kept = AftercareSheet.objects.get(pk=sheet.pk)
    assert "- Lovely to see you.\n- Rest well." in kept.text
    assert Sheet.from_dict(kept.content).text == kept.text
    assert is_whole(kept)
    event = Event.objects.get(act="aftercare.given")
    assert event.detail == {"how": "printed", "hash": kept.content_hash}


def test_a_claim_stays_here_and_is_named(session, mira):
    saved(session, mira, own="This will heal you.")

    with pytest.raises(CannotGive, match="“heal”"):
        given(session, mira)

    assert not AftercareSheet.objects.exists()


def test_pressed_twice_it_is_given_once(session, mira):
    key = uuid.uuid4()

    assert given(session, mira, key=key) == given(session, mira, key=key)
    assert AftercareSheet.objects.count() == 1


def test_changed_in_between_it_is_another_sheet(session, mira):
    key = uuid.uuid4()
    first = given(session, mira, key=key)
    saved(session, mira, own="One more thing.")

    assert given(session, mira, key=key) != first


@pytest.mark.parametrize("column", ["text", "to", "content_hash"])
def test_a_given_sheet_cannot_be_changed_or_deleted(session, mira, column):
    sheet = given(session, mira)

    for way in (
        lambda: AftercareSheet.objects.filter(pk=sheet.pk).update(**{column: "other"}),
        lambda: AftercareSheet.objects.filter(pk=sheet.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            way()

    assert is_whole(AftercareSheet.objects.get(pk=sheet.pk))


@pytest.mark.parametrize("fields", [{"text": "other"}, {"content": {}}, {"content_hash": "0" * 64}])
def test_a_sheet_that_was_changed_all_the_same_is_found(session, mira, fields):
    sheet = given(session, mira)
    with guards.lifted():
        AftercareSheet.objects.filter(pk=sheet.pk).update(**fields)

    assert is_whole(AftercareSheet.objects.get(pk=sheet.pk)) is False


# by e-mail


def test_it_goes_out_with_the_sheet_attached_and_no_health_in_the_words(writable, mira, practice):
    answer(writable.client, "diabetes")
    saved(writable, mira, own="Mind the blister.")

    sheet = given(writable, mira, how="emailed")

    [letter] = mail.outbox
    assert letter.to == [sheet.to] == ["amara@example.com"]
    assert "In an emergency call 112." in letter.body
    for word in ("blister", "diabet", "sugar", "arch", "relax"):
        assert word not in f"{letter.subject} {letter.body}".lower()
    assert claims_in(letter_text(sheet, practice)) == ()
    [(name, pdf, kind)] = letter.attachments
    assert (name, kind) == ("after-your-visit.pdf", "application/pdf")
    assert "Mind the blister." in words(pdf)
    assert AftercareMailing.objects.get().sent is True
    assert sheet.state == "E-mailed"


def test_pressed_twice_it_is_sent_once(writable, mira):
    key = uuid.uuid4()
    given(writable, mira, how="emailed", key=key)
    given(writable, mira, how="emailed", key=key)

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("reason", [OSError("no line"), ValueError("Invalid address")])
def test_what_could_not_be_sent_says_so(writable, mira, monkeypatch, reason):
    def fail(*_args, **_kwargs):
        raise reason

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)

    sheet = given(writable, mira, how="emailed")

    assert sheet.state == "E-mail could not be sent"
    assert Event.objects.filter(act="aftercare.not_mailed").count() == 1


def test_a_stop_between_keeping_and_sending_is_told_as_not_known(writable, mira, monkeypatch):
    monkeypatch.setattr("sessions.aftercare.giving._mail", lambda *_args, **_kwargs: None)

    assert "not known" in given(writable, mira, how="emailed").state


def test_without_an_address_it_is_not_sent(session, mira):
    session.client.email = ""
    session.client.save()

    with pytest.raises(CannotGive, match="no e-mail address for Amara"):
        given(session, mira, how="emailed")


def test_without_a_consent_it_is_not_sent(writable, mira):
    consent = Consent.objects.get(kind="email")
    withdraw_consent(consent=consent, by=mira, words="By telephone.")

    with pytest.raises(CannotGive, match="not agreed to advice by e-mail"):
        given(writable, mira, how="emailed")

    assert (mail.outbox, AftercareSheet.objects.count()) == ([], 0)


def test_without_a_mail_server_it_is_not_sent(writable, mira, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    with pytest.raises(CannotGive, match="no mail server"):
        given(writable, mira, how="emailed")


def test_a_consent_is_noted_once_and_lets_a_child_be_written_to_only(session, mira):
    client = session.client
    for _ in range(2):
        note_consent(client=client, asked=BY_EMAIL, signed_name="Ada Okafor", relation="mother", by=mira)

    assert not agrees_to_email(client)
    assert Consent.objects.filter(kind="email").count() == 1
    client.born_on = timezone.localdate() - dt.timedelta(days=3650)
    client.save()
    assert agrees_to_email(client)
    facts = check_session(TreatmentSession.objects.get(pk=session.pk)).sheet.facts
    assert [fact.attributes for fact in facts if fact.condition == "child"] == [{"age": "9"}]


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
def test_of_presses_at_the_same_moment_one_sends(writable, mira):
    key = uuid.uuid4()
    library = knowledge_in_force().library

    def press(_):
        try:
            fresh = TreatmentSession.objects.get(pk=writable.pk)
            return give(session=fresh, key=key, how="emailed", library=library, by=mira).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        sheets = set(pool.map(press, range(4)))

    assert len(sheets) == AftercareSheet.objects.count() == len(mail.outbox) == 1
    assert connection.is_usable()


# on paper


@pytest.mark.parametrize(("paper", "millimetres"), [("a4", (210, 297)), ("a5", (148, 210))])
def test_the_paper_says_all_that_was_given(session, note, mira, paper, millimetres):
    answer(session.client, "open_wound", side="left", areas=["heel"])
    set_score(note=note, goal="Sleep", by=mira, before=7, after=4)
    session = TreatmentSession.objects.get(pk=session.pk)
    saved(session, mira, own='Odd: #panic("x") $1$ *O’Neill* @home <tag> \\')
    sheet = given(session, mira)

    pdf = pdf_of(sheet, knowledge_in_force().library, paper=paper)

    read = words(pdf).replace("ﬀ", "ff").replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬃ", "ffi")
    content = Sheet.from_dict(sheet.content)
    said = [row for part in content.parts for row in part.rows]
    assert size(pdf) == millimetres
    assert len(said) > 10
    # A line may end anywhere: spaces do not count.
    bare = "".join(read.split())
    said += [*content.own, content.call, content.honest]
    assert [row for row in said if "".join(row.split()) not in bare] == []
    assert "Page 1 of 1" in pages(pdf)[0]
