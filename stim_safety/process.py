"""The edge of the controller: one thread that gathers inputs, takes a step, and carries the outputs out.

A step is taken every 20 ms and at once when something arrives, so a stop is on the wire within two milliseconds.
Time and chance enter the program here.  Nothing is waited for but the next arrival: whatever cannot take more
(the game, the log) is told less, and a wire that cannot take a whole frame gets a stop instead.  Any defect, in
the step or here, writes the stop frames and stays latched; nothing goes on after it.
Not here: what follows from inputs (`controller`), how the parts are opened (`starting`).
"""

from __future__ import annotations

import secrets
import select
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from stim_safety import timing
from stim_safety.children import Guardian, Scribe
from stim_safety.messages import Envelope, Status, encode
from stim_safety.outside import Game, Signals
from stim_safety.pedal import Pedal
from stim_safety.port import Wire
from stim_safety.step import GuardianNews, Inputs, Outputs, Record
from stim_safety.words import State, Why

TICK_NS = timing.TICK_MS * timing.MS
BEAT_NS = (timing.GUARDIAN_BEAT_MS - timing.TICK_MS // 2) * timing.MS
"""On the grid of ticks this is the beat's 50 ms or a little less, never more."""
LATCHED_STATUS_NS = timing.HEARTBEAT_MS * timing.MS
LOOK_NS = 5 * timing.MS
"""How often the game's life is looked at."""
PAUSE_EACH_NS = 100 * timing.MS
"""A pause of a millisecond so often, whatever floods in: a program of real-time priority without one is killed."""
PEDAL_LOST_NS = 1000 * timing.MS
"""A pedal that is lost says stop so often: no latch can be reset without it."""
DONE, DEFECT = 0, 4
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of the machine: monotonic, and the one that also counts suspended time; nanoseconds."""

    now_ns: Callable[[], int] = lambda: time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    boot_ns: Callable[[], int] = lambda: time.clock_gettime_ns(time.CLOCK_BOOTTIME)

    def both(self) -> tuple[int, int]:
        """Return both, read within a millisecond if the machine lets us: their distance tells of sleep."""
        for _ in range(3):
            before_ns, boot_ns, now_ns = self.now_ns(), self.boot_ns(), self.now_ns()
            if now_ns - before_ns < timing.MS:
                break
        return now_ns, boot_ns


def utc_s() -> int:
    """Wall time in seconds since 1970, for the start and for the words of the log."""
    return int(time.time())


def local_day(utc_s: int) -> int:
    """Return the day (since 1970) that the calendar on the wall shows at `utc_s`: people write such days."""
    return (utc_s + time.localtime(utc_s).tm_gmtoff) // DAY_S


def chance() -> int:
    """Return a new nonce or seed nobody can guess."""
    return secrets.randbits(64)


class Step(Protocol):
    """The controller."""

    def step(self, inputs: Inputs) -> Outputs:
        """Take one step."""
        ...


class Keeper(Protocol):
    """Puts what is to be kept into lines and files, and hands them to the scribe."""

    def keep(self, inputs: Inputs, outputs: Outputs) -> None:
        """Keep what a step yielded."""
        ...

    def defect(self, record: Record) -> None:
        """Keep the record of a defect, if that still can be done."""
        ...


class Watched(Protocol):
    """The prescription file."""

    def look(self, now_ns: int) -> str | None:
        """Return its digest, None when it was not looked at."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything the loop joins.  stop: the frames that stop the device.  nonce: of this run."""

    clocks: Clocks
    controller: Step
    game: Game
    wire: Wire
    guardian: Guardian
    scribe: Scribe
    keeper: Keeper
    signals: Signals
    prescription: Watched
    stop: tuple[bytes, ...]
    nonce: int
    pedal: Pedal | None = None


class Loop:
    """Life: `run` until it is over."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._written = True
        self._due_ns = parts.clocks.now_ns()
        self._beaten_ns = 0
        self._pause_ns = self._due_ns + PAUSE_EACH_NS
        self._pedal_again_ns = 0
        self._released = False

    def run(self) -> int:
        """Step until it is over; return the exit code of the program."""
        try:
            while self.turn():
                pass
        except BaseException as error:  # nothing of any kind may go on after a defect
            Latched(self._parts, error).stay()
            return DEFECT
        return self._end()

    def turn(self) -> bool:
        """Wait, gather, step and carry out; False when it is over."""
        self._wait()
        inputs = self._gather()
        outputs = self._parts.controller.step(inputs)
        self._carry_out(inputs, outputs)
        return not outputs.over

    def _wait(self) -> None:
        """Wait for the first arrival, at most to the next tick, with an eye on the game's life."""
        now_ns, sources = self._parts.clocks.now_ns, self._sources()
        while not self._parts.game.dying() and self._due_ns > now_ns():
            if wait_for(sources, min(self._due_ns - now_ns(), LOOK_NS)):
                break
        if now_ns() >= self._pause_ns:
            wait_for([], timing.MS)
            self._pause_ns = now_ns() + PAUSE_EACH_NS
        self._plan(now_ns())

    def _plan(self, now_ns: int) -> None:
        if now_ns >= self._due_ns:  # on the grid, unless more than a tick was lost
            self._due_ns = max(self._due_ns, now_ns - TICK_NS + 1) + TICK_NS

    def _sources(self) -> list[int]:
        """Return what to wait on: everything that can still say something."""
        parts = self._parts
        sources = [parts.signals.fileno()]
        for part, over in ((parts.game, parts.game.gone), (parts.wire, bool(parts.wire.gone)),
                           (parts.guardian, parts.guardian.over), (parts.scribe, bool(parts.scribe.gone))):
            if not over:
                sources.append(part.fileno())
        if parts.pedal is not None and not parts.pedal.gone:
            sources.append(parts.pedal.fileno())
        return sources

    def _gather(self) -> Inputs:
        """Take in everything, and the clocks last: nothing taken in may be younger than now."""
        parts = self._parts
        messages, wire = parts.game.receive(), parts.wire.read()
        guardian, stop = parts.guardian.news(), self._outside_stop()
        parts.scribe.pump()
        now_ns, boot_ns = parts.clocks.both()
        return Inputs(
            now_ns=now_ns, boot_ns=boot_ns, messages=messages,
            game_gone=parts.game.gone or parts.signals.asked, wire=wire, wire_gone=parts.wire.gone,
            written=self._written, guardian=guardian, acked=parts.scribe.acked, log_gone=parts.scribe.gone,
            stop=stop, digest=parts.prescription.look(now_ns))

    def _outside_stop(self) -> Why | None:
        """Tell who outside the game says stop.  A signal also ends: from then on the game counts as gone."""
        if self._parts.signals.look():
            return Why.SIGNAL
        pedal, now_ns = self._parts.pedal, self._parts.clocks.now_ns()
        if pedal is None or not pedal.pressed() or now_ns < self._pedal_again_ns:
            return None
        if pedal.gone:
            self._pedal_again_ns = now_ns + PEDAL_LOST_NS
        return Why.PEDAL

    def _carry_out(self, inputs: Inputs, outputs: Outputs) -> None:
        """Write to the wire first, and do everything else when that is done."""
        parts = self._parts
        if outputs.flush:
            parts.wire.throw_away()
        self._written = all(self._write(inputs, frame) for frame in outputs.frames)
        if outputs.beat and inputs.now_ns - self._beaten_ns >= BEAT_NS:
            self._beaten_ns = inputs.now_ns
            parts.guardian.beat()
        for message in outputs.to_game:
            parts.game.send(message)
        self._released = self._released or outputs.release
        parts.keeper.keep(inputs, outputs)
        parts.scribe.pump()

    def _write(self, inputs: Inputs, frame: bytes) -> bool:
        """Write one frame whole, or stop frames instead of it."""
        if self._parts.guardian.look() is GuardianNews.TRIPPED:
            return False
        if (frame in self._parts.stop or self._fresh(inputs)) and self._parts.wire.write(frame):
            return True
        self._parts.wire.throw_away()
        for stop in self._parts.stop:
            self._parts.wire.write(stop)
        return False

    def _fresh(self, inputs: Inputs) -> bool:
        """Whether a step's decision still holds: this program may have been frozen in the middle of it."""
        age_ns = self._parts.clocks.now_ns() - inputs.now_ns
        return age_ns < timing.LATE_STOP_MS * timing.MS and not self._parts.guardian.over

    def _end(self) -> int:
        """Let everything go; DONE only when the stop was proven, the guardian released and the log is whole."""
        parts = self._parts
        if self._released:
            parts.guardian.release()
        whole = parts.scribe.end()
        parts.game.close()
        return DONE if self._released and whole and not parts.wire.gone else DEFECT


class Latched:
    """After a defect: the stop frames, a word to the game and the log, and nothing else until the game has gone.

    The guardian hears no beat any more and trips as well.  If this fails too, the program dies, and the guardian
    sees it at once.
    """

    def __init__(self, parts: Parts, error: BaseException) -> None:
        self._parts = parts
        self._error = error
        self._sequence = 0

    def stay(self) -> None:
        """Stop, tell, and stay."""
        for _ in range(timing.STOP_REPEATS):
            self._stop()
            wait_for([], timing.STOP_GAP_MS * timing.MS)
        self._parts.keeper.defect(Record("defect", self._parts.clocks.now_ns(), {
            "error": type(self._error).__name__, "text": str(self._error)[:500], "at": _place(self._error)}, True))
        self._parts.scribe.end()
        game, signals = self._parts.game, self._parts.signals
        while not (game.gone or signals.look()):
            game.send(self._status())
            game.receive()
            wait_for([signals.fileno(), *([] if game.gone else [game.fileno()])], LATCHED_STATUS_NS)
        game.close()

    def _stop(self) -> None:
        if self._parts.guardian.look() is not GuardianNews.TRIPPED:
            for frame in self._parts.stop:
                self._parts.wire.write(frame)

    def _status(self) -> bytes:
        self._sequence += 1
        return encode(Envelope(self._sequence, self._parts.nonce, self._parts.clocks.now_ns(), Status(
            state=State.FAULT, challenge=0, why=Why.DEFECT, channel=None, level_ua=0, target_ua=0, rest_left_ms=0,
            train_left_ms=0, session_left_ms=0, day_left_ms=0, unlocked=False, held=False, stop_tested=False,
            confirmed=0, pads=0, trains=0)))


def wait_for(sources: list[int], at_most_ns: int) -> bool:
    """Wait until one of the sources can be read (True), or so long; rounded up to milliseconds: it never spins."""
    poll = select.poll()
    for source in sources:
        poll.register(source, select.POLLIN)
    return bool(poll.poll(max(0, -(-at_most_ns // timing.MS))))


def _place(error: BaseException) -> str:
    """Return where it happened: file and line, innermost last."""
    return " ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
                    for frame in traceback.extract_tb(error.__traceback__)[-4:])
