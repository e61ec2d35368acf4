"""Lanterns played by a muscle whose voltage goes through a sensor and the whole signal path, for tests.

Nothing here is a test.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.events import Event
from core.frames import TICK_NS, ControlFrame
from core.samples import SampleBlock, Stream
from core.stim import StimPhase
from devices.simulated.muscle import MAXIMUM_UV, REST_UV, SimulatedMuscles
from game.plays import Actions, Stage, Step
from game.plays.lanterns import Lanterns
from levels.model_lanterns import LanternsLevel
from levels.words import LampMode
from signals.assembler import Assembler
from signals.calibration import Calibration, EffortRange
from signals.settings import SignalSettings
from tests.game.lanterns import TA, Stimulator, make_lanterns

Block = NDArray[np.float32]
RAIL_UV = 187_500.0
CURRENT_MA = 12.0
TICK_HZ, TICK_MS = 100, 10


def as_it_is(block: Block) -> Block | None:
    """What comes from a sound sensor."""
    return block


class Body:
    """A muscle that is told what to do, its sensor, the assembler, a round of Lanterns, and a stimulator.

    will: effort that is tried, None to do as the lamps ask.  sensor: what becomes of each block; None: nothing
    comes.  rings_ms: how long the artefact goes on after a train.
    """

    def __init__(self, level: LanternsLevel | None = None, rate_hz: float = 1000.0) -> None:
        level = level or make_lanterns(LampMode.LIGHT, stimulation=0.8, lamps=3)
        self.play = Lanterns(level, level.grade(1))
        self.muscle = SimulatedMuscles(1, 1)
        self.settings = SignalSettings(channels=(TA,))
        self.signals = Assembler(self.settings, Calibration(effort={TA: EffortRange(REST_UV, MAXIMUM_UV)}))
        self.stim = Stimulator()
        self.will: float | None = None
        self.sensor: Callable[[Block], Block | None] = as_it_is
        self.rings_ms = 0
        self.rate_hz = rate_hz
        self.tick = self.seq = 0
        self.aim = 0.0
        self.since_train_ms = 10**6
        self.events: list[Event] = []
        self.frame = ControlFrame(0, 0)

    def step(self) -> Step:
        """One tick of 10 ms."""
        self.tick += 1
        t_ns = self.tick * TICK_NS
        self._live(t_ns)
        self.signals.stimulate(self.stim.view)
        self.frame = self.signals.frame(self.tick, t_ns)
        step = self.play.step(self.tick, t_ns, Actions({}, frozenset(), self.frame.activation, self.stim.view))
        self.stim.step(step.wish)
        self.aim = step.cue.effort.get(TA, 0.0)
        self.events += step.events
        return step

    def _live(self, t_ns: int) -> None:
        runs = self.stim.view.phase is StimPhase.RUNNING
        self.since_train_ms = 0 if runs else self.since_train_ms + TICK_MS
        self.muscle.stimulate(0, CURRENT_MA if self.since_train_ms <= self.rings_ms or runs else 0.0)
        self.muscle.step(self.tick, [self.aim if self.will is None else self.will])
        count = round(self.rate_hz * TICK_NS / 1e9)
        block = self.sensor(self.muscle.emg_uv(t_ns, count, self.rate_hz).copy())
        if block is not None:
            t0_ns = t_ns - round((count - 1) * 1e9 / self.rate_hz)
            self.signals.feed(SampleBlock(Stream.EMG, self.seq, t0_ns, self.rate_hz, np.array(block, np.float32)))
        self.seq += count

    def until(self, wanted: Callable[[Step], bool], most_s: float = 60.0) -> Step:
        """Step until a condition holds."""
        for _ in range(round(most_s * TICK_HZ)):
            step = self.step()
            if wanted(step):
                return step
        raise AssertionError(f"it did not come within {most_s} s: {self.kinds()}")

    def run(self, seconds: float) -> None:
        """Let time pass."""
        for _ in range(round(seconds * TICK_HZ)):
            self.step()

    def to_attempt(self) -> None:
        """Come to where an effort is asked for and may set a train off, without making one."""
        self.will = 0.0
        self.until(lambda step: step.view.stage is Stage.TRY)
        self.run(0.3)

    def to_train(self) -> None:
        """Come to a train."""
        self.to_attempt()
        self.will = 0.8
        self.until(lambda _: self.stim.view.phase is StimPhase.RUNNING)
        self.will = 0.0

    def kinds(self) -> list[str]:
        """Kinds of events so far."""
        return [event.kind for event in self.events]

    def voids(self) -> list[object]:
        """Why attempts were void so far."""
        return [event.data["why"] for event in self.events if event.kind == "trial_void"]


def constant(value: float) -> Callable[[Block], Block | None]:
    """Return a sensor that says the same whatever the muscle does."""
    return lambda block: np.full_like(block, value)


def scaled(factor: float) -> Callable[[Block], Block | None]:
    """Return a sensor that counts in another unit."""
    return lambda block: block * np.float32(factor)
