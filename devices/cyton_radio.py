"""The search for an OpenBCI board that listens on another radio channel than its dongle.

An explicit step that a person asks for: it takes up to half a minute and moves the dongle to the board's channel.
Not here: the conversation with a board that answers (`devices.drivers.cyton`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.clock import NS_PER_MS, Clock, Deadline
from core.errors import WrongDevice
from devices.codecs import cyton as codec
from devices.codecs.cyton import Command, Radio
from devices.transports import Transport

_ANSWER_MS = 500
_POLL_MS = 250
"""A board asks its dongle every 80 ms; so long it may take until the dongle knows of it."""
_LOOKS = 3
_READ_MS = 20


@dataclass(frozen=True, slots=True)
class Tried:
    """One radio channel, 1..25, and whether a board answered on it."""

    channel: int
    up: bool


def find_board(transport: Transport, clock: Clock,
               channels: Sequence[int] = codec.RADIO_CHANNELS) -> Iterator[Tried]:
    """Try the radio channels one after the other and tell each; the last one told is `up` if a board was found.

    A board on the dongle's own channel is told at once and nothing is changed.  When none is found the dongle
    goes back to where it was.  Raises WrongDevice when no dongle answers, LinkLost when it is pulled out.
    """
    _ask(transport, clock, Command.STOP.encode())
    own, up = _own_channel(transport, clock)
    yield Tried(own, up)
    if up:
        return
    for channel in channels:
        if channel == own:
            continue
        _ask(transport, clock, codec.encode_radio(Radio.SET_HOST_CHANNEL, channel))
        up = _is_up(transport, clock)
        yield Tried(channel, up)
        if up:
            return
    _ask(transport, clock, codec.encode_radio(Radio.SET_HOST_CHANNEL, own))


def _own_channel(transport: Transport, clock: Clock) -> tuple[int, bool]:
    answer = _ask(transport, clock, codec.encode_radio(Radio.GET_CHANNEL))
    told = re.search(rb"channel number: (\d+)", answer.lower())
    if told is None:
        raise WrongDevice(f"No OpenBCI dongle answers at {transport.name}: check the plug, or choose another "
                          "port.")
    return int(told[1]), _is_up(transport, clock)


def _is_up(transport: Transport, clock: Clock) -> bool:
    for _ in range(_LOOKS):
        _hear(transport, clock, _POLL_MS)
        if b"system is up" in _ask(transport, clock, codec.encode_radio(Radio.STATUS)).lower():
            return True
    return False


def _ask(transport: Transport, clock: Clock, question: bytes) -> bytes:
    transport.write(question)
    return _hear(transport, clock, _ANSWER_MS, codec.END_OF_TEXT)


def _hear(transport: Transport, clock: Clock, at_most_ms: int, end: bytes | None = None) -> bytes:
    """Return what comes until `end` was heard or `at_most_ms` have passed."""
    deadline, heard = Deadline(clock, at_most_ms * NS_PER_MS), b""
    while not deadline.passed() and not (end is not None and end in heard):
        heard += transport.read(_READ_MS)
    return heard
