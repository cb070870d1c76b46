"""What sellers and moderators type about shops and goods."""

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, MultipleFileField
from wtforms import ValidationError
from wtforms.widgets import PasswordInput

from marketplace.forms import (
    CardsField,
    ChoiceField,
    DongField,
    Form,
    LineField,
    LinesField,
    Needed,
    PasswordField,
    PhoneField,
    SelectField,
    WholeNumberField,
)
from marketplace.shops.banks import DEMO_BANK, banks_for_payees
from marketplace.shops.models import Product
from marketplace.shops.services.goods import Listing
from marketplace.shops.states import MoveReason, ShopKind, SoldBy
from marketplace.text import N_, Named

KIND_WORDS: Final = {
    ShopKind.HOUSEHOLD: _("Hộ gia đình"),
    ShopKind.COOP: _("Hợp tác xã, tổ sản xuất"),
    ShopKind.CRAFT: _("Nghề thủ công"),
    ShopKind.RELIC_BOARD: _("Ban quản lý di tích"),
}

# What people here count by; offered beside the field, another word may be typed.
COUNTED: Final = (
    "gói", "bó", "mớ", "quả", "chục", "hộp", "chai", "lít", "chậu", "giỏ", "bộ", "cái", "chiếc", "con", "cặp", "bìa",
    "suất",
)  # fmt: skip
REASON_WORDS: Final = {
    MoveReason.HARVEST: _("Mới thu hoạch, mới làm thêm"),
    MoveReason.COUNTED: _("Kiểm lại số thật"),
    MoveReason.SPOILED: _("Hỏng, héo, hết hạn"),
    MoveReason.SOLD_ELSEWHERE: _("Đã bán ngoài chợ mạng"),
}
# How goods are sold, as one choice: counted, or weighed with the price of one of these units.
BY_PIECE: Final = "piece"
# Whether it is kept in stock and counted, or made when somebody orders it.
COUNTED_ONES: Final = "counted"
TO_ORDER: Final = "to_order"
_WEIGHED: Final = {"weight": "kg", "weight-100": "lạng"}
_STEPS: Final = (100, 200, 250, 500, 1000)


class ShopForm(Form):
    """First steps of the walk: who sells what, where."""

    name = LineField(_("Tên gian hàng"), [Needed()], limit=60)
    kind = ChoiceField(_("Ai bán"), choices=[(k.value, w) for k, w in KIND_WORDS.items()])
    place = ChoiceField(_("Thôn, xã"))
    story = LinesField(_("Kể đôi câu về hàng nhà mình"), limit=1200, render_kw={"rows": 4})
    photo = FileField(_("Ảnh gian hàng hoặc người làm"), render_kw={"accept": "image/*"})

    def offer_places(self, places: Sequence[Named], *, english: bool) -> None:
        """The places to choose from."""
        self.place.offer([(p.slug, (english and p.name_en) or p.name) for p in places])


class IdentityForm(ShopForm):
    """All a shop says of itself, for its desk."""

    seller_name = LineField(_("Người bán chịu trách nhiệm"), [Needed()], limit=80)
    registration = LineField(_("Đăng ký kinh doanh (nếu có)"), limit=120)
    public_phone = PhoneField(
        _("Số điện thoại cho khách xem (bỏ trống nếu không muốn)"), render_kw={"inputmode": "tel"}
    )


class PayeeForm(Form):
    """An account that money may be sent to. Which banks are allowed is the service's word, with its reason."""

    bank = SelectField(_("Ngân hàng"), [Needed()], validate_choice=False)
    number = LineField(
        _("Số tài khoản"),
        [Needed()],
        limit=30,
        render_kw={"inputmode": "text", "autocomplete": "off", "spellcheck": "false"},
    )
    holder = LineField(_("Tên chủ tài khoản"), [Needed()], limit=60, render_kw={"autocomplete": "off"})

    def offer_banks(self, *, demo: bool) -> None:
        """The banks to choose from: in the demo village only the one nobody can pay into."""
        banks = [DEMO_BANK] if demo else banks_for_payees()
        self.bank.offer([(b.bin, f"{b.short_name} ({b.bin})" if demo else f"{b.short_name} – {b.name}") for b in banks])


class AccountForm(PayeeForm):
    """The bank account buyers pay into. Who changes it shows the password again."""

    password = PasswordField(_("Mật khẩu đăng nhập chợ của bạn"), render_kw={"autocomplete": "current-password"})


