from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from core.cues import CueKind
from core.frames import StreamHealth
from signals.assembler import BodyState
from signals.calibration import Calibration, Reach, Tare
from signals.guided import GuidedStep, ReachProcedure
from tests.signals.guided.people import keys, lead, took_s
from tests.signals.samples import corners


@dataclass
class Leaner:
    """Follows the cues: reacts after 0.5 s, moves 120 mm/s, sways by `sway_mm`, leans as far as it can."""

    reach: Reach = field(default_factory=lambda: Reach(80, 70, 60, 40, centre_x_mm=12, centre_y_mm=-9))
    sway_mm: float = 2.0
    tilt: bool = False
    worn: Tare = field(default_factory=Tare)
    away: Callable[[float], bool] = lambda t_s: False
    silent: Callable[[float], bool] = lambda t_s: False
    chance: random.Random = field(default_factory=lambda: random.Random(3))
    x: float = 0.0
    y: float = 0.0

    def __call__(self, step: GuidedStep | None, asked_s: float, t_ns: int) -> BodyState:
        t_s = t_ns / 1e9 - 1
        if self.silent(t_s):
            return BodyState(t_ns)
        if (step is not None and step.cue.kind is CueKind.STEP_OFF) or self.away(t_s):
            empty = (self.worn.tl_kg, self.worn.tr_kg, self.worn.bl_kg, self.worn.br_kg)
            return BodyState(t_ns, t_ns, StreamHealth.OK, raw_kg=None if self.tilt else empty, tilt=self.tilt)
        self._move(step, asked_s)
        place = (self.reach.centre_x_mm + self.x + self.chance.gauss(0, self.sway_mm),
                 self.reach.centre_y_mm + self.y + self.chance.gauss(0, self.sway_mm))
        if self.tilt:
            return BodyState(t_ns, t_ns, StreamHealth.OK, cop_mm=place, tilt=True)
        offset = self.worn
        tl, tr, bl, br = corners(*place)
        raw = (tl + offset.tl_kg, tr + offset.tr_kg, bl + offset.bl_kg, br + offset.br_kg)
        return BodyState(t_ns, t_ns, StreamHealth.OK, raw_kg=raw, total_kg=60.0, cop_mm=place)

    def _move(self, step: GuidedStep | None, asked_s: float) -> None:
        to_x, to_y = self.wanted(step, asked_s)
        self.x += max(-1.2, min(1.2, to_x - self.x))
        self.y += max(-1.2, min(1.2, to_y - self.y))

    def wanted(self, step: GuidedStep | None, asked_s: float) -> tuple[float, float]:
        if step is None or step.cue.kind is not CueKind.LEAN or asked_s < 0.5:
            return (self.x, self.y) if asked_s < 0.5 else (0.0, 0.0)
        x, y = step.cue.lean
        return (x * (self.reach.right_mm if x > 0 else self.reach.left_mm),
                y * (self.reach.front_mm if y > 0 else self.reach.back_mm))


def reach_of(steps: list[GuidedStep]) -> Reach:
    assert steps[-1].result is not None, steps[-1].sentence
    return steps[-1].result.reach


def test_a_willing_person_gets_their_own_reach_within_45_seconds() -> None:
    person = Leaner()
    person.worn = Tare(1, 1, 1, 1)
    steps = lead(ReachProcedure(Calibration(tare=person.worn)), person)
    found = reach_of(steps)
    for side in ("left_mm", "right_mm", "front_mm", "back_mm"):
        assert getattr(found, side) == pytest.approx(getattr(person.reach, side), abs=5)
    assert (found.centre_x_mm, found.centre_y_mm) == pytest.approx((12, -9), abs=1)
    assert steps[-1].result is not None
    assert steps[-1].result.tare == Tare(1, 1, 1, 1)
    assert took_s(steps) <= 45
    assert keys(steps) == ["stand_still", "lean_left", "stand_still", "lean_right", "stand_still", "lean_front",
                           "stand_still", "lean_back", "done"]
    assert steps[-1].sentence == "All done."


def test_the_way_is_shown_as_planned() -> None:
    steps = lead(ReachProcedure(Calibration(), tare=True), Leaner())
    overall = [step.overall for step in steps]
    assert overall == sorted(overall)
    left = [step.seconds_left for step in steps]
    assert left == sorted(left, reverse=True)
    assert left[0] == pytest.approx(34.5, abs=0.1)
    sides = [step.trail for step in steps if step.trail][-1]
    assert min(x for x, _ in sides) < -1.1
    assert max(y for _, y in sides) > 0.9
    assert any(step.point[0] > 0.9 for step in steps)


