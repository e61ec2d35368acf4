"""A message: one sentence for the patient, what to do for the therapist, and one or two choices.

Not here: faults inside a round, which the round shows itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.faults import FAULTS, Effect, Fault
from game.intents import IntentKind
from game.picture import Figure, Label, Picture, Rect, TextRole, Tone
from game.scenes.layout import Slot, title
from game.scenes.menu import Choice, menu_for
from game.scenes.scene import Moment, Scene, SceneStep, Turn, quiet
from game.scenes.words import word
from game.services import Services

FIGURE = Rect(810, 164, 300, 240)
SENTENCE = Rect(110, 690, 1700, 110)
THERAPIST = Rect(110, 802, 1700, 132)


class MessageScene(Scene):
    """Says something and waits for an answer; `answers` maps a choice to where it leads."""

    def __init__(self, services: Services, key: str, heading: str, sentence: str, therapist: str = "",
                 figure: str = "warning", choices: tuple[Choice, ...] = (),
                 answers: Mapping[str, Turn | Callable[[], Scene]] | None = None) -> None:
        self._key, self._heading, self._sentence = key, heading, sentence
        self._therapist, self._figure = therapist, figure
        self._answers = answers or {"ok": Turn.BACK}
        shown = choices or (Choice("ok", word("ok"), "play", Slot.RIGHT, Tone.MAIN),)
        back = "back" if "back" in self._answers else shown[0].id
        self._menu = menu_for(services, *shown, keys={IntentKind.BACK: back})

    def resume(self, t_ns: int) -> None:
        """Forget half-done presses."""
        self._menu.reset()

    def step(self, moment: Moment) -> SceneStep:
        """Wait for an answer."""
        step = self._menu.step(moment)
        answer = self._answers.get(step.chosen, Turn.STAY) if step.chosen else Turn.STAY
        if isinstance(answer, Turn):
            return SceneStep(self._picture(), quiet(moment.t_ns), sounds=step.sounds, turn=answer)
        return SceneStep(self._picture(), quiet(moment.t_ns), sounds=step.sounds, turn=Turn.BACK, push=answer())

    def _picture(self) -> Picture:
        told = (Label(SENTENCE, self._sentence, TextRole.BODY),) if self._sentence else ()
        helped = (Label(THERAPIST, self._therapist, TextRole.SMALL, soft=True),) if self._therapist else ()
        return Picture(self._key, (title(self._heading), Figure(FIGURE, self._figure), *told, *helped,
                                   *self._menu.parts()), f"{self._heading} {self._sentence}".strip())


def fault_message(services: Services, fault: Fault, detail: str = "") -> MessageScene:
    """Make the message of a fault: the patient's sentence above, the therapist's below."""
    entry = FAULTS[fault]
    what = detail or entry.therapist
    told = word("no_record.therapist", what=what) if entry.effect is Effect.END else what
    return MessageScene(services, f"message_{fault}", word("results.safe_end"), entry.patient, told)


def missing(services: Services, what: str, sentence: str = "sentence") -> MessageScene:
    """Say that something is missing ("no_board", "no_emg", "no_sound") and what to do about it."""
    return MessageScene(services, what, word(f"{what}.title"), word(f"{what}.{sentence}"),
                        word(f"{what}.therapist"))


def plan_trouble(services: Services, trouble: str) -> MessageScene:
    """Say that the plan for a level cannot be used; `trouble` tells the therapist why."""
    return MessageScene(services, "plan_trouble", word("plan.title"), word("plan.sentence"), trouble, "paper")


def ask_to_finish(services: Services) -> MessageScene:
    """Make the question before the end; only a hand may say yes."""
    choices = (Choice("back", word("stay"), "play", Slot.RIGHT, Tone.MAIN),
               Choice("finish", word("finish"), "stop", Slot.LEFT, Tone.STOP, dwell=False))
    return MessageScene(services, "finish", word("finish.title"), word("finish.sentence"), "", "heart",
                        choices, {"back": Turn.BACK, "finish": Turn.QUIT})
