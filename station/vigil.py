"""The watch over streams while a session runs: losses, electrodes that came off, hum that drowns an effort.

Cheap and incremental; what lasts becomes a fault with a sentence that names what it is about.  Each has two lines
or a dwell, so that nothing chatters; the numbers are in the table of docs/signals.md.
Not here: age and links (the frame tells, `game.watch` judges), the check before a round (`station.checkup`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from core.faults import Fault
from core.frames import ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from core.samples import SampleBlock, Stream
from signals.assembler import Assembler
from signals.calibration import EffortRange
from signals.flow import FlowMeter
from signals.hum import KEPT, Hum, HumMeter

GAPS_WINDOW_NS = 10_000_000_000
GAPS_LEAST_S = 5.0
GAPS_ON, GAPS_OFF = 0.01, 0.005
LOOK_TICKS = 10
LASTING_TICKS = 100
MOST_WAITING = 32
"""Blocks that wait to be looked at; in a row they cost a fraction of what each costs between two other things."""
MOSTLY_ON, MOSTLY_OFF = 0.5, 0.4
DROWNS_ON, DROWNS_OFF = 0.5, 0.35
CALM_PARTS = 2
_ELECTRODES = {StreamHealth.LEAD_OFF: Fault.EMG_FLAT, StreamHealth.SATURATED: Fault.EMG_SATURATED}
_USUAL = EffortRange()
_OK, _EMG = StreamHealth.OK, Stream.EMG  # looked up once, not in every tick


class Told(Protocol):
    """Where faults go: `station.trouble.TroubleBoard`."""

    def raise_fault(self, fault: Fault, t_ns: int, sentence: str = "") -> None:
        """Make a fault active."""
        ...

    def clear(self, fault: Fault) -> None:
        """End a fault."""
        ...


class Vigil:
    """Life: `feed` every block, `see` every frame.  needed: the muscles of the level that is played."""

    def __init__(self, assembler: Assembler, trouble: Told) -> None:
        self._assembler, self._trouble = assembler, trouble
        self._flows = {"board": FlowMeter(GAPS_WINDOW_NS), "muscle sensor": FlowMeter(GAPS_WINDOW_NS)}
        self._waiting: list[SampleBlock] = []
        self._losing: set[str] = set()
        self._hum = HumMeter(len(assembler.settings.channels), assembler.settings.mains_hz)
        self._humming = False
        self._met: set[Muscle] = set()
        self._well: set[Muscle] = set()
        self._off: dict[Fault, dict[Muscle, int]] = {fault: {} for fault in _ELECTRODES.values()}
        self.needed: Callable[[], tuple[Muscle, ...]] = tuple

    def feed(self, block: SampleBlock) -> None:
        """Take a raw block; it is looked at when something depends on it."""
        self._waiting.append(block)
        if len(self._waiting) >= MOST_WAITING:
            self._look()

    def see(self, frame: ControlFrame) -> None:
        """Take a frame; ten times a second, what lasts is told."""
        self._count_electrodes(frame.activation)
        if frame.stim.blanked:
            self._look()
            self._hum.recent.clear()  # what the electrodes hear now is the stimulator
        if frame.tick % LOOK_TICKS == 0:
            self._look()
            self._tell_gaps(frame.t_ns)
            self._tell_electrodes(frame.t_ns)
            self._tell_hum(frame.t_ns)

    def _look(self) -> None:
        """Take what waits into the meters, in its order."""
        for block in self._waiting:
            emg = block.stream is _EMG
            self._flows["muscle sensor" if emg else "board"].feed(block)
            if emg:
                self._hum.feed(block)
        self._waiting.clear()

    def _tell_gaps(self, t_ns: int) -> None:
        """Tell losses of more than 1 % of the last ten seconds, until they are below half of that."""
        for name, meter in self._flows.items():
            if not meter.lost and name not in self._losing:
                continue  # as nearly always
            flow = meter.flow()
            share = 0.0 if flow is None or flow.span_s < GAPS_LEAST_S else flow.lost_share
            if share > (GAPS_OFF if name in self._losing else GAPS_ON):
                self._losing.add(name)
                self._trouble.raise_fault(
                    Fault.DATA_GAPS, t_ns, f"{100 * share:.0f} % of the {name}'s samples were lost within ten "
                    "seconds; the gaps are marked in the recording.")
            else:
                self._losing.discard(name)

    def _count_electrodes(self, activation: Mapping[Muscle, Feature]) -> None:
        for muscle, feature in activation.items():
            health = feature.health
            if health is _OK and muscle in self._well:
                continue  # all is as it was, which is nearly always so
            if health is _OK:
                self._met.add(muscle)
                self._well.add(muscle)
            else:
                self._well.discard(muscle)
            for bad, fault in _ELECTRODES.items():
                self._off[fault][muscle] = self._off[fault].get(muscle, 0) + 1 if health is bad else 0

    def _tell_electrodes(self, t_ns: int) -> None:
        """Name a muscle whose electrode was well and is so no more; one that never was is not worn."""
        for fault, ticks in self._off.items():
            lasting = (each for each, count in ticks.items() if count >= LASTING_TICKS and each in self._met)
            muscle = next(lasting, None)
            if muscle is None:
                self._trouble.clear(fault)
                continue
            what = "no signal" if fault is Fault.EMG_FLAT else "its limit reached"
            self._trouble.raise_fault(
                fault, t_ns, f"The {_plain(muscle)} has {what}: check electrodes, lead and reference.")

    def _tell_hum(self, t_ns: int) -> None:
        """Tell hum in which every effort of a needed muscle would drown, for two seconds, until one is clear."""
        wanted = [muscle for muscle in self.needed() if self._drowns(muscle)]
        self._humming = bool(wanted)
        if wanted:
            self._trouble.raise_fault(
                Fault.EMG_MAINS, t_ns, f"The {_plain(wanted[0])} channel hears mostly mains: press the electrodes "
                "on, move leads away from power cords.")
        else:
            self._trouble.clear(Fault.EMG_MAINS)

    def _drowns(self, muscle: Muscle) -> bool:
        channels = self._assembler.settings.channels
        place = channels.index(muscle) if muscle in channels else len(channels)
        parts = [part[place] for part in self._hum.recent if place < len(part)]
        effort = self._assembler.calibration.effort.get(muscle, _USUAL)
        span = effort.max_uv - effort.rest_uv
        if self._humming:
            return any(_loud(part, MOSTLY_OFF, DROWNS_OFF * span) for part in parts[-CALM_PARTS:])
        return len(parts) == KEPT and all(_loud(part, MOSTLY_ON, DROWNS_ON * span) for part in parts)


def _loud(hum: Hum, share: float, rms: float) -> bool:
    return hum.share > share and hum.rms > rms


def _plain(muscle: Muscle) -> str:
    return muscle.replace("_", " ")
