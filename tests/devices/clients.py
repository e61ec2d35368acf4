"""Programs that other people wrote read our emulated devices on a pseudo-terminal, each in its own process."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from core.clock import NS_PER_S, Deadline, SystemClock
from devices.emulators import Emulator
from devices.emulators.pty import PtyPort

_STEP_S = 0.002


def needs(package: str) -> pytest.MarkDecorator:
    """Skip where `package` is not installed: their own pins would not go with ours, so no extra names them."""
    return pytest.mark.skipif(
        find_spec(package) is None,
        reason=f"{package} is not installed: .venv/bin/uv pip install --no-deps -r .ci/clients.lock")


def ask(emulator: Emulator, script: str, folder: Path, *words: str, seconds: float = 18) -> dict[str, Any]:
    """Serve `emulator` to the Python `script`, called with the port and `words`; return the JSON it says last."""
    clock = SystemClock()
    port, deadline = PtyPort(emulator, clock), Deadline(clock, round(seconds * NS_PER_S))
    said = folder / "said.txt"
    command = [sys.executable, "-c", script, port.plug(), *words]
    with said.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as client:
        while client.poll() is None:
            port.serve()
            if deadline.passed():
                client.kill()
            with suppress(subprocess.TimeoutExpired):
                client.wait(_STEP_S)
    port.unplug()
    text = said.read_text("utf-8", "replace")
    assert client.returncode == 0, text
    answer: dict[str, Any] = json.loads(text.splitlines()[-1])
    return answer
