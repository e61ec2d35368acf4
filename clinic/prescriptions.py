"""Checks prescriptions of stimulation with the very reader that will load them.

Nothing here writes a prescription: a therapist does, and the safety program reads that file itself.
Not here: the reader (`stim_safety.prescription`), whether the answers of the screening are fresh enough today
(the safety program asks that at every start).
"""

from __future__ import annotations

from datetime import date

from core.problems import Problem
from stim_safety import limits, prescription
from stim_safety.ceilings import CEILINGS
from stim_safety.strict_yaml import Refused

_EPOCH = date(1970, 1, 1)


def problems(data: bytes, name: str, today: date) -> tuple[Problem, ...]:
    """Return every problem of a prescription file, also that its time is over.  name: of the file, for people."""
    today_day = (today - _EPOCH).days
    try:
        prescription.read(data, today_day)
    except Refused as refused:
        return tuple(Problem(name, each.line, each.column, each.path, each.message) for each in refused.problems)
    return ()


def warnings(data: bytes, today: date) -> tuple[str, ...]:
    """Return what a therapist should know of a prescription although it is allowed, a sentence for each channel.

    Nothing for a file that has problems.
    """
    try:
        read = prescription.read(data, (today - _EPOCH).days)
    except Refused:
        return ()
    ceilings = CEILINGS[read.profile]
    return tuple(
        f"{order.muscle.replace('_', ' ').capitalize()}: at {order.max_ua / 1000:g} mA the current density under "
        f"the pads passes {ceilings.warn_density_ua_cm2 / 1000:g} mA/cm2; larger pads are gentler to the skin."
        for order in read.channels if limits.warnings(order, order.max_ua, ceilings))
