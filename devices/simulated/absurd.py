"""Parameters of bodies that no person can have are refused.  Not here: which parameters there are."""

from __future__ import annotations

import math

from core.errors import InputError


def within(owner: str, name: str, value: float, least: float, most: float, unit: str = "") -> None:
    """Raise InputError, saying what would be right, unless `least` <= `value` <= `most` (so never for NaN)."""
    if math.isfinite(value) and least <= value <= most:
        return
    said = f" {unit}" if unit else ""
    raise InputError(f"{owner}: {name} must be {least:g} to {most:g}{said}, not {value:g}.")
