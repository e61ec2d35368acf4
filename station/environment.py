"""The program's own Python environment: where it is, whether it is complete, and how to become it.

Asked at every start, so it imports next to nothing and reads two small files.  The stamp of a lock is a copy
of that lock, with the interpreter's path on top, and is written when the last package is in; so an
interrupted build has none, and neither has one whose Python was replaced.  Not here: building it
(`station.install`).
"""

from __future__ import annotations

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
RUNTIME_LOCK = "requirements.lock"
DEVELOPMENT_LOCK = "requirements-dev.lock"
"""Holds all that the runtime lock holds, at the same versions, and the tools."""
HANDED_OVER = "SUREFOOT_HANDED_OVER"
"""Set from the first Python to the one in `.venv`, so that a broken one cannot go round in a loop."""


def locks_for(arguments: list[str]) -> tuple[str, ...]:
    """Name the locks whose packages this command needs; the last one holds all the others."""
    return (RUNTIME_LOCK, DEVELOPMENT_LOCK) if arguments[:1] == ["test"] else (RUNTIME_LOCK,)


def stamp_path(lock: str) -> str:
    """Where the stamp of `lock` is kept."""
    return os.path.join(VENV, lock + ".installed")


def stamp(lock: str) -> bytes:
    """Make the stamp that `.venv` bears when it is complete for `lock`.  Raises OSError without such a lock."""
    with open(os.path.join(ROOT, lock), "rb") as file:
        return os.fsencode(os.path.realpath(PYTHON)) + b"\n" + file.read()


def is_built_from(locks: tuple[str, ...]) -> bool:
    """Whether `.venv` is complete for all of `locks`, and its Python still there."""
    try:
        return os.path.exists(PYTHON) and all(_read(stamp_path(lock)) == stamp(lock) for lock in locks)
    except OSError:
        return False


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def is_this_python() -> bool:
    """Whether the Python running now has the packages: the one in `.venv`."""
    return os.path.realpath(sys.prefix) == os.path.realpath(VENV)


def hand_over(script: str, arguments: list[str]) -> str:
    """Become the Python in `.venv`, running `script`; returns only when that failed, with the reason.

    On Windows, where exec gives the prompt back at once, it waits for that Python and exits as it did.
    """
    useless = f"The Python in {VENV} does not work. Delete that folder and start again."
    if os.environ.get(HANDED_OVER) == VENV:
        return useless
    os.environ[HANDED_OVER] = VENV
    command = [PYTHON, script, *arguments]
    try:
        if os.name == "nt":
            import subprocess

            sys.exit(subprocess.call(command))
        os.execv(PYTHON, command)
    except OSError:
        return useless
