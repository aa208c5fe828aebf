"""The aftercare page in a browser: it saves itself, shows the sheet as it stands, and gives it once."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from knowledge.library import Library
from sessions.models import AftercareDraft, AftercareSheet
from sessions.planning import plan_zones, start
from tests.browser.conftest import SignIn
from tests.factories import PracticeFactory, SessionFactory, UserFactory, healthy_client


@pytest.mark.django_db(transaction=True)
def test_changed_it_saves_itself_and_twice_pressed_it_is_given_once(library: Library, sign_in: SignIn):
    PracticeFactory()
    mira = UserFactory(name="Mira Lindqvist")
    visit = SessionFactory(client=healthy_client(library, seen_by=mira, name="Amara Okafor"), practitioner=mira)
    plan_zones(session=visit, wanted=[("right", "liver")], by=mira)
    start(session=visit, by=mira)
    page = sign_in(mira)
    page.goto(reverse("sessions:aftercare", args=[visit.pk]))
    sheet = page.get_by_role("article", name="The sheet")

    page.get_by_label("Your own sentences").fill("This heals.")
    expect(page.locator("[data-claims]")).to_contain_text("“heals”")
    page.get_by_label("Your own sentences").fill("Lovely to see you.")
    expect(sheet).to_contain_text("Lovely to see you.")
    page.get_by_label("Go easy on alcohol").uncheck()
    expect(sheet).not_to_contain_text("alcohol")
    expect(page.locator("#save-status")).to_have_attribute("data-state", "saved")
    assert AftercareDraft.objects.get().left_out == ["alcohol"]
    for look in ("light", "dark"):
        page.emulate_media(color_scheme=look)
        assert Axe().run(page).response["violations"] == []

    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Print", exact=True).dblclick()

    expect(page.get_by_role("link", name="PDF, A4")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    assert "Lovely to see you." in AftercareSheet.objects.get().text
