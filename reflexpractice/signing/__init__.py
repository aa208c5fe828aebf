"""Who signs shows who they are: the acts, and the page on which a person sets a PIN."""

from reflexpractice.signing.proving import Unproven, prove
from reflexpractice.signing.setting import remove_pin, set_pin, why_too_easy

__all__ = ["Unproven", "prove", "remove_pin", "set_pin", "why_too_easy"]
