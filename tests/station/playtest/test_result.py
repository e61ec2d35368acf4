"""Results, cells and how they are told."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from core.errors import InputError
from station.playtest.heatmap import heat_map
from station.playtest.result import Result, cells_of, times_real
from station.playtest.table import table
from tests.station.playtest.making import USUAL, result


def test_a_result_survives_json() -> None:
    full = replace(USUAL, pauses={"near_fall": 2}, refused={"resting": 1}, charge_uc=12.5)
    assert Result.from_json(json.loads(json.dumps(full.as_json()))) == full


@pytest.mark.parametrize("damage", [
    {"clean": "3"}, {"clean": True}, {"clean": None}, {"pauses": 3}, {"pauses": {"a": 1.5}}, {"cpu_s": "fast"},
    {"unknown": 1},
])
def test_what_is_no_result_is_refused(damage: dict[str, object]) -> None:
    with pytest.raises(InputError, match="is no result of a play-test session"):
        Result.from_json(USUAL.as_json() | damage)


@pytest.mark.parametrize("plain", [None, [], 3, {}, {"level": "x"}])
def test_nor_is_anything_else(plain: object) -> None:
    with pytest.raises(InputError, match="is no result"):
        Result.from_json(plain)


def test_cells_gather_seeds_and_keep_the_order_of_levels() -> None:
    results = [result(10, grade=5, level="b/z", seed=2), result(20, grade=5, level="b/z"),
               result(7, level="b/z"), result(3, level="a/a")]
    cells = cells_of(results)
    assert [(cell.level, cell.grade) for cell in cells] == [("b/z", 1), ("b/z", 5), ("a/a", 1)]
    assert [each.seed for each in cells[1].results] == [1, 2]
    assert (cells[1].items, cells[1].clean, cells[1].success) == (40, 30, 0.75)


def test_a_cell_tells_means_of_measures_and_sums_of_reasons() -> None:
    one = replace(USUAL, play_s=40.0, pauses={"near_fall": 1}, near_falls=1, peak_ua=12_000)
    two = replace(USUAL, seed=2, play_s=60.0, pauses={"near_fall": 2, "person": 1}, near_falls=2,
                  ending="safe_end", stops={"board_lost": 1})
    (cell,) = cells_of([one, two])
    plain = cell.as_json()
    assert plain["success"] == 0.75
    assert (plain["seeds"], plain["play_s"], plain["near_falls"]) == (2, 50.0, 3)
    assert plain["pauses"] == {"near_fall": 3, "person": 1}
    assert plain["stops"] == {"board_lost": 1}
    assert plain["endings"] == {"completed": 1, "safe_end": 1}
    assert (plain["peak_ma"], plain["times_real"]) == (12.0, 120.0)


def test_speed_is_that_of_one_core() -> None:
    assert times_real([USUAL, replace(USUAL, cpu_s=1.5)]) == 60.0
    assert times_real([]) == 0.0


def test_the_table_has_a_row_for_each_cell_and_says_how_fast() -> None:
    imagined = replace(result(20, level="lanterns/imagine_it"), measured=False)
    paused = replace(result(5, grade=10), pauses={"near_fall": 2}, stops={"board_lost": 1}, refused={"resting": 3})
    lines = table(cells_of([result(15), paused, imagined])).splitlines()
    assert lines[0] == "shelf_reach/first_shelf"
    assert lines[2].split()[:4] == ["1", "0.5", "75", "%"]
    assert lines[3].endswith("pause near_fall 2, stop board_lost 1, refused resting 3")
    assert lines[7].split()[:3] == ["1", "0.5", "-"]
    assert lines[-1].startswith("3 sessions, 3 min of play at 120 x real time per core")


def test_a_heat_map_is_an_svg_with_a_square_for_each_cell() -> None:
    cells = cells_of([result(clean, grade=grade, ability=ability)
                      for clean, grade, ability in ((20, 1, 0.0), (10, 10, 0.0), (20, 1, 1.0), (0, 10, 1.0))])
    root = ElementTree.fromstring(heat_map(cells))
    words = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    colours = [each.get("fill") for each in root.iter("{http://www.w3.org/2000/svg}rect")][1:]
    assert words[:6] == ["shelf_reach/first_shelf", "items at the first try", "100 %", "100 %", "50 %", "0 %"]
    assert len(set(colours)) == 3
    assert colours[0] == colours[1]


def test_names_in_a_heat_map_are_escaped() -> None:
    (cell,) = cells_of([result(1, level="<a> & b")])
    assert ElementTree.fromstring(heat_map([cell]))[1].text == "<a> & b"
