"""Looking at a page as everybody has to be able to: light and dark, on a phone and on a tablet."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

PHONE: ViewportSize = {"width": 390, "height": 844}
TABLET: ViewportSize = {"width": 1180, "height": 820}


def faults(page: Page) -> list[str]:
    """What axe finds wrong with a page as it stands, each with the first place it is found at."""
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['target']}" for fault in found]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.locator("html").evaluate("page => page.scrollWidth - page.clientWidth"))


def faults_everywhere(page: Page) -> list[str]:
    """The faults of a page on both screens in both looks, and where it is too wide; the page is left as it was."""
    before = page.viewport_size or TABLET
    found = []
    for screen in (PHONE, TABLET):
        page.set_viewport_size(screen)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{fault} ({scheme}, {screen['width']})" for fault in faults(page)]
        if wide := overflow(page):
            found.append(f"{wide} pixels too wide at {screen['width']}")
    page.emulate_media(color_scheme=None)
    page.set_viewport_size(before)
    return found
