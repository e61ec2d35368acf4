"""What a level holds, and where its ranges end."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from itertools import pairwise
from math import hypot

import pytest
from pydantic import ValidationError

from core.errors import InputError
from core.events import JsonValue
from levels.model import GRADES
from levels.model_shelf_reach import Grade
from levels.words import Direction, Eyes, Order, Posture, Signal, Surface
from tests.levels.making import RIGHT, made, told


def test_a_level_as_it_was_written() -> None:
    level = made()
    assert (level.play, level.posture, level.surface, level.eyes) == (
        "shelf_reach", Posture.STANDING, Surface.FIRM, Eyes.OPEN)
    assert level.steer.x is not None
    assert (level.steer.x.signal, level.steer.x.gain, level.steer.x.curve) == (Signal.LEAN_X, 1.0, 1.0)
    assert level.directions == (Direction.RIGHT, Direction.FRONT, Direction.LEFT, Direction.BACK)
    assert level.order is Order.SERIAL
    assert level.assist.stimulation == 0.0


@pytest.mark.parametrize(("number", "grade"), [
    (1, Grade(1, 3, 0.30, 0.50, 0.5, 1.4, 0.0, 10.0)),
    (4, Grade(4, 6, 0.27, 0.56, 0.8, 1.1, 0.1, 10.0)),
    (10, Grade(10, 12, 0.21, 0.68, 1.4, 0.5, 0.4, 10.0)),
])
def test_a_grade_is_a_column_of_the_table(number: int, grade: Grade) -> None:
    assert made().grade(number) == grade


@pytest.mark.parametrize("number", [-1, 0, 11])
def test_there_are_ten_grades(number: int) -> None:
    with pytest.raises(InputError, match=rf"Grades run from 1 to {GRADES}, not {number}\."):
        made().grade(number)


@pytest.mark.parametrize(("language", "title"), [
    ("en", "Shelf"), ("de", "Regal"), ("de-AT", "Regal"), ("pt-BR", "Estante"), ("pt", "Shelf"), ("xx", "Shelf"),
])
def test_texts_fall_back_to_english(language: str, title: str) -> None:
    assert made().text("title", language) == title


def test_nothing_of_a_level_can_be_changed() -> None:
    level = made()
    with pytest.raises(ValidationError):
        level.posture = Posture.SEATED  # type: ignore[misc]  # frozen is what is tested
    with pytest.raises(FrozenInstanceError):
        level.grade(1).items = 99  # type: ignore[misc]  # frozen is what is tested


def test_directions_go_round_in_steps_of_45_degrees() -> None:
    units = [direction.unit for direction in Direction]
    assert units[0] == (1.0, 0.0)
    assert units[2] == (0.0, 1.0)
    for (x0, y0), (x1, y1) in pairwise([*units, units[0]]):
        assert hypot(x0, y0) == pytest.approx(1.0)
        assert x0 * y1 - y0 * x1 == pytest.approx(0.5 ** 0.5)  # sine of a left turn of 45 degrees


def table(axis: str, value: JsonValue) -> tuple[str, JsonValue]:
    return (f"difficulty.{axis}", [value] * GRADES)


@pytest.mark.parametrize(("path", "least", "below", "most", "above"), [
    ("steer.x.dead_zone", 0, -0.01, 0.5, 0.51),
    ("steer.x.curve", 0.5, 0.49, 3, 3.01),
    ("steer.x.smoothing_ms", 0, -1, 1000, 1001),
    ("feedback.share", 0, -0.1, 1, 1.1),
    ("assist.after_misses", 1, 0, 10, 11),
    ("assist.stimulation", 0, -0.1, 1, 1.001),
    ("quality.align_s", 1, 0.9, 5, 5.1),
    ("quality.align_radius", 0.05, 0.04, 0.5, 0.51),
])
def test_ranges_hold_on_both_sides(path: str, least: float, below: float, most: float, above: float) -> None:
    seated = ("posture", "seated")  # where every value may be used, stimulation too
    made((path, least), seated)
    made((path, most), seated)
    assert told((path, below)) == [f"{path}: must be {least:g} or more, not {below}."]
    assert told((path, above)) == [f"{path}: must be {most:g} or less, not {above}."]


@pytest.mark.parametrize(("axis", "least", "below", "most", "above"), [
    ("hold_s", 0.3, 0.29, 5, 5.1), ("settle_s", 0.2, 0.19, 5, 5.1), ("resistance", 0, -0.1, 1, 1.1),
    ("items", 3, 2, 40, 41),
])
def test_ranges_of_the_table_hold_on_both_sides(
        axis: str, least: float, below: float, most: float, above: float) -> None:
    made(table(axis, least))
    made(table(axis, most))
    assert told(table(axis, below))[0] == f"difficulty.{axis}[1]: must be {least:g} or more, not {below}."
    assert told(table(axis, above))[9] == f"difficulty.{axis}[10]: must be {most:g} or less, not {above}."


@pytest.mark.parametrize(("change", "sentence"), [
    (("titel", {}), "titel: is not a known key; did you mean title?"),
    (("posture", "afloat"), 'posture: must be seated, standing or lying, not "afloat".'),
    (("posture", "lying"), "posture: must be seated or standing: a shelf is not reached lying."),
    (("play", "shelf_rech"), 'play: "shelf_rech" is not known here; did you mean shelf_reach?'),
    (("schema", 2), "schema: must be 1, not 2."),
    (("schema", "1"), 'schema: must be 1, not "1".'),
    (("steer.x.signal", "lean"), 'steer.x.signal: "lean" is not known here; did you mean lean_y?'),
    (("steer.x.muscle", "tibialis"), "steer.x.muscle: "),
    (("title", {"EN": "Shelf", "en": "Shelf"}), "title.EN: must be a language such as en, de or pt-BR."),
    (("title", {"de": "Regal"}), "title: the English text is missing; add a line with en."),
    (("title.en", "x" * 25), "title.en: must have at most 24 characters, not 25."),
    (("title.en", "   "), "title.en: must not be empty."),
    (("title.en", "two\nlines"), "title.en: must be one line."),
    (("instruction.en", "x" * 61), "instruction.en: must have at most 60 characters, not 61."),
    (("instruction.en", "Lean. Then come back."), "instruction.en: must be one sentence."),
    (("directions", []), "directions: must not be empty."),
    (("directions", ["right", "left", "right"]), "directions[3]: right is named twice; keep one."),
    (("directions", ["forward"]), "directions[1]: "),
    (("trains", ["weight_shift", "weight_shift"]), "trains[2]: weight_shift is named twice; keep one."),
    (("difficulty.items", [3] * 9), "difficulty.items: must have at least 10 values, not 9."),
    (("difficulty.items", [3] * 11), "difficulty.items: must have at most 10 values, not 11."),
    (("difficulty.items.3", 6.5), "difficulty.items[4]: must be a whole number, not 6.5."),
    (("safety.rail", 1), "safety.rail: must be true or false, not 1."),
    (("stimulation_ma", 5), "stimulation_ma: is not a known key; known here: "),
    (("assist.current_ma", 5), "assist.current_ma: is not a known key; known here: after_misses, stimulation, "
                               "patience_s."),
])
def test_what_a_level_refuses(change: tuple[str, JsonValue], sentence: str) -> None:
    lines = told(change)
    assert len(lines) == 1
    assert lines[0].startswith(sentence)


def test_what_must_not_be_left_out() -> None:
    needed = sorted(set(RIGHT) - {"play", "surface", "eyes", "feedback", "assist", "quality"})
    lines = told(*((name, None) for name in needed))
    assert sorted({line.split(":")[0] for line in lines}) == needed


@pytest.mark.parametrize(("play", "sentence"), [
    ("chess", 'play: must be shelf_reach or lanterns, not "chess".'),
    (None, "play: must be shelf_reach or lanterns, but nothing stands here."),
    (["lanterns"], "play: must be shelf_reach or lanterns, not a list."),
])
def test_a_level_of_no_known_game_is_checked_as_far_as_levels_are_alike(play: JsonValue, sentence: str) -> None:
    assert told(("play", play)) == [sentence]
    assert len(told(("play", play), ("safety.rail", 1))) == 2
