"""The game's end of the protocol: heartbeats and wishes out, where stimulation stands in.

Everything is sent by the tick itself: a game that is stuck falls silent, and the safety program stops.  What is
sent and what is answered goes to the recorder.  Not here: the desk's picture (`desk`), how the program is started
(`program`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import Enum

from clinic.recording.records import Record, StimMessage, Stimulated
from core.clock import NS_PER_MS
from core.events import JsonValue
from core.stim import NO_STIM, StimView, StimWish
from game.stimulation import StimAct, StimDoing, StimPanel
from station.stimulation.acts import messages_of
from station.stimulation.conduit import Conduit
from station.stimulation.desk import Desk
from stim_safety.messages import (
    BadMessage,
    Channel,
    Decided,
    End,
    Envelope,
    Heartbeat,
    Message,
    Refusal,
    Report,
    Status,
    Stop,
    Wish,
    decode,
    encode,
)
from stim_safety.timing import TTL_MS

BEAT_TICKS = 5
"""A heartbeat each 50 ms of game time."""
WAITING_MOST = 64
"""Acts that wait for their turn; more are a stuck key."""
ACTS_EACH_TICK = 2
WHILE_HELD = frozenset({StimDoing.HOLD, StimDoing.UP, StimDoing.MARK})
"""What counts only while the patient's button is held, and must not come after it was let go."""
BLANK_AFTER_MS = 1000
"""How long muscles are not believed after the last pulse."""

_ALWAYS_NEWS = (Decided, Report, Refusal)

Keep = Callable[[Record], None]


@dataclass(frozen=True, slots=True)
class ChannelWish:
    """A wish by channel (0-based) instead of by muscle, as a technician has it; fraction 0..1."""

    channel: int
    fraction: float


