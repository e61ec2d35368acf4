"""Runs the whole test suite: lint, types, import contracts, tests; behind the command `test`.

Each step is a process of its own, so that none can spoil another; those before the tests run side by side.
Not here: the tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from core.clock import NS_PER_MS, Clock, SystemClock
from core.errors import ExitCode

ROOT = Path(__file__).resolve().parent.parent
FAILED_STEPS = "SUREFOOT_FAILED_STEPS"
"""Names what failed before pytest, which repeats it in its summary, so that the closing lines tell all."""
MOST_WORKERS = 6
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
NO_SCREEN = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}


@dataclass(frozen=True, slots=True)
class Step:
    """One check: its name, and what to give to Python."""

    name: str
    arguments: tuple[str, ...]


STEPS = (
    Step("ruff", ("-m", "ruff", "check", ".")),
    Step("mypy", ("-m", "mypy")),
    Step("import contracts", ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")),
    Step("test collection", ("-m", "pytest", "--collect-only", "-qq", "-p", "no:xdist")),
)
"""What comes before pytest.  Through Python, since the programs in `.venv/bin` break when the folder moves.

The collection compiles all tests, beside mypy, once for all workers; else each of them would do it.
"""
MODULES = ("ruff", "mypy", "importlinter", "pytest", "xdist", "hypothesis")

Say = Callable[[str], None]


def run(arguments: Sequence[str], clock: Clock | None = None, root: Path = ROOT) -> int:
    """Run everything, or with `arguments` only pytest with these; return 0, or 4 when something failed.

    From a place without the tests or the tools it returns 2 and says where to run it.
    """
    missing = [module for module in MODULES if find_spec(module) is None]
    if missing or not (root / "tests").is_dir():
        _say(f"The tests need a copy of the repository{_and_tools(missing)}: run `python3 main.py test` there.")
        return ExitCode.WRONG_INPUT
    try:
        if arguments:
            return _pytest(arguments, root, os.environ, failed=[])
        with _compiled_once(os.environ) as variables:
            failed = _failed(root, variables, clock or SystemClock())
            return _pytest(_workers(), root, variables, failed)
    except KeyboardInterrupt:
        _say("Stopped before the end of the tests.")
        return ExitCode.CHECK_FAILED


def _and_tools(missing: Sequence[str]) -> str:
    return f" and its tools (missing here: {', '.join(missing)})" if missing else ""


def _workers() -> list[str]:
    """Let two tests more run at once than there are processors, as those of real programs mostly wait for them.

    Files stay whole, so that fixtures are shared, and in the order of `tests/conftest.py`: the longest first.
    """
    workers = min((os.cpu_count() or 1) + 2, MOST_WORKERS)
    return ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]


@contextmanager
def _compiled_once(variables: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Give the environment in which what one process compiled serves all others.

    Where no bytecode is wanted beside the sources, it is kept in a folder that goes with this run: else each
    worker would compile all tests, and each program that a test starts all of the program.
    """
    if not variables.get(NO_BYTECODE):
        yield variables
        return
    with TemporaryDirectory(prefix="surefoot-bytecode-", ignore_cleanup_errors=True) as folder:
        yield {**variables, NO_BYTECODE: "", "PYTHONPYCACHEPREFIX": folder}


def _failed(root: Path, variables: Mapping[str, str], clock: Clock) -> list[str]:
    """Take all steps side by side, and name those that failed in their order."""
    with ThreadPoolExecutor(len(STEPS)) as pool:
        passed = pool.map(lambda step: _passes(step, root, variables, clock), STEPS)
        return [step.name for step, good in zip(STEPS, passed, strict=True) if not good]


def _passes(step: Step, root: Path, variables: Mapping[str, str], clock: Clock) -> bool:
    began_ns = clock.now_ns()
    done = subprocess.run([sys.executable, *step.arguments], cwd=root, check=False, text=True, env=variables,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    took_s = (clock.now_ns() - began_ns) / NS_PER_MS / 1000
    line = f"{step.name:18} {'ok' if done.returncode == 0 else 'FAILED':8} {took_s:.1f} s"
    _say(f"{line}\n{done.stdout}" if done.returncode else line)
    return done.returncode == 0


def _pytest(arguments: Sequence[str], root: Path, variables: Mapping[str, str], failed: Sequence[str]) -> int:
    done = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=root, check=False,
                          stdin=subprocess.DEVNULL,
                          env={**variables, **NO_SCREEN, FAILED_STEPS: ", ".join(failed)})
    return ExitCode.CHECK_FAILED if failed or done.returncode else ExitCode.DONE


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
