"""A picture of what a level of Lanterns asks of the muscle, as a share of the person's own maximum.

Not here: levels that are leaned (`stability_map`).
"""

from __future__ import annotations

from dataclasses import dataclass

from levels.model_lanterns import Grade, LanternsLevel
from levels.words import LampMode
from station.preview.stability_map import DEAD, FIRST, FIRST_FILL, HARDEST, LIMITS, SOFT, words_of
from station.preview.svg import circle, line, page, rect, text

WIDTH, HEIGHT = 900.0, 330.0
_LEFT, _TOP, _WIDE, _HIGH = 40.0, 110.0, 820.0, 70.0
_UNMEASURED = (LampMode.BREATHE, LampMode.IMAGINE)


@dataclass(frozen=True, slots=True)
class EffortOf:
    """title: of the level.  who: for the headline.  first, hardest: the grades that are drawn."""

    title: str
    who: str
    level: LanternsLevel
    first: Grade
    hardest: Grade


def effort_picture(of: EffortOf) -> str:
    """Draw it: 0 to 100 % of the own maximum from left to right."""
    level, first, hardest = of.level, of.first, of.hardest
    parts = [text((_LEFT, 34), f"{of.title}: effort asked of {of.who}", size=20, bold=True),
             text((_LEFT, 62), f"{words_of(level.muscle.value)}, as a share of the own maximum"),
             rect((_LEFT, _TOP), (_WIDE, _HIGH), "white", ink=SOFT, width=2),
             rect((_LEFT, _TOP), (_WIDE * level.quality.relax, _HIGH), DEAD),
             *(part for share in range(0, 101, 10) for part in _tick(share))]
    if level.mode not in _UNMEASURED:
        parts += [*_band(first, FIRST, FIRST_FILL, 0.0), *_band(hardest, HARDEST, "none", 8.0),
                  line((_x(first.effort), _TOP - 14), (_x(first.effort), _TOP + _HIGH + 14), ink=FIRST, width=4),
                  text((_x(first.effort), _TOP - 20), f"line {round(100 * first.effort)} %", anchor="middle",
                       ink=FIRST, bold=True)]
    foot = _TOP + _HIGH + 70
    return page(WIDTH, HEIGHT, [*parts, *_legend(of, foot)])


def _x(share: float) -> float:
    return _LEFT + _WIDE * share


def _tick(percent: int) -> list[str]:
    x = _x(percent / 100)
    return [line((x, _TOP + _HIGH), (x, _TOP + _HIGH + 7), ink=SOFT),
            text((x, _TOP + _HIGH + 26), f"{percent} %", anchor="middle", ink=SOFT, size=13)]


def _band(grade: Grade, ink: str, fill: str, inset: float) -> list[str]:
    if not grade.band:
        return []
    left = _x(max(0.0, grade.effort - grade.band / 2))
    return [rect((left, _TOP + inset), (_WIDE * grade.band, _HIGH - 2 * inset), fill, ink=ink, width=2.5)]


def _legend(of: EffortOf, foot: float) -> list[str]:
    rows = ((of.first, FIRST, FIRST_FILL, "first"), (of.hardest, HARDEST, "none", "hardest allowed"))
    parts = []
    for row, (grade, ink, fill, name) in enumerate(rows):
        parts += [circle((_LEFT + 10, foot + 25 * row - 5), 9, fill, ink=ink, width=2.5),
                  text((_LEFT + 28, foot + 25 * row), f"{name}: {_said(grade)}")]
    rest = "Grey blue: at rest." if of.level.mode is not LampMode.IMAGINE else "Nothing is measured here."
    return [*parts, text((_LEFT, foot + 52), rest, ink=LIMITS)]


def _said(grade: Grade) -> str:
    parts = [f"{grade.items} lamps", f"{grade.pace_s:.2g} s between them"]
    if grade.hold_s:
        parts.append(f"{grade.hold_s:.2g} s to stay")
    if grade.band:
        parts.append(f"band of {round(100 * grade.band)} %")
    return ", ".join(parts)
