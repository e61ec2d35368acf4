"""The command line: words in, exit code out.

Each command imports what it needs when it is called, so that `--help` and the first screen are quick.
Errors that a person must mend are printed as one sentence, without a traceback.
Not here: what the commands do (`station.commands`).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from core.errors import ExitCode, SurefootError
from station import commands as do

Command = Callable[[argparse.Namespace], int]
_BOARDS = "auto, wii[:SERIAL], serial:PORT, joystick[:NAME], lsl:NAME, sim, replay:SESSION"
_EMGS = ("auto, serial:PORT, chords:PORT, cyton:PORT, bitalino:PORT, olimex:PORT, byb[:PORT or :SERIAL], "
         "lsl[:NAME], brainflow:ID, sim, replay:SESSION")
_STIM = "p24:PORT, rehamove3:PORT, rehastim2:PORT, rehastim1:PORT, openems:PORT, sim"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 2 wrong input, 3 device missing, 4 check failed)."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["test"]:  # its options are pytest's
        from station import selftest
        return selftest.run(words[1:])
    if not words or (words[0].startswith("-") and words[0] not in {"-h", "--help", "--version"}):
        words = ["play", *words]
    arguments = _parser().parse_args(words)
    try:
        return _run(arguments)
    except BrokenPipeError:  # whoever read our output has gone: that is an end, not a fault
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE


def _run(arguments: argparse.Namespace) -> int:
    command: Command = arguments.command
    try:
        return int(command(arguments))
    except SurefootError as error:
        _tell(str(error), getattr(arguments, "json", False))
        return int(error.exit_code)
    except KeyboardInterrupt:
        _tell("Stopped.", getattr(arguments, "json", False))
        return ExitCode.DONE
    except BrokenPipeError:
        raise
    except Exception as error:  # a defect of ours: the details help us, not the person in front of it
        _tell(f"Something went wrong inside Surefoot ({type(error).__name__}); what was recorded is kept. "
              f"Details are in {_keep_details()}.", getattr(arguments, "json", False))
        return ExitCode.CHECK_FAILED


def _keep_details() -> str:
    """Write the traceback that is being handled into a file of its own; return its name."""
    with tempfile.NamedTemporaryFile("w", prefix="surefoot-", suffix=".log", delete=False) as file:
        traceback.print_exc(file=file)
    return file.name


def _tell(sentence: str, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"error": sentence}), flush=True)
    else:
        print(sentence, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="surefoot", description="Games steered by weight shift and muscle activation.",
        epilog="Without a command it plays.  Exit codes: 0 done, 2 the input or settings are wrong, "
               "3 a device is missing, 4 a check failed.")
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_play(commands)
    _add_assess(commands)
    _add_progress(commands)
    _add_files(commands)
    _add_preview(commands)
    _add_stream(commands)
    _add_measure(commands)
    _add_stim(commands)
    _add_playtest(commands)
    _add_care(commands)
    return parser


def _add_play(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("play", help="play; without hardware the simulated patient plays")
    parser.set_defaults(command=do.play)
    parser.add_argument("level", nargs="?", help="a level's name or file, such as shelf_reach/first_shelf")
    parser.add_argument("--grade", type=_grade, help="1 (easiest) to 10; as last time if left out")
    _add_session(parser)
    parser.add_argument("--stim", default="none", help=f"{_STIM} or none (default: %(default)s)")
    parser.add_argument("--prescription", type=Path, metavar="FILE",
                        help="what a therapist prescribed; needed for a real stimulator")
    parser.add_argument("--stim-script", type=Path, metavar="FILE",
                        help="make stimulation ready by a script instead of by hand")
    _add_stim_places(parser)
    parser.add_argument("--plan", type=Path, action="append", default=[], metavar="FILE",
                        help="a therapist's plan for a level; may be named several times")
    parser.add_argument("--adapt", action="store_true",
                        help="let difficulty follow a guest too, as it follows a patient without being told")
    parser.add_argument("--seconds", type=_seconds, help="end safely after so many seconds of play")


def _add_assess(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("assess", help="measure: standing, leaning, muscles, reaction; no diagnosis")
    parser.set_defaults(command=do.assess)
    parser.add_argument("assessment", nargs="?", help="quiet_stance, mctsib, limits, weight_bearing, sitting, "
                                                      "emg, reaction, pace, dual_task or faces "
                                                      "(else a menu of them)")
    _add_session(parser)


def _add_progress(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("progress", help="how a patient is getting on: difficulty, stage, and why")
    parser.set_defaults(command=do.progress)
    parser.add_argument("patient", help="the patient's id, as play --patient was told")
    parser.add_argument("--level", metavar="LEVEL", help="only this level")
    parser.add_argument("--accept-stage", type=int, choices=(1, 2, 3, 4), metavar="N",
                        help="a therapist accepts stage 1 to 4 of this level from now on")
    parser.add_argument("--out", type=Path, help="folder in which sessions are kept, as play was told")
    _add_settings(parser)
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def _add_session(parser: argparse.ArgumentParser) -> None:
    """Add what every session with a person may be told."""
    parser.add_argument("--board", default="auto", help=f"{_BOARDS} or none (default: %(default)s)")
    parser.add_argument("--emg", default="auto", help=f"{_EMGS} or none (default: %(default)s)")
    parser.add_argument("--patient", default="guest", metavar="ID",
                        help="letters, digits, dashes, never a name; guest keeps nothing (default: %(default)s)")
    parser.add_argument("--pads-on", action="store_true",
                        help="the pads stayed on since this patient's last session, so their effort still holds")
    parser.add_argument("--headless", action="store_true", help="no window and no sound")
    parser.add_argument("--seed", type=int, help="make chance repeatable")
    parser.add_argument("--out", type=Path, help="folder in which sessions are kept")
    parser.add_argument("--window", metavar="WxH", help="size of the window, such as 1280x720 (else full screen)")
    parser.add_argument("--theme", choices=("light", "high_contrast"), help="colours, instead of the settings'")
    _add_settings(parser)
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")

def _add_files(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser("check", help="every error of level, plan, settings and prescription files")
    check.set_defaults(command=do.check)
    check.add_argument("files", nargs="*", type=Path, metavar="FILE", help="files or folders (else the shipped)")
    check.add_argument("--json", action="store_true", help="print the errors as JSON")
    schema = commands.add_parser("schema", help="the JSON Schemas of those files")
    schema.set_defaults(command=do.schema)
    schema.add_argument("kind", nargs="?", choices=("level", "settings", "plan"), help="only this one")


def _add_preview(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("preview", help="a simulated patient plays a therapist's plan: what to expect")
    parser.set_defaults(command=do.preview)
    parser.add_argument("plan", type=Path, metavar="PLAN", help="the plan's file")
    parser.add_argument("--patient", metavar="ID", help="with this patient's own limits (default: the plan's)")
    parser.add_argument("--level", metavar="LEVEL", help="on this level instead of the plan's")
    parser.add_argument("--grade", type=_grade, help="1 (easiest) to 10, instead of the plan's")
    parser.add_argument("--seeds", type=int, default=4, metavar="N",
                        help="how many visits are played (default: %(default)s)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep the picture and all numbers here")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where patients are kept, as play --out was told")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON")
    _add_settings(parser)


def _add_stream(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("stream", help="samples of a device, one JSON line each")
    parser.set_defaults(command=do.stream)
    device = parser.add_mutually_exclusive_group(required=True)
    device.add_argument("--board", help=_BOARDS)
    device.add_argument("--emg", help=_EMGS)
    parser.add_argument("--seconds", type=_seconds, help="stop so long after the first sample")
    parser.add_argument("--tare", action="store_true", help="take the first two seconds as the board's zero")
    parser.add_argument("--json", action="store_true", default=True, help="JSON lines, the only form there is")
    _add_settings(parser)


def _add_measure(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("measure", help="all measures of a recorded trial, as JSON")
    parser.set_defaults(command=do.measure, json=True)
    parser.add_argument("file", type=Path, metavar="FILE", help="a table (CSV), or the lines of `surefoot stream`")
    parser.add_argument("--kind", choices=("cop", "board", "emg"), help="what it holds (default: by its columns)")
    parser.add_argument("--rate", type=float, metavar="HZ", help="sampling rate of a file without times")
    parser.add_argument("--from", dest="from_s", type=float, default=0.0, metavar="S",
                        help="leave out what is before")
    parser.add_argument("--to", dest="to_s", type=float, default=math.inf, metavar="S", help="and what is after")
    parser.add_argument("--tare-seconds", type=float, metavar="S",
                        help="the board is empty so long at first: its zero (default: no tare)")
    parser.add_argument("--height-cm", type=float, metavar="CM", help="body height, for sway angles")
    parser.add_argument("--target-deg", type=float, metavar="DEG",
                        help="a lean toward a target: 0 forward, 90 right; the cue is at the beginning")
    parser.add_argument("--mains", type=int, choices=(0, 50, 60), default=50, help="EMG notch (default: 50 Hz)")
    parser.add_argument("--rest-seconds", type=float, metavar="S", help="the muscle rests so long at first")
    parser.add_argument("--mvc", type=Path, metavar="FILE", help="EMG of a maximal contraction, same channels")


def _add_stim(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("stim", help="the technician's bench: a script against a stimulator")
    parser.set_defaults(command=do.stim)
    parser.add_argument("--stim", help=_STIM)
    parser.add_argument("--prescription", type=Path, metavar="FILE", help="what was prescribed")
    parser.add_argument("--example", action="store_true", help="print a prescription for the bench, and end")
    parser.add_argument("--script", type=Path, metavar="FILE",
                        help="YAML list or JSON lines: screen, hold, step, mark, release, arm, wish, stop ...")
    _add_stim_places(parser)
    _add_settings(parser)
    parser.add_argument("--json", action="store_true", default=True, help="JSON lines, the only form there is")


    soak = commands.add_parser("soak", help="hours of stimulation on an emulated device, to count false stops")
    soak.set_defaults(command=do.soak)
    soak.add_argument("--seconds", type=_seconds, default=8 * 3600.0, help="how long (default: eight hours)")
    soak.add_argument("--json", action="store_true", help="print the counts as JSON at the end")


def _add_stim_places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stim-folder", type=Path, metavar="DIR",
                        help="where stimulation's log and budgets are kept")
    parser.add_argument("--pedal", default="", metavar="PORT",
                        help="a serial or HID pedal: anything from it is a stop")


def _add_playtest(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("playtest", help="simulated patients play levels, faster than real time")
    parser.set_defaults(command=do.playtest)
    parser.add_argument("levels", nargs="*", metavar="LEVEL", help="names or files (default: all shipped levels)")
    parser.add_argument("--grades", metavar="LIST", help="such as 1,5,10 or 1-10 (default: 1,5,10)")
    parser.add_argument("--abilities", metavar="LIST",
                        help="of the bodies, 0 weakest to 1 strongest (default: 0,0.5,1)")
    parser.add_argument("--seeds", type=int, metavar="N", help="sessions for each of these (default: 2)")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes (default: one for each core)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep results, table and heat maps here")
    parser.add_argument("--continue", dest="go_on", action="store_true",
                        help="go on with what was stopped in --out")
    parser.add_argument("--gates", action="store_true",
                        help="judge the levels too (default: grades 1,4,7,10 and 4 seeds)")
    parser.add_argument("--stance", action="store_true",
                        help="instead: quiet standing of the simulated bodies beside published ranges")
    parser.add_argument("--json", action="store_true", help="print cells as JSON")


def _add_care(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    replay = commands.add_parser("replay", help="replay a session and compare it with its recording")
    replay.set_defaults(command=do.replay)
    replay.add_argument("session", type=Path, help="the session's folder")
    replay.add_argument("--seam", choices=("samples", "frames", "stim"), help="only here (default: all)")
    replay.add_argument("--json", action="store_true", help="print the verdicts as JSON")
    doctor = commands.add_parser("doctor", help="what is plugged in, what is missing and how to mend it")
    doctor.set_defaults(command=do.doctor)
    doctor.add_argument("--board", default="auto", help="look at this board; none for no board (default: all)")
    doctor.add_argument("--emg", default="auto", help="look at this muscle sensor; none for none (default: all)")
    doctor.add_argument("--json", action="store_true", help="print the findings as JSON")
    _add_settings(doctor)
    benchmark = commands.add_parser("benchmark", help="measure speed on this machine")
    benchmark.set_defaults(command=do.benchmark)
    benchmark.add_argument("names", nargs="*", metavar="NAME", help="only these figures")
    benchmark.add_argument("--json", action="store_true", help="print the figures as JSON")
    gallery = commands.add_parser("gallery", help="pictures of every screen, for the documentation")
    gallery.set_defaults(command=do.gallery)
    gallery.add_argument("--out", type=Path, default=Path("docs/gallery"), help="folder (default: %(default)s)")
    commands.add_parser("test", help="the whole test suite; options go to pytest", add_help=False)


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--settings", type=Path, help="the station's settings file")


def _grade(word: str) -> int:
    if word.isascii() and word.isdigit() and 1 <= int(word) <= 10:
        return int(word)
    raise argparse.ArgumentTypeError(f"a grade is a number from 1 to 10, not {word!r}")


def _seconds(word: str) -> float:
    try:
        seconds = float(word)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < 100_000:
        raise argparse.ArgumentTypeError(f"seconds are a number above 0, not {word!r}")
    return seconds


def _version() -> str:
    from station.versions import SUREFOOT
    return f"surefoot {SUREFOOT}"
