"""Roles: what an owner, a practitioner, an assistant, reception and a content editor may do.

Roles are groups; what they may do are permissions, so the admin and the pages ask the same question.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.db.models import TextChoices


class Role(TextChoices):
    OWNER = "Owner"
    PRACTITIONER = "Practitioner"
    ASSISTANT = "Assistant"
    RECEPTION = "Reception"
    CONTENT_EDITOR = "Content editor"


CONTENT = (
    "source", "zone", "zoneshape", "footoutline", "regionshape", "condition", "followup", "technique",
    "rule", "rulescope", "ruleattribute", "protocol", "protocolzone", "aftercare",
)  # fmt: skip
RECORDS = ("flag", "intake", "intakelink", "redflag", "consent", "clearance", "goal")
WORK = (
    "treatmentsession", "plannedzone", "safetycheck", "acknowledgement", "override",
    "note", "zonefinding", "score", "photo", "amendment", "secondreading", "aftercaredraft", "aftercaresheet",
)  # fmt: skip
HOURS = ("workinghours", "absence")
LETTERS = ("notice",)
OWN = ("calendarfeed", "buddy")
"""What each practitioner keeps for themselves."""
OWN_TEXTS = ("notetemplate", "notephrases")


def _each(app: str, models: tuple[str, ...], *acts: str) -> set[str]:
    return {f"{app}.{act}_{model}" for model in models for act in acts}


_SEES_KNOWLEDGE = _each("knowledge", (*CONTENT, "release"), "view")
_ASSISTANT = (
    _SEES_KNOWLEDGE
    | {"clients.view_client", "clients.add_client", "clients.change_client"}
    | _each("clients", RECORDS, "view", "add", "change")
    | _each("treatments", WORK, "view", "add", "change")
    | _each("treatments", (*HOURS, *OWN_TEXTS), "view", "add", "change", "delete")
    | _each("treatments", OWN, "view", "change")
    | _each("treatments", LETTERS, "view", "change")
    | _each("treatments", ("homevisit",), "view", "add", "change")
)
# An assistant works as a practitioner does; the note is then read and signed a second time.
_PRACTITIONER = _ASSISTANT | {"treatments.co_sign_note"}
_CONTENT_EDITOR = (
    _SEES_KNOWLEDGE | _each("knowledge", CONTENT, "add", "change", "delete") | {"knowledge.publish_release"}
)
_RECEPTION = {
    "clients.view_client", "clients.add_client", "clients.change_client", "clients.view_every_client",
    "clients.view_intakelink", "clients.add_intakelink", "clients.change_intakelink",
    "treatments.view_treatmentsession", "treatments.add_treatmentsession", "treatments.change_treatmentsession",
    "accounts.view_location", "accounts.view_room",
    *_each("treatments", HOURS, "view", "add", "change", "delete"),
    *_each("treatments", LETTERS, "view", "change"),
    # Reception hears of it by telephone, and says so here.
    *_each("treatments", ("homevisit",), "view", "change"),
}  # fmt: skip
_OWNER = (
    _PRACTITIONER
    | _CONTENT_EDITOR
    | _RECEPTION
    | _each("accounts", ("user", "location", "room"), "view", "add", "change")
    | {"accounts.view_practice", "accounts.change_practice", "audit.view_event"}
    | _each("treatments", ("remindersettings",), "view", "change")
    | {"clients.delete_goal"}
)

PERMISSIONS: dict[Role, set[str]] = {
    Role.OWNER: _OWNER,
    Role.PRACTITIONER: _PRACTITIONER,
    Role.ASSISTANT: _ASSISTANT,
    Role.RECEPTION: _RECEPTION,
    Role.CONTENT_EDITOR: _CONTENT_EDITOR,
}


def grant_roles(sender: AppConfig, using: str = "default", **_: Any) -> None:
    """After a migration, give each role its permissions of the app that was migrated; exactly these."""
    if not apps.is_installed("django.contrib.auth"):
        return
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    # Our ready() comes before auth's, so that we are called first: the permissions may not be there yet.
    create_permissions(sender, verbosity=0, using=using)
    granted = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    by_name = {f"{sender.label}.{permission.codename}": permission for permission in granted}
    if not any(name in by_name for names in PERMISSIONS.values() for name in names):
        return
    for role, names in PERMISSIONS.items():
        group, _created = Group.objects.using(using).get_or_create(name=role.value)
        wanted = [by_name[name] for name in names if name in by_name]
        group.permissions.remove(*[p for p in by_name.values() if p not in wanted])
        group.permissions.add(*wanted)
