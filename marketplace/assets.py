"""Addresses of built files: `asset("site.css")` → /static/build/site-HASH.css."""

import json
from pathlib import Path

from marketplace.config import ROOT

BUILD = ROOT / "static" / "build"


class NotBuilt(Exception):
    """The styles and scripts are missing: run ./do setup."""


class Assets:
    """The manifest of the front-end build; read again when it changes."""

    def __init__(self, folder: Path = BUILD) -> None:
        self.manifest = folder / "manifest.json"
        self.read_at = 0.0
        self.names: dict[str, str] = {}
        self.needs: dict[str, dict[str, list[str]]] = {}

    def __call__(self, name: str) -> str:
        """The address of a built file, from the host's root so that all languages share it."""
        self._read()
        return "/static/build/" + self.names[name]

    def at_once(self, name: str) -> list[str]:
        """The addresses of what this script imports before it runs."""
        self._read()
        return ["/static/build/" + needed for needed in self.needs[self.names[name]]["at_once"]]

    def later(self, name: str) -> list[str]:
        """What this script imports when it is asked to, with all that needs: names beside it."""
        self._read()
        return self.needs[self.names[name]]["later"]

    def _read(self) -> None:
        try:
            changed = self.manifest.stat().st_mtime
        except FileNotFoundError:
            raise NotBuilt("static/build is missing: run ./do setup") from None
        if changed != self.read_at:
            self.names = json.loads(self.manifest.read_text())
            self.needs = json.loads(self.manifest.with_name("needs.json").read_text())
            self.read_at = changed
