"""Calibrations: what is known about one board and one person, as plain data.

Each refuses, with a sentence, what would make play twitchy or impossible.  Not here: how they are measured
(`signals.guided`) or used (`signals.board`, `signals.activation`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType

from core.errors import InputError
from core.events import JsonValue
from core.muscles import Muscle
from signals.reading import muscle, number, table

MAX_TARE_KG = 15.0
"""A worn sensor sits up to 2.5 kg off, a foam pad or wooden plate adds a few kilograms; more is a person."""
MIN_REACH_MM = 20.0
"""Quiet standing sways by 5 mm RMS and up to 10 mm in patients; a smaller reach would turn sway into play."""
MAX_REACH_MM = 260.0
"""Half of the widest board in use (511 mm), so nothing beyond the edge is ever asked."""
MAX_CENTRE_MM = 150.0
"""Further out, one foot stands beside the board."""
MIN_EFFORT_RATIO = 2.0
"""Largest effort over rest.  Below it the noise at rest spans more than the whole range of the game."""
MIN_EFFORT_RANGE_UV = 1.0
"""Electrode noise of surface EMG is about 1 uV RMS (20-450 Hz); a smaller range is noise."""


@dataclass(frozen=True, slots=True)
class Tare:
    """What each sensor shows with nobody on the board, kg, signed; -15..15."""

    tl_kg: float = 0.0
    tr_kg: float = 0.0
    bl_kg: float = 0.0
    br_kg: float = 0.0

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            _within(f"tare.{name}", value, -MAX_TARE_KG, MAX_TARE_KG, "Tare with nobody on the board.")

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file."""
        return dict(asdict(self))

    @classmethod
    def from_json(cls, data: JsonValue) -> Tare:
        """Read it back; absent values are the defaults.  Raises InputError."""
        return cls(**_numbers(data, "tare", Tare().to_json()))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far this person leans from their own centre, mm of centre of pressure; a lean of 1 is this far.

    The defaults are deliberately small: half of the limits of stability used in posturography (8 degrees
    forward and to the sides, 4.5 degrees back) for a centre of gravity at 0.55 of 1.65 m, that is half of
    128 and 71 mm; forward is 55 because the feet end there on a small board.  People after a stroke reach
    about half of the norm, and a reach that is too large shuts them out, while one that is too small only
    makes the game easier.  Each reach 20..260 mm, the centre within 150 mm of the middle.
    """

    left_mm: float = 65.0
    right_mm: float = 65.0
    front_mm: float = 55.0
    back_mm: float = 35.0
    centre_x_mm: float = 0.0
    centre_y_mm: float = 0.0

    def __post_init__(self) -> None:
        advice = "Measure the reach again."
        for name in ("left_mm", "right_mm", "front_mm", "back_mm"):
            _within(f"reach.{name}", getattr(self, name), MIN_REACH_MM, MAX_REACH_MM, advice)
        for name in ("centre_x_mm", "centre_y_mm"):
            _within(f"reach.{name}", getattr(self, name), -MAX_CENTRE_MM, MAX_CENTRE_MM, advice)

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file."""
        return dict(asdict(self))

    @classmethod
    def from_json(cls, data: JsonValue) -> Reach:
        """Read it back; absent values are the defaults.  Raises InputError."""
        return cls(**_numbers(data, "reach", Reach().to_json()))


@dataclass(frozen=True, slots=True)
class EffortRange:
    """Envelope of one muscle at rest (mean + 3 SD) and at the person's own maximum, uV or counts.

    The defaults suit an uncalibrated limb muscle: enough above the noise at rest to keep still, low enough
    that a weak muscle moves something.  Maximum >= 2 x rest and >= rest + 1.
    """

    rest_uv: float = 5.0
    max_uv: float = 100.0

    def __post_init__(self) -> None:
        advice = "Measure the effort again, first fully relaxed, then with a firm squeeze."
        _within("effort.rest_uv", self.rest_uv, 0.0, 1e7, advice)
        least = max(MIN_EFFORT_RATIO * self.rest_uv, self.rest_uv + MIN_EFFORT_RANGE_UV)
        _within("effort.max_uv", self.max_uv, least, 1e8, advice)

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file."""
        return dict(asdict(self))

    @classmethod
    def from_json(cls, data: JsonValue) -> EffortRange:
        """Read it back; absent values are the defaults.  Raises InputError."""
        return cls(**_numbers(data, "effort", EffortRange().to_json()))


NO_EFFORTS: Mapping[Muscle, EffortRange] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Calibration:
    """All that is known: the board's tare, the person's reach, the range of each measured muscle.

    A muscle without an entry plays with the default `EffortRange`.
    """

    tare: Tare = field(default_factory=Tare)
    reach: Reach = field(default_factory=Reach)
    effort: Mapping[Muscle, EffortRange] = field(default_factory=lambda: NO_EFFORTS)

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data for a file; numbers come back bit for bit."""
        effort: dict[str, JsonValue] = {name.value: self.effort[name].to_json() for name in sorted(self.effort)}
        return {"tare": self.tare.to_json(), "reach": self.reach.to_json(), "effort": effort}

    @classmethod
    def from_json(cls, data: JsonValue) -> Calibration:
        """Read it back; absent parts are the defaults.  Raises InputError."""
        parts = table(data, "calibration", ("tare", "reach", "effort"))
        effort = table(parts.get("effort", {}), "effort")
        return cls(Tare.from_json(parts.get("tare", {})), Reach.from_json(parts.get("reach", {})),
                   MappingProxyType({muscle(key, "effort"): EffortRange.from_json(value)
                                     for key, value in effort.items()}))


def _within(name: str, value: float, least: float, most: float, advice: str) -> None:
    """Refuse what is outside or not finite."""
    if not (math.isfinite(value) and least <= value <= most):
        raise InputError(f"{name} is {value:g}, but must be {least:g} to {most:g}. {advice}")


def _numbers(data: JsonValue, where: str, defaults: dict[str, JsonValue]) -> dict[str, float]:
    """Read one object of numbers."""
    values = table(data, where, tuple(defaults))
    return {key: number(values, key, float(str(default)), where) for key, default in defaults.items()}
