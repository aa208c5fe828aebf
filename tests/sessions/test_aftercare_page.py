"""Step 3, the aftercare page: changed and kept, printed, e-mailed and read together."""

import re
import uuid

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from clients.consenting import BY_EMAIL, note_consent
from clients.models import Consent
from reflexpractice.audit.models import Event
from sessions.models import AftercareDraft, AftercareSheet, Note
from sessions.write_up import record_finding
from tests.factories import AftercareSheetFactory, PracticeFactory, UserFactory
from tests.paper import words

pytestmark = pytest.mark.django_db
SCRIPT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def browser(client: Browser, mira) -> Browser:
    PracticeFactory()
    client.force_login(mira)
    return client


def url(name: str, note: Note) -> str:
    return reverse(f"sessions:{name}", args=[note.session_id])


def fields(browser: Browser, note: Note, **more: object) -> dict[str, object]:
    """What a browser sends for the page as it is."""
    form = browser.get(url("aftercare", note)).context["form"]
    boxes = {name: "on" for name in ("show_scores", "show_next") if form[name].value()}
    texts = {name: form[name].value() for name in ("version", "key", "own_words", "advice")}
    return {**texts, **boxes, **more}


def test_it_is_step_3_and_shows_the_sheet_as_it_will_be(note, browser):
    page = browser.get(url("aftercare", note)).content.decode()

    assert re.search(r'aria-current="step">\s*3 Aftercare', page)
    assert "Get medical help at once if" in page
    assert Event.objects.filter(act="session.read", record_key=str(note.session_id)).count() == 1


def test_the_other_steps_lead_to_it(note, browser):
    assert url("aftercare", note) in browser.get(url("note", note)).content.decode()


def test_what_was_changed_is_kept_and_shown(note, browser):
    sent = fields(browser, note, own_words="Lovely to see you.")
    sent["advice"] = [code for code in sent["advice"] if code != "alcohol"]

    assert browser.post(url("aftercare", note), sent).url == url("aftercare", note)

    page = browser.get(url("aftercare", note))
    assert "Lovely to see you." in page.context["sheet"].own
    assert "alcohol" not in page.context["sheet"].text
    assert 'value="alcohol" id="advice-alcohol">' in page.content.decode()


def test_the_script_is_answered_with_the_sheet(note, browser):
    answer = browser.post(url("aftercare", note), fields(browser, note, own_words="This cures all."), **SCRIPT).json()

    assert (answer["saved"], answer["version"]) == (True, 1)
    assert "This cures all." in answer["sheet"]
    assert "“cures”" in answer["claims"]


def test_sent_twice_it_is_saved_once_and_words_after_a_lost_answer_are_no_conflict(note, browser):
    first, then = str(uuid.uuid4()), str(uuid.uuid4())
    sent = fields(browser, note, own_words="Once.", key=first)
    told, again = (browser.post(url("aftercare", note), sent, **SCRIPT).json() for _ in range(2))

    more = {**sent, "own_words": "Once. More.", "key": then, "unheard": first}
    later = browser.post(url("aftercare", note), more, **SCRIPT).json()

    assert told == again
    assert (told["version"], later["saved"], later["version"]) == (1, True, 2)
    assert AftercareDraft.objects.get().own_words == "Once. More."
    assert Event.objects.filter(act="aftercare.saved").count() == 2


@pytest.mark.parametrize("script", [{}, SCRIPT])
def test_of_two_tabs_the_second_sees_both_texts(note, browser, script):
    second = fields(browser, note, own_words="Mine.")
    browser.post(url("aftercare", note), fields(browser, note, own_words="Theirs."))

    answered = browser.post(url("aftercare", note), second, **script)

    told = answered.content.decode()
    assert answered.status_code == 409
    assert "Theirs." in told
    assert AftercareDraft.objects.get().own_words == "Theirs."
    if not script:
        assert answered.context["form"]["own_words"].value() == "Mine."
        assert answered.context["form"]["version"].value() == "1"


@pytest.mark.parametrize(
    "wrong",
    [{"own_words": "x" * 2001}, {"own_words": "nul \x00"}, {"advice": ["luck"]}, {"version": "x"}, {"key": "x"}],
    ids=["long", "nul", "unknown", "version", "key"],
)
@pytest.mark.parametrize("name", ["aftercare", "give_aftercare"])
def test_bad_input_is_told_and_the_typed_text_stays(note, browser, name, wrong):
    answered = browser.post(url(name, note), fields(browser, note, own_words="Kept here.") | wrong)

    assert answered.status_code == 422
    assert answered.context["form"].errors
    assert answered.context["form"]["own_words"].value() == wrong.get("own_words", "Kept here.")
    assert not AftercareSheet.objects.exists()


