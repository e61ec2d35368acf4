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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from core.clock import NS_PER_MS, NS_PER_S, Clock, SystemClock
from core.frames import TICK_NS, Muscle
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.discovery import DeviceSpec, open_board, open_emg
from devices.link import LinkEntry
from signals.assembler import Assembler
from signals.calibration import Calibration
from signals.settings import SignalSettings
from station.benchmarks.figures import Figure, percentile
from station.engine import Engine, NoKeeper
from station.sensors import LinkSensor

MEASURED_S = 20
WARM_S = 6
EMG_CHANNELS = tuple(list(Muscle)[:8])
EMG_FILTER = "beyond the filter's own delay"


class ArrivalRing(Ring[LinkEntry]):
    """A ring that notes when each block was handed over by the reader."""

    def __init__(self, clock: Clock, wake: threading.Event) -> None:
        super().__init__(4096, wake.set)
        self._clock = clock
        self.arrived_ns: deque[int] = deque()

    def push(self, entry: LinkEntry) -> None:
        """Note the time of a block, then push it."""
        if isinstance(entry, SampleBlock):
            self.arrived_ns.append(self._clock.now_ns())
        super().push(entry)


def measure_board() -> list[Figure]:
    """Time from a board's report to the control frame of the next step."""
    with _emulated(["lines-board"]) as port:
        latencies, cpu = _listen(port, Stream.BOARD, frames=True)
    within = sum(latency <= TICK_NS / NS_PER_MS for latency in latencies) / len(latencies)
    return [
        Figure("board arrival to frame p50", percentile(latencies, 0.5), "ms", None, f"{len(latencies)} reports"),
        Figure("board arrival to frame p99", percentile(latencies, 0.99), "ms", 10.0,
               f"{within:.1%} within one step; worst {max(latencies):.1f} ms; {cpu:.1%} of a core"),
    ]


def measure_emg() -> list[Figure]:
    """Time and processor share from EMG packets of 8 channels at 2 kHz to activations."""
    with _emulated(["chords", "--channels", "8", "--rate", "2000"]) as port:
        latencies, cpu = _listen(port, Stream.EMG, frames=False)
    return [
        Figure("EMG arrival to control p50", percentile(latencies, 0.5), "ms", None,
               f"{len(latencies)} packets, {EMG_FILTER}"),
        Figure("EMG arrival to control p99", percentile(latencies, 0.99), "ms", 2.0,
               f"8 channels x 2 kHz; worst {max(latencies):.2f} ms"),
        Figure("EMG path", 100 * cpu, "% core", 3.0, "port, driver, filters, activation, 100 frames a second"),
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


def _listen(port: str, stream: Stream, frames: bool) -> tuple[list[float], float]:
    """Take in blocks as the live loop does; return latencies in ms and the share of a core."""
    clock, wake = SystemClock(), threading.Event()
    ring = ArrivalRing(clock, wake)
    kind = "serial" if stream is Stream.BOARD else "chords"
    opener = open_board if stream is Stream.BOARD else open_emg
    link = opener(DeviceSpec.parse(f"{kind}:{port}"), clock, ring)
    assert link is not None
    sensor = LinkSensor(link, ring, threaded=True)
    assembler = Assembler(SignalSettings(channels=EMG_CHANNELS if stream is Stream.EMG else ()), Calibration())
    engine = Engine([sensor], assembler, NoKeeper())
    sensor.start()
    try:
        _loop(engine, assembler, ring, clock, wake, WARM_S, frames)
        before_s = time.process_time()
        latencies = _loop(engine, assembler, ring, clock, wake, MEASURED_S, frames)
        return latencies, (time.process_time() - before_s) / MEASURED_S
    finally:
        sensor.stop()


def _loop(engine: Engine, assembler: Assembler, ring: ArrivalRing, clock: Clock, wake: threading.Event,
          seconds: float, frames: bool) -> list[float]:
    """Pump on every arrival and make a frame each 10 ms, as the live loop does."""
    latencies: list[float] = []
    start_ns = clock.now_ns()
    due_ns, tick = start_ns + TICK_NS, 0
    while due_ns < start_ns + seconds * NS_PER_S:
        wake.wait(max(0, due_ns - clock.now_ns()) / NS_PER_S)
        wake.clear()
        now_ns = clock.now_ns()
        engine.pump(now_ns)
        if frames and now_ns < due_ns:
            continue
        tick += 1
        assembler.frame(tick, due_ns if frames else now_ns)
        latencies += _since(ring, clock)
        if now_ns >= due_ns:
            due_ns += TICK_NS
    return latencies


def _since(ring: ArrivalRing, clock: Clock) -> list[float]:
    """Milliseconds since each block that has arrived and was not yet counted."""
    waiting = len(ring.arrived_ns)
    now_ns = clock.now_ns()
    return [(now_ns - ring.arrived_ns.popleft()) / NS_PER_MS for _ in range(waiting)]
