"""What the tests of assessments are made of: a scripted assessment, views of every kind, pages of results."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from core.assessing import Act, Answer, Option, Phase
from core.cues import Cue, CueKind
from core.muscles import Muscle
from game.assessing import AssessmentCard, AssessmentView, Plot, PlotKind, Question, ResultsPage, Row
from game.scenes.assess.scene import AssessScene
from levels.words import Posture
from tests.game.scenes.making import FakeServices, Person

CALM = Cue(0, CueKind.CENTRE)
CARD = AssessmentCard("limits", "How far you can lean", "Lean to eight sides, as far as feels safe.",
                      Posture.STANDING, 7)
CARDS = (
    CARD,
    AssessmentCard("mctsib", "Standing on firm and soft ground", "Stand on the board and on foam.",
                   Posture.STANDING, 8),
    AssessmentCard("emg", "Muscle rest and effort", "Let a muscle rest, squeeze it, and follow a line.",
                   Posture.SEATED, 3, needs_board=False, needs_emg=True),
    AssessmentCard("faces", "How you feel", "Point at the face that fits.", Posture.SEATED, 1, needs_board=False),
    AssessmentCard("reaction", "Reaction", "Shift your weight.", Posture.STANDING, 4, needs_emg=True),
)
SHIN, WRIST = Muscle.RIGHT_TIBIALIS_ANTERIOR, Muscle.LEFT_WRIST_FLEXORS
RAIL = Question("rail", "Is a rail or bar within reach of the hands?",
                (Option("ready", "Yes", "check"), Option("not_yet", "Not yet", "pause")), for_staff=True)
HELP = Question("help", "How much help is given?", (
    Option("none", "None"), Option("verbal", "Words"), Option("touch", "A light touch"),
    Option("rail", "Hands on the rail")), for_staff=True)
PAIN = Question("pain", "How much pain do you feel now?",
                tuple(Option(str(n), str(n), f"face_pain_{n}") for n in range(11)), scale=True)
GUESS = Question("guess", "How is your weight shared now?",
                 tuple(Option(str(n), f"{n} : {100 - n}") for n in range(20, 81, 10)), scale=True)
HEIGHT = Question("height", "How tall is the patient, to the nearest 10 cm?",
                  tuple(Option(str(n), f"{n} cm") for n in range(140, 210, 10)), scale=True, for_staff=True)
AGAIN = Question("again", "Do you want to do that once more?", (
    Option("yes", "Yes"), Option("no", "No", "no"), Option("later", "Later")))


def view(phase: Phase, sentence: str = "Stand still and look ahead.",
         figure: str = "stance_open") -> AssessmentView:
    """Make a view with the usual values."""
    return AssessmentView(phase, figure, sentence, CALM, spoken="prompt", title=CARD.title)


def asking(question: Question) -> AssessmentView:
    """Make the view of a question."""
    return replace(view(Phase.ASK, question.sentence, ""), question=question)


TOLD = view(Phase.TOLD, "You will lean to eight sides, only as far as you feel safe.")
PREPARE = replace(view(Phase.PREPARE, "Hold the bar and step on when you are ready.", "step_on"), overall=0.1)
STANCE = replace(view(Phase.MEASURE), condition="eyes open, firm", trial=2, trials=3, progress=0.4, overall=0.3,
                 seconds_left=18.0)
DARK = replace(STANCE, figure="stance_closed", sentence="Close your eyes and stand still until the tone.",
               condition="eyes closed, firm", dark=True)
FOAM = replace(STANCE, figure="foam_closed", phase=Phase.PREPARE, trial=0, trials=0,
               sentence="Close your eyes when you are ready, and stand still.")
LEAN = replace(STANCE, figure="lean_front_left", sentence="Lean to the mark as far as feels safe, and stay there.",
               condition="to the front left", trial=4, trials=8, point=(-0.4, 0.5), target=(-0.7, 0.7),
               cue=Cue(0, CueKind.LEAN, (-0.7, 0.7)))
READY = replace(LEAN, phase=Phase.PREPARE, cue=CALM, sentence="Wait for the sign.", target=None, point=None,
                seconds_left=None)
RAMP = replace(STANCE, figure="ramp", sentence="Follow the line with your effort.", condition="right shin",
               cue=Cue(0, CueKind.EFFORT, effort={SHIN: 0.55}), effort=0.5)
SIDE = replace(STANCE, figure="shift", sentence="Left.", stimulus="left", condition="", trial=7, trials=20,
               seconds_left=None)
COLOUR = replace(STANCE, figure="colours", sentence="Stand still, and count how often red lights up.",
                 stimulus="red", trial=0, trials=0, condition="")
RISE = replace(STANCE, figure="rise", sentence="Stand up when you are ready.", phase=Phase.PREPARE)
REST = replace(STANCE, phase=Phase.REST, figure="rest", sentence="Rest for a moment.")
PAUSED = view(Phase.PAUSED, "The board is away for a moment. Hold the bar and rest.", "pause")
ENDED = view(Phase.ENDED, "The board sends nothing. Switch it on or plug it in, and begin again.", "warning")
RUNNING = {"prepare": PREPARE, "stance": STANCE, "dark": DARK, "foam": FOAM, "lean": LEAN, "ready": READY,
           "ramp": RAMP, "side": SIDE, "colour": COLOUR, "rise": RISE, "rest": REST}


def _wave(number: int, size: float) -> tuple[tuple[float, float], ...]:
    return tuple((size * math.sin(0.11 * at + number) * math.cos(0.013 * at),
                  1.6 * size * math.sin(0.07 * at) * math.sin(0.019 * at + number)) for at in range(900))


def _oval(a: float, b: float) -> tuple[tuple[float, float], ...]:
    return tuple((a * math.cos(turn / 10), b * math.sin(turn / 10)) for turn in range(63))


SWAY = Plot(PlotKind.SWAY, "Eyes open", (_wave(0, 9.0),), ("eyes open",), outline=_oval(8.0, 13.0))
REACH = Plot(PlotKind.REACH, "Farthest lean to each side", tuple(
    ((0.0, 0.0), (far * math.cos(turn * math.pi / 4), far * math.sin(turn * math.pi / 4)))
    for turn, far in enumerate((62.0, 70.0, 84.0, 66.0, 58.0, 41.0, 36.0, 45.0))),
    ("right", "front right", "front", "front left", "left", "back left", "back", "back right"),
    outline=_oval(80.0, 60.0))
BARS = Plot(PlotKind.BARS, "Sway by condition", tuple(((float(at), value),) for at, value in enumerate((
    0.41, 0.77, 1.05, 2.31))), ("firm, eyes open", "firm, eyes closed", "foam, eyes open", "foam, eyes closed"),
    "", "deg/s")
LINE = Plot(PlotKind.LINE, "Effort over time",
            (tuple((at / 50, 40 + 38 * math.sin(at / 40)) for at in range(600)),), ("right shin",),
            "s", "% of best", outline=((0.0, 5.0), (4.0, 5.0), (10.0, 60.0), (12.0, 60.0)))
ROWS = (
    Row("Farthest lean, all sides", "58.1 mm", "", "at least 6.2 mm", "54.0 mm", main=True),
    Row("Sway speed, eyes closed", "21.9 mm/s", "19.8 to 24.0", "at least 5.0 mm/s", "25.3 mm/s", main=True),
    Row("Sway speed, eyes open", "14.2 mm/s", "13.1 to 15.6", "at least 3.1 mm/s", "15.0 mm/s"),
    Row("95 % ellipse, eyes open", "312 mm²", "280 to 355", "", "340 mm²"),
    Row("Path length, eyes open", "355 mm", "328 to 390"),
    Row("Way of sway, front to back", "4.1 mm", "3.8 to 4.4"),
    Row("Way of sway, side to side", "2.7 mm", "2.2 to 3.1"),
    Row("Eyes closed to eyes open", "1.54"),
)
FACTS = (
    "Board: Wii Balance Board 00:1f:32:aa:bb:cc, 433 x 238 mm, on a firm floor. Shoes on. Help: none.",
    "Three trials of 30 s each; the first 5 s of each are left out.",
    "Resampled to 100 Hz by windows, low-pass 10 Hz, second order, both ways.",
    "Left out: eyes closed, trial 2 (the feet left the board, after 12.4 s).",
)
PAGE = ResultsPage("How far you can lean", "You leaned farthest to the front. Thank you for staying with it.",
                   ROWS, (REACH, SWAY, BARS, LINE), FACTS)
RESULTS = replace(view(Phase.RESULTS, "All done. Thank you.", "check"), page=PAGE)


class FakeAssessment:
    """Shows views one after the other: a START, an answer, a SKIP or `wait` ticks lead to the next."""

    def __init__(self, views: Sequence[AssessmentView], wait: int = 50, card: AssessmentCard = CARD) -> None:
        self.card = card
        self.acts: list[Act] = []
        self.answers: list[Answer] = []
        self.cancelled = False
        self.ticks = 0
        self._views = tuple(views)
        self._at = 0
        self._ended = False
        self._wait, self._waited = wait, 0

    def step(self, tick: int, t_ns: int, act: Act | None = None, answer: Answer | None = None) -> AssessmentView:
        self.ticks += 1
        self.acts += [act] if act else []
        self.answers += [answer] if answer else []
        now = self._views[self._at]
        if self._ended:
            raise AssertionError("it was stepped after its end")
        self._waited += 1
        waits = now.phase in (Phase.TOLD, Phase.ASK)
        if act is Act.STOP:
            self._to(len(self._views) - 1)
        elif act in (Act.START, Act.SKIP) or answer is not None or (not waits and self._waited > self._wait):
            self._to(min(self._at + 1, len(self._views) - 1))
        self._ended = self._views[self._at].over
        return self._views[self._at]

    def cancel(self) -> None:
        self.cancelled = True

    def _to(self, at: int) -> None:
        self._at, self._waited = at, 0


def person_with(*views: AssessmentView, lean_menu: bool = True, wait: int = 50,
                channels: Sequence[Muscle] = ()) -> tuple[Person, FakeAssessment]:
    """Somebody before an assessment that shows these views."""
    assessment = FakeAssessment(views, wait)
    services = FakeServices(lean_menu=lean_menu, tests=CARDS, channels=channels)
    return Person(services, AssessScene(services, assessment, lambda: FakeAssessment(views, wait))), assessment
