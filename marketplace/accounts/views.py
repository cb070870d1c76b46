"""Signing up, in and out; a lost password; one's own details and devices."""

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from marketplace import config, limits
from marketplace.accounts import presence, queries, services
from marketplace.accounts.errors import PasswordTooLong, ResetLinkDead, WeakPassword, WrongPassword
from marketplace.accounts.forms import (
    ChangePasswordForm,
    DetailsForm,
    ForgotForm,
    NewPasswordForm,
    PlainForm,
    SignInForm,
    SignUpForm,
)
from marketplace.clock import now
from marketplace.db import transaction
from marketplace.errors import NotFound, TooMany
from marketplace.limits import house_of
from marketplace.notices.services import tell_by_mail
from marketplace.sealed import token_hash
from marketplace.text import N_
from marketplace.web import open_to, own_path, page_language

bp = Blueprint("accounts", __name__)

QUARTER = 15 * 60


def _address() -> str:
    return house_of(request.remote_addr)


@bp.route("/dang-ky", methods=["GET", "POST"])
@open_to("anyone")
def sign_up() -> ResponseReturnValue:
    form = SignUpForm()
    if request.method != "POST":
        return render_template("accounts/sign_up.html", form=form)
    if not form.validate_on_submit():
        return render_template("accounts/sign_up.html", form=form), 422
    limits.count_try("sign-up", _address(), limit=20, seconds=3600)
    try:
        with transaction():
            services.sign_up(phone=form.value("phone"), name=form.value("name"), password=form.value("password"))
    except (WeakPassword, PasswordTooLong) as refusal:
        form.refuse(form.password, refusal)
        return render_template("accounts/sign_up.html", form=form), 422
    # The same words whether or not the number had an account: nobody learns who has one.
    flash(gettext("Xong! Mời đăng nhập bằng số điện thoại và mật khẩu vừa chọn."), "ok")
    return redirect(
        url_for(".sign_in", next=own_path(request.args.get("next")), dt=request.form.get("phone", "")[:24]), code=303
    )


@bp.route("/dang-nhap", methods=["GET", "POST"])
@open_to("anyone")
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    target = own_path(request.args.get("next"))
    if request.method != "POST":
        form.phone.data = request.args.get("dt", "")[:24] or None
        return render_template("accounts/sign_in.html", form=form, next=target)
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form, next=target), 422
    phone = form.value("phone")
    tries = _tries(phone)
    _count_before(tries)
    try:
        with transaction():
            user, token = services.sign_in(
                phone=phone, password=form.value("password"), device=request.user_agent.string[:120]
            )
            for what, who, _ in tries:
                limits.tries_of(what, who, seconds=QUARTER, add=-1)
            if current_user.is_authenticated:
                services.sign_out(g.sign_in_id)
    except WrongPassword as refusal:
        form.refuse(form.password, refusal)
        return render_template("accounts/sign_in.html", form=form, next=target), 422
    home = "desk.home" if user.is_seller else "moderating.queue" if user.is_staff else "pages.home"
    return presence.let_in(make_response(redirect(target or url_for(home), code=303)), user, token)


def _tries(phone: str) -> list[tuple[str, str, int]]:
    """What counts a try of this phone's password: (what, who, most in a quarter of an hour).

    Ten for a phone, thirty from one address. A browser that was this person's before has ten of its own,
    so that a guesser elsewhere does not lock the owner out.
    """
    if presence.is_known_device(queries.find_user_by_phone(phone)):
        return [("wrong-password-at-home", phone, 10)]
    return [("wrong-password", phone, 10), ("wrong-password-from", _address(), 30)]


