"""The short links of plaques: scanned, or typed by whoever has no camera."""

from typing import Any, Final
from urllib.parse import urlencode

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.clock import now
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.text import N_
from marketplace.tours.plaque_numbers import read_digits
from marketplace.tours.queries import plaques as queries
from marketplace.tours.queries.plaques import Landing
from marketplace.tours.services.counts import count_scan
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.counting import is_counted
from marketplace.web import open_to, page_language, say

# A whole group of visitors may share one address of a mobile network.
MOST_AN_HOUR: Final = 200
GONE_WORDS: Final = {
    "bien": N_("Tấm biển bạn vừa quét đã được gỡ. Đây là nơi nó từng đứng."),
    "canh": N_("Cảnh của tấm biển bạn vừa quét không còn trong chuyến dạo. Mời bạn dạo từ đầu."),
    "chuyen": N_("Chuyến dạo của tấm biển bạn vừa quét hiện không mở. Đây là trang của nơi này."),
}
_GONE: Final = {"plaque": "bien", "scene": "canh", "tour": "chuyen"}


@bp.get("/t")
@open_to("anyone")
def type_number() -> ResponseReturnValue:
    """Where the number of a plaque is typed."""
    typed = request.args.get("so")
    if typed is None:
        return number_page("")
    try:
        queries.plaque_by_typed_number(typed)
    except Refusal as refusal:
        return number_page(typed, say(refusal)), 422
    return redirect(url_for(".plaque", number=read_digits(typed)), code=303)


def number_page(typed: str, sentence: str = "", *, is_saved: bool = False) -> str:
    """Where a number is typed; `is_saved` is for a phone that has no network when this page is shown."""
    return render_template("tours/plaque.html", typed=typed[:40], sentence=sentence, is_saved=is_saved)


# The code on a plaque is in capitals, which makes it smaller.
@bp.get("/T/<number>")
@bp.get("/t/<number>")
@open_to("anyone")
def plaque(number: str) -> ResponseReturnValue:
    """To the view the plaque stands for. Counted for the day, whoever it was."""
    try:
        found = queries.plaque_by_typed_number(number)
    except Refusal as refusal:
        return number_page(number, say(refusal)), 404
    landing = queries.landing_of(found)
    if request.method == "GET" and is_counted(f"scan:{found.number}", limit=MOST_AN_HOUR):
        with transaction():
            count_scan(found, at=now())
    response = make_response(redirect(_in_their_language(address_of(landing, found.number)), code=303))
    # Kept by nobody: the next scan asks here again, and is counted.
    response.headers["Cache-Control"] = "private, no-store"
    response.vary.add("Accept-Language")
    return response


def _in_their_language(address: str) -> str:
    """One short link hangs on the wall for everybody: whose phone asks for English before Vietnamese reads English."""
    asks = request.accept_languages.best_match(("vi", "en"), default="vi")
    root = request.script_root
    if page_language() == "en" or asks != "en":
        return address
    return f"{root}/en{address.removeprefix(root)}"


def address_of(landing: Landing, number: str) -> str:
    """The page a plaque leads to. The viewer reads canh, yaw, pitch and hfov, in degrees."""
    words = {"bien": number}
    if landing.gone:
        words["khong_con"] = _GONE[landing.gone]
    if landing.view is not None:
        view = landing.view
        words |= {
            "canh": landing.scene,
            "yaw": f"{view.yaw:.1f}",
            "pitch": f"{view.pitch:.1f}",
            "hfov": f"{view.hfov:.1f}",
        }
    path = url_for(".tour", slug=landing.tour_slug) if landing.tour_slug else url_for(".site", slug=landing.site_slug)
    return f"{path}?{urlencode(words)}"


@bp.app_context_processor
def words() -> dict[str, Any]:
    """What a page says to whoever came from a plaque that leads nowhere any more."""
    return {"plaque_said": plaque_said}


def plaque_said() -> str:
    """A sentence, or "" for everybody else."""
    sentence = GONE_WORDS.get(request.args.get("khong_con", ""), "") if request.args.get("bien") else ""
    return str(gettext(sentence)) if sentence else ""
