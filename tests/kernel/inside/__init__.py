"""Runs in the virtual machine only: here devices can be made, and the kernel's drivers bind to them."""
