"""The assessments as a menu shows them.  Not here: their scripts (`signals.assessments`)."""

from __future__ import annotations

from game.assessing import AssessmentCard
from levels.words import Posture

CARDS = (
    AssessmentCard("quiet_stance", "Standing still", "Stand still, first with open and then with closed eyes.",
                   Posture.STANDING, 5),
    AssessmentCard("mctsib", "Standing on firm and soft ground",
                   "Stand on the board and on foam, with open and with closed eyes.", Posture.STANDING, 6),
    AssessmentCard("limits", "How far you can lean", "Lean to eight sides, as far as feels safe.",
                   Posture.STANDING, 4),
    AssessmentCard("weight_bearing", "Weight on both feet", "Stand as you do, and rise from a chair.",
                   Posture.STANDING, 3),
    AssessmentCard("sitting", "Sitting balance", "Sit on the board, still and leaning.", Posture.SEATED, 4),
    AssessmentCard("emg", "Muscle rest and effort", "Let a muscle rest, squeeze it, and follow a line.",
                   Posture.SEATED, 3, needs_board=False, needs_emg=True),
    AssessmentCard("reaction", "Reaction", "Shift your weight to the side that lights up.", Posture.STANDING, 3),
    AssessmentCard("pace", "Time for a shift", "Shift your weight as soon as a side lights up.",
                   Posture.STANDING, 4),
    AssessmentCard("dual_task", "Doing two things", "Stand still, count colours, then do both together.",
                   Posture.STANDING, 5),
    AssessmentCard("faces", "How you feel", "Point at the face that fits: pain, tiredness, confidence.",
                   Posture.SEATED, 1, needs_board=False),
)
