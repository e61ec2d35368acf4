"""What a therapist sets for the engine: the success to aim for, the locks, how fast it may go.

Not here: the rules themselves (`game.difficulty.decide`).
"""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import InputError
from core.events import JsonValue
from game.difficulty.axes import ORDER, DifficultyAxis, Levels, Lock
from game.difficulty.reading import sequence, table, whole, within, word

TARGETS = (0.50, 0.95)
BLOCKS = (5, 40)
MOST_PER_BLOCK = 0.10
"""No axis moves farther than this share of its whole range within a block; a therapist may only lower it."""
LEAST_PER_BLOCK = 0.01
STEPS = 0.10
"""Step harder + step easier.  Their ratio follows from the target; their sum sets how soon the target is met: with
0.10, simulated players are within 6 points of it after 20 tries from 0.2 away."""
HELP_WORTH = 0.16
"""What all the help counts for on an axis: at 75 % three misses bring it all, seven successes take it away."""
_FREE = {axis: Lock(axis) for axis in ORDER}
_KEYS = ("target", "locks", "axes", "block_trials", "most_per_block")


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set; every limit that is crossed raises an InputError.

    target: share of tries that should succeed, 0.50 to 0.95.  locks: at most one per axis; an axis without one is
    free.  axes: those that the level offers.  block_trials: tries per block, 5 to 40.  most_per_block: how far one
    axis may move in a block, at most 0.10 of its range.
    """

    target: float = 0.75
    locks: tuple[Lock, ...] = ()
    axes: tuple[DifficultyAxis, ...] = ORDER
    block_trials: int = 5
    most_per_block: float = MOST_PER_BLOCK

    def __post_init__(self) -> None:
        within("the target success", self.target, *TARGETS)
        whole("the tries per block", self.block_trials, *BLOCKS)
        within("the most a block may move", self.most_per_block, LEAST_PER_BLOCK, MOST_PER_BLOCK)
        for axis in self.axes:
            if self.axes.count(axis) > 1:
                raise InputError(f"The axis {axis} is named twice; keep one.")
        for lock in self.locks:
            if [other.axis for other in self.locks].count(lock.axis) > 1:
                raise InputError(f"The axis {lock.axis} is locked twice; keep one lock.")

    @property
    def harder(self) -> float:
        """Step after a success; harder : easier = (1 - target) : target (Kaernbach 1991)."""
        return STEPS * (1.0 - self.target)

    @property
    def easier(self) -> float:
        """Step after a failure, the longer one."""
        return STEPS * self.target

    @property
    def movable(self) -> tuple[DifficultyAxis, ...]:
        """The axes that may move at all, in the order of their turns."""
        return tuple(axis for axis in ORDER if axis in self.axes and not self.lock(axis).fixed)

    def lock(self, axis: DifficultyAxis) -> Lock:
        """Return what is allowed on an axis."""
        return next((lock for lock in self.locks if lock.axis is axis), _FREE[axis])

    def clamp(self, levels: Levels) -> Levels:
        """Return the nearest levels inside every lock."""
        for axis in ORDER:
            levels = levels.put(axis, self.lock(axis).clamp(levels.of(axis)))
        return levels

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file."""
        return {"target": self.target, "locks": [lock.to_json() for lock in self.locks],
                "axes": [str(axis) for axis in self.axes], "block_trials": self.block_trials,
                "most_per_block": self.most_per_block}

    @classmethod
    def from_json(cls, data: object) -> Settings:
        """Read it back, or as a therapist writes it; what is absent is the default.  Raises InputError."""
        plain = table("difficulty settings", data, _KEYS)
        usual = cls()
        locks = tuple(Lock.from_json(lock) for lock in sequence("locks", plain.get("locks", [])))
        axes = plain.get("axes")
        named = usual.axes if axes is None else tuple(word("an axis", axis, DifficultyAxis)
                                                      for axis in sequence("axes", axes))
        return cls(within("the target success", plain.get("target", usual.target), *TARGETS), locks, named,
                   whole("the tries per block", plain.get("block_trials", usual.block_trials), *BLOCKS),
                   within("the most a block may move", plain.get("most_per_block", MOST_PER_BLOCK),
                          LEAST_PER_BLOCK, MOST_PER_BLOCK))
