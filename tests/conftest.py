"""What holds for all tests: no screen, no sound device, no files in the home folder of who runs them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"  # before anything imports pygame
os.environ["SDL_AUDIODRIVER"] = "dummy"
os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
os.environ.pop("PYTEST_ADDOPTS", None)  # else a pytest that a test starts overwrites our report

import pytest
from hypothesis import HealthCheck, settings

from station.selftest import FAILED_STEPS

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


LONGEST = ("stim_safety/process/test_chain.py", "kernel/", "process/", "stim_safety/process/",
           "station/test_headless.py", "devices/test_real_", "devices/test_conformance.py", "test_bootstrap.py")
"""Files that take longest, mostly waiting: begun first, so that at the end no processor stands idle."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the longest files to the front; the order within them, and of all others, stays."""
    top = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        name = item.path.relative_to(top).as_posix()
        return next((at for at, begin in enumerate(LONGEST) if name.startswith(begin)), len(LONGEST))

    items.sort(key=place)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat what failed before pytest began, so that nobody reads only a green last line."""
    if failed := os.environ.get(FAILED_STEPS):
        terminalreporter.section("failed before the tests")
        terminalreporter.write_line(f"{failed}: see the top of this output")
