"""What every page shares: who may come, headers, languages, and how a no is shown."""

import re
import secrets
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, Literal, ParamSpec, TypeVar
from urllib.parse import urlsplit

import structlog
from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import Babel, gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed, SecurityError
from werkzeug.routing import IntegerConverter, ValidationError

from marketplace import config
from marketplace.errors import NotAllowed, Refusal
from marketplace.text import N_

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Who = Literal["anyone", "holders", "members", "sellers", "curators", "staff", "machines"]
P = ParamSpec("P")
R = TypeVar("R")

LANGUAGES: Final = {"vi": "Tiếng Việt", "en": "English"}
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

babel = Babel()
csrf = CSRFProtect()
log = structlog.get_logger()


def open_to(who: Who) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare who may come to a view. Whose things they may see is checked in its query.

    anyone: no question asked · holders: whoever holds an order's secret (the query checks) ·
    members: signed in · sellers: member of a shop · staff: moderator or admin ·
    machines: no session, no cookie; the view checks a signature.
    """

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        view.open_to = who  # type: ignore[attr-defined]
        if who == "machines":
            csrf.exempt(view)
        return view

    return declare


def check_who_comes() -> ResponseReturnValue | None:
    """Before every request: the view's own declaration decides. A view without one is a bug."""
    if request.endpoint is None:
        return None
    view = current_view()
    who: Who = view.open_to
    if request.method not in SAFE_METHODS and who != "machines":
        _refuse_foreign_origin()
    if who in ("anyone", "holders", "machines"):
        return None
    if not current_user.is_authenticated:
        if request.method != "POST" and not _is_script():
            return redirect(
                url_for("accounts.sign_in", next=request.script_root + request.full_path.rstrip("?")), code=303
            )
        abort(401)
    if who == "sellers" and not current_user.is_seller:
        raise NotAllowed
    if who == "curators" and not current_user.is_curator:
        raise NotAllowed
    if who == "staff" and not current_user.is_staff:
        raise NotAllowed
    return None


def current_view() -> Any:
    """The view function that answers this request."""
    return current_app.view_functions[request.endpoint or ""]


def _refuse_foreign_origin() -> None:
    """A browser says where a form came from; another site's form is refused, token or not."""
    origin = request.headers.get("Origin")
    if origin and origin != "null" and urlsplit(origin).netloc != request.host:
        raise NotAllowed


def own_path(target: str | None) -> str | None:
    """The target when it is a plain path of this site, else None: nobody is sent elsewhere."""
    if not target or not re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", target):
        return None
    return target


class LanguagePrefix:
    """WSGI: /en/… is the same site in English. The prefix moves into SCRIPT_NAME, so every
    url_for keeps the language by itself."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/en" or path.startswith("/en/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
        return self.app(environ, start_response)


def page_language() -> str:
    """The language this page is drawn in: the address says it. Outside a request it is Vietnamese."""
    return "en" if request and request.script_root.endswith("/en") else "vi"


def language_links() -> list[dict[str, str | bool]]:
    """The same page in each language."""
    here = page_language()
    root = request.script_root.removesuffix("/en")
    path = request.full_path.rstrip("?") if request.method != "POST" else request.path
    return [
        {"code": code, "label": label, "href": root + ("/en" if code == "en" else "") + path, "current": code == here}
        for code, label in LANGUAGES.items()
    ]


def csp_nonce() -> str:
    """This response's own nonce for its script tags."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def add_headers(response: Response) -> Response:
    """The same strict headers on every answer, errors too."""
    headers = response.headers
    nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    # A browser obeys form-action along redirects: a page whose form ends at another site says so.
    leads_to = f" {g.forms_lead_to}" if g.get("forms_lead_to") else ""
    # Nobody frames our pages, but for the one that is made for it.
    framed_by = g.get("framed_by") or "'none'"
    headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'none'; script-src 'self'{nonce}; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; "
        f"base-uri 'none'; form-action 'self'{leads_to}; frame-ancestors {framed_by}",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=()")
    if config.current().production:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in headers:
        personal = request.endpoint is None or getattr(current_view(), "open_to", "") != "anyone"
        personal = personal or current_user_is_known()
        headers["Cache-Control"] = "private, no-store" if personal else "private, no-cache"
    headers["X-Request-Id"] = request_id()
    return response


def current_user_is_known() -> bool:
    """Whether this request was found to come from a member (without asking anew)."""
    user = g.get("_login_user")
    return bool(user is not None and user.is_authenticated)


