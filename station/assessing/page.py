"""From a report to the page of results: values in words, what changed since, what it was measured with.

Results are only compared with those under the same conditions and with the same device.
Not here: measuring (`signals.assessments`), drawing (`game.scenes`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clinic.people import KeptResult
from game.assessing import Plot, PlotKind, ResultsPage, Row
from signals.assessments.questions import NOTED
from signals.assessments.results import LEAST_SESSIONS, LeftOut, Report, Value, mdc95
from signals.assessments.words import REASONS

SURFACES: Mapping[str, str] = {"mctsib": "Board on firm ground, and with foam on it", "sitting": "Board on a seat",
                               "faces": "", "emg": ""}
_BOARD = "Board on firm ground"
_UNITS: Mapping[str, str] = {"uV": "\N{MICRO SIGN}V", "mm2": "mm\N{SUPERSCRIPT TWO}"}
"""Units that people write in another way than files do."""
_SAFETY = frozenset({"rail", "chair", "spotter", "pads", "seat"})


@dataclass(frozen=True, slots=True)
class Device:
    """What measured: words for people, and the key that tells one device from another."""

    words: str
    key: str


def like_of(report: Report, device: Device) -> dict[str, str]:
    """Return what must be the same for two results to be compared."""
    noted = {key: answer for key, answer in report.conditions.items() if key not in _SAFETY}
    return {"device": device.key, **noted}


def page_of(report: Report, title: str, device: Device, before: Sequence[KeptResult]) -> ResultsPage:
    """Return the page.  before: results under the same conditions without this one, oldest first."""
    rows = tuple(_row(value, [result.values for result in before]) for value in report.values)
    plots = tuple(Plot(PlotKind(plot.kind.value), plot.title, plot.lines, plot.labels, plot.unit_x, plot.unit_y,
                       plot.outline) for plot in report.plots)
    return ResultsPage(title, report.plain, rows, plots, tuple(_facts(report, device, len(before) + 1)))


def _row(value: Value, before: Sequence[Mapping[str, float]]) -> Row:
    """Return one line: the value, its trials, the value before, and what a change must exceed."""
    known = [values[value.key] for values in before if value.key in values]
    real = mdc95([*known, value.value]) if value.value is not None else None
    if real is not None and not round(real, value.digits):
        real = None  # all alike so far: that does not make the least difference a change
    return Row(value.label, _told(value, value.value) or "not measured", _spread(value),
               "" if real is None else f"at least {_told(value, real)}",
               _told(value, known[-1]) if known else "", value.main)


def _told(value: Value, number: float | None) -> str:
    """Return a number with its unit, "" for none."""
    if number is None:
        return ""
    rounded = round(number, value.digits) + 0.0  # no "-0"
    return f"{rounded:.{value.digits}f} {_UNITS.get(value.unit, value.unit)}".rstrip()


def _spread(value: Value) -> str:
    """Return the range of the trials, "" for a single one."""
    if len(value.trials) < 2:
        return ""
    return f"{min(value.trials):.{value.digits}f} to {max(value.trials):.{value.digits}f}"


def _facts(report: Report, device: Device, sessions: int) -> list[str]:
    """Say what it was measured with, and what does not count."""
    facts = [] if report.complete else ["Stopped before its end; this is what was measured until then."]
    if device.words:
        facts.append(f"Measured with: {device.words}.")
    surface = SURFACES.get(report.assessment, _BOARD)
    if surface:
        facts.append(f"{surface}.")
    for key, (heading, question) in NOTED.items():
        if key in report.conditions:
            answer = report.conditions[key]
            words = answer.replace("_", " ") if question is None else question.words_of(answer)
            facts.append(f"{heading}: {words}.")
    facts += [_left_out(item) for item in report.left_out]
    facts.append(f"Computed: {'; '.join(report.preprocessing)}.")
    if report.noted:
        facts.append(report.noted)
    if sessions >= LEAST_SESSIONS:
        facts.append(f"Change: 1.96 x SD of the differences between {sessions} sessions of this patient under "
                     "these conditions (Weir 2005).")
    return facts


def _left_out(item: LeftOut) -> str:
    """Say which trial does not count and why."""
    when = "" if item.ended_s is None else f", after {item.ended_s:.1f} s"
    named = item.words or item.condition.replace("_", " ")
    return f"Not counted: {named}, trial {item.trial}: {REASONS[item.reason]}{when}."
