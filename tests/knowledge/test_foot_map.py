"""The foot map: its geometry, and what it shows and says of each zone's state."""

import gzip
import json
import random
from collections.abc import Sequence
from math import dist

import pytest
from django.template.loader import render_to_string

from knowledge.foot_map import (
    LOOKS,
    Atlas,
    Foot,
    FootMap,
    Purpose,
    ZoneState,
    atlas_of,
    curve_path,
    draw,
    draw_mini,
    list_zones,
)
from knowledge.foot_map.curve import Point, flatten, short_path
from knowledge.foot_map.hatch import inside
from knowledge.foot_map.room import fit
from knowledge.foot_map.states import gravest
from knowledge.foot_map.tree import Note, Picture, ZoneGroup
from knowledge.shipped import read_content

States = dict[tuple[str, str], str]

SOLAR_PLEXUS = (
    "M261.3 414.3C261 410 258.8 405.1 255.6 401.6C251.8 397.4 244.7 393.6 238.4 392.2C231.6 390.7 222.4 391.4 "
    "216.1 393.8C210.5 395.9 205 400.2 202.1 404.5C199.6 408.2 198.4 412.9 198.7 417.1C199 421.4 201.1 426.4 "
    "204.4 429.9C208.2 434.1 215.3 437.8 221.6 439.2C228.4 440.7 237.6 440 243.9 437.6C249.5 435.5 255 431.2 "
    "257.9 426.9C260.4 423.2 261.6 418.5 261.3 414.3Z"
)
TABLET = 0.53


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    document, faults = read_content()
    assert faults == []
    return Atlas.compile(document["footmap"], document["zones"])


def all_zones(atlas: Atlas, state: str = "clear") -> States:
    return {(foot, zone.code): state for zone in atlas.zones.values() for foot in zone.feet}


def pictures(drawn: FootMap) -> list[Picture]:
    return [picture for side in drawn.sides for picture in (side.big, *side.small)]


def zone_of(drawn: FootMap, foot: str, zone: str) -> ZoneGroup:
    return next(z for p in pictures(drawn) if p.foot == foot for z in (*p.tiles, *p.areas) if z.zone == zone)


def note_of(drawn: FootMap, foot: str, zone: str) -> Note:
    return next(note for p in pictures(drawn) if p.foot == foot for note in p.notes if note.zone == zone)


def labels(picture: Picture) -> int:
    return sum(1 for note in picture.notes if note.words_at)


# geometry


def test_curve_runs_through_the_points_without_overshoot(atlas: Atlas) -> None:
    (shape,) = (shape for shape in atlas.shapes if shape.code == "solar_plexus")

    assert curve_path(shape.rings) == SOLAR_PLEXUS


def test_short_path_ends_where_the_long_one_does() -> None:
    ring = [[0, 0], [10.4, 0.3], [10.2, 9.7], [0.3, 10.1]]

    drawn = short_path([ring])

    steps = [float(number) for number in drawn[5:-1].replace("-", " -").split()]
    assert drawn.startswith("M0 0c")
    assert len(steps) == 4 * 6
    for axis in (0, 1):
        assert sum(steps[4 + axis :: 6]) == pytest.approx(0, abs=1e-9)


def test_no_ring_draws_nothing() -> None:
    assert curve_path([]) == ""


@pytest.mark.parametrize(("foot", "tiles", "zones"), [(Foot.RIGHT, 44, 40), (Foot.LEFT, 42, 38)])
def test_soles_hold_their_tiles(atlas: Atlas, foot: Foot, tiles: int, zones: int) -> None:
    found = atlas.of("plantar", foot, "tile")

    assert len(found) == zones
    assert sum(len(shapes) for _, shapes in found) == tiles


def test_every_zone_has_a_shape_on_each_of_its_feet_and_no_other(atlas: Atlas) -> None:
    drawn = {(foot, shape.code) for shape in atlas.shapes for foot in shape.feet if shape.code}

    assert drawn == {(foot, zone.code) for zone in atlas.zones.values() for foot in zone.feet}


def test_every_anchor_lies_in_its_shape(atlas: Atlas) -> None:
    outside = [shape.code for shape in atlas.shapes if not contains([flatten(r) for r in shape.rings], shape.anchor)]

    assert outside == []


