"""Reading a level together with its text, which the session's sheet keeps as it was."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from levels.model import Level
from levels.reader import LevelEntry, read_level
from levels.words import Eyes, Signal, Surface


@lru_cache(maxsize=128)
def read_entry(entry: LevelEntry) -> tuple[Level, str]:
    """Return level and text of `entry`.  Raises core.errors.InputError with every mistake in the file."""
    return read_level(entry.path), entry.path.read_text(encoding="utf-8-sig")


def in_order(entries: Sequence[LevelEntry]) -> list[LevelEntry]:
    """Return the levels as a menu offers them: what is named twice once, the plain before the demanding."""
    unique = list({entry.id: entry for entry in entries}.values())
    return sorted(unique, key=_demand)


def _demand(entry: LevelEntry) -> tuple[bool, bool, bool, bool, int, str]:
    level, _ = read_entry(entry)
    return (level.eyes == Eyes.CLOSED, level.surface != Surface.FIRM, level.feedback.share < 1, needs_emg(entry),
            len(level.directions), entry.id)


def needs_emg(entry: LevelEntry) -> bool:
    """Whether a muscle steers this level."""
    level, _ = read_entry(entry)
    return any(axis is not None and axis.signal == Signal.ACTIVATION for axis in (level.steer.x, level.steer.y))
