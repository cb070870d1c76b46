"""The moderator's desk: shops that wait, their accounts, help with passwords, and the audit log."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace import config, limits
from marketplace.accounts import queries as people
from marketplace.accounts.forms import ForgotForm
from marketplace.accounts.models import Role, User
from marketplace.accounts.presence import actor
from marketplace.accounts.services import RESET_MINUTES, ask_for_reset
from marketplace.clock import now
from marketplace.db import db, transaction
from marketplace.errors import Conflict
from marketplace.notices.queries import unsent_mails
from marketplace.pages.words import ACCOUNT_WORDS, AUDIT_WORDS, PRODUCT_WORDS, SHOP_WORDS
from marketplace.queue_state import look_at_queue
from marketplace.shops import queries
from marketplace.shops.errors import ShopNotFound, WrongShopMoment
from marketplace.shops.forms import ReasonForm, VerifyForm
from marketplace.shops.models import BankAccount, Shop
from marketplace.shops.services import shops as services
from marketplace.shops.states import AccountState, ShopState
from marketplace.text import N_
from marketplace.web import open_to, say

bp = Blueprint("moderating", __name__, url_prefix="/dieu-hanh")


class AccountChanged(Conflict):
    """The seller gave another account while the moderator looked at this one."""

    sentence = N_("Người bán vừa đổi tài khoản nhận tiền. Xin xem lại tài khoản mới rồi duyệt.")


@bp.get("")
@open_to("staff")
def queue() -> ResponseReturnValue:
    shops = queries.shops_in_state([ShopState.PENDING, ShopState.SENT_BACK, ShopState.SUSPENDED])
    return render_template(
        "moderating/queue.html",
        pending=[shop for shop in shops if shop.state is ShopState.PENDING],
        changed=_shops_with_new_account(),
        sent_back=[shop for shop in shops if shop.state is ShopState.SENT_BACK],
        suspended=[shop for shop in shops if shop.state is ShopState.SUSPENDED],
        shop_words=SHOP_WORDS,
    )


def _shops_with_new_account() -> Sequence[Shop]:
    """Verified shops whose new account waits to take the old one's place."""
    slugs = db.session.execute(
        sa.select(Shop.slug, Shop.id)
        .join(BankAccount, BankAccount.shop_id == Shop.id)
        .where(BankAccount.state == AccountState.NEW, Shop.verified_at.is_not(None))
    ).all()
    return queries.shops_of([row.id for row in slugs]) if slugs else []


def _shop(slug: str) -> Shop:
    """Any shop, whatever its state, with its accounts. Raises ShopNotFound."""
    found = db.session.scalar(sa.select(Shop.id).where(Shop.slug == slug))
    if found is None:
        raise ShopNotFound
    return queries.shops_of([found])[0]


@bp.get("/gian-hang/<shop>")
@open_to("staff")
def shop(shop: str) -> ResponseReturnValue:
    return _shop_page(_shop(shop), VerifyForm(formdata=None), ReasonForm(formdata=None), 200)


def _shop_page(shown: Shop, verify_form: VerifyForm, reason_form: ReasonForm, status: int) -> ResponseReturnValue:
    accounts = queries.accounts_of(shown.id)
    waiting = next((account for account in accounts if account.state is AccountState.NEW), None)
    verify_form.account.data = _mark(waiting)
    page = render_template(
        "moderating/shop.html",
        shop=shown,
        owner=people.get_user(shown.owner_id),
        verified_by=people.get_user(shown.verified_by_id).name if shown.verified_by_id else "",
        accounts=accounts,
        waiting=waiting,
        goods=queries.products_of_shop(shown.id),
        events=people.audit_of(f"shop:{shown.slug}"),
        verify_form=verify_form,
        reason_form=reason_form,
        states=ShopState,
        shop_words=SHOP_WORDS,
        product_words=PRODUCT_WORDS,
        account_words=ACCOUNT_WORDS,
        audit_words=AUDIT_WORDS,
    )
    return page, status


def _mark(account: BankAccount | None) -> str:
    """A word for this very account, so that a moderator's yes is for what was seen."""
    return account.number_fingerprint[:16] + account.created_at.strftime("%Y%m%d%H%M%S%f") if account else ""


@bp.get("/gian-hang/<shop>/hang/<product>")
@open_to("staff")
def product(shop: str, product: str) -> ResponseReturnValue:
    """The product as buyers will see it."""
    shown_shop = _shop(shop)
    shown = queries.product_for_seller(product, shop_ids=[shown_shop.id])
    return render_template("moderating/product.html", shop=shown.shop, product=shown, offer=shown.offer, weights=[])


@bp.post("/gian-hang/<shop>/duyet")
@open_to("staff")
def approve(shop: str) -> ResponseReturnValue:
    """The seller was seen: shop, account and goods go live, with what was seen."""
    return _say_yes(shop, services.verify_shop, gettext("Đã duyệt. Gian hàng đang bán, chủ gian hàng đã được báo."))


