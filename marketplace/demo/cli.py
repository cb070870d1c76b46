"""`marketplace demo …`."""

import click
from flask.cli import with_appcontext

from marketplace.config import BadSettings
from marketplace.demo.loading import load_village


@click.group()
def demo() -> None:
    """The demo village."""


@demo.command()
@with_appcontext
def load() -> None:
    """Load the demo village; loading it again changes nothing."""
    try:
        loaded = load_village()
    except BadSettings as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo("The demo village is there." if loaded else "The demo village was there already.")
