"""How allauth behaves here: nobody signs up by themselves, and limits count people, not addresses."""

import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are added by the owner, in the admin."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The stock key holds the Host header with its port, so that another port gave fresh tries.
        login = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
        return "login-attempts:" + hashlib.sha256(login.encode("utf-8", "replace")).hexdigest()
