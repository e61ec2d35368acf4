"""A hostile game at the real safety program: it says whatever it likes over the way, and no current ever flows."""

from __future__ import annotations

import os
import random
import select
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.clock import NS_PER_S, Deadline, SystemClock
from core.errors import InputError
from station.stimulation.program import ERRORS, Order, Program
from station.stimulation.spec import StimSpec
from stim_safety.messages import (
    SIZE,
    Arm,
    Calibrate,
    Confirm,
    Device,
    Envelope,
    Heartbeat,
    Hold,
    Item,
    Message,
    Pin,
    Prescribed,
    Reset,
    SetMark,
    Status,
    StepUp,
    Wish,
    decode,
    encode,
)
from stim_safety.words import Mark, Role, State
from tests.stim_safety.process.chain import prescription
from tests.stim_safety.process.device import Device as Stimulator
from tests.stim_safety.process.device import now_ns

ATTACK_S = 4.0


class Hostile:
    """A game that knows the protocol and keeps to none of its rules.  Life: `play` again and again."""

    def __init__(self, program: Program, seed: int) -> None:
        self._conduit = program.conduit
        self._chance = random.Random(seed)
        self.envelope: Envelope | None = None
        self.status: Status | None = None
        self.states: set[State] = set()
        self._sequence = 0
        self._digest = self._identity = ""

    @property
    def gone(self) -> bool:
        return self._conduit.gone

    def play(self) -> None:
        """Listen, and say a handful of things; heartbeats are honest, so that silence is not what stops it.

        It begins when the program is ready, the furthest that it comes by itself.
        """
        select.select([self._conduit.fileno()], [], [], 0.005)
        for data in self._conduit.receive(now_ns()):
            self._hear(data)
        if self.status is not None:
            self._say(Heartbeat(self.status.challenge, self.status.state))
        for _ in range(self._chance.randrange(12) if State.READY in self.states else 0):
            if self._chance.random() < 0.02:
                self._conduit.send(self._chance.randbytes(self._chance.choice((1, SIZE, 2 * SIZE))), now_ns())
            else:
                self._say(self._anything())

    def _hear(self, data: bytes) -> None:
        self.envelope = decode(data)
        message = self.envelope.message
        if isinstance(message, Status):
            self.status = message
            self.states.add(message.state)
        elif isinstance(message, Prescribed):
            self._digest = message.digest[:8]
        elif isinstance(message, Device):
            self._identity = message.identity

    def _anything(self) -> Message:
        chance = self._chance
        channel = chance.choice((0, 0, 0, 1, 7, 8, 255, -1, 2**15 - 1))
        return chance.choice((
            Wish(channel, chance.choice((1, 1000, 65535, 2**31 - 1)), chance.choice((100, 150, 65535))), Arm(),
            Calibrate(channel), Hold(down=True), StepUp(channel, up=True), Reset(chance.randrange(256)),
            SetMark(channel, chance.choice(list(Mark)), chance.choice(list(Role))),
            Pin(f"{chance.randrange(10**4):04}"),
            Confirm(chance.choice(list(Item)), 0, chance.choice(("", self._digest, self._identity)))))

    def _say(self, message: Message) -> None:
        if self.envelope is None:
            return
        self._sequence += 1
        lie = self._chance.random() < 0.01
        nonce = self.envelope.nonce ^ (1 << self._chance.randrange(64) if lie else 0)
        self._conduit.send(encode(Envelope(self._sequence, nonce, now_ns(), message)), now_ns())


@pytest.fixture
def stimulator() -> Iterator[Stimulator]:
    device = Stimulator()
    yield device
    device.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_a_game_says_nothing_flows_and_the_program_lives(
        seed: int, stimulator: Stimulator, tmp_path: Path) -> None:
    order = Order(StimSpec("p24", stimulator.path), tmp_path / "kept", prescription(tmp_path))
    program = Program(order, SystemClock())
    game = Hostile(program, seed)
    deadline = Deadline(SystemClock(), round(ATTACK_S * NS_PER_S))
    while not (deadline.passed() or game.gone):
        game.play()
    gone = game.gone
    program.conduit.close()
    assert program.end() is not None
    assert not gone
    assert State.READY in game.states
    assert not game.states & {State.STIM, State.ARMED, State.END}
    assert not stimulator.flows()
    assert (order.folder / ERRORS).read_bytes() == b"", "no defect of the program, whatever it was told"
    assert b'"defect"' not in b"".join(path.read_bytes() for path in (order.folder / "audit").iterdir())
    assert stimulator.trains() == []


@pytest.mark.parametrize("kind", ["file", "pipe", "nowhere"])
def test_a_folder_that_is_none_is_refused_in_a_sentence(kind: str, tmp_path: Path) -> None:
    path = Path("/proc/nowhere") if kind == "nowhere" else tmp_path / kind
    if kind == "file":
        path.write_bytes(b"")
    elif kind == "pipe":
        os.mkfifo(path)
    with pytest.raises(InputError, match=r"--stim-folder .* cannot be used"):
        Program(Order(StimSpec("p24", "/dev/null"), path, tmp_path / "none"), SystemClock())
