"""What people type and tick in the sandbox."""

from typing import Final

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectChoice  # type: ignore[attr-defined]  # younger than its stubs

from marketplace.errors import Refusal
from marketplace.forms import DongField, Form, LineField, Needed, SelectField, WholeNumberField
from marketplace.payments.vietqr import Decoded
from marketplace.sandbox.book import Account, Slip
from marketplace.sandbox.hooks import check_hook
from marketplace.sandbox.memos import Shape
from marketplace.sandbox.notices import Provider
from marketplace.sandbox.states import Mischief
from marketplace.text import N_

MEMO_LIMIT: Final = 150
LONGEST_DELAY_SECONDS: Final = 600
MOST_TIMES: Final = 3
# What a provider is asked with.
SETTINGS: Final = frozenset({"pull_token", "client_id", "api_key"})


class PayForm(Form):
    """A transfer, and what shall go wrong with it. `form_key` is made when the page is drawn."""

    form_key = HiddenField()
    amount_vnd = DongField(_("Số tiền"), [Needed(N_("Xin ghi số tiền muốn chuyển."))])
    memo = LineField(_("Nội dung chuyển khoản"), limit=MEMO_LIMIT)
    times = SelectField(
        _("Trả mấy lần"),
        choices=[
            SelectChoice("1", _("Một lần")),
            SelectChoice("2", _("Hai lần, như bấm nhầm")),
            SelectChoice("3", _("Ba lần")),
        ],
        default="1",
    )
    delay_seconds = WholeNumberField(_("Báo tin chậm (giây)"), least=0, most=LONGEST_DELAY_SECONDS, default=0)
    shape = SelectField(
        _("Ngân hàng ghi nội dung thế nào"),
        choices=[
            SelectChoice(Shape.PLAIN.value, _("Giữ nguyên")),
            SelectChoice(Shape.LOWER.value, _("Đổi thành chữ thường")),
            SelectChoice(Shape.SPACED.value, _("Chèn dấu cách vào giữa mã")),
            SelectChoice(Shape.GLUED.value, _("Dính liền số bút toán FT…")),
            SelectChoice(Shape.MBVCB.value, _("Kiểu Vietcombank: MBVCB.…")),
            SelectChoice(Shape.CT_DEN.value, _("Kiểu VietinBank: CT DEN:…")),
            SelectChoice(Shape.IBFT.value, _("Kiểu liên ngân hàng: số, ngày, giờ ở trước")),
            SelectChoice(Shape.MOMO.value, _("Kiểu ví MoMo: số dài và số điện thoại ở trước")),
        ],
        default=Shape.PLAIN.value,
    )
    mischief = SelectField(
        _("Báo tin có trục trặc gì"),
        choices=[
            SelectChoice(Mischief.NONE.value, _("Không, báo đúng")),
            SelectChoice(Mischief.BAD_SIGNATURE.value, _("Chữ ký sai")),
            SelectChoice(Mischief.OLD_SIGNATURE.value, _("Chữ ký đúng nhưng đã cũ 10 phút")),
            SelectChoice(Mischief.WRONG_ACCOUNT.value, _("Ghi sai số tài khoản nhận")),
            SelectChoice(Mischief.TOLD_TWICE.value, _("Báo hai lần cùng một mã giao dịch, cùng lúc")),
            SelectChoice(Mischief.REVERSED.value, _("Trả nhiều lần, báo ngược thứ tự")),
            SelectChoice(Mischief.SILENT.value, _("Không báo gì cả")),
        ],
        default=Mischief.NONE.value,
    )

    def slip(self, code: Decoded) -> Slip:
        """The filled-in slip for this code, after validation."""
        return Slip(
            code=code,
            amount_vnd=self.value("amount_vnd"),
            memo=self.value("memo") or "",
            times=int(self.value("times")),
            delay_seconds=self.value("delay_seconds") or 0,
            shape=Shape(self.value("shape")),
            mischief=Mischief(self.value("mischief")),
            form_key=(self.value("form_key") or "")[:64],
        )


class AccountForm(Form):
    """Where credits on an account are told, and in whose manner."""

    account = LineField(_("Số tài khoản nhận"), [Needed()], limit=34)
    holder = LineField(_("Tên chủ tài khoản"), [Needed()], limit=80)
    hook_url = LineField(_("Địa chỉ báo tin (webhook)"), [Needed()], limit=300)
    provider = SelectField(
        _("Báo tin theo kiểu"),
        choices=[
            SelectChoice(Provider.SEPAY.value, _("SePay, có chữ ký HMAC")),
            SelectChoice(Provider.SEPAY_KEY.value, _("SePay, khoá API")),
            SelectChoice(Provider.CASSO.value, "Casso (webhook v2)"),
            SelectChoice(Provider.PAYOS.value, _("payOS: chỉ báo tiền vào trang trả tiền của payOS")),
        ],
        default=Provider.SEPAY.value,
    )
    secret = LineField(_("Khoá bí mật (với payOS là Checksum key)"), [Needed()], limit=200)
    pull_token = LineField(_("Mã để hỏi lại (SePay, Casso)"), limit=200)
    client_id = LineField("Client ID (payOS)", limit=200)
    api_key = LineField("API key (payOS)", limit=200)

    def validate_hook(self, *, site_url: str) -> bool:
        """Whether the address is one the sandbox calls; if not, the field says why."""
        try:
            check_hook(self.value("hook_url"), site_url=site_url)
        except Refusal as refusal:
            self.refuse(self.hook_url, refusal)
            return False
        return True

    def typed(self) -> Account:
        """The account as typed, after validation."""
        words = {name: self.value(name) for name in ("account", "holder", "hook_url", "secret")}
        settings = {name: self.value(name) for name in sorted(SETTINGS) if self.value(name)}
        return Account(**words, provider=Provider(self.value("provider")), settings=settings)


class CheckoutForm(Form):
    """The make-believe payOS's page: what shall go wrong with the notice. `form_key` is made when it is drawn."""

    form_key = HiddenField()
    mischief = SelectField(
        _("Báo tin có trục trặc gì"),
        choices=[
            SelectChoice(Mischief.NONE.value, _("Không, báo đúng")),
            SelectChoice(Mischief.BAD_SIGNATURE.value, _("Chữ ký sai")),
            SelectChoice(Mischief.TOLD_TWICE.value, _("Báo hai lần cùng một mã giao dịch, cùng lúc")),
            SelectChoice(Mischief.SILENT.value, _("Không báo gì cả")),
        ],
        default=Mischief.NONE.value,
    )
