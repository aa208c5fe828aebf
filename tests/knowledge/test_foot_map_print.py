"""The foot map on paper: the same picture in every engine, in colour and in black and white."""

import re
import xml.etree.ElementTree as ET

import pytest
import typst
from django.template.loader import render_to_string

from knowledge.foot_map import Atlas, Labels, Tone, draw_print, views_needed
from knowledge.foot_map.hatch import dots, stripes
from knowledge.shipped import read_content

SQUARE = [[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]]
HOLE = [(40.0, 40.0), (60.0, 40.0), (60.0, 60.0), (40.0, 60.0)]


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    document, _ = read_content()
    return Atlas.compile(document["footmap"], document["zones"])


@pytest.fixture(scope="module")
def states(atlas: Atlas) -> dict[tuple[str, str], str]:
    states = {(foot, zone.code): "clear" for zone in atlas.zones.values() for foot in zone.feet}
    return states | {("right", "lung_chest"): "avoid", ("left", "lung_chest"): "planned", ("left", "eyes"): "caution"}


def test_stripes_stay_inside_and_leave_holes_open() -> None:
    lines = stripes([*SQUARE, HOLE], gap=10)

    middles = [((x0 + x1) / 2, (y0 + y1) / 2) for (x0, y0), (x1, y1) in lines]
    assert lines != []
    assert all(-0.001 <= x <= 100.001 and -0.001 <= y <= 100.001 for line in lines for x, y in line)
    assert not any(40 < x < 60 and 40 < y < 60 for x, y in middles)


def test_dots_lie_wholly_inside() -> None:
    centres = dots([*SQUARE, HOLE], gap=10, radius=3)

    assert len(centres) > 40
    assert all(3 <= x <= 97 and 3 <= y <= 97 for x, y in centres)
    assert not any(37 < x < 63 and 37 < y < 63 for x, y in centres)


@pytest.mark.parametrize("tone", Tone)
def test_picture_needs_no_class_pattern_mask_or_style(
    atlas: Atlas, states: dict[tuple[str, str], str], tone: Tone
) -> None:
    svg = draw_print(atlas, states, tone=tone).svg()

    root = ET.fromstring(svg)
    assert {element.tag.split("}")[1] for element in root.iter()} == {"svg", "title", "path", "text"}
    assert {name for element in root.iter() for name in element.attrib} & {
        "class",
        "style",
        "mask",
        "transform",
    } == set()


def test_black_and_white_uses_greys_only(atlas: Atlas, states: dict[tuple[str, str], str]) -> None:
    mono = draw_print(atlas, states, tone=Tone.MONO)

    colours = {colour for path in mono.paths for colour in (path.fill, path.stroke)} - {"none"}
    assert all(max(rgb) - min(rgb) <= 8 for rgb in (bytes.fromhex(colour[1:]) for colour in colours))


def test_numbers_are_those_of_the_reading_order(atlas: Atlas, states: dict[tuple[str, str], str]) -> None:
    numbered = draw_print(atlas, states, labels=Labels.NUMBERS)

    shown = {int(word.text) for word in numbered.words if word.text.isdigit()}
    assert shown == {atlas.zones[s.code].number for s in atlas.shapes if s.view == "plantar" and s.layer == "tile"}


def test_names_are_printed_where_we_worked(atlas: Atlas, states: dict[tuple[str, str], str]) -> None:
    named = draw_print(atlas, states, labels=Labels.NAMES)

    assert [word.text for word in named.words] == ["Right", "Left", "Lungs", "& chest"]


def test_label_says_what_each_foot_holds(atlas: Atlas, states: dict[tuple[str, str], str]) -> None:
    printed = draw_print(atlas, states)

    assert printed.label == "Right foot: 1 to avoid. Left foot: 1 light pressure only, 1 in plan"


def test_zones_beside_the_sole_ask_for_their_views(atlas: Atlas, states: dict[tuple[str, str], str]) -> None:
    ankle = states | {("left", "uterus_prostate"): "avoid"}

    assert views_needed(atlas, states) == ("plantar",)
    assert views_needed(atlas, ankle) == ("plantar", "medial")
    captions = [word.text for word in draw_print(atlas, ankle, views=views_needed(atlas, ankle)).words]
    assert captions == ["Right", "Left", "Right, inner side", "Left, inner side"]


def test_page_shows_the_same_paths_as_the_document(atlas: Atlas, states: dict[tuple[str, str], str]) -> None:
    printed = draw_print(atlas, states)

    page = render_to_string("components/foot_map_print.html", {"map": printed})

    assert re.findall(r' d="([^"]*)"', page) == [path.d for path in printed.paths]


def test_picture_goes_into_a_pdf(atlas: Atlas, states: dict[tuple[str, str], str]) -> None:
    svg = draw_print(atlas, states, labels=Labels.NUMBERS).svg()

    pdf = typst.compile(b'#image(bytes(sys.inputs.map), format: "svg")', sys_inputs={"map": svg})

    assert bytes(pdf).startswith(b"%PDF-")
