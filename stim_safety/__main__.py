"""The program's words: `run`, started by the game's side; `audit` and `pin`, for who looks after a kiosk.

The game's side starts it by `python -I -c` with the path of this package, so that no environment variable and no
working folder decides which code runs; `python -m stim_safety` does for people.  Trouble is a sentence on stderr
and an exit code: 2 wrong input, 3 a device that is missing or taken, 4 no clean end.
Not here: what happens then (`starting`).
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from stim_safety import audit, pin
from stim_safety.drivers.registry import DRIVERS
from stim_safety.folder import Folder, FolderTrouble
from stim_safety.scribe import replace
from stim_safety.starting import WRONG_INPUT, NotStarted, Options, run

DONE, FAILED = 0, 4


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words say; return the exit code."""
    options = _parser().parse_args(words)
    try:
        return int(options.do(options))
    except NotStarted as error:
        return _say(error.code, str(error))
    except FolderTrouble as error:
        return _say(WRONG_INPUT, str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="stim_safety",
                                     description="The program that alone may speak to a stimulator.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    running = commands.add_parser("run", help="run; started by the game's side")
    running.add_argument("--game-fd", type=int, required=True, help="descriptor of the way to the game")
    running.add_argument("--stim", type=_stimulator, required=True, metavar="NAME:PORT",
                         help=f"one of {', '.join(DRIVERS)}, and its port")
    running.add_argument("--folder", type=Path, required=True, help="where logs, budgets and the PIN are")
    running.add_argument("--prescription", type=Path, required=True)
    running.add_argument("--pedal", default="", help="device that means stop when it sends anything, or is lost")
    running.set_defaults(do=_run)
    proving = commands.add_parser("audit", help="prove the logs of a folder")
    proving.add_argument("folder", type=Path)
    proving.set_defaults(do=_audit)
    setting = commands.add_parser("pin", help="set the therapist's PIN of a folder")
    setting.add_argument("folder", type=Path)
    setting.set_defaults(do=_pin)
    return parser


def _stimulator(word: str) -> tuple[str, str]:
    kind, _, port = word.partition(":")
    if kind not in DRIVERS or not port:
        raise argparse.ArgumentTypeError(f"{word}: say one of {', '.join(DRIVERS)} and its port, such as "
                                         "p24:/dev/ttyACM0")
    return kind, port


def _run(options: argparse.Namespace) -> int:
    kind, port = options.stim
    return run(Options(options.game_fd, kind, port, options.folder, options.prescription, options.pedal))


def _audit(options: argparse.Namespace) -> int:
    part = audit.verify_files(Folder(options.folder).logs())
    if part.problem:
        return _say(FAILED, part.problem)
    end = "ended cleanly" if part.ended else "did NOT end cleanly"
    return _say(DONE, f"{part.lines} lines are whole; the last run {end}.")


def _pin(options: argparse.Namespace) -> int:
    folder = Folder(options.folder)
    try:
        record = pin.make(_asked("PIN of 4 to 8 digits: "), os.urandom(pin.SALT_BYTES))
    except ValueError as error:
        return _say(WRONG_INPUT, str(error))
    replace(str(folder.path / "pin"), record)
    return _say(DONE, "The PIN is set.")


def _asked(question: str) -> str:
    """Ask a person without showing the answer, or read a line of what is not a person."""
    return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().strip()


def _say(code: int, sentence: str) -> int:
    print(sentence, file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":  # pragma: no cover - the tests of processes run it, in processes
    sys.exit(main())
