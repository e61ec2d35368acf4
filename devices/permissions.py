"""Words that give a person the right to open a device on Linux: udev rules and groups.

A hidraw node belongs to root alone, and a serial port to a group that new users are not in.
Not here: finding out that the right is missing (`transports`).
"""

from __future__ import annotations

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


def hidraw_advice(vendor_id: int, product_id: int) -> str:
    """Return what to do, line by line, when a hidraw node may not be opened."""
    return (f"Save this line as {RULES_FILE}:\n"
            f"{hidraw_rule(vendor_id, product_id)}\n"
            "then run: sudo udevadm control --reload && sudo udevadm trigger\n"
            f"For a user without a screen of its own: sudo usermod -aG {HIDRAW_GROUP} USER")


def serial_advice() -> str:
    """Return what to do when a serial port may not be opened."""
    return (f"Run: sudo usermod -aG {SERIAL_GROUP} $USER (the group is called uucp on some systems), "
            "then log out and in again.")
