"""What is still to be done before stimulation is possible, in its order; pure.

Not here: how it is asked for (the pages), whether it is granted (the safety program).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from game.stimulation import StimChannel, StimItem, StimPanel

LATCHED = frozenset({"fault", "estop"})
ARMED = frozenset({"armed", "stim", "rest"})
WAITING = frozenset({"", "boot", "selftest", "stopping"})
"""States that end by themselves."""
SHOWN_DIGITS = 8


class Step(StrEnum):
    """RESET: leave a stop.  UNLOCK: PIN.  CHECK: the list.  TRY_STOP.  FIND: the currents.  ARM."""

    RESET = "reset"
    UNLOCK = "unlock"
    CHECK = "check"
    TRY_STOP = "try_stop"
    FIND = "find"
    ARM = "arm"


ORDER = (Step.UNLOCK, Step.TRY_STOP, Step.CHECK, Step.FIND, Step.ARM)
"""The stop is tried before anything is confirmed, since it is what everything else rests on."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to confirm; channel only for its pads."""

    item: StimItem
    channel: StimChannel | None = None


def locked(panel: StimPanel) -> bool:
    """Whether a PIN is needed before anything a therapist does."""
    return panel.pin_needed and not panel.unlocked


def questions(panel: StimPanel) -> tuple[Question, ...]:
    """Return everything that must be confirmed."""
    external = (StimItem.EXTERNAL,) if panel.external else ()
    items = (StimItem.PRESCRIPTION, StimItem.SCREENING, StimItem.DEVICE, *external)
    pads = tuple(Question(StimItem.PADS, channel) for channel in panel.channels)
    return (*(Question(item) for item in items), *pads, Question(StimItem.PRESENT))


def open_questions(panel: StimPanel) -> tuple[Question, ...]:
    """Return what is not confirmed yet."""
    return tuple(question for question in questions(panel) if not _confirmed(panel, question))


def done(panel: StimPanel, step: Step) -> bool:
    """Whether a step needs nothing more."""
    match step:
        case Step.RESET:
            return panel.state not in LATCHED
        case Step.UNLOCK:
            return not locked(panel)
        case Step.CHECK:
            return not open_questions(panel)
        case Step.TRY_STOP:
            return panel.stop_tested
        case Step.FIND:
            return any(channel.working_ma is not None for channel in panel.channels)
        case Step.ARM:
            return panel.state in ARMED


def next_step(panel: StimPanel) -> Step | None:
    """Return what comes next; None while nothing can be done: armed, waiting, over, or without a prescription."""
    if panel.state in ARMED | WAITING or panel.state == "end" or not panel.digest:
        return None
    if panel.state in LATCHED:
        return Step.UNLOCK if locked(panel) else Step.RESET
    return next((step for step in ORDER if not done(panel, step)), None)


def may_find(panel: StimPanel) -> bool:
    """Whether currents may be searched, also those that were found before."""
    return panel.state == "ready" and all(done(panel, step) for step in (Step.UNLOCK, Step.TRY_STOP, Step.CHECK))


def digest_words(digest: str) -> str:
    """Return the first digits of a digest as they are read out: four and four."""
    return f"{digest[:SHOWN_DIGITS // 2]} {digest[SHOWN_DIGITS // 2:SHOWN_DIGITS]}"


def current(value_ma: float) -> str:
    """Return a current as it is shown, with its unit."""
    return f"{round(value_ma, 1):g} mA"


def _confirmed(panel: StimPanel, question: Question) -> bool:
    if question.channel is not None:
        return question.channel.pads_confirmed
    return question.item in panel.confirmed
