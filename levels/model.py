"""The shape of a level.

Every field carries a description, which an editor shows while a therapist types.  Not here: reading files
(`levels.reader`), rules between fields (`levels.rules`), and anything about current: a level may ask for a
fraction of what was prescribed, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from core.errors import InputError
from core.muscles import Muscle
from levels.rules import (
    LANGUAGE,
    falling,
    fits_together,
    language,
    one_line,
    one_sentence,
    rising,
    unique,
    with_english,
)
from levels.words import Direction, Eyes, Order, Posture, Signal, Skill, Surface

GRADES = 10

Text = Literal["title", "instruction", "why"]
Language = Annotated[str, AfterValidator(language), Field(json_schema_extra={"pattern": LANGUAGE})]
Title = Annotated[str, Field(min_length=1, max_length=24), AfterValidator(one_line)]
Sentence = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(one_sentence)]
Why = Annotated[str, Field(min_length=1, max_length=160), AfterValidator(one_line)]
Share = Annotated[float, Field(ge=0, le=1)]
InLanguages = Field(json_schema_extra={"required": ["en"], "additionalProperties": False})
Once = Field(json_schema_extra={"uniqueItems": True})
Ten = Field(min_length=GRADES, max_length=GRADES)
Sizes = Annotated[tuple[Annotated[float, Field(ge=0.08, le=0.40)], ...], Ten, AfterValidator(falling)]
Ranges = Annotated[tuple[Annotated[float, Field(ge=0.3, le=0.95)], ...], Ten, AfterValidator(rising)]
Holds = Annotated[tuple[Annotated[float, Field(ge=0.3, le=5)], ...], Ten, AfterValidator(rising)]
Settles = Annotated[tuple[Annotated[float, Field(ge=0.2, le=5)], ...], Ten, AfterValidator(falling)]
Resistances = Annotated[tuple[Share, ...], Ten, AfterValidator(rising)]
Items = Annotated[tuple[Annotated[int, Field(ge=3, le=40)], ...], Ten, AfterValidator(rising)]
Directions = Annotated[tuple[Direction, ...], Field(min_length=1, max_length=8),
                       AfterValidator(unique), Once]
Skills = Annotated[tuple[Skill, ...], Field(min_length=1, max_length=12),
                   AfterValidator(unique), Once]
Titles = Annotated[Mapping[Language, Title], AfterValidator(with_english), InLanguages]
Sentences = Annotated[Mapping[Language, Sentence], AfterValidator(with_english), InLanguages]
Whys = Annotated[Mapping[Language, Why], AfterValidator(with_english), InLanguages]


class Part(BaseModel):
    """Base of all parts of a level: strict types, no unknown keys, finite numbers, frozen."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


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
    items: Items = Field(description="Duration: how many items are asked for, 3 to 40; more is harder.")


class Feedback(Part):
    """What the patient sees and hears."""

    screen: bool = Field(True, description="Whether targets are shown on the screen.")
    sound: bool = Field(True, description="Whether sound leads to the target.")
    share: Share = Field(1.0, description="Share of items whose target is shown, 0 to 1; less trains the "
                                           "patient's own feeling.")


class Assist(Part):
    """When and how the game helps."""

    after_misses: int = Field(2, ge=1, le=10, description="After how many misses help begins, 1 to 10.")
    patience_s: float = Field(12.0, ge=3, le=60, description="How long one try may last before it counts as a "
                                                           "miss, 3 to 60 seconds; nothing is lost by it.")
    stimulation: Share = Field(0.0, description="Electrical help, as a fraction (0 to 1) of what the therapist "
                                                 "prescribed for the muscle; 0 is none.")


class Quality(Part):
    """What makes a repetition count."""

    align_s: float = Field(2.0, ge=1, le=5, description="How long to stand or sit still in the middle before the "
                                                        "start, 1 to 5 seconds.")
    align_radius: float = Field(0.25, ge=0.05, le=0.5, description="How near the middle that is, in lean units.")
    home_radius: float = Field(0.2, ge=0.1, le=0.5, description="How near the centre counts as back home, in lean "
                                                                "units.")


class Safety(Part):
    """What must be at hand before this level may start."""

    rail: bool = Field(description="Whether a rail or bar must be in reach.")
    chair: bool = Field(description="Whether a chair must stand behind the patient or hold the patient.")
    spotter: bool = Field(description="Whether somebody must stand beside the patient.")


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of a level: the values of `Difficulty` at that place.

    number: 1 easiest .. 10 hardest.  size, range: lean units.  hold_s, settle_s: seconds.
    resistance: 0..1.  items: how many.
    """

    number: int
    size: float
    range: float
    hold_s: float
    settle_s: float
    resistance: float
    items: int


class Level(Part):
    """One level of a game, as a therapist writes it."""

    schema_version: Literal[1] = Field(alias="schema", description="Version of this file's format; always 1.")
    play: Literal["shelf_reach"] = Field(description="Which game this is a level of.")
    title: Titles = Field(
        description="Name of the level by language (en is needed), at most 24 characters each.")
    instruction: Sentences = Field(
        description="What to do, one short sentence by language, at most 60 characters each.")
    why: Whys = Field(
        description="Why this helps, in plain words by language, at most 160 characters each.")
    posture: Posture = Field(description="Whether the patient sits or stands.")
    surface: Surface = Field(Surface.FIRM, description="firm, foam under the feet, or a cushion on the seat.")
    eyes: Eyes = Field(Eyes.OPEN, description="open, or closed: then the screen is dark and sound leads.")
    steer: Steer = Field(description="What steers the hand.")
    difficulty: Difficulty = Field(description="The ten grades.")
    directions: Directions = Field(
        description="Where targets lie, in the order of a serial round.")
    order: Order = Field(Order.SERIAL, description="How targets follow each other: serial, blocked or random.")
    feedback: Feedback = Field(Feedback(), description="What the patient sees and hears.")
    assist: Assist = Field(Assist(), description="When and how the game helps.")
    quality: Quality = Field(Quality(), description="What makes a repetition count.")
    safety: Safety = Field(description="What must be at hand before this level may start.")
    trains: Skills = Field(description="What this level trains.")

    @model_validator(mode="after")
    def _fits_together(self) -> Level:
        fits_together(self)
        return self

    def grade(self, number: int) -> Grade:
        """Return grade `number`, 1..10; raises InputError outside."""
        if not 1 <= number <= GRADES:
            raise InputError(f"Grades run from 1 to {GRADES}, not {number}.")
        at, axes = number - 1, self.difficulty
        return Grade(number, axes.size[at], axes.range[at], axes.hold_s[at], axes.settle_s[at],
                     axes.resistance[at], axes.items[at])

    def text(self, field: Text, language: str = "en") -> str:
        """Return a text in `language` ("de-AT" falls back to "de"), or in English."""
        texts: Mapping[str, str] = getattr(self, field)
        return texts.get(language) or texts.get(language.partition("-")[0]) or texts["en"]
