"""What the scenes may ask of the station: levels, rounds, guides and a few sentences.

Fulfils `game.services.Services`.  Not here: the scenes, the measuring of a guide (`signals.guided`).
"""

from __future__ import annotations

from collections.abc import Sequence

from clinic.recording.session import RoundSheet
from core.clock import Clock
from core.errors import InputError
from core.muscles import Muscle
from core.samples import Stream
from game.assessing import Assessment, AssessmentCard
from game.guides import Guide
from game.services import LevelCard
from game.stimulation import StimDesk
from levels.reader import LevelEntry
from levels.words import BoardUse, Eyes
from signals.calibration import Calibration
from signals.guided import EffortProcedure, ReachProcedure
from station.assessing.desk import AssessingDesk
from station.checkup import CheckupDesk, RunningCheckup
from station.coaching.desk import CoachDesk
from station.engine import Engine, Keeper
from station.guides import StationGuide, limb_of
from station.levels import unmeasured
from station.memory import Memory
from station.plugging import Devices
from station.rounds import RecordedRound, SheetKeeper
from station.sensors import Sensor
from station.settings import Settings


class StationServices:
    """The station, as far as scenes know it."""

    def __init__(self, engine: Engine, keeper: Keeper, sheets: SheetKeeper, memory: Memory, settings: Settings,
                 devices: Devices, clock: Clock, entries: Sequence[LevelEntry], desk: AssessingDesk,
                 checks: CheckupDesk, coaches: CoachDesk) -> None:
        self._engine = engine
        self._keeper = keeper
        self._sheets = sheets
        self._memory = memory
        self._devices = devices
        self._clock = clock
        self._desk = desk
        self._checks = checks
        self._coaches = coaches
        self._near_falls_before = 0
        self._entries = {entry.id: entry for entry in entries}
        self._muscles: Sequence[Muscle] = settings.emg.channels
        self.simulated = devices.simulated
        self.has_board = devices.has_board
        self.lean_menu = settings.input.lean_menu
        self.dwell_s = settings.input.dwell_s
        self.last_round: RecordedRound | None = None
        self.stim_desk: StimDesk | None = None

    def levels(self) -> Sequence[LevelCard]:
        """Return every level that is shipped or was named, in order."""
        return [self._card(entry) for entry in self._entries.values()]

    def new_round(self, level_id: str, grade: int) -> RecordedRound:
        """Begin a round, entered on the session's sheet.  Raises InputError when it cannot be played here."""
        planned = self._coaches.planned(self._entries[level_id])
        level, grade = planned.to_play(), self._coaches.grade(planned, grade)
        if missing := unmeasured(level, self._muscles):
            raise InputError(f"{level.text('title')} needs the muscle {missing[0].replace('_', ' ')}, which no "
                             "channel of the settings measures: name it under emg.channels.")
        if self.last_round is not None:
            self.last_round.finish()
        self._near_falls_before = self.near_falls
        index, seed = self._sheets.next()
        follower = self._coaches.begin(planned, grade, index, seed, self._near_falls_before,
                                       self._engine.assembler.calibration.reach)
        for remark in self._coaches.news:
            self._engine.log(0, self._clock.now_ns(), "difficulty_remark", {"text": remark})
        self._sheets.add(RoundSheet(level_id, planned.level_text, grade, seed,
                                    None if follower is None else follower.start.to_json(),
                                    None if planned.written is None else planned.written.text))
        self._memory.keep_grade(level_id, grade)
        self.last_round = RecordedRound(level, grade, seed, index, self._keeper, follower)
        return self.last_round

    def reach_guide(self) -> Guide | None:
        """Return the guide that measures how far the person leans; None without a board."""
        if not self._devices.has_board:
            return None
        assembler = self._engine.assembler
        return StationGuide("reach", ReachProcedure(assembler.calibration, tare=True), assembler, self._calibrated)

    def effort_guide(self) -> Guide | None:
        """Return the guide that measures rest and maximum of the first muscle; None without EMG."""
        if not (self._devices.has_emg and self._muscles):
            return None
        assembler = self._engine.assembler
        procedure = EffortProcedure(self._muscles[0], assembler.calibration)
        return StationGuide("effort", procedure, assembler, self._calibrated, self._muscles[0])

    def muscles(self) -> Sequence[Muscle]:
        """Return the muscles that the settings name for the channels."""
        return self._muscles

    def assessments(self) -> Sequence[AssessmentCard]:
        """Return all assessments, in the order of the menu."""
        return self._desk.cards()

    def assess(self, assessment_id: str) -> Assessment | None:
        """Begin an assessment; None where a sensor it needs is not plugged in."""
        return self._desk.begin(assessment_id)

    def checkup(self, level_id: str) -> RunningCheckup | None:
        """Begin the check of what a level needs; None where it was looked at just now, or it needs nothing."""
        level = self._coaches.planned(self._entries[level_id]).level
        return self._checks.begin(level, level_id, self._clock.now_ns())

    @property
    def near_falls(self) -> int:
        """How many near-falls there were in this session."""
        return self._near_falls_before + (self.last_round.near_falls if self.last_round else 0)

    def needed_muscles(self) -> tuple[Muscle, ...]:
        """Return the muscles of the round that was made last."""
        return self.last_round.muscles if self.last_round else ()

    def device_line(self) -> str:
        """Say what is connected, what of the person is to be measured anew, and what came up about difficulty."""
        return " ".join(part for part in (
            self._connected(), self._desk.offer_line(), self._coaches.line()) if part)

    def _connected(self) -> str:
        """Say in one sentence what is connected, as the links know it now."""
        if self._devices.line:
            return self._devices.line
        sensors = self._engine.sensors
        there = [_name(sensor) for sensor in sensors if sensor.heard]
        away = [_name(sensor) for sensor in sensors if not sensor.heard]
        if not sensors:
            return "Nothing is connected."
        parts = [f"Connected: {' and '.join(there)}."] if there else []
        return " ".join(parts + ([f"Looking for {' and '.join(away)}."] if away else []))

    def session_line(self) -> str:
        """Say where the session is kept."""
        folder = self._sheets.folder
        return "" if folder is None else f"Kept in {folder}"

    def last_grade(self, level_id: str) -> int:
        """Return the grade of the last time, 1 for a new level."""
        planned = self._coaches.planned(self._entries[level_id])
        return self._coaches.last_grade(planned, self._memory.grade(level_id))

    def last_level(self) -> str | None:
        """Return the level played last, if it is still there."""
        level = self._memory.last_level()
        return level if level in self._entries else None

    def _calibrated(self, calibration: Calibration) -> None:
        self._desk.keep_calibration(calibration)
        self._engine.calibrate(self._clock.now_ns(), calibration)
        for sensor in self._engine.sensors:
            if sensor.stream is Stream.BOARD and not self._devices.simulated:
                self._memory.keep_tare(sensor.key, calibration.tare)

    def _card(self, entry: LevelEntry) -> LevelCard:
        planned = self._coaches.planned(entry)
        level = planned.level
        return LevelCard(entry.id, level.text("title"), level.text("instruction"), level.text("why"),
                         level.posture, needs_emg=bool(level.sensed()),
                         needs_board=level.board_use() is BoardUse.NEEDED,
                         play=level.play, eyes_closed=level.eyes == Eyes.CLOSED, sound=level.feedback.sound,
                         hidden=not level.feedback.screen or level.feedback.share < 1.0,
                         stimulation=level.assist.stimulation > 0,
                         limb=next((limb_of(muscle) for muscle in level.sensed()), "leg"),
                         fits=self._coaches.fits(planned), trouble=planned.trouble)


def _name(sensor: Sensor) -> str:
    return "the muscle sensor" if sensor.stream is Stream.EMG else "the board"
