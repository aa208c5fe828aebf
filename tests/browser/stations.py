"""The stations of a visit, as practitioner and client walk them: through the pages only, with or without scripts."""

import datetime as dt
import re

from playwright.sync_api import Locator, Page, expect

OWNER, PASSWORD = "mira@practice.example", "warm towel and oil"
BORN_ON = dt.date(1992, 4, 18)


expect.set_options(timeout=15_000)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def set_up(page: Page, token: str) -> None:
    """Claim the installation: the practice and its owner."""
    page.goto(f"/set-up/{token}/")
    page.get_by_label("Name of the practice").fill("Juniper Reflexology")
    page.get_by_label("Your name").fill("Mira Lindgren")
    page.get_by_label("Your e-mail address").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Create the practice")
    expect(page.get_by_role("heading", name="A quiet day")).to_be_visible()


def take_on(page: Page, name: str) -> None:
    """A new client, by way of the list."""
    page.get_by_role("link", name="Clients").click()
    page.get_by_role("link", name="New client").first.click()
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Telephone").fill("07700 900142")
    page.get_by_label("Date of birth").fill(BORN_ON.isoformat())
    page.get_by_label("What the client wants").fill("Fewer headaches")
    page.get_by_label("Goals to score at visits").fill("Headaches\nTrouble sleeping")
    press(page, "Save client")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def send_intake(page: Page) -> str:
    """Make a link; its address as the client gets it."""
    page.get_by_role("link", name="Send intake").click()
    press(page, "Make a link")
    return page.get_by_label("Link", exact=True).input_value()


def come_in(phone: Page, address: str) -> None:
    """Open the link as the client, who gives the birth date."""
    phone.goto(address)
    press(phone, "Start")
    phone.get_by_label("Your date of birth").fill(BORN_ON.isoformat())
    press(phone, "Continue")


def go_on(phone: Page, step: str) -> None:
    """To the next step, which is this one."""
    press(phone, "Continue")
    phone.wait_for_url(f"**/intake/step/{step}/")


def choose(page: Page, question: str, answer: str) -> None:
    page.locator(f"input[name={question}][value={answer}]").check()


def say_pregnant(phone: Page, *, weeks: int) -> None:
    """The step about pregnancy: so many weeks, no extra care, no warning signs."""
    choose(phone, "pregnancy", "yes")
    phone.get_by_label("How many weeks are you?").fill(str(weeks))
    choose(phone, "pregnancy-cleared", "no")
    for question in ("pregnancy_high_risk", "pregnancy_red_flags", "postnatal"):
        choose(phone, question, "no")


def say_fracture(phone: Page, *, foot: str) -> None:
    """The step about the feet: a stress fracture that is healing, and nothing else."""
    phone.locator("input[name=stress_fracture]").check()
    choose(phone, "stress_fracture-status", "yes")
    choose(phone, "stress_fracture-side", foot)
    choose(phone, "stress_fracture-cleared", "no")
    none_of_the_rest(phone)


def none_of_the_rest(phone: Page) -> None:
    choose(phone, "rest", "no")


def sign_intake(phone: Page, name: str) -> None:
    for title in ("Your answers", "The treatment", "Your records"):
        phone.get_by_role("group", name=title).get_by_label("I agree").check()
    phone.get_by_label("Your full name").fill(name)
    press(phone, "Send to Juniper Reflexology")
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()


def review(page: Page) -> None:
    """Read what came in, from Today, and accept it."""
    page.goto("/")
    page.get_by_role("link", name="1 intake to review").click()
    expect(page.get_by_role("heading", name="Review the intake")).to_be_visible()


def book(page: Page, at: dt.datetime) -> None:
    """Fill the booking in and book."""
    page.get_by_label("Date").fill(at.strftime("%Y-%m-%d"))
    page.get_by_label("Time").fill(at.strftime("%H:%M"))
    page.get_by_label("What it is for").fill("Headaches")
    press(page, "Book")
    expect(page.get_by_text("Booked for").first).to_be_visible()


def open_plan(page: Page) -> None:
    """From Today to the plan of the visit."""
    page.goto("/")
    page.get_by_role("link", name="Plan session").click()
    expect(page.get_by_role("heading", name="Safety check")).to_be_visible()


def states(page: Page) -> dict[str, str]:
    """What the list of zones says of every zone of both feet: "right:liver" to its state."""
    boxes = page.locator("input[name=zones]")
    rows: list[list[str]] = boxes.evaluate_all("all => all.map((one) => [one.value, one.dataset.state])")
    return dict(map(tuple, rows))  # type: ignore[arg-type]


