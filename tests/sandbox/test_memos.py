"""What banks make of a memo; the code must still be in it."""

import re

import pytest

from marketplace.sandbox.memos import Shape, mangle

CODE = "HQX7K2MQ4XD"


def mangled(shape: Shape, memo: str = CODE) -> str:
    return mangle(memo, shape=shape, account="0900000001", holder="HTX RAU SACH", trace=1795400007)


# C09
@pytest.mark.parametrize(
    ("shape", "content"),
    [
        (Shape.PLAIN, "HQX7K2MQ4XD"),
        (Shape.LOWER, "hqx7k2mq4xd"),
        (Shape.SPACED, "HQX7K2 MQ4XD"),
        (Shape.GLUED, "HQX7K2MQ4XDFT00001795400007"),
        (
            Shape.MBVCB,
            "MBVCB.1795400007.HQX7K2MQ4XD.CT tu 1234500099 NGUYEN VAN AN toi 0900000001 HTX RAU SACH",
        ),
        (Shape.CT_DEN, "CT DEN:001795400007 SEVQR HQX7K2MQ4XD"),
        (Shape.IBFT, "400007.100926.174901.HQX7K2MQ4XD"),
        (Shape.MOMO, "001795400007 0900000099 HQX7K2MQ4XD"),
    ],
)
def test_each_bank_has_its_habit(shape: Shape, content: str) -> None:
    assert mangled(shape) == content


# C09
@pytest.mark.parametrize("shape", Shape)
def test_the_code_can_be_found_in_every_shape(shape: Shape) -> None:
    assert CODE in re.sub(r"[^A-Z0-9]", "", mangled(shape).upper())


@pytest.mark.parametrize("shape", Shape)
def test_an_empty_memo_breaks_nothing(shape: Shape) -> None:
    assert isinstance(mangled(shape, ""), str)


def test_only_long_words_are_torn() -> None:
    assert mangled(Shape.SPACED, "tra tien HQX7K2MQ4XD") == "tra  tien  HQX7K2 MQ4XD"
