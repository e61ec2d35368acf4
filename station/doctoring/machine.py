"""What this machine has: versions, packages, settings, screen, sound, and room for sessions.

Not here: devices (`sensors`) and what the system does with them (`host`).
"""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import shutil
import sys
from pathlib import Path

from core.errors import SurefootError
from station.doctoring import Finding, Verdict
from station.places import session_folder
from station.settings import Settings, load_settings
from station.versions import versions

_LITTLE_MB = 500
_SCARCE_MB = 5000
"""An hour with eight channels of 2 kHz takes about 200 MB."""
_EXTRAS = (("pylsl", "pylsl", "LSL streams of a laboratory"),
           ("brainflow", "brainflow.board_shim", "boards through BrainFlow"))


def python() -> list[Finding]:
    """Look at the versions of what is needed, and for packages that hide another's module."""
    found = versions()
    missing = [name for name, version in found.items() if version == "missing"]
    listed = ", ".join(f"{name} {version}" for name, version in found.items())
    findings = [Finding("versions", Verdict.BAD if missing else Verdict.OK, listed,
                        f"Missing: {', '.join(missing)}. Delete .venv and start again." if missing else "",
                        dict(found))]
    if _distribution("pygame"):
        findings.append(Finding("pygame", Verdict.BAD, "pygame and pygame-ce are both installed.",
                                f"{_PIP} uninstall -y pygame pygame-ce\n{_PIP} install pygame-ce"))
    if _distribution("hid"):
        findings.append(Finding("hid", Verdict.BAD, "The unrelated package 'hid' hides hidapi's module.",
                                f"{_PIP} uninstall -y hid\n{_PIP} install --force-reinstall hidapi"))
    return findings


def extras() -> list[Finding]:
    """Look for the packages that only some devices need."""
    return [_extra(*each) for each in _EXTRAS]


def _extra(package: str, module: str, purpose: str) -> Finding:
    version = _distribution(package)
    if not version:
        return Finding(package, Verdict.OK, f"Not installed; only {purpose} need it.", f"{_PIP} install {package}")
    try:
        importlib.import_module(module)
    except Exception as error:  # a native library of its own that does not load may raise anything
        return Finding(package, Verdict.NOTE, f"{package} {version} does not load here ({error}).",
                       f"{_PIP} install --force-reinstall {package}")
    return Finding(package, Verdict.OK, f"{package} {version} is ready for {purpose}.")


def settings_file(path: Path | None) -> tuple[list[Finding], Settings]:
    """Read the settings; the defaults stand in for a file with mistakes, so that looking can go on."""
    try:
        loaded = load_settings(path)
    except SurefootError as error:
        return [Finding("settings", Verdict.BAD, str(error))], Settings(schema=1)
    return [Finding("settings", Verdict.OK,
                    f"board {loaded.board.width_mm:g} x {loaded.board.depth_mm:g} mm, "
                    f"screen {loaded.display.diagonal_in:g} inch at {loaded.display.distance_m:g} m")], loaded


def screen() -> list[Finding]:
    """Look whether a window could open."""
    from game.screen.window import describe_display
    sentence, usable = describe_display()
    return [Finding("screen", Verdict.OK if usable else Verdict.NOTE, sentence,
                    "" if usable else "Without a screen it plays headless.")]


def sound() -> list[Finding]:
    """Look whether the sound device opens."""
    from game.screen.sound import Speaker
    speaker = Speaker(volume=0.5, mono=False, buffer=512)
    why_not = speaker.open()
    speaker.close()
    if why_not is None:
        return [Finding("sound", Verdict.OK, "The sound device opens.")]
    return [Finding("sound", Verdict.NOTE, why_not)]


def storage(settings: Settings) -> list[Finding]:
    """Look whether sessions can be kept, and for how much there is room."""
    place = session_folder(settings, None)
    parent = next(path for path in (place, *place.parents) if path.exists())
    if not os.access(parent, os.W_OK):
        return [Finding("sessions", Verdict.BAD, f"{place} cannot be written.",
                        f"Run: sudo chown -R $USER {parent}\nor choose another place: data_dir in the settings.")]
    return [room(place, shutil.disk_usage(parent).free // 1_000_000)]


def room(place: Path, free_mb: int) -> Finding:
    """Judge the room that is left where sessions are kept."""
    sentence = f"Sessions are kept in {place}; {free_mb / 1000:.1f} GB are free."
    verdict = (Verdict.BAD if free_mb < _LITTLE_MB else Verdict.NOTE if free_mb < _SCARCE_MB else Verdict.OK)
    return Finding("sessions", verdict, sentence,
                   "" if verdict is Verdict.OK else "Make room on this disk, or set data_dir in the settings.",
                   {"folder": str(place), "free_mb": free_mb})


def system() -> list[Finding]:
    """Look whether real stimulation can run here."""
    name = platform.system()
    if name == "Linux":
        return []
    return [Finding("system", Verdict.NOTE, f"On {name} everything but real stimulation will run.")]


_PIP = f"{sys.executable} -m pip"


def _distribution(name: str) -> str:
    """Return the version of an installed package, "" when it is not there."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
