"""One tick of the station: sensors to frame, frame to scenes, everything to the recorder.

The engine is the same live, headless and on the benchmark; only the clock, the sensors and who calls `tick`
differ.  Everything that goes into a decision is recorded before it is used, in the order of use.
Not here: waiting, windows and sound (`station.live`), the manual clock (`station.headless`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from clinic.recording.records import Calibrated, LogEvent, Record, Remark
from core.cues import Cue
from core.events import Event, JsonValue
from core.faults import Fault
from core.frames import ControlFrame
from core.samples import SampleBlock, Stream
from core.stim import StimView, StimWish
from devices.drivers import LinkNote, NoteKind
from game.intents import Intent
from signals.assembler import Assembler
from signals.calibration import Calibration
from station.sensors import Sensor
from station.trouble import TareWatch, TroubleBoard
from station.vigil import Vigil

if TYPE_CHECKING:  # `stream` and `replay` need no screens
    from game.scenes.app import AppStep

_EMG = Stream.EMG  # looked up once, not in every tick


class Keeper(Protocol):
    """Where records go: `clinic.recording.writer.Recorder`, or nowhere."""

    def put(self, record: Record) -> None:
        """Take one record."""
        ...


class Leaner(Protocol):
    """A simulated patient, as far as the station steers one."""

    def see(self, cue: Cue) -> None:
        """Take notice of what is asked."""
        ...

    def steer(self, lean: tuple[float, float] | None) -> None:
        """Be leaned by hand; None lets go."""
        ...


class Screens(Protocol):
    """What answers each frame: `game.scenes.app.App`, or a session without a screen."""

    def step(self, tick: int, t_ns: int, frame: ControlFrame, intents: Sequence[Intent],
             faults: Mapping[Fault, str]) -> AppStep:
        """Live through one tick."""
        ...


class Stimulation(Protocol):
    """The way to stimulation, as far as a tick needs it: `station.stimulation.session.StimSession`."""

    def step(self, t_ns: int, wish: StimWish | None) -> StimView:
        """Pass a wish on, and return where stimulation stands."""
        ...


class Examiner(Protocol):
    """Who looks at sensors before a round: `station.checkup.CheckupDesk`."""

    def feed(self, block: SampleBlock) -> None:
        """Take a raw block."""
        ...

    def hear(self, note: LinkNote) -> None:
        """Take a remark of a link."""
        ...

    def see(self, frame: ControlFrame) -> None:
        """Take the frame of a tick."""
        ...


class NoKeeper:
    """Keeps nothing: for benchmarks and for play that asked for no record."""

    def put(self, record: Record) -> None:
        """Let the record go."""


class Engine:
    """Everything that happens in one tick of 10 ms.

    on_ready: told of each device that answers as itself.  on_block: given each raw block.
    stimulation: None in a session without a stimulator.
    """

    def __init__(self, sensors: Sequence[Sensor], assembler: Assembler, keeper: Keeper,
                 patient: Leaner | None = None, filters_ready: Callable[[], bool] = lambda: True) -> None:
        self.sensors = sensors
        self.assembler = assembler
        self.trouble = TroubleBoard()
        self._tare_watch = TareWatch()
        self.vigil = Vigil(assembler, self.trouble)
        self.examiner: Examiner | None = None
        self.on_ready: Callable[[Sensor], None] = lambda sensor: None
        self.on_block: Callable[[SampleBlock], None] | None = None
        self._keeper = keeper
        self._filters_ready = filters_ready
        self._patient = patient
        self.stimulation: Stimulation | None = None
        self._wish: StimWish | None = None

    def pump(self, t_ns: int) -> None:
        """Take in what the sensors have for us; may be called between ticks, as soon as something comes."""
        for sensor in self.sensors:
            if sensor.stream is _EMG and not self._filters_ready():
                continue  # their library is still being loaded; waiting for it here would stop the screen
            for entry in sensor.entries():
                if isinstance(entry, SampleBlock):
                    self._keeper.put(entry)
                    self.assembler.feed(entry)
                    self.vigil.feed(entry)
                    if self.examiner is not None:
                        self.examiner.feed(entry)
                    if self.on_block is not None:
                        self.on_block(entry)
                    if self.trouble.active:
                        self.trouble.heard(entry.stream)
                else:
                    self._note(entry)
                    if entry.kind is NoteKind.READY:
                        self.on_ready(sensor)
            dropped = sensor.dropped()
            if dropped:
                self.log(0, t_ns, "entries_dropped", {"stream": sensor.stream, "count": dropped})

    def calibrate(self, t_ns: int, calibration: Calibration) -> None:
        """Put `calibration` into force from here on."""
        self._keeper.put(Calibrated(t_ns, calibration.to_json()))
        self.assembler.calibrate(calibration)

    def tick(self, tick: int, t_ns: int, app: Screens, intents: Sequence[Intent]) -> AppStep:
        """Make the frame of `tick` and let the scenes answer it."""
        self.pump(t_ns)
        if self.stimulation is not None:
            view = self.stimulation.step(t_ns, self._wish)
            self.assembler.stimulate(view)
            self.trouble.see_stimulation(view, t_ns)
        frame = self.assembler.frame(tick, t_ns)
        self._keeper.put(frame)
        if self._tare_watch.is_off(frame, self.assembler.settings.load_floor_kg):
            self.trouble.raise_fault(Fault.BOARD_TARE, t_ns)
        elif self.trouble.active:
            self.trouble.clear(Fault.BOARD_TARE)
        self.vigil.see(frame)
        if self.examiner is not None:
            self.examiner.see(frame)
        step = app.step(tick, t_ns, frame, intents, self.trouble.sentences(t_ns))
        self._wish = step.wish
        if self._patient is not None:
            self._patient.see(step.cue)
            self._patient.steer(step.steer)
        return step

    def log(self, tick: int, t_ns: int, kind: str, data: Mapping[str, JsonValue]) -> None:
        """Keep a fact that no round answers for."""
        self._keeper.put(LogEvent(Event(tick, t_ns, kind, data)))

    def _note(self, note: LinkNote) -> None:
        self._keeper.put(Remark(note.stream, note.t_ns, note.kind, note.text))
        apply_note(self.assembler, note)
        self.trouble.take(note)
        if self.examiner is not None:
            self.examiner.hear(note)


def apply_note(assembler: Assembler, note: LinkNote | Remark) -> None:
    """Let the assembler know what a remark means for the stream; the replay takes the same way."""
    if note.kind == NoteKind.LOST:
        assembler.lose(note.stream, note.t_ns)
    elif note.kind == NoteKind.READY:
        assembler.found(note.stream)
