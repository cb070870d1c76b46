"""The pages of the make-believe VNPay, its API, and its panel."""

import json
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace import clock, web
from marketplace.errors import BadInput, Refusal
from marketplace.payments import sandbox_panel
from marketplace.payments.errors import BadNotice
from marketplace.payments.feeds.notice import object_of
from marketplace.payments.vnpay.sandbox_terminal import API_PATH, PAY_PATH, TERMINALS_PATH
from marketplace.sandbox.errors import NotSigned
from marketplace.sandbox.hooks import check_hook
from marketplace.sandbox.vnpay.courier import is_told
from marketplace.sandbox.vnpay.errors import PaymentOver
from marketplace.sandbox.vnpay.forms import (
    ANSWERINGS,
    TELLINGS,
    AnsweringForm,
    MischiefForm,
    PayForm,
    TerminalForm,
    is_tmn_code,
)
from marketplace.sandbox.vnpay.links import read_link
from marketplace.sandbox.vnpay.machine import machine
from marketplace.sandbox.vnpay.paper import Payment, Terminal
from marketplace.sandbox.vnpay.states import ANSWERING_BY_AMOUNT, TELLING_BY_AMOUNT, Answering, Stage
from marketplace.sandbox.vnpay.telling import ended, told_query, with_query
from marketplace.sandbox.vnpay.ways import NO_WAY
from marketplace.web import open_to, say

bp = Blueprint("sandbox_vnpay", __name__)

_SHOWN: Final = 40
_FIELDS: Final = ("tmn_code", "secret", "ipn_url", "name")


@bp.get(PAY_PATH)
@open_to("anyone")
def pay_page() -> ResponseReturnValue:
    """What the buyer sees who follows the market's link."""
    vnpay = machine()
    link = read_link(list(request.args.items(multi=True)), book=vnpay.book, site_url=vnpay.settings.site_url)
    payment = vnpay.book.open(link, at=clock.now())
    if payment.stage_at(clock.now()) is not Stage.WAITING:
        return _over_page(payment), 409
    form = PayForm(formdata=None, key=payment.key, telling=payment.telling.value, answering=payment.answering.value)
    return _pay_page(payment, form)


@bp.post("/paymentv2/tra-tien")
@open_to("anyone")
def pay() -> ResponseReturnValue:
    """The payment ends; the market is told in the background, and the buyer goes back."""
    vnpay = machine()
    payment = vnpay.book.get_payment(request.form.get("key", ""))
    form = PayForm()
    form.offer_ways(payment)
    if not form.validate_on_submit():
        return _pay_page(payment, form), 422
    way = NO_WAY if request.form.get("act") == "cancel" else form.chosen()
    telling, answering = form.mischief()
    terminal = _terminal_of(payment)

    def end(waiting: Payment) -> Payment:
        return ended(waiting, way=way, telling=telling, terminal=terminal, at=clock.now(), pace=vnpay.pace)

    try:
        done = vnpay.book.finish(payment.key, at=clock.now(), ended=end)
    except PaymentOver:
        return _over_page(payment), 409
    if done is not None:
        vnpay.book.answer_as(done.key, answering)
        vnpay.courier.carry_all(done.key, done.waiting)
    return redirect(_way_back(done or vnpay.book.get_payment(payment.key)), code=303)


@bp.post(API_PATH)
@open_to("machines")
def api() -> ResponseReturnValue:
    """querydr and refund."""
    vnpay = machine()
    try:
        told = object_of(request.get_data(cache=False))
    except BadNotice:
        return jsonify({"vnp_ResponseCode": "99", "vnp_Message": "Unknown error"})
    reply = vnpay.api.answer({name: str(value) for name, value in told.items()}, at=clock.now())
    if reply.answering is Answering.BROKEN:
        return jsonify({"error": "make-believe trouble"}), 500
    if reply.answering is Answering.HTML:
        return Response("<!DOCTYPE html><title>502</title><h1>Bad gateway</h1>", mimetype="text/html")
    if reply.answering is Answering.SILENT:
        vnpay.stopped.wait(vnpay.pace.silent_seconds)
    return jsonify(reply.body)


@bp.get("/vnpay")
@open_to("anyone")
def panel() -> ResponseReturnValue:
    """Terminals, payments, and what shall go wrong next."""
    return _panel_page(TerminalForm(formdata=None))


@bp.post("/vnpay/terminals")
@open_to("anyone")
def add_terminal() -> ResponseReturnValue:
    """A terminal typed by hand can be paid at from now on."""
    form = TerminalForm()
    if not form.validate_on_submit() or not form.validate_address(site_url=machine().settings.site_url):
        return _panel_page(form), 422
    machine().book.register(form.typed())
    flash(gettext("Đã đăng ký điểm bán %(tmn_code)s.", tmn_code=form.typed().tmn_code), "ok")
    return redirect(url_for(".panel"), code=303)


@bp.post("/vnpay/terminals/bo")
@open_to("anyone")
def forget_terminal() -> ResponseReturnValue:
    """A terminal can not be paid at any more."""
    tmn_code = request.form.get("tmn_code", "")[:20]
    machine().book.forget(tmn_code)
    flash(gettext("Đã bỏ điểm bán %(tmn_code)s khỏi bảng.", tmn_code=tmn_code), "ok")
    return redirect(url_for(".panel"), code=303)


@bp.post(TERMINALS_PATH)
@open_to("machines")
def register_terminal() -> ResponseReturnValue:
    """Our own market registers its terminal by itself; see payments/vnpay/sandbox_terminal.py."""
    body = request.get_data(cache=False)
    signature = request.headers.get(sandbox_panel.SIGNATURE_HEADER, "")
    settings = machine().settings
    if not any(sandbox_panel.is_signed(body, signature=signature, secret_key=key) for key in settings.secret_keys):
        raise NotSigned
    terminal = _terminal_told(body)
    check_hook(terminal.ipn_url, site_url=settings.site_url)
    machine().book.register(terminal)
    return {"success": True}


