"""From a killed or frozen program to the stop frame at the stimulator, while current flows and all cores are busy.

Each trial is a whole chain of real processes: the technician's bench as the game, controller, guardian and scribe,
on a pseudo-terminal with an emulated P24.  The script screens, tests the stop, finds the currents and arms as
people do, which takes some twelve seconds, so several chains run side by side, and each is hit at a moment of its
own in a train.  Times are those of the hit and of reading at the device's end, on one clock.  A stop that never
comes counts as the longest wait; a chain that never came to a train, or whose train had ended before the hit, is
told with the safety program's reason, and made again.
Not here: the emulated device (`devices.emulators.stimulators`), the bench (`station.stimulation.bench`).
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import tty
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from core.clock import NS_PER_MS, NS_PER_S, SystemClock
from core.muscles import Muscle
from devices.emulators.stimulators.p24 import P24Emulator
from station.benchmarks.figures import Figure, percentile
from station.stimulation.example import example

ROOT = Path(__file__).resolve().parents[2]
TRIALS = 200
MOST_AGAIN = TRIALS // 10
SIDE_BY_SIDE = 10
STEP_MS = 2
RISEN_NS = 1_300 * NS_PER_MS
"""A train has risen by then; it lasts 6 s."""
SPREAD_NS = 1_000 * NS_PER_MS
REACH_NS = 60 * NS_PER_S
ANSWER_NS = 3 * NS_PER_S
BUSY = "import os; parent = os.getppid()\nwhile os.getppid() == parent: pass"
"""Ends by itself when the benchmark is killed."""
SCRIPT = """\
- wait: {state: ready}
- screen
- hold
- step: 1
- mark: sensory
- step: 1
- mark: motor
- step: 2
- mark: tolerated
- release
- arm
- wish: {fraction: 1.0, seconds: 9}
- wait: 30
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """What is done to which program, and within how many milliseconds the stop must be at the device."""

    name: str
    who: str
    number: signal.Signals
    goal_ms: float


HITS = (
    Hit("game killed to stop", "game", signal.SIGKILL, 25.0),
    Hit("controller killed to stop", "controller", signal.SIGKILL, 5.0),
    Hit("game frozen to stop", "game", signal.SIGSTOP, 275.0),
)


class Lost(StrEnum):
    """Why a trial is none: it never came to a train, or none flowed any more when it was to be hit."""

    NO_TRAIN = "no train"
    NO_CURRENT = "no current"


@dataclass(slots=True)
class Results:
    """What one hit came to.

    latencies_ms: of every trial, `ANSWER_NS` for one without a stop.  unstopped: how many those were.
    lost: trials that were none, by kind and by the safety program's newest reason.
    """

    latencies_ms: list[float] = field(default_factory=list)
    unstopped: int = 0
    lost: Counter[str] = field(default_factory=Counter)


class Trial:
    """One chain.  Life: started, `serve` and `step` until `over`, `close`."""

    def __init__(self, hit: Hit, folder: Path, began_ns: int, wait_ns: int) -> None:
        self._hit = hit
        self.master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self._emulator = P24Emulator()
        self._began_ns = began_ns
        self._wait_ns = wait_ns
        self._train_ns: int | None = None
        self._hit_ns: int | None = None
        self._others: list[int] = []
        self._heard = b""
        self._why = ""
        self.latency_ms: float | None = None
        self.lost: Lost | None = None
        self._game = _game(os.ttyname(self._slave), folder)
        self.told = self._game.stdout.fileno() if self._game.stdout else -1
        os.set_blocking(self.told, False)

    @property
    def over(self) -> bool:
        """Whether the stop has come, or cannot come any more."""
        return self.latency_ms is not None or self.lost is not None

    @property
    def reason(self) -> str:
        """Why it was lost, and what the safety program said last."""
        return f"{self.lost}, {self._why or 'not said why'}"

    def serve(self, now_ns: int) -> None:
        """Let the device read and answer."""
        with suppress(BlockingIOError):
            data = os.read(self.master, 65536) if select.select([self.master], [], [], 0)[0] else b""
            answer = (self._emulator.receive(now_ns, data) if data else b"") + self._emulator.advance(now_ns)
            if answer:
                os.write(self.master, answer)

    def listen(self, now_ns: int) -> None:
        """Take what the game tells; note when the train begins, and why it does not."""
        with suppress(BlockingIOError):
            *lines, self._heard = (self._heard + os.read(self.told, 65536)).split(b"\n")
            for told in map(json.loads, lines):
                self._why = told.get("why") or self._why
                if self._train_ns is None and told.get("state") == "stim":
                    self._train_ns = now_ns

    def step(self, now_ns: int) -> None:
        """Hit when it is time, and see whether the stop has come."""
        if self._hit_ns is not None:
            self._look(self._hit_ns, now_ns)
        elif self._train_ns is not None:
            if now_ns - self._train_ns >= RISEN_NS + self._wait_ns:
                self._strike(now_ns)
        elif now_ns - self._began_ns > REACH_NS or self._game.poll() is not None:
            self.lost = Lost.NO_TRAIN

    def _look(self, hit_ns: int, now_ns: int) -> None:
        stops_ns = [seen.t_ns - hit_ns for seen in self._emulator.seen if seen.what == "stop"]
        after_ns = [each for each in stops_ns if each >= 0]
        if after_ns or now_ns - hit_ns > ANSWER_NS:
            self.latency_ms = min([*after_ns, ANSWER_NS]) / NS_PER_MS

    def close(self) -> subprocess.Popen[bytes]:
        """End what is left of the chain; return what is still to be waited for, when nobody else is served."""
        for pid in (self._game.pid, *self._others):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        os.close(self.master)
        os.close(self._slave)
        return self._game

    def _strike(self, now_ns: int) -> None:
        if not any(output.peak_ua for output in self._emulator.outputs(now_ns).values()):
            self.lost = Lost.NO_CURRENT  # nothing to be stopped
            return
        controller = _children(self._game.pid)[0]
        self._others = [controller, *_children(controller)]
        self._hit_ns = SystemClock().now_ns()
        os.kill(controller if self._hit.who == "controller" else self._game.pid, self._hit.number)


