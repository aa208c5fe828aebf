"""Permissions of a person, in one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import Q


class OneQueryBackend(AuthenticationBackend):  # type: ignore[misc]
    """Django's backend asks twice, once for the person and once for the groups; every page pays for it."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = _permissions(user_obj)
        return user_obj._perm_cache  # type: ignore[no-any-return]


def _permissions(user: Any) -> set[str]:
    rows = Permission.objects.order_by()
    if not user.is_superuser:
        rows = rows.filter(Q(user=user) | Q(group__user=user))
    return {f"{app}.{code}" for app, code in rows.values_list("content_type__app_label", "codename")}
