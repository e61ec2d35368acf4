"""Plain SVG, written here: it needs no window, scales on paper and opens in every browser.

Every shape is one with a fill and a line of full ink, so that plain viewers and printers show it too.
Not here: what is drawn (`stability_map`, `effort_picture`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

Point = tuple[float, float]


def page(width: float, height: float, parts: Iterable[str]) -> str:
    """Return a whole picture on white."""
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
            f'viewBox="0 0 {width:g} {height:g}" font-family="sans-serif">')
    return "\n".join([head, rect((0, 0), (width, height), "white"), *parts, "</svg>"]) + "\n"


def text(at: Point, words: str, *, anchor: str = "start", ink: str = "black", size: int = 15,
         bold: bool = False) -> str:
    """Return words; `at` is the foot of their start, middle or end, as `anchor` says."""
    weight = ' font-weight="bold"' if bold else ""
    return (f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}" fill="{ink}" '
            f'font-size="{size}"{weight}>{escape(words)}</text>')


def rect(at: Point, size: Point, fill: str, *, ink: str = "none", round_by: float = 0.0,
         width: float = 1.0) -> str:
    """Return a rectangle from its upper left corner."""
    return (f'<rect x="{at[0]:.1f}" y="{at[1]:.1f}" width="{size[0]:.1f}" height="{size[1]:.1f}" '
            f'rx="{round_by:.1f}" fill="{fill}" stroke="{ink}" stroke-width="{width:g}"/>')


def circle(at: Point, radius: float, fill: str, *, ink: str = "none", width: float = 1.0, dash: str = "") -> str:
    """Return a circle."""
    return (f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:.1f}" fill="{fill}" stroke="{ink}" '
            f'stroke-width="{width:g}"{_dash(dash)}/>')


def shape(points: Sequence[Point], fill: str, *, ink: str, width: float = 2.0, dash: str = "") -> str:
    """Return a closed shape."""
    listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{listed}" fill="{fill}" stroke="{ink}" stroke-width="{width:g}"{_dash(dash)}/>'


def line(start: Point, end: Point, *, ink: str = "black", width: float = 1.0, dash: str = "") -> str:
    """Return a line."""
    return (f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" stroke="{ink}" '
            f'stroke-width="{width:g}"{_dash(dash)}/>')


def _dash(dash: str) -> str:
    return f' stroke-dasharray="{dash}"' if dash else ""
