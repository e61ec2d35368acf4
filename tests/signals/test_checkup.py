"""The judgements of the check before play, each at its edges, from blocks and bodies as they come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from core.clock import NS_PER_S
from core.muscles import Muscle
from core.samples import SampleBlock, Stream
from signals.assembler import Assembler
from signals.calibration import Calibration, EffortRange, Tare
from signals.checkup import Checkup, Finding, Need, Topic, Use, Verdict, worst
from signals.checkup_words import for_patient, for_therapist
from signals.filters import Floats
from signals.settings import SignalSettings

TA, GAS = Muscle.RIGHT_TIBIALIS_ANTERIOR, Muscle.RIGHT_GASTROCNEMIUS
OK, NOTE, MEND = Verdict.OK, Verdict.NOTE, Verdict.MEND
BOARD, EMG = Need(Use.NEEDED), Need(muscles=(TA,))
Corners = tuple[float, float, float, float]


@dataclass
class Bench:
    """A board and one electrode that send for three seconds, checked like a level's sensors."""

    need: Need = BOARD
    corners: Callable[[int], Corners] = lambda tick: (
        17.5 + 0.1 * (tick % 7), 17.5 + 0.1 * (tick % 11), 17.5 + 0.05 * (tick % 13), 17.5 - 0.1 * (tick % 5))
    battery: float = 0.8
    uv: Callable[[Floats], Floats] | None = None
    emg_hz: float = 1000.0
    lose_every: int = 0
    come_every: int = 1
    seconds: float = 3.0
    quiet_after_s: float = 99.0
    tare: Tare = field(default_factory=Tare)
    stream: Stream = Stream.BOARD

    @property
    def slow(self) -> int:
        """Ticks between two blocks of EMG."""
        return 2 if self.emg_hz < 100 else 1

    def judge(self) -> dict[Topic, Finding]:
        settings = SignalSettings(channels=(TA,))
        assembler = Assembler(settings, Calibration(self.tare, effort={TA: EffortRange(5.0, 105.0)}))
        check = Checkup(self.need, settings, {TA: EffortRange(5.0, 105.0)})
        lost, rng = 0, np.random.default_rng(1)
        for tick in range(round(self.seconds * 100)):
            t_ns = tick * NS_PER_S // 100
            blocks = []
            if self.lose_every and tick % self.lose_every == 0:
                lost += 1
            elif tick % self.come_every == 0 and t_ns < self.quiet_after_s * NS_PER_S:
                blocks.append(self._row(tick, t_ns, lost))
                lost = 0
            if self.uv is not None and tick % self.slow == 0 and t_ns < self.quiet_after_s * NS_PER_S:
                blocks.append(self._emg(tick, t_ns, rng))
            for block in blocks:
                assembler.feed(block)
                check.feed(block)
            assembler.frame(tick, t_ns)
            check.see(assembler.body())
        return {finding.topic: finding for finding in check.judge() if finding.verdict is not OK} or {
            finding.topic: finding for finding in check.judge()}

    def _row(self, tick: int, t_ns: int, lost: int) -> SampleBlock:
        row = [0.1 * (tick % 5), 0.0]
        if self.stream is Stream.BOARD:
            row = [*self.corners(tick), self.battery, 0.0, 20.0]
        return SampleBlock(self.stream, tick // self.come_every, t_ns, 100.0, np.array([row], np.float32), lost)

    def _emg(self, tick: int, t_ns: int, rng: np.random.Generator) -> SampleBlock:
        n = round(self.emg_hz / 100 * self.slow)
        t = tick / 100 + np.arange(n) / self.emg_hz
        raw = np.zeros(n) if self.uv is None else self.uv(t)
        if self.uv is not flat:
            raw = raw + rng.normal(0.0, 1.5, n)
        return SampleBlock(Stream.EMG, tick // self.slow * n, t_ns, self.emg_hz, raw.astype(np.float32)[:, None])


def still(kg: float, spread: float = 0.02) -> Callable[[int], Corners]:
    """Return a load spread evenly that trembles a little."""
    quarter = kg / 4
    return lambda tick: (
        quarter + spread * (tick % 3), quarter + spread * (tick % 2), quarter - spread * (tick % 3), quarter)


def noise(peak: float) -> Callable[[Floats], Floats]:
    return lambda t: peak * np.sin(2 * np.pi * 83.0 * t) * np.sin(2 * np.pi * 131.0 * t)


def hum(peak: float) -> Callable[[Floats], Floats]:
    return lambda t: peak * np.sin(2 * np.pi * 50.0 * t)


def flat(t: Floats) -> Floats:
    return np.full(len(t), 3.0)


def rail(t: Floats) -> Floats:
    return np.full(len(t), 187_500.0)


WELL = [
    Bench(), Bench(corners=still(0.0)), Bench(corners=still(-0.9)), Bench(corners=still(25.0)),
    Bench(battery=float("nan")), Bench(lose_every=150), Bench(stream=Stream.TILT),
    Bench(EMG, uv=noise(3.0)), Bench(EMG, uv=hum(10.0)), Bench(EMG, uv=noise(3.0), emg_hz=200.0),
    Bench(Need(Use.NEEDED, standing=False), corners=still(12.0)),
    Bench(Need(), seconds=0.1),
]


@pytest.mark.parametrize("bench", WELL)
def test_what_is_well(bench: Bench) -> None:
    assert {finding.verdict for finding in bench.judge().values()} <= {OK}


WRONG: list[tuple[Bench, Topic, Verdict]] = [
    (Bench(seconds=1.0), Topic.HERE, MEND),
    (Bench(quiet_after_s=2.0), Topic.HERE, MEND),
    (Bench(quiet_after_s=0.0), Topic.HERE, MEND),
    (Bench(lose_every=50), Topic.LOST, NOTE), (Bench(lose_every=8), Topic.LOST, MEND),
    (Bench(come_every=2), Topic.RATE, NOTE), (Bench(come_every=3), Topic.RATE, MEND),
    (Bench(corners=still(1.5)), Topic.ZERO, NOTE), (Bench(corners=still(-1.5)), Topic.ZERO, NOTE),
    (Bench(corners=still(-5.5)), Topic.ZERO, MEND), (Bench(corners=still(6.0)), Topic.ZERO, MEND),
    (Bench(Need(Use.NEEDED, standing=False), corners=still(6.0)), Topic.ZERO, NOTE),
    (Bench(Need(Use.NEEDED, standing=False), corners=still(-6.0)), Topic.ZERO, MEND),
    (Bench(corners=still(12.0)), Topic.ZERO, NOTE), (Bench(corners=still(170.0)), Topic.ZERO, NOTE),
    (Bench(corners=lambda tick: (20.0 + 0.2 * (tick % 5), 20.0, 20.0 - 0.2 * (tick % 5), 20.0)),
     Topic.CORNERS, MEND),
    (Bench(tare=Tare(br_kg=13.0), corners=lambda tick: (20.0 + 0.01 * (tick % 3), 20.0, 20.0, 8.0)),
     Topic.CORNERS, NOTE),
    (Bench(battery=0.0), Topic.BATTERY, NOTE),
    (Bench(EMG), Topic.HERE, MEND), (Bench(EMG, uv=noise(3.0), quiet_after_s=1.0), Topic.HERE, MEND),
    (Bench(EMG, uv=noise(3.0), emg_hz=50.0), Topic.RATE, MEND),
    (Bench(EMG, uv=flat), Topic.FLAT, MEND), (Bench(EMG, uv=rail), Topic.SATURATED, MEND),
    (Bench(Need(muscles=(TA, GAS)), uv=noise(3.0)), Topic.FLAT, MEND),
    (Bench(EMG, uv=hum(40.0)), Topic.MAINS, NOTE), (Bench(EMG, uv=hum(100.0)), Topic.MAINS, MEND),
    (Bench(EMG, uv=noise(80.0)), Topic.REST, NOTE),
]


@pytest.mark.parametrize(("bench", "topic", "verdict"), WRONG, ids=[f"{row[1]}-{row[2].name}" for row in WRONG])
def test_what_is_wrong_is_found_alone_and_said(bench: Bench, topic: Topic, verdict: Verdict) -> None:
    found = bench.judge()
    assert {each: finding.verdict for each, finding in found.items()} == {topic: verdict}
    finding = found[topic]
    assert for_therapist(finding).endswith(".")
    assert for_patient(finding).count(".") == 2


def test_somebody_who_steps_on_is_no_wrong_zero() -> None:
    rising = Bench(corners=lambda tick: still(max(0.0, (tick - 250) * 0.14))(tick)).judge()
    assert {finding.verdict for finding in rising.values()} == {OK}


def test_the_worst_counts() -> None:
    findings = [Finding(Stream.BOARD, Topic.HERE, verdict) for verdict in (OK, MEND, NOTE)]
    assert (worst(findings), worst(findings[::2]), worst(())) == (MEND, NOTE, OK)
