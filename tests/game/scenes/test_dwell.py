"""Choosing by leaning: where it begins and ends, and when nothing may fill."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.frames import TICK_NS, ControlFrame, Feature, StreamHealth
from game.scenes.dwell import DwellStep, LeanDwell
from game.scenes.layout import Slot
from game.sounds import SoundKind

OK, LOST, LATE = StreamHealth.OK, StreamHealth.LOST, StreamHealth.LATE
ALL = (Slot.LEFT, Slot.RIGHT, Slot.TOP, Slot.BOTTOM)
NAN = float("nan")
Path = list[tuple[float, float, int, StreamHealth]]


class Leaner:
    """A lean, tick by tick."""

    def __init__(self, slots: tuple[Slot, ...] = ALL, dwell_s: float = 1.0, centred: bool = True) -> None:
        self.dwell = LeanDwell(slots, dwell_s)
        self.tick = 0
        if centred:
            self.lean(0.0, 0.0)

    def lean(self, x: float, y: float, ticks: int = 1, health: StreamHealth = OK) -> list[DwellStep]:
        return [self._one(x, y, health) for _ in range(ticks)]

    def _one(self, x: float, y: float, health: StreamHealth) -> DwellStep:
        self.tick += 1
        t_ns = self.tick * TICK_NS
        return self.dwell.step(t_ns, ControlFrame(self.tick, t_ns, Feature(x, t_ns, health),
                                                  Feature(y, t_ns, health)))


def chosen(steps: list[DwellStep]) -> list[Slot]:
    return [step.chosen for step in steps if step.chosen]


@pytest.mark.parametrize(("x", "y", "slot"), [
    (0.60, 0.0, Slot.RIGHT), (0.5999, 0.0, None), (-0.60, 0.0, Slot.LEFT), (-0.5999, 0.0, None),
    (0.0, 0.60, Slot.TOP), (0.0, 0.5999, None), (0.0, -0.60, Slot.BOTTOM), (0.0, -0.5999, None),
    (0.7, 0.69, Slot.RIGHT), (0.69, 0.7, Slot.TOP), (-0.9, -0.91, Slot.BOTTOM), (1.8, 0.2, Slot.RIGHT),
    (0.5, 0.5, None), (0.0, 0.0, None),
])
def test_a_place_is_entered_at_60_percent_of_the_reach(x: float, y: float, slot: Slot | None) -> None:
    assert Leaner().lean(x, y)[-1].filling is slot


@pytest.mark.parametrize(("x", "y", "stays"), [
    (0.46, 0.0, True), (0.45, 0.0, True), (0.4499, 0.0, False), (0.0, 0.0, False), (-0.7, 0.0, False),
    (0.6, 0.75, True), (0.6, 0.76, False), (0.5, 0.9, False),
])
def test_a_place_is_left_below_45_percent_or_when_turned_away(x: float, y: float, stays: bool) -> None:
    person = Leaner()
    person.lean(0.7, 0.0, 50)
    fill = person.lean(x, y)[-1]
    assert (fill.filling is Slot.RIGHT and fill.fill > 0.49) is stays


@pytest.mark.parametrize(("dwell_s", "needed_s"), [(0.1, 0.6), (0.6, 0.6), (1.2, 1.2), (3.0, 3.0), (99.0, 3.0)])
def test_a_choice_takes_the_dwell_within_its_limits(dwell_s: float, needed_s: float) -> None:
    person = Leaner(dwell_s=dwell_s)
    ticks = round(needed_s * 100)
    assert chosen(person.lean(0.0, 0.8, ticks - 1)) == []
    assert chosen(person.lean(0.0, 0.8, 1)) == [Slot.TOP]


def test_one_lean_is_one_choice_until_the_middle_was_reached() -> None:
    person = Leaner()
    assert chosen(person.lean(0.8, 0.0, 1000)) == [Slot.RIGHT]
    assert chosen(person.lean(0.5, 0.0, 10)) == []
    assert chosen(person.lean(0.8, 0.0, 300)) == []
    person.lean(0.44, 0.0)
    assert chosen(person.lean(0.8, 0.0, 300)) == [Slot.RIGHT]


def test_a_screen_that_comes_up_under_a_lean_waits_for_the_middle() -> None:
    assert chosen(Leaner(centred=False).lean(-0.9, 0.0, 500)) == []


@pytest.mark.parametrize(("x", "health"), [(0.8, LOST), (0.8, LATE), (NAN, OK)])
def test_nothing_fills_without_somebody_on_the_board(x: float, health: StreamHealth) -> None:
    person = Leaner()
    person.lean(0.8, 0.0, 90)
    assert person.lean(x, 0.0, 300, health) == [DwellStep()] * 300
    assert chosen(person.lean(0.8, 0.0, 300)) == []
    person.lean(0.0, 0.0)
    assert chosen(person.lean(0.8, 0.0, 100)) == [Slot.RIGHT]


def test_places_that_are_not_offered_never_fill() -> None:
    assert chosen(Leaner((Slot.RIGHT,)).lean(-0.9, 0.0, 500)) == []


def test_time_that_nobody_watched_fills_nothing() -> None:
    person = Leaner()
    person.lean(0.8, 0.0, 10)
    person.tick += 1000
    assert person.lean(0.8, 0.0)[-1].fill < 0.2


def test_the_fill_is_heard_rising_on_its_side() -> None:
    sounds = [sound for step in Leaner().lean(-0.8, 0.0, 100) for sound in step.sounds]
    assert [sound.kind for sound in sounds] == [SoundKind.FOCUS] * 3
    assert [sound.pan for sound in sounds] == [-0.8] * 3
    assert [sound.pitch for sound in sounds] == sorted({sound.pitch for sound in sounds})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-1.5, 1.5), st.floats(-1.5, 1.5), st.integers(1, 80),
                          st.sampled_from((OK, OK, OK, LATE, LOST))), max_size=25))
def test_between_two_choices_there_is_always_the_middle(path: Path) -> None:
    person, armed = Leaner(centred=False), False
    for x, y, ticks, health in path:
        for step in person.lean(x, y, ticks, health):
            armed = (armed or (abs(x) < 0.45 and abs(y) < 0.45)) if health is OK else False
            assert 0.0 <= step.fill <= 1.0
            assert armed or step.chosen is None
            armed = armed and step.chosen is None
