"""The project's addresses and one more: a page with every part of the design."""

from pathlib import Path
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from reflexpractice.urls import urlpatterns as addresses
from tests.browser.kit.forms import KitForm

CHIPS = [
    ("avoid", "avoid", "Pregnant, 24 weeks", "#finding-a"),
    ("caution", "caution", "Nut oil allergy"),
    ("ok", "shield", "Checked 3 Nov"),
    ("unknown", "unknown", "Not checked yet"),
    ("info", "", "New client"),
    ("find", "", "Solar plexus 2"),
]
CALLOUTS = [
    ("stop", "avoid", "No session today.", "George said his left calf is hot and swollen."),
    ("avoid", "avoid", "Leave out heels and ankles.", "Instead: slow strokes on the arches."),
    ("caution", "caution", "Light pressure on the toes.", "Tom has numb feet and may not feel pain."),
    ("unknown", "unknown", "Not checked.", "Lena’s health check is 14 months old."),
    ("info", "info", "New client.", "Her intake arrived this morning."),
    ("ok", "check-circle", "All read.", "The session can start."),
]
FINDINGS = [
    SimpleNamespace(code="a", kind="avoid", icon="avoid", title="Pregnant, 24 weeks", what="Leave out the heels."),
    SimpleNamespace(
        code="b",
        kind="caution",
        icon="caution",
        title="Numb feet",
        what="Light pressure on the toes.",
        instead="Look at the skin before and after.",
        why="He may not feel pain.",
        how_sure="Professional body guidance.",
        sources=["Handbook, p. 14"],
        noted="Noted 12 Nov by Mira",
    ),
]
PAGE = Path(__file__).with_name("kit.html")
WHO = SimpleNamespace(
    initials="AO",
    name="Amara Okafor",
    age="34",
    pronouns="she/her",
    visits="6th visit · last seen 4 Nov",
    chips=CHIPS[:2],
    check_chip=("ok", "shield", "Intake reviewed 3 Nov"),
)


def kit(request: HttpRequest) -> HttpResponse:
    """Every part of the design on one page; sent empty, the form shows every kind of mistake."""
    parts = {
        "form": KitForm(request.POST if request.method == "POST" else None),
        "who": WHO,
        "chips": CHIPS,
        "callouts": CALLOUTS,
        "findings": FINDINGS,
        "zero_to_ten": [(str(number), "") for number in range(11)],
        "zero_to_three": [("0", "None"), ("1", "Slight"), ("2", "Clear"), ("3", "Strong")],
    }
    return HttpResponse(engines["django"].from_string(PAGE.read_text()).render(parts, request))


urlpatterns = [path("kit/", kit, name="kit"), *addresses]
