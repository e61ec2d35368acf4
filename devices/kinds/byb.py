"""Backyard Brains SpikerBoxes: shields and boxes on serial lines answer ``b:;``, Pro boxes are HID devices."""

from __future__ import annotations

import random
import re
from functools import partial
from itertools import pairwise

from core.clock import Clock
from core.errors import DeviceMissing, InputError
from core.ring import Ring
from core.samples import Stream
from devices.codecs import byb as codec
from devices.drivers.byb import BybDriver
from devices.emulators.byb import HID_TYPES, BybEmulator, BybHidEmulator
from devices.emulators.faults import Faults
from devices.kinds import Emulated, Present, Question, SensorKind, Tuning, Variant
from devices.link import Link, LinkEntry, SameDevice
from devices.permissions import hidraw_advice, may_open
from devices.probing import BaudSearch, bauds_from
from devices.simulated import Body
from devices.transports import Transport, hid
from devices.transports.serial_port import open_port

_SURE_BYTES = 400
_FRAME_LENGTHS = frozenset(range(2, 13, 2))
_PORT = re.compile(r"/|COM\d+$", re.IGNORECASE)
"""How a serial port begins to look; anything else is the serial number of an HID box."""


def boxes() -> list[hid.HidInfo]:
    """Return the HID boxes that are plugged in, also those that may not be opened."""
    try:
        return [info for product in codec.PRODUCT_IDS
                for info in hid.list_devices(codec.VENDOR_ID, product, hid.BUS_USB)]
    except DeviceMissing:  # no hidapi: `doctor` says so with the versions
        return []


def present() -> list[Present]:
    """Return the HID boxes that are plugged in."""
    return [Present(info.serial_number, info.name, info.place, may_open(info.place),
                    "" if may_open(info.place) else hidraw_advice(info.vendor_id, info.product_id, hid.BUS_USB))
            for info in boxes()]


def open_transport(serial_number: str) -> Transport:
    """Open the HID box with that serial number, or at that node ("": the first).  Raises DeviceMissing."""
    there = [info for info in boxes() if serial_number.lower() in ("", info.identity.lower())]
    if not there:
        which = f" {serial_number}" if serial_number else " Pro"
        raise DeviceMissing(f"The SpikerBox{which} is not plugged in by USB: plug it in and switch it on. One "
                            "with a serial port is named by that, such as byb:/dev/ttyUSB0.")
    return hid.open_hid(there[0])


def _open(argument: str, clock: Clock, ring: Ring[LinkEntry], tuning: Tuning,
          first_baud: int | None = None) -> Link:
    if not _PORT.match(argument):
        return Link(Stream.EMG, SameDevice(open_transport, argument), partial(BybDriver, hid=True), clock, ring)
    search = BaudSearch(argument, bauds_from(first_baud, codec.BAUDS),
                        lambda quiet: BybDriver(tuning.channels, quiet=quiet), open_port)
    return Link(Stream.EMG, SameDevice(search.open), search.driver, clock, ring)


def recognise(heard: bytes) -> str | None:
    """Return the hardware type in what was heard, None before it is there; never of what switches a stimulator."""
    _, messages = codec.Splitter().feed(heard)
    kind = codec.hardware_type(messages)
    return kind if kind in codec.BOXES else None


def recognise_stream(heard: bytes) -> str | None:
    """Return a name when the last 400 bytes are frames of 10 bit samples without a flaw, else None.

    Boxes stream unasked.  Only the first byte of a frame has bit 7, and above it a 10 bit sample leaves 3 bits:
    0x80 to 0x87.  No text and no other stream known here looks so for long.
    """
    tail = heard[-_SURE_BYTES:]
    if len(tail) < _SURE_BYTES:
        return None
    begins = [at for at, byte in enumerate(tail) if byte & 0x80]
    steps = {after - before for before, after in pairwise(begins)}
    regular = len(steps) == 1 and steps <= _FRAME_LENGTHS
    return "SpikerBox" if regular and all(tail[at] < 0x88 for at in begins) else None


def _vary(body: Body, rng: random.Random, faults: Faults, variant: Variant) -> BybEmulator:
    kind, boot_ms = variant.name or "MUSCLESS", 1500 if variant.boot_ms is None else variant.boot_ms
    known = sorted(set(codec.BOXES) - HID_TYPES)
    if kind not in known or variant.rate_hz or variant.dialect:
        raise InputError(f"A SpikerBox takes no rate and no dialect, and --name is one of {', '.join(known)}.")
    return BybEmulator(body, rng, kind, variant.channels, faults, boot_ms, variant.lump_ms or 0)


KIND = SensorKind(
    word="byb", name="Backyard Brains SpikerBox", streams=(Stream.EMG,), argument="[:PORT or :SERIAL]", open=_open,
    present=present,
    questions=(Question(codec.BAUDS, codec.encode_command(codec.Command.IDENTIFY), recognise),
               Question(codec.BAUDS, b"", recognise_stream, wait_ms=0)),
    usb=((codec.VENDOR_ID, None), (0x2341, None), (0x2A03, None), (0x1A86, None), (0x0403, 0x6015)),
    emulated={
        "byb": Emulated(lambda body, rng, faults: BybEmulator(body, rng, faults=faults), BybDriver, 5000.0,
                        Stream.EMG, counts_losses=False, microvolt=False, vary=_vary),
        "byb-pro": Emulated(lambda body, rng, faults: BybHidEmulator(body, rng, faults=faults),
                            partial(BybDriver, hid=True), 10_000.0, Stream.EMG, counts_losses=False, on_pty=False,
                            microvolt=False)})
