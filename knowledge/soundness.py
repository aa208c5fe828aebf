"""Finds everything that is wrong with a knowledge document, before it can be loaded or published. No Django here."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from knowledge.claims import claims_in
from knowledge.document import (
    CALLS,
    CONFIDENCES,
    DAYS,
    EFFECTS,
    FOLLOW_UP_KINDS,
    FOLLOW_UP_SETS,
    FORMAT,
    GRADES,
    MINUTES,
    OPERATORS,
    OVERRIDES,
    PRESSURES,
    REGIONS,
    SCOPE_KINDS,
    SECTIONS,
    SIDES,
    STATUSES,
    SYSTEM_CONDITIONS,
    TABLES,
    TIERS,
    WEEKS,
    Document,
    Fault,
    Row,
    cited,
    follow_up_that_sets,
)

Test = Callable[[Any], str]
"""What is wrong with a value; empty when nothing is."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def validate(document: Document) -> list[Fault]:
    """Every fault of a document, in the order of its tables; an empty list means it may be published."""
    shape = list(_misshapen(document))
    return shape or list(_contradictions(document))


# Each row by itself: the right columns with the right kind of value.


def _is_text(value: Any) -> str:
    return "" if isinstance(value, str) else "must be text"


def _is_filled(value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else "must be filled in"


def _is_code(value: Any) -> str:
    fits = isinstance(value, str) and _CODE.fullmatch(value)
    return "" if fits else "must be a code of letters, digits, _ and -"


def _is_one_of(*choices: str) -> Test:
    return lambda value: "" if value in choices else f"must be one of {', '.join(map(repr, choices))}"


def _is_yes_no(value: Any) -> str:
    return "" if isinstance(value, bool) else "must be yes or no"


def _is_number(first: float, last: float, *, whole: bool = True, empty: bool = False) -> Test:
    kinds = int if whole else (int, float)

    def test(value: Any) -> str:
        if empty and value is None:
            return ""
        fits = isinstance(value, kinds) and not isinstance(value, bool) and first <= value <= last
        return "" if fits else f"must be a number from {first} to {last}"

    return test


def _is_span(limits: tuple[int, int]) -> Test:
    end = _is_number(*limits)

    def test(value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, list | tuple) or len(value) != 2:
            return "must have a first and a last"
        return end(value[0]) or end(value[1]) or ("runs backwards" if value[0] > value[1] else "")

    return test


def _is_list(item: Test, *, empty: bool = False) -> Test:
    def test(value: Any) -> str:
        if not isinstance(value, list | tuple):
            return "must be a list"
        if not value and not empty:
            return "must not be empty"
        twice = len(value) != len({repr(one) for one in value})
        return next(filter(None, map(item, value)), "names something twice" if twice else "")

    return test


def _is_row(columns: dict[str, Test]) -> Test:
    def test(value: Any) -> str:
        if not isinstance(value, dict):
            return "must be a row"
        return next((f"{column} {reason}" for column, reason in _cells(columns, value)), "")

    return test


def _cells(columns: dict[str, Test], row: Row) -> Iterator[tuple[str, str]]:
    for column, test in columns.items():
        if column not in row:
            if column not in OPTIONAL:
                yield column, "is missing"
        elif reason := test(row[column]):
            yield column, reason
    for column in sorted(set(row) - set(columns)):
        yield str(column), "is not a column of this table"


_SOURCES = _is_list(_is_filled)
_CODES = _is_list(_is_code, empty=True)
_REGIONS = _is_list(_is_one_of(*REGIONS), empty=True)
_FOLLOW_UP: dict[str, Test] = {
    "field": _is_code,
    "kind": _is_one_of(*FOLLOW_UP_KINDS),
    "choices": _is_list(_is_row({"value": _is_code, "label": _is_filled}), empty=True),
    "question": _is_filled,
    "help": _is_text,
    "sort": _is_number(0, 999),
    "sets": _is_one_of(*FOLLOW_UP_SETS),
}
_ATTRIBUTE: dict[str, Test] = {
    "field": _is_code,
    "operator": _is_one_of(*OPERATORS),
    "value": _is_filled,
    "when_unknown": _is_yes_no,
}
_SCOPE: dict[str, Test] = {"kind": _is_one_of(*SCOPE_KINDS), "code": _is_text}

# Left out where a row has nothing to say, and unknown to releases of earlier times.
OPTIONAL = frozenset({"at_the_door", "call", "tell", "not_with", "section"})

COLUMNS: dict[str, dict[str, Test]] = {
    "zones": {
        "code": _is_code,
        "number": _is_number(1, 999),
        "name": _is_filled,
        "kind": _is_one_of("reflex", "structural", "acupoint"),
        "region": _is_one_of(*REGIONS),
        "secondary_regions": _REGIONS,
        "foot_side": _is_one_of(*SIDES),
        "side_note": _is_text,
        "view": _is_one_of("plantar", "dorsal", "medial", "lateral"),
        "body_correspondence": _is_text,
        "location": _is_text,
        "body_system": _is_code,
        "groups": _CODES,
        "chart_agreement": _is_one_of("high", "medium", "low"),
        "sources": _SOURCES,
    },
    "conditions": {
        "code": _is_code,
        "name": _is_filled,
        "category": _is_code,
        "kind": _is_one_of("asked", "derived", "system"),
        "parent": _is_text,
        "question": _is_filled,
        "ask_when": _is_one_of("intake", "every_session"),
        "fresh_days": _is_number(1, 36_500),
        "critical": _is_yes_no,
        "icd10_who": _is_text,
        "icd10_cm": _is_text,
        "notes": _is_text,
        "release_tier": _is_one_of(*TIERS),
        "form_section": _is_one_of("intake", "today_check", "detail", "system"),
        "at_the_door": _is_filled,
        "sources": _SOURCES,
        "follow_ups": _is_list(_is_row(_FOLLOW_UP), empty=True),
    },
    "rules": {
        "code": _is_code,
        "condition": _is_code,
        "statuses": _is_list(_is_one_of(*STATUSES)),
        "weeks": _is_span(WEEKS),
        "days": _is_span(DAYS),
        "cleared": _is_one_of("", "yes", "no"),
        "attributes": _is_list(_is_row(_ATTRIBUTE), empty=True),
        "also_condition": _is_text,
        "qualifier": _is_text,
        "scope": _is_list(_is_row(_SCOPE)),
        "foot": _is_one_of("any", "affected"),
        "effect": _is_one_of(*EFFECTS),
        "max_pressure": _is_number(*PRESSURES, empty=True),
        "max_minutes": _is_number(*MINUTES, empty=True),
        "override": _is_one_of(*OVERRIDES),
        "rationale": _is_filled,
        "instead": _is_filled,
        "sources": _SOURCES,
        "evidence_grade": _is_one_of(*GRADES),
        "confidence": _is_one_of(*CONFIDENCES),
        "release_tier": _is_one_of(*TIERS),
        "call": _is_one_of(*CALLS),
        "tell": _is_filled,
    },
    "techniques": {
        "code": _is_code,
        "name": _is_filled,
        "kind": _is_one_of("technique", "tool", "product", "self_care", "alternative"),
        "classes": _is_list(_is_code),
        "who": _is_list(_is_one_of("practitioner", "partner", "self")),
        "regions": _REGIONS,
        "pressure_min": _is_number(*PRESSURES),
        "pressure_max": _is_number(*PRESSURES),
        "minutes_min": _is_number(0, MINUTES[1], whole=False),
        "minutes_max": _is_number(0, MINUTES[1], whole=False),
        "minutes_per": _is_one_of("area", "foot", "leg", "session"),
        "steps": _is_filled,
        "cautions": _is_text,
        "sources": _SOURCES,
    },
    "protocols": {
        "code": _is_code,
        "name": _is_filled,
        "complaint": _is_filled,
        "zones": _CODES,
        "techniques": _CODES,
        "minutes_per_foot_min": _is_number(*MINUTES),
        "minutes_per_foot_max": _is_number(*MINUTES),
        "pressure_max": _is_number(*PRESSURES),
        "sequence": _is_text,
        "frequency": _is_text,
        "wording_allowed": _is_filled,
        "evidence_grade": _is_one_of(*GRADES),
        "evidence_note": _is_text,
        "known_conflicts": _is_text,
        "sources": _SOURCES,
    },
    "aftercare": {
        "code": _is_code,
        "title": _is_filled,
        "advice": _is_filled,
        "when": _is_filled,
        "audience": _is_list(_is_code),
        "triggered_by": _is_list(_is_filled),
        "not_with": _CODES,
        "section": _is_one_of(*SECTIONS),
        "do_not_say": _is_text,
        "sources": _SOURCES,
        "strength": _is_one_of(*GRADES, "high"),
    },
    "sources": {
        "code": _is_code,
        "kind": _is_code,
        "title": _is_filled,
        "year": _is_text,
        "url": _is_text,
        "strength": _is_one_of("high", "medium", "low", "n/a"),
        "note": _is_text,
    },
}


def _misshapen(document: Document) -> Iterator[Fault]:
    if document.get("format") != FORMAT:
        yield Fault("document", "format", f"must be {FORMAT}")
    for table in TABLES:
        rows = document.get(table)
        if not isinstance(rows, list | tuple) or not rows:
            yield Fault(table, "-", "has no rows")
            continue
        for row in rows:
            if isinstance(row, dict):
                name = str(row.get("code") or "-")
                yield from (Fault(table, name, f"{column} {why}") for column, why in _cells(COLUMNS[table], row))
            else:
                yield Fault(table, "-", "holds something that is not a row")
    if not isinstance(document.get("footmap"), dict):
        yield Fault("footmap", "-", "is missing")


# The rows together: every code exists, every rule can fire and touches something.


def _contradictions(document: Document) -> Iterator[Fault]:
    for table in TABLES:
        yield from _twice(table, document[table])
        yield from _unknown_sources(table, document)
    yield from _unsound_conditions(document)
    conditions = {row["code"]: row for row in document["conditions"]}
    touched = touchable(document)
    for rule in document["rules"]:
        yield from (Fault("rules", rule["code"], reason) for reason in _unsound_rule(rule, conditions, touched))
    yield from _unsound_techniques(document)
    yield from _unsound_protocols(document)
    yield from _unsound_aftercare(document)
    yield from _claiming(document)
    yield from _unsound_footmap(document)


def _twice(table: str, rows: Iterable[Row]) -> Iterator[Fault]:
    rows = list(rows)
    for column in ("code", "number") if table == "zones" else ("code",):
        for value, count in Counter(row[column] for row in rows).items():
            if count > 1:
                yield Fault(table, str(value), f"the {column} is used {count} times")


def _unknown_sources(table: str, document: Document) -> Iterator[Fault]:
    known = {row["code"] for row in document["sources"]}
    for row in document[table] if table != "sources" else ():
        for source in row["sources"]:
            if cited(source)[0] not in known:
                yield Fault(table, row["code"], f"there is no source {source!r}")


def _unsound_conditions(document: Document) -> Iterator[Fault]:
    codes = {row["code"] for row in document["conditions"]}
    ruled = {row["condition"] for row in document["rules"]}
    for code in SYSTEM_CONDITIONS:
        if code not in codes or code not in ruled:
            yield Fault("conditions", code, "the check relies on this condition and a rule for it")
    for row in document["conditions"]:
        if row["parent"] and (row["parent"] not in codes or row["parent"] == row["code"]):
            yield Fault("conditions", row["code"], f"there is no parent {row['parent']!r}")
        for field, count in Counter(asked["field"] for asked in row["follow_ups"]).items():
            if count > 1:
                yield Fault("follow_ups", f"{row['code']} {field}", "is asked twice")
        for asked in row["follow_ups"]:
            if reason := _unsound_follow_up(asked):
                yield Fault("follow_ups", f"{row['code']} {asked['field']}", reason)


_KIND_THAT_SETS = {
    "status": "choice",
    "side": "side",
    "areas": "areas",
    "reference_on": "date",
    "due_on": "date",
    "cleared": "yes_no",
}


def _unsound_follow_up(asked: Row) -> str:
    values = [choice["value"] for choice in asked["choices"]]
    if asked["sets"] and asked["kind"] != _KIND_THAT_SETS[asked["sets"]]:
        return f"an answer that sets {asked['sets']} must be of kind {_KIND_THAT_SETS[asked['sets']]}"
    if (asked["kind"] in ("choice", "list")) != bool(values):
        return "choices belong to the kinds choice and list, and those need them"
    if len(values) != len(set(values)):
        return "a choice is offered twice"
    if asked["sets"] == "status" and not set(values) <= set(STATUSES):
        return f"a status must be one of {', '.join(STATUSES)}"
    return ""


Touchable = dict[str, set[str]]


def touchable(document: Document) -> Touchable:
    """For each kind of scope token, the codes that touch at least one zone or technique."""
    zones, techniques = document["zones"], document["techniques"]
    codes = {row["code"] for row in techniques}
    return {
        "session": {""},
        "area": {""},
        "zone": {row["code"] for row in zones},
        "region": {"all"} | {region for row in zones for region in (row["region"], *row["secondary_regions"])},
        "group": {group for row in zones for group in row["groups"]},
        "class": {name for row in techniques for name in row["classes"]},
        "tech": codes,
        "product": codes,
    }


def _unsound_rule(rule: Row, conditions: dict[str, Row], touched: Touchable) -> Iterator[str]:
    for token in rule["scope"]:
        if token["code"] not in touched[token["kind"]]:
            yield f"the scope {token['kind']}:{token['code']} touches nothing"
    kinds = {token["kind"] for token in rule["scope"]}
    if rule["foot"] == "affected" and not kinds & {"region", "area", "group", "zone"}:
        yield "is limited to the affected foot but names no place on it"
    also = rule["also_condition"]
    if also and (also not in conditions or also == rule["condition"]):
        yield f"there is no other condition {also!r}"
    yield from _unsound_effect(rule)
    if bool(rule.get("call")) != bool(rule.get("tell")):
        yield "a red flag needs both whom to call and what to tell the client"
    if rule["condition"] not in conditions:
        yield f"there is no condition {rule['condition']!r}"
    elif conditions[rule["condition"]]["kind"] != "system":
        yield from _never_asked(rule, kinds, conditions)


def _unsound_effect(rule: Row) -> Iterator[str]:
    effect, override = rule["effect"], rule["override"]
    if effect == "absolute" and override != "none":
        yield "what is absolute cannot be lifted"
    if effect in ("inform", "caution") and override != "reason":
        yield f"a rule that only asks to {effect} is lifted by a reason"
    if effect == "refer" and override == "reason":
        yield "a referral is lifted by an answer, by clearance, or not at all"
    if override == "clearance" and rule["cleared"] != "no":
        yield "is lifted by clearance, so it must apply while not cleared"


def _never_asked(rule: Row, kinds: set[str], conditions: dict[str, Row]) -> Iterator[str]:
    """What the rule depends on although no question of its condition asks for it."""
    condition = conditions[rule["condition"]]
    parts = {
        "side": rule["foot"] == "affected",
        "areas": "area" in kinds,
        "reference_on": rule["days"] is not None,
        "cleared": rule["cleared"] != "",
    }
    for part, needed in parts.items():
        if needed and follow_up_that_sets(condition, part) is None:
            yield f"depends on {part}, which no follow-up of {condition['code']} asks"
    dated = [condition, conditions.get(condition["parent"], condition)]
    if rule["weeks"] is not None and not any(follow_up_that_sets(row, "due_on") for row in dated):
        yield f"depends on due_on, which no follow-up of {condition['code']} asks"
    for attribute in rule["attributes"]:
        if reason := _unanswerable(attribute, condition):
            yield reason


def _unanswerable(attribute: Row, condition: Row) -> str:
    field, value = attribute["field"], attribute["value"]
    asked = next((row for row in condition["follow_ups"] if row["field"] == field and not row["sets"]), None)
    if asked is None:
        return f"depends on {field}, which no follow-up of {condition['code']} asks"
    if attribute["operator"] in ("<", ">"):
        return "" if _is_decimal(value) else f"{field} cannot be compared with {value!r}"
    answers = {"yes_no": {"yes", "no"}, "choice": _values(asked), "list": _values(asked)}.get(asked["kind"])
    if answers is not None and value not in answers | {"unknown"}:
        return f"{value!r} is no answer to {field}"
    return ""


def _values(asked: Row) -> set[str]:
    return {choice["value"] for choice in asked["choices"]}


def _is_decimal(value: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", value) is not None


def _unsound_techniques(document: Document) -> Iterator[Fault]:
    for row in document["techniques"]:
        for measure in ("pressure", "minutes"):
            if row[f"{measure}_min"] > row[f"{measure}_max"]:
                yield Fault("techniques", row["code"], f"{measure} runs backwards")


def _unsound_protocols(document: Document) -> Iterator[Fault]:
    for row in document["protocols"]:
        if row["minutes_per_foot_min"] > row["minutes_per_foot_max"]:
            yield Fault("protocols", row["code"], "minutes runs backwards")
        for table in ("zones", "techniques"):
            known = {one["code"] for one in document[table]}
            for code in row[table]:
                if code not in known:
                    yield Fault("protocols", row["code"], f"there is no {table[:-1]} {code!r}")


def _unsound_aftercare(document: Document) -> Iterator[Fault]:
    conditions = {row["code"]: row for row in document["conditions"]}
    for row in document["aftercare"]:
        for code in row["audience"]:
            if code != "all" and code not in conditions:
                yield Fault("aftercare", row["code"], f"there is no audience {code!r}")
        for trigger in row["triggered_by"]:
            if trigger not in ("always", "optional") and not _is_trigger(trigger, conditions):
                yield Fault("aftercare", row["code"], f"nothing can trigger it by {trigger!r}")
        for code in row.get("not_with", ()):
            if code not in conditions:
                yield Fault("aftercare", row["code"], f"there is no condition {code!r}")


def _claiming(document: Document) -> Iterator[Fault]:
    """Texts that a client may read and that promise an effect on illness."""
    read_by_clients = {"aftercare": ("title", "advice"), "protocols": ("wording_allowed",)}
    for table, columns in read_by_clients.items():
        for row in document[table]:
            for column in columns:
                if words := claims_in(row[column]):
                    yield Fault(table, row["code"], f"{column}: a client may not be told {', '.join(map(repr, words))}")


def _is_trigger(trigger: str, conditions: dict[str, Row]) -> bool:
    """A trigger is a condition, or a condition and one of its answers: "diabetes insulin=yes"."""
    code, _, answer = trigger.partition(" ")
    field, _, value = answer.partition("=")
    fields = {row["field"] for row in conditions[code]["follow_ups"]} if code in conditions else set()
    return code in conditions and (not answer or (field in fields and value != ""))


def _unsound_footmap(document: Document) -> Iterator[Fault]:
    footmap, zones = document["footmap"], {row["code"]: row for row in document["zones"]}
    shapes = footmap.get("shapes")
    if not isinstance(shapes, list) or not all(isinstance(shape, dict) for shape in shapes):
        yield Fault("footmap", "shapes", "must be a list of shapes")
        return
    drawn: set[tuple[object, str]] = set()
    for shape in shapes:
        code, foot = shape.get("zone"), shape.get("foot")
        feet = _feet(foot)
        if code is not None and code not in zones:
            yield Fault("footmap", str(code), "is the shape of a zone that does not exist")
        elif shape.get("view") not in footmap.get("views", {}) or not feet or not _is_drawn(shape.get("rings")):
            yield Fault("footmap", str(code), "has a shape without a view, a foot or points")
        elif code is not None and not feet <= _feet(zones[code]["foot_side"]):
            yield Fault("footmap", code, f"is drawn on the {foot} foot, where the zone does not lie")
        drawn |= {(code, one) for one in feet}
    for code, zone in zones.items():
        for missing in sorted(_feet(zone["foot_side"]) - {foot for name, foot in drawn if name == code}):
            yield Fault("footmap", code, f"the zone has no shape on the {missing} foot")


def _feet(side: object) -> set[str]:
    return {"both": {"left", "right"}, "left": {"left"}, "right": {"right"}}.get(str(side), set())


def _is_drawn(rings: object) -> bool:
    return isinstance(rings, list) and bool(rings) and all(isinstance(ring, list) and len(ring) >= 3 for ring in rings)
