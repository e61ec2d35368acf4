"""The start: opens everything in order, reads what the last run left, and begins the loop.

The lock first, then what the files tell, which some drivers are made of, then the port, then the guardian (before
a byte is written), then the scribe, then the controller.
What a person must mend ends the program with a sentence.  A prescription or a log that cannot be used does not:
the program then runs, says why, and grants nothing.
Not here: the words of the command line (`__main__`).
"""

from __future__ import annotations

import gc
import os
import resource
from dataclasses import dataclass
from pathlib import Path

from stim_safety import audit, budget, journal, known, prescription, process
from stim_safety.audit import Chain, Part
from stim_safety.ceilings import CEILINGS
from stim_safety.children import Guardian, Scribe
from stim_safety.controller import Controller
from stim_safety.drivers.registry import made_for
from stim_safety.folder import Folder, FolderTrouble, WatchedFile, journal_name, read_file
from stim_safety.keeping import Keeping
from stim_safety.lock import OtherController, lock
from stim_safety.order import Prescription
from stim_safety.outside import Game, Signals
from stim_safety.pedal import Pedal, PedalMissing
from stim_safety.port import PortMissing, Wire
from stim_safety.process import Clocks, Loop, Parts
from stim_safety.start import Start
from stim_safety.step import Spent
from stim_safety.strict_yaml import Refused
from stim_safety.words import Why

WRONG_INPUT, MISSING = 2, 3
PRIORITY, NICE = 10, -5
SPIN_US = 500_000
"""A program of real-time priority that computes so long without a pause is killed, and the guardian stops."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the program is started with.  kind: of the stimulator.  pedal: its path, "" for none."""

    game_fd: int
    kind: str
    port: str
    folder: Path
    prescription: Path
    pedal: str = ""


class NotStarted(Exception):
    """When the program cannot begin; code: of its exit, and the text says what to do."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Told:
    """What the files told.  log: of all runs before.  text: of the prescription."""

    log: Part
    text: bytes
    start: Start


def run(options: Options) -> int:
    """Run until it is over; return the exit code.  Raises NotStarted."""
    parts = opened(options)
    gc.collect()  # what is there now stays, and nothing that is made later is in cycles: no pause for collecting
    gc.freeze()
    gc.disable()
    parts.signals.unblock()
    return Loop(parts).run()


def opened(options: Options) -> Parts:
    """Open everything.  Raises NotStarted; what is open then ends with this process."""
    signals, game = Signals(), _game(options.game_fd)
    try:
        return _open(options, signals, game)
    except FolderTrouble as error:
        game.close()
        raise NotStarted(WRONG_INPUT, str(error)) from error
    except (OtherController, PortMissing, PedalMissing) as error:
        game.close()
        raise NotStarted(MISSING, str(error)) from error


def _open(options: Options, signals: Signals, game: Game) -> Parts:
    folder = Folder(options.folder)
    held = lock(folder.lock)
    clocks = Clocks()
    told = read(folder, options.prescription, process.utc_s())
    driver = made_for(options.kind, full_ua(told.start.prescription))
    wire = Wire(options.port, driver.abilities.line)
    pedal = Pedal(options.pedal) if options.pedal else None
    if told.start.incident is not None:
        folder.mark_incident()
    prefer()
    guardian = Guardian(wire.fileno(), held, folder.tripped, b"".join(driver.stop_frames))
    name = audit.next_file(path.name for path in folder.logs())
    scribe = Scribe(folder.path, f"audit/{name}", f"journals/{journal_name(name)}")
    folder.clear_journals()
    keeping = Keeping(scribe, Chain(told.log.hash), told.start.utc_s, clocks.now_ns(), told.start.known_devices,
                      told.start.incident is not None)
    keeping.begin(journal.head(options.kind, told.text, told.start))
    return Parts(clocks, Controller(driver, told.start), game, wire, guardian, scribe, keeping, signals,
                 WatchedFile(options.prescription), driver.stop_frames, told.start.nonce, pedal)


def _game(descriptor: int) -> Game:
    try:
        return Game(descriptor)
    except OSError as error:
        raise NotStarted(WRONG_INPUT, f"--game-fd {descriptor} is no socket ({error.strerror}): this program is "
                         "started by the game's side.") from error


def full_ua(order: Prescription | None) -> int:
    """Return what the external unit of a percent device was set to; 0, which lets nothing through, when unsaid."""
    return 0 if order is None or order.external is None else order.external.full_ua


def read(folder: Folder, path: Path, utc_s: int) -> Told:
    """Read the prescription and what the last run left.  utc_s: wall time now.  Raises FolderTrouble."""
    today = process.local_day(utc_s)
    log = audit.verify_files(folder.logs(), thorough=False)
    order, refusal, text = _prescription(path, today)
    if log.problem:
        refusal = f"The log of the stimulation program cannot be trusted: {log.problem}"
    return Told(log, text, Start(
        prescription=order, refusal=refusal, spent=_spent(folder, order, log, today, utc_s),
        incident=_incident(folder, log), known_devices=known.load(folder.devices()), pin=folder.pin(),
        nonce=process.chance(), seed=process.chance(), utc_s=utc_s, today_day=today))


def _prescription(path: Path, today: int) -> tuple[Prescription | None, str, bytes]:
    """Return the prescription, why there is none, and the text."""
    try:
        text = read_file(path)
    except OSError as error:
        return None, f"The prescription {path} cannot be read: {error.strerror}.", b""
    try:
        return prescription.read(text, today), "", text
    except Refused as error:
        return None, str(error), text


def _spent(folder: Folder, order: Prescription | None, log: Part, today: int, utc_s: int) -> Spent | None:
    if order is None:
        return None
    had_before = order.patient in log.patients
    return budget.load(folder.budget(order.patient), order.patient, today, utc_s, had_before,
                       CEILINGS[order.profile])


def _incident(folder: Folder, log: Part) -> Why | None:
    """Tell how the last run ended; the marker of the guardian stays until a person has dealt with it."""
    if folder.tripped.exists():
        return Why.GUARDIAN_TRIPPED
    return None if log.ended or log.problem else Why.INCIDENT


def prefer() -> None:
    """Ask to be served before others: real-time priority where permitted, else a little more than usual."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
        resource.setrlimit(resource.RLIMIT_RTTIME, (SPIN_US, SPIN_US))
    except OSError:
        _be_nice()


def _be_nice() -> None:
    try:
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
    except OSError:
        return  # not permitted either: the late-tick rule keeps watch
