"""What the scenes need from the program around them, as a protocol that the station fulfils.

The game knows no devices, settings or sessions; it asks here for a round, a guide or a sentence.
Not here: any of it done (`station`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.frames import ControlFrame
from core.muscles import Muscle
from game.assessing import Assessment, AssessmentCard
from game.checkup import Checkup
from game.guides import Guide
from game.phases import Command, RoundStep
from game.stimulation import StimDesk
from levels.words import Posture


@dataclass(frozen=True, slots=True)
class LevelCard:
    """A level as a menu shows it; the texts are in the language of the screen.

    id: the level's file name without ending.  grades: how many there are, 1 easiest.  needs_emg: whether a
    muscle steers, needs_board: whether leaning does.  play: which game draws its world.  eyes_closed: the world
    is shown dark.  hidden: some targets are not shown.  sound: whether sound leads.
    stimulation: whether the level asks for help by stimulation where it is prescribed.  limb: where the
    muscles are, "leg" or "arm".  fits: whether difficulty is set for this person, so that no grade is asked for.
    trouble: why the plan for it cannot be used, in words for the therapist, "" where it can.
    """

    id: str
    title: str
    instruction: str
    why: str
    posture: Posture
    grades: int = 10
    needs_emg: bool = False
    play: str = "shelf_reach"
    eyes_closed: bool = False
    needs_board: bool = True
    hidden: bool = False
    sound: bool = True
    stimulation: bool = False
    limb: str = "leg"
    fits: bool = False
    trouble: str = ""

    @property
    def blind(self) -> bool:
        """Whether sound must lead, since the eyes are not enough."""
        return self.sound and (self.eyes_closed or self.hidden)


class Playable(Protocol):
    """A round in progress, as the scenes see it (`game.round.Round`)."""

    def step(self, frame: ControlFrame, commands: frozenset[Command] = frozenset()) -> RoundStep:
        """Advance 10 ms with the commands given at this tick."""
        ...


class Services(Protocol):
    """The program around the scenes.

    simulated: no board is there and a simulated patient stands in.  lean_menu: menus may be used by leaning
    and waiting `dwell_s` seconds.
    """

    @property
    def simulated(self) -> bool:
        """Whether a simulated patient stands in for a board."""
        ...

    @property
    def has_board(self) -> bool:
        """Whether there is a board, real or simulated, even if it is away for a moment."""
        ...

    @property
    def lean_menu(self) -> bool:
        """Whether menus may be used by leaning."""
        ...

    @property
    def dwell_s(self) -> float:
        """How long to lean for a choice, seconds."""
        ...

    def levels(self) -> Sequence[LevelCard]:
        """All levels that may be played, in the order of the menu; at least one."""
        ...

    def new_round(self, level_id: str, grade: int) -> Playable:
        """Make a fresh round of a level from `levels`; `grade` is 1..`LevelCard.grades`."""
        ...

    def reach_guide(self) -> Guide | None:
        """Begin measuring how far the person can lean; None without a board."""
        ...

    @property
    def stim_desk(self) -> StimDesk | None:
        """Where stimulation is made ready; None in a session without a stimulator."""
        ...

    def effort_guide(self) -> Guide | None:
        """Begin measuring rest and best effort of a muscle; None without a muscle sensor."""
        ...

    def muscles(self) -> Sequence[Muscle]:
        """Return the muscles that the channels of the sensor are set to, channel 1 first."""
        ...

    def assessments(self) -> Sequence[AssessmentCard]:
        """All assessments, in the order of the menu."""
        ...

    def assess(self, assessment_id: str) -> Assessment | None:
        """Begin an assessment of a card from `assessments`; None where a sensor it needs is not there."""
        ...

    def checkup(self, level_id: str) -> Checkup | None:
        """Begin the check of what a level needs; None where it was looked at just now, or it needs nothing."""
        ...

    @property
    def near_falls(self) -> int:
        """How many near-falls there were in this session."""
        ...

    def device_line(self) -> str:
        """Say in one sentence what is connected."""
        ...

    def last_grade(self, level_id: str) -> int:
        """Return the grade to suggest, 1..`LevelCard.grades`."""
        ...

    def last_level(self) -> str | None:
        """Return the id of the level played last, from `levels`; None before the first."""
        ...

    def session_line(self) -> str:
        """Say in one sentence where the session is kept."""
        ...


def card_of(services: Services, level_id: str) -> LevelCard:
    """Find the card of a level; an id that is not in the menu is a programming error."""
    return next(card for card in services.levels() if card.id == level_id)
