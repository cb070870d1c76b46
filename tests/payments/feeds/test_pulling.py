"""What a feed could not deliver is fetched page by page, and known again by the ids of its calls."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from werkzeug.wrappers import Response

from marketplace.errors import GatewayUnreachable
from marketplace.payments.feeds import asking, casso, pulling, sepay
from marketplace.payments.feeds.asking import BadAnswer
from marketplace.payments.feeds.notice import Direction
from marketplace.payments.feeds.pulling import Pulled, pull_casso, pull_sepay

from .conftest import Machine

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "webhook-vectors.json").read_text(encoding="utf-8"))
TOLD_BY_SEPAY = sepay.read_notice(VECTORS["sepay_hmac"][0]["raw_body"].encode())
TOLD_BY_CASSO = casso.read_notice(json.dumps(VECTORS["casso_v2"][0]["body"]).encode())

SINCE = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
ACCOUNT = "0900000001"
UUID = "07ad3dc9-0000-4000-8000-0afffe87053b"

# The movement of the first SePay vector, as each interface lists it.
NEW_ROW: dict[str, Any] = {
    "id": UUID,
    "transaction_date": "2026-11-23 10:18:23",
    "account_number": ACCOUNT,
    "va": "",
    "transfer_type": "in",
    "amount_in": 150000,
    "amount_out": 0,
    "accumulated": 25150000,
    "transaction_content": TOLD_BY_SEPAY.memo,
    "reference_number": "MBVCB.7000000001",
    "code": None,
    "bank_brand_name": "Vietcombank",
    "webhook_success": 0,
}
OLD_ROW: dict[str, Any] = {
    "id": "92001",
    "bank_brand_name": "Vietcombank",
    "account_number": ACCOUNT,
    "transaction_date": "2026-11-23 10:18:23",
    "amount_out": "0.00",
    "amount_in": "150000.00",
    "accumulated": "25150000.00",
    "transaction_content": TOLD_BY_SEPAY.memo,
    "reference_number": "MBVCB.7000000001",
    "code": None,
    "sub_account": None,
    "bank_account_id": "19",
}
CASSO_ROW: dict[str, Any] = {
    "id": 9001,
    "tid": "FT26327000000001",
    "description": "CHO7K2MQ4XD",
    "amount": 150000,
    "cusumBalance": 25150000,
    "when": "2026-11-23T10:18:23",
    "bankSubAccId": ACCOUNT,
    "virtualAccount": "",
    "corresponsiveName": "NGUYEN VAN AN",
    "accountId": 733,
    "bankCodeName": "vpb",
}


@pytest.fixture(autouse=True)
def no_netrc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A netrc file that would put its own name into every call."""
    path = tmp_path / "netrc"
    path.write_text("machine 127.0.0.1 login nobody password nothing\n")
    path.chmod(0o600)
    monkeypatch.setenv("NETRC", str(path))


def new_page(*rows: object, has_more: object = False) -> dict[str, Any]:
    return {"status": "success", "data": list(rows), "meta": {"pagination": {"has_more": has_more, "total": 99}}}


def old_list(*rows: object) -> dict[str, Any]:
    return {"status": 200, "error": None, "messages": {"success": True}, "transactions": list(rows)}


def casso_page(*rows: object, next_page: int | None = None) -> dict[str, Any]:
    data = {"page": 1, "pageSize": 100, "nextPage": next_page, "totalRecords": 99, "records": list(rows)}
    return {"error": 0, "message": "success", "data": data}


def from_sepay(machine: Machine, *, path: str = "/v2", **rest: Any) -> Pulled:
    return pull_sepay(machine.url + path, "our-token", account_number=ACCOUNT, since=SINCE, pause_seconds=0, **rest)


def from_casso(machine: Machine, **rest: Any) -> Pulled:
    return pull_casso(machine.url + "/v2/", "our-key", since=SINCE, pause_seconds=0, **rest)


def test_sepay_is_asked_page_by_page_oldest_first(machine: Machine) -> None:
    other = NEW_ROW | {"id": UUID.replace("07ad", "08ad")}
    machine.will_say(new_page(NEW_ROW, has_more=True), new_page(other))

    pulled = from_sepay(machine)

    assert [notice.outside_id for notice in pulled.notices] == [UUID, other["id"]]
    assert (pulled.unread, pulled.is_whole, pulled.has_call_ids) == (0, True, False)
    assert [asked.path for asked in machine.asked] == ["/v2/transactions"] * 2
    assert machine.asked[1].params == {
        "transaction_date_from": "2026-11-23 01:00:00",
        "transaction_date_sort": "asc",
        "page": "2",
        "per_page": "100",
    }
    assert machine.asked[0].headers["Authorization"] == "Bearer our-token"


