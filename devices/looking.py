"""What `auto` takes: the device used last, else what the system names, else who answers at a serial port.

Not here: which ports may be asked (`ports`) and how (`probing`); opening what was found (`discovery`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from serial.tools import list_ports

from core.clock import Clock
from core.samples import Stream
from devices.kinds import SensorKind
from devices.kinds.registry import KINDS, kind_of
from devices.ports import PortInfo, askable
from devices.probing import Answer, ask
from devices.transports import SerialLine
from devices.transports.serial_port import open_port

BOARD_STREAMS = (Stream.BOARD, Stream.TILT)
EMG_STREAMS = (Stream.EMG,)


@dataclass(frozen=True, slots=True)
class Known:
    """A device as the station remembers it: word of its kind, USB serial number or Bluetooth address, baud rate.

    baud: None where there is none, or it is not known.
    """

    word: str
    serial_number: str
    baud: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What `auto` takes: word and argument as a person would write them, and at which baud rate it was heard."""

    word: str
    argument: str
    baud: int | None = None
    serial_number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found, None where nothing was; remarks: sentences for the therapist."""

    board: Choice | None = None
    emg: Choice | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """What a person or an earlier session told: the devices used last, and where stimulators sit."""

    board: Known | None = None
    emg: Known | None = None
    stimulators: frozenset[str] = field(default_factory=frozenset)


NOTHING_BEFORE = Before()


def look(want_board: bool, want_emg: bool, clock: Clock, before: Before = NOTHING_BEFORE) -> Looked:
    """Return the board and the muscle sensor that are there.

    Takes no time for a board that the system names, one question for a device used before, else at most 20 s
    (`devices.probing.LIMIT_MS`) while serial ports are asked.  Never opens a port where a stimulator may sit.
    """
    return _Search(clock, before, list_ports.comports()).run(want_board, want_emg)


def sensor_ids() -> frozenset[tuple[int, int | None]]:
    """Return the USB ids that kinds of sensors are known to have."""
    return frozenset(ids for kind in KINDS for ids in kind.usb)


class _Search:
    """One look at everything."""

    def __init__(self, clock: Clock, before: Before, ports: Iterable[PortInfo],
                 open_at: Callable[[str, int], SerialLine] = open_port) -> None:
        self._clock = clock
        self._before = before
        self._ports = askable(ports, before.stimulators, sensor_ids())
        self._open_port = open_at
        self._remarks: list[str] = []

    def run(self, want_board: bool, want_emg: bool) -> Looked:
        """Look for what is wanted, first for what is known."""
        known = self._known(want_board, want_emg)
        board, emg = known.get(Stream.BOARD), known.get(Stream.EMG)
        if want_board and board is None:
            board = self._present(BOARD_STREAMS, self._before.board, "boards", "--board")
        if want_emg and emg is None:
            emg = self._present(EMG_STREAMS, self._before.emg, "muscle sensors", "--emg")
        groups: list[tuple[Stream, ...]] = []
        if want_board and board is None:
            groups.append(BOARD_STREAMS)
        if want_emg and emg is None:
            groups.append(EMG_STREAMS)
        taken = {choice.argument for choice in (board, emg) if choice is not None}
        free = [port for port in self._ports if port.device not in taken]
        answers = ask(free, KINDS, groups, self._open_port, self._clock) if groups and free else []
        if want_board:
            board = board or self._choose(answers, BOARD_STREAMS, self._before.board, "boards", "--board")
        if want_emg:
            emg = emg or self._choose(answers, EMG_STREAMS, self._before.emg, "muscle sensors", "--emg")
        return Looked(board, emg, tuple(self._remarks))

    def _known(self, want_board: bool, want_emg: bool) -> Mapping[Stream, Choice]:
        """Ask the serial devices used last, by one question each, wherever they are plugged in now."""
        found: dict[Stream, Choice] = {}
        for wanted, stream, streams, known in ((want_board, Stream.BOARD, BOARD_STREAMS, self._before.board),
                                               (want_emg, Stream.EMG, EMG_STREAMS, self._before.emg)):
            port = next((port for port in self._ports if known is not None and known.serial_number
                         and port.serial_number == known.serial_number), None)
            kind = None if known is None else kind_of(known.word)
            if not wanted or known is None or kind is None or port is None:
                continue
            one_baud = _at_one_baud(kind, known.baud)
            answers = ask([port], [one_baud], [streams], self._open_port, self._clock)
            if answers:
                found[stream] = _choice(answers[0])
        return found

    def _present(self, streams: Collection[Stream], known: Known | None, what: str, option: str) -> Choice | None:
        """Take what the system names: the device used last, else the first; say how to choose among several."""
        there = [(kind.word, one) for kind in KINDS if kind.present is not None
                 and any(stream in streams for stream in kind.streams) for one in kind.present()]
        if not there:
            return None
        last = (known.word, known.serial_number.lower()) if known is not None else None
        word, taken = next((each for each in there if (each[0], each[1].serial_number.lower()) == last), there[0])
        others = [f"{word}:{one.serial_number}" for word, one in there if one is not taken]
        if others:
            self._tell_several(what, len(there), f"{word}:{taken.serial_number}", option, others)
        return Choice(word, taken.serial_number, None, taken.serial_number, taken.name)

    def _choose(self, answers: Sequence[Answer], streams: Collection[Stream], known: Known | None, what: str,
                option: str) -> Choice | None:
        fitting = [one for one in answers if any(stream in streams for stream in one.streams)]
        if not fitting:
            return None
        last = known.serial_number if known is not None else ""
        taken = next((one for one in fitting if last and one.serial_number == last), fitting[0])
        others = [f"{one.word}:{one.port}" for one in fitting if one is not taken]
        if others:
            self._tell_several(what, len(fitting), f"{taken.word}:{taken.port}", option, others)
        return _choice(taken)

    def _tell_several(self, what: str, count: int, taken: str, option: str, others: Sequence[str]) -> None:
        self._remarks.append(f"There are {count} {what}; {taken} is used. For another, start with "
                             f"{' or '.join(f'{option} {other}' for other in others)}.")


def _at_one_baud(kind: SensorKind, baud: int | None) -> SensorKind:
    """Return `kind` with questions at `baud` alone, where it is known and one of theirs."""
    questions = tuple(replace(question, bauds=(baud,)) for question in kind.questions if baud in question.bauds)
    return replace(kind, questions=questions) if baud is not None and questions else kind


def _choice(answer: Answer) -> Choice:
    return Choice(answer.word, answer.port, answer.baud, answer.serial_number, answer.name)
