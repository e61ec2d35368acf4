from __future__ import annotations

import pytest

from core.errors import InputError
from station.stimulation.spec import KINDS, StimSpec
from stim_safety.drivers.registry import DRIVERS


@pytest.mark.parametrize(("word", "kind", "port", "there", "simulated"), [
    ("none", "none", "", False, False), ("sim", "sim", "", True, True),
    ("p24:/dev/pts/3", "p24", "/dev/pts/3", True, False), ("openems:COM3", "openems", "COM3", True, False),
    ("rehastim2:a:b", "rehastim2", "a:b", True, False)])
def test_a_stimulator_is_named_with_its_port(word: str, kind: str, port: str, there: bool,
                                             simulated: bool) -> None:
    spec = StimSpec.parse(word)
    assert (spec.kind, spec.port, spec.there, spec.simulated) == (kind, port, there, simulated)
    assert str(spec) == word


@pytest.mark.parametrize(("word", "told"), [
    ("", "use none, sim"), ("auto", "use none, sim"), ("p24", "say which port"), ("p24:", "say which port"),
    ("sim:x", "use none, sim"), ("none:", "use none, sim"), ("P24:/dev/x", "use none, sim"), (":x", "use none")])
def test_anything_else_is_told_what_would_be_right(word: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        StimSpec.parse(word)


def test_every_kind_has_a_driver() -> None:
    assert set(KINDS) < set(DRIVERS)
