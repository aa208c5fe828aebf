"""Eight tabs save one note; the server is killed in the middle of typing. Nothing that was acknowledged is lost.

`TRIALS=50` runs the whole of it; the ordinary run is a short one.
"""

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from reflexpractice.accounts.models import User
from reflexpractice.audit import chain
from reflexpractice.audit.models import Event
from sessions.models import Note
from sessions.planning import start
from tests.conftest import database
from tests.factories import PracticeFactory, SessionFactory, UserFactory, healthy_client

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.reliability]

KILLS, ROUNDS = int(os.environ.get("TRIALS", "3")), int(os.environ.get("TRIALS", "3"))
TABS = 8
WRITERS = 3
TEXTS = {"subjective": "", "objective": "", "objective_before": "", "assessment": "", "plan": ""}
SERVER = """
import sys
from reflexpractice.wsgi import application
from reflexpractice import door
door.serve(door.take("127.0.0.1", int(sys.argv[1])), application)
"""


@pytest.fixture
def mira(library) -> User:
    PracticeFactory()
    return UserFactory(name="Mira Lindqvist")


def begun(library, mira) -> Note:
    """The note of a session that is being worked."""
    client = healthy_client(library, seen_by=mira)
    return start(session=SessionFactory(client=client, practitioner=mira), by=mira).note


def events_of(note: Note) -> list[int]:
    """The versions of a note that the chain knows, in their order."""
    saved = Event.objects.filter(act="note.saved", record_key=str(note.pk)).order_by("number")
    return [event.detail["version"] for event in saved]


def signed_in(mira: User) -> Browser:
    browser = Browser()
    browser.force_login(mira)
    return browser


# eight tabs


def at_once(*tabs):
    """Every tab presses at the same moment, each on a connection of its own; their answers, in order."""
    ready = Barrier(len(tabs))

    def press(tab):
        try:
            connection.ensure_connection()
            ready.wait(timeout=20)
            return tab()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tabs)) as threads:
        return list(threads.map(press, tabs))


def saves(browser, note, name, words, **fields):
    address = reverse(f"sessions:{name}", args=[note.session_id])
    return lambda: browser.post(address, {**TEXTS, "version": note.version, "subjective": words, **fields})


def test_of_eight_tabs_one_wins_and_seven_are_shown_both_texts(library, mira):
    note, browsers = begun(library, mira), [signed_in(mira) for _ in range(TABS)]
    for _ in range(ROUNDS):
        words = [f"Tab {number}, {uuid.uuid4()}" for number in range(TABS)]

        pages = at_once(*[saves(one, note, "note", typed) for one, typed in zip(browsers, words, strict=True)])

        note.refresh_from_db()
        assert sorted(page.status_code for page in pages) == [302, *[409] * (TABS - 1)]
        for page, typed in zip(pages, words, strict=True):
            shown = page.content.decode()
            assert page.status_code == 302 or (typed in shown and note.subjective in shown)
        assert words[[page.status_code for page in pages].index(302)] == note.subjective
    assert events_of(note) == list(range(1, ROUNDS + 1))


def test_one_change_sent_by_eight_at_once_is_one_save_with_eight_answers(library, mira):
    note, browsers = begun(library, mira), [signed_in(mira) for _ in range(TABS)]
    key = str(uuid.uuid4())

    answers = at_once(*[saves(one, note, "autosave", "Slept well.", key=key) for one in browsers])

    assert {answer.json()["version"] for answer in answers} == {1}
    assert events_of(note) == [1]


# killed in the middle of typing


class Server:
    """The program as it runs in a practice, on the database of this test."""

    def __init__(self) -> None:
        self.port = random.randint(20_000, 60_000)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        name = connection.settings_dict["NAME"]
        here = connection.settings_dict
        place = f"sqlite:///{name}"
        if database() == "postgresql":
            place = f"postgres://{here['USER']}:{here['PASSWORD']}@{here['HOST']}:{here['PORT']}/{name}"
        told = {
            "DATABASE_URL": place,
            "DJANGO_SETTINGS_MODULE": "reflexpractice.settings",
            "REFLEX_SECRET_KEY": settings.SECRET_KEY,
            "REFLEX_AUDIT_KEY": settings.AUDIT_KEY,
            "REFLEX_DATA_DIR": str(settings.DATA_DIR),
        }
        command = [sys.executable, "-c", SERVER, str(self.port)]
        self.process = subprocess.Popen(
            command, env={**os.environ, **told}, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()


class Writer(threading.Thread):
    """Types into a note as the page does: each change under its key, sent until it is answered."""

    def __init__(self, server: Server, note: Note, browser: Browser) -> None:
        super().__init__(daemon=True)
        self.server, self.note, self.over = server, note, threading.Event()
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
        self.token, self.version, self.acknowledged, self.refused = "", 0, [""], []

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            self.type(f"{number} {'word ' * (number % 40)}", str(uuid.uuid4()))

    def type(self, words: str, key: str) -> None:
        fields = {**TEXTS, "version": self.version, "subjective": words, "key": key}
        while True:
            try:
                told = self.send(fields)
            except (OSError, http.client.HTTPException):
                self.token = ""
                if self.over.wait(0.02):
                    return
                continue
            if told.get("saved"):
                self.version = told["version"]
                self.acknowledged.append(words)
            else:
                self.refused.append(told)
            return

    def send(self, fields) -> dict:
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            if not self.token:
                line.request("GET", reverse("here"), headers={"Cookie": self.cookie})
                answer = line.getresponse()
                self.token = json.loads(answer.read())["token"]
                self.crumb = answer.getheader("Set-Cookie", "").split(";")[0]
            headers = {
                "Cookie": f"{self.cookie}; {self.crumb}",
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.token,
            }
            address = reverse("sessions:autosave", args=[self.note.session_id])
            line.request("POST", address, urlencode(fields), headers)
            return json.loads(line.getresponse().read())
        finally:
            line.close()


def test_killed_in_the_middle_of_typing_nothing_acknowledged_is_lost(library, mira):
    server, browser = Server(), signed_in(mira)
    writers = [Writer(server, begun(library, mira), browser) for _ in range(WRITERS)]
    server.start()
    for writer in writers:
        writer.start()
    for number in range(KILLS + 1):
        before = [len(writer.acknowledged) for writer in writers]
        # Every writer gets some words through, then the server dies at whatever moment that is.
        while any(len(writer.acknowledged) < had + 3 for writer, had in zip(writers, before, strict=True)):
            assert server.process
            assert server.process.poll() is None
            threading.Event().wait(random.uniform(0.01, 0.05))
        if number < KILLS:
            server.kill()
            server.start()
    for writer in writers:
        writer.over.set()
    for writer in writers:
        writer.join(60)
    server.kill()

    total = sum(len(writer.acknowledged) - 1 for writer in writers)
    print(f"{KILLS} kills, {total} saves acknowledged")
    for writer in writers:
        note = Note.objects.get(pk=writer.note.pk)
        assert writer.refused == []
        assert (note.subjective, note.version) == (writer.acknowledged[-1], writer.version)
        assert events_of(note) == list(range(1, note.version + 1)), "a note without its event, or an event without it"
        assert note.version == len(writer.acknowledged) - 1
    assert chain.faults() == []
