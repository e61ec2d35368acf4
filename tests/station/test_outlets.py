from __future__ import annotations

import math
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec

import pytest

from clinic.recording.records import LogEvent, Record, Remark, RoundEvent
from core.clock import NS_PER_S, Deadline, ManualClock, SystemClock
from core.errors import DeviceMissing
from core.events import Event
from core.frames import ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from core.samples import Stream
from devices.codecs.chunks import Chunk, decode
from devices.transports import lsl as lsl_in
from signals.assembler import BodyState
from station import outlets
from station.outlets import Outlets, activations
from station.plugging import Plugs, plug
from station.session import Session
from station.settings import Settings

MUSCLES = (Muscle.RIGHT_TIBIALIS_ANTERIOR, Muscle.RIGHT_GASTROCNEMIUS)
NOW_NS = 500 * NS_PER_S
FRAME = ControlFrame(3, NOW_NS - NS_PER_S // 4, activation={
    MUSCLES[0]: Feature(0.4, 1, StreamHealth.OK), MUSCLES[1]: Feature(0.9, 1, StreamHealth.SATURATED)})
STANDING = BodyState(cop_mm=(12.5, -3.0), total_kg=71.5)


@dataclass
class Told:
    """One stream that was announced, and what was sent on it."""

    name: str
    kind: str
    channels: int
    rate_hz: float
    form: int
    source: str
    labels: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    samples: list[tuple[list[float] | list[str], float]] = field(default_factory=list)
    fails: Exception | None = None

    def set_channel_labels(self, labels: list[str]) -> None:
        self.labels = labels

    def set_channel_units(self, units: list[str]) -> None:
        self.units = units

    def push_sample(self, x: Sequence[float] | Sequence[str], timestamp: float) -> None:
        if self.fails is not None:
            raise self.fails
        self.samples.append((list(x), timestamp))  # type: ignore[arg-type]  # a list of one kind stays one


class Library:
    """pylsl, with a local clock of its own."""

    def __init__(self) -> None:
        self.streams: dict[str, Told] = {}

    def StreamInfo(self, name: str, type: str, channel_count: int,  # noqa: N802 - the library's own names
                   nominal_srate: float, channel_format: int, source_id: str) -> Told:
        return Told(name, type, channel_count, nominal_srate, channel_format, source_id)

    def StreamOutlet(self, info: outlets.OutletInfo) -> Told:  # noqa: N802 - the library's own name
        assert isinstance(info, Told)
        self.streams[info.name] = info
        return info

    def local_clock(self) -> float:
        return 20.0


