"""The photo page in a browser: on a phone, by keyboard, light and dark."""

from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect
from pytest_django.fixtures import Settings

from knowledge.library import Library
from sessions.models import Photo
from sessions.planning import plan_zones, start
from tests.browser.conftest import SignIn
from tests.browser.sight import PHONE, faults_everywhere
from tests.factories import PhotoFactory, SessionFactory, UserFactory, healthy_client


def from_a_camera() -> bytes:
    out = BytesIO()
    Image.new("RGB", (600, 800), "pink").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_kept_on_a_phone_by_keyboard(library: Library, sign_in: SignIn, settings: Settings, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    mira = UserFactory(name="Mira Lindqvist")
    visit = SessionFactory(client=healthy_client(library, seen_by=mira, name="Amara Okafor"), practitioner=mira)
    plan_zones(session=visit, wanted=[("right", "liver")], by=mira)
    PhotoFactory(note=start(session=visit, by=mira).note, agreed=True, words="Before")
    page = sign_in(mira)
    page.set_viewport_size(PHONE)
    page.goto(reverse("sessions:photos", args=[visit.pk]))

    page.get_by_role("button", name="Keep photos").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Take or choose a photo first.")
    page.get_by_role("link", name="Take or choose a photo first.").press("Enter")
    chosen = page.get_by_label("Or choose photos")
    expect(chosen).to_be_focused()
    chosen.set_input_files({"name": "feet.jpg", "mimeType": "image/jpeg", "buffer": from_a_camera()})
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Right", exact=True)).to_be_checked()
    page.get_by_label("What does it show?").fill("A new blister")
    page.get_by_label("What does it show?").press("Enter")

    expect(page.get_by_role("img", name="Photo: Right: A new blister")).to_be_visible()
    assert [photo.about for photo in Photo.objects.all()] == ["Left, Sole: Before", "Right: A new blister"]
    assert faults_everywhere(page) == []
