"""The simulated stimulator: the real controller and the real driver against an emulated P24, in memory.

Bytes are simulated, not objects: the controller writes frames, the emulator reads them and tells what would flow,
and the simulated patient's electrodes pick that up.  Time is the session's clock, so it runs headless and faster
than real time, on every system.  What it lacks: processes, a guardian and a disk; nothing here can reach a port.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from core.clock import NS_PER_S, Clock
from core.errors import InputError
from core.muscles import Muscle
from devices.emulators.stimulators import Output
from devices.emulators.stimulators.p24 import P24Emulator
from station.stimulation.example import example
from stim_safety import journal
from stim_safety.budget import fresh
from stim_safety.controller import Controller
from stim_safety.drivers.registry import DRIVERS
from stim_safety.prescription import read
from stim_safety.start import Start
from stim_safety.step import GuardianNews, Inputs, Outputs
from stim_safety.strict_yaml import Refused
from stim_safety.timing import MS, TICK_MS

SCRIPT = """
- screen
- hold
- step: 7
- mark: sensory
- step: 5
- mark: motor
- step: 8
- mark: tolerated
- release
- arm
- wait: {state: armed, seconds: 5}
"""
"""How a simulated therapist makes the first channel of a simulated patient ready."""
SEED = 1
_EPOCH = date(1970, 1, 1)
_BEAT = GuardianNews.BEAT  # looked up once, as it is asked for in every step
_MUSCLES = {str(muscle): muscle for muscle in Muscle}


class Stimulated(Protocol):
    """A patient whose electrodes pick up what flows."""

    @property
    def muscles(self) -> tuple[Muscle, ...]:
        """The muscles under the electrodes."""
        ...

    def stimulate(self, muscle: Muscle, current_ma: float) -> None:
        """Let so much current flow at `muscle` from now on."""
        ...


class SimulatedProgram:
    """A safety program in memory, and the way to it.  Life: `receive` at least once per tick."""

    def __init__(self, clock: Clock, patient: Stimulated | None, prescription: bytes | None,
                 keeps_journal: bool = True) -> None:
        """Read the prescription, else an example for this patient's muscles; raises InputError when refused.

        keeps_journal: whether its steps are written down; where nobody keeps them, that is a fifth of its work.
        """
        self._clock = clock
        self._patient = patient
        now = clock.utc()
        today = (now.astimezone().date() - _EPOCH).days  # as the safety program counts: by the local calendar
        muscles = () if patient is None else patient.muscles
        text = example(now, muscles) if prescription is None else prescription
        try:
            order = read(text, today)
        except Refused as error:
            raise InputError(str(error)) from error
        self.device = P24Emulator()
        now_s = int(now.timestamp())
        start = Start(prescription=order, spent=fresh(order.patient, today, now_s), nonce=SEED, seed=SEED,
                      utc_s=now_s, today_day=today)
        self._controller = Controller(DRIVERS["sim"](), start)
        self._journal = [journal.line(journal.head("sim", text, start))]
        self._keeps_journal = keeps_journal
        self._channels = {each.channel: _MUSCLES.get(each.muscle) for each in order.channels}
        self._next_ns = clock.now_ns()
        self._waiting: tuple[bytes, ...] = ()
        self._answers: list[bytes] = []
        self._wire = b""
        self._acked = 0
        self._felt: dict[int, Output] | None = None
        self._over = False

    @property
    def conduit(self) -> SimulatedProgram:
        """The way to it is itself."""
        return self

    @property
    def gone(self) -> bool:
        """Whether it has ended."""
        return self._over

    def send(self, data: bytes, t_ns: int) -> None:
        """Give it one message, which it reads at once."""
        self._waiting = (*self._waiting, data)
        self._step(t_ns)

    def receive(self, t_ns: int) -> list[bytes]:
        """Let it live until `t_ns` and return what it says."""
        while self._next_ns <= t_ns and not self._over:
            self._step(self._next_ns)
            self._next_ns += TICK_MS * MS
        answers, self._answers = self._answers, []
        return answers

    def close(self) -> None:
        """Let it see that the game has gone."""
        if not self._over:
            self._step(self._clock.now_ns(), game_gone=True)
        self._over = True

    def end(self) -> int:
        """Let it live until it has stopped the device and ended."""
        t_ns = self._clock.now_ns()
        for _ in range(2 * NS_PER_S // (TICK_MS * MS)):
            if self._over:
                return 0
            t_ns += TICK_MS * MS
            self._step(t_ns)
        return 1

    def journal(self) -> list[bytes]:
        """Return the lines of its journal; its head alone where none was wanted."""
        return self._journal

    def _step(self, t_ns: int, game_gone: bool = False) -> None:
        if self._over:
            return
        self._wire += self.device.advance(t_ns)
        inputs = Inputs(now_ns=t_ns, boot_ns=t_ns, messages=self._waiting, game_gone=game_gone, wire=self._wire,
                        guardian=_BEAT, acked=self._acked)
        self._waiting, self._wire = (), b""
        outputs = self._controller.step(inputs)
        if self._keeps_journal:
            self._journal.append(journal.step_line(inputs, outputs))
        self._obey(t_ns, outputs)

    def _obey(self, t_ns: int, outputs: Outputs) -> None:
        for frame in outputs.frames:
            self._wire += self.device.receive(t_ns, frame)
        self._answers += outputs.to_game
        self._acked += len(outputs.records)
        self._over = outputs.over
        self._feel(t_ns)

    def _feel(self, t_ns: int) -> None:
        """Let the patient's electrodes pick up what flows."""
        if self._patient is None:
            return
        flowing = self.device.outputs(t_ns)
        if flowing == self._felt:
            return
        self._felt = flowing
        for channel, muscle in self._channels.items():
            if muscle is not None:
                self._patient.stimulate(muscle, flowing[channel].peak_ua / 1000 if channel in flowing else 0.0)
