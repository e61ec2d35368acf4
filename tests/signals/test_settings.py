from __future__ import annotations

import json

import pytest

from core.errors import InputError
from core.events import JsonValue
from core.muscles import Muscle
from signals.settings import SignalSettings


def test_settings_come_back_from_a_file() -> None:
    settings = SignalSettings(width_mm=400.5, depth_mm=228.0, load_floor_kg=5.0, mains_hz=60, flat_uv=0.0,
                              channels=(Muscle.RIGHT_HAMSTRINGS, Muscle.LEFT_HAMSTRINGS), lost_ns=2 * 10 ** 9)
    assert SignalSettings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


def test_absent_settings_are_the_defaults() -> None:
    assert SignalSettings.from_json({}) == SignalSettings()


@pytest.mark.parametrize(("data", "word"), [
    ({"width": 433}, "unknown key 'width'"),
    ({"width_mm": 0}, "above 0"),
    ({"load_floor_kg": -1}, "above 0"),
    ({"mains_hz": 55}, "50, 60 or 0"),
    ({"mains_hz": 50.0}, "whole number"),
    ({"flat_uv": -1}, "flat_uv"),
    ({"late_ns": 500, "lost_ns": 100}, "lost_ns"),
    ({"channels": "left_hamstrings"}, "list"),
    ({"channels": [1]}, "no muscle"),
    ({"channels": ["left_hamstrings", "left_hamstrings"]}, "twice"),
])
def test_wrong_settings_are_refused_with_a_sentence(data: JsonValue, word: str) -> None:
    with pytest.raises(InputError, match=word):
        SignalSettings.from_json(data)
