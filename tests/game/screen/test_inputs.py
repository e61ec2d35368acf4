"""Keys, mouse and touch become intents, each once."""

from __future__ import annotations

from typing import Any

import pygame
import pytest

from game.intents import Intent, IntentKind
from game.screen.inputs import Inputs

K = IntentKind


def make_inputs() -> Inputs:
    """Inputs whose pixels are half a logical unit, and whose window is 1920 x 1080."""
    return Inputs(lambda x, y: (2 * x, 2 * y), lambda x, y: (1920 * x, 1080 * y))


def key(key: int, down: bool = True, mod: int = 0) -> pygame.event.Event:
    return pygame.event.Event(pygame.KEYDOWN if down else pygame.KEYUP, key=key, mod=mod)


def mouse(kind: int, pos: tuple[int, int] = (10, 20), button: int = 1, touch: bool = False) -> pygame.event.Event:
    given: dict[str, Any] = {"pos": pos, "touch": touch}
    return pygame.event.Event(kind, given if kind == pygame.MOUSEMOTION else given | {"button": button})


def finger(kind: int, finger_id: int = 1, x: float = 0.5, y: float = 0.5) -> pygame.event.Event:
    return pygame.event.Event(kind, touch_id=0, finger_id=finger_id, x=x, y=y, dx=0.0, dy=0.0)


@pytest.mark.parametrize(("pressed", "kind"), [
    (pygame.K_RETURN, K.ACTIVATE), (pygame.K_KP_ENTER, K.ACTIVATE), (pygame.K_x, K.STIM_STOP),
    (pygame.K_PLUS, K.MORE), (pygame.K_EQUALS, K.MORE), (pygame.K_KP_PLUS, K.MORE), (pygame.K_MINUS, K.LESS),
    (pygame.K_KP_MINUS, K.LESS), (pygame.K_BACKSPACE, K.ERASE), (pygame.K_DELETE, K.ERASE),
    (pygame.K_ESCAPE, K.BACK), (pygame.K_p, K.PAUSE), (pygame.K_s, K.STOP), (pygame.K_END, K.STOP),
    (pygame.K_e, K.EASIER), (pygame.K_n, K.SKIP), (pygame.K_a, K.ASK), (pygame.K_TAB, K.NEXT),
])
def test_a_key_means_one_thing(pressed: int, kind: IntentKind) -> None:
    inputs = make_inputs()
    assert inputs.take(key(pressed)) == [Intent(kind)]
    assert inputs.take(key(pressed, down=False)) == []


@pytest.mark.parametrize("pressed", [pygame.K_SLASH, 223, pygame.K_COMMA])
def test_a_question_mark_asks_wherever_it_lies_on_a_keyboard(pressed: int) -> None:
    event = pygame.event.Event(pygame.KEYDOWN, key=pressed, mod=pygame.KMOD_LSHIFT, unicode="?")
    assert make_inputs().take(event) == [Intent(K.ASK)]


def test_tab_goes_back_with_shift() -> None:
    assert make_inputs().take(key(pygame.K_TAB, mod=pygame.KMOD_LSHIFT)) == [Intent(K.PREV)]


@pytest.mark.parametrize(("pressed", "kind", "x", "y"), [
    (pygame.K_LEFT, K.PREV, -1, 0), (pygame.K_RIGHT, K.NEXT, 1, 0), (pygame.K_UP, K.PREV, 0, 1),
    (pygame.K_DOWN, K.NEXT, 0, -1),
])
def test_an_arrow_moves_the_focus_and_leans_while_held(pressed: int, kind: IntentKind, x: int, y: int) -> None:
    inputs = make_inputs()
    assert inputs.take(key(pressed)) == [Intent(kind), Intent(K.STEER, x, y)]
    assert inputs.take(key(pressed, down=False)) == [Intent(K.STEER, 0, 0)]


def test_with_shift_an_arrow_only_leans_until_it_is_let_go() -> None:
    inputs = make_inputs()
    assert inputs.take(key(pygame.K_LEFT, mod=pygame.KMOD_LSHIFT)) == [Intent(K.LEAN, -1, 0)]
    assert inputs.take(key(pygame.K_UP)) == [Intent(K.LEAN, -1, 1)]
    assert inputs.take(key(pygame.K_LEFT, down=False)) == [Intent(K.LEAN, 0, 1)]
    assert inputs.take(key(pygame.K_UP, down=False)) == [Intent(K.LEAN, 0, 0)]
    assert inputs.take(key(pygame.K_LEFT)) == [Intent(K.PREV), Intent(K.STEER, -1, 0)]


def test_shift_turns_a_held_arrow_into_a_lean_and_lets_go_of_both() -> None:
    inputs = make_inputs()
    inputs.take(key(pygame.K_LEFT))
    assert inputs.take(key(pygame.K_UP, mod=pygame.KMOD_LSHIFT)) == [Intent(K.STEER), Intent(K.LEAN, -1, 1)]
    assert inputs.take(pygame.event.Event(pygame.WINDOWFOCUSLOST)) == [Intent(K.LEAN, 0, 0)]


def test_two_arrows_lean_between_and_opposite_ones_cancel() -> None:
    inputs = make_inputs()
    inputs.take(key(pygame.K_UP))
    assert inputs.take(key(pygame.K_RIGHT))[-1] == Intent(K.STEER, 1, 1)
    assert inputs.take(key(pygame.K_LEFT))[-1] == Intent(K.STEER, 0, 1)


