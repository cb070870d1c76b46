"""Money that leaves a shop's account: it never pays an order. It may return a buyer's money, or be the bank taking a
credit back.

A seller's account is the seller's own: a debit that names no code of ours and takes back no credit is not kept.
"""

from marketplace import config
from marketplace.accounts import services as accounts
from marketplace.accounts.actor import BANK
from marketplace.payments import queries
from marketplace.payments.matching import codes_in
from marketplace.payments.models import BankLine
from marketplace.payments.services.ledger import book_debit_returns
from marketplace.payments.services.returning import lock_refund, note_sent
from marketplace.payments.services.telling import Told, plain_reference, write_line
from marketplace.payments.services.undoing import reverse
from marketplace.payments.states import REFUND_GONE, LineState, RefundWay
from marketplace.text import N_


def settle_debit(told: Told) -> BankLine | None:
    """The debit takes back its credit (C22), or closes the one open refund of just its amount (C21), or waits for a
    person. None when it was told before, or concerns nobody but the seller.

    The account must be held by hold_account().
    """
    assert told.account is not None
    codes = codes_in(told.says, prefix=config.current().code_prefix)
    taken_back = queries.credit_of_reference(told.account.id, plain_reference(told.reference), told.amount_vnd)
    if not codes and taken_back is None:
        return None
    line = write_line(told)
    if line is None:
        return None
    if taken_back is not None and reverse(taken_back, line.id):
        return line
    if taken_back is not None:
        line.is_alarm = True
        line.become(LineState.PARKED, because=_GONE_ELSEWHERE)
        return line
    if not _returns(line, codes):
        line.become(LineState.PARKED, because=_NO_SUCH_REFUND)
    return line


_GONE_ELSEWHERE = N_("Ngân hàng thu lại một khoản mà tiền đã được hoàn hoặc để riêng. Cần người xem lại ngay.")
_NO_SUCH_REFUND = N_(
    "Tiền chuyển đi có ghi mã của chợ, nhưng không có khoản hoàn nào đúng số tiền ấy. Cần người xem lại."
)
_SEEN = N_("Ngân hàng cho thấy tiền đã chuyển lại cho khách")


def _returns(debit: BankLine, codes: list[str] | tuple[str, ...]) -> bool:
    """The oldest refund with one of these codes and just this amount is sent, seen at the bank."""
    for refund_id in queries.refund_ids_by_code(codes, shop_id=debit.shop_id):
        refund, line, request = lock_refund(refund_id)
        if refund.amount_vnd != debit.amount_vnd or refund.debit_line_id is not None:
            continue
        if refund.state in REFUND_GONE:
            book_debit_returns(debit, line, was_paid_from=refund.paid_from)
        else:
            refund.way = RefundWay.BANK
            book_debit_returns(debit, line)
            note_sent(
                refund, line, request, paid_from=f"bank:{debit.account_id}", because=_SEEN, by=BANK, is_booked=True
            )
        refund.paid_from = f"bank:{debit.account_id}"
        refund.debit_line_id, refund.reference = debit.id, debit.reference or refund.reference
        debit.become(LineState.MATCHED, because=_SEEN)
        accounts.record(
            "refund seen at the bank", thing=f"refund:{refund.public_id}", by=BANK, reason=_SEEN,
            before={"state": refund.state.value}, after={"state": refund.state.value, "amount_vnd": refund.amount_vnd},
        )  # fmt: skip
        return True
    return False
