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
    "lamp.1": "Well done.",
    "lamp.2": "That gives a good light.",
    "lamp.3": "Calm and steady.",
    "lamp.4": "One more lamp is done.",
    "lamp.helped": "Together we lit it.",
    "lamp.again": "Rest a moment, then try once more.",
    "lamp.look": "One moment, the sensor is being checked.",
    "lamp.other": "Let the other muscle rest.",
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
    "lamps.all": "You did {done} of {goal} lamps on your own.",
    "lamps.some": "You did {done} of {goal} lamps on your own. Every one counts.",
    "lamps.one": "You did 1 of {goal} lamps on your own. Every one counts.",
    "lamps.none": "You made a start. Each attempt wakes the muscle a little.",
    "lamps.skipped": "Today we left the lamps as they are. That is fine.",
    "calm.yes": "You let go in time before {percent} % of the lamps.",
    "calm.no": "You let go in time before {percent} % of the lamps. Breathe out long.",
    "calm.none": "Your rest will be measured before the first lamp.",
    "even.yes": "Your effort was even {percent} % of the time.",
    "even.no": "Your effort was even {percent} % of the time. Begin gently.",
    "even.none": "Your effort will be measured at the first lamp.",
    "imagined.lamps": "You imagined {done} of {goal} lamps.",
    "imagined.paths": "Imagining a movement wakes the same paths as doing it.",
    "imagined.rest": "A quiet rest lets it settle.",
})

KIND_WORDS = tuple(f"kind.{number}" for number in range(1, 7))
LAMP_WORDS = tuple(f"lamp.{number}" for number in range(1, 5))


def say(key: str, /, **figures: object) -> str:
    """Give the sentence of `key` with its figures; an unknown key or figure is a programming error."""
    return ENGLISH[key].format(**figures)
