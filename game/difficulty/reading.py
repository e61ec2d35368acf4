"""Reading plain data, bad or good: numbers within limits, tables, words.

Every refusal says what would be right.  Not here: what the numbers mean.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from math import isfinite
from typing import TypeVar

from core.errors import InputError
from core.events import JsonValue
from core.problems import plain

W = TypeVar("W", bound=StrEnum)


def within(name: str, value: object, low: float, high: float) -> float:
    """Return `value` as a number in low..high; raises InputError that names it."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not _inside(value, low, high):
        raise InputError(f"Set {name} to a number from {low:g} to {high:g}, not {_shown(value)}.")
    return float(value)


def whole(name: str, value: object, low: int, high: int) -> int:
    """Return `value` as a whole number in low..high; raises InputError that names it."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InputError(f"Set {name} to a whole number from {low} to {high}, not {_shown(value)}.")
    return value


def truth(name: str, value: object) -> bool:
    """Return `value` as true or false; raises InputError that names it."""
    if not isinstance(value, bool):
        raise InputError(f"Set {name} to true or false, not {_shown(value)}.")
    return value


def table(name: str, value: object, keys: Collection[str],
          needed: Collection[str] = ()) -> Mapping[str, JsonValue]:
    """Return `value` as a table of known keys that holds all that are needed; raises InputError."""
    if not isinstance(value, dict):
        raise InputError(f"Write {name} as a table with the keys {', '.join(keys)}.")
    unknown = [plain(str(key)) for key in value if key not in keys]
    if unknown:
        raise InputError(f"{name} knows no key {unknown[0]}; its keys are {', '.join(keys)}.")
    missing = [key for key in needed if key not in value]
    if missing:
        raise InputError(f"{name} lacks the key {missing[0]}; add it.")
    return value


def sequence(name: str, value: object) -> list[JsonValue]:
    """Return `value` as a list; raises InputError."""
    if not isinstance(value, list):
        raise InputError(f"Write {name} as a list.")
    return value


def word(name: str, value: object, words: type[W]) -> W:
    """Return `value` as one of the words; raises InputError that names them all."""
    for known in words:
        if value == known.value:
            return known
    raise InputError(f"{name} is one of {', '.join(words)}, not {_shown(value)}.")


def _inside(value: float, low: float, high: float) -> bool:
    """Tell whether a number lies in low..high; a whole number may be too large to be a float at all."""
    return low <= value <= high and isfinite(value)


def _shown(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**18:
        return "a number that large"
    return plain(f"{value:g}" if isinstance(value, float) else repr(value))
