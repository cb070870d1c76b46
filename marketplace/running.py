"""Commands that run things: the site with all that belongs to it, the worker, the sandbox, the check."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType
from urllib.parse import urlsplit

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from marketplace import config, embedded, jobs
from marketplace.accounts import services
from marketplace.accounts.actor import SYSTEM
from marketplace.accounts.models import Role
from marketplace.accounts.queries import find_user_by_phone
from marketplace.app import create_app
from marketplace.config import BadSettings, Settings
from marketplace.db import db, transaction
from marketplace.demo.loading import load_village
from marketplace.demo.panel import register_all
from marketplace.demo.people import sign_ins
from marketplace.forms import read_phone
from marketplace.payments.services.proving import find_broken
from marketplace.sandbox.app import run_sandbox


@click.command()
def up() -> None:
    """Start everything: database, migrations, demo village, site, worker and sandbox, with one log."""
    settings = config.read()
    site, sandbox = urlsplit(settings.site_url), urlsplit(settings.sandbox_url)
    _refuse_taken_ports(
        [site.port or 5000, *([sandbox.port or 5001, settings.sandbox_smtp_port] if settings.demo else [])]
    )
    url = settings.database_url or embedded.start(settings.instance_dir / "postgres")
    environment = {**os.environ, "DATABASE_URL": url, "MARKETPLACE_BIND": f"{site.hostname}:{site.port or 5000}"}
    if settings.demo and not settings.smtp_url:
        environment["MARKETPLACE_SMTP_URL"] = f"smtp://127.0.0.1:{settings.sandbox_smtp_port}"
    os.environ.update(environment)
    _prepare(settings)
    commands = [[sys.executable, "-m", "gunicorn", "-c", "python:marketplace.serving"], [sys.argv[0], "worker"]]
    if settings.demo:
        commands.append([sys.argv[0], "sandbox"])
    children = [subprocess.Popen(command, env=environment) for command in commands]
    try:
        _wait_for(site.port or 5000, children)
        if settings.demo:
            with create_app(config.read()).app_context():
                register_all(config.current())
        _greet(settings)
        _watch(children)
    finally:
        _stop(children)


def _refuse_taken_ports(ports: Sequence[int]) -> None:
    for port in ports:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise click.ClickException(
                    f"Port {port} is in use: is the site running already? Stop it, or set MARKETPLACE_SITE_URL and MARKETPLACE_SANDBOX_URL."
                )


def _prepare(settings: Settings) -> None:
    """The database is at the newest migration and the demo village is there."""
    with create_app(config.read()).app_context():
        upgrade()
        if settings.demo:
            click.echo("Loading the demo village (only the first time)…")
            load_village()
        db.engine.dispose()


def _wait_for(port: int, children: Sequence["subprocess.Popen[bytes]"]) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if any(child.poll() is not None for child in children):
            raise click.ClickException("A part of the site stopped while starting; its message stands above.")
        time.sleep(0.1)


def _greet(settings: Settings) -> None:
    click.echo(f"\nChợ Thôn: {settings.site_url}    English: {settings.site_url}/en/")
    if settings.demo:
        click.echo(f"Ngân hàng DEMO (sandbox bank, SePay panel, mail): {settings.sandbox_url}\n")
        for role, name, phone, password in sign_ins():
            click.echo(f"  {role:<28} {name:<24} {phone:<16} {password}")
    click.echo("\nCtrl+C stops everything.")


def _watch(children: Sequence["subprocess.Popen[bytes]"]) -> None:
    """Until somebody asks to stop, or a part falls over."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        raise click.ClickException("A part of the site stopped; its message stands above.")
    except KeyboardInterrupt:
        click.echo("Stopping…")


def _stop(children: Sequence["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(25)
        except subprocess.TimeoutExpired:
            child.kill()


@click.command()
def worker() -> None:
    """Run the background worker: expiry, mails, what was left over."""
    app = create_app()
    jobs.work(app.config["SQLALCHEMY_DATABASE_URI"], around=app.app_context)


@click.command()
def sandbox() -> None:
    """Run the make-believe bank app, SePay panel and mail catcher. Never in production."""
    settings = config.read()
    try:
        run_sandbox(settings, port=urlsplit(settings.sandbox_url).port or 5001, smtp_port=settings.sandbox_smtp_port)
    except BadSettings as refusal:
        raise click.ClickException(str(refusal)) from None


@click.command()
@with_appcontext
def check() -> None:
    """Check the invariants: one line each; exit 1 if one is broken."""
    with transaction():
        found = find_broken()
    for name, things in found.items():
        click.echo(f"{'BROKEN' if things else 'ok    '} {name}" + (": " + ", ".join(things[:10]) if things else ""))
    if any(found.values()):
        sys.exit(1)


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the database to the newest migration. Two at once: one waits."""
    upgrade()


@click.command()
@click.argument("phone")
@click.argument("role", type=click.Choice([Role.MODERATOR.value, Role.CURATOR.value, Role.ADMIN.value]))
@with_appcontext
def grant(phone: str, role: str) -> None:
    """Give a person with an account a role in the commune."""
    with transaction():
        user = find_user_by_phone(read_phone(phone) or phone)
        if user is None:
            raise click.ClickException("Nobody with this phone number has an account. Sign up on the site first.")
        services.grant(user.id, Role(role), scope_kind="commune", scope_id=None, by=SYSTEM)
    click.echo(f"{user.name} is {role} now.")
