from django.apps import AppConfig


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
            sentence="A withdrawn consent cannot be changed.",
        )
