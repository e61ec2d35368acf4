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
from station.benchmarks.figures import Figure, percentile

STARTS = 9
MAIN = Path(__file__).parents[2] / "main.py"


def measure() -> list[Figure]:
    """Start the program several times; the first start warms the disk and does not count."""
    starts = [_start_ms() for _ in range(STARTS + 1)][1:]
    screens, scenes = zip(*starts, strict=True)
    told = f"median of {STARTS} warm starts, 1920x1080, dummy driver; slowest"
    return [Figure("start to screen", percentile(screens, 0.5), "ms", 500.0, f"{told} {max(screens):.0f} ms"),
            Figure("start to home", percentile(scenes, 0.5), "ms", None, f"{told} {max(scenes):.0f} ms")]


def _start_ms() -> tuple[float, float]:
    """Start once; return milliseconds until the first screen, and until the first scene that can be used."""
    environment = {**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(MAIN), "play", "--board", "sim", "--window", "1920x1080",
                   "--seconds", "0.3", "--out", folder]
        before_ns = SystemClock().now_ns()
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
        shown = _shown_ns(Path(folder))
        return ((shown["first_screen"] - before_ns) / NS_PER_MS, (shown["first_scene"] - before_ns) / NS_PER_MS)


def _shown_ns(folder: Path) -> dict[str, int]:
    """When the first screens were shown, on the clock that all processes of a machine share."""
    session = next(path for path in folder.iterdir() if path.is_dir())
    return {record.event.kind: record.event.t_ns for record in Recording(session / RECORDING).records()
            if isinstance(record, LogEvent)}
