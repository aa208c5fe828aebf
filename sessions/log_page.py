"""What the log page shows: the map with its pins, the zone in hand, what is filed, and what it was last time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clients.chips import short_date
from knowledge.foot_map import LOOKS, FootMap, Purpose, ZoneList, ZoneState, draw, list_zones
from sessions.atlas import atlas_for
from sessions.checking import SessionCheck, check_session
from sessions.maps import by_place
from sessions.models import Note, TreatmentSession, ZoneFinding
from sessions.write_up.finding import TENDERNESS_WORDS, flagged, reasoned

if TYPE_CHECKING:
    from knowledge.library import Library

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Filed:
    """One line of the list: a finding, or a planned zone that has none yet."""

    key: Key
    name: str
    foot: str
    tenderness: int | None
    words: str
    done: bool

    @property
    def value(self) -> str:
        return ":".join(self.key)


@dataclass(frozen=True, slots=True)
class ZoneInHand:
    """The zone whose finding is being filed."""

    key: Key
    name: str
    place: str
    state: ZoneState
    state_words: str
    finding: ZoneFinding | None
    last_time: str
    other_foot: Key | None
    needs_reason: bool

    @property
    def value(self) -> str:
        return ":".join(self.key)

    @property
    def said(self) -> str:
        """How tender it is, or what the map shows of it."""
        if self.finding is None or self.finding.tenderness is None:
            return self.state_words
        return TENDERNESS_WORDS[self.finding.tenderness]

    @property
    def feet(self) -> list[tuple[str, str, bool]]:
        """Both feet, or the only one that has the zone: name, value, and whether it is in hand."""
        return [
            (foot.capitalize(), f"{foot}:{self.key[1]}", foot == self.key[0])
            for foot in ("right", "left")
            if (foot, self.key[1]) in (self.key, self.other_foot)
        ]


@dataclass(frozen=True)
class LogPage:
    session: TreatmentSession
    note: Note
    check: SessionCheck
    states: Mapping[str, str]
    pins: Mapping[str, int]
    worked: int
    zone: ZoneInHand | None
    filed: Sequence[Filed]

    @property
    def map(self) -> FootMap:
        return draw(
            atlas_for(self.check.library),
            by_place(self.states),
            pins=by_pin(self.pins),
            purpose=Purpose.LOG,
        )

    @property
    def zones(self) -> ZoneList:
        """Every zone of both feet in words, for those who cannot tap the map."""
        return list_zones(atlas_for(self.check.library), by_place(self.states))

    @property
    def sentence(self) -> str:
        """What is in hand, for the line that is read out."""
        return f"{self.zone.name}, {self.zone.key[0]}: {self.zone.said}." if self.zone else ""

    @property
    def tally(self) -> str:
        """ "7 of 8 planned zones", and what was felt besides."""
        besides = sum(1 for row in self.filed if row.done) - self.worked
        planned = len(self.session.planned_zones.all())
        counts = [f"{self.worked} of {planned} planned zones" if planned else "", f"{besides} more" if besides else ""]
        return ", ".join(filter(None, counts))


def log_page(session: TreatmentSession, note: Note, *, key: Key | None = None) -> LogPage:
    """The log page with one zone in hand; without `key` the first planned zone that has no finding."""
    check = check_session(session)
    findings = {(row.side, row.zone): row for row in note.findings.all()}
    filed = list(_filed(session, findings))
    planned = {(row.side, row.zone) for row in session.planned_zones.all()}
    chosen = key if key and _exists(check.library, key) else next((row.key for row in filed if not row.done), None)
    return LogPage(
        session=session,
        note=note,
        check=check,
        states=states_of(session, check),
        pins={f"{row.side}:{row.zone}": row.tenderness for row in findings.values() if row.tenderness is not None},
        worked=len(planned & findings.keys()),
        zone=_in_hand(session, check, findings, chosen) if chosen else None,
        filed=filed,
    )


def states_of(session: TreatmentSession, check: SessionCheck) -> dict[str, str]:
    """The map while working: what is planned, and the warnings as they are now."""
    planned = [(row.side, row.zone) for row in session.planned_zones.all()]
    return check.states(planned=planned, overrides=reasoned(session, check))


def by_pin(pins: Mapping[str, int]) -> dict[Key, int]:
    return {(foot, zone): pin for name, pin in pins.items() for foot, _, zone in [name.partition(":")]}


def _exists(library: Library, key: Key) -> bool:
    return any(zone.code == key[1] and key[0] in zone.feet for zone in library.zones)


def _filed(session: TreatmentSession, findings: Mapping[Key, ZoneFinding]) -> Iterable[Filed]:
    for key, finding in findings.items():
        yield Filed(key, finding.zone_name, key[0], finding.tenderness, felt(finding), done=True)
    for row in session.planned_zones.all():
        if (key := (row.side, row.zone)) not in findings:
            yield Filed(key, row.zone_name, key[0], None, "", done=False)


def felt(finding: ZoneFinding) -> str:
    """Textures and words of a finding in a line."""
    textures = dict(ZoneFinding.Texture.choices)
    return ", ".join(
        [
            *(str(textures[code]).lower() for code in finding.textures if code in textures),
            *filter(None, [finding.words]),
        ]
    )


def _in_hand(
    session: TreatmentSession, check: SessionCheck, findings: Mapping[Key, ZoneFinding], key: Key
) -> ZoneInHand:
    side, code = key
    zone = check.library.zone(code)
    state = ZoneState(states_of(session, check)[f"{side}:{code}"])
    other = "left" if side == "right" else "right"
    return ZoneInHand(
        key=key,
        name=zone.name,
        place=zone.location,
        state=state,
        state_words=LOOKS[state].spoken,
        finding=findings.get(key),
        last_time=_last_time(session, key),
        other_foot=(other, code) if other in zone.feet else None,
        needs_reason=flagged(check, session, key) is not None,
    )


def _last_time(session: TreatmentSession, key: Key) -> str:
    """What the same zone felt like when it was last filed: "Last time (4 Nov): 3, tight."."""
    side, code = key
    last = (
        ZoneFinding.objects.filter(
            note__session__client=session.client_id,
            note__signed_at__isnull=False,
            note__session__starts_at__lt=session.starts_at,
            zone=code,
            side=side,
        )
        .select_related("note__session")
        .order_by("-note__session__starts_at")
        .first()
    )
    if last is None:
        return ""
    tender = "" if last.tenderness is None else str(last.tenderness)
    said = ", ".join(filter(None, [tender, felt(last)])) or "nothing noted"
    return f"Last time ({short_date(last.note.session.day)}): {said}."
