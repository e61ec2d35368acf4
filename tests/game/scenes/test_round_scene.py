"""A round on the screen: what may be done in each phase, by whom, and what is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.cues import CueKind
from core.faults import FAULTS, Fault
from core.frames import StreamHealth
from game.intents import Intent, IntentKind
from game.phases import Command
from game.picture import Button, Figure, Label, Picture, Tone, World
from game.scenes.round import RoundScene
from game.sounds import SoundKind
from tests.game.scenes.making import FakeServices, Person, make_cards
from tests.game.scenes.tour import follow

PHASES = ("round_align", "round_countdown", "round_play")


def begin(phase: str = "round_play") -> Person:
    """Make a person who is in that phase of the first level."""
    services = FakeServices()
    person = Person(services, RoundScene(services, "seated_0", 5))
    if phase == "round_instruction":
        return person
    person.touch("start")
    person.until(phase)
    if phase == "round_play":
        person.live(50)
    return person


def commands(person: Person) -> list[Command]:
    return person.services.rounds[-1][2].commands


def texts(picture: Picture) -> list[str]:
    return [part.text for part in picture.parts if isinstance(part, Label)]


@pytest.mark.parametrize(("phase", "ids"), [
    ("round_instruction", {"start", "back"}), ("round_align", {"stop", "pause"}),
    ("round_countdown", {"stop", "pause"}), ("round_play", {"stop", "pause"}),
])
def test_each_phase_offers_what_fits_it(phase: str, ids: set[str]) -> None:
    assert set(begin(phase).buttons) == ids


@pytest.mark.parametrize("phase", PHASES)
def test_stop_is_large_in_the_same_place_and_ends_with_results(phase: str) -> None:
    person = begin(phase)
    stop = person.buttons["stop"]
    assert stop.tone is Tone.STOP
    assert (stop.rect.x, stop.rect.y) == (40, 934)
    assert stop.rect.w * stop.rect.h > 40_000
    person.touch("stop")
    assert person.picture.key == "round_results_stopped"
    assert commands(person) == [Command.START, Command.STOP]


@pytest.mark.parametrize("kind", [IntentKind.STOP, IntentKind.QUIT])
@pytest.mark.parametrize("phase", PHASES)
def test_keys_that_stop(phase: str, kind: IntentKind) -> None:
    person = begin(phase)
    step = person.live(1, Intent(kind))
    assert step.commands == {Command.STOP}
    assert step.picture.key == "round_results_stopped"


@pytest.mark.parametrize("kind", [IntentKind.PAUSE, IntentKind.BACK, IntentKind.ACTIVATE])
@pytest.mark.parametrize("phase", PHASES)
def test_pause_key_escape_and_switch_pause(phase: str, kind: IntentKind) -> None:
    person = begin(phase)
    person.live(40)
    person.do(kind)
    assert person.picture.key == "round_paused"
    assert set(person.buttons) == {"go_on", "stop"}


@pytest.mark.parametrize("kind", [IntentKind.PAUSE, IntentKind.BACK, IntentKind.ACTIVATE])
def test_the_same_key_or_switch_goes_on_through_the_gate(kind: IntentKind) -> None:
    person = begin()
    person.do(IntentKind.PAUSE)
    person.live(40)
    person.do(kind)
    assert person.picture.key == "round_align_stand_still"
    person.until("round_play")


def test_leaning_in_play_never_stops_or_pauses() -> None:
    person = begin()
    for x, y in ((-1.0, -1.0), (1.0, -1.0), (-1.0, 0.0), (1.0, 0.0)):
        person.lean_to(x, y, 3.0)
        assert person.picture.key == "round_play"
        assert not any(part.fill for part in person.picture.parts if isinstance(part, Button))


def test_leaning_ends_a_pause_of_a_person_but_never_stops() -> None:
    person = begin()
    person.do(IntentKind.PAUSE)
    person.rest()
    person.lean_to(-0.9, 0.0, 4.0)
    assert person.picture.key == "round_paused"
    person.rest()
    person.lean_to(0.9, 0.0, 1.3)
    assert person.picture.key == "round_align_stand_still"


def test_leaning_cannot_end_a_pause_for_safety() -> None:
    person = begin()
    person.weight_kg = 30.0
    person.until("round_paused_load_drop")
    person.rest()
    person.lean_to(0.9, 0.0, 4.0)
    assert person.picture.key == "round_paused_load_drop"
    assert FAULTS[Fault.LOAD_DROP].patient in texts(person.picture)
    person.touch("go_on")
    assert commands(person)[-1] is Command.RESUME


def test_stepping_off_rests_and_stepping_on_goes_on_by_itself() -> None:
    person = begin()
    person.health, person.weight_kg = StreamHealth.LOST, 0.0
    person.until("round_paused_off_board")
    assert person.step.cue.kind is CueKind.STEP_ON
    person.health, person.weight_kg = StreamHealth.OK, 70.0
    person.until("round_play", 10.0)


def test_nobody_can_go_on_while_the_board_is_empty() -> None:
    person = begin()
    person.do(IntentKind.PAUSE)
    assert set(person.buttons) == {"go_on", "stop"}
    person.health, person.weight_kg = StreamHealth.LOST, 0.0
    person.until("round_paused_off_board")
    assert set(person.buttons) == {"stop"}
    assert FAULTS[Fault.OFF_BOARD].patient in texts(person.picture)
    for kind in (IntentKind.PAUSE, IntentKind.BACK, IntentKind.ACTIVATE):
        person.do(kind)
        assert person.picture.key == "round_paused_off_board"
    person.health, person.weight_kg = StreamHealth.OK, 70.0
    person.live(40)
    assert set(person.buttons) == {"go_on", "stop"}
    person.touch("go_on")
    person.until("round_play")


def test_a_record_that_fails_ends_the_round_safely_and_no_other_begins() -> None:
    person = begin()
    person.faults = {Fault.RECORDING_FAILED: "The disk is full."}
    assert person.live(1).commands == {Command.END}
    assert person.picture.key == "round_results_safe_end"
    assert FAULTS[Fault.RECORDING_FAILED].patient in texts(person.picture)
    assert person.live(1).commands == frozenset()
    person.touch("again")
    assert person.picture.key == "message_recording_failed"
    assert "Mend this, then start Surefoot again: The disk is full." in texts(person.picture)
    assert len(person.services.rounds) == 1
    person.touch("ok")
    assert person.touch("done").quit


def test_no_round_starts_without_a_record() -> None:
    person = begin("round_instruction")
    person.faults = {Fault.RECORDING_FAILED: ""}
    person.touch("start")
    assert person.picture.key == "message_recording_failed"
    assert commands(person) == []
    person.faults = {}
    person.touch("ok")
    person.touch("start")
    assert person.picture.key.startswith("round_align")


@pytest.mark.parametrize("needs_board", [True, False])
def test_a_level_that_needs_a_board_is_not_begun_without_one(needs_board: bool) -> None:
    card = replace(make_cards()[0], needs_board=needs_board)
    services = FakeServices((card,), has_board=False, simulated=False)
    person = Person(services, RoundScene(services, card.id, 5), home_below=True)
    person.live(1)
    if not needs_board:
        assert person.picture.key == "round_instruction"
        return
    assert texts(person.picture)[:3] == [
        "No board", "This level needs a board.", "Start Surefoot again with a board plugged in."]
    assert services.rounds == []
    person.touch("ok")
    assert person.picture.key == "home"


@pytest.mark.parametrize(("leads", "closed", "hidden", "refused"), [
    (True, True, False, True), (True, False, True, True), (True, False, False, False), (False, True, False, False),
])
def test_nobody_is_led_by_sound_that_is_not_there(leads: bool, closed: bool, hidden: bool, refused: bool) -> None:
    card = replace(make_cards()[0], sound=leads, eyes_closed=closed, hidden=hidden)
    services = FakeServices((card,))
    person = Person(services, RoundScene(services, card.id, 5))
    person.faults = {Fault.NO_SOUND: ""}
    person.live(1)
    assert ("Sound leads the way here, and there is none." in texts(person.picture)) is refused
    person.touch("start")
    assert (person.picture.key == "no_sound") is refused
    assert commands(person) == ([] if refused else [Command.START])


def test_a_lost_board_leaves_only_stop_and_its_button_stops_nothing() -> None:
    person = begin()
    lost = StreamHealth.LOST
    person.health = person.board = lost
    person.faults = {Fault.BOARD_LOST: "Board 7 is gone: press its front button."}
    person.until("round_paused_board_lost")
    assert set(person.buttons) == {"stop"}
    assert texts(person.picture).count("Board 7 is gone: press its front button.") == 1
    person.button = True
    person.live(50)
    assert person.picture.key == "round_paused_board_lost"
    person.health = person.board = StreamHealth.OK
    person.until("round_play", 10.0)


def test_the_end_is_announced_before_it_comes() -> None:
    person = begin()
    person.health, person.weight_kg = StreamHealth.LOST, 0.0
    person.live(70 * 100)
    assert any("We stop here in" in text for text in texts(person.picture))
    person.until("round_results_safe_end")
    assert FAULTS[Fault.OFF_BOARD].patient in texts(person.picture)


@pytest.mark.parametrize(("kind", "command"), [
    (IntentKind.EASIER, Command.EASIER), (IntentKind.SKIP, Command.SKIP),
])
def test_the_therapists_keys_reach_the_round(kind: IntentKind, command: Command) -> None:
    person = begin()
    assert person.live(1, Intent(kind)).commands == {command}
    assert commands(person)[-1] is command


def test_held_arrows_lean_the_simulated_patient_only_while_the_body_plays() -> None:
    person = begin("round_instruction")
    assert person.do(IntentKind.STEER, -1.0, 0.0).steer is None
    person.touch("start")
    assert person.step.steer == (-1.0, 0.0)
    assert person.do(IntentKind.STEER, 0.0, 1.0).steer == (0.0, 1.0)
    assert person.do(IntentKind.PAUSE).steer is None


def test_arrows_in_play_do_not_move_a_hidden_focus_to_stop() -> None:
    person = begin()
    person.live(1, Intent(IntentKind.PREV), Intent(IntentKind.STEER, -1.0, 0.0))
    person.live(40)
    person.do(IntentKind.ACTIVATE)
    assert person.picture.key == "round_paused"


def test_play_shows_one_world_and_the_score_from_its_first_tick() -> None:
    person = begin("round_countdown")
    person.until("round_play")
    assert "0 of 4" in texts(person.picture)
    world = next(part for part in person.picture.parts if isinstance(part, World))
    assert (world.play, world.dim, world.view.goal) == ("shelf_reach", 0.0, 4)
    person.do(IntentKind.PAUSE)
    assert next(part for part in person.picture.parts if isinstance(part, World)).dim > 0.5


def test_results_tell_stars_reasons_and_where_it_is_kept() -> None:
    person = begin()
    while not person.picture.key.startswith("round_results"):
        follow(person, 10)
    stars = [part.value for part in person.picture.parts if isinstance(part, Figure) and part.name == "star"]
    assert len(stars) == 3
    assert stars == sorted(stars, reverse=True)
    shown = texts(person.picture)
    assert "You brought home 4 of 4 things." in shown
    assert person.services.session_line() in shown
    assert not person.step.round_active


def test_nobody_is_shown_three_empty_stars() -> None:
    person = begin()
    person.do(IntentKind.STOP)
    assert [part.name for part in person.picture.parts
            if isinstance(part, Figure) and part.name != "lean_dial"] == ["heart"]


def test_again_plays_the_same_and_done_leads_home() -> None:
    person = begin()
    person.do(IntentKind.STOP)
    person.touch("again")
    assert person.picture.key == "round_instruction"
    assert [made[:2] for made in person.services.rounds] == [("seated_0", 5)] * 2
    person.touch("start")
    person.do(IntentKind.STOP)
    assert person.touch("done").quit


def test_the_round_is_active_from_start_to_results() -> None:
    person = begin("round_instruction")
    assert not person.step.round_active
    for phase in PHASES:
        person.touch("start") if phase == "round_align" else person.until(phase)
        assert person.step.round_active
    person.do(IntentKind.PAUSE)
    assert person.step.round_active


def test_sounds_and_events_of_the_round_come_through() -> None:
    person = begin()
    kinds = {sound.kind for step in person.steps for sound in step.sounds}
    assert {SoundKind.CHOOSE, SoundKind.COUNT, SoundKind.GO} <= kinds
    assert "play_started" in {event.kind for step in person.steps for event in step.events}