def test_printing_keeps_what_is_on_the_page_and_leads_to_the_paper(note, browser):
    sent = fields(browser, note, own_words="Lovely to see you.", how="printed")

    answered = browser.post(url("give_aftercare", note), sent)
    again = browser.post(url("give_aftercare", note), sent)

    sheet = AftercareSheet.objects.get()
    assert answered.url == again.url == reverse("sessions:aftercare_sheet", args=[sheet.pk])
    kept = browser.get(answered.url)
    assert "Lovely to see you." in kept.content.decode()
    assert "not what was given" not in kept.content.decode()
    paper = browser.get(reverse("sessions:aftercare_pdf", args=[sheet.pk, "a5"]))
    assert paper["Content-Type"] == "application/pdf"
    assert "Lovely to see you." in words(paper.content)
    assert "Amara" not in paper["Content-Disposition"]
    assert {"aftercare.read", "aftercare.pdf_made"} <= set(Event.objects.values_list("act", flat=True))


def test_a_claim_is_refused_by_name_and_stays_in_the_box(note, browser):
    answered = browser.post(url("give_aftercare", note), fields(browser, note, own_words="It heals.", how="printed"))

    assert answered.status_code == 422
    assert "“heals”" in answered.context["sentence"]
    assert answered.context["form"]["own_words"].value() == "It heals."
    assert AftercareDraft.objects.get().own_words == "It heals."


def test_without_consent_the_e_mail_is_refused_with_the_way_to_get_it(note, browser):
    answered = browser.post(url("give_aftercare", note), fields(browser, note, how="emailed"))

    assert answered.status_code == 422
    assert "not agreed to advice by e-mail" in answered.content.decode()
    assert reverse("clients:agree_email", args=[note.session.client_id]) in answered.content.decode()
    assert mail.outbox == []


def test_after_the_consent_is_noted_the_e_mail_goes(note, browser):
    client = note.session.client
    agree = reverse("clients:agree_email", args=[client.pk])
    yes = {"signed_name": client.name, "relation": "", "heard": "on", "next": url("aftercare", note)}
    assert browser.post(agree, {**yes, "heard": ""}).context["form"].errors
    assert browser.post(agree, yes).url == url("aftercare", note)

    browser.post(url("give_aftercare", note), fields(browser, note, how="emailed"))

    assert [letter.to for letter in mail.outbox] == [[client.email]]
    assert Consent.objects.get(kind="email").words == BY_EMAIL.words


def test_an_unknown_way_is_told(note, browser):
    answered = browser.post(url("give_aftercare", note), fields(browser, note, how="pigeon"))

    assert answered.status_code == 422
    assert "Choose how to give the sheet." in answered.content.decode()


def test_a_changed_sheet_says_so(note, browser):
    sheet = AftercareSheetFactory(session=note.session)

    page = browser.get(reverse("sessions:aftercare_sheet", args=[sheet.pk])).content.decode()

    assert "This sheet is not what was given." in page


def test_before_the_start_there_is_nothing_to_give(visit, browser):
    assert browser.get(reverse("sessions:aftercare", args=[visit.pk])).url == reverse("sessions:plan", args=[visit.pk])


@pytest.mark.parametrize("person", [{}, {"reception": True}])
def test_others_find_nothing(note, client, person):
    sheet = AftercareSheetFactory(session=note.session)
    client.force_login(UserFactory(**person))

    answers = [
        client.get(url("aftercare", note)),
        client.post(url("give_aftercare", note), {"how": "printed", "key": str(uuid.uuid4())}),
        client.get(reverse("sessions:aftercare_sheet", args=[sheet.pk])),
        client.get(reverse("sessions:aftercare_pdf", args=[sheet.pk, "a4"])),
    ]

    assert {answer.status_code for answer in answers} == ({403} if person else {404})


def test_the_page_costs_the_same_whatever_was_found_and_given(note, browser, mira, queries):
    note_consent(client=note.session.client, asked=BY_EMAIL, signed_name="Amara", by=mira)
    record_finding(note=note, zone="liver", side="right", by=mira, tenderness=1)
    AftercareSheetFactory(session=note.session)
    one = queries(lambda: browser.get(url("aftercare", note)))
    for foot in ("right", "left"):
        record_finding(note=note, zone="kidney", side=foot, by=mira, tenderness=1)
        AftercareSheetFactory(session=note.session)

    assert one == queries(lambda: browser.get(url("aftercare", note))) <= 25
