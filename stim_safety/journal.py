"""The journal of a run: every input of every step as a line of JSON, with the frames that followed.

It makes a run repeatable: the same start and the same inputs give the same bytes.  A value that is as usual is
left out, so a quiet step takes little room.  The journal is no proof (that is `audit`); it is never waited for.
The first line tells what the run began with.  It holds what was typed, a PIN too: it stays in its folder.
Not here: repeating a run (`replay`), writing to the disk (`scribe`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from stim_safety import prescription
from stim_safety.start import Start
from stim_safety.step import GuardianNews, Inputs, Outputs, Plain, Spent
from stim_safety.strict_yaml import Refused
from stim_safety.words import Why

_USUAL = Inputs(0, 0)


def line(content: Mapping[str, Plain]) -> bytes:
    """Return one line: keys in order, no spaces, ASCII."""
    return json.dumps(dict(content), sort_keys=True, separators=(",", ":")).encode() + b"\n"


def head(kind: str, text: bytes, start: Start) -> dict[str, Plain]:
    """Return what a run began with.  kind: of the stimulator; text: of the prescription, to be read again."""
    spent: Plain = None
    if start.spent is not None:
        spent = {**asdict(start.spent), "charge_nc": list(start.spent.charge_nc)}
    return {
        "kind": kind, "prescription": text.hex(), "refusal": start.refusal, "spent": spent,
        "incident": start.incident, "known_devices": list[Plain](sorted(start.known_devices)),
        "pin": None if start.pin is None else start.pin.hex(),
        "nonce": start.nonce, "seed": start.seed, "utc_s": start.utc_s, "today_day": start.today_day}


def start_of(content: Mapping[str, Any]) -> tuple[str, Start]:
    """Return the kind of stimulator and the start again.  Raises LookupError, TypeError or ValueError."""
    today, text, spent = content["today_day"], bytes.fromhex(content["prescription"]), content["spent"]
    try:
        order = prescription.read(text, today)
    except Refused:
        order = None
    return content["kind"], Start(
        prescription=order, refusal=content["refusal"],
        spent=None if spent is None else Spent(**{**spent, "charge_nc": tuple(spent["charge_nc"])}),
        incident=None if content["incident"] is None else Why(content["incident"]),
        known_devices=frozenset(content["known_devices"]),
        pin=None if content["pin"] is None else bytes.fromhex(content["pin"]),
        nonce=content["nonce"], seed=content["seed"], utc_s=content["utc_s"], today_day=today)


def step_line(inputs: Inputs, outputs: Outputs) -> bytes:
    """Return the line of one step."""
    content: dict[str, Plain] = {"in": encode_inputs(inputs), "digest": digest(outputs)}
    if outputs.frames:
        content["frames"] = [frame.hex() for frame in outputs.frames]
    return line(content)


def encode_inputs(inputs: Inputs) -> dict[str, Plain]:
    """Return inputs as plain values, without those that are as usual."""
    found = {name: getattr(inputs, name) for name in _READ}
    return {name: _plain(value) for name, value in found.items() if value != getattr(_USUAL, name)}


def decode_inputs(content: Mapping[str, Plain]) -> Inputs:
    """Return the inputs again.  Raises ValueError for what is no line of a journal."""
    try:
        return replace(_USUAL, **{name: _READ[name](value) for name, value in content.items()})
    except (KeyError, TypeError) as error:
        raise ValueError(f"these are no inputs of a step: {error}") from error


def digest(outputs: Outputs) -> str:
    """Return 16 hex digits that stand for everything a step yielded."""
    return hashlib.blake2b(repr(outputs).encode(), digest_size=8).hexdigest()


def _plain(value: object) -> Plain:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple):
        return [message.hex() for message in value]
    if isinstance(value, GuardianNews):
        return value.value
    assert isinstance(value, bool | int | str)  # what is None is as usual, and left out
    return value


def _number(value: Plain) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is no whole number")
    return value


def _flag(value: Plain) -> bool:
    if type(value) is not bool:
        raise TypeError(f"{value!r} is neither true nor false")
    return value


def _text(value: Plain) -> str:
    if type(value) is not str:
        raise TypeError(f"{value!r} is no text")
    return value


def _bytes(value: Plain) -> bytes:
    return bytes.fromhex(_text(value))


def _messages(value: Plain) -> tuple[bytes, ...]:
    if type(value) is not list:
        raise TypeError(f"{value!r} is no list")
    return tuple(_bytes(each) for each in value)


_READ: Mapping[str, Callable[[Plain], Any]] = {
    "now_ns": _number, "boot_ns": _number, "messages": _messages, "game_gone": _flag, "wire": _bytes,
    "wire_gone": _text, "written": _flag, "guardian": lambda value: GuardianNews(_text(value)), "acked": _number,
    "log_gone": _text, "stop": lambda value: Why(_number(value)), "digest": _text,
}
