"""The market's proof that its books are right, open to everybody: what must hold, and whether it does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user

from marketplace import limits
from marketplace.clock import now
from marketplace.db import transaction
from marketplace.payments.models.proofs import Proof
from marketplace.payments.queries.proofs import last_proof, shops_of_things
from marketplace.payments.services import proving
from marketplace.shops.models import Shop
from marketplace.web import open_to

bp = Blueprint("proof", __name__, url_prefix="/kiem-tra")

# The job runs every hour: after two, something is wrong with the worker.
STALE_AFTER: Final = timedelta(hours=2)

# What each invariant of CASES.md means to somebody who buys or sells here.
SENTENCES: Final = {
    "INV-01": _("Sổ luôn cân: mỗi lần ghi, tiền vào bao nhiêu thì có chỗ bấy nhiêu; cộng cả sổ bằng 0."),
    "INV-02": _(
        "Sổ chỉ ghi thêm, không ai sửa hay xóa được dòng cũ. Hết mỗi ngày sổ được niêm lại, và dấu niêm còn nguyên."
    ),
    "INV-03": _("Mỗi đồng khách chuyển đều có chỗ: vào đơn, chờ người xem, để riêng, hoặc đã hoàn lại."),
    "INV-04": _("Một lần chuyển khoản chỉ được tính một lần, dù ngân hàng báo bao nhiêu lần."),
    "INV-05": _("Đơn chỉ ghi là đã trả khi tiền thật sự đủ; không có cách nào khác."),
    "INV-06": _("Số hàng còn đúng bằng mọi lần nhập trừ mọi lần bán; không bán quá số hàng có."),
    "INV-07": _("Hàng giữ cho đơn nào thì giao cho đơn ấy hoặc trả lại quầy, đúng một lần."),
    "INV-08": _("Không bao giờ hoàn lại nhiều hơn số đã nhận."),
    "INV-09": _("Chợ không trả gian hàng quá số gian hàng được hưởng."),
    "INV-10": _("Mỗi bước của đơn và của tiền đều được ghi lại, và đi đúng đường đã định."),
    "INV-11": _("Từng món cộng lại đúng bằng số tiền hỏi khách, đến từng đồng."),
    "INV-12": _("Không tin báo tiền hay khoản hoàn nào treo quá lâu mà không ai biết."),
    "INV-13": _("Đơn đã trả thì khách được báo, đúng một lần."),
    "INV-14": _("Người nào sửa tiền bằng tay đều phải ghi lại: ai, vì sao, trước và sau ra sao."),
}
NOT_USED: Final = _(
    "Chợ này chưa dùng: tiền của khách vào thẳng tài khoản người bán, chợ không giữ nên không phải chi trả."
)


@dataclass(frozen=True)
class Repair:
    """How a broken thing is set right: what to do, and the seller's page (with the shop) or ours where it is done."""

    says: Any
    endpoint: str = ""


_TOUCHED: Final = _(
    "Sổ đã bị đụng vào từ ngoài chương trình. Giữ nguyên máy, ghi lại giờ, lấy bản sao lưu trước ngày ấy ra so rồi báo người giữ máy."
)
_MONEY: Final = _("Chủ gian hàng xem lại khoản này ở mục Tiền.")
_ORDERS: Final = _("Chủ gian hàng xem lại đơn này; gọi khách nếu tiền hay hàng còn treo.")
REPAIRS: Final[Mapping[str, Repair]] = {
    "INV-01": Repair(_TOUCHED),
    "INV-02": Repair(_TOUCHED),
    "INV-03": Repair(_MONEY, "desk.money"),
    "INV-04": Repair(_MONEY, "desk.money"),
    "INV-05": Repair(_ORDERS, "desk.orders"),
    "INV-06": Repair(_("Chủ gian hàng đếm lại hàng thật rồi ghi số ấy vào."), "selling.goods"),
    "INV-07": Repair(_ORDERS, "desk.orders"),
    "INV-08": Repair(_MONEY, "desk.money"),
    "INV-10": Repair(_("So với nhật ký xem ai đã làm gì."), "moderating.audit"),
    "INV-11": Repair(_ORDERS, "desk.orders"),
    "INV-12": Repair(
        _("Ngân hàng hoặc VNPay chưa trả lời: xem máy chạy việc nền còn sống không, rồi hỏi bên ấy."), "desk.money"
    ),
    "INV-13": Repair(_("Gọi báo cho khách; xem máy gửi tin báo."), "desk.orders"),
    "INV-14": Repair(_("So với nhật ký, hỏi người đã làm vì sao."), "moderating.audit"),
}


@dataclass(frozen=True)
class Broken:
    """One broken thing by its name, whose it is, and the page where it is set right."""

    name: str
    shop: Shop | None
    href: str


@dataclass(frozen=True)
class Line:
    """One invariant on the page. `count` is how many things break it, None when nothing of it is checked here."""

    number: str
    sentence: Any
    count: int | None
    things: list[Broken]
    repair: Repair | None


@bp.get("")
@open_to("anyone")
def show() -> ResponseReturnValue:
    proof = last_proof()
    is_staff = current_user.is_authenticated and current_user.is_staff
    return render_template(
        "pages/proof.html",
        proof=proof,
        lines=_lines(proof, with_things=is_staff) if proof is not None else [],
        is_stale=proof is not None and now() - proof.at > STALE_AFTER,
        is_staff=is_staff,
        not_used=NOT_USED,
        named=proving.NAMED,
    )


@bp.post("/chay")
@open_to("staff")
def run() -> ResponseReturnValue:
    """All invariants, now."""
    limits.count_try("proof", str(current_user.id), limit=6, seconds=600)
    with transaction():
        proof = proving.prove()
    if proof.is_whole:
        flash(gettext("Đã kiểm xong: mọi điều đều đúng."), "ok")
    else:
        flash(gettext("Đã kiểm xong: có chỗ sai, xin xem bên dưới."), "error")
    return redirect(url_for(".show"), code=303)


def _lines(proof: Proof, *, with_things: bool) -> list[Line]:
    """One line for each invariant; the broken things, which name orders and shops, only for staff."""
    names = {number: [name for name in proof.broken if name.startswith(number)] for number in SENTENCES}
    found = {number: [thing for name in of for thing in proof.found[name]] for number, of in names.items()}
    shops = shops_of_things({thing for of in found.values() for thing in of}) if with_things else {}
    return [
        Line(
            number=number,
            sentence=sentence,
            count=sum(proof.broken[name] for name in names[number]) if names[number] else None,
            things=[_broken(thing, number, shops.get(thing)) for thing in found[number]] if with_things else [],
            repair=REPAIRS.get(number),
        )
        for number, sentence in SENTENCES.items()
    ]


def _broken(thing: str, number: str, shop: Shop | None) -> Broken:
    """Whoever sells for the shop goes to the page of the desk, the rest of the staff to the shop's own."""
    repair = REPAIRS.get(number)
    endpoint = repair.endpoint if repair else ""
    if endpoint.startswith("moderating."):
        return Broken(thing, shop, url_for(endpoint))
    if shop is None:
        return Broken(thing, None, "")
    if endpoint and shop.id in current_user.shop_ids:
        return Broken(thing, shop, url_for(endpoint, shop=shop.slug))
    return Broken(thing, shop, url_for("moderating.shop", shop=shop.slug))
