"""Hostile and random files give problems, and never anything else."""

from __future__ import annotations

import random
from collections.abc import Iterator

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core import yaml_reader
from core.problems import MOST_SHOWN
from tests.core.carts import Cart, Wheel, read_anything, told


def test_hostile_keys_are_shown_harmlessly() -> None:
    line = told('name: a\n? "\\e[2J' + "x" * 5000 + '"\n: 1\n')[0]
    assert line.startswith("cart.yaml:2:3: \\u001b[2Jxxx")
    assert len(line) < 200


def test_a_flood_of_problems_is_cut_short() -> None:
    lines = told("name: a\n" + "".join(f"key{number}: 1\n" for number in range(5000)))
    assert len(lines) == MOST_SHOWN + 1
    assert lines[-1] == f"... and {yaml_reader.MOST_TOLD - MOST_SHOWN} more."


def scalars() -> st.SearchStrategy[object]:
    return st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12))


def documents() -> st.SearchStrategy[object]:
    keys = st.sampled_from([*Cart.model_fields, *Wheel.model_fields, "x"])
    return st.recursive(scalars(), lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=6)), max_leaves=12)


@settings(max_examples=150)
@given(st.binary(max_size=200))
def test_random_bytes_give_problems_never_anything_else(data: bytes) -> None:
    read_anything(data)


@settings(max_examples=150)
@given(st.lists(st.sampled_from([*"-:?[]{},&*!|>'\"%@`#~ \n", "a", "name", "  ", ": ", "1", "\\x"]), max_size=40))
def test_random_signs_give_problems_never_anything_else(signs: list[str]) -> None:
    read_anything("".join(signs).encode())


@settings(max_examples=150)
@given(documents())
def test_random_documents_give_problems_never_anything_else(document: object) -> None:
    read_anything(yaml.safe_dump(document, allow_unicode=True).encode("utf-8", "surrogatepass"))


def damaged() -> Iterator[bytes]:
    chance = random.Random(2)
    right = b"name: a\ncolour: green\nwheels:\n  - {size: 1.5, spokes: 12}\nnumbers: [1, 2, 3]\nbraked: true\n"
    for _ in range(300):
        data = bytearray(right)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(data)


def test_damaged_files_give_problems_never_anything_else() -> None:
    for data in damaged():
        read_anything(data)
