"""What the operating system does with devices.

The kernel's driver of the Wii board, programs that take ports, and the latency timers of USB adapters.  Linux
tells it in files; elsewhere there is nothing to find.
Not here: rights to nodes and ports, which come with the devices (`sensors`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from devices.ports import PortInfo
from devices.transports import latency
from station.doctoring import Finding, Verdict

ROOT = Path("/")
_WII_DEVICES = "sys/bus/hid/devices"
_WII_PATTERN = "0005:057E:0306.*"
_BLACKLISTS = ("etc/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d", "run/modprobe.d")
_TAKERS = {
    "ModemManager": ("asks every new serial port whether it is a modem, and holds it for up to half a minute",
                     "sudo systemctl disable --now ModemManager"),
    "brltty": ("takes USB adapters (CH340, CP210x) for Braille displays, so that their ports vanish",
               "sudo systemctl disable --now brltty brltty-udev"),
}


def wii_driver(root: Path = ROOT) -> list[Finding]:
    """Look whether connected Wii boards have the kernel's driver and a node, and whether that driver is barred."""
    folder = root / _WII_DEVICES
    findings = [_wii_device(device) for device in (sorted(folder.glob(_WII_PATTERN)) if folder.is_dir() else ())]
    for file, line in _barred(root):
        findings.append(Finding("kernel driver", Verdict.BAD,
                                f"{file} keeps hid-wiimote away: a Wii board then gets no node at all.",
                                f"Take out the line '{line}', then run: sudo modprobe hid_wiimote\n"
                                "and switch the board off and on again."))
    return findings


def _wii_device(device: Path) -> Finding:
    driver = device / "driver"
    if not driver.exists():
        return Finding("kernel driver", Verdict.BAD, f"No driver is bound to the Wii device {device.name}.",
                       "Run: sudo modprobe hid_wiimote\nthen switch the board off and on again.")
    nodes = sorted(node.name for node in (device / "hidraw").glob("hidraw*"))
    name = driver.resolve().name
    if not nodes:
        return Finding("kernel driver", Verdict.BAD, f"{name} is bound to {device.name} and makes no hidraw node.",
                       "This kernel was built without CONFIG_HIDRAW: install the distribution's usual kernel.")
    return Finding("kernel driver", Verdict.OK, f"{name} is bound to {device.name}, which is /dev/{nodes[0]}.")


def _barred(root: Path) -> Iterable[tuple[Path, str]]:
    for folder in _BLACKLISTS:
        for file in sorted((root / folder).glob("*.conf")):
            for line in _lines(file):
                words = line.replace("-", "_").split()
                barred = words[:1] == ["blacklist"] or (words[:1] == ["install"] and words[2:3] in (
                    ["/bin/true"], ["/bin/false"]))
                if barred and words[1:2] == ["hid_wiimote"]:
                    yield file, line.strip()


def takers(root: Path = ROOT) -> list[Finding]:
    """Look for programs that take serial ports from us."""
    running = {line.strip() for file in sorted((root / "proc").glob("[0-9]*/comm")) for line in _lines(file)}
    return [Finding("ports", Verdict.NOTE, f"{name} {does}.", f"If no modem or display needs it, run: {command}")
            for name, (does, command) in _TAKERS.items() if name in running]


def timers(ports: Sequence[PortInfo], sysfs: Path = latency.SYSFS) -> list[Finding]:
    """Look at the latency timers of the serial ports that have one."""
    findings = []
    for port in ports:
        value = latency.latency_ms(port.device, sysfs)
        if value is None:
            continue
        low = value <= latency.LOW_MS
        findings.append(Finding(
            "latency timer", Verdict.OK if low else Verdict.NOTE,
            f"{port.device} hands bytes on after {value} ms."
            + ("" if low else " It is set to 1 ms when a sensor there is opened, if the driver allows it."),
            "" if low else latency.advice(port.device, sysfs), {"port": port.device, "latency_ms": value}))
    return findings


def _lines(file: Path) -> list[str]:
    """Return the lines of a file, none when it cannot be read (a process that has ended)."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
