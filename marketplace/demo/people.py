"""Who may sign in to the demo village."""

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.demo.village import FOLDER, PASSWORD, read_village
from marketplace.forms import show_phone


def sign_ins() -> Sequence[tuple[str, str, str, str]]:
    """Six people worth being: role, name, phone as people write it, and the password they all share."""
    told = read_village(FOLDER)
    chosen = {
        "Producer": _first(told, "producer"),
        "Producer with parked money": _owner(told, _shop_with_late_money(told)),
        "Moderator": _first(told, "moderator"),
        "Curator": _first(told, "curator"),
        "Relic reviewer": _first(told, "reviewer"),
        "Buyer": _first(told, "buyer"),
    }
    return [(role, person["name"], show_phone(person["phone"]), PASSWORD) for role, person in chosen.items()]


def _first(told: Mapping[str, Any], role: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(person for person in told["people"] if person["role"] == role)
    return found


def _shop_with_late_money(told: Mapping[str, Any]) -> str:
    parts = (part for story in told["stories"] for part in story["parts"])
    return str(next(part["shop"] for part in parts if part["target"] == "late_parked"))


def _owner(told: Mapping[str, Any], shop: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(person for person in told["people"] if person.get("shop") == shop)
    return found
