"""What the engine knows, what it may be given, and the reasons it can have.

Everything is a frozen value, so that a decision can be kept beside what it was made from.
Not here: the rules (`game.difficulty.decide`), the log (`game.difficulty.log`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.errors import InputError
from core.events import JsonValue
from game.difficulty.axes import ORDER, DifficultyAxis, Levels
from game.difficulty.reading import sequence, table, whole, within, word
from game.difficulty.settings import BLOCKS, Settings

MOST_DAYS = 36_500
MOST_HELPED = 1_000_000
_KEYS = ("settings", "levels", "assist", "focus", "block_from", "block_trials", "helped_trials", "symptoms")


class Symptom(StrEnum):
    """What freezes difficulty until it is said to be over."""

    PAIN = "pain"
    FATIGUE = "fatigue"
    INSTABILITY = "instability"


class Why(StrEnum):
    """Reasons of a decision; `game.difficulty.words` says each as a sentence."""

    SUCCESS = "success"
    MISS = "miss"
    VOID = "void"
    HELP_FADES = "help_fades"
    HELP_FIRST = "help_first"
    HELP_NOT_ENOUGH = "help_not_enough"
    BLOCK_LIMIT = "block_limit"
    AT_LOCK = "at_lock"
    HARDEST = "hardest"
    EASIEST = "easiest"
    NOTHING_MOVES = "nothing_moves"
    NEXT_AXIS = "next_axis"
    PAIN = "pain"
    FATIGUE = "fatigue"
    INSTABILITY = "instability"
    WELL_AGAIN = "well_again"
    BY_THERAPIST = "by_therapist"
    INSIDE_LOCKS = "inside_locks"
    BACK_SOON = "back_soon"
    LONG_AWAY = "long_away"


@dataclass(frozen=True, slots=True)
class Try:
    """A try ended.  success: None where it tells nothing: a sensor failed, or stimulation did the work."""

    success: bool | None


@dataclass(frozen=True, slots=True)
class Feels:
    """All that is felt or seen now; an empty set says that it is over."""

    symptoms: frozenset[Symptom] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """The therapist puts one axis somewhere; locks hold for this too."""

    axis: DifficultyAxis
    level: float


@dataclass(frozen=True, slots=True)
class Adjust:
    """The therapist changes the settings."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class Return:
    """A new session.  days: whole days since the last try, 0 or more; InputError below, as clocks go wrong.

    first: where a new patient with today's assessments would begin.
    """

    days: int
    first: Levels

    def __post_init__(self) -> None:
        if isinstance(self.days, int) and self.days < 0:
            raise InputError(f"The last session lies {-self.days} days ahead: set this computer's date right.")
        whole("the days since the last session", self.days, 0, MOST_DAYS)


Given = Try | Feels | Place | Adjust | Return


@dataclass(frozen=True, slots=True)
class State:
    """Where everything stands.

    levels: per axis, 0..1.  assist: the game's own help, 0 none .. 1 all.  focus: the one axis that may move now,
    None when all are fixed.  block_from: its level when the block began.  block_trials: tries in this block.
    helped_trials: tries in a row with help.
    """

    settings: Settings
    levels: Levels
    assist: float = 0.0
    focus: DifficultyAxis | None = None
    block_from: float = 0.0
    block_trials: int = 0
    helped_trials: int = 0
    symptoms: frozenset[Symptom] = frozenset()

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file."""
        return {"settings": self.settings.to_json(), "levels": self.levels.to_json(), "assist": self.assist,
                "focus": None if self.focus is None else str(self.focus), "block_from": self.block_from,
                "block_trials": self.block_trials, "helped_trials": self.helped_trials,
                "symptoms": [str(symptom) for symptom in sorted(self.symptoms)]}

    @classmethod
    def from_json(cls, data: object) -> State:
        """Read it back; every key is needed.  Raises InputError, for a state that no rules lead to as well."""
        plain = table("a state of difficulty", data, _KEYS, _KEYS)
        settings, levels = Settings.from_json(plain["settings"]), Levels.from_json(plain["levels"])
        if settings.clamp(levels) != levels:
            raise InputError("The levels lie outside the locks: set them inside.")
        named = plain["focus"]
        focus = None if named is None else word("the axis whose turn it is", named, DifficultyAxis)
        if (focus is None and settings.movable) or (focus is not None and focus not in settings.movable):
            raise InputError("The axis whose turn it is must be one that may move, and null only without any.")
        return cls(settings, levels, within("the help", plain["assist"], 0.0, 1.0), focus,
                   within("the level at which the block began", plain["block_from"], 0.0, 1.0),
                   whole("the tries in this block", plain["block_trials"], 0, BLOCKS[1]),
                   whole("the tries with help", plain["helped_trials"], 0, MOST_HELPED),
                   frozenset(word("a symptom", one, Symptom) for one in sequence("symptoms", plain["symptoms"])))


@dataclass(frozen=True, slots=True)
class Decision:
    """What was given, what was before, what is from now on, and why."""

    given: Given
    before: State
    after: State
    why: tuple[Why, ...]

    @property
    def moved(self) -> DifficultyAxis | None:
        """The axis that a try moved; None when none did, and for what people set."""
        if not isinstance(self.given, Try):
            return None
        return next((axis for axis in ORDER if self.after.levels.of(axis) != self.before.levels.of(axis)), None)
