"""What a session without a screen tells at its end: a few lines, or JSON.

Not here: the results screen (`game.scenes`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TextIO

from core.clock import NS_PER_S
from core.errors import StorageError
from core.frames import TICK_NS
from game.coaching.told import RoundTold
from game.picture import Picture
from station.coaching.follower import Follower
from station.coaching.words import changes, percent, standing, standing_words
from station.live import LoopEnd
from station.session import Session


@dataclass(frozen=True, slots=True)
class Coached:
    """How difficulty followed the person in the last round.

    target, success: shares of tries; success is None without a try that counts.  before, after: where each axis
    stood, as a grade.  help_before, help_after: 0..1.  why: what the round began with.  changes: a sentence each.
    """

    target: float
    tries: int
    success: float | None
    before: Mapping[str, float]
    after: Mapping[str, float]
    help_before: float
    help_after: float
    why: tuple[str, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """How a session went; level and what follows are None when no round was begun.

    seconds: of the session.  round_seconds: of its last round, from the gate to the results.  coach: None without
    one.  remarks: what came up about this person's difficulty.
    """

    session: str | None
    seconds: float
    steps_dropped: int
    player: str
    level: str | None = None
    grade: int | None = None
    ending: str | None = None
    stars: int | None = None
    reasons: tuple[str, ...] = ()
    picture: str | None = None
    round_seconds: float | None = None
    coach: Coached | None = None
    remarks: tuple[str, ...] = ()


def summary(session: Session, end: LoopEnd, pictures: Sequence[Picture]) -> Summary:
    """Gather what happened; the first of `pictures` that was taken is drawn into the session's folder."""
    base = Summary(
        session=None if session.folder is None else str(session.folder),
        seconds=round(end.ticks * TICK_NS / NS_PER_S, 2), steps_dropped=end.dropped,
        player=_player(session), picture=_drawn(session.folder, pictures), remarks=session.coaches.remarks)
    played = session.services.last_round
    if played is None or played.latest is None:
        return base
    sheet = session.sheets.sheet.rounds[-1]
    outcome = played.latest.outcome
    return replace(
        base, level=sheet.level_id, grade=sheet.grade, ending=played.latest.ending,
        stars=None if outcome is None else outcome.stars, reasons=() if outcome is None else outcome.reasons,
        round_seconds=round(played.played_ticks * TICK_NS / NS_PER_S, 2),
        coach=None if played.follower is None else _coached(played.follower))


def _coached(follower: Follower) -> Coached:
    begun, told = follower.start.state, follower.told or RoundTold()
    return Coached(begun.settings.target, told.tries.of, told.success, standing(begun), standing(follower.state),
                   begun.assist, follower.state.assist, follower.why, changes(follower.decisions))



def _player(session: Session) -> str:
    if session.wired.patient is None:
        return session.services.device_line()
    return "A simulated patient played." if session.wired.devices.simulated else "A simulated muscle was used."


def tell(told: Summary, as_json: bool, out: TextIO) -> None:
    """Print the summary."""
    if as_json:
        out.write(json.dumps(asdict(told)) + "\n")
        return
    out.write(told.player + "\n")
    if told.level is not None:
        stars = "" if told.stars is None else f", {told.stars} of 3 stars"
        how = f"{told.ending or 'left'} after {told.round_seconds:.1f} s{stars}"
        out.write(f"{told.level}, grade {told.grade}: {how}\n")
    out.writelines(f"  {reason}\n" for reason in told.reasons)
    if told.coach is not None:
        out.writelines(f"{line}\n" for line in _coach_lines(told.coach))
    out.writelines(f"Note: {remark}\n" for remark in told.remarks)
    if told.session is not None:
        out.write(f"Session: {told.session}\n")
    if told.picture is not None:
        out.write(f"Picture: {told.picture}\n")


def _coach_lines(coach: Coached) -> Iterator[str]:
    of = f"Success: {percent(coach.success)} of {coach.tries} tries" if coach.tries else "No try came to its end"
    yield f"{of}; the target is {percent(coach.target)}."
    yield f"Difficulty, as grades: {standing_words(coach.before)} before; {standing_words(coach.after)} now."
    if coach.help_before or coach.help_after:
        yield f"Help: {percent(coach.help_before)} before, {percent(coach.help_after)} now."
    yield from (f"  {sentence}" for sentence in coach.why)
    yield from (f"  {sentence}" for sentence in coach.changes)


def _drawn(folder: Path | None, pictures: Sequence[Picture]) -> str | None:
    if folder is None or not pictures:
        return None
    from station.pictures import save_picture
    path = folder / "screen.png"
    try:
        save_picture(pictures[0], path)
    except StorageError as error:  # a picture less is no reason to keep back what was played
        print(error, file=sys.stderr)
        return None
    return str(path)
