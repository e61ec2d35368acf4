from __future__ import annotations

import random
from types import MappingProxyType

import pytest

from core.cues import CueKind
from core.frames import StreamHealth
from core.muscles import Muscle
from signals.assembler import BodyState
from signals.calibration import Calibration, EffortRange
from signals.guided import EffortProcedure, GuidedStep
from signals.guided.effort import effort_range
from signals.guided.procedure import GiveUp
from tests.signals.guided.people import Person, keys, lead, took_s

CALF = Muscle.LEFT_GASTROCNEMIUS
THIGH = Muscle.LEFT_VASTUS_LATERALIS
OK = StreamHealth.OK


def muscle(rest_uv: float = 4.0, max_uv: float = 120.0, spread: float = 0.1) -> Person:
    """Squeezes 0.4 s after it is asked to."""
    chance = random.Random(2)

    def body(step: GuidedStep | None, asked_s: float, t_ns: int) -> BodyState:
        squeeze = step is not None and step.cue.kind is CueKind.EFFORT and asked_s > 0.4
        level = max_uv if squeeze else rest_uv
        return state(t_ns, abs(chance.gauss(level, spread * level)))

    return body


def state(t_ns: int, uv: float, health: StreamHealth = OK) -> BodyState:
    return BodyState(t_ns, emg_t_ns=t_ns, envelope_uv=MappingProxyType({CALF: uv}),
                     emg_health=MappingProxyType({CALF: health}))


def range_of(steps: list[GuidedStep]) -> EffortRange:
    assert steps[-1].result is not None, steps[-1].sentence
    return steps[-1].result.effort[CALF]


def test_rest_is_mean_and_three_sd_and_maximum_the_best_half_second() -> None:
    other = EffortRange(7, 70)
    steps = lead(EffortProcedure(CALF, Calibration(effort={THIGH: other})), muscle())
    found = range_of(steps)
    assert found.rest_uv == pytest.approx(4 * 1.3, rel=0.05)
    assert found.max_uv == pytest.approx(120, rel=0.06)
    assert steps[-1].result is not None
    assert steps[-1].result.effort[THIGH] == other
    assert keys(steps) == ["relax", "squeeze", "relax", "squeeze", "relax", "squeeze", "done"]
    assert took_s(steps) == pytest.approx(21, abs=0.1)


def test_the_cue_asks_for_the_muscle_and_the_gauge_follows() -> None:
    steps = lead(EffortProcedure(CALF, Calibration()), muscle())
    asked = [step for step in steps if step.key == "squeeze"]
    assert dict(asked[0].cue.effort) == {CALF: 1.0}
    assert max(step.effort for step in asked) == 1.0
    assert max(step.effort for step in steps[:500]) < 0.1
    assert [step.overall for step in steps] == sorted(step.overall for step in steps)
    assert steps[0].seconds_left == pytest.approx(21, abs=0.1)


@pytest.mark.parametrize(("person", "word"), [
    (muscle(rest_uv=40, max_uv=100), "looked alike"),
    (muscle(rest_uv=4, max_uv=4), "looked alike"),
    (muscle(rest_uv=0.05, max_uv=0.5), "looked alike"),
    (muscle(rest_uv=4, max_uv=14, spread=0.9), "looked alike"),
    (lambda _, __, t_ns: state(t_ns, 0.0, StreamHealth.LEAD_OFF), "feels no skin"),
    (lambda _, __, t_ns: state(t_ns, 9.0, StreamHealth.SATURATED), "at its limit"),
    (lambda _, __, t_ns: state(t_ns, 9.0, StreamHealth.LATE), "sends nothing"),
    (lambda _, __, t_ns: state(t_ns, 0.0, StreamHealth.LOST), "sends nothing"),
    (lambda _, __, t_ns: BodyState(t_ns), "No sensor is set to this muscle"),
])
def test_a_bad_measurement_is_refused_with_what_to_do(person: Person, word: str) -> None:
    steps = lead(EffortProcedure(CALF, Calibration()), person)
    assert not steps[-1].ok
    assert word in steps[-1].sentence
    assert took_s(steps) <= 30


def test_an_electrode_that_comes_off_in_the_middle_ends_it() -> None:
    good = muscle()

    def person(step: GuidedStep | None, asked_s: float, t_ns: int) -> BodyState:
        return state(t_ns, 0.0, StreamHealth.LEAD_OFF) if t_ns > 12e9 else good(step, asked_s, t_ns)

    steps = lead(EffortProcedure(CALF, Calibration()), person)
    assert "feels no skin" in steps[-1].sentence
    assert took_s(steps) == pytest.approx(11.5, abs=0.1)


def test_a_sensor_that_is_late_for_a_while_is_waited_for() -> None:
    good = muscle()

    def person(step: GuidedStep | None, asked_s: float, t_ns: int) -> BodyState:
        return state(t_ns, 0.0, StreamHealth.LATE) if 4e9 < t_ns < 9e9 else good(step, asked_s, t_ns)

    steps = lead(EffortProcedure(CALF, Calibration()), person)
    assert range_of(steps).max_uv == pytest.approx(120, rel=0.06)
    assert took_s(steps) == pytest.approx(26, abs=0.2)
    assert steps[450].sentence == "One moment, please. Rest."


@pytest.mark.parametrize(("bests", "maximum"), [
    ([90.0, 100.0, 110.0], 110.0),
    ([50.0, 60.0, 120.0], 120.0),    # just twice the second best
    ([50.0, 60.0, 121.0], 60.0),     # a knocked cable
    ([60.0, 121.0, 50.0], 60.0),
])
def test_one_knock_is_no_maximum(bests: list[float], maximum: float) -> None:
    assert effort_range([4.0] * 100, bests) == EffortRange(4.0, maximum)


@pytest.mark.parametrize(("best", "taken"), [(11.99, False), (12.0, True), (30.0, True)])
def test_the_maximum_must_be_three_times_the_rest(best: float, taken: bool) -> None:
    if taken:
        assert effort_range([4.0] * 100, [best] * 3).max_uv == best
    else:
        with pytest.raises(GiveUp):
            effort_range([4.0] * 100, [best] * 3)
