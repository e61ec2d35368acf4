"""The phases of a round and every way between them."""

from __future__ import annotations

import json
from math import nan

import pytest

from core.cues import CueKind
from core.faults import Fault
from core.frames import Feature, StreamHealth
from core.muscles import Muscle
from game.phases import Command, Ending, Phase
from levels.model_shelf_reach import Quality, Steer
from levels.words import Direction, Posture, Signal
from tests.game.making import (
    LATE,
    LOST,
    Player,
    make_axis,
    make_difficulty,
    make_frame,
    make_player,
    make_round,
    of_kind,
)

TA = Muscle.LEFT_TIBIALIS_ANTERIOR
MOVING = [Phase.ALIGN, Phase.COUNTDOWN, Phase.PLAY]


def test_a_whole_round_from_instruction_to_results() -> None:
    player = make_player()
    step = player.step()
    assert (step.view.phase, step.cue.kind, step.events) == (Phase.INSTRUCTION, CueKind.NONE, ())
    step = player.step(Command.START)
    assert (step.view.phase, step.cue.kind) == (Phase.ALIGN, CueKind.CENTRE)
    step = player.until(Phase.COUNTDOWN)
    assert (step.view.count, step.view.view) == (3, None)
    step = player.until(Phase.PLAY)
    assert (step.view.view is not None, step.cue.kind) == (True, CueKind.LEAN)
    step = player.until(Phase.RESULTS)
    assert step.view.ending is Ending.COMPLETED
    assert step.view.outcome is not None
    assert step.view.outcome.stars == 3
    assert step.view.view is not None
    assert (step.view.view.score, step.view.view.goal) == (4, 4)
    assert player.kinds()[:4] == ["round_started", "aligned", "play_started", "item_shown"]
    assert player.kinds()[-2:] == ["outcome", "ended"]


@pytest.mark.parametrize("phase", [*MOVING, Phase.PAUSED])
def test_a_record_that_cannot_be_kept_ends_safely_whatever_else_is_wanted(phase: Phase) -> None:
    player = make_player(phase)
    step = player.step(Command.END, Command.STOP, Command.RESUME)
    assert (step.view.phase, step.view.ending) == (Phase.RESULTS, Ending.SAFE_END)
    assert step.view.fault is Fault.RECORDING_FAILED
    assert of_kind(player.events, "ended")[0].data == {"ending": "safe_end", "fault": "recording_failed"}


def test_in_results_nothing_changes_any_more() -> None:
    player = make_player(Phase.PLAY)
    before = player.step(Command.STOP)
    player.events.clear()
    for command in Command:
        after = player.step(command)
        assert (after.view.phase, after.view.outcome) == (Phase.RESULTS, before.view.outcome)
    player.kg = 0.0
    assert player.steps(10_000).view.ending is Ending.STOPPED
    assert player.events == []


# The gate.

@pytest.mark.parametrize(("x", "passes"), [(0.0, True), (0.249, True), (0.251, False), (-0.251, False)])
def test_the_gate_wants_the_middle(x: float, passes: bool) -> None:
    player = make_player(Phase.ALIGN, quality=Quality(align_s=1.0, align_radius=0.25))
    player.follows, player.x = False, x
    assert (player.steps(200).view.phase is not Phase.ALIGN) is passes


def test_the_gate_takes_as_long_as_the_level_says_and_shows_it() -> None:
    player = make_player(quality=Quality(align_s=2.0))
    player.step(Command.START)
    halfway = player.steps(99)
    assert halfway.view.progress == pytest.approx(0.5, abs=0.02)
    assert player.steps(100).view.phase is Phase.ALIGN
    assert player.steps(3).view.phase is Phase.COUNTDOWN


def test_the_gate_wants_stillness() -> None:
    player = make_player(Phase.ALIGN, quality=Quality(align_s=1.0, align_radius=0.25))
    player.follows = False
    for tick in range(1000):
        player.x = 0.2 if tick // 25 % 2 else -0.2
        assert player.step().view.phase is Phase.ALIGN


def test_who_cannot_stand_still_gets_more_room_after_a_while() -> None:
    player = make_player(Phase.ALIGN, quality=Quality(align_s=1.0, align_radius=0.25))
    player.follows = False
    player.x = 0.4
    assert player.steps(1500).view.phase is Phase.ALIGN
    player.until(Phase.COUNTDOWN, most_s=45)


