"""How states and moves are said to sellers and moderators."""

from typing import Final

from flask_babel import lazy_gettext as _

from marketplace.shops.states import AccountState, MoveReason, ProductState, ShopState

SHOP_WORDS: Final = {
    ShopState.DRAFT: _("Đang mở dở"),
    ShopState.PENDING: _("Chờ duyệt"),
    ShopState.SENT_BACK: _("Cần sửa"),
    ShopState.LIVE: _("Đang bán"),
    ShopState.PAUSED: _("Đang nghỉ"),
    ShopState.SUSPENDED: _("Tạm khóa"),
    ShopState.CLOSED: _("Đã đóng"),
}
PRODUCT_WORDS: Final = {
    ProductState.DRAFT: _("Nháp"),
    ProductState.LIVE: _("Đang bán"),
    ProductState.PAUSED: _("Tạm ngưng"),
    ProductState.REMOVED: _("Đã bỏ"),
}
ACCOUNT_WORDS: Final = {
    AccountState.NEW: _("Chờ kiểm"),
    AccountState.VERIFIED: _("Đã kiểm"),
    AccountState.RETIRED: _("Thôi dùng"),
}
MOVE_WORDS: Final = {
    MoveReason.OPENING: _("Số ban đầu"),
    MoveReason.HARVEST: _("Mới thu hoạch, mới làm thêm"),
    MoveReason.COUNTED: _("Kiểm lại số thật"),
    MoveReason.SPOILED: _("Hỏng, héo, hết hạn"),
    MoveReason.SOLD_ELSEWHERE: _("Đã bán ngoài chợ mạng"),
    MoveReason.TO_ORDER: _("Chuyển sang làm theo đơn"),
    MoveReason.RETURNED: _("Khách trả lại"),
    MoveReason.SOLD: _("Bán qua chợ"),
}
# What the audit log calls things, as moderators read it; a word that is missing here is shown as it is.
AUDIT_WORDS: Final = {
    "shop opened": _("Mở gian hàng"),
    "shop described": _("Sửa lời giới thiệu gian hàng"),
    "shop handed in": _("Gửi duyệt"),
    "shop verified": _("Duyệt gian hàng"),
    "shop sent back": _("Trả lại để sửa"),
    "shop suspended": _("Tạm khóa gian hàng"),
    "shop let back": _("Cho bán lại"),
    "bank account given": _("Khai tài khoản nhận tiền"),
    "bank account verified": _("Duyệt tài khoản nhận tiền"),
    "bank account refused": _("Từ chối tài khoản nhận tiền"),
    "bank feed secret set": _("Đặt khóa SePay"),
    "product changed": _("Sửa hàng"),
    "product removed": _("Bỏ hàng"),
    "password changed": _("Đổi mật khẩu"),
    "password reset": _("Đặt lại mật khẩu"),
    "reset link handed over": _("Trao đường dẫn đặt lại mật khẩu"),
    "e-mail changed": _("Đổi thư điện tử"),
    "complaint decided": _("Quyết định khiếu nại"),
    "price reduced": _("Bớt tiền cho khách"),
    "role granted": _("Giao vai trò"),
    "site.added": _("Thêm di tích"),
    "site.changed": _("Sửa di tích"),
    "claim.signed": _("Ký câu kể"),
    "claim.sent_back": _("Trả lại câu kể"),
    "claim.withdrawn": _("Rút câu kể"),
    "festival.added": _("Thêm lễ hội"),
    "festival.removed": _("Bỏ lễ hội"),
    "route.added": _("Thêm tuyến"),
    "route.published": _("Đưa tuyến lên"),
    "route.taken_down": _("Rút tuyến"),
    "route.stop_removed": _("Bỏ một chặng"),
    "story.signed": _("Ký bài"),
}