def test_a_shape_without_a_zone_row_is_refused() -> None:
    document, _ = read_content()

    with pytest.raises(KeyError, match="liver"):
        Atlas.compile(document["footmap"], [row for row in document["zones"] if row["code"] != "liver"])


def test_the_same_seal_gives_the_very_same_atlas() -> None:
    document, _ = read_content()

    assert atlas_of(document, seal="one") is atlas_of(document, seal="one")
    assert atlas_of(document, seal="one") is not atlas_of(document, seal="two")


@pytest.mark.parametrize("foot", Foot)
def test_no_tap_on_the_sole_is_lost(atlas: Atlas, foot: Foot) -> None:
    view = atlas.views["plantar"]
    outline = [flatten(ring) for ring in view.rings]
    tiles = [[flatten(r) for r in shape.rings] for _, shapes in atlas.of("plantar", foot, "tile") for shape in shapes]
    chance = random.Random(68)

    lost = []
    for _ in range(2000):
        tap = (chance.uniform(0, view.box[2]), chance.uniform(0, view.box[3]))
        if contains(outline, tap) and not any(within_reach(tile, tap, 14 / TABLET) for tile in tiles):
            lost.append(tap)

    assert lost == []


def contains(polygons: Sequence[Sequence[Point]], point: Point) -> bool:
    return any(start <= point[0] <= end for start, end in inside(polygons, point[1]))


def within_reach(tile: Sequence[Sequence[Point]], tap: Point, reach: float) -> bool:
    return contains(tile, tap) or min(dist(tap, corner) for ring in tile for corner in ring) <= reach


# states


@pytest.mark.parametrize(
    ("state", "look", "overlay", "mark", "words"),
    [
        ("clear", "clear", "", "", "no warning"),
        ("suggested", "suggested", "", "", "suggested"),
        ("planned", "planned", "", "tick", "in plan"),
        ("caution", "caution", "caution", "caution", "light pressure only"),
        ("planned_light", "light", "light", "tick", "in plan, light pressure"),
        ("avoid", "avoid", "avoid", "avoid", "avoid"),
        ("clearance", "avoid", "avoid", "avoid", "clearance first"),
        ("absolute", "avoid", "avoid", "avoid", "avoid, cannot be included"),
        ("included", "included", "included", "pen", "in plan by your decision"),
        ("unknown", "unknown", "unknown", "unknown", "not checked"),
    ],
)
def test_state_is_told_by_look_overlay_mark_and_words(
    atlas: Atlas, state: str, look: str, overlay: str, mark: str, words: str
) -> None:
    drawn = draw(atlas, all_zones(atlas) | {("right", "lung_chest"): state})

    zone = zone_of(drawn, "right", "lung_chest")
    assert zone.look == look
    assert zone.fill == (f"url(#map-right-plantar-{overlay})" if overlay else "")
    assert zone.label == f"Lungs and chest, right: {words}"
    assert note_of(drawn, "right", "lung_chest").mark_kind == mark


def test_every_state_has_a_look() -> None:
    assert list(LOOKS) == list(ZoneState)


def test_a_zone_nobody_told_of_is_not_checked(atlas: Atlas) -> None:
    states = all_zones(atlas)
    del states["right", "liver"]

    drawn = draw(atlas, states)

    assert zone_of(drawn, "right", "liver").label == "Liver, right: not checked"
    assert zone_of(drawn, "right", "liver").look == "unknown"


def test_nothing_told_leaves_no_zone_clear(atlas: Atlas) -> None:
    drawn = draw(atlas, {})

    assert {zone.state for p in pictures(drawn) for zone in (*p.tiles, *p.areas, *p.points)} == {"unknown"}
    assert {chip.state for row in drawn.others for chip in row.chips} == {"unknown"}


def test_a_state_we_do_not_know_is_refused(atlas: Atlas) -> None:
    with pytest.raises(ValueError, match="fine"):
        draw(atlas, {("right", "liver"): "fine"})


def test_nothing_known_of_a_region_is_not_checked() -> None:
    assert gravest([]) == ZoneState.UNKNOWN


def test_one_foot_does_not_colour_the_other(atlas: Atlas) -> None:
    drawn = draw(atlas, all_zones(atlas) | {("left", "kidney"): "avoid"})

    assert zone_of(drawn, "left", "kidney").state == "avoid"
    assert zone_of(drawn, "right", "kidney").state == "clear"


