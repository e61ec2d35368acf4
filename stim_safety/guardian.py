"""The guardian: a small program of its own that holds a second handle on the port and can only say stop.

It is started as a bare script (`python -I -S guardian.py PORT PIPE MARKER STOP`), imports nothing of ours, and
never sees a current, a limit or a message of the game.  The controller sends a beat for each stretch in which
every check passed; the guardian answers each.  Silence, a closed pipe or a word it does not know: it writes the
stop frames again and again, tells the controller that the wire is not its own any more, leaves a marker, holds
the port for a while so that nobody begins anew at once, and ends.  Only a release ends it without a stop.

Its times equal those of `timing` (a test compares them); it has its own, since it must not import.  It asks no
clock: a wait that nothing has ended is the measure.
Not here: starting it and hearing its answers (`children`), what its news mean (`controller`).
"""

from __future__ import annotations

import os
import select
import sys
import termios  # for the queue of the port alone

BEAT = b"b"
RELEASE = b"r"
TRIPPED = b"T"
SILENT_S = 0.25
STOP_GAP_S = 0.02
STOP_REPEATS = 3
AGAIN_S = 0.5
"""A device that was reset, or a byte that was lost, meets a stop again soon."""
AGAIN_TIMES = 10
"""Five seconds: longer than every device's own timeout."""


def guard(port: int, pipe: int, marker: str, stop: bytes) -> int:
    """Watch until released (0) or tripped (1).

    port, pipe: descriptors.  marker: path of the file that tells the next start.  stop: frames to write.
    """
    if watch(pipe):
        return 0
    trip(port, pipe, marker, stop)
    return 1


def watch(pipe: int) -> bool:
    """Answer beats; True when released, False when something is wrong.  The first beat arms the silence."""
    silent_s = None
    while True:
        ready, _, _ = select.select([pipe], [], [], silent_s)
        word = hear(pipe) if ready else b""
        if word != BEAT:
            return word == RELEASE
        say(pipe, BEAT)
        silent_s = SILENT_S


def trip(port: int, pipe: int, marker: str, stop: bytes) -> None:
    """Stop the device, three times quickly, then for five seconds; nobody else gets the port meanwhile."""
    write(port, stop)
    say(pipe, TRIPPED)
    heard = [pipe]
    for _ in range(STOP_REPEATS - 1):
        heard = listen(heard, STOP_GAP_S)
        write(port, stop)
    mark(marker)
    for _ in range(AGAIN_TIMES):
        heard = listen(heard, AGAIN_S)
        write(port, stop)


def listen(heard: list[int], wait_s: float) -> list[int]:
    """Wait, or until the controller speaks; return what to listen to further.

    A controller that was only asleep may let one frame slip out before it learns that the wire is not its own any
    more: it goes on to its beat, and so the next stop follows at once.
    """
    ready, _, _ = select.select(heard, [], [], wait_s)
    return [] if ready and not hear(ready[0]) else heard


def write(port: int, stop: bytes) -> None:
    """Write the stop frames; when the queue is full of something older, that is thrown away first."""
    try:
        if not took(port, stop):
            termios.tcflush(port, termios.TCOFLUSH)
            took(port, stop)
    except (OSError, termios.error):
        return  # the port is gone, and with it the way to any current; the hold goes on


def took(port: int, stop: bytes) -> bool:
    """Whether the queue took the stop frames whole."""
    try:
        return os.write(port, stop) == len(stop)
    except BlockingIOError:
        return False


def hear(pipe: int) -> bytes:
    """Read a word; a broken pipe is a closed one."""
    try:
        return os.read(pipe, 1)
    except OSError:
        return b""


def say(pipe: int, word: bytes) -> None:
    """Say a word to the controller, who may be gone: then `hear` will tell."""
    try:
        os.write(pipe, word)
    except OSError:
        return


def mark(marker: str) -> None:
    """Leave the marker; without room on the disk the log's missing end tells the same."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError:
        return


if __name__ == "__main__":  # pragma: no cover - the tests of processes run it, in processes
    sys.exit(guard(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], bytes.fromhex(sys.argv[4])))
