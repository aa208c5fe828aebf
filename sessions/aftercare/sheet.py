"""What stands on a sheet, on every screen and paper alike: plain values, put together once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from django.utils import timezone
from django.utils.formats import date_format

from knowledge.check import Effect
from knowledge.document import SECTIONS
from knowledge.foot_map import PrintMap, Tone, ZoneState, draw_print
from knowledge.models.choices import SheetSection
from knowledge.wording import REGION_WORDS, listed
from reflexpractice.accounts.models import Practice
from sessions.aftercare.choosing import HELP, advice_for
from sessions.atlas import atlas_for
from sessions.checking import check_session
from sessions.maps import by_place
from sessions.models import TreatmentSession

if TYPE_CHECKING:
    from clients.checking import ClientCheck
    from knowledge.library import Library
    from sessions.models import AftercareDraft

Key = tuple[str, str]

HONEST = (
    "Reflexology is a complementary therapy. It does not diagnose or cure illness and does not replace medical care. "
    "Keep taking your medicines as prescribed."
)
FONT = "Libertinus Serif"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands below it."""

    code: str
    title: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the client reads."""

    practice: str
    sender: tuple[str, ...]
    client: str
    title: str
    meta: str
    worked_title: str
    worked: tuple[str, ...]
    left_out: tuple[str, ...]
    states: dict[str, str]
    scores: tuple[tuple[str, str, str], ...]
    parts: tuple[Part, ...]
    own: tuple[str, ...]
    call: str
    next_visit: str
    benefit: str
    honest: str = HONEST

    def as_dict(self) -> dict[str, Any]:
        """The sheet as plain values: what is kept and what is typeset."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """A kept sheet read back. KeyError or TypeError when it is not one."""
        parts = tuple(Part(part["code"], part["title"], tuple(part["rows"])) for part in kept["parts"])
        scores = tuple(tuple(row) for row in kept["scores"])
        lists = {name: tuple(kept[name]) for name in ("sender", "worked", "left_out", "own")}
        return cls(**{**kept, **lists, "parts": parts, "scores": scores})

    @property
    def help(self) -> Part:
        """When to get medical help: it is on every sheet."""
        return next(part for part in self.parts if part.code == HELP)

    @property
    def others(self) -> list[Part]:
        return [part for part in self.parts if part.code != HELP]

    @property
    def text(self) -> str:
        """The whole sheet as plain text."""
        return "\n\n".join(filter(None, self._paragraphs()))

    def _paragraphs(self) -> Iterator[str]:
        yield "\n".join((self.practice, *self.sender))
        yield f"{self.title}\n{self.meta}\nPrepared for {self.client}"
        yield _lines(self.worked_title, self.worked)
        yield _lines("Left out", self.left_out)
        yield _lines("How you scored, 0 none to 10 worst", (f"{goal}: {_score(a, b)}" for goal, a, b in self.scores))
        for part in self.others:
            yield _lines(part.title, part.rows)
        yield _lines("From your practitioner", self.own)
        yield _lines(self.help.title, (*self.help.rows, self.call))
        yield self.next_visit
        yield " ".join(filter(None, (self.benefit, self.honest)))

    @property
    def hash(self) -> str:
        """SHA-256 of all that it says, in hexadecimal."""
        return hash_of(self.as_dict())


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a sheet's values in the one way they are written down."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(title: str, rows: Iterable[str]) -> str:
    bullets = [f"- {row}" for row in rows]
    return "\n".join((f"{title}:", *bullets)) if bullets else ""


def _score(before: str, after: str) -> str:
    return ", ".join(filter(None, (before and f"before {before}", after and f"after {after}")))


def compose(session: TreatmentSession, draft: AftercareDraft, *, check: ClientCheck | None = None) -> Sheet:
    """The sheet of a session as it stands now, with what its practitioner left out and added."""
    known = check or check_session(session)
    practice = Practice.objects.first()
    worked, is_logged = _worked(session)
    out = {place for place, effect in known.body.zones.items() if effect >= Effect.REFER} - worked
    visit = _next_visit(session) if draft.show_next else None
    return Sheet(
        practice=practice.name if practice else "",
        sender=_sender(practice),
        client=session.client.name,
        title=f"After your visit on {date_format(session.day, 'j F')}",
        meta=f"With {session.practitioner} · {session.minutes} minutes",
        worked_title="Where we worked" if is_logged else "What we planned to work",
        worked=tuple(_regions(known.library, worked)),
        left_out=tuple(_regions(known.library, out)),
        states={
            **{f"{side}:{zone}": ZoneState.AVOID.value for side, zone in sorted(out)},
            **{f"{side}:{zone}": ZoneState.PLANNED.value for side, zone in sorted(worked)},
        },
        scores=tuple(_scores(session)) if draft.show_scores else (),
        parts=tuple(_parts(known, draft)),
        own=tuple(line.strip() for line in draft.own_words.splitlines() if line.strip()),
        call=_call(practice),
        next_visit=f"Next visit: {visit}" if visit else "",
        benefit=_benefit(known.library, session.protocol),
    )


def _sender(practice: Practice | None) -> tuple[str, ...]:
    if practice is None:
        return ()
    lines = (*practice.address.splitlines(), practice.phone, practice.email)
    return tuple(line.strip() for line in lines if line.strip())


def _worked(session: TreatmentSession) -> tuple[set[Key], bool]:
    """The zones that were logged; as long as none is, those of the plan."""
    note = getattr(session, "note", None)
    logged = {(row.side, row.zone) for row in note.findings.all()} if note else set()
    return (logged, True) if logged else ({(row.side, row.zone) for row in session.planned_zones.all()}, False)


def _regions(library: Library, places: set[Key]) -> Iterator[str]:
    """Parts of the foot in plain words: a client reads no organ's name, which would sound like a finding."""
    by_side = {side: _parts_of(library, places, side) for side in ("right", "left")}
    if by_side["right"] == by_side["left"]:
        yield from [f"Both feet: {by_side['right']}"] if by_side["right"] else []
        return
    yield from (f"{side.capitalize()} foot: {words}" for side, words in by_side.items() if words)


