"""Fetching what a feed could not deliver: the movements since an hour, page by page, each read like a call of its own.

SePay's newer interface (userapi.sepay.vn/v2) names a movement by a UUID and not by the number its calls bear, so what
it tells is known again by account, reference, direction, amount and time only (`Pulled.has_call_ids` is False). Its
older one (my.sepay.vn/userapi) still names it by that number. Casso names it alike in both.

Sources: developer.sepay.vn, "List transactions" of API v1 and v2 and "Upgrade from API v1"; developer.casso.vn, "API
lấy giao dịch"; read on 2026-11-23, beside the team's fact sheet on bank webhooks of that day. SePay answers at most
three calls a second.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import requests

from marketplace.clock import VIETNAM, vietnam
from marketplace.payments.errors import BadNotice
from marketplace.payments.feeds.asking import BadAnswer, ask
from marketplace.payments.feeds.notice import (
    Direction,
    FeedNotice,
    dong_of,
    instant_of,
    some_text_of,
    text_of,
    whole_id_of,
    whole_number_of,
    write_instant,
)

SEPAY_URL: Final = "https://userapi.sepay.vn/v2"
SEPAY_OLD_URL: Final = "https://my.sepay.vn/userapi"
CASSO_URL: Final = "https://oauth.casso.vn/v2"
MOST_PAGES: Final = 50
ROWS_A_PAGE: Final = 100
# The older interface has no pages: this many rows, and no more.
OLD_ROWS: Final = 1000
LARGEST_PAGE: Final = 1024 * 1024
# SePay allows three calls a second.
PAUSE_SECONDS: Final = 0.4

# Never \d: it also takes digits of other scripts.
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MONEY: Final = re.compile(r"([0-9]{1,15})(?:\.0{1,2})?")
_CASSO_WHEN: Final = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}:[0-9]{2})?")


@dataclass(frozen=True, kw_only=True)
class Pulled:
    """What a feed still knew. `unread` rows were there and could not be read; when not `is_whole`, there were more rows.

    With `has_call_ids` an `outside_id` is the one that the feed's call bears, or would have borne.
    """

    notices: tuple[FeedNotice, ...]
    unread: int
    is_whole: bool
    has_call_ids: bool = True


@dataclass(frozen=True, kw_only=True)
class _Page:
    rows: Sequence[object]
    has_more: bool


def pull_sepay(
    base_url: str,
    token: str,
    *,
    account_number: str,
    since: datetime,
    session: requests.Session | None = None,
    pause_seconds: float = PAUSE_SECONDS,
) -> Pulled:
    """What SePay knows of this account since then. Rows of other accounts are left out.

    An address that ends in "/userapi" is the older interface. Raises GatewayUnreachable, BadAnswer.
    """
    base_url = base_url.rstrip("/")
    is_old = base_url.endswith("/userapi")
    url = f"{base_url}/transactions/list" if is_old else f"{base_url}/transactions"
    headers = {"Authorization": f"Bearer {token}"}

    def page(number: int) -> _Page:
        params: dict[str, str | int]
        if is_old:
            params = {"account_number": account_number, "transaction_date_min": write_instant(since), "limit": OLD_ROWS}
        else:
            params = {"transaction_date_from": write_instant(since), "page": number, "per_page": ROWS_A_PAGE}
            # Oldest first: what comes in meanwhile is put behind the last page and shifts none.
            params["transaction_date_sort"] = "asc"
        return _sepay_page(ask("GET", url, headers=headers, params=params, session=session, largest=LARGEST_PAGE))

    def read(row: Mapping[str, Any]) -> FeedNotice | None:
        notice = read_sepay_row(row)
        return notice if notice.account == account_number else None

    return _pull(page, read, most_pages=1 if is_old else MOST_PAGES, pause_seconds=pause_seconds)


def pull_casso(
    base_url: str,
    key: str,
    *,
    since: datetime,
    session: requests.Session | None = None,
    pause_seconds: float = PAUSE_SECONDS,
) -> Pulled:
    """What Casso knows of every account behind this key since the day of that instant.

    Raises GatewayUnreachable, BadAnswer.
    """

    url = base_url.rstrip("/") + "/transactions"
    headers = {"Authorization": f"Apikey {key}"}
    day = f"{vietnam(since):%Y-%m-%d}"

    def page(number: int) -> _Page:
        params: dict[str, str | int] = {"fromDate": day, "page": number, "pageSize": ROWS_A_PAGE, "sort": "ASC"}
        return _casso_page(ask("GET", url, headers=headers, params=params, session=session, largest=LARGEST_PAGE))

    return _pull(page, read_casso_row, most_pages=MOST_PAGES, pause_seconds=pause_seconds)


def _pull(
    page: Callable[[int], _Page],
    read: Callable[[Mapping[str, Any]], FeedNotice | None],
    *,
    most_pages: int,
    pause_seconds: float,
) -> Pulled:
    notices: dict[str, FeedNotice] = {}
    unread = 0
    has_more = True
    for number in range(1, most_pages + 1):
        if number > 1:
            time.sleep(pause_seconds)
        found = page(number)
        for row in found.rows:
            try:
                if not isinstance(row, dict):
                    raise BadNotice(why="a row is no object")
                notice = read(row)
            except BadNotice:
                unread += 1
                continue
            if notice is not None:
                notices.setdefault(notice.outside_id, notice)
        has_more = found.has_more and bool(found.rows)
        if not has_more:
            break
    return Pulled(
        notices=tuple(notices.values()),
        unread=unread,
        is_whole=not has_more,
        has_call_ids=not any(_UUID.fullmatch(outside_id) for outside_id in notices),
    )


def _sepay_page(answer: Mapping[str, Any]) -> _Page:
    rows = answer.get("data", answer.get("transactions"))
    if answer.get("status") not in ("success", 200) or not isinstance(rows, list):
        raise BadAnswer("SePay answered with no transactions")
    if "data" not in answer:
        return _Page(rows=rows, has_more=len(rows) >= OLD_ROWS)
    meta = answer.get("meta")
    pages = meta.get("pagination") if isinstance(meta, dict) else None
    told = pages.get("has_more") if isinstance(pages, dict) else None
    return _Page(rows=rows, has_more=told if isinstance(told, bool) else len(rows) >= ROWS_A_PAGE)


def _casso_page(answer: Mapping[str, Any]) -> _Page:
    if answer.get("error") != 0:
        error = answer.get("error")
        raise BadAnswer("Casso answered with an error", code=str(error) if isinstance(error, int) else "?")
    data = answer.get("data")
    rows = data.get("records") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(rows, list):
        raise BadAnswer("Casso answered with no transactions")
    return _Page(rows=rows, has_more=bool(data.get("nextPage")))


def read_sepay_row(row: Mapping[str, Any]) -> FeedNotice:
    """Read one row of either interface. Raises BadNotice."""
    came, went = _money(row, "amount_in"), _money(row, "amount_out")
    if bool(came) == bool(went):
        raise BadNotice(why="neither in nor out")
    return FeedNotice(
        outside_id=_sepay_id(row),
        account=some_text_of(row, "account_number"),
        sub_account=text_of(row, "va") or text_of(row, "sub_account"),
        amount_vnd=dong_of(came or went, name="amount"),
        direction=Direction.IN if came else Direction.OUT,
        at=instant_of(row, "transaction_date"),
        memo=text_of(row, "transaction_content", needed=True),
        reference=text_of(row, "reference_number"),
        gateway=text_of(row, "bank_brand_name"),
    )


def read_casso_row(row: Mapping[str, Any]) -> FeedNotice:
    """Read one row. Below zero went out. Raises BadNotice."""
    amount = whole_number_of(row, "amount")
    outside_id = whole_id_of(row, "id")
    if outside_id == "0":
        raise BadNotice(why="id is 0")
    return FeedNotice(
        outside_id=outside_id,
        account=some_text_of(row, "bankSubAccId" if "bankSubAccId" in row else "bank_sub_acc_id"),
        sub_account=text_of(row, "virtualAccount"),
        amount_vnd=dong_of(abs(amount), name="amount"),
        direction=Direction.IN if amount > 0 else Direction.OUT,
        at=_casso_when(row),
        memo=text_of(row, "description", needed=True),
        reference=text_of(row, "tid"),
        payer=text_of(row, "corresponsiveName"),
    )


def _sepay_id(row: Mapping[str, Any]) -> str:
    told = row.get("id")
    return told if isinstance(told, str) and _UUID.fullmatch(told) else whole_id_of(row, "id")


def _money(row: Mapping[str, Any], name: str) -> int:
    """Đồng as a number (newer) or as text with two zeros behind a point (older); 0 when there is none to tell."""
    value = row.get(name)
    if value is None:
        return 0
    if isinstance(value, str):
        found = _MONEY.fullmatch(value)
        if not found:
            raise BadNotice(why=f"{name} is no amount")
        return int(found[1])
    amount = whole_number_of(row, name)
    if amount < 0:
        raise BadNotice(why=f"{name} is below zero")
    return amount


def _casso_when(row: Mapping[str, Any]) -> datetime:
    """On Vietnam's clock, with or without a time of day: some banks tell the day only."""
    written = some_text_of(row, "when")
    if not _CASSO_WHEN.fullmatch(written):
        raise BadNotice(why="when is no time")
    try:
        return datetime.fromisoformat(written).replace(tzinfo=VIETNAM).astimezone(UTC)
    except ValueError as wrong:
        raise BadNotice(why="when is no date") from wrong
