"""Near-falls at their edges: what is one, and everything around it that is none; and what a round does then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.faults import Fault
from core.frames import StreamHealth
from core.muscles import Muscle
from game.near_fall import BEYOND_TICKS, DROP_OVER_TICKS, LIMIT, OVERSHOOT, SWING_TICKS, NearFall, NearFallWatch
from game.phases import Command, Ending, Phase
from levels.model_shelf_reach import Steer
from levels.words import Direction, Posture, Signal
from tests.game.making import LATE, Player, make_axis, make_frame, make_player, make_round

KG = 70.0
MUSCLE = Muscle.LEFT_TIBIALIS_ANTERIOR
STEER = Steer(x=make_axis(Signal.ACTIVATION, muscle=MUSCLE))


def watched(shares: Sequence[float], leans: Sequence[float] = (), asked: float = 0.0,
            own_reach: bool = True) -> NearFall | None:
    """Return the first that is seen in a course of loads, as shares of the own, and of leans to the right."""
    watch = NearFallWatch()
    for tick, share in enumerate(shares):
        x = leans[tick] if leans else 0.0
        frame = replace(make_frame(tick, x, kg=share * KG), own_reach=own_reach)
        seen = watch.step(frame, KG, (asked, 0.0))
        if seen is not None:
            return seen
    return None


def leaned(far: float, ticks: int, asked: float = 0.0, own_reach: bool = True) -> NearFall | None:
    leans = [0.0] * 20 + [far] * ticks + [0.0] * 20
    return watched([1.0] * len(leans), leans, asked, own_reach)


@pytest.mark.parametrize(("far", "ticks", "asked", "seen"), [
    (LIMIT + 0.01, BEYOND_TICKS, 0.0, NearFall.BEYOND), (LIMIT + 0.01, BEYOND_TICKS - 1, 0.0, None),
    (LIMIT, 500, 0.0, None), (LIMIT, 500, 0.95, None), (0.95 + OVERSHOOT, 500, 0.95, None),
    (0.96 + OVERSHOOT, BEYOND_TICKS, 0.95, NearFall.BEYOND), (3.0, 500, 3.0, None),
])
def test_leaning_beyond_the_own_limit_must_last_and_must_not_have_been_asked_for(
        far: float, ticks: int, asked: float, seen: NearFall | None) -> None:
    assert leaned(far, ticks, asked) is seen


def test_a_reach_that_was_never_measured_is_no_limit() -> None:
    assert leaned(3.0, 500, own_reach=False) is None


def test_a_tremble_at_the_line_does_not_begin_anew_but_coming_back_does() -> None:
    trembling = [1.0, 0.9] * BEYOND_TICKS
    assert watched([1.0] * len(trembling), trembling) is NearFall.BEYOND
    returning = ([1.0] * (BEYOND_TICKS - 1) + [0.8]) * 10
    assert watched([1.0] * len(returning), returning) is None


def fall(start: float, end: float, ticks: int) -> list[float]:
    return [start + (end - start) * tick / ticks for tick in range(1, ticks + 1)]


STANDING = [1.0] * 60
COURSES: list[tuple[str, list[float], NearFall | None]] = [
    ("stumble", [*STANDING, *fall(1.0, 0.6, 10), *[0.6] * 5, *fall(0.6, 1.35, 30), *[1.35] * 5], NearFall.SWING),
    ("stamp", [*STANDING, *[1.35] * 10, *[0.6] * 10], NearFall.SWING),
    ("lively", [*STANDING, *[1.25] * 20, *[0.70] * 20, *[1.25] * 20], None),
    ("slow swing", [*STANDING, *[1.35] * 20, *fall(1.35, 0.6, 100)], None),
    ("caught", [*STANDING, *fall(1.0, 0.4, 20), *fall(0.4, 1.0, 20), *STANDING], NearFall.DROP),
    ("caught after a while", [*STANDING, *fall(1.0, 0.4, 20), *[0.4] * 200, *STANDING], NearFall.DROP),
    ("never came back", [*STANDING, *fall(1.0, 0.4, 20), *[0.4] * (DROP_OVER_TICKS + 60), *STANDING], None),
    ("leans on the rail", [*STANDING, *fall(1.0, 0.4, 200), *STANDING], None),
    ("a foot is lifted", [*STANDING, *fall(1.0, 0.55, 20), *STANDING], None),
    ("steps off", [*STANDING, *fall(1.0, 0.0, 60), *[0.0] * 200, *fall(0.0, 1.0, 60), *STANDING], None),
    ("steps off quickly and on again", [*STANDING, *fall(1.0, 0.0, 10), *fall(0.0, 1.0, 10), *STANDING], None),
    ("one sample is wrong", [*STANDING, 0.0, *STANDING, 2.5, 0.4, *STANDING, 0.4, 0.4, *STANDING], None),
]


@pytest.mark.parametrize(("shares", "seen"), [course[1:] for course in COURSES], ids=[each[0] for each in COURSES])
def test_loads(shares: list[float], seen: NearFall | None) -> None:
    assert watched(shares) is seen


@pytest.mark.parametrize(("ticks", "seen"), [(SWING_TICKS - 2, NearFall.SWING), (SWING_TICKS - 1, None)])
def test_a_swing_lies_within_its_time(ticks: int, seen: NearFall | None) -> None:
    assert watched([*STANDING, *[1.35] * 10, *[1.0] * ticks, *[0.6] * 5]) is seen


def test_a_load_that_is_not_known_says_nothing() -> None:
    watch = NearFallWatch()
    for tick in range(200):
        swings = make_frame(tick, kg=KG * (0.6 if tick % 40 < 20 else 1.4))
        assert watch.step(swings, None, (0.0, 0.0)) is None
        assert watch.step(make_frame(tick, kg=float("nan")), KG, (0.0, 0.0)) is None
        assert watch.step(make_frame(tick, board=LATE), KG, (0.0, 0.0)) is None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.72, 1.28), min_size=1, max_size=400), st.floats(0.0, 0.94))
def test_whatever_a_person_does_who_stands_is_none(shares: list[float], far: float) -> None:
    assert watched(shares, [far] * len(shares)) is None


# --- in a round ----------------------------------------------------------------------------------------------

def stumble(player: Player) -> None:
    """Let the load dip and rise within half a second."""
    player.steps(10)
    for kg in (0.6 * KG, 1.4 * KG, KG):
        player.kg = kg
        player.steps(10)


def test_a_round_freezes_until_somebody_says_to_go_on_and_then_goes_through_the_gate() -> None:
    player = make_player(Phase.PLAY)
    stumble(player)
    view = player.steps(3000).view
    assert (view.phase, view.fault) == (Phase.PAUSED, Fault.NEAR_FALL)
    assert player.step(Command.RESUME).view.phase is Phase.PAUSED
    assert player.step().view.phase is Phase.ALIGN
    player.until(Phase.PLAY, 20)
    assert player.kinds().count("near_fall") == 1
    assert next(event.data for event in player.events if event.kind == "near_fall") == {"seen": "swing"}


def test_nobody_says_so_and_the_round_ends_safely_with_what_was_done() -> None:
    player = make_player(Phase.PLAY)
    stumble(player)
    view = player.until(Phase.RESULTS, 100).view
    assert (view.ending, view.fault) == (Ending.SAFE_END, Fault.NEAR_FALL)


def test_a_drop_that_was_caught_while_all_stood_still_counts() -> None:
    player = make_player(Phase.PLAY)
    player.steps(30)
    player.kg = 0.4 * KG
    assert player.until(Phase.PAUSED, 2).view.fault is Fault.LOAD_DROP
    player.kg = KG
    assert player.steps(30).view.fault is Fault.NEAR_FALL


def test_who_sits_stumbles_with_the_feet_alone() -> None:
    player = make_player(Phase.PLAY, posture=Posture.SEATED)
    stumble(player)
    assert player.step().view.phase is Phase.PLAY


def test_a_stream_that_stalls_pauses_play_and_comes_back_by_itself() -> None:
    player = make_player(Phase.PLAY)
    player.board = player.lean = StreamHealth.LATE
    assert player.step().view.fault is Fault.BOARD_LATE
    player.steps(300)
    player.board = player.lean = StreamHealth.OK
    assert player.steps(3).view.phase is Phase.ALIGN
    player.until(Phase.PLAY, 20)
    assert player.kinds()[-2:] == ["aligned", "resumed"]


def test_hum_pauses_a_level_with_a_muscle_for_as_long_as_it_is_told() -> None:
    player = Player(make_round(steer=STEER, directions=(Direction.RIGHT,)))
    player.activation = {MUSCLE: 0.0}
    player.step(Command.START)
    player.until(Phase.PLAY, 20)
    assert player.step(Command.HUM).view.fault is Fault.EMG_MAINS
    assert player.step(Command.HUM).view.phase is Phase.PAUSED
    player.until(Phase.PLAY, 20)


def test_a_level_without_a_muscle_does_not_mind_hum() -> None:
    assert make_player(Phase.PLAY).step(Command.HUM).view.phase is Phase.PLAY


def test_a_board_that_is_only_watched_can_be_left_out() -> None:
    for commands, phase in (((Command.START,), Phase.PAUSED), ((Command.START, Command.BOARDLESS), Phase.PLAY)):
        player = Player(make_round(steer=STEER, directions=(Direction.RIGHT,)))
        player.activation = {MUSCLE: 0.0}
        player.step(*commands)
        player.until(Phase.PLAY, 20)
        player.board = player.lean = StreamHealth.LOST
        assert player.step().view.phase is phase


def test_a_board_that_is_needed_is_never_ignored() -> None:
    player = make_player()
    player.step(Command.START, Command.BOARDLESS)
    player.until(Phase.PLAY, 20)
    player.board = player.lean = StreamHealth.LOST
    assert player.step().view.fault is Fault.BOARD_LOST
