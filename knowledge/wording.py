"""Plain words for what a check found: the body part before the reason, what to do before why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from knowledge.check import Effect, Fact, Finding, Side, Status
from knowledge.library import Library

Key = tuple[str, str]

REGION_WORDS = {
    "toes": "toes",
    "ball": "ball",
    "arch": "arch",
    "heel": "heel",
    "medial_edge": "inner edge",
    "lateral_edge": "outer edge",
    "ankle": "ankle",
    "dorsum": "top of the foot",
    "lower_leg": "lower leg",
}
SIDES = ("right", "left")
NAMED_AT_MOST = 3
MOST_PLACES = 6

HOW_SURE = {
    "A": "Strong evidence from several good trials",
    "B": "Some evidence from trials or a guideline",
    "C": "Weak evidence: small studies or case reports",
    "D": "Expert opinion; no good trial shows harm or safety",
    "consensus": "Agreed by professional bodies and practitioners",
    "seed": "Traditional caution from a founding article",
}
CONFIDENCE = {
    "high": "we are sure of it",
    "medium": "we are fairly sure of it",
    "low": "sources disagree or say little",
}


def weeks_on(due_on: dt.date, day: dt.date) -> int:
    """Completed weeks of pregnancy on a day: 40 weeks less the time to the due date."""
    return (280 - (due_on - day).days) // 7


def title(library: Library, fact: Fact, day: dt.date) -> str:
    """A fact in a few words: "Pregnant, 24 weeks", "Stress fracture, left foot"."""
    name = short_name(library.condition(fact.condition).name)
    if fact.condition == "pregnancy" and fact.status in (Status.YES, Status.SUSPECTED):
        return _pregnant(fact, day)
    parts = [_STATUS_WORDS.get(fact.status, "{}").format(name), *_where(fact)]
    return ", ".join(parts)


def short_name(name: str) -> str:
    """A condition's name without what it explains in brackets or lists after a comma."""
    return name.split(" (", maxsplit=1)[0].split(",", maxsplit=1)[0]


_STATUS_WORDS = {
    Status.SUSPECTED: "Possible: {}",
    Status.PAST: "Earlier: {}",
    Status.UNKNOWN: "Not known: {}",
    Status.NO: "No: {}",
    Status.NOT_APPLICABLE: "Does not apply: {}",
}


BRIEFLY = 2
_FIRST = {
    Effect.ABSOLUTE: "No session",
    Effect.AVOID: "No foot work",
    Effect.REFER: "Ask first",
}


def what_first(library: Library, finding: Finding, day: dt.date) -> str:
    """A finding in a line that says what to do before why: "Heels and ankles: pregnant, 24 weeks"."""
    if first := _first(library, finding):
        return f"{first}: {_reason(library, finding.fact, day)}"
    return title(library, finding.fact, day)


def _first(library: Library, finding: Finding) -> str:
    if finding.session in _FIRST:
        return _FIRST[finding.session]
    out = {key for key, effect in finding.zones.items() if effect >= Effect.REFER}
    light = {key for key, effect in finding.zones.items() if effect is Effect.CAUTION}
    where = _regions(library, out or light)
    if not where:
        return ""
    return f"{where[0].upper()}{where[1:]}" if out else f"Light on {where}"


def _regions(library: Library, keys: set[Key]) -> str:
    """Whole regions, the first two by name; empty where only single zones are meant."""
    there = {(side, zone.code): zone.region for zone in library.zones for side in zone.feet}
    left_free = {(side, region) for (side, code), region in there.items() if (side, code) not in keys}
    every = set(there.values())
    covered = {
        side: [each for each in REGION_WORDS if each in every and (side, each) not in left_free] for side in SIDES
    }
    full = [side for side in SIDES if set(covered[side]) == every]
    if full:
        return "both feet" if len(full) == len(SIDES) else f"{full[0]} foot"
    if covered["right"] == covered["left"]:
        names = [PLURALS.get(region, REGION_WORDS[region]) for region in covered["right"]]
    else:
        names = [f"{side} {REGION_WORDS[region]}" for side in SIDES for region in covered[side]]
    return f"{', '.join(names[:BRIEFLY])} and more" if len(names) > BRIEFLY else listed(names)


