"""Reading a level together with its text, which the session's sheet keeps as it was."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from core.muscles import Muscle
from levels.model import Level
from levels.reader import LevelEntry, parse_level, read_level


@lru_cache(maxsize=128)
def read_entry(entry: LevelEntry) -> tuple[Level, str]:
    """Return level and text of `entry`.  Raises core.errors.InputError with every mistake in the file."""
    try:
        text = entry.path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return read_level(entry.path), ""  # raises, and says what is wrong with the file
    return parse_level(text, str(entry.path)), text


def unmeasured(level: Level, channels: Sequence[Muscle]) -> tuple[Muscle, ...]:
    """Return the muscles that this level needs and no channel measures."""
    return tuple(muscle for muscle in level.sensed() if muscle not in channels)
