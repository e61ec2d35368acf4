"""What the game must prove again and again: that its messages are its own, new and few, and that it lives.

A message counts only with the nonce of this run, a sequence above the last one (it may wrap) and a time that is
neither old nor to come.  A heartbeat echoes a challenge that was told a moment ago, with the state told beside it;
each challenge proves life once, so an echo that repeats itself falls silent.
Not here: what messages mean (`requests`), and what follows from a lost game (`moves`).
"""

from __future__ import annotations

import random
from collections import deque

from stim_safety import timing
from stim_safety.messages import Envelope, Heartbeat
from stim_safety.words import State, Why

WRAP = 2**32
SLACK_NS = timing.MS
"""Two processes read the same clock; a message may be this much ahead of the step that takes it in."""


def is_newer(sequence: int, last: int) -> bool:
    """Whether `sequence` comes after `last` on the ring of 32 bits: less than half of it ahead."""
    return 0 < (sequence - last) % WRAP < WRAP // 2


def time_fault(sent_ns: int, now_ns: int) -> Why | None:
    """Return why a message of `sent_ns` counts no more, or not yet."""
    if sent_ns > now_ns + SLACK_NS:
        return Why.FUTURE
    return Why.STALE if now_ns - sent_ns > timing.AGE_MOST_MS * timing.MS else None


class Lease:
    """The game's standing.  Life: `challenge`, `unreadable`, `admit`, `beat` and `wish` as things come."""

    def __init__(self, nonce: int, chance: random.Random) -> None:
        self._nonce = nonce
        self._chance = chance
        self._sequence: int | None = None
        self._issued: dict[int, tuple[int, State]] = {}
        self._echoed_ns: int | None = None
        self._heard_ns: int | None = None
        self._wishes: deque[int] = deque(maxlen=timing.WISH_MOST_PER_S + 1)
        self.forgive()

    def forgive(self) -> None:
        """Begin the counts again, after people have looked."""
        self._bad = self._untimely = self._wrong = 0

    def challenge(self, now_ns: int, state: State) -> int:
        """Return a new challenge that is told together with `state`."""
        fresh = {key: told for key, told in self._issued.items()
                 if now_ns - told[0] <= timing.ECHO_VALID_MS * timing.MS}
        number = self._chance.getrandbits(64)
        self._issued = {**fresh, number: (now_ns, state)}
        return number

    def unreadable(self) -> Why | None:
        """Count a message that is none; return the reason to stop when there were too many."""
        self._bad += 1
        return Why.MESSAGE if self._bad >= timing.BAD_MESSAGES else None

    def admit(self, envelope: Envelope, now_ns: int) -> tuple[Why | None, Why | None]:
        """Judge a message other than STOP: why it is refused, and the reason to stop if it is one too many."""
        if envelope.nonce != self._nonce:
            return Why.MESSAGE, self.unreadable()
        if self._sequence is not None and not is_newer(envelope.sequence, self._sequence):
            return Why.SEQUENCE, Why.SEQUENCE if self.unreadable() else None
        self._sequence = envelope.sequence
        untimely = time_fault(envelope.t_ns, now_ns)
        if untimely is None:
            self._untimely = 0
            return None, None
        self._untimely += 1
        return untimely, untimely if self._untimely >= timing.BAD_TIMES else None

    def beat(self, heartbeat: Heartbeat, now_ns: int) -> tuple[Why | None, Why | None]:
        """Take a heartbeat in: why it does not count, and the reason to stop if it is one too many."""
        told_ns, state = self._issued.get(heartbeat.challenge, (now_ns, None))
        if state is not heartbeat.state or now_ns - told_ns > timing.ECHO_VALID_MS * timing.MS:
            self._wrong += 1
            return Why.WRONG_ECHO, Why.WRONG_ECHO if self._wrong >= timing.WRONG_ECHOES else None
        self._wrong = 0
        if self._echoed_ns is None or told_ns > self._echoed_ns:
            self._echoed_ns, self._heard_ns = told_ns, now_ns
        return None, None

    def wish(self, now_ns: int) -> Why | None:
        """Count a wish for current; more than the most in a second is a flood."""
        self._wishes.append(now_ns)
        full = len(self._wishes) > timing.WISH_MOST_PER_S
        return Why.FLOOD if full and now_ns - self._wishes[0] < 1000 * timing.MS else None

    def silent(self, now_ns: int) -> bool:
        """Whether the game has not proven its life for too long."""
        return self._heard_ns is None or now_ns - self._heard_ns > timing.GAME_SILENT_MS * timing.MS
