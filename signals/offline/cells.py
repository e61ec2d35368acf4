"""Cells of a text table: what separates them, which decimal sign they have, which line names them.

Not here: files (`signals.offline.tables`), what the names mean (`signals.offline.columns`).
"""

from __future__ import annotations

import csv
import math
import re

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(nan|inf|infinity)", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d*),\d+([eE][+-]?\d+)?")
_UNITS = frozenset({"", "s", "ms", "us", "µs", "μs", "ns", "mm", "cm", "m", "kg", "g", "n", "lb",
                    "uv", "µv", "μv", "mv", "v", "counts"})


def separator_of(lines: list[str]) -> str | None:
    """Return the sign between cells; None for spaces."""
    for sign in (";", "\t"):
        if sum(sign in line for line in lines) > len(lines) / 2:
            return sign
    with_comma = [line for line in lines if "," in line]
    if len(with_comma) <= len(lines) / 2:
        return None
    spaced = all(re.search(r"\d\s+[\d+-]", line.strip()) and not re.search(r",\s|\s,|\"", line)
                 for line in with_comma if line.strip()[-1:].isdigit())
    return None if spaced and re.search(r"\s", with_comma[-1].strip()) else ","


def cells_of(line: str, separator: str | None) -> list[str]:
    """Cut a line into its cells, quotes taken off."""
    if separator is None:
        return line.split()
    try:
        return [cell.strip() for cell in next(csv.reader([line.rstrip("\r\n")], delimiter=separator), [])]
    except csv.Error:
        return [cell.strip() for cell in line.split(separator)]


def decimal_of(split: list[list[str]]) -> str:
    """Return the decimal sign that most numbers have."""
    commas = sum(_DECIMAL_COMMA.fullmatch(cell) is not None for cells in split for cell in cells)
    points = sum("." in cell and _NUMBER.fullmatch(cell) is not None for cells in split for cell in cells)
    return "," if commas > points else "."


def number_of(cell: str, decimal: str) -> float:
    """Read one cell; NaN for what is no number."""
    text = _pointed(cell.strip(), decimal)
    return float(text) if _NUMBER.fullmatch(text) else math.nan


def is_row(cells: list[str], decimal: str) -> bool:
    """Whether more than half of what stands in a line is numbers: a sample, not names or a remark."""
    filled = [cell for cell in cells if cell]
    numbers = sum(_NUMBER.fullmatch(_pointed(cell, decimal)) is not None for cell in filled)
    return 2 * numbers > len(filled)


def names_above(above: list[list[str]], columns: int) -> tuple[str, ...]:
    """Names of the columns from the lines above the first row, joined with a row of units where there is one."""
    fitting = [cells for cells in above if abs(len(cells) - columns) <= 1 and any(cells)]
    if not fitting:
        return ("",) * columns
    names = fitting[-1]
    if len(fitting) > 1 and all(_is_unit(cell) for cell in names):
        names = [f"{name} ({unit.strip('()[]')})" if unit.strip("()[]- ") else name
                 for name, unit in zip(fitting[-2], names, strict=False)]
    return tuple((names + [""] * columns)[:columns])


def _pointed(cell: str, decimal: str) -> str:
    """Write a number with a decimal comma, and perhaps points between thousands, with a decimal point."""
    return cell.replace(".", "").replace(",", ".") if decimal == "," and "," in cell else cell


def _is_unit(cell: str) -> bool:
    return cell.strip("()[]- ").lower() in _UNITS
