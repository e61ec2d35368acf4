"""Tells a run of the controller line by line, for people to read and compare.  Nothing here is a test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from enum import Enum

from stim_safety.messages import Channel, Status, decode
from stim_safety.step import Outputs
from stim_safety.timing import MS
from tests.stim_safety.rig import Rig

_COUNTERS = frozenset({"rest_left_ms", "train_left_ms", "session_left_ms", "day_left_ms"})
"""A status that differs in nothing else is not told; its challenge never is."""


class Teller:
    """Tells every step of a rig in which something happens, and of what is told again and again only the news."""

    def __init__(self, rig: Rig) -> None:
        self.lines: list[str] = []
        self._rig, self._carry_out = rig, rig._carry_out
        self._before: dict[object, dict[str, str]] = {}
        self._begin_ns = rig.now_ns
        rig._carry_out = self.take  # type: ignore[method-assign]  # listens in

    def take(self, outputs: Outputs) -> None:
        """Tell one step, and let it be carried out."""
        at_ms = (self._rig.now_ns - self._begin_ns) / MS
        told = list(self._told(outputs))
        if told:
            self.lines.append(f"{at_ms:g} ms {self._rig.state.name}")
            self.lines += (f"  {line}" for line in told)
        self._carry_out(outputs)

    def _told(self, outputs: Outputs) -> Iterator[str]:
        yield from (f"frame {frame.hex()}" for frame in outputs.frames)
        yield from self._news("now", {
            name: str(getattr(outputs, name)) for name in ("flush", "beat", "release", "over", "device_known")})
        for record in outputs.records:
            yield f"record {record.kind}{' sync' if record.sync else ''} {dict(record.data)}"
        if outputs.spent is not None:
            yield from self._news("spent", _plain(outputs.spent))
        for data in outputs.to_game:
            message = decode(data).message
            if isinstance(message, Status | Channel):
                key = "status" if isinstance(message, Status) else f"channel {message.channel}"
                yield from self._news(key, _plain(message))
            else:
                yield f"{type(message).__name__} " + _line(_plain(message))

    def _news(self, key: str, values: dict[str, str]) -> Iterator[str]:
        before, self._before[key] = self._before.get(key, {}), values
        changed = {name: value for name, value in values.items() if before.get(name) != value}
        if changed.keys() - _COUNTERS:
            yield f"{key}: {_line(changed)}"


def _plain(value: object) -> dict[str, str]:
    """Return the fields of a message, but the challenge, which is chance."""
    return {field.name: _word(getattr(value, field.name)) for field in fields(value)  # type: ignore[arg-type]  # one
            if field.name != "challenge"}


def _word(value: object) -> str:
    if isinstance(value, frozenset):
        return "+".join(sorted(map(_word, value))) or "-"
    return value.name if isinstance(value, Enum) else str(value)


def _line(values: dict[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in values.items())
