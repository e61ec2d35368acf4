"""openEMSstim: a board that lets the current of an external stimulator through, dimmed by a potentiometer.

A percent device.  What a therapist has set on the external unit (`full_ua`) is the only milliampere there is,
and the true limit: nobody knows the board's curve.  Its first percent already lets about a fifth of the
potentiometer's travel through, its last about five sixths.  A percent stands here for a hundredth of the full
current, rounded down; that says how strongly was asked, not what flowed.  Width, rate and shape are the external
unit's; the train repeats what was prescribed.

The board boots when its port is opened and says so; that text is its identity, and a person must confirm it.  It
has no watchdog on USB, so each command lasts 200 ms and is written again while everything is well.  Off is one
line that closes both relays, and serves for everything that is not a train.  A firmware without its debug text
stays silent and is refused.  It answers when its text has gone out, and closes its relays within a quarter of a
second: the slowest stop of all devices here.
Source: firmware of PedroLopes/openEMSstim (see `codecs.openems`); to be verified on a board.
"""

from __future__ import annotations

from stim_safety.codecs import openems
from stim_safety.drivers import Abilities, Answer, Ask, Frame, Line, Outcome
from stim_safety.drivers.shapes import balanced, numbers
from stim_safety.words import Train, Why

PERCENT = 100
_NO_GAP = 0
_LONGEST_LINE = 120
_BOOTS, _BOOTED = "SETUP:", "SETUP DONE (LED 13 WILL BE ON)"
_RECEIVED = "\tUSB: received command: "
_IS_OFF = "\tBT: Disconnected"
_WHY_OF_LINE = (
    (_BOOTS, Why.DEVICE_RESET), (_BOOTED, Why.DEVICE_RESET),
    ("\tBT: received command: ", Why.OTHER_CONTROLLER), ("\tEMS: ", Why.UNEXPECTED_OUTPUT),
    ("Unknown command: ", Why.DEVICE_ERROR), ("Command = null", Why.DEVICE_ERROR),
    ("not in if ERROR", Why.DEVICE_ERROR),
)
"""Lines that must not come in a session: it began anew, somebody speaks to it by radio, a relay was toggled."""


