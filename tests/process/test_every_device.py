"""Every serial device of the table as people meet it: streamed, played with, unplugged and plugged in again.

One real process serves the device on a pseudo-terminal, another is `stream` or `play`.  The stories of all devices
run side by side, a few at a time, since most of each is waiting for boards to start.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clinic.recording.records import Record
from core.frames import ControlFrame
from core.samples import Stream
from devices.kinds import Emulated
from devices.kinds.registry import KINDS
from tests.process.programs import Device, Program, device, records_in, surefoot, until

pytestmark = [pytest.mark.process, pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")]

AT_ONCE = 4
TOLERANCE = 0.03
"""Of the rate, by times that follow the quickest arrivals, on a machine that is busy with all the others."""
SURE_HZ = 1000
LIMIT_S = 240
EFFORT = 0.6
MOVE_S = 1.0
LEVELS = {Stream.BOARD: "shelf_reach/first_shelf", Stream.TILT: "shelf_reach/first_shelf",
          Stream.EMG: "shelf_reach/toes_up"}


@dataclass(frozen=True, slots=True)
class Served:
    """One device that can be served on a pseudo-terminal."""

    name: str
    word: str
    emulated: Emulated

    @property
    def is_emg(self) -> bool:
        """Whether it measures muscles."""
        return self.emulated.stream is Stream.EMG

    def on(self, port: str) -> tuple[str, ...]:
        """The options that name it at `port`."""
        return ("--emg" if self.is_emg else "--board", f"{self.word}:{port}")


SERVED = [Served(name, kind.word, one) for kind in KINDS for name, one in kind.emulated.items() if one.on_pty]
NAMES = [served.name for served in SERVED]


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Future[None]]]:
    """Begin the story of every device; what goes wrong in one is raised by its result."""
    place = tmp_path_factory.mktemp("devices")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {served.name: pool.submit(story, served, place) for served in SERVED}


@pytest.mark.timeout(2 * LIMIT_S)
@pytest.mark.parametrize("name", NAMES)
def test_it_streams_says_losses_comes_back_and_is_played_with(stories: Mapping[str, Future[None]],
                                                              name: str) -> None:
    stories[name].result(LIMIT_S)


def story(served: Served, place: Path) -> None:
    with device(served.name, place / served.name) as emulator:
        stream_story(served, emulator)
        emulator.say("effort 0" if served.is_emg else "lean")
        play_story(served, emulator, place / f"{served.name}-played")


@pytest.mark.parametrize("name", ["lines-board", "bitalino"])
def test_a_stream_ends_after_its_seconds(name: str, tmp_path: Path) -> None:
    served = SERVED[NAMES.index(name)]
    with device(name, tmp_path / name) as emulator, \
            surefoot("stream", *served.on(emulator.port), "--seconds", "2", "--json") as program:
        assert program.end() == 0
    lines = [json.loads(line) for line in program.out.splitlines()]
    times = [line["t"] for line in lines if "t" in line]
    assert 1.9 < times[-1] <= 2.0
    assert len(times) == pytest.approx(2 * served.emulated.rate_hz, rel=TOLERANCE)


# -- stream -----------------------------------------------------------------------------------------------------


class Lines:
    """What `stream` prints, line by line."""

    def __init__(self, program: Program) -> None:
        assert program.process.stdout is not None
        self._out = program.process.stdout

    def next(self) -> dict[str, Any]:
        """Return the next line."""
        text = self._out.readline()
        assert text, "the stream has ended"
        line: dict[str, Any] = json.loads(text)
        return line

    def sample(self) -> dict[str, Any]:
        """Return the next sample."""
        return self.first(lambda line: "t" in line)

    def first(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the next line that `fits`."""
        while not fits(line := self.next()):
            assert "error" not in line, line
        return line

    def samples(self, seconds: float) -> list[dict[str, Any]]:
        """Return the samples of so many seconds of the device's time."""
        found = [self.sample()]
        while found[-1]["t"] - found[0]["t"] < seconds:
            found.append(self.sample())
        return found


def lost_in(line: Mapping[str, Any]) -> int:
    return int(line.get("gap", line.get("lost", 0)))


