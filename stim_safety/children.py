"""Our ends of the guardian and the scribe: how they are started, spoken to and heard.

Both are bare scripts in processes and sessions of their own, with all but the named descriptors closed.  The
signals that end programs are blocked while they start, so both inherit the block and outlive any signal that a
person or a closing desktop sends; they end when we do.  Nothing here waits.
Not here: what they do (`guardian`, `scribe`).
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from collections import deque
from pathlib import Path

from stim_safety import guardian, scribe
from stim_safety.step import GuardianNews

BACKLOG = 2000
"""Parcels that wait for a slow disk; more are a lost log."""
END_S = 2.0
_HERE = Path(__file__).parent


def start(script: str, words: list[str], descriptors: tuple[int, ...]) -> subprocess.Popen[bytes]:
    """Start a bare script of ours: no environment, no site packages, its own session."""
    command = [sys.executable, "-I", "-S", str(_HERE / script), *words]
    return subprocess.Popen(command, pass_fds=descriptors, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            env={}, cwd="/", start_new_session=True)


class Guardian:
    """Life: started, `beat` when a step passed every check, `news`, `release`."""

    def __init__(self, port: int, held: int, marker: Path, stop: bytes) -> None:
        """Start it.  port: the open port; held: a descriptor that it keeps open (the lock)."""
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ours.setblocking(False)
        self.process = start("guardian.py", [str(port), str(theirs.fileno()), str(marker), stop.hex()],
                             (port, theirs.fileno(), held))
        theirs.close()
        self._last = self._news = GuardianNews.QUIET

    def fileno(self) -> int:
        """Return what to wait on."""
        return self._ours.fileno()

    @property
    def over(self) -> bool:
        """Whether it has gone, or has taken the wire over: there is nothing more to hear."""
        return self._last in (GuardianNews.GONE, GuardianNews.TRIPPED)

    def look(self) -> GuardianNews:
        """Return the newest word so far, and keep it for `news`."""
        while not self.over:
            try:
                word = self._ours.recv(1)
            except BlockingIOError:
                break
            except OSError:
                word = b""
            self._last = self._news = _NEWS.get(word, GuardianNews.GONE)
        return self._last

    def news(self) -> GuardianNews:
        """Return what is new; GONE and TRIPPED stay."""
        self.look()
        found = self._news
        if not self.over:
            self._news = GuardianNews.QUIET
        return found

    def beat(self) -> None:
        """Say that all is well."""
        self._say(guardian.BEAT)

    def release(self) -> None:
        """Let it go without a stop, and see it gone before the way is closed, which breaks it."""
        self._say(guardian.RELEASE)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(END_S)
        self._ours.close()

    def _say(self, word: bytes) -> None:
        with contextlib.suppress(OSError):  # its end is seen by `news`
            self._ours.send(word)


_NEWS = {guardian.BEAT: GuardianNews.BEAT, guardian.TRIPPED: GuardianNews.TRIPPED}


class Scribe:
    """Life: started, `line`, `journal`, `whole`, then `pump` each step; `end`.

    acked: audit lines proven on disk.  gone: why the log is lost, "" while it is there.
    """

    def __init__(self, folder: Path, audit: str, journal: str) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ours.setblocking(False)
        self._ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * scribe.PARCEL)
        self.process = start("scribe.py", [str(theirs.fileno()), str(folder), audit, journal], (theirs.fileno(),))
        theirs.close()
        self._waiting: deque[bytes] = deque()
        self.acked = 0
        self.gone = ""

    def fileno(self) -> int:
        """Return what to wait on."""
        return self._ours.fileno()

    def line(self, line: bytes, sync: bool) -> None:
        """Hand over a line of the audit log."""
        self._hand((scribe.SYNCED if sync else scribe.LINE) + line)

    def journal(self, line: bytes) -> None:
        """Hand over a line of the journal."""
        self._hand(scribe.JOURNAL + line)

    def whole(self, name: str, content: bytes) -> None:
        """Hand over a file to replace."""
        self._hand(scribe.WHOLE + name.encode() + b"\0" + content)

    def remove(self, name: str) -> None:
        """Hand over a file to take away."""
        self._hand(scribe.REMOVED + name.encode())

    def pump(self) -> None:
        """Send what the way takes, and hear what is proven."""
        self._hear()
        while self._waiting and not self.gone:
            try:
                self._ours.send(self._waiting[0])
            except BlockingIOError:
                return
            except OSError:
                self._hear()
                self.gone = self.gone or "The writer of the log has ended."
                return
            self._waiting.popleft()

    def end(self) -> bool:
        """Hand the rest over and wait until all is on disk; False when that cannot be proven."""
        self._ours.settimeout(END_S)
        try:
            while self._waiting and not self.gone:
                self._ours.send(self._waiting.popleft())
            self._ours.shutdown(socket.SHUT_WR)
            return self.process.wait(END_S) == 0
        except (OSError, subprocess.TimeoutExpired):
            return False

    def _hand(self, parcel: bytes) -> None:
        if self.gone:
            return
        if len(self._waiting) >= BACKLOG:
            self.gone = "The disk is too slow for the log of the stimulation program."
            return
        self._waiting.append(parcel)

    def _hear(self) -> None:
        while not self.gone:
            try:
                parcel = self._ours.recv(scribe.PARCEL)
            except BlockingIOError:
                return
            except OSError:
                parcel = b""
            if parcel[:1] == scribe.PROVEN:
                self.acked = int.from_bytes(parcel[1:9], "little")
            else:
                self.gone = parcel[1:].decode("utf-8", "replace") or "The writer of the log has ended."
