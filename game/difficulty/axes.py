"""What the engine may move, how far, and what the therapist locked.

Four axes and nothing else: vision, surface, posture, load and stimulation have no name here, so no mistake can
move them.  Not here: what a level on an axis is worth in lean units or seconds (`game.difficulty.grades`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from core.errors import InputError
from core.events import JsonValue
from game.difficulty.reading import table, within, word


class DifficultyAxis(StrEnum):
    """The axes, in the order in which their turns come.

    SIZE: of targets (smaller is harder).  RANGE: how far they lie.  SPEED: how soon the next comes.  HOLD: how
    long to stay.
    """

    SIZE = "size"
    RANGE = "range"
    SPEED = "speed"
    HOLD = "hold"


ORDER = tuple(DifficultyAxis)


@dataclass(frozen=True, slots=True)
class Lock:
    """What the therapist allows on one axis: levels from `low` to `high`, both 0 (easiest) .. 1 (hardest).

    low == high fixes the axis.  Raises InputError for limits outside 0..1 or the wrong way round.
    """

    axis: DifficultyAxis
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        within(f"the minimum of {self.axis}", self.low, 0.0, 1.0)
        within(f"the maximum of {self.axis}", self.high, 0.0, 1.0)
        if self.low > self.high:
            raise InputError(f"The lock of {self.axis} has its minimum {self.low:g} above its maximum "
                             f"{self.high:g}: swap them, or set both to one value to fix it.")

    @property
    def fixed(self) -> bool:
        """Whether there is only one level left."""
        return self.low == self.high

    def clamp(self, level: float) -> float:
        """Return the nearest level that is allowed."""
        return min(max(level, self.low), self.high)

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file."""
        return {"axis": str(self.axis), "min": self.low, "max": self.high}

    @classmethod
    def from_json(cls, data: object) -> Lock:
        """Read it back, or as a therapist writes it: {axis, min, max} or {axis, fixed}.  Raises InputError."""
        plain = table("a lock", data, ("axis", "min", "max", "fixed"), ("axis",))
        axis = word("the axis of a lock", plain["axis"], DifficultyAxis)
        if "fixed" in plain:
            if "min" in plain or "max" in plain:
                raise InputError(f"The lock of {axis} is fixed and has limits too: keep fixed, or min and max.")
            level = within(f"the fixed level of {axis}", plain["fixed"], 0.0, 1.0)
            return cls(axis, level, level)
        return cls(axis, within(f"the minimum of {axis}", plain.get("min", 0.0), 0.0, 1.0),
                   within(f"the maximum of {axis}", plain.get("max", 1.0), 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Levels:
    """Where each axis stands, 0 (easiest, as grade 1) .. 1 (hardest, as grade 10).  Raises InputError outside."""

    size: float = 0.0
    range: float = 0.0
    speed: float = 0.0
    hold: float = 0.0

    def __post_init__(self) -> None:
        for axis in ORDER:
            within(f"the level of {axis}", self.of(axis), 0.0, 1.0)

    def of(self, axis: DifficultyAxis) -> float:
        """Return the level of one axis."""
        level: float = getattr(self, axis.value)
        return level

    def put(self, axis: DifficultyAxis, level: float) -> Levels:
        """Return them with one axis moved to `level`."""
        match axis:
            case DifficultyAxis.SIZE:
                return replace(self, size=level)
            case DifficultyAxis.RANGE:
                return replace(self, range=level)
            case DifficultyAxis.SPEED:
                return replace(self, speed=level)
            case DifficultyAxis.HOLD:
                return replace(self, hold=level)

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file."""
        return dict(asdict(self))

    @classmethod
    def from_json(cls, data: object) -> Levels:
        """Read it back; all four are needed.  Raises InputError."""
        plain = table("levels", data, ORDER, ORDER)
        return cls(*(within(f"the level of {axis}", plain[axis], 0.0, 1.0) for axis in ORDER))
