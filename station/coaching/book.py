"""One person on one level in one session: the engine that follows them, and the lines that are kept of it.

The log is read once, when the level is first played in the session; then it only grows.  A log that is broken, of
another version, or in another session's hands costs nothing: it stays where it is or under another name, and a
sentence says so.  Not here: what a round begins with (`station.coaching.making`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from clinic.coaching import Entry, History, LevelRecord
from core.errors import CheckFailed, InputError, StorageError
from game.difficulty.axes import Levels
from game.difficulty.engine import Engine
from game.difficulty.replay import LogError, replay
from game.difficulty.settings import Settings
from game.difficulty.state import Decision, Given
from station.coaching.pen import Pen

MOST_DECISIONS = 5000
"""A longer log makes way for a new one that begins where it ended, so that reading it never takes long."""
ELSEWHERE = ("This person plays this level in another session too. What this session decides is kept beside, as "
             "{}; the next session goes on from the other one.")
BESIDE = "What this session decides is kept beside, as {}."


@dataclass(frozen=True, slots=True)
class Fresh:
    """How an engine begins where no log is."""

    settings: Settings
    first: Levels
    seed: int


class LevelBook:
    """The engine of one level.  record: None keeps nothing.  stamp: tells files of this session from others.

    remarks: what a therapist must know, each once.
    """

    def __init__(self, record: LevelRecord | None, pen: Pen, stamp: str) -> None:
        self.remarks: list[str] = []
        self._record = record
        self._pen = pen
        self._stamp = stamp
        self._engine: Engine | None = None
        self._log_on = record is not None
        self._written = 0
        self._ended = True
        self.history = self._read_history()

    def engine(self, fresh: Fresh) -> tuple[Engine, bool]:
        """Return the engine, and whether it goes on from a log of sessions before."""
        if self._engine is not None:
            return self._engine, False
        mine = self._record is None or self._record.take()
        found = self._replayed(mine)
        if found is None or len(found.decisions) > MOST_DECISIONS:
            self._engine = self._begun(fresh, found, mine)
        else:
            self._engine = found
        if not mine:
            self._go_beside(self._engine, ELSEWHERE)
        elif not self._log_on:
            self._go_beside(self._engine, BESIDE)
        return self._engine, found is not None

    def give(self, engine: Engine, given: Given) -> Decision:
        """Let the engine decide, and keep its line."""
        self._ended = False
        decision = engine.give(given)
        self._write(engine)
        return decision

    def add(self, entry: Entry) -> None:
        """Keep an entry of the session."""
        if self._record is not None:
            self._pen.write(partial(self._record.add, entry))

    def close(self) -> None:
        """End the log of this session, and let go of it."""
        if self._engine is not None and not self._ended:
            self._engine.end()
            self._write(self._engine)
            self._ended = True
        if self._record is not None:
            self._pen.write(self._record.release)

    # The log.

    def _replayed(self, mine: bool) -> Engine | None:
        """Return the engine as the log has it; None where there is none, or nothing can be read of it."""
        lines = self._lines()
        if not lines:
            return None
        engine, wrong = read_log(lines)
        if wrong and engine is not None:
            engine.end()
        if not mine:
            return engine  # the other session has not come to its end yet: nothing is wrong with its log
        if wrong:
            self._tell(wrong)
        if engine is None:
            self._make_way("aside", ())
        elif tuple(engine.lines[:len(lines)]) == lines:
            self._written = len(lines)
        elif self._make_way("aside", engine.lines):
            self._written = len(engine.lines)
        return engine

    def _lines(self) -> tuple[str, ...]:
        if self._record is None:
            return ()
        try:
            return tuple(line for line in self._record.log().lines if line.strip())
        except InputError as error:
            self._tell(str(error))
            self._log_on = False  # nothing may be written after what cannot be read
            return ()

    def _begun(self, fresh: Fresh, long: Engine | None, mine: bool) -> Engine:
        """Begin a log, after a long one where that ended; its first line is written with the first decision."""
        if long is None:
            return Engine(fresh.settings, fresh.first, fresh.seed)
        if mine:
            self._make_way("until", ())
        self._written = 0
        return Engine(long.state.settings, long.state.levels, fresh.seed)

    def _make_way(self, word: str, lines: Sequence[str]) -> bool:
        """Put the log under another name; where that fails, nothing is written after what is broken."""
        if self._record is None or not self._log_on:
            return False
        try:
            aside = self._record.set_log_aside(f"{word}-{self._stamp}", lines)
        except StorageError as error:
            self._tell(str(error))
            self._log_on = False
            return False
        if word == "aside":
            self._tell(f"The difficulty log as it was is kept as {aside.name}.")
        return True

    def _go_beside(self, engine: Engine, sentence: str) -> None:
        """Keep this session's log in a file of its own, since nothing may be written after the usual one."""
        if self._record is not None:
            self._tell(sentence.format(self._record.go_beside(self._stamp).name))
            self._log_on, self._written = True, 0
            self._write(engine)

    def _write(self, engine: Engine) -> None:
        lines = tuple(engine.lines[self._written:])
        self._written = len(engine.lines)
        if self._record is not None and self._log_on and lines:
            self._pen.write(partial(self._record.write_log, lines))

    # The sessions.

    def _read_history(self) -> History:
        if self._record is None:
            return History()
        try:
            history = self._record.history()
        except InputError as error:
            self._tell(str(error))
            return History()
        if history.unread:
            lines = "1 line" if history.unread == 1 else f"{history.unread} lines"
            self._tell(f"{lines} of this person's sessions cannot be read by this version and stay as they are, "
                       f"in {self._record.folder}.")
        return history

    def _tell(self, sentence: str) -> None:
        if sentence not in self.remarks:
            self.remarks.append(sentence)


def read_log(lines: Sequence[str]) -> tuple[Engine | None, str]:
    """Return the engine of a log, as far as it goes, and what is wrong with the log or ""."""
    try:
        return replay(lines), ""
    except LogError as error:
        return error.kept, str(error)
    except CheckFailed as error:
        return None, str(error)