def test_sepay_s_older_interface_names_a_movement_as_its_call_does(machine: Machine) -> None:
    machine.will_say(old_list(OLD_ROW))

    pulled = from_sepay(machine, path="/userapi/")

    [asked] = machine.asked
    [notice] = pulled.notices
    assert asked.path == "/userapi/transactions/list"
    assert asked.params["account_number"] == ACCOUNT
    assert asked.params["transaction_date_min"] == "2026-11-23 01:00:00"
    assert notice == TOLD_BY_SEPAY
    assert (pulled.is_whole, pulled.has_call_ids) == (True, True)


# C03
def test_sepay_s_newer_interface_tells_all_but_the_call_s_id(machine: Machine) -> None:
    machine.will_say(new_page(NEW_ROW))

    [notice] = from_sepay(machine).notices

    for name in ("account", "sub_account", "amount_vnd", "direction", "at", "memo", "reference", "gateway"):
        assert getattr(notice, name) == getattr(TOLD_BY_SEPAY, name)


def test_rows_of_other_accounts_are_left_out(machine: Machine) -> None:
    machine.will_say(new_page(NEW_ROW | {"account_number": "0900000002"}))

    assert from_sepay(machine) == Pulled(notices=(), unread=0, is_whole=True)


@pytest.mark.parametrize("row", [{"amount_in": 0, "amount_out": 99000}, {"amount_in": None, "amount_out": "99000.00"}])
def test_money_out_is_told_as_out(machine: Machine, row: dict[str, Any]) -> None:
    machine.will_say(new_page(NEW_ROW | row | {"va": "VA1"}))

    [notice] = from_sepay(machine).notices

    assert (notice.direction, notice.amount_vnd, notice.sub_account) == (Direction.OUT, 99_000, "VA1")


# C24, C25
@pytest.mark.parametrize(
    "row",
    [
        "text",
        None,
        [],
        {},
        NEW_ROW | {"amount_in": 0},
        NEW_ROW | {"amount_in": -1},
        NEW_ROW | {"amount_in": -150000, "amount_out": 150000},
        NEW_ROW | {"amount_out": 1},
        NEW_ROW | {"amount_in": "150.000"},
        NEW_ROW | {"amount_in": "150000.50"},
        NEW_ROW | {"amount_in": "-150000.00"},
        NEW_ROW | {"amount_in": "１５"},
        NEW_ROW | {"amount_in": 10**13},
        NEW_ROW | {"amount_in": True},
        NEW_ROW | {"id": None},
        NEW_ROW | {"id": "07AD3DC9"},
        NEW_ROW | {"transaction_date": "2026-11-23"},
        NEW_ROW | {"account_number": None},
        NEW_ROW | {"transaction_content": "a\x00"},
    ],
)
def test_a_row_that_cannot_be_read_is_counted_and_stops_nothing(machine: Machine, row: object) -> None:
    machine.will_say(new_page(row, NEW_ROW))

    pulled = from_sepay(machine)

    assert (len(pulled.notices), pulled.unread) == (1, 1)


def test_fifty_pages_are_enough_for_once(machine: Machine) -> None:
    machine.will_say(new_page(NEW_ROW, has_more=True))

    pulled = from_sepay(machine)

    assert len(machine.asked) == 50
    assert (len(pulled.notices), pulled.is_whole) == (1, False)


@pytest.mark.parametrize("meta", [None, {}, {"pagination": None}, {"pagination": {"has_more": "no"}}])
def test_without_a_word_on_more_a_full_page_means_more(machine: Machine, meta: object) -> None:
    full = new_page(*[NEW_ROW] * 100) | {"meta": meta}
    machine.will_say(full, new_page(NEW_ROW) | {"meta": meta})

    assert from_sepay(machine).is_whole
    assert len(machine.asked) == 2


def test_an_empty_page_is_the_last_one_whatever_it_says(machine: Machine) -> None:
    machine.will_say(new_page(has_more=True))

    assert from_sepay(machine).is_whole
    assert len(machine.asked) == 1


def test_a_full_list_of_the_older_interface_may_not_be_all(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "OLD_ROWS", 2)
    machine.will_say(old_list(OLD_ROW, OLD_ROW | {"id": "92002"}))

    assert not from_sepay(machine, path="/userapi").is_whole
    assert len(machine.asked) == 1


def test_casso_names_a_movement_as_its_call_does(machine: Machine) -> None:
    machine.will_say(casso_page(CASSO_ROW, next_page=2), casso_page(CASSO_ROW | {"id": 9002, "amount": -5000.0}))

    pulled = from_casso(machine)

    first, second = pulled.notices
    for name in ("outside_id", "account", "amount_vnd", "direction", "at", "memo", "reference", "payer"):
        assert getattr(first, name) == getattr(TOLD_BY_CASSO, name)
    assert (second.outside_id, second.direction, second.amount_vnd) == ("9002", Direction.OUT, 5_000)
    assert (pulled.unread, pulled.is_whole, pulled.has_call_ids) == (0, True, True)
    assert [asked.path for asked in machine.asked] == ["/v2/transactions"] * 2
    assert machine.asked[1].params == {"fromDate": "2026-11-23", "page": "2", "pageSize": "100", "sort": "ASC"}
    assert machine.asked[0].headers["Authorization"] == "Apikey our-key"


