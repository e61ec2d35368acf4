"""What somebody does at the desk, as messages of the protocol.

Not here: whether it is allowed, which the safety program decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from game.stimulation import StimAct, StimDoing, StimItem, StimMark
from stim_safety.messages import (
    Arm,
    Calibrate,
    Confirm,
    Disarm,
    Hold,
    Item,
    Message,
    PadsMoved,
    Pin,
    Reset,
    SetMark,
    StepUp,
    Stop,
)
from stim_safety.words import Mark, Role

if TYPE_CHECKING:
    from station.stimulation.desk import Desk

_ITEMS = {
    StimItem.PRESCRIPTION: Item.PRESCRIPTION, StimItem.SCREENING: Item.SCREENING, StimItem.DEVICE: Item.DEVICE,
    StimItem.PADS: Item.PADS, StimItem.PRESENT: Item.PRESENT, StimItem.EXTERNAL: Item.EXTERNAL,
}
_MARKS = {StimMark.SENSORY: Mark.SENSORY, StimMark.MOTOR: Mark.MOTOR, StimMark.TOLERATED: Mark.TOLERATED}
DIGEST_SHOWN = 8


def messages_of(act: StimAct, desk: Desk) -> list[Message]:
    """Return the messages that ask for `act`; none when it is not whole."""
    message = _MAKERS[act.doing](act, desk)
    return [] if message is None else [message]


def _confirm(act: StimAct, desk: Desk) -> Message | None:
    return None if act.item is None else Confirm(_ITEMS[act.item], act.channel, _seen(act.item, desk))


def _mark(act: StimAct, _desk: Desk) -> Message | None:
    return None if act.mark is None else SetMark(act.channel, _MARKS[act.mark], _hand(act.mark))


def _seen(item: StimItem, desk: Desk) -> str:
    """Say what was on the screen when it was confirmed, so that nothing else can be meant."""
    if item is StimItem.PRESCRIPTION:
        return desk.digest[:DIGEST_SHOWN]
    return desk.identity if item is StimItem.DEVICE else ""


def _hand(mark: StimMark) -> Role:
    """Only the patient says what is enough."""
    return Role.PATIENT if mark is StimMark.TOLERATED else Role.THERAPIST


_MAKERS: dict[StimDoing, Callable[[StimAct, Desk], Message | None]] = {
    StimDoing.UNLOCK: lambda act, desk: Pin(act.text),
    StimDoing.CONFIRM: _confirm,
    StimDoing.CALIBRATE: lambda act, desk: Calibrate(act.channel),
    StimDoing.HOLD: lambda act, desk: Hold(down=True),
    StimDoing.RELEASE: lambda act, desk: Hold(down=False),
    StimDoing.UP: lambda act, desk: StepUp(act.channel, up=True),
    StimDoing.DOWN: lambda act, desk: StepUp(act.channel, up=False),
    StimDoing.MARK: _mark,
    StimDoing.PADS_MOVED: lambda act, desk: PadsMoved(act.channel),
    StimDoing.ARM: lambda act, desk: Arm(),
    StimDoing.DISARM: lambda act, desk: Disarm(),
    StimDoing.RESET: lambda act, desk: Reset(2 if desk.reset_step else 1),
    StimDoing.STOP: lambda act, desk: Stop(),
}
