"""The questions that a therapist answers before every session with current, and what the answers mean.

Sources: HASOMED's instructions for use of P24 and RehaStim2, the FDA's guidance for powered muscle stimulators of
1999, and the instructions of Enraf Endomed 484 and MyoTrac Infiniti.  Under 18 blocks too, because there are no
ceilings for children here.
Not here: reading the answers from a file (`prescription`), how old they may be (`validity`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One question.  word: its key in the file.  blocks: a yes means no stimulation, else it is only kept."""

    word: str
    text: str
    blocks: bool = False


QUESTIONS = (
    Question("implant", "Is there a pacemaker, a defibrillator or any other active implant?", True),
    Question("pregnancy", "Is the patient pregnant, or might be?", True),
    Question("malignancy", "Is there a tumour at or near the place of the pads?", True),
    Question("thrombosis", "Is there a deep vein thrombosis or a thrombophlebitis?", True),
    Question("skin", "Is the skin under the pads open, infected, inflamed, or was it irradiated in the last six "
             "months?", True),
    Question("bleeding", "Is there a bleeding disorder, or a fresh bleeding at the place of the pads?", True),
    Question("site", "Would a pad lie on the head, the face, the front of the neck or the chest, or current flow "
             "across the heart?", True),
    Question("cannot_report", "Is the patient unable to understand, or to say that something hurts?", True),
    Question("equipment", "Is the patient connected to surgery, monitoring or defibrillation equipment, or less "
             "than 1 m from a short-wave device?", True),
    Question("under_18", "Is the patient younger than 18?", True),
    Question("epilepsy", "Does the patient have epilepsy?"),
    Question("heart", "Is there a heart disease or an irregular heartbeat?"),
    Question("sensation", "Is the feeling under the pads reduced?"),
    Question("surgery", "Was there surgery, a fracture that has not healed, or new metal at the place of the "
             "pads, in the last three months?"),
    Question("osteoporosis", "Is there an osteoporosis?"),
    Question("spasticity", "Is there a severe spasticity, or autonomic dysreflexia after a spinal injury?"),
    Question("denervated", "Has the muscle lost its nerve?"),
    Question("dislocation", "Was the hip or the knee ever dislocated?"),
    Question("gel_allergy", "Is the patient allergic to the gel of the pads?"),
    Question("driving", "Does the patient drive or operate a machine during the stimulation?"),
    Question("wet", "Is the place wet, or the patient in water?"),
)
WORDS = tuple(question.word for question in QUESTIONS)
BLOCKING = frozenset(question.word for question in QUESTIONS if question.blocks)


def blocked(answers: Mapping[str, bool]) -> tuple[str, ...]:
    """Return the questions that stand against stimulation: not answered, or a yes that blocks."""
    return tuple(word for word in WORDS if word not in answers or (answers[word] and word in BLOCKING))
