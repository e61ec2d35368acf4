from __future__ import annotations

import random

import pytest

from core.frames import StreamHealth
from signals.assembler import BodyState
from signals.calibration import Calibration, Reach, Tare
from signals.guided import GuidedStep, TareProcedure
from tests.signals.guided.people import Person, keys, lead, took_s


def board(kg: tuple[float, float, float, float], noise_kg: float = 0.03, unload_at_s: float = 0.0) -> Person:
    """A board with that on it; until `unload_at_s` somebody of 60 kg stands there as well."""
    chance = random.Random(1)

    def body(_: GuidedStep | None, __: float, t_ns: int) -> BodyState:
        load = 15.0 if t_ns < 1e9 * (1 + unload_at_s) else 0.0
        tl, tr, bl, br = (value + load + chance.gauss(0, noise_kg) for value in kg)
        return BodyState(t_ns, t_ns, StreamHealth.OK, raw_kg=(tl, tr, bl, br))

    return body


def test_an_empty_still_board_takes_a_second_and_a_half() -> None:
    before = Calibration(tare=Tare(9, 9, 9, 9), reach=Reach(left_mm=90))
    steps = lead(TareProcedure(before), board((-2.5, -0.3, 0.4, 1.0)))
    assert steps[-1].result is not None
    tare = steps[-1].result.tare
    assert (tare.tl_kg, tare.tr_kg, tare.bl_kg, tare.br_kg) == pytest.approx((-2.5, -0.3, 0.4, 1.0), abs=0.02)
    assert steps[-1].result.reach == before.reach
    assert 1.4 <= took_s(steps) <= 3.0
    assert keys(steps) == ["step_off", "done"]


def test_who_still_stands_there_is_asked_to_step_off_and_waited_for() -> None:
    steps = lead(TareProcedure(Calibration()), board((0, 0, 0, 0), unload_at_s=6.0))
    assert "step off" in steps[100].sentence
    assert "stay off" in steps[-2].sentence
    assert steps[-1].result is not None
    assert steps[-1].result.tare.tl_kg == pytest.approx(0, abs=0.05)
    assert 7.4 <= took_s(steps) <= 9.0


@pytest.mark.parametrize(("person", "word"), [
    (board((15, 15, 15, 15)), "still carries weight"),
    (board((16, -16, 0, 0)), "still carries weight"),
    (board((0, 0, 0, 0), noise_kg=2.0), "did not lie still"),
    (lambda _, __, t_ns: BodyState(t_ns), "sends nothing"),
    (lambda _, __, t_ns: BodyState(t_ns, 1, StreamHealth.LATE, raw_kg=(0, 0, 0, 0)), "sends nothing"),
])
def test_a_board_that_cannot_be_tared_is_refused_with_what_to_do(person: Person, word: str) -> None:
    steps = lead(TareProcedure(Calibration()), person)
    assert not steps[-1].ok
    assert word in steps[-1].sentence
    assert took_s(steps) <= 30.5


def test_a_tilt_board_needs_none() -> None:
    before = Calibration(reach=Reach(left_mm=90))
    steps = lead(TareProcedure(before), lambda _, __, t_ns: BodyState(t_ns, t_ns, StreamHealth.OK, tilt=True))
    assert steps[-1].result == before
    assert len(steps) == 1


def test_the_last_step_stays() -> None:
    procedure = TareProcedure(Calibration())
    last = lead(procedure, board((0, 0, 0, 0)))[-1]
    assert procedure.feed(BodyState(10 ** 12)) is last
