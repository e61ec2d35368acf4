"""The commands, each from the words of the command line to what does it.

Each imports what it needs when it is called.  Not here: which words there are (`station.cli`).
"""

from __future__ import annotations

import argparse
import sys

from core.errors import ExitCode, InputError


def play(arguments: argparse.Namespace) -> int:
    """Play."""
    from station.opening import PlayOptions, play
    return play(PlayOptions(
        level=arguments.level, grade=arguments.grade, board=arguments.board, emg=arguments.emg,
        stim=arguments.stim, prescription=arguments.prescription, stim_script=arguments.stim_script,
        stim_folder=arguments.stim_folder, pedal=arguments.pedal,
        headless=arguments.headless, seconds=arguments.seconds, seed=arguments.seed,
        out=arguments.out, settings=arguments.settings, window=arguments.window, theme=arguments.theme,
        json=arguments.json, patient=arguments.patient, pads_on=arguments.pads_on,
        plans=tuple(arguments.plan), adapt=arguments.adapt))


def assess(arguments: argparse.Namespace) -> int:
    """Measure."""
    from station.opening import PlayOptions, play
    return play(PlayOptions(
        assess=True, assessment=arguments.assessment, board=arguments.board, emg=arguments.emg,
        patient=arguments.patient, pads_on=arguments.pads_on, headless=arguments.headless, seed=arguments.seed,
        out=arguments.out, settings=arguments.settings, window=arguments.window, theme=arguments.theme,
        json=arguments.json))


def progress(arguments: argparse.Namespace) -> int:
    """Say how a patient is getting on."""
    from core.clock import SystemClock
    from station.coaching.telling import ProgressOptions, progress
    from station.places import data_folder
    from station.settings import load_settings
    folder = data_folder(load_settings(arguments.settings)) if arguments.out is None else arguments.out
    return progress(ProgressOptions(arguments.patient, folder, arguments.level, arguments.accept_stage,
                                    arguments.json), SystemClock(), sys.stdout)


def check(arguments: argparse.Namespace) -> int:
    """Check files."""
    from station.check import check
    return check(arguments.files, arguments.json, sys.stdout)


def schema(arguments: argparse.Namespace) -> int:
    """Print JSON Schemas."""
    from station.check import schema
    return schema(arguments.kind, sys.stdout)


def preview(arguments: argparse.Namespace) -> int:
    """Let a simulated patient play a plan."""
    from station.preview.command import PreviewOptions, preview
    return preview(PreviewOptions(
        plan=arguments.plan, patient=arguments.patient, level=arguments.level, grade=arguments.grade,
        seeds=arguments.seeds, json=arguments.json, out=arguments.out, data=arguments.data,
        settings=arguments.settings), sys.stdout)


def stim(arguments: argparse.Namespace) -> int:
    """Run a script against a stimulator, or print an example."""
    if arguments.example:
        from core.clock import SystemClock
        from station.stimulation.example import example
        sys.stdout.write(example(SystemClock().utc(), (), "bench").decode())
        return ExitCode.DONE
    missing = [name for name in ("stim", "prescription", "script") if getattr(arguments, name) is None]
    if missing:
        raise InputError(f"surefoot stim needs --{missing[0]}; --example prints a prescription for the bench.")
    from station.places import stim_folder
    from station.settings import load_settings
    from station.stimulation.bench import BenchOptions, bench
    folder = stim_folder(load_settings(arguments.settings), arguments.stim_folder)
    return bench(BenchOptions(arguments.stim, arguments.prescription, arguments.script, folder, arguments.pedal),
                 sys.stdout)


def soak(arguments: argparse.Namespace) -> int:
    """Stimulate an emulated device for hours."""
    from station.stimulation.soak import soak
    return soak(arguments.seconds, arguments.json, sys.stdout)


def stream(arguments: argparse.Namespace) -> int:
    """Print samples."""
    from station.stream import stream_command
    return stream_command(arguments.board, arguments.emg, arguments.seconds, arguments.tare,
                          arguments.settings, sys.stdout)


def measure(arguments: argparse.Namespace) -> int:
    """Measure a recorded trial."""
    from signals.offline.columns import TrialKind
    from station.measure import measure
    from station.measuring.options import MeasureOptions
    return measure(MeasureOptions(
        file=arguments.file, kind=TrialKind(arguments.kind) if arguments.kind else None, rate_hz=arguments.rate,
        from_s=arguments.from_s, to_s=arguments.to_s, tare_s=arguments.tare_seconds,
        height_m=arguments.height_cm / 100 if arguments.height_cm is not None else None,
        target_deg=arguments.target_deg, mains_hz=arguments.mains, rest_s=arguments.rest_seconds,
        mvc=arguments.mvc), sys.stdout)


def replay(arguments: argparse.Namespace) -> int:
    """Replay a session."""
    from station.replay import replay_command
    return replay_command(arguments.session, arguments.seam, arguments.json, sys.stdout)


def doctor(arguments: argparse.Namespace) -> int:
    """Look at this machine."""
    from station.doctor import DoctorOptions, doctor
    return doctor(DoctorOptions(arguments.settings, arguments.board, arguments.emg, arguments.json), sys.stdout)


def playtest(arguments: argparse.Namespace) -> int:
    """Let simulated patients play."""
    if arguments.stance:
        from station.playtest.stance import stance_table
        return stance_table(sys.stdout, arguments.json)
    from station.playtest.command import PlaytestOptions, playtest
    return playtest(PlaytestOptions(
        levels=arguments.levels, grades=arguments.grades, abilities=arguments.abilities, seeds=arguments.seeds,
        jobs=arguments.jobs, out=arguments.out, json=arguments.json, go_on=arguments.go_on, gates=arguments.gates),
        sys.stdout)


def benchmark(arguments: argparse.Namespace) -> int:
    """Measure speed."""
    from station.benchmark import benchmark
    return benchmark(arguments.names, arguments.json, sys.stdout)


def gallery(arguments: argparse.Namespace) -> int:
    """Draw every screen."""
    from station.gallery import gallery
    return gallery(arguments.out, sys.stdout)
