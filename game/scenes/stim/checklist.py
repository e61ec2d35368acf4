"""The checklist: one question at a time, each answered by a therapist who looks.

Not here: what is asked for (`steps`), whether the answer counts (the safety program).
"""

from __future__ import annotations

from collections.abc import Sequence

from game.picture import Part, Picture, TextRole
from game.scenes.layout import title
from game.scenes.menu import Choice
from game.scenes.scene import Moment, Turn
from game.scenes.stim.pads import pads_figure
from game.scenes.stim.page import StimPage, asking, back, onward
from game.scenes.stim.pin import PinScene
from game.scenes.stim.steps import Question, digest_words, locked, open_questions, questions
from game.scenes.words import word
from game.stimulation import StimDoing, StimItem, StimPanel

_FIGURES = {StimItem.PRESCRIPTION: "paper", StimItem.SCREENING: "question", StimItem.DEVICE: "plug",
            StimItem.PRESENT: "person", StimItem.EXTERNAL: "setup"}


class ChecklistScene(StimPage):
    """Asks what is not confirmed yet, and goes when nothing is left."""

    def _look(self, moment: Moment, panel: StimPanel) -> None:
        """Leave when all is confirmed."""
        if not open_questions(panel):
            self._go(Turn.BACK)

    def _choices(self, panel: StimPanel) -> Sequence[Choice]:
        return onward("yes", word("stim.yes"), "check"), back()

    def _chosen(self, choice: str, panel: StimPanel) -> None:
        if choice == "back":
            self._go(Turn.BACK)
        elif locked(panel):
            self._go(Turn.STAY, PinScene(self._desk))
        else:
            question = open_questions(panel)[0]
            self._act(StimDoing.CONFIRM, question.channel.number if question.channel else 0, question.item)

    def _picture(self, panel: StimPanel, controls: tuple[Part, ...]) -> Picture:
        asked = (*open_questions(panel), questions(panel)[-1])[0]
        count = len(questions(panel))
        number = count - len(open_questions(panel)) + 1
        heading, detail, figure, role = _asked(panel, asked)
        return Picture(f"stim_check_{asked.item}", (
            title(word("stim.check.title", number=min(number, count), count=count)),
            *asking(heading, detail, figure, role), *self._told(panel), *controls), f"{heading} {detail}")


def _asked(panel: StimPanel, question: Question) -> tuple[str, str, str, TextRole]:
    """Put a question into words: heading, detail, figure, and how large the detail is."""
    if question.channel is not None:
        channel = question.channel
        return (word("stim.check.pads", number=channel.number + 1, muscle=channel.name),
                word("stim.check.pads.detail"), pads_figure(channel.muscle, channel.name), TextRole.BODY)
    heading, figure = word(f"stim.check.{question.item}", patient=panel.patient), _FIGURES[question.item]
    match question.item:
        case StimItem.PRESCRIPTION:
            return heading, digest_words(panel.digest), figure, TextRole.NUMBER
        case StimItem.DEVICE:
            known = word("stim.check.device.known" if panel.device_known else "stim.check.device.new")
            return heading, f"{panel.device}. {known}", figure, TextRole.BODY
        case StimItem.EXTERNAL:
            return heading, panel.warning, figure, TextRole.BODY
        case _:
            return heading, word(f"stim.check.{question.item}.detail"), figure, TextRole.BODY
