from django.apps import AppConfig


class ReflexpracticeConfig(AppConfig):
    """The project as an app, so that its commands, checks and static files are found."""

    name = "reflexpractice"
    verbose_name = "Reflexpractice"

    def ready(self) -> None:
        from reflexpractice import checks  # noqa: F401
