"""Words that promise an effect on illness: what a client may not be told in our name. No Django here.

Advertising and professional bodies let a reflexologist speak of relaxing, mood, sleep, tension and feeling well.
Curing, healing, treating, diagnosing and detoxing are claims. This is the one list of such words. It stands behind
the sentences that a practitioner adds to an aftercare sheet and whatever else is written to clients in the practice's
name; the tests hold every shipped text for clients against it.
"""

import re
from collections.abc import Iterator

ACCEPTABLE = "relaxing, resting, feeling well, sleep or tension"

_STEMS = (
    r"cur(?:e|es|ed|ing|ative)",
    r"heal(?:s|ed|ing|er|ers)?",
    r"treat(?:s|ed|ing|ment|ments)?",
    r"diagnos(?:e|es|ed|ing|is|es|tic)",
    r"detox(?:es|ed|ing|ify|ifies|ified|ifying|ification)?",
    r"toxins?",
    r"cleans(?:e|es|ed|ing)",
    r"purif(?:y|ies|ied|ying)",
    r"flush(?:es|ed|ing)?",
    r"remed(?:y|ies)",
    r"medicinal",
    r"prevents? (?:illness|disease|sickness|cancer|infection)",
    r"boosts? (?:the |your )?(?:immune|immunity|circulation|metabolism)\w*",
    r"balances? (?:the |your )?(?:hormones?|energy|organs?)",
    r"guarantee(?:s|d|ing)?",
    r"miracle(?:s)?",
    r"(?:stop|leave|reduce|replace)s? (?:taking )?(?:your |the )?(?:medicines?|medication|tablets|insulin|pills)",
    # The same in the second language of the forms.
    r"heil(?:t|en|ung|end|mittel)",
    r"behand(?:elt|eln|lung|lungen)",
    r"diagnos(?:tiziert|tizieren|en)",
    r"entgift(?:et|en|ung)",
    r"entschlack(?:t|en|ung)",
    r"giftstoffe?n?",
)
_CLAIM = re.compile(rf"\b(?:{'|'.join(_STEMS)})\b", re.IGNORECASE)

# Shipped sentences that name a claim only to deny it, or speak of what doctors do. Reviewed one by one.
DENIALS = (
    "not a treatment for any illness",
    "continue your treatment",
    "does not diagnose or cure illness",
)
_DENIAL = re.compile("|".join(re.escape(words) for words in DENIALS), re.IGNORECASE)


def claims_in(text: str) -> tuple[str, ...]:
    """The words of a text that promise an effect on illness, as they were typed, each once and in order."""
    return tuple(dict.fromkeys(_found(_DENIAL.sub(" ", text))))


def _found(text: str) -> Iterator[str]:
    seen = set()
    for match in _CLAIM.finditer(text):
        if (word := match.group()).lower() not in seen:
            seen.add(word.lower())
            yield word


def refusal(words: tuple[str, ...]) -> str:
    """Why a text cannot go to a client as it stands, and what may be said instead; empty for no words."""
    if not words:
        return ""
    named = " and ".join(f"“{word}”" for word in words)
    return f"Please say it without {named}: it sounds like a promise about illness. You may speak of {ACCEPTABLE}."
