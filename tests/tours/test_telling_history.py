"""Which texts tell history, and which only help a visit."""

import pytest

from marketplace.tours.telling_history import history_in, sentences_of


@pytest.mark.parametrize(
    "told",
    [
        "Đình dựng năm 1683.",
        "Chùa có từ thế kỉ XV.",
        "Thời nhà Trần làng đã ở đây.",
        "Giếng đào từ đời vua Lê Thánh Tông.",
        "Tương truyền giếng ấy có rồng.",
        "Miếu còn 40 đạo sắc phong.",
        "Ngày xưa cả làng lấy nước ở đây.",
        "Cổng cũ (1932) nay còn một nửa.",
        "Giữa tháng 3/1965, phụ nữ họp ở đây.",
        "Nơi này là căn cứ thời kháng chiến.",
        "It was rebuilt in 1931.",
        "Đền thờ vua, lập từ thời Lý.",
        "Dân làng theo kháng chiến từ đầu.",
        "The gate dates from 1683.",
        "Legend has it that a dragon lives here.",
        "A shrine of the 6th century.",
    ],
)
def test_history_is_seen(told: str) -> None:
    assert history_in(f"Mời vào. {told} Xin cởi giày.") == told


@pytest.mark.parametrize(
    "told",
    [
        "",
        "Mở cửa từ 7 giờ đến 17 giờ, cả tuần.",
        "Cách cổng khoảng 1500 m.",
        "Vé từ 1.500 đồng.",
        "Chìa khóa ở nhà ông Trần Văn Lý, gọi 0912 345 678.",
        "Lối không bậc làm từ năm 2021.",
        "Đang trùng tu, xin đi lối sau.",
        "Nơi tưởng niệm: xin ăn mặc kín đáo, nói khẽ.",
        "Đẹp nhất vào thời tiết hanh, có nhà vệ sinh.",
        "The ramp was built in 2021.",
        "Nhà vệ sinh mới xây dựng năm 2021.",
        "Đi theo đường Cách Mạng Tháng Tám, rẽ vào phố Kháng Chiến.",
        "Nhìn về tượng đài Kháng chiến.",
        "Turn left at the monument to the resistance war.",
        "Đi qua đền vua Hùng.",
        "Khoảng 1500 lượt khách một tuần, có khi khoảng 1000 khách một ngày.",
        "Open from 1000 to 1700, call before 1900.",
        "The legend on the map says where to park, under the century-old banyan.",
        "A sample of another place. About 1500 steps from the gate, 1,500 m.",
        "Đi qua hai ngôi đình, các ngôi chùa và xóm làm bánh kẹo.",
    ],
)
def test_what_helps_a_visit_is_no_history(told: str) -> None:
    assert history_in(told) == ""


def test_sentences_end_at_their_points_and_not_within_numbers() -> None:
    assert sentences_of("Giá 1.500 đồng. Xem www.lang.vn nhé! Xong") == [
        "Giá 1.500 đồng.",
        "Xem www.lang.vn nhé!",
        "Xong",
    ]


def test_no_text_is_too_long_to_be_read() -> None:
    assert history_in("a." * 100_000, "năm " * 100_000, "(" * 100_000, "1" * 100_000) == ""
