"""Answers of ScienceMode devices as tests write them."""

from __future__ import annotations

from dataclasses import dataclass

from stim_safety.codecs import sm34
from stim_safety.drivers import Answer, Ask, Driver, Outcome
from stim_safety.drivers.p24 import P24
from stim_safety.drivers.rehamove3 import RehaMove3

TRAINS_OK = b"\0"


@dataclass(frozen=True)
class Family:
    """A member of the family: its driver, and good answers of its device."""

    make: type[P24 | RehaMove3]
    kind: str
    version_command: int
    version: bytes
    running: bytes
    quiet: bytes


P24_FAMILY = Family(P24, "p24", 68, bytes.fromhex("00 010402 040001 00000000 00 01"),
                    bytes.fromhex("00 04 01 00000000"), bytes.fromhex("00 04 00 00000000"))
REHAMOVE3_FAMILY = Family(RehaMove3, "rehamove3", 50, bytes.fromhex("00 030204 030204"),
                          bytes.fromhex("00 02 10"), bytes.fromhex("00 02 00"))
FAMILIES = (P24_FAMILY, REHAMOVE3_FAMILY)


def good(family: Family, ask: Ask) -> bytes:
    """Return what a device says to `ask` when all is well."""
    return {Ask.IDENTIFY: b"\0" + b"2200010001", Ask.VERSION: family.version, Ask.STATUS: b"\0\0\x01",
            Ask.KEEP_ALIVE: family.quiet}.get(ask, b"\0")


def answer(driver: Driver, ask: Ask, payload: bytes, number_add: int = 0, command_add: int = 0) -> Answer:
    """Ask, and return what the driver makes of this payload of the answer."""
    trains = (driver.pulse(0, 200, 20_000, 10_000),) if ask is Ask.TRAINS else ()
    frame = driver.frame(ask, trains)
    command = sm34.decode(frame.data).command
    assert frame.number is not None
    [heard] = driver.feed(sm34.encode(command + 1 + command_add, (frame.number + number_add) % 64, payload))
    return heard


def unasked(driver: Driver, command: int, payload: bytes, number: int = 9) -> Answer:
    """Return what the driver makes of something nobody asked for."""
    [heard] = driver.feed(sm34.encode(command, number, payload))
    return heard


def is_fault(heard: Answer) -> bool:
    return heard.outcome is Outcome.FAULT
