"""A rule said as a sentence: when it holds, what it bears on, how far it goes. No Django here."""

from __future__ import annotations

from knowledge.document import DAYS
from knowledge.entries import Attribute, Rule
from knowledge.library import Library
from knowledge.wording import REGION_WORDS, listed

STATUS_WORDS = {
    "yes": "yes",
    "suspected": "suspected",
    "past": "in the past",
    "no": "no",
    "unknown": "not known",
    "not_applicable": "does not apply",
}
OPERATOR_WORDS = {"=": "is", "!=": "is not", "<": "is below", ">": "is above"}
CLEARED_WORDS = {"yes": "with medical clearance", "no": "without medical clearance"}
CLASS_WORDS = {
    "calf": "work on the calf",
    "stretch": "stretches",
    "stick": "sticks",
    "vibration": "vibration",
    "compression": "compression",
    "heat": "heat",
    "electrical": "electrical devices",
    "product": "products",
    "fragrance": "scents",
    "latex": "latex",
}
WHOLE = "both feet"
EFFECT_WORDS = {
    "absolute": "Stop",
    "avoid": "Avoid",
    "refer": "Clearance first",
    "caution": "Take care",
    "inform": "Note",
}
LIFTING_WORDS = {
    "none": "Nobody can lift this.",
    "clearance": "A recorded medical clearance lifts it.",
    "answer": "Asking, and recording the answer, lifts it.",
    "reason": "You may go on with a written reason.",
}


def when(library: Library, rule: Rule) -> str:
    """When the rule holds: "When diabetes is yes, insulin is yes or not known"."""
    if rule.condition == "always":
        return "Always"
    statuses = " or ".join(STATUS_WORDS[status] for status in rule.statuses)
    clauses = [f"When “{library.condition(rule.condition).name}” is {statuses}", *_periods(rule)]
    clauses += [CLEARED_WORDS[rule.cleared]] if rule.cleared else []
    clauses += [_detail(attribute) for attribute in rule.attributes]
    clauses += [f"together with “{library.condition(rule.also_condition).name}”"] if rule.also_condition else []
    return ", ".join(clauses)


def _periods(rule: Rule) -> list[str]:
    """The weeks and days within which the rule holds, both ends included."""
    words = []
    if rule.weeks:
        first, last = rule.weeks
        words.append(f"in week {first}" if first == last else f"in weeks {first} to {last}")
    if rule.days:
        first, last = rule.days
        span = f"{first} to {last} days after" if last < DAYS[1] else f"{first} days or more after"
        words.append(f"within {last} days" if first == 0 else span)
    return words


def _detail(attribute: Attribute) -> str:
    words = (
        f"{attribute.field.replace('_', ' ')} {OPERATOR_WORDS[attribute.operator]} {attribute.value.replace('_', ' ')}"
    )
    return f"{words} or not known" if attribute.when_unknown else words


def bears_on(library: Library, rule: Rule) -> str:
    """What the rule bears on: "heel, ankle and deep techniques, on the affected foot"."""
    things = [_thing(library, token.kind, token.code) for token in rule.scope]
    if rule.foot != "affected":
        return listed(things)
    if things == [WHOLE]:
        return "the whole affected foot"
    return f"{listed(things)}, on the affected foot"


def _thing(library: Library, kind: str, code: str) -> str:
    words = code.replace("_", " ")
    match kind:
        case "session":
            return "the whole session"
        case "area":
            return "the areas the client named"
        case "region":
            return WHOLE if code == "all" else REGION_WORDS[code]
        case "group":
            return f"{words.removesuffix(' points')} points" if words.endswith(" points") else f"{words} zones"
        case "class":
            return CLASS_WORDS.get(code, f"{words} techniques")
        case "zone":
            return library.zone(code).name.lower()
    return library.technique(code).name.lower()


def limits(rule: Rule) -> str:
    """The pressure (1 to 5) and minutes the rule allows, as a sentence; empty when it sets neither."""
    words = [f"pressure up to {rule.max_pressure} of 5"] if rule.max_pressure is not None else []
    words += [f"at most {rule.max_minutes} minutes"] if rule.max_minutes is not None else []
    return f"{listed(words).capitalize()}." if words else ""


def what(library: Library, rule: Rule) -> str:
    """The effect and what it bears on: "Avoid: heel and ankle. Pressure up to 2 of 5."."""
    return f"{EFFECT_WORDS[rule.effect]}: {bears_on(library, rule)}. {limits(rule)}".strip()
