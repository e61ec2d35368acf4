"""Sounds lead to the target and tell what happened."""

from __future__ import annotations

import pytest

from core.cues import Cue, CueKind
from core.events import Event
from core.muscles import Muscle
from game.phases import Command, Phase, RoundView
from game.plays import View
from game.sounds import Sound, SoundKind
from game.soundscape import Soundscape
from levels.model_shelf_reach import Steer
from levels.words import Direction, Signal
from tests.game.making import make_axis, make_player

TICK_NS = 10_000_000
RIGHT = Cue(0, CueKind.LEAN, (0.6, 0.0))


def heard(soundscape: Soundscape, cue: Cue, lean: tuple[float, float], seconds: float = 0.01,
          phase: Phase = Phase.PLAY) -> list[Sound]:
    return [sound for tick in range(round(seconds * 100))
            for sound in soundscape.step(RoundView(tick, phase), cue, lean, tick * TICK_NS, ())]


@pytest.mark.parametrize(("target", "lean", "pan", "pitch"), [
    ((0.6, 0.0), (0.0, 0.0), 1.0, 0.0), ((-0.6, 0.0), (0.0, 0.0), -1.0, 0.0), ((0.2, 0.0), (0.0, 0.0), 0.4, 0.0),
    ((0.0, 0.6), (0.0, 0.0), 0.0, 1.0), ((0.0, -0.2), (0.0, 0.0), 0.0, -0.4), ((0.6, 0.0), (0.8, 0.0), -0.4, 0.0),
])
def test_beats_come_from_where_the_target_lies(
        target: tuple[float, float], lean: tuple[float, float], pan: float, pitch: float) -> None:
    beat, = heard(Soundscape(True), Cue(0, CueKind.LEAN, target), lean)
    assert beat.kind is SoundKind.BEAT
    assert (beat.pan, beat.pitch) == pytest.approx((pan, pitch))


@pytest.mark.parametrize(("away", "least", "most"), [(3.0, 12, 13), (1.0, 12, 13), (0.5, 29, 33), (0.11, 40, 50),
                                                     (0.1, 0, 0), (0.0, 0, 0)])
def test_beats_are_faster_near_the_target_and_silent_on_it(away: float, least: int, most: int) -> None:
    assert least <= len(heard(Soundscape(True), Cue(0, CueKind.LEAN, (away, 0.0)), (0.0, 0.0), seconds=10)) <= most


@pytest.mark.parametrize("phase", [Phase.INSTRUCTION, Phase.COUNTDOWN, Phase.PAUSED, Phase.RESULTS])
def test_nothing_leads_while_nothing_moves(phase: Phase) -> None:
    assert heard(Soundscape(True), RIGHT, (0.0, 0.0), seconds=2, phase=phase) == []


@pytest.mark.parametrize(("event", "kind"), [
    (Event(0, 0, "target_entered"), SoundKind.ON_TARGET), (Event(0, 0, "item_grasped"), SoundKind.GRASP),
    (Event(0, 0, "item_home"), SoundKind.PLACED), (Event(0, 0, "play_started"), SoundKind.GO),
    (Event(0, 0, "paused"), SoundKind.PAUSE), (Event(0, 0, "resumed"), SoundKind.RESUME),
    (Event(0, 0, "stopped"), SoundKind.STOP), (Event(0, 0, "ended", {"ending": "completed"}), SoundKind.DONE),
    (Event(0, 0, "ended", {"ending": "safe_end"}), SoundKind.STOP),
    (Event(0, 0, "ended", {"ending": "stopped"}), None), (Event(0, 0, "item_missed"), None),
])
def test_what_happened_has_its_sound(event: Event, kind: SoundKind | None) -> None:
    sounds = Soundscape(True).step(RoundView(0, Phase.RESULTS), Cue(0, CueKind.NONE), (0.0, 0.0), 0, (event,))
    assert [sound.kind for sound in sounds] == ([] if kind is None else [kind])


