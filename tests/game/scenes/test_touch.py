"""One touch is one wish."""

from __future__ import annotations

import pytest

from game.intents import Intent, IntentKind
from game.scenes.touch import TouchGuard

MS = 1_000_000
PRESS, RELEASE, ACTIVATE = (Intent(kind) for kind in (IntentKind.PRESS, IntentKind.RELEASE, IntentKind.ACTIVATE))


@pytest.mark.parametrize(("gap_ms", "counts"), [(0, False), (1, False), (299, False), (300, True), (5000, True)])
def test_a_second_touch_counts_after_300_ms(gap_ms: int, counts: bool) -> None:
    guard = TouchGuard()
    assert guard.let_through(0, [PRESS]) == (PRESS,)
    assert guard.let_through(80 * MS, [RELEASE]) == (RELEASE,)
    assert guard.let_through((80 + gap_ms) * MS, [PRESS, RELEASE]) == ((PRESS, RELEASE) if counts else ())


@pytest.mark.parametrize(("gap_ms", "counts"), [(0, False), (299, False), (300, True)])
def test_a_switch_that_trembles_is_used_once(gap_ms: int, counts: bool) -> None:
    guard = TouchGuard()
    assert guard.let_through(0, [ACTIVATE]) == (ACTIVATE,)
    assert guard.let_through(gap_ms * MS, [ACTIVATE]) == ((ACTIVATE,) if counts else ())


def test_a_release_without_its_press_is_nothing() -> None:
    assert TouchGuard().let_through(0, [RELEASE]) == ()


def test_a_second_finger_is_ignored_until_the_first_is_up() -> None:
    guard = TouchGuard()
    second = [Intent(kind, pointer=1) for kind in (IntentKind.PRESS, IntentKind.RELEASE)]
    assert guard.let_through(0, [PRESS, *second]) == (PRESS,)
    assert guard.let_through(500 * MS, [RELEASE]) == (RELEASE,)


def test_what_is_not_a_touch_always_passes() -> None:
    guard = TouchGuard()
    others = [Intent(kind) for kind in IntentKind
              if kind not in (IntentKind.PRESS, IntentKind.RELEASE, IntentKind.ACTIVATE)]
    assert guard.let_through(0, others) == tuple(others)
    assert guard.let_through(1, others) == tuple(others)
