"""Plain JSON values back into calibrations and settings, with a sentence for everything that is wrong.

Not here: YAML that people write (`core`), or what the values mean (`signals.calibration`, `signals.settings`).
"""

from __future__ import annotations

import math

from core.errors import InputError
from core.events import JsonValue
from core.muscles import Muscle


def table(value: JsonValue, where: str, known: tuple[str, ...] | None = None) -> dict[str, JsonValue]:
    """Return `value` as an object; its keys must be among `known` when given.  Raises InputError."""
    if not isinstance(value, dict):
        raise InputError(f"{where} must be an object, not {_kind(value)}.")
    unknown = sorted(set(value) - set(known)) if known is not None else []
    if unknown:
        raise InputError(f"{where} has an unknown key {unknown[0]!r}; known are {', '.join(known or ())}.")
    return value


def number(data: dict[str, JsonValue], key: str, default: float, where: str) -> float:
    """Return the finite number at `key`, or `default` when it is absent.  Raises InputError."""
    value = data.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"{where}.{key} must be a number, not {_kind(value)}.")
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        raise InputError(f"{where}.{key} must be a finite number.")
    return result


def whole(data: dict[str, JsonValue], key: str, default: int, where: str) -> int:
    """Return the whole number at `key`, or `default` when it is absent.  Raises InputError."""
    value = data.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(f"{where}.{key} must be a whole number, not {_kind(value)}.")
    return value


def muscle(value: JsonValue, where: str) -> Muscle:
    """Return the muscle of that name.  Raises InputError."""
    try:
        return Muscle(str(value))
    except ValueError as error:
        raise InputError(f"{where}: {value!r} is no muscle; known are {', '.join(Muscle)}.") from error


def _kind(value: JsonValue) -> str:
    """Name the JSON type of `value` in words."""
    if value is None:
        return "null"
    names = {bool: "true or false", str: "a text", list: "a list", dict: "an object"}
    return names.get(type(value), "a number")
