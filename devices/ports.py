"""Which serial ports may be asked who they are, judged by what USB tells of them, before anything is opened.

A port at which a stimulator may sit is never opened: when in doubt it is left alone, and the judgement says why
and how a person names it.  Not here: asking (`probing`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

_MICROCONTROLLERS = frozenset({0x2341, 0x2A03, 0x1A86, 0x10C4, 0x2E8A, 0x303A, 0x239A, 0x16C0, 0x2E73})
"""USB vendors of Arduino, CH340, CP210x, Pico, Espressif, Adafruit, Teensy and Backyard Brains."""
_FTDI = 0x0403
_FTDI_SENSOR_PRODUCTS = frozenset({0x6015})
"""FT231X, as in the OpenBCI dongle; RehaMove3 and RehaStim sit behind other chips of this maker."""
_STM32 = (0x0483, 0x5740)
"""The virtual port of STM32: of the P24 stimulator, and of many boards."""
_STIMULATOR_WORDS = ("reha", "hasomed", "stim", "science mode", "sciencemode", "p24", "i24")
_SENSOR_WORDS = ("openbci", "bitalino", "plux", "olimex", "spikerbox", "backyard", "arduino", "chords", "bioamp")
_BY_HAND = "If it is a sensor, name it yourself, for example --emg cyton:{port} or --board serial:{port}."


class PortInfo(Protocol):
    """What the operating system tells of a serial port, as far as it is used here (pyserial's ListPortInfo)."""

    @property
    def device(self) -> str:
        """Its path or name."""
        ...

    @property
    def vid(self) -> int | None:
        """USB vendor."""
        ...

    @property
    def pid(self) -> int | None:
        """USB product."""
        ...

    @property
    def manufacturer(self) -> str | None:
        """Words of the maker."""
        ...

    @property
    def product(self) -> str | None:
        """Words of the product."""
        ...

    @property
    def description(self) -> str | None:
        """Words for people."""
        ...

    @property
    def serial_number(self) -> str | None:
        """USB serial number."""
        ...


class Standing(StrEnum):
    """What a port may be.

    ASK: a microcontroller or a sensor's adapter.  STIMULATOR: named as one, by a person or by its own words.
    DOUBTFUL: a stimulator may sit there.  STRANGER: nothing that a sensor is known to use.
    """

    ASK = "ask"
    STIMULATOR = "stimulator"
    DOUBTFUL = "doubtful"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a port may be asked, and why not: one sentence, then how to name it by hand; "" when it may."""

    standing: Standing
    why: str = ""

    @property
    def may_ask(self) -> bool:
        """Whether the port may be opened to ask who is there."""
        return self.standing is Standing.ASK


def judge(port: PortInfo, stimulators: Collection[str] = (),
          sensors: Collection[tuple[int, int | None]] = ()) -> Judgement:
    """Judge `port`.

    stimulators: ports and USB serial numbers at which a person has a stimulator.  sensors: vendor and product ids
    (product None: any) that kinds of sensors are known to have; they never outweigh a doubt.
    """
    if _is_named(port, stimulators):
        return Judgement(Standing.STIMULATOR, f"{port.device} was named as a stimulator's: it is never opened as "
                         "a sensor.")
    if any(word in _words(port) for word in _STIMULATOR_WORDS):
        return Judgement(Standing.STIMULATOR, f"{port.device} says it is a stimulator: it is never opened as a "
                         "sensor.")
    doubt = _doubt(port)
    if doubt:
        return Judgement(Standing.DOUBTFUL, f"{port.device} is left alone: {doubt}. "
                         + _BY_HAND.format(port=port.device))
    if port.vid in _MICROCONTROLLERS | {_FTDI} or any(
            port.vid == vendor and product in (None, port.pid) for vendor, product in sensors):
        return Judgement(Standing.ASK)
    return Judgement(Standing.STRANGER, f"{port.device} is left alone: no sensor is known with its USB ids. "
                     + _BY_HAND.format(port=port.device))


def askable(ports: Iterable[PortInfo], stimulators: Collection[str] = (),
            sensors: Collection[tuple[int, int | None]] = ()) -> list[PortInfo]:
    """Return the ports that may be asked who they are."""
    return [port for port in ports if judge(port, stimulators, sensors).may_ask]


def may_be_arduino(port: PortInfo) -> bool:
    """Whether `port` looks like an Arduino, and so might be an openEMSstim, which is one with other firmware."""
    return port.vid in {0x2341, 0x2A03, 0x1A86, 0x10C4}


def _doubt(port: PortInfo) -> str:
    if (port.vid, port.pid) == _STM32:
        return "its USB ids are those of the P24 stimulator"
    if port.vid == _FTDI and port.pid not in _FTDI_SENSOR_PRODUCTS and not any(
            word in _words(port) for word in _SENSOR_WORDS):
        return "stimulators (RehaMove3, RehaStim) use the same USB chip"
    return ""


def _is_named(port: PortInfo, stimulators: Collection[str]) -> bool:
    return port.device in stimulators or bool(port.serial_number and port.serial_number in stimulators)


def _words(port: PortInfo) -> str:
    return f"{port.manufacturer or ''} {port.product or ''} {port.description or ''}".lower()
