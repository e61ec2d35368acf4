"""The way to the safety program: whole messages, never waiting, and gone when the program is gone.

Not here: what the messages mean (`station.stimulation.link`).
"""

from __future__ import annotations

import socket
from typing import Protocol

from stim_safety.messages import SIZE, Stop

BUFFER = 16 * 1024
"""Small, so that nothing old can pile up on the way."""


class Conduit(Protocol):
    """Carries messages.  gone: whether the far end is not there any more."""

    @property
    def gone(self) -> bool:
        """Whether the far end has gone."""
        ...

    def send(self, data: bytes, t_ns: int) -> None:
        """Send one message; what the way has no room for is dropped, for it would be old when it came."""
        ...

    def receive(self, t_ns: int) -> list[bytes]:
        """Return what has come by `t_ns`, oldest first."""
        ...

    def close(self) -> None:
        """Let go; the far end sees that we are gone, and stops."""
        ...


def socket_pair() -> tuple[socket.socket, socket.socket]:
    """Return our end and the program's end of a new way; nobody else can reach it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (ours, theirs):
        end.setblocking(False)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
    return ours, theirs


class SocketConduit:
    """Our end of a socket pair."""

    def __init__(self, ours: socket.socket) -> None:
        self._socket = ours
        self.gone = False

    def fileno(self) -> int:
        """Return what to wait on for messages."""
        return self._socket.fileno()

    def peek_end(self) -> bool:
        """Whether the far end has closed, without taking a message; False while it may still speak."""
        try:
            return not self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def send(self, data: bytes, t_ns: int) -> None:
        """Send one message at once or not at all; a stop without room closes the way, which stops as well."""
        if self.gone:
            return
        try:
            self._socket.send(data)
        except BlockingIOError:
            if data[1:2] == bytes((Stop.TYPE,)):
                self.close()
        except OSError:
            self.gone = True

    def receive(self, t_ns: int) -> list[bytes]:
        """Return everything that waits."""
        messages: list[bytes] = []
        while not self.gone:
            try:
                data = self._socket.recv(2 * SIZE)
            except BlockingIOError:
                break
            except OSError:
                data = b""
            if data:
                messages.append(data)
            else:
                self.gone = True
        return messages

    def close(self) -> None:
        """Close our end."""
        self.gone = True
        self._socket.close()
