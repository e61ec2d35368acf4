"""The therapist's page: unlocked by a PIN, locked by tries and by time."""

from __future__ import annotations

from stim_safety import pin
from stim_safety.messages import Item
from stim_safety.therapist import Therapist
from stim_safety.timing import MS
from stim_safety.words import Why

RECORD = pin.make("4711", bytes(16))
T0 = 5 * MS


def test_without_a_pin_the_page_stands_open_but_still_sees_that_nobody_is_there() -> None:
    page = Therapist(None)
    assert page.unlocked(T0)
    assert page.enter("", T0) is None
    assert page.away(T0)
    page.touch(T0)
    assert not page.away(T0)


def test_the_right_pin_unlocks_for_a_minute_after_the_last_touch() -> None:
    page = Therapist(RECORD)
    assert not page.unlocked(T0)
    assert page.enter("4711", T0) is None
    assert page.unlocked(T0 + 60_000 * MS)
    assert not page.unlocked(T0 + 60_000 * MS + 1)
    page.touch(T0 + 60_000 * MS)
    assert page.unlocked(T0 + 120_000 * MS)


def test_fault_63_five_wrong_pins_lock_out_for_a_minute_even_the_right_one() -> None:
    page = Therapist(RECORD)
    page.enter("4711", T0)
    assert [page.enter("1234", T0) for _ in range(4)] == [Why.LOCKED] * 4
    assert page.unlocked(T0)
    assert page.enter("1234", T0) is Why.LOCKED_OUT
    assert not page.unlocked(T0)
    assert page.enter("4711", T0 + 60_000 * MS - 1) is Why.LOCKED_OUT
    assert page.enter("1234", T0 + 60_000 * MS) is Why.LOCKED
    assert page.enter("4711", T0 + 60_000 * MS) is None


def test_the_right_pin_begins_the_count_of_wrong_ones_again() -> None:
    page = Therapist(RECORD)
    for _ in range(3):
        assert [page.enter("0000", T0) for _ in range(4)] == [Why.LOCKED] * 4
        assert page.enter("4711", T0) is None


def test_after_a_lock_out_there_are_five_tries_again() -> None:
    page = Therapist(RECORD)
    for minute in range(2):
        now_ns = T0 + minute * 60_000 * MS
        assert [page.enter("1234", now_ns) for _ in range(5)] == [Why.LOCKED] * 4 + [Why.LOCKED_OUT]


def test_what_was_confirmed_is_told_as_bits() -> None:
    page = Therapist(None)
    page.confirmed |= {Item.PRESCRIPTION, Item.PRESENT}
    page.pads |= {0, 3}
    assert (page.bits(), page.pad_bits()) == (0b100010, 0b1001)
