"""From the lines of a log to the engine that wrote them, decision by decision the same.

A log that is cut short, broken or from another version is told in one sentence, together with what is kept.
Not here: what a line says (`game.difficulty.log`).
"""

from __future__ import annotations

from collections.abc import Iterable

from core.errors import CheckFailed, InputError
from core.problems import plain
from game.difficulty.axes import Levels
from game.difficulty.engine import Engine
from game.difficulty.log import MOST_SEED, NAME, VERSION, Table, given_from_json, parse, record
from game.difficulty.reading import table, whole
from game.difficulty.settings import Settings


class LogError(InputError):
    """Met when a difficulty log is cut short, broken, or of another version.

    kept: the engine as it was after the last good line, ready to go on; None when nothing could be read.
    """

    def __init__(self, message: str, kept: Engine | None) -> None:
        super().__init__(message)
        self.kept = kept


def replay(lines: Iterable[str]) -> Engine:
    """Decide everything again and compare.

    Raises LogError (with what is kept) for a log that is not whole, CheckFailed where a decision of the log is not
    the one that these rules make.
    """
    engine: Engine | None = None
    whole_up_to = -1
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = parse(line.strip())
            if engine is None:
                engine = _opened(data)
            elif "end" in data:
                _end(engine, data)
                whole_up_to = len(engine.lines)
            else:
                _decide_again(engine, data, number)
        except LogError:
            raise
        except InputError as error:
            raise _broken(number, str(error).rstrip("."), engine) from error
    if engine is None:
        raise LogError("The difficulty log is empty, so difficulty begins anew from the assessments.", None)
    if whole_up_to != len(engine.lines):
        raise LogError("The difficulty log ends without its last line, so it was cut short: " + _advice(engine),
                       engine)
    return engine


def _opened(data: Table) -> Engine:
    if data.get("log") != NAME:
        raise LogError("This is no difficulty log, so nothing was read: name the right file.", None)
    if data.get("version") != VERSION:
        theirs = plain(str(data.get("version")))
        raise LogError(f"The difficulty log is of version {theirs} and this program reads version {VERSION}: "
                       "update the program, else difficulty begins anew from the assessments. The log is kept.",
                       None)
    keys = ("log", "version", "seed", "settings", "first")
    table("the first line", data, keys, keys)
    return Engine(Settings.from_json(data["settings"]), Levels.from_json(data["first"]),
                  whole("the seed", data["seed"], 0, MOST_SEED))


def _end(engine: Engine, data: Table) -> None:
    count = len(engine.decisions)
    if table("an end line", data, ("end",))["end"] != count:
        raise InputError(f"it does not end after {count} decisions")
    engine.end()


def _decide_again(engine: Engine, data: Table, line: int) -> None:
    keys = ("n", "given", "levels", "assist", "focus", "why")
    table("a decision", data, keys, keys)
    count = len(engine.decisions)
    if data["n"] != count + 1:
        raise InputError(f"decision {count + 1} should stand here")
    given = given_from_json(data["given"])
    made = record(count + 1, engine.give(given))
    differing = [key for key in keys if made[key] != data[key]]
    if differing:
        raise CheckFailed(f"Line {line} of the difficulty log was changed, or written by other rules: "
                          f"{' and '.join(differing)} would be otherwise. So difficulty begins anew from the "
                          "assessments.")


def _broken(line: int, what: str, engine: Engine | None) -> LogError:
    return LogError(f"Line {line} of the difficulty log cannot be read ({what}): {_advice(engine)}", engine)


def _advice(engine: Engine | None) -> str:
    if engine is None:
        return "nothing can be kept of it, so difficulty begins anew from the assessments."
    count = len(engine.decisions)
    kept = "the first decision is" if count == 1 else f"the first {count} decisions are"
    return f"{kept} kept, and difficulty goes on from there."
