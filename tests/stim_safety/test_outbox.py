"""What one step yields, in its order; and which records count as written."""

from __future__ import annotations

import pytest

from stim_safety.lease import WRAP
from stim_safety.messages import Device, Envelope, Refusal, decode
from stim_safety.outbox import Outbox
from stim_safety.step import Outputs, Record
from stim_safety.timing import LOG_MS, MS
from tests.stim_safety.rig import NONCE, used

T0 = 9_000 * MS


def outbox(proven: int = 0) -> Outbox:
    out = Outbox(NONCE)
    out.begin(T0, proven)
    return out


def taken(out: Outbox, *, mute: bool = False) -> Outputs:
    return out.take(mute=mute, beat=True, release=False, over=False)


def told(outputs: Outputs) -> list[Envelope]:
    return [decode(data) for data in outputs.to_game]


# --- what goes out ----------------------------------------------------------------------------------------------


def test_an_empty_step_yields_nothing_but_its_beat() -> None:
    assert taken(outbox()) == Outputs(beat=True)


def test_everything_that_was_put_in_comes_out_once() -> None:
    out = outbox()
    out.frame(b"ordinary")
    number = out.record("late", {"ms": 41})
    out.tell(Refusal(True, "No."))
    out.flush, out.spent, out.device_known = True, used(), "p24 1"
    outputs = out.take(mute=False, beat=False, release=True, over=True)
    assert outputs == Outputs(
        frames=(b"ordinary",), flush=True, to_game=outputs.to_game, release=True,
        records=(Record("late", T0, {"ms": 41}),), spent=used(), device_known="p24 1", over=True)
    assert (number, told(outputs)) == (1, [Envelope(1, NONCE, T0, Refusal(True, "No."))])
    assert taken(out) == Outputs(beat=True)


def test_stops_go_out_instead_of_the_ordinary_frame_whichever_came_first() -> None:
    for stops_first in (True, False):
        out = outbox()
        if stops_first:
            out.stop((b"stop", b"again"))
        out.frame(b"ordinary")
        if not stops_first:
            out.stop((b"stop", b"again"))
        assert taken(out).frames == (b"stop", b"again")


def test_an_empty_frame_is_only_waited_for() -> None:
    out = outbox()
    out.frame(b"ordinary")
    out.frame(b"")
    assert taken(out).frames == ()


@pytest.mark.parametrize("stop", [True, False])
def test_a_muted_outbox_lets_nothing_on_the_wire_and_tells_all_the_same(stop: bool) -> None:
    out = outbox()
    out.frame(b"ordinary")
    if stop:
        out.stop((b"stop",))
    out.flush = True
    out.tell(Device("p24 1", known=True))
    out.record("violation", {})
    outputs = taken(out, mute=True)
    assert (outputs.frames, outputs.flush) == ((), False)
    assert (len(outputs.to_game), len(outputs.records)) == (1, 1)


def test_messages_are_numbered_from_one_on_through_all_steps_and_around_the_ring() -> None:
    out = outbox()
    out.tell(Device("a", known=False))
    out.tell(Device("b", known=False))
    first = taken(out)
    out.begin(T0 + 20 * MS, 0)
    out.tell(Device("c", known=False))
    assert [(each.sequence, each.t_ns) for each in (*told(first), *told(taken(out)))] == [
        (1, T0), (2, T0), (3, T0 + 20 * MS)]
    out._sequence = WRAP - 2
    for _ in range(2):
        out.tell(Device("d", known=False))
    assert [each.sequence for each in told(taken(out))] == [WRAP - 1, 0]


# --- what is proven ---------------------------------------------------------------------------------------------


def test_before_the_first_step_nothing_is_proven_and_nothing_is_late() -> None:
    out = Outbox(NONCE)
    assert not out.is_proven(1)
    out.record("begin", {}, sync=True)
    assert not out.overdue()
    assert taken(out).records == (Record("begin", 0, {}, True),)


def test_records_are_numbered_and_count_as_written_once_so_many_are_proven() -> None:
    out = outbox()
    assert [out.record("a", {}), out.record("b", {}, sync=True), out.record("c", {})] == [1, 2, 3]
    assert [record.sync for record in taken(out).records] == [False, True, False]
    for proven in range(4):
        out.begin(T0, proven)
        assert [out.is_proven(number) for number in (1, 2, 3)] == [proven >= number for number in (1, 2, 3)]


def test_the_record_is_of_what_stood_there_then() -> None:
    out, data = outbox(), {"ms": 1}
    out.record("late", data)
    data["ms"] = 2
    assert taken(out).records[0].data == {"ms": 1}


@pytest.mark.parametrize(("late_ns", "overdue"), [(LOG_MS * MS, False), (LOG_MS * MS + 1, True)])
def test_a_record_that_must_be_on_disk_is_overdue_after_a_second(late_ns: int, overdue: bool) -> None:
    out = outbox()
    out.record("state", {}, sync=True)
    out.begin(T0 + late_ns, 0)
    assert out.overdue() is overdue


def test_only_what_must_be_on_disk_and_is_not_can_be_overdue() -> None:
    out = outbox()
    out.record("late", {})
    out.record("state", {}, sync=True)
    out.begin(T0 + LOG_MS * MS // 2, 0)
    out.record("state", {}, sync=True)
    out.begin(T0 + LOG_MS * MS + 1, 1)
    assert out.overdue()
    out.begin(T0 + LOG_MS * MS + 1, 2)
    assert not out.overdue()
    out.begin(T0 + LOG_MS * MS * 3 // 2 + 1, 2)
    assert out.overdue()
    out.begin(T0 + LOG_MS * MS * 9, 3)
    assert not out.overdue()