def test_a_zone_has_one_state_in_every_view(atlas: Atlas) -> None:
    drawn = draw(atlas, all_zones(atlas) | {("right", "bladder"): "avoid"})

    shown = {p.view: z.state for p in pictures(drawn) if p.foot == "right" for z in p.tiles if z.zone == "bladder"}
    assert shown == {"plantar": "avoid", "medial": "avoid"}


def test_picture_says_what_it_holds_gravest_first(atlas: Atlas) -> None:
    drawn = draw(atlas, all_zones(atlas) | {("right", "kidney"): "planned", ("right", "heart"): "avoid"})
    warned = draw(atlas, all_zones(atlas) | {("right", "kidney"): "planned", ("right", "hip"): "absolute"})

    assert drawn.sides[0].big.summary == "Right foot, sole: 1 in plan"
    assert warned.sides[0].big.summary == "Right foot, sole: 1 to avoid, 1 in plan"


@pytest.mark.parametrize(
    ("states", "look", "text", "words"),
    [
        ({}, "", "", ""),
        ({"hip": "caution"}, "caution", "1", "1 light pressure only"),
        ({"hip": "caution", "knee_leg": "unknown"}, "unknown", "?", "1 not checked"),
        ({"hip": "avoid", "knee_leg": "clearance"}, "avoid", "2", "1 to avoid, 1 need clearance first"),
    ],
)
def test_small_view_wears_the_count_of_its_gravest_warnings(
    atlas: Atlas, states: dict[str, str], look: str, text: str, words: str
) -> None:
    told = {("right", zone): state for zone, state in states.items()}

    (outer,) = (p for p in pictures(draw(atlas, all_zones(atlas) | told)) if (p.foot, p.view) == ("right", "lateral"))

    assert (outer.badge.look, outer.badge.text, outer.badge.words) == (look, text, words)


def test_legend_names_what_is_on_the_map(atlas: Atlas) -> None:
    looked_at = draw(atlas, all_zones(atlas) | {("left", "heart"): "included"}, purpose=Purpose.LOOK)

    assert [item.words for item in looked_at.legend if item.shown] == ["Included with a reason", "No warning"]


# pins, marks and words


def test_pin_takes_the_place_of_the_mark_and_is_spoken(atlas: Atlas) -> None:
    states = all_zones(atlas) | {("right", "kidney"): "caution"}

    drawn = draw(atlas, states, pins={("right", "kidney"): 0}, purpose=Purpose.LOG)

    note = note_of(drawn, "right", "kidney")
    assert (note.pin, note.mark) == ("0", "")
    assert zone_of(drawn, "right", "kidney").label == "Kidney, right: light pressure only, tenderness 0"


def test_logging_leaves_the_ticks_out(atlas: Atlas) -> None:
    states = all_zones(atlas, "planned")

    assert note_of(draw(atlas, states), "right", "kidney").mark_kind == "tick"
    assert note_of(draw(atlas, states, purpose=Purpose.LOG), "right", "kidney").mark_kind == ""


@pytest.mark.parametrize(("px", "right", "left"), [(TABLET, 18, 18), (0.95, 34, 33)])
def test_labels_show_where_they_fit(atlas: Atlas, px: float, right: int, left: int) -> None:
    drawn = draw(atlas, all_zones(atlas), px=px)

    assert [labels(side.big) for side in drawn.sides] == [right, left]


def test_mark_wins_over_words_and_both_show_with_room(atlas: Atlas) -> None:
    lungs, diaphragm = (next(s for s in atlas.shapes if s.code == code) for code in ("lung_chest", "diaphragm"))

    both = fit(lungs, px=TABLET, sign="mark", turn=0)
    one = fit(diaphragm, px=TABLET, sign="mark", turn=diaphragm.turn)

    assert both.mark.startswith("translate(0 -")
    assert both.words != ""
    assert one.mark.startswith("translate(0 0)")
    assert one.words == ""


def test_words_of_the_mirrored_foot_lean_the_other_way(atlas: Atlas) -> None:
    drawn = draw(atlas, all_zones(atlas), px=0.95)

    assert note_of(drawn, "right", "ureter").words_at == "rotate(45)"
    assert note_of(drawn, "left", "ureter").words_at == "rotate(-45)"


# pages