def test_the_gate_asks_to_step_on_while_nobody_is_there() -> None:
    player = make_player()
    player.kg, player.lean = 0.0, LOST
    player.step(Command.START)
    step = player.steps(300)
    assert (step.view.phase, step.cue.kind, step.view.fault) == (Phase.ALIGN, CueKind.STEP_ON, Fault.OFF_BOARD)
    assert step.view.progress == 0.0
    player.kg, player.lean = 70.0, StreamHealth.OK
    assert player.step().cue.kind is CueKind.CENTRE
    player.until(Phase.COUNTDOWN, most_s=2)
    assert of_kind(player.events, "aligned")[0].data["weight_kg"] == 70.0


# The countdown.

def test_the_countdown_counts_three_seconds() -> None:
    player = make_player(Phase.COUNTDOWN)
    counts = [3]
    while (step := player.step()).view.phase is Phase.COUNTDOWN:
        counts.append(step.view.count)
    assert [counts.count(number) for number in (3, 2, 1, 0)] == [100, 100, 100, 0]


@pytest.mark.parametrize(("x", "ticks", "phase"), [
    (0.49, 200, Phase.COUNTDOWN), (0.51, 29, Phase.COUNTDOWN), (0.51, 30, Phase.ALIGN),
    (nan, 200, Phase.COUNTDOWN)])
def test_leaving_the_middle_badly_leads_back_to_the_gate(x: float, ticks: int, phase: Phase) -> None:
    player = make_player(Phase.COUNTDOWN, quality=Quality(align_s=1.0, align_radius=0.25))
    player.follows, player.x = False, x
    assert player.steps(ticks).view.phase is phase


# Pause and resume by a person.

@pytest.mark.parametrize("phase", MOVING)
def test_a_person_pauses_any_moving_phase_and_goes_on_through_the_gate(phase: Phase) -> None:
    player = make_player(phase)
    step = player.step(Command.PAUSE)
    assert (step.view.phase, step.view.fault, step.cue.kind) == (Phase.PAUSED, None, CueKind.NONE)
    assert player.steps(20_000).view.phase is Phase.PAUSED
    assert player.step(Command.RESUME).view.phase is Phase.ALIGN
    back = Phase.PLAY if phase is Phase.PLAY else Phase.COUNTDOWN
    assert player.until(lambda step: step.view.phase is not Phase.ALIGN).view.phase is back


@pytest.mark.parametrize("phase", [Phase.INSTRUCTION, Phase.RESULTS])
def test_what_does_not_move_is_not_paused(phase: Phase) -> None:
    player = make_player()
    if phase is Phase.RESULTS:
        player.step(Command.STOP)
    assert player.step(Command.PAUSE).view.phase is phase


def test_pause_wins_over_resume_and_stop_wins_over_all() -> None:
    player = make_player(Phase.PLAY)
    assert player.step(Command.PAUSE, Command.RESUME).view.phase is Phase.PAUSED
    assert player.step(Command.STOP, Command.RESUME, Command.PAUSE).view.phase is Phase.RESULTS


def test_a_pause_puts_the_thing_back_and_keeps_the_score() -> None:
    player = make_player(Phase.PLAY)
    player.until(lambda step: "item_home" in [e.kind for e in step.events])
    player.until(lambda step: "item_grasped" in [e.kind for e in step.events])
    player.steps(5)
    view = player.step(Command.PAUSE).view.view
    assert view is not None
    assert (view.score, view.cut) == (1, True)
    thing = next(body for body in view.bodies if body.state == "wanted")
    assert (thing.x, thing.y) == pytest.approx((0.6 * 0.5 ** 0.5, 0.6 * 0.5 ** 0.5))
    player.step(Command.RESUME)
    step = player.until(Phase.PLAY)
    assert step.view.view is not None
    assert step.view.view.score == 1
    assert player.until(Phase.RESULTS).view.ending is Ending.COMPLETED


# Faults.

@pytest.mark.parametrize("phase", MOVING)
@pytest.mark.parametrize(("board", "fault"), [(LATE, Fault.BOARD_LATE), (LOST, Fault.BOARD_LOST)])
def test_a_board_that_is_late_or_lost_pauses_and_comes_back_by_itself(
        phase: Phase, board: StreamHealth, fault: Fault) -> None:
    player = make_player(phase)
    player.board = board
    step = player.step()
    assert (step.view.phase, step.view.fault, step.cue.kind) == (Phase.PAUSED, fault, CueKind.NONE)
    player.steps(100)
    player.board = StreamHealth.OK
    assert player.step().view.phase is Phase.ALIGN
    back = player.until(lambda step: step.view.phase is not Phase.ALIGN).view.phase
    assert back in {Phase.COUNTDOWN, Phase.PLAY}
    assert [e.data["fault"] for e in of_kind(player.events, "fault")] == [str(fault)]
    assert len(of_kind(player.events, "fault_cleared")) == 1


