"""What `surefoot measure` was asked, and the words that both kinds of trial share.

Not here: measuring.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from signals.offline.columns import TrialKind


@dataclass(frozen=True, slots=True)
class MeasureOptions:
    """What the command line asked for.

    rate_hz: for files without a time column.  from_s, to_s: part of the file.  tare_s: empty board at the start of
    that part.  height_m: of the person, for angles.  target_deg: direction of a lean toward a target, the cue at
    the start.  mains_hz: notch for EMG amplitudes.  rest_s: quiet muscle at the start.  mvc: file of a maximal
    contraction of the same channels.
    """

    file: Path
    kind: TrialKind | None = None
    rate_hz: float | None = None
    from_s: float = 0.0
    to_s: float = math.inf
    tare_s: float | None = None
    height_m: float | None = None
    target_deg: float | None = None
    mains_hz: int = 50
    rest_s: float | None = None
    mvc: Path | None = None


def flat(facts: dict[str, Any]) -> dict[str, Any]:
    """Write the losses beside the rest, in percent."""
    losses = facts.pop("losses")
    share = losses.pop("missing_share")
    return {**facts, **losses, "missing_percent": 100 * share}
