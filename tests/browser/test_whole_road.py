"""From an empty installation to a signed note, in a real browser and through the pages only."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from knowledge.publishing import current_library
from reflexpractice.accounts.setup import open_setup
from sessions.models import Note
from tests.browser import stations
from tests.browser.conftest import serious
from tests.browser.sight import PHONE, TABLET, faults_everywhere
from tests.factories.knowledge import publish_shipped

NAME = "Amara Okafor"
OUT_IN_PREGNANCY = {"heel", "ankle", "toes"}
LOGGED = (
    "lung_chest", "diaphragm", "solar_plexus", "liver", "stomach", "kidney", "small_intestine", "transverse_colon",
)  # fmt: skip
LEFT_OUT = (
    "7 zones from Headache comfort routine were left out for safety: "
    "Neck and throat (right), Head and brain (right), Heel bone and heel pad (right), because of “Pregnant, 24 weeks”; "
    "Neck and throat (left), Head and brain (left), Arch (area) (left), Heel bone and heel pad (left), "
    "because of “Stress fracture of the foot or heel, left foot”."
)


class Looks:
    """What a look at each station found wrong; nothing is looked at without a script to look with."""

    def __init__(self, *, looking: bool = True) -> None:
        self.looking = looking
        self.found: dict[str, list[str]] = {}

    def at(self, station: str, page: Page) -> None:
        if self.looking and (found := faults_everywhere(page)):
            self.found[station] = found


@pytest.fixture
def token(live_server: LiveServer) -> str:
    """The set-up address of a machine on which the program was started, and nothing else was done."""
    call_command("createcachetable", verbosity=0)
    publish_shipped()
    token = open_setup()
    assert token
    return token


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The client's own browser."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.extend(serious(message)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def bare(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport=TABLET, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def bare_phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The client's browser, without scripts as well."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_from_the_first_start_to_a_signed_note(page: Page, phone: Page, token: str):
    looks = Looks()
    arrive(page, phone, token, looks)

    stations.open_plan(page)
    looks.at("plan", page)
    assert out_of(stations.states(page)) == expected_out()
    assert stations.states_on_map(page).items() <= stations.states(page).items()

    stations.begin_from(page, "Headache comfort routine")
    expect(page.locator("#plan-panel").get_by_text(LEFT_OUT)).to_be_visible()
    assert stations.planned(page) == {"right:st_arch"}

    stations.tap(page, "right", "head_brain")
    expect(page.locator("#zone-title")).to_have_text("Head and brain, right")
    expect(page.locator("#zone")).to_contain_text("Rule PREG-05")
    assert stations.planned(page) == {"right:st_arch"}
    looks.at("zone", page)
    page.get_by_role("link", name="Include with a reason…").click()
    looks.at("reason", page)
    stations.give_reason(page, "The client asks for it after hearing the reason", "Holding only, at her request.")
    expect(stations.zone(page, "right", "head_brain")).to_have_attribute("data-state", "included")
    assert stations.planned(page) == {"right:st_arch", "right:head_brain"}

    expect(page.get_by_role("button", name="Start session")).to_have_count(0)
    assert stations.read_notes(page) == 2
    looks.at("plan, read", page)
    stations.start(page)
    looks.at("log", page)

    for number, code in enumerate(LOGGED):
        stations.log_zone(page, "right", code, tenderness=number % 4)
    looks.at("log, eight zones", page)
    stations.press(page, "Next: note")
    looks.at("note", page)
    stations.score(page, "Headaches", before=7, after=3)
    stations.score(page, "Trouble sleeping", before=6, after=4)
    stations.write_note(page, said="Slept badly.", make_of_it="Tight diaphragm.", following="Again in 2 weeks.")
    other_tab = page.context.new_page()
    other_tab.goto(page.url)
    stations.sign_note(page)
    looks.at("record", page)

    assert_locked(other_tab)
    stations.add_to_record(page, "Rang: the headache is gone.", "Said on the telephone the next day.")
    expect(page.get_by_text("Rang: the headache is gone.")).to_be_visible()
    looks.at("record with an addition", page)
    assert_nothing_waits(page)
    looks.at("today, all done", page)
    page.goto("/sessions/client/1/")
    looks.at("client with a visit", page)
    assert looks.found == {}


def test_the_same_road_without_scripts(bare: Page, bare_phone: Page, token: str):
    arrive(bare, bare_phone, token, Looks(looking=False))

    stations.open_plan(bare)
    assert out_of(stations.states(bare)) == expected_out()
    stations.begin_from(bare, "Headache comfort routine")
    expect(bare.locator("#plan-panel").get_by_text(LEFT_OUT)).to_be_visible()

    for code in LOGGED:
        bare.locator(f"input[name=zones][value='right:{code}']").check()
    stations.press(bare, "Save these zones")
    assert stations.planned(bare) == {"right:st_arch", *(f"right:{code}" for code in LOGGED)}

    bare.locator(".zone-list-row").filter(has_text="Head and brain").get_by_role("link", name="right").click()
    bare.get_by_role("link", name="Include with a reason…").click()
    stations.give_reason(bare, "The client asks for it after hearing the reason", "Holding only, at her request.")
    assert stations.states(bare)["right:head_brain"] == "included"

    assert stations.read_notes(bare) == 2
    stations.start(bare)
    for number in range(10):
        bare.locator(f"form[data-finding] input[name=tenderness][value='{number % 4}']").check()
        stations.press(bare, "File this zone")
    expect(bare.get_by_text("not done yet")).to_have_count(0)

    stations.press(bare, "Next: note")
    stations.score(bare, "Headaches", before=7, after=3)
    stations.score(bare, "Trouble sleeping", before=6, after=4)
    stations.write_note(bare, said="Slept badly.", make_of_it="Tight diaphragm.", following="Again in 2 weeks.")
    other_tab = bare.context.new_page()
    other_tab.goto(bare.url)
    stations.sign_note(bare)

    assert_locked(other_tab)
    stations.add_to_record(bare, "Rang: the headache is gone.", "Said on the telephone the next day.")
    expect(bare.get_by_text("Rang: the headache is gone.")).to_be_visible()
    assert_nothing_waits(bare)


def arrive(page: Page, phone: Page, token: str, looks: Looks) -> None:
    """From the set-up address to a client who has answered, was reviewed and is booked for now."""
    page.goto(f"/set-up/{token}/")
    looks.at("set up", page)
    stations.set_up(page, token)
    looks.at("a quiet day", page)
    page.goto("/clients/new/")
    looks.at("new client", page)
    stations.take_on(page, NAME)
    looks.at("client before the intake", page)

    address = stations.send_intake(page)
    looks.at("link", page)
    answer(phone, address, looks)
    stations.review(page)
    looks.at("review", page)
    stations.press(page, "Accept as marked")
    expect(page.get_by_text("Pregnant, 24 weeks").first).to_be_visible()
    looks.at("client", page)

    page.get_by_role("link", name="Book").first.click()
    looks.at("booking", page)
    now = timezone.localtime()
    stations.book(page, now.replace(minute=now.minute // 5 * 5))
    page.goto("/")
    looks.at("today", page)


def answer(phone: Page, address: str, looks: Looks) -> None:
    """Fill the form in as a client 24 weeks pregnant, with a stress fracture of the left foot that is healing."""
    phone.goto(address)
    looks.at("intake: welcome", phone)
    stations.come_in(phone, address)
    looks.at("intake: you", phone)
    stations.go_on(phone, "doctor")
    looks.at("intake: doctor", phone)
    stations.go_on(phone, "pregnancy")
    stations.say_pregnant(phone, weeks=24)
    looks.at("intake: pregnancy", phone)
    stations.go_on(phone, "heart")
    looks.at("intake: heart", phone)
    stations.none_of_the_rest(phone)
    stations.go_on(phone, "feet")
    stations.say_fracture(phone, foot="left")
    looks.at("intake: feet", phone)
    for step in ("other", "wishes"):
        stations.go_on(phone, step)
        looks.at(f"intake: {step}", phone)
        stations.none_of_the_rest(phone)
    stations.go_on(phone, "check")
    looks.at("intake: check", phone)
    phone.get_by_role("link", name="Continue").click()
    looks.at("intake: signature", phone)
    stations.sign_intake(phone, NAME)
    looks.at("intake: thanks", phone)


def expected_out() -> dict[str, str]:
    """Heels, ankles and toes on both feet while pregnant; of the left foot every zone, and nobody may include one."""
    zones = current_library().zones
    pregnant = [zone.code for zone in zones if "right" in zone.feet and OUT_IN_PREGNANCY & set(zone.regions)]
    fracture = [zone.code for zone in zones if "left" in zone.feet]
    return {f"right:{code}": "avoid" for code in pregnant} | {f"left:{code}": "absolute" for code in fracture}


def out_of(states: dict[str, str]) -> dict[str, str]:
    """Those of the states that are expected to be out."""
    return {zone: states.get(zone, "not there") for zone in expected_out()}


def assert_locked(other_tab: Page) -> None:
    """A page that was open before the signature cannot change the note, and neither can the database."""
    other_tab.get_by_role("textbox", name="What you make of it").fill("Something else.")
    other_tab.locator("#note-form").get_by_role("button", name="Save", exact=True).click()
    expect(other_tab.get_by_text("This note is signed").first).to_be_visible()
    other_tab.close()
    with pytest.raises(IntegrityError):
        Note.objects.update(assessment="Something else.")
    assert Note.objects.get().assessment == "Tight diaphragm."


def assert_nothing_waits(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_text("Nothing waits.")).to_be_visible()
