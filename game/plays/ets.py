"""The parts of EMG-triggered stimulation, pure: what may set it off, how its line adapts, and one train of it.

The cycle is relax, prompt, attempt, one train, rest.  A muscle can only *ask*: what is granted, and how strongly,
others decide.  While a train runs the electrodes hear the stimulator and not the muscle, so effort is not
looked at then.  Not here: lamps and levels (`game.plays.lanterns`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import isfinite, sqrt

from core.clock import NS_PER_MS
from core.frames import ABSENT, TICK_HZ, Feature, StreamHealth
from core.muscles import Muscle
from core.quick import quick
from core.stim import StimPhase, StimView, StimWish

FRESH_NS = 100 * NS_PER_MS
"""An older sample sets nothing off."""
DWELL_TICKS = TICK_HZ // 10
"""The line must be crossed for 100 ms, so that a twitch or a knock is no effort."""
HYSTERESIS = 0.7
"""A muscle has let go of its line only below this share of it."""
LOWEST, HIGHEST = 0.05, 0.80
"""Where the line may lie, as shares of the own maximum; the lower end is for a muscle whose rest is not known."""
DOWN, UP = 0.95, 1.05
HITS_TO_RISE = 2
NOISE_SDS = 3.0
GRANT_TICKS = TICK_HZ
"""A wish that nobody has granted after this time is given up."""
REFUSAL_TICKS = TICK_HZ // 5
"""After this time a reason that is told is the answer to this wish, and not to one before."""
LEAST_REST_S = 10.0
REST_FACTOR = 2.0
_ASKABLE = frozenset({StimPhase.READY, StimPhase.RUNNING})


class Sight(Enum):
    """How far a muscle can be seen.  BLIND: stimulation covers it, look again later.  BAD: the trial is void."""

    SEEN = "seen"
    BLIND = "blind"
    BAD = "bad"


_SEEN, _OK, _BLANKED = Sight.SEEN, StreamHealth.OK, StreamHealth.BLANKED  # looked up once, not in every tick


@quick
@dataclass(frozen=True, slots=True)
class Seen:
    """A muscle at one tick: how far it can be seen, its effort (0 where it cannot), and why it cannot.

    hum: whether the sensor hears mostly mains, so that nothing may be set off by this effort.
    """

    sight: Sight
    value: float = 0.0
    why: str = ""
    hum: bool = False


def look(efforts: Mapping[Muscle, Feature], muscle: Muscle, stim: StimView, t_ns: int) -> Seen:
    """Judge one muscle: only a fresh, healthy, finite value may set anything off."""
    feature = efforts.get(muscle, ABSENT)
    if stim.blanked or feature.health is _BLANKED:
        return Seen(Sight.BLIND)
    if feature.health is not _OK:
        return Seen(Sight.BAD, why=str(feature.health))
    if not isfinite(feature.value):
        return Seen(Sight.BAD, why="not_a_number")
    if t_ns - feature.t_ns > FRESH_NS:
        return Seen(Sight.BAD, why="old")
    return Seen(_SEEN, feature.value, "", feature.hum)


class Rest:
    """Mean and spread of a muscle at rest, for the lowest line that noise does not reach."""

    __slots__ = ("_count", "_square_sum", "_sum")

    def __init__(self) -> None:
        self._count = 0
        self._sum = self._square_sum = 0.0

    def add(self, value: float) -> None:
        """Take one value at rest."""
        self._count += 1
        self._sum += value
        self._square_sum += value * value

    @property
    def mean(self) -> float | None:
        """Mean effort; None before the first value."""
        return self._sum / self._count if self._count else None

    def floor(self) -> float:
        """Rest + 3 SD, within the bounds of every line; the lowest line when nothing is known."""
        if not self._count:
            return LOWEST
        mean = self._sum / self._count
        spread = sqrt(max(0.0, self._square_sum / self._count - mean * mean))
        return within(mean + NOISE_SDS * spread)


def within(line: float, floor: float = LOWEST) -> float:
    """Keep a line between `floor` and the highest; what is no number becomes the floor."""
    return min(HIGHEST, max(floor, line)) if isfinite(line) else floor


class Threshold:
    """The line of one muscle: 5 % lower after a miss, 5 % higher after two hits in a row, between trials only."""

    __slots__ = ("_floor", "_hits", "value")

    def __init__(self, start: float) -> None:
        self._floor = LOWEST
        self._hits = 0
        self.value = within(start)

    def hit(self) -> None:
        """Count a success."""
        self._hits += 1
        if self._hits >= HITS_TO_RISE:
            self._hits = 0
            self.value = within(self.value * UP, self._floor)

    def miss(self) -> None:
        """Count a miss."""
        self._hits = 0
        self.value = within(self.value * DOWN, self._floor)

    def rest(self, floor: float) -> None:
        """Take the lowest line that noise does not reach; a line below it comes up to it."""
        self._floor = within(floor)
        self.value = within(self.value, self._floor)


class Trigger:
    """Fires once, when an effort that was below its line crosses it for 100 ms.  One attempt long.

    armed: whether the muscle was seen below 70 % of the line, without which there is no rising edge.
    touched: whether the line was reached since then.
    """

    __slots__ = ("_dwell", "armed", "line", "touched")

    def __init__(self, line: float) -> None:
        self.line = line
        self.armed = self.touched = False
        self._dwell = 0

    def step(self, value: float) -> bool:
        """Advance 10 ms; whether it fires now."""
        if value < HYSTERESIS * self.line:
            self.armed, self._dwell = True, 0
        elif self.armed and value >= self.line:
            self.touched = True
            self._dwell += 1
        return self._dwell >= DWELL_TICKS


class Course(Enum):
    """How far a train is."""

    ASKED = "asked"
    ON = "on"
    OVER = "over"


class Train:
    """One help by stimulation: wished for in every step while it lasts, never twice.

    why: how it came to its end: "done", "refused" (never granted) or "stopped" (by somebody or something else).
    reason: the word that was told for it, "" for none.
    """

    __slots__ = ("_asked_ticks", "_most_ticks", "_wish", "course", "on_ticks", "reason", "why")

    def __init__(self, muscle: Muscle, fraction: float, train_s: float) -> None:
        self._wish = StimWish(muscle, fraction)
        self._most_ticks = max(1, round(train_s * TICK_HZ))
        self._asked_ticks = 0
        self.on_ticks = 0
        self.course = Course.ASKED
        self.why = self.reason = ""

    def step(self, stim: StimView) -> StimWish | None:
        """Advance 10 ms: the wish of this tick, None when the train is over."""
        if self.course is not Course.OVER:
            self._judge(stim)
        return None if self.course is Course.OVER else self._wish

    def stop(self, why: str = "stopped") -> None:
        """End it from here on."""
        self.course, self.why = Course.OVER, why

    def _judge(self, stim: StimView) -> None:
        self._asked_ticks += 1
        running = stim.phase is StimPhase.RUNNING and stim.muscle is self._wish.muscle
        if running:
            self.course = Course.ON
            self.on_ticks += 1
        elif self.course is Course.ON:
            self.stop()
        elif self._refused(stim):
            self.stop("refused")
        if running and self._asked_ticks > self._most_ticks:
            self.stop("done")
        elif self.course is Course.OVER:
            self.reason = stim.why

    def _refused(self, stim: StimView) -> bool:
        answered = bool(stim.why) and self._asked_ticks >= REFUSAL_TICKS
        return answered or self._asked_ticks > GRANT_TICKS or stim.phase not in _ASKABLE

    @property
    def on_s(self) -> float:
        """How long the muscle was stimulated, as far as was told."""
        return self.on_ticks / TICK_HZ


def can_help(stim: StimView, muscle: Muscle) -> bool:
    """Whether a wish for `muscle` makes sense now."""
    return stim.phase is StimPhase.READY and muscle in stim.muscles


def rest_s(planned_s: float, on_s: float) -> float:
    """How long a muscle rests after a train of `on_s`: at least as planned, 10 s, and twice as long."""
    return max(planned_s, LEAST_REST_S, REST_FACTOR * on_s)
