"""Whether a trial counts, judged from its samples.  Pure; the answer is a reason of `words.REASONS`, "" for good.

Not here: what is seen while it runs (`signals.assessments.stands`).
"""

from __future__ import annotations

import numpy as np

from signals.assessments.recorder import BoardTrial, EmgTrial
from signals.settings import SignalSettings

MISSING_SHARE = 0.05
"""A trial with more samples missing is refused."""
GAP_S = 0.25
"""A longer silence inside a trial is no trial; shorter ones are bridged or count as missing."""
LEAST_ROWS = 20
EDGE_SHARE = 0.9
"""Of half the distance between the sensors: beyond it the heel or the side of a foot hangs over."""
RAIL_SHARE = 0.01
"""Share of samples at the rail from which amplitudes are cut off."""


def board_trouble(trial: BoardTrial) -> str:
    """Judge the rows of a trial."""
    if len(trial.t_s) < LEAST_ROWS:
        return "too_short"
    if trial.longest_gap_s > GAP_S:
        return "gap"
    return "missing" if trial.missing_share > MISSING_SHARE else ""


def emg_trouble(trial: EmgTrial, channel: int, settings: SignalSettings) -> str:
    """Judge one channel of a trial of EMG."""
    if channel >= trial.uv.shape[1] or len(trial.uv) < LEAST_ROWS:
        return "too_short"
    values = trial.uv[:, channel]
    known = values[np.isfinite(values)]
    if trial.missing_share > MISSING_SHARE or not len(known):
        return "missing"
    if float(np.ptp(known)) < settings.flat_uv:
        return "electrode"
    return "saturated" if float(np.mean(np.abs(known) >= settings.rail_uv)) > RAIL_SHARE else ""
