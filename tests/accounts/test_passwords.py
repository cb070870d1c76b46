"""Passwords: argon2id, any text up to a length, and none that is easily guessed."""

import time
import unicodedata

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from marketplace.accounts import passwords
from marketplace.accounts.errors import PasswordTooLong, WeakPassword
from marketplace.accounts.passwords import hash_password, is_password, needs_new_hash, refuse_weak

PHONE, NAME = "+84912345678", "Nguyễn Thị Tư"
LONG = "trâu ơi ta bảo trâu này " * 40


# M06
def test_a_password_is_kept_as_argon2id() -> None:
    parameters = extract_parameters(hash_password("con trâu đi cày 27"))

    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19 * 1024, 2, 1)


# M06
@pytest.mark.parametrize("password", ["  hai dấu cách  ", "密码很长很安全吗", "🐃🐃🌾🌾🏡🏡🐓🐓", LONG])
def test_any_text_is_a_password_and_none_of_it_is_cut_off(password: str) -> None:
    kept = hash_password(password)

    assert is_password(password, kept)
    assert not is_password(password[:-1], kept)
    assert not is_password(password.strip() + "x", kept)


# M06
def test_both_ways_a_keyboard_writes_vietnamese_are_one_password() -> None:
    kept = hash_password(unicodedata.normalize("NFD", "đường làng quê"))

    assert is_password(unicodedata.normalize("NFC", "đường làng quê"), kept)
    assert not is_password("duong lang que", kept)


# M06
def test_over_a_thousand_characters_are_refused_before_hashing() -> None:
    endless = "x" * 10_000_000

    began = time.monotonic()
    with pytest.raises(PasswordTooLong):
        hash_password(endless)
    with pytest.raises(PasswordTooLong):
        refuse_weak(endless, phone=PHONE, name=NAME)
    assert not is_password(endless, hash_password("con trâu đi cày 27"))

    assert time.monotonic() - began < 1


# M06
def test_a_hash_made_with_less_is_due_for_a_new_one() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("con trâu đi cày 27")

    assert needs_new_hash(weak)
    assert not needs_new_hash(hash_password("con trâu đi cày 27"))


def test_a_hash_that_cannot_be_read_opens_nothing() -> None:
    for kept in ("", "!", "$argon2id$", "plain"):
        assert not is_password("plain", kept)


# M10
def test_nobody_has_no_password() -> None:
    assert not is_password("nobody's password", None)


# M07
@pytest.mark.parametrize(
    "password",
    [
        *("12345678", "password", "PASSWORD", "Password", "iloveyou", "qwertyuiop", "1q2w3e4r", "princess", "football"),
        *("matkhau1", "MatKhau123", "mật khẩu", "chothon2026", "Chợ Thôn", "songphuong1", "hà nội 1", "vietnam2026"),
        *("0912345678", "+84912345678", "84912345678", "0912 345 678", "912345678", "0912345678a", "so0912345678"),
        *("Nguyễn Thị Tư", "nguyenthitu", "nguyenthitu1990", "aaaaaaaa", "abababab", "1111111111", "1231231231"),
        *("", "ngắn", "1234567", "        ", "a" * 100),
    ],
)
def test_an_easy_password_is_refused_in_words(password: str) -> None:
    with pytest.raises(WeakPassword, match="ít nhất 8 ký tự"):
        refuse_weak(password, phone=PHONE, name=NAME)


# M07
@pytest.mark.parametrize(
    "password", ["con trâu đi cày 27", "bảy mái nhà tranh", "Rj4$kq9!x", "tư và năm con vịt", LONG]
)
def test_a_good_password_is_taken(password: str) -> None:
    refuse_weak(password, phone=PHONE, name=NAME)


# M07
def test_a_short_name_does_not_forbid_every_password_with_its_letters() -> None:
    refuse_weak("an lành cả năm", phone=PHONE, name="An")


# M07
def test_the_common_passwords_are_on_this_machine() -> None:
    assert len(passwords._COMMON) > 3000
