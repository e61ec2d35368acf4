"""A controller on an emulated device, with a game, a therapist and a patient who press what they are told.

Everything in memory, on a clock that is moved by hand; nothing of it is a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from devices.emulators.stimulators import Stimulator
from devices.emulators.stimulators.p24 import P24Emulator
from stim_safety import budget
from stim_safety.controller import Controller
from stim_safety.drivers import Driver
from stim_safety.drivers.p24 import P24
from stim_safety.messages import (
    Arm,
    Calibrate,
    Channel,
    Confirm,
    Decided,
    Device,
    Disarm,
    Envelope,
    Heartbeat,
    Hold,
    Item,
    Message,
    Report,
    Reset,
    SetMark,
    Status,
    StepUp,
    Stop,
    Wish,
    decode,
    encode,
)
from stim_safety.order import ChannelOrder, Pads, Prescription, Screening
from stim_safety.screening import QUESTIONS
from stim_safety.start import Start
from stim_safety.step import GuardianNews, Inputs, Outputs, Record, Spent
from stim_safety.timing import MS, TICK_MS
from stim_safety.words import Mark, Profile, Role, State, Why

Known = TypeVar("Known", bound=Message)
UTC_S = 1_800_000_000
TODAY = UTC_S // 86_400
NONCE = 0x5EED
PATIENT = "P-0042"
DIGEST = "0123456789abcdef" * 4


def order(channel: int = 0, muscle: str = "left_wrist_extensors", **changes: object) -> ChannelOrder:
    usual = ChannelOrder(
        channel=channel, muscle=muscle, pads=Pads(2500, 3, TODAY - 10), width_us=250, rate_mhz=35_000,
        max_ua=20_000, k_per_mille=600, ramp_up_ms=2000, ramp_down_ms=1000, on_ms=6000, off_ms=12_000)
    return replace(usual, **changes)  # type: ignore[arg-type]  # the fields' own types, by name


def prescription(*orders: ChannelOrder, **changes: object) -> Prescription:
    answers = MappingProxyType({question.word: False for question in QUESTIONS})
    usual = Prescription(
        patient=PATIENT, by="A. Therapist", issued_day=TODAY, expires_day=TODAY + 28, profile=Profile.KIOSK,
        channels=orders or (order(),), session_ms=20 * 60_000, day_ms=40 * 60_000,
        screening=Screening(answers, "A. Therapist", UTC_S - 3600), external=None, digest=DIGEST)
    return replace(usual, **changes)  # type: ignore[arg-type]  # the fields' own types, by name


def start(ordered: Prescription | None = None, **changes: object) -> Start:
    usual = Start(prescription=ordered or prescription(), spent=budget.fresh(PATIENT, TODAY, UTC_S), nonce=NONCE,
                  seed=7, utc_s=UTC_S, today_day=TODAY)
    return replace(usual, **changes)  # type: ignore[arg-type]  # the fields' own types, by name


@dataclass
class Rig:
    """Life: `tick` and the acts of people.  What happened is kept in the lists."""

    driver: Driver = field(default_factory=P24)
    device: Stimulator = field(default_factory=P24Emulator)
    begin: Start = field(default_factory=start)

    def __post_init__(self) -> None:
        self.controller = Controller(self.driver, self.begin)
        self.now_ns = 1_000 * MS
        self.asleep_ns = 0
        self.beating = self.guarding = self.logging = self.plugged = True
        self.acked = self.recorded = 0
        self.sequence = 0
        self.wire = b""
        self.status: Status | None = None
        self.told: list[Message] = []
        self.decided: dict[int, Decided] = {}
        self.records: list[Record] = []
        self.outputs: list[Outputs] = []
        self.inputs: list[Inputs] = []
        self.written: list[tuple[int, bytes]] = []
        self._beaten_ns = 0
        self._waiting: list[bytes] = []

    # Time.

    def tick(self, ms: int = TICK_MS, **changes: object) -> Outputs:
        """Let `ms` pass and take one step with everything that waits."""
        self.now_ns += ms * MS
        return self.step(**changes)

    def step(self, **changes: object) -> Outputs:
        """Take one step now."""
        if self.beating and self.now_ns - self._beaten_ns >= 50 * MS and self.status is not None:
            self._beaten_ns = self.now_ns
            self.post(Heartbeat(self.status.challenge, self.status.state))
        if self.plugged:
            self.wire += self.device.advance(self.now_ns)
        usual = Inputs(
            now_ns=self.now_ns, boot_ns=self.now_ns + self.asleep_ns, messages=tuple(self._waiting),
            wire=self.wire, guardian=GuardianNews.BEAT if self.guarding else GuardianNews.QUIET, acked=self.acked)
        self._waiting, self.wire = [], b""
        inputs = replace(usual, **changes)  # type: ignore[arg-type]  # the fields' own types, by name
        self.inputs.append(inputs)
        before = self.state
        outputs = self.controller.step(inputs)
        self._expect_written_down(before, inputs.acked)
        self._carry_out(outputs)
        return outputs

    def run(self, ms: int, each: Callable[[], None] = lambda: None) -> None:
        """Let time pass in ticks, doing `each` before every one."""
        for _ in range(ms // TICK_MS):
            each()
            self.tick()

    def until(self, state: State, within_ms: int = 5000) -> None:
        """Let time pass until the controller stands in `state`."""
        for _ in range(within_ms // TICK_MS):
            if self.state is state:
                return
            self.tick()
        raise AssertionError(f"{self.state.name} ({self.why}) instead of {state.name}")

    def _expect_written_down(self, before: State, acked: int) -> None:
        """Hold I10: what leads to a state with current was on disk before the state was entered."""
        if self.state is not before and self.state in {State.CALIB, State.ARMED, State.STIM}:
            assert acked >= max(number for number, record in enumerate(self.records, 1)
                                if record.data.get("to") == self.state.name)

    def _carry_out(self, outputs: Outputs) -> None:
        self.outputs.append(outputs)
        for frame in outputs.frames:
            self.written.append((self.now_ns, frame))
            if self.plugged:
                self.wire += self.device.receive(self.now_ns, frame)
        self.records += outputs.records
        self.recorded += len(outputs.records)
        if self.logging:
            self.acked = self.recorded
        for data in outputs.to_game:
            message = decode(data).message
            self.told.append(message)
            if isinstance(message, Status):
                self.status = message
            if isinstance(message, Decided):
                self.decided[message.answers] = message

    # What is known.

    @property
    def state(self) -> State:
        return self.controller.state

    @property
    def why(self) -> Why | None:
        return None if self.status is None else self.status.why

    @property
    def level_ua(self) -> int:
        """What flows at the device."""
        return max((output.peak_ua for output in self.device.outputs(self.now_ns).values()), default=0)

    def newest(self, kind: type[Known]) -> Known:
        return next(message for message in reversed(self.told) if isinstance(message, kind))

    # Acts.

    def post(self, message: Message, **changes: object) -> int:
        """Let the game send a message with the next step; return its sequence."""
        self.sequence += 1
        envelope = Envelope(self.sequence, NONCE, self.now_ns, message)
        self._waiting.append(encode(replace(envelope, **changes)))  # type: ignore[arg-type]  # by name
        return self.sequence

    def post_raw(self, data: bytes) -> None:
        self._waiting.append(data)

    def ask(self, message: Message) -> Decided:
        """Send a message, take a tick, and return the answer."""
        number = self.post(message)
        self.tick()
        return self.decided[number]

    def reset(self) -> None:
        self.run(3100)
        assert not self.ask(Reset(1)).refused
        self.run(300)
        assert not self.ask(Reset(2)).refused

    def ready(self) -> None:
        """Come to READY and confirm everything, stop test included."""
        self.until(State.READY)
        self.run(100)
        if self.status is not None and not self.status.stop_tested:
            self.post(Stop())
            self.until(State.ESTOP)
            self.reset()
            self.until(State.READY)
        self.confirm()

    def confirm(self) -> None:
        digest = DIGEST if self.begin.prescription is None else self.begin.prescription.digest
        for item, text in ((Item.PRESCRIPTION, digest[:8]), (Item.SCREENING, ""), (Item.PRESENT, ""),
                           (Item.DEVICE, self.identity)):
            assert not self.ask(Confirm(item, 0, text)).refused, item
        if self.begin.prescription is not None:
            for each in self.begin.prescription.channels:
                assert not self.ask(Confirm(Item.PADS, each.channel, "")).refused
            if self.begin.prescription.external is not None:
                assert not self.ask(Confirm(Item.EXTERNAL, 0, "")).refused

    @property
    def identity(self) -> str:
        return self.newest(Device).identity

    def hold(self, channel: int = 0) -> None:
        """Begin to search the currents of a channel, with the button held."""
        assert not self.ask(Calibrate(channel)).refused
        self.until(State.CALIB)
        self.run(300)
        assert not self.ask(Hold(down=True)).refused

    def press(self, times: int, channel: int = 0) -> None:
        for _ in range(times):
            assert not self.ask(StepUp(channel, up=True)).refused
            self.run(340)

    def calibrate(self, channel: int = 0, sensory: int = 4, motor: int = 8, tolerated: int = 16) -> None:
        """Find the marks of a channel at so many presses, and come back to READY."""
        self.hold(channel)
        self.press(sensory, channel)
        assert not self.ask(SetMark(channel, Mark.SENSORY, Role.THERAPIST)).refused
        self.press(motor - sensory, channel)
        assert not self.ask(SetMark(channel, Mark.MOTOR, Role.THERAPIST)).refused
        self.press(tolerated - motor, channel)
        assert not self.ask(SetMark(channel, Mark.TOLERATED, Role.PATIENT)).refused
        self.ask(Hold(down=False))
        self.ask(Disarm())
        self.until(State.READY)

    def arm(self) -> None:
        assert not self.ask(Arm()).refused
        self.until(State.ARMED)
        self.run(100)

    def armed(self) -> None:
        """Come all the way to ARMED, with the rest after the calibration over."""
        self.ready()
        self.calibrate()
        self.run(12_000)
        self.arm()

    def wish(self, ms: int, per_mille: int = 1000, channel: int = 0, still: State | None = None) -> None:
        """Wish for so long, renewed every 50 ms; no longer than the state is `still` the same."""
        end_ns = self.now_ns + ms * MS
        due_ns = self.now_ns
        while self.now_ns < end_ns and still in {None, self.state}:
            if self.now_ns >= due_ns:
                due_ns += 50 * MS
                self.post(Wish(channel, per_mille, 100))
            self.tick()

    def stimulate(self) -> None:
        """Come all the way to the plateau of a train."""
        self.armed()
        self.wish(2500)
        assert self.state is State.STIM

    def marks(self, channel: int = 0) -> Channel:
        return next(message for message in reversed(self.told)
                    if isinstance(message, Channel) and message.channel == channel)

    def reports(self) -> list[Report]:
        return [message for message in self.told if isinstance(message, Report)]


def used(**changes: object) -> Spent:
    return replace(budget.fresh(PATIENT, TODAY, UTC_S), **changes)  # type: ignore[arg-type]  # by name


def violations(rig: Rig, begin: int = 0) -> list[tuple[object, ...]]:
    """Return reason, detail and state of everything that was written down as wrong, from a record on."""
    return [tuple(record.data.values()) for record in rig.records[begin:] if record.kind == "violation"]


def fault(rig: Rig, why: Why, within_ms: int = 100) -> None:
    """Expect a stop within `within_ms` from now, and the latch with its reason."""
    begin_ns = rig.now_ns
    stops: list[int] = []
    for _ in range(90):
        if rig.state is State.FAULT:
            break
        rig.tick()
        stops += [t_ns for t_ns, frame in rig.written if t_ns > begin_ns and frame in rig.driver.stop_frames]
    rig.run(40)
    assert (rig.state, rig.why) == (State.FAULT, why)
    assert rig.level_ua == 0
    assert (stops[0] - begin_ns) // MS <= within_ms


def tricks(rig: Rig, **changes: object) -> None:
    for name, value in changes.items():
        setattr(rig.device.tricks, name, value)  # type: ignore[attr-defined]  # the emulator's switches
