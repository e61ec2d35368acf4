"""A menu answers to hand, key, switch and lean alike."""

from __future__ import annotations

import pytest

from core.frames import ControlFrame, Feature, StreamHealth
from game.intents import Intent, IntentKind
from game.picture import Button, Figure, Tone
from game.scenes.layout import Slot
from game.scenes.menu import Choice, Menu
from game.scenes.scene import Moment
from game.sounds import SoundKind

PLAY = Choice("play", "Play", "play", Slot.RIGHT, Tone.MAIN)
LEVELS = Choice("levels", "Levels", "levels", Slot.TOP)
STOP = Choice("stop", "Stop", "stop", Slot.LEFT, Tone.STOP, dwell=False)
CHOICES = (LEVELS, PLAY, STOP)
INSIDE = PLAY.box.centre
OUTSIDE = (5.0, 5.0)


def make_menu(*choices: Choice, dwell_s: float | None = None) -> Menu:
    return Menu(choices or CHOICES, {IntentKind.BACK: "stop"}, dwell_s)


def live(menu: Menu, *intents: Intent, tick: int = 1, x: float | None = None) -> str | None:
    """Live through one tick."""
    lean = Feature(x or 0.0, tick, StreamHealth.LOST if x is None else StreamHealth.OK)
    t_ns = tick * 10_000_000
    return menu.step(Moment(tick, t_ns, ControlFrame(tick, t_ns, lean, lean), intents)).chosen


def focus(menu: Menu) -> str | None:
    """Name the focused choice."""
    return next((part.id for part in menu.parts() if isinstance(part, Button) and part.focused), None)


def test_a_press_and_release_inside_a_target_choose_it() -> None:
    menu = make_menu()
    assert live(menu, Intent(IntentKind.PRESS, *INSIDE)) is None
    assert [part.pressed for part in menu.parts() if isinstance(part, Button)] == [False, True, False]
    assert live(menu, Intent(IntentKind.RELEASE, *INSIDE)) == "play"


@pytest.mark.parametrize(("down", "up"), [
    (INSIDE, OUTSIDE), (OUTSIDE, INSIDE), (OUTSIDE, OUTSIDE), (LEVELS.box.centre, INSIDE),
    (INSIDE, (PLAY.box.x + PLAY.box.w, INSIDE[1])), (INSIDE, (float("nan"), INSIDE[1])),
])
def test_sliding_off_or_onto_a_target_chooses_nothing(down: tuple[float, float], up: tuple[float, float]) -> None:
    menu = make_menu()
    assert live(menu, Intent(IntentKind.PRESS, *down)) is None
    assert live(menu, Intent(IntentKind.RELEASE, *up)) is None
    assert live(menu, Intent(IntentKind.RELEASE, *INSIDE)) is None


@pytest.mark.parametrize(("keys", "focused"), [
    ([], "play"), ([IntentKind.NEXT], "stop"), ([IntentKind.NEXT] * 2, "levels"), ([IntentKind.PREV], "levels"),
    ([IntentKind.PREV] * 3, "play"),
])
def test_the_usual_choice_has_the_focus_and_keys_go_round(keys: list[IntentKind], focused: str) -> None:
    menu = make_menu()
    for key in keys:
        live(menu, Intent(key))
    assert focus(menu) == focused
    assert live(menu, Intent(IntentKind.ACTIVATE)) == focused


@pytest.mark.parametrize(("x", "y", "focused"), [
    (-1, 0, "stop"), (1, 0, "play"), (0, 1, "levels"), (0, -1, "play"), (1, 1, "play"),
])
def test_an_arrow_points_at_a_place(x: int, y: int, focused: str) -> None:
    menu = make_menu()
    live(menu, Intent(IntentKind.NEXT), Intent(IntentKind.STEER, x, y))
    assert focus(menu) == focused


def test_a_mouse_takes_the_focus_along() -> None:
    menu = make_menu()
    live(menu, Intent(IntentKind.HOVER, *LEVELS.box.centre))
    assert focus(menu) == "levels"
    live(menu, Intent(IntentKind.HOVER, *OUTSIDE))
    assert focus(menu) == "levels"


def test_nothing_that_stops_has_the_focus_by_itself() -> None:
    menu = make_menu(STOP)
    assert focus(menu) is None
    assert live(menu, Intent(IntentKind.ACTIVATE)) is None
    live(menu, Intent(IntentKind.NEXT))
    assert live(menu, Intent(IntentKind.ACTIVATE)) == "stop"


def test_a_key_may_stand_for_a_choice() -> None:
    assert live(make_menu(), Intent(IntentKind.BACK)) == "stop"
    assert live(make_menu(), Intent(IntentKind.PAUSE)) is None


def test_a_lean_fills_and_chooses_what_may_be_leaned_to() -> None:
    menu = make_menu(PLAY, STOP, dwell_s=0.6)
    live(menu, tick=1, x=0.0)
    chosen = [live(menu, tick=tick, x=0.8 if tick < 70 else -0.8) for tick in range(2, 400)]
    assert [choice for choice in chosen if choice] == ["play"]


def test_a_fill_shows_on_its_button_and_dial() -> None:
    menu = Menu((PLAY, LEVELS), {}, 1.0)
    frame = ControlFrame(1, 0, Feature(0.0, 0, StreamHealth.OK), Feature(0.0, 0, StreamHealth.OK))
    menu.step(Moment(1, 0, frame))
    for tick in range(1, 51):
        at = tick * 10_000_000
        lean = ControlFrame(tick, at, Feature(0.9, at, StreamHealth.OK), Feature(0.0, at, StreamHealth.OK))
        menu.step(Moment(tick, at, lean))
    fills = {part.id: part.fill for part in menu.parts() if isinstance(part, Button)}
    assert fills == {"play": pytest.approx(0.5), "levels": 0.0}
    dial = next(part for part in menu.parts() if isinstance(part, Figure))
    assert (dial.name, dial.point) == ("lean_dial", (0.9, 0.0))
    assert dial.value == pytest.approx(0.5)


def test_leaning_can_be_switched_off() -> None:
    menu = make_menu()
    live(menu, tick=1, x=0.0)
    assert [live(menu, tick=tick, x=0.9) for tick in range(2, 500)] == [None] * 498
    assert not [part for part in menu.parts() if isinstance(part, Figure)]


def test_a_choice_is_heard() -> None:
    frame = ControlFrame(1, 0)
    step = make_menu().step(Moment(1, 0, frame, (Intent(IntentKind.ACTIVATE),)))
    assert [sound.kind for sound in step.sounds] == [SoundKind.CHOOSE]


def test_where_nothing_is_suggested_nothing_has_the_focus() -> None:
    menu = Menu(CHOICES, suggest=False)
    assert (focus(menu), menu.focused) == (None, None)
    assert live(menu, Intent(IntentKind.ACTIVATE)) is None
    menu.point_to("levels")
    assert (focus(menu), menu.focused) == ("levels", "levels")
    assert live(menu, Intent(IntentKind.ACTIVATE)) == "levels"


@pytest.mark.parametrize(("choices", "chosen"), [((STOP, PLAY), "play"), ((STOP,), None)])
def test_a_press_goes_on_on_the_next_menu_where_the_choice_is_still_there(
        choices: tuple[Choice, ...], chosen: str | None) -> None:
    first, second = make_menu(), make_menu(*choices)
    live(first, Intent(IntentKind.PRESS, *INSIDE))
    second.go_on_from(first)
    assert live(second, Intent(IntentKind.RELEASE, *INSIDE)) == chosen
