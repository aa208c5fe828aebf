from django.apps import AppConfig

# What a consent says, and who gave it when; withdrawing fills in the other columns.
CONSENT = (
    "id", "client_id", "intake_id", "kind", "given", "words", "words_hash", "signed_name", "relation", "signature",
    "signed_at", "supported_by",
)  # fmt: skip


class ClientsConfig(AppConfig):
    name = "clients"
    verbose_name = "Clients"

    def ready(self) -> None:
        from reflexpractice.audit import guards

        guards.register(
            "clients_intake",
            locked="{row}.status IN ('accepted', 'declined')",
            sentence="A reviewed intake cannot be changed.",
        )
        guards.register(
            "clients_consent",
            locked="{row}.withdrawn_at IS NOT NULL",
            sentence="A consent stays as it was given; it can only be withdrawn, once.",
            kept=CONSENT,
        )
