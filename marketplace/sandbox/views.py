"""The pages of the make-believe bank, its SePay panel and its letter box."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace import clock
from marketplace.config import DEMO_BIN, Settings
from marketplace.errors import BadInput, Refusal
from marketplace.payments import sandbox_panel
from marketplace.payments.vietqr import Decoded, VietQRError, decode
from marketplace.sandbox.book import Account, Book
from marketplace.sandbox.courier import PAUSES_SECONDS, Courier
from marketplace.sandbox.errors import NoCodeInPicture, NoPicture, NoTransferCode, NotSigned, UnreadableCode
from marketplace.sandbox.forms import SETTINGS, AccountForm, PayForm
from marketplace.sandbox.hooks import check_hook
from marketplace.sandbox.mail import Mailbox
from marketplace.sandbox.notices import Provider
from marketplace.sandbox.pictures import codes_in_picture
from marketplace.shops.banks import find_bank
from marketplace.web import open_to, say

bp = Blueprint("sandbox", __name__)

LARGEST_PICTURE: Final = 12 * 1024 * 1024
LONGEST_CODE: Final = 600
_SHOWN: Final = 60
_FIELDS: Final = ("account", "holder", "hook_url", "secret", "key")


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What this sandbox is made of; kept as the application's extension "sandbox"."""

    settings: Settings
    book: Book
    courier: Courier
    mailbox: Mailbox


def machine() -> Machine:
    """The sandbox that answers this request."""
    found: Machine = current_app.extensions["sandbox"]
    return found


@bp.get("/")
@open_to("anyone")
def scan() -> ResponseReturnValue:
    """Scan, paste or choose a picture."""
    return render_template("sandbox/scan.html", pasted="", sentence="", choices=[])


@bp.post("/quet")
@open_to("anyone")
def read_picture() -> ResponseReturnValue:
    """The code in a picture leads to its pay page; a script gets it as JSON, or 204 when there is none."""
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        picture = request.files.get("anh")
        data = picture.read() if picture else b""
        if not data:
            raise NoPicture
        codes = codes_in_picture(data)
    except NoCodeInPicture as refusal:
        return ("", 204) if wants_json else _scan_again(say(refusal))
    except BadInput as refusal:
        return ({"error": say(refusal)}, refusal.status) if wants_json else _scan_again(say(refusal))
    if wants_json:
        return {"payload": codes[0], "href": url_for(".transfer", ma=codes[0])}
    if len(codes) > 1:
        # All of them can be read: see codes_in_picture.
        choices = [(code, decode(code)) for code in codes]
        return render_template("sandbox/scan.html", pasted="", sentence="", choices=choices)
    return redirect(url_for(".transfer", ma=codes[0]), code=303)


@bp.get("/chuyen")
@open_to("anyone")
def transfer() -> ResponseReturnValue:
    """What a bank app shows before one pays."""
    payload = request.args.get("ma", "")
    try:
        code = _read(payload)
    except BadInput as refusal:
        return _scan_again(say(refusal), pasted=payload)
    form = PayForm(
        formdata=None, form_key=secrets.token_urlsafe(16), amount_vnd=code.amount_vnd, memo=code.purpose or ""
    )
    return _pay_page(payload, code, form)


@bp.post("/chuyen")
@open_to("anyone")
def pay() -> ResponseReturnValue:
    """The transfer is made; the market is told in the background."""
    payload = request.form.get("ma", "")
    try:
        code = _read(payload)
    except BadInput as refusal:
        return _scan_again(say(refusal), pasted=payload)
    form = PayForm()
    if not form.validate_on_submit():
        return _pay_page(payload, code, form), 422
    made = machine().book.pay(form.slip(code), at=clock.now())
    machine().courier.carry_all(made)
    if made:
        flash(gettext("Đã chuyển. Tin báo cho chợ được gửi ở phía sau; kết quả hiện trong danh sách này."), "ok")
    else:
        flash(gettext("Lần bấm này đã được chuyển rồi nên không chuyển thêm."), "info")
    return redirect(url_for(".transfers"), code=303)


@bp.get("/giao-dich")
@open_to("anyone")
def transfers() -> ResponseReturnValue:
    """What was transferred and who was told."""
    return render_template("sandbox/transfers.html", pauses=[int(pause) for pause in PAUSES_SECONDS], **_list())


@bp.get("/giao-dich/danh-sach")
@open_to("anyone")
def transfer_list() -> ResponseReturnValue:
    """The list alone, for a page that is already there; 204 while it has not changed."""
    if request.args.get("v") == str(machine().book.version):
        return "", 204
    return render_template("sandbox/_transfers.html", **_list())


@bp.post("/giao-dich/<int:number>/gui-lai")
@open_to("anyone")
def send_again(number: int) -> ResponseReturnValue:
    """The same notice goes out once more."""
    parcel = machine().book.send_again(number, at=clock.now())
    if parcel is None:
        flash(gettext("Không có địa chỉ báo tin: tài khoản này chưa được đăng ký trong bảng SePay."), "warning")
    else:
        machine().courier.carry(number, parcel)
        flash(gettext("Đang báo lại giao dịch %(number)s, cùng một mã, chữ ký đúng.", number=number), "ok")
    return redirect(url_for(".transfers"), code=303)


