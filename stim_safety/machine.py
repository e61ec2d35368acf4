"""The states and what leads from one to another: one table, and what is not in it does not happen.

No way leads from FAULT or ESTOP to a state with current but through STOPPING, its proof, and READY.
Not here: the guards of an event (`guards`), what a move does (`moves`).
"""

from __future__ import annotations

from enum import Enum

from stim_safety.words import ACTIVE, LATCHED, State


class Event(Enum):
    """What can happen to the machine.

    START: the program begins.  KNOWN: the device is the one it should be.  IN_FORCE, WITHDRAWN: the prescription
    became valid, or is so no more.  CALIBRATE, ARM: asked for, guarded, and logged.  TRAIN, TRAIN_OVER, RESTED: a
    train from its first current on.  CLOSE: high voltage off without a fault.  VIOLATION: something is wrong.
    PERSON: somebody stopped.  RESET: the second step of leaving a latch.  OVER: the end of the program.
    """

    START = "start"
    KNOWN = "known"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"
    CALIBRATE = "calibrate"
    ARM = "arm"
    TRAIN = "train"
    TRAIN_OVER = "train_over"
    RESTED = "rested"
    CLOSE = "close"
    VIOLATION = "violation"
    PERSON = "person"
    RESET = "reset"
    OVER = "over"


_LIVING = frozenset(State) - {State.END}

TABLE: dict[tuple[State, Event], State] = {
    (State.BOOT, Event.START): State.SELFTEST,
    (State.SELFTEST, Event.KNOWN): State.IDLE,
    (State.IDLE, Event.IN_FORCE): State.READY,
    (State.READY, Event.WITHDRAWN): State.IDLE,
    (State.READY, Event.CALIBRATE): State.CALIB,
    (State.READY, Event.ARM): State.ARMED,
    (State.ARMED, Event.TRAIN): State.STIM,
    (State.STIM, Event.TRAIN_OVER): State.REST,
    (State.REST, Event.RESTED): State.ARMED,
    **{(state, Event.CLOSE): State.STOPPING for state in _LIVING - LATCHED - {State.STOPPING}},
    **{(state, Event.VIOLATION): State.STOPPING for state in _LIVING - LATCHED - {State.STOPPING}},
    **{(state, Event.PERSON): State.STOPPING for state in _LIVING},
    **{(state, Event.RESET): State.STOPPING for state in LATCHED},
    **{(state, Event.OVER): State.END for state in _LIVING - ACTIVE - {State.STOPPING}},
}
"""Where a stop leads once it is proven is told when it begins: SELFTEST, IDLE, FAULT or ESTOP, never further.
READY comes after IDLE, with IN_FORCE."""


def follow(state: State, event: Event) -> State:
    """Return where `event` leads from `state`; raises KeyError, a defect, when it leads nowhere."""
    return TABLE[state, event]
