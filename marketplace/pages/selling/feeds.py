"""How a shop learns that it was paid: which service watches which account, its keys, and whether it works."""

from dataclasses import dataclass
from typing import Any, Final

import requests
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace import config
from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import Fault, GatewayUnreachable, NotFound
from marketplace.pages.selling.shop import WHICH
from marketplace.pages.selling.stall import bp, my_shop
from marketplace.payments.doors import WORD_OF, WORDS
from marketplace.payments.services import pulling
from marketplace.shops import queries
from marketplace.shops.forms import FeedForm
from marketplace.shops.models import BankAccount, BankFeed, Shop
from marketplace.shops.services import feeds as services
from marketplace.shops.states import FeedProvider
from marketplace.text import N_
from marketplace.web import open_to

# What each service is called, what it is, and which of the form's keys it needs.
KINDS: Final = {
    FeedProvider.SEPAY: (
        "SePay",
        N_("SePay xem tài khoản của bạn và gọi cho chợ mỗi khi tiền về, có chữ ký. Nên chọn cách này."),
        ("secret", "pull_token", "memo_prefix"),
    ),
    FeedProvider.SEPAY_KEY: (
        N_("SePay (khóa API)"),
        N_("Như trên, nhưng SePay chỉ đưa một khóa thay cho chữ ký. Dùng khi trang SePay của bạn chưa có HMAC."),
        ("secret", "pull_token", "memo_prefix"),
    ),
    FeedProvider.CASSO: (
        "Casso",
        N_("Casso (webhook v2) xem tài khoản của bạn và gọi cho chợ mỗi khi tiền về, có chữ ký."),
        ("secret", "pull_token", "memo_prefix"),
    ),
    FeedProvider.PAYOS: (
        "payOS",
        N_("payOS báo tiền vào tài khoản đã nối với kênh thanh toán của bạn. Khóa bí mật là “Checksum key”."),
        ("secret", "client_id", "api_key"),
    ),
}
_TIME_LIMITS: Final = (3.05, 5)


@dataclass(frozen=True)
class ShownFeed:
    """One service as the page shows it; `feed` is None while it is not set up."""

    provider: FeedProvider
    word: str
    name: str
    what: str
    fields: tuple[str, ...]
    hook_url: str
    feed: BankFeed | None


def _account(shop: Shop, which: str) -> BankAccount:
    found = next((one for one in queries.accounts_of(shop.id) if WHICH.get(which) is one.state), None)
    if found is None:
        raise NotFound
    return found


def _provider(word: str) -> FeedProvider:
    if word not in WORDS:
        raise NotFound
    return WORDS[word]


def _hook_url(account: BankAccount, provider: FeedProvider) -> str:
    # The address the service calls has no language in it.
    path = url_for("payments.hook", provider=WORD_OF[provider], hook=account.hook)
    return config.current().site_url + path.removeprefix(request.script_root)


def _shown(account: BankAccount) -> list[ShownFeed]:
    set_up = {feed.provider: feed for feed in queries.feeds_of([account.id])}
    return [
        ShownFeed(provider, WORD_OF[provider], name, what, fields, _hook_url(account, provider), set_up.get(provider))
        for provider, (name, what, fields) in KINDS.items()
    ]


def _page(
    shop: Shop,
    which: str,
    account: BankAccount,
    *,
    form: FeedForm | None = None,
    at: str = "",
    status: int = 200,
    **more: Any,
) -> ResponseReturnValue:
    page = render_template(
        "selling/feeds.html",
        shop=shop,
        which=which,
        account=account,
        shown=_shown(account),
        form=form or FeedForm(formdata=None),
        at=at,
        tests=more.get("tests", ()),
    )
    return page, status


@bp.get("/<shop>/bao-tien/<which>")
@open_to("sellers")
def feeds(shop: str, which: str) -> ResponseReturnValue:
    own = my_shop(shop)
    return _page(own, which, _account(own, which))


@bp.post("/<shop>/bao-tien/<which>/<provider>")
@open_to("sellers")
def set_feed(shop: str, which: str, provider: str) -> ResponseReturnValue:
    """The service's calls for this account are believed from now on; its keys are never shown again."""
    own = my_shop(shop)
    account, kind = _account(own, which), _provider(provider)
    form = FeedForm()
    if not form.validate_on_submit():
        return _page(own, which, account, form=form, at=provider, status=422)
    with transaction():
        services.set_feed(
            account,
            kind,
            secret=form.value("secret"),
            client_id=form.value("client_id") or "",
            api_key=form.value("api_key") or "",
            pull_token=form.value("pull_token") or "",
            memo_prefix=form.value("memo_prefix") or None,
            by=actor(),
        )
    flash(gettext("Đã đặt khóa bí mật. Khóa cũ, nếu có, còn dùng được 24 giờ."), "ok")
    return redirect(url_for(".feeds", shop=shop, which=which), code=303)


