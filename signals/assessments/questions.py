"""The questions that several assessments ask: safety and help of staff, scales of the patient.

A safety condition that is not there ends the assessment with a sentence; nothing is measured without it.
Not here: waiting for an answer (`signals.assessments.script`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.assessing import Option
from signals.assessments.script import Script
from signals.assessments.steps import Ask
from signals.assessments.terms import Part
from signals.guided.procedure import GiveUp

READY = "ready"
_READY = (Option(READY, "Yes", "check"), Option("not_yet", "Not yet", "no"))
_LATER = "{} Begin again when that is ready."

RAIL = Ask("rail", "Is a rail or bar within reach of the hands?", _READY, READY, for_staff=True)
CHAIR = Ask("chair", "Does a sturdy chair stand right behind?", _READY, READY, for_staff=True)
SPOTTER = Ask("spotter", "Does somebody stand close by to help?", _READY, READY, for_staff=True)
PADS = Ask("pads", "Are the pads on the muscle, with the skin clean and dry?", _READY, READY, for_staff=True)
SEAT = Ask("seat", "Does the board lie level on a firm seat, with a hold within reach?", _READY, READY,
           for_staff=True)
HELP = Ask("help", "How much help is given?", (
    Option("none", "None", "help_none"), Option("verbal", "Words", "help_verbal"),
    Option("touch", "A light touch", "help_touch"), Option("rail", "Hands on the rail", "help_rail")),
    "none", for_staff=True)
SHOES = Ask("shoes", "What is on the feet?", (
    Option("barefoot", "Bare feet", "barefoot"), Option("socks", "Socks", "socks"),
    Option("shoes", "Shoes", "shoes")), "shoes", for_staff=True)
HEIGHT = Ask("height", "How tall is the patient, to the nearest 10 cm?", tuple(
    Option(str(cm), f"{cm} cm") for cm in range(140, 210, 10)), "170", scale=True, for_staff=True)
FEET = Ask("feet", "Do the feet stand on the floor?", (
    Option("down", "On the floor"), Option("free", "Hanging free")), "down", for_staff=True)

NOTED: Mapping[str, tuple[str, Ask | None]] = {
    "help": ("Help", HELP), "shoes": ("On the feet", SHOES), "height": ("Body height", HEIGHT),
    "feet": ("Feet", FEET), "muscle": ("Muscle", None), "mark": ("Mark", None)}
"""What belongs to the results, by key: its heading, and the question whose words tell it (None: it is its own)."""

_LACKING: Mapping[str, str] = {
    "rail": "A rail or bar must be within reach.", "chair": "A chair must stand right behind.",
    "spotter": "Somebody must stand close by to help.", "pads": "The pads must sit on clean, dry skin.",
    "seat": "The board must lie level on a firm seat, with a hold within reach."}

_SCALES = {
    "pain": "How much pain do you feel now?",
    "fatigue": "How tired are you now?",
    "confidence": "How sure do you feel of your balance now?",
}
_USUAL = {"pain": "2", "fatigue": "3", "confidence": "7"}


def faces(key: str) -> Ask:
    """Return the question of a scale of faces, 0 to 10: "pain", "fatigue" or "confidence"."""
    return Ask(key, _SCALES[key], tuple(Option(str(n), str(n), f"face_{key}_{n}") for n in range(11)), _USUAL[key],
               scale=True)


def need(script: Script, conditions: Sequence[Ask]) -> Part[None]:
    """Let staff confirm each safety condition; one that is not there ends the script."""
    for question in conditions:
        answer = yield from script.ask(question)
        script.conditions[question.key] = answer
        if answer != READY:
            raise GiveUp(_LATER.format(_LACKING[question.key]))


def note(script: Script, questions: Sequence[Ask]) -> Part[None]:
    """Ask what belongs to the results; what is known in this session is not asked again.

    What is known but not asked here belongs to other results: it must not keep two of these from being compared.
    """
    for question in questions:
        known = script.kit.known.get(question.key)
        script.conditions[question.key] = known if known is not None else (yield from script.ask(question))