def test_a_tare_comes_first_and_counts_at_once() -> None:
    worn = Tare(-2.5, 0.25, 0.5, 2.0)
    steps = lead(ReachProcedure(Calibration(), tare=True), Leaner(worn=worn, away=lambda t_s: t_s < 4))
    assert keys(steps)[:4] == ["step_off", "step_on", "stand_still", "lean_left"]
    assert steps[-1].result is not None
    assert steps[-1].result.tare == worn
    found = reach_of(steps)
    assert (found.centre_x_mm, found.centre_y_mm) == pytest.approx((12, -9), abs=1), "read under the new tare"


def test_a_tilt_board_is_not_tared() -> None:
    steps = lead(ReachProcedure(Calibration(), tare=True), Leaner(tilt=True))
    assert keys(steps)[0] == "stand_still"
    assert steps[-1].ok


def test_who_does_not_hold_is_given_the_whole_time_and_not_more() -> None:
    @dataclass
    class Dipper(Leaner):
        """Touches the reach for 0.7 s of each 2 s."""

        def wanted(self, step: GuidedStep | None, asked_s: float) -> tuple[float, float]:
            x, y = Leaner.wanted(self, step, asked_s)
            return (x, y) if asked_s % 2.0 > 0.6 else (0.0, 0.0)

    steps = lead(ReachProcedure(Calibration()), Dipper())
    assert reach_of(steps).left_mm == pytest.approx(80, abs=6)
    assert took_s(steps) <= 45


def test_one_jerk_is_no_reach() -> None:
    @dataclass
    class Jerker(Leaner):
        """Leans 40 mm and throws in 0.3 s at 150 mm."""

        def _move(self, step: GuidedStep | None, asked_s: float) -> None:
            Leaner._move(self, step, asked_s)
            if step is not None and step.key == "lean_left":
                self.x = -150.0 if 1.0 < asked_s < 1.3 else -40.0

    assert reach_of(lead(ReachProcedure(Calibration()), Jerker())).left_mm == pytest.approx(40, abs=6)


@pytest.mark.parametrize("away_from_s", [1.0, 4.5, 9.0, 15.0])
def test_who_steps_off_is_waited_for_and_nothing_is_lost(away_from_s: float) -> None:
    person = Leaner(away=lambda t_s: away_from_s < t_s < away_from_s + 10)
    steps = lead(ReachProcedure(Calibration()), person)
    assert "step_on" in keys(steps)
    assert reach_of(steps).front_mm == pytest.approx(60, abs=5)
    assert took_s(steps) <= 105


@pytest.mark.parametrize(("person", "word"), [
    (Leaner(away=lambda t_s: True), "try again when you are ready"),
    (Leaner(away=lambda t_s: int(t_s) % 4 == 3), "try again when you are ready"),
    (Leaner(silent=lambda t_s: True), "sends nothing"),
    (Leaner(silent=lambda t_s: t_s > 12), "sends nothing"),
])
def test_it_ends_by_itself_whatever_happens(person: Leaner, word: str) -> None:
    steps = lead(ReachProcedure(Calibration()), person, limit_s=106)
    assert not steps[-1].ok
    assert word in steps[-1].sentence


def test_a_side_that_cannot_be_leaned_to_gets_the_floor_and_is_told() -> None:
    steps = lead(ReachProcedure(Calibration()), Leaner(reach=_small(Reach(), left_mm=3.0, back_mm=0.0)))
    found = reach_of(steps)
    assert (found.left_mm, found.back_mm) == (20.0, 20.0)
    assert steps[-1].sentence == "All done. We start gently to the left and back."


def test_who_leans_nowhere_keeps_what_they_had() -> None:
    nowhere = _small(Reach(), left_mm=0.0, right_mm=0.0, front_mm=0.0, back_mm=0.0)
    steps = lead(ReachProcedure(Calibration()), Leaner(reach=nowhere))
    assert not steps[-1].ok
    assert "no lean" in steps[-1].sentence


def test_nobody_is_refused_for_swaying() -> None:
    steps = lead(ReachProcedure(Calibration()), Leaner(sway_mm=25.0))
    assert steps[-1].ok
    assert took_s(steps) <= 45
    assert (reach_of(steps).centre_x_mm, reach_of(steps).centre_y_mm) == pytest.approx((12, -9), abs=6)


def test_a_reach_beyond_every_board_is_cut() -> None:
    steps = lead(ReachProcedure(Calibration()), Leaner(reach=_small(Reach(), right_mm=400.0)))
    assert reach_of(steps).right_mm <= 260.0


def _small(reach: Reach, **sides: float) -> Reach:
    """Return a reach that a person may have and a calibration may not."""
    copy = Reach(reach.left_mm, reach.right_mm, reach.front_mm, reach.back_mm)
    for side, value in sides.items():
        object.__setattr__(copy, side, value)
    return copy
