"""How breaks and differences are said to a seller: what it is, and what to do now."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from marketplace.payments.models import Break
from marketplace.payments.states import BreakKind, CountOf, CountSource, Teller
from marketplace.shown import day, teller

# What was counted, by where the number was read.
COUNTED_WORDS: Final[Mapping[tuple[CountSource, CountOf], object]] = {
    (CountSource.STATEMENT, CountOf.CAME): _("Tiền vào, theo sao kê"),
    (CountSource.VNPAY, CountOf.CAME): _("Khách đã trả, theo báo cáo của VNPay"),
    (CountSource.VNPAY, CountOf.RETURNED): _("Đã hoàn lại khách, theo báo cáo của VNPay"),
    (CountSource.CASH, CountOf.HELD): _("Tiền mặt đếm được"),
}


def words_on(one: Break) -> str:
    """What is the matter, in one sentence."""
    if one.kind is BreakKind.NOT_BY_FEED:
        return gettext("Sao kê của ngân hàng có khoản này, nhưng dịch vụ báo tiền không báo.")
    if one.line.teller is Teller.THUMB:
        return gettext("Bạn đã bấm là nhận được khoản này, nhưng sao kê của ngân hàng không có.")
    return gettext("%(teller)s báo có khoản này, nhưng sao kê của ngân hàng không có.", teller=_first(one.line.teller))


def advice_on(one: Break) -> str:
    """What the seller can do now."""
    if one.kind is BreakKind.NOT_BY_FEED:
        return gettext("Tiền vẫn được tính đủ. Xin xem dịch vụ báo tiền còn chạy không, rồi ghi lời giải thích.")
    if one.line.teller is Teller.THUMB:
        return gettext(
            "Mở app ngân hàng tìm khoản này. Nếu không thấy, hỏi lại khách trước khi giao hàng, rồi ghi lời giải thích."
        )
    return gettext(
        "Tải lại sao kê cho đủ ngày %(day)s rồi đưa lên. Nếu vẫn không có, gọi hỏi ngân hàng, rồi ghi lời giải thích.",
        day=day(one.line.day),
    )


def _first(word: Teller) -> str:
    """Who told, as a sentence begins with it."""
    said = teller(word)
    return said[:1].upper() + said[1:]
