"""Where bank feeds call: one random address per account."""

import structlog
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from marketplace import limits
from marketplace.clock import now
from marketplace.db import transaction
from marketplace.errors import NotFound, TooMany
from marketplace.payments.errors import BadNotice, BadSignature
from marketplace.payments.feeds import sepay
from marketplace.payments.feeds.notice import Checked, FeedNotice
from marketplace.payments.services import notices
from marketplace.shops.models import BankAccount
from marketplace.shops.queries import account_by_hook
from marketplace.web import open_to

bp = Blueprint("payments", __name__)
log = structlog.get_logger()

# A notice is under two kilobytes; 64 is what the gateway file reads at most.
MOST_BYTES = 64 * 1024


@bp.post("/bao-tien/sepay/<hook>")
@open_to("machines")
def sepay_hook(hook: str) -> ResponseReturnValue:
    """SePay tells of a credit: check the signature on what was sent, keep it whole, settle it, answer.

    Settled at once; if that fails the answer is 5xx, SePay calls again, and a job tries too.
    """
    account = account_by_hook(hook[:64])
    if account is None:
        raise NotFound
    request.max_content_length = MOST_BYTES
    body = request.get_data(cache=False)
    notice = _checked(account, body)
    with transaction():
        notice_id = notices.keep(account, outside_id=notice.outside_id, body=body)
    try:
        with transaction():
            notices.settle_kept(notice_id, account)
    except Exception:
        log.exception("notice could not be settled", notice=notice_id)
        with transaction():
            notices.mark_failed(notice_id)
        return {"success": False}, 503
    return _ok()


def _checked(account: BankAccount, body: bytes) -> FeedNotice:
    """The notice, if it is signed by this account's secret. Raises BadSignature, BadNotice, TooMany."""
    checked = sepay.check_signature(
        timestamp=request.headers.get("X-SePay-Timestamp"),
        signature=request.headers.get("X-SePay-Signature"),
        body=body,
        secrets=account.sepay_secrets(at=now()),
        at=now(),
    )
    if checked is Checked.BAD:
        try:
            # Nothing is stored of a call we cannot believe, but how often there was one.
            limits.count_try("bad-notice", str(account.id), limit=600, seconds=3600)
        except TooMany:
            log.warning("many badly signed bank notices", account=account.last_four)
        raise BadSignature
    try:
        notice = _read(body)
    except BadNotice:
        with transaction():
            notices.keep_unreadable(account, body=body)
        raise
    if checked is Checked.STALE and not notices.is_known(account, notice.outside_id):
        raise BadSignature
    return notice


def _read(body: bytes) -> FeedNotice:
    if request.mimetype != "application/json":
        raise BadNotice(why="not application/json: choose JSON in the panel")
    return sepay.read_notice(body)


def _ok() -> Response:
    return Response('{"success": true}', status=200, mimetype="application/json")