def test_leaving_the_window_lets_go_of_all_arrows() -> None:
    inputs = make_inputs()
    assert inputs.take(pygame.event.Event(pygame.WINDOWFOCUSLOST)) == []
    inputs.take(key(pygame.K_UP))
    assert inputs.take(pygame.event.Event(pygame.WINDOWFOCUSLOST)) == [Intent(K.STEER, 0, 0)]
    assert inputs.take(key(pygame.K_UP, down=False)) == []


def test_a_mouse_points_in_logical_units() -> None:
    inputs = make_inputs()
    events = [mouse(kind) for kind in (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP)]
    assert [intent for event in events for intent in inputs.take(event)] == [
        Intent(K.HOVER, 20, 40), Intent(K.PRESS, 20, 40), Intent(K.RELEASE, 20, 40)]
    assert not inputs.touching


@pytest.mark.parametrize("button", [2, 3, 4, 5])
def test_only_the_left_mouse_button_counts(button: int) -> None:
    assert make_inputs().take(mouse(pygame.MOUSEBUTTONDOWN, button=button)) == []


def test_one_touch_counts_once_although_it_comes_twice() -> None:
    inputs = make_inputs()
    events = [finger(pygame.FINGERDOWN), mouse(pygame.MOUSEBUTTONDOWN, touch=True), finger(pygame.FINGERUP),
              mouse(pygame.MOUSEBUTTONUP, touch=True)]
    assert [intent for event in events for intent in inputs.take(event)] == [
        Intent(K.PRESS, 960, 540), Intent(K.RELEASE, 960, 540)]
    assert inputs.touching


def test_fingers_are_numbered_by_the_lowest_that_is_free() -> None:
    inputs = make_inputs()

    def pointers(kind: int, number: int) -> list[int]:
        return [intent.pointer for intent in inputs.take(finger(kind, number))]

    assert pointers(pygame.FINGERDOWN, 71) == [0]
    assert pointers(pygame.FINGERDOWN, 72) == [1]
    assert pointers(pygame.FINGERUP, 71) == [0]
    assert pointers(pygame.FINGERDOWN, 73) == [0]
    assert pointers(pygame.FINGERUP, 72) == [1]
    assert pointers(pygame.FINGERUP, 72) == []


def test_the_space_bar_activates_once_and_holds_until_it_is_up() -> None:
    inputs = make_inputs()
    assert inputs.take(key(pygame.K_SPACE)) == [Intent(K.ACTIVATE), Intent(K.HOLD)]
    assert inputs.take(key(pygame.K_SPACE)) == []
    assert inputs.take(key(pygame.K_SPACE, down=False)) == [Intent(K.LET_GO)]


def test_two_hold_keys_hold_until_both_are_up() -> None:
    inputs = make_inputs()
    inputs.take(key(pygame.K_SPACE))
    assert inputs.take(key(pygame.K_h)) == [Intent(K.HOLD)]
    assert inputs.take(key(pygame.K_SPACE, down=False)) == []
    assert inputs.take(key(pygame.K_h, down=False)) == [Intent(K.LET_GO)]
    assert inputs.take(key(pygame.K_h, down=False)) == []


@pytest.mark.parametrize("pressed", [pygame.K_RETURN, pygame.K_PLUS, pygame.K_7, pygame.K_LEFT, pygame.K_TAB])
def test_a_key_that_repeats_itself_counts_once_for_each_press(pressed: int) -> None:
    inputs = make_inputs()
    assert len(inputs.take(key(pressed))) > 0
    assert [inputs.take(key(pressed)) for _ in range(20)] == [[]] * 20
    inputs.take(key(pressed, down=False))
    assert len(inputs.take(key(pressed))) > 0


@pytest.mark.parametrize(("pressed", "digit"), [
    (pygame.K_0, 0), (pygame.K_9, 9), (pygame.K_KP0, 0), (pygame.K_KP4, 4)])
def test_digits_come_from_both_rows_of_keys(pressed: int, digit: int) -> None:
    assert make_inputs().take(key(pressed)) == [Intent(K.DIGIT, float(digit))]


@pytest.mark.parametrize("event", [key(pygame.K_h), finger(pygame.FINGERDOWN), mouse(pygame.MOUSEBUTTONDOWN)])
def test_leaving_the_window_lets_go_of_whatever_is_held(event: pygame.event.Event) -> None:
    inputs = make_inputs()
    inputs.take(event)
    left = inputs.take(pygame.event.Event(pygame.WINDOWFOCUSLOST))
    assert left[-1] == Intent(K.LET_GO)
    assert [intent.kind for intent in left[:-1]] == ([] if event.type == pygame.KEYDOWN else [K.RELEASE])
    assert inputs.take(pygame.event.Event(pygame.WINDOWFOCUSLOST)) == []


def test_closing_the_window_is_a_wish_too() -> None:
    assert make_inputs().take(pygame.event.Event(pygame.QUIT)) == [Intent(K.QUIT)]


def test_other_events_mean_nothing() -> None:
    inputs = make_inputs()
    for kind in (pygame.ACTIVEEVENT, pygame.JOYAXISMOTION, pygame.FINGERMOTION, pygame.USEREVENT):
        assert inputs.take(pygame.event.Event(kind)) == []
    assert inputs.take(key(pygame.K_q)) == []
