from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "reflexpractice.accounts"
    label = "accounts"
    verbose_name = "People and practice"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from reflexpractice.accounts.idle import begin
        from reflexpractice.accounts.roles import grant_roles

        user_logged_in.connect(begin, dispatch_uid="accounts.idle")

        # Each app's permissions exist once its own post_migrate has run; roles are completed app by app.
        post_migrate.connect(grant_roles, dispatch_uid="accounts.grant_roles")
