"""`surefoot measure`: all measures of one recorded trial as JSON, with how it was read and prepared.

Units stand in the key names.  What cannot be told is null.  Not here: formulas and files (`signals.offline`).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, TextIO

from core.errors import ExitCode, InputError
from signals.offline.columns import TrialKind
from signals.offline.trials import read_trial
from station.measuring.balance import balance_measures
from station.measuring.muscles import emg_measures
from station.measuring.options import MeasureOptions


def measure(options: MeasureOptions, out: TextIO) -> int:
    """Measure the file and print JSON.  Raises InputError with what to do when it cannot be measured."""
    trial = read_trial(options.file, options.kind, options.rate_hz, options.from_s, options.to_s)
    _refuse_idle(options, trial.kind)
    found = emg_measures(trial, options) if trial.kind is TrialKind.EMG else balance_measures(trial, options)
    reading: dict[str, Any] = {
        "file": options.file.name, "kind": trial.kind.value, "rows": len(trial.t_s),
        "columns": list(trial.layout.names), "reading": asdict(trial.reading)}
    out.write(json.dumps({**reading, **found}, indent=1, allow_nan=False) + "\n")
    return ExitCode.DONE


def _refuse_idle(options: MeasureOptions, kind: TrialKind) -> None:
    """Refuse options that this kind of trial has no use for, so that nobody believes they counted."""
    emg_only = {"--rest-seconds": options.rest_s, "--mvc": options.mvc}
    balance_only = {"--height-cm": options.height_m, "--target-deg": options.target_deg}
    idle = dict(balance_only) if kind is TrialKind.EMG else dict(emg_only)
    if kind is not TrialKind.BOARD:
        idle["--tare-seconds"] = options.tare_s
    for name, value in idle.items():
        if value is not None:
            raise InputError(f"{name} has no meaning for a file of the kind {kind}; leave it out.")
    if options.target_deg is not None and options.height_m is None:
        raise InputError("--target-deg needs --height-cm: limits of stability are angles of the body.")