def _abilities(full_ua: int) -> Abilities:
    step_ua = max(1, -(-full_ua // PERCENT))
    return Abilities(
        name="openems", title="openEMSstim with an external stimulator",
        line=Line(baud=19_200),
        channels=openems.CHANNELS, step_ua=step_ua, max_ua=full_ua // step_ua * step_ua,
        min_width_us=20, max_width_us=1000, period_step_us=1, min_period_us=8_000, max_period_us=1_000_000,
        opening=(Ask.IDENTIFY, Ask.STATUS), keep_alive_ms=None, silence_ms=400, renew_ms=150,
        tells_running=False, tells_high_voltage=False, checks_electrodes=False, percent=True,
        most_channels=1, most_on_ms=5000, hello_ms=15_000, ack_ms=400,
        warning="The current is set on the external unit, and this board can only dim it, unevenly: its weakest "
                "step may already be felt. Set there no more than this patient may ever get, and check its width "
                "and rate. The external unit keeps running when everything else stops.",
    )


class OpenEms:
    """Driver of openEMSstim (see `Driver`).  full_ua: what the external unit was set to; 0: nothing may flow."""

    stop_frames: tuple[bytes, ...] = (openems.OFF,)

    def __init__(self, full_ua: int = 0) -> None:
        self.abilities = _abilities(full_ua)
        self._line = bytearray()
        self._asked: Ask | None = None
        self._sent = ""
        self._text = ""
        self._met = False

    def pulse(self, channel: int, width_us: int, period_us: int, current_ua: int) -> Train:
        """Return the train as it was ordered; the external unit shapes it."""
        return balanced(self.abilities, channel, width_us, period_us, current_ua, _NO_GAP)

    def frame(self, ask: Ask, trains: tuple[Train, ...] = ()) -> Frame:
        """Encode `ask` (see `Driver`): one channel for 200 ms, or off; IDENTIFY waits for the board to boot."""
        if bool(trains) != (ask is Ask.TRAINS) and ask is not Ask.OPEN:
            raise ValueError(f"{ask} with {len(trains)} trains makes no sense")
        if ask in (Ask.VERSION, Ask.KEEP_ALIVE):
            raise ValueError(f"an openEMSstim cannot be asked for {ask}")
        data, decoded = self._encode(ask, trains)
        self._asked = ask
        return Frame(ask, data, None, decoded)

    def feed(self, data: bytes) -> tuple[Answer, ...]:
        """Take bytes of any cut (see `Driver`)."""
        return tuple(answer for byte in data for answer in self._take(byte))

    def _encode(self, ask: Ask, trains: tuple[Train, ...]) -> tuple[bytes, tuple[Train, ...]]:
        percents = [self._percent(train) for train in trains]
        if ask is Ask.TRAINS and any(percents):
            return self._go(trains, percents[0])
        self._sent = self._text = ""
        if ask is Ask.IDENTIFY:
            self._met = False
            return b"", ()
        return openems.OFF, trains if ask is Ask.TRAINS else ()

    def _go(self, trains: tuple[Train, ...], percent: int) -> tuple[bytes, tuple[Train, ...]]:
        if len(trains) > 1:
            raise ValueError("an openEMSstim opens one channel at a time")
        go = openems.Go(trains[0].channel, percent, openems.LONGEST_MS)
        data = openems.encode(go)
        self._sent, self._text = data.decode("ascii").rstrip("\n"), go.text
        return data, (self._decoded(data, trains[0]),)

    def _percent(self, train: Train) -> int:
        return numbers(self.abilities, train, _NO_GAP)[1] // self.abilities.step_ua

    def _decoded(self, data: bytes, train: Train) -> Train:
        """Read the train from its line; width and period are not in it."""
        go = openems.decode(data)
        return self.pulse(go.channel, train.points[0].duration_us, train.period_us,
                          go.percent * self.abilities.step_ua)

    def _take(self, byte: int) -> tuple[Answer, ...]:
        if byte != ord("\n"):
            self._line.append(byte)
            if len(self._line) <= _LONGEST_LINE:
                return ()
        line = bytes(self._line).rstrip(b"\r")
        self._line.clear()
        return self._read(line) if self._met else self._wait(line)

    def _wait(self, line: bytes) -> tuple[Answer, ...]:
        """Pass over what the board and its radio say while they boot."""
        if self._asked is not Ask.IDENTIFY or line != _BOOTED.encode("ascii"):
            return ()
        self._asked, self._met = None, True
        return (Answer(Outcome.DONE, Ask.IDENTIFY, identity="openems"),)

    def _read(self, raw: bytes) -> tuple[Answer, ...]:
        if any(not (0x20 <= byte < 0x7F or byte == 0x09) for byte in raw):
            return (Answer(Outcome.GARBLED, detail=f"line {raw[:20].hex()}"),)
        line = raw.decode("ascii")
        if line == _IS_OFF:
            return (self._off(),)
        if line.startswith(_RECEIVED):
            return self._echo(line.removeprefix(_RECEIVED))
        if self._text and line == self._text:
            self._asked, self._text = None, ""
            return (Answer(Outcome.DONE, Ask.TRAINS),)
        return tuple(Answer(Outcome.FAULT, why=why, detail=line) for start, why in _WHY_OF_LINE
                     if line.startswith(start))

    def _echo(self, got: str) -> tuple[Answer, ...]:
        """Compare what the board received: a command that lost a letter may have meant anything."""
        if got in ("", openems.OFF_TEXT, self._sent):
            return ()
        return (Answer(Outcome.FAULT, self._asked, why=Why.WRONG_ANSWER, detail=f"it received {got}"),)

    def _off(self) -> Answer:
        """Read that both relays are closed; while a command is open, by a stop from elsewhere."""
        ask = Ask.STOP if self._text else self._asked or Ask.STOP
        if not self._text:
            self._asked = None
        return Answer(Outcome.DONE, ask, running=frozenset() if ask is Ask.STATUS else None)
