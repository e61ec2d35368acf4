"""One assessment, lived through by hand, by keys, by lean, and by somebody who is away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.assessing import Act, Answer, Phase
from core.cues import Cue, CueKind
from core.frames import StreamHealth
from game.assessing import AssessmentView, Question
from game.intents import IntentKind
from game.picture import Aim, Figure, Label, Shade
from game.sounds import SoundKind
from tests.game.scenes.assess.making import (
    AGAIN,
    COLOUR,
    DARK,
    ENDED,
    FOAM,
    GUESS,
    HELP,
    LEAN,
    PAIN,
    PAUSED,
    PREPARE,
    RAIL,
    RAMP,
    READY,
    REST,
    RESULTS,
    RUNNING,
    SIDE,
    STANCE,
    TOLD,
    WRIST,
    asking,
    person_with,
)
from tests.game.scenes.making import Person

Way = Callable[[Person, str], None]


def figures(person: Person) -> dict[str, Figure]:
    return {part.name: part for part in person.picture.parts if isinstance(part, Figure)}


def texts(person: Person) -> list[str]:
    return [part.text for part in person.picture.parts if isinstance(part, Label)]


def by_touch(person: Person, choice: str) -> None:
    person.touch(choice)


def by_lean(person: Person, choice: str) -> None:
    """Lean to where the choice is; one at the foot of the screen is leaned to by its side."""
    x, y = person.buttons[choice].rect.centre
    across, up = (x - 960) / 960, (540 - y) / 540
    person.rest()
    person.lean_to(*((0.9 if across > 0 else -0.9, 0.0) if abs(across) > 0.25 else
                     (0.0, 0.9 if up > 0 else -0.9)), 1.4)
    person.rest()


def by_keys(person: Person, choice: str) -> None:
    for _ in range(8):
        if person.buttons[choice].focused:
            break
        person.do(IntentKind.NEXT)
    person.live(40)
    person.do(IntentKind.ACTIVATE)


@pytest.mark.parametrize("way", [by_touch, by_lean, by_keys])
def test_every_hand_gets_from_told_to_the_end_of_the_results(way: Way) -> None:
    person, assessment = person_with(TOLD, asking(AGAIN), STANCE, RESULTS)
    way(person, "start")
    assert person.picture.key == "assess_ask_again"
    way(person, "later")
    assert assessment.answers == [Answer("again", "later")]
    person.until("assess_results_1")
    for page in range(2, 7):
        way(person, "next")
        assert person.picture.key == f"assess_results_{page}"
    way(person, "done")
    assert person.step.quit
    assert not assessment.cancelled


@pytest.mark.parametrize("way", [by_touch, by_lean])
def test_a_scale_is_gone_along_and_then_taken(way: Way) -> None:
    person, assessment = person_with(asking(PAIN), STANCE)
    assert "take" not in person.buttons, "nothing is suggested"
    for _ in range(3):
        way(person, "higher")
    way(person, "lower")
    assert figures(person)["face_pain_1"]
    assert not assessment.answers
    way(person, "take")
    assert assessment.answers == [Answer("pain", "1")]


@pytest.mark.parametrize(("kinds", "found"), [
    ([IntentKind.NEXT], "0"), ([IntentKind.PREV], "10"), ([IntentKind.MORE] * 3, "2"),
    ([IntentKind.LESS] * 2, "9"),
    ([IntentKind.NEXT] * 14, "10"), ([IntentKind.PREV] * 14, "0"),
    ([IntentKind.NEXT, IntentKind.NEXT, IntentKind.PREV], "0"),
])
def test_a_scale_goes_by_keys_to_its_ends_and_not_around(kinds: list[IntentKind], found: str) -> None:
    person, assessment = person_with(asking(PAIN), STANCE)
    for kind in kinds:
        person.do(kind)
    person.live(40)
    person.do(IntentKind.ACTIVATE)
    assert assessment.answers == [Answer("pain", found)]


def test_a_digit_finds_its_step_and_another_digit_nothing() -> None:
    person, assessment = person_with(asking(GUESS), STANCE)
    person.do(IntentKind.DIGIT, 7.0)
    assert "take" not in person.buttons
    person, assessment = person_with(asking(PAIN), STANCE)
    person.do(IntentKind.DIGIT, 7.0)
    person.live(40)
    person.do(IntentKind.ACTIVATE)
    assert assessment.answers == [Answer("pain", "7")]


def test_a_step_is_found_by_touching_it_and_a_slipping_finger_finds_none() -> None:
    person, assessment = person_with(asking(PAIN), STANCE)
    first, second = (person.buttons[f"pain_{step}"].rect.centre for step in (4, 5))
    person.do(IntentKind.PRESS, *first)
    person.do(IntentKind.RELEASE, *second)
    assert "take" not in person.buttons
    person.live(40)
    person.touch("pain_6")
    assert person.buttons["pain_6"].focused
    person.touch("take")
    assert assessment.answers == [Answer("pain", "6")]


def test_a_blind_press_answers_no_scale() -> None:
    person, assessment = person_with(asking(PAIN), STANCE)
    for _ in range(4):
        person.do(IntentKind.ACTIVATE)
        person.live(40)
    assert not assessment.answers


@pytest.mark.parametrize(("question", "answer"), [(RAIL, "ready"), (HELP, "rail")])
def test_staff_questions_are_marked_and_no_lean_answers_them(question: Question, answer: str) -> None:
    person, assessment = person_with(asking(question), STANCE)
    assert "For the therapist" in texts(person)
    for lean in ((0.9, 0.0), (-0.9, 0.0), (0.0, 0.9), (0.0, -0.9)):
        person.lean_to(*lean, 2.0)
        person.rest()
    assert not assessment.answers
    person.touch(answer)
    assert assessment.answers == [Answer(question.key, answer)]


@pytest.mark.parametrize("view", RUNNING.values(), ids=list(RUNNING))
def test_no_lean_does_anything_while_it_runs(view: AssessmentView) -> None:
    person, assessment = person_with(view, wait=10_000)
    for lean in ((0.9, 0.0), (-0.9, 0.0), (0.0, 0.9), (0.0, -0.9)):
        person.lean_to(*lean, 2.0)
        person.rest()
    assert not assessment.acts


@pytest.mark.parametrize(("kind", "act"), [
    (IntentKind.BACK, Act.STOP), (IntentKind.STOP, Act.STOP), (IntentKind.SKIP, Act.SKIP),
    (IntentKind.ERASE, Act.REPEAT),
])
def test_a_trial_may_be_stopped_left_out_or_repeated_by_key(kind: IntentKind, act: Act) -> None:
    person, assessment = person_with(STANCE, REST, RESULTS)
    person.do(kind)
    assert assessment.acts == [act]


@pytest.mark.parametrize("view", [STANCE, REST, DARK])
@pytest.mark.parametrize("act", [Act.STOP, Act.SKIP, Act.REPEAT])
def test_and_by_hand_even_in_the_dark(view: AssessmentView, act: Act) -> None:
    person, assessment = person_with(view, PREPARE, RESULTS, wait=10_000)
    person.touch(act.value)
    assert assessment.acts == [act]


@pytest.mark.parametrize("view", [PREPARE, PAUSED])
def test_where_no_trial_runs_only_the_stop_is_there(view: AssessmentView) -> None:
    assert set(person_with(view)[0].buttons) == {"stop"}


def test_leaving_before_the_end_cancels() -> None:
    person, assessment = person_with(TOLD, STANCE)
    person.touch("back")
    assert person.step.quit
    assert assessment.cancelled


@pytest.mark.parametrize("end", [RESULTS, ENDED])
def test_again_makes_a_fresh_one(end: AssessmentView) -> None:
    person, assessment = person_with(PREPARE, end, wait=1)
    person.live(5)
    person.touch("again")
    assert not assessment.cancelled
    assert "assess_prepare_step_on" in {step.picture.key for step in person.steps[-40:]}
    assert person.picture.key == ("assess_ended" if end.page is None else "assess_results_1")
    person.touch("done")
    assert person.step.quit


def test_after_the_end_it_is_never_stepped_again() -> None:
    person, assessment = person_with(PREPARE, RESULTS, wait=1)
    person.live(3)
    ticks = assessment.ticks
    person.live(500)
    assert assessment.ticks == ticks


def test_the_cue_leads_until_the_end_and_no_longer() -> None:
    lean = replace(LEAN, cue=Cue(0, CueKind.LEAN, (-0.7, 0.7)))
    person, _ = person_with(lean, RESULTS, wait=20)
    assert person.live(5).cue.kind is CueKind.LEAN
    person.until("assess_results")
    assert person.step.cue.kind is CueKind.NONE


def test_arrows_lean_the_simulated_patient_only_while_it_runs() -> None:
    person, _ = person_with(asking(PAIN), STANCE, wait=10_000)
    assert person.do(IntentKind.STEER, 1.0, 0.0).steer is None
    person.do(IntentKind.STEER)
    person.do(IntentKind.NEXT)
    person.live(40)
    person.do(IntentKind.ACTIVATE)
    assert person.do(IntentKind.STEER, 1.0, 0.0).steer == (1.0, 0.0)


def test_closed_eyes_make_the_whole_screen_dark_and_leave_the_stop() -> None:
    person, _ = person_with(DARK, wait=10_000)
    shades = [part for part in person.picture.parts if isinstance(part, Shade)]
    assert shades[0].share > 0.95
    assert (shades[0].rect.w, shades[0].rect.h) == (1920, 1080)
    after = person.picture.parts[person.picture.parts.index(shades[0]):]
    assert [part.id for part in after if hasattr(part, "id")] == ["stop"]
    assert person.picture.spoken == "prompt"
    assert person.picture.speech == DARK.sentence


def test_nothing_moves_in_the_dark() -> None:
    person, _ = person_with(DARK, replace(DARK, progress=0.6, seconds_left=12.0), wait=10)
    person.live(30)
    assert len({step.picture.parts for step in person.steps}) == 1


def test_the_ground_shows_target_point_and_the_way_so_far() -> None:
    ways = [replace(LEAN, point=point) for point in ((-0.4, 0.5), (-0.6, 0.0), (0.0, -0.3), (0.5, 0.1))]
    person, _ = person_with(*ways, wait=10)
    person.live(60)
    aim = next(part for part in person.picture.parts if isinstance(part, Aim))
    assert (aim.target, aim.point) == ((-0.7, 0.7), (0.5, 0.1))
    assert aim.now
    assert len(aim.outline) == 4
    assert max(x for x, _ in aim.outline) == pytest.approx(0.5, abs=0.05)


def test_before_the_sign_the_place_is_known_and_the_person_is_not_shown() -> None:
    person, _ = person_with(READY)
    aim = next(part for part in person.picture.parts if isinstance(part, Aim))
    assert aim.point is None
    assert aim.target == pytest.approx((-0.707, 0.707), abs=0.01)
    assert (aim.fill, aim.now) == (0.0, False)


def test_a_prompt_that_speaks_of_its_picture_has_one() -> None:
    assert "feet" in figures(person_with(replace(PREPARE, figure="stance_open", spoken="feet"))[0])


@pytest.mark.parametrize(("figure", "effort", "channels", "shown"), [
    ("squeeze", 0.5, (), {"leg_squeeze": 0.5}), ("squeeze", 0.5, (WRIST,), {"squeeze": 0.5}),
    ("relax", 0.2, (), {"leg_relax": 0.4}), ("ramp", 0.5, (), {"effort_line": 0.5, "ramp": 0.0}),
])
def test_effort_is_shown_once(figure: str, effort: float, channels: tuple[object, ...],
                              shown: dict[str, float]) -> None:
    view = replace(RAMP, figure=figure, effort=effort, cue=Cue(0, CueKind.RELAX))
    person, _ = person_with(view, channels=(WRIST,) if channels else ())
    seen = {name: part.value for name, part in figures(person).items() if name in {
        "squeeze", "relax", "leg_squeeze", "leg_relax", "effort_line", "ramp"}}
    assert seen == shown


def test_the_ramp_shows_its_line() -> None:
    assert figures(person_with(RAMP)[0])["effort_line"].point == (0.55, 0.0)


def test_a_side_lights_up_on_its_side() -> None:
    left = figures(person_with(SIDE)[0])["side_left"].rect
    right = figures(person_with(replace(SIDE, stimulus="right"))[0])["side_right"].rect
    assert left.x + left.w < 960 < right.x
    assert left.x == 1920 - right.x - right.w


def test_a_picture_of_another_day_is_not_missed() -> None:
    person, _ = person_with(replace(STANCE, figure="not known yet", stimulus="purple"))
    assert "board" in figures(person)


@pytest.mark.parametrize(("views", "kinds"), [
    ((PREPARE, STANCE), [SoundKind.BEGIN]), ((STANCE, REST), [SoundKind.END]),
    ((STANCE, replace(STANCE, trial=3)), [SoundKind.BEGIN]), ((STANCE, PAUSED), [SoundKind.PAUSE]),
    ((PAUSED, PREPARE), [SoundKind.RESUME]), ((PREPARE, RESULTS), [SoundKind.DONE]),
    ((PREPARE, ENDED), [SoundKind.STOP]), ((FOAM, FOAM), []),
    ((replace(SIDE, stimulus=""), SIDE), [SoundKind.SIDE]),
    ((COLOUR, replace(COLOUR, stimulus="")), []), ((COLOUR, replace(COLOUR, stimulus="blue")), [SoundKind.COLOUR]),
    ((replace(LEAN, target=None), LEAN), [SoundKind.GO]),
    ((replace(LEAN, target=None), replace(LEAN, stimulus="go")), [SoundKind.GO]),
    ((replace(RAMP, cue=Cue(0, CueKind.RELAX)), RAMP), [SoundKind.GO]),
    ((RAMP, replace(RAMP, cue=Cue(0, CueKind.RELAX))), [SoundKind.END]),
])
def test_what_is_heard(views: tuple[AssessmentView, ...], kinds: list[SoundKind]) -> None:
    person, _ = person_with(*views, wait=5)
    person.live(20)
    assert [sound.kind for step in person.steps for sound in step.sounds] == kinds


def test_sides_are_told_apart_by_ear() -> None:
    pans = []
    for side in ("left", "right"):
        person, _ = person_with(replace(SIDE, stimulus=""), replace(SIDE, stimulus=side), wait=5)
        person.live(20)
        pans += [sound.pan for step in person.steps for sound in step.sounds]
    assert pans == [-1.0, 1.0]


def test_somebody_who_steps_off_during_a_question_chooses_nothing() -> None:
    person, assessment = person_with(asking(AGAIN), STANCE)
    person.health = StreamHealth.LOST
    person.lean_to(0.9, 0.0, 3.0)
    assert not assessment.answers
    assert person.picture.key == "assess_ask_again"


@pytest.mark.parametrize("phase", list(Phase))
def test_every_phase_has_a_picture_and_a_voice(phase: Phase) -> None:
    by_phase = {Phase.TOLD: TOLD, Phase.ASK: asking(PAIN), Phase.PREPARE: PREPARE, Phase.MEASURE: STANCE,
                Phase.REST: REST, Phase.PAUSED: PAUSED, Phase.RESULTS: RESULTS, Phase.ENDED: ENDED}
    person, _ = person_with(by_phase[phase])
    assert person.picture.spoken == "prompt"
    assert person.picture.speech
