"""The controller does today what it did when somebody last read it line by line."""

from __future__ import annotations

import pytest

from tests.stim_safety.golden_runs import FOLDER, RUNS, text_of


@pytest.mark.parametrize("name", RUNS)
def test_a_run_is_as_it_was_read(name: str) -> None:
    assert text_of(name).splitlines() == (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()


def test_every_text_belongs_to_a_run() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(RUNS)
