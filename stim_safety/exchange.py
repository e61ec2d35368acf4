"""One frame at a time: what was asked, until when its answer must come, and what an answer is worth.

A frame without its answer leaves us uncertain; nothing but a stop follows it, and a late answer counts no more.
Not here: stopping and its proof (`stopping`), what an answer tells of the output (`watch`).
"""

from __future__ import annotations

from stim_safety import timing
from stim_safety.drivers import Abilities, Answer, Ask, Frame, Outcome
from stim_safety.words import Why


def wait_ms(ask: Ask, abilities: Abilities) -> int:
    """Return how long the answer to `ask` may take."""
    usual_ms = abilities.ack_ms or timing.ACK_MS
    if ask is Ask.IDENTIFY:
        return abilities.hello_ms or usual_ms
    return max(usual_ms, timing.OPEN_ACK_MS) if ask is Ask.OPEN else usual_ms


class Exchange:
    """Life: `sent` for each frame, `judge` for each answer, `overdue` in each step."""

    def __init__(self, abilities: Abilities) -> None:
        self._abilities = abilities
        self.outstanding: Frame | None = None
        self._deadline_ns = 0
        self._garbled = 0

    def sent(self, frame: Frame, now_ns: int) -> None:
        """Note that `frame` goes out now and is waited for."""
        self.outstanding = frame
        self._deadline_ns = now_ns + wait_ms(frame.ask, self._abilities) * timing.MS

    def drop(self) -> None:
        """Wait for nothing any more: the answer, if it comes, counts for nothing."""
        self.outstanding = None

    def overdue(self, now_ns: int) -> bool:
        """Whether an answer should have been here."""
        return self.outstanding is not None and now_ns > self._deadline_ns

    def judge(self, answer: Answer) -> tuple[Frame | None, Why | None]:
        """Return the frame that was carried out, or why something is wrong; neither for a garbled one or two."""
        if answer.outcome is Outcome.GARBLED:
            self._garbled += 1
            return None, Why.GARBLED if self._garbled >= timing.GARBLED_MOST else None
        self._garbled = 0
        if answer.outcome is Outcome.FAULT:
            return None, answer.why or Why.DEVICE_ERROR
        frame = self.outstanding
        if answer.outcome is Outcome.WRONG or frame is None or answer.ask is not frame.ask \
                or answer.number != frame.number:
            return None, Why.WRONG_ANSWER
        self.outstanding = None
        return frame, None
