"""What the game must prove: nonce, sequence, time, life and few wishes, each at its edges."""

from __future__ import annotations

import random

import pytest

from stim_safety import timing
from stim_safety.lease import SLACK_NS, Lease, is_newer, time_fault
from stim_safety.messages import Arm, Envelope, Heartbeat
from stim_safety.timing import MS
from stim_safety.words import State, Why

NOW = 10_000 * MS
NONCE = 99


def lease() -> Lease:
    return Lease(NONCE, random.Random(1))


def envelope(sequence: int = 1, nonce: int = NONCE, t_ns: int = NOW) -> Envelope:
    return Envelope(sequence, nonce, t_ns, Arm())


@pytest.mark.parametrize(("sequence", "last", "newer"), [
    (1, 0, True), (0, 0, False), (5, 5, False), (4, 5, False), (0, 2**32 - 1, True), (2**32 - 1, 0, False),
    (2**31 - 1, 0, True), (2**31, 0, False), (3, 2**32 - 3, True)])
def test_fault_24_a_sequence_only_goes_on_and_may_wrap(sequence: int, last: int, newer: bool) -> None:
    assert is_newer(sequence, last) is newer


@pytest.mark.parametrize(("sent_ns", "why"), [
    (NOW, None), (NOW - 100 * MS, None), (NOW - 100 * MS - 1, Why.STALE), (NOW + SLACK_NS, None),
    (NOW + SLACK_NS + 1, Why.FUTURE), (NOW + 1000 * MS, Why.FUTURE), (NOW - 1000 * MS, Why.STALE)])
def test_fault_23_old_and_future_times_are_refused(sent_ns: int, why: Why | None) -> None:
    assert time_fault(sent_ns, NOW) is why


def test_fault_23_three_wrong_times_in_a_row_stop() -> None:
    game = lease()
    late = [game.admit(envelope(n, t_ns=NOW - 101 * MS), NOW) for n in (1, 2)]
    assert late == [(Why.STALE, None), (Why.STALE, None)]
    assert game.admit(envelope(3), NOW) == (None, None)
    again = [game.admit(envelope(n, t_ns=NOW + 5 * MS), NOW) for n in (4, 5, 6)]
    assert again == [(Why.FUTURE, None), (Why.FUTURE, None), (Why.FUTURE, Why.FUTURE)]


def test_fault_24_repeated_and_old_sequences_are_refused_and_counted() -> None:
    game = lease()
    assert game.admit(envelope(7), NOW) == (None, None)
    assert game.admit(envelope(7), NOW) == (Why.SEQUENCE, None)
    assert game.admit(envelope(6), NOW) == (Why.SEQUENCE, None)
    assert game.admit(envelope(8), NOW) == (None, None)
    assert [game.admit(envelope(8), NOW)[1] for _ in range(3)] == [None, None, Why.SEQUENCE]


def test_fault_25_wrong_nonces_and_unreadable_messages_count_together() -> None:
    game = lease()
    assert game.admit(envelope(nonce=NONCE + 1), NOW) == (Why.MESSAGE, None)
    assert [game.unreadable() for _ in range(3)] == [None] * 3
    assert game.admit(envelope(nonce=0), NOW) == (Why.MESSAGE, Why.MESSAGE)


def test_a_wrong_nonce_does_not_move_the_sequence() -> None:
    game = lease()
    game.admit(envelope(100, nonce=0), NOW)
    assert game.admit(envelope(1), NOW) == (None, None)


def test_people_who_have_looked_begin_the_counts_again() -> None:
    game = lease()
    assert [game.unreadable() for _ in range(4)] == [None] * 4
    game.forgive()
    assert [game.unreadable() for _ in range(5)] == [None] * 4 + [Why.MESSAGE]


@pytest.mark.parametrize(("age_ms", "good"), [(0, True), (250, True), (251, False)])
def test_an_echo_counts_while_its_challenge_is_fresh(age_ms: int, good: bool) -> None:
    game = lease()
    challenge = game.challenge(NOW, State.READY)
    refused = game.beat(Heartbeat(challenge, State.READY), NOW + age_ms * MS)[0]
    assert refused is (None if good else Why.WRONG_ECHO)


@pytest.mark.parametrize(("wrong_challenge", "state"), [(1, State.READY), (0, State.ARMED)])
def test_fault_21_three_wrong_echoes_in_a_row_stop(wrong_challenge: int, state: State) -> None:
    game = lease()
    challenge = game.challenge(NOW, State.READY)
    wrong = Heartbeat(challenge ^ wrong_challenge, state)
    assert [game.beat(wrong, NOW)[1] for _ in range(2)] == [None, None]
    assert game.beat(Heartbeat(challenge, State.READY), NOW) == (None, None)
    assert [game.beat(wrong, NOW)[1] for _ in range(3)] == [None, None, Why.WRONG_ECHO]


def test_fault_21_an_echo_that_repeats_itself_proves_nothing() -> None:
    game = lease()
    challenge = game.challenge(NOW, State.ARMED)
    for ms in range(0, 250, 50):
        assert game.beat(Heartbeat(challenge, State.ARMED), NOW + ms * MS) == (None, None)
    assert not game.silent(NOW + 250 * MS)
    assert game.silent(NOW + 250 * MS + 1)


def test_each_new_challenge_renews_the_lease_and_older_ones_do_not() -> None:
    game = lease()
    assert game.silent(NOW)
    first, second = game.challenge(NOW, State.ARMED), game.challenge(NOW + 50 * MS, State.ARMED)
    assert first != second
    game.beat(Heartbeat(second, State.ARMED), NOW + 60 * MS)
    game.beat(Heartbeat(first, State.ARMED), NOW + 200 * MS)
    assert not game.silent(NOW + 310 * MS)
    assert game.silent(NOW + 310 * MS + 1)


@pytest.mark.parametrize(("age_ms", "refused"), [(0, None), (50, None), (250, None), (251, Why.WRONG_ECHO)])
def test_a_challenge_is_kept_beside_newer_ones_until_it_is_old(age_ms: int, refused: Why | None) -> None:
    game = lease()
    old = game.challenge(NOW, State.ARMED)
    game.challenge(NOW + age_ms * MS, State.ARMED)
    assert game.beat(Heartbeat(old, State.ARMED), NOW) == (refused, None)


def test_a_challenge_has_64_bits_and_uses_them_all() -> None:
    game = lease()
    challenges = [game.challenge(NOW, State.ARMED) for _ in range(100)]
    assert len(set(challenges)) == 100
    assert 2**63 < max(challenges) < 2**64


def test_fault_12_more_wishes_than_a_fifth_above_the_usual_rate_are_a_flood() -> None:
    game = lease()
    most = timing.WISH_MOST_PER_S
    assert [game.wish(NOW + n * MS) for n in range(most)] == [None] * most
    assert game.wish(NOW + 999 * MS) is Why.FLOOD
    assert game.wish(NOW + 1001 * MS) is None


def test_fault_12_a_flood_after_a_long_calm_is_seen_at_the_same_count() -> None:
    game, later = lease(), NOW + 60_000 * MS
    most = timing.WISH_MOST_PER_S
    assert [game.wish(NOW + n * 1000 * MS) for n in range(2 * most)] == [None] * 2 * most
    assert [game.wish(later + n * MS) for n in range(most)] == [None] * most
    assert game.wish(later + most * MS) is Why.FLOOD


def test_the_usual_rate_of_wishes_is_no_flood() -> None:
    game = lease()
    assert all(game.wish(NOW + n * 50 * MS) is None for n in range(200))
