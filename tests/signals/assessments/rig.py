"""A script of an assessment with a simulated patient, samples and all, on a clock that only this rig moves."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

import numpy as np

from core.assessing import Act, Answer, Phase
from core.clock import NS_PER_S
from core.frames import TICK_NS
from core.muscles import Muscle
from core.samples import SampleBlock, Stream
from devices.simulated.stance import SimulatedPatient
from signals.assembler import Assembler
from signals.assessments.recorder import TrialRecorder
from signals.assessments.results import Report
from signals.assessments.script import Script
from signals.assessments.steps import Mark, Moment, Step
from signals.assessments.terms import Kit
from signals.calibration import Calibration
from signals.settings import SignalSettings

MUSCLE = Muscle.RIGHT_TIBIALIS_ANTERIOR
EMG_HZ = 500
KNOWN = {"help": "none", "shoes": "socks", "height": "170", "feet": "down"}
Corners = tuple[float, float, float, float]
Loads = Callable[[int], Corners]


class Rig:
    """Life: `tick` as often as wanted, or `lead` to the end.

    loads: what the board feels instead of the patient.  board, emg: whether they send now.  raw_uv: what the
    muscle sensor sends instead of the patient's muscle.  zero_kg: what each sensor shows when it is empty.
    """

    def __init__(self, script: type[Script], known: Mapping[str, str] = KNOWN, seed: int = 1,
                 channels: tuple[Muscle, ...] = (MUSCLE,)) -> None:
        self.recorder = TrialRecorder()
        self.script = script(Kit(self.recorder, random.Random(seed), Calibration(), known))
        self.patient = SimulatedPatient(random.Random(seed), muscles=channels or (MUSCLE,))
        self.assembler = Assembler(SignalSettings(mains_hz=0, channels=channels), Calibration())
        self.steps: list[Step] = []
        self.marks: list[Mark] = []
        self.loads: Loads | None = None
        self.raw_uv: float | None = None
        self.zero_kg = 0.3
        self.board, self.emg = True, Stream.EMG in script.streams
        self.answers: dict[str, str] = {}
        self._tick = 100
        self._seq = 0

    @property
    def t_ns(self) -> int:
        """Now."""
        return self._tick * TICK_NS

    @property
    def step(self) -> Step:
        """The newest step."""
        return self.steps[-1]

    @property
    def report(self) -> Report:
        """What was found."""
        assert self.step.report is not None, f"ended: {self.step.sentence}"
        return self.step.report

    def tick(self, act: Act | None = None, answer: Answer | None = None) -> Step:
        """Let 10 ms pass."""
        self._tick += 1
        self._seq += 1
        if self.board:
            kg = [each + self.zero_kg for each in (self.loads or self.patient.load_kg)(self.t_ns)]
            self._feed(SampleBlock(Stream.BOARD, self._seq, self.t_ns, 100.0, np.array([kg], np.float32)))
        if self.emg:
            n = EMG_HZ // 100
            uv = self.patient.emg_uv(self.t_ns, n, EMG_HZ)
            if self.raw_uv is not None:
                uv = np.full_like(uv, self.raw_uv)
            t0_ns = self.t_ns - (n - 1) * NS_PER_S // EMG_HZ
            self._feed(SampleBlock(Stream.EMG, self._seq * n, t0_ns, EMG_HZ, uv.astype(np.float32)))
        self.assembler.frame(self._tick, self.t_ns)
        step = self.script.feed(Moment(self.assembler.body(), act, answer))
        if step.calibration is not None:
            self.assembler.calibrate(step.calibration)
        self.patient.see(step.cue)
        self.marks += step.marks
        self.steps.append(step)
        return step

    def go_on(self, act: Act | None = None) -> Step:
        """Let 10 ms pass with a person who starts, and answers as told or as usual."""
        before = self.steps[-1] if self.steps else None
        answer = None
        if before is not None and before.phase is Phase.TOLD:
            act = act or Act.START
        if before is not None and before.ask is not None:
            answer = Answer(before.ask.key, self.answers.get(before.ask.key, before.ask.usual))
        return self.tick(act, answer)

    def until(self, wanted: Callable[[Step], bool], limit_s: float = 600.0) -> Step:
        """Go on until a step is as wanted."""
        for _ in range(round(limit_s * 100)):
            step = self.go_on()
            if wanted(step):
                return step
            assert not step.over, f"it ended before: {step.sentence}"
        raise AssertionError(f"it did not come in {limit_s:g} s; last was {self.step.phase}: {self.step.sentence}")

    def until_phase(self, phase: Phase) -> Step:
        """Go on until that phase begins."""
        return self.until(lambda step: step.phase is phase)

    def lead(self, rests: bool = False, limit_s: float = 1200.0) -> Step:
        """Go on to the end.  rests: whether the person takes them."""
        for _ in range(round(limit_s * 100)):
            resting = not rests and self.steps and self.step.phase is Phase.REST
            if self.go_on(Act.SKIP if resting else None).over:
                return self.step
        raise AssertionError(f"it must end by itself; last was {self.step.phase}: {self.step.sentence}")

    def values(self) -> dict[str, float | None]:
        """What was found, by key."""
        return {value.key: value.value for value in self.report.values}

    def _feed(self, block: SampleBlock) -> None:
        self.recorder.feed(block)
        self.assembler.feed(block)


def check(steps: list[Step]) -> None:
    """What holds for every step of every script."""
    overall = 0.0
    for step in steps:
        assert 0 <= step.progress <= 1
        assert overall <= step.overall <= 1
        overall = step.overall
        assert step.sentence.endswith((".", "?"))
        assert step.seconds_left is None or step.seconds_left >= 0
        assert step.effort is None or 0 <= step.effort <= 1
        assert (step.ask is not None) == (step.phase is Phase.ASK)
        assert (step.report is not None) == (step.phase is Phase.RESULTS)
