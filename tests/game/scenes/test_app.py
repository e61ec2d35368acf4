"""The stack: who lives, who waits, who goes, and what is laid over it."""

from __future__ import annotations

import pytest

from core.cues import CueKind
from core.faults import FAULTS, Fault
from core.frames import ControlFrame
from game.intents import Intent, IntentKind
from game.picture import Button, Label, Picture, Rect
from game.scenes.app import App
from game.scenes.home import HomeScene
from game.scenes.round import RoundScene
from game.scenes.scene import Moment, Scene, SceneStep, Turn, quiet
from tests.game.scenes.making import FakeServices, Person
from tests.game.scenes.tour import every_picture


class Diary(Scene):
    """A scene that notes what happens to it and goes where it is told."""

    def __init__(self, name: str, notes: list[str], turn: Turn = Turn.STAY, push: Scene | None = None) -> None:
        self._name, self._notes, self._turn, self._push = name, notes, turn, push

    def enter(self, t_ns: int) -> None:
        self._notes.append(f"{self._name} enters")

    def pause(self) -> None:
        self._notes.append(f"{self._name} pauses")

    def resume(self, t_ns: int) -> None:
        self._notes.append(f"{self._name} resumes")

    def leave(self) -> None:
        self._notes.append(f"{self._name} leaves")

    def step(self, moment: Moment) -> SceneStep:
        turn, push = self._turn, self._push
        self._turn, self._push = Turn.STAY, None
        return SceneStep(Picture(self._name, ()), quiet(moment.t_ns), turn=turn, push=push)


def run(first: Scene, ticks: int) -> list[tuple[str, bool]]:
    """Run an app and give the name on the screen and whether it was over, tick by tick."""
    app = App(FakeServices(), first)
    steps = [app.step(tick, tick, ControlFrame(tick, tick), (), {}) for tick in range(ticks)]
    return [(step.picture.key, step.quit) for step in steps]


def test_one_scene_covers_another_and_uncovers_it() -> None:
    notes: list[str] = []
    shown = run(Diary("home", notes, push=Diary("top", notes, Turn.BACK)), 3)
    assert shown == [("home", False), ("top", False), ("home", False)]
    assert notes == ["home enters", "home pauses", "top enters", "top leaves", "home resumes"]


def test_a_scene_may_be_replaced_without_waking_the_one_below() -> None:
    notes: list[str] = []
    second = Diary("second", notes)
    run(Diary("home", notes, push=Diary("first", notes, Turn.BACK, second)), 3)
    assert notes == ["home enters", "home pauses", "first enters", "first leaves", "second enters"]


def test_home_is_the_first_scene_however_high_the_stack() -> None:
    notes: list[str] = []
    third = Diary("third", notes, Turn.HOME)
    shown = run(Diary("home", notes, push=Diary("second", notes, push=third)), 4)
    assert [key for key, _ in shown] == ["home", "second", "third", "home"]
    assert notes[-3:] == ["third leaves", "second leaves", "home resumes"]


@pytest.mark.parametrize("turn", [Turn.BACK, Turn.HOME, Turn.QUIT])
def test_the_first_scene_leaving_is_the_end(turn: Turn) -> None:
    notes: list[str] = []
    assert run(Diary("home", notes, turn), 3) == [("home", True)] * 3
    assert notes == ["home enters", "home leaves"]


def test_a_closed_window_ends_a_round_safely() -> None:
    person = Person(FakeServices())
    person.touch("play")
    person.touch("start")
    person.live(50)
    step = person.live(1, Intent(IntentKind.QUIT))
    assert step.quit
    assert [event.kind for event in step.events][-1] == "ended"
    assert person.live(1).quit


def test_the_front_button_activates_once_per_press() -> None:
    person = Person(FakeServices())
    person.button = True
    person.live(30)
    person.until("round_instruction")
    person.live(300)
    assert person.picture.key == "round_instruction"
    person.button = False
    person.live(1)
    person.button = True
    person.live(2)
    assert person.picture.key == "round_align_stand_still"


def test_the_gravest_fault_is_told_to_the_therapist() -> None:
    person = Person(FakeServices())
    person.faults = {Fault.BOARD_BATTERY: "", Fault.BOARD_LOST: "Board 4 at USB is gone: plug it in.",
                     Fault.NO_SOUND: ""}
    texts = [part.text for part in person.live(1).picture.parts if isinstance(part, Label)]
    assert texts[-1] == "Board 4 at USB is gone: plug it in."
    person.faults = {Fault.BOARD_BATTERY: ""}
    texts = [part.text for part in person.live(1).picture.parts if isinstance(part, Label)]
    assert texts[-1] == FAULTS[Fault.BOARD_BATTERY].therapist


@pytest.mark.parametrize("choice", ["done", "back"])
def test_a_first_round_may_have_home_below_it(choice: str) -> None:
    services = FakeServices()
    person = Person(services, RoundScene(services, "seated_0", 5), home_below=True)
    assert person.picture.key == "round_instruction"
    if choice == "done":
        person.touch("start")
        person.do(IntentKind.STOP)
    assert not person.touch(choice).quit
    assert person.picture.key == "home"


def test_home_is_never_put_below_home() -> None:
    services = FakeServices()
    person = Person(services, HomeScene(services), home_below=True)
    person.touch("finish")
    assert person.touch("finish").quit


def test_shift_and_arrows_lean_the_simulated_patient_on_every_screen() -> None:
    person = Person(FakeServices())
    assert person.do(IntentKind.LEAN, 1.0, 0.0).steer == (1.0, 0.0)
    assert person.buttons["play"].focused
    person.touch("levels")
    assert person.step.steer == (1.0, 0.0)
    assert person.do(IntentKind.LEAN).steer is None


def boxes_meet(a: Rect, b: Rect, ring: float = 17.0) -> bool:
    """Whether two boxes overlap, the first with its focus ring."""
    across = a.x - ring < b.x + b.w and b.x < a.x + a.w + ring
    return across and a.y - ring < b.y + b.h and b.y < a.y + a.h + ring


def test_a_note_lies_where_nothing_else_is_or_nowhere() -> None:
    told = FAULTS[Fault.LOOP_BEHIND].therapist
    for key, picture in every_picture(always=(Fault.LOOP_BEHIND,)).items():
        notes = [part for part in picture.parts if isinstance(part, Label) and part.text == told]
        if key.startswith("message_"):
            continue
        assert bool(notes) is not key.startswith(("round_play", "round_paused", "checkup")), key
        for part in picture.parts:
            if notes and isinstance(part, Button):
                assert not boxes_meet(part.rect, notes[0].rect), (key, part.id)
            elif notes and isinstance(part, Label) and part.text != told:
                assert not boxes_meet(part.rect, notes[0].rect, 0.0), (key, part.text)


def test_menus_ask_nothing_of_the_body_and_steer_nobody() -> None:
    person = Person(FakeServices())
    person.do(IntentKind.STEER, 1.0, 0.0)
    person.touch("levels")
    assert {step.cue.kind for step in person.steps} == {CueKind.NONE}
    assert {step.steer for step in person.steps} == {None}
    assert not any(step.round_active for step in person.steps)
