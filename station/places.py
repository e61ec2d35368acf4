"""Where things are kept on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from station.settings import Settings


def data_folder(settings: Settings) -> Path:
    """Return the station's data folder: the settings', a service's STATE_DIRECTORY, or the user's."""
    if settings.data_dir is not None:
        return Path(settings.data_dir)
    service = os.environ.get("STATE_DIRECTORY")
    return Path(service) if service else Path(platformdirs.user_data_dir("surefoot"))


def session_folder(settings: Settings, out: Path | None) -> Path:
    """Return the folder in which sessions are kept; `out` wins."""
    return out if out is not None else data_folder(settings) / "sessions"
