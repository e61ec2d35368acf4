"""Devices that were confirmed are known again; a damaged file knows nobody."""

from __future__ import annotations

import pytest

from stim_safety.canonical import seal
from stim_safety.known import dump, load

DEVICES = frozenset({"p24 0123456789", "rehamove3 äöü"})


def test_what_was_written_is_known() -> None:
    assert load(dump(DEVICES)) == DEVICES
    assert load(dump([])) == frozenset()
    assert dump(["b", "a", "b"]) == dump(["a", "b"])


@pytest.mark.parametrize("data", [
    None, b"", b"p24 0123456789\n", dump(DEVICES)[:-1], dump(DEVICES).replace(b"p24", b"p25"), seal({}),
    seal({"devices": "p24"}), seal({"devices": None})])
def test_nobody_is_known_otherwise(data: bytes | None) -> None:
    assert load(data) == frozenset()


def test_what_is_no_text_is_nobody() -> None:
    assert load(seal({"devices": ["p24 1", 2, None, ["x"]]})) == {"p24 1"}
