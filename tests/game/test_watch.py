"""The watch at its edges: board, body and muscles, seen in single frames."""

from __future__ import annotations

from math import inf, nan

import pytest

from core.faults import Fault
from core.frames import ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from game.watch import FLOOR_KG, LASTING_TICKS, Watch
from levels.words import BoardUse, Posture
from tests.game.making import LATE, LOST, OK, make_frame

LEFT, RIGHT = Muscle.LEFT_TIBIALIS_ANTERIOR, Muscle.RIGHT_TIBIALIS_ANTERIOR


def make_watch(*muscles: Muscle, posture: Posture = Posture.STANDING, board: BoardUse = BoardUse.NEEDED) -> Watch:
    return Watch(posture, board, muscles)


@pytest.mark.parametrize(("frame", "fault"), [
    (make_frame(1), None),
    (make_frame(1, board=LATE), Fault.BOARD_LATE),
    (make_frame(1, board=LOST, lean=LOST), Fault.BOARD_LOST),
    (make_frame(1, kg=nan, lean=LOST), Fault.BOARD_LOST),
    (make_frame(1, kg=inf, lean=LOST), Fault.BOARD_LOST),
    (make_frame(1, kg=0.0, lean=LOST), Fault.OFF_BOARD),
    (make_frame(1, kg=-3.0, lean=LOST), Fault.OFF_BOARD),
    (make_frame(1, kg=0.0), None),
    (make_frame(1, kg=None), None),
    (make_frame(1, kg=None, lean=LATE), Fault.BOARD_LATE),
    (make_frame(1, kg=None, lean=LOST), Fault.BOARD_LOST),
    (ControlFrame(1, 1), Fault.BOARD_LOST),
])
def test_the_first_frame_of_a_board(frame: ControlFrame, fault: Fault | None) -> None:
    assert make_watch().see(frame) is fault


@pytest.mark.parametrize(("kg", "fault"), [(FLOOR_KG, None), (FLOOR_KG - 0.01, Fault.OFF_BOARD)])
def test_a_board_that_once_weighed_somebody_has_a_floor(kg: float, fault: Fault | None) -> None:
    watch = make_watch()
    watch.see(make_frame(1))
    assert watch.see(make_frame(2, kg=kg)) is fault


def test_the_load_that_was_learned_only_grows_until_it_is_forgotten() -> None:
    watch = make_watch()
    learned = []
    for kg in (60.0, 40.0, 70.0):
        watch.learn(kg)
        learned.append(watch.baseline_kg)
    watch.forget()
    assert [*learned, watch.baseline_kg] == [60.0, 60.0, 70.0, None]


def test_a_short_dip_is_no_drop_and_every_dip_counts_anew() -> None:
    watch = make_watch()
    watch.learn(70.0)
    for tick in range(10 * LASTING_TICKS):
        low = tick % LASTING_TICKS != 0
        assert watch.see(make_frame(tick, kg=40.0 if low else 70.0)) is None


def test_a_level_without_board_does_not_mind_an_empty_one() -> None:
    watch = make_watch(board=BoardUse.WATCHED)
    assert watch.see(make_frame(1, kg=0.0, lean=LOST)) is None
    assert watch.see(make_frame(2)) is None
    assert watch.see(make_frame(3, kg=0.0, lean=LOST)) is Fault.OFF_BOARD


def test_the_board_comes_before_the_muscles_and_a_missing_muscle_is_lost() -> None:
    watch = make_watch(LEFT, RIGHT)
    fine = {LEFT: Feature(0.1, 1, OK)}
    assert watch.see(make_frame(1, activation=fine)) is Fault.EMG_LOST
    assert watch.see(make_frame(2, board=LATE)) is Fault.BOARD_LATE
    assert watch.see(make_frame(3, activation=fine | {RIGHT: Feature(nan, 1, OK)})) is Fault.EMG_LOST
    assert watch.see(make_frame(4, activation=fine | {RIGHT: Feature(0.0, 1, OK)})) is None


def test_a_knock_on_one_muscle_is_no_fault_whatever_the_other_does() -> None:
    watch = make_watch(LEFT, RIGHT)
    for tick in range(3 * LASTING_TICKS):
        knocked = LEFT if tick % 2 else RIGHT
        features = {muscle: Feature(0.1, tick, StreamHealth.SATURATED if muscle is knocked else OK)
                    for muscle in (LEFT, RIGHT)}
        assert watch.see(make_frame(tick, activation=features)) is None


@pytest.mark.parametrize("frame", [
    make_frame(1, board=LOST, lean=LOST), make_frame(1, kg=0.0, lean=LOST), make_frame(1, kg=nan),
    ControlFrame(1, 1)])
def test_a_level_that_ignores_the_board_does_not_mind_it_but_minds_its_muscle(frame: ControlFrame) -> None:
    watch = make_watch(LEFT, posture=Posture.LYING, board=BoardUse.IGNORED)
    watch.see(make_frame(0, activation={LEFT: Feature(0.0, 1, OK)}))
    assert watch.see(frame) is Fault.EMG_LOST
    assert make_watch(posture=Posture.LYING, board=BoardUse.IGNORED).see(frame) is None


def test_a_blanked_muscle_is_no_fault() -> None:
    watch = make_watch(LEFT, board=BoardUse.IGNORED)
    for tick in range(3 * LASTING_TICKS):
        assert watch.see(make_frame(tick, activation={LEFT: Feature(0.4, tick, StreamHealth.BLANKED)})) is None
