"""One controller at a time: the lock of a folder.

The guardian inherits the locked file, so that the lock outlives a killed controller until the guardian has let go.
Not here: the lock of a port (`port`).
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class OtherController(Exception):
    """When another stimulation program is running here; its text tells people what to do."""


def lock(path: Path) -> int:
    """Lock the file, made if needed; return its descriptor, to be held until the end.

    Raises OtherController when it is locked, OSError when it cannot be made.
    """
    file = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise OtherController("Another stimulation program is running, or has just been stopped: end it, or wait "
                              "ten seconds, and start again.") from None
    return file
