"""The first level of a new patient, from what the assessments measured.

Plain numbers come in, since this knows no assessment.  The anchors are this house's own proposals: the lower end
is where many people after a stroke are, the upper where healthy adults are.  A level begins at half of what a
person seems able to do, so that the first tries succeed; what was not measured begins at the easiest.
Not here: how anything is measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from game.difficulty.axes import ORDER, DifficultyAxis, Levels
from game.difficulty.reading import within
from game.difficulty.settings import Settings

SHARE_OF_ABILITY = 0.5


class Measure(StrEnum):
    """What a first level may follow from."""

    REACH_SHARE = "reach_share"
    SHIFT_DEG_S = "shift_deg_s"
    SWAY_SHARE = "sway_share"
    PACE_S = "pace_s"


ANCHORS = {Measure.REACH_SHARE: (0.4, 1.0), Measure.SHIFT_DEG_S: (1.0, 6.0), Measure.SWAY_SHARE: (0.20, 0.05),
           Measure.PACE_S: (4.0, 0.8)}
"""The value that begins at the easiest, and the one at which a person seems able to do everything."""
AXIS_MEASURES = {DifficultyAxis.SIZE: (Measure.SWAY_SHARE,), DifficultyAxis.RANGE: (Measure.REACH_SHARE,),
                 DifficultyAxis.SPEED: (Measure.PACE_S, Measure.SHIFT_DEG_S),
                 DifficultyAxis.HOLD: (Measure.SWAY_SHARE,)}
"""What each axis begins from: the first of these that was measured."""
_LIMITS = {Measure.REACH_SHARE: (0.0, 2.0), Measure.SHIFT_DEG_S: (0.0, 100.0), Measure.SWAY_SHARE: (0.0, 5.0),
           Measure.PACE_S: (0.0, 20.0)}


class Began(StrEnum):
    """Why an axis begins where it does."""

    MEASURED = "measured"
    NOT_MEASURED = "not_measured"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Assessed:
    """What was measured; None where it was not.  Raises InputError for values that no person has.

    reach_share: farthest lean of the limits-of-stability test as a share of the usual limit, mean over all sides,
    0..2.  shift_deg_s: its mean speed of leaning, degrees per second.  sway_share: RMS distance of the centre of
    pressure from its mean in quiet stance (or sitting, for seated levels), eyes open, as a share of the own reach.
    pace_s: the time that this person needs to shift the weight to a side, seconds, 0..20.
    """

    reach_share: float | None = None
    shift_deg_s: float | None = None
    sway_share: float | None = None
    pace_s: float | None = None

    def __post_init__(self) -> None:
        for measure, limits in _LIMITS.items():
            value = self.of(measure)
            if value is not None:
                within(measure.value, value, *limits)

    def of(self, measure: Measure) -> float | None:
        """Return one measure."""
        value: float | None = getattr(self, measure.value)
        return value


@dataclass(frozen=True, slots=True)
class Begin:
    """Why one axis begins at `level`: from which measure and value, and whether a lock moved it."""

    axis: DifficultyAxis
    level: float
    measure: Measure
    value: float | None
    why: tuple[Began, ...]


@dataclass(frozen=True, slots=True)
class FirstLevels:
    """The first levels, with the reason of each axis."""

    levels: Levels
    reasons: tuple[Begin, ...]


def first_levels(assessed: Assessed, settings: Settings) -> FirstLevels:
    """Return where a new patient begins, inside every lock."""
    reasons = tuple(_begin(axis, assessed, settings) for axis in ORDER)
    levels = Levels()
    for reason in reasons:
        levels = levels.put(reason.axis, reason.level)
    return FirstLevels(levels, reasons)


def _begin(axis: DifficultyAxis, assessed: Assessed, settings: Settings) -> Begin:
    measures = AXIS_MEASURES[axis]
    measure = next((each for each in measures if assessed.of(each) is not None), measures[-1])
    value = assessed.of(measure)
    wanted = 0.0 if value is None else SHARE_OF_ABILITY * _ability(measure, value)
    level = settings.lock(axis).clamp(round(wanted, 3))
    why = (Began.NOT_MEASURED if value is None else Began.MEASURED,)
    return Begin(axis, level, measure, value, why if level == round(wanted, 3) else (*why, Began.LOCKED))


def _ability(measure: Measure, value: float) -> float:
    none, full = ANCHORS[measure]
    return min(max((value - none) / (full - none), 0.0), 1.0)
