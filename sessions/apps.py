from django.apps import AppConfig

SIGNED = "EXISTS (SELECT 1 FROM treatments_note signed WHERE signed.{by} AND signed.signed_at IS NOT NULL)"
OF_SESSION = SIGNED.format(by="session_id = {row}.session_id")
OF_NOTE = SIGNED.format(by="id = {row}.note_id")
THE_SESSION = SIGNED.format(by="session_id = {row}.id")


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "treatments"  # "sessions" is taken by Django; our tables go by this label.
    verbose_name = "Sessions"

    def ready(self) -> None:
        from reflexpractice.audit import guards
        from sessions import ripple

        ripple.listen()
        signed = "A signed note cannot be changed. Write an addition."
        guards.register("treatments_note", locked="{row}.signed_at IS NOT NULL", sentence=signed)
        guards.register("treatments_treatmentsession", locked=THE_SESSION, sentence=signed)
        for part in ("zonefinding", "score", "photo"):
            guards.register(f"treatments_{part}", locked=OF_NOTE, sentence=signed, parts=True)
        for part in ("plannedzone", "acknowledgement", "override"):
            guards.register(f"treatments_{part}", locked=OF_SESSION, sentence=signed, parts=True)
        for kept in ("safetycheck", "amendment", "secondreading", "aftercaresheet", "aftercaremailing"):
            guards.register(f"treatments_{kept}", locked="1 = 1", sentence="This record is kept as it was made.")
