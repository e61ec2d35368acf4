"""From what was kept of sessions to what the next one follows from.

Not here: keeping it (`clinic.coaching`), deciding from it (`station.coaching.making`).
"""

from __future__ import annotations

from collections.abc import Sequence

from clinic.coaching import History, KeptRound
from core.errors import InputError
from game.coaching.told import RoundTold, join
from game.difficulty.fading import SHARES
from game.difficulty.stages import Stage
from station.coaching.making import Before


def before_of(history: History, session: str | None = None) -> Before:
    """Return what the sessions but this one left, as far as it can be read."""
    sessions = tuple(told for told in map(told_of, history.sessions(without=session)) if told.tries.of)
    last = next((kept for kept in reversed(history.rounds) if kept.session != session), None)
    accepted = accepted_stage(history)
    if last is None:
        return Before(sessions, accepted=accepted)
    step = last.step if 0 <= last.step < len(SHARES) else None
    return Before(sessions, step, last.percent, last.target, accepted)


def accepted_stage(history: History) -> Stage | None:
    """Return the stage that a therapist accepted last; None before that."""
    entry = history.accepted
    return Stage(entry.stage) if entry is not None and entry.stage in set(Stage) else None


def told_of(rounds: Sequence[KeptRound]) -> RoundTold:
    """Put the rounds of a session together; one that cannot be read is left out."""
    found = []
    for kept in rounds:
        try:
            found.append(RoundTold.from_json(dict(kept.told)))
        except InputError:
            continue
    return join(found)
