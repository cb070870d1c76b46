"""The sandbox as an application of its own, and how it is run."""

import hashlib
import logging
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import structlog
from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.serving import make_server
from whitenoise import WhiteNoise

from marketplace import clock, config, shown, web
from marketplace.assets import Assets
from marketplace.config import ROOT, BadSettings, Settings
from marketplace.errors import Refusal
from marketplace.sandbox import checkout, feeds, views
from marketplace.sandbox.book import Book
from marketplace.sandbox.courier import Courier
from marketplace.sandbox.mail import Mailbox, MailCatcher
from marketplace.sandbox.vnpay import machine as vnpay
from marketplace.sandbox.vnpay import views as vnpay_views
from marketplace.sandbox.vnpay.states import Pace

SMTP_PORT: Final = 5025
_SMALL_BODY: Final = 64 * 1024

log = structlog.get_logger()


def create_sandbox(settings: Settings, *, vnpay_pace: Pace | None = None) -> Flask:
    """The make-believe bank and VNPay as a WSGI application. Raises BadSettings in production.

    Notices that waited when it was stopped are on their way again.
    """
    if settings.production:
        raise BadSettings("the sandbox makes money out of nothing: it does not run in production")
    config.use(settings)
    app = Flask("marketplace.sandbox", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(
        # Its own key and cookie: cookies do not know ports, so the market on the same host sees this one too.
        SECRET_KEY=hashlib.sha256(b"sandbox:" + settings.secret_key.encode()).hexdigest(),
        SESSION_COOKIE_NAME="hopcat",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        TRUSTED_HOSTS=_hosts(settings),
        MAX_CONTENT_LENGTH=_SMALL_BODY,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["asset"] = Assets()
    shown.init_app(app)
    app.jinja_env.filters["to_the_second"] = to_the_second

    # Before the form's token is looked for, because that reads the body.
    app.before_request(_let_pictures_in)
    app.url_map.converters["int"] = web.SmallNumber
    web.csrf.init_app(app)
    web.babel.init_app(app, locale_selector=web.page_language)
    app.before_request(web.begin_request)
    app.before_request(web.check_who_comes)
    app.after_request(web.add_headers)
    app.register_error_handler(Refusal, views.show_refusal)
    app.register_error_handler(HTTPException, _http_error)
    app.register_blueprint(views.bp)
    app.register_blueprint(vnpay_views.bp)
    app.register_blueprint(feeds.bp)
    app.register_blueprint(checkout.bp)
    app.context_processor(
        lambda: {
            "csp_nonce": web.csp_nonce,
            "language_links": web.language_links(),
            "page_language": web.page_language(),
            "site_url": settings.site_url,
        }
    )

    folder = settings.instance_dir / "sandbox"
    book = Book(folder / "state.json")
    courier = Courier(book)
    app.extensions["sandbox"] = views.Machine(
        settings=settings, book=book, courier=courier, mailbox=Mailbox(folder / "mail.json")
    )
    courier.resume()
    vnpay.install(app, settings, pace=vnpay_pace or Pace())

    static = WhiteNoise(app.wsgi_app, root=str(ROOT / "static"), prefix="static/", allow_all_origins=False)
    app.wsgi_app = web.LanguagePrefix(static)  # type: ignore[method-assign]
    return app


def run_sandbox(settings: Settings, *, port: int, smtp_port: int = SMTP_PORT, host: str = "127.0.0.1") -> None:
    """Serve bank, panel and letter box until interrupted.

    Raises BadSettings in production, OSError for a taken port.
    """
    # Pages that ask every few seconds whether there is news would drown the log.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app = create_sandbox(settings)
    machine: views.Machine = app.extensions["sandbox"]
    catcher = MailCatcher(machine.mailbox, port=smtp_port)
    catcher.start()
    try:
        server = make_server(host, port, app, threaded=True)
        log.info("sandbox", url=f"http://{host}:{server.port}", smtp_port=smtp_port)
        server.serve_forever()  # ends with an interrupt, and closes the port
    finally:
        catcher.stop()
        machine.courier.stop()
        vnpay.machine_of(app).stop()


def to_the_second(instant: datetime) -> str:
    """14:05:09 on Vietnam's clock: between two tries lie seconds."""
    return clock.vietnam(instant).strftime("%H:%M:%S")


def _hosts(settings: Settings) -> list[str]:
    """Names this machine answers to: nobody's page may reach it under a name of their own."""
    named = {urlsplit(url).hostname or "" for url in (settings.site_url, settings.sandbox_url)}
    return sorted({"127.0.0.1", "localhost", "[::1]", *named} - {""})


def _let_pictures_in() -> None:
    if request.endpoint == "sandbox.read_picture":
        request.max_content_length = views.LARGEST_PICTURE


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):
        # Asked under a foreign name: no page can be drawn, for it has no addresses.
        return error.get_response()
    if error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(error, CSRFError):
        return views.show_no(400, gettext(web.EXPIRED_FORM))
    return views.show_no(error.code, gettext(web.SENTENCES.get(error.code, web.SENTENCES[400])))
