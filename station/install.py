"""Builds `.venv` from the hash-pinned locks: with uv where it is found, else with venv and pip.

Only ready-made packages whose hash the lock knows come in.  `.venv.lock` lets one build run at a time and
remembers one that did not end, which the next start throws away.  A `.venv` made by hand is kept and brought
up to the lock.  Progress goes to standard error.  Standard library only, since nothing else is there yet.
Not here: whether a build is needed (`station.environment`) and what its failures mean (`station.mishaps`).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TextIO

from station.environment import PYTHON, ROOT, VENV, is_built_from, stamp, stamp_path
from station.mishaps import NO_VENV, InstallError, explain, explain_os_error

STATE_FILE = Path(ROOT, ".venv.lock")
UNFINISHED = b"unfinished\n"
LAST_LINES = 200
"""Of the tools' output, kept to tell what went wrong."""
TOOL_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",  # so that failures can be recognised
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_USER": "0",  # a home setting that would refuse to install into an environment
    "UV_NO_PROGRESS": "1",
    "UV_PYTHON_DOWNLOADS": "never",
}


@dataclass(frozen=True, slots=True)
class Tool:
    """What can make an environment and fill it; `fill` gets the name of the lock appended."""

    name: str
    make: tuple[str, ...]
    fill: tuple[str, ...]
    probe: str
    """Python code that ends well in an environment which `fill` can be used on."""


def uv(path: str) -> Tool:
    """Build with the uv at `path`; compiling at once saves the first start some seconds."""
    return Tool("uv", (path, "venv", "--quiet", "--python", _base_python(), VENV),
                (path, "pip", "install", "--python", PYTHON, "--compile-bytecode", "--require-hashes",
                 "--only-binary", ":all:", "-r"),
                "import os, sysconfig; os.listdir(sysconfig.get_path('purelib'))")


def pip() -> Tool:
    """Build with what comes with Python.  -I, so that no file of ours hides one of theirs."""
    return Tool("pip", (_base_python(), "-I", "-m", "venv", VENV),
                (PYTHON, "-I", "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "-r"),
                "import pip")


def _base_python() -> str:
    return sys.executable or "python3"


def tools() -> Iterator[Tool]:
    """Yield the tools to try, best first; the second is for a uv that is too old or broken."""
    path = shutil.which("uv")
    if path and not Path(path).is_relative_to(VENV):
        yield uv(path)
    if find_spec("venv") and find_spec("ensurepip"):
        yield pip()


class Progress:
    """One line that changes on a terminal; elsewhere a line for each step."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._said = False

    def step(self, text: str) -> None:
        """Say what is being done now."""
        self._write(f"\r\033[K{text}" if self._live else f"{text}\n")

    def detail(self, text: str) -> None:
        """Say more, where the line can change."""
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            self._write(f"\r\033[K{text[:width]}")

    def end(self) -> None:
        """Leave the line, so that what is said next stands on its own."""
        if self._live and self._said:
            self._write("\n")

    def _write(self, text: str) -> None:
        self._said = True
        self._stream.write(text)
        self._stream.flush()


def install(locks: tuple[str, ...]) -> None:
    """Make `.venv` complete for `locks`, of which the last holds the others.

    Raises InstallError with a sentence that says what to do, or KeyboardInterrupt; after either, the next
    call starts anew.
    """
    progress = Progress(sys.stderr)
    try:
        with _one_at_a_time(progress) as state:
            if not is_built_from(locks):  # else another start has just done it
                _build(locks, state, progress)
    except OSError as error:
        raise InstallError(explain_os_error(error)) from error
    finally:
        progress.end()


@contextmanager
def _one_at_a_time(progress: Progress) -> Iterator[IO[bytes]]:
    with STATE_FILE.open("a+b") as state:
        if not _try_lock(state, wait=False):
            progress.step("Another start is setting Surefoot up; waiting for it.")
            _try_lock(state, wait=True)
        yield state


def _try_lock(state: IO[bytes], *, wait: bool) -> bool:
    if sys.platform == "win32":
        import msvcrt

        while True:
            try:
                msvcrt.locking(state.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
                return True
            except OSError:  # LK_LOCK gives up after ten seconds
                if not wait:
                    return False
    import fcntl

    try:
        fcntl.flock(state, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _build(locks: tuple[str, ...], state: IO[bytes], progress: Progress) -> None:
    state.seek(0)
    unfinished = state.read() == UNFINISHED
    _mark(state, UNFINISHED)
    for lock in locks:
        Path(stamp_path(lock)).unlink(missing_ok=True)
    failure = NO_VENV  # what stays true when there is no tool to try
    for tool in tools():
        try:
            _build_with(tool, locks[-1], state, progress, afresh=unfinished)
        except subprocess.CalledProcessError as error:
            failure, known = explain(error.output, tool.name)
            unfinished = True
            if known:
                break
        else:
            for lock in locks:
                Path(stamp_path(lock)).write_bytes(stamp(lock))
            _mark(state, b"")
            progress.step("Surefoot is set up.")
            return
    raise InstallError(failure)


def _mark(state: IO[bytes], mark: bytes) -> None:
    state.seek(0)
    state.truncate()
    state.write(mark)
    state.flush()


def _build_with(tool: Tool, lock: str, state: IO[bytes], progress: Progress, *, afresh: bool) -> None:
    progress.step(f"Setting Surefoot up in {VENV} with {tool.name}; this happens once.")
    if afresh or not _works(tool):
        shutil.rmtree(VENV, ignore_errors=not Path(VENV).exists())
        _run(tool.make, state)
    wanted = Path(ROOT, lock).read_text("utf-8").count("==")
    progress.step(f"Installing up to {wanted} packages with {tool.name}.")
    for line in _lines((*tool.fill, str(Path(ROOT, lock))), state):
        if news := news_in(line):
            progress.detail(f"Installing up to {wanted} packages with {tool.name}: {news}")


def news_in(line: str) -> str | None:
    """Tell in a few words what a line of pip or uv says, if it is worth showing."""
    if fetched := re.match(r"(?:Collecting|Downloading) ([A-Za-z]\w*(?:[-.][A-Za-z]\w*)*)", line):
        return f"fetching {fetched[1]}"
    return "unpacking" if line.startswith(("Installing collected packages", "Prepared ")) else None


def _works(tool: Tool) -> bool:
    try:
        return subprocess.run([PYTHON, "-I", "-c", tool.probe], capture_output=True, check=False,
                              stdin=subprocess.DEVNULL, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _run(command: tuple[str, ...], state: IO[bytes]) -> None:
    for _ in _lines(command, state):
        pass


def _lines(command: tuple[str, ...], state: IO[bytes]) -> Iterator[str]:
    """Yield what `command` prints; raise CalledProcessError, with its last lines, when it fails.

    The command holds the lock too, so that one whose starter was killed is waited for and not overrun.
    """
    kept: deque[str] = deque(maxlen=LAST_LINES)
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | TOOL_ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
        pass_fds=() if os.name == "nt" else (state.fileno(),))
    assert process.stdout is not None
    try:
        with process:
            for line in process.stdout:
                kept.append(line)
                yield line.strip()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, "".join(kept))
