"""Where a statement comes from."""

from __future__ import annotations

from django.db import models

from knowledge.models.choices import SourceKind, Strength
from knowledge.models.row import KnowledgeRow


class Source(KnowledgeRow):
    """A book, paper, page or article, and how far it can be trusted."""

    kind = models.CharField(max_length=20, choices=SourceKind)
    title = models.CharField(max_length=300)
    year = models.CharField(max_length=10, blank=True)
    url = models.CharField("address", max_length=400, blank=True)
    strength = models.CharField(max_length=10, choices=Strength)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"