@pytest.mark.parametrize(("posture", "kg", "ticks", "fault"), [
    (Posture.STANDING, 49.1, 200, None),
    (Posture.STANDING, 48.9, 29, None),
    (Posture.STANDING, 48.9, 30, Fault.LOAD_DROP),
    (Posture.STANDING, 14.1, 1, None),
    (Posture.STANDING, 13.9, 1, Fault.OFF_BOARD),
    (Posture.SEATED, 14.1, 200, None),
    (Posture.SEATED, 13.9, 29, None),
    (Posture.SEATED, 13.9, 30, Fault.OFF_BOARD),
    (Posture.SEATED, 1.9, 1, Fault.OFF_BOARD),
    (Posture.SEATED, nan, 1, Fault.BOARD_LOST),
])
def test_load_against_the_persons_own(posture: Posture, kg: float, ticks: int, fault: Fault | None) -> None:
    player = make_player(Phase.PLAY, posture=posture)
    player.kg = kg
    view = player.steps(ticks).view
    assert view.fault is fault
    assert (view.phase is Phase.PAUSED) is (fault is not None)


def test_stepping_off_freezes_and_stepping_on_goes_on_where_it_was() -> None:
    player = make_player(Phase.PLAY)
    player.until(lambda step: "item_home" in [e.kind for e in step.events])
    player.kg, player.lean = 0.0, LOST
    step = player.step()
    assert (step.view.phase, step.view.fault, step.cue.kind) == (Phase.PAUSED, Fault.OFF_BOARD, CueKind.STEP_ON)
    player.steps(500)
    player.kg, player.lean = 70.0, StreamHealth.OK
    step = player.until(Phase.PLAY, most_s=5)
    assert step.view.view is not None
    assert step.view.view.score == 1
    assert "resumed" in player.kinds()


def test_a_load_learned_of_two_people_is_forgotten_when_somebody_says_go_on() -> None:
    player = make_player()
    player.kg = 140.0
    player.step(Command.START)
    player.until(Phase.PLAY)
    player.kg = 70.0
    assert player.steps(100).view.fault is Fault.LOAD_DROP
    player.step(Command.RESUME)
    player.until(Phase.PLAY, most_s=5)
    assert player.steps(100).view.phase is Phase.PLAY


def test_a_tilt_board_weighs_nobody_and_is_fine() -> None:
    for kg in (None, 0.0):
        player = make_player()
        player.kg = kg
        player.step(Command.START)
        assert player.until(Phase.RESULTS).view.ending is Ending.COMPLETED


def test_a_tilt_board_that_goes_away_is_noticed() -> None:
    player = make_player()
    player.kg = None
    player.step(Command.START)
    player.until(Phase.PLAY)
    player.lean = LOST
    assert player.step().view.fault is Fault.BOARD_LOST


@pytest.mark.parametrize(("absent_s", "warned", "phase"), [
    (59.9, False, Phase.PAUSED), (60.0, True, Phase.PAUSED), (89.99, True, Phase.PAUSED),
    (90.0, False, Phase.RESULTS)])
def test_nobody_there_warns_after_a_minute_and_ends_after_another_half(
        absent_s: float, warned: bool, phase: Phase) -> None:
    player = make_player(Phase.PLAY)
    player.until(lambda step: "item_home" in [e.kind for e in step.events])
    player.kg, player.lean = 0.0, LOST
    view = player.steps(round(absent_s * 100)).view
    assert (view.phase, view.ends_in_s is not None) == (phase, warned)
    if phase is Phase.RESULTS:
        assert (view.ending, view.fault) == (Ending.SAFE_END, Fault.OFF_BOARD)
        assert view.outcome is not None
        assert view.outcome.measures["done"] == 1
    else:
        assert view.waiting_s == pytest.approx(absent_s)


def test_nobody_at_the_gate_ends_too_but_a_persons_pause_may_last() -> None:
    player = make_player()
    player.kg, player.lean = 0.0, LOST
    player.step(Command.START)
    assert player.until(Phase.RESULTS, most_s=91).view.ending is Ending.SAFE_END
    player = make_player(Phase.PAUSED)
    player.kg, player.lean = 0.0, LOST
    assert player.steps(20_000).view.phase is Phase.PAUSED
    assert player.step(Command.RESUME).view.phase is Phase.PAUSED
    assert player.until(Phase.RESULTS, most_s=91).view.ending is Ending.SAFE_END


