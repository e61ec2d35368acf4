"""Serves one emulated stimulator on a pseudo-terminal, and obeys commands in words.

    {"port": PATH}            the first line said
    set NAME VALUE            throw a switch of the device's tricks; VALUE is JSON: set delay_ms 150
    do WORD...                let something happen: do power_drop, do error 10
    clear                     set all switches back
    report                    tell seen frames, changes of output and what flows, with CLOCK_MONOTONIC times
    forget                    begin the report anew
    watch                     tell each frame and each change of output when it comes, {"seen": ...} and
                              {"changed": ...}, instead of keeping it for the report
    unplug, plug              take the port away, make a new one
    quit

Every command is answered by one line of JSON.  Bytes are read, timed and answered as soon as they come.
Linux and macOS.  Not here: what a device answers (its own module).
"""

from __future__ import annotations

import json
import os
import select
import tty
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import Protocol

from core.clock import NS_PER_S, Clock
from core.errors import InputError
from devices.emulators.stimulators import Output, Seen, Stimulator
from devices.emulators.stimulators.answers import Tricks
from devices.emulators.stimulators.openems import OpenEmsEmulator
from devices.emulators.stimulators.p24 import P24Emulator
from devices.emulators.stimulators.rehamove3 import RehaMove3Emulator
from devices.emulators.stimulators.rehastim1 import RehaStim1Emulator
from devices.emulators.stimulators.rehastim2 import RehaStim2Emulator

_READ = 4096
_LOOK_S = 0.001
"""How late an answer that the device itself delays may come, and how late a watchdog is noticed."""
_HELP = "try set NAME VALUE, do WORD, clear, report, forget, watch, unplug, plug, quit"


class Steerable(Stimulator, Protocol):
    """An emulated stimulator that can be told to fail."""

    @property
    def tricks(self) -> Tricks:
        """Its switches for faults."""
        ...

    def act(self, t_ns: int, words: Sequence[str]) -> None:
        """Let something happen to the device at `t_ns`.  Raises ValueError that names the choices."""
        ...


STIMULATORS: Mapping[str, Callable[[int], Steerable]] = MappingProxyType({
    "p24": lambda t_ns: P24Emulator(t_ns=t_ns),
    "rehamove3": lambda t_ns: RehaMove3Emulator(t_ns=t_ns),
    "rehastim2": lambda t_ns: RehaStim2Emulator(t_ns=t_ns),
    "rehastim1": lambda _: RehaStim1Emulator(),
    "openems": lambda t_ns: OpenEmsEmulator(t_ns=t_ns),
})
"""How to switch each emulated stimulator on, by the names of their drivers."""
BEGIN_WHEN_OPENED = frozenset({"openems"})
"""Boards that are reset by whoever opens their port."""


class Terminal:
    """A pseudo-terminal with the device at its far end.  Life: `plug`, `unplug`, `plug` again as wanted."""

    def __init__(self) -> None:
        self._end: int | None = None

    def plug(self) -> str:
        """Make a new port, raw and with nobody listening, and return its path; the old one is gone."""
        self.unplug()
        self._end, slave = os.openpty()
        tty.setraw(slave)
        path = os.ttyname(slave)
        os.close(slave)  # so that the hang-up tells when somebody opens it
        os.set_blocking(self._end, False)
        return path

    def unplug(self) -> None:
        """Take the port away; whoever has it open sees a hang-up."""
        if self._end is not None:
            os.close(self._end)
        self._end = None

    def listened(self) -> list[int]:
        """Return what to wait on for bytes: the far end, while somebody has the near one open."""
        if self._end is None:
            return []
        poll = select.poll()
        poll.register(self._end, select.POLLIN)
        return [] if any(event & select.POLLHUP for _, event in poll.poll(0)) else [self._end]


