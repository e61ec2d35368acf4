"""A pedal or button that means stop: any byte from it, and also its loss.

It may be a serial line, a HID or an input device; it is opened for reading alone and its bytes are not
understood, so there is none that could be misunderstood.  Not here: what a stop does (`controller`).
"""

from __future__ import annotations

import contextlib
import os
import termios
import tty


class PedalMissing(Exception):
    """When the pedal cannot be opened at the start; its text tells people what to do."""


class Pedal:
    """The pedal.  Life: opened, `pressed` whenever it is readable, `close`.  gone: it was lost."""

    def __init__(self, path: str) -> None:
        """Open it.  Raises PedalMissing."""
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise PedalMissing(f"The pedal {path} cannot be opened ({error.strerror}): plug it in, or start "
                               "without --pedal.") from error
        self.gone = False
        with contextlib.suppress(termios.error):  # only a serial line has settings
            tty.setraw(self._file)

    def fileno(self) -> int:
        """Return what to wait on."""
        return self._file

    def pressed(self) -> bool:
        """Whether it was pressed or lost since the last look; once lost it stays pressed."""
        try:
            heard = os.read(self._file, 256)
        except BlockingIOError:
            return self.gone
        except OSError:
            heard = b""
        self.gone = self.gone or not heard
        return True

    def close(self) -> None:
        """Let go."""
        os.close(self._file)
