"""The answer to one message: what was asked, what is granted, and why not more.

Not here: finding it (`requests`, `wishes`, `knob`), sending it (`telling`).
"""

from __future__ import annotations

from dataclasses import dataclass

from stim_safety.words import Why


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer.  refused: nothing was granted or done.  reasons: tightest first; the first one binds."""

    refused: bool
    reasons: tuple[Why, ...] = ()
    channel: int | None = None
    asked_per_mille: int = 0
    asked_ua: int = 0
    granted_ua: int = 0


def done(channel: int | None = None, granted_ua: int = 0) -> Reply:
    """Return that it was done."""
    return Reply(False, (), channel, granted_ua=granted_ua)


def refuse(*reasons: Why, channel: int | None = None) -> Reply:
    """Return that it was not done, and why."""
    return Reply(True, reasons, channel)


def unless(reasons: tuple[Why, ...], channel: int | None = None) -> Reply:
    """Return that it was done unless there is a reason against it."""
    return Reply(bool(reasons), reasons, channel)
