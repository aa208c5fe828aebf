"""Scripts where words should be: every text that is kept of a client, filled with what would run if it could."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import cycle
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import reverse

from clients.models import Client, Flag, Intake
from knowledge.fields import CodesField
from reflexpractice.audit import guards
from sessions.models import AftercareSheet
from tests.factories.sessions import TEXTS_OF_A_SHEET
from tests.security.world import World

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "</svg></script><iframe src=javascript:alert(1)>",
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover='alert(1)' x='",
    '<a href="javascript:alert(1)">look</a>',
    "--><img src=x onerror=alert(1)><!--",
    "javascript:alert(1)//<b>{{ 7*7 }}</b>",
]
APPS = ("accounts", "clients", "treatments")
NOT_TYPED = {
    "search", "search_name", "phone_digits", "password", "time_zone", "zone", "finding", "fingerprint", "effect",
    "against", "step", "condition", "rule", "token_hash", "hash", "previous_hash", "content_hash", "words_hash",
    "form_hash", "protocol",
}  # fmt: skip


def fill(world: World) -> None:
    """Put payloads into every typed text of every row, one after the other."""
    payloads = cycle(PAYLOADS)
    with guards.lifted():
        for model in (model for app in APPS for model in apps.get_app_config(app).get_models()):
            for row in model._default_manager.all():
                texts = {field.name: _fitting(field, row, payloads) for field in model._meta.fields if _is_typed(field)}
                model._default_manager.filter(pk=row.pk).update(**texts, **_told(model, payloads))


def _is_typed(field: Any) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, CodesField)
    return is_text and not field.choices and not field.is_relation and field.name not in NOT_TYPED


def _fitting(field: Any, row: models.Model, payloads: Iterator[str]) -> str:
    """The next payload that is not too long; a text that may be there once begins with the row's key."""
    longest = field.max_length or 200
    text = next(each for each in payloads if len(each) + 4 <= longest or each == PAYLOADS[0])
    return f"{row.pk if field.unique else ''}{text}"[:longest]


def _told(model: type[models.Model], payloads: Iterator[str]) -> dict[str, Any]:
    """Answers that are kept as they were sent."""
    if model is Flag:
        return {"attributes": {"where": next(payloads), "kind": [next(payloads)]}}
    if model is Intake:
        return {"answers": {"you": {"address": [next(payloads)]}, "heart": {"words-diabetes": [next(payloads)]}}}
    if model is AftercareSheet:
        help_ = {"code": "help", "title": next(payloads), "rows": [next(payloads)]}
        texts = {name: next(payloads) for name in TEXTS_OF_A_SHEET}
        lists = {name: [next(payloads)] for name in ("sender", "worked", "left_out", "own")}
        return {"content": {**texts, **lists, "scores": [[next(payloads), "1", "2"]], "parts": [help_], "states": {}}}
    # So that the search finds it, and marks what it found.
    return {"search": "alert script img onerror"} if model is Client else {}


def pages(world: World) -> list[str]:
    """The pages on which those texts are shown."""
    client = world.client.pk
    of_client = ("edit", "flags", "add_flag", "ask", "goals", "clearances", "add_clearance", "send_intake")
    rows = {"change_flag": "flag", "end_flag": "flag", "rename_goal": "goal", "answer_clearance": "clearance"}
    of_session = ("visit", "move", "cancel", "plan", "log", "note", "aftercare", "record")
    return [
        reverse("today"),
        reverse("sessions:buddy"),
        reverse("clients:list"),
        reverse("clients:list") + "?q=alert",
        reverse("clients:new"),
        reverse("sessions:for_client", args=[client]),
        reverse("sessions:book") + f"?client={client}",
        reverse("sessions:book") + "?q=al",
        *(reverse(f"clients:{name}", args=[client]) for name in of_client),
        *(reverse(f"clients:{name}", args=world.targets[about][0]) for name, about in rows.items()),
        *(reverse(f"clients:{name}", args=each) for name in ("intake", "review") for each in world.targets["intake"]),
        *(reverse(f"sessions:{name}", args=each) for name in of_session for each in world.targets["session"]),
        reverse("sessions:override", args=world.targets["booked"][0]) + "?zone=right:liver",
        *(reverse(f"admin:clients_{name}_changelist") for name in ("client", "flag", "clearance", "goal", "consent")),
        *(
            reverse(f"admin:clients_{name}_change", args=world.targets[name][0])
            for name in ("client", "flag", "consent")
        ),
        reverse("sessions:aftercare_sheet", args=world.targets["aftercare_sheet"][0]),
        reverse("admin:clients_intake_change", args=world.targets["intake"][0]),
    ]


class Reader(HTMLParser):
    """Notes what in a page would run: the way a browser reads it, whatever it looks like as text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in ("script", "style", "iframe", "object", "embed") and not (tag == "script" and _is_ours(told)):
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            leads = name in ("href", "src", "action", "formaction", "xlink:href") and value
            if name.startswith("on") or name == "style" or (leads and value.strip().lower().startswith("javascript:")):
                self.faults.append(f'<{tag} {name}="{value}">')


def _is_ours(attributes: dict[str, str | None]) -> bool:
    """A script from our own files, or data that no browser runs."""
    source = str(attributes.get("src", ""))
    return source.startswith(("/static/", "/admin/jsi18n/")) or attributes.get("type") == "application/json"


def would_run(page: str) -> list[str]:
    """Everything in a page that would run."""
    reader = Reader()
    reader.feed(page)
    return reader.faults
