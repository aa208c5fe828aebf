"""Whatever is sent to a step, the answer is a page: never a failure, never a flag."""

import os
from urllib.parse import quote, quote_from_bytes

import pytest
from django.test import Client as Browser
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clients.models import Flag, Intake
from tests.clients.intake.filling import BORN_ON

pytestmark = pytest.mark.fuzz

STEPS = ("you", "doctor", "pregnancy", "heart", "feet", "other", "wishes", "sign")
ODD = [
    "", "yes", "no", "past", "suspected", "on", "unsure", "in_person", "left", "heel", "\x00", "a\x00b", "\ud800",
    "x" * 10_000, "60", "-1", "1e9", "NaN", "Infinity", "2026-02-30", "0000-00-00", "9999-12-31", "1-1-1", "[[1,2]]",
    "{}", "[" * 900, "<script>", "' OR 1=1 --", "\u202e", "🦶", "%00", "é" * 600,
]  # fmt: skip
ANSWERS = st.one_of(st.sampled_from(ODD), st.text(max_size=40), st.dates().map(str), st.integers().map(str))
# A few at every run; as many as are asked for where there is time, as in CI.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "10"))
STEADY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def names_of(browser: Browser, slug: str) -> list[str]:
    return list(browser.get(f"/intake/step/{slug}/").context["form"].fields)


@pytest.mark.parametrize("slug", STEPS)
def test_no_step_fails_whatever_is_sent(phone, slug):
    names = st.sampled_from([*names_of(phone, slug), "no_such_input"])

    @STEADY
    @given(sent=st.dictionaries(names, st.lists(ANSWERS, min_size=1, max_size=3), max_size=12))
    def send(sent):
        answer = phone.post(f"/intake/step/{slug}/", as_form(sent), content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (200, 302)

    send()

    pages = [phone.get(f"/intake/step/{page}/", follow=True).status_code for page in (slug, "check")]
    assert pages == [200, 200]
    assert (Flag.objects.count(), Intake.objects.get().status) == (0, "open")


@STEADY
@given(text=ANSWERS)
def test_no_birth_date_fails(token, text):
    Intake.objects.get().links.update(wrong_answers=0, revoked_at=None)
    browser = Browser()
    browser.post(f"/intake/{token}/")

    answer = browser.post("/intake/birth-date/", {"born_on": text.encode("utf-8", "replace").decode()})

    assert answer.status_code == (302 if text == str(BORN_ON) else 200)


@STEADY
@example(token="\0")
@given(token=st.text(min_size=1, max_size=60))
def test_no_token_fails(db, token):
    answer = Browser().get(f"/intake/{quote(token.encode('utf-8', 'replace'), safe='')}/")

    # An address with a NUL is refused before anything looks at it.
    assert answer.status_code == 400 if "\0" in token else answer.status_code in (404, 429)


def as_form(sent):
    """As a browser would write it, and as one with ill intent would too."""
    pairs = ((name, text) for name, texts in sent.items() for text in texts)
    return "&".join(f"{name}={quote_from_bytes(text.encode('utf-8', 'surrogatepass'))}" for name, text in pairs)
