"""A prescription for the simulated patient: the form that a therapist fills in, for muscles that are nobody's.

Used with the simulated stimulator and on the bench, never with a person.  Not here: the form (`stim_safety`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from core.muscles import Muscle
from stim_safety.ceilings import CEILINGS_VERSION, MUSCLE_CAP_UA
from stim_safety.screening import WORDS

MOST_CHANNELS = 2
USUAL = (Muscle.RIGHT_WRIST_EXTENSORS,)
"""Where no electrodes are known, or only muscles that are not offered."""


def example(now: datetime, muscles: Sequence[Muscle], patient: str = "simulated") -> bytes:
    """Return the file for up to two of `muscles`, issued and answered at `now`; its days are local ones."""
    today, asked_at = now.astimezone().date(), f"{now.astimezone(UTC):%Y-%m-%dT%H:%M}Z"
    offered = [muscle for muscle in muscles if muscle.partition("_")[2] in MUSCLE_CAP_UA][:MOST_CHANNELS]
    lines = [
        "# For the simulated patient and the bench: no person may be connected.", "prescription: 1",
        f"ceilings: {CEILINGS_VERSION}", f"patient: {patient}", 'by: "a simulated therapist"',
        f"issued: {today}", f"expires: {today + timedelta(days=1)}",
        "session: 30 min", "day: 60 min", "channels:"]
    for number, muscle in enumerate(offered or USUAL, start=1):
        lines += [f"  {number}:", *(f"    {line}" for line in _channel(muscle, today))]
    lines += ["screening:", '  by: "a simulated therapist"', f"  at: {asked_at}", "  answers:"]
    lines += [f"    {word}: no" for word in WORDS]
    return ("\n".join(lines) + "\n").encode()


def _channel(muscle: Muscle, today: date) -> list[str]:
    return [
        f"muscle: {muscle}", "pads:", "  area: 25 cm2", "  sessions: 0", f"  since: {today}",
        "width: 250 us", "rate: 35 Hz", "max: 25 mA", "working: 60 %", "ramp_up: 1 s", "ramp_down: 1 s", "on: 5 s",
        "off: 10 s"]