def test_pausing_during_a_fault_holds_until_resume() -> None:
    player = make_player(Phase.PLAY)
    player.board = LATE
    player.step()
    player.step(Command.PAUSE)
    player.board = StreamHealth.OK
    assert player.steps(500).view.phase is Phase.PAUSED
    assert player.step(Command.RESUME).view.phase is Phase.ALIGN


# Muscles.

def emg_player(phase: Phase) -> Player:
    steer = Steer(x=make_axis(Signal.ACTIVATION, muscle=TA))
    player = Player(make_round(steer=steer, directions=(Direction.RIGHT,)), kg=None, lean=LOST)
    player.activation = {TA: 0.0}
    player.step(Command.START)
    if phase is not Phase.ALIGN:
        player.until(phase)
    player.events.clear()
    return player


def test_a_level_that_only_muscles_steer_is_played_without_a_board() -> None:
    player = emg_player(Phase.ALIGN)
    assert player.step().cue.kind is CueKind.RELAX
    player.until(Phase.PLAY)
    step = player.step()
    assert step.cue.kind is CueKind.EFFORT
    assert step.cue.effort[TA] == pytest.approx(0.6)
    assert player.until(Phase.RESULTS).view.ending is Ending.COMPLETED


@pytest.mark.parametrize(("health", "ticks", "fault"), [
    (StreamHealth.LATE, 1, Fault.EMG_LATE),
    (StreamHealth.LOST, 1, Fault.EMG_LOST),
    (StreamHealth.LEAD_OFF, 29, None),
    (StreamHealth.LEAD_OFF, 30, Fault.EMG_FLAT),
    (StreamHealth.SATURATED, 29, None),
    (StreamHealth.SATURATED, 30, Fault.EMG_SATURATED),
])
def test_a_steering_muscle_that_cannot_be_trusted_pauses(
        health: StreamHealth, ticks: int, fault: Fault | None) -> None:
    player = emg_player(Phase.PLAY)
    step = player.step()
    for _ in range(ticks):
        player.tick += 1
        unwell = {TA: Feature(0.2, player.tick, health)}
        step = player.round.step(make_frame(player.tick, kg=None, lean=LOST, activation=unwell))
    assert step.view.fault is fault


def test_muscles_that_do_not_steer_do_not_matter() -> None:
    player = make_player(Phase.PLAY)
    unwell = {TA: Feature(0.0, 0, StreamHealth.LOST)}
    for _ in range(100):
        player.tick += 1
        assert player.round.step(make_frame(player.tick, activation=unwell)).view.phase is Phase.PLAY


def test_a_level_without_board_still_watches_whoever_stands_on_one() -> None:
    player = emg_player(Phase.ALIGN)
    player.kg, player.lean = 70.0, StreamHealth.OK
    player.until(Phase.PLAY)
    player.kg, player.lean = 0.0, LOST
    assert player.step().view.fault is Fault.OFF_BOARD


# Stop.

@pytest.mark.parametrize("phase", [p for p in Phase if p is not Phase.RESULTS])
def test_stop_shows_results_at_once_from_anywhere(phase: Phase) -> None:
    player = make_player(phase)
    view = player.step(Command.STOP).view
    assert (view.phase, view.ending, view.fault) == (Phase.RESULTS, Ending.STOPPED, None)
    assert view.outcome is not None
    assert view.outcome.reasons
    assert player.kinds() == ["stopped", "outcome", "ended"]


def test_skip_and_easier_reach_the_play() -> None:
    player = make_player(Phase.PLAY, difficulty=make_difficulty(items=3))
    player.step()
    view = player.step(Command.SKIP, Command.EASIER).view.view
    assert view is not None
    assert view.goal == 2
    assert {"item_skipped", "helped"} <= set(player.kinds())
    view = player.until(Phase.RESULTS).view.view
    assert view is not None
    assert (view.score, view.goal) == (2, 2)


def test_a_cue_keeps_the_time_of_its_asking() -> None:
    player = make_player(Phase.PLAY)
    first = player.step().cue
    assert player.step().cue is first
    assert first.t_ns == player.tick * 10_000_000 - 20_000_000  # in the tick in which play began


def test_events_are_plain_data() -> None:
    player = make_player(Phase.PLAY)
    player.until(Phase.RESULTS)
    for event in player.events:
        assert json.loads(json.dumps(dict(event.data), allow_nan=False)) == dict(event.data)
