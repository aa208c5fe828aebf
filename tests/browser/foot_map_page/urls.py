"""The project's addresses and one more: the foot map in every state, in plan and in log."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from knowledge.foot_map import Atlas, Purpose, draw, list_zones
from knowledge.shipped import read_content
from reflexpractice.urls import urlpatterns as addresses

TOLD = {
    ("right", "lung_chest"): "avoid",
    ("right", "thymus"): "unknown",
    ("right", "sciatic_nerve"): "absolute",
    ("left", "sciatic_nerve"): "clearance",
    ("right", "eyes"): "caution",
    ("left", "eyes"): "planned_light",
    ("right", "solar_plexus"): "planned",
    ("left", "small_intestine"): "included",
    ("left", "spleen"): "suggested",
    ("right", "uterus_prostate"): "avoid",
    ("right", "st_calf"): "avoid",
}


def foot_map(request: HttpRequest, purpose: str) -> HttpResponse:
    """Both feet and the list, all clear but for a zone or two in each state."""
    document, _ = read_content()
    atlas = Atlas.compile(document["footmap"], document["zones"])
    states = {(foot, zone.code): "clear" for zone in atlas.zones.values() for foot in zone.feet} | TOLD
    pins = {("right", "shoulder_arm"): 3} if purpose == Purpose.LOG else {}
    template = engines["django"].from_string((Path(__file__).parent / "page.html").read_text())
    context = {
        "map": draw(atlas, states, pins=pins, purpose=Purpose(purpose)),
        "list": list_zones(atlas, states),
    }
    return HttpResponse(template.render(context, request))


urlpatterns = [path("foot-map/<str:purpose>/", foot_map), *addresses]
