from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    name = "reflexpractice.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from reflexpractice.audit import guards

        pre_migrate.connect(guards.step_aside, sender=self, dispatch_uid="audit.guards.aside")
        # A table rebuilt by a migration on SQLite silently loses its triggers: put them back each time.
        post_migrate.connect(guards.reinstall, dispatch_uid="audit.guards")
        guards.register("audit_event", locked="1 = 1", sentence="An audit event cannot be changed.")
