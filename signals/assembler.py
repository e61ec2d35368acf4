"""Samples in, one control frame per tick out: the seam that a replay repeats.

The same sequence of calls gives bit for bit the same frames; no clock, no chance, no thread.  Calls come
from one thread, and the times of frames never go back.
Not here: filters (`signals.emg`), formulas (`signals.board`), waiting samples (`signals.tracks`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from core.frames import ABSENT, NO_ACTIVATION, ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from core.samples import SampleBlock, Stream
from core.stim import NO_STIM, StimView
from signals.activation import Hysteresis, activation
from signals.board import Corners, Point, Stance, lean_of, stance_of_corners, stance_of_tilt
from signals.calibration import Calibration, EffortRange, Reach
from signals.health import TRUSTED, health_by_age, health_of_channel
from signals.settings import SignalSettings
from signals.tracks import EmgTrack, EnvelopePoint, StanceRow, StanceTrack

NO_ENVELOPES: Mapping[Muscle, float] = MappingProxyType({})
NO_HEALTHS: Mapping[Muscle, StreamHealth] = MappingProxyType({})
_DEFAULT_EFFORT = EffortRange()
_USUAL_REACH = Reach()
_USUAL = SignalSettings()
_NOBODY = Stance()
_UNKNOWN_WEIGHT = 0.0
_EVEN_SHARE = 0.5

BoardFeatures = tuple[Feature, Feature, Feature, Feature]
"""Lean to the right and to the toes, tared load, left share of it."""
_NO_BOARD: BoardFeatures = (ABSENT, ABSENT, ABSENT, Feature(_EVEN_SHARE, 0, StreamHealth.LOST))


@dataclass(frozen=True, slots=True)
class BodyState:
    """What the body does, in physical units, at the time of the last frame: for calibrations and screens.

    t_ns: time of the frame.  board_t_ns: time of the newest row (0: none yet).  board_health: of the board
    itself, whoever stands on it.  raw_kg: untared corners; sensors_kg: tared; total_kg: their sum (all None
    on a tilt board or before the first row).  cop_mm: None when nobody is on the board; on a tilt board 8 mm
    per degree.  left_share: 0..1.  tilt: whether the board is a tilt board.
    envelope_uv, emg_health: per muscle of the settings; no envelope where nothing came yet.
    settings: by which all this was read, for who wants to read `raw_kg` under another tare.
    """

    t_ns: int = 0
    board_t_ns: int = 0
    board_health: StreamHealth = StreamHealth.LOST
    raw_kg: Corners | None = None
    sensors_kg: Corners | None = None
    total_kg: float | None = None
    cop_mm: Point | None = None
    left_share: float | None = None
    tilt: bool = False
    button: bool = False
    emg_t_ns: int = 0
    envelope_uv: Mapping[Muscle, float] = field(default_factory=lambda: NO_ENVELOPES)
    emg_health: Mapping[Muscle, StreamHealth] = field(default_factory=lambda: NO_HEALTHS)
    settings: SignalSettings = field(default_factory=lambda: _USUAL)


class Assembler:
    """Turns blocks into control frames.

    Life: `feed` blocks as they come, `lose` and `found` as links go and return, `stimulate` when stimulation
    changes, `frame` once per tick.  A block that begins after a loss also says that its link is back.
    """

    def __init__(self, settings: SignalSettings, calibration: Calibration) -> None:
        self.settings = settings
        self._calibration = calibration
        self._own_reach = calibration.reach != _USUAL_REACH
        self._stances = StanceTrack(settings)
        self._emg = EmgTrack(settings)
        self._lost_since: dict[Stream, int] = {}
        self._t_ns = 0
        self._row: StanceRow | None = None
        self._raw_kg: Corners | None = None
        self._read_under = calibration
        self._stance = _NOBODY
        self._board = StreamHealth.LOST
        self._point: EnvelopePoint | None = None
        self._lean: Point = (0.0, 0.0)
        self._lean_t_ns = 0
        self._healths_of: tuple[StreamHealth, tuple[StreamHealth, ...]] | None = None
        self._healths = NO_HEALTHS
        self._switch = Hysteresis(settings.on_share, settings.off_share)
        self._active: frozenset[Muscle] = frozenset()
        self._stim = NO_STIM
        self._activation = NO_ACTIVATION
        self._activated_by: tuple[object, object, object] | None = None

    @property
    def calibration(self) -> Calibration:
        """What is in force."""
        return self._calibration

    def calibrate(self, calibration: Calibration) -> None:
        """Put `calibration` in force from the next frame on."""
        self._calibration = calibration
        self._own_reach = calibration.reach != _USUAL_REACH

    def feed(self, block: SampleBlock) -> None:
        """Take the next block of any stream; blocks of one stream come in their order."""
        if self._lost_since and block.t0_ns > self._lost_since.get(block.stream, block.t0_ns):
            del self._lost_since[block.stream]
        if block.stream is Stream.EMG:
            self._emg.feed(block)
        else:
            self._stances.feed(block)

    def lose(self, stream: Stream, t_ns: int) -> None:
        """Say that the link of `stream` is gone since `t_ns`: its features are LOST at once."""
        self._lost_since[stream] = t_ns
        if stream is Stream.EMG:
            self._emg.reset()

    def found(self, stream: Stream) -> None:
        """Say that the link of `stream` is back: its features count again by their age."""
        self._lost_since.pop(stream, None)

    def stimulate(self, view: StimView) -> None:
        """Say where stimulation stands from the next frame on.

        While it blanks, muscles are held and set off nothing: the electrodes pick up the stimulator.
        """
        self._stim = view

    def body(self) -> BodyState:
        """Return the state behind the last frame."""
        row, stance, point = self._row, self._stance, self._point
        return BodyState(
            t_ns=self._t_ns, board_t_ns=row.t_ns if row is not None else 0, board_health=self._board,
            raw_kg=row.raw_kg if row is not None else None, sensors_kg=stance.sensors_kg,
            total_kg=stance.total_kg, cop_mm=stance.cop_mm, left_share=stance.left_share,
            tilt=row is not None and row.tilt_deg is not None, button=self._button_down(),
            emg_t_ns=point.t_ns if point is not None else 0,
            envelope_uv=NO_ENVELOPES if point is None else
            MappingProxyType(dict(zip(self.settings.channels, point.values, strict=False))),
            emg_health=self._healths, settings=self.settings)

    def frame(self, tick: int, t_ns: int) -> ControlFrame:
        """Make the frame of `tick` from the newest features not later than `t_ns`."""
        self._t_ns = t_ns
        self._row = row = self._stances.advance(t_ns)
        lean_x, lean_y, weight, share = _NO_BOARD if row is None else self._of_board(row, t_ns)
        if self.settings.channels:
            self._activate(t_ns)
        return ControlFrame(tick, t_ns, lean_x, lean_y, weight, share, self._activation, self._button_down(),
                            self._active, self._stim, self._own_reach)

    def _activate(self, t_ns: int) -> None:
        """Find what the muscles do, where that follows from anything new: devices send lumps and rest in between.

        While stimulation blanks them they stay as they were and count as silent.
        """
        self._point = point = self._emg.advance(t_ns)
        effort, healths, before = self._calibration.effort, self._emg_healths(point, t_ns), self._activated_by
        if self._stim.blanked:
            self._blank()
        elif before is None or before[0] is not point or before[1] is not healths or before[2] is not effort:
            self._activated_by = point, healths, effort
            self._activation = activation = self._activations(point, healths, effort)
            active, step = self._active, self._switch.step
            self._active = frozenset([muscle for muscle, feature in activation.items()
                                      if step(muscle in active, feature.value)])

    def _blank(self) -> None:
        """Hold the muscles; they are found anew when blanking ends."""
        self._activated_by, self._active = None, frozenset()
        if any(feature.health is not StreamHealth.BLANKED for feature in self._activation.values()):
            self._activation = MappingProxyType({
                muscle: Feature(feature.value, feature.t_ns, StreamHealth.BLANKED)
                for muscle, feature in self._activation.items()})

    def _read(self, row: StanceRow) -> Stance:
        """Load and centre of pressure of the newest row under the calibration in force."""
        if row.raw_kg is not None:
            return stance_of_corners(row.raw_kg, self._calibration.tare, self.settings)
        return stance_of_tilt(row.tilt_deg) if row.tilt_deg is not None else _NOBODY

    def _board_health(self, row: StanceRow, t_ns: int) -> StreamHealth:
        """Health of the board itself."""
        stream = Stream.BOARD if row.raw_kg is not None else Stream.TILT
        return health_by_age(t_ns - row.t_ns, stream not in self._lost_since, self.settings)

    def _button_down(self) -> bool:
        """Whether the front button is down, as long as the board tells."""
        return self._stances.button and self._board is StreamHealth.OK

    def _of_board(self, row: StanceRow, t_ns: int) -> BoardFeatures:
        """Return what `row` says: while nobody stands there, the lean is the last one, LOST."""
        if row.raw_kg is None or row.raw_kg != self._raw_kg or self._read_under is not self._calibration:
            self._take(row)
        self._board = health = board = self._board_health(row, t_ns)
        stance = self._stance
        total, share = stance.total_kg, stance.left_share
        if stance.cop_mm is not None:
            self._lean_t_ns = row.t_ns
        else:
            health = StreamHealth.LOST
        x, y = self._lean
        return (Feature(x, self._lean_t_ns, health), Feature(y, self._lean_t_ns, health),
                Feature(_UNKNOWN_WEIGHT if total is None else total, row.t_ns, board),
                Feature(_EVEN_SHARE, row.t_ns, StreamHealth.LOST) if share is None
                else Feature(share, row.t_ns, board))

    def _take(self, row: StanceRow) -> None:
        """Read a row that says something new: a board reads its cells more seldom than it tells of them."""
        self._raw_kg, self._read_under = row.raw_kg, self._calibration
        self._stance = stance = self._read(row)
        if stance.cop_mm is not None:
            self._lean = lean_of(stance.cop_mm, self._calibration.reach)

    def _emg_healths(self, point: EnvelopePoint | None, t_ns: int) -> Mapping[Muscle, StreamHealth]:
        """Health of each muscle of the settings."""
        age_ns = None if point is None else t_ns - point.t_ns
        stream = health_by_age(age_ns, Stream.EMG not in self._lost_since, self.settings)
        electrodes = point.health if point is not None else ()
        if self._healths_of != (stream, electrodes):  # seldom: they are the same for minutes
            self._healths_of = stream, electrodes
            self._healths = MappingProxyType({
                muscle: health_of_channel(stream, electrodes[channel] if channel < len(electrodes) else None)
                for channel, muscle in enumerate(self.settings.channels)})
        return self._healths

    def _activations(self, point: EnvelopePoint | None, healths: Mapping[Muscle, StreamHealth],
                     efforts: Mapping[Muscle, EffortRange]) -> Mapping[Muscle, Feature]:
        """Activation per muscle; 0 where stream or electrode cannot be trusted, so that nothing is set off."""
        features = dict.fromkeys(healths, ABSENT)
        if point is not None:
            for muscle, envelope, hum in zip(self.settings.channels, point.values, point.humming, strict=False):
                health = healths[muscle]
                value = activation(envelope, efforts.get(muscle, _DEFAULT_EFFORT)) if health in TRUSTED else 0.0
                features[muscle] = Feature(value, point.t_ns, health, hum)
        return MappingProxyType(features)
