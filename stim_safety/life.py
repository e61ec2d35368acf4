"""Whether the game's process is dying, seen at once.

A killed process closes its end of the way only after it has given its memory back, which takes a large game on a
busy machine a tenth of a second and more, and after a crash the writing of a core file longer still.  The kernel
tells before, in two places (proc(5)): /proc/PID/status shows a fatal signal as pending as soon as it is sent,
/proc/PID/stat the flags of a process that has taken one (the bits are those of linux/sched.h).  In this order, as
a signal is no longer pending for its thread a moment before the flags say so; one sent to the whole process, as by
kill(2), stays pending there until the end.
Not here: what follows (`controller`); the closed way itself, which still counts (`process`).
"""

from __future__ import annotations

import os
import signal
import socket
import struct

_CREDENTIALS = struct.Struct("3i")
_STATE, _FLAGS = 0, 6
_PENDING = b"SigPnd:", b"ShdPnd:"
_EXITING, _DUMPING, _SIGNALED = 0x4, 0x200, 0x400
_KILLED = 1 << (signal.SIGKILL - 1)


class Life:
    """The process that made the way.  Life: made from our end of it, `ends` now and then, `close`."""

    def __init__(self, way: socket.socket) -> None:
        """Look whose it is; where that cannot be told, only the closed way counts."""
        pid, _, _ = _CREDENTIALS.unpack(way.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))
        self._files: tuple[int, ...] = ()
        try:
            for name in ("status", "stat"):  # of this very process, not of its number
                self._files = *self._files, os.open(f"/proc/{pid}/{name}", os.O_RDONLY)
        except OSError:
            self.close()

    def ends(self) -> bool:
        """Whether the process is dying or dead."""
        if not self._files:
            return False
        try:
            status, stat = (os.pread(file, 4096, 0) for file in self._files)
        except OSError:
            return True
        return is_killed(status) or is_ending(stat)

    def close(self) -> None:
        """Let go."""
        files, self._files = self._files, ()
        for file in files:
            os.close(file)


def is_killed(status: bytes) -> bool:
    """Whether /proc/PID/status tells of a process that was killed."""
    return any(int(line.split()[1], 16) & _KILLED for line in status.splitlines() if line.startswith(_PENDING))


def is_ending(stat: bytes) -> bool:
    """Whether the line of /proc/PID/stat is that of a process which is about to end."""
    words = stat.rpartition(b")")[2].split()
    return bool(int(words[_FLAGS]) & (_EXITING | _DUMPING | _SIGNALED)) or words[_STATE] in (b"Z", b"X")
