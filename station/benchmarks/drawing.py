"""How long a frame takes to draw: the busiest moments of a real round, at 1080p, without and with a window."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from core.clock import NS_PER_MS, SystemClock
from game.picture import Picture
from game.screen.display import Display
from game.screen.theme import LIGHT
from game.screen.window import Window
from station.benchmarks.figures import Figure, percentile
from station.gallery import take_shots

FRAMES = 600
SIZE = (1920, 1080)
GOAL_MS = 8.0


def measure() -> list[Figure]:
    """Draw with the dummy driver, and on the display when there is one."""
    drivers = ["dummy"] + (["display"] if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") else [])
    return [figure for driver in drivers for figure in _in_a_process(driver)]


def _in_a_process(driver: str) -> list[Figure]:
    """Draw in a process of its own, since SDL takes one driver for a lifetime."""
    environment = {**os.environ, "SDL_AUDIODRIVER": "dummy"}
    if driver == "dummy":
        environment["SDL_VIDEODRIVER"] = "dummy"
    command = [sys.executable, "-m", "station.benchmarks.drawing"]
    answer = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=300)
    times = [float(word) for word in answer.stdout.split()]
    return [Figure(f"frame p50, {driver}", percentile(times, 0.5), "ms", None, f"{FRAMES} frames, flip included"),
            Figure(f"frame p99, {driver}", percentile(times, 0.99), "ms", GOAL_MS,
                   f"1920x1080, busiest screens of a round; worst {max(times):.1f} ms")]


def busy_pictures() -> list[tuple[Picture, Picture]]:
    """Return the screens of a round in which most is moving."""
    shots = take_shots()
    return [(shot.previous, shot.current) for name, shot in shots.items() if name.startswith("round_play")]


def frame_times_ms(window: Window, pictures: Sequence[tuple[Picture, Picture]]) -> list[float]:
    """Draw the pictures in turn, at changing blends, so that nothing can be kept from the frame before."""
    clock = SystemClock()
    times: list[float] = []
    for number in range(FRAMES + 20):
        previous, current = pictures[number % len(pictures)]
        before_ns = clock.now_ns()
        window.show(previous, current, number % 7 / 7)
        window.intents()
        times.append((clock.now_ns() - before_ns) / NS_PER_MS)
    return times[20:]


if __name__ == "__main__":
    shown = Window(Display(), LIGHT, SIZE, full_screen=False)
    print(*frame_times_ms(shown, busy_pictures()))
    shown.close()
