"""Stimulation in one session: the program or its simulation, the way to it, and a script if there is one.

The engine steps it once per tick, before the frame is made.  Not here: wiring it into a session (`station.play`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from core.errors import StorageError
from core.stim import StimView, StimWish
from station.stimulation.actor import Actor
from station.stimulation.conduit import Conduit
from station.stimulation.keepsake import keep
from station.stimulation.link import StimLink


class SafetyProgram(Protocol):
    """The safety program as a session has it: a process of its own, or simulated."""

    @property
    def conduit(self) -> Conduit:
        """The way to it."""
        ...

    def end(self) -> int | None:
        """Wait for its end."""
        ...

    def journal(self) -> Iterable[bytes]:
        """Return the lines of its journal, after its end."""
        ...


class StimSession:
    """Life: `step` once per tick, `close` at the end.  desk: for the screens.  actor: plays a script."""

    def __init__(self, program: SafetyProgram, link: StimLink, actor: Actor | None = None) -> None:
        self.desk = link
        self._program = program
        self._actor = actor

    @property
    def prepared(self) -> bool:
        """Whether the script, if there is one, has been played to its end."""
        return self._actor is None or self._actor.done or self.desk.gone

    def step(self, t_ns: int, wish: StimWish | None) -> StimView:
        """Advance one tick; a script's wishes come before the game's."""
        scripted = self._actor.step(t_ns) if self._actor is not None and not self._actor.done else None
        return self.desk.step(t_ns, scripted or wish)

    def close(self, folder: Path | None) -> str:
        """End it, and keep its journal in `folder`.

        Returns a sentence when the program has not proven its end or the journal could not be kept, else "".
        """
        self.desk.end()
        ended = self._program.end()
        self.desk.close()
        try:
            if folder is not None:
                keep(self._program.journal(), folder)
        except StorageError as error:
            return str(error)
        if ended == 0:
            return ""
        return "The stimulation program did not end cleanly: switch the stimulator off, and look at its log."
