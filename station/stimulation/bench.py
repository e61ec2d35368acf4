"""`surefoot stim`: the technician's bench tool.  It plays a script against the real controller and guardian.

It has no power that the game lacks: the same program, the same protocol, the same acts.  Everything that is asked,
answered and written to the device is printed as one JSON line each.  Not here: the words of a script (`script`).
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from clinic.recording.records import Record, StimMessage, Stimulated
from core.clock import NS_PER_S, Clock, SystemClock
from core.errors import ExitCode, InputError
from core.events import JsonValue
from core.frames import TICK_NS
from station.stimulation.actor import Actor
from station.stimulation.link import StimLink
from station.stimulation.logbook import Logbook
from station.stimulation.program import Order, Program
from station.stimulation.script import Entry, read_script
from station.stimulation.spec import StimSpec

LAST_WORDS_S = 3.0


@dataclass(frozen=True, slots=True)
class BenchOptions:
    """The words of `surefoot stim`.  folder: where log and budgets are kept."""

    stim: str
    prescription: Path
    script: Path
    folder: Path
    pedal: str = ""


@dataclass(slots=True)
class _Printer:
    """Prints one line for everything that happens; remembers whether something was refused or went wrong."""

    out: TextIO
    start_ns: int
    refused: int = 0
    states: list[str] = field(default_factory=list)

    def keep(self, record: Record) -> None:
        """Print what was asked or answered."""
        if isinstance(record, StimMessage):
            values = dict(record.values)
            self.refused += values.get("refused") is True
            if record.kind == "status":
                self._state(str(values.get("state")))
            who = "asked" if record.sent else "told"
            self.line(record.t_ns, {who: record.kind, **values})
        elif isinstance(record, Stimulated):
            return

    def line(self, t_ns: int, values: Mapping[str, JsonValue]) -> None:
        """Print one line at the time `t_ns`."""
        self.out.write(json.dumps({"t": round((t_ns - self.start_ns) / NS_PER_S, 4), **values}) + "\n")
        self.out.flush()

    def _state(self, state: str) -> None:
        if not self.states or self.states[-1] != state:
            self.states.append(state)


def bench(options: BenchOptions, out: TextIO, clock: Clock | None = None) -> int:
    """Play the script; returns 0, or 4 when something was refused or ended in a fault.

    Raises InputError or DeviceMissing for what must be mended first.
    """
    clock = clock or SystemClock()
    spec = StimSpec.parse(options.stim)
    script = read_script(options.script)
    if not spec.there:
        raise InputError("--stim none: say which stimulator, such as p24:/dev/ttyACM0, or sim.")
    with _device(spec) as real:
        return _Bench(Order(real, options.folder, options.prescription, options.pedal), script, out, clock).run()


class _Bench:
    """One run on the bench."""

    def __init__(self, order: Order, script: tuple[Entry, ...], out: TextIO, clock: Clock) -> None:
        self._clock = clock
        self._printer = _Printer(out, clock.now_ns())
        self._logbook = Logbook(order.folder)
        self._program = Program(order, clock)
        self._link = StimLink(self._program.conduit, self._printer.keep)
        self._actor = Actor(script, self._link, self._entry)
        self._next_ns = clock.now_ns()

    def run(self) -> int:
        """Play to the end of the script, then end the program."""
        while not (self._actor.done or self._actor.ended or self._link.gone):
            self._tick()
        self._link.end()
        end_ns = self._clock.now_ns() + round(LAST_WORDS_S * NS_PER_S)
        while not self._link.gone and self._clock.now_ns() < end_ns:
            self._tick()
        code = self._program.end()
        self._tell_log()
        return self._finish(code)

    def _tick(self) -> None:
        self._next_ns += TICK_NS
        self._wait()
        now_ns = self._clock.now_ns()
        self._next_ns = max(self._next_ns, now_ns - 5 * TICK_NS)  # what was missed is not made up for
        wish = None if self._actor.done or self._actor.ended else self._actor.step(now_ns)
        self._link.step(now_ns, wish)
        self._tell_log()

    def _wait(self) -> None:
        """Sleep to the next tick."""
        left_ns = self._next_ns - self._clock.now_ns()
        if left_ns > 0:
            select.select([], [], [], left_ns / NS_PER_S)

    def _entry(self, entry: Entry) -> None:
        self._printer.line(self._clock.now_ns(), {"script": entry.word, "line": entry.line, **dict(entry.values)})

    def _tell_log(self) -> None:
        for record in self._logbook.news():
            self._printer.line(self._clock.now_ns(), {"log": record})

    def _finish(self, code: int | None) -> int:
        states = self._printer.states
        good = code == 0 and not self._printer.refused and "fault" not in states
        self._printer.line(self._clock.now_ns(), {
            "end": "done" if good else "not as wished", "refused": self._printer.refused,
            "states": list[JsonValue](states), "exit": code})
        return ExitCode.DONE if good else ExitCode.CHECK_FAILED


@contextmanager
def _device(spec: StimSpec) -> Iterator[StimSpec]:
    """Give the port of the device; a simulated one is an emulated P24 on a port of its own."""
    if not spec.simulated:
        yield spec
        return
    with subprocess.Popen([sys.executable, "-m", "devices.emulators", "p24"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, cwd=Path(__file__).resolve().parents[2], text=True) as emulator:
        if emulator.stdout is None or emulator.stdin is None:
            raise AssertionError("a process that was given pipes has them")
        try:
            yield StimSpec("p24", str(json.loads(emulator.stdout.readline())["port"]))
        finally:
            emulator.terminate()