def measure() -> Iterator[Figure]:
    """Measure hit after hit and yield the figures of each when it is done; nothing without real stimulation."""
    if sys.platform != "linux":
        return
    with suppress(OSError):  # the device's end is no part of what is measured
        os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(5))
    try:
        with tempfile.TemporaryDirectory() as folder, _all_cores_busy():
            for hit in HITS:
                yield from _figures(hit, _trials(hit, Path(folder)))
    finally:
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def _figures(hit: Hit, results: Results) -> list[Figure]:
    found = results.latencies_ms
    lost = "; ".join(f"{count} made again: {why}" for why, count in sorted(results.lost.items()))
    if not found:
        return [Figure(f"{hit.name} p99", ANSWER_NS / NS_PER_MS, "ms", hit.goal_ms, f"no trial was hit; {lost}")]
    detail = f"{len(found)} trials in a train, {os.cpu_count()} cores busy; worst {max(found):.2f} ms"
    return [Figure(f"{hit.name} p50", percentile(found, 0.5), "ms", None, lost or "no trial lost"),
            Figure(f"{hit.name} p99", percentile(found, 0.99), "ms", hit.goal_ms, detail),
            Figure(f"{hit.name}: no stop", results.unstopped, "trials", 0.0,
                   f"no stop frame within {ANSWER_NS // NS_PER_S} s")]


def _trials(hit: Hit, folder: Path) -> Results:
    """Run all trials of one hit, several side by side."""
    clock, rng, results = SystemClock(), random.Random(1), Results()
    due = TRIALS
    running: list[Trial] = []
    dying: list[subprocess.Popen[bytes]] = []
    next_ns = clock.now_ns()
    while due or running:
        now_ns = clock.now_ns()
        if due and len(running) < SIDE_BY_SIDE and now_ns >= next_ns:
            running.append(Trial(hit, Path(tempfile.mkdtemp(dir=folder)), now_ns, rng.randrange(SPREAD_NS)))
            due, next_ns = due - 1, now_ns + NS_PER_S
        _serve(running, clock)
        for trial in [trial for trial in running if trial.over]:
            running.remove(trial)
            dying.append(trial.close())
            due += _note(trial, results)
    for game in dying:
        game.communicate()
    return results


def _note(trial: Trial, results: Results) -> int:
    """Keep what a trial came to; return how many are to be made again for it."""
    if trial.latency_ms is None:
        results.lost[trial.reason] += 1
        return int(results.lost.total() <= MOST_AGAIN)
    results.latencies_ms.append(trial.latency_ms)
    results.unstopped += trial.latency_ms * NS_PER_MS >= ANSWER_NS
    return 0


def _serve(running: list[Trial], clock: SystemClock) -> None:
    poll = select.poll()
    for trial in running:
        poll.register(trial.master, select.POLLIN)
        poll.register(trial.told, select.POLLIN)
    poll.poll(STEP_MS)
    for trial in running:
        trial.serve(clock.now_ns())
    for trial in running:
        now_ns = clock.now_ns()
        trial.listen(now_ns)
        trial.step(now_ns)


def _game(port: str, folder: Path) -> subprocess.Popen[bytes]:
    """Start the bench with its script as the game."""
    text = example(SystemClock().utc(), (Muscle.RIGHT_WRIST_EXTENSORS,)).decode()
    prescription, script = folder / "prescription.yaml", folder / "script.yaml"
    prescription.write_text(text.replace("on: 5 s", "on: 6 s").replace("off: 10 s", "off: 6 s"))
    script.write_text(SCRIPT)
    words = ["stim", "--stim", f"p24:{port}", "--prescription", str(prescription), "--script", str(script),
             "--stim-folder", str(folder / "safety"), "--json"]
    return subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *words],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def _all_cores_busy() -> Iterator[None]:
    """Keep every core busy meanwhile."""
    busy = [subprocess.Popen([sys.executable, "-I", "-S", "-c", BUSY]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()
