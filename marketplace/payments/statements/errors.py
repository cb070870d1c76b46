"""Why a whole file is refused, why a row is, and where balances do not meet: every sentence a person may read."""

from typing import Final

from marketplace.errors import BadInput
from marketplace.text import N_

# A whole file. Each says what would work.
EMPTY: Final = N_("Tệp này trống.")
TOO_LARGE: Final = N_("Tệp lớn hơn %(most)s MB. Xin tải sao kê của khoảng thời gian ngắn hơn.")
TOO_MUCH: Final = N_("Tệp quá nặng để mở an toàn. Xin tải sao kê của khoảng thời gian ngắn hơn, dạng Excel hoặc CSV.")
TOO_MANY_ROWS: Final = N_("Tệp có hơn %(most)s dòng. Xin tải sao kê của khoảng thời gian ngắn hơn.")
TOO_MANY_COLUMNS: Final = N_("Tệp có hơn %(most)s cột, không giống sao kê. Xin tải lại sao kê từ ngân hàng.")
IS_PDF: Final = N_("Đây là tệp PDF, chợ chưa đọc được. Xin vào trang của ngân hàng và tải sao kê bản Excel hoặc CSV.")
HAS_PASSWORD: Final = N_("Tệp có mật khẩu. Xin mở bằng Excel, bỏ mật khẩu, lưu lại rồi gửi.")
BROKEN: Final = N_("Tệp hỏng hoặc không mở được. Xin mở bằng Excel, lưu lại thành .xlsx rồi gửi.")
NO_TABLE: Final = N_("Tệp này không phải bảng sao kê. Xin gửi tệp Excel (.xlsx, .xls) hoặc CSV tải từ ngân hàng.")
OTHER_XML: Final = N_("Tệp XML này chợ không đọc. Xin mở bằng Excel, lưu lại thành .xlsx rồi gửi.")
UNKNOWN_LETTERS: Final = N_(
    "Không rõ tệp dùng bảng mã chữ Việt nào. Xin mở bằng Excel, lưu thành .xlsx hoặc “CSV UTF-8” rồi gửi."
)
OPEN_QUOTES: Final = N_("Dấu nháy kép từ dòng %(row)s không khép đúng. Xin mở bằng Excel, lưu lại thành .xlsx rồi gửi.")
NO_HEADER: Final = N_(
    "Không tìm thấy dòng tiêu đề có các cột ngày, nội dung và ghi có. Xin gửi sao kê nguyên bản của ngân hàng, "
    "đừng xóa dòng tiêu đề."
)
NO_SIGN: Final = N_(
    "Cột số tiền không cho biết tiền vào hay tiền ra. Xin tải sao kê có cột ghi nợ, ghi có riêng, hoặc có dấu + và −."
)
NO_ROWS: Final = N_("Tệp không có dòng giao dịch nào.")
BAD_MAPPING: Final = N_("Cách đọc cột đã lưu chưa đủ: cần cột ngày, cột nội dung và cột tiền.")
SEVERAL_ACCOUNTS: Final = N_("Tệp có nhiều tài khoản: %(accounts)s. Xin chọn một tài khoản rồi đọc lại.")
OTHER_ACCOUNT: Final = N_("Đây là sao kê của tài khoản %(found)s, không phải %(wanted)s.")
SEVERAL_SHEETS: Final = N_(
    "Tệp có %(count)s trang tính khác nhau cùng chứa giao dịch. Xin lưu mỗi trang thành một tệp."
)
TEXT_TOO_LONG: Final = N_("Đoạn dán dài hơn %(most)s kB. Xin dán ít tin hơn.")
NO_MESSAGES: Final = N_("Không thấy tin báo số dư nào trong đoạn dán.")

# One row.
NO_DATE: Final = N_("Dòng này thiếu ngày.")
BAD_DATE: Final = N_("Không đọc được ngày “%(found)s”. Ngày phải là ngày/tháng/năm.")
SHORT_YEAR: Final = N_("Năm chỉ có hai chữ số: “%(found)s”. Xin xem lại ngày của dòng này.")
FUTURE: Final = N_("Ngày %(found)s còn chưa tới.")
TOO_EARLY: Final = N_("Ngày %(found)s sớm quá, trước %(first)s.")
NO_AMOUNT: Final = N_("Dòng này không có số tiền.")
BAD_AMOUNT: Final = N_("Không đọc được số tiền “%(found)s”.")
HAS_DECIMALS: Final = N_("Số tiền “%(found)s” có số lẻ, tiền đồng thì không.")
LARGER_THAN_ANY: Final = N_("Số tiền “%(found)s” lớn quá mức có thể.")
TWO_AMOUNTS: Final = N_("Dòng này vừa ghi nợ vừa ghi có.")
WRONG_SIGN: Final = N_("Dấu của số tiền “%(found)s” không hợp với cột.")
BAD_SIDE: Final = N_("Không rõ “%(found)s” là tiền vào hay tiền ra.")
BAD_TEXT: Final = N_("Nội dung của dòng này có ký tự lạ hoặc dài quá.")

# The running balance.
BALANCE_GAP: Final = N_("Số dư dòng này là %(found)s, nhưng cộng dồn thì phải là %(expected)s.")
CLOSING_GAP: Final = N_("Số dư cuối kỳ là %(found)s, nhưng đầu kỳ cộng các dòng đọc được là %(expected)s.")

# A pasted alert.
NOT_AN_ALERT: Final = N_("Đoạn này không giống tin báo số dư.")
ALERT_WITHOUT_DATE: Final = N_("Tin này không ghi ngày. Xin thêm một dòng ghi ngày/tháng/năm ngay trên tin.")
ALERT_WITHOUT_SIGN: Final = N_("Tin này không cho biết tiền vào hay tiền ra.")


class UnreadableStatement(BadInput):
    """The whole file, or the whole pasted text, cannot be read. The sentence says what would work."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(**facts)
        self.sentence = sentence


class BadRow(Exception):
    """One row cannot be read; caught where the row's number is known."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts
