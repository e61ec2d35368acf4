"""The reasons of a decision as sentences, for the therapist.

Not here: what the patient reads, which says nothing of levels.
"""

from __future__ import annotations

from game.difficulty.state import Why

SENTENCES = {
    Why.SUCCESS: "The try succeeded.",
    Why.MISS: "The try did not succeed yet.",
    Why.VOID: "The try does not count: a sensor failed, or stimulation did the work.",
    Why.HELP_FADES: "Help goes before anything gets harder.",
    Why.HELP_FIRST: "Help comes before anything gets easier.",
    Why.HELP_NOT_ENOUGH: "Help was not enough, so it gets easier.",
    Why.BLOCK_LIMIT: "This axis has moved as far as it may within a block.",
    Why.AT_LOCK: "The axis stands at the end of its lock.",
    Why.HARDEST: "Everything is as hard as the locks allow: choose a harder level, or widen a lock.",
    Why.EASIEST: "Everything is as easy as the locks allow: choose an easier level, or widen a lock.",
    Why.NOTHING_MOVES: "Every axis is fixed.",
    Why.NEXT_AXIS: "The next axis has its turn.",
    Why.PAIN: "Frozen because of pain.",
    Why.FATIGUE: "Frozen because of fatigue.",
    Why.INSTABILITY: "Frozen because of unsteadiness.",
    Why.WELL_AGAIN: "Nothing hurts any more; difficulty may move again.",
    Why.BY_THERAPIST: "Set by the therapist.",
    Why.INSIDE_LOCKS: "Moved to the nearest level inside the locks.",
    Why.BACK_SOON: "Goes on where the last session ended.",
    Why.LONG_AWAY: "The last session is more than 14 days ago, so it begins anew, and no harder than then.",
}
