"""`surefoot benchmark`: the figures that Surefoot promises, measured on this machine.

Every figure is measured on the real path: real drivers, real bytes over a pseudo-terminal, the real painter.
A fixed piece of work is timed beside them, so that figures of two machines can be compared as a ratio.
Not here: pass or fail of the test suite; a noisy machine must not fail a build.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import TextIO

from core.errors import ExitCode, InputError
from station.benchmarks.figures import Figure

Measurement = Callable[[], Iterable[Figure]]


def benchmark(names: Sequence[str], as_json: bool, out: TextIO) -> int:
    """Measure and print; returns 0 also when a goal is missed, for that depends on the machine."""
    known = _measurements()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f"There is no benchmark named {unknown[0]}; there are: {', '.join(known)}.")
    figures: list[Figure] = []
    for name in names or known:
        for figure in known[name]():
            figures.append(figure)
            if not as_json:
                out.write(_line(figure) + "\n")
                out.flush()
    if as_json:
        out.write(json.dumps([{**asdict(figure), "met": figure.met} for figure in figures], indent=1) + "\n")
    return ExitCode.DONE


def _line(figure: Figure) -> str:
    goal = "" if figure.goal is None else f"{'>=' if figure.more else '<='} {figure.goal:g} {figure.unit}"
    verdict = {True: "met", False: "MISSED", None: ""}[figure.met]
    return f"{figure.name:34} {figure.value:9.2f} {figure.unit:8} {goal:14} {verdict:7} {figure.detail}"


def _measurements() -> dict[str, Measurement]:
    from station.benchmarks import arrivals, drawing, playtesting, reference, signals, speed, starting, stim
    return {
        "reference": reference.measure, "frame": drawing.measure, "board": arrivals.measure_board,
        "emg": arrivals.measure_emg, "start": starting.measure, "headless": speed.measure,
        "playtest": playtesting.measure, "stim": stim.measure, "signals": signals.measure,
    }
