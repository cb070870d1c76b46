"""Names of goods as a village would write them: enough words for twenty thousand that differ."""

import random
from typing import Final

CATEGORIES: Final = {
    "Rau lá": ("Rau muống", "Rau ngót", "Cải canh", "Cải thìa", "Rau dền", "Mồng tơi", "Xà lách", "Cải bắp", "Rau cần"),
    "Củ quả": (
        "Cà chua",
        "Cà chua bi",
        "Dưa chuột",
        "Bí đỏ",
        "Bí xanh",
        "Cà rốt",
        "Khoai tây",
        "Su hào",
        "Cà pháo",
        "Mướp hương",
    ),
    "Trái cây": (
        "Bưởi Diễn",
        "Ổi lê",
        "Chuối tiêu",
        "Táo xuân",
        "Nhãn lồng",
        "Đu đủ",
        "Cam canh",
        "Hồng xiêm",
        "Khế ngọt",
    ),
    "Rau thơm": ("Hành lá", "Mùi tàu", "Tía tô", "Kinh giới", "Húng quế", "Thì là", "Lá lốt", "Rau răm", "Sả tươi"),
    "Gạo, nếp": ("Gạo tám thơm", "Gạo nếp cái hoa vàng", "Gạo lứt", "Gạo bắc hương", "Nếp cẩm", "Tấm thơm"),
    "Đậu, lạc, vừng": ("Lạc đỏ", "Đậu xanh", "Đậu đen xanh lòng", "Đậu tương", "Vừng đen", "Vừng trắng"),
    "Trứng": ("Trứng gà ta", "Trứng vịt", "Trứng ngan", "Trứng cút", "Trứng vịt muối"),
    "Gà, vịt": ("Gà ta thả vườn", "Gà trống thiến", "Vịt cỏ", "Ngan nhà", "Chim bồ câu"),
    "Thịt lợn": ("Thịt ba chỉ", "Sườn non", "Chân giò", "Mỡ lá", "Thịt vai", "Xương ống"),
    "Cá, ốc": ("Cá trắm", "Cá chép", "Cá rô đồng", "Ốc nhồi", "Cua đồng", "Tép đồng"),
    "Đậu phụ": ("Đậu phụ", "Tào phớ", "Đậu phụ nướng", "Sữa đậu nành", "Váng đậu"),
    "Bánh": ("Bánh chưng", "Bánh giò", "Bánh tẻ", "Bánh gai", "Bánh khoai", "Bánh đa nem", "Bánh rán"),
    "Bún, miến": ("Bún tươi", "Miến dong", "Bánh phở", "Mì gạo", "Bún khô"),
    "Mắm, muối": ("Tương nếp", "Mắm tép", "Nước mắm", "Dưa muối", "Cà muối", "Muối vừng"),
    "Mật, kẹo": ("Mật ong hoa nhãn", "Kẹo lạc", "Chè lam", "Kẹo dồi", "Mứt gừng", "Mật mía"),
    "Chè, thuốc lá cây": ("Chè xanh", "Chè vằng", "Nụ vối", "Hoa cúc khô", "Trà gừng", "Lá sen khô"),
    "Hoa tươi": ("Hoa cúc vàng", "Hoa hồng", "Hoa ly", "Hoa lay ơn", "Hoa đồng tiền", "Hoa sen"),
    "Cây giống": ("Cây giống cà chua", "Cây quất", "Cây đào", "Hạt giống cải", "Cây chanh", "Cây ớt"),
    "Mây tre đan": ("Rổ tre", "Nón lá", "Chổi chít", "Mẹt tre", "Giỏ mây", "Lồng bàn tre"),
    "Vải, thêu": ("Khăn thêu", "Túi vải", "Áo bà ba", "Chăn bông", "Vỏ gối thêu"),
}
OF_WHAT: Final = (
    "sạch",
    "non",
    "loại một",
    "mới hái",
    "sáng sớm",
    "vụ đông",
    "chín cây",
    "không thuốc",
    "nhà trồng",
    "làm tay",
    "quê",
)
OF_WHERE: Final = (
    "bãi sông Hồng",
    "vườn đình",
    "xóm Giếng",
    "ruộng Đồng Me",
    "bờ ao",
    "trại Gốc Gạo",
    "đất Song Phượng",
)
OF_WHOM: Final = (
    "bà Tư",
    "ông Bảy",
    "cô Hạnh",
    "chú Thắng",
    "bác Lý",
    "anh Dũng",
    "chị Nguyệt",
    "tổ Ba",
    "hợp tác xã",
    "nhà Đức",
)
PLACES: Final = (
    "Thu Quế",
    "Tháp Thượng",
    "Thuận Thượng",
    "Thống Nhất",
    "Phượng Trì",
    "Đông Khê",
    "Bồng Lai",
    "Cổ Ngõa",
)
FIRST: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Đỗ", "Bùi", "Vũ", "Đặng", "Ngô", "Hoàng")
LAST: Final = ("Hương", "Lan", "Thắm", "Quý", "Sơn", "Tâm", "Thủy", "Vượng", "Yến", "Khánh")
STORY: Final = (
    "Nhà tôi làm món này từ đời ông bà, mỗi sáng một mẻ, hết thì thôi. Hàng hái lúc còn sương, rửa bằng nước giếng, "
    "bó bằng lạt giang. Ai mua nhiều xin báo trước một ngày để nhà chuẩn bị."
)


def name_of_goods(goods: str, chance: random.Random) -> str:
    """One product's name: "Cà chua bi chín cây vườn đình bà Tư"."""
    parts = [goods]
    for words, often in ((OF_WHAT, 0.8), (OF_WHERE, 0.5), (OF_WHOM, 0.6)):
        if chance.random() < often:
            parts.append(chance.choice(words))
    return " ".join(parts)


def name_of_person(chance: random.Random) -> str:
    """A person's name."""
    return f"{chance.choice(FIRST)} Thị {chance.choice(LAST)}"
