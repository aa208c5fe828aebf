"""Writing up: findings, scores, the note, the signature, additions."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from reflexpractice.audit.models import Event
from reflexpractice.signing import Unproven
from sessions.checking import check_session
from sessions.models import Acknowledgement, Amendment, Note, SafetyCheck, Score, TreatmentSession
from sessions.planning import override_zone
from sessions.planning.overriding import why_not
from sessions.write_up import (
    Conflict,
    Locked,
    NeedsReason,
    NotReady,
    amend,
    clear_finding,
    fingerprint_of,
    finish,
    missing,
    news,
    open_note,
    record_finding,
    save_draft,
    set_score,
    sign,
)
from sessions.write_up.amending import seal
from tests.factories import PASSWORD, OverrideFactory, SessionFactory, UserFactory, answer

LIVER = {"zone": "liver", "side": "right"}
HEEL = {"zone": "pelvis_lower_back", "side": "right"}


def whole(note: Note) -> Note:
    """With everything that signing waits for."""
    return save_draft(
        note=note, version=note.version, by=note.session.practitioner, subjective="Well.", skin_checked=True
    )


def signed(note: Note) -> Note:
    return sign(note=whole(note), by=note.session.practitioner, password=PASSWORD)


def codes(note: Note) -> list[str]:
    fresh = Note.objects.get(pk=note.pk)
    return [gap.code for gap in missing(fresh, check_session(fresh.session))]


# the note begins


def test_a_session_that_was_not_started_has_nothing_to_write_up(visit):
    with pytest.raises(Locked) as refusal:
        open_note(visit)

    assert str(refusal.value) == "This session has not been started, so there is nothing to write up yet."


def test_opening_twice_opens_one_note(note):
    session = TreatmentSession.objects.get(pk=note.session_id)

    assert [open_note(session), open_note(session)] == [note, note]


# findings


def test_a_finding_is_filed_once_a_zone_and_foot(note, mira):
    record_finding(note=note, **LIVER, by=mira, tenderness=3)

    again = record_finding(note=note, **LIVER, by=mira, tenderness=2, textures=["tight"], words="easing")

    assert list(note.findings.all()) == [again]
    assert (again.zone_name, again.tenderness, again.textures, again.words) == ("Liver", 2, ["tight"], "easing")
    assert again.against == ""


def test_a_zone_that_was_not_planned_may_be_filed(note, mira):
    finding = record_finding(note=note, zone="stomach", side="left", by=mira, tenderness=0)

    assert (finding.zone, finding.side) == ("stomach", "left")


def test_findings_keep_the_order_of_the_work(note, mira):
    for zone in ("stomach", "liver", "bladder"):
        record_finding(note=note, zone=zone, side="right", by=mira, tenderness=1)
    clear_finding(note=note, zone="stomach", side="right", by=mira)

    record_finding(note=note, zone="stomach", side="right", by=mira, tenderness=1)

    assert [row.zone for row in note.findings.all()] == ["liver", "bladder", "stomach"]


def test_a_foot_without_the_zone_is_refused(note, mira):
    with pytest.raises(ValueError, match="The left foot has no zone called liver"):
        record_finding(note=note, zone="liver", side="left", by=mira, tenderness=1)


@pytest.mark.parametrize("felt", [{"tenderness": 4}, {"textures": ["furry"]}, {"words": "x" * 301}])
def test_what_does_not_exist_is_not_filed(note, mira, felt):
    with pytest.raises(ValidationError):
        record_finding(note=note, **LIVER, by=mira, **felt)

    assert not note.findings.exists()


def test_taking_a_finding_back_twice_is_taking_it_back_once(note, mira):
    record_finding(note=note, **LIVER, by=mira, tenderness=1)

    for _ in range(2):
        clear_finding(note=note, **LIVER, by=mira)

    assert not note.findings.exists()
    assert [event.act for event in Event.objects.filter(act__startswith="finding.").order_by("number")] == [
        "finding.recorded",
        "finding.cleared",
    ]


# flagged zones


def test_a_flagged_zone_asks_why_it_was_worked(note, mira):
    answer(note.session.client, "pregnancy", due_on=timezone.localdate())

    with pytest.raises(NeedsReason) as refusal:
        record_finding(note=note, **HEEL, by=mira, tenderness=1)

    assert str(refusal.value).endswith("was to be left out. Write in a few words why it was worked.")
    assert not note.findings.exists()


def test_spaces_are_no_reason(note, mira):
    answer(note.session.client, "pregnancy", due_on=timezone.localdate())

    with pytest.raises(NeedsReason):
        record_finding(note=note, **HEEL, by=mira, tenderness=1, justification="  ok    ")


def test_the_reason_and_the_warning_are_kept_with_the_finding(note, mira):
    answer(note.session.client, "pregnancy", due_on=timezone.localdate())

    finding = record_finding(note=note, **HEEL, by=mira, tenderness=1, justification="  Holding only.  ")

    assert (finding.justification, finding.against) == ("Holding only.", "avoid")


def test_a_reason_that_is_not_needed_is_not_kept(note, mira):
    finding = record_finding(note=note, **LIVER, by=mira, tenderness=1, justification="Just so.")

    assert finding.justification == ""


def test_a_reason_given_while_planning_is_not_asked_for_again(pregnant, visit, mira):
    check = check_session(visit)
    key = next(key for key in sorted(check.body.zones) if not why_not(check, key))
    override_zone(
        session=visit,
        zone=key[1],
        side=key[0],
        reason="client_wish",
        words="Holding only.",
        client_agrees=True,
        by=mira,
    )
    TreatmentSession.objects.filter(pk=visit.pk).update(status="started", started_at=timezone.now())
    note = open_note(TreatmentSession.objects.get(pk=visit.pk))

    finding = record_finding(note=note, zone=key[1], side=key[0], by=mira, tenderness=1)

    assert finding.against == ""


def test_a_reason_that_a_new_fact_has_overtaken_no_longer_counts(note, mira):
    answer(note.session.client, "pregnancy", due_on=timezone.localdate())
    OverrideFactory(session=note.session, **HEEL, fingerprint="0" * 64)

    with pytest.raises(NeedsReason):
        record_finding(note=note, **HEEL, by=mira, tenderness=1)


# the O of the note follows the map


def test_the_findings_are_written_as_sentences(note, mira):
    record_finding(note=note, **LIVER, by=mira, tenderness=2, textures=["tight", "warm"], words="like rope.")
    record_finding(note=note, zone="kidney", side="left", by=mira, tenderness=0)

    note.refresh_from_db()
    assert note.objective == (
        "Liver, right: clearly tender (2), tight, warm, like rope.\nKidney, left: no tenderness (0)."
    )


def test_the_map_no_longer_changes_what_was_edited_by_hand(note, mira):
    record_finding(note=note, **LIVER, by=mira, tenderness=2)
    save_draft(note=note, version=0, by=mira, objective="Liver tender; breathing slow.")

    record_finding(note=note, zone="kidney", side="left", by=mira, tenderness=1)

    note.refresh_from_db()
    assert (note.objective, note.objective_by_hand) == ("Liver tender; breathing slow.", True)


def test_emptied_by_hand_the_o_follows_the_map_again(note, mira):
    save_draft(note=note, version=0, by=mira, objective="By hand.")
    save_draft(note=note, version=1, by=mira, objective="")

    record_finding(note=note, **LIVER, by=mira, tenderness=1)

    note.refresh_from_db()
    assert note.objective == "Liver, right: slightly tender (1)."


# drafts


def test_a_save_counts_the_versions(note, mira):
    saved = save_draft(note=note, version=0, by=mira, subjective="Slept well.", skin_checked=True)

    assert (saved.subjective, saved.skin_checked, saved.version) == ("Slept well.", True, 1)


def test_of_two_savers_one_wins_and_both_texts_are_kept(note, mira):
    save_draft(note=note, version=0, by=mira, subjective="Hers.", plan="Again in 2 weeks.")

    with pytest.raises(Conflict) as conflict:
        save_draft(note=note, version=0, by=UserFactory(), subjective="His.")

    assert conflict.value.standing == {
        "subjective": "Hers.",
        "objective": "",
        "assessment": "",
        "plan": "Again in 2 weeks.",
    }
    note.refresh_from_db()
    assert note.subjective == "Hers."


def test_the_same_words_sent_twice_are_saved_once(note, mira):
    save_draft(note=note, version=0, by=mira, subjective="Once.")

    again = save_draft(note=note, version=0, by=mira, subjective="Once.")

    assert again.version == 1
    assert Event.objects.filter(act="note.saved").count() == 1


def test_a_part_the_note_does_not_have_is_a_mistake(note, mira):
    with pytest.raises(TypeError):
        save_draft(note=note, version=0, by=mira, signed_at="now")


# scores


def test_scores_are_changed_and_taken_back(note, mira):
    set_score(note=note, goal="Sleep", by=mira, before=7)
    set_score(note=note, goal="Sleep", by=mira, before=7, after=4)
    set_score(note=note, goal="Stress", by=mira, before=5)
    set_score(note=note, goal="Stress", by=mira)

    assert list(Score.objects.values_list("goal", "before", "after")) == [("Sleep", 7, 4)]


def test_there_is_no_eleven(note, mira):
    with pytest.raises(ValidationError):
        set_score(note=note, goal="Sleep", by=mira, before=11)


# what is missing


def test_a_new_note_says_all_that_is_missing_and_what_signing_waits_for(note):
    gaps = missing(note, check_session(note.session))

    assert [(gap.code, gap.blocks) for gap in gaps] == [
        ("skin", True),
        ("empty", True),
        ("findings", False),
        ("scores", False),
    ]


def test_a_zone_flagged_after_it_was_filed_asks_for_its_reason(note, mira):
    record_finding(note=note, **HEEL, by=mira, tenderness=1)
    whole(note)

    answer(note.session.client, "pregnancy", due_on=timezone.localdate())

    assert [code for code in codes(note) if code == "reason"] == ["reason"]


def test_what_changed_since_the_start_is_read_before_signing(note, mira):
    whole(note)
    answer(note.session.client, "allergy_nut")

    with pytest.raises(NotReady) as refusal:
        sign(note=note, by=mira, password=PASSWORD)

    assert [gap.code for gap in refusal.value.missing] == ["changed"]


def test_what_was_read_while_signing_is_kept_with_its_words(note, mira):
    whole(note)
    answer(note.session.client, "allergy_nut")
    session = TreatmentSession.objects.get(pk=note.session_id)
    card = news(session, check_session(session))[0]

    sign(note=note, by=mira, password=PASSWORD, read=[card.fingerprint])

    assert [(row.fingerprint, row.words, row.by) for row in Acknowledgement.objects.all()] == [
        (card.fingerprint, card.words, mira)
    ]


# signing


def test_signing_closes_the_session_keeps_the_check_and_seals_the_note(note, mira):
    record_finding(note=note, **LIVER, by=mira, tenderness=2)

    done = signed(note)

    session = TreatmentSession.objects.get(pk=note.session_id)
    fresh = Note.objects.get(pk=note.pk)
    assert session.status == TreatmentSession.Status.FINISHED
    assert list(session.safety_checks.values_list("moment", flat=True)) == [
        SafetyCheck.Moment.START,
        SafetyCheck.Moment.SIGN,
    ]
    assert (fresh.signed_by, fresh.content_hash) == (mira, fingerprint_of(fresh))
    assert done == fresh


def test_a_wrong_password_signs_nothing(note, mira):
    whole(note)

    with pytest.raises(Unproven):
        sign(note=note, by=mira, password="guess")

    note.refresh_from_db()
    assert (note.signed_at, note.session.status) == (None, TreatmentSession.Status.STARTED)


def test_an_empty_note_is_not_signed(note, mira):
    with pytest.raises(NotReady) as refusal:
        sign(note=note, by=mira, password=PASSWORD)

    assert [gap.code for gap in refusal.value.missing] == ["skin", "empty"]
    assert Acknowledgement.objects.count() == 0


def test_signing_twice_is_signing_once(note, mira):
    first = signed(note)

    second = sign(note=note, by=mira, password=PASSWORD)

    assert second.signed_at == first.signed_at
    assert SafetyCheck.objects.filter(moment=SafetyCheck.Moment.SIGN).count() == 1


def test_nobody_signs_over_another_signature(note):
    signed(note)

    with pytest.raises(Locked):
        sign(note=note, by=UserFactory(), password=PASSWORD)


@pytest.mark.parametrize(
    "act",
    [
        lambda note, by: record_finding(note=note, **LIVER, by=by, tenderness=1),
        lambda note, by: clear_finding(note=note, **LIVER, by=by),
        lambda note, by: save_draft(note=note, version=note.version, by=by, plan="Other."),
        lambda note, by: set_score(note=note, goal="Sleep", by=by, before=1),
    ],
)
def test_a_signed_note_refuses_in_words(note, mira, act):
    signed(note)

    with pytest.raises(Locked) as refusal:
        act(Note.objects.get(pk=note.pk), mira)

    assert str(refusal.value) == "This note is signed. Write an addition."


def test_finishing_twice_is_finishing_once(note, mira):
    first = finish(session=note.session, by=mira)

    second = finish(session=note.session, by=mira)

    assert second.finished_at == first.finished_at


def test_a_cancelled_visit_has_no_note(mira):
    with pytest.raises(Locked):
        open_note(SessionFactory(status=TreatmentSession.Status.CANCELLED))


# additions


def test_additions_are_chained_to_the_signature(note, mira):
    done = signed(note)

    first = amend(note=done, words="Felt well.", reason="Telephone.", by=mira)
    second = amend(note=done, words="And on Friday too.", reason="Telephone.", by=mira)

    assert (first.previous_hash, second.previous_hash) == (done.content_hash, first.hash)
    assert [row.hash for row in Amendment.objects.all()] == [seal(first), seal(second)]


def test_the_same_addition_twice_in_a_row_is_one(note, mira):
    done = signed(note)

    for _ in range(2):
        amend(note=done, words="Felt well.", reason="Telephone.", by=mira)

    assert Amendment.objects.count() == 1


def test_an_open_note_takes_no_addition(note, mira):
    with pytest.raises(Locked):
        amend(note=note, words="Felt well.", reason="Telephone.", by=mira)
