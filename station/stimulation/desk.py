"""What is known of the safety program, gathered from what it says.

Not here: asking it for anything (`acts`, `link`), pictures (`game.scenes`).
"""

from __future__ import annotations

from core.muscles import Muscle
from core.stim import StimPhase, StimView
from game.stimulation import StimChannel, StimItem, StimPanel
from stim_safety.messages import (
    Channel,
    Decided,
    Device,
    Item,
    Message,
    Prescribed,
    Refusal,
    Reset,
    Status,
    Wish,
)
from stim_safety.words import LATCHED, State, Why

_PHASES = {
    State.ARMED: StimPhase.READY, State.STIM: StimPhase.RUNNING, State.REST: StimPhase.RESTING,
    State.STOPPING: StimPhase.BLOCKED, State.FAULT: StimPhase.BLOCKED, State.ESTOP: StimPhase.BLOCKED,
    State.END: StimPhase.BLOCKED,
}
# Members that are asked for in every tick, looked up once.
_STIM = State.STIM
_NOT_READY, _READY, _RUNNING, _RESTING = (
    StimPhase.NOT_READY, StimPhase.READY, StimPhase.RUNNING, StimPhase.RESTING)
_ITEMS = {item: StimItem[item.name] for item in Item}
_MUSCLES = {str(muscle): muscle for muscle in Muscle}
GONE = Why.DEFECT
"""A program that has gone without a word had a defect."""
REMEMBERED = 256
"""Messages of which the kind is remembered until they are answered."""


class Desk:
    """Where everything stands.  status: the newest; None before the program spoke."""

    def __init__(self, warning: str = "", external: bool = False) -> None:
        self.status: Status | None = None
        self.digest = ""
        self.identity = ""
        self.reset_step = 0
        self.refused: tuple[str, ...] = ()
        self.trouble = ""
        self.channels: dict[int, Channel] = {}
        self._warning = warning
        self._external = external
        self._patient = ""
        self._pin = False
        self._known = False
        self._refusal = ""
        self._wish_refused: Why | None = None
        self._sent: dict[int, Message] = {}

    @property
    def puts_out(self) -> bool:
        """Whether current may flow: muscles are not to be believed."""
        status = self.status
        return status is not None and (status.state is _STIM or status.level_ua > 0)

    @property
    def state(self) -> State | None:
        """Where the program stands, None before it spoke."""
        return None if self.status is None else self.status.state

    def channel_of(self, muscle: Muscle) -> int | None:
        """Return the channel that is prescribed for `muscle`."""
        return next((number for number, each in self.channels.items() if each.muscle == muscle), None)

    def sent(self, sequence: int, message: Message) -> None:
        """Remember what was asked, to know what an answer is about."""
        self._sent[sequence] = message
        if len(self._sent) > REMEMBERED:
            del self._sent[next(iter(self._sent))]

    def take(self, message: Message) -> None:
        """Take in what the program says."""
        match message:
            case Status():
                self._stand(message)
            case Channel():
                self.channels[message.channel] = message
            case Prescribed():
                self.digest, self._patient, self._pin = message.digest, message.patient, message.pin
            case Device():
                self.identity, self._known = message.identity, message.known
            case Refusal():
                self._refusal += message.part
                if message.last:
                    self.trouble, self._refusal = self._refusal, ""
            case Decided():
                self._answered(message)

    def view(self, gone: bool, blanked: bool) -> StimView:
        """Return what the game may know."""
        status = self.status
        if gone:
            return StimView(StimPhase.BLOCKED, _word(GONE), blanked=blanked)
        if status is None:
            return StimView(_NOT_READY)
        phase = _PHASES.get(status.state, _NOT_READY)
        if phase is _READY and status.rest_left_ms:
            phase = _RESTING  # armed, but what flowed in the calibration asks for its rest
        why = status.why or (self._wish_refused if phase is _READY else None)
        at_work = self.channels.get(status.channel) if status.channel is not None else None
        running = phase is _RUNNING and at_work is not None
        return StimView(
            phase, _word(why), _MUSCLES.get(at_work.muscle) if running and at_work else None,
            _share(status.level_ua, at_work.working_ua) if running and at_work else 0.0,
            -(-status.rest_left_ms // 1000) if phase is _RESTING else 0.0,
            frozenset(_MUSCLES[each.muscle] for each in self.channels.values()
                      if each.working_ua and each.muscle in _MUSCLES), blanked)

    def panel(self, view: StimView) -> StimPanel:
        """Return what a therapist may see."""
        status = self.status
        if status is None:
            return StimPanel(view, trouble=self.trouble, warning=self._warning)
        return StimPanel(
            view, status.state.name.lower(), self.trouble, self.refused, self.identity, self._known,
            self._warning, self.digest, self._patient, self._pin, status.unlocked, status.held,
            status.stop_tested, frozenset(word for item, word in _ITEMS.items() if status.confirmed >> item & 1),
            tuple(_shown(each, bool(status.pads >> each.channel & 1), status)
                  for _, each in sorted(self.channels.items())),
            min(status.session_left_ms, status.day_left_ms) / 1000, self.reset_step, self._external)

    def _stand(self, status: Status) -> None:
        if status.state not in LATCHED:
            self.reset_step = 0
        if status.state is _STIM:
            self._wish_refused = None
        self.status = status

    def _answered(self, answer: Decided) -> None:
        asked = self._sent.pop(answer.answers, None)
        words = tuple(sorted(_word(why) for why in answer.reasons)) if answer.refused else ()
        if isinstance(asked, Wish):
            self._wish_refused = answer.binding if answer.refused else None
            return
        self.refused = words
        if isinstance(asked, Reset):
            self.reset_step = 1 if asked.step == 1 and not answer.refused else 0


def _word(why: Why | None) -> str:
    return "" if why is None else why.name.lower()


def _share(level_ua: int, working_ua: int) -> float:
    """Return the part of the working current in hundredths, so that it changes seldom."""
    return round(level_ua / working_ua, 2) if working_ua else 0.0


def _shown(channel: Channel, pads: bool, status: Status) -> StimChannel:
    flows = status.channel == channel.channel
    return StimChannel(
        channel.channel, channel.muscle.replace("_", " "), _MUSCLES.get(channel.muscle), pads,
        (status.level_ua if flows else channel.level_ua) / 1000, channel.max_ua / 1000, _found(channel.sensory_ua),
        _found(channel.motor_ua), _found(channel.tolerated_ua), _found(channel.working_ua))


def _found(current_ua: int) -> float | None:
    return current_ua / 1000 if current_ua else None
