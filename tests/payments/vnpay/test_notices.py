"""What a return or an IPN says is believed whole, or not at all."""

from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from marketplace.payments.vnpay import (
    IPN_ANSWERS,
    BadVNPayNotice,
    BadVNPaySignature,
    IPNAnswer,
    OtherTerminal,
    Outcome,
    VNPay,
    ipn_body,
    read_notice,
)
from marketplace.payments.vnpay.signing import HASH, HASH_TYPE, query_to_sign, sign

VNPAY: Final = VNPay(tmn_code="CHOQUE01", secret="s" * 32, pay_url="https://v.example/p", api_url="https://v.example/a")
PAID: Final = {
    "vnp_TmnCode": "CHOQUE01",
    "vnp_TxnRef": "HQX7K2MQ4XD-1",
    "vnp_Amount": "15000000",
    "vnp_ResponseCode": "00",
    "vnp_TransactionStatus": "00",
    "vnp_TransactionNo": "14422574",
    "vnp_BankCode": "NCB",
    "vnp_BankTranNo": "VNP14422574",
    "vnp_CardType": "ATM",
    "vnp_PayDate": "20261123101823",
    "vnp_OrderInfo": "Thanh toan don HQX7K2MQ4XD",
}
Pairs = list[tuple[str, str]]


def signed(told: dict[str, str], *, secret: str = VNPAY.secret) -> Pairs:
    pairs = list(told.items())
    return [*pairs, (HASH, sign(query_to_sign(pairs), secret=secret))]


def changed(**changes: str) -> Pairs:
    return signed(PAID | changes)


def test_everything_told_is_read() -> None:
    notice = read_notice(VNPAY, signed(PAID))

    assert notice.outcome is Outcome.PAID
    assert (notice.txn_ref, notice.amount_vnd, notice.transaction_no) == ("HQX7K2MQ4XD-1", 150_000, "14422574")
    assert (notice.bank_code, notice.bank_tran_no, notice.card_type) == ("NCB", "VNP14422574", "ATM")
    assert notice.order_info == "Thanh toan don HQX7K2MQ4XD"
    assert notice.paid_at == datetime(2026, 11, 23, 3, 18, 23, tzinfo=UTC)


# F06
@given(data=st.data())
def test_a_changed_value_is_refused(data: st.DataObject) -> None:
    pairs = signed(PAID)
    place = data.draw(st.integers(0, len(PAID) - 1))
    name, value = pairs[place]
    other = data.draw(st.one_of(st.text(max_size=40), st.just(value + " "), st.just(value + "0")))
    assume(other != value)
    pairs[place] = (name, other)

    with pytest.raises(BadVNPaySignature):
        read_notice(VNPAY, pairs)


# F06
@given(name=st.text(max_size=30), value=st.text(max_size=30))
def test_an_added_parameter_is_refused(name: str, value: str) -> None:
    assume("vnp_" + name != HASH_TYPE)
    with pytest.raises(BadVNPaySignature):
        read_notice(VNPAY, [*signed(PAID), ("vnp_" + name, value)])


# F06
@pytest.mark.parametrize("name", [*PAID, HASH])
def test_a_removed_renamed_emptied_or_doubled_parameter_is_refused(name: str) -> None:
    pairs = signed(PAID)
    value = dict(pairs)[name]

    for spoilt in (
        [pair for pair in pairs if pair[0] != name],
        [(key + "x" if key == name else key, told) for key, told in pairs],
        [(key, "" if key == name else told) for key, told in pairs],
        [*pairs, (name, value)],
        [(name, "x"), *pairs],
    ):
        with pytest.raises(BadVNPaySignature):
            read_notice(VNPAY, spoilt)


# F06
def test_two_parameters_cannot_be_folded_into_one() -> None:
    pairs = signed(PAID)
    told = dict(pairs)
    folded = [pair for pair in pairs if pair[0] not in ("vnp_Amount", "vnp_BankCode")]

    with pytest.raises(BadVNPaySignature):
        read_notice(VNPAY, [*folded, ("vnp_Amount", f"{told['vnp_Amount']}&vnp_BankCode={told['vnp_BankCode']}")])
    with pytest.raises(BadVNPaySignature):
        read_notice(VNPAY, [*folded, (f"vnp_Amount={told['vnp_Amount']}&vnp_BankCode", told["vnp_BankCode"])])


# F06
@pytest.mark.parametrize("wrong", ["", "0" * 128, "x" * 128, "é", "a" * 127, "\ud800" * 128, "ａ" * 128, "0" * 10_000])
def test_a_wrong_hash_is_refused(wrong: str) -> None:
    with pytest.raises(BadVNPaySignature):
        read_notice(VNPAY, [*PAID.items(), (HASH, wrong)])


# F06
@pytest.mark.parametrize("other", ["t" * 32, "s" * 31, "S" * 32])
def test_another_secret_is_refused(other: str) -> None:
    with pytest.raises(BadVNPaySignature):
        read_notice(VNPAY, signed(PAID, secret=other))


