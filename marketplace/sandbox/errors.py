"""What the sandbox refuses."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from marketplace.errors import BadInput, NotAllowed, NotFound
from marketplace.payments.vietqr import ErrorKind
from marketplace.text import N_

_DAMAGED: Final = N_("Mã bị cắt hoặc chép thiếu. Xin chép lại cả mã, từ 000201 đến bốn ký tự cuối.")
_BROKEN: Final = N_("Mã bị sai bên trong: một phần ghi sai số thứ tự hoặc độ dài. Xin lấy lại mã từ người bán.")

_SENTENCES: Final[Mapping[ErrorKind, str]] = MappingProxyType(
    {
        ErrorKind.EMPTY: N_("Chưa có mã nào. Xin dán mã, chọn ảnh hoặc quét bằng máy ảnh."),
        ErrorKind.NOT_EMV: N_("Đây không phải mã thanh toán: mã VietQR bắt đầu bằng 000201."),
        ErrorKind.TRUNCATED: _DAMAGED,
        ErrorKind.BAD_ID: _BROKEN,
        ErrorKind.BAD_LENGTH: _BROKEN,
        ErrorKind.TRAILING_DATA: N_("Sau mã còn chữ thừa. Xin chép lại đúng mã, không thêm gì phía sau."),
        ErrorKind.MISSING_CRC: _DAMAGED,
        ErrorKind.CRC_MISMATCH: N_(
            "Mã không khớp số kiểm tra: có ký tự bị sai hoặc bị sửa. Không chuyển tiền theo mã này."
        ),
        ErrorKind.DUPLICATE_ID: N_("Mã ghi một mục hai lần, nên không rõ trả cho ai. Không chuyển tiền theo mã này."),
        ErrorKind.NESTED_LENGTH: _BROKEN,
        ErrorKind.MISSING_FIELD: N_("Mã thiếu thông tin bắt buộc, ví dụ ngân hàng hoặc số tài khoản."),
        ErrorKind.BAD_VALUE: N_("Mã có thông tin sai, ví dụ loại tiền không phải đồng."),
        ErrorKind.UNKNOWN_GUID: N_("Mã này không thuộc mạng NAPAS nên không chuyển khoản theo được."),
        ErrorKind.AMOUNT_INVALID: N_("Số tiền trong mã không phải số đồng hợp lệ."),
        ErrorKind.FIELD_TOO_LONG: N_("Mã có một mục quá dài."),
    }
)


class UnreadableCode(BadInput):
    """The text is no code that money can be sent by; `kind` says what is wrong with it."""

    def __init__(self, kind: ErrorKind) -> None:
        super().__init__(kind=kind)
        self.sentence = _SENTENCES[kind]


class NoTransferCode(BadInput):
    """A VNPAY code names a merchant and no account."""

    sentence = N_("Đây là mã VNPAY-QR của một cửa hàng, không có số tài khoản để chuyển khoản tới.")


class NoPicture(BadInput):
    """The form came without a picture."""

    sentence = N_("Chưa chọn ảnh. Xin chọn ảnh chụp màn hình có mã.")


class BadPicture(BadInput):
    """The file is no picture of the kinds that are read."""

    sentence = N_("Tệp này không phải ảnh đọc được. Xin dùng ảnh JPEG, PNG, WebP hoặc HEIC.")


class PictureTooLarge(BadInput):
    """The picture has more pixels than are read, or takes too long."""

    sentence = N_("Ảnh quá lớn. Xin chụp màn hình, hoặc cắt ảnh quanh mã rồi gửi lại.")


class NoCodeInPicture(BadInput):
    """The picture is fine, but there is no QR code to be found in it."""

    sentence = N_("Không thấy mã QR trong ảnh. Xin chụp thẳng, đủ sáng, lấy trọn bốn góc mã.")


class ForeignHook(BadInput):
    """The sandbox only calls the market it belongs to."""

    sentence = N_("Hộp cát chỉ gọi tới chợ của nó: địa chỉ phải thuộc %(host)s hoặc máy này (127.0.0.1).")


class NotSigned(NotAllowed):
    """The panel was not asked by our own market."""

    status = 401
    sentence = "bad signature"


class TransferNotFound(NotFound):
    """No transfer with this number."""


class MailNotFound(NotFound):
    """No mail with this number, or it made room for newer ones."""
