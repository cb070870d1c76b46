import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.money import write_number
from marketplace.payments.statements import errors
from marketplace.payments.statements.errors import UnreadableStatement
from tests.payments.statements.files import (
    MEMO,
    SIMPLE_HEADER,
    TODAY,
    credit_row,
    html,
    read,
    simple,
    text,
    told,
    xls,
    xlsx,
)

BALANCED = ("Ngày", "Nội dung", "Ghi nợ", "Ghi có", "Số dư")


# E06
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_titles_totals_and_blank_lines_are_no_rows(separator: str) -> None:
    rows = [
        *simple(credit_row(), (), credit_row(amount="1,000", memo='Tra "no"; cu,\nlan 2')),
        (),
        ("Tổng số/Total", "", "0", "151,000", ""),
        ("", "", "", "", "Số dư cuối kỳ: 9,000,000"),
        ("Ngày in: 23/11/2026",),
    ]

    statement = read(text(rows, separator=separator).encode())

    assert [(row.row, row.amount_vnd, row.memo) for row in statement.rows] == [
        (5, 150_000, MEMO),
        (7, 1_000, 'Tra "no"; cu,\nlan 2'),
    ]
    assert not statement.refused
    assert statement.closing_vnd == 9_000_000


# E06
def test_excel_may_be_told_the_separator() -> None:
    assert told(read(("sep=;\n" + text(simple(credit_row()), separator=";")).encode())) == told(
        read(xlsx(simple(credit_row())))
    )


# E06
def test_a_quote_that_is_never_closed_hides_no_rows() -> None:
    page = text(simple(credit_row())) + '24/11/2026,R2,,"1,000,x\n25/11/2026,R3,,2000,y\n'

    with pytest.raises(UnreadableStatement) as refusal:
        read(page.encode())

    assert (refusal.value.sentence, refusal.value.facts) == (errors.OPEN_QUOTES, {"row": 6})


# E06
@pytest.mark.parametrize("memo", ["tong cong tien rau", "So du dau ky", "Total", "cong don", "Số dư cuối kỳ 5"])
def test_a_payer_cannot_hide_a_payment_by_calling_it_a_total(memo: str) -> None:
    statement = read(xlsx(simple(credit_row(memo=memo))))

    without_reference = read(xlsx([BALANCED, ("23/11/2026", memo, "", "5,000", "5,000")]))

    assert [row.memo for row in statement.rows] == [memo]
    assert [row.memo for row in without_reference.rows] == [memo]


# E08
def test_one_bad_row_among_a_thousand_is_named_and_the_others_are_read() -> None:
    rows = [credit_row(amount=str(1_000 + number)) for number in range(1_000)]
    rows[500] = credit_row(amount="1.5OO")

    statement = read(xlsx(simple(*rows)))

    assert len(statement.rows) == 999
    assert [(refused.row, refused.sentence) for refused in statement.refused] == [
        (505, "Không đọc được số tiền “1.5OO”.")
    ]
    assert all(row.amount_vnd >= 1_000 for row in statement.rows)


# E16
@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("27/11/2026", errors.FUTURE),
        ("23/11/2095", errors.FUTURE),
        ("31/12/2014", errors.TOO_EARLY),
        ("23/11/26", errors.SHORT_YEAR),
        ("11/23/2026", errors.BAD_DATE),
    ],
)
def test_strange_dates_are_parked_for_a_look(day: str, reason: str) -> None:
    statement = read(xlsx(simple(credit_row(day=day, memo="tong cong"))))

    assert not statement.rows
    assert [(refused.row, refused.reason) for refused in statement.refused] == [(5, reason)]


def balanced(*balances: str, backwards: bool = False, opening: str = "1,000", closing: str = "") -> bytes:
    amounts = [("", "100"), ("30", ""), ("", "5")]
    rows = [
        ("23/11/2026", "x", debit, credit, balance) for (debit, credit), balance in zip(amounts, balances, strict=True)
    ]
    last = [("Số dư cuối kỳ", "", "", "", closing)] if closing else []
    return xlsx([("Số dư đầu kỳ", opening), BALANCED, *(rows[::-1] if backwards else rows), *last])


# E09
@pytest.mark.parametrize("backwards", [False, True])
def test_a_balance_that_adds_up_has_no_gap(*, backwards: bool) -> None:
    statement = read(balanced("1,100", "1,070", "1,075", backwards=backwards, closing="1,075"))

    assert (statement.opening_vnd, statement.closing_vnd) == (1_000, 1_075)
    assert statement.gaps == []


# E09
@pytest.mark.parametrize(("backwards", "row"), [(False, 4), (True, 4)])
def test_a_gap_is_reported_with_its_row(*, backwards: bool, row: int) -> None:
    statement = read(balanced("1,100", "1,170", "1,175", backwards=backwards))

    assert len(statement.rows) == 3
    assert [(gap.row, gap.sentence) for gap in statement.gaps] == [
        (row, "Số dư dòng này là 1.170, nhưng cộng dồn thì phải là 1.070.")
    ]


