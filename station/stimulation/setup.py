"""From the words of the command line to a safety program that runs, real or simulated.

Not here: the program itself (`program`, `simulated`), what a session does with it (`session`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clinic import prescriptions
from core.clock import Clock
from core.errors import InputError
from station.plugging import Wired
from station.stimulation.program import Order, Program
from station.stimulation.script import Entry, parse_script, read_script
from station.stimulation.session import SafetyProgram
from station.stimulation.simulated import SCRIPT, SimulatedProgram
from station.stimulation.spec import StimSpec
from stim_safety.drivers import Abilities
from stim_safety.drivers.registry import DRIVERS
from stim_safety.folder import read_file


@dataclass(frozen=True, slots=True)
class StimOptions:
    """The words of the command line about stimulation.  folder: where log and budgets are kept."""

    spec: StimSpec
    prescription: Path | None
    script: Path | None
    folder: Path
    pedal: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """A safety program that runs, what its device can do, and the script that makes it ready, if there is one.

    warning: what a therapist must know of device and prescription before the start, "" for nothing.
    """

    program: SafetyProgram
    abilities: Abilities
    script: tuple[Entry, ...] | None
    warning: str = ""


def begin(options: StimOptions, wired: Wired, clock: Clock, headless: bool) -> Begun:
    """Start the safety program of the stimulator that was named.

    Raises InputError or DeviceMissing for what must be mended first.  Headless, a simulated stimulator is made
    ready by a script of its own; a real one never is, unless somebody wrote the script.
    """
    spec = options.spec
    script = None if options.script is None else read_script(options.script)
    abilities = DRIVERS[spec.kind]().abilities
    text = _text(options.prescription)
    today = clock.utc().astimezone().date()
    told = " ".join(filter(None, (abilities.warning, *prescriptions.warnings(text or b"", today))))
    if spec.simulated:
        if script is None and headless:
            script = parse_script(SCRIPT, "the simulated patient")
        return Begun(SimulatedProgram(wired.clock, wired.patient, text), abilities, script, told)
    if options.prescription is None:
        raise InputError(f"--stim {spec} needs --prescription FILE: only what was prescribed is stimulated.")
    order = Order(spec, options.folder, options.prescription, options.pedal)
    return Begun(Program(order, clock), abilities, script, told)


def _text(prescription: Path | None) -> bytes | None:
    try:
        return None if prescription is None else read_file(prescription)
    except OSError as error:
        raise InputError(f"{prescription} cannot be read: {error.strerror}.") from error
