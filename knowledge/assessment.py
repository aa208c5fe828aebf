"""What a check found: effects at once, texts only when asked for. No Django here."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeAlias, TypeVar

from knowledge.entries import Citation, Condition, Rule
from knowledge.library import Library, Matcher, Place
from knowledge.terms import Effect, Fact, Status

Key = TypeVar("Key")

EFFECTS = tuple(Effect)
OVERRIDES = ("", "reason", "answer", "clearance", "none")
"""What lifts a rule, strictest last."""


class Answer(NamedTuple):
    """A fact as it counts on the session's day: an old `no` is unknown, an old `yes` stays and is stale."""

    fact: Fact
    status: str
    is_unknown: bool
    is_stale: bool


Touch: TypeAlias = tuple[Matcher, Answer | None, int, int]
"""A rule that applies, its cause, and the planned places and techniques it touches, as bits."""


@dataclass(frozen=True, slots=True)
class RuleHit:
    """One rule that bears on the plan, with the words for it; `session`: it is about the whole session."""

    rule: Rule
    effect: Effect
    session: bool
    places: tuple[Place, ...]
    techniques: tuple[str, ...]
    citations: tuple[Citation, ...]

    @property
    def code(self) -> str:
        """The rule's code."""
        return self.rule.code

    @property
    def rationale(self) -> str:
        """Why."""
        return self.rule.rationale

    @property
    def instead(self) -> str:
        """What may be done instead."""
        return self.rule.instead

    @property
    def override(self) -> str:
        """What lifts the rule: reason, answer, clearance, or none."""
        return self.rule.override


@dataclass(frozen=True, slots=True)
class Finding:
    """What one fact means for the plan, its rules gravest first.

    `code` is stable while the same rules bear on the plan with the same gravity; `fingerprint` changes as soon as the
    fact or the wording of a rule does, so that an acknowledgement of the one before no longer counts.
    """

    fact: Fact
    condition: Condition
    status: Status
    is_unknown: bool
    is_stale: bool
    effect: Effect
    session: Effect
    zones: Mapping[Place, Effect]
    techniques: Mapping[str, Effect]
    hits: tuple[RuleHit, ...]
    max_pressure: int | None
    max_minutes: int | None

    @property
    def code(self) -> str:
        """Condition, gravity and a digest of the rules, at most 100 characters."""
        rules = [(hit.code, hit.effect.code) for hit in self.hits]
        about = [self.fact.side, sorted(self.fact.areas), sorted(rules)]
        return f"{self.condition.code}:{self.effect.code}:{_digest(about)[:16]}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the fact's values and of all that the rules say, in hexadecimal."""
        fact = self.fact
        flag = [fact.condition, fact.status, fact.side, sorted(fact.areas), fact.reference_on, fact.due_on, fact.words]
        answers = [fact.cleared, dict(fact.attributes), self.status, self.is_stale]
        return _digest([flag, answers, [_rule_digest(hit.rule) for hit in self.hits]])


@lru_cache(maxsize=2048)
def _rule_digest(rule: Rule) -> str:
    return _digest(asdict(rule))


