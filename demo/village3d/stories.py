"""What the points tell, and where each sentence is known from. Nothing here is about one village: the pictures show none.

`weak`: a page without a named author, still to be compared with a better source.
"""

from typing import NamedTuple

ORAL, DOCUMENT = "lời kể", "tài liệu"
PHAN_KE_BINH = "Phan Kế Bính, Việt Nam phong tục"
TOAN_ANH = "Toan Ánh, Nếp cũ – Làng xóm Việt Nam"


class Told(NamedTuple):
    """One sentence in two languages, and what its point is called. A source is a title, an address, or both."""

    label_vi: str
    label_en: str
    text_vi: str
    text_en: str
    kind: str
    title: str
    address: str = ""
    weak: bool = False


TOLD = {
    "banyan": Told(
        "Cây đa",
        "The banyan",
        "Người ta kể: bên cổng làng thường có một hai cây đa hay cây gạo, chỗ người đi làm đồng và khách qua đường nghỉ mát, gặp nhau.",
        "People tell that one or two banyans or kapok trees stood by a village gate, where those who came from the fields and those who passed by rested and met.",
        ORAL,
        "Kết cấu chung của làng Việt truyền thống",
        "https://123docz.net/trich-doan/626947-ket-cau-chung-cua-lang-viet-truyen-thong.htm",
        weak=True,
    ),
    "well": Told(
        "Giếng làng",
        "The village well",
        "Ở miền Bắc hầu như làng nào cũng có giếng. Giếng cho nước, và là nơi mọi người gặp mặt, chuyện trò.",
        "In the north almost every village has a well. It gives water, and people meet and talk there.",
        ORAL,
        "Lê Bích, Giếng làng một mảnh hồn quê, báo Lao Động 15/03/2020",
        "https://amp.laodong.vn/lao-dong-cuoi-tuan/gieng-lang-mot-manh-hon-que-790625.ldo",
    ),
    "gate": Told(
        "Cổng làng",
        "The gate",
        "Người ta kể ngày trước cổng làng sáng mở cho người và trâu bò ra đồng, tối về hết thì đóng lại.",
        "People tell that a gate was opened in the morning for people and buffaloes to go to the fields, and shut in the evening when all were back.",
        ORAL,
        "Cổng làng Việt",
        "https://tailieunhanh.com/vn/tlID1029759_cong-lang-viet.html",
        weak=True,
    ),
    "bamboo": Told(
        "Lũy tre",
        "The bamboo hedge",
        "Lũy tre bao quanh làng cho bóng mát và được ví như bức tường thành che chở xóm làng.",
        "The hedge of bamboo round a village gives shade and is likened to a wall that protects its houses.",
        ORAL,
        "Cấu trúc làng truyền thống người Kinh",
        "https://dangnho.com/doi-song/van-hoa/cau-truc-lang-truyen-thong-nguoi-kinh.html",
        weak=True,
    ),
    "pond": Told(
        "Ao sen",
        "The lotus pond",
        "Kiến trúc sư Lê Quang Ngọc kể về một cổng làng cổ ở Đường Lâm: cổng đẹp vì đứng cùng cây đa, con đường và ao sen.",
        "The architect Lê Quang Ngọc says of an old gate at Đường Lâm that it charms because it stands with a banyan, a road and a lotus pond.",
        ORAL,
        "Cấu trúc làng truyền thống người Kinh",
        "https://dangnho.com/doi-song/van-hoa/cau-truc-lang-truyen-thong-nguoi-kinh.html",
        weak=True,
    ),
    "roof": Told(
        "Góc mái cong",
        "The curved corners",
        "Bốn đầu mái đình thường cong vút. Các cụ bảo cong như thế để tránh ảnh hưởng xấu của những đường thẳng.",
        "The four corners of a communal house's roof sweep upwards. Elders say they curve to keep off the bad influence of straight lines.",
        ORAL,
        f"{TOAN_ANH}, tr. 240",
    ),
    "ridge": Told(
        "Bờ nóc và ngói",
        "The ridge and the tiles",
        "Toan Ánh tả: đứng ngoài thấy mái đình như rất thấp, vào trong mới thấy cao; ngói lợp hai lượt, mái nặng để chống gió bão. Hình trên bờ nóc ở đây dựng giản lược.",
        "Toan Ánh writes that from outside the roof seems very low and only inside one sees how high it is; two layers of tiles make it heavy against storms. What stands on this ridge is only suggested.",
        DOCUMENT,
        f"{TOAN_ANH}, tr. 240",
    ),
    "drum": Told(
        "Trống cái",
        "The great drum",
        "Trong đám rước, trống cái đi sau đoàn cờ, có người che lọng và một người chuyên cầm dùi, gọi là thủ hiệu.",
        "In a procession the great drum follows the flags, under a parasol, with one man, the thủ hiệu, to beat it.",
        DOCUMENT,
        f"{PHAN_KE_BINH}, tr. 100",
        "https://vi.m.wikisource.org/wiki/Trang:Viet_Nam_phong_tuc.pdf/99",
    ),
    "urn": Told(
        "Lư hương",
        "The incense urn",
        "Người trông đình Thụy Phiêu kể: ngày thường, mồng một và rằm vẫn có người ra đình thắp hương.",
        "The keeper of the communal house of Thụy Phiêu tells that on the first and fifteenth of the lunar month people still come to offer incense.",
        ORAL,
        "Hồng Vân, Housing a communal tradition for centuries, Việt Nam News 17/09/2017",
        "https://vietnamnews.vn/sunday/features/393722/housing-a-communal-tradition-for-centuries.html",
    ),
    "flags": Told(
        "Cờ ngũ hành",
        "Flags of the five elements",
        "Cờ hội mỗi lá một sắc xanh, đỏ, vàng, trắng, đen, gọi là cờ ngũ hành.",
        "Feast flags in blue-green, red, yellow, white and black are called the flags of the five elements.",
        DOCUMENT,
        f"{PHAN_KE_BINH}, tr. 100",
        "https://vi.m.wikisource.org/wiki/Trang:Viet_Nam_phong_tuc.pdf/99",
    ),
    "lanterns": Told(
        "Ngày hội ở đình",
        "Feast days at the house",
        "Người trông đình Thụy Phiêu kể: ngày hội, cả làng lại tụ về đình, có trò chơi và có tế lễ.",
        "The keeper of Thụy Phiêu tells that on feast days the whole village still gathers at the house, for games and for rites.",
        ORAL,
        "Hồng Vân, Housing a communal tradition for centuries, Việt Nam News 17/09/2017",
        "https://vietnamnews.vn/sunday/features/393722/housing-a-communal-tradition-for-centuries.html",
    ),
    "altar": Told(
        "Hương án",
        "The incense table",
        "Trước bàn thờ thành hoàng là một hương án, trên có bình hương và các đồ thờ khác.",
        "Before the altar of the village's guardian stands an incense table with its urn and other vessels.",
        DOCUMENT,
        f"{TOAN_ANH}, tr. 241",
    ),
    "throne": Told(
        "Ngai thờ",
        "The throne",
        "Mỗi vị thần có một bài vị đặt vào bộ long ngai; ngày thường ngai để không, khi có hội mới phong áo mũ.",
        "Each guardian has a tablet on a dragon throne; on common days the throne is left plain, at feasts it is dressed in robe and hat.",
        DOCUMENT,
        f"{PHAN_KE_BINH}, tr. 81",
        "https://vi.m.wikisource.org/wiki/Trang:Viet_Nam_phong_tuc.pdf/80",
    ),
    "board": Told(
        "Hoành biển, cửa võng",
        "Boards and carved arches",
        "Ở đình các làng lớn, hoành biển và cửa võng sơn thếp rực rỡ. Ở đây chỉ có hoa tròn, vì hình dựng không giả chữ.",
        "In the houses of large villages boards and carved arches shine with lacquer. Here are only round flowers: a model does not pretend to writing.",
        DOCUMENT,
        f"{PHAN_KE_BINH}, tr. 81",
        "https://vi.m.wikisource.org/wiki/Trang:Viet_Nam_phong_tuc.pdf/80",
    ),
    "columns": Told(
        "Cột đình",
        "The columns",
        "Đình nhiều nơi làm rộng năm bảy gian, tám chín gian; cột sơn son vẽ rồng, có cột to tới hai người ôm.",
        "Many houses are five to nine bays wide; columns are lacquered red and painted with dragons, some so thick that two people must join arms.",
        DOCUMENT,
        f"{PHAN_KE_BINH}, tr. 81",
        "https://vi.m.wikisource.org/wiki/Trang:Viet_Nam_phong_tuc.pdf/80",
    ),
    "lamps": Told(
        "Hậu cung",
        "The inner sanctum",
        "Hậu cung ngày thường đóng cửa, chỉ mở khi có cúng lễ hay hội hè; ngoài vị thủ từ trông đình không ai được vào.",
        "The inner sanctum is closed on common days and opened for offerings and feasts; nobody but the keeper may enter.",
        DOCUMENT,
        f"{TOAN_ANH}, tr. 241",
    ),
    "mats": Told(
        "Chỗ tế",
        "Where rites are held",
        "Khoảng giữa nhà đại bái là chỗ tế; ngày xưa chỉ người có ngôi thứ cao mới được ngồi ở đây.",
        "The middle bay of the front hall is for rites; in former times only those of high rank were seated here.",
        DOCUMENT,
        f"{PHAN_KE_BINH}, tr. 81",
        "https://vi.m.wikisource.org/wiki/Trang:Viet_Nam_phong_tuc.pdf/80",
    ),
    "trays": Told(
        "Nong lạc",
        "Trays of peanuts",
        "Có nơi người ta rang lạc xong thì rải ra nong cho nguội, vò cho vỡ đôi hạt rồi sàng kỹ.",
        "In some places roasted peanuts are spread on a round bamboo tray to cool, rubbed into halves and sieved.",
        ORAL,
        "Kẹo lạc xứ Lạng thơm ngon và hấp dẫn",
        "http://www.naungon.com/index.php?id=-keo-lac-xu-lang-thom-ngon-va-hap-dan-&pageindex=1&q=K%E1%BA%B9o+lac",
        weak=True,
    ),
    "stove": Told(
        "Bếp nấu kẹo",
        "The candy stove",
        "Người làm kẹo ở Đường Lâm khuấy mạch nha trên lửa vừa rồi cho đường và lạc vào; phải canh lửa thật cẩn thận tới khi kẹo ngả vàng nâu.",
        "Candy makers at Đường Lâm stir malt over a middling fire, then add sugar and peanuts, and watch the fire with care until all turns golden brown.",
        ORAL,
        "Đến Đường Lâm cho quen ăn kẹo lạc, VOV Du lịch",
        "http://vovdulich.vn/am-thuc/den-duong-lam-cho-quen-an-keo-lac-7295.html",
    ),
    "rolling": Told(
        "Bàn cán kẹo",
        "The rolling table",
        "Kẹo đổ lên bàn đã rắc vừng rang, cán mỏng ngay khi còn nóng rồi mới cắt; nguội là kẹo giòn tan.",
        "The candy is poured on a table strewn with roasted sesame, rolled thin while hot and then cut; once cool it is crisp.",
        ORAL,
        "Đến Đường Lâm cho quen ăn kẹo lạc, VOV Du lịch",
        "http://vovdulich.vn/am-thuc/den-duong-lam-cho-quen-an-keo-lac-7295.html",
    ),
    "jars": Told(
        "Kẹo lạc ngày Tết",
        "Candy for Tết",
        "Nhiều vùng quê làm kẹo lạc ngày Tết với phăng, tức nếp rang nổ nghiền nhỏ: nhờ có phăng mà kẹo để ngoài không chảy nước.",
        "In many villages peanut candy for Tết is made with phăng, popped glutinous rice ground fine, which keeps it from melting in the air.",
        ORAL,
        "Kẹo lạc, món quà hoàn hảo đầu xuân, VnExpress",
        "https://vnexpress.net/keo-lac-mon-qua-hoan-hao-dau-xuan-2425676.html",
    ),
}


