"""A bounded queue between one device's thread and the simulation.

When it is full the oldest entry goes and the loss is counted: a slow reader must see fresh data and know
what it missed.  Not here: waiting; the producer calls `wake` and the consumer waits as it likes.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Ring(Generic[T]):
    """Thread-safe, first in first out, at most `capacity` entries."""

    def __init__(self, capacity: int, wake: Callable[[], None] | None = None) -> None:
        if capacity < 1:
            raise ValueError(f"a ring needs room for one entry, not {capacity}")
        self._entries: deque[T] = deque(maxlen=capacity)
        self._lock = threading.Lock()
        self._dropped = 0
        self._wake = wake

    def push(self, entry: T) -> None:
        """Add `entry`, dropping the oldest when full, and wake the consumer."""
        with self._lock:
            if len(self._entries) == self._entries.maxlen:
                self._dropped += 1
            self._entries.append(entry)
        if self._wake is not None:
            self._wake()

    def drain(self) -> list[T]:
        """All entries, oldest first; the ring is empty afterwards."""
        if not self._entries:
            return []
        with self._lock:
            entries = list(self._entries)
            self._entries.clear()
        return entries

    def take_dropped(self) -> int:
        """Entries lost since the last call."""
        if not self._dropped:
            return 0
        with self._lock:
            dropped, self._dropped = self._dropped, 0
        return dropped
