"""Boards through BrainFlow, for those that speak Bluetooth LE or need a vendor's kit.

BrainFlow reads in threads of its own and hands out what has come; a vanished board raises nothing, its data just
stop, so the driver watches for silence.  Its time stamps are those of arrival and are not used.
Not here: what a stream must be (`devices.drivers.chunks`).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from core.errors import DeviceMissing, InputError, LinkLost, WrongDevice
from devices.codecs.chunks import Chunk, Description, encode_chunk, encode_description
from devices.transports import packages
from devices.transports.failures import link_lost

PLAYBACK = -3
_BUFFER = 45_000
_LOOK_MS = 10
_MAC = re.compile(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$", re.IGNORECASE)
_PORT = re.compile(r"/|COM\d+$", re.IGNORECASE)
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}$")


@dataclass(frozen=True, slots=True)
class BoardAddress:
    """Which board, and where: what stands in ``ID[:PORT, MAC, IP or serial number]`` or ``-3:MASTER:FILE``.

    master: whose recording is played back.
    """

    board_id: int
    serial_port: str = ""
    mac_address: str = ""
    ip_address: str = ""
    serial_number: str = ""
    master: int | None = None
    file: str = ""

    @property
    def described_by(self) -> int:
        """The id by which BrainFlow knows rows and rate."""
        return self.board_id if self.master is None else self.master


class Parameters(Protocol):
    """BrainFlow's parameters of a connection, as far as they are used here; "" means not needed."""

    serial_port: str
    mac_address: str
    ip_address: str
    serial_number: str
    file: str
    master_board: int


class BoardHandle(Protocol):
    """BrainFlow's open board, as far as it is used here."""

    def prepare_session(self) -> None:
        """Connect."""
        ...

    def start_stream(self, num_samples: int) -> None:
        """Begin to gather up to `num_samples`."""
        ...

    def get_board_data(self) -> NDArray[np.float64]:
        """Return and forget what has come: [rows, n]."""
        ...

    def release_session(self) -> None:
        """Stop and disconnect."""
        ...


class BoardShim(Protocol):
    """BrainFlow's class of boards, as far as it is used here."""

    def __call__(self, board_id: int, input_params: Parameters) -> BoardHandle:
        """Return a board, not yet connected."""
        ...

    def get_emg_channels(self, board_id: int) -> Sequence[int]:
        """Return its EMG rows."""
        ...

    def get_sampling_rate(self, board_id: int) -> float:
        """Return samples a second."""
        ...

    def get_device_name(self, board_id: int) -> str:
        """Return what it is called."""
        ...

    def disable_board_logger(self) -> None:
        """Let the library write nothing to the terminal."""
        ...


class BrainFlowLibrary(Protocol):
    """The module `brainflow.board_shim`, as far as it is used here."""

    @property
    def BoardShim(self) -> BoardShim:  # noqa: N802 - the library's own name
        """Its class of boards."""
        ...

    @property
    def BrainFlowError(self) -> type[Exception]:  # noqa: N802 - the library's own name
        """What it raises."""
        ...

    def BrainFlowInputParams(self) -> Parameters:  # noqa: N802 - the library's own name
        """Return empty parameters."""
        ...


def library() -> BrainFlowLibrary:
    """Return BrainFlow.  Raises DeviceMissing when it is not installed."""
    return cast("BrainFlowLibrary", packages.load("brainflow.board_shim", "brainflow", "BrainFlow boards need"))


def parse_address(argument: str) -> BoardAddress:
    """Read what stands after ``brainflow:``.  Raises InputError that says how to write it."""
    first, _, rest = argument.partition(":")
    board_id = _number(first, argument)
    if board_id == PLAYBACK:
        master, _, file = rest.partition(":")
        if not file:
            raise InputError(f"A playback is written brainflow:{PLAYBACK}:MASTER:FILE, with the id of the board "
                             "that recorded the file.")
        return BoardAddress(board_id, master=_number(master, argument), file=file)
    if _MAC.match(rest):
        return BoardAddress(board_id, mac_address=rest)
    if _PORT.match(rest):
        return BoardAddress(board_id, serial_port=rest)
    if _IP.match(rest):
        return BoardAddress(board_id, ip_address=rest)
    return BoardAddress(board_id, serial_number=rest)


