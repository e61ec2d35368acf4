"""Repeats a run from its journal: the same start and the same inputs must give the same outputs, byte for byte.

Not here: the lines of a journal (`journal`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stim_safety import journal
from stim_safety.controller import Controller
from stim_safety.drivers import Driver
from stim_safety.start import Start


@dataclass(frozen=True, slots=True)
class Difference:
    """A step that came out otherwise.  step: from 1.  frames, expected: what was written then and now, in hex."""

    step: int
    expected: tuple[str, ...]
    frames: tuple[str, ...]


def replay(driver: Driver, start: Start, lines: Iterable[bytes]) -> Iterator[Difference]:
    """Repeat the steps of a journal and yield every difference.  Raises ValueError for what is no journal."""
    controller = Controller(driver, start)
    for number, line in enumerate(lines, 1):
        content = json.loads(line)
        outputs = controller.step(journal.decode_inputs(content["in"]))
        frames = tuple(frame.hex() for frame in outputs.frames)
        expected = tuple(content.get("frames", ()))
        if frames != expected or journal.digest(outputs) != content["digest"]:
            yield Difference(number, expected, frames)
