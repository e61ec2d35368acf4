"""A game that floods the way or takes the whole machine: the program's rhythm and its stop stay as they are."""

from __future__ import annotations

import gc
import json
import os
import select
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from core.clock import NS_PER_MS, NS_PER_S, SystemClock
from station.stimulation.program import Order, Program
from station.stimulation.spec import StimSpec
from stim_safety.messages import Device as Known
from stim_safety.messages import Envelope, Message, Stop, Wish, decode, encode
from stim_safety.timing import LATE_STOP_MS, TICK_MS, WISH_MOST_PER_S
from tests.stim_safety.process.chain import prescription
from tests.stim_safety.process.device import Device, now_ns, prefer
from tests.stim_safety.process.far_end import until

pytestmark = [pytest.mark.process, pytest.mark.timeout(120)]
NOISE_MS = 100
LATE_MS = 5


class Game:
    """Our end of the way, without the game's good manners."""

    def __init__(self, device: Device, folder: Path) -> None:
        self.journals = folder / "safety" / "journals"
        order = Order(StimSpec("p24", device.path), folder / "safety", prescription(folder))
        self.program = Program(order, SystemClock())
        self._socket = self.program.conduit._socket
        self._nonce = decode(self.program.conduit.receive(0)[0]).nonce
        self._sequence = 0

    def send(self, message: Message) -> None:
        """Send, and wait until the way has room."""
        self._sequence += 1
        while True:
            try:
                self._socket.send(encode(Envelope(self._sequence, self._nonce, now_ns(), message)))
            except BlockingIOError:
                select.select([], [self._socket], [], 1.0)
            else:
                return

    def knows_its_device(self) -> bool:
        """Whether the program has just told which device has answered."""
        return any(isinstance(decode(data).message, Known) for data in self.program.conduit.receive(0))

    def gaps_ms(self, begin_ns: int, end_ns: int) -> list[float]:
        """Return the times from step to step between two moments, as the program's journal has them."""
        until(lambda: self._steps()[-1] > end_ns, "the journal")
        steps = [step for step in self._steps() if begin_ns <= step <= end_ns]
        return [(after - before) / NS_PER_MS for before, after in pairwise(steps)]

    def _steps(self) -> list[int]:
        lines = next(self.journals.glob("*.jsonl")).read_bytes().splitlines(keepends=True)
        return [json.loads(line)["in"]["now_ns"] for line in lines[1:] if line.endswith(b"\n")]


@pytest.fixture
def device() -> Iterator[Device]:
    made = Device()
    yield made
    made.close()


@pytest.fixture
def game(device: Device, tmp_path: Path) -> Iterator[Game]:
    made = Game(device, tmp_path)
    until(made.knows_its_device, "the device")
    yield made
    made.program.conduit.close()
    made.program.end()


@contextmanager
def at_once() -> Iterator[None]:
    """Let this thread go before others."""
    prefer(0)
    yield
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def late(gaps_ms: Sequence[float]) -> float:
    """Return the share of steps that were late."""
    return sum(gap > TICK_MS + LATE_MS for gap in gaps_ms) / len(gaps_ms)


def test_fault_22_a_flood_is_a_stop_and_keeps_no_other_stop_back(game: Game, device: Device) -> None:
    begin_ns, sent = now_ns(), 0
    while now_ns() < begin_ns + NS_PER_S:
        game.send(Wish(0, 1000, 100))
        sent += 1
    with at_once():  # what is measured is the program, not how long this test waits for its turn
        at_ns = now_ns()
        game.send(Stop())
    assert device.stop_after(begin_ns) < 25 + NOISE_MS
    taken_over = (game.journals.parent / "tripped").exists()  # by the guardian, who stops too
    assert taken_over or device.stop_after(at_ns) < 25 + NOISE_MS
    assert sent > 10 * WISH_MOST_PER_S
    assert max(game.gaps_ms(begin_ns, at_ns)) < LATE_STOP_MS
    assert not device.trains()


def test_fault_33_a_game_that_takes_the_machine_does_not_make_the_program_late(game: Game) -> None:
    ends = threading.Event()

    def take() -> None:
        while not ends.is_set():
            cycle: list[object] = [bytearray(1000) for _ in range(1000)]
            cycle.append(cycle)
            gc.collect()
    calm_ns = now_ns()
    ends.wait(1.0)
    busy_ns = now_ns()
    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    ends.wait(2.0)
    over_ns = now_ns()
    ends.set()
    for thread in threads:
        thread.join()
    before, meanwhile = game.gaps_ms(calm_ns, busy_ns), game.gaps_ms(busy_ns, over_ns)
    assert len(meanwhile) > 50
    assert late(meanwhile) <= late(before) + 0.1
    assert max(meanwhile) < LATE_STOP_MS
