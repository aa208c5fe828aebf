"""What is due is done: by a job every few minutes, or by the program itself while it is open."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from reflexpractice.accounts.models import Practice
from sessions.models import Notice, ReminderSettings
from sessions.notices.overdue import tell_buddies
from sessions.notices.reminders import send_reminders
from sessions.notices.sending import find_forgotten

logger = logging.getLogger(__name__)

EVERY = 60  # seconds


def forget_old_visits() -> list[str]:
    """Let go of sign-ins that have run out, with the words of whoever never came back for them."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return []


WORK: tuple[Callable[[], list[str]], ...] = (tell_buddies, send_reminders, forget_old_visits)


def tick() -> Counter[str]:
    """Do all that is due; how many letters came to which end. Any number of these may run at once."""
    practice = Practice.objects.first()
    zone = practice.time_zone if practice else settings.TIME_ZONE
    done: Counter[str] = Counter({Notice.State.UNSURE: find_forgotten()})
    with timezone.override(ZoneInfo(zone)):
        for work in WORK:
            done.update(_without_stopping(work))
    ReminderSettings.objects.get_or_create(pk=1)
    ReminderSettings.objects.filter(pk=1).update(ticked_at=timezone.now())
    return done


def _without_stopping(work: Callable[[], list[str]]) -> list[str]:
    """One kind of work that fails keeps no other from being done."""
    try:
        return work()
    except Exception:
        logger.exception("What is due could not be done: %s.", work.__name__)
        return []


@contextlib.contextmanager
def ticking() -> Iterator[None]:
    """Do what is due every minute beside the server; a letter on its way is waited for at the end."""
    ended = threading.Event()
    thread = threading.Thread(target=_keep_ticking, args=[ended], name="tick", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=settings.EMAIL_TIMEOUT + 5)


def _keep_ticking(ended: threading.Event) -> None:
    while not ended.is_set():
        _once()
        ended.wait(EVERY)


def _once() -> None:
    try:
        tick()
    except Exception:
        logger.exception("What is due could not be looked for.")
    finally:
        connection.close()