class ProductForm(Form):
    """A product as its seller says it. How it is sold is fixed once it was on sale: orders count in it."""

    photos = MultipleFileField(_("Thêm ảnh (nhiều nhất 6 ảnh một món)"), render_kw={"accept": "image/*"})
    name = LineField(_("Tên hàng"), [Needed()], limit=80)
    category = ChoiceField(_("Loại hàng"))
    price = DongField(_("Giá"), [Needed()], render_kw={"inputmode": "numeric", "autocomplete": "off"})
    unit = LineField(_("Đơn vị để đếm"), limit=40, render_kw={"list": "units", "autocomplete": "off"})
    pack = WholeNumberField(
        _("Mỗi gói, hộp, chai có bao nhiêu"), least=1, most=100_000, render_kw={"inputmode": "numeric"}
    )
    pack_unit = ChoiceField(_("Gam hay mililít"), choices=[("g", _("gam")), ("ml", _("mililít"))], default="g")
    step = ChoiceField(_("Bán lẻ ít nhất"), default="500")
    counting = CardsField(
        _("Có sẵn hay làm theo đơn"),
        choices=[
            (COUNTED_ONES, _("Có sẵn: tôi đếm số đang có")),
            (TO_ORDER, _("Làm theo đơn: tôi làm khi có đơn, không cần đếm")),
        ],
        default=COUNTED_ONES,
    )
    season = LineField(_("Mùa vụ"), limit=120)
    story = LinesField(_("Làm thế nào, bảo quản ra sao"), limit=1500, render_kw={"rows": 4})

    def __init__(self, *args: Any, of: Product | None = None, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **kwargs)

    def offer_choices(self, categories: Sequence[Named], *, english: bool) -> None:
        """The kinds of goods and the smallest weights to choose from; a product's own weight stays among them."""
        self.category.offer([(c.slug, (english and c.name_en) or c.name) for c in categories])
        own = {self.of.offer.step} if self.of and self.of.offer.sold_by is SoldBy.WEIGHT else set()
        self.step.offer([(str(n), "1 kg" if n == 1000 else f"{n} g") for n in sorted(own.union(_STEPS))])

    @property
    def made_to_order(self) -> bool:
        """Whether it is made when somebody orders it, and not counted."""
        return bool(self.value("counting") == TO_ORDER)

    def weighed_in(self) -> str:
        """The unit of what is weighed, "" for what is counted."""
        assert self.of is not None
        return self.of.offer.unit if self.of.offer.sold_by is SoldBy.WEIGHT else ""

    def validate_unit(self, field: LineField) -> None:
        """What is counted has a word to count by."""
        if not self.weighed_in() and not field.data:
            raise ValidationError(gettext("Xin ghi đơn vị để đếm, ví dụ: bó, quả, hộp."))

    def listing(self, *, category_id: int) -> Listing:
        """What was typed, as the shop's words. An English text stays as long as the Vietnamese one does."""
        weighed_in = self.weighed_in()
        pack = None if weighed_in else self.value("pack")
        words = {
            "name": self.value("name"),
            "story": self.value("story") or "",
            "season": self.value("season") or "",
            "note": self.of.note if self.of else "",
        }
        unit = weighed_in or self._counted_in()
        english: dict[str, str] = {}
        if self.of is not None:
            english = {
                f"{n}_en": getattr(self.of, f"{n}_en") for n, text in words.items() if getattr(self.of, n) == text
            }
            english["unit_en"] = self.of.offer.unit_en if self.of.offer.unit == unit else ""
        return Listing(
            category_id=category_id,
            sold_by=SoldBy.WEIGHT if weighed_in else SoldBy.PIECE,
            unit=unit,
            price_vnd=self.value("price"),
            step=int(self.value("step")) if weighed_in else 1,
            base_qty=1000 if weighed_in else (pack or 1),
            base_unit="g" if weighed_in else self.value("pack_unit") if pack else "piece",
            **words,
            **english,
        )

    def _counted_in(self) -> str:
        """The word goods are counted by: "gói" with 500 g in each is "gói 500 g"."""
        unit, pack = str(self.value("unit")), self.value("pack")
        if pack and not any(c.isdigit() for c in unit):
            return f"{unit} {pack} {self.value('pack_unit')}"
        return unit


