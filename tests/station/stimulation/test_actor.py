"""A script is carried out in the tick's time, and waits for what the desk shows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest

from core.clock import NS_PER_S
from core.frames import TICK_NS
from core.stim import StimPhase, StimView
from game.stimulation import StimAct, StimChannel, StimDoing, StimItem, StimMark, StimPanel
from station.stimulation.actor import PRESS_S, Actor
from station.stimulation.link import ChannelWish
from station.stimulation.script import Entry, parse_script

CHANNEL = StimChannel(0, "left wrist extensors", None, False, 0.0, 20.0)


@dataclass
class FakeDesk:
    """A desk that answers at once, and remembers what was done when."""

    shown: StimPanel = field(default_factory=lambda: StimPanel(state="ready", channels=(CHANNEL,)))
    now_ns: int = 0
    done: list[tuple[float, StimAct]] = field(default_factory=list)

    def panel(self) -> StimPanel:
        return self.shown

    def do(self, act: StimAct) -> None:
        self.done.append((round(self.now_ns / NS_PER_S, 2), act))
        states = {StimDoing.CALIBRATE: "calib", StimDoing.ARM: "armed", StimDoing.STOP: "estop",
                  StimDoing.DISARM: "ready"}
        if act.doing in states:
            phase = StimPhase.READY if act.doing is StimDoing.ARM else StimPhase.NOT_READY
            self.shown = replace(self.shown, state=states[act.doing], view=StimView(phase))
        if act.doing is StimDoing.RESET:
            self.shown = replace(self.shown, state="ready" if self.shown.reset_step else "estop",
                                 reset_step=1 - self.shown.reset_step, stop_tested=True)

    def acts(self) -> list[StimAct]:
        return [act for _, act in self.done]


def play(text: str, desk: FakeDesk, seconds: float = 60.0) -> list[tuple[float, ChannelWish]]:
    """Play a script; return its wishes with their times."""
    actor = Actor(parse_script(text, "script"), desk)
    wishes = []
    while desk.now_ns < seconds * NS_PER_S and not actor.done:
        desk.now_ns += TICK_NS
        wish = actor.step(desk.now_ns)
        if wish is not None:
            wishes.append((desk.now_ns / NS_PER_S, wish))
    assert actor.done
    return wishes


def test_screen_tests_the_stop_and_confirms_everything() -> None:
    desk = FakeDesk()
    play("- screen", desk)
    assert [act.doing for act in desk.acts()[:3]] == [StimDoing.STOP, StimDoing.RESET, StimDoing.RESET]
    assert [act.item for act in desk.acts()[3:]] == [
        StimItem.PRESENT, StimItem.PRESCRIPTION, StimItem.SCREENING, StimItem.DEVICE, StimItem.PADS]
    stop, first, _ = (at for at, _ in desk.done[:3])
    assert first - stop >= 3.0, "a latch stands three seconds before it may be reset"


def test_screen_unlocks_where_a_pin_is_set_and_may_leave_the_stop_test_out() -> None:
    desk = FakeDesk(StimPanel(state="ready", pin_needed=True, external=True))
    play("- screen: {pin: 2468, stop_test: false}", desk)
    assert desk.acts()[0] == StimAct(StimDoing.UNLOCK, text="2468")
    assert StimItem.EXTERNAL in [act.item for act in desk.acts()]
    assert StimDoing.STOP not in [act.doing for act in desk.acts()]


def test_hold_begins_the_calibration_before_the_button_is_pressed() -> None:
    desk = FakeDesk()
    play("- hold\n- step: 3\n- mark: motor\n- mark: tolerated\n- release", desk)
    assert [act.doing for act in desk.acts()] == [
        StimDoing.CALIBRATE, StimDoing.HOLD, StimDoing.UP, StimDoing.UP, StimDoing.UP, StimDoing.MARK,
        StimDoing.MARK, StimDoing.RELEASE]
    assert [act.mark for act in desk.acts()[5:7]] == [StimMark.MOTOR, StimMark.TOLERATED]
    presses = [at for at, act in desk.done if act.doing is StimDoing.UP]
    assert all(after - before >= PRESS_S - 0.01 for before, after in pairwise(presses))


def test_arm_leaves_the_calibration_first() -> None:
    desk = FakeDesk()
    play("- calibrate\n- arm", desk)
    assert [act.doing for act in desk.acts()] == [
        StimDoing.CALIBRATE, StimDoing.RELEASE, StimDoing.DISARM, StimDoing.ARM]


def test_arm_waits_for_the_rest_that_is_left_and_not_for_ever() -> None:
    desk = FakeDesk()
    actor = Actor(parse_script("- arm\n- stop", "script"), desk)
    while StimDoing.STOP not in [act.doing for act in desk.acts()]:
        desk.now_ns += TICK_NS
        actor.step(desk.now_ns)
        desk.shown = replace(desk.shown, view=StimView(
            StimPhase.RESTING if desk.now_ns < 8 * NS_PER_S else StimPhase.READY))
    assert desk.done[-1][0] == pytest.approx(8.0, abs=0.1)


def test_a_wish_is_renewed_every_tick_for_its_seconds() -> None:
    wishes = play("- wish: {fraction: 0.25, seconds: 0.5, channel: 2}", FakeDesk())
    assert {wish for _, wish in wishes} == {ChannelWish(1, 0.25)}
    assert len(wishes) == pytest.approx(50, abs=1)


def test_waiting_for_a_state_ends_with_it_or_with_its_time() -> None:
    desk = FakeDesk()
    play("- wait: {state: armed, seconds: 2}\n- stop", desk)
    assert desk.done[0][0] == pytest.approx(2.0, abs=0.05)
    desk = FakeDesk(StimPanel(state="armed"))
    play("- wait: {state: armed, seconds: 2}\n- stop", desk)
    assert desk.done[0][0] < 0.1


def test_end_says_so_and_every_entry_is_told() -> None:
    told: list[Entry] = []
    desk = FakeDesk()
    actor = Actor(parse_script("- wait: 0.1\n- end", "script"), desk, told.append)
    while not actor.ended:
        desk.now_ns += TICK_NS
        actor.step(desk.now_ns)
    assert [entry.word for entry in told] == ["wait", "end"]


def test_nothing_begins_before_the_program_has_spoken() -> None:
    desk = FakeDesk(StimPanel())
    actor = Actor(parse_script("- stop", "script"), desk)
    for _ in range(100):
        desk.now_ns += TICK_NS
        actor.step(desk.now_ns)
    assert not desk.done
    desk.shown = StimPanel(state="ready")
    desk.now_ns += TICK_NS
    actor.step(desk.now_ns)
    assert desk.acts() == [StimAct(StimDoing.STOP)]
