"""Serve one emulated device to other programs: ``python -m devices.emulators lines-board``.

The first line on the output is JSON with the port, ``{"port": "/dev/pts/5"}``; every command on the input
(`devices.emulators.steering`, and ``unplug``, ``plug``, ``quit``) is answered by one more JSON line.  The end
of the input, ctrl-C or --seconds ends it.  Stimulators (``p24`` and others) have commands of their own:
`devices.emulators.stimulators.serving`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from core.clock import NS_PER_S, Clock, SystemClock
from core.errors import ExitCode, InputError, LinkLost, SurefootError
from core.muscles import Muscle
from devices.codecs import chords
from devices.emulators import Emulator
from devices.emulators.faults import FaultAt, Faults
from devices.emulators.generic_lines import Dialect
from devices.emulators.pty import PtyPort
from devices.emulators.steering import Switches, WiiSwitches, effort_cue, fault_kind, steer, switches_of
from devices.emulators.stimulators.serving import STIMULATORS, Service
from devices.emulators.stream import StreamEmulator
from devices.emulators.uhid import ADDRESS, UhidDevice
from devices.emulators.wii_board import WiiBoardEmulator
from devices.kinds import Emulated, Variant
from devices.kinds.registry import emulated
from devices.simulated.stance import SimulatedPatient

_STEP_S = 0.004


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to end; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.device in STIMULATORS:
            Service(options.device, SystemClock(), _say, options.seconds).run(sys.stdin.fileno())
        else:
            _Server(options).run()
    except KeyboardInterrupt:
        return ExitCode.DONE
    except SurefootError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command line speaks to people
        return error.exit_code
    return ExitCode.DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devices.emulators", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("device", choices=[*_served(), "wii", *STIMULATORS])
    parser.add_argument("--uhid", action="store_true", help="make the Wii board in the kernel (Linux, root)")
    parser.add_argument("--seconds", type=float, help="end after so long")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME@SECONDS")
    parser.add_argument("--effort", metavar="LEVEL:SECONDS", help="tighten and rest in turn, e.g. 0.6:3")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--link", type=Path, help="symbolic link that always leads to the port")
    parser.add_argument("--boot-ms", type=int, help="how long it is deaf after opening")
    parser.add_argument("--baud", type=int, help="the only baud rate at which it is understood")
    parser.add_argument("--rate", type=float, help="samples per second")
    parser.add_argument("--channels", type=int, help="EMG channels")
    parser.add_argument("--lump-ms", type=int, help="how long its USB gathers bytes")
    parser.add_argument("--name", choices=sorted(chords.BOARDS), default="", help="Chords board")
    parser.add_argument("--dialect", choices=list(Dialect), default="", help="how lines look")
    return parser


def _faults(words: Sequence[str]) -> Faults:
    faults = []
    for word in words:
        name, _, at = word.partition("@")
        try:
            faults.append(FaultAt(fault_kind(name), float(at or 0.0)))
        except ValueError:
            raise InputError(f"--fault {word}: write NAME@SECONDS, for example drop@3.") from None
    return Faults(tuple(faults))


def _effort(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    level, _, seconds = text.partition(":")
    try:
        pair = float(level), float(seconds)
    except ValueError:
        raise InputError(f"--effort {text}: write LEVEL:SECONDS, for example 0.6:3.") from None
    if not (0.0 <= pair[0] <= 1.0 and pair[1] > 0.1):
        raise InputError(f"--effort {text}: the level is 0..1 and the seconds more than 0.1.")
    return pair


class _Server:
    """One emulated device, its body, its port, and the commands that move them."""

    def __init__(self, options: argparse.Namespace) -> None:
        rng = random.Random(options.seed)
        self._clock = SystemClock()
        self._patient = SimulatedPatient(rng, muscles=tuple(Muscle)[:options.channels or 2])
        self._port, self._switches = _device(options, self._patient, rng, self._clock)
        self._effort = _effort(options.effort)
        self._turn = 0
        self._began_ns = self._clock.now_ns()
        self._ends_ns = None if options.seconds is None else self._began_ns + round(options.seconds * NS_PER_S)
        self._heard = b""

    def run(self) -> None:
        """Serve the port and the commands."""
        _say({"port": self._port.plug()})
        try:
            while (self._ends_ns is None or self._clock.now_ns() < self._ends_ns) and self._commands():
                self._exert()
                was_plugged = self._port.plugged
                self._port.serve()
                if was_plugged and not self._port.plugged:
                    _say({"unplugged": True})
        finally:
            self._port.unplug()

    def _commands(self) -> bool:
        """Wait one step for commands and obey them; False ends the service."""
        readable, _, _ = select.select([0], [], [], _STEP_S)
        if not readable:
            return True
        data = os.read(0, 4096)
        *lines, self._heard = (self._heard + data).split(b"\n")
        return bool(data) and all(self._obey(line.decode("utf-8", "replace").strip()) for line in lines)

    def _obey(self, line: str) -> bool:
        if line == "quit":
            return False
        if not line:
            return True
        try:
            if line == "plug":
                _say({"port": self._port.plug()})
                return True
            if line == "unplug":
                self._port.unplug()
            else:
                steer(self._patient, self._switches, line, self._clock.now_ns())
        except InputError as error:
            _say({"error": str(error)})
            return True
        _say({"done": line})
        return True

    def _exert(self) -> None:
        """Follow --effort: tighten, rest, tighten."""
        if self._effort is None:
            return
        level, seconds = self._effort
        now_ns = self._clock.now_ns()
        turn = int((now_ns - self._began_ns) / NS_PER_S / seconds)
        if turn != self._turn:
            self._turn = turn
            self._patient.see(effort_cue(self._patient, level if turn % 2 else 0.0, now_ns))


class _Port(Protocol):
    """Where other programs find the device: `PtyPort`, or the kernel."""

    @property
    def plugged(self) -> bool: ...

    def plug(self) -> str: ...

    def unplug(self) -> None: ...

    def serve(self) -> None: ...


class _UhidPort:
    """An emulated Wii board in the kernel."""

    def __init__(self, emulator: WiiBoardEmulator, clock: Clock) -> None:
        self._emulator = emulator
        self._clock = clock
        self._device: UhidDevice | None = None

    @property
    def plugged(self) -> bool:
        return self._device is not None

    def plug(self) -> str:
        """Make the device and return its serial number."""
        self.unplug()
        self._device = UhidDevice(ADDRESS)
        return ADDRESS

    def unplug(self) -> None:
        """Take the device away."""
        if self._device is not None:
            self._device.close()
            self._device = None

    def serve(self) -> None:
        """Hand over what either side has to say."""
        if self._device is None:
            return
        try:
            self._device.serve(self._emulator, self._clock)
        except LinkLost:
            self.unplug()


def _device(options: argparse.Namespace, patient: SimulatedPatient, rng: random.Random,
            clock: Clock) -> tuple[_Port, Switches]:
    faults = _faults(options.fault)
    if options.device == "wii":
        return _wii(options, patient, rng, clock)
    emulator = _emulator(options.device, emulated()[options.device], _variant(options), patient, rng, faults)
    return PtyPort(emulator, clock, options.link, options.baud), switches_of(emulator)


def _variant(options: argparse.Namespace) -> Variant:
    return Variant(options.name, options.rate, options.channels, options.boot_ms, options.lump_ms, options.dialect)


def _emulator(device: str, one: Emulated, variant: Variant, patient: SimulatedPatient, rng: random.Random,
              faults: Faults) -> Emulator:
    """Return the emulator as asked for; one without variants can still boot faster or slower."""
    if one.vary is not None:
        return one.vary(patient, rng, faults, variant)
    if variant != Variant(boot_ms=variant.boot_ms):
        raise InputError(f"'{device}' takes --boot-ms, --baud and --fault, but no other model, rate or channels.")
    emulator = one.emulator(patient, rng, faults)
    if variant.boot_ms is not None and isinstance(emulator, StreamEmulator):
        emulator.boot_ms = variant.boot_ms
    return emulator


def _served() -> list[str]:
    """Return what can be served on a pseudo-terminal."""
    return [name for name, one in emulated().items() if one.on_pty]


def _wii(options: argparse.Namespace, patient: SimulatedPatient, rng: random.Random,
         clock: Clock) -> tuple[_Port, Switches]:
    if not options.uhid:
        raise InputError("A Wii board is no serial device: add --uhid (Linux, as root).")
    emulator = WiiBoardEmulator(patient, rng)
    switches = WiiSwitches(emulator.faults)
    for fault in _faults(options.fault).at:
        switches.inject(fault.kind, clock.now_ns() + round(fault.at_s * NS_PER_S))
    return _UhidPort(emulator, clock), switches


def _say(words: Mapping[str, object]) -> None:
    print(json.dumps(words), flush=True)  # noqa: T201 - the answer to whoever started the command


if __name__ == "__main__":
    sys.exit(main())
