"""How simulated people stand, measured through the board's bytes, beside what is published.

Each trial: a body on the emulated Wii board, the real decoder, and the measures of `signals.offline`; 5 s to
settle, 30 s measured.  Not here: the models (`devices.simulated`) or the ranges (`station.playtest.ranges`).
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TextIO

import numpy as np

from core.clock import NS_PER_S, ManualClock
from core.errors import CheckFailed, ExitCode
from core.ring import Ring
from core.samples import SampleBlock
from devices import discovery
from devices.discovery import SIMULATED
from devices.link import LinkEntry
from devices.simulated.people import PEOPLE, Person
from devices.simulated.senses import Condition, Eyes, Surface
from devices.simulated.standing import StandingBody
from signals.offline.preprocessing import prepare_board
from signals.offline.sway import Sway, sway
from station.playtest.ranges import RANGES, REFERENCES, Measure, Published, Trial

SEEDS = 8
SETTLE_S, MEASURED_S = 5.0, 30.0
_STEP_NS = 10_000_000
_CONDITIONS = {
    Trial.FIRM_OPEN: Condition(), Trial.FIRM_CLOSED: Condition(Eyes.CLOSED),
    Trial.FOAM_OPEN: Condition(Eyes.OPEN, Surface.FOAM), Trial.FOAM_CLOSED: Condition(Eyes.CLOSED, Surface.FOAM)}


@dataclass(frozen=True, slots=True)
class StanceLine:
    """One published range and what the model does: the median over the seeds."""

    published: Published
    model: float

    @property
    def inside(self) -> bool:
        """Whether the model falls into the range."""
        return self.published.least <= self.model <= self.published.most


def measured(person: Person, condition: Condition, seed: int) -> Sway | None:
    """Let `person` stand on an emulated board for one trial, and measure what was decoded.

    None when the person had to step off, as a trial in the clinic that ends early is not measured.
    """
    clock, ring = ManualClock(NS_PER_S), Ring[LinkEntry](1_000_000)
    body = StandingBody(random.Random(f"{seed}/{person.name}/{condition}"), person, condition)
    link = discovery.open_board(SIMULATED, clock, ring, body=body, rng=random.Random(f"{seed}/board"))
    if link is None:
        raise CheckFailed("the simulated board did not open.")
    for _ in range(round((SETTLE_S + MEASURED_S) * NS_PER_S / _STEP_NS)):
        clock.advance(_STEP_NS)
        while link.step(0):
            pass
    if body.falls:
        return None
    blocks = [entry for entry in ring.drain() if isinstance(entry, SampleBlock)]
    t_s = np.array([block.t0_ns for block in blocks]) / NS_PER_S
    loads = np.concatenate([block.data[:, :4] for block in blocks])
    late = t_s >= t_s[0] + SETTLE_S
    cop = prepare_board(t_s[late], loads[late]).cop
    return sway(cop.x_mm, cop.y_mm, cop.rate_hz)


def stance_lines(seeds: int = SEEDS, people: Sequence[Person] = PEOPLE,
                 tell: Callable[[str], None] = lambda _: None) -> list[StanceLine]:
    """Measure everybody in every condition and put it beside what is published."""
    values: dict[tuple[str, Trial, Measure], float] = {}
    for person in people:
        for trial, condition in _CONDITIONS.items():
            tell(f"{person.name}, {trial.value}")
            stood = (measured(person, condition, seed) for seed in range(seeds))
            trials = [one for one in stood if one is not None]
            if not trials:
                raise CheckFailed(f"{person.name} fell in every trial on {trial.value}; the model is wrong.")
            for measure in Measure:
                values[person.name, trial, measure] = median(_value(one, measure) for one in trials)
    tell("")
    names = {person.name for person in people}
    return [StanceLine(published, _model(values, published)) for published in RANGES if published.group in names]


def _value(found: Sway, measure: Measure) -> float:
    return {Measure.VELOCITY: found.velocity_mm_s, Measure.RMS: found.rms_mm,
            Measure.AREA: found.ellipse_area_mm2 or 0.0}[measure]


def _model(values: dict[tuple[str, Trial, Measure], float], published: Published) -> float:
    value = values[published.group, published.trial, published.measure]
    if published.over is None:
        return value
    return value / values[published.group, published.over, published.measure]


def stance_table(out: TextIO, as_json: bool) -> ExitCode:
    """Print the model beside each published range; CHECK_FAILED when one lies outside."""
    lines = stance_lines(tell=_progress)
    if as_json:
        json.dump({"stance": [_told(line) for line in lines], "sources": _references(lines)}, out, indent=2)
        out.write("\n")
    else:
        _print(lines, out)
    return ExitCode.DONE if all(line.inside for line in lines) else ExitCode.CHECK_FAILED


def _progress(text: str) -> None:
    """Show who stands now, where a person watches."""
    if sys.stderr.isatty():
        print(f"\r{text:<40}", end="", file=sys.stderr, flush=True)


def _told(line: StanceLine) -> dict[str, object]:
    p = line.published
    return {"group": p.group, "what": p.what, "unit": p.unit, "model": round(line.model, 3), "least": p.least,
            "most": p.most, "inside": line.inside, "source": p.source, "verified": p.verified, "note": p.note}


def _print(lines: Sequence[StanceLine], out: TextIO) -> None:
    out.write("Quiet stance of the simulated people, through the board's bytes; "
              f"medians of {SEEDS} trials of {MEASURED_S:g} s\n\n")
    out.write(f"{'who':<14} {'what':<41} {'model':>8}  {'published':>15}  {'':7}  {'verified':<8}  source\n")
    for line in lines:
        p = line.published
        what, told = p.what + (f" [{p.unit}]" if p.unit else ""), f"{p.least:g} to {p.most:g}"
        where, verified = "inside" if line.inside else "OUTSIDE", "yes" if p.verified else "no"
        out.write(f"{p.group:<14} {what:<41} {line.model:8.2f}  {told:>15}  {where:<7}  {verified:<8}  "
                  f"{p.source}{f' ({p.note})' if p.note else ''}\n")
    out.write("\nverified: got from the numbers of its source; a range that was not is to be verified\n\n")
    for name, reference in _references(lines).items():
        out.write(f"{name}: {reference}\n")
    inside, verified_count = sum(line.inside for line in lines), sum(line.published.verified for line in lines)
    out.write(f"\n{inside} of {len(lines)} inside; {verified_count} of {len(lines)} ranges verified\n")


def _references(lines: Sequence[StanceLine]) -> dict[str, str]:
    """Return the sources of these lines in full, each once."""
    names = dict.fromkeys(name for line in lines for name in line.published.source.split(", "))
    return {name: REFERENCES[name] for name in names}
