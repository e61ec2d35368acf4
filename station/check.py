"""`surefoot check` and `surefoot schema`: every mistake of the files that people write, and their shapes.

Not here: how mistakes are found (`core.yaml_reader`, `clinic.prescriptions`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from pydantic import BaseModel

from clinic import prescriptions
from core import yaml_reader
from core.clock import Clock, SystemClock
from core.errors import ExitCode, InputError
from core.events import JsonValue
from core.problems import FileErrors, Problem
from core.yaml_text import read_text
from core.yaml_tree import read_tree
from levels import schema as levels_schema
from levels.plan import Plan
from levels.planning import laid, parse_plan, worth_knowing
from levels.plays import level_models
from levels.reader import SUFFIXES, parse_level, shipped
from station import settings as station_settings
from station.settings import Settings


class Kind(StrEnum):
    """Kinds of files that people write.  A prescription has no schema: its one reader is the safety program's."""

    LEVEL = "level"
    SETTINGS = "settings"
    PLAN = "plan"
    PRESCRIPTION = "prescription"


_MODELS: Mapping[Kind, Sequence[type[BaseModel]]] = MappingProxyType(
    {Kind.LEVEL: level_models(), Kind.SETTINGS: (Settings,), Kind.PLAN: (Plan,)})
_PARSERS: Mapping[Kind, Callable[[str, str], BaseModel]] = MappingProxyType(
    {Kind.LEVEL: parse_level, Kind.SETTINGS: partial(yaml_reader.parse, model=Settings),
     Kind.PLAN: lambda text, name: laid(parse_plan(text, name)).level})
_SCHEMA_FILES = {levels_schema.SCHEMA_FILE: Kind.LEVEL, station_settings.SCHEMA_FILE: Kind.SETTINGS,
                 levels_schema.PLAN_SCHEMA_FILE: Kind.PLAN}
_SCHEMAS: Mapping[Kind, Callable[[], dict[str, JsonValue]]] = MappingProxyType(
    {Kind.LEVEL: levels_schema.level_schema, Kind.SETTINGS: station_settings.settings_schema,
     Kind.PLAN: levels_schema.plan_schema})
_PRESCRIPTION = re.compile(r"^(?:prescription|screening) *:", re.MULTILINE)
_PLAN = re.compile(r"^plan *:", re.MULTILINE)
_MODELINE = re.compile(r"^#.*\$schema=(?:\S*[/\\])?(\S+)", re.MULTILINE)


def check(paths: Sequence[Path | str], as_json: bool, out: TextIO, clock: Clock | None = None) -> int:
    """Check files and all YAML files in folders; without any, the levels that come with Surefoot.

    clock: tells the day, on which a prescription may be over.

    Prints `file:line:column: path: message` lines, or a JSON list of problems, and returns 0 or 2.
    """
    files = [entry.path for entry in shipped()] if not paths else list(dict.fromkeys(_files(paths)))
    today = (clock or SystemClock()).utc().astimezone().date()  # the day of who writes and reads the dates
    found = [problem for path in files for problem in problems(path, today)]
    if as_json:
        out.write(json.dumps([asdict(problem) for problem in found], indent=1) + "\n")
    else:
        out.writelines(f"{problem}\n" for problem in found)
        out.writelines(f"{path}: worth knowing: {said}\n" for path in files for said in _warnings(path, today))
        out.write(_summary(len(files), found))
    return ExitCode.WRONG_INPUT if found else ExitCode.DONE


def schema(kind: str | None, out: TextIO) -> int:
    """Print one JSON Schema, or all by kind."""
    if kind is not None and kind not in _SCHEMAS:
        raise InputError(f"There is no schema {kind}; there are: {', '.join(_SCHEMAS)}.")
    schemas = {known.value: make() for known, make in _SCHEMAS.items()}
    out.write(schema_text(schemas if kind is None else schemas[kind]))
    return ExitCode.DONE


def schema_text(shape: Mapping[str, object]) -> str:
    """Write a schema as its file holds it."""
    return json.dumps(shape, indent=1, ensure_ascii=False) + "\n"


def problems(path: Path, today: date) -> tuple[Problem, ...]:
    """Return every problem of one file."""
    try:
        if _is_folder(path):
            return (Problem(str(path), 1, 1, "", "this folder holds no .yaml file."),)
        text = read_text(path)
        kind = kind_of(text)
        if kind is Kind.PRESCRIPTION:
            return prescriptions.problems(path.read_bytes(), str(path), today)
        _PARSERS[kind](text, str(path))
    except FileErrors as errors:
        return errors.problems
    return ()


def _warnings(path: Path, today: date) -> tuple[str, ...]:
    """Return what is no mistake and yet worth knowing, of a prescription or a plan."""
    try:
        text = "" if _is_folder(path) else read_text(path)
        kind = kind_of(text)
        if kind is Kind.PLAN:
            return worth_knowing(laid(parse_plan(text, str(path))))
        return prescriptions.warnings(path.read_bytes(), today) if kind is Kind.PRESCRIPTION else ()
    except (FileErrors, OSError):
        return ()


def kind_of(text: str) -> Kind:
    """Tell the kind of a file by its editor line or its first keys, else by which kind knows more of its keys."""
    for name in _MODELINE.findall(text):
        if name in _SCHEMA_FILES:
            return _SCHEMA_FILES[name]
    if _PRESCRIPTION.search(text):
        return Kind.PRESCRIPTION
    if _PLAN.search(text):
        return Kind.PLAN
    data = read_tree(text).data
    keys = set(data) if isinstance(data, dict) else set()
    return max(_MODELS, key=lambda kind: max(len(keys & _keys(model)) for model in _MODELS[kind]))


def _keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def _files(paths: Sequence[Path | str]) -> Iterator[Path]:
    for path in map(Path, paths):
        inside = sorted(_inside(path)) if _is_folder(path) else []
        yield from inside or [path]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # reading it will say why


def _inside(folder: Path) -> Iterator[Path]:
    """Yield the YAML files of a folder and its folders, without hidden ones."""
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix in SUFFIXES and not hidden:
            yield path


def _summary(files: int, found: Sequence[Problem]) -> str:
    if not found:
        return f"{_count(files, 'file')}, no mistakes.\n"
    wrong = len({problem.file for problem in found})
    return f"{_count(len(found), 'mistake')} in {wrong} of {_count(files, 'file')}.\n"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
