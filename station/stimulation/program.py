"""Starts the safety program and waits for it to end.

It is started by exec of its own module with nothing but one end of a socket pair, a port and files; no environment
of ours reaches it.  Not here: what is said to it (`link`).
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.clock import NS_PER_S, Clock, Deadline
from core.errors import DeviceMissing, InputError
from station.stimulation.conduit import SocketConduit, socket_pair
from station.stimulation.spec import StimSpec

ROOT = Path(__file__).resolve().parents[2]
START_S = 5.0
END_S = 3.0
ERRORS = "program.log"
_WRONG_INPUT = 2


@dataclass(frozen=True, slots=True)
class Order:
    """What the safety program is started with.  folder: where its log and budgets are kept."""

    spec: StimSpec
    folder: Path
    prescription: Path
    pedal: str = ""


class Program:
    """The running safety program.  Life: made running, `conduit` used, `end`."""

    def __init__(self, order: Order, clock: Clock) -> None:
        """Start it.  Raises DeviceMissing or InputError with its own sentence when it does not begin."""
        if sys.platform != "linux":
            raise InputError(f"--stim {order.spec}: real stimulation needs Linux; use --stim sim here.")
        self._clock = clock
        self._errors = order.folder / ERRORS
        self._journals = order.folder / "journals"
        errors = _new_file(self._errors)
        ours, theirs = socket_pair()
        with errors:
            self._process = subprocess.Popen(
                command(order, theirs.fileno()), pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=errors, env={"PATH": os.defpath, "LANG": "C.UTF-8"}, cwd="/",
                start_new_session=True)
        theirs.close()
        self.conduit = SocketConduit(ours)
        self._begin()

    @property
    def pid(self) -> int:
        """Return the controller's process number."""
        return self._process.pid

    def end(self) -> int | None:
        """Wait until the program has stopped the device and ended; None when it has not within three seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(END_S)
        return None

    def journal(self) -> Iterator[bytes]:
        """Yield the lines of its journal; none when it left none."""
        newest = max(self._journals.glob("*.jsonl"), default=None)
        if newest is not None:
            with newest.open("rb") as lines:
                yield from lines

    def _begin(self) -> None:
        """Wait for its first word, or for its end and why."""
        deadline = Deadline(self._clock, round(START_S * NS_PER_S))
        ready, _, _ = select.select([self.conduit.fileno()], [], [], deadline.remaining_ns() / NS_PER_S)
        if ready and self._process.poll() is None and not self._ended():
            return
        self.conduit.close()
        code = self.end()
        told = self._errors.read_text(errors="replace").strip().splitlines()
        sentence = told[-1] if told else "The stimulation program did not begin."
        raise InputError(sentence) if code == _WRONG_INPUT else DeviceMissing(sentence)

    def _ended(self) -> bool:
        """Whether its end of the way is closed, without taking a message off it."""
        return self.conduit.peek_end()


def _new_file(path: Path) -> BinaryIO:
    """Make a file and its folder.  Raises InputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path.open("wb")
    except OSError as error:
        raise InputError(f"--stim-folder {path.parent} cannot be used ({error.strerror}): name a folder that may "
                         "be written.") from error


def command(order: Order, descriptor: int) -> list[str]:
    """Return the words that start the program, isolated from environment and folder."""
    begin = "from stim_safety.__main__ import main; sys.exit(main())"
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {begin}"
    words = ["run", "--game-fd", str(descriptor), "--stim", str(order.spec),
             "--folder", str(order.folder.absolute()), "--prescription", str(order.prescription.absolute())]
    pedal = ["--pedal", order.pedal] if order.pedal else []
    return [sys.executable, "-I", "-c", start, *words, *pedal]
