"""Words of an earlier note, of a template, of a phrase: added, marked, and never in place of what was typed."""

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from clients.chips import short_date
from reflexpractice.audit.models import Event
from sessions.models import Note, NotePhrases, NoteTemplate
from sessions.write_up import Conflict, carry_over, save_draft, still_carried
from sessions.write_up.own_texts import SHIPPED, phrases_for
from tests.factories import PASSWORD, NoteFactory, NoteTemplateFactory, SessionFactory, UserFactory

TEXTS = {"subjective": "", "objective": "", "objective_before": "", "assessment": "", "plan": ""}


@pytest.fixture
def browser(client: Browser, mira) -> Browser:
    client.force_login(mira)
    cache.clear()
    return client


@pytest.fixture
def last(amara, mira) -> Note:
    """The signed note of a fortnight ago."""
    session = SessionFactory(client=amara, practitioner=mira, finished=True)
    return NoteFactory(session=session, signed=True, subjective="Slept badly.", plan="Again in 2 weeks.")


def url(name, note):
    return reverse(f"sessions:{name}", args=[note.session_id])


def press(browser, where, note, **fields):
    return browser.post(where, {**TEXTS, "version": fresh(note).version, **fields})


def fresh(note) -> Note:
    return Note.objects.get(pk=note.pk)


# taking over


def test_what_was_typed_stays_before_what_is_taken_over(note, last, browser):
    answered = press(
        browser, url("take_over", note), note, field="plan", plan="Bring the cushion.", subjective="Better."
    )

    kept = fresh(note)
    assert answered.url == url("note", note) + "#id_plan"
    assert (kept.plan, kept.subjective) == ("Bring the cushion.\nAgain in 2 weeks.", "Better.")
    assert still_carried(kept) == {"plan": last.session.day.isoformat()}
    assert Event.objects.get(act="note.carried").detail == {"field": "plan", "from": last.pk}


def test_it_is_marked_until_the_words_are_changed(note, last, browser, mira):
    press(browser, url("take_over", note), note, field="plan")
    marked = b"not changed" in browser.get(url("note", note)).content

    save_draft(note=note, version=1, by=mira, plan="Again in 3 weeks.")

    assert marked is True
    assert still_carried(fresh(note)) == {}
    assert b"not changed" not in browser.get(url("note", note)).content


def test_taking_over_twice_is_once(note, last, browser):
    for _ in range(2):
        press(browser, url("take_over", note), note, field="plan", plan=fresh(note).plan)

    assert fresh(note).plan == "Again in 2 weeks."
    assert Event.objects.filter(act="note.carried").count() == 1


def test_what_was_found_is_found_anew(note, last, browser):
    assert press(browser, url("take_over", note), note, field="objective").status_code == 404


def test_with_no_earlier_note_nothing_is_taken_over_and_nothing_lost(note, browser):
    press(browser, url("take_over", note), note, field="plan", plan="Bring the cushion.")

    assert (fresh(note).plan, fresh(note).carried) == ("Bring the cushion.", {})


def test_another_clients_note_is_never_taken_over(note, mira):
    NoteFactory(session__finished=True, signed=True, plan="Not hers.")

    assert carry_over(note=note, field="plan", version=0, by=mira).plan == ""


def test_of_two_who_write_nobody_loses(note, last, mira):
    save_draft(note=note, version=0, by=mira, plan="Hers.")

    with pytest.raises(Conflict):
        carry_over(note=note, field="plan", version=0, by=mira, plan="His.")

    assert fresh(note).plan == "Hers."


# word for word


def sign(browser, note, **fields):
    whole = {"subjective": "Slept badly.", "plan": "Again in 2 weeks.", "skin_checked": "on", "password": PASSWORD}
    return press(browser, url("sign", note), note, **{**whole, **fields})


def test_a_note_like_the_last_one_is_signed_at_the_second_press(note, last, browser):
    page = sign(browser, note)
    unsigned = fresh(note).signed_at

    answered = sign(browser, note, same=last.pk)

    assert (page.status_code, unsigned) == (422, None)
    assert f"This note is word for word the one of {short_date(last.session.day)}." in page.content.decode()
    assert answered.url == url("record", note)
    assert Event.objects.get(act="note.signed").detail["same_as"] == last.pk


