"""What pydantic found wrong, in words for the people who wrote the file.

Not here: where it stands in the file (`core.yaml_reader`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from types import NoneType
from typing import Annotated, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from core.complaints import Path
from core.problems import plain


def sentence(error: ErrorDetails, model: type[BaseModel]) -> str:
    """Return one sentence that says what is wrong and what would be right."""
    words = _WORDS.get(error["type"])
    return words(error, model) if words else f"{error['msg']}."


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, or None."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return near[0] if near else None


def shown(value: object) -> str:
    """Say what stands there instead."""
    match value:
        case None:
            return "but nothing stands here"
        case bool():
            return f"not {str(value).lower()}"
        case int() | float():
            return f"not {value}"
        case str():
            return f'not "{plain(value)}"'
        case list():
            return "not a list"
        case _:
            return "not a group of keys"


def _missing(error: ErrorDetails, model: type[BaseModel]) -> str:
    *outer, name = error["loc"]
    around = model_at(model, tuple(outer))
    described = around and next((field.description for key, field in _fields(around) if key == name), None)
    return f"is missing; add it: {described}" if described else "is missing; add it."


def _unknown(error: ErrorDetails, model: type[BaseModel]) -> str:
    *outer, name = error["loc"]
    around = model_at(model, tuple(outer))
    known = [key for key, _ in _fields(around)] if around else []
    near = nearest(str(name), known)
    if near:
        return f"is not a known key; did you mean {near}?"
    return f"is not a known key; known here: {', '.join(known)}."


def _choice(error: ErrorDetails, model: type[BaseModel]) -> str:
    del model
    expected = str(error["ctx"]["expected"])
    value, known = error["input"], re.findall(r"'([^']*)'", expected)
    near = nearest(value, known) if isinstance(value, str) else None
    if near:
        return f'"{plain(str(value))}" is not known here; did you mean {near}?'
    return f"must be {expected.replace(chr(39), '')}, {shown(value)}."


def _wanted(what: str) -> Callable[[ErrorDetails, type[BaseModel]], str]:
    def words(error: ErrorDetails, model: type[BaseModel]) -> str:
        del model
        return f"must be {what}, {shown(error['input'])}."
    return words


def _bound(key: str, suffix: str, prefix: str = "") -> Callable[[ErrorDetails, type[BaseModel]], str]:
    def words(error: ErrorDetails, model: type[BaseModel]) -> str:
        del model
        return f"must be {prefix}{error['ctx'][key]:g}{suffix}, {shown(error['input'])}."
    return words


def _too_short(error: ErrorDetails, model: type[BaseModel]) -> str:
    del model
    context = error["ctx"]
    if context["min_length"] == 1:
        return "must not be empty."
    return f"must have at least {context['min_length']} values, not {len(error['input'])}."


def _too_many(error: ErrorDetails, model: type[BaseModel]) -> str:
    del model
    context = error["ctx"]
    return f"must have at most {context['max_length']} values, not {len(error['input'])}."


def _text_too_short(error: ErrorDetails, model: type[BaseModel]) -> str:
    del model
    least = error["ctx"]["min_length"]
    return "must not be empty." if least == 1 else f"must have at least {least} characters."


def _text_too_long(error: ErrorDetails, model: type[BaseModel]) -> str:
    del model
    return f"must have at most {error['ctx']['max_length']} characters, not {len(error['input'])}."


_GROUP = _wanted("a group of keys (lines of the form key: value)")
_LIST = _wanted("a list, such as [a, b]")
_WHOLE_NUMBER = _wanted("a whole number")
_WORDS: Mapping[str, Callable[[ErrorDetails, type[BaseModel]], str]] = {
    "missing": _missing, "extra_forbidden": _unknown, "enum": _choice, "literal_error": _choice,
    "int_type": _WHOLE_NUMBER, "int_from_float": _WHOLE_NUMBER, "float_type": _wanted("a number"),
    "bool_type": _wanted("true or false"), "string_type": _wanted("text (put it in quotes)"),
    "tuple_type": _LIST, "list_type": _LIST,
    "model_type": _GROUP, "model_attributes_type": _GROUP, "dict_type": _GROUP, "mapping_type": _GROUP,
    "greater_than_equal": _bound("ge", " or more"), "less_than_equal": _bound("le", " or less"),
    "greater_than": _bound("gt", "", "more than "), "less_than": _bound("lt", "", "less than "),
    "too_short": _too_short, "too_long": _too_many,
    "string_too_short": _text_too_short, "string_too_long": _text_too_long,
}


def model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """Return the model that describes the group at `path`, None where there is none."""
    here: object = model
    for step in path:
        here = _within(_bare(here), step)
    here = _bare(here)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _fields(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    return [(field.alias or name, field) for name, field in model.model_fields.items()]


def _within(annotation: object, step: str | int) -> object:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return next((field.annotation for key, field in _fields(annotation) if key == step), None)
    inner = get_args(annotation)
    if not inner:
        return None
    return inner[0] if isinstance(step, int) else inner[-1]


def _bare(annotation: object) -> object:
    """Take `Annotated` and `| None` off."""
    while True:
        inner = [arg for arg in get_args(annotation) if arg is not NoneType]
        optional = NoneType in get_args(annotation) and len(inner) == 1
        if get_origin(annotation) is not Annotated and not optional:
            return annotation
        annotation = inner[0]
