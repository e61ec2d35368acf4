"""Which large figures the scenes will show, so that a screen may draw them before a patient waits for one.

Not here: the scenes that show them.
"""

from __future__ import annotations

from game.picture import Figure
from game.scenes import guide, message
from game.scenes.assess import running
from game.scenes.round_pictures import CARD_FIGURE, GATE_FIGURE

AHEAD: tuple[Figure, ...] = (
    Figure(CARD_FIGURE, "shelf"),
    Figure(CARD_FIGURE, "lanterns"),
    *(Figure(GATE_FIGURE, name) for name in ("stand_still", "step_on", "relax")),
    *(Figure(guide.FIGURE, name) for name in (
        "step_off", "step_on", "stand_still", "lean_left", "lean_right", "lean_front", "lean_back",
        "relax", "squeeze", "leg_relax", "leg_squeeze")),
    *(Figure(running.FIGURE, name) for name in ("stance_open", "stance_closed", "pause_cup")),
    *(Figure(message.FIGURE, name) for name in ("warning", "heart")),
)
"""In the order in which they are likely to be needed."""
