"""The make-believe VNPay as a buyer, a tester and the market meet it: over HTTP."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import requests

from marketplace import clock
from marketplace.config import Settings
from marketplace.errors import GatewayUnreachable
from marketplace.payments import sandbox_panel
from marketplace.payments.vnpay import Method, Outcome, read_notice
from marketplace.payments.vnpay.sandbox_terminal import API_PATH, PAY_PATH, TERMINALS_PATH, register_terminal
from marketplace.sandbox.vnpay.paper import Terminal
from marketplace.sandbox.vnpay.states import ANSWERING_BY_AMOUNT, TELLING_BY_AMOUNT, Answering, Stage, Telling
from marketplace.sandbox.vnpay.ways import WAYS

from .making import SECRET, TMN_CODE, Running, gateway, selected, value_of, wait_until


def way_back(running: Running, answer: requests.Response) -> Any:
    """What the market reads when the buyer comes back."""
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(running.shop.return_url + "&")
    requests.get(answer.headers["Location"], timeout=5)
    return read_notice(running.vnpay, running.shop.ways_back[-1])


# F01
def test_a_payment_is_told_to_the_market_and_the_buyer_goes_back(running: Running) -> None:
    page = running.browser.get(running.link(), timeout=5)
    back = way_back(running, running.pay(running.link()))
    wait_until(lambda: running.payment().attempts)

    for shown in ("HTX Rau Sạch", "150.000", "Thanh toan don HQX7K2MQ4XD-1", "9704198526191432198"):
        assert shown in page.text
    [notice] = running.shop.heard
    assert notice == back
    assert (back.outcome, back.amount_vnd, back.txn_ref) == (Outcome.PAID, 150_000, "HQX7K2MQ4XD-1")
    assert (back.transaction_no, back.bank_code, back.card_type) == (str(running.payment().number), "NCB", "ATM")
    assert running.payment().stage_at(clock.now()) is Stage.PAID
    [attempt] = running.payment().attempts
    assert (attempt.status, attempt.code, attempt.is_final) == (200, "00", True)


# A browser obeys form-action along redirects too.
def test_the_pay_page_may_lead_back_to_the_shop_and_nowhere_else(running: Running) -> None:
    headers = running.browser.get(running.link(), timeout=5).headers
    panel = running.page("/vnpay").headers

    policy = headers["Content-Security-Policy"]
    assert f"form-action 'self' http://127.0.0.1:{running.shop.port};" in policy
    assert "default-src 'none'" in policy
    assert "form-action 'self';" in panel["Content-Security-Policy"]


# F10
@pytest.mark.parametrize("way", [way for way in WAYS if way.code != "00"], ids=lambda way: way.key)
def test_every_other_card_ends_as_its_words_say(running: Running, way: Any) -> None:
    back = way_back(running, running.pay(running.link(), way=way.key))

    assert (back.outcome, back.response_code, back.transaction_status) == (Outcome.FAILED, way.code, "02")
    assert running.ask().outcome is Outcome.FAILED


# F10
def test_a_buyer_who_turns_back_has_no_number(running: Running) -> None:
    back = way_back(running, running.pay(running.link(), act="cancel"))
    wait_until(lambda: running.shop.heard)

    assert (back.outcome, back.response_code, back.transaction_no, back.bank_tran_no) == (
        Outcome.FAILED,
        "24",
        "0",
        "",
    )
    assert running.shop.heard == [back]


@pytest.mark.parametrize(
    ("method", "shown", "hidden"),
    [
        (Method.VNPAYQR, "VNPAY-QR", "NCB"),
        (Method.VNBANK, "NAPAS", "VISA"),
        (Method.INTCARD, "VISA", "NAPAS"),
        (None, "VISA", "nothing like it"),
    ],
)
def test_the_link_may_leave_one_method(running: Running, method: Method | None, shown: str, hidden: str) -> None:
    page = running.browser.get(running.link(method=method), timeout=5).text

    assert shown in page
    assert hidden not in page


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_opens_in_both_languages_with_strict_headers(running: Running, language: str) -> None:
    link = running.link().removeprefix(running.url)
    running.pay(running.link("A", expires_at=running.created_at + timedelta(minutes=15)))

    pages = [running.page(language + path) for path in (link, running.link("A").removeprefix(running.url), "/vnpay")]

    assert [page.status_code for page in pages] == [200, 409, 200]
    for page in pages:
        assert f'<html lang="{"en" if language else "vi"}">' in page.text
        assert page.text.count("<h1") == 1
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page.text)
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]


# F22, F23
def test_a_link_works_for_its_lifetime_and_not_longer(running: Running) -> None:
    old = running.link(
        "old", created_at=clock.now() - timedelta(hours=1), expires_at=clock.now() - timedelta(seconds=1)
    )
    short = running.link("short", expires_at=clock.now() + timedelta(seconds=2))
    page = running.browser.get(short, timeout=5).text
    wait_until(lambda: running.machine.book.payments()[0].stage_at(clock.now()) is Stage.EXPIRED)

    expired = running.browser.get(old, timeout=5)
    late = running.send(
        "/paymentv2/tra-tien", page, key=value_of("key", page), way="ncb", telling="none", answering="none"
    )

    assert (expired.status_code, late.status_code) == (409, 409)
    assert "Đã hết hạn" in expired.text
    assert 'class="button" href="http://127.0.0.1:' in expired.text
    assert running.ask("short").outcome is Outcome.FAILED
    assert running.ask("short").status == "08"
    assert running.shop.heard == []


def test_the_same_form_sent_twice_pays_once(running: Running) -> None:
    page = running.browser.get(running.link(), timeout=5).text
    data = {"key": value_of("key", page), "way": "ncb", "telling": "none", "answering": "none"}

    first, second = (running.send("/paymentv2/tra-tien", page, **data, act=act) for act in ("pay", "cancel"))
    wait_until(lambda: running.payment().attempts)

    assert first.headers["Location"] == second.headers["Location"]
    assert running.shop.codes == ["00/00"]


def test_a_reference_is_used_once_a_day(running: Running) -> None:
    running.browser.get(running.link(), timeout=5)

    other = running.browser.get(running.link(amount_vnd=1_000), timeout=5)

    assert other.status_code == 409
    assert "đã dùng cho một lần trả tiền khác" in other.text


# F06, F07
@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("vnp_Amount=15000000", "vnp_Amount=100", "Sai chữ ký"),
        ("vnp_SecureHash=", "vnp_SecureHash=0", "Sai chữ ký"),
        ("vnp_Amount=15000000", "vnp_Amount=15000000&vnp_Amount=15000000", "Sai chữ ký"),
        (TMN_CODE, "CHOQUE09", "không có điểm bán CHOQUE09"),
        ("vnp_TmnCode", "x", "không có điểm bán"),
    ],
)
def test_a_link_that_was_changed_is_refused_in_words(running: Running, old: str, new: str, sentence: str) -> None:
    page = running.browser.get(running.link().replace(old, new), timeout=5)

    assert page.status_code == 422
    assert sentence in page.text
    assert not running.machine.book.payments()


def test_the_sandbox_sends_nobody_to_strangers(running: Running) -> None:
    page = running.browser.get(running.link(return_url="https://evil.example/ve"), timeout=5)

    assert page.status_code == 422
    assert "vnp_ReturnUrl" in page.text
    assert "evil" not in page.headers["Content-Security-Policy"]


def test_forms_without_a_token_are_refused(running: Running) -> None:
    for path in ("/paymentv2/tra-tien", "/vnpay/terminals", "/vnpay/truc-trac", "/vnpay/lan-tra/x/bao-lai"):
        assert requests.post(running.url + path, data={}, timeout=5).status_code == 400
    assert running.send("/paymentv2/tra-tien", running.page("/vnpay").text, key="nobody").status_code == 404


@pytest.mark.parametrize(("field", "typed"), [("way", "x"), ("telling", "x"), ("answering", "x")])
def test_what_is_not_offered_cannot_be_chosen(running: Running, field: str, typed: str) -> None:
    answer = running.pay(running.link(), **{field: typed})

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert running.payment().done_at is None


def test_the_panel_chooses_what_goes_wrong_next_unless_the_amount_does(running: Running) -> None:
    page = running.page("/vnpay").text
    running.send("/vnpay/truc-trac", page, telling="lost", answering="html")

    chosen = running.browser.get(running.link(), timeout=5).text
    by_amount = running.browser.get(running.link("B", amount_vnd=45_404), timeout=5).text

    assert (selected("telling", chosen), selected("answering", chosen)) == ("lost", "html")
    assert (selected("telling", by_amount), selected("answering", by_amount)) == ("ten_at_once", "html")
    assert running.machine.book.next() == (Telling.LOST, Answering.HTML)


def test_the_panel_tells_which_amounts_do_what(running: Running) -> None:
    page = running.page("/vnpay").text

    assert len(TELLING_BY_AMOUNT) == len(Telling) - 1
    assert len(ANSWERING_BY_AMOUNT) == len(Answering) - 1
    assert not set(TELLING_BY_AMOUNT) & set(ANSWERING_BY_AMOUNT)
    for ending in (*TELLING_BY_AMOUNT, *ANSWERING_BY_AMOUNT):
        assert f"…{ending}<" in page
    assert TELLING_BY_AMOUNT[402] is Telling.LOST  # the example on the page


def test_the_panel_shows_each_call_and_can_make_one_more(running: Running) -> None:
    running.pay(running.link(), telling="lost")
    key = running.payment().key
    sent = running.send(f"/vnpay/lan-tra/{key}/bao-lai", running.page("/vnpay").text)
    wait_until(lambda: running.payment().attempts)
    running.send(f"/vnpay/lan-tra/{key}/tra-loi", running.page("/vnpay").text, answering="no_hash")
    page = running.page("/vnpay").text

    assert sent.status_code == 303
    for shown in ("HQX7K2MQ4XD-1", "00/00", "HTTP 200", "Confirm Success", "Không báo gì cả", "Thiếu chữ ký", "Đã trả"):
        assert shown in page
    assert SECRET not in page
    assert running.shop.codes == ["00/00"]
    assert running.payment().answering is Answering.NO_HASH


def test_an_unfinished_payment_cannot_be_told(running: Running) -> None:
    running.browser.get(running.link(), timeout=5)

    answer = running.send(f"/vnpay/lan-tra/{running.payment().key}/bao-lai", running.page("/vnpay").text)

    assert answer.status_code == 409


def test_a_terminal_is_registered_and_forgotten_by_hand(running: Running) -> None:
    page = running.page("/vnpay").text
    typed = {"tmn_code": "CHOQUE02", "name": "Bà Tư", "ipn_url": "http://cho.example:5000/ipn", "secret": "s3cret-word"}

    assert running.send("/vnpay/terminals", page, **typed).status_code == 303
    shown = running.page("/vnpay").text
    assert "CHOQUE02" in shown
    assert "s3cret-word" not in shown
    assert running.send("/vnpay/terminals/bo", page, tmn_code="CHOQUE02").status_code == 303
    assert [terminal.tmn_code for terminal in running.machine.book.terminals()] == [TMN_CODE]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("ipn_url", "https://evil.example/ipn", "cho.example"),
        ("tmn_code", "<b>", "chỉ gồm chữ không dấu"),
        ("secret", "", "Xin điền"),
    ],
)
def test_a_wrong_terminal_is_refused_at_its_field(running: Running, field: str, typed: str, sentence: str) -> None:
    data = {"tmn_code": "CHOQUE02", "name": "Bà Tư", "ipn_url": "http://127.0.0.1:5000/ipn", "secret": "s"}

    answer = running.send("/vnpay/terminals", running.page("/vnpay").text, **(data | {field: typed}))

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert sentence in answer.text
    assert len(running.machine.book.terminals()) == 1


def test_the_market_registers_its_terminal_by_itself(running: Running, sandbox_settings: Settings) -> None:
    told = {"tmn_code": "CHOQUE02", "secret": "s", "ipn_url": "http://cho.example:5000/ipn", "name": "Chợ Thôn"}

    register_terminal(running.url, secret_key=sandbox_settings.secret_key, **told)

    assert running.machine.book.find_terminal("CHOQUE02") == Terminal(**told)
    with pytest.raises(GatewayUnreachable, match="401"):
        register_terminal(running.url, secret_key="x" * 32, **told)
    with pytest.raises(GatewayUnreachable, match="422"):
        register_terminal(
            running.url, secret_key=sandbox_settings.secret_key, **(told | {"ipn_url": "http://evil.example/"})
        )
    with pytest.raises(GatewayUnreachable, match="ConnectionError"):
        register_terminal("http://127.0.0.1:1", secret_key="x", **told)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"\xff", b"{}", b'{"tmn_code": "A", "secret": "", "ipn_url": "x", "name": "y"}']
)
def test_a_signed_registration_that_makes_no_sense_is_refused(
    running: Running, sandbox_settings: Settings, body: bytes
) -> None:
    headers = {sandbox_panel.SIGNATURE_HEADER: sandbox_panel.sign(body, secret_key=sandbox_settings.secret_key)}

    answer = requests.post(running.url + TERMINALS_PATH, data=body, headers=headers, timeout=5)

    assert (answer.status_code, answer.json()["success"]) == (422, False)
    unsigned = requests.post(running.url + TERMINALS_PATH, data=body, timeout=5)
    assert (unsigned.status_code, unsigned.json()) == (401, {"success": False, "error": "bad signature"})


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (b"", "99"),
        (b"<html>", "99"),
        (json.dumps({"vnp_TmnCode": "NOBODY", "vnp_Command": "querydr"}).encode(), "02"),
        (json.dumps({"vnp_TmnCode": TMN_CODE, "vnp_Command": "dance"}).encode(), "03"),
        (json.dumps({"vnp_TmnCode": TMN_CODE, "vnp_Command": "querydr"}).encode(), "97"),
        (json.dumps({"vnp_TmnCode": TMN_CODE, "vnp_Command": "refund", "vnp_SecureHash": 1}).encode(), "97"),
    ],
)
def test_the_api_answers_strangers_without_a_hash(running: Running, told: bytes, code: str) -> None:
    answer = requests.post(running.url + API_PATH, data=told, timeout=5)

    assert answer.status_code == 200
    assert answer.json()["vnp_ResponseCode"] == code
    assert "vnp_SecureHash" not in answer.json()


def test_the_gateway_and_the_sandbox_mean_the_same_paths(running: Running) -> None:
    assert (PAY_PATH, API_PATH) == ("/paymentv2/vpcpay.html", "/merchant_webapi/api/transaction")
    assert gateway(running.url).pay_url == running.url + PAY_PATH