class Kept:
    """A keeper that shows what it kept."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def put(self, record: Record) -> None:
        self.records.append(record)


def sending(muscles: Sequence[Muscle] = MUSCLES, body: BodyState = STANDING,
            ) -> tuple[Callable[[Record], None], dict[str, Told], Kept, Outlets]:
    library, kept = Library(), Kept()
    streams = Outlets(muscles, ManualClock(NOW_NS), library)
    return streams.around(kept, lambda: body).put, library.streams, kept, streams


def test_three_streams_say_what_they_carry() -> None:
    _, streams, _, _ = sending()
    markers, cop, activation = (streams[f"Surefoot {name}"] for name in ("markers", "CoP", "activation"))
    assert (markers.kind, markers.rate_hz, markers.form, markers.channels) == ("Markers", 0.0, 3, 1)
    assert (cop.rate_hz, cop.labels, cop.units) == (
        100, ["cop_x", "cop_y", "load"], ["millimeters", "millimeters", "kilograms"])
    assert activation.labels == [str(muscle) for muscle in MUSCLES]
    assert len({told.source for told in streams.values()}) == 3


def test_without_muscles_there_is_no_activation() -> None:
    put, streams, _, _ = sending(())
    put(FRAME)
    assert set(streams) == {"Surefoot markers", "Surefoot CoP"}


def test_a_frame_is_kept_and_sent_with_its_time() -> None:
    put, streams, kept, _ = sending()
    put(FRAME)
    assert kept.records == [FRAME]
    assert streams["Surefoot CoP"].samples == [([12.5, -3.0, 71.5], 19.75)]
    (values, stamp), = streams["Surefoot activation"].samples
    assert (values[0], stamp) == (0.4, 19.75)
    assert math.isnan(float(values[1]))


def test_nobody_on_the_board_is_not_a_number() -> None:
    put, streams, _, _ = sending(body=BodyState())
    put(FRAME)
    (values, _), = streams["Surefoot CoP"].samples
    assert all(math.isnan(float(value)) for value in values)


@pytest.mark.parametrize(("health", "known"), [(health, health in (StreamHealth.OK, StreamHealth.LATE))
                                               for health in StreamHealth])
def test_only_what_can_be_trusted_is_sent(health: StreamHealth, known: bool) -> None:
    value, missing = activations(MUSCLES, {MUSCLES[0]: Feature(0.4, 1, health)})
    assert (value == 0.4) is known
    assert math.isnan(missing)


@pytest.mark.parametrize(("record", "text"), [
    (LogEvent(Event(0, NOW_NS, "session_started")), "session_started"),
    (RoundEvent(1, Event(5, NOW_NS, "hit", {"points": 3})), 'hit {"points": 3}')])
def test_events_are_markers(record: Record, text: str) -> None:
    put, streams, kept, _ = sending()
    put(record)
    put(Remark(Stream.BOARD, NOW_NS, "gap", "words for the therapist"))
    assert streams["Surefoot markers"].samples == [([text], 20.0)]
    assert len(kept.records) == 2


def test_a_stream_that_fails_is_dropped_and_everything_else_goes_on() -> None:
    put, streams, kept, _ = sending()
    streams["Surefoot CoP"].fails = RuntimeError("no memory")
    put(FRAME)
    streams["Surefoot CoP"].fails = None
    put(FRAME)
    assert streams["Surefoot CoP"].samples == []
    assert len(streams["Surefoot activation"].samples) == len(kept.records) == 2


def test_after_closing_nothing_is_sent() -> None:
    put, streams, kept, held = sending()
    held.close()
    put(FRAME)
    put(LogEvent(Event(0, NOW_NS, "late")))
    assert all(told.samples == [] for told in streams.values())
    assert len(kept.records) == 2


def test_without_pylsl_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pylsl", None)
    with pytest.raises(DeviceMissing, match=r"lsl_out: true.* -m pip install pylsl$"):
        Outlets(MUSCLES, ManualClock())


def session(lsl_out: bool, live: bool) -> Session:
    settings = Settings(schema=1, lsl_out=lsl_out)
    clock = ManualClock(NOW_NS)
    wired = plug(Plugs("sim", "sim"), settings, clock, threading.Event(), 1)
    return Session(wired, settings, 1, None, None, threaded=live)


def test_a_live_session_sends_what_it_logs_and_stops_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library()
    monkeypatch.setattr(outlets, "library", lambda: library)
    held = session(lsl_out=True, live=True)
    held.engine.log(0, NOW_NS, "session_started", {})
    held.close(0, 0)
    held.engine.log(1, NOW_NS, "late", {})
    assert [sample for sample, _ in library.streams["Surefoot markers"].samples] == [["session_started"]]


@pytest.mark.parametrize(("lsl_out", "live"), [(False, True), (True, False), (False, False)])
def test_nothing_is_sent_unless_wanted_nor_faster_than_real_time(lsl_out: bool, live: bool,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library()
    monkeypatch.setattr(outlets, "library", lambda: library)
    held = session(lsl_out, live)
    held.engine.log(0, NOW_NS, "session_started", {})
    held.close(0, 0)
    assert library.streams == {}


@pytest.mark.skipif(find_spec("pylsl") is None, reason="pylsl is not installed: pip install pylsl")
def test_others_in_the_network_read_what_is_sent() -> None:
    """The whole way: out through the real library, and in again through our own transport."""
    clock = SystemClock()
    put = Outlets(MUSCLES, clock).around(Kept(), lambda: STANDING).put
    try:
        back = lsl_in.open_stream("Surefoot CoP", "", clock)
    except DeviceMissing:
        pytest.skip("this network does not let LSL find a stream of this very machine")
    deadline, got = Deadline(clock, 20 * NS_PER_S), list[Chunk]()
    sent_ns: list[int] = []
    while not got and not deadline.passed():
        sent_ns.append(clock.now_ns())
        put(ControlFrame(len(sent_ns), sent_ns[-1]))
        got = [record for record in decode(back.read(20))[0] if isinstance(record, Chunk)]
    back.close()
    assert got[0].values[0].tolist() == [12.5, -3.0, 71.5]
    assert got[0].t_ns is not None
    assert min(abs(int(got[0].t_ns[0]) - t_ns) for t_ns in sent_ns) < NS_PER_S // 50
