"""Keeps these tests out of a run outside the machine, where `tests/kernel/test_in_vm.py` stands for them."""

from __future__ import annotations

import os

from tests.kernel.vm import INSIDE

collect_ignore_glob = [] if INSIDE in os.environ else ["test_*.py"]
