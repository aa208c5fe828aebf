"""What is known about feet; no client ever appears here."""

from django.apps import AppConfig

from reflexpractice.audit import guards


class KnowledgeConfig(AppConfig):
    name = "knowledge"
    verbose_name = "Knowledge"

    def ready(self) -> None:
        guards.register("knowledge_release", locked="1 = 1", sentence="A published release cannot be changed.")
