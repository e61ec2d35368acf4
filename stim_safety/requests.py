"""What people and the game ask for, message by message; every one but STOP and the heartbeat is answered.

What only a therapist may do needs the page unlocked; what makes things safer needs nothing.
Not here: whether a message is genuine and fresh (`lease`), wishes (`wishes`), the calibration's knob (`knob`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stim_safety import knob, wishes
from stim_safety.guards import arm_problems, calibrate_problems
from stim_safety.machine import Event
from stim_safety.messages import (
    Arm,
    BadMessage,
    Calibrate,
    Confirm,
    Decided,
    Disarm,
    End,
    Envelope,
    Heartbeat,
    Hold,
    Item,
    Message,
    PadsMoved,
    Pin,
    Reset,
    SetMark,
    StepUp,
    Stop,
    Wish,
    decode,
)
from stim_safety.moves import close, intend, pads_moved, person, reset, violate
from stim_safety.reply import Reply, done, refuse, unless
from stim_safety.run import Run
from stim_safety.timing import LATCH_LEAST_MS, MS, RESET_GAP_MS, RESET_WITHIN_MS
from stim_safety.words import ACTIVE, LATCHED, Mark, Role, Why

DIGEST_SHOWN = 8
MOST = 2**32 - 1
"""More cannot be told; a share far beyond the prescription would be."""


def take(run: Run, messages: tuple[bytes, ...]) -> None:
    """Take a batch of messages in; a stop anywhere in it comes before everything."""
    if not messages:
        return
    envelopes = [_read(run, data) for data in messages]
    if any(envelope is not None and isinstance(envelope.message, Stop) for envelope in envelopes):
        person(run, Why.STOPPED)
    for envelope in envelopes:
        if envelope is not None and not isinstance(envelope.message, Stop):
            _one(run, envelope)


def _read(run: Run, data: bytes) -> Envelope | None:
    try:
        return decode(data)
    except BadMessage as error:
        too_many = run.lease.unreadable()
        run.out.record("refused_message", {"error": str(error)})
        if too_many is not None:
            violate(run, too_many)
        return None


def _one(run: Run, envelope: Envelope) -> None:
    refused, too_many = run.lease.admit(envelope, run.now_ns)
    if too_many is not None:
        violate(run, too_many)
    if isinstance(envelope.message, Heartbeat):
        if refused is None:
            _heartbeat(run, envelope.message)
        return
    reply = _answer(run, envelope) if refused is None else refuse(refused)
    run.out.tell(Decided(
        envelope.sequence, envelope.message.TYPE, reply.refused, reply.channel, reply.asked_per_mille,
        min(reply.asked_ua, MOST), reply.granted_ua, reply.reasons[0] if reply.reasons else None,
        frozenset(reply.reasons)))
    _write_down(run, envelope, reply)


def _write_down(run: Run, envelope: Envelope, reply: Reply) -> None:
    """Record what was decided; wishes only when the answer is another than to the last one."""
    message = envelope.message
    reasons = [why.name for why in reply.reasons]
    if isinstance(message, Wish):
        decided = (message.channel, message.per_mille, reply.granted_ua, *reply.reasons)
        if decided == run.decided:
            return
        run.decided = decided
        run.out.record("wish", {"channel": message.channel, "per_mille": message.per_mille,
                                "ttl_ms": message.ttl_ms, "granted_ua": reply.granted_ua, "reasons": [*reasons]})
        return
    run.out.record("asked", {"what": type(message).__name__.lower(), "channel": reply.channel,
                             "refused": reply.refused, "reasons": [*reasons]})


def _heartbeat(run: Run, message: Heartbeat) -> None:
    _, too_many = run.lease.beat(message, run.now_ns)
    if too_many is not None:
        violate(run, too_many)


def _answer(run: Run, envelope: Envelope) -> Reply:
    message = envelope.message
    if _is_therapist(message):
        if not run.therapist.unlocked(run.now_ns):
            return refuse(Why.LOCKED)
        run.therapist.touch(run.now_ns)
    handler = _HANDLERS.get(type(message))
    return _not_for_us(run) if handler is None else handler(run, message, envelope)


def _not_for_us(run: Run) -> Reply:
    """Refuse what only this program may say."""
    too_many = run.lease.unreadable()
    if too_many is not None:
        violate(run, too_many)
    return refuse(Why.MESSAGE)


def _is_therapist(message: object) -> bool:
    """Whether only a therapist may ask for it; of the marks, one is the patient's own word."""
    if isinstance(message, SetMark):
        return message.mark is not Mark.TOLERATED or message.role is Role.THERAPIST
    return isinstance(message, Confirm | Calibrate | StepUp | Arm | Reset)


