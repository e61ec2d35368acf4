"""Which games have levels, and which shape a level file has: told by the word after `play`.

Not here: the games themselves (`game.plays`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import BaseModel

from core import yaml_reader
from core.yaml_text import clean_text
from core.yaml_tree import read_tree
from core.yaml_words import nearest
from levels.model import AnyLevel, Level
from levels.model_lanterns import LanternsLevel
from levels.model_shelf_reach import ShelfReachLevel

MODELS: Mapping[str, type[Level]] = MappingProxyType({"shelf_reach": ShelfReachLevel, "lanterns": LanternsLevel})


def model_of(text: str) -> type[Level] | None:
    """Return the shape of the level in `text`, or of the game that was probably meant; None if unknown."""
    data = read_tree(text).data
    play = data.get("play") if isinstance(data, dict) else None
    return MODELS.get(nearest(play, MODELS) or "") if isinstance(play, str) else None


def parse(text: str | bytes, name: str) -> Level:
    """Read a level; `name` stands for the file in problems.  Raises core.problems.FileErrors with all of them."""
    clean = clean_text(text.encode(errors="surrogatepass") if isinstance(text, str) else text, name)
    model = model_of(clean)
    if model is not None:
        return yaml_reader.parse(clean, name, model)
    yaml_reader.parse(clean, name, AnyLevel)
    raise AssertionError("a level of no known game was read without a complaint")


def level_models() -> tuple[type[BaseModel], ...]:
    """Return the shapes of all levels, in the order of the menu."""
    return tuple(MODELS.values())
