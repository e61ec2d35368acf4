"""A round always says where stimulation stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.muscles import Muscle
from core.stim import NO_STIM, StimPhase, StimView
from game.phases import Phase
from game.picture import Button, Figure, Label, Picture, Rect
from game.scenes.layout import STIM_CARD, STIM_STOP
from game.scenes.stim_hud import RestRing, patient_sentence, state_words, stim_card
from game.scenes.stim_words import REASONS
from tests.game.scenes.stim_rounds import evening, round_picture

PHASES = [phase for phase in StimPhase if phase is not StimPhase.NONE]


def texts(picture: Picture) -> list[str]:
    return [part.text for part in picture.parts if isinstance(part, Label)]


def figures(picture: Picture) -> dict[str, float]:
    return {part.name: part.value for part in picture.parts if isinstance(part, Figure)}


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.RESULTS])
@pytest.mark.parametrize("stim", PHASES)
def test_every_phase_of_a_round_says_it(phase: Phase, stim: StimPhase) -> None:
    view = StimView(stim, rest_s=5.0)
    picture = round_picture(evening(), view, phase)
    assert state_words(view) in texts(picture)
    assert patient_sentence(view) in texts(picture)
    assert f"stim_{stim}" in figures(picture)


@pytest.mark.parametrize("phase", Phase)
def test_a_session_without_a_stimulator_says_nothing_of_it(phase: Phase) -> None:
    picture = round_picture(evening(), NO_STIM, phase)
    assert not any(name.startswith("stim_") for name in figures(picture))


def test_all_states_have_their_own_words_figures_and_sentences() -> None:
    views = [StimView(phase) for phase in PHASES]
    assert len({state_words(view) for view in views}) == len(views)
    assert len({patient_sentence(view) for view in views}) == len(views)
    names = [part.name for view in views for part in stim_card(view, 0.0) if isinstance(part, Figure)]
    assert len(set(names)) == len(views)


@pytest.mark.parametrize("why", REASONS)
def test_a_refusal_is_told_in_the_words_of_its_reason(why: str) -> None:
    picture = round_picture(evening(), StimView(StimPhase.READY, why))
    assert REASONS[why].patient in texts(picture)


@pytest.mark.parametrize(("phase", "told"), [
    (StimPhase.BLOCKED, True), (StimPhase.NOT_READY, True), (StimPhase.READY, False), (StimPhase.RESTING, False)])
def test_the_therapist_is_told_what_to_do_while_nothing_can_be_granted(phase: StimPhase, told: bool) -> None:
    picture = round_picture(evening(), StimView(phase, "electrode"))
    assert (REASONS["electrode"].therapist in texts(picture)) is told


@pytest.mark.parametrize(("muscle", "name"), [
    (Muscle.LEFT_WRIST_EXTENSORS, "stim_running_arm"), (Muscle.RIGHT_TIBIALIS_ANTERIOR, "stim_running"),
    (None, "stim_running")])
def test_help_shows_the_limb_and_its_strength(muscle: Muscle | None, name: str) -> None:
    picture = round_picture(evening(), StimView(StimPhase.RUNNING, muscle=muscle, share=0.7))
    assert figures(picture)[name] == 0.7


def test_the_ring_of_a_rest_shrinks_from_whole_to_nothing() -> None:
    ring = RestRing()
    resting = StimView(StimPhase.RESTING, rest_s=8.0)
    shares = [ring.step(replace(resting, rest_s=left)) for left in (8.0, 6.0, 2.0, 0.0)]
    assert shares == [1.0, 0.75, 0.25, 0.0]
    assert ring.step(StimView(StimPhase.READY)) == 0.0
    assert ring.step(replace(resting, rest_s=4.0)) == 1.0
    assert RestRing().step(replace(resting, rest_s=0.0)) == 0.0


@pytest.mark.parametrize(("rest_s", "words"), [(8.0, "Rest 8 s"), (1.0, "Rest 1 s"), (0.4, "Rest")])
def test_a_rest_says_how_long(rest_s: float, words: str) -> None:
    assert state_words(StimView(StimPhase.RESTING, rest_s=rest_s)) == words


def meets(one: Rect, other: Rect) -> bool:
    return one.x < other.x + other.w and other.x < one.x + one.w and one.y < other.y + other.h \
        and other.y < one.y + one.h


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.RESULTS])
def test_nothing_else_lies_under_the_card_or_the_stop(phase: Phase) -> None:
    picture = round_picture(evening(), StimView(StimPhase.READY), phase)
    outside = [part for part in picture.parts if isinstance(part, Label | Button)
               and part not in stim_card(StimView(StimPhase.READY), 0.5) and part.rect != STIM_STOP]
    for part in outside:
        assert not meets(part.rect, STIM_CARD), part
        assert not meets(part.rect, STIM_STOP), part
