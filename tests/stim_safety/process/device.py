"""An emulated stimulator in a process of its own, served before others, that tells what it saw and put out.

No thread of the test serves it: a test that waits for its turn would make the device seem dead.  Times are those
of reading, on the clock of the programs.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.stim_safety.process.far_end import until

ROOT = Path(__file__).parents[3]
PRIORITY = 5
"""Below that of the programs themselves, above everything else."""


class Device:
    """Life: made, used, `close`.  kind: as `python -m devices.emulators` names it."""

    def __init__(self, kind: str = "p24") -> None:
        self._process = subprocess.Popen([sys.executable, "-m", "devices.emulators", kind], cwd=ROOT, text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        prefer(self._process.pid)
        assert self._process.stdout is not None
        self.path: str = json.loads(self._process.stdout.readline())["port"]
        self._answers: list[dict[str, Any]] = []
        self._seen: list[dict[str, Any]] = []
        self.changes: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.say("watch")

    def say(self, words: str) -> None:
        """Give one command and wait until it is obeyed."""
        assert self._process.stdin is not None
        before = len(self._answers)
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()
        until(lambda: len(self._answers) > before, words)
        assert self._answers[-1] == {"done": words}

    def stops(self, after_ns: int = 0) -> list[int]:
        """Return when stop frames came, since `after_ns`."""
        return self._times("stop", after_ns)

    def trains(self, after_ns: int = 0) -> list[int]:
        """Return when frames with current came, since `after_ns`."""
        return self._times("trains", after_ns)

    def flows(self) -> bool:
        """Whether a train flows, as far as has been told; single pulses (without a period) are over at once."""
        newest = {change["channel"]: change["peak_ua"] * change["period_us"] for change in list(self.changes)}
        return any(newest.values())

    def stop_after(self, at_ns: int) -> float:
        """Wait for the first stop after `at_ns`; return how many milliseconds later it came."""
        until(lambda: self.stops(at_ns), "a stop frame at the device")
        return (self.stops(at_ns)[0] - at_ns) / 1e6

    def unplug(self) -> None:
        """Pull the plug."""
        self.say("unplug")

    def close(self) -> None:
        """Let go."""
        self._process.kill()
        self._reader.join()
        for way in (self._process.stdin, self._process.stdout):
            assert way is not None
            way.close()
        self._process.wait()

    def _times(self, what: str, after_ns: int) -> list[int]:
        return [seen["t_ns"] for seen in list(self._seen) if seen["what"] == what and seen["t_ns"] >= after_ns]

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = json.loads(line)
            if "seen" in told:
                self._seen.append(told["seen"])
            elif "changed" in told:
                self.changes.append(told["changed"])
            else:
                self._answers.append(told)


def prefer(pid: int) -> None:
    """Serve a process before others, where that is permitted."""
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(pid, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(PRIORITY))


def now_ns() -> int:
    """Monotonic nanoseconds, the same clock as the programs'."""
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC)