def _count_before(tries: list[tuple[str, str, int]]) -> None:
    """Counted before the password is looked at, so that guesses sent all at once are counted too; a right
    password takes its try back. Raises TooMany."""
    with transaction():
        over = [limits.tries_of(what, who, seconds=QUARTER, add=1) > most for what, who, most in tries]
    if any(over):
        raise TooMany(minutes=QUARTER // 60)


@bp.post("/dang-xuat")
@open_to("members")
def sign_out() -> ResponseReturnValue:
    with transaction():
        services.sign_out(g.sign_in_id)
    return presence.let_out(make_response(redirect(url_for("pages.home"), code=303)))


@bp.route("/quen-mat-khau", methods=["GET", "POST"])
@open_to("anyone")
def forgot() -> ResponseReturnValue:
    form = ForgotForm()
    if request.method != "POST":
        return render_template("accounts/forgot.html", form=form, sent=False)
    if not form.validate_on_submit():
        return render_template("accounts/forgot.html", form=form, sent=False), 422
    limits.count_try("forgot", _address(), limit=10, seconds=3600)
    with transaction():
        user = queries.find_user_by_phone(form.value("phone"))
        if user is not None and user.email and user.is_active:
            token = services.ask_for_reset(user)
            link = config.current().site_url + url_for(".reset", token=token)
            tell_by_mail(
                cause=f"reset:{token_hash(token)[:16]}",
                email=user.email,
                title=N_("Đặt lại mật khẩu Chợ Thôn"),
                body=N_("Mở đường dẫn này trong 30 phút để chọn mật khẩu mới: %(link)s"),
                facts={"link": link},
                language=page_language(),
            )
    return render_template("accounts/forgot.html", form=form, sent=True)


@bp.route("/dat-lai-mat-khau/<token>", methods=["GET", "POST"])
@open_to("anyone")
def reset(token: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    if request.method == "POST":
        limits.count_try("reset", _address(), limit=20, seconds=3600)
    if not form.validate_on_submit():
        page = render_template("accounts/reset.html", form=form, token=token)
        return _no_referrer(make_response(page, 200 if request.method != "POST" else 422))
    try:
        with transaction():
            services.reset_password(token=token, new=form.value("password"))
    except (WeakPassword, PasswordTooLong, ResetLinkDead) as refusal:
        form.refuse(form.password, refusal)
        return _no_referrer(
            make_response(render_template("accounts/reset.html", form=form, token=token), refusal.status)
        )
    flash(gettext("Đã đổi mật khẩu. Mời đăng nhập bằng mật khẩu mới."), "ok")
    return redirect(url_for(".sign_in"), code=303)


def _no_referrer(response: Response) -> Response:
    """The address of this page is a secret: it is told to no next page."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.route("/tai-khoan", methods=["GET", "POST"])
@open_to("members")
def details() -> ResponseReturnValue:
    form = DetailsForm(obj=current_user)
    if form.validate_on_submit():
        if form.value("email") != current_user.email:
            limits.count_try("change-password", str(current_user.id), limit=10, seconds=QUARTER)
        try:
            with transaction():
                before = services.change_details(
                    current_user,
                    name=form.value("name"),
                    email=form.value("email") or "",
                    password=form.value("password") or "",
                )
                _tell_old_email(before)
        except WrongPassword as refusal:
            form.refuse(form.password, refusal)
            return _details_page(form, ChangePasswordForm(formdata=None), 422)
        flash(gettext("Đã lưu."), "ok")
        return redirect(url_for(".details"), code=303)
    return _details_page(form, ChangePasswordForm(formdata=None), 200 if request.method != "POST" else 422)


def _tell_old_email(before: str) -> None:
    if before and before != current_user.email:
        tell_by_mail(
            cause=f"email-changed:{current_user.id}:{now().isoformat()}",
            email=before,
            title=N_("Địa chỉ thư của tài khoản Chợ Thôn đã đổi"),
            body=N_("Nếu không phải bạn đổi, xin báo đội số cộng đồng của xã."),
            language=page_language(),
        )


@bp.post("/tai-khoan/mat-khau")
@open_to("members")
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    details_form = DetailsForm(formdata=None, obj=current_user)
    if not form.validate_on_submit():
        return _details_page(details_form, form, 422)
    limits.count_try("change-password", str(current_user.id), limit=10, seconds=QUARTER)
    try:
        with transaction():
            services.change_password(
                current_user, old=form.value("old"), new=form.value("password"), sign_in_id=g.sign_in_id
            )
    except WrongPassword as refusal:
        form.refuse(form.old, refusal)
        return _details_page(details_form, form, 422)
    except (WeakPassword, PasswordTooLong) as refusal:
        form.refuse(form.password, refusal)
        return _details_page(details_form, form, 422)
    flash(gettext("Đã đổi mật khẩu. Các máy khác đã được đăng xuất."), "ok")
    return redirect(url_for(".details"), code=303)


@bp.post("/tai-khoan/may/<int:number>/dang-xuat")
@open_to("members")
def end_device(number: int) -> ResponseReturnValue:
    devices = queries.sign_ins_of(current_user.id)
    if not 1 <= number <= len(devices):
        raise NotFound
    with transaction():
        services.sign_out(devices[number - 1].id)
    flash(gettext("Đã đăng xuất máy đó."), "ok")
    return redirect(url_for(".details"), code=303)


def _details_page(form: DetailsForm, password_form: ChangePasswordForm, status: int) -> ResponseReturnValue:
    return (
        render_template(
            "accounts/details.html",
            form=form,
            password_form=password_form,
            plain=PlainForm(formdata=None),
            devices=queries.sign_ins_of(current_user.id),
            here=g.sign_in_id,
        ),
        status,
    )
