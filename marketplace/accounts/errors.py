"""What accounts refuse."""

from marketplace.errors import BadInput, Conflict, NotAllowed
from marketplace.text import N_


class WrongPassword(NotAllowed):
    """Phone and password do not belong together, or the person may not sign in. Says not which."""

    status = 422
    sentence = N_("Số điện thoại hoặc mật khẩu chưa đúng. Xin thử lại, hoặc bấm “Quên mật khẩu”.")


class WeakPassword(BadInput):
    """Too short, too common, or made of the person's own data."""

    sentence = N_(
        "Mật khẩu này dễ đoán. Xin dùng ít nhất 8 ký tự, không phải số điện thoại, tên mình hay dãy quen như 12345678."
    )


class PasswordTooLong(BadInput):
    """Over 1,000 characters: refused before any hashing."""

    sentence = N_("Mật khẩu dài quá 1.000 ký tự. Xin chọn mật khẩu ngắn hơn.")


class ResetLinkDead(Conflict):
    """Used, too old, replaced by a newer one, or never ours."""

    sentence = N_("Đường dẫn đặt lại mật khẩu đã dùng hoặc quá hạn. Xin xin đường dẫn mới.")
