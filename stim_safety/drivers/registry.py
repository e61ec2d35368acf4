"""The table of all stimulators this program can speak to, by the names used on the command line.

"sim" is the P24's driver: what is simulated is the device.  Not here: what a driver is (`drivers`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from stim_safety.drivers import Driver
from stim_safety.drivers.p24 import P24
from stim_safety.drivers.rehamove3 import RehaMove3

DRIVERS: Mapping[str, Callable[[], Driver]] = MappingProxyType({
    "p24": P24,
    "rehamove3": RehaMove3,
    "sim": P24,
})
