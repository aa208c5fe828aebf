"""From the rows being edited to the release that checks read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.dispatch import Signal

from knowledge.assembly import put_together
from knowledge.differences import Change, changes
from knowledge.document import Document, Fault
from knowledge.library import Library, canonical, seal_of
from knowledge.models import BrokenSeal, Release
from knowledge.shipped import validate
from knowledge.tables import TABLES
from reflexpractice.audit.chain import record

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

__all__ = [
    "BrokenSeal",
    "NoRelease",
    "Preview",
    "PublishedMeanwhile",
    "PublishingFault",
    "changes_of",
    "current_library",
    "document_from_rows",
    "library_for",
    "library_previewed",
    "library_published",
    "preview",
    "publish",
]


library_published = Signal()
"""Sent in the transaction of publishing, with `release`, the one `before` it (or None) and `by`."""
library_previewed = Signal()
"""Sent with the libraries `before` (or None) and `after`; whoever answers says in a sentence what would change."""


class NoRelease(Exception):
    """Nothing has been published yet."""


class PublishedMeanwhile(Exception):
    """Someone else published while this was being done."""


class PublishingFault(Exception):
    """The rows do not make a sound library; `faults` say why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def document_from_rows() -> Document:
    """The document that publishing now would seal: every row in use."""
    return put_together({table.name: {obj.code: table.write(obj) for obj in table.in_use()} for table in TABLES})


@transaction.atomic
def publish(*, by: User | None, note: str = "") -> Release:
    """Seal the rows as the next release; the current one when nothing has changed. Raises PublishingFault."""
    document = document_from_rows()
    if faults := validate(document):
        raise PublishingFault(faults)
    newest = Release.objects.order_by("-number").first()
    seal = seal_of(document)
    if newest and newest.seal == seal and newest.is_whole:
        return newest
    release = Release(
        number=newest.number + 1 if newest else 1,
        published_by=by,
        note=note,
        content=canonical(document),
        seal=seal,
    )
    _store(release)
    record("knowledge.published", release, by=by, detail={"number": release.number, "seal": seal})
    library_published.send(Release, release=release, before=newest, by=by)
    return release


def _store(release: Release) -> None:
    """Take the next number, unless someone was quicker."""
    try:
        with transaction.atomic():
            release.save(force_insert=True)
    except IntegrityError as error:
        raise PublishedMeanwhile("Someone else has just published. Look at the changes again.") from error


@dataclass(frozen=True)
class Preview:
    """What publishing now would do: what changes against the release in force, and what stands in the way."""

    newest: Release | None
    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]
    is_new: bool
    ripples: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether the release in force is no longer what was published."""
        return self.newest is not None and not self.newest.is_whole


def changes_of(release: Release) -> list[Change]:
    """What a release changed in the one before it. Raises BrokenSeal."""
    before = Release.objects.filter(number__lt=release.number).order_by("-number").first()
    return changes(before.document() if before else None, release.document())


def preview() -> Preview:
    """Look at what publishing now would do, without doing it."""
    newest = Release.objects.order_by("-number").first()
    before = newest.document() if newest and newest.is_whole else None
    document = document_from_rows()
    faults = tuple(validate(document))
    is_new = before is None or canonical(before) != canonical(document)
    return Preview(
        newest=newest,
        changes=tuple(changes(before, document)),
        faults=faults,
        is_new=is_new,
        ripples=_ripples(before, document) if is_new and not faults else (),
    )


def _ripples(before: Document | None, after: Document) -> tuple[str, ...]:
    libraries = {"before": Library.compile(before) if before else None, "after": Library.compile(after)}
    return tuple(sentence for _receiver, sentence in library_previewed.send(Release, **libraries) if sentence)


def current_library() -> Library:
    """The published library, compiled once a process and seal; asks the database for one small row."""
    newest = Release.objects.order_by("-number").values_list("pk", "seal").first()
    if newest is None:
        raise NoRelease("No knowledge has been published yet.")
    return _compiled(*newest)


def library_for(release: Release) -> Library:
    """The library of one release, as sessions keep it. Raises BrokenSeal."""
    return _compiled(release.pk, release.seal)


@lru_cache(maxsize=4)
def _compiled(pk: int, seal: str) -> Library:
    """Load, verify and compile; a failure is never remembered."""
    release = Release.objects.get(pk=pk)
    if release.seal != seal:
        raise BrokenSeal(f"{release} is not what was published.")
    return Library.compile(release.document(), number=release.number)
