"""What is published about quiet stance: one table, each range with its source.

The ranges are wide on purpose: protocols, plates, feet and filters differ.  None could be checked against the
printed tables when this was written, so each is marked as to be verified; they hold the model to the right order
of size and to the right direction of every comparison.  Not here: the model (`stance`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """A measure of `signals.offline.sway`."""

    VELOCITY = "path velocity"
    RMS = "RMS distance"
    AREA = "95 % ellipse area"


class Trial(StrEnum):
    """How somebody stands: the four conditions of the mCTSIB."""

    FIRM_OPEN = "firm, eyes open"
    FIRM_CLOSED = "firm, eyes closed"
    FOAM_OPEN = "foam, eyes open"
    FOAM_CLOSED = "foam, eyes closed"


@dataclass(frozen=True, slots=True)
class Published:
    """A range of group means: of a measure in a trial, or of its quotient over another trial.

    verified: whether somebody has compared the range with the printed table.
    """

    group: str
    measure: Measure
    trial: Trial
    least: float
    most: float
    source: str
    over: Trial | None = None
    verified: bool = False

    @property
    def what(self) -> str:
        """What it is, in words."""
        if self.over is None:
            return f"{self.measure.value}, {self.trial.value}"
        return f"{self.measure.value}, {_QUOTIENTS[self.trial, self.over]}"

    @property
    def unit(self) -> str:
        """Its unit; empty for a quotient."""
        return "" if self.over is not None else _UNITS[self.measure]


_UNITS = {Measure.VELOCITY: "mm/s", Measure.RMS: "mm", Measure.AREA: "mm2"}
_QUOTIENTS = {
    (Trial.FIRM_CLOSED, Trial.FIRM_OPEN): "closed / open, firm",
    (Trial.FOAM_CLOSED, Trial.FOAM_OPEN): "closed / open, foam",
    (Trial.FOAM_OPEN, Trial.FIRM_OPEN): "foam / firm, open",
    (Trial.FOAM_CLOSED, Trial.FIRM_CLOSED): "foam / firm, closed"}

_PRIETO = "Prieto 1996"
_QUIJOUX = "Prieto 1996, Quijoux 2021"
_SOFT = "Abrahamova 2008, dos Santos 2016"
_STROKE = "de Haart 2004, Bower 2014"


def _group(name: str, plain: str, soft: str, velocity: tuple[float, float], rms: tuple[float, float],
           area: tuple[float, float], closed: tuple[float, float], foam: tuple[float, float],
           foam_closed: tuple[float, float]) -> tuple[Published, ...]:
    v = Measure.VELOCITY
    return (
        Published(name, v, Trial.FIRM_OPEN, *velocity, plain),
        Published(name, Measure.RMS, Trial.FIRM_OPEN, *rms, plain),
        Published(name, Measure.AREA, Trial.FIRM_OPEN, *area, plain),
        Published(name, v, Trial.FIRM_CLOSED, *closed, plain, over=Trial.FIRM_OPEN),
        Published(name, v, Trial.FOAM_OPEN, *foam, soft, over=Trial.FIRM_OPEN),
        Published(name, v, Trial.FOAM_CLOSED, *foam_closed, soft, over=Trial.FOAM_OPEN))


RANGES: tuple[Published, ...] = (
    *_group("healthy young", _PRIETO, _SOFT, (6.0, 12.0), (3.0, 7.0), (60.0, 400.0),
            (1.05, 1.6), (1.2, 2.2), (1.3, 2.5)),
    *_group("healthy old", _QUIJOUX, _SOFT, (9.0, 20.0), (3.5, 9.0), (100.0, 700.0),
            (1.1, 1.8), (1.2, 2.2), (1.3, 2.8)),
    *_group("stroke", _STROKE, _STROKE, (13.0, 40.0), (5.0, 14.0), (200.0, 1500.0),
            (1.15, 2.0), (1.2, 2.5), (1.2, 2.8)))
