"""Mapping: dead zone, gain, curve, smoothing, and what happens to values that cannot be trusted."""

from __future__ import annotations

from math import exp, inf, nan
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cues import Cue, CueKind
from core.frames import ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from game.mapping import Mapping
from game.plays import Axis
from levels.model_shelf_reach import AxisMap, Steer
from levels.words import Signal
from tests.game.making import make_axis

TA = Muscle.RIGHT_TIBIALIS_ANTERIOR


def moved(axis: AxisMap, value: float, health: StreamHealth = StreamHealth.OK) -> float:
    """Where one frame puts the hand."""
    feature = Feature(value, 0, health)
    frame = ControlFrame(0, 0, feature, feature, share=feature, activation={TA: feature})
    return Mapping(Steer(x=axis)).step(frame).axes[Axis.X]


@pytest.mark.parametrize(("settings_", "value", "expected"), [
    ({}, 0.5, 0.5), ({}, -0.5, -0.5), ({}, 1.5, 1.0), ({}, -1.5, -1.0), ({}, 1e308, 1.0),
    ({"dead_zone": 0.2}, 0.2, 0.0), ({"dead_zone": 0.2}, -0.2, 0.0), ({"dead_zone": 0.2}, 0.2 + 1e-6, 1.25e-6),
    ({"dead_zone": 0.2}, 0.6, 0.5), ({"dead_zone": 0.2}, 1.0, 1.0),
    ({"gain": 0.5}, 0.5, 0.25), ({"gain": 3.0}, 0.5, 1.0), ({"gain": 2.0}, -0.25, -0.5),
    ({"curve": 2.0}, 0.5, 0.25), ({"curve": 2.0}, -0.5, -0.25), ({"curve": 0.5}, 0.25, 0.5),
    ({"curve": 3.0}, 1e308, 1.0), ({"invert": True}, 0.5, -0.5), ({"invert": True}, -0.5, 0.5),
])
def test_one_axis(settings_: dict[str, Any], value: float, expected: float) -> None:
    assert moved(make_axis(**settings_), value) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("signal", "value", "expected"), [
    (Signal.SHARE, 0.5, 0.0), (Signal.SHARE, 0.0, 1.0), (Signal.SHARE, 1.0, -1.0), (Signal.SHARE, 0.75, -0.5),
    (Signal.ACTIVATION, 0.4, 0.4), (Signal.ACTIVATION, -0.4, 0.0), (Signal.LEAN_Y, 0.3, 0.3),
])
def test_each_signal_runs_around_its_rest(signal: Signal, value: float, expected: float) -> None:
    muscle = TA if signal is Signal.ACTIVATION else None
    assert moved(make_axis(signal, muscle=muscle), value) == pytest.approx(expected)


def test_smoothing_has_the_time_constant_of_the_level() -> None:
    mapping = Mapping(Steer(x=make_axis(smoothing_ms=100.0)))
    frame = ControlFrame(0, 0, Feature(1.0, 0, StreamHealth.OK))
    for _ in range(10):
        x = mapping.step(frame).axes[Axis.X]
    assert x == pytest.approx(1 - exp(-1))
    mapping.reset()
    assert mapping.step(frame).axes[Axis.X] == pytest.approx(1 - exp(-0.1))


@pytest.mark.parametrize(("value", "health", "expected"), [
    (0.8, StreamHealth.LATE, 0.8), (0.8, StreamHealth.LOST, 0.4), (0.8, StreamHealth.SATURATED, 0.4),
    (0.8, StreamHealth.LEAD_OFF, 0.4), (nan, StreamHealth.OK, 0.4), (inf, StreamHealth.OK, 0.4),
])
def test_what_cannot_be_trusted_leaves_the_hand_where_it_was(
        value: float, health: StreamHealth, expected: float) -> None:
    mapping = Mapping(Steer(x=make_axis()))
    mapping.step(ControlFrame(0, 0, Feature(0.4, 0, StreamHealth.OK)))
    assert mapping.step(ControlFrame(1, 0, Feature(value, 0, health))).axes[Axis.X] == expected


def test_a_muscle_without_sensor_moves_nothing() -> None:
    mapping = Mapping(Steer(y=make_axis(Signal.ACTIVATION, muscle=TA)))
    assert mapping.step(ControlFrame(0, 0)).axes == {Axis.Y: 0.0}
    assert (mapping.muscles, mapping.uses_board) == ((TA,), False)


@settings(max_examples=80, deadline=None)
@given(st.floats(-1, 1), st.floats(0, 0.5), st.floats(0.2, 3), st.floats(0.5, 3), st.booleans())
def test_the_wanted_body_puts_the_hand_at_the_place(
        place: float, dead_zone: float, gain: float, curve: float, invert: bool) -> None:
    axis = make_axis(dead_zone=dead_zone, gain=gain, curve=curve, invert=invert)
    lean = Mapping(Steer(x=axis)).wanted(place, 0.0).lean[0]
    assert moved(axis, lean) == pytest.approx(place, abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(0, 0.5), st.floats(0.2, 3), st.floats(0.5, 3))
def test_more_lean_never_moves_the_hand_less(
        one: float, other: float, dead_zone: float, gain: float, curve: float) -> None:
    axis = make_axis(dead_zone=dead_zone, gain=gain, curve=curve)
    assert moved(axis, min(one, other)) <= moved(axis, max(one, other))


@pytest.mark.parametrize(("steer", "cue", "kind", "lean", "effort"), [
    (Steer(x=make_axis(gain=2.0)), Cue(0, CueKind.LEAN, (0.6, 0.0)), CueKind.LEAN, (0.3, 0.0), {}),
    (Steer(y=make_axis(Signal.LEAN_Y)), Cue(0, CueKind.LEAN, (0.6, 0.4)), CueKind.LEAN, (0.0, 0.4), {}),
    (Steer(x=make_axis(Signal.LEAN_Y)), Cue(0, CueKind.LEAN, (0.6, 0.0)), CueKind.LEAN, (0.0, 0.6), {}),
    (Steer(x=make_axis(Signal.ACTIVATION, muscle=TA)), Cue(0, CueKind.LEAN, (0.6, 0.0)),
     CueKind.EFFORT, (0.0, 0.0), {TA: 0.6}),
    (Steer(x=make_axis(Signal.ACTIVATION, muscle=TA)), Cue(0, CueKind.CENTRE),
     CueKind.RELAX, (0.0, 0.0), {TA: 0.0}),
    (Steer(x=make_axis()), Cue(0, CueKind.NONE), CueKind.NONE, (0.0, 0.0), {}),
])
def test_a_cue_about_a_place_becomes_one_about_the_body(
        steer: Steer, cue: Cue, kind: CueKind, lean: tuple[float, float], effort: dict[Muscle, float]) -> None:
    asked = Mapping(steer).asked(cue)
    assert (asked.kind, asked.lean, dict(asked.effort)) == (kind, lean, effort)


def test_a_working_muscle_is_a_button_beside_those_of_hands() -> None:
    frame = ControlFrame(0, 0, active=frozenset({Muscle.LEFT_HAMSTRINGS}))
    mapping = Mapping(Steer(x=make_axis()))
    assert mapping.step(frame, frozenset({"skip"})).buttons == {"skip", "left_hamstrings"}
    assert mapping.step(ControlFrame(1, 1)).buttons == frozenset()