def _confirm(run: Run, message: Confirm) -> Reply:
    """Note what a therapist has looked at; it must be what was shown."""
    prescription = run.prescription
    if message.item is Item.DEVICE:
        return _confirm_device(run, message.text)
    if prescription is None:
        return refuse(Why.NO_PRESCRIPTION)
    if message.item is Item.PADS:
        if message.channel not in run.orders:
            return refuse(Why.CHANNEL)
        run.therapist.pads.add(message.channel)
        return done(message.channel)
    checks = {
        Item.PRESCRIPTION: (Why.NOT_CONFIRMED,) if message.text != prescription.digest[:DIGEST_SHOWN] else (),
        Item.SCREENING: run.invalid(),
        Item.EXTERNAL: (Why.DEVICE,) if run.external is None or not run.abilities.percent else (),
    }
    reasons = checks.get(message.item, ())
    if not reasons:
        run.therapist.confirmed.add(message.item)
    return unless(reasons)


def _confirm_device(run: Run, identity: str) -> Reply:
    if not run.known or identity != run.identity:
        return refuse(Why.UNKNOWN_DEVICE)
    run.therapist.confirmed.add(Item.DEVICE)
    run.out.device_known = run.identity
    return done()


def _calibrate(run: Run, message: Calibrate) -> Reply:
    reasons = calibrate_problems(run, message.channel)
    if reasons:
        return refuse(*reasons)
    intend(run, Event.CALIBRATE, message.channel)
    return done(message.channel)


def _arm(run: Run) -> Reply:
    reasons = arm_problems(run)
    if not reasons:
        intend(run, Event.ARM)
    return unless(reasons)


def _pads_moved(run: Run, message: PadsMoved) -> Reply:
    """Forget what was found; nothing goes on over a pad that was moved."""
    if message.channel not in run.orders:
        return refuse(Why.CHANNEL)
    pads_moved(run, message.channel)
    run.intent = None
    if run.state in ACTIVE:
        close(run, Why.PADS)
    return done(message.channel)


def _disarm(run: Run) -> Reply:
    if run.state in ACTIVE:
        close(run, Why.DONE)
        return done()
    if run.intent is not None:
        run.intent = None
        return done()
    return refuse(Why.STATE)


def _reset(run: Run, message: Reset) -> Reply:
    """Leave a latch in two steps, once its cause has been gone long enough."""
    if run.state not in LATCHED:
        return refuse(Why.STATE)
    if run.spoilt:
        return refuse(*run.spoilt)
    if run.since(run.latched_ns) < LATCH_LEAST_MS:
        return refuse(Why.TOO_SOON)
    if message.step == 1:
        run.reset_ns = run.now_ns
        return done()
    why = _second_step(run, message)
    if why is None:
        reset(run)
    return done() if why is None else refuse(why)


def _second_step(run: Run, message: Reset) -> Why | None:
    """Return why this is not the second of two deliberate steps."""
    if message.step != 2 or run.reset_ns is None or run.now_ns - run.reset_ns > RESET_WITHIN_MS * MS:
        return Why.LATCH
    return Why.TOO_SOON if run.since(run.reset_ns) < RESET_GAP_MS else None


def _end(run: Run) -> Reply:
    """End the program, after the stop has been proven."""
    run.ending = True
    if run.stopping is None and run.state not in LATCHED:
        close(run, Why.DONE)
    return done()


def _pin(run: Run, message: Pin) -> Reply:
    why = run.therapist.enter(message.text, run.now_ns)
    return done() if why is None else refuse(why)


_HANDLERS: dict[type[Message], Callable[[Run, Any, Envelope], Reply]] = {
    Wish: wishes.wish,
    Pin: lambda run, message, _: _pin(run, message),
    Confirm: lambda run, message, _: _confirm(run, message),
    Hold: lambda run, message, _: knob.hold(run, message),
    Calibrate: lambda run, message, _: _calibrate(run, message),
    StepUp: lambda run, message, _: knob.step(run, message),
    SetMark: lambda run, message, _: knob.mark(run, message),
    PadsMoved: lambda run, message, _: _pads_moved(run, message),
    Arm: lambda run, message, _: _arm(run),
    Disarm: lambda run, message, _: _disarm(run),
    Reset: lambda run, message, _: _reset(run, message),
    End: lambda run, message, _: _end(run),
}