# E09
def test_opening_and_closing_must_meet() -> None:
    wrong_start = read(balanced("1,100", "1,070", "1,075", opening="900"))
    wrong_end = read(balanced("", "", "", closing="2,000"))

    assert [(gap.row, gap.reason) for gap in wrong_start.gaps] == [(3, errors.BALANCE_GAP)]
    assert [(gap.reason, gap.facts) for gap in wrong_end.gaps] == [
        (errors.CLOSING_GAP, {"found": "2.000", "expected": "1.075"})
    ]


# E12
@pytest.mark.parametrize("memo", ["=1+1", "+84900000001 chuyen", "-50000", "@SUM(A1)", "\t=cmd|' /C calc'!A0"])
@pytest.mark.parametrize("made", [xlsx, xls, lambda rows: text(rows).encode()])
def test_text_that_looks_like_a_formula_stays_text(made: object, memo: str) -> None:
    assert callable(made)

    assert [row.memo for row in read(made(simple(credit_row(memo=memo)))).rows] == [memo]


# E11
def test_a_memo_as_long_as_a_book_is_refused() -> None:
    statement = read(xlsx(simple(credit_row(memo="x" * 2_001))))

    assert [refused.reason for refused in statement.refused] == [errors.BAD_TEXT]


def test_cells_over_several_columns_and_rows_of_a_page_keep_their_places() -> None:
    page = (
        html(simple())
        .decode()
        .replace(
            "</table>",
            "<tr><td rowspan=2>23/11/2026<td colspan=2>R1<td>1,000<td>a&nbsp;&amp; <b>b</b><br>c"
            "<tr><td>R2<td><td>2,000<td>d<script>e</script></table>",
        )
    )

    statement = read(page.encode())

    assert [(row.amount_vnd, row.memo) for row in statement.rows] == [(1_000, "a & b\nc")]
    assert [(refused.row, refused.reason) for refused in statement.refused] == [(6, errors.NO_DATE)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", errors.EMPTY),
        (b"  \r\n", errors.EMPTY),
        (b"%PDF-1.7\n...", errors.IS_PDF),
        (b"hello there", errors.NO_HEADER),
        (text([SIMPLE_HEADER]).encode(), errors.NO_ROWS),
        (b"PK\x03\x04 no zip at all", errors.BROKEN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), errors.BROKEN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), errors.HAS_PASSWORD),
        (b"<?xml version='1.0'?><Document/>", errors.OTHER_XML),
        (b"x" * (5 * 1024 * 1024 + 1), errors.TOO_LARGE),
    ],
)
def test_what_is_no_statement_is_refused_with_what_would_work(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableStatement) as refusal:
        read(data)

    assert refusal.value.sentence == sentence
    assert str(refusal.value)


TITLES = st.lists(
    st.sampled_from([(), ("NGÂN HÀNG ABC",), ("", "Từ ngày 01/11/2026 đến ngày 26/11/2026"), ("Khách hàng:", "Bà Tư")]),
    max_size=12,
)
MEMOS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co")) | st.sampled_from(',;"=\n'), min_size=1, max_size=40
).filter(lambda memo: memo.strip())
MOVES = st.lists(
    st.tuples(
        st.integers(0, 3_000).map(lambda days: TODAY - timedelta(days=days)),
        st.integers(-(10**9), 10**9).filter(bool),
        MEMOS,
        st.from_regex(r"[A-Z]{2}[0-9]{4,14}", fullmatch=True),
    ),
    min_size=1,
    max_size=8,
)


# E06, E07
@settings(deadline=None, max_examples=150)
@given(moves=MOVES, titles=TITLES, separator=st.sampled_from([",", ";", "\t"]), seed=st.integers(0, 10_000))
def test_what_is_written_in_any_layout_is_read_back(
    moves: list[tuple[object, int, str, str]], titles: list[tuple[str, ...]], separator: str, seed: int
) -> None:
    order = random.Random(seed)
    columns = ["Ngày GD", "Diễn giải/ Details", "Phát sinh nợ", "Có", "Số CT", "Chi nhánh", "Teller"]
    order.shuffle(columns)
    ways: list[Callable[[int], str]] = [write_number, str, "{:,}".format, "{:,}.00".format]
    grouping = order.choice(ways)

    def line(day: object, moved: int, memo: str, reference: str) -> list[str]:
        named = {
            "Ngày GD": f"{day:%d/%m/%Y}",
            "Diễn giải/ Details": memo,
            "Phát sinh nợ": grouping(-moved) if moved < 0 else "",
            "Có": grouping(moved) if moved > 0 else "",
            "Số CT": reference,
            "Chi nhánh": "001",
        }
        return [named.get(column, "") for column in columns]

    page = [*titles, columns, *(line(*move) for move in moves)]

    statement = read(text(page, separator=separator, ends=order.choice(["\n", "\r\n"])).encode())

    assert told(statement) == moves
    assert not statement.refused
