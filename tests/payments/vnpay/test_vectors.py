"""What three other implementations sign, we sign; what they refuse for good reason, we refuse."""

import json
from datetime import datetime
from typing import Any, Final

import pytest

from marketplace.clock import VIETNAM
from marketplace.config import ROOT
from marketplace.money import Dong
from marketplace.payments.vnpay import (
    BadVNPaySignature,
    Method,
    Outcome,
    RefundKind,
    RefundOutcome,
    VNPay,
    payment_url,
    query_request,
    read_notice,
    read_query_answer,
    read_refund_answer,
    refund_request,
)
from marketplace.payments.vnpay.signing import (
    HASH,
    QUERY_ANSWERED,
    QUERY_ASKED,
    REFUND_ANSWERED,
    REFUND_ASKED,
    Encoder,
    bar_joined,
    is_signed_body,
    is_signed_query,
    query_to_sign,
    sign,
    signed_body,
    signed_query,
)

VECTORS: Final[dict[str, Any]] = json.loads((ROOT / "tests/data/vnpay-vectors.json").read_text())
SECRET: Final[str] = VECTORS["secret"]
TERMINAL: Final = VNPay(
    tmn_code=VECTORS["tmn_code"], secret=SECRET, pay_url=VECTORS["payment_url"], api_url="https://vnpay.example/api"
)
PAY, RETURNS, QUERIES, REFUNDS = (VECTORS[name] for name in ("pay", "returns", "querydr", "refund"))


def name_of(vector: dict[str, Any]) -> str:
    return str(vector["name"].split()[0])


def named(vectors: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [vector for vector in vectors if name_of(vector) in names]


def instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM)


# F07
@pytest.mark.parametrize("vector", PAY, ids=name_of)
def test_a_payment_is_signed_as_others_sign_it(vector: dict[str, Any]) -> None:
    params = list(reversed(vector["params"].items()))

    assert query_to_sign(params) == vector["query"]
    assert signed_query(params, secret=SECRET) == f"{vector['query']}&vnp_SecureHash={vector['secure_hash']}"


# F07, F22: these hold nothing that cleaning or the choice of a method would change.
@pytest.mark.parametrize("vector", named(PAY, "P1", "P2", "P3", "P4", "P8", "P9"), ids=name_of)
def test_the_address_to_pay_at_is_the_one_others_make(vector: dict[str, Any]) -> None:
    told = vector["params"]

    url = payment_url(
        TERMINAL,
        txn_ref=told["vnp_TxnRef"],
        amount_vnd=Dong(int(told["vnp_Amount"]) // 100),
        order_info=told["vnp_OrderInfo"],
        return_url=told["vnp_ReturnUrl"],
        ip=told["vnp_IpAddr"],
        created_at=instant(told["vnp_CreateDate"]),
        expires_at=instant(told["vnp_ExpireDate"]),
        method=Method(told["vnp_BankCode"]) if "vnp_BankCode" in told else None,
        locale=told["vnp_Locale"],
    )

    assert url == f"{VECTORS['payment_url']}?{vector['query']}&vnp_SecureHash={vector['secure_hash']}"


# F06, F07
@pytest.mark.parametrize("vector", RETURNS, ids=name_of)
def test_a_return_is_believed_exactly_when_it_is_signed(vector: dict[str, Any]) -> None:
    params = list(vector["params"].items())

    assert query_to_sign(params) == vector["signed_string"]
    assert is_signed_query(params, secret=SECRET) is vector["signature_valid"]
    if not vector["signature_valid"]:
        with pytest.raises(BadVNPaySignature):
            read_notice(TERMINAL, params)


# F09, F10, F13
@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("R1", Outcome.PAID),
        ("R2", Outcome.PAID),
        ("R3", Outcome.FAILED),
        ("R4", Outcome.FAILED),
        ("R5", Outcome.SUSPICIOUS),
        ("R6", Outcome.PAID),
        ("R7", Outcome.PENDING),
        ("R10", Outcome.PAID),
        ("R11", Outcome.PAID),
    ],
)
def test_what_a_return_says_of_the_money(name: str, outcome: Outcome) -> None:
    [vector] = named(RETURNS, name)

    notice = read_notice(TERMINAL, list(vector["params"].items()))

    assert notice.outcome is outcome
    assert notice.amount_vnd * 100 == int(vector["params"]["vnp_Amount"])
    assert notice.paid_at == instant(vector["params"]["vnp_PayDate"])
    assert notice.txn_ref == vector["params"]["vnp_TxnRef"]


