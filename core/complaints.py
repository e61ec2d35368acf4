"""Complaints: what is wrong with a value that people wrote, at which place inside it, and what would be right.

pydantic lets a validator raise one error; a rule between ten values may have something to say about three of
them.  Not here: files, lines and columns (`core.yaml_reader`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

COMPLAINTS = "complaints"

Path = tuple[str | int, ...]
"""Keys and list positions from some value inwards; () is the value itself."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint: where, counted from the value under validation, and one plain sentence."""

    path: Path
    message: str


def complain(complaints: Sequence[Complaint]) -> None:
    """Raise all complaints as one validation error; do nothing without any."""
    if complaints:
        text = " ".join(complaint.message for complaint in complaints)
        raise PydanticCustomError(COMPLAINTS, "{text}", {"text": text, COMPLAINTS: tuple(complaints)})
