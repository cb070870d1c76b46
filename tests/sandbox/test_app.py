"""The sandbox as people and the market meet it: over HTTP."""

import json
import re
import smtplib
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from PIL import Image
from werkzeug.serving import BaseWSGIServer, make_server

from marketplace import clock
from marketplace.config import BadSettings, Settings
from marketplace.payments import sandbox_panel
from marketplace.payments.feeds.notice import Checked
from marketplace.sandbox.app import create_sandbox, run_sandbox
from marketplace.sandbox.book import Account
from marketplace.sandbox.states import Told

from .conftest import ACCOUNT, SECRET, Market, Running, free_port, payload, wait_until
from .test_pictures import drawn, saved


def _remembering(made: list[BaseWSGIServer]) -> Callable[..., BaseWSGIServer]:
    def make(*args: Any, **kwargs: Any) -> BaseWSGIServer:
        server = make_server(*args, **kwargs)
        made.append(server)
        return server

    return make


@pytest.fixture
def registered(sandbox: Running, market: Market) -> Running:
    sandbox.machine.book.register(Account(account=ACCOUNT, holder="HTX RAU SẠCH", hook_url=market.url, secret=SECRET))
    return sandbox


def pay(sandbox: Running, **changes: str) -> requests.Response:
    """Open the pay page of a code and send its form as it stands, with some fields changed."""
    code = changes.pop("ma", payload())
    page = sandbox.page("/chuyen?ma=" + quote(code, safe=""))
    names = ("form_key", "amount_vnd", "memo", "delay_seconds")
    found = {name: re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page.text) for name in names}
    data = {name: match[1] for name, match in found.items() if match}
    data |= {"ma": code, "times": "1", "shape": "plain", "mischief": "none"} | changes
    return sandbox.send("/chuyen", from_page="/chuyen?ma=" + quote(code, safe=""), data=data)


def test_production_has_no_sandbox(settings: Settings) -> None:
    with pytest.raises(BadSettings):
        create_sandbox(replace(settings, production=True))
    with pytest.raises(BadSettings):
        run_sandbox(replace(settings, production=True), port=free_port(), smtp_port=free_port())


@pytest.mark.parametrize("path", ["/", "/giao-dich", "/sepay", "/thu", f"/chuyen?ma={payload()}"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_opens_in_both_languages_with_strict_headers(sandbox: Running, path: str, language: str) -> None:
    page = sandbox.page(language + path)

    assert page.status_code == 200
    assert f'<html lang="{"en" if language else "vi"}">' in page.text
    assert page.text.count("<h1") == 1
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page.text)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=(self)" in page.headers["Permissions-Policy"]


def test_links_keep_the_language(sandbox: Running) -> None:
    assert 'href="/en/giao-dich"' in sandbox.page("/en/").text


def test_a_pasted_code_shows_what_a_bank_shows(registered: Running) -> None:
    page = registered.page(f"/chuyen?ma=%20{payload()}%0A").text

    for shown in ("Ngân hàng DEMO", ACCOUNT, "HTX RAU SẠCH", 'value="45.000"', 'value="HQX7K2MQ4XD"'):
        assert shown in page
    assert "Không có địa chỉ báo tin" not in page


def test_an_unregistered_account_is_shown_without_a_name(sandbox: Running) -> None:
    page = sandbox.page(f"/chuyen?ma={payload()}").text

    assert "Không có địa chỉ báo tin" in page
    assert "không rõ" in page


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "Chưa có mã nào"),
        ("xin chào", "không phải mã thanh toán"),
        (payload()[:-9], "chép thiếu"),
        (payload().replace("45000", "95000"), "không khớp số kiểm tra"),
        (payload() + "00", "chữ thừa"),
        ("000201" + "9" * 700, "chép thiếu"),
    ],
)
def test_a_code_that_cannot_be_read_is_refused_in_words(sandbox: Running, code: str, sentence: str) -> None:
    page = sandbox.page("/chuyen?ma=" + quote(code))

    assert page.status_code == 422
    assert sentence in page.text


