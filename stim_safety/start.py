"""What a run of the controller begins with.

Not here: where it comes from (`process`), what changes afterwards (`run`).
"""

from __future__ import annotations

from dataclasses import dataclass

from stim_safety.order import Prescription
from stim_safety.step import Spent
from stim_safety.words import Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Everything that is known before the first step.

    prescription: None when there is none; refusal: a sentence why what was read is not in force, "" when it is.
    spent: the patient's budget, None for no budget.  incident: how the last run ended, None for cleanly.
    known_devices: identities that a person has confirmed before.  pin: what the therapist's PIN is checked by,
    None when none is set.  nonce: of this run; seed: of its challenges.  utc_s: wall time now, seconds since
    1970; today_day: the day that the local calendar shows, since 1970; afterwards only the monotonic clock counts.
    """

    prescription: Prescription | None
    refusal: str = ""
    spent: Spent | None
    incident: Why | None = None
    known_devices: frozenset[str] = frozenset()
    pin: bytes | None = None
    nonce: int
    seed: int
    utc_s: int
    today_day: int
