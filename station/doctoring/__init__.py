"""What `surefoot doctor` looks at, one module for each kind of thing; every finding says what mends it.

`machine` looks at versions, packages, settings, screen, sound and storage; `host` at what the operating system
does with devices; `sensors` finds devices, `watching` lets them stream for two seconds, `quality` judges them.
Not here: the rules and commands themselves (`devices.permissions`, `devices.transports.latency`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.events import JsonValue


class Verdict(StrEnum):
    """How a finding stands.  NOTE: fine, but worth knowing.  BAD: must be mended."""

    OK = "ok"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what, how it stands, one sentence, and what to do (may be several lines).

    values: the numbers behind the sentence, for programs.
    """

    what: str
    verdict: Verdict
    sentence: str
    advice: str = ""
    values: Mapping[str, JsonValue] = field(default_factory=dict)
