"""A round that is recorded while it is played, and the sheet that says which rounds there were.

The wrapper writes down each step with its commands before it is taken, and each event after, so that the
recorded frames lead the same round the same way again.  Not here: the round itself (`game.round`).
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from clinic.recording.records import RoundEvent, RoundStepped
from clinic.recording.session import RoundSheet, SessionSheet, write_sheet
from core.errors import StorageError
from core.frames import ControlFrame
from game.coaching.coach import LevelCoach
from game.phases import Command, Phase, RoundStep, RoundView
from game.round import NO_COMMANDS, Round
from levels.model import Level
from station.coaching.follower import Follower
from station.engine import Keeper

_STILL = frozenset({Phase.INSTRUCTION, Phase.RESULTS})


class SheetKeeper:
    """Holds the session's sheet and writes it whenever a round begins; without a folder it only counts."""

    def __init__(self, sheet: SessionSheet, folder: Path | None) -> None:
        self.sheet = sheet
        self.folder = folder
        self.trouble: StorageError | None = None
        self.write()

    def next(self) -> tuple[int, int]:
        """Return index and seed of the next round; the seed follows from the session's."""
        index = len(self.sheet.rounds)
        return index, random.Random(f"{self.sheet.seed}/{index}").getrandbits(32)

    def add(self, entry: RoundSheet) -> None:
        """Enter a new round."""
        self.sheet = replace(self.sheet, rounds=(*self.sheet.rounds, entry))
        self.write()

    def write(self) -> None:
        """Put the sheet on disk; trouble is kept, since play must not break over it."""
        if self.folder is None:
            return
        try:
            write_sheet(self.folder, self.sheet)
        except StorageError as error:
            self.trouble = error


class RecordedRound(Round):
    """A round that puts its steps and events into the record.  follower: of its coach, None without one."""

    def __init__(self, level: Level, grade: int, seed: int, index: int, keeper: Keeper,
                 follower: Follower | None = None) -> None:
        self._coach = None if follower is None else LevelCoach(level, grade, follower.start)
        super().__init__(level, level.grade(grade), random.Random(seed), self._coach)
        self.follower = follower
        self._index = index
        self._keeper = keeper
        self.latest: RoundView | None = None
        self.played_ticks = 0
        self.near_falls = 0
        self.muscles = level.sensed()

    def step(self, frame: ControlFrame, commands: frozenset[Command] = NO_COMMANDS) -> RoundStep:
        """Advance one tick, as `Round.step`, and keep what was asked and answered."""
        words = tuple(sorted(commands)) if commands else ()
        self._keeper.put(RoundStepped(self._index, frame.tick, frame.t_ns, words))
        step = super().step(frame, commands)
        for event in step.events:
            self._keeper.put(RoundEvent(self._index, event))
            self.near_falls += event.kind == "near_fall"
        if self.follower is not None and self._coach is not None:
            self.follower.follow(self._coach)
        self.latest = step.view
        if step.view.phase not in _STILL:
            self.played_ticks += 1
        elif step.view.phase is Phase.RESULTS:
            self.finish()
        return step

    def finish(self) -> None:
        """Keep what the coach leaves behind, also of a round that is left before its end; twice does no harm."""
        if self.follower is not None and self._coach is not None:
            self.follower.finish(self._coach)
