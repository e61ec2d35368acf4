"""The desk of one session: begins assessments, keeps what they find, and brings a person's calibrations back.

Assessments and games share calibrations: a reach or an effort that an assessment found is in force at once, and
kept with the person.  Not here: a script in progress (`station.assessing.running`).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from clinic.people import Standing
from core.clock import Clock
from core.errors import StorageError
from core.events import JsonValue
from core.muscles import Muscle
from core.samples import Stream
from game.assessing import AssessmentCard, ResultsPage
from signals.assembler import Assembler
from signals.assessments.questions import HEIGHT
from signals.calibration import Calibration
from station.assessing.book import Book
from station.assessing.cards import CARDS
from station.assessing.page import Device
from station.engine import Engine
from station.plugging import Devices
from station.sensors import LinkSensor, Sensor

if TYPE_CHECKING:  # scipy comes with them: they are loaded when the first assessment begins
    from signals.assessments.results import Report
    from station.assessing.running import RunningAssessment

PERSONAL = ("help", "shoes", "height")
"""Answers that hold for the whole session."""
SIMULATED = "simulated"
_HEIGHTS = frozenset(option.key for option in HEIGHT.options)


class AssessingDesk:
    """Fulfils `station.assessing.running.Ports`.

    pads_on: whether staff say that the pads stayed on since the last session.  seed: of the session.
    """

    def __init__(self, engine: Engine, devices: Devices, book: Book, clock: Clock, seed: int,
                 pads_on: bool = False) -> None:
        self.assembler: Assembler = engine.assembler
        self.book = book
        self._engine = engine
        self._devices = devices
        self._clock = clock
        self._rng = random.Random(f"{seed}/assessing")
        self._pads_on = pads_on
        height = book.person.fact("height")
        self._known: dict[str, str] = {"height": height} if height in _HEIGHTS else {}
        self._offers: dict[str, str] = {}

    def cards(self) -> Sequence[AssessmentCard]:
        """Return all assessments, in the order of the menu."""
        return CARDS

    @property
    def busy(self) -> bool:
        """Whether an assessment is in progress."""
        return self._engine.on_block is not None

    def begin(self, assessment_id: str) -> RunningAssessment | None:
        """Begin one; None where a sensor it needs is not plugged in.  Raises KeyError for an unknown id."""
        card = {card.id: card for card in CARDS}[assessment_id]
        if (card.needs_board and not self._devices.has_board) or (card.needs_emg and not self._devices.has_emg):
            return None
        from signals.assessments.recorder import TrialRecorder
        from signals.assessments.registry import SCRIPTS
        from signals.assessments.terms import Kit
        from station.assessing.running import RunningAssessment
        recorder = TrialRecorder()
        rng = random.Random(self._rng.getrandbits(64))
        kit = Kit(recorder, rng, self.assembler.calibration, dict(self._known))
        self._engine.on_block = recorder.feed
        return RunningAssessment(card, SCRIPTS[assessment_id](kit), self, self._stop_listening)

    def lend(self, t_ns: int, calibration: Calibration) -> None:
        """Put a calibration in force; nothing of it is kept beyond the session."""
        self._engine.calibrate(t_ns, calibration)

    def mark(self, tick: int, t_ns: int, kind: str, data: Mapping[str, JsonValue]) -> None:
        """Note a fact in the recording."""
        self._engine.log(tick, t_ns, kind, data)

    def keep(self, report: Report, card: AssessmentCard) -> ResultsPage:
        """Keep what was found, with what it means for games, and return its page."""
        self._known |= {key: answer for key, answer in report.conditions.items() if key in PERSONAL}
        if report.calibration is not None:
            self.keep_calibration(report.calibration)
        return self.book.keep(report, card.title, self._device(card))

    def keep_calibration(self, found: Calibration) -> None:
        """Keep with the person what is new in `found`; called before it is put in force."""
        now, person, before = self._clock.utc(), self.book.person, self.assembler.calibration
        try:
            if found.reach != before.reach:
                person.keep_reach(found.reach, self._key(Stream.BOARD), now)
                self._offers.pop("reach", None)
            for muscle, effort in found.effort.items():
                if effort != before.effort.get(muscle):
                    person.keep_effort(muscle, effort, self._key(Stream.EMG), now)
                    self._offers.pop(muscle, None)
        except StorageError as error:
            self.book.trouble = error

    def recall(self, sensor: Sensor) -> None:
        """Bring back what belongs to this person and to the device that has just answered."""
        if not self.book.person.kept:
            return
        if sensor.stream is Stream.EMG:
            self._recall_efforts()
        elif sensor.stream is Stream.BOARD:
            self._recall_reach()

    def offer_line(self) -> str:
        """Say which calibration of this person is to be measured anew, "" for none."""
        return " ".join(self._offers.values())

    def _recall_reach(self) -> None:
        recalled = self.book.person.reach(self._key(Stream.BOARD), self._clock.utc())
        self._offer("reach", "reach", recalled.standing)
        if recalled.value is not None:
            self._put(replace(self.assembler.calibration, reach=recalled.value))

    def _recall_efforts(self) -> None:
        for muscle in self.assembler.settings.channels:
            recalled = self.book.person.effort(muscle, self._key(Stream.EMG), self._clock.utc(), self._pads_on)
            self._offer(muscle, f"effort of the {_plain(muscle)}", recalled.standing)
            if recalled.value is not None:
                now = self.assembler.calibration
                merged = MappingProxyType(dict(now.effort) | {muscle: recalled.value})
                self._put(replace(now, effort=merged))

    def _put(self, calibration: Calibration) -> None:
        self._engine.calibrate(self._clock.now_ns(), calibration)

    def _offer(self, key: str, what: str, standing: Standing) -> None:
        if standing is Standing.GOOD:
            self._offers.pop(key, None)
        else:
            self._offers[key] = _OFFERS[standing].format(what)

    def _key(self, stream: Stream) -> str:
        """Name the device of `stream`, so that the same one is known again."""
        sensor = self._sensor(stream)
        if sensor is None:
            return "none"
        if isinstance(sensor, LinkSensor) and sensor.pulled:
            return f"{SIMULATED} {stream}"
        return sensor.key

    def _sensor(self, stream: Stream) -> Sensor | None:
        boards = {Stream.BOARD, Stream.TILT}
        wanted = boards if stream in boards else {stream}
        return next((sensor for sensor in self._engine.sensors if sensor.stream in wanted), None)

    def _device(self, card: AssessmentCard) -> Device:
        """Say what measures, in words and as a key."""
        streams = [stream for stream, needed in ((Stream.BOARD, card.needs_board), (Stream.EMG, card.needs_emg))
                   if needed]
        words = [self._words(stream) for stream in streams]
        return Device(" and ".join(words), "+".join(self._key(stream) for stream in streams))

    def _words(self, stream: Stream) -> str:
        sensor = self._sensor(stream)
        if sensor is None:
            return "nothing"
        name = sensor.link.name if isinstance(sensor, LinkSensor) else sensor.key
        what = "board" if stream is Stream.BOARD else "muscle sensor"
        if self._key(stream).startswith(SIMULATED):
            return f"simulated {what}"
        return f"{name or what} {sensor.key}".strip() if sensor.key != name else sensor.key

    def _stop_listening(self) -> None:
        self._engine.on_block = None


_OFFERS: Mapping[Standing, str] = {
    Standing.NONE: "The {} was not measured yet: measure it under Set up.",
    Standing.OLD: "The {} was measured long ago: measure it again under Set up.",
    Standing.OTHER_DEVICE: "The {} was measured with another device: measure it again under Set up.",
    Standing.OTHER_PADS: "The pads were put on anew: measure the {} again under Set up."}


def _plain(muscle: Muscle) -> str:
    return muscle.value.replace("_", " ")
