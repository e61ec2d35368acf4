"""Whether the game's process is dying, seen at once.

A killed process closes its end of the way only after it has given its memory back, which takes a large game on a
busy machine a tenth of a second and more, and after a crash the writing of a core file longer still.  The kernel
tells before: in /proc/PID/stat a fatal signal shows as soon as it is sent (proc(5): state, flags, signal; the bits
are those of linux/sched.h).
Not here: what follows (`controller`); the closed way itself, which still counts (`process`).
"""

from __future__ import annotations

import os
import signal
import socket
import struct

_CREDENTIALS = struct.Struct("3i")
_STATE, _FLAGS, _PENDING = 0, 6, 28
_EXITING, _DUMPING, _SIGNALED = 0x4, 0x200, 0x400
_KILLED = 1 << (signal.SIGKILL - 1)


class Life:
    """The process that made the way.  Life: made from our end of it, `ends` now and then, `close`."""

    def __init__(self, way: socket.socket) -> None:
        """Look whose it is; where that cannot be told, only the closed way counts."""
        pid, _, _ = _CREDENTIALS.unpack(way.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))
        self._stat: int | None
        try:
            self._stat = os.open(f"/proc/{pid}/stat", os.O_RDONLY)  # of this very process, not of its number
        except OSError:
            self._stat = None

    def ends(self) -> bool:
        """Whether the process is dying or dead."""
        if self._stat is None:
            return False
        try:
            return is_ending(os.pread(self._stat, 1024, 0))
        except OSError:
            return True

    def close(self) -> None:
        """Let go."""
        if self._stat is not None:
            os.close(self._stat)
            self._stat = None


def is_ending(stat: bytes) -> bool:
    """Whether the line of /proc/PID/stat is that of a process which is about to end."""
    words = stat.rpartition(b")")[2].split()
    dying = int(words[_FLAGS]) & (_EXITING | _DUMPING | _SIGNALED) or int(words[_PENDING]) & _KILLED
    return bool(dying) or words[_STATE] in (b"Z", b"X")
