"""Words that give a person the right to open a device on Linux: udev rules and groups.

A hidraw node belongs to root alone, an event node and a serial port to groups that new users are not in.
Not here: what to do when opening fails all the same (`transports`).
"""

from __future__ import annotations

import os
import sys

RULES_FILE = "/etc/udev/rules.d/70-surefoot.rules"
"""Before 73, where systemd hands `uaccess` nodes to whoever sits at the screen."""

HIDRAW_GROUP = "plugdev"
SERIAL_GROUP = "dialout"

_BUS_BLUETOOTH = 0x0005


def hidraw_rule(vendor_id: int, product_id: int, bus: int = _BUS_BLUETOOTH) -> str:
    """Return the udev rule that opens the hidraw nodes of one kind of device.

    It matches the HID device's kernel name (bus:vendor:product.number in capitals), because a Bluetooth
    device has no idVendor attribute.  The seat's user gets it by `uaccess`, service users by the group.
    """
    return (f'KERNEL=="hidraw*", SUBSYSTEM=="hidraw", KERNELS=="{bus:04X}:{vendor_id:04X}:{product_id:04X}.*", '
            f'MODE="0660", GROUP="{HIDRAW_GROUP}", TAG+="uaccess"')


def evdev_rule(name: str) -> str:
    """Return the udev rule that opens the event nodes of devices called `name`, and no keyboard's.

    The group is that of the hidraw rule, as the usual one (`input`) may also read what is typed.
    """
    plain = "".join("?" if letter in '"*?[]|\\' or not letter.isprintable() else letter for letter in name)
    return (f'KERNEL=="event*", SUBSYSTEM=="input", ATTRS{{name}}=="{plain}", '
            f'MODE="0660", GROUP="{HIDRAW_GROUP}", TAG+="uaccess"')


def rules_advice(*rules: str) -> str:
    """Return what to do, line by line, so that `rules` hold."""
    return "\n".join((f"Save {'this line' if len(rules) == 1 else 'these lines'} as {RULES_FILE}:", *rules,
                      "then run: sudo udevadm control --reload && sudo udevadm trigger",
                      f"For a user without a screen of its own: sudo usermod -aG {HIDRAW_GROUP} USER"))


def hidraw_advice(vendor_id: int, product_id: int, bus: int = _BUS_BLUETOOTH) -> str:
    """Return what to do, line by line, when a hidraw node may not be opened."""
    return rules_advice(hidraw_rule(vendor_id, product_id, bus))


def evdev_advice(name: str) -> str:
    """Return what to do, line by line, when an event node may not be opened."""
    return rules_advice(evdev_rule(name))


def serial_advice() -> str:
    """Return what to do when a serial port may not be opened."""
    return (f"Run: sudo usermod -aG {SERIAL_GROUP} $USER (the group is called uucp on some systems), "
            "then log out and in again.")


def may_open(node: str) -> bool:
    """Whether this user may read and write `node`; True where rights are not told by files."""
    return sys.platform == "win32" or not node.startswith("/") or os.access(node, os.R_OK | os.W_OK)