class Service:
    """One emulated stimulator, its port, and the commands that move it.

    name: of the device.  say: takes each line of JSON.  seconds: end after so long, None for never.
    """

    def __init__(self, name: str, clock: Clock, say: Callable[[Mapping[str, object]], None],
                 seconds: float | None = None) -> None:
        self._device = STIMULATORS[name](clock.now_ns())
        self._begins = name in BEGIN_WHEN_OPENED
        self._open = False
        self._watched = False
        self._clock = clock
        self._say = say
        self._terminal = Terminal()
        self._ends_ns = None if seconds is None else clock.now_ns() + round(seconds * NS_PER_S)
        self._heard = b""

    def run(self, commands: int) -> None:
        """Serve the port, and the descriptor that commands come from, until told to end."""
        self._say({"port": self._terminal.plug()})
        try:
            while self._ends_ns is None or self._clock.now_ns() < self._ends_ns:
                listened = self._terminal.listened()
                ready, _, _ = select.select([commands, *listened], [], [], _LOOK_S)
                self._carry(listened)
                if commands in ready and not self._listen(commands):
                    break
        finally:
            self._terminal.unplug()

    def _carry(self, listened: Sequence[int]) -> None:
        heard = b"".join(map(_read, listened))
        now_ns = self._clock.now_ns()
        if self._begins and listened and not self._open:
            self._device.act(now_ns, ["power_drop"])
        self._open = bool(listened)
        said = self._device.advance(now_ns)
        said += self._device.receive(now_ns, heard) if heard else b""
        for end in listened:
            _write(end, said)
        if self._watched:
            self._tell_news()

    def _tell_news(self) -> None:
        for seen in self._device.seen:
            self._say({"seen": _frame(seen)})
        for output in self._device.history:
            self._say({"changed": _told(output)})
        self._forget()

    def _forget(self) -> None:
        self._device.seen.clear()
        self._device.history.clear()

    def _listen(self, commands: int) -> bool:
        data = os.read(commands, _READ)
        *lines, self._heard = (self._heard + data).split(b"\n")
        return bool(data) and all(self._obey(line.decode("utf-8", "replace").split()) for line in lines)

    def _obey(self, words: list[str]) -> bool:
        """Obey one command; False ends the service."""
        if words == ["quit"]:
            return False
        if words:
            try:
                self._say(self._done(words))
            except (InputError, ValueError) as error:
                self._say({"error": str(error)})
        return True

    def _done(self, words: list[str]) -> dict[str, object]:
        now_ns = self._clock.now_ns()
        match words:
            case ["report"]:
                return report(self._device, now_ns)
            case ["plug"]:
                return {"port": self._terminal.plug()}
            case ["unplug"]:
                self._terminal.unplug()
            case ["clear"]:
                clear(self._device.tricks)
            case ["forget"]:
                self._forget()
            case ["watch"]:
                self._watched = True
            case ["do", *what]:
                self._device.act(now_ns, what)
            case ["set", name, *value]:
                throw(self._device.tricks, name, " ".join(value))
            case _:
                raise InputError(f"'{' '.join(words)}' is not a command; {_HELP}.")
        return {"done": " ".join(words)}


def _read(end: int) -> bytes:
    try:
        return os.read(end, _READ)
    except OSError:  # nothing there, or closed since the look
        return b""


def _write(end: int, data: bytes) -> None:
    """Send; what does not fit is lost, as on a real line."""
    try:
        os.write(end, data)
    except OSError:
        return


def throw(tricks: Tricks, name: str, value: str) -> None:
    """Set a switch to a value in JSON.  Raises InputError that says what is possible."""
    kinds = {each.name: str(each.type) for each in fields(tricks)}
    if name not in kinds:
        raise InputError(f"There is no switch '{name}'; choose from {', '.join(kinds)}.")
    try:
        meant = json.loads(value)
        bytes.fromhex(meant if name == "before" else "")
    except (TypeError, ValueError):
        meant = NotImplemented
    if not _fits(meant, kinds[name]):
        usual = json.dumps(getattr(type(tricks)(), name))
        raise InputError(f"{name} cannot be '{value}'; write for example: set {name} {usual}")
    setattr(tricks, name, meant)


def _fits(meant: object, kind: str) -> bool:
    """Whether a value is of the kind that a switch is declared with: "bool", "int | None", "dict[str, int]"."""
    outer, _, inner = kind.rstrip("]").partition("[")
    if type(meant).__name__ not in outer.replace("None", "NoneType").split(" | "):
        return False
    inside = meant.values() if isinstance(meant, dict) else meant if isinstance(meant, list) else ()
    return all(type(each).__name__ == inner.split(", ")[-1] for each in inside)


def clear(tricks: Tricks) -> None:
    """Set all switches back."""
    for each in fields(tricks):
        setattr(tricks, each.name, getattr(type(tricks)(), each.name))


def report(device: Stimulator, now_ns: int) -> dict[str, object]:
    """Return all that was seen and put out so far, in plain values."""
    return {
        "t_ns": now_ns,
        "seen": [_frame(seen) for seen in device.seen],
        "history": [_told(output) for output in device.history],
        "outputs": [_told(output) for _, output in sorted(device.outputs(now_ns).items())],
    }


def _frame(seen: Seen) -> dict[str, object]:
    return {"t_ns": seen.t_ns, "what": seen.what, "hex": seen.data.hex()}


def _told(output: Output) -> dict[str, object]:
    return {"t_ns": output.t_ns, "channel": output.channel, "period_us": output.period_us,
            "points": [list(point) for point in output.points], "peak_ua": output.peak_ua}
