"""What stands against a session, kept small enough to be compared: before and after a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from knowledge.check import Effect

if TYPE_CHECKING:
    from clients.checking import ClientCheck
    from knowledge.check import Finding
    from knowledge.library import Library

Known = dict[str, dict[str, Any]]
"""By condition: the effect on the session and the rules that say so, the effects on zones ("right:liver") and on
techniques, and in `asks` the questions nobody has asked."""

OPEN = "?"
NOT_MADE = "!"
EFFECTS = {effect.code: effect for effect in Effect}
DO = {
    Effect.ABSOLUTE: "must be left out",
    Effect.AVOID: "to leave out",
    Effect.REFER: "waiting for clearance",
    Effect.CAUTION: "for light pressure only",
}


@dataclass(frozen=True, slots=True)
class News:
    """What one condition newly asks for, or asks for more strictly; `planned` are those of the zones in the plan."""

    condition: str
    effect: str
    session: bool = False
    zones: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As it is stored: codes only."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_dict` has stored."""
        cells: dict[str, Any] = {name: tuple(cell) if isinstance(cell, list) else cell for name, cell in stored.items()}
        return cls(**cells)

    def words(self, library: Library) -> str:
        """For whoever may read it: "Pregnant: 12 zones to leave out, 3 of them in the plan"."""
        if self.condition == NOT_MADE:
            return "The safety check could not be made"
        if self.condition == OPEN:
            return f"Questions to ask: {_names(library, self.asks)}" if self.asks else "An open question weighs more"
        parts = [part for part in (self._session(), self._zones(), self._techniques()) if part]
        return f"{_name(library, self.condition)}: {', '.join(parts)}"

    def _session(self) -> str:
        if not self.session:
            return ""
        effect = EFFECTS[self.effect]
        if effect >= Effect.AVOID:
            return "no session as things stand"
        return "clearance before the session" if effect is Effect.REFER else "take care throughout"

    def _zones(self) -> str:
        if not self.zones:
            return ""
        number = len({name.partition(":")[2] for name in self.zones})
        said = f"{number} zone{'' if number == 1 else 's'} {DO[EFFECTS[self.effect]]}"
        return f"{said}, {len(self.planned)} of them in the plan" if self.planned else said

    def _techniques(self) -> str:
        number = len(self.techniques)
        return f"{number} technique{'' if number == 1 else 's'} {DO[EFFECTS[self.effect]]}" if number else ""


def known_from(check: ClientCheck) -> Known:
    """What a check says from a caution on, by condition; whatever nobody has asked is one entry."""
    if not check.body.evaluated:
        return {NOT_MADE: _empty() | {"session": Effect.ABSOLUTE.code}}
    known: Known = {}
    for finding in check.body.findings:
        if finding.effect >= Effect.CAUTION:
            _note(known.setdefault(OPEN if finding.is_unknown else finding.condition.code, _empty()), finding)
    return known


def _empty() -> dict[str, Any]:
    return {"session": Effect.NONE.code, "rules": [], "zones": {}, "techniques": {}, "asks": []}


def _note(entry: dict[str, Any], finding: Finding) -> None:
    _put_session(entry, finding)
    for (side, zone), effect in finding.zones.items():
        _put(entry["zones"], f"{side}:{zone}", effect)
    for technique, effect in finding.techniques.items():
        _put(entry["techniques"], technique, effect)
    if finding.is_unknown:
        entry["asks"] = sorted({*entry["asks"], finding.condition.code})


def _put_session(entry: dict[str, Any], finding: Finding) -> None:
    """The gravest effect on the session, with the rules of that gravity."""
    if finding.session < max(EFFECTS[entry["session"]], Effect.CAUTION):
        return
    rules = {hit.code for hit in finding.hits if hit.session and hit.effect is finding.session}
    same = entry["rules"] if entry["session"] == finding.session.code else []
    entry["session"], entry["rules"] = finding.session.code, sorted(rules | set(same))


def _put(effects: dict[str, str], name: str, effect: Effect) -> None:
    if effect >= Effect.CAUTION:
        effects[name] = _graver(effects.get(name, Effect.NONE.code), effect)


def _graver(code: str, effect: Effect) -> str:
    return max(EFFECTS[code], effect).code


def worse(before: Known, after: Known, *, planned: Iterable[str] = ()) -> list[News]:
    """What is new or graver after a change; what has become milder is no news. `planned` as "right:liver"."""
    chosen = set(planned)
    found = (_worse(name, before.get(name, _empty()), entry, chosen) for name, entry in after.items())
    return [news for news in found if news]


def _worse(name: str, before: Mapping[str, Any], after: Mapping[str, Any], planned: set[str]) -> News | None:
    zones = _risen(before["zones"], after["zones"])
    techniques = _risen(before["techniques"], after["techniques"])
    session = _session_is_worse(before, after)
    asks = [code for code in after["asks"] if code not in before["asks"]]
    if not (zones or techniques or session or asks):
        return None
    effects = [EFFECTS[after["zones"][zone]] for zone in zones]
    effects += [EFFECTS[after["techniques"][code]] for code in techniques]
    effects += [EFFECTS[after["session"]]] if session else []
    return News(
        condition=name,
        effect=max(effects, default=Effect.CAUTION).code,
        session=session,
        zones=tuple(zones),
        planned=tuple(zone for zone in zones if zone in planned),
        techniques=tuple(techniques),
        asks=tuple(asks),
    )


def _session_is_worse(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Graver than before, or as grave for a reason that was not there before."""
    was, becomes = EFFECTS[before["session"]], EFFECTS[after["session"]]
    return becomes > was or (becomes is was and not set(after["rules"]) <= set(before["rules"]))


def _risen(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [name for name, code in after.items() if EFFECTS[code] > EFFECTS[before.get(name, Effect.NONE.code)]]


def gathered(earlier: Sequence[News], found: Sequence[News], *, still: Iterable[str]) -> list[News]:
    """News nobody has seen yet, with what has come since; what is no longer so is dropped."""
    newest = {news.condition: news for news in found}
    holds = set(still)
    kept = [news for news in earlier if news.condition in holds and news.condition not in newest]
    return [*kept, *found]


def _names(library: Library, codes: Sequence[str], *, at_most: int = 3) -> str:
    names = [_name(library, code) for code in codes[:at_most]]
    return ", ".join(names) + (f" and {len(codes) - at_most} more" if len(codes) > at_most else "")


def _name(library: Library, code: str) -> str:
    """A condition by its name; by its code when a later library no longer has it."""
    found = library.conditions_by_code.get(code)
    return found.name if found else code
