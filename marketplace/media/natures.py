"""A 360° picture or film that no camera took says so in its credit, {"nature": "modelled"}, wherever it is shown."""

from collections.abc import Mapping
from typing import Any, Final

NATURE: Final = "nature"
MODELLED: Final = "modelled"


def is_modelled(credit: Mapping[str, Any] | None) -> bool:
    """Whether no camera took what has this credit."""
    return credit is not None and credit.get(NATURE) == MODELLED


def as_modelled(credit: Mapping[str, Any]) -> dict[str, Any]:
    """The credit, saying that no camera took it."""
    return {**credit, NATURE: MODELLED}
