"""The words that mend a missing right: exact, since people copy them."""

from __future__ import annotations

from devices.permissions import RULES_FILE, hidraw_advice, hidraw_rule, serial_advice


def test_the_rule_matches_the_bluetooth_devices_kernel_name() -> None:
    assert hidraw_rule(0x057E, 0x0306) == (
        'KERNEL=="hidraw*", SUBSYSTEM=="hidraw", KERNELS=="0005:057E:0306.*", '
        'MODE="0660", GROUP="plugdev", TAG+="uaccess"')


def test_the_advice_says_where_and_what_then() -> None:
    lines = hidraw_advice(0x057E, 0x0306).splitlines()
    assert RULES_FILE in lines[0]
    assert lines[1] == hidraw_rule(0x057E, 0x0306)
    assert "sudo udevadm control --reload && sudo udevadm trigger" in lines[2]


def test_serial_ports_belong_to_a_group() -> None:
    assert "usermod -aG dialout" in serial_advice()
