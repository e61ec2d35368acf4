"""The whole chain as real processes: a game (the technician's bench), the controller, the guardian, the scribe."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.clock import SystemClock
from core.muscles import Muscle
from station.stimulation.example import example
from tests.stim_safety.process.device import Device, now_ns
from tests.stim_safety.process.far_end import LIMIT_S, until
from tests.stim_safety.process.standstill import STANDSTILL

ROOT = Path(__file__).parents[3]
TO_READY = ["wait: {state: ready}", "screen"]
TO_CALIB = [*TO_READY, "hold", "step: 3", "wait: 20"]
TO_ARMED = [*TO_READY, "hold", "step: 1", "mark: sensory", "step: 1", "mark: motor", "step: 2", "mark: tolerated",
            "release", "disarm", "arm"]
TO_STIM = [*TO_ARMED, "wait: 5", "wish: {fraction: 1.0, seconds: 9}", "wait: 20"]


def prescription(folder: Path) -> Path:
    """Write a prescription with a long train and a short rest."""
    text = example(SystemClock().utc(), (Muscle.RIGHT_WRIST_EXTENSORS,)).decode()
    path = folder / "prescription.yaml"
    path.write_text(text.replace("on: 5 s", "on: 6 s").replace("off: 10 s", "off: 6 s"))
    return path


class Chain:
    """Life: started with a script, waited for (`reach`), hurt, looked at, `close`."""

    def __init__(self, device: Device, folder: Path, script: Sequence[str], pedal: str = "") -> None:
        self.device = device
        self.folder = folder / "safety"
        file = folder / "script.yaml"
        file.write_text("".join(f"- {entry}\n" for entry in script))
        words = ["stim", "--stim", f"p24:{device.path}", "--prescription", str(prescription(folder)), "--script",
                 str(file), "--stim-folder", str(self.folder), "--json", *(["--pedal", pedal] if pedal else [])]
        self.command = [sys.executable, str(ROOT / "main.py"), *words]
        self.game = subprocess.Popen(self.command, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.told: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._pids: dict[str, int] = {}

    def _read(self) -> None:
        assert self.game.stdout is not None
        for line in self.game.stdout:
            self.told.append(json.loads(line))

    def states(self) -> list[str]:
        """Return every state the game was told, without repeats."""
        found: list[str] = []
        for each in list(self.told):
            if each.get("told") == "status" and (not found or found[-1] != each["state"]):
                found.append(each["state"])
        return found

    def tale(self) -> str:
        """Tell what went on so far, for a test that fails."""
        whys = [f"{each['t']} {each['told']} {each.get('state') or each.get('happened')}: {each['why']}"
                for each in list(self.told) if each.get("why")]
        refused = [f"{each['t']} refused {each['kind']}: {each['reasons']}" for each in list(self.told)
                   if each.get("refused")]
        late = [f"{each['data']['ms']} ms late" for each in self.log() if each["kind"] == "late"]
        return "\n".join([" ".join(self.states()), *dict.fromkeys(whys), *refused[:9], *late])

    def reach(self, state: str) -> None:
        """Wait until the newest state is this one, and its current flows if it has one."""
        until(lambda: self.game.poll() is not None or self.states()[-1:] == [state], state, 2 * LIMIT_S, self.tale)
        if state in {"stim", "calib"}:
            until(self.device.flows, "current", tale=self.tale)
        assert self.game.poll() is None, self.tale()
        self._find()

    def _find(self) -> None:
        """Learn which process is which."""
        self._pids = {"game": self.game.pid, "controller": children(self.game.pid)[0]}
        for pid in children(self._pids["controller"]):
            script = Path(f"/proc/{pid}/cmdline").read_bytes()
            self._pids["guardian" if b"guardian.py" in script else "scribe"] = pid

    def was_stopped_before(self, state: str) -> str:
        """Wait for a state; return why the machine's standing still made it a stop instead, else ""."""
        def why() -> str:
            return next((each["why"] for each in list(self.told)
                         if each.get("told") == "status" and each["why"] in STANDSTILL), "")
        until(lambda: self.game.poll() is not None or self.states()[-1:] == [state] or why(), state,
              2 * LIMIT_S, self.tale)
        if self.states()[-1:] == [state] or not why():
            return ""
        if self.game.poll() is None:
            self._find()
        return why()

    def pid(self, who: str) -> int:
        """Return a process number."""
        return self._pids[who]

    def hit(self, who: str, number: signal.Signals) -> int:
        """Send a signal; return when."""
        at_ns = now_ns()
        os.kill(self._pids[who], number)
        return at_ns

    def ended(self, who: str) -> bool:
        """Whether a process is no more."""
        try:
            state = Path(f"/proc/{self._pids[who]}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        return state == "Z"

    def descriptors(self, who: str) -> list[str]:
        """Return what a process has open."""
        return [str(each.readlink()) for each in Path(f"/proc/{self._pids[who]}/fd").iterdir()]

    def log(self) -> list[dict[str, Any]]:
        """Return the records of all logs."""
        return [json.loads(line) for path in sorted((self.folder / "audit").glob("*.jsonl"))
                for line in path.read_text().splitlines()]

    def close(self) -> None:
        """End everything that this chain has started."""
        for who in ("scribe", "guardian", "controller"):
            if who in self._pids and not self.ended(who):
                os.kill(self._pids[who], signal.SIGKILL)
        self.game.kill()
        self.game.communicate()
        self._reader.join()


def children(pid: int) -> list[int]:
    """Return the children of a process."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
