"""One spelling for searching, the same on every database."""

import re
import unicodedata


def fold(text: str) -> str:
    """Without accents and case: "Élise" and "ELISE" become "elise"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).casefold()


def digits(text: str) -> str:
    """Only the digits, as a telephone number is compared."""
    return re.sub(r"\D", "", text)
