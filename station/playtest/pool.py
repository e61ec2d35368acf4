"""Runs many small pieces of work, each in one of several processes; ends tidily when it is interrupted.

Not here: what is run (`playing`), where results are kept (`ledger`).
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

from core.errors import CheckFailed

Work = TypeVar("Work")
Done = TypeVar("Done")
WAITING_EACH = 2
"""So many pieces wait for each process: enough to keep it busy, few enough to end soon."""


def run(function: Callable[[Work], Done], work: Iterable[Work], processes: int,
        take: Callable[[Done], None]) -> None:
    """Give each piece of `work` to `function` and each answer to `take`, in the order of their ends.

    One process is this one.  Others are spawned, so that nothing of this one is shared; `function` and `work` must
    be picklable.  On KeyboardInterrupt what runs is finished and taken, and the interrupt goes on.
    Raises what `function` raises, CheckFailed when a process was killed.
    """
    if processes == 1:
        for piece in work:
            take(function(piece))
        return
    try:
        _run_many(function, iter(work), processes, take)
    except BrokenProcessPool as error:
        raise CheckFailed("A play-test process was ended from outside, perhaps because memory ran out: continue "
                          "with fewer --jobs.") from error


def _run_many(function: Callable[[Work], Done], work: Iterable[Work], processes: int,
              take: Callable[[Done], None]) -> None:
    pieces = iter(work)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _ignore_interrupt) as pool:
        waiting = {pool.submit(function, piece) for piece in islice(pieces, processes * WAITING_EACH)}
        try:
            while waiting:
                ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                waiting |= {pool.submit(function, piece) for piece in islice(pieces, len(ended))}
                _take(ended, take)
        except KeyboardInterrupt:
            _take({future for future in waiting if not future.cancel()}, take)
            raise


def _take(ended: set[Future[Done]], take: Callable[[Done], None]) -> None:
    for future in ended:
        take(future.result())


def _ignore_interrupt() -> None:
    """Leave Ctrl-C to the process that gave the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
