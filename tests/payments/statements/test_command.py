import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from marketplace.payments.statements import errors
from marketplace.payments.statements.command import statement_command
from tests.payments.statements.files import MEMO, credit_row, simple, xlsx


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sao ke.xlsx"
    path.write_bytes(xlsx(simple(credit_row(), credit_row(day="23/11/26"))))
    return path


def test_the_command_tells_in_json_what_it_read(file: Path) -> None:
    result = CliRunner().invoke(statement_command, [str(file), "--json"])

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "bank": "VCB",
        "account": "0123456789",
        "rows": [
            {
                "row": 5,
                "date": "2026-11-23",
                "direction": "in",
                "amount_vnd": 150_000,
                "memo": MEMO,
                "reference": "5243.65937",
            }
        ],
        "refused": [{"row": 6, "reason": errors.SHORT_YEAR % {"found": "23/11/26"}}],
    }
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_the_command_shows_a_table(file: Path) -> None:
    result = CliRunner().invoke(statement_command, [str(file)])

    assert result.exit_code == 0
    assert "VCB 0123456789" in result.stdout
    assert "+150.000" in result.stdout
    assert "Năm chỉ có hai chữ số" in result.stdout


def test_the_command_says_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")

    result = CliRunner().invoke(statement_command, [str(path), "--json"])

    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"error": errors.IS_PDF}
    assert CliRunner().invoke(statement_command, [str(path)]).stdout.strip() == errors.IS_PDF
