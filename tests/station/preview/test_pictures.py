"""The pictures are whole SVG, show what they should, and keep everything inside."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from levels.model_lanterns import LanternsLevel
from levels.model_shelf_reach import ShelfReachLevel
from levels.reader import LevelEntry, read_level, shipped
from levels.words import Direction
from signals.calibration import Reach
from station.preview.effort_picture import EffortOf, effort_picture
from station.preview.geometry import MapOf
from station.preview.stability_map import stability_map

SHELVES = [entry for entry in shipped() if entry.id.startswith("shelf_reach")]
LANTERNS = [entry for entry in shipped() if entry.id.startswith("lanterns")]
REACHES = (Reach(), Reach(20, 20, 20, 20), Reach(40, 200, 150, 30, -140, 100))


def words_of(svg: str) -> list[str]:
    return [str(element.text) for element in ET.fromstring(svg).iter() if element.tag.endswith("text")]


def places_of(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for points in re.findall(r'points="([^"]+)"', svg)
            for x, y in (point.split(",") for point in points.split())]


def map_of(level: ShelfReachLevel, reach: Reach = REACHES[0], who: str = "P-1042") -> MapOf:
    return MapOf(level.text("title"), who, level, reach, level.grade(1), level.grade(10),
                 {Direction.FRONT: 40.0, Direction.BACK_LEFT: 22.0})


@pytest.mark.parametrize("reach", REACHES)
@pytest.mark.parametrize("entry", SHELVES, ids=lambda entry: entry.path.stem)
def test_every_map_stays_inside_its_frame(entry: LevelEntry, reach: Reach) -> None:
    level = read_level(entry.path)
    assert isinstance(level, ShelfReachLevel)
    svg = stability_map(map_of(level, reach))
    assert all(0 <= x <= 900 and 0 <= y <= 680 for x, y in places_of(svg))


def test_a_map_says_what_it_shows() -> None:
    level = read_level(SHELVES[5].path)
    assert isinstance(level, ShelfReachLevel)
    words = words_of(stability_map(map_of(level, Reach(61, 82, 53, 34))))
    assert {"61 mm", "82 mm", "53 mm", "34 mm", "50 mm", "toes", "heels"} <= set(words)
    assert words[0] == "Whole shelf: targets on the stability map of P-1042"
    assert [f"{number}  {side.value.replace('_', ' ')}" in words
            for number, side in enumerate(level.directions, 1)] == [True] * 8
    assert any(word.startswith("first: radius") for word in words)
    assert any(word.startswith("hardest allowed: radius") for word in words)


def test_a_target_has_its_true_size() -> None:
    """A straight level, 1 mm a hundredth: a target of radius 0.2 is 40 mm wide, where the scale bar says 50."""
    level = read_level(SHELVES[5].path)
    assert isinstance(level, ShelfReachLevel)
    assert level.steer.x is not None
    straight = level.steer.x.model_copy(update={"dead_zone": 0.0, "gain": 1.0, "curve": 1.0})
    level = level.model_copy(update={"steer": level.steer.model_copy(update={"x": straight})})
    of = map_of(level, Reach(100, 100, 100, 100))
    svg = stability_map(of)
    bar = re.search(r'<line x1="([0-9.]+)" y1="82.0" x2="([0-9.]+)" y2="82.0"', svg)
    assert bar is not None
    mm = (float(bar[2]) - float(bar[1])) / 50
    right_target = re.findall(r'points="([^"]+)" fill="#cdeadd"', svg)[level.directions.index(Direction.RIGHT)]
    xs = [float(point.split(",")[0]) for point in right_target.split()]
    assert (max(xs) - min(xs)) / mm == pytest.approx(200 * of.first.size, rel=0.02)


def test_foreign_words_cannot_break_out() -> None:
    level = read_level(SHELVES[0].path)
    assert isinstance(level, ShelfReachLevel)
    svg = stability_map(map_of(level, who='<script>"&'))
    assert "<script>" not in svg
    assert any('<script>"&' in word for word in words_of(svg))


@pytest.mark.parametrize("entry", LANTERNS, ids=lambda entry: entry.path.stem)
def test_every_level_of_lanterns_has_a_picture(entry: LevelEntry) -> None:
    level = read_level(entry.path)
    assert isinstance(level, LanternsLevel)
    svg = effort_picture(EffortOf(level.text("title"), "P-1", level, level.grade(1), level.grade(10)))
    words = words_of(svg)
    assert {"0 %", "100 %"} <= set(words)
    measured = level.difficulty.effort is not None
    assert any(word.startswith("line ") for word in words) is measured
    assert all(0 <= float(x) <= 900 for x in re.findall(r' x="([0-9.]+)"', svg))
