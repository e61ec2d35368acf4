"""A link: joins an open transport and a driver, opens anew after a loss, and fills a ring.

Works the same in a thread of its own (`devices.reader`) and pulled step by step on a manual clock.
Not here: bytes and their meaning (`transports`, `codecs`, `drivers`), and which devices there are
(`discovery`).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from core.clock import NS_PER_MS, NS_PER_S, Clock
from core.errors import DeviceMissing, LinkLost, PermissionMissing, WrongDevice
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.drivers import NOTHING, Driver, LinkNote, NoteKind, Output
from devices.transports import Remarking, SerialLine, Stepped, Transport

LinkEntry = SampleBlock | LinkNote

RETRY_NS = NS_PER_S
TICK_NS = 20 * NS_PER_MS
CLOSE_S = 0.5

_log = logging.getLogger(__name__)


class LinkState(StrEnum):
    """How a link stands.

    CLOSED: before the first step, and after `close`.  OPENING: looking for the device, or in its opening
    conversation.  STREAMING: samples come.  LOST: it streamed and is gone; the link keeps trying.
    """

    CLOSED = "closed"
    OPENING = "opening"
    STREAMING = "streaming"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class LinkCounters:
    """What a link has seen since it was made: blocks, samples known to be lost, garbage notes, reopenings."""

    blocks: int = 0
    lost_samples: int = 0
    garbage: int = 0
    reopens: int = 0


class SameDevice:
    """Opens any device the first time, and the same one, by its serial number, ever after.

    open_serial: opens the device with that serial number ("": any).  serial_number: known from the start.
    For one without, transports give what else tells it from its sisters: where it is plugged in.
    """

    def __init__(self, open_serial: Callable[[str], Transport], serial_number: str = "") -> None:
        self._open_serial = open_serial
        self._serial_number = serial_number

    def __call__(self) -> Transport:
        """Open the device.  Raises what `open_serial` raises."""
        transport = self._open_serial(self._serial_number)
        self._serial_number = self._serial_number or transport.serial_number
        return transport


class Link:
    """One device, kept open.  Never raises: what goes wrong becomes a note in the ring and a new attempt.

    open_transport: makes an open transport or raises DeviceMissing (or its kinds); asked about once a
    second while the device is away, and responsible for picking the same device again (`SameDevice`).
    make_driver: makes a fresh driver for each opening.
    Life: `step` as often as wanted (from one thread at a time), then `close`, which is for good.
    """

    def __init__(self, stream: Stream, open_transport: Callable[[], Transport],
                 make_driver: Callable[[], Driver], clock: Clock, ring: Ring[LinkEntry]) -> None:
        self.stream = stream
        self.name = ""
        self.serial_number = ""
        self.baud: int | None = None
        self._open_transport = open_transport
        self._make_driver = make_driver
        self._clock = clock
        self._ring = ring
        self._open: tuple[Transport, Driver] | None = None
        self._stepped: Stepped | None = None
        self._state = LinkState.CLOSED
        self._blocks = self._lost_samples = self._garbage = self._reopens = 0
        self._retry_at_ns: int | None = None
        self._tick_at_ns = 0
        self._opened_before = False
        self._told: set[tuple[NoteKind, str]] = set()
        self._advised: set[str] = set()
        self._closing = False
        self._lock = threading.Lock()

    @property
    def state(self) -> LinkState:
        """How the link stands."""
        return self._state

    @property
    def counters(self) -> LinkCounters:
        """What the link has seen so far."""
        return LinkCounters(self._blocks, self._lost_samples, self._garbage, self._reopens)

    @property
    def is_open(self) -> bool:
        """Whether a transport is open, so that a step waits on it; without one a step returns at once."""
        return self._open is not None

    def step(self, timeout_ms: int, until_quiet: bool = False) -> bool:
        """Serve the device once: open it when due, read for at most `timeout_ms`, answer, fill the ring.

        Returns whether something was read; pull until it returns False to see all there is.
        until_quiet: serve it again as long as something is read, and not at all while it is known to be quiet.
        """
        if until_quiet and self._is_quiet():
            return False
        with self._lock:
            try:
                came = not self._closing and self._serve(timeout_ms)
                while came and until_quiet and not self._closing:
                    came = not self._is_quiet() and self._serve(timeout_ms)
                return came
            except LinkLost as error:
                self._lose(str(error))
            except Exception as error:  # a defect in a driver must not end the session's only reader
                _log.exception("%s: the link failed", self.name or self.stream)
                self._lose(f"{self.name or 'The device'} could not be read ({error}); it is opened anew.")
            finally:
                if self._closing:
                    self._shut()
            return False

    def close(self) -> None:
        """Write the driver's last words, close the transport, and stay closed.

        Waits at most half a second for a step under way in another thread; that step closes when it ends.
        """
        self._closing = True
        if self._lock.acquire(timeout=CLOSE_S):
            try:
                self._shut()
            finally:
                self._lock.release()

    def _is_quiet(self) -> bool:
        """Whether nothing can be read now, and the driver need not tick before the next look either."""
        stepped = self._stepped
        return stepped is not None and stepped.quiet_until_ns > self._clock.now_ns() < self._tick_at_ns + TICK_NS

    def _serve(self, timeout_ms: int) -> bool:
        if self._open is None:
            self._try_to_open()
            if self._open is None:
                return False
        transport, driver = self._open
        data = transport.read(timeout_ms)
        now_ns = self._clock.now_ns()
        if data:
            self._apply(driver.receive(data, now_ns))
        if self._open is not None and (not data or now_ns >= self._tick_at_ns):
            self._tick_at_ns = now_ns + TICK_NS
            output = driver.tick(now_ns)
            if output is not NOTHING:
                self._apply(output)
        return bool(data)

    def _try_to_open(self) -> None:
        now_ns = self._clock.now_ns()
        if self._retry_at_ns is not None and now_ns < self._retry_at_ns:
            return
        self._retry_at_ns = now_ns + RETRY_NS
        if self._state is LinkState.CLOSED:
            self._state = LinkState.OPENING
        try:
            transport = self._open_transport()
        except DeviceMissing as error:
            self._note(_kind_of(error), str(error))
            return
        self._welcome(transport)

    def _welcome(self, transport: Transport) -> None:
        self.name, self.serial_number = transport.name, transport.serial_number
        self.baud = transport.baud if isinstance(transport, SerialLine) else None
        driver = self._make_driver()
        self._open = (transport, driver)
        self._stepped = transport if isinstance(transport, Stepped) else None
        if self._opened_before:
            self._reopens += 1
        self._opened_before = True
        now_ns = self._clock.now_ns()
        self._tick_at_ns = now_ns + TICK_NS
        self._apply(driver.start(now_ns))
        self._advise(transport)

    def _advise(self, transport: Transport) -> None:
        """Tell once what the host could do better."""
        remark = transport.remark if isinstance(transport, Remarking) else ""
        if remark and remark not in self._advised:
            self._advised.add(remark)
            self._note(NoteKind.ADVICE, remark)

    def _apply(self, output: Output) -> None:
        """Hand on what a driver answered; remarks first, since they are about what came before the samples."""
        for note in output.notes:
            self._remark(note)
        for block in output.blocks:
            self._hand_on(block)
        if self._open is None:
            return
        transport, _ = self._open
        for data in output.writes:
            transport.write(data)
        if output.failed and self._state is LinkState.STREAMING:
            self._lose(f"{self.name or 'The device'} stopped answering; it is opened anew.")
        elif output.failed:
            self._let_go()  # the driver's own note says why

    def _remark(self, note: LinkNote) -> None:
        """Push `note`, unless it was already told since the device streamed last: retries must not flood."""
        if note.kind is NoteKind.READY:
            self.stream = note.stream  # a port may hold a tilt board where a board was expected
            self._state = LinkState.STREAMING
            self._told.clear()
        elif note.kind is NoteKind.GARBAGE:
            self._garbage += 1
        if self._state is not LinkState.STREAMING:
            if (note.kind, note.text) in self._told:
                return
            self._told.add((note.kind, note.text))
        self._ring.push(note)

    def _hand_on(self, block: SampleBlock) -> None:
        self._blocks += 1
        self._lost_samples += block.lost
        self._state = LinkState.STREAMING
        self._ring.push(block)

    def _note(self, kind: NoteKind, text: str) -> None:
        self._remark(LinkNote(self.stream, self._clock.now_ns(), kind, text))

    def _lose(self, why: str) -> None:
        """Let go of a device that vanished, and tell why."""
        self._let_go()
        self._note(NoteKind.LOST if self._state is LinkState.STREAMING else NoteKind.MISSING, why)
        if self._state is LinkState.STREAMING:
            self._state = LinkState.LOST

    def _let_go(self) -> None:
        """Close the transport and try again in a second."""
        if self._open is not None:
            transport, _ = self._open
            self._open = self._stepped = None
            _quietly(transport.close)
        self._retry_at_ns = self._clock.now_ns() + RETRY_NS

    def _shut(self) -> None:
        if self._open is not None:
            transport, driver = self._open
            self._open = self._stepped = None
            _quietly(lambda: _say_goodbye(transport, driver))
            _quietly(transport.close)
        self._state = LinkState.CLOSED


def _say_goodbye(transport: Transport, driver: Driver) -> None:
    for data in driver.stop():
        transport.write(data)


def _quietly(action: Callable[[], None]) -> None:
    """Do what may fail on a device that is gone already."""
    try:
        action()
    except Exception as error:  # whatever the library raises while letting go, there is nothing left to lose
        _log.debug("while closing: %s", error)


def _kind_of(error: DeviceMissing) -> NoteKind:
    if isinstance(error, PermissionMissing):
        return NoteKind.NO_PERMISSION
    return NoteKind.WRONG_DEVICE if isinstance(error, WrongDevice) else NoteKind.MISSING
