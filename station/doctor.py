"""`surefoot doctor`: what is here, what is missing, and the words that mend it.

Every finding is one line with a verdict; advice is printed whole, so that it can be copied.
Not here: looking (`station.doctoring`).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from serial.tools import list_ports

from core.clock import Clock, SystemClock
from core.errors import ExitCode
from core.samples import Stream
from devices.discovery import DeviceSpec
from station.doctoring import Finding, Verdict, host, machine
from station.doctoring.sensors import sensors
from station.memory import Memory
from station.places import data_folder
from station.plugging import tuning_for
from station.settings import Settings

_PAUSE_S = 0.002


@dataclass(frozen=True, slots=True)
class DoctorOptions:
    """What to look at.  board, emg: as for play; `auto` is everything that is plugged in, `none` nothing."""

    settings: Path | None = None
    board: str = "auto"
    emg: str = "auto"
    json: bool = False


def doctor(options: DoctorOptions, out: TextIO) -> int:
    """Look at everything and print each finding as it comes; 0 when nothing must be mended, else 4.

    Takes some seconds where devices are plugged in: ports are asked (20 s at most) and devices watched.
    """
    findings = []
    for finding in look(options, SystemClock()):
        findings.append(finding)
        if not options.json:
            _tell(finding, out)
    if options.json:
        out.write(json.dumps([asdict(finding) for finding in findings], indent=1) + "\n")
    bad = any(finding.verdict == Verdict.BAD for finding in findings)
    return ExitCode.CHECK_FAILED if bad else ExitCode.DONE


def look(options: DoctorOptions, clock: Clock) -> Iterator[Finding]:
    """Yield what is found, thing by thing.  Raises InputError for words that name no device."""
    named = [(DeviceSpec.parse(options.board), Stream.BOARD), (DeviceSpec.parse(options.emg), Stream.EMG)]
    yield from machine.python()
    read, settings = machine.settings_file(options.settings)
    yield from read
    yield from host.wii_driver()
    yield from host.takers()
    yield from sensors(named, _stimulators(settings), lambda wanted: tuning_for(wanted, settings),
                       settings.emg.mains_hz, clock, lambda: _pause(_PAUSE_S))
    yield from host.timers(list_ports.comports())
    yield from machine.screen()
    yield from machine.sound()
    yield from machine.storage(settings)
    yield from machine.extras()
    yield from machine.system()


def _stimulators(settings: Settings) -> frozenset[str]:
    return Memory(data_folder(settings)).stimulators() | set(settings.ports.stimulators)


def _pause(seconds: float) -> None:
    threading.Event().wait(seconds)


def _tell(finding: Finding, out: TextIO) -> None:
    out.write(f"{finding.verdict:5} {finding.what:14} {finding.sentence}\n")
    out.writelines(f"{'':20} {line}\n" for line in finding.advice.splitlines())
    out.flush()