def stream_story(served: Served, emulator: Device) -> None:
    with surefoot("stream", *served.on(emulator.port), "--json") as program:
        lines = Lines(program)
        values_and_rate_are_right(served, emulator, lines)
        a_loss_is_said(served, emulator, lines)
        it_comes_back_by_itself(served, emulator, lines)
        program.signal(signal.SIGINT)
        assert program.end() == 0
    assert program.err == ""


def values_and_rate_are_right(served: Served, emulator: Device, lines: Lines) -> None:
    samples = until(lambda: a_good_second(served, lines), "a second at the right rate, without a loss", LIMIT_S)
    if served.emulated.stream is Stream.BOARD:
        assert [line["total"] for line in samples] == pytest.approx([72.0] * len(samples), abs=0.5)
        emulator.say("lean 1 0")
        assert lines.first(lambda line: (line.get("cop_x") or 0.0) > 80)["tr"] > 22
    elif served.emulated.stream is Stream.TILT:
        assert abs(np.mean([line["roll"] for line in samples])) < 1.5
        emulator.say("lean 1 0")
        assert lines.first(lambda line: line.get("roll", 0.0) > 4)["pitch"] < 4
    else:
        a_muscle_is_seen(served, emulator, lines)


def a_good_second(served: Served, lines: Lines) -> list[dict[str, Any]] | None:
    """Return the samples of the next second if all is well with them.

    While a stream is young its times still move to where quicker arrivals say that they belong; and a machine that
    is too busy does lose bytes of the fastest devices, but counts them.
    """
    samples = lines.samples(1.0)
    lost = sum(lost_in(line) for line in samples[1:])
    rate_hz = (len(samples) - 1 + lost) / float(samples[-1]["t"] - samples[0]["t"])
    right = rate_hz == pytest.approx(served.emulated.rate_hz, rel=TOLERANCE)
    return samples if right and (not lost or served.emulated.rate_hz > SURE_HZ) else None


def a_muscle_is_seen(served: Served, emulator: Device, lines: Lines) -> None:
    rest = spread_of(lines.samples(0.5))
    emulator.say(f"effort {EFFORT}")
    loud = until(lambda: found if (found := spread_of(lines.samples(0.5))) > 5 * rest else None, "a loud muscle")
    if served.emulated.microvolt:
        assert rest < 6.0
        assert 30.0 < loud < 300.0


def spread_of(samples: list[dict[str, Any]]) -> float:
    """Standard deviation of the first channel."""
    return float(np.std([line["uv"][0] for line in samples]))


def a_loss_is_said(served: Served, emulator: Device, lines: Lines) -> None:
    if not served.emulated.counts_losses:
        return
    emulator.say("fault drop")
    line = lines.first(lambda line: "t" in line and lost_in(line) > 0)
    assert lost_in(line) <= 2


def it_comes_back_by_itself(served: Served, emulator: Device, lines: Lines) -> None:
    before = lines.sample()["t"]
    emulator.say("unplug")
    assert "gone" in lines.first(lambda line: "warning" in line and "gone" in line["warning"])["warning"]
    emulator.say("plug")
    assert lines.sample()["t"] > before
    assert lines.samples(0.5)


# -- play -------------------------------------------------------------------------------------------------------


def play_story(served: Served, emulator: Device, out: Path) -> None:
    """Lean and strive until the session has seen it; it ends in order."""
    other = ("--board", "none") if served.is_emg else ("--emg", "none")
    moves = cycle((f"effort {EFFORT}", "effort 0") if served.is_emg else ("lean 0.5 0", "lean"))
    with surefoot("play", LEVELS[served.emulated.stream], "--grade", "1", "--headless", "--seconds", str(LIMIT_S),
                  "--json", "--out", out, *served.on(emulator.port), *other) as program:
        while not any(seen(record) for record in records_in(out)):
            emulator.say(next(moves))
            with suppress(subprocess.TimeoutExpired):
                code = program.process.wait(MOVE_S)
                raise AssertionError(f"ended with {code} before anything was seen: {program.process.stderr}")
        assert program.signal(signal.SIGINT).end() == 0
    assert program.told["ending"] == "stopped"


def seen(record: Record) -> bool:
    """Whether the lean or the effort has reached the game."""
    return isinstance(record, ControlFrame) and (
        record.lean_x.value > 0.3 or any(muscle.value > 0.2 for muscle in record.activation.values()))
