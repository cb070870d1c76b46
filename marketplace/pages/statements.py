"""Statements and balance alerts that a seller brings: shown first, imported then."""

from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace import jobs, limits
from marketplace.accounts.presence import actor
from marketplace.clock import now, vietnam
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.payments import handlers, queries
from marketplace.payments.queries.reconciling import count_of_import
from marketplace.payments.services import importing
from marketplace.payments.statements.errors import UnreadableStatement
from marketplace.payments.statements.limited import read_in_child
from marketplace.payments.statements.pasted import read_pasted
from marketplace.payments.statements.rows import Statement
from marketplace.payments.states import ImportState, Teller
from marketplace.shops.errors import ShopNotFound
from marketplace.shops.models import BankAccount, Shop
from marketplace.shops.queries import accounts_of, shop_for_seller
from marketplace.text import clean_line
from marketplace.web import open_to, say

bp = Blueprint("statements", __name__, url_prefix="/ban-hang")

LARGEST_FILE: Final = 5 * 1024 * 1024
LONGEST_TEXT: Final = 100_000
SHOWN_ROWS: Final = 200
# So many rows are settled while the seller waits; more are for the worker.
AT_ONCE: Final = 40


@bp.url_value_preprocessor
def allow_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """A statement may be larger than a plain form, of members only. Before the CSRF check reads the form."""
    if endpoint == "statements.bring" and current_user.is_authenticated:
        request.max_content_length = LARGEST_FILE + 64 * 1024
        request.max_form_memory_size = 2 * LONGEST_TEXT * 4


def _shop(slug: str) -> Shop:
    return shop_for_seller(slug, shop_ids=current_user.shop_ids)


@bp.get("/<shop>/sao-ke")
@open_to("sellers")
def start(shop: str) -> ResponseReturnValue:
    return _start_page(_shop(shop))


def _start_page(own: Shop, *, wrong: str = "", text: str = "", status: int = 200) -> ResponseReturnValue:
    accounts = accounts_of(own.id)
    page = render_template(
        "desk/statements.html",
        shop=own,
        accounts=accounts,
        imports=queries.imports_of_accounts([account.id for account in accounts]),
        wrong=wrong,
        text=text,
    )
    return page, status


@bp.post("/<shop>/sao-ke")
@open_to("sellers")
def bring(shop: str) -> ResponseReturnValue:
    """A file, or pasted alerts: read, and shown before anything is done with it."""
    own = _shop(shop)
    limits.count_try("statement", str(own.id), limit=60, seconds=3600)
    account = _account(own, request.form.get("account", ""))
    text = request.form.get("text", "")
    file = request.files.get("file")
    data = file.read(LARGEST_FILE + 1) if file else b""
    number, today = account.number, vietnam(now()).date()
    try:
        if data:
            statement = _read_file(account, data, number)
        elif text.strip():
            statement = read_pasted(text, today=today, account=number)
        else:
            return _start_page(own, wrong=gettext("Xin chọn tệp sao kê, hoặc dán tin báo số dư."), status=422)
    except UnreadableStatement as refusal:
        return _start_page(own, wrong=say(refusal), text=text, status=422)
    name = clean_line((file.filename or "") if file and data else gettext("Tin dán vào"))[:80]
    with transaction():
        teller = Teller.STATEMENT if data else Teller.PASTE
        brought = importing.bring(account, statement, teller=teller, name=name, by=actor())
    return redirect(url_for(".preview", shop=shop, public_id=brought.public_id), code=303)


def _read_file(account: BankAccount, data: bytes, number: str) -> Statement:
    """By its own headings; where these are not found, by the columns this bank's files had last time."""
    today = vietnam(now()).date()
    try:
        return read_in_child(data, today=today, account=number)
    except UnreadableStatement:
        layout = importing.known_layout(account.bin)
        if layout is None:
            raise
        return read_in_child(data, today=today, account=number, mapping=layout)


def _account(own: Shop, last: str) -> BankAccount:
    found = accounts_of(own.id)
    account = next((one for one in found if one.hook == last), found[0] if len(found) == 1 else None)
    if account is None:
        raise ShopNotFound
    return account


@bp.get("/<shop>/sao-ke/<public_id>")
@open_to("sellers")
def preview(shop: str, public_id: str) -> ResponseReturnValue:
    own = _shop(shop)
    brought = queries.import_for_seller(public_id, shop_ids=[own.id])
    statement = importing.statement_of(brought) if brought.said else None
    return render_template(
        "desk/statement.html",
        shop=own,
        brought=brought,
        statement=statement,
        count=count_of_import(brought.id),
        most=SHOWN_ROWS,
    )


@bp.post("/<shop>/sao-ke/<public_id>/nhap")
@open_to("sellers")
def carry_out(shop: str, public_id: str) -> ResponseReturnValue:
    """Every good row is settled: at once when they are few, else by the worker."""
    own = _shop(shop)
    brought = queries.import_for_seller(public_id, shop_ids=[own.id])
    is_small = brought.row_count <= AT_ONCE
    try:
        with transaction():
            importing.begin(brought.id, by=actor())
            if not is_small:
                jobs.later("payments.import_rows", import_id=brought.id)
        if is_small:
            handlers.import_rows(import_id=brought.id)
    except Refusal as refusal:
        flash(say(refusal), "warning")
    return redirect(url_for(".preview", shop=shop, public_id=public_id), code=303)


@bp.post("/<shop>/sao-ke/<public_id>/bo")
@open_to("sellers")
def drop(shop: str, public_id: str) -> ResponseReturnValue:
    """The statement is not wanted."""
    own = _shop(shop)
    brought = queries.import_for_seller(public_id, shop_ids=[own.id])
    try:
        with transaction():
            if brought.state is not ImportState.DROPPED:
                importing.drop(brought.id)
    except Refusal as refusal:
        flash(say(refusal), "warning")
    else:
        flash(gettext("Đã bỏ, không nhập gì cả."), "ok")
    return redirect(url_for(".start", shop=shop), code=303)
