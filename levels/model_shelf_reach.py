"""The shape of a level of Shelf reach: what steers the hand, where things lie, how far and for how long.

Not here: what levels of all games share (`levels.model`), rules between fields (`levels.rules_shelf_reach`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from core.muscles import Muscle
from levels import model
from levels.model import Counts, Level, Once, Part, Share, Ten
from levels.rules import falling, rising, unique
from levels.rules_shelf_reach import fits_together
from levels.words import BoardUse, Direction, Order, Signal, Surface

Sizes = Annotated[tuple[Annotated[float, Field(ge=0.08, le=0.40)], ...], Ten, AfterValidator(falling)]
Ranges = Annotated[tuple[Annotated[float, Field(ge=0.3, le=0.95)], ...], Ten, AfterValidator(rising)]
Holds = Annotated[tuple[Annotated[float, Field(ge=0.3, le=5)], ...], Ten, AfterValidator(rising)]
Times = Annotated[tuple[Annotated[float, Field(ge=1.5, le=60)], ...], Ten, AfterValidator(falling)]
Settles = Annotated[tuple[Annotated[float, Field(ge=0.2, le=5)], ...], Ten, AfterValidator(falling)]
Resistances = Annotated[tuple[Share, ...], Ten, AfterValidator(rising)]
Directions = Annotated[tuple[Direction, ...], Field(min_length=1, max_length=8),
                       AfterValidator(unique), Once]


class AxisMap(Part):
    """How one signal moves the hand along one axis."""

    signal: Signal = Field(description="What steers this axis: lean_x, lean_y, share or activation.")
    muscle: Muscle | None = Field(None, description="Which muscle; needed for activation, and only there.")
    dead_zone: float = Field(0.05, ge=0, le=0.5, description="Part of the signal around rest that moves nothing.")
    gain: float = Field(1.0, ge=0.2, le=3, description="How far the hand goes for a full lean; above 1 helps.")
    curve: float = Field(1.0, ge=0.5, le=3, description="Exponent: 1 is straight, above 1 is finer near rest.")
    smoothing_ms: float = Field(120.0, ge=0, le=1000, description="Time constant that calms tremor, milliseconds.")
    invert: bool = Field(False, description="Whether the hand goes the other way.")


class Steer(Part):
    """What steers the hand; an axis left out stays still."""

    x: AxisMap | None = Field(None, description="What moves the hand to the right and left.")
    y: AxisMap | None = Field(None, description="What moves the hand to the front and back.")

    def axes(self) -> tuple[AxisMap, ...]:
        """Return the axes that are there."""
        return tuple(axis for axis in (self.x, self.y) if axis is not None)


class Difficulty(Part):
    """Ten values for each axis, grade 1 (easiest) to grade 10 (hardest); each list may only get harder."""

    size: Sizes = Field(description="Radius of a target in lean units (1 = own full reach), 0.08 to 0.40; "
                                    "smaller is harder.")
    range: Ranges = Field(description="How far targets lie, as a share of the patient's own reach, 0.3 to 0.95; "
                                      "farther is harder.")
    hold_s: Holds = Field(description="How long to stay at a target, 0.3 to 5 seconds; longer is harder.")
    settle_s: Settles = Field(description="Speed: how long an item settles back at the centre before the next, "
                                          "0.2 to 5 seconds; shorter is harder.")
    resistance: Resistances = Field(description="How heavy an item is in the hand, 0 to 1; a heavy one follows "
                                                "more slowly and is harder.")
    time_s: Times | None = Field(None, description="Speed: how long one try may last before it counts as a miss, "
                                                   "1.5 to 60 seconds; shorter is harder. Left out: "
                                                   "assist.patience_s at every grade.")
    items: Counts = Field(description="Duration: how many items are asked for, 3 to 40; more is harder.")


class Assist(model.Assist):
    """When and how the game helps."""

    patience_s: float = Field(12.0, ge=3, le=60, description="How long one try may last before it counts as a "
                                                           "miss where difficulty.time_s does not say it, 3 to 60 "
                                                           "seconds; nothing is lost by it.")


class Quality(model.Quality):
    """What makes a repetition count."""

    align_radius: float = Field(0.25, ge=0.05, le=0.5, description="How near the middle still is, in lean units.")
    home_radius: float = Field(0.2, ge=0.1, le=0.5, description="How near the centre counts as back home, in lean "
                                                                "units.")


@dataclass(frozen=True, slots=True)
class Grade(model.Grade):
    """One grade: the values of `Difficulty` at that place.

    size, range: lean units.  hold_s, settle_s: seconds.  resistance: 0..1.  time_s: seconds of one try.
    """

    size: float
    range: float
    hold_s: float
    settle_s: float
    resistance: float
    time_s: float


class ShelfReachLevel(Level):
    """One level of Shelf reach, as a therapist writes it."""

    play: Literal["shelf_reach"] = Field(description="Which game this is a level of.")
    surface: Surface = Field(Surface.FIRM, description="firm, foam under the feet, or a cushion on the seat.")
    steer: Steer = Field(description="What steers the hand.")
    difficulty: Difficulty = Field(description="The ten grades.")
    directions: Directions = Field(
        description="Where targets lie, in the order of a serial round.")
    order: Order = Field(Order.SERIAL, description="How targets follow each other: serial, blocked or random.")
    assist: Assist = Field(Assist(), description="When and how the game helps.")
    quality: Quality = Field(Quality(), description="What makes a repetition count.")

    @model_validator(mode="after")
    def _fits_together(self) -> ShelfReachLevel:
        fits_together(self)
        return self

    def grade(self, number: int) -> Grade:
        """Return grade `number`, 1..10; raises InputError outside."""
        at, axes = self.index(number), self.difficulty
        return Grade(number, axes.items[at], axes.size[at], axes.range[at], axes.hold_s[at], axes.settle_s[at],
                     axes.resistance[at], axes.time_s[at] if axes.time_s else self.assist.patience_s)

    def board_use(self) -> BoardUse:
        """Say what this level wants of a board: it is needed where leaning steers."""
        leaning = any(axis.signal is not Signal.ACTIVATION for axis in self.steer.axes())
        return BoardUse.NEEDED if leaning else BoardUse.WATCHED

    def sensed(self) -> tuple[Muscle, ...]:
        """Return the muscles that steer."""
        return tuple(axis.muscle for axis in self.steer.axes() if axis.muscle is not None)
