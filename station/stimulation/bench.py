"""`surefoot stim`: the technician's bench tool.  It plays a script against the real controller and guardian.

It has no power that the game lacks: the same program, the same protocol, the same acts.  Everything that is asked,
answered and written to the device is printed as one JSON line each.  Not here: the words of a script (`script`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from clinic.recording.records import Record, StimMessage
from core.clock import NS_PER_S, Clock, SystemClock
from core.errors import ExitCode, InputError
from core.events import JsonValue
from station.stimulation.logbook import Logbook
from station.stimulation.program import ROOT, Order, Program
from station.stimulation.rehearsal import Rehearsal
from station.stimulation.script import Entry, read_script
from station.stimulation.spec import StimSpec
from stim_safety.drivers.registry import DRIVERS


@dataclass(frozen=True, slots=True)
class BenchOptions:
    """The words of `surefoot stim`.  folder: where log and budgets are kept."""

    stim: str
    prescription: Path
    script: Path
    folder: Path
    pedal: str = ""


class _Printer:
    """Prints one line for everything that happens."""

    def __init__(self, out: TextIO, clock: Clock) -> None:
        self._out = out
        self._clock = clock
        self._start_ns = clock.now_ns()

    def keep(self, record: Record) -> None:
        """Print what was asked or told."""
        if isinstance(record, StimMessage):
            who = "asked" if record.sent else "told"
            self.line({who: record.kind, **dict(record.values)}, record.t_ns)

    def entry(self, entry: Entry) -> None:
        """Print the word of the script that comes now."""
        self.line({"script": entry.word, "line": entry.line, **dict(entry.values)})

    def line(self, values: Mapping[str, JsonValue], t_ns: int | None = None) -> None:
        """Print one line at the time `t_ns`, else now."""
        at_ns = self._clock.now_ns() if t_ns is None else t_ns
        self._out.write(json.dumps({"t": round((at_ns - self._start_ns) / NS_PER_S, 4), **values}) + "\n")
        self._out.flush()


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
        return _run(Order(real, options.folder, options.prescription, options.pedal), script, _Printer(out, clock),
                    clock)


def _run(order: Order, script: tuple[Entry, ...], printer: _Printer, clock: Clock) -> int:
    logbook = Logbook(order.folder)

    def tell_log() -> None:
        for record in logbook.news():
            printer.line({"log": record})

    external = DRIVERS[order.spec.kind]().abilities.percent
    rehearsal = Rehearsal(Program(order, clock), script, clock, printer.keep, printer.entry, tell_log, external)
    code = rehearsal.run()
    good = code == 0 and not rehearsal.refused and "fault" not in rehearsal.states
    printer.line({"end": "done" if good else "not as wished", "refused": rehearsal.refused,
                  "trains": rehearsal.trains, "states": list[JsonValue](rehearsal.states), "exit": code})
    return ExitCode.DONE if good else ExitCode.CHECK_FAILED


@contextmanager
def _device(spec: StimSpec) -> Iterator[StimSpec]:
    """Give the port of the device; a simulated one is an emulated P24 on a port of its own."""
    if not spec.simulated:
        yield spec
        return
    with emulated("p24") as real:
        yield real


@contextmanager
def emulated(kind: str) -> Iterator[StimSpec]:
    """Serve an emulated stimulator in a process of its own as long as it is needed."""
    with subprocess.Popen([sys.executable, "-m", "devices.emulators", kind], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, cwd=ROOT, text=True) as emulator:
        if emulator.stdout is None:
            raise AssertionError("a process that was given a pipe has it")
        try:
            yield StimSpec(kind, str(json.loads(emulator.stdout.readline())["port"]))
        finally:
            emulator.terminate()
