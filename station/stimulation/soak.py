"""`surefoot soak`: hours of stimulation on an emulated P24, to count what must not happen.

The real controller, guardian and scribe run on a port of their own, lap after lap, each lap a patient of its own
so that budgets do not end it.  Counted are stops that nobody asked for, and how late the controller's steps were,
from its own journal.  Not here: the figures of kill and freeze (`station.benchmarks.stim`).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TextIO

from core.clock import NS_PER_MS, NS_PER_S, Clock, SystemClock
from core.errors import ExitCode
from station.stimulation.bench import emulated
from station.stimulation.example import example
from station.stimulation.program import Order, Program
from station.stimulation.rehearsal import Rehearsal
from station.stimulation.script import Entry, parse_script
from station.stimulation.simulated import SCRIPT
from stim_safety.timing import TICK_MS

LAP_S = 900.0
PREPARE_S = 40.0
"""What a lap needs before its first train."""
STEADY = "- wish: {fraction: 1.0, seconds: 6}\n- wait: {state: armed, seconds: 30}\n"
ROUND_S = 16.0
"""A train of the example's prescription, with its rest."""
MOST_LATE_MS = 100.0
"""A step as late as this stops the stimulation."""


@dataclass(frozen=True, slots=True)
class Soaked:
    """What was counted.  false_stops: stops nobody asked for.  late_ms: the latest step beyond its 20 ms."""

    seconds: float = 0.0
    laps: int = 0
    trains: int = 0
    refused: int = 0
    false_stops: int = 0
    unclean_ends: int = 0
    steps: int = 0
    late_ms: float = 0.0
    late_steps: int = 0

    @property
    def good(self) -> bool:
        """Whether nothing happened that must not happen, and something happened that should."""
        return not self.false_stops and not self.unclean_ends and self.trains > 0


def soak(seconds: float, as_json: bool, out: TextIO, clock: Clock | None = None) -> int:
    """Run so long; returns 0 when there was no false stop and every lap ended cleanly, else 4."""
    clock = clock or SystemClock()
    start_ns, counted = clock.now_ns(), Soaked()
    with tempfile.TemporaryDirectory(prefix="surefoot-soak-") as folder:
        while (gone_s := (clock.now_ns() - start_ns) / NS_PER_S) < seconds and counted.good | (not counted.laps):
            counted = _lap(counted, Path(folder) / f"lap-{counted.laps + 1}", min(LAP_S, seconds - gone_s), clock)
            counted = replace(counted, seconds=round((clock.now_ns() - start_ns) / NS_PER_S, 1))
            if not as_json:
                out.write(_line(counted) + "\n")
                out.flush()
    if as_json:
        out.write(json.dumps({**asdict(counted), "good": counted.good}) + "\n")
    return ExitCode.DONE if counted.good else ExitCode.CHECK_FAILED


def _lap(counted: Soaked, folder: Path, seconds: float, clock: Clock) -> Soaked:
    """Run one lap and add it up."""
    folder.mkdir()
    paper = folder / "prescription.yaml"
    paper.write_bytes(example(clock.utc(), (), f"soak-{counted.laps + 1}"))
    with emulated("p24") as spec:
        program = Program(Order(spec, folder / "kept", paper), clock)
        rehearsal = Rehearsal(program, _script(seconds), clock)
        code = rehearsal.run()
    gaps = list(_gaps_ms(folder / "kept" / "journals"))
    late = [gap - TICK_MS for gap in gaps]
    stops = [state for state in rehearsal.after_arming if state in {"fault", "estop"}]
    return replace(
        counted, laps=counted.laps + 1, trains=counted.trains + rehearsal.trains,
        refused=counted.refused + rehearsal.refused, false_stops=counted.false_stops + len(stops),
        unclean_ends=counted.unclean_ends + (code != 0), steps=counted.steps + len(gaps),
        late_ms=round(max([counted.late_ms, *late]), 2),
        late_steps=counted.late_steps + sum(each > TICK_MS for each in late))


def _script(seconds: float) -> tuple[Entry, ...]:
    rounds = max(1, int((seconds - PREPARE_S) / ROUND_S))
    return parse_script(SCRIPT + STEADY * rounds + "- disarm\n", "the soak")


def _gaps_ms(journals: Path) -> Iterator[float]:
    """Yield the time from step to step, from the journal of the lap."""
    before: int | None = None
    for path in sorted(journals.glob("*.jsonl")):
        with path.open(encoding="ascii") as lines:
            for line in lines:
                inputs = json.loads(line).get("in")
                if inputs is None:
                    continue
                if before is not None:
                    yield (inputs["now_ns"] - before) / NS_PER_MS
                before = inputs["now_ns"]


def _line(counted: Soaked) -> str:
    return (f"{counted.seconds:8.0f} s  {counted.laps} laps  {counted.trains} trains  "
            f"{counted.false_stops} false stops  {counted.unclean_ends} unclean ends  latest step "
            f"{counted.late_ms:.1f} ms late, {counted.late_steps} of {counted.steps} over {TICK_MS} ms")
