"""How long calibrations take a person who does what is asked: tare 3 s, reach 45 s, EMG 30 s a channel at most."""

from __future__ import annotations

import random

import numpy as np
import pytest

from core.clock import NS_PER_S, ManualClock
from core.frames import TICK_NS
from core.muscles import Muscle
from core.samples import SampleBlock, Stream
from devices.simulated.stance import SimulatedPatient
from signals.assembler import Assembler
from signals.calibration import Calibration
from signals.guided import EffortProcedure, Procedure, ReachProcedure, TareProcedure
from signals.settings import SignalSettings

MUSCLE = Muscle.RIGHT_TIBIALIS_ANTERIOR


def took_s(procedure: Procedure, on_board: bool = True, ability: float = 0.8) -> float:
    """Lead a simulated patient through it; return how long it took."""
    patient = SimulatedPatient(random.Random(3), muscles=(MUSCLE,), ability=ability, on_board=on_board)
    assembler = Assembler(SignalSettings(channels=(MUSCLE,)), Calibration())
    clock = ManualClock(NS_PER_S)
    for tick in range(12_000):
        clock.advance(TICK_NS)
        t_ns = clock.now_ns()
        row = np.array([patient.load_kg(t_ns)], np.float32)
        assembler.feed(SampleBlock(Stream.BOARD, tick, t_ns, 100.0, row))
        assembler.feed(SampleBlock(Stream.EMG, tick * 5, t_ns - 8_000_000, 500.0, patient.emg_uv(t_ns, 5, 500.0)))
        assembler.frame(tick, t_ns)
        step = procedure.feed(assembler.body())
        patient.see(step.cue)
        if step.done:
            assert step.ok, step.sentence
            return tick * TICK_NS / NS_PER_S
    raise AssertionError("it must end by itself")


def test_a_tare() -> None:
    assert took_s(TareProcedure(Calibration()), on_board=False) <= 3.0


@pytest.mark.parametrize("ability", [0.1, 0.8])
@pytest.mark.parametrize("tare", [False, True])
def test_a_reach(ability: float, tare: bool) -> None:
    assert took_s(ReachProcedure(Calibration(), tare=tare), ability=ability) <= 45.0


@pytest.mark.parametrize("ability", [0.1, 0.8])
def test_an_effort_with_its_check_of_the_electrode(ability: float) -> None:
    assert took_s(EffortProcedure(MUSCLE, Calibration()), ability=ability) <= 30.0
