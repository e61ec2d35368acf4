"""The lines of the engine's log: one JSON table each, a header first, then what was given and what came of it.

{"log": "surefoot difficulty", "version": 1, "seed": ..., "settings": {...}, "first": {...}}
{"n": 1, "given": {"kind": "try", "success": true}, "levels": {...}, "assist": 0.0, "focus": "size", "why": [...]}
{"end": 1}

An end line closes each session and tells how many decisions lie before it; more may follow.
Not here: reading a whole log (`game.difficulty.replay`), files (whoever keeps them).
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from core.errors import InputError
from core.events import JsonValue
from game.difficulty.axes import DifficultyAxis, Levels
from game.difficulty.reading import sequence, table, whole, within, word
from game.difficulty.settings import Settings
from game.difficulty.state import MOST_DAYS, Adjust, Decision, Feels, Given, Place, Return, Symptom, Try

NAME = "surefoot difficulty"
VERSION = 1
LONGEST_LINE = 4096
MOST_SEED = 2**63 - 1

Table = dict[str, JsonValue]


def header(settings: Settings, first: Levels, seed: int) -> Table:
    """Return the first line of a log."""
    return {"log": NAME, "version": VERSION, "seed": seed, "settings": settings.to_json(),
            "first": first.to_json()}


def record(number: int, decision: Decision) -> Table:
    """Return the line of one decision; numbers count from 1."""
    after = decision.after
    return {"n": number, "given": given_to_json(decision.given), "levels": after.levels.to_json(),
            "assist": after.assist, "focus": None if after.focus is None else str(after.focus),
            "why": [str(why) for why in decision.why]}


def ending(count: int) -> Table:
    """Return the line that ends a session after `count` decisions in all."""
    return {"end": count}


def line_of(plain: Mapping[str, JsonValue]) -> str:
    """Write one line, without its line break."""
    return json.dumps(plain, separators=(",", ":"), allow_nan=False)


def parse(line: str) -> Table:
    """Read one line; raises InputError for anything but one JSON table of usual size."""
    if len(line) > LONGEST_LINE:
        raise InputError("it is far longer than any line of this log")
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError("it is not whole JSON") from error
    if not isinstance(plain, dict):
        raise InputError("it is not a JSON table")
    return plain


def given_to_json(given: Given) -> Table:
    """Plain data of what was given."""
    match given:
        case Try(success):
            return {"kind": "try", "success": success}
        case Feels(symptoms):
            return {"kind": "feels", "symptoms": [str(symptom) for symptom in sorted(symptoms)]}
        case Place(axis, level):
            return {"kind": "place", "axis": str(axis), "level": level}
        case Adjust(settings):
            return {"kind": "adjust", "settings": settings.to_json()}
        case Return(days, first):
            return {"kind": "return", "days": days, "first": first.to_json()}


def given_from_json(data: JsonValue) -> Given:
    """Read it back; raises InputError."""
    kind = table("given", data, ("kind", "success", "symptoms", "axis", "level", "settings", "days", "first"),
                 ("kind",))["kind"]
    match kind:
        case "try":
            success = table("a try", data, ("kind", "success"), ("success",))["success"]
            if success is not None and not isinstance(success, bool):
                raise InputError("success is true, false or null.")
            return Try(success)
        case "feels":
            named = table("feels", data, ("kind", "symptoms"), ("symptoms",))["symptoms"]
            return Feels(frozenset(word("a symptom", one, Symptom) for one in sequence("symptoms", named)))
        case "place":
            plain = table("a place", data, ("kind", "axis", "level"), ("axis", "level"))
            return Place(word("an axis", plain["axis"], DifficultyAxis),
                         within("a level", plain["level"], 0.0, 1.0))
        case "adjust":
            changed = table("adjust", data, ("kind", "settings"), ("settings",))["settings"]
            return Adjust(Settings.from_json(changed))
        case "return":
            plain = table("a return", data, ("kind", "days", "first"), ("days", "first"))
            return Return(whole("days", plain["days"], 0, MOST_DAYS), Levels.from_json(plain["first"]))
    raise InputError("Nothing of this kind can be given: try, feels, place, adjust and return are known.")