class NewProductForm(ProductForm):
    """A product that was never on sale: how it is sold, and how much there is, may still change."""

    sold_by = CardsField(
        _("Bán theo"),
        choices=[
            (BY_PIECE, _("Đếm: gói, bó, mớ, quả, chục, hộp, lít…")),
            ("weight", _("Cân: giá một kg")),
            ("weight-100", _("Cân: giá một lạng (100 g)")),
        ],
        default=BY_PIECE,
    )
    stock = WholeNumberField(
        _("Đang có bao nhiêu"),
        least=0,
        most=10_000_000,
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    def weighed_in(self) -> str:
        return _WEIGHED.get(self.value("sold_by"), "")

    def validate_stock(self, field: WholeNumberField) -> None:
        """What is counted has a number, which may be none."""
        if not self.made_to_order:
            Needed()(self, field)


def shown_in_form(product: Product) -> dict[str, Any]:
    """What the product's form begins with."""
    offer = product.offer
    weighed = offer.sold_by is SoldBy.WEIGHT
    pack = offer.base_qty if not weighed and offer.base_unit in ("g", "ml") else None
    per_unit = {unit: name for name, unit in _WEIGHED.items()}
    return {
        "name": product.name,
        "category": product.category.slug,
        "sold_by": per_unit.get(offer.unit, "weight") if weighed else BY_PIECE,
        "price": offer.price_vnd,
        "unit": "" if weighed else offer.unit.removesuffix(f" {pack} {offer.base_unit}"),
        "pack": pack,
        "pack_unit": offer.base_unit if pack else "g",
        "step": str(offer.step) if weighed else "500",
        "counting": TO_ORDER if offer.made_to_order else COUNTED_ONES,
        "stock": offer.on_hand_qty,
        "season": product.season,
        "story": product.story,
    }


class StockForm(Form):
    """A change of stock, with its reason."""

    reason = CardsField(
        _("Vì sao"), choices=[(r.value, w) for r, w in REASON_WORDS.items()], default=MoveReason.HARVEST.value
    )
    quantity = WholeNumberField(
        _("Số lượng"), [Needed()], least=0, most=10_000_000, render_kw={"inputmode": "numeric", "autocomplete": "off"}
    )
    seen = WholeNumberField(
        _("Số trong kho lúc mở trang"), [Needed(N_("Trang này đã cũ. Xin mở lại trang rồi ghi lần nữa."))], most=10**12
    )
    note = LineField(_("Ghi thêm"), limit=120)

    def validate_quantity(self, field: WholeNumberField) -> None:
        """Only a count may be nothing."""
        if field.data == 0 and self.value("reason") != MoveReason.COUNTED:
            raise ValidationError(gettext("Xin ghi số lớn hơn 0."))


def _key_field(label: object, *, needed: bool = True) -> LineField:
    return LineField(
        label,
        [Needed()] if needed else [],
        limit=400,
        widget=PasswordInput(),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class FeedForm(Form):
    """The keys of a service that watches the bank account. They are never shown again."""

    secret = _key_field(_("Khóa bí mật"))
    client_id = _key_field(_("Mã khách (Client ID)"), needed=False)
    api_key = _key_field(_("Khóa API (API key)"), needed=False)
    pull_token = _key_field(_("Mã để chợ tự hỏi lại khi lỡ báo (API token)"), needed=False)
    memo_prefix = LineField(_("Chữ phải đứng trước mã trong lời nhắn (nếu dịch vụ đòi)"), limit=12)

    def validate_memo_prefix(self, field: LineField) -> None:
        """Only what a VietQR memo can carry, and short enough to stand before a payment code."""
        if field.data and not (field.data.isascii() and field.data.isalnum()):
            raise ValidationError(gettext("Chỉ dùng chữ không dấu và số, ví dụ SEVQR."))


class VerifyForm(Form):
    """What a moderator saw, of which account."""

    seen = LineField(
        _("Đã xem gì để biết người bán là ai"),
        [Needed(N_("Xin ghi đã xem gì, ví dụ: VNeID mức 2 trên máy của chủ hộ."))],
        limit=200,
    )
    account = LineField(limit=60)


class ReasonForm(Form):
    """A moderator's or seller's reason."""

    because = LineField(_("Lý do"), [Needed(N_("Xin ghi lý do để người bán biết phải làm gì."))], limit=300)
