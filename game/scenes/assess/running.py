"""An assessment as it runs: told, prepared, measured, resting, paused; pure pictures, and their few controls.

With closed eyes the screen is dark: only a small dim sign and the stop can be made out.
Not here: questions (`asking`), results (`results`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.assessing import Act, Phase
from core.cues import CueKind
from core.muscles import Muscle
from game.assessing import AssessmentCard, AssessmentView
from game.intents import IntentKind
from game.picture import HEIGHT, WIDTH, Aim, Figure, Label, Meter, Part, Picture, Rect, Shade, TextRole, Tone
from game.scenes.assess.asking import STOP, STOP_KEYS, Taken
from game.scenes.assess.figures import PROMPTED, WAYS, asked_figure, card_figure, stimulus_figure
from game.scenes.layout import SLOTS, WIDE, Slot, foot, title
from game.scenes.menu import Choice, Menu, menu_for
from game.scenes.scene import Moment
from game.scenes.words import about, word
from game.services import Services

TOLD_FIGURE = Rect(460, 160, 1000, 360)
TOLD_SENTENCE = Rect(110, 522, 1700, 112)
CALM_FIGURE = Rect(460, 160, 1000, 290)
CALM_SENTENCE = Rect(110, 456, 1700, 176)
TOLD_DIAL = Rect(845, 650, 220, 220)
DOTS_Y, DOT, DOT_GAP = 152.0, 40.0, 18.0
FIGURE = Rect(460, 206, 1000, 474)
FIGURE_LEFT = Rect(200, 226, 800, 434)
EFFORT = Rect(1060, 206, 400, 474)
RING = Rect(1580, 250, 240, 240)
RING_WORDS = Rect(1510, 500, 380, 80)
SENTENCE = Rect(110, 684, 1700, 156)
OVERALL = Rect(460, 856, 1000, 30)
ASLEEP = Rect(840, 430, 240, 200)
WHOLE = Rect(0, 0, WIDTH, HEIGHT)
RUNNING_TOAST = Rect(485, 934, 575, 122)
REPEAT = Rect(1080, 940, 440, 110)
SKIP = Rect(1540, 940, 340, 110)
DARK, DIM = 0.985, 0.6
MOST_DOTS = 12
_STAFF = (Choice("repeat", word("assess.repeat"), "", Slot.CORNER_RIGHT, dwell=False, rect=REPEAT),
          Choice("skip", word("assess.skip"), "", Slot.CORNER_RIGHT, dwell=False, rect=SKIP))
_STAFF_KEYS: Mapping[IntentKind, str] = {
    **STOP_KEYS, IntentKind.SKIP: "skip", IntentKind.ERASE: "repeat"}
_ACTS: Mapping[str, Act] = {act.value: act for act in Act}


class ActControls:
    """A menu whose choices are acts, or anything else by its id."""

    def __init__(self, menu: Menu) -> None:
        self._menu = menu

    def step(self, moment: Moment) -> Taken:
        """Wait for a choice."""
        step = self._menu.step(moment)
        act = _ACTS.get(step.chosen or "")
        return Taken(act, chosen="" if act else step.chosen or "", sounds=step.sounds)

    def parts(self) -> tuple[Part, ...]:
        """Show the choices."""
        return self._menu.parts()

    def reset(self) -> None:
        """Forget half-done presses."""
        self._menu.reset()


def told_controls(services: Services) -> ActControls:
    """Make the way in and the way out of what is told."""
    left, right = WIDE
    return ActControls(menu_for(
        services, Choice("start", word("start"), "play", Slot.RIGHT, Tone.MAIN, rect=right),
        Choice("back", word("back"), "back", Slot.LEFT, rect=left), dial=TOLD_DIAL))


def running_controls(phase: Phase) -> ActControls:
    """Make the stop, and for the therapist's hand what to do with a trial; nothing here is leaned to."""
    trial = _STAFF if phase in (Phase.MEASURE, Phase.REST) else ()
    menu = Menu((STOP, *trial), _STAFF_KEYS if trial else STOP_KEYS, show_focus=False)
    menu.reset()
    return ActControls(menu)


