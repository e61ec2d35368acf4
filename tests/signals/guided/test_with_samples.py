"""The whole way once: samples, assembler, guided calibration, and play on what it found."""

from __future__ import annotations

import numpy as np
import pytest

from core.clock import NS_PER_MS, ManualClock
from core.cues import CueKind
from core.frames import TICK_NS, ControlFrame
from core.muscles import Muscle
from signals.assembler import Assembler
from signals.calibration import Calibration
from signals.guided import EffortProcedure, GuidedStep, Procedure, ReachProcedure
from signals.settings import SignalSettings
from tests.signals.samples import Floats, board_row, corners, emg_block

CALF = Muscle.LEFT_GASTROCNEMIUS
RATE_HZ = 1000.0
WORN = (-1.0, 0.5, 0.25, 2.0)


class Bench:
    """Feeds an assembler with what a person does about the last step, tick by tick."""

    def __init__(self) -> None:
        self.clock = ManualClock(TICK_NS)
        self.assembler = Assembler(SignalSettings(channels=(CALF,)), Calibration())
        self.chance = np.random.default_rng(4)
        self.tick = 0

    def play(self, step: GuidedStep | None) -> ControlFrame:
        """One tick: a board row and ten EMG samples."""
        t_ms = self.clock.now_ns() / NS_PER_MS
        kind = step.cue.kind if step is not None else CueKind.NONE
        if kind is CueKind.STEP_OFF:
            self.assembler.feed(board_row(*WORN, t_ms=t_ms))
        else:
            x, y = step.cue.lean if step is not None and kind is CueKind.LEAN else (0.0, 0.0)
            loads = (kg + empty for kg, empty in zip(corners(90 * x, 45 * y), WORN, strict=True))
            self.assembler.feed(board_row(*loads, t_ms=t_ms))
        self.assembler.feed(emg_block(self._emg(200.0 if kind is CueKind.EFFORT else 4.0), RATE_HZ,
                                      seq=10 * self.tick))
        frame = self.assembler.frame(self.tick, self.clock.now_ns())
        self.tick += 1
        self.clock.advance(TICK_NS)
        return frame

    def lead(self, procedure: Procedure) -> GuidedStep:
        """Run a procedure and put its result in force."""
        step: GuidedStep | None = None
        while step is None or not step.done:
            self.play(step)
            step = procedure.feed(self.assembler.body())
        assert step.result is not None, step.sentence
        self.assembler.calibrate(step.result)
        return step

    def _emg(self, sd_uv: float) -> Floats:
        return self.chance.normal(1033.0, sd_uv, (10, 1))


def test_a_measured_reach_makes_the_same_lean_a_lean_of_one() -> None:
    bench = Bench()
    last = bench.lead(ReachProcedure(Calibration(), tare=True))
    for way in [(-1.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, -1.0)]:
        frame = bench.play(GuidedStep("lean", "", type(last.cue)(0, CueKind.LEAN, way)))
        assert (frame.lean_x.value, frame.lean_y.value) == pytest.approx(way, abs=1e-6)
    tare = bench.assembler.calibration.tare
    assert (tare.tl_kg, tare.tr_kg, tare.bl_kg, tare.br_kg) == WORN


def test_a_measured_effort_makes_rest_zero_and_a_squeeze_about_one() -> None:
    bench = Bench()
    last = bench.lead(EffortProcedure(CALF, Calibration()))
    rest = [bench.play(None).activation[CALF].value for _ in range(300)][100:]
    assert np.mean(rest) == pytest.approx(0.0, abs=0.01)
    squeeze = GuidedStep("squeeze", "", type(last.cue)(0, CueKind.EFFORT))
    effort = [bench.play(squeeze).activation[CALF].value for _ in range(300)][100:]
    assert np.mean(effort) == pytest.approx(0.95, abs=0.1)
