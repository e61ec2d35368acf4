"""A Wii board on a rig, for the tests of its opening and of its stream."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_S
from core.cues import Cue
from core.samples import BOARD_COLUMNS, Stream
from devices.codecs.wii_calibration import Calibration
from devices.drivers import NoteKind
from devices.drivers.wii_board import WiiBoardDriver
from devices.emulators.wii_board import PUBLISHED_CALIBRATION, WiiBoardEmulator
from devices.emulators.wii_faults import WiiFaults
from devices.link import LinkState
from tests.devices.rig import START_NS, Rig, rig

LOADS = (21.0, 14.5, 17.5, 9.0)
NOISE_KG = 0.035
COLUMN = {name: index for index, name in enumerate(BOARD_COLUMNS)}
MODE = bytes.fromhex("120434")


class Person:
    """Loads the corners as told: TL, TR, BL, BR."""

    def __init__(self, loads: Sequence[float] = LOADS) -> None:
        self.loads = tuple(loads)

    def see(self, cue: Cue) -> None:
        pass

    def load_kg(self, t_ns: int) -> tuple[float, ...]:
        return self.loads

    def emg_uv(self, t_ns: int, n: int, rate_hz: float) -> NDArray[np.float32]:
        return np.zeros((n, 1), np.float32)


class Listening(WiiBoardEmulator):
    """Keeps what the host said."""

    heard: list[bytes]

    def receive(self, data: bytes, t_ns: int) -> list[bytes]:
        self.heard.append(data)
        return super().receive(data, t_ns)


def board(person: Person | None = None, faults: WiiFaults | None = None,
          calibration: Calibration = PUBLISHED_CALIBRATION) -> tuple[Rig, Listening]:
    emulator = Listening(person or Person(), random.Random(3), faults, calibration)
    emulator.heard = []
    return rig(emulator, Stream.BOARD, WiiBoardDriver, join=False, serial_number="00:1e"), emulator


def streaming(faults: WiiFaults | None = None) -> tuple[Rig, Listening]:
    held, emulator = board(faults=faults)
    held.run(0.2)
    assert held.link.state is LinkState.STREAMING
    return held, emulator


def at(seconds: float) -> int:
    return START_NS + round(seconds * NS_PER_S)


def state(held: Rig) -> LinkState:
    return held.link.state


def kinds(held: Rig) -> list[NoteKind]:
    return [note.kind for note in held.notes]
