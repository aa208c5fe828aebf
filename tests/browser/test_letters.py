"""Calendar address, reminders and home visits as they look: for everybody to read, on a phone and on a tablet."""

import datetime as dt

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone

from sessions.home_visits import arrive, choose_buddy
from sessions.models import Notice
from tests.browser.conftest import SignIn
from tests.factories import ClientFactory, PracticeFactory, SessionFactory, UserFactory


def test_pages_are_accessible_and_fit(transactional_db: None, sign_in: SignIn) -> None:
    PracticeFactory()
    mira = UserFactory(owner=True)
    amara = ClientFactory(seen_by=mira)
    began = timezone.now() - dt.timedelta(minutes=90)
    late = SessionFactory(practitioner=mira, client=amara, starts_at=began, minutes=30, home_address="3 Harbour Street")
    coming = SessionFactory(practitioner=mira, client=amara, home_address="3 Harbour Street")
    arrive(session=late, out_by=began + dt.timedelta(minutes=30), by=mira)
    choose_buddy(practitioner=mira, person=None, email="ann@example.com", grace_minutes=30, again_minutes=15, by=mira)
    Notice.objects.create(
        session=coming, kind="first", starts_at=coming.starts_at, state="unsure", claimed_at=timezone.now()
    )
    paths = [
        reverse("sessions:feed_address"),
        reverse("sessions:reminders"),
        reverse("sessions:buddy"),
        reverse("sessions:arrive", args=[coming.pk]),
        reverse("sessions:visit", args=[late.pk]),
        reverse("sessions:visit", args=[coming.pk]),
    ]
    page = sign_in(mira)

    for width, look in ((320, "light"), (1180, "dark")):
        page.set_viewport_size({"width": width, "height": 820})
        page.emulate_media(color_scheme=look)
        for path in paths:
            page.goto(path)
            if path == paths[0]:
                page.get_by_role("button", name="Make a").click()
            assert (path, Axe().run(page).response["violations"]) == (path, [])
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
