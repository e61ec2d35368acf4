"""What holds for all tests: no screen, no sound device, no files in the home folder of who runs them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

os.environ["SDL_VIDEODRIVER"] = "dummy"  # before anything imports pygame
os.environ["SDL_AUDIODRIVER"] = "dummy"
os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
os.environ.pop("PYTEST_ADDOPTS", None)  # else a pytest that a test starts overwrites our report

import pytest
from hypothesis import HealthCheck, settings

from station.selftest import FAILED_STEPS
from tests.stim_safety.process.standstill import ONCE_MORE

settings.register_profile("surefoot", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("surefoot")


@pytest.fixture(scope="session", autouse=True)
def own_home() -> Iterator[None]:
    """Give settings and sessions a throw-away place; caches stay, since a kernel is kept there."""
    with tempfile.TemporaryDirectory(prefix="surefoot-tests-") as folder, pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            place = Path(folder, name)
            place.mkdir()
            patch.setenv(name, str(place))
        yield


LANES = ("stim_safety/process/", "process/")
"""Tests of real programs, which must answer in milliseconds: those of a lane come one after the other, so that
never more than two run at once."""
LONGEST = (*LANES, "kernel/", "station/test_headless.py", "devices/test_real_", "devices/test_conformance.py",
           "test_bootstrap.py")
"""Files that take longest, mostly waiting: begun first, so that at the end no processor stands idle."""
IN_TIME = (*LANES, "devices/test_real_", "devices/emulators/stimulators/")
"""Tests with programs that must be served in time; all others give way to them."""
NICE = 10
TESTS = Path(__file__).parent


def _begins(path: str, beginnings: Sequence[str]) -> int:
    """Return which of the beginnings `path` has, as many as there are for none."""
    return next((at for at, begin in enumerate(beginnings) if path.startswith(begin)), len(beginnings))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the longest files to the front; the order within them, and of all others, stays."""
    items.sort(key=lambda item: _begins(item.path.relative_to(TESTS).as_posix(), LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Share out whole files, and whole lanes."""
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415 - not there where nobody calls this

    scheduler: Any = LoadFileScheduling(config, log)
    file_of = scheduler._split_scope

    def scope(nodeid: str) -> str:
        lane = _begins(nodeid.removeprefix("tests/"), LANES)
        return LANES[lane] if lane < len(LANES) else str(file_of(nodeid))

    scheduler._split_scope = scope
    return scheduler


def _may_come_back() -> bool:
    """Whether this process may lower its priority and raise it again, as only some may."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, 1)
        os.setpriority(os.PRIO_PROCESS, 0, 0)
    except (AttributeError, OSError):  # not on Windows; else not permitted: one step lower is where it stays
        return False
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let a test give way to programs that must be served in time, on a machine where all run side by side."""
    if GIVES_WAY:
        in_time = _begins(item.path.relative_to(TESTS).as_posix(), IN_TIME) < len(IN_TIME)
        os.setpriority(os.PRIO_PROCESS, 0, 0 if in_time else NICE)
    return (yield)


GIVES_WAY = "PYTEST_XDIST_WORKER" in os.environ and _may_come_back()
"""Only beside others: a test that runs alone has nobody to give way to."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was started once more, and repeat what failed before pytest, lest one reads the last line only."""
    for report in terminalreporter.stats.get("passed", []):
        for why in (value for name, value in report.user_properties if name == ONCE_MORE):
            terminalreporter.write_line(f"{ONCE_MORE}, as the machine stood still: {report.nodeid}\n{why}")
    if failed := os.environ.get(FAILED_STEPS):
        terminalreporter.section("failed before the tests")
        terminalreporter.write_line(f"{failed}: see the top of this output")
