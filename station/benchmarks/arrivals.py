"""From the arrival of bytes to the number that steers: real serial bytes over a pseudo-terminal.

The device is played by a process of its own, so that the processor time of this one is that of the path:
port, driver, ring, filters, frame.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from core.clock import NS_PER_MS, NS_PER_S, Clock, SystemClock
from core.errors import DeviceMissing
from core.frames import TICK_NS
from core.muscles import Muscle
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.discovery import DeviceSpec, open_board, open_emg
from devices.link import LinkEntry
from signals.assembler import Assembler
from signals.calibration import Calibration
from signals.filters import warm_up
from signals.settings import SignalSettings
from station.benchmarks.figures import Figure, percentile
from station.engine import Engine, NoKeeper
from station.sensors import LinkSensor

MEASURED_S = 20
START_LIMIT_S = 30
WARM_S = 2
EMG_CHANNELS = tuple(list(Muscle)[:8])
EMG_LUMP_MS = 10
"""USB adapters gather bytes for 1 to 16 ms; 20 samples at a time is also how published figures were measured."""
EMG_FILTER = "beyond the filter's own delay"


class ArrivalClock(SystemClock):
    """The clock of a link, which asks it right after each read: what it answered last is when the bytes came."""

    def __init__(self) -> None:
        self.last_ns = 0

    def now_ns(self) -> int:
        """Tell the time and remember it."""
        self.last_ns = super().now_ns()
        return self.last_ns


class ArrivalRing(Ring[LinkEntry]):
    """A ring that notes when the bytes of each block came."""

    def __init__(self, clock: ArrivalClock, wake: threading.Event) -> None:
        super().__init__(4096, wake.set)
        self._clock = clock
        self.arrived_ns: deque[int] = deque()

    def push(self, entry: LinkEntry) -> None:
        """Note the time of a block, then push it."""
        if isinstance(entry, SampleBlock):
            self.arrived_ns.append(self._clock.last_ns)
        super().push(entry)


@dataclass(slots=True)
class Way:
    """What samples go through, from the ring on; `taken` blocks were taken in since the last frame."""

    engine: Engine
    ring: ArrivalRing
    clock: Clock
    wake: threading.Event
    taken: int = 0

    def take_in(self, at_most_ns: int) -> None:
        """Wait for an arrival and pump, as the live loop does."""
        self.wake.wait(at_most_ns / NS_PER_S)
        self.wake.clear()
        self.taken = len(self.ring.arrived_ns)
        self.engine.pump(self.clock.now_ns())

    def control(self, tick: int, t_ns: int) -> list[float]:
        """Make the frame of `t_ns`; return milliseconds since the arrival of each block that is new in it."""
        self.engine.assembler.frame(tick, t_ns)
        taken, self.taken = self.taken, 0
        now_ns = self.clock.now_ns()
        return [(now_ns - self.ring.arrived_ns.popleft()) / NS_PER_MS for _ in range(taken)]


def measure_board() -> list[Figure]:
    """Time from a board's report to the control frame of the next step."""
    with _emulated(["lines-board"]) as port:
        latencies, cpu = _listen(port, Stream.BOARD, _at_each_step)
    within = sum(latency <= TICK_NS / NS_PER_MS for latency in latencies) / len(latencies)
    return [
        Figure("board arrival to frame p50", percentile(latencies, 0.5), "ms", None, f"{len(latencies)} reports"),
        Figure("board arrival to frame p99", percentile(latencies, 0.99), "ms", 10.0,
               f"{within:.1%} within one step; worst {max(latencies):.1f} ms; {cpu:.1%} of a core"),
    ]


def measure_emg() -> list[Figure]:
    """Time and processor share from EMG packets of 8 channels at 2 kHz to activations."""
    warm_up()
    with _emulated(["chords", "--channels", "8", "--rate", "2000", "--lump-ms", str(EMG_LUMP_MS)]) as port:
        latencies, cpu = _listen(port, Stream.EMG, _at_each_arrival)
    sent = f"8 channels x 2 kHz in packets of {EMG_LUMP_MS} ms"
    return [
        Figure("EMG arrival to control p50", percentile(latencies, 0.5), "ms", None,
               f"{len(latencies)} packets, {EMG_FILTER}"),
        Figure("EMG arrival to control p99", percentile(latencies, 0.99), "ms", 2.0,
               f"{sent}; worst {max(latencies):.2f} ms"),
        Figure("EMG path", 100 * cpu, "% core", 3.0,
               f"port, driver, filters, activation; {sent}, a frame for each"),
    ]


@contextmanager
def _emulated(words: Sequence[str]) -> Iterator[str]:
    """Play a device in a process of its own; yields its port."""
    command = [sys.executable, "-m", "devices.emulators", *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["port"]
        finally:
            process.terminate()


def _listen(port: str, stream: Stream, loop: Callable[[Way, float], list[float]]) -> tuple[list[float], float]:
    """Take in blocks by `loop`; return latencies in ms and the share of a core."""
    arrival_clock, wake = ArrivalClock(), threading.Event()
    ring = ArrivalRing(arrival_clock, wake)
    kind = "serial" if stream is Stream.BOARD else "chords"
    opener = open_board if stream is Stream.BOARD else open_emg
    link = opener(DeviceSpec.parse(f"{kind}:{port}"), arrival_clock, ring)
    assert link is not None
    sensor = LinkSensor(link, ring, threaded=True)
    assembler = Assembler(SignalSettings(channels=EMG_CHANNELS if stream is Stream.EMG else ()), Calibration())
    way = Way(Engine([sensor], assembler, NoKeeper()), ring, SystemClock(), wake)
    sensor.start()
    try:
        _await_stream(way, loop)
        loop(way, WARM_S)
        before_s = time.process_time()
        latencies = loop(way, MEASURED_S)
        return latencies, (time.process_time() - before_s) / MEASURED_S
    finally:
        sensor.stop()


def _await_stream(way: Way, loop: Callable[[Way, float], list[float]]) -> None:
    """Wait until samples come: a board that is greeted late on a busy machine must not be measured silent."""
    for _ in range(START_LIMIT_S):
        if loop(way, 1.0):
            return
    raise DeviceMissing(f"The emulated device sent nothing for {START_LIMIT_S} s: is the computer overloaded?")


def _at_each_step(way: Way, seconds: float) -> list[float]:
    """Take in what comes when it comes and make a frame each 10 ms, as the live loop does."""
    latencies: list[float] = []
    due_ns = way.clock.now_ns() + TICK_NS
    for tick in range(round(seconds * NS_PER_S / TICK_NS)):
        while (remaining_ns := due_ns - way.clock.now_ns()) > 0:
            way.take_in(remaining_ns)
        latencies += way.control(tick, due_ns)
        due_ns += TICK_NS
    return latencies


def _at_each_arrival(way: Way, seconds: float) -> list[float]:
    """Make a frame as soon as a block has come."""
    latencies: list[float] = []
    end_ns = way.clock.now_ns() + round(seconds * NS_PER_S)
    tick = 0
    while (remaining_ns := end_ns - way.clock.now_ns()) > 0:
        way.take_in(remaining_ns)
        tick += 1
        latencies += way.control(tick, way.clock.now_ns())
    return latencies