def test_a_picture_leads_to_the_pay_page(sandbox: Running) -> None:
    answer = sandbox.send("/quet", files={"anh": ("qr.png", saved(drawn(payload()), "PNG"))})

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/chuyen?ma={payload()}"


def test_a_large_photo_is_read_too(sandbox: Running) -> None:
    photo = Image.effect_noise((1600, 1600), 90).convert("RGB")
    photo.paste(drawn(payload()), (500, 500))
    data = saved(photo, "PNG")
    assert len(data) > 1_000_000

    assert sandbox.send("/quet", files={"anh": ("qr.png", data)}).status_code == 303


def test_a_script_gets_the_code_as_json_and_nothing_for_a_picture_without(sandbox: Running) -> None:
    picture = {"anh": ("frame.jpg", saved(drawn(payload()), "JPEG"))}
    empty = {"anh": ("frame.jpg", saved(drawn(payload()).crop((0, 0, 40, 40)), "JPEG"))}
    wants = {"Accept": "application/json"}

    found = sandbox.send("/quet", files=picture, headers=wants)
    nothing = sandbox.send("/quet", files=empty, headers=wants)
    bad = sandbox.send("/quet", files={"anh": ("frame.jpg", b"x")}, headers=wants)

    assert found.json() == {"payload": payload(), "href": f"/chuyen?ma={payload()}"}
    assert (nothing.status_code, nothing.content) == (204, b"")
    assert bad.status_code == 422
    assert "ảnh" in bad.json()["error"]


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        (b"not a picture", 422, "không phải ảnh đọc được"),
        (b"", 422, "Chưa chọn ảnh"),
        (b"x" * (12 * 1024 * 1024 + 1), 413, "Gửi lên quá nhiều"),
    ],
    ids=["text", "empty", "large"],
)
def test_a_bad_picture_is_refused_in_words(sandbox: Running, data: bytes, status: int, sentence: str) -> None:
    answer = sandbox.send("/quet", files={"anh": ("qr.png", data)})

    assert answer.status_code == status
    assert sentence in answer.text


def test_forms_without_a_token_or_from_elsewhere_are_refused(sandbox: Running) -> None:
    assert requests.post(sandbox.url + "/chuyen", data={"ma": payload()}, timeout=5).status_code == 400
    foreign = sandbox.send("/sepay/bo", data={"account": ACCOUNT}, headers={"Origin": "http://evil.example"})
    assert foreign.status_code == 403


def test_another_name_for_this_machine_is_not_answered(sandbox: Running) -> None:
    answer = requests.get(sandbox.url + "/sepay", headers={"Host": "evil.example"}, timeout=5)

    assert answer.status_code == 400
    assert "SePay" not in answer.text


# C01
def test_a_payment_is_told_to_the_market(registered: Running, market: Market) -> None:
    assert pay(registered).status_code == 303

    wait_until(lambda: registered.machine.book.transfers()[0].told is Told.TOLD)

    [call] = market.calls
    assert call.checked is Checked.GOOD
    assert (call.notice.account, call.notice.amount_vnd, call.notice.memo) == (ACCOUNT, 45_000, "HQX7K2MQ4XD")
    assert abs((call.notice.at - clock.now()).total_seconds()) < 30
    page = registered.page("/giao-dich").text
    for shown in ("Đã báo", "45.000", "HTTP 200", "success", "Đã chuyển."):
        assert shown in page


# C06
def test_paid_three_times_are_three_transfers_with_growing_ids(registered: Running, market: Market) -> None:
    pay(registered, times="3", amount_vnd="44.999")
    wait_until(lambda: len(market.calls) == 3)

    ids = {int(call.notice.outside_id) for call in market.calls}
    assert len(ids) == 3
    assert {call.notice.amount_vnd for call in market.calls} == {44_999}
    assert len({call.notice.reference for call in market.calls}) == 3