def states_on_map(page: Page) -> dict[str, str]:
    """The same as the foot map draws it, for every zone that has a shape or a chip."""
    rows: list[list[str]] = page.locator(".foot-map .z[data-zone], .foot-map .foot-chip").evaluate_all(
        "all => all.map((one) => [`${one.closest('[data-foot]').dataset.foot}:${one.dataset.zone}`, one.dataset.state])"
    )
    return dict(map(tuple, rows))  # type: ignore[arg-type]


def planned(page: Page) -> set[str]:
    """Zones that are in the plan, as the map shows them."""
    in_plan = ("planned", "planned_light", "included")
    return {zone for zone, state in states_on_map(page).items() if state in in_plan}


def begin_from(page: Page, protocol: str) -> None:
    """Begin from a protocol, offered beside the plan or under More."""
    button = page.get_by_role("button", name=protocol, exact=True)
    if not button.first.is_visible():
        page.locator("summary", has_text="More").first.click()
    button.locator("visible=true").first.click()
    expect(page.locator("#plan-panel").get_by_text("left out for safety")).to_be_visible()


def give_reason(page: Page, reason: str, words: str) -> None:
    """Fill in why a zone is included though it is to be left out."""
    page.get_by_label(reason).check()
    page.get_by_label("In your words").fill(words)
    page.get_by_label(re.compile("^I have told")).check()
    press(page, "Include, light touch")


def notes_to_read(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^Understood"))


def read_notes(page: Page) -> int:
    """Read every safety note; how many there were."""
    number = notes_to_read(page).count()
    for left in range(number - 1, -1, -1):
        notes_to_read(page).first.click()
        expect(notes_to_read(page)).to_have_count(left)
    return number


def start(page: Page) -> None:
    press(page, "Start session")
    page.wait_for_url("**/log/")


def log_zone(page: Page, foot: str, code: str, *, tenderness: int) -> None:
    """Tap a zone and say how tender it is; it is filed at once."""
    tap(page, foot, code)
    expect(page.locator("form[data-finding] input[name=zone]")).to_have_value(f"{foot}:{code}")
    page.locator(f"form[data-finding] input[name=tenderness][value='{tenderness}']").check()
    expect(zone(page, foot, code)).to_have_attribute("data-pin", str(tenderness))


def write_note(page: Page, *, said: str, make_of_it: str, following: str) -> None:
    """Write three parts of the note; what was found is there from the map."""
    page.get_by_role("textbox", name="What Amara said").fill(said)
    page.get_by_role("textbox", name="What you make of it").fill(make_of_it)
    page.get_by_role("textbox", name="Next").fill(following)
    page.get_by_label("I looked at the skin").check()


def sign_note(page: Page) -> None:
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Sign and lock")
    expect(page.get_by_text("by Mira Lindgren").first).to_be_visible()


def add_to_record(page: Page, words: str, reason: str) -> None:
    text = page.get_by_label("Addition", exact=True)
    if not text.is_visible():
        page.locator("summary").filter(has_text="Add to the record").click()
    text.fill(words)
    page.get_by_label("Why it is added").fill(reason)
    press(page, "Add")


def score(page: Page, goal: str, *, before: int, after: int) -> None:
    """Score a goal; with scripts one scale asks for both numbers in turn, without them each has its own."""
    form = page.locator("[data-score]").filter(has=page.get_by_role("heading", name=goal))
    for moment, number in (("before", before), ("after", after)):
        if (ask := page.locator(f"[data-ask={moment}]")).is_visible():
            ask.click()
        form.locator(f"input[name={moment}][value='{number}']").check()
    if (save := form.get_by_role("button", name="Save")).is_visible():
        save.click()


def zone(page: Page, foot: str, code: str) -> Locator:
    """A zone on the sole of a foot."""
    return page.locator(f'.foot-place[data-foot="{foot}"] .tiles [data-zone="{code}"]')


def tap(page: Page, foot: str, code: str) -> None:
    """Tap a zone where its mark stands: the middle of its box may lie on a neighbour."""
    tile = zone(page, foot, code)
    tile.scroll_into_view_if_needed()
    x, y = tile.evaluate(
        """tile => {
            const [x, y] = tile.dataset.at.split(" ").map(Number);
            const point = new DOMPoint(x, y).matrixTransform(tile.closest("svg").getScreenCTM());
            return [point.x, point.y];
        }"""
    )
    page.mouse.click(x, y)
