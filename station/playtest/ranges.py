"""What is published about quiet stance: one table, each range with its source and whether it was compared with it.

Ranges of the healthy are of people, not of means: from the 16th to the 84th percentile (one SD to each side, were
they normal), so the model has to sway like somebody from the middle of the group.  Where single people scatter
around no change at all (closed over open eyes on firm ground), the range is that of the means of whole groups
instead, which is narrower.  How each was got: `REFERENCES` and docs/bodies.md.  Not here: the model (`stance`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """A range of a measure in a trial, or of its quotient over another trial.

    source: a key of `REFERENCES`, or several with ", " between them.
    verified: whether the range was got from the source's own numbers.  note: how, or what is missing.
    """

    group: str
    measure: Measure
    trial: Trial
    least: float
    most: float
    source: str
    over: Trial | None = None
    verified: bool = False
    note: str = ""

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

REFERENCES = {
    "Santos 2016":
        "Santos and Duarte, PeerJ 4:e2648; data set doi 10.6084/m9.figshare.3394432, its table BDSinfoCOP "
        "(COPvelo and COParea of each trial). Force plate, 60 s, 100 Hz, low-pass 10 Hz, firm ground and foam; "
        "first trial of each condition; people without a disability: 77 of 18 to 39 years, 64 of 60 to 86",
    "APMR 2014":
        "Arch Phys Med Rehabil 95:65, doi 10.1016/j.apmr.2013.09.011, table 5: means of 30 young and 30 older "
        "people on two devices (BRU, SOT), conditions C1 and C2; filter and duration are not in the table",
    "de Haart 2004":
        "Arch Phys Med Rehabil 85:886, doi 10.1016/j.apmr.2003.05.012: 37 people about 10 weeks after a stroke",
    "Bower 2014":
        "PLoS ONE 9:e115282: 30 people more than 3 months after a stroke, on Wii boards"}
"""Each source in full: where, what was measured and how, of whom."""

_PEOPLE = "16th to 84th percentile of people"
_AREA = f"{_PEOPLE}; which ellipse is not said"
_MEANS = "span of the quotients of means in three data sets"
_BOUND = "worked out from the areas"
_UNSEEN = "general knowledge, tables not seen"
_OF_THE_OLD = "of healthy old people; none after a stroke was at hand"


def _healthy(name: str, velocity: tuple[float, float], rms: tuple[float, float], area: tuple[float, float],
             closed: tuple[float, float], foam: tuple[float, float],
             foam_closed: tuple[float, float]) -> tuple[Published, ...]:
    v, firm, santos = Measure.VELOCITY, Trial.FIRM_OPEN, "Santos 2016"
    return (
        Published(name, v, firm, *velocity, santos, verified=True, note=_PEOPLE),
        Published(name, Measure.RMS, firm, *rms, santos, note=_BOUND),
        Published(name, Measure.AREA, firm, *area, santos, verified=True, note=_AREA),
        Published(name, v, Trial.FIRM_CLOSED, *closed, f"{santos}, APMR 2014", firm, True, _MEANS),
        Published(name, v, Trial.FOAM_OPEN, *foam, santos, firm, True, _PEOPLE),
        Published(name, v, Trial.FOAM_CLOSED, *foam_closed, santos, Trial.FOAM_OPEN, True, _PEOPLE))


def _stroke(velocity: tuple[float, float], rms: tuple[float, float], area: tuple[float, float],
            closed: tuple[float, float], old: tuple[Published, ...]) -> tuple[Published, ...]:
    name, firm, papers = "stroke", Trial.FIRM_OPEN, "de Haart 2004, Bower 2014"
    return (
        Published(name, Measure.VELOCITY, firm, *velocity, papers, note=_UNSEEN),
        Published(name, Measure.RMS, firm, *rms, papers, note=_UNSEEN),
        Published(name, Measure.AREA, firm, *area, papers, note=_UNSEEN),
        Published(name, Measure.VELOCITY, Trial.FIRM_CLOSED, *closed, papers, firm, note=_UNSEEN),
        *(replace(one, group=name, verified=False, note=_OF_THE_OLD)
          for one in old if one.trial in (Trial.FOAM_OPEN, Trial.FOAM_CLOSED)))


_OLD = _healthy("healthy old", (7.9, 16.6), (3.8, 8.0), (136.0, 411.0), (1.06, 1.45), (2.08, 4.37), (0.94, 1.43))

RANGES: tuple[Published, ...] = (
    *_healthy("healthy young", (6.1, 11.4), (3.2, 7.7), (95.0, 388.0), (1.07, 1.29), (2.19, 3.23), (1.16, 1.71)),
    *_OLD,
    *_stroke((13.0, 40.0), (5.0, 14.0), (200.0, 1500.0), (1.15, 2.0), _OLD))
