"""What stops stimulation on a machine that stands still for a moment, as one does that shares its processors.

A stop is right then, and whoever waits for a train must begin again.  A test may do so once, before what it tests
has begun, and says so: the summary of the run tells of it (`tests/conftest.py`).
"""

from __future__ import annotations

from collections.abc import Callable

ONCE_MORE = "started once more"
STANDSTILL = frozenset({"late", "no_answer", "game_silent", "guardian_lost", "stale"})
"""The reasons of such a stop, as `stim_safety.words.Why` names them."""

Noting = Callable[[str, object], None]
"""What pytest's `record_property` is."""


class StoodStill(Exception):
    """The machine stood still on the way to what is tested; the text tells what went on."""
