"""Events: what happened, as facts for the record, the score and the report.

Not here: what is asked (`core.cues`) or what went wrong with a device (`core.faults`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]

NO_DATA: Mapping[str, JsonValue] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Event:
    """One fact: at which tick and time, what kind (a short snake_case word), with which plain data."""

    tick: int
    t_ns: int
    kind: str
    data: Mapping[str, JsonValue] = field(default_factory=lambda: NO_DATA)
