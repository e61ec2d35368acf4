"""Optional packages: loaded when first needed, and their absence told in one sentence.

Not here: what they do (`lsl`, `brainflow`).
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

from core.errors import DeviceMissing


def load(module: str, package: str, purpose: str) -> ModuleType:
    """Return `module` of `package`; purpose: what needs it, the beginning of a sentence.

    Raises DeviceMissing with the command that installs it here, or with why it does not load.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise DeviceMissing(f"{purpose} the package '{package}', which is not installed: run {sys.executable} -m "
                            f"pip install {package}") from error
    except Exception as error:  # a native library of its own that does not load may raise anything
        raise DeviceMissing(f"{purpose} the package '{package}', which does not load here ({error}): run "
                            f"{sys.executable} -m pip install --force-reinstall {package}") from error
