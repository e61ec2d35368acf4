"""Which pictures assessments ask for by name, and which figure shows each; pure.

Not here: the figures (`game.screen`).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from types import MappingProxyType

from core.assessing import Option
from core.muscles import Muscle
from game.scenes.muscle_words import latin
from game.scenes.stim_hud import ON_ARM

_D = sqrt(0.5)
WAYS: Mapping[str, tuple[float, float]] = MappingProxyType({
    "lean_right": (1.0, 0.0), "lean_front_right": (_D, _D), "lean_front": (0.0, 1.0), "lean_front_left": (-_D, _D),
    "lean_left": (-1.0, 0.0), "lean_back_left": (-_D, -_D), "lean_back": (0.0, -1.0),
    "lean_back_right": (_D, -_D),
})
"""Leans to eight sides: shown on the ground from above."""
_SAME = frozenset({
    "step_on", "step_off", "stance_open", "stance_closed", "foam_open", "foam_closed", "foam_on", "sit_open",
    "sit_closed", "rise", "sit_down", "stand_still", "ramp", "shift", "colours", "faces", "pause_cup", "check",
    "warning", "leg_relax", "leg_squeeze", "rail", "chair", "spotter", "shoes", "barefoot", "socks", "look",
    "board", "muscle", "heart", "side_left", "side_right",
    "feet",
})
_RENAMED: Mapping[str, str] = MappingProxyType({
    "foam": "foam_open", "sit": "sit_open", "pause": "pause_cup", "rest": "pause_cup",
})
_OF_LIMB = frozenset({"relax", "squeeze"})
PROMPTED: Mapping[str, str] = MappingProxyType({"feet": "feet"})
"""A prompt that speaks of its picture, by its id, has one of its own."""
ASKED_FOR = frozenset({*WAYS, *_SAME, *_RENAMED, *_OF_LIMB})
"""Every name that an assessment may use for what is asked."""
UNKNOWN = "board"
"""Shown for a name of a newer assessment: a picture that fits any of them."""

_CARDS: Mapping[str, str] = MappingProxyType({
    "quiet_stance": "stance_open", "mctsib": "foam_closed", "limits": "lean_front", "weight_bearing": "split_50",
    "sitting": "sit_open", "emg": "ramp", "reaction": "shift", "pace": "lean_right", "dual_task": "colours",
    "faces": "faces",
})
_STIMULI: Mapping[str, str] = MappingProxyType({
    "left": "side_left", "right": "side_right",
    **{name: f"colour_{name}" for name in ("red", "blue", "green", "yellow")},
})
_QUESTIONS: Mapping[str, str] = MappingProxyType({
    "rail": "rail", "chair": "chair", "spotter": "spotter", "seat": "sit_open", "pads": "electrode_pair",
    "foam": "foam_open", "eyes": "look", "shoes": "shoes",
})
_OPTIONS: Mapping[str, str] = MappingProxyType({
    "help/none": "help_none", "help/verbal": "help_verbal", "help/touch": "help_touch", "help/rail": "help_rail",
    "shoes/barefoot": "barefoot", "shoes/socks": "socks", "shoes/shoes": "shoes", "feet/down": "sit_open",
})
_ICONS = frozenset({"check", "no", "pause", "again", "play", "stop", "back", "question", "person"})
_SCALES = ("pain", "fatigue", "confidence")
_FACES = frozenset(f"face_{scale}_{step}" for scale in _SCALES for step in range(11))
_SPLITS = frozenset(f"split_{left}" for left in range(0, 101, 5))
_SPLIT_STEP = 5
_MUSCLES = frozenset(str(muscle) for muscle in Muscle)


def asked_figure(name: str, muscle: Muscle | None) -> str:
    """Return the figure of what is asked; `muscle`: the one it is about, if any."""
    if name in _OF_LIMB:
        return name if muscle in ON_ARM else f"leg_{name}"
    return name if name in _SAME else _RENAMED.get(name, UNKNOWN)


def card_figure(assessment: str) -> str:
    """Return the figure that tells what an assessment is about."""
    return _CARDS.get(assessment, UNKNOWN)


def stimulus_figure(stimulus: str) -> str:
    """Return the figure of what lights up, "" for nothing that is known."""
    return _STIMULI.get(stimulus, "")


def question_figure(key: str) -> str:
    """Return the figure that a question shows, "" for none."""
    return _QUESTIONS.get(key, "")


def option_figure(question: str, option: Option) -> str:
    """Return the figure of an answer: its own, that of its meaning, or "" for a word alone."""
    known = _SAME | _FACES | _SPLITS | _ICONS | {"help_none", "help_verbal", "help_touch", "help_rail"}
    if option.figure in known:
        return option.figure
    if option.key in _MUSCLES:
        return electrode_figure(Muscle(option.key))
    if question in _SCALES and f"face_{question}_{option.key}" in _FACES:
        return f"face_{question}_{option.key}"
    if question == "guess" and option.key.isdecimal() and int(option.key) <= 100:
        return f"split_{_SPLIT_STEP * round(int(option.key) / _SPLIT_STEP)}"
    return _OPTIONS.get(f"{question}/{option.key}", "")


def electrode_figure(muscle: Muscle) -> str:
    """Return the figure of a muscle's electrodes."""
    side = str(muscle).partition("_")[0]
    return f"emg_{side}_{latin(muscle).replace(' ', '_')}"