class StimLink:
    """One session's way to stimulation; a `game.stimulation.StimDesk` for the screens.

    Life: `step` once per tick, for ever; `close` at the end.
    """

    def __init__(self, conduit: Conduit, keep: Keep, warning: str = "", external: bool = False) -> None:
        self._conduit = conduit
        self._keep = keep
        self._desk = Desk(warning, external)
        self._sequence = 0
        self._ticks = 0
        self._nonce: int | None = None
        self._wishing: int | None = None
        self._acts: deque[StimAct] = deque()
        self._view = NO_STIM
        self._blank_until_ns = 0
        self._looked: tuple[bool, bool] | None = None
        self._told: dict[tuple[type[Message], int | None], object] = {}
        self._t_ns = 0

    @property
    def desk(self) -> Desk:
        """What is known of the safety program."""
        return self._desk

    @property
    def gone(self) -> bool:
        """Whether the safety program is not there any more."""
        return self._conduit.gone

    def panel(self) -> StimPanel:
        """Return where everything stands, for a screen."""
        return self._desk.panel(self._view)

    def do(self, act: StimAct) -> None:
        """Ask for one act; a stop and letting go go out at once, past everything that waits."""
        if act.doing is StimDoing.STOP:
            self._acts.clear()
            self._send(Stop())
        elif act.doing is StimDoing.RELEASE:
            self._let_go(act)
        elif len(self._acts) < WAITING_MOST:
            self._acts.append(act)

    def step(self, t_ns: int, wish: StimWish | ChannelWish | None = None) -> StimView:
        """Advance one tick: take what came, send what is due, and return where stimulation stands."""
        self._t_ns = t_ns
        for data in self._conduit.receive(t_ns):
            self._take(data)
        for _ in range(min(ACTS_EACH_TICK, len(self._acts)) if self._acts else 0):
            self._ask(self._acts.popleft())
        self._ticks += 1
        due = self._ticks % BEAT_TICKS == 0
        if due:
            self._beat()
        self._wish(wish, due)
        return self._look()

    def close(self) -> None:
        """End the session: the program stops the device, proves it and ends."""
        self._send(End())
        self._conduit.close()

    def end(self) -> None:
        """Ask the program to end, and stay to hear what it still says."""
        self._send(End())

    def _let_go(self, act: StimAct) -> None:
        """Let go now; what waits and counts only while the button is held is forgotten, but for marks."""
        marks = [each for each in self._acts if each.doing is StimDoing.MARK]
        self._acts = deque(each for each in self._acts if each.doing not in WHILE_HELD)
        for each in (*marks[:ACTS_EACH_TICK], act):
            self._ask(each)

    def _ask(self, act: StimAct) -> None:
        for message in messages_of(act, self._desk):
            self._send(message)

    def _take(self, data: bytes) -> None:
        try:
            envelope = decode(data)
        except BadMessage:
            self._keep(StimMessage(self._t_ns, False, "unreadable", {"bytes": data.hex()}))
            return
        self._nonce = envelope.nonce
        message = envelope.message
        self._desk.take(message)
        self._looked = None
        if self._is_news(message):
            self._keep(StimMessage(self._t_ns, False, _name(message), plain(message)))

    def _is_news(self, message: Message) -> bool:
        """Whether this says more than that nothing has changed: the program repeats itself."""
        if isinstance(message, _ALWAYS_NEWS):
            return True
        key = type(message), message.channel if isinstance(message, Channel) else None
        told = _news(message) if isinstance(message, Status) else message
        before, self._told[key] = self._told.get(key), told
        return before != told

    def _beat(self) -> None:
        status = self._desk.status
        if status is not None:
            self._send(Heartbeat(status.challenge, status.state), keep=False)

    def _wish(self, wish: StimWish | ChannelWish | None, due: bool) -> None:
        """Renew a wish with the beat; one that is over ends at once."""
        channel = wish.channel if isinstance(wish, ChannelWish) else \
            None if wish is None else self._desk.channel_of(wish.muscle)
        if wish is None or channel is None:
            if self._wishing is not None:
                self._send(Wish(self._wishing, 0, TTL_MS))
                self._wishing = None
        elif due:
            self._wishing = channel
            self._send(Wish(channel, per_mille(wish.fraction), TTL_MS))

    def _send(self, message: Message, keep: bool = True) -> None:
        if self._nonce is None and not isinstance(message, Stop):
            return
        self._sequence = (self._sequence + 1) & 0xFFFFFFFF
        self._desk.sent(self._sequence, message)
        if keep:
            self._keep(StimMessage(self._t_ns, True, _name(message), plain(message)))
        self._conduit.send(encode(Envelope(self._sequence, self._nonce or 0, self._t_ns, message)), self._t_ns)

    def _look(self) -> StimView:
        """Find where stimulation stands; a change is kept before anything uses it."""
        if self._desk.puts_out:
            self._blank_until_ns = self._t_ns + BLANK_AFTER_MS * NS_PER_MS
        looked = self._conduit.gone, self._t_ns < self._blank_until_ns
        if looked == self._looked:  # the program said nothing since, and nothing else matters
            return self._view
        self._looked = looked
        view = self._desk.view(*looked)
        if view != self._view:
            self._view = view
            self._keep(Stimulated(self._t_ns, view))
        return self._view


def per_mille(fraction: float) -> int:
    """Turn a share into per mille, rounded down; what is no share of one is nothing."""
    return int(fraction * 1000) if 0.0 <= fraction <= 1.0 else 0


def plain(message: Message) -> dict[str, JsonValue]:
    """Return a message's fields in plain words, for the record and for people."""
    return {each.name: _word(getattr(message, each.name)) for each in fields(message)}


def _word(value: object) -> JsonValue:
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, frozenset):
        return list[JsonValue](sorted(item.name.lower() for item in value))
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"no message carries {type(value).__name__}")


def _news(status: Status) -> tuple[object, ...]:
    return status.state, status.why, status.channel, status.target_ua, status.confirmed


def _name(message: Message) -> str:
    return type(message).__name__.lower()


def is_refusal(message: Message) -> bool:
    """Whether something that was asked for was not granted."""
    return isinstance(message, Decided) and message.refused
