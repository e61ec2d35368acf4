"""Tests against a real kernel's HID stack: `vm.py` is the machine, `inside/` is what runs in it."""
