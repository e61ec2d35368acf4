from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.events import JsonValue
from core.muscles import Muscle
from signals.calibration import Calibration, EffortRange, Reach, Tare

KG = st.floats(-15, 15)
REACH_MM = st.floats(20, 260)
CENTRE_MM = st.floats(-150, 150)


@st.composite
def efforts(draw: st.DrawFn) -> EffortRange:
    rest = draw(st.floats(0, 1e6))
    return EffortRange(rest, draw(st.floats(max(2 * rest, rest + 1), 1e8)))


@settings(max_examples=40, deadline=None)
@given(st.builds(Calibration, st.builds(Tare, KG, KG, KG, KG),
                 st.builds(Reach, REACH_MM, REACH_MM, REACH_MM, REACH_MM, CENTRE_MM, CENTRE_MM),
                 st.dictionaries(st.sampled_from(Muscle), efforts(), max_size=3)))
def test_a_calibration_comes_back_bit_for_bit_from_a_file(calibration: Calibration) -> None:
    text = json.dumps(calibration.to_json())
    assert Calibration.from_json(json.loads(text)) == calibration


def test_absent_parts_are_the_defaults() -> None:
    assert Calibration.from_json({}) == Calibration()
    assert Calibration.from_json({"reach": {"left_mm": 80}}).reach == Reach(left_mm=80.0)


@pytest.mark.parametrize(("data", "word"), [
    (None, "object"),
    ([], "object"),
    ({"tares": {}}, "unknown key 'tares'"),
    ({"tare": {"tl": 0.5}}, "unknown key 'tl'"),
    ({"tare": {"tl_kg": "1"}}, "tare.tl_kg must be a number, not a text"),
    ({"tare": {"tl_kg": True}}, "true or false"),
    ({"tare": {"tl_kg": None}}, "null"),
    ({"tare": {"tl_kg": 70}}, "nobody on the board"),
    ({"reach": {"left_mm": math.nan}}, "finite"),
    ({"reach": {"left_mm": 10 ** 400}}, "finite"),
    ({"reach": {"left_mm": 3}}, "20 to 260"),
    ({"reach": {"back_mm": 1e4}}, "20 to 260"),
    ({"reach": {"centre_x_mm": 200}}, "-150 to 150"),
    ({"effort": []}, "effort must be an object"),
    ({"effort": {"elbow": {}}}, "no muscle"),
    ({"effort": {"left_hamstrings": {"rest_uv": 10, "max_uv": 15}}}, "20 to"),
    ({"effort": {"left_hamstrings": {"rest_uv": 0.1, "max_uv": 0.5}}}, "1.1 to"),
    ({"effort": {"left_hamstrings": {"rest_uv": -1}}}, "effort.rest_uv"),
])
def test_a_bad_calibration_is_refused_with_what_would_be_right(data: JsonValue, word: str) -> None:
    with pytest.raises(InputError, match=word):
        Calibration.from_json(data)


@pytest.mark.parametrize("mm", [20.0, 260.0])
def test_the_least_and_largest_reach_are_taken(mm: float) -> None:
    assert Reach(left_mm=mm).left_mm == mm


@pytest.mark.parametrize("mm", [19.999, 260.001, -65.0, 0.0, math.inf])
def test_a_reach_past_them_is_not(mm: float) -> None:
    with pytest.raises(InputError, match="Measure the reach again"):
        Reach(left_mm=mm)
