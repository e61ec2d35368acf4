"""Emulated openEMSstim, as its firmware behaves, flaws included.

It boots for seconds, reads lines (or what came before a silence of 50 ms), echoes them at 19,200 baud, is busy
while it writes, and needs 50 ms to close a relay.  Its hex reader takes A to F for 0 to 5; a line that is no
hex command toggles relays by its first letter; T or I without a channel harms its memory (`harmed`).
What flows is told as a share of `full_ua`: the true curve of its potentiometer is not known to anybody.
Source: PedroLopes/openEMSstim, arduino-openEMSstim (master), read line by line.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from devices.emulators.stimulators import Output, Seen
from devices.emulators.stimulators.answers import NS_PER_MS, Answers, Tricks
from devices.emulators.stimulators.outlet import Outlet

BOOT_MS = 8000
BYTE_NS = 520_833
"""Ten bits at 19,200 baud."""
QUIET_NS = 50 * NS_PER_MS
CLOSING_NS = 50 * NS_PER_MS
MOST_MS = 5000
INBOX = 64
"""Bytes that wait while it is busy; what comes then is lost, as what it writes waits for space in as many."""
HIDDEN = 255
BOOT_TEXT = ("", "SETUP:", "\tBT: RESETTING", "\tBT: RESET DONE", "\tBT: INITIALIZING", "\t\tSet Baudrate: ",
             "\t\tReboot?: ", "\tBT: INITIALIZED", "\tEMS: INITIALIZING CHANNELS", "\tEMS: INITIALIZED",
             "\tEMS: STARTED", "SETUP DONE (LED 13 WILL BE ON)")


@dataclass(slots=True)
class OpenEmsTricks(Tricks):
    """Switches of this board (and those of the line).

    quiet: a firmware without debug text.  deaf: it hears nothing more.  lose: of the bytes that come, every so
    manieth is lost; 0 none.
    """

    quiet: bool = False
    deaf: bool = False
    lose: int = 0


class OpenEmsEmulator:
    """An emulated openEMSstim with its external unit (see `Stimulator`).

    full_ua, width_us, period_us: what the external unit is set to.  pots: position of each channel's
    potentiometer, 255 hides all.  harmed: how often a command wrote outside the channels.
    """

    def __init__(self, full_ua: int = 20_000, width_us: int = 200, period_us: int = 20_000, boot_ms: int = BOOT_MS,
                 t_ns: int = 0) -> None:
        self.seen: list[Seen] = []
        self.tricks = OpenEmsTricks()
        self.pots = [HIDDEN, HIDDEN]
        self.harmed = 0
        self._external = (full_ua, width_us, period_us)
        self._boot_ns = boot_ms * NS_PER_MS
        self._answers = Answers()
        self._outlet = Outlet()
        self._count = 0
        self._boot(t_ns)

    @property
    def history(self) -> list[Output]:
        """Every change of output so far."""
        return self._outlet.history

    def receive(self, t_ns: int, data: bytes) -> bytes:
        """Take bytes from the host (see `Stimulator`)."""
        self._pass(t_ns)
        for byte in data:
            self._count += 1
            lost = self.tricks.lose and self._count % self.tricks.lose == 0
            if not lost and not self.tricks.deaf and len(self._inbox) < INBOX:
                self._inbox.append(byte)
                self._last_ns = t_ns
                if byte == ord("\n"):
                    self._note(t_ns, bytes(self._inbox).split(b"\n")[-2])
        self._pass(t_ns)
        return self._answers.due(t_ns)

    def advance(self, t_ns: int) -> bytes:
        """Let time pass (see `Stimulator`)."""
        self._pass(t_ns)
        return self._answers.due(t_ns)

    def outputs(self, t_ns: int) -> dict[int, Output]:
        """Return what flows (see `Stimulator`)."""
        self._pass(t_ns)
        return self._outlet.flowing()

    def act(self, t_ns: int, words: Sequence[str]) -> None:
        """Let something happen: "power_drop" (it boots again), or "radio TEXT" (somebody speaks to it by radio).

        Raises ValueError for anything else.
        """
        self._pass(t_ns)
        match list(words):
            case ["power_drop"]:
                self._outlet.put(t_ns, {})
                self._answers.lose()
                self._boot(t_ns)
            case ["radio", text]:
                self._print(t_ns, f"\tBT: received command: {text}")
                self._process(t_ns, text.encode("latin-1"))
            case _:
                raise ValueError(f"'{' '.join(words)}': choose power_drop or radio TEXT")

    def _boot(self, t_ns: int) -> None:
        self._inbox = bytearray()
        self._last_ns = t_ns
        self._agenda: list[tuple[int, int, Callable[[int], None]]] = []
        self._relays = [False, False]
        self._percents, self._on_ms = [0, 0], [1, 1]
        self._ends_ns: list[int | None] = [None, None]
        self.pots = [HIDDEN, HIDDEN]
        self._free_ns = t_ns + self._boot_ns
        self._text_ns = self._free_ns
        for line in BOOT_TEXT:
            self._print(self._free_ns, line)

    def _pass(self, t_ns: int) -> None:
        """Do everything that is due until `t_ns`, in its order."""
        while True:
            due = [(self._agenda[0][0], 0)] if self._agenda else []
            due += [(max(end, self._free_ns), 1) for end in self._ends_ns if end is not None]
            if self._inbox:
                whole = b"\n" in self._inbox
                due.append((max(self._last_ns if whole else self._last_ns + QUIET_NS, self._free_ns), 2))
            if not due or min(due)[0] > t_ns:
                return
            now, kind = min(due)
            (self._act_now, self._expire, self._read)[kind](now)

    def _act_now(self, now: int) -> None:
        self._agenda.pop(0)[2](now)

    def _expire(self, now: int) -> None:
        begin = now
        for channel, end in enumerate(self._ends_ns):
            if end is not None and end <= now:
                begin = self._close(begin, channel)

    def _read(self, now: int) -> None:
        line, newline, rest = bytes(self._inbox).partition(b"\n")
        self._inbox = bytearray(rest)
        if not newline:
            self._note(now, line)
        self._print(now, f"\tUSB: received command: {line.decode('latin-1')}")
        self._process(now, line.strip())
        self._free_ns = max(self._free_ns, self._text_ns)

    def _process(self, now: int, line: bytes) -> None:
        if line[:2] == b"WV":
            self._hex(now, line)
        elif line == b"Connection End":
            self._print(now, "\tBT: Disconnected")
            self._later(now, self._shut_down)
        else:
            self._print(now, "\tCommand NON HEX:")
            self._print(now, line.decode("latin-1"))
            self._letter(now, line[:1].decode("latin-1"))

    def _hex(self, now: int, line: bytes) -> None:
        digits = line[line.rfind(b",") + 1:-1]
        text = _text(line)
        for each in ("\tEMS_CMD: HEX command length: ", str(len(digits)), digits.decode("latin-1"),
                     "\tEMS_CMD: Converted HEX command: ", text):
            self._print(now, each)
        if "G" in text:
            self._later(now, lambda then: self._go(then, text))
        elif text:
            self._print(now, f"Unknown command: {text}")

    def _go(self, now: int, text: str) -> None:
        channel, on_ms, percent = (_number(text, letter) for letter in "CTI")
        valid = channel in (0, 1)
        self.harmed += not valid and ("T" in text or "I" in text)
        if not valid:
            self._shut_down(now)
            return
        if "T" in text:
            self._on_ms[channel] = min(on_ms, MOST_MS)
        if "I" in text:
            self.pots[channel] = 255 - max(0, min(255, int(160 * (percent - 1) * 0.01 + 0.5) + 55))
            self._percents[channel] = max(0, percent)
        self._open(now, channel)
        self._ends_ns[channel] = now + max(0, self._on_ms[channel]) * NS_PER_MS

    def _letter(self, now: int, letter: str) -> None:
        if letter in ("1", "2"):
            channel = int(letter) - 1
            self._print(now, f"\tEMS: Channel {letter} {'in' if self._relays[channel] else ''}active")
            self._later(now, lambda then: self._toggle(then, channel))
        elif letter and letter in "qaws":
            channel = int(letter in "ws")
            self.pots[channel] += 1 if letter in "as" else -1
            self._print(now, f"\tEMS: Intensity Channel {channel + 1}: {self.pots[channel]}")
        else:
            self._print(now, "\tERROR: SINGLE-CHAR Command Unknown")

    def _toggle(self, now: int, channel: int) -> None:
        if self._relays[channel]:
            self._close(now, channel)
        else:
            self._open(now, channel)

    def _shut_down(self, now: int) -> None:
        self._close(self._close(now, 0), 1)

    def _open(self, now: int, channel: int) -> None:
        self._relays[channel] = True
        self._flow(now)

    def _close(self, now: int, channel: int) -> int:
        """Turn the potentiometer up, wait, then close the relay; return when the board goes on."""
        self.pots[channel], self._ends_ns[channel] = HIDDEN, None
        self._plan(now + CLOSING_NS, lambda then: self._closed(then, channel))
        self._free_ns = max(self._free_ns, now + CLOSING_NS)
        return now + CLOSING_NS

    def _closed(self, now: int, channel: int) -> None:
        self._relays[channel], self._percents[channel] = False, 0
        self._flow(now)

    def _flow(self, now: int) -> None:
        full_ua, width_us, period_us = self._external
        currents = {channel: full_ua * percent // 100 for channel, percent in enumerate(self._percents)
                    if self._relays[channel]}
        self._outlet.put(now, {channel: (period_us, ((width_us, current), (width_us, -current)))
                               for channel, current in currents.items()})

    def _later(self, now: int, action: Callable[[int], None]) -> None:
        """Plan what the board does once all but a buffer of its text has gone out."""
        self._free_ns = max(now, self._text_ns - INBOX * BYTE_NS)
        self._plan(self._free_ns, action)

    def _plan(self, t_ns: int, action: Callable[[int], None]) -> None:
        insort(self._agenda, (t_ns, len(self._agenda), action), key=lambda item: item[:2])

    def _print(self, now: int, line: str) -> None:
        if not self.tricks.quiet:
            text = line.encode("latin-1") + b"\r\n"
            self._text_ns = max(now, self._text_ns) + len(text) * BYTE_NS
            self._answers.say(self._text_ns, text, self.tricks)

    def _note(self, t_ns: int, line: bytes) -> None:
        """Keep what came, by what the firmware will make of it."""
        line = line.strip()
        text = _text(line) if line[:2] == b"WV" else ""
        if line == b"Connection End" or ("G" in text and _number(text, "C") not in (0, 1)):
            self.seen.append(Seen(t_ns, "stop", line))
        elif line:
            self.seen.append(Seen(t_ns, "trains" if "G" in text else "other", line))


def _text(line: bytes) -> str:
    """Decode the hex of a line as the firmware does: without its last sign, A to F as 0 to 5."""
    digits = line[line.rfind(b",") + 1:-1]
    values = [_digit(digit) for digit in digits] + [-1]
    return "".join(chr((high * 16 + low) & 0xFF if min(high, low) >= 0 else 0xFF)
                   for high, low in zip(values[:len(digits):2], values[1::2], strict=False))


def _digit(sign: int) -> int:
    if ord("A") <= sign <= ord("F"):
        return sign - ord("A")
    return sign - ord("0") if ord("0") <= sign <= ord("9") else -1


def _number(text: str, letter: str) -> int:
    """Return the number behind the first `letter`, -1 for none; as 16 bits, as the board counts."""
    found = re.search(f"{letter}([0-9]+)", text[text.find(letter):][:8]) if letter in text else None
    if found is None or not text[text.find(letter) + 1:][:1].isdigit():
        return -1
    return (int(found[1]) + 0x8000) % 0x10000 - 0x8000
