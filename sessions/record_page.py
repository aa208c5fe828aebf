"""A session as it is kept: who, what was safe, what was done, what was written, and whether it is still that."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from clients.checking import ClientCheck
from clients.findings import Card
from knowledge.foot_map import FootMap, Labels, PrintMap, Purpose, Tone, draw, draw_print
from knowledge.wording import effect_words
from sessions.atlas import atlas_for
from sessions.checking import check_session
from sessions.log_page import by_pin, felt
from sessions.maps import by_place
from sessions.models import (
    Acknowledgement,
    Amendment,
    Note,
    Photo,
    SafetyCheck,
    SecondReading,
    TreatmentSession,
    ZoneFinding,
)
from sessions.replay import check_as_kept
from sessions.write_up import fingerprint_of
from sessions.write_up.co_signing import seal as seal_reading
from sessions.write_up.verifying import are_chained

if TYPE_CHECKING:
    from knowledge.library import Library
    from reflexpractice.accounts.models import User

Verdict = SecondReading.Verdict
Look = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One finding in the table; `number` is the zone's on the printed map."""

    finding: ZoneFinding
    number: int | None
    felt: str
    against: str


@dataclass(frozen=True, slots=True)
class ReadCard:
    """A finding of the check and when it was read."""

    title: str
    words: str
    read: Acknowledgement | None


@dataclass(frozen=True)
class RecordPage:
    session: TreatmentSession
    note: Note | None
    check: SafetyCheck | None
    found: Sequence[FoundRow] = ()
    safety: Sequence[ReadCard] = ()
    open_questions: int = 0
    additions: Sequence[Amendment] = ()
    photos: Sequence[Photo] = ()
    hidden_photos: int = 0
    states: Mapping[str, str] = field(default_factory=dict)
    knowledge: ClientCheck | None = None
    is_whole: bool = True
    additions_are_whole: bool = True
    readings: Sequence[SecondReading] = ()
    readings_are_whole: bool = True

    @property
    def signed(self) -> bool:
        return self.note is not None and self.note.is_signed

    @property
    def co_signed(self) -> SecondReading | None:
        """The co-signature below an assistant's."""
        return next((row for row in self.readings if row.verdict == Verdict.CO_SIGNED), None)

    @property
    def waits_for_co_signature(self) -> bool:
        """Signed by an assistant, and not co-signed yet."""
        return self.note is not None and self.note.needs_co_signature and self.co_signed is None

    @property
    def remark(self) -> SecondReading | None:
        """Why it was returned, as long as nothing has been added since."""
        last = self.readings[-1] if self.readings and self.waits_for_co_signature else None
        return last if last and last.covers == self.last_link else None

    @property
    def last_link(self) -> str:
        """The fingerprint of the note with everything that was added."""
        if self.additions:
            return self.additions[-1].hash
        return self.note.content_hash if self.note else ""

    def may_co_sign(self, person: User) -> bool:
        """Whether it waits for this person's answer."""
        if not self.waits_for_co_signature or self.note is None or self.note.signed_by_id == person.pk:
            return False
        return self.remark is None and person.has_perm("treatments.co_sign_note")

    @property
    def is_replayed(self) -> bool:
        """Whether the safety shown is that of the start; otherwise its Release could not be trusted."""
        return self.check is None or self.knowledge is not None

    @property
    def map(self) -> FootMap | None:
        """Zones as they were at the start, and the pins."""
        if self.knowledge is None:
            return None
        pins = {
            f"{row.finding.side}:{row.finding.zone}": row.finding.tenderness
            for row in self.found
            if row.finding.tenderness is not None
        }
        atlas = atlas_for(self.knowledge.library)
        return draw(atlas, by_place(self.states), pins=by_pin(pins), purpose=Purpose.LOOK, views=("plantar",))

    @property
    def paper(self) -> PrintMap | None:
        """The same for a black-and-white printer, with the numbers of the table."""
        return _on_paper(self.knowledge.library, self.states) if self.knowledge else None

    @property
    def layers(self) -> Iterator[tuple[Look, Callable[[], PrintMap]]]:
        """The paper in two, each with what makes it look as it does: the feet without the plan, which many visits
        share, and the zones of the plan to lie over them."""
        if self.knowledge is None:
            return
        library, without = self.knowledge.library, self.knowledge.states()
        plan = {place: state for place, state in self.states.items() if state != without.get(place)}
        yield (library.seal, *without.items()), partial(_on_paper, library, without)
        if plan:
            yield (library.seal, "plan", *plan.items()), partial(_on_paper, library, plan, only=by_place(plan))


