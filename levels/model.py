"""The shape that levels of all games share: texts, posture, feedback, help, safety.

Every field carries a description, which an editor shows while a therapist types.  Not here: what one game adds
(`levels.model_shelf_reach`, `levels.model_lanterns`), reading files (`levels.reader`), rules between fields
(`levels.rules`), and anything about current: a level may ask for a fraction of what was prescribed, nothing else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from core.errors import InputError
from core.muscles import Muscle
from levels.rules import LANGUAGE, language, one_line, one_sentence, rising, unique, with_english
from levels.words import BoardUse, Eyes, Posture, Skill

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
Counts = Annotated[tuple[Annotated[int, Field(ge=3, le=40)], ...], Ten, AfterValidator(rising)]
Skills = Annotated[tuple[Skill, ...], Field(min_length=1, max_length=12),
                   AfterValidator(unique), Once]
Titles = Annotated[Mapping[Language, Title], AfterValidator(with_english), InLanguages]
Sentences = Annotated[Mapping[Language, Sentence], AfterValidator(with_english), InLanguages]
Whys = Annotated[Mapping[Language, Why], AfterValidator(with_english), InLanguages]


class Part(BaseModel):
    """Base of all parts of a level: strict types, no unknown keys, finite numbers, frozen."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class Feedback(Part):
    """What the patient sees and hears."""

    screen: bool = Field(True, description="Whether targets are shown on the screen.")
    sound: bool = Field(True, description="Whether sound leads to the target.")
    share: Share = Field(1.0, description="Share of items whose target is shown, 0 to 1; less trains the "
                                           "patient's own feeling.")


class Assist(Part):
    """When and how a game helps; each game adds its own."""

    after_misses: int = Field(2, ge=1, le=10, description="After how many misses help begins, 1 to 10.")
    stimulation: Share = Field(0.0, description="Electrical help, as a fraction (0 to 1) of what the therapist "
                                                 "prescribed for the muscle; 0 is none.")


class Quality(Part):
    """What makes a repetition count; each game adds its own."""

    align_s: float = Field(2.0, ge=1, le=5, description="How long to be still, or the muscles at rest, before the "
                                                        "start, 1 to 5 seconds.")


class Safety(Part):
    """What must be at hand before this level may start."""

    rail: bool = Field(description="Whether a rail or bar must be in reach.")
    chair: bool = Field(description="Whether a chair must stand behind the patient or hold the patient.")
    spotter: bool = Field(description="Whether somebody must stand beside the patient.")


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of a level; each game adds its own values.

    number: 1 easiest .. 10 hardest.  items: how many things are asked for.
    """

    number: int
    items: int


class Common(Part):
    """What every level says, whichever game it is of."""

    schema_version: Literal[1] = Field(alias="schema", description="Version of this file's format; always 1.")
    play: Literal["shelf_reach", "lanterns"] = Field(description="Which game this is a level of.")
    title: Titles = Field(
        description="Name of the level by language (en is needed), at most 24 characters each.")
    instruction: Sentences = Field(
        description="What to do, one short sentence by language, at most 60 characters each.")
    why: Whys = Field(
        description="Why this helps, in plain words by language, at most 160 characters each.")
    posture: Posture = Field(description="Whether the patient sits, stands or lies.")
    eyes: Eyes = Field(Eyes.OPEN, description="open, or closed: then the screen is dark and sound leads.")
    feedback: Feedback = Field(Feedback(), description="What the patient sees and hears.")
    safety: Safety = Field(description="What must be at hand before this level may start.")
    trains: Skills = Field(description="What this level trains.")

    def text(self, field: Text, language: str = "en") -> str:
        """Return a text in `language` ("de-AT" falls back to "de"), or in English."""
        texts: Mapping[str, str] = getattr(self, field)
        return texts.get(language) or texts.get(language.partition("-")[0]) or texts["en"]


class AnyLevel(Common):
    """As much as can be checked of a level whose game is not known."""

    model_config = ConfigDict(extra="ignore")


class Level(Common, ABC):
    """One level of a game, as a therapist writes it."""

    assist: Assist = Field(Assist(), description="When and how the game helps.")
    quality: Quality = Field(Quality(), description="What makes a repetition count.")

    @abstractmethod
    def grade(self, number: int) -> Grade:
        """Return grade `number`, 1..10; raises InputError outside."""

    @abstractmethod
    def board_use(self) -> BoardUse:
        """Say what this level wants of a board."""

    @abstractmethod
    def sensed(self) -> tuple[Muscle, ...]:
        """Return the muscles without whose sensor this level cannot be played."""

    def index(self, number: int) -> int:
        """Return the place of grade `number` in the lists; raises InputError outside 1..10."""
        if not 1 <= number <= GRADES:
            raise InputError(f"Grades run from 1 to {GRADES}, not {number}.")
        return number - 1
