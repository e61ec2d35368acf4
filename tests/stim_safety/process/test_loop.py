"""The loop: what is gathered, what is carried out in which order, and what happens when anything in it fails."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stim_safety import outside, process, timing
from stim_safety.children import Guardian, Scribe
from stim_safety.drivers import Line
from stim_safety.messages import SIZE, Status, decode
from stim_safety.outside import Game, Signals
from stim_safety.pedal import Pedal
from stim_safety.port import Wire
from stim_safety.process import Clocks, Latched, Loop, Parts, wait_for
from stim_safety.step import GuardianNews, Inputs, Outputs, Record
from stim_safety.words import State, Why
from tests.stim_safety.process.far_end import FarEnd, until

pytestmark = pytest.mark.process
STOP = (b"\xf0STOP1\x0f", b"\xf0STOP2\x0f")
STOPS = b"".join(STOP)
FRAME = b"\xf0TRAIN\x0f"


class Scripted:
    """A controller that answers what it is told to, and remembers what came."""

    def __init__(self, *outputs: Outputs) -> None:
        self.outputs = list(outputs)
        self.inputs: list[Inputs] = []
        self.before: Callable[[], object] = lambda: None

    def step(self, inputs: Inputs) -> Outputs:
        self.inputs.append(inputs)
        self.before()
        return self.outputs.pop(0) if self.outputs else Outputs()


class Kept:
    """A keeper that remembers."""

    def __init__(self) -> None:
        self.steps = 0
        self.defects: list[Record] = []

    def keep(self, inputs: Inputs, outputs: Outputs) -> None:
        self.steps += 1

    def defect(self, record: Record) -> None:
        self.defects.append(record)


class Same:
    """A prescription that never changes."""

    def look(self, now_ns: int) -> str | None:
        return None


class Stand:
    """A loop with real processes, a real port and a scripted controller."""

    def __init__(self, far_end: FarEnd, folder: Path, pedal: Pedal | None = None) -> None:
        self.far_end = far_end
        self.game, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.controller = Scripted()
        self.keeper = Kept()
        self.shift_ns = 0
        real = Clocks()
        self.signals = Signals()
        wire = Wire(far_end.path, Line(115_200))
        self.parts = Parts(
            Clocks(lambda: real.now_ns() + self.shift_ns, lambda: real.boot_ns() + self.shift_ns), self.controller,
            Game(theirs.detach()), wire, Guardian(wire.fileno(), wire.fileno(), folder / "tripped", STOPS),
            Scribe(folder, "audit", "journal"), self.keeper, self.signals, Same(), STOP, 77, pedal)
        self.signals.unblock()
        self.loop = Loop(self.parts)

    def turn(self, *outputs: Outputs) -> Inputs:
        """Take one turn for each output (or one); return the inputs of the last."""
        self.controller.outputs += outputs
        for _ in outputs or (None,):
            self.loop.turn()
        return self.controller.inputs[-1]

    def close(self) -> None:
        for child in (self.parts.guardian, self.parts.scribe):
            child.process.kill()
            child.process.wait()
            child._ours.close()
        self.parts.wire.close()
        self.parts.game.close()
        self.game.close()


@pytest.fixture
def stand(own_signals: None, far_end: FarEnd, tmp_path: Path) -> Iterator[Stand]:
    made = Stand(far_end, tmp_path)
    yield made
    made.close()


def takes_its_time(stand: Stand) -> bool:
    """Whether quiet turns come at the pace of ticks; the first may be short."""
    times = [stand.turn().now_ns for _ in range(5)]
    return times[-1] - times[0] >= 3 * timing.TICK_MS * timing.MS


def test_a_quiet_turn_takes_a_tick_and_brings_nothing(stand: Stand) -> None:
    assert takes_its_time(stand)
    quiet = stand.turn()
    assert quiet == Inputs(quiet.now_ns, quiet.boot_ns)


def test_a_message_wakes_it_and_everything_that_waits_comes_in_order(stand: Stand) -> None:
    stand.turn()
    for message in (b"one", b"two", bytes(SIZE)):
        stand.game.send(message)
    assert stand.turn().messages == (b"one", b"two", bytes(SIZE))


def test_what_is_too_long_stays_too_long(stand: Stand) -> None:
    stand.game.send(bytes(5000))
    assert [len(message) for message in stand.turn().messages] == [2 * SIZE]


def test_not_more_than_a_few_messages_are_taken_and_none_is_lost(
        stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "MOST_MESSAGES", 2)
    for message in (b"1", b"2", b"3"):
        stand.game.send(message)
    assert [stand.turn().messages for _ in range(2)] == [(b"1", b"2"), (b"3",)]


def test_now_is_never_older_than_what_was_taken_in(stand: Stand) -> None:
    stand.game.send(process.Clocks().now_ns().to_bytes(8, "little"))
    inputs = stand.turn()
    assert int.from_bytes(inputs.messages[0], "little") < inputs.now_ns


@pytest.mark.parametrize("unread", [False, True], ids=["quiet", "before it had read everything"])
def test_a_closed_game_is_gone_and_does_not_make_it_spin(stand: Stand, unread: bool) -> None:
    if unread:
        stand.turn(Outputs(to_game=(b"status",)))
    stand.game.close()
    assert stand.turn().game_gone
    stand.turn(Outputs(to_game=(b"status",)))
    assert stand.turn().game_gone
    assert takes_its_time(stand)


def test_a_game_that_does_not_listen_is_not_waited_for(stand: Stand) -> None:
    stand.turn(*[Outputs(to_game=(bytes(SIZE),) * 500)] * 3)
    assert not stand.turn().game_gone


def test_bytes_of_the_device_come_in_and_frames_go_out(stand: Stand) -> None:
    os.write(stand.far_end.master, b"answer")
    assert stand.turn(Outputs(frames=(*STOP, FRAME))).wire == b"answer"
    stand.far_end.until(STOPS + FRAME)
    assert stand.turn().written


def test_fault_39_a_frame_that_does_not_go_out_whole_becomes_a_stop(stand: Stand) -> None:
    stand.far_end.fill()
    stand.turn(Outputs(frames=(FRAME,)))
    assert not stand.turn().written
    assert stand.far_end.waiting().endswith(STOPS)
    assert stand.turn().written


def test_a_flush_throws_away_what_waits(stand: Stand) -> None:
    stand.far_end.fill()
    stand.turn(Outputs(flush=True, frames=STOP))
    assert stand.turn().written
    assert stand.far_end.waiting().endswith(STOPS)


def test_a_lost_wire_is_told_and_does_not_make_it_spin(stand: Stand) -> None:
    stand.far_end.unplug()
    assert stand.turn().wire_gone
    assert takes_its_time(stand)


def test_beats_are_paced_and_answered(stand: Stand) -> None:
    news = [stand.turn(Outputs(beat=True)).guardian for _ in range(20)]
    assert GuardianNews.BEAT in news
    assert set(news) <= {GuardianNews.BEAT, GuardianNews.QUIET}
    assert news.count(GuardianNews.BEAT) <= 10


def test_nothing_is_written_after_the_guardian_has_taken_the_wire(stand: Stand) -> None:
    stand.turn(Outputs(beat=True))
    stand.far_end.until(STOPS, timing.STOP_REPEATS)
    assert stand.turn(Outputs(frames=(FRAME, *STOP))).guardian is GuardianNews.TRIPPED
    assert not stand.turn().written
    assert FRAME not in stand.far_end.heard + stand.far_end.take(0.1)


def test_a_guardian_that_has_gone_leaves_stops_only(stand: Stand) -> None:
    stand.parts.guardian.process.kill()
    until(lambda: stand.turn().guardian is GuardianNews.GONE, "its end")
    stand.turn(Outputs(frames=(FRAME,)))
    assert not stand.turn(Outputs(frames=STOP)).written
    stand.far_end.until(STOPS, 2)
    assert FRAME not in stand.far_end.heard
    assert stand.turn().written


def test_a_decision_that_was_frozen_before_it_was_written_becomes_a_stop(stand: Stand) -> None:
    def freeze() -> None:
        stand.shift_ns += timing.LATE_STOP_MS * timing.MS
    stand.controller.before = freeze
    stand.turn(Outputs(frames=(FRAME,)))
    assert not stand.turn().written
    assert stand.far_end.waiting() == STOPS


def test_proven_lines_and_a_lost_log_come_in(stand: Stand) -> None:
    stand.parts.scribe.line(b"one\n", sync=True)
    until(lambda: stand.turn().acked == 1, "the proof")
    stand.parts.scribe.process.kill()
    until(lambda: stand.turn().log_gone, "the loss")


@pytest.mark.parametrize("number", outside.SIGNALS)
def test_a_signal_is_a_stop_first_and_then_the_end_of_the_game(stand: Stand, number: signal.Signals) -> None:
    os.kill(os.getpid(), number)
    first, second = stand.turn(), stand.turn()
    assert (first.stop, first.game_gone) == (Why.SIGNAL, True)
    assert (second.stop, second.game_gone) == (None, True)


def test_a_pedal_is_a_stop(own_signals: None, far_end: FarEnd, tmp_path: Path) -> None:
    treadle = FarEnd()
    stand = Stand(far_end, tmp_path, Pedal(treadle.path))
    assert stand.turn().stop is None
    os.write(treadle.master, b"x")
    assert stand.turn().stop is Why.PEDAL
    assert stand.turn().stop is None
    treadle.unplug()
    assert [stand.turn().stop for _ in range(3)] == [Why.PEDAL, None, None]
    stand.shift_ns += process.PEDAL_LOST_NS
    assert stand.turn().stop is Why.PEDAL  # as long as it is lost
    stand.close()
    treadle.close()


def test_a_late_turn_does_not_try_to_make_up_for_what_is_lost(stand: Stand) -> None:
    stand.turn()
    stand.shift_ns += 10**9
    assert takes_its_time(stand)


def test_the_end_is_clean_when_released_and_proven(stand: Stand) -> None:
    stand.controller.outputs = [Outputs(), Outputs(release=True), Outputs(over=True)]
    assert stand.loop.run() == process.DONE
    assert stand.parts.guardian.process.poll() == 0
    assert stand.far_end.waiting() == b""


def test_an_end_without_release_is_no_clean_one_and_the_guardian_stops(stand: Stand) -> None:
    stand.controller.outputs = [Outputs(over=True)]
    assert stand.loop.run() == process.DEFECT
    stand.parts.guardian._ours.close()
    stand.far_end.until(STOPS)


# After a defect.


@pytest.mark.parametrize("error", [ValueError("what"), KeyboardInterrupt(), MemoryError(), SystemExit(0)])
def test_fault_31_a_defect_stops_at_once_tells_the_game_and_stays_until_it_goes(
        stand: Stand, error: BaseException) -> None:
    def fail() -> None:
        raise error
    stand.controller.before = fail
    told: list[bytes] = []

    def listen(sources: list[int], at_most_ns: int) -> bool:
        arrived = wait_for(sources, at_most_ns)
        if stand.keeper.defects and len(told) < 3:
            told.append(stand.game.recv(SIZE))
            if len(told) == 3:
                stand.game.close()
        return arrived
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "wait_for", listen)
        assert stand.loop.run() == process.DEFECT
    stand.far_end.until(STOPS, timing.STOP_REPEATS)
    statuses = [decode(each) for each in told]
    assert all(isinstance(each.message, Status) and each.message.state is State.FAULT
               and each.message.why is Why.DEFECT and each.nonce == 77 for each in statuses)
    assert [each.sequence for each in statuses] == [1, 2, 3]
    assert stand.keeper.defects[0].data["error"] == type(error).__name__
    assert "test_loop.py" in str(stand.keeper.defects[0].data["at"])


def test_a_signal_ends_the_latch(stand: Stand) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    Latched(stand.parts, ValueError()).stay()
    stand.far_end.until(STOPS, timing.STOP_REPEATS)


def test_after_the_guardian_has_tripped_a_defect_writes_nothing(stand: Stand) -> None:
    stand.turn(Outputs(beat=True))
    until(lambda: stand.turn().guardian is GuardianNews.TRIPPED, "its word")
    stand.far_end.until(STOPS, timing.STOP_REPEATS)
    stand.game.close()
    Latched(stand.parts, ValueError()).stay()
    assert stand.far_end.take(0.1) == b""


def test_a_defect_that_cannot_even_be_told_ends_the_program(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_record: Record) -> None:
        raise ValueError("again")
    monkeypatch.setattr(stand.keeper, "defect", fail)
    stand.controller.before = lambda: 1 // 0
    with pytest.raises(ValueError, match="again"):
        stand.loop.run()
    stand.far_end.until(STOPS, timing.STOP_REPEATS)


def test_wall_time_and_chance_come_in_here() -> None:
    assert process.utc_s() > 1_700_000_000
    assert process.chance() != process.chance() < 2**64
