"""Whether a prescription that was read may be used today.

Not here: what made it a prescription (`prescription`), budgets (`budget`).
"""

from __future__ import annotations

from stim_safety.ceilings import CEILINGS
from stim_safety.order import Pads, Prescription, Screening
from stim_safety.screening import blocked
from stim_safety.timing import SCREENING_HOURS
from stim_safety.words import Why

_HOUR_S = 3_600


def problems(prescription: Prescription, now_s: int, today_day: int) -> tuple[Why, ...]:
    """Return why it may not be used, nothing when it may.  now_s: seconds since 1970, UTC; today_day: days.

    A date or a time in the future means that a clock is wrong, and counts as too old.
    """
    ceilings = CEILINGS[prescription.profile]
    found = []
    if not prescription.issued_day <= today_day <= prescription.expires_day:
        found.append(Why.EXPIRED)
    if _unanswered(prescription.screening, now_s):
        found.append(Why.SCREENING)
    if any(_old(order.pads, ceilings.max_pad_sessions, ceilings.max_pad_days, today_day)
           for order in prescription.channels):
        found.append(Why.PADS_OLD)
    return tuple(found)


def _unanswered(screening: Screening, now_s: int) -> bool:
    return bool(blocked(screening.answers)) or not 0 <= now_s - screening.at_s <= SCREENING_HOURS * _HOUR_S


def _old(pads: Pads, most_sessions: int, most_days: int, today_day: int) -> bool:
    """Whether one more session would be too many, or they were opened too long ago."""
    return pads.sessions >= most_sessions or not 0 <= today_day - pads.since_day <= most_days
