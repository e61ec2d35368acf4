"""The folder of the safety program: which files it keeps, and what they say at the start.

    audit/audit-000001.jsonl   the log of each run, chained          (`audit`)
    journals/journal-000001.jsonl   every input of a run, for replay   (`journal`)
    budgets/NAME.json   what a patient has had                       (`budget`)
    devices             identities that a person has confirmed       (`known`)
    pin                 the therapist's PIN, as a record that does not tell it (`pin`)
    lock                held by the program that runs, and by its guardian
    tripped             left by a guardian that had to stop the device, or after a run without a clean end

Read at the start only, written by the scribe.  A file that is there and cannot be read is trouble, never nothing.
Not here: what the contents mean.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from pathlib import Path

BUDGETS, DEVICES, TRIPPED = "budgets", "devices", "tripped"
MOST_JOURNALS = 20
"""Older journals are thrown away: a journal of half an hour takes some megabytes."""
MOST_BYTES = 64 * 1024
_WITHOUT_WAITING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""The second and the third are not on every system, where the simulated stimulator reads files too."""
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class FolderTrouble(Exception):
    """When the folder cannot be used; its text tells people what to do."""


class Folder:
    """The folder.  Life: made (which makes what is missing), then read."""

    def __init__(self, path: Path) -> None:
        """Make what is missing.  Raises FolderTrouble."""
        self.path = path
        try:
            for part in (path, self.audit, self.journals, self.budgets):
                part.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _trouble(path, error) from error

    @property
    def audit(self) -> Path:
        """Where the logs are."""
        return self.path / "audit"

    @property
    def journals(self) -> Path:
        """Where the journals are."""
        return self.path / "journals"

    @property
    def budgets(self) -> Path:
        """Where the budgets are."""
        return self.path / BUDGETS

    @property
    def lock(self) -> Path:
        """The file that is locked."""
        return self.path / "lock"

    @property
    def tripped(self) -> Path:
        """The marker of a guardian that tripped."""
        return self.path / TRIPPED

    def logs(self) -> list[Path]:
        """Return the logs of all runs, oldest first."""
        return sorted(self.audit.glob("audit-*.jsonl"))

    def budget(self, patient: str) -> bytes | None:
        """Return the budget file of a patient, None when there is none."""
        return self._read(Path(BUDGETS, budget_name(patient)))

    def pin(self) -> bytes | None:
        """Return the record of the PIN, None when none was set."""
        return self._read(Path("pin"))

    def devices(self) -> bytes | None:
        """Return the file of known devices, None when there is none."""
        return self._read(Path(DEVICES))

    def mark_incident(self) -> None:
        """Leave the marker that a guardian leaves: it stays until a person has dealt with what happened."""
        try:
            self.tripped.touch(mode=0o600)
        except OSError as error:
            raise _trouble(self.tripped, error) from error

    def clear_journals(self, keep: int = MOST_JOURNALS) -> None:
        """Throw away all journals but the newest."""
        for old in sorted(self.journals.glob("journal-*.jsonl"))[:-keep]:
            old.unlink(missing_ok=True)

    def _read(self, name: Path) -> bytes | None:
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _trouble(self.path / name, error) from error


class WatchedFile:
    """The prescription file: its digest, looked at again now and then and taken anew when the file was touched."""

    LOOK_NS = 500_000_000

    def __init__(self, path: Path) -> None:
        self._path = path
        self._next_ns = 0
        self._stamp: tuple[int, ...] | None = None
        self._digest = ""

    def look(self, now_ns: int) -> str | None:
        """Return the digest as it is now, "" for a file that cannot be read; None when it is not time to look."""
        if now_ns < self._next_ns:
            return None
        self._next_ns = now_ns + self.LOOK_NS
        try:
            told = self._path.stat()
            stamp = (told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns)
            if stamp != self._stamp:
                self._stamp, self._digest = stamp, hashlib.sha256(read_file(self._path)).hexdigest()
        except OSError:
            self._stamp, self._digest = None, ""
        return self._digest


def read_file(path: Path) -> bytes:
    """Return what a person's file says.  Raises OSError, also for what is no plain file of reasonable size.

    Opened first and judged then, without waiting: what is put in its place meanwhile cannot hold this program up.
    """
    file = os.open(path, _WITHOUT_WAITING)
    try:
        plain = stat.S_ISREG(os.fstat(file).st_mode)
        data = os.read(file, MOST_BYTES + 1) if plain else b""
    finally:
        os.close(file)
    if not plain or len(data) > MOST_BYTES:
        raise OSError(errno.EFBIG, "no plain file of at most 64 KB")
    return data


def journal_name(log: str) -> str:
    """Return the name of the journal of the run with this log."""
    return log.replace("audit", "journal")


def budget_name(patient: str) -> str:
    """Return the name of a patient's budget file; a name that is no plain word becomes its digest."""
    name = patient if _PLAIN_NAME.fullmatch(patient) else hashlib.sha256(patient.encode()).hexdigest()
    return f"{name}.json"


def _trouble(path: Path, error: OSError) -> FolderTrouble:
    return FolderTrouble(f"{path} cannot be used ({error.strerror}): the stimulation program must be able to read "
                         "and write it.")
