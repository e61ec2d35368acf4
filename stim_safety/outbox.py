"""Gathers what one step yields, and counts what was written down so far.

A record that is marked `sync` counts as written only when the log has proven so many records; until then no state
with current is entered.  Not here: deciding what is to be told (`telling`), carrying it out (`process`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from stim_safety.lease import WRAP
from stim_safety.messages import Envelope, Message, encode
from stim_safety.step import Outputs, Plain, Record, Spent
from stim_safety.timing import LOG_MS, MS


class Outbox:
    """Life: `begin` a step, fill, `take`."""

    def __init__(self, nonce: int) -> None:
        self._nonce = nonce
        self._sequence = 0
        self._recorded = 0
        self._proven = 0
        self._waiting: deque[tuple[int, int]] = deque()
        self.now_ns = 0
        self._clear()

    def _clear(self) -> None:
        self._stops: tuple[bytes, ...] = ()
        self._frame: tuple[bytes, ...] = ()
        self._to_game: list[bytes] = []
        self._records: list[Record] = []
        self.flush = False
        self.spent: Spent | None = None
        self.device_known = ""

    def begin(self, now_ns: int, proven: int) -> None:
        """Begin a step.  proven: how many records are on disk by now."""
        self.now_ns = now_ns
        self._proven = proven
        while self._waiting and self._waiting[0][0] <= proven:
            self._waiting.popleft()

    def stop(self, frames: tuple[bytes, ...]) -> None:
        """Write stop frames, before anything else."""
        self._stops = frames

    def frame(self, data: bytes) -> None:
        """Write one ordinary frame; an empty one is only waited for."""
        self._frame = (data,) if data else ()

    def tell(self, message: Message) -> None:
        """Tell the game."""
        self._sequence = (self._sequence + 1) % WRAP
        self._to_game.append(encode(Envelope(self._sequence, self._nonce, self.now_ns, message)))

    def record(self, kind: str, data: Mapping[str, Plain], sync: bool = False) -> int:
        """Write down; return the number of the record, which is how many are proven once it is."""
        self._recorded += 1
        self._records.append(Record(kind, self.now_ns, dict(data), sync))
        if sync:
            self._waiting.append((self._recorded, self.now_ns))
        return self._recorded

    def is_proven(self, number: int) -> bool:
        """Whether the record of this number is on disk."""
        return self._proven >= number

    def overdue(self) -> bool:
        """Whether a record has waited too long for its proof."""
        return bool(self._waiting) and self.now_ns - self._waiting[0][1] > LOG_MS * MS

    def take(self, *, mute: bool, beat: bool, release: bool, over: bool) -> Outputs:
        """End the step and return what it yields.  mute: nothing goes out on the wire any more, not even stop."""
        frames = () if mute else self._stops + (() if self._stops else self._frame)
        outputs = Outputs(
            frames=frames, flush=self.flush and not mute, to_game=tuple(self._to_game), beat=beat, release=release,
            records=tuple(self._records), spent=self.spent, device_known=self.device_known, over=over)
        self._clear()
        return outputs
