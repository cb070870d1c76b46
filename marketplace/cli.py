"""The console script `marketplace`.

Each command is loaded when it is asked for, so that `marketplace vietqr …` and `payments match` need no
database, settings or front-end build.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import click
from flask import Flask
from flask.cli import FlaskGroup

COMMANDS: Final[Mapping[str, str]] = {
    "check": "marketplace.running:check",
    "demo": "marketplace.demo.cli:demo",
    "grant": "marketplace.running:grant",
    "migrate": "marketplace.running:migrate",
    "payments": "marketplace.payments.cli:payments",
    "sandbox": "marketplace.running:sandbox",
    "up": "marketplace.running:up",
    "vietqr": "marketplace.payments.cli:vietqr",
    "worker": "marketplace.running:worker",
}


class Commands(FlaskGroup):
    """Our commands by name; nothing else, and nothing loaded ahead."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names for --help."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of this name, loaded now."""
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


def _create_app(*args: Any) -> Flask:
    app: Flask = import_module("marketplace.app").create_app()
    return app


@click.group(cls=Commands, create_app=_create_app, add_default_commands=False, add_version_option=False)
def main() -> None:
    """Chợ Thôn: the market's commands."""
