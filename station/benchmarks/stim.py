"""From a killed or frozen program to the stop frame at the stimulator, while current flows and all cores are busy.

Each trial is a whole chain of real processes: the technician's bench as the game, controller, guardian and scribe,
on a pseudo-terminal with an emulated P24.  The script screens, tests the stop, finds the currents and arms as
people do, which takes some fifteen seconds, so several chains run side by side, and each is hit at a moment of its
own in a train.  Times are those of the hit and of reading at the device's end, on one clock.
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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from core.clock import NS_PER_MS, NS_PER_S, SystemClock
from core.muscles import Muscle
from devices.emulators.stimulators.p24 import P24Emulator
from station.benchmarks.figures import Figure, percentile
from station.stimulation.example import example

ROOT = Path(__file__).resolve().parents[2]
TRIALS = 200
SIDE_BY_SIDE = 8
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
- wait: 5
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


@dataclass(slots=True)
class Results:
    """What was measured, milliseconds by hit; lost: trials that never came to a train."""

    latencies: dict[str, list[float]] = field(default_factory=lambda: {hit.name: [] for hit in HITS})
    lost: int = 0


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
        self.latency_ms: float | None = None
        self.over = False
        self._game = _game(os.ttyname(self._slave), folder)
        self.told = self._game.stdout.fileno() if self._game.stdout else -1
        os.set_blocking(self.told, False)

    @property
    def hit(self) -> Hit:
        """What is done in this trial."""
        return self._hit

    def serve(self, now_ns: int) -> None:
        """Let the device read and answer."""
        with suppress(BlockingIOError):
            data = os.read(self.master, 65536) if select.select([self.master], [], [], 0)[0] else b""
            answer = (self._emulator.receive(now_ns, data) if data else b"") + self._emulator.advance(now_ns)
            if answer:
                os.write(self.master, answer)

    def listen(self, now_ns: int) -> None:
        """Take what the game tells; note when the train begins."""
        with suppress(BlockingIOError):
            *lines, self._heard = (self._heard + os.read(self.told, 65536)).split(b"\n")
            if self._train_ns is None and any(json.loads(line).get("state") == "stim" for line in lines):
                self._train_ns = now_ns

    def step(self, now_ns: int) -> None:
        """Hit when it is time, and see whether the stop has come."""
        if self._hit_ns is not None:
            late_ns = [seen.t_ns - self._hit_ns for seen in self._emulator.seen if seen.what == "stop"]
            after_ns = [each for each in late_ns if each >= 0]
            self.latency_ms = after_ns[0] / NS_PER_MS if after_ns else None
            self.over = bool(after_ns) or now_ns - self._hit_ns > ANSWER_NS
        elif self._train_ns is None:
            self.over = now_ns - self._began_ns > REACH_NS or self._game.poll() is not None
        elif now_ns - self._train_ns >= RISEN_NS + self._wait_ns:
            self._strike(now_ns)

    def close(self) -> None:
        """End what is left of the chain."""
        for pid in (self._game.pid, *self._others):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._game.communicate()
        os.close(self.master)
        os.close(self._slave)

    def _strike(self, now_ns: int) -> None:
        if not any(output.peak_ua for output in self._emulator.outputs(now_ns).values()):
            self.over = True  # no current, nothing to be stopped: not a trial
            return
        controller = _children(self._game.pid)[0]
        self._others = [controller, *_children(controller)]
        self._hit_ns = SystemClock().now_ns()
        os.kill(controller if self._hit.who == "controller" else self._game.pid, self._hit.number)


def measure() -> list[Figure]:
    """Measure all hits; nothing where there is no real stimulation."""
    if sys.platform != "linux":
        return []
    with suppress(OSError):  # the device's end is no part of what is measured
        os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(5))
    with tempfile.TemporaryDirectory() as folder, _all_cores_busy():
        results = _trials(Path(folder))
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    return [figure for hit in HITS for figure in _figures(hit, results)]


def _figures(hit: Hit, results: Results) -> list[Figure]:
    found = results.latencies[hit.name]
    if not found:
        return [Figure(f"{hit.name} p99", ANSWER_NS / NS_PER_MS, "ms", hit.goal_ms, "no trial came to a train")]
    detail = f"{len(found)} trials in a train, {os.cpu_count()} cores busy; worst {max(found):.2f} ms"
    return [Figure(f"{hit.name} p50", percentile(found, 0.5), "ms", None, f"{results.lost} trials lost"),
            Figure(f"{hit.name} p99", percentile(found, 0.99), "ms", hit.goal_ms, detail)]


def _trials(folder: Path) -> Results:
    """Run all trials, several side by side."""
    clock, rng, results = SystemClock(), random.Random(1), Results()
    due = [hit for _ in range(TRIALS) for hit in HITS]
    running: list[Trial] = []
    next_ns, made = 0, 0
    while due or running:
        now_ns = clock.now_ns()
        if due and len(running) < SIDE_BY_SIDE and now_ns >= next_ns:
            made += 1
            running.append(Trial(due.pop(0), folder / str(made), now_ns, rng.randrange(SPREAD_NS)))
            next_ns = now_ns + NS_PER_S
        _serve(running, clock)
        for trial in [trial for trial in running if trial.over]:
            running.remove(trial)
            trial.close()
            _note(trial, results, due)
    return results


def _note(trial: Trial, results: Results, due: list[Hit]) -> None:
    """Keep a latency; a trial that came to nothing is told and made again, a few times."""
    if trial.latency_ms is not None:
        results.latencies[trial.hit.name].append(trial.latency_ms)
        return
    results.lost += 1
    if results.lost <= TRIALS // 10:
        due.append(trial.hit)


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
    folder.mkdir()
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
