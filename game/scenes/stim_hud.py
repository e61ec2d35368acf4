"""How a round says where stimulation stands: a card beside the world, the same in every play.

Not here: reasons in words (`stim_words`), the stop (`stim_stop`).
"""

from __future__ import annotations

from types import MappingProxyType

from core.muscles import Muscle
from core.stim import StimPhase, StimView
from game.picture import Figure, Label, Panel, Part, Rect, TextRole
from game.scenes.layout import STIM_CARD
from game.scenes.stim_words import reason
from game.scenes.words import word

FIGURE = Rect(1592, 186, 200, 172)
STATE = Rect(1496, 360, 392, 84)
SENTENCE = Rect(1496, 446, 392, 176)
THERAPIST = Rect(1484, 644, 416, 250)
THERAPIST_TEXT = Rect(1500, 656, 384, 226)

_FIGURES = MappingProxyType({
    StimPhase.NOT_READY: "stim_not_ready", StimPhase.READY: "stim_ready", StimPhase.RUNNING: "stim_running",
    StimPhase.RESTING: "stim_resting", StimPhase.BLOCKED: "stim_blocked",
})
ON_ARM = frozenset({
    Muscle.LEFT_WRIST_EXTENSORS, Muscle.RIGHT_WRIST_EXTENSORS,
    Muscle.LEFT_WRIST_FLEXORS, Muscle.RIGHT_WRIST_FLEXORS,
    Muscle.LEFT_BICEPS, Muscle.RIGHT_BICEPS, Muscle.LEFT_TRICEPS, Muscle.RIGHT_TRICEPS,
})
_RESTING = StimPhase.RESTING
_FOR_THERAPIST = frozenset({StimPhase.NOT_READY, StimPhase.BLOCKED})


class RestRing:
    """Knows how much of a rest is left, 1 at its beginning.  Life: `step` once per tick."""

    __slots__ = ("_whole_s",)

    def __init__(self) -> None:
        self._whole_s = 0.0

    def step(self, stim: StimView) -> float:
        """Return the share that is left, 0 while there is no rest."""
        if stim.phase is not _RESTING:
            self._whole_s = 0.0
            return 0.0
        self._whole_s = max(self._whole_s, stim.rest_s)
        return stim.rest_s / self._whole_s if self._whole_s else 0.0


def stim_card(stim: StimView, rest_share: float) -> tuple[Part, ...]:
    """Make the card; nothing in a session without a stimulator.  rest_share: what is left of a rest, 0..1."""
    if stim.phase is StimPhase.NONE:
        return ()
    name = _FIGURES[stim.phase]
    if stim.phase is StimPhase.RUNNING and stim.muscle in ON_ARM:
        name = "stim_running_arm"
    value = {StimPhase.RUNNING: stim.share, StimPhase.RESTING: rest_share}.get(stim.phase, 0.0)
    return (Panel(STIM_CARD), Figure(FIGURE, name, value),
            Label(STATE, state_words(stim), TextRole.TITLE),
            Label(SENTENCE, patient_sentence(stim), TextRole.BODY))


def therapist_card(stim: StimView) -> tuple[Part, ...]:
    """Say beside the screen what to do, while nothing can be granted."""
    if stim.phase not in _FOR_THERAPIST or not stim.why:
        return ()
    return Panel(THERAPIST), Label(THERAPIST_TEXT, reason(stim.why).therapist, TextRole.NOTE)


def state_words(stim: StimView) -> str:
    """Say in a word or two where stimulation stands."""
    if stim.phase is StimPhase.RESTING and stim.rest_s >= 1.0:
        return word("stim.resting_s", seconds=round(stim.rest_s))
    return word(f"stim.{stim.phase}")


def patient_sentence(stim: StimView) -> str:
    """Say in a sentence what that means: the reason, where there is one."""
    return reason(stim.why).patient if stim.why else word(f"stim.{stim.phase}.sentence")
