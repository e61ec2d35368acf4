"""The table of all stimulators this program can speak to, by the names used on the command line.

"sim" is the P24's driver: what is simulated is the device.  Not here: what a driver is (`drivers`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from stim_safety.drivers import Driver
from stim_safety.drivers.openems import OpenEms
from stim_safety.drivers.p24 import P24
from stim_safety.drivers.rehamove3 import RehaMove3
from stim_safety.drivers.rehastim1 import RehaStim1
from stim_safety.drivers.rehastim2 import RehaStim2

DRIVERS: Mapping[str, Callable[[], Driver]] = MappingProxyType({
    "p24": P24,
    "rehamove3": RehaMove3,
    "rehastim2": RehaStim2,
    "rehastim1": RehaStim1,
    "openems": OpenEms,
    "sim": P24,
})
"""How to make each driver; a percent device so made lets nothing through (`made_for`)."""


def made_for(name: str, full_ua: int) -> Driver:
    """Return the driver called `name`; full_ua: what an external unit was set to, of no use to other devices.

    Raises KeyError for a name that is not in the table.
    """
    return OpenEms(full_ua) if name == "openems" else DRIVERS[name]()
