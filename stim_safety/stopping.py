"""Stopping: stop frames three times, then a question, until the device has said that it is quiet.

An answer that is missing or not clean brings the stop frames again, for a second; nothing else is ever repeated.
Not here: where a stop leads (`machine`).
"""

from __future__ import annotations

from enum import Enum

from stim_safety import timing
from stim_safety.drivers import Abilities, Answer, Ask, Outcome
from stim_safety.exchange import wait_ms
from stim_safety.words import State, Why


class Need(Enum):
    """What stopping needs in this step: nothing, the stop frames, or the question whether it is quiet."""

    NOTHING = "nothing"
    STOP = "stop"
    QUESTION = "question"


class Stopping:
    """One stop on its way.  target: where it leads once proven; why: what it is for."""

    def __init__(self, target: State, why: Why | None, now_ns: int, abilities: Abilities) -> None:
        self.target = target
        self.why = why
        self.proven = False
        self._abilities = abilities
        self._began_ns = self._due_ns = now_ns
        self._stops = 0
        self._asked = False

    @property
    def question(self) -> Ask:
        """What proves the stop: the status, or where there is none, one more stop that is answered."""
        abilities = self._abilities
        return Ask.STATUS if abilities.tells_running or abilities.tells_high_voltage else Ask.STOP

    def need(self, now_ns: int) -> Need:
        """Return what is due now, and take it as done."""
        if now_ns < self._due_ns:
            return Need.NOTHING
        if self._stops < timing.STOP_REPEATS:
            self._stops += 1
            self._due_ns = now_ns + timing.STOP_GAP_MS * timing.MS
            return Need.STOP
        self._due_ns = now_ns + wait_ms(self.question, self._abilities) * timing.MS
        if self._asked or not self._abilities.answers:
            self._asked = False
            self.proven = not self._abilities.answers
            return Need.STOP
        self._asked = True
        return Need.QUESTION

    def take(self, answer: Answer) -> None:
        """Look at an answer for the proof; one that came after its time counts no more."""
        if not self._asked or answer.outcome is not Outcome.DONE or answer.ask is not self.question:
            return
        self.proven = self.question is Ask.STOP or is_quiet(answer, self._abilities)
        if not self.proven:
            self._due_ns = self._began_ns

    def failed(self, now_ns: int) -> bool:
        """Whether the proof has not come in time."""
        return not self.proven and now_ns - self._began_ns > timing.PROOF_MS * timing.MS


def is_quiet(answer: Answer, abilities: Abilities) -> bool:
    """Whether a status says that nothing flows and the high voltage is off, as far as this device can tell."""
    if answer.running or answer.high_voltage or answer.open:
        return False
    if abilities.tells_high_voltage:
        return answer.high_voltage is False
    return answer.running is not None or answer.open is False
