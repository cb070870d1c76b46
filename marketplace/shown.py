"""How values are shown on pages: template filters, in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from flask import Flask
from flask_babel import format_timedelta, gettext, ngettext

from marketplace import clock
from marketplace.forms import show_phone
from marketplace.money import write_dong, write_number
from marketplace.web import page_language


def dong(amount: int) -> str:
    """1.234.567 ₫ in both languages: one way of writing money on one market."""
    return write_dong(amount)


def when(instant: datetime) -> str:
    """14:05, 23/11/2026 on Vietnam's clock."""
    return clock.vietnam(instant).strftime("%H:%M, %d/%m/%Y")


def hour(instant: datetime) -> str:
    """14:05 on Vietnam's clock."""
    return clock.vietnam(instant).strftime("%H:%M")


def day(value: date) -> str:
    """23/11/2026."""
    return value.strftime("%d/%m/%Y")


def ago(instant: datetime) -> str:
    """ "3 giờ trước"."""
    return format_timedelta(instant - clock.now(), add_direction=True)


def grams(quantity: int) -> str:
    """700 → "700 g"; 1500 → "1,5 kg" (1.5 kg in English)."""
    if quantity < 1000:
        return f"{quantity} g"
    kilos = f"{quantity / 1000:.3f}".rstrip("0").rstrip(".")
    return (kilos if page_language() == "en" else kilos.replace(".", ",")) + " kg"


def length_of_time(seconds: float) -> str:
    """75.4 → "1:15", as players show it."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def megabytes(size: int) -> str:
    """1234567 → "1,2 MB" (1.2 MB in English); what is smaller than a tenth, in kB."""
    if size < 100_000:
        return f"{max(1, round(size / 1000))} kB"
    written = f"{size / 1_000_000:.1f}"
    return (written if page_language() == "en" else written.replace(".", ",")) + " MB"


def amount_of(quantity: int, sold_by: str, unit: str) -> str:
    """A quantity as people say it: "1,5 kg", "3 × gói 500 g"."""
    if str(sold_by) == "weight":
        return grams(quantity)
    return f"{write_number(quantity)} × {unit}"


class InStock(Protocol):
    """Something for sale: an offer, a card of the catalogue, a line of a cart."""

    @property
    def free_qty(self) -> int: ...
    @property
    def sold_by(self) -> str: ...
    @property
    def made_to_order(self) -> bool: ...


def stock_left(goods: InStock) -> str:
    """ "Còn 9", "Còn 3,5 kg", "Hết hàng" or "Làm theo đơn"."""
    if goods.made_to_order:
        return gettext("Làm theo đơn")
    if goods.free_qty <= 0:
        return gettext("Hết hàng")
    left = grams(goods.free_qty) if str(goods.sold_by) == "weight" else write_number(goods.free_qty)
    return gettext("Còn %(amount)s", amount=left)


def shop_kind(kind: str) -> str:
    """ "Hộ gia đình", …"""
    words = {
        "household": gettext("Hộ gia đình"),
        "coop": gettext("Hợp tác xã, tổ sản xuất"),
        "craft": gettext("Nghề thủ công"),
        "relic_board": gettext("Ban quản lý di tích"),
    }
    return words[str(kind)]


def sub_order_state(state: str) -> str:
    """The state of one shop's part, as buyer and seller read it."""
    words = {
        "placed": gettext("Đã đặt"),
        "accepted": gettext("Đã nhận đơn"),
        "ready": gettext("Hàng đã gói"),
        "handed_over": gettext("Đã giao"),
        "completed": gettext("Hoàn tất"),
        "expired": gettext("Hết hạn"),
        "cancelled_by_buyer": gettext("Khách đã hủy"),
        "declined_by_shop": gettext("Không giao được"),
    }
    return words[str(state)]


def request_state(state: str) -> str:
    """The state of money asked for."""
    words = {
        "open": gettext("Chờ tiền"),
        "part_paid": gettext("Còn thiếu"),
        "paid": gettext("Đã nhận tiền"),
        "over_paid": gettext("Đã nhận, có tiền thừa"),
        "lapsed": gettext("Hết hạn trả"),
        "void": gettext("Không thu nữa"),
    }
    return words[str(state)]


def refund_state(state: str) -> str:
    """Where the way back of a buyer's money stands."""
    return {
        "asked": gettext("phải hoàn lại"),
        "agreed": gettext("sẽ gửi lại"),
        "sending": gettext("đang hỏi VNPay"),
        "sent": gettext("đã gửi lại"),
        "confirmed": gettext("khách đã nhận lại"),
        "withdrawn": gettext("không phải hoàn nữa"),
    }[state]


def complaint_about(word: str) -> str:
    """What a complaint is about, as its buyer says it."""
    return {
        "not_there": gettext("Chưa nhận được hàng"),
        "other_goods": gettext("Nhận nhầm hàng"),
        "bad_goods": gettext("Hàng hỏng, không như lời tả"),
        "too_little": gettext("Thiếu hàng"),
        "money": gettext("Chuyện tiền nong"),
        "other": gettext("Việc khác"),
    }[str(word)]


def complaint_state(state: str) -> str:
    """Whose word a complaint waits for."""
    return {
        "open": gettext("Chờ gian hàng trả lời"),
        "answered": gettext("Chờ khách cho ý kiến"),
        "escalated": gettext("Tổ số xã đang xem"),
        "closed": gettext("Đã khép lại"),
    }[str(state)]


def complaint_outcome(word: str) -> str:
    """How a complaint ends."""
    return {
        "money_back": gettext("Trả lại tiền"),
        "goods_again": gettext("Đổi hàng hoặc giao bù"),
        "explained": gettext("Giải thích, không đền"),
        "withdrawn": gettext("Khách rút khiếu nại"),
    }[str(word)]


def teller(word: str) -> str:
    """Who told us of money, as people call it."""
    return {
        "thumb": gettext("gian hàng xác nhận"),
        "cash": gettext("tiền mặt"),
        "statement": gettext("sao kê"),
        "paste": gettext("tin báo số dư"),
        "sepay": "SePay",
        "sepay_list": "SePay",
        "casso": "Casso",
        "payos": "payOS",
        "vnpay": "VNPay",
    }[word]


def who(label: str) -> str:
    """Who did it, as people say it: a person by name, what is no person by what it is."""
    words = {"buyer": gettext("khách"), "system": gettext("chợ"), "bank": gettext("ngân hàng")}
    return words.get(label, label)


def said(sentence: str, facts: Mapping[str, object] | None = None) -> str:
    """A sentence that was stored, in the reader's language, with its facts. Words people wrote stay as they are."""
    words = gettext(sentence) if sentence else ""
    return words % facts if facts else words


def either(vietnamese: str, english: str) -> str:
    """The text in the reader's language, where there is one; else the Vietnamese."""
    return english if english and page_language() == "en" else vietnamese


def init_app(app: Flask) -> None:
    """Templates know these filters."""
    for filter_ in (
        dong,
        when,
        hour,
        day,
        ago,
        grams,
        length_of_time,
        megabytes,
        amount_of,
        stock_left,
        either,
        shop_kind,
        sub_order_state,
        request_state,
        refund_state,
        complaint_about,
        complaint_state,
        complaint_outcome,
        teller,
        who,
        said,
    ):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.filters["phone"] = show_phone
    app.jinja_env.filters["number"] = write_number
    app.jinja_env.globals["ngettext"] = ngettext
