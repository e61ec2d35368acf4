"""What an assessment found, as plain data, and what a change between sessions must exceed to be more than chance.

Not here: how a value is measured (`signals.offline`), words of a page (`station.assessing`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from statistics import fmean, stdev

from core.events import JsonValue
from signals.board import Point
from signals.calibration import Calibration

LEAST_SESSIONS = 4
"""Three differences between consecutive sessions are the least from which a spread can be told at all."""
Z95 = 1.96


def mdc95(sessions: Sequence[float]) -> float | None:
    """Minimal detectable change of one person's own value: 1.96 x SD of differences between consecutive sessions.

    The SD of differences is sqrt(2) times the standard error of measurement, so this is the usual
    1.96 sqrt(2) SEM (Weir 2005, J Strength Cond Res 19:231), from the person's own history instead of a group.
    The SD is the sample's (n - 1), about the mean difference, so that steady progress does not widen it.
    sessions: oldest first, in one unit.  None for fewer than four of them.
    """
    values = [value for value in sessions if math.isfinite(value)]
    if len(values) < LEAST_SESSIONS:
        return None
    return Z95 * stdev(later - earlier for earlier, later in pairwise(values))


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that was measured.

    key: its name in files, with its unit, for example "velocity_eo_mm_s".  trials: what each kept trial gave,
    in order.  value: the mean of trials unless told; None where it has no meaning.  digits: decimals to show.
    main: whether the patient sees it large.
    """

    key: str
    label: str
    unit: str
    value: float | None
    trials: tuple[float, ...] = ()
    digits: int = 1
    main: bool = False

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file."""
        return {"key": self.key, "label": self.label, "unit": self.unit, "value": self.value,
                "trials": list[JsonValue](self.trials)}


def mean_value(key: str, label: str, unit: str, trials: Sequence[float | None], digits: int = 1,
               main: bool = False) -> Value:
    """Return the value of some trials: the mean of those that have one."""
    known = tuple(trial for trial in trials if trial is not None and math.isfinite(trial))
    return Value(key, label, unit, fmean(known) if known else None, known, digits, main)


class PlotKind(StrEnum):
    """SWAY: a path from above.  REACH: excursions around the middle.  BARS: by condition.  LINE: over time."""

    SWAY = "sway"
    REACH = "reach"
    BARS = "bars"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Plot:
    """One picture of what was measured, in its own units.  outline: a closed reference, () for none."""

    kind: PlotKind
    title: str
    lines: tuple[tuple[Point, ...], ...]
    labels: tuple[str, ...] = ()
    unit_x: str = "mm"
    unit_y: str = "mm"
    outline: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A trial that does not count: its condition, number, why (`words.REASONS`), when it ended in s.

    words: of the condition, "" where it has none.
    """

    condition: str
    trial: int
    reason: str
    ended_s: float | None = None
    words: str = ""

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file."""
        return {"condition": self.condition, "trial": self.trial, "reason": self.reason, "ended_s": self.ended_s}


@dataclass(frozen=True, slots=True)
class Report:
    """What an assessment found.

    plain: for the patient, without judgement.  conditions: what was asked of staff, by key ("rail", "help",
    "surface", ...).  preprocessing: how samples became numbers, one sentence each.  left_out: trials that do not
    count, repeated ones too.  complete: whether it came to its end.  calibration: what games may use from now
    on, None where nothing new is known; noted: what of it is new, in words.
    """

    assessment: str
    plain: str
    values: tuple[Value, ...]
    plots: tuple[Plot, ...] = ()
    conditions: dict[str, str] = field(default_factory=dict)
    preprocessing: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    complete: bool = True
    calibration: Calibration | None = None
    noted: str = ""

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file; plots are made again from the recording."""
        return {"assessment": self.assessment, "complete": self.complete, "plain": self.plain,
                "values": [value.to_json() for value in self.values],
                "conditions": dict[str, JsonValue](self.conditions),
                "preprocessing": list[JsonValue](self.preprocessing),
                "left_out": [item.to_json() for item in self.left_out], "noted": self.noted}