def open_board(address: BoardAddress, brainflow: BrainFlowLibrary | None = None) -> BrainFlowTransport:
    """Connect to the board and let it stream.  Raises DeviceMissing, WrongDevice for one without EMG."""
    brainflow = brainflow or library()
    shim = brainflow.BoardShim
    shim.disable_board_logger()
    rows, told = _described(address, brainflow)
    board = shim(address.board_id, _parameters(address, brainflow))
    try:
        board.prepare_session()
    except brainflow.BrainFlowError as error:
        raise DeviceMissing(f"{told.name} does not answer through BrainFlow ({error}): switch it on, keep it "
                            "close, and check its address.") from error
    transport = BrainFlowTransport(board, rows, told, brainflow.BrainFlowError)
    try:
        board.start_stream(_BUFFER)
    except brainflow.BrainFlowError as error:
        transport.close()
        raise DeviceMissing(f"{told.name} is connected but does not stream ({error}): switch it off "
                            "and on.") from error
    return transport


class BrainFlowTransport:
    """One streaming board (a `devices.transports.Transport`); the first read returns its description."""

    def __init__(self, board: BoardHandle, rows: Sequence[int], told: Description,
                 failure: type[Exception]) -> None:
        self.name = f"{told.name} through BrainFlow"
        self.serial_number = ""
        self._board = board
        self._rows = list(rows)
        self._told = told
        self._failure = failure
        self._described = False
        self._pause = threading.Event()

    def read(self, timeout_ms: int) -> bytes:
        """Return the samples that have come within `timeout_ms` as one record.  Raises LinkLost."""
        if not self._described:
            self._described = True
            return encode_description(self._told)
        for waited_ms in range(0, timeout_ms + 1, _LOOK_MS):
            data = self._take()
            if data.shape[1]:
                return encode_chunk(Chunk(np.ascontiguousarray(data[self._rows].T, np.float32)))
            self._pause.wait(min(_LOOK_MS, timeout_ms - waited_ms) / 1000)
        return b""

    def write(self, data: bytes) -> None:
        """Take nothing: the library speaks to the board.  Raises LinkLost."""
        raise LinkLost(f"{self.name} takes no orders, {len(data)} bytes were meant for another device.")

    def close(self) -> None:
        """Let go of the board."""
        try:
            self._board.release_session()
        except self._failure:
            return  # it is gone, which is what was wanted

    def _take(self) -> NDArray[np.float64]:
        try:
            return self._board.get_board_data()
        except self._failure as error:
            raise link_lost(self.name, error) from error


def _described(address: BoardAddress, brainflow: BrainFlowLibrary) -> tuple[list[int], Description]:
    shim, board_id = brainflow.BoardShim, address.described_by
    try:
        rows = list(shim.get_emg_channels(board_id))
        told = Description("BrainFlow", shim.get_device_name(board_id), "EMG",
                           float(shim.get_sampling_rate(board_id)), len(rows), unit="uV")
    except brainflow.BrainFlowError as error:
        raise WrongDevice(f"BrainFlow knows no board {board_id} that measures EMG: see the list of supported "
                          "boards in its documentation.") from error
    return rows, told


def _parameters(address: BoardAddress, brainflow: BrainFlowLibrary) -> Parameters:
    parameters = brainflow.BrainFlowInputParams()
    parameters.serial_port, parameters.mac_address = address.serial_port, address.mac_address
    parameters.ip_address, parameters.serial_number = address.ip_address, address.serial_number
    if address.master is not None:
        parameters.file, parameters.master_board = address.file, address.master
    return parameters


def _number(word: str, argument: str) -> int:
    try:
        return int(word)
    except ValueError:
        raise InputError(f"'brainflow:{argument}' must begin with the number of a board, such as brainflow:1:MAC "
                         "for a Ganglion, or brainflow:-1 for the synthetic one.") from None
