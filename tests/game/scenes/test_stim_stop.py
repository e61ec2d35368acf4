"""Stimulation can be stopped on every screen, with every hand, at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.frames import TICK_NS, ControlFrame
from core.stim import StimPhase, StimView
from game.intents import Intent, IntentKind
from game.phases import Command
from game.picture import Button
from game.scenes.app import App
from game.scenes.layout import STIM_STOP
from game.scenes.stim_stop import StimStop
from game.stimulation import StimDoing
from tests.game.scenes.making import FakeServices, Person
from tests.game.scenes.stim_making import FakeDesk, make_done
from tests.game.scenes.tour import follow

MIDDLE = STIM_STOP.centre
STOP = [StimDoing.STOP]


def somebody() -> tuple[Person, FakeDesk]:
    desk = FakeDesk(make_done())
    return Person(FakeServices(stim_desk=desk)), desk


def running(app: App, tick: int, *intents: Intent, button: bool = False) -> None:
    frame = replace(ControlFrame(tick, tick * TICK_NS, stim=StimView(StimPhase.RUNNING)), button=button)
    app.step(tick, tick * TICK_NS, frame, intents, {})


SCREENS = [(), ("levels",), ("levels", "seated"), ("levels", "seated", "seated_0"), ("setup",), ("setup", "reach"),
           ("setup", "muscle"), ("setup", "stimulation"), ("finish",), ("play",), ("play", "start")]


@pytest.mark.parametrize("screens", SCREENS, ids="-".join)
@pytest.mark.parametrize("intent", [
    Intent(IntentKind.PRESS, *MIDDLE), Intent(IntentKind.PRESS, *MIDDLE, 3), Intent(IntentKind.STIM_STOP),
    Intent(IntentKind.STOP), Intent(IntentKind.QUIT)])
def test_any_finger_and_key_stops_on_every_screen(screens: tuple[str, ...], intent: Intent) -> None:
    person, desk = somebody()
    for choice in screens:
        person.touch(choice)
    assert "stim_stop" in person.buttons
    assert person.buttons["stim_stop"].rect == STIM_STOP
    before = person.picture.key
    person.live(1, intent)
    assert desk.done() == STOP
    if intent.kind in (IntentKind.PRESS, IntentKind.STIM_STOP):
        person.live(3)
        assert person.picture.key.split("_")[0] == before.split("_")[0]


@pytest.mark.parametrize("phase", ["round_play", "round_paused", "round_results"])
def test_it_is_there_in_every_phase_of_a_round(phase: str) -> None:
    person, desk = somebody()
    person.touch("play")
    person.touch("start")
    person.until("round_play")
    if phase == "round_paused":
        person.touch("pause")
    while not person.picture.key.startswith(phase):
        follow(person, 20)
    person.live(1, Intent(IntentKind.PRESS, *MIDDLE))
    assert desk.done() == STOP


def test_the_button_is_large() -> None:
    assert STIM_STOP.w >= 220
    assert STIM_STOP.h >= 120


@pytest.mark.parametrize(("x", "y", "stops"), [
    (STIM_STOP.x, STIM_STOP.y, True), (STIM_STOP.x - 1, STIM_STOP.y, False), (STIM_STOP.x, STIM_STOP.y - 1, False),
    (STIM_STOP.x + STIM_STOP.w - 1, STIM_STOP.y + STIM_STOP.h - 1, True),
    (STIM_STOP.x + STIM_STOP.w, STIM_STOP.y, False)])
def test_its_whole_face_counts(x: float, y: float, stops: bool) -> None:
    person, desk = somebody()
    person.live(1, Intent(IntentKind.PRESS, x, y))
    assert bool(desk.acts) is stops


def test_it_counts_when_the_finger_goes_down_and_each_time_anew() -> None:
    person, desk = somebody()
    for _ in range(3):
        person.live(1, Intent(IntentKind.PRESS, *MIDDLE))
        person.live(1, Intent(IntentKind.RELEASE, *MIDDLE))
    assert desk.done() == 3 * STOP


@pytest.mark.parametrize("phase", StimPhase)
def test_the_one_switch_stops_while_current_runs_and_only_then(phase: StimPhase) -> None:
    desk = FakeDesk(make_done())
    stop = StimStop(FakeServices(stim_desk=desk))
    kept = stop.take((Intent(IntentKind.ACTIVATE),), phase)
    assert (desk.done() == STOP) is (phase is StimPhase.RUNNING)
    assert (kept == ()) is (phase is StimPhase.RUNNING)


def test_the_boards_button_is_a_switch_too() -> None:
    desk = FakeDesk(make_done())
    app = App(FakeServices(stim_desk=desk))
    running(app, 1)
    running(app, 2, button=True)
    running(app, 3, button=True)
    assert desk.done() == STOP


@pytest.mark.parametrize(("phase", "stops"), [(StimPhase.RUNNING, True), (StimPhase.READY, False)])
def test_the_stop_of_the_round_stops_what_runs(phase: StimPhase, stops: bool) -> None:
    desk = FakeDesk(make_done())
    StimStop(FakeServices(stim_desk=desk)).obey({Command.STOP}, phase)
    assert bool(desk.acts) is stops
    StimStop(FakeServices(stim_desk=desk)).obey({Command.PAUSE}, phase)
    assert len(desk.acts) == stops


def test_the_keys_that_end_a_round_still_do() -> None:
    person, _ = somebody()
    person.touch("play")
    person.touch("start")
    person.live(20)
    person.do(IntentKind.STOP)
    assert person.picture.key == "round_results_stopped"


def test_without_a_stimulator_nothing_is_taken_away_and_nothing_is_shown() -> None:
    person = Person(FakeServices())
    assert "stim_stop" not in person.buttons
    stop = StimStop(FakeServices())
    intents = (Intent(IntentKind.PRESS, *MIDDLE), Intent(IntentKind.STIM_STOP), Intent(IntentKind.ACTIVATE))
    assert stop.take(intents, StimPhase.RUNNING) == intents
    stop.obey({Command.STOP}, StimPhase.RUNNING)


def test_a_stop_that_was_heard_shows_a_check() -> None:
    person, _ = somebody()
    stop = StimStop(person.services)
    icons = [next(part for part in stop.shown(person.picture, phase).parts[::-1] if isinstance(part, Button)).icon
             for phase in (StimPhase.READY, StimPhase.BLOCKED)]
    assert icons == ["palm", "check"]
