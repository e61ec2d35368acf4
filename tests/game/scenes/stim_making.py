"""A desk in memory that behaves as the real one does, as far as the pages can see."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core.muscles import Muscle
from core.stim import StimPhase, StimView
from game.stimulation import StimAct, StimChannel, StimDoing, StimItem, StimMark, StimPanel

DIGEST = "a1b2c3d4" + 56 * "0"
PIN = "2468"
TRIES = 3

SHIN = StimChannel(0, "right tibialis anterior", Muscle.RIGHT_TIBIALIS_ANTERIOR, False, 0.0, 20.0)
WRIST = StimChannel(1, "left wrist extensors", Muscle.LEFT_WRIST_EXTENSORS, False, 0.0, 12.0)
HAND = StimChannel(2, "left hand", None, False, 0.0, 8.0)


def make_panel(*channels: StimChannel, state: str = "ready", phase: StimPhase = StimPhase.NOT_READY,
               pin_needed: bool = True) -> StimPanel:
    """A panel at the beginning of a session."""
    return StimPanel(StimView(phase), state, device="Simulated stimulator 1", digest=DIGEST, patient="P-017",
                     pin_needed=pin_needed, unlocked=not pin_needed, channels=channels or (SHIN,),
                     session_left_s=1200.0)


def make_done(*channels: StimChannel, state: str = "ready", working: bool = True) -> StimPanel:
    """A panel on which everything is done but arming."""
    found = tuple(replace(channel, pads_confirmed=True, working_ma=9.0 if working else None)
                  for channel in channels or (SHIN,))
    items = frozenset(StimItem) - {StimItem.PADS, StimItem.EXTERNAL}
    return replace(make_panel(*found, state=state), unlocked=True, stop_tested=True, confirmed=items)


@dataclass
class FakeDesk:
    """Answers each act at once.  acts: everything that was done."""

    now: StimPanel = field(default_factory=make_panel)
    acts: list[StimAct] = field(default_factory=list)
    wrong: int = 0

    def panel(self) -> StimPanel:
        return self.now

    def do(self, act: StimAct) -> None:
        self.acts.append(act)
        self._set(refused=())
        getattr(self, f"_{act.doing}")(act)

    def done(self) -> list[StimDoing]:
        """What was done, in words."""
        return [act.doing for act in self.acts]

    def _set(self, **changes: object) -> None:
        self.now = replace(self.now, **changes)  # type: ignore[arg-type]  # the tests know the fields

    def _refuse(self, *why: str) -> None:
        self._set(refused=why)

    def _channel(self, number: int, **changes: object) -> None:
        changed = [
            replace(each, **changes)  # type: ignore[arg-type]  # the tests know the fields
            if each.number == number else each for each in self.now.channels]
        self._set(channels=tuple(changed))

    def _unlock(self, act: StimAct) -> None:
        if self.wrong >= TRIES:
            self._refuse("locked_out")
        elif act.text == PIN:
            self._set(unlocked=True)
        else:
            self.wrong += 1
            self._refuse("locked_out" if self.wrong >= TRIES else "locked")

    def _confirm(self, act: StimAct) -> None:
        if act.item is StimItem.PADS:
            self._channel(act.channel, pads_confirmed=True)
        elif act.item is not None:
            self._set(confirmed=self.now.confirmed | {act.item})

    def _calibrate(self, act: StimAct) -> None:
        self._set(state="calib")

    def _hold(self, act: StimAct) -> None:
        self._set(held=True)

    def _release(self, act: StimAct) -> None:
        self._set(held=False)
        self._channel(act.channel, level_ma=0.0)

    def _up(self, act: StimAct) -> None:
        self._step(act.channel, 1.0)

    def _down(self, act: StimAct) -> None:
        self._step(act.channel, -1.0)

    def _step(self, number: int, by: float) -> None:
        if not self.now.held:
            self._refuse("not_held")
            return
        level = self._level(number) + by
        if level > 20.0:
            self._refuse("prescription", "ceiling")
        else:
            self._channel(number, level_ma=max(0.0, level))

    def _level(self, number: int) -> float:
        return next(each.level_ma for each in self.now.channels if each.number == number)

    def _mark(self, act: StimAct) -> None:
        level = self._level(act.channel)
        if act.mark is StimMark.SENSORY:
            self._channel(act.channel, sensory_ma=level)
        elif act.mark is StimMark.MOTOR:
            self._channel(act.channel, motor_ma=level)
        else:
            self._channel(act.channel, tolerated_ma=level, working_ma=0.8 * level, level_ma=0.0)
            self._set(state="ready")

    def _pads_moved(self, act: StimAct) -> None:
        self._channel(act.channel, pads_confirmed=False, sensory_ma=None, motor_ma=None, tolerated_ma=None,
                      working_ma=None, level_ma=0.0)
        self._set(state="ready")

    def _arm(self, act: StimAct) -> None:
        self._set(state="armed", view=StimView(StimPhase.READY))

    def _disarm(self, act: StimAct) -> None:
        self._set(state="ready", view=StimView(StimPhase.NOT_READY))

    def _stop(self, act: StimAct) -> None:
        self._set(state="estop", stop_tested=True, reset_step=0, view=StimView(StimPhase.BLOCKED, "stopped"))

    def _reset(self, act: StimAct) -> None:
        if self.now.reset_step == 0:
            self._set(reset_step=1)
        else:
            self._set(state="ready", reset_step=0, view=StimView(StimPhase.NOT_READY))
