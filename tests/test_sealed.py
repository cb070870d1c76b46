"""Encryption at rest."""

from collections.abc import Iterator

import pytest

from marketplace import sealed
from marketplace.sealed import CannotOpen, fingerprint, seal, token_hash, unseal
from tests.conftest import SECRET

NEW = "another secret for tests, 32 letters or more"


@pytest.fixture(autouse=True)
def keys() -> Iterator[None]:
    """The usual key, before and after."""
    sealed.use_keys([SECRET])
    yield
    sealed.use_keys([SECRET])


@pytest.mark.parametrize("text", ["", "0123456789", "Đậu phụ 🫘", "x" * 10_000])
def test_what_is_sealed_can_be_opened_and_not_be_read(text: str) -> None:
    box = seal(text, purpose="bank-account")

    assert unseal(box, purpose="bank-account") == text
    assert not text or text.encode() not in box
    assert seal(text, purpose="bank-account") != box


def test_a_box_opens_only_for_its_purpose() -> None:
    box = seal("0123456789", purpose="bank-account")

    with pytest.raises(CannotOpen):
        unseal(box, purpose="sepay-secret")


def test_a_changed_or_shortened_box_does_not_open() -> None:
    box = seal("0123456789", purpose="bank-account")

    for at in range(len(box)):
        changed = box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :]
        with pytest.raises(CannotOpen):
            unseal(changed, purpose="bank-account")
        with pytest.raises(CannotOpen):
            unseal(box[:at], purpose="bank-account")


def test_a_new_key_in_front_still_opens_and_finds_what_is_old() -> None:
    box, found = seal("0123456789", purpose="bank-account"), fingerprint("0123456789", purpose="bank-account")

    sealed.use_keys([NEW, SECRET])

    assert unseal(box, purpose="bank-account") == "0123456789"
    assert fingerprint("0123456789", purpose="bank-account") == found


def test_new_boxes_are_sealed_with_the_newest_key() -> None:
    sealed.use_keys([NEW, SECRET])
    box = seal("0123456789", purpose="bank-account")

    sealed.use_keys([NEW])
    assert unseal(box, purpose="bank-account") == "0123456789"
    sealed.use_keys([SECRET])
    with pytest.raises(CannotOpen):
        unseal(box, purpose="bank-account")


def test_a_fingerprint_needs_the_key_and_the_purpose() -> None:
    mine = fingerprint("0123456789", purpose="bank-account")

    assert len(mine) == 64
    assert mine != fingerprint("0123456789", purpose="tries")
    sealed.use_keys([NEW])
    assert mine != fingerprint("0123456789", purpose="bank-account")


def test_a_token_is_kept_as_its_hash_only() -> None:
    assert token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
