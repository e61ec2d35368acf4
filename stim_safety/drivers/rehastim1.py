"""HASOMED RehaStim1 (ScienceMode 1), single pulses only: 8 channels, 2 mA, balances its pulses itself.

Its list mode goes on for ever when the computer is gone, so it is never used.  Every pulse is a command of its
own: silence means no pulses.  The controller writes once in a tick of 20 ms, so periods are whole ticks and the
rate is at most 50 Hz.  Nothing is opened, and stop (one byte, in any state) is also how it is asked for anything
else: its answer proves that nothing runs.  There is no serial number and no question that only this device would
answer, so a person must confirm which device it is.
Source: Science Mode, RehaStim1 (HASOMED, September 2009).
Not here: the bytes of a command (`codecs.sm1`), the shape of a pulse (`shapes`).
"""

from __future__ import annotations

from stim_safety.codecs import sm1
from stim_safety.drivers import Abilities, Answer, Ask, Frame, Line, Outcome
from stim_safety.drivers.shapes import GAP_US, balanced, numbers
from stim_safety.words import Train, Why

_MA = 1000
_TICK_US = 20_000
_STOP, _PULSE = 2, 3

ABILITIES = Abilities(
    name="rehastim1", title="HASOMED RehaStim1",
    line=Line(baud=115_200, stop_bits=2, rts_cts=True),
    channels=sm1.CHANNELS, step_ua=2 * _MA, max_ua=126 * _MA,
    min_width_us=sm1.NARROWEST_US, max_width_us=sm1.WIDEST_US,
    period_step_us=_TICK_US, min_period_us=_TICK_US, max_period_us=1_000_000,
    opening=(Ask.IDENTIFY, Ask.STATUS), keep_alive_ms=None, silence_ms=None,
    pulse_each_frame=True, tells_running=False, tells_high_voltage=False, checks_electrodes=False,
    warning="The RehaStim1 cannot tell which device it is, nor that a pad came off: check both yourself.",
)


class RehaStim1:
    """Driver of the RehaStim1 (see `Driver`)."""

    stop_frames: tuple[bytes, ...] = (sm1.STOP,)

    def __init__(self) -> None:
        self.abilities = ABILITIES
        self._asked: Ask | None = None
        self._pulses = 0

    def pulse(self, channel: int, width_us: int, period_us: int, current_ua: int) -> Train:
        """Return the train of two equal phases that the device shapes by itself."""
        return balanced(ABILITIES, channel, width_us, period_us, current_ua, GAP_US)

    def frame(self, ask: Ask, trains: tuple[Train, ...] = ()) -> Frame:
        """Encode `ask` (see `Driver`): one pulse of each train, or a stop; OPEN only checks its trains."""
        if bool(trains) != (ask is Ask.TRAINS) and ask is not Ask.OPEN:
            raise ValueError(f"{ask} with {len(trains)} trains makes no sense")
        if ask in (Ask.VERSION, Ask.KEEP_ALIVE):
            raise ValueError(f"a RehaStim1 cannot be asked for {ask}")
        if len({train.channel for train in trains}) != len(trains):
            raise ValueError("a channel is named twice")
        commands = [_command(train) for train in trains]
        self._asked, self._pulses = ask, 0
        if ask is not Ask.TRAINS or not any(commands):
            return Frame(ask, sm1.STOP, None, trains if ask is Ask.TRAINS else ())
        self._pulses = sum(map(bool, commands))
        decoded = tuple(map(self._decoded, commands, trains))
        return Frame(ask, b"".join(commands), None, decoded)

    def feed(self, data: bytes) -> tuple[Answer, ...]:
        """Take bytes of any cut (see `Driver`); two pulses in one frame give one answer."""
        return tuple(answer for byte in data for answer in self._read(byte))

    def _decoded(self, command: bytes, train: Train) -> Train:
        """Read a train from its command; its period is not in it, and without current there is no command."""
        if not command:
            return train
        pulse = sm1.decode(command)
        return self.pulse(pulse.channel, pulse.width_us, train.period_us, pulse.current_ma * _MA)

    def _read(self, byte: int) -> tuple[Answer, ...]:
        reply = sm1.read_reply(byte)
        if self._asked is Ask.IDENTIFY and reply != sm1.Reply(_STOP, done=True):
            return (Answer(Outcome.FAULT, Ask.IDENTIFY, why=Why.WRONG_DEVICE, detail=f"answer {byte:02x}"),)
        if reply is None:
            return (Answer(Outcome.GARBLED, detail=f"answer {byte:02x}"),)
        if reply.ident == _STOP:
            return (self._stopped(reply),)
        return self._pulsed(reply)

    def _stopped(self, reply: sm1.Reply) -> Answer:
        """Read the answer to a stop; while pulses are open, to one from elsewhere."""
        ask = Ask.STOP if self._pulses else self._asked or Ask.STOP
        if not self._pulses:
            self._asked = None
        if not reply.done:
            return Answer(Outcome.FAULT, ask, why=Why.DEVICE_ERROR, detail="the stop was not understood")
        return Answer(Outcome.DONE, ask, identity="rehastim1" if ask is Ask.IDENTIFY else "",
                      running=frozenset() if ask is Ask.STATUS else None)

    def _pulsed(self, reply: sm1.Reply) -> tuple[Answer, ...]:
        if reply.ident != _PULSE or not self._pulses:
            return (Answer(Outcome.WRONG, detail=f"answer to command {reply.ident}"),)
        if not reply.done:
            return (Answer(Outcome.FAULT, Ask.TRAINS, why=Why.DEVICE_ERROR, detail="a pulse was not understood"),)
        self._pulses -= 1
        if self._pulses:
            return ()
        self._asked = None
        return (Answer(Outcome.DONE, Ask.TRAINS),)


def _command(train: Train) -> bytes:
    """Encode one pulse of a train; nothing when it has no current."""
    width_us, current_ua = numbers(ABILITIES, train, GAP_US)
    return sm1.encode(sm1.Pulse(train.channel, width_us, current_ua // _MA)) if current_ua else b""
