"""A thread that serves one link and does nothing else.

The kernel keeps 63 HID reports for a slow reader, 0.6 s at 100/s, and then drops in silence; so nobody
else's work may stand between two reads.  Not here: what is done with the samples.
"""

from __future__ import annotations

import threading

from devices.link import Link

READ_MS = 20
"""Short enough that a driver's watchdogs tick in time and that a stop is noticed at once."""
IDLE_S = 0.05
STOP_S = 0.5


class ReaderThread:
    """One device's thread.  Life: `start` once, `stop` once; the link is left open for its owner to close."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"reader-{link.stream}", daemon=True)

    def start(self) -> None:
        """Begin to serve the link."""
        self._thread.start()

    def stop(self) -> bool:
        """Ask the thread to end and wait at most half a second; return whether it did."""
        self._stop.set()
        return self.join(STOP_S)

    def join(self, timeout_s: float) -> bool:
        """Wait at most `timeout_s` for the thread's end; return whether it has ended (or never began)."""
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stop.is_set():
            if not self._link.step(READ_MS) and not self._link.is_open:
                self._stop.wait(IDLE_S)
