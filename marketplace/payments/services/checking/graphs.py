"""States and the steps between them, as text for SQL."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar

State = TypeVar("State", bound=StrEnum)


def graph(steps: Mapping[State, Collection[State]]) -> str:
    """The steps a life may take, as rows for SQL: ('placed', 'accepted'), …"""
    return ", ".join(f"('{before}', '{after}')" for before, afters in steps.items() for after in sorted(afters))


def words(states: Collection[StrEnum]) -> str:
    """The states as a list for SQL: 'placed', 'accepted', …"""
    return ", ".join(f"'{state}'" for state in sorted(states))