@bp.get("/sepay")
@open_to("anyone")
def panel() -> ResponseReturnValue:
    """Accounts and where their credits are told."""
    return _panel_page(AccountForm(formdata=None))


@bp.post("/sepay")
@open_to("anyone")
def add_account() -> ResponseReturnValue:
    """An account typed by hand is told of from now on."""
    form = AccountForm()
    if not form.validate_on_submit() or not form.validate_hook(site_url=machine().settings.site_url):
        return _panel_page(form), 422
    machine().book.register(form.typed())
    flash(gettext("Đã đăng ký tài khoản %(account)s.", account=form.typed().account), "ok")
    return redirect(url_for(".panel"), code=303)


@bp.post("/sepay/bo")
@open_to("anyone")
def forget_account() -> ResponseReturnValue:
    """Credits on an account are not told any more."""
    number = request.form.get("account", "")
    machine().book.forget(number)
    flash(gettext("Đã bỏ tài khoản %(account)s khỏi bảng.", account=number), "ok")
    return redirect(url_for(".panel"), code=303)


@bp.post("/sepay/accounts")
@open_to("machines")
def register_account() -> ResponseReturnValue:
    """Our own market registers an account by itself; see payments/sandbox_panel.py."""
    body = request.get_data(cache=False)
    signature = request.headers.get(sandbox_panel.SIGNATURE_HEADER, "")
    settings = machine().settings
    if not any(sandbox_panel.is_signed(body, signature=signature, secret_key=key) for key in settings.secret_keys):
        raise NotSigned
    account = _account_of(body)
    check_hook(account.hook_url, site_url=settings.site_url)
    machine().book.register(account)
    return {"success": True}


@bp.get("/thu")
@open_to("anyone")
def mails() -> ResponseReturnValue:
    """Mail the market sent."""
    return render_template("sandbox/mails.html", mails=machine().mailbox.mails())


@bp.get("/thu/<int:number>")
@open_to("anyone")
def mail(number: int) -> ResponseReturnValue:
    """One mail."""
    return render_template("sandbox/mail.html", mail=machine().mailbox.get_mail(number))


def show_no(status: int, sentence: str) -> ResponseReturnValue:
    """One page for every no; machines get JSON."""
    if request.endpoint == "sandbox.register_account":
        return {"success": False, "error": sentence}, status
    return render_template("sandbox/no.html", status=status, sentence=sentence), status


def show_refusal(refusal: Refusal) -> ResponseReturnValue:
    """The refusal's own sentence."""
    return show_no(refusal.status, say(refusal))


def _read(payload: str) -> Decoded:
    """The code as read. Raises UnreadableCode, NoTransferCode."""
    try:
        code = decode(payload[:LONGEST_CODE])
    except VietQRError as fault:
        raise UnreadableCode(fault.kind) from fault
    if code.account is None:
        raise NoTransferCode
    return code


def _account_of(body: bytes) -> Account:
    try:
        told = json.loads(body)
    except ValueError as wrong:
        raise BadInput from wrong
    if not isinstance(told, dict):
        raise BadInput
    provider, settings = told.pop("provider", Provider.SEPAY.value), told.pop("settings", {})
    if set(told) != set(_FIELDS) or provider not in list(Provider) or not isinstance(settings, dict):
        raise BadInput
    if not set(settings) <= SETTINGS or any(not isinstance(value, str) for value in settings.values()):
        raise BadInput
    words = [*(told[name] for name in _FIELDS), *settings.values()]
    if any(not isinstance(word, str) or not 0 < len(word) <= 500 for word in words):
        raise BadInput
    return Account(**told, provider=Provider(provider), settings=settings)


def _scan_again(sentence: str, *, pasted: str = "") -> ResponseReturnValue:
    page = render_template("sandbox/scan.html", pasted=pasted[:LONGEST_CODE], sentence=sentence, choices=[])
    return page, 422


def _pay_page(payload: str, code: Decoded, form: PayForm) -> Response:
    account = machine().book.find_account(code.account or "")
    return make_response(
        render_template(
            "sandbox/pay.html",
            payload=payload,
            code=code,
            bank=find_bank(code.bank_bin or ""),
            is_demo_bank=code.bank_bin == DEMO_BIN,
            account=account,
            form=form,
        )
    )


def _panel_page(form: AccountForm) -> str:
    return render_template("sandbox/panel.html", form=form, accounts=machine().book.accounts())


def _list() -> dict[str, Any]:
    book = machine().book
    # The version first: what changes meanwhile is asked for again.
    version = book.version
    shown: Sequence[Any] = book.transfers()[:_SHOWN]
    return {"version": version, "transfers": shown, "told_accounts": {account.account for account in book.accounts()}}
