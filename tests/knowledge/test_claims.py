"""The claims guard: what may not be promised to a client, in our words or in a practitioner's."""

import copy

import pytest

from knowledge.claims import claims_in, refusal
from knowledge.shipped import read_content, validate


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("This will cure your back.", ("cure",)),
        ("Reflexology HEALS and detoxes.", ("HEALS", "detoxes")),
        ("Water flushes toxins.", ("flushes", "toxins")),
        ("We treat migraine; treatment takes six visits.", ("treat", "treatment")),
        ("I diagnosed a kidney problem.", ("diagnosed",)),
        ("You can stop your tablets.", ("stop your tablets",)),
        ("It boosts your immune system.", ("boosts your immune",)),
        ("Das heilt und entgiftet.", ("heilt", "entgiftet")),
        ("Cure, cure and cure.", ("Cure",)),
    ],
)
def test_a_claim_is_found_as_it_was_typed(text, words):
    assert claims_in(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Lovely to see you. Rest your feet tonight.",
        "A secure shoe and a healthy walk.",
        "Wear the curved insole.",
        "Not a treatment for any illness.",
        "Keep your medicine and continue your treatment.",
    ],
)
def test_plain_words_and_denials_pass(text):
    assert claims_in(text) == ()


def test_a_denial_does_not_cover_a_claim_beside_it():
    assert claims_in("Not a treatment for any illness, but it cures colds.") == ("cures",)


def test_the_refusal_names_the_words_and_says_what_may_be_said():
    sentence = refusal(("cure", "heals"))

    assert "“cure” and “heals”" in sentence
    assert "relaxing" in sentence
    assert refusal(()) == ""


def test_no_shipped_text_for_clients_makes_a_claim():
    document, _ = read_content()
    texts = [row[column] for row in document["aftercare"] for column in ("title", "advice")]
    texts += [row["wording_allowed"] for row in document["protocols"]]

    assert len(texts) == 25 * 2 + 30
    assert [text for text in texts if claims_in(text)] == []


@pytest.mark.parametrize(
    ("table", "column"), [("aftercare", "advice"), ("aftercare", "title"), ("protocols", "wording_allowed")]
)
def test_a_library_that_makes_a_claim_is_not_published(table, column):
    document = copy.deepcopy(read_content()[0])
    row = document[table][0]
    row[column] = "It heals."

    assert [str(fault) for fault in validate(document)] == [
        f"{table} {row['code']}: {column}: a client may not be told 'heals'"
    ]


def test_advice_names_conditions_that_exist():
    document = copy.deepcopy(read_content()[0])
    document["aftercare"][0]["not_with"] = ["luck"]

    assert [str(fault) for fault in validate(document)] == ["aftercare water: there is no condition 'luck'"]