# F06
def test_a_hash_in_capitals_is_taken() -> None:
    pairs = [(name, value.upper() if name == HASH else value) for name, value in signed(PAID)]

    assert read_notice(VNPAY, pairs).outcome is Outcome.PAID


# F07
@given(
    order=st.permutations(range(len(PAID) + 2)),
    ours=st.dictionaries(st.text(max_size=8).filter(lambda name: not name.startswith("vnp_")), st.text(), max_size=3),
)
def test_order_hash_type_and_parameters_of_others_do_not_matter(order: list[int], ours: dict[str, str]) -> None:
    pairs = [*signed(PAID), (HASH_TYPE, "HMACSHA512")]
    shuffled = [pairs[place] for place in order]

    assert read_notice(VNPAY, [*ours.items(), *shuffled, *ours.items()]).amount_vnd == 150_000


# F07
@given(
    info=st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=60),
    bank=st.sampled_from(["", " ", "+", "%", "%20", "a b+c%d&e=f", "Ngân hàng Quê", "~*!'()"]),
)
def test_whatever_stands_in_a_value_is_signed_as_it_came(info: str, bank: str) -> None:
    notice = read_notice(VNPAY, changed(vnp_OrderInfo=info, vnp_BankCode=bank))

    assert (notice.order_info, notice.bank_code) == (info, bank)


# F08
def test_another_terminal_with_our_secret_is_refused_and_known() -> None:
    with pytest.raises(OtherTerminal):
        read_notice(VNPAY, changed(vnp_TmnCode="CHOQUE02"))
    with pytest.raises(OtherTerminal):
        read_notice(VNPAY, signed({name: value for name, value in PAID.items() if name != "vnp_TmnCode"}))


@pytest.mark.parametrize(
    "amount", ["", "0", "1", "15000001", "150.00", "-100", "+100", "1e4", "１００", "1" * 14 + "00"]
)
def test_an_amount_that_is_no_whole_number_of_dong_cannot_be_read(amount: str) -> None:
    with pytest.raises(BadVNPayNotice, match="vnp_Amount"):
        read_notice(VNPAY, changed(vnp_Amount=amount))


@pytest.mark.parametrize("name", ["vnp_TxnRef", "vnp_Amount", "vnp_ResponseCode", "vnp_TransactionStatus"])
def test_a_signed_notice_without_what_matters_cannot_be_read(name: str) -> None:
    with pytest.raises(BadVNPayNotice, match=name):
        read_notice(VNPAY, signed({key: value for key, value in PAID.items() if key != name}))


@pytest.mark.parametrize("value", ["a\x00b", "a\nb", "x" * 256, "\ud800"])
def test_text_that_cannot_be_kept_cannot_be_read(value: str) -> None:
    with pytest.raises(BadVNPayNotice, match="vnp_OrderInfo"):
        read_notice(VNPAY, changed(vnp_OrderInfo=value))


@pytest.mark.parametrize("told", ["", "2026112310182", "20261323101823", "20260230101823", "x" * 14, "２" * 14])
def test_money_is_not_lost_over_a_time_that_cannot_be_read(told: str) -> None:
    notice = read_notice(VNPAY, changed(vnp_PayDate=told))

    assert (notice.paid_at, notice.outcome) == (None, Outcome.PAID)


# F09
@pytest.mark.parametrize("status", ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "99", "0", "000"])
def test_a_success_whose_status_is_another_is_not_paid(status: str) -> None:
    assert read_notice(VNPAY, changed(vnp_TransactionStatus=status)).outcome is not Outcome.PAID


# F09
@given(code=st.text(max_size=3), status=st.text(max_size=3))
def test_nothing_but_two_zeros_twice_is_paid(code: str, status: str) -> None:
    told = PAID | {"vnp_ResponseCode": code or "x", "vnp_TransactionStatus": status or "x"}
    try:
        outcome = read_notice(VNPAY, signed(told)).outcome
    except BadVNPayNotice:
        return

    assert (outcome is Outcome.PAID) == ((code, status) == ("00", "00"))


def test_what_an_ipn_is_answered_letter_for_letter() -> None:
    assert {answer: ipn_body(answer) for answer in IPNAnswer} == {
        IPNAnswer.BAD_SIGNATURE: {"RspCode": "97", "Message": "Invalid signature"},
        IPNAnswer.UNKNOWN_REFERENCE: {"RspCode": "01", "Message": "Order not found"},
        IPNAnswer.WRONG_AMOUNT: {"RspCode": "04", "Message": "Invalid amount"},
        IPNAnswer.ALREADY_RECORDED: {"RspCode": "02", "Message": "Order already confirmed"},
        IPNAnswer.RECORDED: {"RspCode": "00", "Message": "Confirm Success"},
        IPNAnswer.TROUBLE: {"RspCode": "99", "Message": "Unknow error"},
    }
    assert set(IPN_ANSWERS) == set(IPNAnswer)


def test_neither_secret_nor_card_shows_in_a_log() -> None:
    shown = repr(VNPAY) + repr(read_notice(VNPAY, signed(PAID)))

    for hidden in (VNPAY.secret, "VNP14422574", "Thanh toan"):
        assert hidden not in shown
