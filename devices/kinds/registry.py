"""The table of sensor kinds: one import and one entry a kind, in the order in which help names them.

Not here: what a kind is (`devices.kinds`).
"""

from __future__ import annotations

from core.samples import Stream
from devices.kinds import (
    Emulated,
    SensorKind,
    bitalino,
    brainflow,
    byb,
    chords,
    cyton,
    generic_lines,
    joystick,
    lsl,
    olimex,
    wii_board,
)

KINDS: tuple[SensorKind, ...] = (
    wii_board.KIND,
    generic_lines.KIND,
    chords.KIND,
    cyton.KIND,
    bitalino.KIND,
    olimex.KIND,
    byb.KIND,
    joystick.KIND,
    lsl.KIND,
    brainflow.KIND,
)


def kind_of(word: str) -> SensorKind | None:
    """Return the kind that --board or --emg names by `word`, None when no sensor is called so."""
    return next((kind for kind in KINDS if kind.word == word), None)


def words_for(streams: tuple[Stream, ...]) -> tuple[str, ...]:
    """Return the words of the kinds that measure one of `streams`."""
    return tuple(kind.word for kind in KINDS if any(stream in kind.streams for stream in streams))


def emulated() -> dict[str, Emulated]:
    """Return every emulated device by the name that the emulator command knows."""
    return {name: one for kind in KINDS for name, one in kind.emulated.items()}

