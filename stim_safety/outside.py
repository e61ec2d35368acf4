"""What comes from outside beside the device: the game's end of the way, and the signals that end programs.

Not here: what they lead to (`controller`), waiting for them (`process`).
"""

from __future__ import annotations

import os
import signal
import socket

from stim_safety.life import Life
from stim_safety.messages import SIZE

MOST_MESSAGES = 64
"""Taken in one step; the way holds hardly more, and what is left is taken at once in the next."""
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Game:
    """The game's end of the way.  gone: it has closed."""

    def __init__(self, descriptor: int) -> None:
        """Take the inherited descriptor over.  Raises OSError when it is no such socket."""
        self._socket = socket.socket(fileno=descriptor)
        self._socket.setblocking(False)
        self._life = Life(self._socket)
        self.gone = False

    def dying(self) -> bool:
        """Whether the game's process has begun to end since the last look; then it counts as gone."""
        if self.gone or not self._life.ends():
            return False
        self.gone = True
        return True

    def fileno(self) -> int:
        """Return what to wait on."""
        return self._socket.fileno()

    def receive(self) -> tuple[bytes, ...]:
        """Return what has come, oldest first."""
        messages: list[bytes] = []
        while not self.gone and len(messages) < MOST_MESSAGES:
            try:
                message = self._socket.recv(2 * SIZE)
            except BlockingIOError:
                break
            except OSError:  # also ECONNRESET: killed before it had read everything
                message = b""
            if message:
                messages.append(message)
            else:
                self.gone = True
        return tuple(messages)

    def send(self, message: bytes) -> None:
        """Send, or drop it: a game that does not listen is found by its missing heartbeat, not by waiting."""
        try:
            self._socket.send(message)
        except BlockingIOError:
            return
        except OSError:
            self.gone = True

    def close(self) -> None:
        """Let go."""
        self._life.close()
        self._socket.close()


class Signals:
    """Turns the signals that end programs into something to wait on.  asked: one has come.

    They are blocked until `unblock`, so that none is lost while the parts are being opened.
    """

    def __init__(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        self._listen, self._speak = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self._speak, warn_on_full_buffer=False)
        for number in SIGNALS:
            signal.signal(number, _nothing_more)
        self.asked = False

    def unblock(self) -> None:
        """Let those come that have waited."""
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def fileno(self) -> int:
        """Return what to wait on."""
        return self._listen

    def look(self) -> bool:
        """Whether one has come since the last look."""
        try:
            came = bool(os.read(self._listen, 64))
        except BlockingIOError:
            return False
        self.asked = self.asked or came
        return came


def _nothing_more(number: int, frame: object) -> None:
    """Do nothing: the wake-up through the pipe is all that a signal does here."""
