"""Cells as a table that people read.  Not here: cells (`result`), pictures (`heatmap`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from station.playtest.progress import told
from station.playtest.result import Cell, times_real

HEAD = ("grade", "ability", "success", "time s", "work s", "path", "falls", "near", "stim s", "charge uC",
        "pauses, stops, wishes refused")
LEGEND = """\
success: items done at the first try, without a miss, of all items of the grade.  Per session: time: play itself.
work: seconds at the own maximum (lean and muscles).  path: way of the lean, in own reaches.  stim, charge: given
in play.  Of all sessions: falls: the load left the board unasked.  near: near-falls.  The rest: why, how often."""


def table(cells: Sequence[Cell]) -> str:
    """Lay out the cells by level."""
    lines: list[str] = []
    for level, own in groupby(cells, key=lambda cell: cell.level):
        rows = [HEAD, *map(_row, own)]
        widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD) - 1)]
        lines.append(level)
        lines += ["  " + "  ".join([*(word.rjust(width) for word, width in zip(row, widths, strict=False)),
                                    row[-1]]).rstrip() for row in rows]
        lines.append("")
    return "\n".join([*lines, LEGEND, speed(cells)]) + "\n"


def speed(cells: Sequence[Cell]) -> str:
    """Say how much was played, and how fast."""
    results = [result for cell in cells for result in cell.results]
    played = sum(result.seconds for result in results)
    return (f"{len(results)} sessions, {told(played)} of play at {times_real(results):.0f} x real time per core "
            "(body, bytes, driver, signals, game; goal 100).")


def _row(cell: Cell) -> tuple[str, ...]:
    success = f"{100 * cell.success:.0f} %" if cell.measured else "-"
    return (str(cell.grade), f"{cell.ability:g}", success, f"{cell.mean('play_s'):.0f}",
            f"{cell.mean('work_s'):.1f}", f"{cell.mean('path'):.1f}",
            str(cell.total("falls")), str(cell.total("near_falls")),
            f"{cell.mean('stim_s'):.1f}", f"{cell.mean('charge_uc'):.0f}",
            ", ".join(filter(None, (_counts("pause", cell.counts("pauses")), _counts("stop", cell.counts("stops")),
                                    _counts("refused", cell.counts("refused"))))))


def _counts(what: str, counts: Mapping[str, int]) -> str:
    return ", ".join(f"{what} {why} {count}" for why, count in counts.items())
