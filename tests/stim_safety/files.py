"""The example prescription, and how tests bend it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from stim_safety.prescription import read
from stim_safety.strict_yaml import Refused

EXAMPLE = (Path(__file__).resolve().parents[2] / "docs" / "examples" / "prescription.yaml").read_text("utf-8")
TODAY = (date(2026, 11, 21) - date(1970, 1, 1)).days
ASKED_S = TODAY * 86_400 + 9 * 3_600 + 30 * 60
"""When the example says that the screening was asked."""


def bent(*changes: tuple[str, str]) -> str:
    """Return the example with lines changed; each change must fit exactly one place."""
    text = EXAMPLE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def refused(text: str | bytes, today_day: int = TODAY) -> list[str]:
    """Return what is wrong with a file, without the places; nothing when it is read."""
    try:
        read(text.encode() if isinstance(text, str) else text, today_day)
    except Refused as refusal:
        return [f"{problem.path}: {problem.message}" for problem in refusal.problems]
    return []