@bp.post("/gian-hang/<shop>/duyet-tai-khoan")
@open_to("staff")
def approve_account(shop: str) -> ResponseReturnValue:
    """A verified shop's new account takes the old one's place."""
    return _say_yes(
        shop, services.verify_changed_account, gettext("Đã duyệt tài khoản mới. Khách trả vào đó từ bây giờ.")
    )


def _say_yes(slug: str, service: Callable[..., None], done: str) -> ResponseReturnValue:
    form = VerifyForm()
    if not form.validate_on_submit():
        return _shop_page(_shop(slug), form, ReasonForm(formdata=None), 422)
    seen_account, seen = form.value("account") or "", form.value("seen")
    try:
        with transaction():
            locked = queries.lock_shop(slug)
            waiting = [account for account in queries.accounts_of(locked.id) if account.state is AccountState.NEW]
            if _mark(waiting[0] if waiting else None) != seen_account:
                raise AccountChanged
            service(locked, seen=seen, by=actor())
    except (AccountChanged, WrongShopMoment) as refusal:
        flash(say(refusal), "warning")
    else:
        flash(done, "ok")
    return redirect(url_for(".shop", shop=slug), code=303)


@bp.post("/gian-hang/<shop>/tra-lai")
@open_to("staff")
def send_back(shop: str) -> ResponseReturnValue:
    return _with_reason(shop, services.send_back, gettext("Đã trả lại để sửa; chủ gian hàng đã được báo lý do."))


@bp.post("/gian-hang/<shop>/khoa")
@open_to("staff")
def suspend(shop: str) -> ResponseReturnValue:
    return _with_reason(
        shop, services.suspend, gettext("Đã tạm khóa. Khách không mua được; đơn đã nhận vẫn giao như thường.")
    )


@bp.post("/gian-hang/<shop>/cho-ban-lai")
@open_to("staff")
def let_back(shop: str) -> ResponseReturnValue:
    return _with_reason(shop, services.let_back, gettext("Gian hàng đã bán lại."))


@bp.post("/gian-hang/<shop>/tu-choi-tai-khoan")
@open_to("staff")
def refuse_account(shop: str) -> ResponseReturnValue:
    return _with_reason(
        shop, services.refuse_account, gettext("Đã từ chối tài khoản mới; khách vẫn trả vào tài khoản cũ.")
    )


def _with_reason(slug: str, service: Callable[..., None], done: str) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate_on_submit():
        return _shop_page(_shop(slug), VerifyForm(formdata=None), form, 422)
    try:
        with transaction():
            service(queries.lock_shop(slug), because=form.value("because"), by=actor())
    except WrongShopMoment as refusal:
        flash(say(refusal), "warning")
    else:
        flash(done, "ok")
    return redirect(url_for(".shop", shop=slug), code=303)


@bp.route("/mat-khau", methods=["GET", "POST"])
@open_to("staff")
def password_help() -> ResponseReturnValue:
    """A one-time link for somebody who lost the password and has no e-mail; shown once."""
    form = ForgotForm()
    if request.method != "POST":
        return _password_page(form, link="", sentence="", status=200)
    if not form.validate_on_submit():
        return _password_page(form, link="", sentence="", status=422)
    limits.count_try("hand-over-reset", str(current_user.id), limit=30, seconds=3600)
    person = people.find_user_by_phone(form.value("phone"))
    sentence = _why_no_link(person)
    if person is None or sentence:
        return _password_page(form, link="", sentence=sentence, status=200)
    with transaction():
        token = ask_for_reset(person, by=actor())
    # The link's host is ours, whatever host this request named.
    path = url_for("accounts.reset", token=token).removeprefix(request.script_root)
    return _password_page(form, link=config.current().site_url + path, sentence="", status=200)


def _why_no_link(person: User | None) -> str:
    """Why this person gets no link, "" when they may."""
    if person is None:
        return gettext("Không có tài khoản mang số này.")
    if not person.is_active:
        return gettext("Tài khoản này đã bị ngừng, không đặt lại mật khẩu được.")
    # Otherwise any moderator could become the administrator.
    if person.is_staff and not any(grant.role is Role.ADMIN and grant.holds for grant in current_user.grants):
        return gettext("Đây là tài khoản của cán bộ: chỉ quản trị viên mới tạo được đường dẫn.")
    return ""


def _password_page(form: ForgotForm, *, link: str, sentence: str, status: int) -> Response:
    page = render_template("moderating/password.html", form=form, link=link, sentence=sentence, minutes=RESET_MINUTES)
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.get("/nhat-ky")
@open_to("staff")
def audit() -> ResponseReturnValue:
    return render_template("moderating/audit.html", events=people.latest_audit(), audit_words=AUDIT_WORDS)


@bp.get("/may-chu")
@open_to("staff")
def machine() -> ResponseReturnValue:
    """Whether jobs and mails go out in time (K12)."""
    return render_template("moderating/machine.html", queue=look_at_queue(), mails=unsent_mails(), at=now())
