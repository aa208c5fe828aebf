"""What every row of the library has in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from knowledge.fields import CodesField, valid_citations, valid_code

# A practice's own rows come after the shipped ones unless it says otherwise.
LAST = 10_000


class KnowledgeRow(models.Model):
    """A row with a code that never changes; the code is the key that facts, plans and releases use."""

    code = models.CharField(
        max_length=60,
        primary_key=True,
        validators=[valid_code],
        help_text="Stays the same for ever; letters, digits, _ and -.",
    )
    sort = models.PositiveIntegerField("order", default=LAST, help_text="Smaller numbers come first.")
    # Seal of the row as it was last loaded from the shipped files; empty for a practice's own row.
    shipped_seal = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["sort", "code"]


class CitedRow(KnowledgeRow):
    """A row that says where it comes from."""

    sources = CodesField(
        validators=[valid_citations], help_text="Codes of sources, with the place after a colon: S0:L69-93."
    )

    class Meta(KnowledgeRow.Meta):
        abstract = True

    def clean(self) -> None:
        super().clean()
        from knowledge.models.source import Source

        require_known(Source, [citation.partition(":")[0] for citation in self.sources], field="sources")


class SwitchableRow(CitedRow):
    """A row the practice can leave out of what it publishes."""

    in_use = models.BooleanField(default=True, help_text="Leave it out of the next release by clearing this.")

    class Meta(CitedRow.Meta):
        abstract = True


def require_known(model: type[models.Model], codes: list[str], *, field: str) -> None:
    """Refuse codes that no row of the model has; the sentence names them."""
    known = set(model._default_manager.filter(pk__in=codes).values_list("pk", flat=True))
    refuse_unknown(codes, known, what=str(model._meta.verbose_name), field=field)


def refuse_unknown(codes: list[str], known: set[Any], *, what: str, field: str) -> None:
    """Refuse codes outside the known ones."""
    unknown = [code for code in codes if code not in known]
    if unknown:
        words = f"There is no {what} called {', '.join(unknown)}."
        raise ValidationError({field: ValidationError(words, code="unknown")})