@bp.post("/<shop>/bao-tien/<which>/<provider>/bo")
@open_to("sellers")
def drop_feed(shop: str, which: str, provider: str) -> ResponseReturnValue:
    """The service is not believed any more."""
    own = my_shop(shop)
    account, kind = _account(own, which), _provider(provider)
    with transaction():
        services.drop_feed(account, kind, by=actor())
    flash(gettext("Đã bỏ. Chợ không nghe dịch vụ này nữa."), "ok")
    return redirect(url_for(".feeds", shop=shop, which=which), code=303)


@bp.post("/<shop>/bao-tien/<which>/<provider>/thu")
@open_to("sellers")
def try_feed(shop: str, which: str, provider: str) -> ResponseReturnValue:
    """Does it work, and if not, what is wrong? Asked for real: our own address, and the service by its keys."""
    own = my_shop(shop)
    account, kind = _account(own, which), _provider(provider)
    feed = next((one for one in queries.feeds_of([account.id]) if one.provider is kind), None)
    if feed is None:
        raise NotFound
    tests = [_door_is_open(_hook_url(account, kind))]
    if feed.key("pull_token"):
        tests.append(_can_be_asked(feed, account))
    if kind is FeedProvider.PAYOS and feed.key("api_key"):
        tests.append(_payos_calls(feed, _hook_url(account, kind), number=account.number))
    tests.append(_was_heard(feed))
    return _page(own, which, account, at=provider, tests=tests)


@bp.post("/<shop>/bao-tien/<which>/<provider>/dang-ky")
@open_to("sellers")
def register_hook(shop: str, which: str, provider: str) -> ResponseReturnValue:
    """payOS is told where to tell of money, and the page says what payOS answered."""
    own = my_shop(shop)
    account, kind = _account(own, which), _provider(provider)
    with transaction():
        feed = next((one for one in queries.feeds_of([account.id]) if one.provider is kind), None)
    if feed is None or kind is not FeedProvider.PAYOS:
        raise NotFound
    if not (feed.key("client_id") and feed.key("api_key")):
        return _page(own, which, account, at=provider, tests=[(False, gettext(_NO_KEYS))])
    return _page(
        own, which, account, at=provider, tests=[_payos_calls(feed, _hook_url(account, kind), number=account.number)]
    )


_NO_KEYS = N_("Chưa có Client ID và API key: xin chép hai khóa ấy từ trang payOS vào đây trước.")


def _door_is_open(url: str) -> tuple[bool, str]:
    """Whether our address answers from outside: an unsigned call must be refused by us, and by nobody before us."""
    try:
        answer = requests.post(url, json={}, timeout=_TIME_LIMITS, allow_redirects=False)
    except requests.RequestException:
        return False, gettext("Địa chỉ báo tiền không mở được từ ngoài. Xin báo người quản trị chợ.")
    if answer.status_code == requests.codes.unauthorized:
        return True, gettext("Địa chỉ báo tiền mở được, và không tin người lạ.")
    return False, gettext(
        "Địa chỉ báo tiền trả lời %(status)s thay vì 401: có thứ gì chắn ở giữa.", status=answer.status_code
    )


def _can_be_asked(feed: BankFeed, account: BankAccount) -> tuple[bool, str]:
    try:
        found = pulling.fetch(feed, account_number=account.number, from_=pulling.since(feed))
    except Fault:
        return False, gettext("Dịch vụ không trả lời, hoặc không nhận mã để hỏi lại (API token). Xin chép lại mã.")
    return True, gettext("Hỏi lại được: dịch vụ đang biết %(count)s khoản mấy ngày qua.", count=len(found.notices))


def _payos_calls(feed: BankFeed, url: str, *, number: str) -> tuple[bool, str]:
    try:
        told = pulling.payos_of(feed).confirm_webhook(url)
    except GatewayUnreachable:
        return False, gettext("payOS không trả lời. Xin thử lại sau ít phút.")
    except Fault:
        return False, gettext("payOS không nhận địa chỉ này. Xin xem lại Client ID, API key và Checksum key.")
    if told.account and told.account != number:
        return False, gettext(
            "payOS đã nhận địa chỉ, nhưng kênh ấy nhận tiền vào tài khoản khác, đuôi %(tail)s. Xin nối đúng tài khoản.",
            tail=told.account[-4:],
        )
    return True, gettext("payOS đã nhận địa chỉ, cho tài khoản của %(holder)s.", holder=told.holder or "?")


def _was_heard(feed: BankFeed) -> tuple[bool, str]:
    if feed.trouble:
        return False, gettext(feed.trouble)
    if feed.told_at is None:
        return False, gettext("Chưa nghe dịch vụ gọi lần nào. Hãy bấm “gửi thử” ở trang dịch vụ, rồi thử lại ở đây.")
    return True, gettext("Dịch vụ đã gọi, và đọc được.")
