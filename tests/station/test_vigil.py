"""The watch while a session runs: what lasts is told by name, what passes is not, and nothing chatters."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from core.faults import Fault
from core.frames import TICK_NS, ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from core.samples import SampleBlock, Stream
from core.stim import StimPhase, StimView
from signals.assembler import Assembler
from signals.calibration import Calibration, EffortRange
from signals.settings import SignalSettings
from station.vigil import LASTING_TICKS, Vigil

TA, GAS = Muscle.RIGHT_TIBIALIS_ANTERIOR, Muscle.RIGHT_GASTROCNEMIUS
OK, OFF, RAIL = StreamHealth.OK, StreamHealth.LEAD_OFF, StreamHealth.SATURATED


@dataclass
class Told:
    """Remembers faults."""

    now: dict[Fault, str] = field(default_factory=dict)
    raised: list[Fault] = field(default_factory=list)

    def raise_fault(self, fault: Fault, t_ns: int, sentence: str = "") -> None:
        if fault not in self.now:
            self.raised.append(fault)
        self.now[fault] = sentence

    def clear(self, fault: Fault) -> None:
        self.now.pop(fault, None)


class Bench:
    """A vigil over a board and two channels; each tick brings ten samples of EMG and one row."""

    def __init__(self) -> None:
        effort = {muscle: EffortRange(5.0, 105.0) for muscle in (TA, GAS)}
        self.told = Told()
        self.vigil = Vigil(Assembler(SignalSettings(channels=(TA, GAS)), Calibration(effort=effort)), self.told)
        self.vigil.needed = lambda: (TA,)
        self.tick = 0
        self.health = {TA: OK, GAS: OK}
        self.stim = StimView(StimPhase.NONE)
        self.hum_uv = {TA: 0.0, GAS: 0.0}
        self.lost = 0
        self._rng = np.random.default_rng(1)

    def live(self, ticks: int, lose_every: int = 0) -> None:
        for _ in range(ticks):
            self.tick += 1
            t_ns = self.tick * TICK_NS
            if lose_every and self.tick % lose_every == 0:
                self.lost += 1
            else:
                row = np.zeros((1, 7), np.float32)
                self.vigil.feed(SampleBlock(Stream.BOARD, self.tick, t_ns, 100.0, row, self.lost))
                self.lost = 0
            self.vigil.feed(SampleBlock(Stream.EMG, self.tick * 10, t_ns, 1000.0, self._emg()))
            features = {muscle: Feature(0.0, t_ns, health) for muscle, health in self.health.items()}
            self.vigil.see(ControlFrame(self.tick, t_ns, activation=features, stim=self.stim))

    def _emg(self) -> NDArray[np.float32]:
        t = self.tick / 100 + np.arange(10) / 1000
        peaks = np.array([self.hum_uv[TA], self.hum_uv[GAS]])
        raw = np.sin(2 * np.pi * 50.0 * t)[:, None] * peaks + self._rng.normal(0.0, 3.0, (10, 2))
        return np.asarray(raw, np.float32)


def test_all_well_says_nothing() -> None:
    bench = Bench()
    bench.live(1500)
    assert bench.told.raised == []


@pytest.mark.parametrize(("lose_every", "told"), [(0, False), (120, False), (50, True), (3, True)])
def test_losses_of_more_than_one_percent_are_told(lose_every: int, told: bool) -> None:
    bench = Bench()
    bench.live(1200, lose_every)
    assert (Fault.DATA_GAPS in bench.told.now) is told
    assert not told or "board" in bench.told.now[Fault.DATA_GAPS]


def test_a_few_lost_rows_at_the_start_are_no_percent_of_anything() -> None:
    bench = Bench()
    bench.live(40, 10)
    bench.live(1000)
    assert bench.told.raised == []


@pytest.mark.parametrize(("health", "fault"), [(OFF, Fault.EMG_FLAT), (RAIL, Fault.EMG_SATURATED)])
def test_an_electrode_that_came_off_is_named_until_it_sits_again(health: StreamHealth, fault: Fault) -> None:
    bench = Bench()
    bench.live(100)
    bench.health[GAS] = health
    bench.live(LASTING_TICKS - 10)
    assert bench.told.now == {}
    bench.live(20)
    assert list(bench.told.now) == [fault]
    assert "right gastrocnemius" in bench.told.now[fault]
    bench.health[GAS] = OK
    bench.live(10)
    assert bench.told.now == {}


def test_a_channel_that_nobody_wears_is_not_told_of() -> None:
    bench = Bench()
    bench.health[GAS] = OFF
    bench.live(1000)
    assert bench.told.raised == []


@pytest.mark.parametrize(("peak_uv", "muscle", "told"), [
    (100.0, TA, True), (50.0, TA, False), (100.0, GAS, False)])
def test_hum_that_drowns_efforts_of_a_needed_muscle_is_told(peak_uv: float, muscle: Muscle, told: bool) -> None:
    bench = Bench()
    bench.hum_uv[muscle] = peak_uv
    bench.live(300)
    assert (Fault.EMG_MAINS in bench.told.now) is told


def test_hum_must_last_and_ends_only_when_it_is_clearly_less() -> None:
    bench = Bench()
    bench.hum_uv[TA] = 100.0
    bench.live(150)
    assert bench.told.raised == []
    bench.live(100)
    for peak_uv, still_told in ((60.0, True), (20.0, False)):
        bench.hum_uv[TA] = peak_uv
        bench.live(200)
        assert (Fault.EMG_MAINS in bench.told.now) is still_told
    assert bench.told.raised == [Fault.EMG_MAINS]


def test_what_the_stimulator_leaves_in_the_electrodes_is_no_hum() -> None:
    bench = Bench()
    bench.hum_uv[TA] = 200.0
    bench.stim = StimView(StimPhase.RUNNING, blanked=True)
    bench.live(500)
    assert bench.told.raised == []