def request_id() -> str:
    """One id for everything this request causes: it stands in the log and on error pages."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)


class SmallNumber(IntegerConverter):
    """A number in an address: `<int:…>` of every route. One that no column of ours could hold leads nowhere, and is a 404."""

    regex = r"[0-9]{1,10}"
    largest: Final = 2**31 - 1

    def to_python(self, value: str) -> int:
        number: int = super().to_python(value)
        if number > self.largest:
            raise ValidationError
        return number


def begin_request() -> None:
    """The log knows which request it is about."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id())


def refuse_nul() -> None:
    """No address and no form holds U+0000: nobody types it, and PostgreSQL keeps no text with it. Raises BadRequest.

    Machines' bodies are read by their own doors.
    """
    sent = [request.path, *(value for _, values in request.args.lists() for value in values)]
    if request.endpoint is not None and getattr(current_view(), "open_to", "") != "machines":
        sent += (value for _, values in request.form.lists() for value in values)
    if any("\x00" in value for value in sent):
        raise BadRequest


# What HTTP's own refusals say to a person.
SENTENCES: Final = {
    400: N_("Yêu cầu gửi lên không đọc được. Xin quay lại trang trước rồi thử lại."),
    401: N_("Bạn cần đăng nhập để làm việc này."),
    403: N_("Bạn không có quyền làm việc này."),
    404: N_("Không tìm thấy trang này. Có thể địa chỉ đã đổi, hoặc bạn chưa có quyền xem."),
    405: N_("Trang này không nhận kiểu yêu cầu đó."),
    413: N_("Gửi lên quá nhiều. Xin chọn ít ảnh hơn hoặc ảnh nhỏ hơn rồi gửi lại."),
    415: N_("Loại tệp này không dùng được ở đây."),
    429: N_("Bạn thử quá nhiều lần. Xin đợi ít phút rồi thử lại."),
    503: N_("Chợ đang bận. Việc vừa rồi chưa được lưu: xin đợi vài giây rồi tải lại trang để gửi lại."),
    500: N_("Có lỗi phía chợ. Việc vừa rồi chưa được lưu; xin thử lại sau ít phút."),
}
EXPIRED_FORM: Final = N_("Trang này đã mở quá lâu hoặc từ phiên khác. Xin mở lại trang rồi gửi lần nữa.")


def _is_script() -> bool:
    """Whether a script of ours asks, which reads JSON and shows what it says."""
    return request.accept_mimetypes.best == "application/json"


def show_no(status: int, sentence: str) -> ResponseReturnValue:
    """One page for every no: what happened, and where to go from here."""
    if request.endpoint is not None and getattr(current_view(), "open_to", "") == "machines":
        return {"success": False, "error": sentence}, status
    if _is_script():
        return {"error": sentence}, status
    return render_template("layout/no.html", status=status, sentence=sentence, request_id=request_id()), status


def _refusal(refusal: Refusal) -> ResponseReturnValue:
    return show_no(refusal.status, say(refusal))


def say(refusal: Refusal) -> str:
    """The refusal's sentence in the reader's language."""
    return str(gettext(refusal.sentence, **refusal.facts))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):
        # A host that is not ours: no page can be drawn, for every address on it would name that host.
        return gettext(SENTENCES[400]), 400, {"Content-Type": "text/plain; charset=utf-8"}
    if isinstance(error, CSRFError):
        return show_no(400, gettext(EXPIRED_FORM))
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    answer = make_response(show_no(error.code, gettext(SENTENCES.get(error.code, SENTENCES[400]))))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def _bug(error: Exception) -> ResponseReturnValue:
    log.error("bug", path=request.path, exc_info=error)
    return show_no(500, gettext(SENTENCES[500]))


def init_app(app: Flask) -> None:
    """Put the shared parts on the application. Before its routes: they read their numbers with our converter."""
    app.url_map.converters["int"] = SmallNumber
    csrf.init_app(app)
    babel.init_app(app, locale_selector=page_language)
    app.before_request(begin_request)
    app.before_request(check_who_comes)
    app.before_request(refuse_nul)
    app.after_request(add_headers)
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _bug)
    app.context_processor(
        lambda: {
            "csp_nonce": csp_nonce,
            "language_links": language_links() if request else [],
            "page_language": page_language() if request else "vi",
            "is_demo": config.current().demo,
            "site_url": config.current().site_url,
            "cart_count": session.get("cart_count", 0) if request else 0,
            "contact_phone": config.current().contact_phone,
            "village": config.current().village,
            "sandbox_url": config.current().sandbox_url,
        }
    )
