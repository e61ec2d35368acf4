"""Files that only grow, line by line: nothing that stands in them is lost.

Each line is on the disk when `append` returns; a power cut leaves at most one broken last line.  What cannot be
written waits and is tried again with the next line.  A file that must make way is kept beside under another name.
Not here: what the lines say.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from core.errors import InputError, StorageError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LARGEST_BYTES = 64 * 1024 * 1024
"""More than any person's lines in a lifetime; a larger file is not read."""
_AWAY = "Move it away to begin anew."


@dataclass(frozen=True, slots=True)
class Lines:
    """What a file holds.  cut: whether its last line lacks its end; it is the last of `lines` all the same."""

    lines: tuple[str, ...] = ()
    cut: bool = False


class LineFile:
    """One such file.  waiting: lines that could not be written yet, oldest first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.waiting: list[str] = []

    def read(self) -> Lines:
        """Return all lines; none where there is no file.  Raises InputError for a file that cannot be read."""
        try:
            found = self.path.stat()
            if not stat.S_ISREG(found.st_mode):
                raise InputError(f"{self.path} cannot be read: it is no file. {_AWAY}")  # a pipe would never end
            if found.st_size > LARGEST_BYTES:
                raise InputError(f"{self.path} is far too large to be read. {_AWAY}")
            text = self.path.read_bytes().decode("utf-8", "replace")
        except (FileNotFoundError, NotADirectoryError):
            return Lines()
        except OSError as error:
            raise InputError(f"{self.path} cannot be read ({error.strerror or error}). Make it readable, or move "
                             "it away to begin anew.") from error
        *whole, rest = text.split("\n")
        return Lines((*whole, rest), cut=True) if rest else Lines(tuple(whole))

    def append(self, *lines: str) -> None:
        """Put lines at the end, after those that wait.  Raises StorageError; then all of them wait."""
        self.waiting += lines
        if not self.waiting:
            return
        data = "".join(f"{line}\n" for line in self.waiting).encode()
        try:
            new = not self.path.parent.is_dir()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _append(self.path, data)
            if new:
                _sync_folder(self.path.parent)
        except OSError as error:
            raise _trouble(self.path, error) from error
        self.waiting.clear()

    def set_aside(self, word: str, lines: Sequence[str]) -> Path:
        """Keep the file as it is under a name with `word`, and put `lines` in its place; return where it is now.

        Raises StorageError; then the file stands where it stood, untouched.
        """
        draft = self.path.with_suffix(".new")
        try:
            aside = _copy(self.path, word)
            with draft.open("wb") as file:
                file.write("".join(f"{line}\n" for line in lines).encode())
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
            _sync_folder(self.path.parent)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise _trouble(self.path, error) from error
        self.waiting.clear()
        return aside


class Hold:
    """Says to other programs that these files are being written; ends with `release`, or with the program."""

    def __init__(self, file: IO[bytes] | None) -> None:
        self._file = file

    def release(self) -> None:
        """Let others write."""
        if self._file is not None:
            self._file.close()
            self._file = None


def hold(path: Path) -> Hold | None:
    """Take hold through the file `path`, made if needed; None while somebody else has it.

    A place that knows no locks, or cannot be written, holds nobody back.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    except OSError:
        return Hold(None)
    if _lock(file):
        return Hold(file)
    file.close()
    return None


def _append(path: Path, data: bytes) -> None:
    """Write at the end of the file, all or nothing as far as the disk lets us."""
    number = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, f"{path.name} is no file")
        size = found.st_size
        if size and _last_byte(number, size) != b"\n":
            data = b"\n" + data  # a line that was cut stays what it is, and spoils no other
        try:
            written = os.write(number, data)
            if written != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(number)
        except OSError:
            with suppress(OSError):
                if os.fstat(number).st_size <= size + len(data):  # nobody else wrote since
                    os.ftruncate(number, size)
            raise
    finally:
        os.close(number)


def _last_byte(number: int, size: int) -> bytes:
    os.lseek(number, size - 1, os.SEEK_SET)
    return os.read(number, 1)


def _copy(path: Path, word: str) -> Path:
    """Copy a file to a name that is free, and put the copy on the disk."""
    data = path.read_bytes()
    for number in range(1, 1000):
        copy = path.with_name(f"{path.stem}-{word}{'' if number == 1 else f'-{number}'}{path.suffix}")
        try:
            with copy.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            continue
        return copy
    raise OSError(errno.EEXIST, f"a thousand copies of {path.name} lie there already")


def _lock(file: IO[bytes]) -> bool:
    """Lock an open file; whether it was free.  A place without locks counts as free."""
    if sys.platform == "win32":
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk, where the system lets a folder be opened."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _trouble(path: Path, error: OSError) -> StorageError:
    return StorageError(f"What was learned in play cannot be kept in {path.parent}: {error.strerror or error}. "
                        "Free some space, or let this folder be written.")
