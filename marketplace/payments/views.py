"""Where machines tell of money: bank feeds at one random address per account, VNPay at one per terminal."""

import structlog
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from marketplace import limits
from marketplace.clock import now
from marketplace.crashing import crash_point
from marketplace.db import transaction
from marketplace.errors import NotFound, TooMany
from marketplace.payments import vnpay
from marketplace.payments.doors import DOORS, WORDS, Door
from marketplace.payments.errors import BadNotice, BadSignature
from marketplace.payments.feeds.notice import LARGEST_BODY, Checked, FeedNotice
from marketplace.payments.models import VNPayTerminal
from marketplace.payments.queries import terminal_by_hook
from marketplace.payments.services import by_vnpay, notices
from marketplace.shops.models import BankFeed
from marketplace.shops.queries import feed_by_hook
from marketplace.shops.services import feeds
from marketplace.text import N_
from marketplace.web import open_to

bp = Blueprint("payments", __name__)
log = structlog.get_logger()


@bp.post("/bao-tien/<provider>/<hook>")
@open_to("machines")
def hook(provider: str, hook: str) -> ResponseReturnValue:
    """A feed tells of a movement: check who calls on what was sent, keep it whole, settle it, answer.

    Settled at once; if that fails the answer is 5xx, the provider calls again, and a job tries too.
    """
    kind = WORDS.get(provider)
    feed = feed_by_hook(hook[:64], kind) if kind is not None else None
    if kind is None or feed is None:
        raise NotFound
    door = DOORS[kind]
    request.max_content_length = LARGEST_BODY
    body = request.get_data(cache=False)
    notice = _checked(feed, door, body)
    if notice is None:
        with transaction():
            feeds.note_good_call(feed.id)
        return _ok()
    account = feed.account
    with transaction():
        notice_id = notices.keep(account, door.teller, outside_id=notice.outside_id, body=body)
        feeds.note_good_call(feed.id)
        crash_point("webhook-read")
    crash_point("webhook-kept")
    try:
        with transaction():
            notices.settle_kept(notice_id, account)
    except Exception:
        log.exception("notice could not be settled", notice=notice_id)
        with transaction():
            notices.mark_failed(notice_id)
        return {"success": False}, 503
    crash_point("webhook-settled")
    return _ok()


@bp.get("/vnpay/bao/<hook>")
@open_to("machines")
def vnpay_ipn(hook: str) -> ResponseReturnValue:
    """VNPay's own call (IPN): what it says decides. The answer is always 200, and its code is from one table."""
    terminal = terminal_by_hook(hook[:64])
    if terminal is None:
        raise NotFound
    query = list(request.args.items(multi=True))
    try:
        notice = vnpay.read_notice(by_vnpay.gateway_of(terminal), query)
    except vnpay.BadVNPaySignature:
        _count_bad_call(terminal)
        return vnpay.ipn_body(vnpay.IPNAnswer.BAD_SIGNATURE)
    except BadNotice:
        return vnpay.ipn_body(vnpay.IPNAnswer.TROUBLE)
    with transaction():
        notice_id = by_vnpay.keep_notice(terminal, query)
    try:
        with transaction():
            answer = by_vnpay.settle_notice(notice_id, terminal)
    except Exception:
        # VNPay calls again, and a job tries what was kept.
        log.exception("VNPay's call could not be settled", attempt=notice.txn_ref)
        answer = vnpay.IPNAnswer.TROUBLE
    return vnpay.ipn_body(answer)


def _count_bad_call(terminal: VNPayTerminal) -> None:
    try:
        limits.count_try("bad-notice", f"vnpay:{terminal.id}", limit=600, seconds=3600)
    except TooMany:
        log.warning("many badly signed calls in VNPay's name", terminal=terminal.tmn_code)


def _checked(feed: BankFeed, door: Door, body: bytes) -> FeedNotice | None:
    """The notice, if the feed's own secret proves it; None for the panel's test call.

    Raises BadSignature, BadNotice, TooMany.
    """
    checked = door.check(_header, body, feed.secrets(at=now()), now())
    if checked is Checked.BAD:
        try:
            # Nothing is stored of a call we cannot believe, but how often there was one.
            limits.count_try("bad-notice", str(feed.account_id), limit=600, seconds=3600)
            _note(feed, _NOT_SIGNED)
        except TooMany:
            log.warning("many badly signed bank notices", account=feed.account.last_four)
        raise BadSignature
    try:
        notice = _read(door, body)
    except BadNotice as wrong:
        with transaction():
            notices.keep_unreadable(feed.account, door.teller, body=body)
            feeds.note_trouble(feed.id, trouble=_NOT_READ)
        raise wrong
    if notice is None:
        return None
    if checked is Checked.STALE and not notices.is_known(feed.account, door.teller, notice.outside_id):
        _note(feed, _TOO_OLD)
        raise BadSignature
    return notice


_NOT_SIGNED = N_("Có lần báo tiền không đúng chữ ký: khóa bí mật ở đây và ở trang dịch vụ chưa giống nhau.")
_NOT_READ = N_("Có lần báo tiền đúng chữ ký nhưng không đọc được: xin chọn kiểu dữ liệu JSON ở trang dịch vụ.")
_TOO_OLD = N_("Có lần báo tiền đúng chữ ký nhưng quá cũ: đồng hồ của dịch vụ có thể bị lệch.")


def _header(name: str) -> str | None:
    return request.headers.get(name)


def _note(feed: BankFeed, trouble: str) -> None:
    with transaction():
        feeds.note_trouble(feed.id, trouble=trouble)


def _read(door: Door, body: bytes) -> FeedNotice | None:
    if request.mimetype != "application/json":
        raise BadNotice(why="not application/json: choose JSON in the panel")
    return None if door.is_test(body) else door.read(body)


def _ok() -> Response:
    return Response('{"success": true}', status=200, mimetype="application/json")