def _on_paper(library: Library, states: Mapping[str, str], **more: Any) -> PrintMap:
    return draw_print(atlas_for(library), by_place(states), tone=Tone.MONO, labels=Labels.NUMBERS, **more)


def record_page(session: TreatmentSession) -> RecordPage:
    """The record of a session; `is_whole` tells whether what is signed is still what was signed."""
    note = getattr(session, "note", None)
    prefetch_related_objects([session], *what_was_kept())
    start = next((row for row in session.safety_checks.all() if row.moment == SafetyCheck.Moment.START), None)
    check = check_as_kept(start) if start else check_session(session)
    additions = list(note.amendments.all()) if note else []
    readings = list(note.second_readings.all()) if note else []
    photos = list(note.photos.all()) if note else []
    shown = [photo for photo in photos if photo.is_shown]
    return RecordPage(
        session=session,
        note=note,
        check=start,
        found=_found(note, check) if note else (),
        safety=_safety(session, check) if start and check else (),
        open_questions=len(check.unasked) if start and check else 0,
        additions=additions,
        photos=shown,
        hidden_photos=len(photos) - len(shown),
        states=_states(session, check) if check else {},
        knowledge=check,
        is_whole=note is None or not note.is_signed or hmac.compare_digest(fingerprint_of(note), note.content_hash),
        additions_are_whole=note is None or are_chained(note, additions),
        readings=readings,
        readings_are_whole=all(hmac.compare_digest(row.hash, seal_reading(row)) for row in readings),
    )


def what_was_kept() -> tuple[Prefetch[str], ...]:
    """What a record reads beside its session; loaded beforehand for many, it is asked for once."""
    return (
        Prefetch("safety_checks", _checks()),
        Prefetch("note__photos", Photo.objects.told_apart()),
        Prefetch("note__amendments", Amendment.objects.select_related("by").order_by("pk")),
        Prefetch("note__second_readings", SecondReading.objects.select_related("by").order_by("pk")),
    )


def _checks() -> QuerySet[SafetyCheck]:
    return SafetyCheck.objects.select_related("release").defer("release__content").order_by("made_at", "pk")


def _found(note: Note, check: ClientCheck | None) -> list[FoundRow]:
    numbers = {zone.code: zone.number for zone in check.library.zones} if check else {}
    effects = {effect.code: words for effect, words in effect_words().items()}
    return [
        FoundRow(row, numbers.get(row.zone), felt(row), effects.get(row.against, row.against))
        for row in note.findings.all()
    ]


def _safety(session: TreatmentSession, check: ClientCheck) -> list[ReadCard]:
    """What was found at the start and when it was read; then whatever else was read, such as what changed later."""
    read = {row.finding: row for row in session.acknowledgements.all()}
    cards = [_card(card, read.pop(card.code[:80], None)) for card in check.cards()]
    return [*cards, *(ReadCard(row.words.split("\n")[0], _rest(row.words), row) for row in read.values())]


def _card(card: Card, read: Acknowledgement | None) -> ReadCard:
    return ReadCard(card.title, _rest(read.words if read else card.words), read)


def _rest(words: str) -> str:
    """What was shown below the title."""
    return "\n".join(words.split("\n")[1:])


def _states(session: TreatmentSession, check: ClientCheck) -> dict[str, str]:
    planned = [(row.side, row.zone) for row in session.planned_zones.all()]
    overrides = [(row.side, row.zone) for row in session.overrides.all()]
    return check.states(planned=planned, overrides=overrides)