# D04
def test_sent_again_by_the_button_has_the_same_id(registered: Running, market: Market) -> None:
    pay(registered)
    wait_until(lambda: len(market.calls) == 1)
    [transfer] = registered.machine.book.transfers()

    answer = registered.send(f"/giao-dich/{transfer.id}/gui-lai", from_page="/giao-dich")
    wait_until(lambda: len(market.calls) == 2)

    assert answer.status_code == 303
    assert market.calls[0].body == market.calls[1].body
    assert market.calls[1].checked is Checked.GOOD
    assert registered.send("/giao-dich/1/gui-lai").status_code == 404


# C09
def test_the_memo_is_mangled_on_the_way(registered: Running, market: Market) -> None:
    pay(registered, shape="mbvcb")
    wait_until(lambda: market.calls)

    assert re.match(r"MBVCB\.\d{10}\.HQX7K2MQ4XD\.CT tu ", market.calls[0].notice.memo)


# C17
def test_a_wrong_account_is_told_when_asked_for(registered: Running, market: Market) -> None:
    pay(registered, mischief="wrong_account")
    wait_until(lambda: market.calls)

    assert market.calls[0].notice.account == "0900000000"
    assert market.calls[0].checked is Checked.GOOD


def test_the_same_form_sent_twice_pays_once(registered: Running, market: Market) -> None:
    pay(registered, form_key="the-same-key")
    pay(registered, form_key="the-same-key")

    assert len(registered.machine.book.transfers()) == 1
    assert "không chuyển thêm" in registered.page("/giao-dich").text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("amount_vnd", ""),
        ("amount_vnd", "0"),
        ("amount_vnd", "1.5"),
        ("amount_vnd", "500000000"),
        ("delay_seconds", "601"),
        ("delay_seconds", "-1"),
        ("times", "4"),
        ("shape", "x"),
        ("mischief", "x"),
        ("memo", "x" * 151),
    ],
)
def test_what_cannot_be_paid_is_said_at_its_field(registered: Running, field: str, typed: str) -> None:
    answer = pay(registered, **{field: typed})

    assert answer.status_code == 422
    assert re.search(rf'id="{field}-error"', answer.text)
    assert not registered.machine.book.transfers()


def test_the_live_list_is_quiet_while_nothing_changes(registered: Running) -> None:
    page = registered.page("/giao-dich").text
    version = re.search(r'data-version="(\d+)"', page)
    assert version is not None

    assert registered.page(f"/giao-dich/danh-sach?v={version[1]}").status_code == 204
    pay(registered, mischief="silent")
    fresh = registered.page(f"/giao-dich/danh-sach?v={version[1]}")
    assert fresh.status_code == 200
    assert fresh.text.lstrip().startswith("<div data-version=")
    assert "Cố ý không báo" in fresh.text


def test_an_account_is_registered_and_forgotten_by_hand(sandbox: Running) -> None:
    typed = {"account": "0123", "holder": "Bà Tư", "hook_url": "http://127.0.0.1:5000/h", "secret": "s3cret-word"}

    assert sandbox.send("/sepay", from_page="/sepay", data=typed).status_code == 303
    page = sandbox.page("/sepay").text
    assert "Bà Tư" in page
    assert "s3cret-word" not in page
    sandbox.send("/sepay/bo", from_page="/sepay", data={"account": "0123"})
    assert not sandbox.machine.book.accounts()


def test_a_foreign_hook_is_refused_at_its_field(sandbox: Running) -> None:
    typed = {"account": "0123", "holder": "Bà Tư", "hook_url": "https://evil.example/h", "secret": "s"}
    answer = sandbox.send("/sepay", from_page="/sepay", data=typed)

    assert answer.status_code == 422
    assert "cho.example" in answer.text
    assert not sandbox.machine.book.accounts()


def test_the_market_registers_an_account_by_itself(sandbox: Running, settings: Settings) -> None:
    sandbox_panel.register(
        sandbox.url,
        secret_key=settings.secret_key,
        account=ACCOUNT,
        holder="HTX RAU SẠCH",
        hook_url="http://cho.example:5000/hook/1",
        secret=SECRET,
        key="shop-1",
    )

    assert list(sandbox.machine.book.accounts()) == [
        Account(
            account=ACCOUNT,
            holder="HTX RAU SẠCH",
            hook_url="http://cho.example:5000/hook/1",
            secret=SECRET,
            key="shop-1",
        )
    ]