def _reason(library: Library, fact: Fact, day: dt.date) -> str:
    """The fact without its place, which has been said, as it goes on in a sentence."""
    if fact.condition == "pregnancy":
        words = title(library, fact, day)
    else:
        words = _STATUS_WORDS.get(fact.status, "{}").format(short_name(library.condition(fact.condition).name))
    is_initials = words[1:2].isupper()
    return words if is_initials else f"{words[:1].lower()}{words[1:]}"


def _pregnant(fact: Fact, day: dt.date) -> str:
    who = "Pregnant" if fact.status is Status.YES else "Could be pregnant"
    return f"{who}, {weeks_on(fact.due_on, day)} weeks" if fact.due_on else f"{who}, weeks not known"


def _where(fact: Fact) -> list[str]:
    areas = [REGION_WORDS.get(area, area) for area in fact.areas]
    side = {Side.LEFT: "left", Side.RIGHT: "right", Side.BOTH: "both feet"}.get(fact.side) if fact.side else None
    if side in ("left", "right"):
        return [f"{side} {areas[0]}"] if len(areas) == 1 else [f"{side} foot", *([listed(areas)] if areas else [])]
    return [*([side] if side else []), *([listed(areas)] if areas else [])]


def listed(words: Iterable[str], *, at_most: int | None = None) -> str:
    """Words as a person lists them: "heels, ankles and toes"; with a limit, "and 4 more"."""
    every = list(words)
    if at_most is not None and len(every) > at_most:
        return f"{', '.join(every[:at_most])} and {len(every) - at_most} more"
    return " and ".join([", ".join(every[:-1]), every[-1]]) if len(every) > 1 else "".join(every)


def places(library: Library, keys: Collection[Key]) -> str:
    """Zones of both feet as places: "heels, ankles and toes", "the whole left foot"."""
    by_side = {side: {code for foot, code in keys if foot == side} for side in SIDES}
    whole = {side: {zone.code for zone in library.zones if side in zone.feet} for side in SIDES}
    full = [side for side in SIDES if by_side[side] >= whole[side]]
    if len(full) == len(SIDES):
        return "both feet"
    if _mirrored(library, by_side):
        return listed(_named(library, by_side["right"] | by_side["left"], plural=True), at_most=MOST_PLACES)
    words = [f"the whole {side} foot" for side in full]
    words += [_sided(word, side) for side in SIDES if side not in full for word in _named(library, by_side[side])]
    return listed(words, at_most=MOST_PLACES)


def _sided(word: str, side: str) -> str:
    return f"{side} {word}" if word in REGION_WORDS.values() else f"{word}, {side}"


def _mirrored(library: Library, by_side: Mapping[str, set[str]]) -> bool:
    """Whether every zone that both feet have is in on both or on neither."""
    both = {zone.code for zone in library.zones if len(zone.feet) == len(SIDES)}
    return by_side["right"] & both == by_side["left"] & both


def _named(library: Library, codes: set[str], *, plural: bool = False) -> list[str]:
    """Regions that are wholly in, then the zones that lie elsewhere, counted when they are many."""
    regions = [region for region in REGION_WORDS if _covers(library, region, codes)]
    others = [zone.name.lower() for zone in library.zones if zone.code in codes and zone.region not in regions]
    if regions and len(others) > NAMED_AT_MOST:
        others = [f"{len(others)} zones near by"]
    return [
        PLURALS.get(region, REGION_WORDS[region]) if plural else REGION_WORDS[region] for region in regions
    ] + others


def _covers(library: Library, region: str, codes: set[str]) -> bool:
    inside = {zone.code for zone in library.zones if zone.region == region}
    return bool(inside) and inside <= codes


PLURALS = {
    "ball": "balls of the feet",
    "arch": "arches",
    "heel": "heels",
    "medial_edge": "inner edges",
    "lateral_edge": "outer edges",
    "ankle": "ankles",
    "dorsum": "tops of the feet",
    "lower_leg": "lower legs",
}


