"""Which versions run here, for the session sheet, `doctor` and `--version`."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

SUREFOOT = "0.1.0"
_STOOD_ON = ("pygame-ce", "numpy", "scipy", "pyserial", "hidapi", "PyYAML", "pydantic", "mcap", "zstandard")


@cache  # while a program runs they stay, and nine files are read for them
def versions() -> Mapping[str, str]:
    """Return name -> version of Surefoot, Python, the system and the libraries; "missing" where one is."""
    found = {"surefoot": SUREFOOT, "python": platform.python_version(), "system": platform.platform()}
    for name in _STOOD_ON:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "missing"
    return MappingProxyType(found)
