"""Checks prescriptions of stimulation with the very reader that will load them.

Nothing here writes a prescription: a therapist does, and the safety program reads that file itself.
Not here: the reader (`stim_safety.prescription`), whether the answers of the screening are fresh enough today
(the safety program asks that at every start).
"""

from __future__ import annotations

from datetime import date

from core.problems import Problem
from stim_safety import prescription
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