def test_a_note_of_its_own_is_signed_at_once(note, last, browser):
    assert sign(browser, note, subjective="Slept well.").url == url("record", note)


# templates


def test_a_template_is_added_after_what_was_typed(note, browser):
    template = NoteTemplateFactory(subjective="Sleep:", plan="Again in 3 weeks.")

    for _ in range(2):
        told = {"subjective": fresh(note).subjective or "Tired.", "plan": fresh(note).plan}
        press(browser, url("use_template", note), note, template=template.pk, **told)

    assert (fresh(note).subjective, fresh(note).plan) == ("Tired.\nSleep:", "Again in 3 weeks.")


def test_a_template_that_is_gone_loses_no_text(note, browser):
    press(browser, url("use_template", note), note, template="99999", plan="Bring the cushion.")

    assert fresh(note).plan == "Bring the cushion."


def test_a_template_saved_twice_at_the_same_moment_is_one(browser, monkeypatch):
    # Neither of the two sees the other before it is written.
    monkeypatch.setattr(NoteTemplate, "validate_constraints", lambda _: None)
    told = {"name": "Short", "plan": "Again."}

    answers = [browser.post(reverse("sessions:new_template"), told).status_code for _ in range(2)]

    assert (answers, NoteTemplate.objects.count()) == ([302, 422], 1)


def test_one_sees_ones_own_templates_and_those_of_the_practice(mira):
    own, practice = NoteTemplateFactory(person=mira), NoteTemplateFactory()
    NoteTemplateFactory(person=UserFactory())

    assert set(NoteTemplate.objects.visible_to(mira)) == {own, practice}


def test_the_page_keeps_changes_and_removes_ones_own(browser, mira):
    browser.post(reverse("sessions:new_template"), {"name": "Short", "plan": "Again."})
    template = NoteTemplate.objects.get()
    twice = browser.post(reverse("sessions:new_template"), {"name": "Short", "plan": "Other."})
    empty = browser.post(reverse("sessions:new_template"), {"name": "Empty"})
    browser.post(reverse("sessions:change_template", args=[template.pk]), {"name": "Brief", "plan": "Again."})
    changed = NoteTemplate.objects.get()

    browser.post(reverse("sessions:remove_template", args=[template.pk]))

    assert (template.person, twice.status_code, empty.status_code) == (mira, 422, 422)
    assert (changed.name, changed.plan) == ("Brief", "Again.")
    assert not NoteTemplate.objects.exists()


def test_only_the_owner_writes_for_everybody(browser, mira, client):
    practice = NoteTemplateFactory()
    browser.post(reverse("sessions:new_template"), {"name": "Short", "plan": "Again.", "for_practice": "on"})
    theirs = browser.post(reverse("sessions:change_template", args=[practice.pk]), {"name": "X", "plan": "Y"})
    browser.force_login(UserFactory(owner=True))
    browser.post(reverse("sessions:new_template"), {"name": "All", "plan": "Again.", "for_practice": "on"})

    assert theirs.status_code == 404
    assert NoteTemplate.objects.get(name="Short").person == mira
    assert NoteTemplate.objects.get(name="All").person is None


# phrases


def test_ones_own_phrases_come_before_those_of_the_practice(mira):
    shipped = phrases_for(mira)
    NotePhrases.objects.create(plan="Of the practice.")
    practice = phrases_for(mira)

    NotePhrases.objects.create(person=mira, plan="Mine.\nMine too.")

    assert shipped == SHIPPED
    assert (practice["plan"], phrases_for(mira)["plan"]) == (("Of the practice.",), ("Mine.", "Mine too."))


def test_the_page_keeps_phrases_one_a_line(browser, mira):
    refused = browser.post(reverse("sessions:own_texts"), {"plan": "\n".join("abcdefghi")})

    browser.post(reverse("sessions:own_texts"), {"plan": " Again in 3 weeks. \r\n\r\nCall first."})

    assert refused.status_code == 422
    assert phrases_for(mira)["plan"] == ("Again in 3 weeks.", "Call first.")


# cost


def test_the_page_costs_the_same_with_one_template_and_with_three(note, last, browser, queries):
    NoteTemplateFactory()
    one = queries(lambda: browser.get(url("note", note)))
    NoteTemplateFactory.create_batch(2)

    assert queries(lambda: browser.get(url("note", note))) == one
