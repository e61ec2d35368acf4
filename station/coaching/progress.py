"""How a person is getting on, level by level: sessions, difficulty and its reasons, and advice on the stage.

Only reads.  Not here: the words and the command (`station.coaching.telling`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clinic.coaching import History, KeptRound, LevelRecord, id_of, level_name, levels_of, record_of
from core.errors import InputError
from game.coaching.told import RoundTold, measured
from game.difficulty.axes import ORDER
from game.difficulty.engine import Engine
from game.difficulty.fading import SHARES
from game.difficulty.grades import grade_of
from game.difficulty.stages import Advice, Stage, advise
from station.coaching.book import read_log
from station.coaching.past import stage_in_force, told_of
from station.coaching.words import changes, standing


@dataclass(frozen=True, slots=True)
class SessionProgress:
    """One session of a level.

    utc: when its last round ended, ISO.  feedback_share: of the tries that were meant to show how they went.
    levels: where each axis stood after it, as a grade; help: 0..1.  symptoms: whether pain or tiredness was told
    that day, None where nobody asked.  told: what its rounds left behind, together.
    """

    session: str
    utc: str
    rounds: int
    grade: int
    stage: int
    target: float
    feedback_share: float
    order: str | None
    levels: Mapping[str, float]
    help: float
    symptoms: bool | None
    told: RoundTold


@dataclass(frozen=True, slots=True)
class LevelProgress:
    """One level.

    stage: in force; stage_since: when a therapist accepted it, None before that; stage_by_plan: whether it is a
    plan's, as the last session was played.  levels, help, frozen: where
    difficulty stands now, None and () where nothing is known.  changes: what the last session changed, and why.
    advice: None before the first session.  in_play: whether a session plays it now.  remarks: about the files.
    """

    level: str
    sessions: tuple[SessionProgress, ...]
    stage: int
    stage_since: str | None
    stage_by_plan: bool
    levels: Mapping[str, float] | None
    help: float | None
    frozen: tuple[str, ...]
    changes: tuple[str, ...]
    advice: Advice | None
    in_play: bool
    remarks: tuple[str, ...]


def progress_of(data_folder: Path, patient: str, level: str | None = None) -> tuple[LevelProgress, ...]:
    """Return how a person is getting on with all their levels, or one.  Raises InputError when nothing is kept."""
    names = levels_of(data_folder, patient)
    if not names:
        raise InputError(f"Nothing is kept of patient {patient.upper()} in {data_folder}: write the id as it was "
                         "given to play --patient, and the folder as it was given to play --out.")
    if level is not None:
        wanted = level_name(level)
        if wanted not in names:
            known = ", ".join(id_of(name) for name in names)
            raise InputError(f"Patient {patient.upper()} has not played {level} yet. Played were: {known}.")
        names = (wanted,)
    return tuple(_level(id_of(name), record_of(data_folder, patient, id_of(name))) for name in names)


def _level(level_id: str, record: LevelRecord) -> LevelProgress:
    remarks: list[str] = []
    in_play = not record.take()
    record.release()
    history = _history(record, remarks)
    if history.unread:
        remarks.append(f"Of its sessions, {history.unread} cannot be read by this version.")
    engine, wrong = _engine(record)
    if wrong and not in_play:
        remarks.append(wrong)
    rounds, accepted = history.sessions(), history.accepted
    sessions = tuple(_session(kept) for kept in rounds)
    now, by_plan = stage_in_force(history)
    since = None if by_plan or accepted is None or accepted.stage != now else accepted.utc.isoformat()
    return LevelProgress(
        level_id, sessions, int(now), since, by_plan, None if engine is None else standing(engine.state),
        None if engine is None else engine.state.assist,
        () if engine is None else tuple(sorted(engine.state.symptoms)),
        () if engine is None else _changes(engine, rounds), _advice(now, sessions), in_play, tuple(remarks))


def _history(record: LevelRecord, remarks: list[str]) -> History:
    try:
        return record.history()
    except InputError as error:
        remarks.append(str(error))
        return History()


def _engine(record: LevelRecord) -> tuple[Engine | None, str]:
    """Return the engine as the log has it, and what is wrong with the log or ""."""
    try:
        lines = [line for line in record.log().lines if line.strip()]
    except InputError as error:
        return None, str(error)
    return read_log(lines) if lines else (None, "")


def _session(rounds: Sequence[KeptRound]) -> SessionProgress:
    last = rounds[-1]
    step = min(max(last.step, 0), len(SHARES) - 1)
    asked = [kept.symptoms for kept in rounds if kept.symptoms is not None]
    return SessionProgress(
        last.session, last.utc.isoformat(), len(rounds), last.grade, last.stage, last.target, SHARES[step],
        last.order, {str(axis): round(grade_of(last.levels[axis]), 1) for axis in ORDER if axis in last.levels},
        last.help, any(asked) if asked else None, told_of(rounds))


def _changes(engine: Engine, rounds: Sequence[Sequence[KeptRound]]) -> tuple[str, ...]:
    """Say what the last session changed: what the log holds beyond the session before."""
    earlier = [kept.decisions for session in rounds[:-1] for kept in session if kept.decisions]
    before = earlier[-1] if earlier and earlier[-1] <= len(engine.decisions) else 0  # else the log is younger
    return changes(engine.decisions[before:])


def _advice(stage: Stage, sessions: Sequence[SessionProgress]) -> Advice | None:
    played = [session for session in sessions if session.told.tries.of]
    if not played:
        return None
    first = played[0].told
    return advise(stage, [measured(session.told, None if session is played[0] else first, session.symptoms)
                          for session in played])
