"""E11: files made to harm. They are opened in the limited child, as in production."""

import dataclasses
import io
import zipfile
from typing import Any

import pytest
import xlsxwriter

from marketplace.payments.statements import errors, limited, limits, zips
from marketplace.payments.statements.carrying import packed, unpacked
from marketplace.payments.statements.errors import UnreadableStatement
from marketplace.payments.statements.files import tables_of
from marketplace.payments.statements.limited import read_in_child
from tests.payments.statements.files import MEMO, TODAY, credit_row, mb, read, simple, text, told, xlsx


def zipped(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, inside in entries.items():
            archive.writestr(name, inside)
    return file.getvalue()


def changed(data: bytes, change: dict[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | change)


def refusal_of(data: bytes) -> str:
    with pytest.raises(UnreadableStatement) as refusal:
        read_in_child(data, today=TODAY)
    return refusal.value.sentence


# E11
def test_the_child_reads_what_this_process_reads() -> None:
    here, there = read(mb()), read_in_child(mb(), today=TODAY)

    assert there == dataclasses.replace(here, rows=there.rows)
    assert list(there.rows) == list(here.rows)
    assert unpacked(packed(there)) == there


# E11
def test_the_child_knows_what_it_is_asked() -> None:
    data = xlsx(simple(credit_row(), credit_row(day="01/11/2026")))

    statement = read_in_child(data, today=TODAY, account="0123456789", not_before=TODAY.replace(day=2))

    assert told(statement) == told(read(data))[:1]
    assert [refused.reason for refused in statement.refused] == [errors.TOO_EARLY]
    assert refusal_of(b"%PDF-1.7") == errors.IS_PDF


# E11
def test_a_zip_that_declares_a_mountain_is_never_opened() -> None:
    bomb = zipped({"xl/worksheets/sheet1.xml": bytes(61 * 1024 * 1024)})

    assert len(bomb) < 100_000
    assert refusal_of(bomb) == errors.TOO_MUCH


# E11
def test_a_zip_that_declares_less_than_it_holds_is_refused() -> None:
    bomb = zipped({"xl/worksheets/sheet1.xml": bytes(20 * 1024 * 1024)})
    size = (20 * 1024 * 1024).to_bytes(4, "little")
    lie = bomb.replace(size, (1_000).to_bytes(4, "little"))

    assert lie != bomb
    with pytest.raises(UnreadableStatement) as refusal:
        zips.check_xlsx(lie)
    assert refusal.value.sentence == errors.BROKEN


# E11
def test_what_comes_out_is_counted_whatever_is_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    data = xlsx(simple(credit_row()))
    monkeypatch.setattr(zips, "_check_declared", lambda *_: None)
    monkeypatch.setattr(zips, "MOST_INFLATED", 2_000)

    with pytest.raises(UnreadableStatement) as refusal:
        zips.check_xlsx(data)

    assert refusal.value.sentence == errors.TOO_MUCH


# E11
@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({f"xl/{number}.xml": b"" for number in range(201)}, errors.TOO_MUCH),
        ({"xl/a.xml": bytes(5 * 1024 * 1024)}, errors.TOO_MUCH),
        ({"content.xml": b"<a/>"}, errors.NO_TABLE),
        ({"xl/workbook.xml": b"<a"}, errors.BROKEN),
    ],
)
def test_other_zips_are_refused(entries: dict[str, bytes], sentence: str) -> None:
    with pytest.raises(UnreadableStatement) as refusal:
        tables_of(zipped(entries))

    assert refusal.value.sentence == sentence


# E11
@pytest.mark.parametrize(("row", "column"), [(1_048_575, 16_383), (99_000, 600)])
def test_one_cell_at_the_far_end_does_not_fill_the_memory(row: int, column: int) -> None:
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file)
    page = workbook.add_worksheet()
    page.write("A1", "x")
    page.write(row, column, "y")
    workbook.close()

    assert refusal_of(file.getvalue()) == errors.TOO_MUCH


# E11
def test_a_child_that_works_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "CHILD_SECONDS", 0.001)

    assert refusal_of(xlsx(simple(credit_row()))) == errors.TOO_MUCH


# E11
@pytest.mark.parametrize("most", ["MOST_ROWS", "MOST_COLUMNS"])
def test_tables_larger_than_any_statement_are_refused(most: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (limits, "marketplace.payments.statements.csvs", "marketplace.payments.statements.files"):
        if most == "MOST_ROWS" or module is limits:
            monkeypatch.setattr(f"{module}.{most}" if isinstance(module, str) else f"{module.__name__}.{most}", 4)
    sentence = errors.TOO_MANY_ROWS if most == "MOST_ROWS" else errors.TOO_MANY_COLUMNS

    for data in (xlsx(simple(credit_row())), text(simple(credit_row())).encode()):
        with pytest.raises(UnreadableStatement) as refusal:
            read(data)
        assert (refusal.value.sentence, refusal.value.facts) == (sentence, {"most": 4})


# E11
def test_the_largest_file_is_read_within_the_limits() -> None:
    row = ",".join(f'"{cell}"' for cell in credit_row(memo="HQX7K2MQ4XD 7000000001"))
    page = text(simple()) + "\n".join([row] * 52_000)

    statement = read_in_child(page.encode(), today=TODAY)

    assert len(statement.rows) == 52_000


# E11
def test_no_formula_is_evaluated() -> None:
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file)
    page = workbook.add_worksheet()
    for number, row in enumerate(simple(credit_row(), credit_row())):
        page.write_row(number, 0, list(row))
    # What its program saved last is 77, whatever the formula would give here; the other was never calculated.
    page.write_formula("D5", "=1+1", None, 77)
    page.write_formula("D6", '=WEBSERVICE("http://127.0.0.1:9/")', None, "")
    workbook.close()

    statement = read(file.getvalue())

    assert [row.amount_vnd for row in statement.rows] == [77]
    assert [(refused.row, refused.reason) for refused in statement.refused] == [(6, errors.NO_AMOUNT)]


# E11
def test_macros_and_outside_links_are_only_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    link = b"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
    <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
    Target="http://127.0.0.1:9/steal.xlsx" TargetMode="External"/></Relationships>"""
    data = changed(
        xlsx(simple(credit_row())),
        {"xl/vbaProject.bin": b"Sub AutoOpen()", "xl/externalLinks/_rels/externalLink1.xml.rels": link},
    )

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError

    monkeypatch.setattr("socket.socket.connect", refuse)

    assert [row.memo for row in read(data).rows] == [MEMO]


# E11
def test_no_entity_is_expanded() -> None:
    declared = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    plain = xlsx(simple(credit_row()))
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml")
    with_entity = changed(plain, {"xl/worksheets/sheet1.xml": declared + page})
    camt = declared + b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'>&x;</Document>"

    assert refusal_of(with_entity) == errors.BROKEN
    assert refusal_of(camt) == errors.OTHER_XML


# E11
@pytest.mark.parametrize("seed", range(30))
def test_broken_workbooks_are_refused_or_read_and_never_break_the_caller(seed: int) -> None:
    data = bytearray(xlsx(simple(credit_row())))
    data[(seed * 7919) % len(data)] ^= 0xFF
    data = data[: len(data) - seed * 20]

    try:
        memos = [row.memo for row in read(bytes(data)).rows]
    except UnreadableStatement:
        return

    assert memos == [MEMO]
