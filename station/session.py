"""One session, put together: devices, signals, recorder, services and scenes.

Everything is made here and nowhere else, from options, settings and a clock, so that live play, headless
play and benchmark differ only in what they put in.  Not here: running it (`station.live`, `station.headless`).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from clinic.people import GUEST, Person
from clinic.recording.session import RECORDING, SessionSheet
from clinic.recording.writer import Recorder
from core.errors import StorageError
from core.events import JsonValue
from core.samples import Stream
from levels.reader import LevelEntry, shipped
from signals.assembler import Assembler
from signals.calibration import Calibration
from signals.filters import warm_up
from signals.settings import SignalSettings
from station.assessing.book import Book
from station.assessing.desk import AssessingDesk
from station.checkup import CheckupDesk
from station.coaching.desk import CoachDesk
from station.coaching.plans import PlanShelf
from station.engine import Engine, Keeper, NoKeeper
from station.memory import Memory
from station.outlets import Outlets
from station.plugging import Wired, measured, remember
from station.rounds import SheetKeeper
from station.sensors import Sensor
from station.services import StationServices
from station.settings import Settings
from station.stimulation.actor import Actor
from station.stimulation.link import StimLink
from station.stimulation.script import Entry
from station.stimulation.session import SafetyProgram, StimSession
from station.versions import versions
from stim_safety.drivers import Abilities


class Session:
    """A session that can be run.  Life: made open, `start`, run by a loop, `close`."""

    def __init__(self, wired: Wired, settings: Settings, seed: int, folder: Path | None,
                 data_folder: Path | None, threaded: bool, extra: Sequence[LevelEntry] = (),
                 person: Person | None = None, pads_on: bool = False, keeper: Keeper | None = None,
                 shelf: PlanShelf | None = None, adapt: bool = False) -> None:
        """Put together what was plugged in.

        keeper: who takes the records when there is no folder for them.  shelf: of plans, None for none.
        adapt: whether difficulty follows a guest too, as it follows everybody else.
        """
        self.clock = clock = wired.clock
        self.folder = folder
        self.wired = wired
        memory = Memory(data_folder)
        signals = signal_settings(settings)
        patient = wired.patient
        calibration = measured(patient) if patient else Calibration()
        self.outlets = Outlets(signals.channels, clock) if settings.lsl_out and threaded else None
        assembler = Assembler(signals, calibration)
        self.recorder = None if folder is None else Recorder(folder / RECORDING, threaded)
        keeper = self.recorder or keeper or NoKeeper()
        if self.outlets is not None:
            keeper = self.outlets.around(keeper, assembler.body)
        self._keeper = keeper
        self.stim: StimSession | None = None
        self.stim_trouble = ""
        self.sheets = SheetKeeper(SessionSheet(
            created_utc=clock.utc().isoformat(), versions=dict(versions()), devices=wired.words,
            signals=signals.to_json(), calibration=calibration.to_json(), seed=seed), folder)
        if self.sheets.trouble is not None:
            raise self.sheets.trouble
        self._warm = threading.Event()
        self._threaded = threaded
        self.engine = Engine(wired.sensors, assembler, keeper, patient, self._warm.is_set)
        self._memory = memory
        self.engine.on_ready = self._recognised
        person, shelf = person or Person(GUEST), shelf or PlanShelf()
        self.desk = AssessingDesk(self.engine, wired.devices, Book(folder, person, clock), clock, seed, pads_on)
        self.coaches = CoachDesk(person, shelf, clock, clock.utc().isoformat() if folder is None else folder.name,
                                 seed, adapt, threaded)
        checks = self.engine.examiner = CheckupDesk(self.engine, wired.devices)
        self.services = StationServices(self.engine, keeper, self.sheets, memory, settings, wired.devices, clock,
                                        [*shipped(), *extra, *shelf.entries], self.desk, checks, self.coaches)
        self.engine.vigil.needed = self.services.needed_muscles

    def stimulate(self, program: SafetyProgram, script: Sequence[Entry] | None, abilities: Abilities,
                  warning: str) -> None:
        """Let the session ask `program` for help; a script makes it ready instead of hands.

        warning: what the therapist must know of device and prescription.
        """
        link = StimLink(program.conduit, self._keeper.put, warning, abilities.percent)
        self.stim = StimSession(program, link, None if script is None else Actor(script, link))
        self.engine.stimulation = self.stim
        self.services.stim_desk = link

    def start(self) -> None:
        """Begin to read the sensors; live, what the filters need is loaded behind the first screen."""
        if self._threaded:
            threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()
        else:
            self._warm.set()  # nobody watches: the first filter loads it
        for sensor in self.wired.sensors:
            sensor.start()

    def _warm_up(self) -> None:
        warm_up()
        self._warm.set()

    def _recognised(self, sensor: Sensor) -> None:
        """Remember the device that answered; put a board's tare, and what belongs to the person, into force."""
        remember(self._memory, self.wired, sensor)
        if self.desk.busy:
            return  # what an assessment put in force stays: a tare with foam, for example
        self.desk.recall(sensor)
        if sensor.stream is not Stream.BOARD or self.wired.devices.simulated:
            return
        known, now = self._memory.tare(sensor.key), self.engine.assembler.calibration
        if known != now.tare:
            self.engine.calibrate(self.clock.now_ns(), replace(now, tare=known))

    def prepared(self) -> bool:
        """Whether a script that makes stimulation ready, if there is one, has been played."""
        return self.stim is None or self.stim.prepared

    def never_heard(self) -> list[str]:
        """Name the devices that never answered, for a sentence."""
        return ["a muscle sensor" if sensor.stream is Stream.EMG else "a board"
                for sensor in self.wired.sensors if not sensor.heard]

    def trouble(self) -> StorageError | None:
        """Return why the record can no longer be kept, None while it can."""
        recorded = self.recorder.trouble if self.recorder else None
        return recorded or self.sheets.trouble or self.desk.book.trouble

    def close(self, ticks: int, dropped: int) -> None:
        """Stop stimulation, then reading; write the end of the record and of the sheet."""
        if self.stim is not None:
            self.stim_trouble = self.stim.close(self.folder)
        for sensor in self.wired.sensors:
            sensor.stop()
        if self.services.last_round is not None:
            self.services.last_round.finish()
        self.coaches.close()
        if self.outlets is not None:
            self.outlets.close()
        if self.recorder is not None:
            self.recorder.close()
        links: list[JsonValue] = [sensor.totals() for sensor in self.wired.sensors]
        totals: dict[str, JsonValue] = {"ticks": ticks, "steps_dropped": dropped, "links": links}
        state = "complete" if self.trouble() is None else "cut"
        self.sheets.sheet = replace(self.sheets.sheet, state=state, totals=totals,
                                    ended_utc=self.clock.utc().isoformat())
        self.sheets.write()


def signal_settings(settings: Settings) -> SignalSettings:
    """Return the part of the station's settings that the signal path needs."""
    return SignalSettings(
        width_mm=settings.board.width_mm, depth_mm=settings.board.depth_mm,
        load_floor_kg=settings.board.load_floor_kg, mains_hz=settings.emg.mains_hz,
        channels=tuple(settings.emg.channels))
