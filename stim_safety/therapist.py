"""The therapist's side: unlocked by a PIN, locked again by time, and what was confirmed for this session.

Without a PIN it stands open; so it is for the station to ask for one.
Not here: checking a PIN (`pin`), what needs which confirmation (`guards`).
"""

from __future__ import annotations

from stim_safety import pin, timing
from stim_safety.messages import Item
from stim_safety.words import Why


class Therapist:
    """Life: `enter` for a PIN, `touch` for anything else a therapist does."""

    def __init__(self, record: bytes | None) -> None:
        """record: what PINs are checked against, None when none is set."""
        self._record = record
        self._wrong = 0
        self._out_until_ns: int | None = None
        self._touched_ns: int | None = None
        self.confirmed: set[Item] = set()
        self.pads: set[int] = set()

    def enter(self, text: str, now_ns: int) -> Why | None:
        """Take a PIN; return why it does not unlock."""
        if self._record is None:
            return None
        if self._out_until_ns is not None and now_ns < self._out_until_ns:
            return Why.LOCKED_OUT
        if pin.check(self._record, text):
            self._wrong, self._touched_ns = 0, now_ns
            return None
        self._wrong += 1
        if self._wrong < timing.PIN_TRIES:
            return Why.LOCKED
        self._wrong, self._touched_ns = 0, None
        self._out_until_ns = now_ns + timing.LOCK_OUT_MS * timing.MS
        return Why.LOCKED_OUT

    def touch(self, now_ns: int) -> None:
        """Note that a therapist did something on an unlocked page."""
        self._touched_ns = now_ns

    def away(self, now_ns: int) -> bool:
        """Whether nobody has touched the page for a minute, or ever."""
        return self._touched_ns is None or now_ns - self._touched_ns > timing.UNLOCK_MS * timing.MS

    def unlocked(self, now_ns: int) -> bool:
        """Whether what a therapist asks for counts."""
        return self._record is None or not self.away(now_ns)

    def bits(self) -> int:
        """Return the confirmed items as bits."""
        return sum(1 << item for item in self.confirmed)

    def pad_bits(self) -> int:
        """Return the channels with confirmed pads as bits."""
        return sum(1 << channel for channel in self.pads)