# C25
@pytest.mark.parametrize(
    ("when", "at"),
    [
        ("2026-11-23 10:18:23", datetime(2026, 11, 23, 3, 18, 23, tzinfo=UTC)),
        ("2026-11-23T10:18:23", datetime(2026, 11, 23, 3, 18, 23, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 22, 17, 0, tzinfo=UTC)),
    ],
)
def test_casso_s_times_are_vietnam_s(machine: Machine, when: str, at: datetime) -> None:
    older = {name: told for name, told in CASSO_ROW.items() if name != "bankSubAccId"}
    machine.will_say(casso_page(older | {"when": when, "bank_sub_acc_id": ACCOUNT}))

    [notice] = from_casso(machine).notices

    assert (notice.at, notice.account) == (at, ACCOUNT)


# C24, C25
@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 0},
        {"amount": "150000"},
        {"amount": 0.5},
        {"amount": None},
        {"id": 0},
        {"id": None},
        {"when": "23/11/2026"},
        {"when": "2026-11-23T10:18:23.000Z"},
        {"when": "2026-02-30"},
        {"when": None},
        {"bankSubAccId": ""},
        {"description": 7},
    ],
)
def test_a_row_of_casso_that_cannot_be_read_is_counted(machine: Machine, changes: dict[str, Any]) -> None:
    machine.will_say(casso_page(CASSO_ROW | {"id": 1} | changes, CASSO_ROW))

    pulled = from_casso(machine)

    assert ([notice.outside_id for notice in pulled.notices], pulled.unread) == (["9001"], 1)


def test_the_same_row_on_two_pages_is_told_once(machine: Machine) -> None:
    machine.will_say(casso_page(CASSO_ROW, next_page=2), casso_page(CASSO_ROW))

    assert len(from_casso(machine).notices) == 1


def test_a_session_of_the_caller_is_used_and_left_open(machine: Machine) -> None:
    machine.will_say(casso_page(CASSO_ROW))

    with requests.Session() as session:
        session.headers["X-Ours"] = "yes"
        from_casso(machine, session=session)
        from_casso(machine, session=session)

    assert [asked.headers["X-Ours"] for asked in machine.asked] == ["yes", "yes"]


# D06
@pytest.mark.parametrize(
    "said",
    [
        Response("<html>sign in</html>", content_type="text/html"),
        Response(""),
        Response("[]"),
        Response("{}"),
        Response('{"status": "error", "data": []}'),
        Response('{"status": "success", "data": {}}'),
        Response('{"error": 401, "data": {"records": []}}'),
        Response('{"error": 0, "data": []}'),
        Response('{"error": 0, "data": {"records": null}}'),
        Response(b" " * (1024 * 1024 + 1)),
        Response("{}", status=302, headers={"Location": "/elsewhere"}),
        Response('{"status": "error"}', status=401),
    ],
)
def test_another_answer_is_a_bad_answer_and_not_an_empty_list(machine: Machine, said: Response) -> None:
    machine.answers = [said]

    for pull in (from_sepay, from_casso):
        with pytest.raises(BadAnswer):
            pull(machine)
    assert [asked.path for asked in machine.asked] == ["/v2/transactions"] * 2


def test_a_wrong_token_is_told_by_its_status(machine: Machine) -> None:
    machine.answers = [Response("{}", status=401)]

    with pytest.raises(BadAnswer) as refused:
        from_sepay(machine)
    assert refused.value.code == "401"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_machine_that_has_no_time_is_unreachable(machine: Machine, status: int) -> None:
    machine.answers = [Response("{}", status=status)]

    with pytest.raises(GatewayUnreachable):
        from_sepay(machine)
    with pytest.raises(GatewayUnreachable):
        from_casso(machine)


def test_an_answer_that_does_not_come_is_given_up(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WHOLE_SECONDS", 0.0)
    machine.will_say(casso_page(CASSO_ROW))

    with pytest.raises(GatewayUnreachable):
        from_casso(machine)


def test_pages_are_asked_for_with_a_pause(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("marketplace.payments.feeds.pulling.time.sleep", slept.append)
    machine.will_say(new_page(NEW_ROW, has_more=True), new_page(NEW_ROW, has_more=True), new_page(NEW_ROW))

    pull_sepay(machine.url + "/v2", "our-token", account_number=ACCOUNT, since=SINCE)

    assert slept == [pulling.PAUSE_SECONDS] * 2