def ended_controls(services: Services) -> ActControls:
    """Make the choices of an assessment that found nothing."""
    left, right = WIDE
    return ActControls(menu_for(
        services, Choice("done", word("done"), "check", Slot.RIGHT, Tone.MAIN, rect=right),
        Choice("again", word("again"), "again", Slot.LEFT, rect=left), keys={IntentKind.BACK: "done"},
        dial=TOLD_DIAL))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a picture is made from.  outline: how far leans went so far.  muscle: the one it is about."""

    card: AssessmentCard
    view: AssessmentView
    controls: tuple[Part, ...]
    outline: tuple[tuple[float, float], ...] = ()
    muscle: Muscle | None = None


def draw_running(shown: Shown) -> Picture:
    """Make the picture of any phase but questions and results."""
    view = shown.view
    match view.phase:
        case Phase.TOLD:
            return _told(shown)
        case Phase.PAUSED:
            return _calm(shown, word("paused.title"), asked_figure("pause", shown.muscle))
        case Phase.ENDED:
            return _calm(shown, word("assess.ended"), "pause_cup")
        case _:
            return _dark(shown) if view.dark else _light(shown)


def needs(card: AssessmentCard) -> str:
    """Say what an assessment needs: posture and sensors."""
    if not (card.needs_board or card.needs_emg):
        return word("assess.nothing")
    kind = "both" if card.needs_board and card.needs_emg else "board" if card.needs_board else "emg"
    return word(f"assess.{kind}.{card.posture}")


def lasts(card: AssessmentCard) -> str:
    """Say about how long an assessment takes."""
    return word("assess.minute") if card.minutes <= 1 else word("assess.minutes", minutes=card.minutes)


def _told(shown: Shown) -> Picture:
    card, view = shown.card, shown.view
    return Picture("assess_told", (
        title(card.title), Figure(TOLD_FIGURE, card_figure(card.id)),
        Label(TOLD_SENTENCE, view.sentence, TextRole.BODY), *shown.controls,
        foot(f"{lasts(card)}. {needs(card)}.")), f"{card.title} {view.sentence}", view.spoken)


def _calm(shown: Shown, heading: str, figure: str) -> Picture:
    view = shown.view
    return Picture(f"assess_{view.phase}", (
        title(heading), Figure(CALM_FIGURE, figure), Label(CALM_SENTENCE, view.sentence, TextRole.BODY),
        *shown.controls), f"{heading} {view.sentence}", view.spoken)


def _light(shown: Shown) -> Picture:
    view = shown.view
    heading = _upper(view.condition) or view.title or shown.card.title
    return Picture(_key(view), (
        title(heading), *_dots(view), *_asked(shown), *_ring(view), Label(SENTENCE, view.sentence, TextRole.TITLE),
        Meter(OVERALL, view.overall), *shown.controls), view.sentence, view.spoken)


def _dark(shown: Shown) -> Picture:
    """Make the dark screen, which stays as it is; what can be touched is where it was, and the stop is seen."""
    stop = tuple(part for part in shown.controls if getattr(part, "id", "") == STOP.id)
    return Picture("assess_dark", (
        *shown.controls, Shade(WHOLE, DARK), Figure(ASLEEP, "asleep"), *stop,
        Shade(_around(SLOTS[Slot.CORNER_LEFT]), DIM)), shown.view.sentence, shown.view.spoken)


def _dots(view: AssessmentView) -> tuple[Part, ...]:
    """Show the trials of this condition as a row of dots."""
    if view.trials < 2 or view.trials > MOST_DOTS:
        return ()
    left = WIDTH / 2 - (view.trials * (DOT + DOT_GAP) - DOT_GAP) / 2
    states = ("done" if number < view.trial else "now" if number == view.trial else "later"
              for number in range(1, view.trials + 1))
    return tuple(Figure(Rect(left + at * (DOT + DOT_GAP), DOTS_Y, DOT, DOT), f"dot_{state}")
                 for at, state in enumerate(states))


def _asked(shown: Shown) -> tuple[Part, ...]:
    """Show what is asked: what lights up, the ground to lean on, or a body; and beside it the effort."""
    view = shown.view
    if lit := stimulus_figure(view.stimulus):
        return (Figure(_stimulus_rect(view.stimulus), lit, 1.0),)
    if view.figure in WAYS or view.target is not None or view.point is not None:
        target = view.target if view.target is not None or view.phase is Phase.MEASURE else WAYS.get(view.figure)
        now = view.cue.kind is CueKind.LEAN
        return (Aim(FIGURE, target, view.point, shown.outline, view.progress if now else 0.0, now),)
    name = asked_figure(PROMPTED.get(view.spoken, view.figure), shown.muscle)
    if view.effort is None or view.figure == "relax":
        return (Figure(FIGURE, name, view.progress),)
    if view.figure == "squeeze":
        return (Figure(FIGURE, name, view.effort),)
    line = max(view.cue.effort.values(), default=0.0) if view.cue.kind is CueKind.EFFORT else 0.0
    return Figure(FIGURE_LEFT, name), Figure(EFFORT, "effort_line", view.effort, (line, 0.0))


def _stimulus_rect(stimulus: str) -> Rect:
    """Give a side its side of the screen, and a colour the middle."""
    x = {"left": 130.0, "right": 1310.0}.get(stimulus, 720.0)
    return Rect(x, 206, 480, 474)


def _ring(view: AssessmentView) -> tuple[Part, ...]:
    """Show how far this step is as a ring that closes, without a hurry; a side that lights up needs the room."""
    if view.seconds_left is None or stimulus_figure(view.stimulus).startswith("side"):
        return ()
    return (Figure(RING, "calm_ring", view.progress),
            Label(RING_WORDS, word("assess.left", seconds=about(view.seconds_left)), TextRole.BODY, soft=True))


def _key(view: AssessmentView) -> str:
    """Name a screen by its phase and what it shows; eight sides look alike."""
    shows = "lean" if view.figure in WAYS else view.figure
    return "_".join(part for part in ("assess", str(view.phase), shows, view.stimulus) if part)


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _around(rect: Rect) -> Rect:
    return Rect(rect.x - 20, rect.y - 20, rect.w + 40, rect.h + 40)