def _parts_of(library: Library, places: set[Key], side: str) -> str:
    """ "toes and heel, parts of the ball"."""
    whole, some = [], []
    for region, words in REGION_WORDS.items():
        inside = {(side, zone.code) for zone in library.zones if zone.region == region and side in zone.feet}
        if inside and inside <= places:
            whole.append(words)
        elif inside & places:
            some.append(words)
    partly = f"parts of the {listed(some)}" if some else ""
    return ", ".join(filter(None, (listed(whole), partly)))


def _scores(session: TreatmentSession) -> Iterator[tuple[str, str, str]]:
    note = getattr(session, "note", None)
    for row in note.scores.all() if note else ():
        yield row.goal, *("" if number is None else str(number) for number in (row.before, row.after))


def _parts(check: ClientCheck, draft: AftercareDraft) -> Iterator[Part]:
    """The library's advice by section. The part that says when to get help is there even if the library has none."""
    chosen = [row for row in advice_for(check) if row.is_on(left_out=draft.left_out, taken_in=draft.taken_in)]
    titles = dict(SheetSection.choices)
    for section in SECTIONS:
        rows = tuple(row.words for row in chosen if row.section == section)
        if rows or section == HELP:
            yield Part(section, str(titles[section]), rows)


def _call(practice: Practice | None) -> str:
    emergency = practice.emergency_number if practice else ""
    advice = practice.advice_number if practice else ""
    first = f"Call {advice} or your doctor." if advice else "Call your doctor."
    return f"{first} In an emergency call {emergency}." if emergency else first


def _next_visit(session: TreatmentSession) -> str:
    """The client's next booked visit, with day and time; empty when there is none."""
    visits = TreatmentSession.objects.filter(client=session.client_id, starts_at__gt=session.starts_at).to_come()
    following = visits.order_by("starts_at", "pk").values_list("starts_at", flat=True).first()
    return date_format(timezone.localtime(following), "l j F, H:i") if following else ""


def _benefit(library: Library, protocol: str) -> str:
    """The only benefit a client may read of: the allowed words of the routine it began from."""
    words = next((row.wording_allowed for row in library.protocols if row.code == protocol), "")
    return f"{words.rstrip('.')}." if words else ""


def map_of(sheet: Sheet, library: Library, *, tone: Tone = Tone.COLOUR) -> PrintMap:
    """The feet of a sheet: where we worked and what was left out, nothing else."""
    told = by_place(sheet.states)
    states = {(side, zone.code): ZoneState.CLEAR.value for zone in library.zones for side in zone.feet} | told
    label = ". ".join((f"{sheet.worked_title}: {listed(sheet.worked)}", f"Left out: {listed(sheet.left_out)}"))
    return replace(draw_print(atlas_for(library), states, tone=tone, font=FONT), label=label)
