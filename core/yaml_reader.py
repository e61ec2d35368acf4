"""Reads the files that people write: levels, settings, plans.

`read` gives a valid model or raises `FileErrors` with every problem at once, each as
`file:line:column: path: message` in words that say what would be right.  The steps: `core.yaml_text` (bytes
to text), `core.yaml_tree` (text to data with places), pydantic in strict mode, `core.yaml_words` (its
findings in our words).  Not here: any particular kind of file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from core.complaints import COMPLAINTS
from core.complaints import Path as Inward
from core.problems import FileErrors, Problem, path_text
from core.yaml_text import clean_text, read_text
from core.yaml_tree import Fault, Mark, Tree, read_tree
from core.yaml_words import sentence

M = TypeVar("M", bound=BaseModel)
MOST_TOLD = 500  # nobody reads on, and a hostile file must not keep us busy
_KEY = "[key]"  # what pydantic adds to the place of a wrong key


def read(path: Path, model: type[M]) -> M:
    """Read the file at `path` as `model`; raise FileErrors with all its problems."""
    return parse(read_text(path), str(path), model)


def parse(text: str | bytes, name: str, model: type[M]) -> M:
    """Read text that came from elsewhere (a recording, a form); `name` stands for the file in problems."""
    value, faults = check(
        read_tree(clean_text(text.encode(errors="surrogatepass") if isinstance(text, str) else text, name)), model)
    if value is None:
        raise FileErrors(Problem(name, *fault.mark, path_text(fault.path), fault.message) for fault in faults)
    return value


def check(tree: Tree, model: type[M]) -> tuple[M | None, list[Fault]]:
    """Return the model, or None and everything wrong with the tree; also one laid together from several files."""
    faults = list(tree.faults)
    if not tree.whole:
        return None, faults
    try:
        value = model.model_validate_json(json.dumps(tree.data))
    except ValidationError as error:
        return None, [*faults, *_found(error, tree, model)]
    return (None if faults else value), faults


def _found(error: ValidationError, tree: Tree, model: type[BaseModel]) -> Iterator[Fault]:
    for detail in islice(error.errors(include_url=False), MOST_TOLD):
        at: Inward = tuple(step for step in detail["loc"] if step != _KEY)
        if any(at[:length] in tree.bad for length in range(len(at) + 1)):
            continue  # a stand-in: the text itself was wrong there, and that is already said
        if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
            continue  # pydantic did not count the wrong ones, which are told one by one
        if detail["type"] == COMPLAINTS:
            for complaint in detail["ctx"][COMPLAINTS]:
                inner = at + complaint.path
                yield Fault(_value_mark(tree, inner), inner, complaint.message)
        else:
            yield Fault(_place(tree, at, detail), at, sentence(detail, model))


def _place(tree: Tree, at: Inward, detail: ErrorDetails) -> Mark:
    """Return the key's place for an unknown key, the group's for a missing one, else the value's."""
    if detail["type"] == "missing":
        return tree.keys.get(at[:-1]) or _value_mark(tree, at[:-1])
    if detail["type"] == "extra_forbidden" or _KEY in detail["loc"]:
        return tree.keys.get(at) or _value_mark(tree, at)
    return _value_mark(tree, at)


def _value_mark(tree: Tree, at: Inward) -> Mark:
    """Return the place of the value at `at`, or of the nearest group around it that is there."""
    around = (at[:length] for length in range(len(at), -1, -1))
    return next((tree.values[path] for path in around if path in tree.values), (1, 1))
