"""One recorded trial of a file, in mm, kg or microvolt and seconds, in bounded memory.

Not here: how files are read (`tables`), what columns mean (`columns`), what is done to the samples
(`preprocessing`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import InputError
from signals.filters import Floats
from signals.offline.columns import Layout, TrialKind, layout
from signals.offline.tables import Reading, open_source

MOST_VALUES = 8_000_000
"""Kept numbers, times among them: eight minutes of 8 channels at 2 kHz, 44 minutes of a force plate at 1 kHz."""


@dataclass(frozen=True, slots=True)
class RecordedTrial:
    """Rows as they were recorded: unordered, unbridged.

    t_s: [n] from the first time of the file on, NaN where unreadable.  values: [n, columns].
    """

    layout: Layout
    reading: Reading
    t_s: Floats
    values: Floats

    @property
    def kind(self) -> TrialKind:
        """What it holds."""
        return self.layout.kind


def read_trial(path: Path, kind: TrialKind | None = None, rate_hz: float | None = None,
               from_s: float = 0.0, to_s: float = math.inf) -> RecordedTrial:
    """Read the rows between `from_s` and `to_s` after the first.  rate_hz: for files without a time column.

    Raises InputError when the file is no such trial, or holds more than 8 million numbers between those times.
    """
    if not (math.isfinite(from_s) and 0 <= from_s < to_s):
        raise InputError(f"--from and --to must be 0 s or more and in this order, not {from_s:g} and {to_s:g}.")
    source = open_source(path)
    found = layout(source.names, kind, rate_hz is not None)
    if rate_hz is not None:
        if not (math.isfinite(rate_hz) and 0 < rate_hz <= 1e6):
            raise InputError(f"--rate must be above 0 Hz, not {rate_hz:g}.")
        found = Layout(found.kind, None, 1 / rate_hz, found.columns, found.scales, found.names, found.counts)
    kept: list[Floats] = []
    rows = values = 0
    first_s = math.nan
    whole = from_s == 0 and to_s == math.inf  # to which rows before the first, or without a time, belong too
    for block in source.blocks():
        t_s = (rows + np.arange(len(block)) if found.time is None else block[:, found.time]) * found.time_scale
        rows += len(block)
        if math.isnan(first_s) and np.isfinite(t_s).any():
            first_s = float(t_s[np.isfinite(t_s)][0])
        t_s = t_s - first_s
        wanted = ((t_s >= from_s - 1e-9) & (t_s <= to_s)) | whole
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows here is no number of a trial
            part = np.column_stack([t_s, block[:, found.columns] * found.scales])[wanted]
        values += part.size
        if values > MOST_VALUES:
            raise InputError(f"{path} is longer than one trial: over {MOST_VALUES:,} numbers. "
                             "Measure a part of it, such as --from 0 --to 60.")
        kept.append(part)
    if found.time is not None and rows and math.isnan(first_s):
        raise InputError(f"The column of the time ({source.names[found.time] or 'the first'}) holds no numbers; a "
                         "time of day is none. Write it in seconds, or give the sampling rate with --rate.")
    if not any(len(part) for part in kept):
        raise InputError(f"{path} holds no rows between {from_s:g} and {to_s:g} s.")
    table = np.concatenate(kept)
    return RecordedTrial(found, source.reading, table[:, 0].copy(), table[:, 1:].copy())
