"""Phrases and templates of one's own: kept, taken away, and put into a note without erasing a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from reflexpractice.audit.chain import record
from sessions.models import Note, NotePhrases, NoteTemplate
from sessions.write_up.drafting import TEXTS, added, save_draft

if TYPE_CHECKING:
    from reflexpractice.accounts.models import User

SHIPPED = {
    "subjective": ("Same as last time.", "Better since last time.", "Worse since last time."),
    "objective": (),
    "assessment": ("No change.", "Easing.", "More tender than last time."),
    "plan": ("Again in 1 week.", "Again in 2 weeks.", "Again in 4 weeks.", "Same plan next time."),
}
"""The phrases of a practice that has written none."""

Phrases = Mapping[str, tuple[str, ...]]


def phrases_for(person: User) -> Phrases:
    """The phrases below each text: one's own, else those of the practice, else those we ship."""
    rows = {row.person_id: row for row in NotePhrases.objects.visible_to(person)}
    row = rows.get(person.pk) or rows.get(None)
    return {name: tuple(getattr(row, name).splitlines()) for name in TEXTS} if row else SHIPPED


@transaction.atomic
def keep_phrases(*, of: User | None, by: User, **phrases: str) -> NotePhrases:
    """Keep phrases, one a line, of a person or of the practice (`of` None), in place of those there were."""
    lines = {name: "\n".join(filter(None, map(str.strip, phrases[name].splitlines()))) for name in TEXTS}
    kept, _ = NotePhrases.objects.update_or_create(person=of, defaults=lines)
    record("phrases.kept", kept, by=by)
    return kept


@transaction.atomic
def keep_template(*, template: NoteTemplate, by: User) -> NoteTemplate:
    """Keep a template, new or changed. ValidationError when the name is taken."""
    template.validate_constraints()
    is_new = template.pk is None
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        # Two presses at the same moment: neither saw the other.
        raise ValidationError("There is a template of that name.", code="taken") from error
    record(f"template.{'added' if is_new else 'changed'}", template, by=by)
    return template


@transaction.atomic
def remove_template(*, template: NoteTemplate, by: User) -> None:
    """Take a template away; the notes it was used in keep their words. Twice is once."""
    held = NoteTemplate.objects.filter(pk=template.pk).first()
    if held:
        record("template.removed", held, by=by)
        held.delete()


def add_template(
    *, note: Note, template: NoteTemplate, version: int, by: User, skin_checked: bool | None = None, **texts: str
) -> Note:
    """Put each text of a template after what is typed there; nothing is erased, and twice is once.

    `texts` are the four texts as they stand on the page; they are saved with it. Conflict or Locked as in saving.
    """
    standing = {name: texts.get(name, getattr(note, name)) for name in TEXTS}
    filled = {name: added(standing[name], words) for name in TEXTS if (words := getattr(template, name).strip())}
    return save_draft(note=note, version=version, by=by, skin_checked=skin_checked, **{**texts, **filled})
