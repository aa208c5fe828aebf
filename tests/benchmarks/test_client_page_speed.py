"""What the page of a client with 500 sessions costs, beside one with ten."""

import datetime as dt
import time

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from sessions.models import Note, Score, TreatmentSession, ZoneFinding
from tests.factories import PracticeFactory, UserFactory, healthy_client


def _filled(client: Client, person: object, number: int) -> None:
    """So many signed sessions, a day apart, with eight findings and a score each."""
    now = timezone.now()
    days = [now - dt.timedelta(days=each + 1) for each in range(number)]
    TreatmentSession.objects.bulk_create(
        TreatmentSession(
            client=client, practitioner=person, starts_at=day, started_at=day, finished_at=day, status="finished"
        )
        for day in days
    )
    sessions = TreatmentSession.objects.filter(client=client)
    notes = Note.objects.bulk_create(Note(session=row, subjective="Slept well.") for row in sessions)
    ZoneFinding.objects.bulk_create(
        ZoneFinding(note=note, zone=f"zone{each}", zone_name=f"Zone {each}", side="right", tenderness=each % 4)
        for note in notes
        for each in range(8)
    )
    Score.objects.bulk_create(Score(note=note, goal="Sleep", before=5, after=3) for note in notes)
    Note.objects.filter(session__client=client).update(signed_at=now, signed_by=person, content_hash="x")


@pytest.mark.django_db
def test_the_page_of_a_client_with_500_sessions(library):
    PracticeFactory()
    person = UserFactory()
    browser = Browser()
    browser.force_login(person)
    for number in (10, 500):
        client = healthy_client(library, seen_by=person)
        _filled(client, person, number)
        url = reverse("sessions:for_client", args=[client.pk])
        browser.get(url)
        start = time.perf_counter()
        for _ in range(5):
            assert browser.get(url).status_code == 200
        print(f"\n{number:4} sessions: {(time.perf_counter() - start) / 5 * 1000:.0f} ms a page")