def _digest(content: object) -> str:
    text = json.dumps(content, sort_keys=True, default=str, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


class Assessment:
    """The answer of a check. Not complete until proven true, and only a complete one can be clear.

    Where not even an evaluation was possible, `evaluated` is false, the session counts as ruled out and both limits
    are 0. Limits: `max_pressure` from 1 to 5, `max_minutes` for the session.
    """

    def __init__(self, evaluation: "Evaluation | None", *, complete: bool, error: str) -> None:
        self._evaluation = evaluation
        self.complete = complete and evaluation is not None
        self.error = error
        self.evaluated = evaluation is not None
        self.session = evaluation.session if evaluation else Effect.ABSOLUTE
        self.max_pressure = evaluation.max_pressure if evaluation else 0
        self.max_minutes = evaluation.max_minutes if evaluation else 0
        self.problems = evaluation.problems if evaluation else ()

    def __repr__(self) -> str:
        return f"<Assessment {'complete' if self.complete else 'incomplete'}: {self.session.code}>"

    @property
    def clear(self) -> bool:
        """True only for a complete assessment without anything unknown or graver than a note, and a sound plan."""
        return (
            self.complete
            and self.session < Effect.CAUTION
            and not self.problems
            and not self.unknown
            and all(effect < Effect.CAUTION for effect in (*self.zones.values(), *self.techniques.values()))
        )

    @cached_property
    def zones(self) -> Mapping[Place, Effect]:
        """The effect on each planned zone that exists, by side and code."""
        return self._evaluation.effects_on_zones() if self._evaluation else {}

    @cached_property
    def unasked_zones(self) -> Collection[Place]:
        """Planned zones whose effect rests on what nobody has asked, or asked too long ago, and on nothing else."""
        return self._evaluation.only_unasked() if self._evaluation else ()

    @cached_property
    def techniques(self) -> Mapping[str, Effect]:
        """The effect on each planned technique, tool and product, by code."""
        return self._evaluation.effects_on_techniques() if self._evaluation else {}

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """Codes of the rules that touched the plan, in order, and STALE where an old fact is still in force."""
        return self._evaluation.rule_codes() if self._evaluation else ()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """One finding for each fact that bears on the plan or has gone stale, gravest first."""
        return self._evaluation.findings() if self._evaluation else ()

    @cached_property
    def reminders(self) -> tuple[RuleHit, ...]:
        """What holds for every client."""
        return self._evaluation.reminders() if self._evaluation else ()

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """Conditions nobody knows about on the session's day: not answered, or answered no too long ago."""
        return self._evaluation.conditions(lambda answer: answer.is_unknown) if self._evaluation else ()

    @cached_property
    def stale(self) -> tuple[str, ...]:
        """Conditions still in force although last asked about too long ago."""
        return self._evaluation.conditions(lambda answer: answer.is_stale) if self._evaluation else ()

    def hits_on(self, side: str, code: str) -> tuple[RuleHit, ...]:
        """The rules that bear on a planned zone, gravest first; nothing for a zone that is not planned."""
        return self._evaluation.hits_on((side, code)) if self._evaluation else ()

    def override_on(self, side: str, code: str) -> str:
        """What lifts everything on a planned zone: "", "reason", "answer", "clearance", or "none" for nobody."""
        return strictest(self.hits_on(side, code)) if self.evaluated else "none"

    def as_dict(self) -> dict[str, Any]:
        """The result as it is stored and printed, the same for every order of facts, rules and zones."""
        if not self.evaluated:
            return {"complete": False, "error": self.error}
        return {
            "complete": self.complete,
            **({"error": self.error} if self.error else {}),
            "session": self.session.code,
            "zones": {f"{side}:{code}": effect.code for (side, code), effect in sorted(self.zones.items())},
            "techniques": {code: effect.code for code, effect in sorted(self.techniques.items())},
            "max_pressure": self.max_pressure,
            "max_minutes": self.max_minutes,
            "rules": list(self.rules),
            "problems": list(self.problems),
        }


def strictest(hits: Iterable[RuleHit]) -> str:
    """The strictest way of lifting among some rules; "" when there are none."""
    return max((hit.rule.override for hit in hits), key=OVERRIDES.index, default="")


class Evaluation(NamedTuple):
    """The bare outcome of a check, from which an assessment tells its parts."""

    library: Library
    answers: tuple[Answer, ...]
    planned: Mapping[Place, int]
    techniques: Mapping[str, int]
    touches: tuple[Touch, ...]
    session: Effect
    workable: int
    max_pressure: int
    max_minutes: int
    problems: tuple[str, ...]

    def effects_on_zones(self) -> dict[Place, Effect]:
        """The gravest effect on each planned place, the session's own among them."""
        masks = [0] * len(EFFECTS)
        for rule, _, places, _ in self.touches:
            masks[rule.effect] |= places
        return _gravest(self.planned, masks, self.session if self.session > Effect.INFORM else Effect.NONE)

    def only_unasked(self) -> frozenset[Place]:
        """The planned places on which nothing that was told bears as gravely as what nobody has asked."""
        told = [0] * len(EFFECTS)
        for rule, answer, places, _ in self.touches:
            if answer is None or not _is_doubt(answer):
                told[rule.effect] |= sum(self.planned.values()) if _spreads(rule) else places
        found = self.effects_on_zones().items()
        return frozenset(
            place for place, effect in found if effect > Effect.INFORM and not told[effect] & self.planned[place]
        )

    def effects_on_techniques(self) -> dict[str, Effect]:
        """The gravest effect on each planned technique; what concerns the session is not repeated here."""
        masks = [0] * len(EFFECTS)
        for rule, _, _, techniques in self.touches:
            masks[rule.effect] |= techniques
        return _gravest(self.techniques, masks, Effect.NONE)

    def rule_codes(self) -> tuple[str, ...]:
        """The rules that touched the plan, each once."""
        codes = sorted({rule.code for rule, _, _, _ in self.touches})
        return (*codes, "STALE") if any(answer.is_stale for answer in self.answers) else tuple(codes)

    def conditions(self, chosen: Callable[[Answer], bool]) -> tuple[str, ...]:
        """The conditions of the chosen answers, each once."""
        return tuple(sorted({answer.fact.condition for answer in self.answers if chosen(answer)}))

    def reminders(self) -> tuple[RuleHit, ...]:
        """The hits that no fact of the client has caused."""
        return tuple(self._hits(touch for touch in self.touches if touch[1] is None))

    def hits_on(self, place: Place) -> tuple[RuleHit, ...]:
        """The hits that decide the effect on one planned place."""
        bit = self.planned.get(place)
        if bit is None:
            return ()
        return tuple(self._hits(touch for touch in self.touches if touch[2] & bit or _spreads(touch[0])))

    def findings(self) -> tuple[Finding, ...]:
        """The findings, gravest first, then in the order of the library."""
        order = {condition.code: number for number, condition in enumerate(self.library.conditions)}
        found = [self._finding(answer) for answer in self.answers]
        return tuple(
            sorted(
                (finding for finding in found if finding.hits or finding.is_stale),
                key=lambda finding: (-finding.effect, order[finding.condition.code], repr(finding.fact)),
            )
        )

    def _finding(self, answer: Answer) -> Finding:
        touches = [touch for touch in self.touches if touch[1] is answer]
        hits = tuple(self._hits(touches))
        limiting = [rule for rule, _, places, _ in touches if rule.session or places & self.workable]
        return Finding(
            fact=answer.fact,
            condition=self.library.condition(answer.fact.condition),
            status=Status(answer.status),
            is_unknown=answer.is_unknown,
            is_stale=answer.is_stale,
            effect=max((hit.effect for hit in hits), default=Effect.NONE),
            session=max((hit.effect for hit in hits if hit.session), default=Effect.NONE),
            zones=_by_effect((place, hit.effect) for hit in hits for place in hit.places),
            techniques=_by_effect((code, hit.effect) for hit in hits for code in hit.techniques),
            hits=hits,
            max_pressure=min((rule.max_pressure for rule in limiting if rule.max_pressure is not None), default=None),
            max_minutes=min((rule.max_minutes for rule in limiting if rule.max_minutes is not None), default=None),
        )

    def _hits(self, touches: Iterable[Touch]) -> Iterator[RuleHit]:
        """The rules of some touches with their words, gravest first; a rule that several facts cause is named once."""
        places: dict[str, int] = {}
        rules: dict[str, Touch] = {}
        for touch in touches:
            code = touch[0].code
            rules[code] = touch
            places[code] = places.get(code, 0) | touch[2]
        for code, (rule, _, _, techniques) in sorted(rules.items(), key=lambda item: (-item[1][0].effect, item[0])):
            yield RuleHit(
                rule=rule.rule,
                effect=EFFECTS[rule.effect],
                session=rule.session,
                places=self._places(places[code]),
                techniques=tuple(name for name, bit in self.techniques.items() if bit & techniques),
                citations=self.library.cited(rule.rule.sources),
            )

    def _places(self, mask: int) -> tuple[Place, ...]:
        return tuple(place for place, bit in self.planned.items() if bit & mask) if mask else ()


def _is_doubt(answer: Answer) -> bool:
    return answer.is_unknown or answer.fact.condition == "intake_stale"


def _spreads(rule: Matcher) -> bool:
    return rule.session and rule.effect > Effect.INFORM and not rule.always


def _gravest(bits: Mapping[Key, int], masks: list[int], least: Effect) -> dict[Key, Effect]:
    found, decided = dict.fromkeys(bits, least), 0
    for effect in reversed(EFFECTS[least + 1 :]):
        if mask := masks[effect] & ~decided:
            decided |= mask
            for key, bit in bits.items():
                if bit & mask:
                    found[key] = effect
    return found


def _by_effect(pairs: Iterable[tuple[Key, Effect]]) -> dict[Key, Effect]:
    found: dict[Key, Effect] = {}
    for key, effect in pairs:
        found[key] = max(effect, found.get(key, Effect.NONE))
    return found
