"""Who writes what is kept: a thread of its own in live play, so that a slow disk never holds a step.

The first trouble is kept, told once, and ends nothing: what could not be written waits in its file.
Not here: what is written (`station.coaching.desk`).
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from core.errors import StorageError

CLOSE_S = 10.0


class Pen:
    """Does jobs of writing in their order; at once where `threaded` is False, as on a manual clock."""

    def __init__(self, threaded: bool) -> None:
        self.trouble: StorageError | None = None
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._threaded = threaded

    def write(self, job: Callable[[], None]) -> None:
        """Do a job that may raise StorageError; never waits, never raises."""
        if not self._threaded:
            self._do(job)
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="coach-pen", daemon=True)
            self._thread.start()
        self._jobs.put(job)

    def close(self) -> None:
        """Let the jobs be done that wait; afterwards the pen may be used again."""
        if self._thread is None:
            return
        self._jobs.put(None)
        self._thread.join(timeout=CLOSE_S)
        if self._thread.is_alive():
            self.trouble = self.trouble or StorageError("The disk does not answer; what it took of this session's "
                                                        "difficulty is kept.")
        self._thread = None

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._do(job)

    def _do(self, job: Callable[[], None]) -> None:
        try:
            job()
        except StorageError as error:
            self.trouble = self.trouble or error
