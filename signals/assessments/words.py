"""Every sentence an assessment says, each with the id of its voice prompt; and the names of its pictures.

One table, so that a voice can be recorded for each id and a translator sees everything at once.  A sentence with
a field in braces has a voice prompt without it.  Not here: when it is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SAYINGS: Mapping[str, str] = MappingProxyType({
    # before
    "told_quiet_stance": "You will stand still a few times. There is nothing to win.",
    "told_mctsib": "You will stand still on the board and on foam.",
    "told_limits": "You will lean to eight sides, only as far as you feel safe.",
    "told_weight_bearing": "You will stand on both feet, and rise from the chair.",
    "told_sitting": "You will sit still, and then lean to eight sides.",
    "told_emg": "You will rest a muscle, and then use it.",
    "told_reaction": "When a side lights up, shift your weight to that side.",
    "told_pace": "Shift your weight as soon as a side lights up, only as far as feels safe.",
    "told_dual_task": "You will stand still, count colours, and then do both.",
    "told_faces": "Three questions about how you feel now.",
    # on and off the board
    "step_on": "Hold the bar and step on when you are ready.",
    "sit_on": "Sit down on the board, and rest your hands in your lap.",
    "step_off": "Hold the bar and step off the board.",
    "step_off_sit": "Please get up from the board for a moment.",
    "foam_on": "Step off, please. Foam goes onto the board now.",
    "foam_off": "Step off, please. The foam comes off now.",
    "empty": "Please leave the board empty for a moment.",
    # standing and sitting
    "feet": "Put your feet as in the picture, a hand's width apart.",
    "settle": "Find a comfortable place to stand.",
    "settle_sit": "Find a comfortable place to sit.",
    "stand_open": "Stand still and look ahead.",
    "stand_closed": "Close your eyes and stand still until the tone.",
    "sit_open": "Sit still and look ahead.",
    "sit_closed": "Close your eyes and sit still until the tone.",
    "close_eyes": "Close your eyes when you are ready, and stand still.",
    "close_eyes_sit": "Close your eyes when you are ready, and sit still.",
    "usual": "Stand as you usually do.",
    # leaning
    "centre": "Come to the middle and be still.",
    "ready": "Wait for the sign.",
    "lean": "Lean to the mark as far as feels safe, and stay there.",
    "practice": "This round is for practice.",
    # rising
    "sit_down": "Sit down on the chair. Leave your feet on the board.",
    "rise": "Stand up when you are ready.",
    "rise_stay": "Stand still for a moment.",
    # muscles
    "relax": "Let the muscle go loose and rest.",
    "squeeze": "Squeeze as firmly as is comfortable.",
    "let_go": "Let go and rest.",
    "follow": "Follow the line with your effort.",
    # reaction, pace
    "wait_side": "Be still and wait for a side to light up.",
    "shift_left": "Left.",
    "shift_right": "Right.",
    "reached": "Good. Come back to the middle.",
    "thanks_back": "Thank you. Come back to the middle.",
    # colours
    "count_still": "Count how often red lights up.",
    "count_standing": "Stand still, and count how often red lights up.",
    # between
    "rest": "Rest for a moment.",
    "rest_closed": "Open your eyes, and rest for a moment.",
    "once_more": "We do that one again.",
    "left_out": "We go on with the next one.",
    # pauses
    "pause_board": "The board is away for a moment. Hold the bar and rest.",
    "pause_emg": "The muscle sensor is away for a moment. Please rest.",
    # the end
    "done": "All done. Thank you.",
    "done_early": "We stopped here. What was measured is kept.",
})

REASONS: Mapping[str, str] = MappingProxyType({
    "stepped_off": "the weight came off the board",
    "near_edge": "the weight came close to the edge of the board",
    "missing": "more than 5 % of the samples were missing",
    "gap": "the board was silent for a moment",
    "too_short": "too few samples came",
    "moved_early": "it began before the sign",
    "no_move": "no movement was seen",
    "electrode": "an electrode was loose",
    "saturated": "the muscle sensor was at its limit",
    "away": "a sensor went away again and again",
    "by_hand": "it was left out by hand",
    "again_by_hand": "it was repeated by hand",
})
"""Why a trial was repeated or left out, in words for the facts of the results."""

AGAIN: Mapping[str, str] = MappingProxyType({
    "stepped_off": "Once more, please. Stay on the board until the end.",
    "near_edge": "Once more, please, in the middle of the board.",
    "missing": "The board lost some samples. We measure once more.",
    "gap": "The board lost some samples. We measure once more.",
    "too_short": "The board lost some samples. We measure once more.",
    "moved_early": "Once more, please. Wait for the sign.",
    "no_move": "Once more, please. Take your time.",
    "electrode": "The pads had no good contact. We measure once more.",
    "saturated": "The muscle sensor was at its limit. We measure once more.",
})
"""What a person is told when a trial is repeated by itself; its voice prompt is "again_" and the reason."""

END_NOTHING = "Nothing was measured this time. You can begin again when you are ready."
END_WAITED = "Nobody answered for a while, so we stopped here. You can begin again when you are ready."
END_BOARD = "The board sends nothing. Switch it on or plug it in, and begin again."
END_EMG = "The muscle sensor sends nothing. Check its plug and its switch, and begin again."
END_TILT = "This board measures tilt and no weight. This assessment needs a board with load cells."
END_NO_MUSCLE = "No channel of the muscle sensor is set to a muscle. Name it in the settings, and begin again."
END_WEAK = ("Effort and rest looked alike. Check that the pads sit on the muscle, let go fully first, "
            "and begin again.")

FIGURES = frozenset({
    "step_on", "step_off", "foam_on", "stance_open", "stance_closed", "foam_open", "foam_closed", "sit_open",
    "sit_closed", "rise", "sit_down", "lean_front", "lean_front_right", "lean_right", "lean_back_right",
    "lean_back", "lean_back_left", "lean_left", "lean_front_left", "squeeze", "relax", "ramp", "shift",
    "side_left", "side_right", "muscle", "colours", "faces", "pause", "pause_cup", "check", "warning",
})
"""The pictures that steps ask for by name (`Step.figure`)."""
