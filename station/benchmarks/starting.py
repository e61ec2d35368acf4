"""How long a start takes until the first screen has been drawn, from the first command to the last flip."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from clinic.recording.reader import Recording
from clinic.recording.records import LogEvent
from clinic.recording.session import RECORDING
from core.clock import NS_PER_MS, SystemClock
from core.errors import CheckFailed
from station.benchmarks.figures import Figure, percentile

STARTS = 9
MAIN = Path(__file__).parents[2] / "main.py"


def measure() -> list[Figure]:
    """Start the program several times; the first start warms the disk and does not count."""
    times = [_start_ms() for _ in range(STARTS + 1)][1:]
    return [Figure("start to first screen", percentile(times, 0.5), "ms", 500.0,
                   f"median of {STARTS} warm starts, 1920x1080, dummy driver; slowest {max(times):.0f} ms")]


def _start_ms() -> float:
    environment = {**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(MAIN), "play", "--board", "sim", "--window", "1920x1080",
                   "--seconds", "0.3", "--out", folder]
        before_ns = SystemClock().now_ns()
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
        return (_first_screen_ns(Path(folder)) - before_ns) / NS_PER_MS


def _first_screen_ns(folder: Path) -> int:
    """When the first screen was shown, on the clock that all processes of a machine share."""
    session = next(folder.iterdir())
    for record in Recording(session / RECORDING).records():
        if isinstance(record, LogEvent) and record.event.kind == "first_screen":
            return record.event.t_ns
    raise CheckFailed("The started program showed no screen.")
