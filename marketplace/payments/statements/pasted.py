"""Balance alerts (SMS, app notifications) that people paste, several at once, into the same kind of statement.

Every bank writes them its own way and changes that way at will. So no bank's whole sentence is expected: a message
names an account, then an amount with its sign, then a balance or the memo. What stands behind the memo's label was
written by the payer and is never searched for an amount, a date or an account.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from marketplace.payments.feeds.notice import Direction
from marketplace.payments.statements import errors
from marketplace.payments.statements.alerts import alert_from, begins_alert, dated_line
from marketplace.payments.statements.dates import check_date, instant_of
from marketplace.payments.statements.errors import BadRow, UnreadableStatement
from marketplace.payments.statements.rows import Refused, Statement, StatementRow

LONGEST_TEXT_KB: Final = 100
_LINES: Final = re.compile(r"\r\n|\r|\n")


@dataclass(kw_only=True)
class _Message:
    row: int
    lines: list[str]
    dated: datetime.date | None


@dataclass(frozen=True, kw_only=True)
class _Read:
    bank: str
    account: str
    row: StatementRow


def read_pasted(
    text: str,
    *,
    today: datetime.date,
    account: str = "",
    not_before: datetime.date | None = None,
    received_on: datetime.date | None = None,
) -> Statement:
    """The messages of a pasted text; `row` is the line on which a message begins.

    `received_on` dates messages that write no date (Techcombank's); so does a line with nothing but a date above them.
    Years of two digits are usual here: 26 is 2026. `account` picks one of several. A masked account keeps the digits
    it shows, see shows_account. Raises UnreadableStatement.
    """
    if len(text.encode("utf-8", "replace")) > LONGEST_TEXT_KB * 1000:
        raise UnreadableStatement(errors.TEXT_TOO_LONG, most=LONGEST_TEXT_KB)
    read: list[_Read] = []
    refused: list[Refused] = []
    for message in _messages(text, today):
        try:
            read.append(_read(message, today=today, not_before=not_before, received_on=received_on))
        except BadRow as bad:
            refused.append(Refused(message.row, bad.reason, bad.facts))
    if not read and not refused:
        raise UnreadableStatement(errors.NO_MESSAGES)
    read = _of_account(read, account)
    return Statement(
        bank=_only([one.bank for one in read]),
        account=_only([one.account for one in read]),
        rows=[one.row for one in read],
        refused=refused,
    )


def shows_account(shown: str, account: str) -> bool:
    """Whether digits that a masked number shows can be this account's: its beginning or its end."""
    return bool(shown) and (account.endswith(shown) or account.startswith(shown))


def _of_account(read: list[_Read], account: str) -> list[_Read]:
    named = sorted({one.account for one in read if one.account})
    if account:
        picked = [one for one in read if not one.account or shows_account(one.account, account)]
        if read and not picked:
            raise UnreadableStatement(errors.OTHER_ACCOUNT, found=", ".join(named), wanted=account)
        return picked
    if len(named) > 1:
        raise UnreadableStatement(errors.SEVERAL_ACCOUNTS, accounts=", ".join(named))
    return read


def _only(told: Sequence[str]) -> str:
    known = {one for one in told if one}
    return known.pop() if len(known) == 1 else ""


def _messages(text: str, today: datetime.date) -> Iterator[_Message]:
    """A message begins where a line begins like one, and ends at an empty line or where the next begins."""
    message: _Message | None = None
    dated: datetime.date | None = None
    for number, line in enumerate(_LINES.split(text), start=1):
        shown = unicodedata.normalize("NFC", line).strip()
        starts = begins_alert(shown)
        if message and (starts or not shown):
            # Without any digit it is the title of the message below: "Vietcombank".
            if not (starts and _has_no_digit(message)):
                yield message
            message = None
        if not shown:
            continue
        if message:
            message.lines.append(shown)
            continue
        alone = None if starts else dated_line(shown, today)
        if alone:
            dated = alone
            continue
        message = _Message(row=number, lines=[shown], dated=dated)
        dated = None
    if message:
        yield message


def _has_no_digit(message: _Message) -> bool:
    return not any(letter in "0123456789" for line in message.lines for letter in line)


def _read(
    message: _Message, *, today: datetime.date, not_before: datetime.date | None, received_on: datetime.date | None
) -> _Read:
    alert = alert_from(" ".join(message.lines), today)
    date = alert.date or message.dated or received_on
    if date is None:
        raise BadRow(errors.ALERT_WITHOUT_DATE)
    check_date(date, today=today, not_before=not_before)
    row = StatementRow(
        row=message.row,
        date=date,
        at=instant_of(date, alert.time),
        direction=Direction.IN if alert.signed_vnd > 0 else Direction.OUT,
        amount_vnd=abs(alert.signed_vnd),
        memo=alert.memo,
        balance_vnd=alert.balance_vnd,
    )
    return _Read(bank=alert.bank, account=alert.account, row=row)
