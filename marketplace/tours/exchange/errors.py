"""Why a file that should hold a tour is refused, and what would work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marketplace.errors import BadInput
from marketplace.text import N_


@dataclass(frozen=True)
class Remark:
    """Something the curator should know: a sentence to be stored, and its facts."""

    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class BadTourFile(BadInput):
    """The file cannot be made a tour of."""

    sentence = N_("Tệp này không nhập được. Xin xuất lại từ chương trình đã làm ra nó rồi thử lần nữa.")


class BadArchive(BadTourFile):
    """The ZIP is not one that we open. Every kind below says why."""

    sentence = N_("Tệp ZIP này bị hỏng hoặc không phải ZIP. Xin nén lại rồi gửi lần nữa.")


class TooManyEntries(BadArchive):
    sentence = N_("Tệp ZIP chứa quá nhiều tệp: nhiều nhất %(most)s. Xin chia thành nhiều chuyến dạo nhỏ hơn.")


class ArchiveTooLarge(BadArchive):
    status = 413
    sentence = N_("Tệp nặng quá: nhiều nhất %(most)s MB. Xin chia thành nhiều chuyến dạo nhỏ hơn.")


class UnpacksTooLarge(BadArchive):
    """More bytes come out than we keep, or so many more than went in that it is a trap."""

    sentence = N_("Tệp ZIP bung ra quá lớn. Xin bỏ bớt những tệp không thuộc chuyến dạo rồi nén lại.")


class BadEntryName(BadArchive):
    """A name that leads out of the archive, or that machines read differently."""

    sentence = N_("Trong ZIP có tệp mang tên không dùng được: “%(name)s”. Xin đổi tên tệp ấy rồi nén lại.")


class NameTwice(BadArchive):
    sentence = N_("Trong ZIP có hai tệp trùng tên: “%(name)s”. Xin đổi tên một tệp rồi nén lại.")


class NotAFile(BadArchive):
    """A link, a device, a pipe."""

    sentence = N_("Trong ZIP có “%(name)s” là lối tắt hoặc thiết bị, không phải tệp. Xin chỉ nén tệp thường.")


class Encrypted(BadArchive):
    sentence = N_("Tệp ZIP này có mật khẩu. Xin nén lại không đặt mật khẩu.")


class UnusualCompression(BadArchive):
    sentence = N_("Tệp ZIP này nén theo cách ít dùng. Xin nén lại theo cách thường (deflate).")


class ArchiveInArchive(BadArchive):
    sentence = N_("Trong ZIP có một tệp nén khác: “%(name)s”. Xin bung nó ra rồi nén lại một lần.")


class EntriesOverlap(BadArchive):
    """Two entries lie on the same bytes, or say different things in two places."""

    sentence = N_("Tệp ZIP này tự mâu thuẫn: nhiều tệp chồng lên nhau. Xin nén lại từ đầu.")


class WrongSum(BadArchive):
    """What is read is not what was packed: cut off, changed, or of another size than declared."""

    sentence = N_("Trong ZIP, “%(name)s” bị hỏng hoặc thiếu phần cuối. Xin nén lại rồi gửi lần nữa.")


class NoTourInside(BadTourFile):
    """Neither our own, nor Pannellum's, nor Marzipano's, nor 360° pictures."""

    sentence = N_(
        "Trong tệp không thấy chuyến dạo nào chợ đọc được: cần tour.json của chợ, JSON của Pannellum, "
        "app-files/data.js của Marzipano, hoặc các ảnh 360°."
    )


class BadTourText(BadTourFile):
    """The JSON is none, or holds what no tour holds."""

    sentence = N_("Bản mô tả chuyến dạo “%(name)s” không đọc được. Xin xuất lại từ chương trình đã làm ra nó.")


class PictureElsewhere(BadTourFile):
    """A scene's picture is named by an address: nothing is fetched from other machines."""

    sentence = N_(
        "Ảnh của cảnh “%(scene)s” nằm ở nơi khác (%(address)s). Chợ không tự tải ảnh từ máy khác: "
        "xin tải ảnh về, đặt vào ZIP cùng tệp JSON rồi nhập lại."
    )


class NoPictureUsable(BadTourFile):
    """Not one scene is left. `remarks` say why, picture by picture."""

    sentence = N_("Không có ảnh 360° nào dùng được; lý do của từng ảnh ghi ở dưới.")

    def __init__(self, remarks: Sequence[Remark]) -> None:
        super().__init__()
        self.remarks = tuple(remarks)
