"""A picture of each level as SVG: success by grade and ability.  Not here: numbers (`result`).

Plain SVG, written here: it needs no window, scales on paper and opens in every browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from station.playtest.result import Cell

CELL_W, CELL_H = 76, 46
LEFT, TOP, BELOW = 110, 64, 70
LOW, HIGH = (247, 251, 255), (8, 69, 148)
"""Light for little success, dark for much: one hue, so that it also reads in grey and without colour vision."""
_DARK_FROM = 0.7


def heat_map(cells: Sequence[Cell]) -> str:
    """Draw the cells of one level: grades to the right, abilities upwards."""
    grades = sorted({cell.grade for cell in cells})
    abilities = sorted({cell.ability for cell in cells}, reverse=True)
    width, height = LEFT + CELL_W * len(grades) + 30, TOP + CELL_H * len(abilities) + BELOW
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
             f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="15">',
             f'<rect width="{width}" height="{height}" fill="white"/>',
             _text(16, 28, cells[0].level, 'font-size="18" font-weight="bold"'),
             _text(16, 50, _note(cells), 'font-size="13"')]
    for cell in cells:
        column, row = grades.index(cell.grade), abilities.index(cell.ability)
        parts += _square(LEFT + CELL_W * column, TOP + CELL_H * row, cell)
    parts += [_text(LEFT - 12, TOP + CELL_H * (row + 0.5) + 5, f"{ability:g}", 'text-anchor="end"')
              for row, ability in enumerate(abilities)]
    parts.append(_text(16, TOP + CELL_H * len(abilities) / 2 + 5, "ability"))
    bottom = TOP + CELL_H * len(abilities)
    parts += [_text(LEFT + CELL_W * (at + 0.5), bottom + 22, str(grade), 'text-anchor="middle"')
              for at, grade in enumerate(grades)]
    parts.append(_text(LEFT + CELL_W * len(grades) / 2, bottom + 46, "grade", 'text-anchor="middle"'))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _note(cells: Sequence[Cell]) -> str:
    return "items at the first try" if all(cell.measured for cell in cells) else "nothing is measured here"


def _square(x: float, y: float, cell: Cell) -> list[str]:
    share = cell.success
    colour = tuple(round(low + (high - low) * share) for low, high in zip(LOW, HIGH, strict=True))
    ink = "white" if share >= _DARK_FROM else "black"
    return [f'<rect x="{x}" y="{y}" width="{CELL_W - 2}" height="{CELL_H - 2}" '
            f'fill="rgb({colour[0]},{colour[1]},{colour[2]})" stroke="#8a8a8a"/>',
            _text(x + CELL_W / 2 - 1, y + CELL_H / 2 + 4, f"{100 * share:.0f} %",
                  f'text-anchor="middle" fill="{ink}"')]


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" {more}>{escape(words)}</text>'