@pytest.mark.parametrize("vector", QUERIES, ids=name_of)
def test_a_query_is_asked_and_read_as_others_do(vector: dict[str, Any]) -> None:
    told, answer = vector["request"], vector["response"]

    request = query_request(
        TERMINAL,
        request_id=told["vnp_RequestId"],
        txn_ref=told["vnp_TxnRef"],
        transaction_date=instant(told["vnp_TransactionDate"]),
        created_at=instant(told["vnp_CreateDate"]),
        ip=told["vnp_IpAddr"],
        order_info=told["vnp_OrderInfo"],
        transaction_no=told.get("vnp_TransactionNo", ""),
    )
    read = read_query_answer(
        TERMINAL, json.dumps(answer).encode(), txn_ref=told["vnp_TxnRef"], amount_vnd=Dong(150_000)
    )

    assert request == told
    assert bar_joined(told, QUERY_ASKED) == vector["request_checksum_data"]
    assert bar_joined(answer, QUERY_ANSWERED) == vector["response_checksum_data"]
    assert signed_body({k: v for k, v in answer.items() if k != HASH}, names=QUERY_ANSWERED, secret=SECRET) == answer
    assert read.verified
    assert read.outcome is (Outcome.PENDING if name_of(vector) == "Q3" else Outcome.PAID)
    assert read.paid_at == instant(answer["vnp_PayDate"])


@pytest.mark.parametrize("vector", REFUNDS, ids=name_of)
def test_a_refund_is_asked_and_read_as_others_do(vector: dict[str, Any]) -> None:
    told, answer = vector["request"], vector["response"]
    kind = RefundKind(told["vnp_TransactionType"])
    amount = Dong(int(told["vnp_Amount"]) // 100)

    read = read_refund_answer(
        TERMINAL, json.dumps(answer).encode(), txn_ref=told["vnp_TxnRef"], amount_vnd=amount, kind=kind
    )

    assert is_signed_body(told, names=REFUND_ASKED, secret=SECRET)
    assert bar_joined(told, REFUND_ASKED) == vector["request_checksum_data"]
    assert bar_joined(answer, REFUND_ANSWERED) == vector["response_checksum_data"]
    assert (read.verified, read.outcome, read.status) == (True, RefundOutcome.ACCEPTED, "05")
    assert not read.is_done


# Without a number F3 signs an empty one and leaves it out; we send and sign "0", as the samples do.
@pytest.mark.parametrize("vector", named(REFUNDS, "F1", "F2"), ids=name_of)
def test_a_refund_request_is_the_one_others_make(vector: dict[str, Any]) -> None:
    told = vector["request"]

    request = refund_request(
        TERMINAL,
        request_id=told["vnp_RequestId"],
        kind=RefundKind(told["vnp_TransactionType"]),
        txn_ref=told["vnp_TxnRef"],
        amount_vnd=Dong(int(told["vnp_Amount"]) // 100),
        transaction_no=told["vnp_TransactionNo"],
        transaction_date=instant(told["vnp_TransactionDate"]),
        created_by=told["vnp_CreateBy"],
        created_at=instant(told["vnp_CreateDate"]),
        ip=told["vnp_IpAddr"],
        order_info=told["vnp_OrderInfo"],
    )

    assert request == told


# F07
@pytest.mark.parametrize(
    ("spelling", "encoder"),
    [
        ("php_urlencode", Encoder.PHP),
        ("npm_urlsearchparams", Encoder.NODE_AND_JAVA),
        ("python_quote_plus", Encoder.PYTHON),
    ],
)
def test_each_spelling_of_rare_characters_is_read(spelling: str, encoder: Encoder) -> None:
    [vector] = VECTORS["encoder_differences"]
    params, told = list(vector["params"].items()), vector[spelling]

    query = query_to_sign(params, encoder=encoder)

    assert f"vnp_OrderInfo={told['order_info']}&" in query
    assert sign(query, secret=SECRET) == told["hash"]
    assert is_signed_query([*params, (HASH, told["hash"])], secret=SECRET)
