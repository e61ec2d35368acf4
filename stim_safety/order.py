"""What a therapist ordered, once it was read and checked: frozen, in the units of this program.

Not here: reading the file (`prescription`), or whether an order may be carried out now (`decide`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stim_safety.words import Profile


@dataclass(frozen=True, slots=True)
class Pads:
    """A pair of electrodes: area of the smaller one, how often worn before, since when (days since 1970)."""

    area_mm2: int
    sessions: int
    since_day: int


@dataclass(frozen=True, slots=True)
class ChannelOrder:
    """What one channel of the device may do.

    channel: 0-based (files and people count from 1).  muscle: side and name, "left_wrist_extensors".
    rate_mhz: millihertz.  max_ua: the therapist's own cap.  k_per_mille: how far from motor to tolerated the
    working current lies.  on_ms: longest train with its ramps; off_ms: least rest after one.
    """

    channel: int
    muscle: str
    pads: Pads
    width_us: int
    rate_mhz: int
    max_ua: int
    k_per_mille: int
    ramp_up_ms: int
    ramp_down_ms: int
    on_ms: int
    off_ms: int


@dataclass(frozen=True, slots=True)
class Screening:
    """The answers of the list of contraindications: who answered when (seconds since 1970, UTC)."""

    answers: Mapping[str, bool]
    by: str
    at_s: int


@dataclass(frozen=True, slots=True)
class External:
    """What a therapist has set on a stimulator that can only be dimmed: its full current at 100 %."""

    full_ua: int
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Prescription:
    """One prescription.  digest: SHA-256 of the file, 64 hex digits.  *_day: days since 1970."""

    patient: str
    by: str
    issued_day: int
    expires_day: int
    profile: Profile
    channels: tuple[ChannelOrder, ...]
    session_ms: int
    day_ms: int
    screening: Screening
    external: External | None
    digest: str
