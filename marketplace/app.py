"""The application, put together from its rooms."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from flask import Flask
from flask_compress import Compress
from flask_migrate import Migrate
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from marketplace import busy, config, embedded, jobs, logs, sealed, shown, web
from marketplace.accounts import handlers as account_jobs
from marketplace.accounts import presence
from marketplace.accounts import views as accounts
from marketplace.assets import Assets
from marketplace.config import ROOT, Settings
from marketplace.db import LOCK_LIMIT_SECONDS, db
from marketplace.demo.handlers import connect_demo_account
from marketplace.media import handlers as media_jobs
from marketplace.media import views as media
from marketplace.notices import handlers as notice_jobs
from marketplace.notices import views as notices
from marketplace.orders import handlers as order_jobs
from marketplace.orders import views as orders
from marketplace.pages import (
    buying,
    by_payos,
    by_vnpay,
    complaining,
    curating,
    curating_claims,
    curating_corrections,
    curating_counts,
    curating_exchange,
    curating_imports,
    curating_plaques,
    curating_routes,
    curating_site_versions,
    curating_sites,
    curating_stories,
    curating_unsaved,
    desk,
    editing,
    finding,
    market,
    moderating,
    monthly,
    previewing,
    proof,
    reconciling,
    refunds,
    selling,
    statements,
)
from marketplace.pages import views as pages
from marketplace.payments import handlers as payment_jobs
from marketplace.payments import views as payments
from marketplace.shops.messages import AccountVerified
from marketplace.tours import handlers as tour_jobs
from marketplace.tours import views as tours

# Who hears what. A test checks that every message stands here.
HANDLERS: Final[Mapping[type, Sequence[Callable[[Any], None]]]] = {
    AccountVerified: (connect_demo_account,),
}

# The queue learns its tasks by the import of these; the clock and messages call them.
JOBS: Final = (account_jobs, media_jobs, notice_jobs, order_jobs, payment_jobs, tour_jobs)

BLUEPRINTS: Final = tuple(
    views.bp
    for views in (
        accounts,
        buying,
        by_payos,
        by_vnpay,
        complaining,
        curating,
        curating_exchange,
        curating_imports,
        curating_claims,
        curating_corrections,
        curating_routes,
        curating_site_versions,
        curating_sites,
        curating_stories,
        curating_unsaved,
        curating_counts,
        curating_plaques,
        desk,
        editing,
        finding,
        market,
        media,
        moderating,
        monthly,
        notices,
        orders,
        pages,
        previewing,
        payments,
        proof,
        reconciling,
        refunds,
        selling,
        statements,
        tours,
    )
)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole site as a WSGI application. Raises BadSettings in an unsafe production environment.

    Without a database it starts its own PostgreSQL in the instance folder.
    """
    settings = settings or config.read()
    config.use(settings)
    sealed.use_keys(list(settings.secret_keys))
    logs.set_up(as_json=settings.production)
    database_url = settings.database_url or embedded.start(settings.instance_dir / "postgres")

    app = Flask(
        "marketplace",
        template_folder=str(ROOT / "templates"),
        static_folder=None,
        instance_path=str(settings.instance_dir),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        SQLALCHEMY_DATABASE_URI=embedded.for_psycopg(database_url),
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": True,
            "hide_parameters": True,
            "pool_size": 16,
            "max_overflow": 4,
            "connect_args": {"options": f"-c lock_timeout={LOCK_LIMIT_SECONDS}s"},
        },
        SESSION_COOKIE_NAME="__Host-chothon" if settings.production else "chothon",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=60 * 60 * 24 * 60,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_MEMORY_SIZE=200 * 1024,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        COMPRESS_MIMETYPES=["text/html", "application/json", "image/svg+xml"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_MIN_SIZE=600,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["asset"] = Assets()
    shown.init_app(app)

    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    jobs.connect(HANDLERS)
    web.init_app(app)
    busy.init_app(app)
    presence.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    Compress(app)

    static = WhiteNoise(
        app.wsgi_app,
        root=str(ROOT / "static"),
        prefix="static/",
        allow_all_origins=False,
        max_age=31536000,
        immutable_file_test=lambda path, url: "/build/" in url,
    )
    app.wsgi_app = web.LanguagePrefix(static)  # type: ignore[method-assign]
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)  # type: ignore[method-assign]
    return app
