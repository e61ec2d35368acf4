"""Plays a script against a running safety program in real time, and counts what came of it.

Not here: printing it (`bench`), doing it for hours (`soak`).
"""

from __future__ import annotations

import select
from collections.abc import Callable, Sequence

from clinic.recording.records import Record, StimMessage
from core.clock import NS_PER_S, Clock
from core.frames import TICK_NS
from station.stimulation.actor import Actor
from station.stimulation.link import StimLink
from station.stimulation.program import Program
from station.stimulation.script import Entry

LAST_WORDS_S = 3.0
CATCH_UP_TICKS = 5


class Rehearsal:
    """Life: made with a running program, `run` once.

    states: every state in turn.  refused: how many asks were refused.  trains: how many trains there were.
    """

    def __init__(self, program: Program, script: Sequence[Entry], clock: Clock,
                 keep: Callable[[Record], None] = lambda record: None,
                 entry: Callable[[Entry], None] = lambda entry: None,
                 each_tick: Callable[[], None] = lambda: None, external: bool = False) -> None:
        """external: the device can only dim an external unit, whose setting is to be confirmed as well."""
        self.states: list[str] = []
        self.refused = 0
        self.trains = 0
        self._program = program
        self._clock = clock
        self._pass_on = keep
        self._each_tick = each_tick
        self._link = StimLink(program.conduit, self._keep, external=external)
        self._actor = Actor(script, self._link, entry)
        self._next_ns = clock.now_ns()

    @property
    def after_arming(self) -> list[str]:
        """The states from the first arming on."""
        return self.states[self.states.index("armed"):] if "armed" in self.states else []

    def run(self) -> int | None:
        """Play to the end of the script, end the program, and return its exit code."""
        while not (self._actor.done or self._actor.ended or self._link.gone):
            self._tick()
        self._link.end()
        end_ns = self._clock.now_ns() + round(LAST_WORDS_S * NS_PER_S)
        while not self._link.gone and self._clock.now_ns() < end_ns:
            self._tick()
        code = self._program.end()
        self._each_tick()
        return code

    def _tick(self) -> None:
        self._next_ns += TICK_NS
        left_ns = self._next_ns - self._clock.now_ns()
        if left_ns > 0:
            select.select([], [], [], left_ns / NS_PER_S)
        now_ns = self._clock.now_ns()
        self._next_ns = max(self._next_ns, now_ns - CATCH_UP_TICKS * TICK_NS)  # the rest is not made up for
        over = self._actor.done or self._actor.ended
        self._link.step(now_ns, None if over else self._actor.step(now_ns))
        self._each_tick()

    def _keep(self, record: Record) -> None:
        """Count, and pass on."""
        if isinstance(record, StimMessage):
            self.refused += record.values.get("refused") is True
            self.trains += record.values.get("happened") == "start" and "stim" in self.states[-1:]
            if record.kind == "status":
                self._stand(str(record.values["state"]))
        self._pass_on(record)

    def _stand(self, state: str) -> None:
        if self.states[-1:] != [state]:
            self.states.append(state)
