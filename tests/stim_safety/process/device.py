"""An emulated P24 at the far end of a pseudo-terminal, served by a thread; its times are those of reading."""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time

from devices.emulators.stimulators.p24 import P24Emulator
from tests.stim_safety.process.far_end import FarEnd, until

STEP_S = 0.005


class Device:
    """Life: made, used, `close`.  `plug` False: nobody takes the bytes any more."""

    def __init__(self) -> None:
        self.end = FarEnd()
        self.emulator = P24Emulator()
        self._ends = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def path(self) -> str:
        """The port to open."""
        return self.end.path

    def stops(self, after_ns: int = 0) -> list[int]:
        """Return when stop frames came, since `after_ns`."""
        with self._lock:
            return [seen.t_ns for seen in self.emulator.seen if seen.what == "stop" and seen.t_ns >= after_ns]

    def trains(self, after_ns: int = 0) -> list[int]:
        """Return when frames with current came, since `after_ns`."""
        with self._lock:
            return [seen.t_ns for seen in self.emulator.seen if seen.what == "trains" and seen.t_ns >= after_ns]

    def flows(self) -> bool:
        """Whether current flows now."""
        with self._lock:
            return any(output.peak_ua for output in self.emulator.outputs(now_ns()).values())

    def stop_after(self, at_ns: int) -> float:
        """Wait for the first stop after `at_ns`; return how many milliseconds later it came."""
        until(lambda: self.stops(at_ns), "a stop frame at the device")
        return (self.stops(at_ns)[0] - at_ns) / 1e6

    def unplug(self) -> None:
        """Pull the plug."""
        self._stop_serving()
        self.end.unplug()

    def close(self) -> None:
        """Let go."""
        self._stop_serving()
        self.end.close()

    def _stop_serving(self) -> None:
        self._ends.set()
        self._thread.join()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # what is measured is the programs, not this thread
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(5))
        while not self._ends.is_set():
            ready, _, _ = select.select([self.end.master], [], [], STEP_S)
            at_ns = now_ns()
            data = os.read(self.end.master, 65536) if ready else b""
            with self._lock:
                answer = self.emulator.receive(at_ns, data) if data else b""
                answer += self.emulator.advance(at_ns)
            if answer:
                os.write(self.end.master, answer)


def now_ns() -> int:
    """Monotonic nanoseconds, the same clock as the programs'."""
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC)
