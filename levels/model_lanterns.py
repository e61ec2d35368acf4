"""The shape of a level of Lanterns: which muscle, what lights a lamp, how strongly and for how long.

Not here: what levels of all games share (`levels.model`), rules between fields (`levels.rules_lanterns`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from core.muscles import Muscle
from levels import model
from levels.model import Level, Part, Ten
from levels.rules import falling, rising
from levels.rules_lanterns import fits_together
from levels.words import BoardUse, LampMode, StimMode

Efforts = Annotated[tuple[Annotated[float, Field(ge=0.10, le=0.60)], ...], Ten, AfterValidator(rising)]
Holds = Annotated[tuple[Annotated[float, Field(ge=0.3, le=10)], ...], Ten, AfterValidator(rising)]
Paces = Annotated[tuple[Annotated[float, Field(ge=0.5, le=20)], ...], Ten, AfterValidator(falling)]
Times = Annotated[tuple[Annotated[float, Field(ge=0.6, le=10)], ...], Ten, AfterValidator(falling)]
Lamps = Annotated[tuple[Annotated[int, Field(ge=2, le=24)], ...], Ten, AfterValidator(rising)]
Bands = Annotated[tuple[Annotated[float, Field(ge=0.08, le=0.40)], ...], Ten, AfterValidator(falling)]


class Difficulty(Part):
    """Ten values for each axis, grade 1 (easiest) to grade 10 (hardest); each list may only get harder.

    Which of effort, hold_s and band are needed depends on the mode.
    """

    effort: Efforts | None = Field(None, description="Resistance: where the line lies at the start, as a share of "
                                                     "the patient's own maximum, 0.10 to 0.60; more is harder.")
    hold_s: Holds | None = Field(None, description="How long to keep it up, or to stay loose, 0.3 to 10 seconds; "
                                                   "longer is harder.")
    pace_s: Paces = Field(description="Speed: rest between lamps, 0.5 to 20 seconds; shorter is harder.")
    lamps: Lamps = Field(description="Duration: how many lamps, 2 to 24; more is harder.")
    time_s: Times | None = Field(None, description="Quickness: how long one attempt may last before it counts as "
                                                   "a miss, 0.6 to 10 seconds; shorter is harder. Left out: "
                                                   "assist.attempt_s at every grade.")
    band: Bands | None = Field(None, description="How wide the band of effort is in the mode grade, as a share of "
                                                 "the own maximum, 0.08 to 0.40; narrower is harder.")


class Assist(model.Assist):
    """When and how the game helps; a level asks for a share of what was prescribed, others grant it or not."""

    attempt_s: float = Field(5.0, ge=3, le=10, description="How long one attempt may last before it counts as a "
                                                           "miss where difficulty.time_s does not say it, 3 to 10 "
                                                           "seconds; nothing is lost by it.")
    mode: StimMode = Field(StimMode.TRIGGERED, description="When stimulation helps: triggered by crossing the "
                                                           "line, held once the effort was kept up, or cyclic.")
    train_s: float = Field(4.5, ge=2, le=6, description="How long one help lasts, rise and fall included, 2 to 6 "
                                                        "seconds.")
    rest_s: float = Field(12.0, ge=10, le=60, description="Rest after a help, 10 to 60 seconds and at least twice "
                                                          "as long as the help.")
    for_misses: bool = Field(False, description="Whether stimulation may also help after after_misses misses in "
                                                  "a row.")


class Quality(model.Quality):
    """What makes a repetition count."""

    relax: float = Field(0.10, ge=0.03, le=0.30, description="Below this share of the own maximum a muscle is at "
                                                             "rest, 0.03 to 0.30.")
    relax_s: float = Field(1.0, ge=0.5, le=2, description="How long to be at rest before each lamp, 0.5 to 2 "
                                                          "seconds.")


@dataclass(frozen=True, slots=True)
class Grade(model.Grade):
    """One grade: the values of `Difficulty` at that place, 0 where the mode has none.

    effort, band: shares of the own maximum.  hold_s, pace_s: seconds.  items: how many lamps.
    time_s: seconds of one attempt.
    """

    effort: float
    hold_s: float
    pace_s: float
    band: float
    time_s: float


class LanternsLevel(Level):
    """One level of Lanterns, as a therapist writes it."""

    play: Literal["lanterns"] = Field(description="Which game this is a level of.")
    mode: LampMode = Field(description="What lights a lamp: light (one effort), hold (keep it up), grade (keep it "
                                       "in a band), sequence (two muscles in turn), relax, breathe or imagine.")
    muscle: Muscle = Field(description="The muscle that lights the lamps.")
    second: Muscle | None = Field(None, description="Another muscle: it takes its turn in a sequence; elsewhere "
                                                    "it should stay quiet, and is only hinted at.")
    difficulty: Difficulty = Field(description="The ten grades.")
    assist: Assist = Field(Assist(), description="When and how the game helps.")
    quality: Quality = Field(Quality(), description="What makes a repetition count.")

    @model_validator(mode="after")
    def _fits_together(self) -> LanternsLevel:
        fits_together(self)
        return self

    def grade(self, number: int) -> Grade:
        """Return grade `number`, 1..10; raises InputError outside."""
        at, axes = self.index(number), self.difficulty
        return Grade(number, axes.lamps[at], axes.effort[at] if axes.effort else 0.0,
                     axes.hold_s[at] if axes.hold_s else 0.0, axes.pace_s[at], axes.band[at] if axes.band else 0.0,
                     axes.time_s[at] if axes.time_s else self.assist.attempt_s)

    def board_use(self) -> BoardUse:
        """Say what this level wants of a board: nothing."""
        return BoardUse.IGNORED

    def sensed(self) -> tuple[Muscle, ...]:
        """Return the muscles that light lamps; a muscle that is only hinted at may be missing."""
        if self.mode is LampMode.IMAGINE:
            return ()
        second = (self.second,) if self.mode is LampMode.SEQUENCE and self.second is not None else ()
        return (self.muscle, *second)