@bp.post("/vnpay/truc-trac")
@open_to("anyone")
def choose_next() -> ResponseReturnValue:
    """What shall go wrong with the payments that are opened from now on."""
    form = MischiefForm()
    if not form.validate_on_submit():
        return _panel_page(TerminalForm(formdata=None)), 422
    machine().book.choose_next(*form.mischief())
    flash(gettext("Đã ghi: các lần trả tiền mở từ bây giờ sẽ có trục trặc đã chọn."), "ok")
    return redirect(url_for(".panel"), code=303)


@bp.post("/vnpay/lan-tra/<key>/bao-lai")
@open_to("anyone")
def tell_again(key: str) -> ResponseReturnValue:
    """The payment is told once more, as it stands now and rightly signed unless its hash shall be wrong."""
    vnpay = machine()
    payment = vnpay.book.get_payment(key)
    if payment.done_at is None:
        raise PaymentOver
    query = told_query(payment, _terminal_of(payment), codes=payment.codes_at(clock.now()))
    vnpay.courier.carry_all(key, [vnpay.book.put(key, query, at=clock.now())])
    flash(gettext("Đang báo lại lần trả tiền %(txn_ref)s.", txn_ref=payment.link.txn_ref), "ok")
    return redirect(url_for(".panel"), code=303)


@bp.post("/vnpay/lan-tra/<key>/tra-loi")
@open_to("anyone")
def answer_as(key: str) -> ResponseReturnValue:
    """From now on the API answers about this payment in another way."""
    form = AnsweringForm()
    if not form.validate_on_submit():
        return _panel_page(TerminalForm(formdata=None)), 422
    machine().book.answer_as(key, Answering(form.value("answering")))
    flash(gettext("Đã đổi cách trả lời."), "ok")
    return redirect(url_for(".panel"), code=303)


@bp.errorhandler(Refusal)
def show_refusal(refusal: Refusal) -> ResponseReturnValue:
    """The refusal's own sentence; machines get JSON."""
    if getattr(web.current_view(), "open_to", "") == "machines":
        return {"success": False, "error": say(refusal)}, refusal.status
    return render_template("sandbox/no.html", status=refusal.status, sentence=say(refusal)), refusal.status


@bp.after_request
def let_form_lead_back(response: Response) -> Response:
    """A browser obeys form-action along redirects too: the pay page's form may lead back to the shop."""
    if "vnpay_way_back" in g:
        web.add_headers(response)
        policy = response.headers["Content-Security-Policy"]
        response.headers["Content-Security-Policy"] = policy.replace(
            "form-action 'self'", f"form-action 'self' {g.vnpay_way_back}"
        )
    return response


def _pay_page(payment: Payment, form: PayForm) -> str:
    form.offer_ways(payment)
    parts = urlsplit(payment.link.return_url)
    g.vnpay_way_back = f"{parts.scheme}://{parts.netloc}"
    return render_template("sandbox/vnpay/pay.html", payment=payment, terminal=_terminal_of(payment), form=form)


def _over_page(payment: Payment) -> str:
    at = clock.now()
    return render_template(
        "sandbox/vnpay/over.html", payment=payment, stage=payment.stage_at(at), way_back=_way_back(payment)
    )


def _panel_page(form: TerminalForm) -> str:
    vnpay, at = machine(), clock.now()
    telling, answering = vnpay.book.next()
    step = vnpay.pace.refund_step_seconds
    shown = [
        {
            "payment": payment,
            "stage": payment.stage_at(at),
            "codes": payment.codes_at(at),
            "is_told": is_told(payment),
            "refunds": [(refund, refund.status_at(at, step_seconds=step)) for refund in payment.refunds],
            "form": AnsweringForm(formdata=None, answering=payment.answering.value),
        }
        for payment in vnpay.book.payments()[:_SHOWN]
    ]
    return render_template(
        "sandbox/vnpay/panel.html",
        form=form,
        next_form=MischiefForm(formdata=None, telling=telling.value, answering=answering.value),
        terminals=vnpay.book.terminals(),
        shown=shown,
        tellings=TELLINGS,
        answerings=ANSWERINGS,
        by_amount=[
            *((ending, TELLINGS[telling]) for ending, telling in TELLING_BY_AMOUNT.items()),
            *((ending, ANSWERINGS[answering]) for ending, answering in ANSWERING_BY_AMOUNT.items()),
        ],
        pay_url=vnpay.settings.sandbox_url + PAY_PATH,
        api_url=vnpay.settings.sandbox_url + API_PATH,
    )


def _way_back(payment: Payment) -> str:
    """The shop's return address, with what is told of the payment now."""
    query = told_query(payment, _terminal_of(payment), codes=payment.codes_at(clock.now()))
    return with_query(payment.link.return_url, query)


def _terminal_of(payment: Payment) -> Terminal:
    terminal = machine().book.find_terminal(payment.link.tmn_code)
    if terminal is None:
        raise PaymentOver
    return terminal


def _terminal_told(body: bytes) -> Terminal:
    try:
        told = json.loads(body)
    except ValueError as wrong:
        raise BadInput from wrong
    if not isinstance(told, dict) or set(told) != set(_FIELDS):
        raise BadInput
    if any(not isinstance(told[name], str) or not 0 < len(told[name]) <= 500 for name in _FIELDS):
        raise BadInput
    if not is_tmn_code(told["tmn_code"]):
        raise BadInput
    return Terminal(**told)
