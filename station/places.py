"""Where things are kept on this machine.  Lean, since it is asked before the first screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from station.settings import Settings

ENVIRONMENT = "SUREFOOT_SETTINGS"
FILE_NAME = "station.yaml"


def data_folder(settings: Settings) -> Path:
    """Return the station's data folder: the settings', a service's STATE_DIRECTORY, or the user's."""
    if settings.data_dir is not None:
        return Path(settings.data_dir)
    service = os.environ.get("STATE_DIRECTORY")
    return Path(service) if service else Path(platformdirs.user_data_dir("surefoot"))


def session_folder(settings: Settings, out: Path | None) -> Path:
    """Return the folder in which sessions are kept; `out` wins."""
    return out if out is not None else data_folder(settings) / "sessions"


def stim_folder(settings: Settings, named: Path | None) -> Path:
    """Return where the safety program keeps its log and budgets: `named`, else beside the station's data.

    Not where the environment says: the counters of a day must not move with a variable.
    """
    if named is not None:
        return named
    if settings.data_dir is not None:
        return Path(settings.data_dir) / "stimulation"
    return _home() / ".local" / "share" / "surefoot" / "stimulation"


def _home() -> Path:
    """Return the user's home as the system knows it."""
    if sys.platform == "win32":
        return Path.home()
    import pwd
    return Path(pwd.getpwuid(os.getuid()).pw_dir)


def settings_file(path: Path | None = None, environment: Mapping[str, str] | None = None,
                  config_folder: Path | None = None) -> Path | None:
    """Return the settings file in force, None where the defaults hold.

    A file that was named (by `path` or the environment) is returned whether or not it is there, so that a
    misspelt name is told and not passed over.
    """
    named = path or (os.environ if environment is None else environment).get(ENVIRONMENT)
    if named:
        return Path(named)
    usual = (config_folder or platformdirs.user_config_path("surefoot")) / FILE_NAME
    return usual if usual.exists() else None
