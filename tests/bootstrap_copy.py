"""A small copy of the repository that can be started for real: its own locks, one hand-made package, no network.

With `uv()` a stand-in for uv is on its PATH, which makes real environments but installs nothing, notes each
call, and can fail or hang as told; without, the real venv and pip of this Python do the work.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from threading import Event

REPOSITORY = Path(__file__).resolve().parent.parent
BASE_PYTHON = str(Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}"))
PARTS = ("main.py", "station/__init__.py", "station/environment.py", "station/install.py", "station/mishaps.py")
COMMAND = '''"""Stands for the real command line: tells how it was started."""
import importlib.util
import json
import os
import sys


def main(arguments):
    print(json.dumps({"arguments": arguments, "prefix": sys.prefix, "leaked": "SUREFOOT_HANDED_OVER" in os.environ,
                      "package": importlib.util.find_spec("surefoot_probe") is not None}))
    return 7 if "seven" in arguments else 0
'''
FAKE_UV = f"""#!/bin/sh
echo "$*" >>"$FAKE/calls"
if [ "$1" = venv ]; then
    for folder; do :; done  # the last argument
    exec {BASE_PYTHON} -I -m venv --without-pip "$folder"
fi
case "$(cat "$FAKE/does")" in
    succeed) exit 0 ;;
    hang) echo $$ >"$FAKE/hanging"; while [ ! -e "$FAKE/go" ]; do /bin/sleep 0.05; done; exit 0 ;;
esac
cat "$FAKE/does"
exit 2
"""


class Copy:
    """The copy in `folder`, and how it is started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.venv = folder / ".venv"
        self.tools = folder / "tools"
        self.tools.mkdir(parents=True)
        for part in PARTS:
            (folder / part).parent.mkdir(exist_ok=True)
            shutil.copy(REPOSITORY / part, folder / part)
        (folder / "station/cli.py").write_text(COMMAND)
        self.digest = _make_wheel(folder / "wheels")
        self.lock(self.digest)
        self.environment = {
            "PATH": f"{self.tools}:/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8", "FAKE": str(self.tools),
            "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": (folder / "wheels").as_uri(),
            "PIP_RETRIES": "0", "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.prefix: list[str] = []
        """What comes before the Python of each start."""
        self._begun: list[subprocess.Popen[str]] = []

    def lock(self, digest: str, name: str = "requirements.lock", package: str = "surefoot-probe") -> None:
        """Pin `package` to what has `digest`, in the lock called `name`."""
        (self.folder / name).write_text(f"{package}==1.0 \\\n    --hash=sha256:{digest}\n")

    def uv(self, does: str = "succeed") -> None:
        """Put the stand-in on the PATH: it will `succeed`, `hang`, or else fail and say this."""
        (self.tools / "does").write_text(does)
        (self.tools / "uv").write_text(FAKE_UV)
        (self.tools / "uv").chmod(0o755)

    def calls(self) -> list[str]:
        """What the stand-in was asked for so far: `venv` or `pip`."""
        calls = self.tools / "calls"
        return [line.split()[0] for line in calls.read_text().splitlines()] if calls.exists() else []

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `python3 main.py`, and do not wait."""
        heeding = ["env", "--default-signal=INT"]  # a shell's background jobs are started deaf to it
        process = subprocess.Popen(
            [*self.prefix, *heeding, BASE_PYTHON, str(self.folder / "main.py"), *arguments], cwd="/", text=True,
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._begun.append(process)
        return process

    def start(self, *arguments: str) -> Outcome:
        """Start `python3 main.py` and wait for its end."""
        return finish(self.begin(*arguments))

    def end(self) -> None:
        """Let nothing run on."""
        (self.tools / "go").touch()
        for process in self._begun:
            if process.poll() is None:
                process.kill()
                finish(process)

    def hide(self, modules: str) -> None:
        """Let Python not find `modules` (names, separated by spaces)."""
        site = self.folder / "site"
        site.mkdir()
        (site / "sitecustomize.py").write_text(f"import sys\nsys.modules |= dict.fromkeys({modules.split()})\n")
        self.environment["PYTHONPATH"] = str(site)


class Outcome:
    """How a start ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err

    def __repr__(self) -> str:
        return f"status {self.status}\n{self.out}\n{self.err}"


def finish(process: subprocess.Popen[str]) -> Outcome:
    """Wait for a start's end."""
    with process:
        out, err = process.communicate(timeout=60)
    return Outcome(process.returncode, out, err)


def until(path: Path) -> None:
    """Wait, at most 30 s, until `path` is there."""
    for _ in range(600):
        if path.exists():
            return
        Event().wait(0.05)
    raise AssertionError(f"{path} did not appear")


def _make_wheel(folder: Path) -> str:
    """Write the package `surefoot-probe` 1.0, and return its SHA-256."""
    folder.mkdir()
    path = folder / "surefoot_probe-1.0-py3-none-any.whl"
    info = "surefoot_probe-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("surefoot_probe.py", "")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: surefoot-probe\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n"
                                        "Tag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()