def test_on_the_target_the_beats_rest_until_it_is_left() -> None:
    soundscape = Soundscape(True)
    view = RoundView(0, Phase.PLAY)
    soundscape.step(view, RIGHT, (0.45, 0.0), 0, (Event(0, 0, "target_entered"),))
    assert heard(soundscape, RIGHT, (0.45, 0.0), seconds=3) == []
    soundscape.step(view, RIGHT, (0.3, 0.0), 0, (Event(0, 0, "target_left"),))
    assert heard(soundscape, RIGHT, (0.3, 0.0), seconds=3)


def test_the_hand_is_led_whatever_steers_it() -> None:
    axis = make_axis(Signal.ACTIVATION, muscle=Muscle.LEFT_TIBIALIS_ANTERIOR)
    player = make_player(steer=Steer(y=axis), directions=(Direction.FRONT,))
    player.activation = {Muscle.LEFT_TIBIALIS_ANTERIOR: 0.0}
    player.step(Command.START)
    player.until(Phase.PLAY)
    step = player.step()
    beat, = Soundscape(True).step(step.view, step.cue, step.view.lean, 0, ())
    assert (beat.kind, beat.pan, beat.pitch) == (SoundKind.BEAT, 0.0, 1.0)


def test_a_whole_round_is_heard_in_order_and_a_silent_level_says_nothing() -> None:
    player = make_player()
    aloud, silent = Soundscape(True), Soundscape(False)
    kinds: list[SoundKind] = []
    step = player.step(Command.START)
    while step.view.phase is not Phase.RESULTS:
        step = player.step()
        said = aloud.step(step.view, step.cue, step.view.lean, player.tick * TICK_NS, step.events)
        kinds += [sound.kind for sound in said if sound.kind is not SoundKind.BEAT]
        assert silent.step(step.view, step.cue, step.view.lean, player.tick * TICK_NS, step.events) == ()
    item = [SoundKind.ON_TARGET, SoundKind.GRASP, SoundKind.PLACED]
    assert kinds == [SoundKind.COUNT] * 3 + [SoundKind.GO] + item * 4 + [SoundKind.DONE]


# Without feedback nothing is heard of how it goes.

@pytest.mark.parametrize("kind", ["target_entered", "item_grasped", "item_home", "triggered", "lamp_lit"])
@pytest.mark.parametrize("feedback", [True, False])
def test_success_is_heard_only_where_it_is_told(kind: str, feedback: bool) -> None:
    view = RoundView(0, Phase.PLAY, view=View(0, (), 0, 3, feedback=feedback))
    sounds = Soundscape(True).step(view, Cue(0, CueKind.NONE), (0.0, 0.0), 0, (Event(0, 0, kind),))
    assert bool(sounds) is feedback


@pytest.mark.parametrize("kind", ["prompted", "play_started", "paused", "resumed", "stopped"])
def test_what_is_asked_and_what_a_person_does_is_heard_always(kind: str) -> None:
    view = RoundView(0, Phase.PLAY, view=View(0, (), 0, 3, feedback=False))
    assert Soundscape(True).step(view, Cue(0, CueKind.NONE), (0.0, 0.0), 0, (Event(0, 0, kind),))


@pytest.mark.parametrize("view", [
    View(0, (), 0, 3, feedback=False), View(0, (), 0, 3, feedback=False, target=(0.6, 0.0)),
    View(0, (), 0, 3, feedback=False, pull=0.8)])
@pytest.mark.parametrize("cue", [RIGHT, Cue(0, CueKind.CENTRE), Cue(0, CueKind.EFFORT)])
def test_nothing_leads_a_try_by_feel(view: View, cue: Cue) -> None:
    soundscape = Soundscape(True)
    said = [sound for tick in range(500) for sound in soundscape.step(
        RoundView(tick, Phase.PLAY, view=view), cue, (-0.5, 0.2), tick * TICK_NS, ())]
    assert said == []


def test_a_target_without_a_hand_leads_nowhere() -> None:
    view = RoundView(0, Phase.PLAY, view=View(0, (), 0, 3, target=(0.6, 0.0)))
    assert Soundscape(True).step(view, RIGHT, (0.0, 0.0), 0, ()) == ()


def test_the_gate_leads_also_before_a_try_by_feel() -> None:
    view = RoundView(0, Phase.ALIGN, view=View(0, (), 0, 3, feedback=False))
    assert Soundscape(True).step(view, Cue(0, CueKind.CENTRE), (0.6, 0.0), 0, ())