def what_to_do(library: Library, finding: Finding) -> list[str]:
    """Sentences that say what to leave out or change, gravest first."""
    sentences = [
        *_for_session(finding),
        *_for_zones(library, finding),
        *_for_techniques(library, finding),
        *_limits(library, finding),
    ]
    return sentences or ["Keep it in mind."]


def _for_session(finding: Finding) -> list[str]:
    return {
        Effect.ABSOLUTE: ["No session today."],
        Effect.AVOID: ["No foot work in this session."],
        Effect.REFER: ["No session before this is settled."],
    }.get(finding.session, [])


def _for_zones(library: Library, finding: Finding) -> list[str]:
    out = {key for key, effect in finding.zones.items() if effect >= Effect.AVOID}
    ask = {key for key, effect in finding.zones.items() if effect is Effect.REFER}
    light = {key for key, effect in finding.zones.items() if effect is Effect.CAUTION}
    sentences = [f"Leave out {places(library, out)}."] if out else []
    sentences += [f"Clearance first for {places(library, ask)}."] if ask else []
    return sentences + ([f"Light pressure on {_rest_or_places(library, light, out | ask)}."] if light else [])


def _rest_or_places(library: Library, light: set[Key], others: set[Key]) -> str:
    every = sum(len(zone.feet) for zone in library.zones)
    if others and len(light | others) == every:
        return "the rest"
    words = places(library, light)
    return "the dotted zones" if words.endswith(" more") or "near by" in words else words


CLASS_WORDS = {
    "deep": "deep techniques",
    "moderate": "medium-pressure techniques",
    "stick": "sticks",
    "heat": "heat",
    "vibration": "vibrating devices",
    "compression": "compression devices",
    "electrical": "electrical devices",
    "calf": "calf work",
    "stretch": "stretches",
}


def _for_techniques(library: Library, finding: Finding) -> list[str]:
    out = {code for code, effect in finding.techniques.items() if effect >= Effect.AVOID}
    return [f"Do not use {listed(_kinds(library, out))}."] if out else []


def _kinds(library: Library, codes: set[str]) -> list[str]:
    """Techniques by kind where a whole kind is meant, else by name."""
    named, left = [], set(codes)
    for kind, words in CLASS_WORDS.items():
        members = {technique.code for technique in library.techniques if kind in technique.classes}
        if members <= codes and members & left:
            named.append(words)
            left -= members
    return named + [library.technique(code).name.lower() for code in sorted(left)]


def _limits(library: Library, finding: Finding) -> list[str]:
    """The limits of the session; a lower one for some zones is told with them."""
    for_all = min(
        (hit.rule.max_pressure for hit in finding.hits if hit.session and hit.rule.max_pressure), default=None
    )
    lowest = finding.max_pressure
    limits = [f"pressure up to {for_all} of 5"] if for_all else []
    if lowest and lowest != for_all:
        limits.append(f"pressure up to {lowest} of 5 on {places(library, _limited_to(finding, lowest))}")
    limits += [f"at most {finding.max_minutes} minutes"] if finding.max_minutes else []
    words = listed(limits)
    return [f"{words[0].upper()}{words[1:]}."] if words else []


def _limited_to(finding: Finding, pressure: int) -> set[Key]:
    workable = {key for key, effect in finding.zones.items() if effect < Effect.AVOID}
    return {key for hit in finding.hits if hit.rule.max_pressure == pressure for key in hit.places} & workable


def how_sure(grade: str, confidence: str) -> str:
    """The evidence grade and our confidence, in words."""
    return f"{HOW_SURE.get(grade, grade)}; {CONFIDENCE.get(confidence, confidence)}."


def effect_words() -> Mapping[Effect, str]:
    """What an effect is called on a page."""
    return {
        Effect.ABSOLUTE: "Avoid, cannot be included",
        Effect.AVOID: "Avoid",
        Effect.REFER: "Clearance first",
        Effect.CAUTION: "Light pressure",
        Effect.INFORM: "Note",
        Effect.NONE: "No warning",
    }
