"""What libraries raise when a device goes away, gathered into one kind of event.

Unplugging makes pyserial raise SerialException (an OSError), termios.error, or TypeError once its file
descriptor is None; hidapi raises OSError, or ValueError on a closed handle.  They all mean the same.
"""

from __future__ import annotations

import sys

from core.errors import LinkLost

LIBRARY_FAILURES: tuple[type[Exception], ...] = (OSError, TypeError, ValueError)
if sys.platform != "win32":
    import termios

    LIBRARY_FAILURES = (*LIBRARY_FAILURES, termios.error)


def link_lost(name: str, cause: object = None) -> LinkLost:
    """Return the one error for a device at `name` that is gone; `cause` is what the library said, if anything."""
    said = f" ({cause})" if cause is not None and str(cause) else ""
    return LinkLost(f"{name} is gone{said}. Plug it in or switch it on again; it is found by itself.")
