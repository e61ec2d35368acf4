"""Muscles in plain words: what they are called, where their electrodes go, where the reference goes.

Places follow the landmarks of SENIAM (Hermens 2000, J Electromyogr Kinesiol 10:361) where it has them.
Not here: the pictures (`game.screen.figures_electrodes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.muscles import Muscle


@dataclass(frozen=True, slots=True)
class MuscleWords:
    """What is said of one muscle.

    plain: a patient's word.  place: for both electrodes.  reference: for the third one.  view: how it is seen.
    """

    plain: str
    place: str
    reference: str
    view: str


_FRONT, _BACK, _SIDE = "seen from the front", "seen from the back", "seen from the side"
_KNEE, _ANKLE, _WRIST = "on the kneecap", "on the outer ankle bone", "on the bone of the wrist"
_ENGLISH: Mapping[str, MuscleWords] = MappingProxyType({
    "tibialis_anterior": MuscleWords(
        "shin",
        "A hand's width below the kneecap, just outside the edge of the shin bone. Draw the toes up to feel it.",
        _KNEE, _FRONT),
    "gastrocnemius": MuscleWords(
        "calf", "On the inner half of the calf, where it bulges most when the heel lifts.", _ANKLE, _BACK),
    "soleus": MuscleWords(
        "lower calf",
        "Below the bulge of the calf, to the inner side, a third of the way from the ankle bone to the knee.",
        _ANKLE, _BACK),
    "peroneus_longus": MuscleWords(
        "outer shin", "On the outer side of the lower leg, a hand's width below the bony bump beside the knee.",
        _ANKLE, _SIDE),
    "vastus_lateralis": MuscleWords(
        "outer thigh",
        "On the outer front of the thigh, a hand's width above the kneecap. Straighten the knee to feel it.",
        _KNEE, _FRONT),
    "vastus_medialis": MuscleWords(
        "inner thigh", "On the bulge just above and inside of the kneecap, slanting with it.", _KNEE, _FRONT),
    "rectus_femoris": MuscleWords(
        "front of the thigh", "In the middle of the thigh's front, half way between the hip bone and the kneecap.",
        _KNEE, _FRONT),
    "hamstrings": MuscleWords(
        "back of the thigh",
        "Half way between the sitting bone and the outer side of the knee. Bend the knee to feel it.",
        _ANKLE, _BACK),
    "gluteus_medius": MuscleWords(
        "hip", "On the side of the hip, half way between the rim of the hip bone and the bump of the thigh bone.",
        "on a bone of the spine", _BACK),
    "gluteus_maximus": MuscleWords(
        "buttock",
        "Half way between the base of the spine and the bump of the thigh bone, where the buttock is fullest.",
        "on a bone of the spine", _BACK),
    "erector_spinae": MuscleWords(
        "lower back",
        "Two fingers beside the spine, at the height of the lowest ribs. It firms when the chest lifts.",
        "on a bone of the spine, higher up", _BACK),
    "external_oblique": MuscleWords(
        "waist", "On the side of the belly, between the ribs and the hip bone, slanting down to the middle.",
        "on the front of the hip bone", _FRONT),
    "biceps": MuscleWords(
        "front of the upper arm",
        "On the bulge of the upper arm's front, a third of the way up from the elbow's fold.",
        "on the bone beside the elbow", _FRONT),
    "triceps": MuscleWords(
        "back of the upper arm",
        "Half way down the back of the upper arm, two fingers to the inner side of the middle.",
        "on the point of the elbow", _BACK),
    "wrist_extensors": MuscleWords(
        "forearm", "On the back of the forearm, a hand's width below the elbow. Lift the hand to feel it.",
        _WRIST, "seen from the back of the hand"),
    "wrist_flexors": MuscleWords(
        "inner forearm",
        "On the inner side of the forearm, a hand's width below the elbow. Bend the hand to feel it.",
        _WRIST, "seen from the palm"),
})


def muscle_words(muscle: Muscle) -> MuscleWords:
    """Return what is said of a muscle of either side."""
    return _ENGLISH[str(muscle).partition("_")[2]]


def side_of(muscle: Muscle) -> str:
    """Return "left" or "right"."""
    return str(muscle).partition("_")[0]


def latin(muscle: Muscle) -> str:
    """Return the anatomical name without the side."""
    return str(muscle).partition("_")[2].replace("_", " ")
