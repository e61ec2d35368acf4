"""What scripts of assessments are made with: their kit, conditions, attempts at trials, and what breaks one off.

Not here: running a script (`signals.assessments.script`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from signals.assessments.recorder import TrialRecorder
from signals.assessments.steps import Moment, Step
from signals.calibration import Calibration

T = TypeVar("T")
U = TypeVar("U")
Part = Generator[Step, Moment, T]
"""Part of a script: yields steps, is sent moments, returns what it found."""


class Stopped(Exception):
    """A person stopped the assessment."""


class Again(Exception):
    """A person wants the trial again."""


class Left(Exception):
    """A person leaves the trial out."""


class Gone(Exception):
    """A sensor went away during a trial."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What a script is given.

    recorder: fed with every block by whoever runs the script.  rng: for random delays and orders.
    calibration: in force.  known: answers that hold for the whole session ("help", "shoes", "height").
    """

    recorder: TrialRecorder
    rng: random.Random
    calibration: Calibration
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """Under what trials are done.  key: in files.  words: on the screen.  closed: eyes."""

    key: str
    words: str = ""
    closed: bool = False
    foam: bool = False
    seated: bool = False


@dataclass(frozen=True, slots=True)
class Tried(Generic[T]):
    """How one attempt at a trial went: its find, or the reason why it does not count (`words.REASONS`).

    ended_s: when it ended, if too early.
    """

    from_ns: int
    to_ns: int
    found: T | None = None
    reason: str = ""
    ended_s: float | None = None

    def then(self, measure: Callable[[T], U | None]) -> Tried[U]:
        """Return what `measure` makes of the find; a trial without a measure does not count."""
        if self.found is None:
            return Tried(self.from_ns, self.to_ns, None, self.reason, self.ended_s)
        found = measure(self.found)
        return Tried(self.from_ns, self.to_ns, found, "" if found is not None else "too_short")
