"""The figures of play-testing: one for each kind of level, in simulated seconds per second of processor time."""

from __future__ import annotations

from levels.reader import find
from station.benchmarks.playtesting import GOAL, KINDS, measure
from station.levels import read_entry


def test_each_kind_adds_to_the_chain() -> None:
    board, emg, stimulation = (read_entry(find(level))[0] for level in KINDS.values())
    assert not board.sensed()
    assert emg.sensed()
    assert not emg.assist.stimulation
    assert stimulation.sensed()
    assert stimulation.assist.stimulation


def test_a_figure_tells_the_ratio_and_its_goal() -> None:
    (figure,) = measure({"board": KINDS["board"]}, rounds=1)
    assert (figure.name, figure.unit, figure.goal, figure.more) == ("play-test, board", "x real", GOAL, True)
    assert figure.value > 1
    assert "shelf_reach/first_shelf" in figure.detail