# What the pictures show, for those who do not see them.
SEEN = {
    "cong-lang": (
        "Đường gạch dẫn tới cổng làng hai tầng mái; bên trái là cây đa lớn và ao sen, bên phải là giếng nước và ruộng lúa.",
        "A brick road leads to a village gate with two roofs; a great banyan and a lotus pond on the left, a well and rice fields on the right.",
    ),
    "san-dinh": (
        "Sân gạch rộng trước ngôi đình mái ngói cong; cờ hội quanh sân, trước thềm có lư hương và trống cái.",
        "A wide brick yard before a communal house with a sweeping tiled roof; feast flags around it, an urn and a great drum before the steps.",
    ),
    "san-dinh-hoi": (
        "Vẫn sân đình ấy khi trời vừa tối: đèn lồng đỏ vàng sáng dọc dây quanh sân và dưới mái, trong đình lên đèn, trăng rằm lên.",
        "The same yard at nightfall: red and yellow lanterns glow along ropes and under the eave, the hall is lit, a full moon is up.",
    ),
    "trong-dinh": (
        "Trong nhà gỗ cột đỏ, trước hương án chạm và ngai thờ; chiếu trải trên nền gạch, hai bên mở ra sân nắng.",
        "Inside a hall of red columns, before a carved incense table and a throne; mats lie on the tiles, the sides open to a sunny yard.",
    ),
    "san-nha-keo": (
        "Sân nhà làm kẹo: bếp lò, bàn gỗ bày kẹo, những nong tre phơi lạc, sau sân là nhà ngói năm gian.",
        "A candy maker's yard: a stove, a wooden table with candy, bamboo trays of peanuts, and a tiled house of five bays behind it.",
    ),
}
