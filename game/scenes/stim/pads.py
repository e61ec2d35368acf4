"""Which picture shows where the pads of a channel lie.

Not here: the pictures (`game.screen.figures_pads`).
"""

from __future__ import annotations

from core.muscles import Muscle

PICTURED = frozenset(str(muscle).partition("_")[2] for muscle in Muscle)
OF_ARM = frozenset({"deltoid", "hand"})
"""Muscles that may be prescribed and have no picture of their own."""


def pads_figure(muscle: Muscle | None, name: str) -> str:
    """Return the figure of a muscle, or of its bare limb where there is none.

    name: as the prescription calls it ("left hand"), for muscles that the games do not know.
    """
    side, _, rest = (name.replace(" ", "_") if muscle is None else str(muscle)).partition("_")
    other = "other_arm" if rest in OF_ARM else "other"
    return f"pads_{side if side in {'left', 'right'} else 'right'}_{rest if rest in PICTURED else other}"
