"""Carries a script out: presses what a therapist and a patient would press, tick by tick, and waits for answers.

Pure but for the link it is given; time is the tick's.  Not here: reading scripts (`script`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from core.clock import NS_PER_S
from core.stim import StimPhase
from game.stimulation import StimAct, StimDoing, StimItem, StimMark, StimPanel
from station.stimulation.link import ChannelWish
from station.stimulation.script import Entry

PRESS_S = 0.36
"""Between two presses: deliberate, and above the 0.3 s that the safety program wants."""
ANSWER_S = 0.2
"""After an act, so that its answer can be seen before the next."""
LATCH_S = 3.2
"""How long a latch must stand before it may be reset."""
PROOF_S = 3.0
STARTING_S = 10.0
IN_FORCE_S = 1.0
"""A prescription that counts is in force a moment after the device is known."""
RESTED_S = 30.0
_CONFIRMED = (StimItem.PRESENT, StimItem.PRESCRIPTION, StimItem.SCREENING, StimItem.DEVICE, StimItem.EXTERNAL)
Tick = Iterator[ChannelWish | None]


class Desk(Protocol):
    """Where acts go and the panel comes from: a `StimLink`."""

    def panel(self) -> StimPanel:
        """Return where everything stands."""
        ...

    def do(self, act: StimAct) -> None:
        """Do one act."""
        ...


class Actor:
    """Plays a script.  Life: `step` once per tick until `done`."""

    def __init__(self, script: Sequence[Entry], desk: Desk,
                 tell: Callable[[Entry], None] = lambda entry: None) -> None:
        self._script = script
        self._desk = desk
        self._tell = tell
        self._now_ns = 0
        self._acting = self._play()
        self.done = False
        self.ended = False

    def step(self, t_ns: int) -> ChannelWish | None:
        """Advance one tick; returns what is wished for in it."""
        self._now_ns = t_ns
        try:
            return next(self._acting)
        except StopIteration:
            self.done = True
            return None

    def _play(self) -> Tick:
        yield from self._until(lambda panel: panel.state not in {"", "boot", "selftest"}, STARTING_S)
        for entry in self._script:
            self._tell(entry)
            yield from _WORDS[entry.word](self, entry)

    # Waiting.

    def _wait(self, seconds: float) -> Tick:
        end_ns = self._now_ns + round(seconds * NS_PER_S)
        while self._now_ns < end_ns:
            yield None

    def _until(self, holds: Callable[[StimPanel], bool], seconds: float) -> Tick:
        end_ns = self._now_ns + round(seconds * NS_PER_S)
        while self._now_ns < end_ns and not holds(self._desk.panel()):
            yield None

    def _act(self, act: StimAct, then_s: float = ANSWER_S) -> Tick:
        self._desk.do(act)
        yield from self._wait(then_s)

    # The words.

    def screen(self, entry: Entry) -> Tick:
        """Confirm everything as a therapist does, test the stop, and reset it."""
        yield from self._until(lambda panel: panel.state != "idle", IN_FORCE_S)
        panel = self._desk.panel()
        if panel.pin_needed and not panel.unlocked:
            yield from self._act(StimAct(StimDoing.UNLOCK, text=entry.text("pin")))
        if entry.values.get("stop_test", True) and not panel.stop_tested:
            yield from self._act(StimAct(StimDoing.STOP))
            yield from self.reset(entry)
        for item in _CONFIRMED:
            if item is not StimItem.EXTERNAL or self._desk.panel().external:
                yield from self._act(StimAct(StimDoing.CONFIRM, item=item))
        for channel in self._desk.panel().channels:
            yield from self._act(StimAct(StimDoing.CONFIRM, channel.number, StimItem.PADS))

    def unlock(self, entry: Entry) -> Tick:
        """Enter the PIN."""
        yield from self._act(StimAct(StimDoing.UNLOCK, text=entry.text("pin")))

    def confirm(self, entry: Entry) -> Tick:
        """Confirm one item."""
        yield from self._act(StimAct(StimDoing.CONFIRM, entry.channel, StimItem(entry.text("item"))))

    def reset(self, entry: Entry) -> Tick:
        """Leave a latched state, in its two steps."""
        yield from self._until(lambda panel: panel.state in {"estop", "fault"}, PROOF_S)
        yield from self._wait(LATCH_S)
        yield from self._act(StimAct(StimDoing.RESET), 0.5)
        yield from self._act(StimAct(StimDoing.RESET))
        yield from self._until(lambda panel: panel.state not in {"estop", "fault"}, PROOF_S)

    def calibrate(self, entry: Entry) -> Tick:
        """Begin with a channel."""
        yield from self._act(StimAct(StimDoing.CALIBRATE, entry.channel))
        yield from self._until(lambda panel: panel.state == "calib", PROOF_S)

    def hold(self, entry: Entry) -> Tick:
        """Press the patient's button and keep it; begins the calibration when nothing else is going on."""
        if self._desk.panel().state == "ready":
            yield from self.calibrate(entry)
        yield from self._act(StimAct(StimDoing.HOLD))

    def release(self, entry: Entry) -> Tick:
        """Let the patient's button go."""
        yield from self._act(StimAct(StimDoing.RELEASE))

    def press(self, entry: Entry) -> Tick:
        """Press +1 mA so many times."""
        if self._desk.panel().state == "ready":
            yield from self.calibrate(entry)
        for _ in range(int(entry.number("count", 1))):
            yield from self._act(StimAct(StimDoing.UP, entry.channel), PRESS_S)

    def mark(self, entry: Entry) -> Tick:
        """Say what is felt or seen; TOLERATED is the patient's."""
        yield from self._act(StimAct(StimDoing.MARK, entry.channel, mark=StimMark(entry.text("mark"))))

    def pads_moved(self, entry: Entry) -> Tick:
        """Say that a pad was moved."""
        yield from self._act(StimAct(StimDoing.PADS_MOVED, entry.channel))

    def arm(self, entry: Entry) -> Tick:
        """Leave a calibration if there is one, arm, and wait for the rest that the calibration asks for."""
        if self._desk.panel().state == "calib":
            yield from self._act(StimAct(StimDoing.RELEASE))
            yield from self.disarm(entry)
        yield from self._act(StimAct(StimDoing.ARM))
        if not self._desk.panel().refused:
            yield from self._until(lambda panel: panel.view.phase is StimPhase.READY, RESTED_S)

    def disarm(self, entry: Entry) -> Tick:
        """Switch the high voltage off."""
        yield from self._act(StimAct(StimDoing.DISARM))
        yield from self._until(lambda panel: panel.state == "ready", PROOF_S)

    def wish(self, entry: Entry) -> Tick:
        """Wish for a share of the prescription for so long."""
        wanted = ChannelWish(entry.channel, entry.number("fraction", 0.0))
        end_ns = self._now_ns + round(entry.number("seconds", 1.0) * NS_PER_S)
        while self._now_ns < end_ns:
            yield wanted
        yield from self._wait(ANSWER_S)

    def stop(self, entry: Entry) -> Tick:
        """Press stop."""
        yield from self._act(StimAct(StimDoing.STOP))

    def wait(self, entry: Entry) -> Tick:
        """Wait so long, or until a state is reached (within `seconds`, else 30)."""
        state = entry.text("state")
        if state:
            yield from self._until(lambda panel: panel.state == state, entry.number("seconds", 30.0))
        else:
            yield from self._wait(entry.number("seconds", 1.0))

    def end(self, entry: Entry) -> Tick:
        """End the session here."""
        self.ended = True
        yield None


_WORDS: dict[str, Callable[[Actor, Entry], Tick]] = {
    "screen": Actor.screen, "unlock": Actor.unlock, "confirm": Actor.confirm, "reset": Actor.reset,
    "calibrate": Actor.calibrate, "hold": Actor.hold, "release": Actor.release, "step": Actor.press,
    "mark": Actor.mark, "pads_moved": Actor.pads_moved, "arm": Actor.arm, "disarm": Actor.disarm,
    "wish": Actor.wish, "stop": Actor.stop, "wait": Actor.wait, "end": Actor.end,
}
