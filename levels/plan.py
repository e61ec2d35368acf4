"""A therapist's plan for one person on one level: what is set, what is locked, how difficulty and feedback go.

The level stays as it is shipped; a plan is laid over it.  Every field carries a description, which an editor shows
while a therapist types.  Not here: laying it over (`levels.planning`), rules between fields (`levels.rules_plan`),
what the engine makes of it (`game.difficulty`), where plans are kept (the station).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, JsonValue, model_validator

from levels.model import GRADES, Part, Share
from levels.rules_plan import PATIENT, axis_fits, feedback_fits, patient_id, plan_fits
from levels.words import Order

PatientId = Annotated[str, AfterValidator(patient_id), Field(json_schema_extra={"pattern": PATIENT})]
GradeNumber = Annotated[int, Field(ge=1, le=GRADES)]
GradePlace = Annotated[float, Field(ge=1, le=GRADES)]


class AxisPlan(Part):
    """How far one axis may go, in grades (1 easiest, 10 hardest, 2.5 too): a range, or one place."""

    min: GradePlace | None = Field(None, description="Never easier than this grade, 1 to 10; 1 if left out.")
    max: GradePlace | None = Field(None, description="Never harder than this grade, 1 to 10; 10 if left out.")
    fixed: GradePlace | None = Field(None, description="Stays at this grade, 1 to 10; instead of min and max.")

    @model_validator(mode="after")
    def _fits(self) -> AxisPlan:
        axis_fits(self)
        return self


class AxesPlan(Part):
    """Locks of the axes that difficulty moves; an axis left out is free."""

    size: AxisPlan | None = Field(None, description="How big targets are, or how wide the band of effort.")
    range: AxisPlan | None = Field(None, description="How far targets lie.")
    speed: AxisPlan | None = Field(None, description="How quickly it has to go.")
    hold: AxisPlan | None = Field(None, description="How long to stay.")


class FeedbackPlan(Part):
    """How much the person is shown and told; see docs/difficulty.md."""

    fade: bool = Field(True, description="Whether feedback fades from session to session by itself.")
    percent: Literal[100, 67, 50, 33, 0] | None = Field(None, description="Share of tries with feedback to "
                                                                        "begin with: 100, 67, 50, 33 or 0.")
    band: Share | None = Field(None, description="Errors up to this share of a target are not told: silence "
                                                 "means good. 0 to 1.")
    summary: bool = Field(False, description="Whether results are told together after every fifth try.")
    on_request: bool = Field(False, description="Whether the person may ask how a try went.")
    guess_every: int = Field(5, ge=0, le=100, description="One try of so many begins with a guess of how it went; "
                                                          "0 for none, else 2 to 100.")
    probes: Share = Field(0.1, description="Share of tries that show nothing at all, 0 to 1.")
    second_task: Literal["count", "colours"] | None = Field(None, description="Something to count beside it: all "
                                                                            "marks, or those of one colour.")
    second_share: Share = Field(0.5, description="Share of tries with the second task, 0 to 1.")

    @model_validator(mode="after")
    def _fits(self) -> FeedbackPlan:
        feedback_fits(self)
        return self


class Plan(Part):
    """What a therapist sets for one person on one level."""

    schema_version: Literal[1] = Field(alias="schema", description="Version of this file's format; always 1.")
    plan: str = Field(description="Which level this is for: its name, such as side_shelf, or a path to a file.",
                      min_length=1, max_length=200)
    patient: PatientId | None = Field(None, description="For whom: the patient's id, never a name. Left out: all.")
    grade: GradeNumber | None = Field(None, description="Which grade says how many, how heavy and how strong, "
                                                       "and where to begin. Left out: the last one played.")
    adapt: bool = Field(True, description="Whether difficulty follows the person inside the locks.")
    target_percent: int = Field(75, ge=50, le=95, description="How many of 100 tries should succeed, 50 to 95.")
    axes: AxesPlan = Field(AxesPlan(), description="Locks, in grades.")
    block_tries: int = Field(5, ge=5, le=40, description="After so many tries the next axis has its turn.")
    most_percent_per_block: int = Field(10, ge=1, le=10, description="No axis moves farther than this within a "
                                                                   "block, 1 to 10 percent of its whole range.")
    stage: Literal[1, 2, 3, 4] | None = Field(None, description="How far the person has learned the task, as the "
                                                              "therapist sees it, 1 to 4. Left out: as measured.")
    few_words: bool | None = Field(None, description="Whether only the one short sentence is said, and nearly "
                                                     "every try succeeds: for people who can hold few things in "
                                                     "mind. Left out: in stages 1 and 2.")
    order: Order | None = Field(None, description="How targets follow each other: blocked, serial or random. "
                                                  "Left out: blocked for two sessions, then serial, from "
                                                  "stage 3 on random.")
    feedback: FeedbackPlan = Field(FeedbackPlan(), description="How much the person is shown and told.")
    minutes: int | None = Field(None, ge=1, le=60, description="A round ends kindly after so many minutes, 1 to "
                                                               "60. Left out: when all is done.")
    set: Mapping[str, JsonValue] = Field(default_factory=dict, description=(
        "Anything of the level to be otherwise, as it stands there: posture, eyes, surface, steer, directions, "
        "difficulty, ... null takes a key away. Not schema, play and title; safety only stricter; stimulation "
        "only less."))

    @model_validator(mode="after")
    def _fits_together(self) -> Plan:
        plan_fits(self)
        return self
