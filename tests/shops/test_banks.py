"""The bank list holds no surprise."""

import json
import re
from pathlib import Path

from marketplace.shops import banks
from marketplace.shops.banks import ALL_BANKS, DEMO_BANK, banks_for_payees, find_bank


def test_every_bin_is_six_digits_and_stands_once() -> None:
    bins = [bank.bin for bank in ALL_BANKS]

    assert len(bins) == 72
    assert len(set(bins)) == len(bins)
    assert all(re.fullmatch(r"[0-9]{6}", number) for number in bins)


def test_every_code_stands_once() -> None:
    codes = [bank.code for bank in (*ALL_BANKS, DEMO_BANK)]

    assert len(set(codes)) == len(codes)


def test_the_demo_bank_is_no_real_bank() -> None:
    assert DEMO_BANK.bin == "000000"
    assert DEMO_BANK.bin not in {bank.bin for bank in ALL_BANKS}
    assert DEMO_BANK not in banks_for_payees()
    assert find_bank("000000") is DEMO_BANK


def test_a_bank_is_found_by_its_bin_only() -> None:
    vietcombank = find_bank("970436")

    assert vietcombank is not None
    assert vietcombank.short_name == "Vietcombank"
    assert find_bank("VCB") is None
    assert find_bank("970488") is None


def test_banks_are_offered_by_name_and_not_twice() -> None:
    names = [bank.short_name for bank in banks_for_payees()]

    assert len(names) == 64
    assert names == sorted(names, key=str.casefold)
    assert "MBBank" in names
    assert not any("SBV" in name for name in names)


def test_the_list_says_where_it_comes_from() -> None:
    told = json.loads(Path(banks.__file__).with_name("banks.json").read_text(encoding="utf-8"))

    assert "2026-10-02" in told["source"]
    assert told["licence"]
