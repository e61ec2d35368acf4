"""`surefoot doctor`: what is here, what is missing, and the words that mend it.

Every finding is one line with a verdict; advice is printed whole, so that it can be copied.
Not here: the rules themselves (`devices.permissions`) or how devices are found (`devices.discovery`).
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from core.errors import ExitCode, SurefootError
from devices import discovery
from station.settings import load_settings
from station.versions import versions


class Verdict(StrEnum):
    """How a finding stands.  NOTE: fine, but worth knowing.  BAD: must be mended."""

    OK = "ok"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what, how it stands, one sentence, and what to do (may be several lines)."""

    what: str
    verdict: Verdict
    sentence: str
    advice: str = ""


def doctor(settings: Path | None, as_json: bool, out: TextIO) -> int:
    """Look at everything and print it; 0 when nothing must be mended, else 4."""
    findings = [finding for look in _LOOKS for finding in look(settings)]
    if as_json:
        out.write(json.dumps([asdict(finding) for finding in findings], indent=1) + "\n")
    else:
        for finding in findings:
            out.write(f"{finding.verdict:5} {finding.what:14} {finding.sentence}\n")
            out.writelines(f"{'':20} {line}\n" for line in finding.advice.splitlines())
    bad = any(finding.verdict == Verdict.BAD for finding in findings)
    return ExitCode.CHECK_FAILED if bad else ExitCode.DONE


def _python(_settings: Path | None) -> list[Finding]:
    found = versions()
    missing = [name for name, version in found.items() if version == "missing"]
    listed = ", ".join(f"{name} {version}" for name, version in found.items())
    findings = [Finding("versions", Verdict.BAD if missing else Verdict.OK, listed,
                        f"Missing: {', '.join(missing)}. Delete .venv and start again." if missing else "")]
    if _distribution("pygame"):
        findings.append(Finding("pygame", Verdict.BAD, "pygame and pygame-ce are both installed.",
                                "pip uninstall pygame pygame-ce, then pip install pygame-ce"))
    if _distribution("hid"):
        findings.append(Finding("hid", Verdict.BAD, "The unrelated package 'hid' hides hidapi's module.",
                                "pip uninstall hid"))
    return findings


def _distribution(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _settings_file(settings: Path | None) -> list[Finding]:
    try:
        loaded = load_settings(settings)
    except SurefootError as error:
        return [Finding("settings", Verdict.BAD, str(error))]
    return [Finding("settings", Verdict.OK,
                    f"board {loaded.board.width_mm:g} x {loaded.board.depth_mm:g} mm, "
                    f"screen {loaded.display.diagonal_in:g} inch at {loaded.display.distance_m:g} m")]


def _devices(_settings: Path | None) -> list[Finding]:
    found = discovery.find()
    if not found:
        return [Finding("devices", Verdict.NOTE, "No board and no amplifier found; a simulated patient plays.",
                        "Wii Balance Board: pair it over Bluetooth (red button in its battery case).\n"
                        "Serial boards and amplifiers: plug them in.")]
    return [Finding(device.kind, Verdict.OK if device.permitted else Verdict.BAD,
                    f"{device.name} at {device.port}, serial number {device.serial or 'unknown'}",
                    device.advice) for device in found]


def _screen(_settings: Path | None) -> list[Finding]:
    from game.screen.window import describe_display
    sentence, usable = describe_display()
    return [Finding("screen", Verdict.OK if usable else Verdict.NOTE, sentence,
                    "" if usable else "Without a screen it plays headless.")]


def _sound(_settings: Path | None) -> list[Finding]:
    from game.screen.sound import Speaker
    speaker = Speaker(volume=0.5, mono=False, buffer=512)
    why_not = speaker.open()
    speaker.close()
    if why_not is None:
        return [Finding("sound", Verdict.OK, "The sound device opens.")]
    return [Finding("sound", Verdict.NOTE, why_not)]


def _storage(settings: Path | None) -> list[Finding]:
    from station.places import session_folder
    try:
        place = session_folder(load_settings(settings), None)
    except SurefootError:
        return []  # told by the settings' own finding
    parent = next(path for path in (place, *place.parents) if path.exists())
    if os.access(parent, os.W_OK):
        return [Finding("sessions", Verdict.OK, f"Sessions are kept in {place}.")]
    return [Finding("sessions", Verdict.BAD, f"{place} cannot be written.", "Choose another with --out.")]


def _system(_settings: Path | None) -> list[Finding]:
    system = platform.system()
    if system == "Linux":
        return []
    return [Finding("system", Verdict.NOTE, f"On {system} everything but real stimulation will run.")]


_LOOKS: tuple[Callable[[Path | None], list[Finding]], ...] = (
    _python, _settings_file, _devices, _screen, _sound, _storage, _system,
)
