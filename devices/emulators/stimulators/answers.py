"""How the answers of an emulated stimulator reach the host: at once, or as a bad line would bring them.

Not here: what is answered (each device), faults of the device itself (its own tricks).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

NS_PER_MS = 1_000_000


@dataclass(slots=True)
class Tricks:
    """Switches for faults; each holds until it is set back.  Values are plain, so that they can be set by words.

    mute: no answer goes out.  delay_ms: each comes so much later.  duplicate: each comes twice.  cut: so many
    bytes of each come, None for all.  before: bytes that come before each, as hex digits.
    """

    mute: bool = False
    delay_ms: int = 0
    duplicate: bool = False
    cut: int | None = None
    before: str = ""


class Answers:
    """What is on its way to the host, in the order in which it was said."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._free_ns = 0

    def say(self, t_ns: int, frame: bytes, tricks: Tricks, takes_ms: int = 0) -> None:
        """Send `frame` at `t_ns`, or later when the device `takes_ms` for it, as the line allows."""
        if tricks.mute:
            return
        self._free_ns = max(self._free_ns, t_ns + (tricks.delay_ms + takes_ms) * NS_PER_MS)
        whole = bytes.fromhex(tricks.before) + frame[:tricks.cut]
        self._waiting.extend([(self._free_ns, whole)] * (2 if tricks.duplicate else 1))

    def due(self, t_ns: int) -> bytes:
        """Return what arrives until `t_ns`."""
        arrived = b""
        while self._waiting and self._waiting[0][0] <= t_ns:
            arrived += self._waiting.popleft()[1]
        return arrived

    def lose(self) -> None:
        """Forget all that is on its way: the device has lost its power."""
        self._waiting.clear()
        self._free_ns = 0
