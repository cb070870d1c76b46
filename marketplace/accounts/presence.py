"""Who is here: the sign-in cookie, and Flask-Login's question answered from our own table."""

from datetime import timedelta

from flask import Flask, Request, Response, g, request, session
from flask_login import LoginManager, current_user
from itsdangerous import BadSignature, URLSafeSerializer

from marketplace import config
from marketplace.accounts import queries
from marketplace.accounts.actor import HOLDER, Actor
from marketplace.accounts.models import SignIn, User
from marketplace.clock import now
from marketplace.db import db, transaction
from marketplace.web import current_view

login_manager = LoginManager()


def _cookie(name: str) -> str:
    """With https the name itself promises that no other host or path set the cookie."""
    return f"__Host-{name}" if config.current().production else name


@login_manager.request_loader  # type: ignore[untyped-decorator]
def who_comes(incoming: Request) -> User | None:
    """The person whose live sign-in this cookie is. Machines are nobody."""
    if incoming.endpoint and getattr(current_view(), "open_to", "") == "machines":
        return None
    token = incoming.cookies.get(_cookie("nguoi"))
    if not token or len(token) > 100:
        return None
    found = queries.find_sign_in(token, idle_since=now() - timedelta(days=config.current().sign_in_idle_days))
    if found is None:
        return None
    g.sign_in_id = found.id
    _note_seen(found)
    return found.user


def _note_seen(sign_in: SignIn) -> None:
    """Written at most once an hour: pages that are only read do not write.

    A page open to anyone may ask who is here only inside its own transaction; then it is saved with that.
    """
    if now() - sign_in.seen_at <= timedelta(hours=1):
        return
    if db.session().info.get("open"):
        sign_in.seen_at = now()
    else:
        with transaction():
            sign_in.seen_at = now()


def let_in(response: Response, user: User, token: str) -> Response:
    """The browser carries the new sign-in from now on; what a guest's session held of forms is new too."""
    kept = {name: session[name] for name in ("orders", "cart", "cart_count") if name in session}
    session.clear()
    session.update(kept)
    secure = config.current().production
    days = config.current().sign_in_days
    response.set_cookie(
        _cookie("nguoi"), token, max_age=days * 86400, httponly=True, samesite="Lax", secure=secure, path="/"
    )
    device = URLSafeSerializer(config.current().secret_key, salt="device").dumps(user.public_id)
    response.set_cookie(
        _cookie("may"), str(device), max_age=365 * 86400, httponly=True, samesite="Lax", secure=secure, path="/"
    )
    return response


def let_out(response: Response) -> Response:
    """The browser carries no sign-in any more."""
    session.clear()
    response.delete_cookie(
        _cookie("nguoi"), path="/", secure=config.current().production, httponly=True, samesite="Lax"
    )
    return response


def is_known_device(user: User | None) -> bool:
    """Whether this browser has signed in as this person before: the owner is not locked out by a guesser."""
    raw = request.cookies.get(_cookie("may"))
    if user is None or not raw:
        return False
    try:
        return bool(URLSafeSerializer(config.current().secret_key, salt="device").loads(raw) == user.public_id)
    except BadSignature:
        return False


def actor() -> Actor:
    """Whoever does what this request asks for."""
    return current_user.as_actor() if current_user.is_authenticated else HOLDER


def init_app(app: Flask) -> None:
    """Flask-Login asks us; `current_user` is the person in every template."""
    login_manager.init_app(app)
    login_manager.session_protection = None