def registration(**changes: object) -> bytes:
    told = {"account": ACCOUNT, "holder": "HTX", "hook_url": "http://127.0.0.1/h", "secret": SECRET, "key": "k"}
    return json.dumps(told | changes).encode()


def test_a_registration_that_is_not_signed_is_refused(sandbox: Running, settings: Settings) -> None:
    url, body = sandbox.url + "/sepay/accounts", registration()
    right = sandbox_panel.sign(body, secret_key=settings.secret_key)
    foreign = sandbox_panel.sign(body, secret_key="x" * 32)

    for signature in ("", "x", foreign, right[:-1], right.upper()):
        headers = {sandbox_panel.SIGNATURE_HEADER: signature}
        assert requests.post(url, data=body, headers=headers, timeout=5).status_code == 401
    changed = requests.post(url, data=body + b" ", headers={sandbox_panel.SIGNATURE_HEADER: right}, timeout=5)
    assert changed.status_code == 401
    assert changed.json() == {"success": False, "error": "bad signature"}
    assert requests.post(url, data=body, timeout=5).status_code == 401
    assert requests.get(url, timeout=5).status_code == 405
    assert not sandbox.machine.book.accounts()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\xff",
        registration(account=1),
        registration(secret=""),
        registration(extra="x"),
        registration(hook_url="http://evil.example/h"),
        registration(holder="x" * 501),
    ],
)
def test_a_signed_registration_that_makes_no_sense_is_refused(
    sandbox: Running, settings: Settings, body: bytes
) -> None:
    headers = {sandbox_panel.SIGNATURE_HEADER: sandbox_panel.sign(body, secret_key=settings.secret_key)}

    answer = requests.post(sandbox.url + "/sepay/accounts", data=body, headers=headers, timeout=5)

    assert answer.status_code == 422
    assert answer.json()["success"] is False
    assert not sandbox.machine.book.accounts()


def test_mail_can_be_read_and_shows_no_markup_of_its_own(sandbox: Running) -> None:
    text = b"Subject: <b>Xin chao</b>\r\n\r\n<script>x</script> http://127.0.0.1:5000/don/A?b=1&c=2"
    mail = sandbox.machine.mailbox.put(text, sender="cho@example.invalid", to=["an@vidu.vn"])

    assert "&lt;b&gt;Xin chao&lt;/b&gt;" in sandbox.page("/thu").text
    page = sandbox.page(f"/thu/{mail.number}").text
    assert "<script>x" not in page
    assert 'href="http://127.0.0.1:5000/don/A?b=1&amp;c=2"' in page
    assert sandbox.page("/thu/999").status_code == 404


def test_a_wrong_address_is_answered_in_words(sandbox: Running) -> None:
    answer = sandbox.page("/khong-co")

    assert answer.status_code == 404
    assert "Không tìm thấy trang này" in answer.text


def test_it_runs_with_its_letter_box(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port, smtp_port = free_port(), free_port()
    made: list[BaseWSGIServer] = []
    # The server is stopped from outside, as an interrupt would.
    monkeypatch.setattr("marketplace.sandbox.app.make_server", _remembering(made))
    thread = threading.Thread(target=run_sandbox, args=(settings,), kwargs={"port": port, "smtp_port": smtp_port})
    thread.start()
    wait_until(lambda: made)

    with smtplib.SMTP("127.0.0.1", smtp_port, timeout=5) as smtp:
        smtp.sendmail("cho@example.invalid", ["an@vidu.vn"], b"Subject: Xin chao\r\n\r\nDon moi")
    page = requests.get(f"http://127.0.0.1:{port}/thu", timeout=5)
    made[0].shutdown()
    thread.join(timeout=10)

    assert "Xin chao" in page.text
    assert not thread.is_alive()
    assert (tmp_path / "sandbox" / "mail.json").exists()
