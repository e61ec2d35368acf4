"""The scribe: a small program of its own that puts on disk what the controller hands over.

Started as a bare script (`python -I -S scribe.py PIPE FOLDER AUDIT JOURNAL`); a slow or full disk makes it
wait, and never the controller.  Parcels come over a SOCK_SEQPACKET, one kind byte and a body:

    a, A  a line of the audit log; A must be on disk before it counts
    j     a line of the journal, never waited for
    b     a file to replace whole: name relative to FOLDER, a zero byte, content
    r     a file to take away: name relative to FOLDER

It answers `k` and the count (u64, little-endian) of audit lines that are proven on disk, or `x` and a sentence,
and then ends.  A log that was deleted, replaced or cut under it is a lost log.
Not here: what a line says and how lines are chained (`audit`), handing over (`children`).
"""

from __future__ import annotations

import os
import select
import socket
import sys
import time

LINE, SYNCED, JOURNAL, WHOLE, REMOVED = b"a", b"A", b"j", b"b", b"r"
PROVEN, LOST = b"k", b"x"
PROVE_MS = 100
"""A line that nobody waits for is on disk this soon as well."""
LOOK_MS = 250
"""How often the log is looked after, whatever comes."""
PARCEL = 256 * 1024
"""Longest parcel, bytes."""
MS = 1_000_000


class Lost(Exception):
    """When the log cannot be trusted any more; its text is the sentence for people."""


class AuditFile:
    """The log of this run.  Life: made new, `write`, `prove`, `look`."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_WRONLY, 0o600)
        self._size = 0
        self._lines = 0
        self._unproven_since_ns: int | None = None
        sync_folder(os.path.dirname(path))  # noqa: PTH120 - pathlib would double the start of this bare script

    def write(self, line: bytes, now_ns: int) -> None:
        """Append one line; raises OSError when there is no room."""
        written = os.write(self._file, line)
        self._size += written
        if written < len(line):
            raise Lost("There is no room for the log of the stimulation program.")
        self._lines += 1
        if self._unproven_since_ns is None:
            self._unproven_since_ns = now_ns

    def due(self, now_ns: int) -> bool:
        """Whether lines have waited long enough for their proof."""
        return self._unproven_since_ns is not None and now_ns - self._unproven_since_ns >= PROVE_MS * MS

    def prove(self) -> int:
        """Bring everything to the disk; return the count of lines that are there."""
        os.fsync(self._file)
        self.look()
        self._unproven_since_ns = None
        return self._lines

    def look(self) -> None:
        """Raise Lost when the file is not the one that was written."""
        ours = os.fstat(self._file)
        try:
            named = os.stat(self._path)  # noqa: PTH116 - as above
        except FileNotFoundError:
            raise Lost("The log of the stimulation program was deleted.") from None
        if (named.st_dev, named.st_ino) != (ours.st_dev, ours.st_ino) or ours.st_size != self._size:
            raise Lost("The log of the stimulation program was changed by somebody else.")


class Scribe:
    """Takes parcels and puts them away.  Life: `serve` until the controller has closed its end."""

    def __init__(self, pipe: socket.socket, folder: str, audit: str, journal: str) -> None:
        self._pipe = pipe
        self._folder = folder
        self._audit = AuditFile(f"{folder}/{audit}")
        self._journal = os.open(f"{folder}/{journal}", os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        self._asked = False
        self._look_ns = 0

    def serve(self) -> None:
        """Put away until the end; raises Lost or OSError when the log is lost."""
        while True:
            ready, _, _ = select.select([self._pipe], [], [], PROVE_MS / 1000)
            if ready and not self._take():
                self._answer(self._audit.prove())
                return
            if self._asked or self._audit.due(now_ns()):
                self._asked = False
                self._answer(self._audit.prove())
            self._look(now_ns())

    def _look(self, now_ns: int) -> None:
        if now_ns - self._look_ns >= LOOK_MS * MS:
            self._look_ns = now_ns
            self._audit.look()

    def _take(self) -> bool:
        """Take all parcels that wait; False at the end."""
        while True:
            try:
                parcel = self._pipe.recv(PARCEL, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return True
            except ConnectionResetError:
                continue  # a controller that was killed with an answer unread; what it had sent is still there
            if not parcel:
                return False
            self._put(parcel[:1], parcel[1:])

    def _put(self, kind: bytes, body: bytes) -> None:
        if kind in (LINE, SYNCED):
            self._audit.write(body, now_ns())
            self._asked |= kind == SYNCED
        elif kind == JOURNAL:
            os.write(self._journal, body)
        elif kind == WHOLE:
            name, _, content = body.partition(b"\0")
            replace(f"{self._folder}/{name.decode()}", content)
        elif kind == REMOVED:
            remove(f"{self._folder}/{body.decode()}")
        else:
            raise Lost("The writer of the log was handed something it does not know.")

    def _answer(self, proven: int) -> None:
        tell(self._pipe, PROVEN + proven.to_bytes(8, "little"))


def replace(path: str, content: bytes) -> None:
    """Replace a file so that after a power cut the old or the new one is there, whole."""
    new = f"{path}.new"
    file = os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        if os.write(file, content) < len(content):
            raise Lost("There is no room for the budget of the patient.")
        os.fsync(file)
    finally:
        os.close(file)
    os.replace(new, path)  # noqa: PTH105 - as above
    sync_folder(os.path.dirname(path))  # noqa: PTH120 - as above


def remove(path: str) -> None:
    """Take a file away, if it is there."""
    try:
        os.unlink(path)  # noqa: PTH108 - as above
    except FileNotFoundError:
        return
    sync_folder(os.path.dirname(path))  # noqa: PTH120 - as above


def sync_folder(path: str) -> None:
    """Bring the names in a folder to the disk."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def tell(pipe: socket.socket, parcel: bytes) -> None:
    """Answer the controller, who may be gone or asleep; it is asked to hear the newest count only."""
    try:
        pipe.send(parcel, socket.MSG_DONTWAIT)
    except OSError:
        return


def now_ns() -> int:
    """Monotonic nanoseconds."""
    return time.monotonic_ns()


def main(words: list[str]) -> int:
    """Serve; 1 when the log was lost."""
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))  # a disk must not be waited for at high priority
    with socket.socket(fileno=int(words[0])) as pipe:
        try:
            Scribe(pipe, *words[1:4]).serve()
        except (Lost, OSError) as error:
            tell(pipe, LOST + sentence(error).encode())
            return 1
    return 0


def sentence(error: Exception) -> str:
    """Say in one sentence why the log is lost."""
    if isinstance(error, OSError):
        return f"The log of the stimulation program cannot be written: {error.strerror}."
    return str(error)


if __name__ == "__main__":  # pragma: no cover - the tests of processes run it, in processes
    sys.exit(main(sys.argv[1:]))
