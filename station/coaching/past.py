"""From what was kept of sessions to what the next one follows from.

Not here: keeping it (`clinic.coaching`), deciding from it (`station.coaching.making`).
"""

from __future__ import annotations

from collections.abc import Sequence

from clinic.coaching import Began, History, KeptRound
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


def stage_in_force(history: History) -> tuple[Stage, bool]:
    """Return the stage of now, and whether it is a plan's: what the last session was played at says so.

    A stage that was accepted after that session began holds from the next one on.
    """
    accepted = accepted_stage(history) or Stage.UNCONSCIOUS_INCOMPETENCE
    at = max((place for place, entry in enumerate(history.entries) if entry is history.accepted), default=-1)
    later = history.entries[at + 1:]
    begun = {entry.session for entry in later if isinstance(entry, Began)}
    played = next((entry.stage for entry in reversed(later)
                   if isinstance(entry, KeptRound) and (at < 0 or entry.session in begun)), None)
    if played is None or played not in set(Stage) or played == accepted:
        return accepted, False
    return Stage(played), True


def told_of(rounds: Sequence[KeptRound]) -> RoundTold:
    """Put the rounds of a session together; one that cannot be read is left out."""
    found = []
    for kept in rounds:
        try:
            found.append(RoundTold.from_json(dict(kept.told)))
        except InputError:
            continue
    return join(found)
