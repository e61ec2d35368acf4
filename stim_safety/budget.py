"""What a patient has had, kept over restarts: time with current and charge, today and in this session.

Counters only grow.  No file where there must be one, a damaged one, or that of somebody else is no budget, and
without a budget there is no current.  When the clock went back, nothing is forgiven.
Not here: counting while current flows (`dose`), carrying it to the disk (`scribe`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace

from stim_safety.canonical import seal, unseal
from stim_safety.ceilings import MOST_CHANNELS, Ceilings
from stim_safety.order import Prescription
from stim_safety.step import Spent

CHANNELS = MOST_CHANNELS
"""Counters are kept for so many channels of the device."""
_NUMBERS = tuple(each.name for each in fields(Spent) if each.name not in {"patient", "charge_nc"})
_KEYS = {each.name for each in fields(Spent)}


@dataclass(frozen=True, slots=True)
class Left:
    """How long current may still be given."""

    session_ms: int
    day_ms: int


def fresh(patient: str, today_day: int, now_s: int) -> Spent:
    """Return the budget of a patient who never had any current here."""
    return Spent(patient, today_day, 0, 0, now_s, (0,) * CHANNELS, 0)


def load(data: bytes | None, patient: str, today_day: int, now_s: int, had_before: bool,
         ceilings: Ceilings) -> Spent | None:
    """Read the file of a patient as of now; None for no budget.

    data: None when there is no file.  had_before: whether the audit log knows the patient.  today_day: days,
    now_s: seconds since 1970.  What was reserved for a train that nobody saw the end of counts as given.
    """
    if data is None:
        return None if had_before else fresh(patient, today_day, now_s)
    spent = _read(data)
    if spent is None or spent.patient != patient:
        return None
    return _as_of(_settled(spent, ceilings), today_day, now_s, ceilings)


def dump(spent: Spent) -> bytes:
    """Write the file of a patient."""
    return seal(asdict(spent))


def left(session_ms: int, day_ms: int, prescription: Prescription, ceilings: Ceilings) -> Left:
    """Return what remains of the lower of prescription and ceilings after so much in this session and today."""
    return Left(
        max(0, min(prescription.session_ms, ceilings.max_session_ms) - session_ms),
        max(0, min(prescription.day_ms, ceilings.max_day_ms) - day_ms))


def charge_left_nc(charge_nc: int, ceilings: Ceilings) -> int:
    """Return what remains for a channel that had so much charge in this session, both phases together."""
    return max(0, ceilings.max_charge_session_nc - charge_nc)


def most_charge_nc(ceilings: Ceilings, time_ms: int) -> int:
    """Return the most charge of both phases that the ceilings let through in `time_ms`, rounded up.

    pC x mHz x ms / 10^9 = nC: two phases in each pulse, one pulse in each period.
    """
    return -(-2 * ceilings.max_charge_pc * ceilings.max_rate_mhz * time_ms // 1_000_000_000)


def _settled(spent: Spent, ceilings: Ceilings) -> Spent:
    """Count what was reserved as given in full, on every channel."""
    more_nc = most_charge_nc(ceilings, spent.reserved_ms)
    return replace(spent, day_ms=spent.day_ms + spent.reserved_ms, session_ms=spent.session_ms + spent.reserved_ms,
                   charge_nc=tuple(charge + more_nc for charge in spent.charge_nc), reserved_ms=0)


def _as_of(spent: Spent, today_day: int, now_s: int, ceilings: Ceilings) -> Spent:
    """Begin a new day, and a new session after the break; a date in the future begins neither."""
    begins = (now_s - spent.session_ended_s) * 1000 >= ceilings.between_sessions_ms
    return replace(
        spent,
        day=today_day,
        day_ms=0 if today_day > spent.day else spent.day_ms,
        session_ms=0 if begins else spent.session_ms,
        session_ended_s=min(now_s, spent.session_ended_s),
        charge_nc=(0,) * CHANNELS if begins else spent.charge_nc)


def _read(data: bytes) -> Spent | None:
    """Read what `dump` wrote; None for anything else."""
    values = unseal(data) or {}
    patient, charge = values.get("patient"), values.get("charge_nc")
    numbers = {name: value for name in _NUMBERS if type(value := values.get(name)) is int and value >= 0}
    if values.keys() != _KEYS or not isinstance(patient, str) or not isinstance(charge, list):
        return None
    charges = tuple(each for each in charge if type(each) is int and each >= 0)
    if len(numbers) < len(_NUMBERS) or not len(charges) == len(charge) == CHANNELS:
        return None
    return Spent(patient=patient, charge_nc=charges, **numbers)
