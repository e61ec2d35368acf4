"""What a recording holds, and how each kind is written.

A record is one message on a topic, in JSON: plain to any MCAP tool, and exact, because Python writes the
shortest decimal that reads back to the same float64 and sample data is base64 of little-endian float32.
Order in the file is the order of use: blocks, link notes and calibrations come before the frame that was
made of them, a frame before the steps it drove, a step before its events.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from core.events import Event, JsonValue
from core.frames import ControlFrame, Feature, StreamHealth
from core.muscles import Muscle
from core.quick import quick
from core.samples import SampleBlock, Stream
from core.stim import NO_STIM, StimPhase, StimView


class Topic(StrEnum):
    """The kinds of record.

    SAMPLES: one raw block.  LINKS: a remark of a device link.  CALIBRATION: in force from here on.
    FRAMES: one control frame.  STEPS: a round was stepped with these commands.  EVENTS: what a round
    answered.  STIM: what was asked of the safety program and what it answered.  STIM_VIEW: where stimulation
    stands, from the next frame on.  LOG: anything else worth keeping (faults, dropped steps), not replayed.
    """

    SAMPLES = "samples"
    LINKS = "links"
    CALIBRATION = "calibration"
    FRAMES = "frames"
    STEPS = "steps"
    EVENTS = "events"
    STIM = "stim"
    STIM_VIEW = "stim_view"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark of a device link, as text: which stream, when, what kind, and the sentence."""

    stream: Stream
    t_ns: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A calibration came into force at `t_ns`; `values` is its JSON form."""

    t_ns: int
    values: Mapping[str, JsonValue]


@quick
@dataclass(frozen=True, slots=True)
class RoundStepped:
    """Round `index` of the session sheet was stepped at `tick` with `commands`."""

    index: int
    tick: int
    t_ns: int
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundEvent:
    """An event that round `index` answered."""

    index: int
    event: Event


@dataclass(frozen=True, slots=True)
class StimMessage:
    """One message between game and safety program, in plain words: `sent` by us, or answered by it."""

    t_ns: int
    sent: bool
    kind: str
    values: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Stimulated:
    """Where stimulation stands from the next frame on."""

    t_ns: int
    view: StimView


@dataclass(frozen=True, slots=True)
class LogEvent:
    """An event outside of rounds."""

    event: Event


Record = (SampleBlock | Remark | Calibrated | ControlFrame | RoundStepped | RoundEvent | StimMessage | Stimulated
          | LogEvent)


def encode(record: Record) -> tuple[Topic, int, bytes]:
    """Return topic, time in nanoseconds and JSON bytes of `record`."""
    topic, t_ns, plain = _ENCODERS[type(record)](record)
    return topic, t_ns, _JSON.encode(plain).encode()


def decode(topic: Topic, data: bytes) -> Record:
    """Return the record; raises ValueError (KeyError, TypeError) when the bytes are not one."""
    return _DECODERS[topic](json.loads(data))


def _block_out(block: SampleBlock) -> tuple[Topic, int, dict[str, Any]]:
    return Topic.SAMPLES, block.t0_ns, {
        "stream": block.stream, "seq": block.seq, "t0_ns": block.t0_ns, "rate_hz": block.rate_hz,
        "lost": block.lost, "channels": block.data.shape[1],
        "data": base64.b64encode(block.data.astype("<f4").tobytes()).decode()}


def _block_in(plain: dict[str, Any]) -> SampleBlock:
    flat = np.frombuffer(base64.b64decode(plain["data"]), "<f4").astype(np.float32)
    return SampleBlock(Stream(plain["stream"]), plain["seq"], plain["t0_ns"], plain["rate_hz"],
                       flat.reshape(-1, plain["channels"]), plain["lost"])


def _remark_out(remark: Remark) -> tuple[Topic, int, dict[str, Any]]:
    return Topic.LINKS, remark.t_ns, {
        "stream": remark.stream, "t_ns": remark.t_ns, "kind": remark.kind, "text": remark.text}


def _remark_in(plain: dict[str, Any]) -> Remark:
    return Remark(Stream(plain["stream"]), plain["t_ns"], plain["kind"], plain["text"])


def _calibrated_out(calibrated: Calibrated) -> tuple[Topic, int, dict[str, Any]]:
    return Topic.CALIBRATION, calibrated.t_ns, {"t_ns": calibrated.t_ns, "values": dict(calibrated.values)}


def _calibrated_in(plain: dict[str, Any]) -> Calibrated:
    return Calibrated(plain["t_ns"], plain["values"])


def _feature_out(feature: Feature) -> list[JsonValue]:
    return [feature.value, feature.t_ns, feature.health, *([True] if feature.hum else [])]


def _feature_in(plain: list[Any]) -> Feature:
    return Feature(plain[0], plain[1], StreamHealth(plain[2]), *plain[3:])


def _frame_out(frame: ControlFrame) -> tuple[Topic, int, dict[str, Any]]:
    return Topic.FRAMES, frame.t_ns, {
        "tick": frame.tick, "t_ns": frame.t_ns, "button": frame.button,
        "lean_x": _feature_out(frame.lean_x), "lean_y": _feature_out(frame.lean_y),
        "weight_kg": _feature_out(frame.weight_kg), "share": _feature_out(frame.share),
        "activation": {muscle: _feature_out(value) for muscle, value in frame.activation.items()},
        "active": sorted(frame.active), **({} if frame.stim is NO_STIM else {"stim": _view_out(frame.stim)}),
        **({"own_reach": True} if frame.own_reach else {})}


def _frame_in(plain: dict[str, Any]) -> ControlFrame:
    return ControlFrame(
        plain["tick"], plain["t_ns"], _feature_in(plain["lean_x"]), _feature_in(plain["lean_y"]),
        _feature_in(plain["weight_kg"]), _feature_in(plain["share"]),
        {Muscle(name): _feature_in(value) for name, value in plain["activation"].items()}, plain["button"],
        frozenset(Muscle(name) for name in plain["active"]),
        _view_in(plain["stim"]) if "stim" in plain else NO_STIM, plain.get("own_reach", False))


def _view_out(view: StimView) -> dict[str, JsonValue]:
    return {"phase": view.phase, "why": view.why, "muscle": view.muscle, "share": view.share,
            "rest_s": view.rest_s, "muscles": list[JsonValue](sorted(view.muscles)), "blanked": view.blanked}


def _view_in(plain: dict[str, Any]) -> StimView:
    muscle = plain["muscle"]
    return StimView(StimPhase(plain["phase"]), plain["why"], None if muscle is None else Muscle(muscle),
                    plain["share"], plain["rest_s"], frozenset(Muscle(name) for name in plain["muscles"]),
                    plain["blanked"])


def _stimulated_out(record: Stimulated) -> tuple[Topic, int, dict[str, Any]]:
    return Topic.STIM_VIEW, record.t_ns, {"t_ns": record.t_ns, **_view_out(record.view)}


def _stimulated_in(plain: dict[str, Any]) -> Stimulated:
    return Stimulated(plain["t_ns"], _view_in(plain))


def _message_out(record: StimMessage) -> tuple[Topic, int, dict[str, Any]]:
    return Topic.STIM, record.t_ns, {
        "t_ns": record.t_ns, "sent": record.sent, "kind": record.kind, "values": dict(record.values)}


def _message_in(plain: dict[str, Any]) -> StimMessage:
    return StimMessage(plain["t_ns"], plain["sent"], plain["kind"], plain["values"])


def _step_out(step: RoundStepped) -> tuple[Topic, int, dict[str, Any]]:
    return Topic.STEPS, step.t_ns, {
        "round": step.index, "tick": step.tick, "t_ns": step.t_ns, "commands": list(step.commands)}


def _step_in(plain: dict[str, Any]) -> RoundStepped:
    return RoundStepped(plain["round"], plain["tick"], plain["t_ns"], tuple(plain["commands"]))


def _event_plain(event: Event) -> dict[str, Any]:
    return {"tick": event.tick, "t_ns": event.t_ns, "kind": event.kind, "data": dict(event.data)}


def _event_in(plain: dict[str, Any]) -> Event:
    return Event(plain["tick"], plain["t_ns"], plain["kind"], plain["data"])


def _round_event_out(record: RoundEvent) -> tuple[Topic, int, dict[str, Any]]:
    return Topic.EVENTS, record.event.t_ns, {"round": record.index, **_event_plain(record.event)}


def _round_event_in(plain: dict[str, Any]) -> RoundEvent:
    return RoundEvent(plain["round"], _event_in(plain))


def _log_out(record: LogEvent) -> tuple[Topic, int, dict[str, Any]]:
    return Topic.LOG, record.event.t_ns, _event_plain(record.event)


def _log_in(plain: dict[str, Any]) -> LogEvent:
    return LogEvent(_event_in(plain))


_JSON = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_ENCODERS: dict[type, Callable[[Any], tuple[Topic, int, dict[str, Any]]]] = {
    SampleBlock: _block_out, Remark: _remark_out, Calibrated: _calibrated_out, ControlFrame: _frame_out,
    RoundStepped: _step_out, RoundEvent: _round_event_out, StimMessage: _message_out,
    Stimulated: _stimulated_out, LogEvent: _log_out,
}
_DECODERS: dict[Topic, Callable[[dict[str, Any]], Record]] = {
    Topic.SAMPLES: _block_in, Topic.LINKS: _remark_in, Topic.CALIBRATION: _calibrated_in,
    Topic.FRAMES: _frame_in, Topic.STEPS: _step_in, Topic.EVENTS: _round_event_in, Topic.STIM: _message_in,
    Topic.STIM_VIEW: _stimulated_in, Topic.LOG: _log_in,
}
