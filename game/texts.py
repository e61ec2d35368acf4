"""Words of the game core for patients, by key: English, calm, kind, short, without blame.

A play names a key and its figures; what is said stands here, so that a language is one more table and a
new play adds rows, never sentences in code.  Not here: the words of the screens (`game.scenes`).
"""

from __future__ import annotations

from types import MappingProxyType

ENGLISH: MappingProxyType[str, str] = MappingProxyType({
    # Kind words after an item is home; a view carries the key, the screen shows the sentence.
    "kind.1": "Well done.",
    "kind.2": "Calm and steady.",
    "kind.3": "That is home.",
    "kind.4": "Good, take your time.",
    "kind.5": "Nicely held.",
    "kind.6": "One more is home.",
    "kind.helped": "Together we got it home.",
    "kind.nearer": "Here is one that is closer.",
    # Why a star was given, or what there is instead; each names its figure.
    "home.all": "You brought home {done} of {goal} things.",
    "home.some": "You brought home {done} of {goal} things. Every one counts.",
    "home.one": "You brought home 1 of {goal} things. Every one counts.",
    "home.none": "You made a start. Next time the first thing is waiting for you.",
    "home.skipped": "Today we left the things where they are. That is fine.",
    "straight.yes": "Your way was {percent} % straight.",
    "straight.no": "Your way was {percent} % straight. A calm start makes it straighter.",
    "straight.none": "Your way will be measured at the first thing you reach.",
    "steady.yes": "You held still {percent} % of the time.",
    "steady.no": "You held still {percent} % of the time. Rest, breathe, then hold.",
    "steady.none": "Your hold will be measured at the first thing you reach.",
})

KIND_WORDS = tuple(f"kind.{number}" for number in range(1, 7))


def say(key: str, /, **figures: object) -> str:
    """Give the sentence of `key` with its figures; an unknown key or figure is a programming error."""
    return ENGLISH[key].format(**figures)