def test_map_page_names_every_zone_group_and_stays_light(atlas: Atlas) -> None:
    drawn = draw(atlas, all_zones(atlas))

    page = render_to_string("components/foot_map.html", {"map": drawn})

    groups = sum(len(p.tiles) + len(p.areas) + len(p.points) for p in pictures(drawn))
    assert page.count('class="z z-clear" data-zone') == groups
    assert page.count(" style=") == 0
    assert len(gzip.compress(page.encode())) < 40 * 1024


def test_ids_of_two_maps_on_a_page_never_meet(atlas: Atlas) -> None:
    pages = [render_to_string("components/foot_map.html", {"map": draw(atlas, {}, id=name)}) for name in ("one", "two")]

    first, second = ({part.split('"')[0] for part in page.split(' id="')[1:]} for page in pages)
    assert first & second == set()
    assert len(first) == pages[0].count(' id="')


def test_scripts_are_told_the_same_words(atlas: Atlas) -> None:
    looks = json.loads(draw(atlas, {}).looks)

    assert {state: look["say"] for state, look in looks.items()} == {s: look.spoken for s, look in LOOKS.items()}


def test_tiny_feet_wear_the_gravest_state_of_a_third_of_a_region(atlas: Atlas) -> None:
    toes = [zone.code for zone in atlas.zones.values() if "toes" in atlas.places(zone.code)]
    third = {("right", code): "avoid" for code in toes[: -(-len(toes) // 3)]}

    mini = draw_mini(atlas, all_zones(atlas) | third, id="visit-1")

    assert [part.look for part in mini.parts].count("avoid") == 1
    assert "Right foot: toes avoid" in mini.label.replace(", part of ball", "")


def test_tiny_feet_tell_in_words_of_a_single_zone(atlas: Atlas) -> None:
    states = all_zones(atlas) | {("right", "eyes"): "caution", ("right", "sinuses"): "avoid"}

    mini = draw_mini(atlas, states, id="visit-1")

    assert mini.label == "Right foot: part of toes avoid. Left foot: no warning"


def test_tiny_feet_tell_of_what_the_sole_does_not_show(atlas: Atlas) -> None:
    clear = draw_mini(atlas, all_zones(atlas), id="visit-1")
    ankles = {("left", zone.code): "avoid" for zone in atlas.zones.values() if "ankle" in atlas.places(zone.code)}
    ankle = draw_mini(atlas, all_zones(atlas) | ankles, id="visit-1")

    assert clear.label == "Right foot: no warning. Left foot: no warning"
    assert ankle.label == "Right foot: no warning. Left foot: heel, ankle avoid"
    assert len(ankle.parts) == len(clear.parts) + 1


@pytest.mark.parametrize("state", ZoneState)
def test_tiny_feet_weigh_less_than_four_kibibytes(atlas: Atlas, state: ZoneState) -> None:
    mini = draw_mini(atlas, all_zones(atlas, state), id="visit-123456")

    assert len(render_to_string("components/foot_map_mini.html", {"mini": mini}).encode()) < 4096


def test_list_holds_every_zone_once_by_region(atlas: Atlas) -> None:
    listed = list_zones(atlas, all_zones(atlas))

    assert sorted(row.name for region in listed.regions for row in region.rows) == sorted(
        zone.name for zone in atlas.zones.values()
    )
    assert [region.name for region in listed.regions] == list(atlas.region_names.values())


def test_list_box_is_ticked_closed_or_missing(atlas: Atlas) -> None:
    states = all_zones(atlas) | {("right", "kidney"): "planned", ("left", "kidney"): "avoid"}

    listed = list_zones(atlas, states, reasons={("left", "kidney"): "#finding-1"})

    rows = {row.name: row for region in listed.regions for row in region.rows}
    right, left = rows["Kidney"].right, rows["Kidney"].left
    assert right is not None
    assert left is not None
    assert (right.value, right.checked, right.disabled, right.reason) == ("right:kidney", True, False, "")
    assert (left.word, left.checked, left.disabled, left.reason) == ("avoid", False, True, "#finding-1")
    assert rows["Liver"].left is None


def test_list_closes_what_was_not_checked(atlas: Atlas) -> None:
    page = render_to_string("components/zone_list.html", {"list": list_zones(atlas, {})})

    boxes = sum(len(zone.feet) for zone in atlas.zones.values())
    assert page.count('name="zones"') == boxes
    assert page.count(" disabled") == boxes
