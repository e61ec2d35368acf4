"""The BrainFlow transport against a library of ours: addresses, opening, data, loss."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import DeviceMissing, InputError, LinkLost, WrongDevice
from devices.codecs.chunks import Chunk, Description, decode
from devices.transports import brainflow
from devices.transports.brainflow import BoardAddress, BrainFlowTransport


class Failed(Exception):
    """What the library raises."""


class Board:
    """One board: what it is told, and what it hands out."""

    def __init__(self, library: Library, board_id: int, parameters: brainflow.Parameters) -> None:
        self.library = library
        self.board_id = board_id
        self.parameters = parameters
        self.said: list[str] = []
        self.data: list[NDArray[np.float64] | Exception] = []

    def prepare_session(self) -> None:
        self._do("prepare")

    def start_stream(self, num_samples: int) -> None:
        self._do("start")

    def get_board_data(self) -> NDArray[np.float64]:
        data = self.data.pop(0) if self.data else np.empty((6, 0))
        if isinstance(data, Exception):
            raise data
        return data

    def release_session(self) -> None:
        self._do("release")

    def _do(self, what: str) -> None:
        self.said.append(what)
        if what in self.library.fails:
            raise Failed(what)


class Library:
    """The module and its class of boards in one."""

    def __init__(self, fails: Sequence[str] = ()) -> None:
        self.BoardShim = self
        self.BrainFlowError = Failed
        self.fails = fails
        self.boards: list[Board] = []

    def BrainFlowInputParams(self) -> brainflow.Parameters:  # noqa: N802 - the library's own name
        return SimpleNamespace(serial_port="", mac_address="", ip_address="", serial_number="", file="",
                               master_board=-100)

    def __call__(self, board_id: int, input_params: brainflow.Parameters) -> Board:
        self.boards.append(Board(self, board_id, input_params))
        return self.boards[-1]

    def get_emg_channels(self, board_id: int) -> Sequence[int]:
        if board_id == 999:
            raise Failed("unsupported")
        return [2, 4]

    def get_sampling_rate(self, board_id: int) -> float:
        return 200

    def get_device_name(self, board_id: int) -> str:
        return "Ganglion"

    def disable_board_logger(self) -> None:
        return


def opened(address: str = "1:AA:BB:CC:DD:EE:FF") -> tuple[BrainFlowTransport, Board]:
    library = Library()
    return brainflow.open_board(brainflow.parse_address(address), library), library.boards[0]


@pytest.mark.parametrize(("argument", "address"), [
    ("-1", BoardAddress(-1)), ("0:/dev/ttyUSB0", BoardAddress(0, serial_port="/dev/ttyUSB0")),
    ("0:COM3", BoardAddress(0, serial_port="COM3")),
    ("1:aa:bb:cc:dd:ee:ff", BoardAddress(1, mac_address="aa:bb:cc:dd:ee:ff")),
    ("5:192.168.4.1", BoardAddress(5, ip_address="192.168.4.1")),
    ("1:Ganglion-1a2b", BoardAddress(1, serial_number="Ganglion-1a2b")),
    ("-3:0:C:\\data\\a.csv", BoardAddress(-3, master=0, file="C:\\data\\a.csv"))])
def test_addresses(argument: str, address: BoardAddress) -> None:
    assert brainflow.parse_address(argument) == address


@pytest.mark.parametrize("argument", ["", "ganglion", "1.5", "-3", "-3:0", "-3:a:file", ":COM3"])
def test_addresses_that_say_nothing_end_in_a_sentence(argument: str) -> None:
    with pytest.raises(InputError, match="brainflow:"):
        brainflow.parse_address(argument)


def test_a_board_is_opened_where_it_is() -> None:
    transport, board = opened()
    assert board.said == ["prepare", "start"]
    assert board.parameters.mac_address == "AA:BB:CC:DD:EE:FF"
    assert transport.name == "Ganglion through BrainFlow"
    assert decode(transport.read(0)) == ([Description("BrainFlow", "Ganglion", "EMG", 200.0, 2, unit="uV")], 0)
    transport.close()
    assert board.said[-1] == "release"


def test_a_playback_takes_rows_and_file_of_its_master() -> None:
    _, board = opened("-3:1:/tmp/rec.csv")
    assert (board.board_id, board.parameters.file, board.parameters.master_board) == (-3, "/tmp/rec.csv", 1)


def test_only_emg_rows_are_read_sample_by_sample() -> None:
    transport, board = opened()
    board.data = [np.empty((6, 0)), np.arange(18, dtype=np.float64).reshape(6, 3)]
    transport.read(0)
    (chunk,), skipped = decode(transport.read(10))
    assert isinstance(chunk, Chunk)
    assert (chunk.values.tolist(), chunk.t_ns, skipped) == ([[6, 12], [7, 13], [8, 14]], None, 0)
    assert transport.read(0) == b""


@pytest.mark.parametrize(("fails", "words", "said"), [
    ("prepare", "does not answer", ["prepare"]), ("start", "does not stream", ["prepare", "start", "release"])])
def test_a_board_that_does_not_open_is_told(fails: str, words: str, said: list[str]) -> None:
    library = Library((fails,))
    with pytest.raises(DeviceMissing, match=words):
        brainflow.open_board(BoardAddress(1), library)
    assert library.boards[0].said == said


def test_a_board_without_emg_is_refused_before_it_is_touched() -> None:
    library = Library()
    with pytest.raises(WrongDevice, match="no board 999 that measures EMG"):
        brainflow.open_board(BoardAddress(999), library)
    assert library.boards == []


def test_a_failing_read_is_a_lost_link_and_closing_is_quiet() -> None:
    library = Library(("release",))
    transport = brainflow.open_board(BoardAddress(1), library)
    library.boards[0].data = [Failed("gone")]
    transport.read(0)
    with pytest.raises(LinkLost, match="Ganglion through BrainFlow is gone"):
        transport.read(0)
    transport.close()
    with pytest.raises(LinkLost, match="no orders"):
        transport.write(b"b")
