"""Input to typed values. One strict reader for each kind of thing people type."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

import phonenumbers
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    Field,
    PasswordField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import SelectField as PlainSelectField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import DateInput, Input, TextArea, TextInput

from marketplace.errors import Refusal
from marketplace.money import Dong, read_dong, write_number
from marketplace.text import N_, clean_line, clean_lines, graphemes, read_whole
from marketplace.web import say

_DAY: Final = re.compile(
    r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})|(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})"
)
_PHONE: Final = re.compile(r"[+0-9 .()\-]{8,24}")

__all__ = ["BooleanField", "Form", "PasswordField", "SelectField"]


class Form(FlaskForm):
    """A form of this site. `refuse` puts a refusal's sentence under the field it is about."""

    def refuse(self, field: Field, refusal: Refusal) -> None:
        """The form now shows this refusal at that field."""
        field.errors = [*field.errors, say(refusal)]

    def all_wrong(self) -> str:
        """Every mistake's sentence in one text, for an answer that has no fields to put them under."""
        return " ".join(str(mistake) for mistakes in self.errors.values() for mistake in mistakes)

    def value(self, name: str) -> Any:
        """The typed value of a field, after validation."""
        return self._fields[name].data


class SelectField(PlainSelectField):
    """A choice of (value, words) pairs."""

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] = (),
        *,
        choices: Sequence[tuple[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(label, [*validators], choices=_as_choices(choices), **kwargs)

    def offer(self, pairs: Sequence[tuple[str, Any]]) -> None:
        """These can be chosen."""
        self.choices = _as_choices(pairs)


class ChoiceField(SelectField):
    """One of a list; what is not in it is refused in our own words."""

    def pre_validate(self, form: BaseForm) -> None:
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(gettext("Xin chọn một mục trong danh sách.")) from None


class CardsField(ChoiceField, RadioField):
    """The same, as cards to tap."""


def _as_choices(pairs: Sequence[tuple[str, Any]]) -> list[Any]:
    return [pair if isinstance(pair, SelectChoice) else SelectChoice(*pair) for pair in pairs]


class Needed:
    """Validator: something must be there. The sentence says what to do."""

    field_flags: Final = {"required": True}

    def __init__(self, sentence: str = N_("Xin điền mục này.")) -> None:
        self.sentence = sentence

    def __call__(self, form: FlaskForm, field: Field) -> None:
        if field.errors:
            raise StopValidation
        if field.data is None or field.data == "" or field.data is False:
            raise StopValidation(gettext(self.sentence))


class LineField(StringField):
    """One line of text, cleaned, at most `limit` letters as a person counts them."""

    def __init__(self, label: Any = None, validators: Sequence[Any] = (), *, limit: int = 120, **kwargs: Any) -> None:
        super().__init__(label, [*validators], **kwargs)
        self.limit = limit

    clean: Callable[[str], str] = staticmethod(clean_line)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            # A letter and its marks are five characters at most: what is far over that is not read to its end.
            self.data = type(self).clean(str(valuelist[0])[: 10 * self.limit + 1000])

    def pre_validate(self, form: FlaskForm) -> None:
        raw = str(self.raw_data[0]) if self.raw_data else ""
        if len(raw) > 10 * self.limit + 1000 or graphemes(self.data or "") > self.limit:
            raise StopValidation(gettext("Dài quá: nhiều nhất %(limit)s chữ.", limit=self.limit))


class LinesField(LineField, TextAreaField):
    """Several lines of plain text, cleaned."""

    widget = TextArea()
    clean = staticmethod(clean_lines)

    def __init__(self, label: Any = None, validators: Sequence[Any] = (), *, limit: int = 2000, **kwargs: Any) -> None:
        super().__init__(label, validators, limit=limit, **kwargs)


class _ReadField(Field):
    """A field that keeps what was typed until it can be read."""

    widget: Input = TextInput()
    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.written(self.data)

    def written(self, value: Any) -> str:
        return str(value)

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        if valuelist and str(valuelist[0]).strip():
            self.data = self.read(str(valuelist[0]))


class WholeNumberField(_ReadField):
    """A whole number in plain digits, within limits."""

    def __init__(
        self, label: Any = None, validators: Sequence[Any] = (), *, least: int = 0, most: int = 10**9, **kwargs: Any
    ) -> None:
        super().__init__(label, [*validators], **kwargs)
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        number = read_whole(text)
        if number is None or not self.least <= number <= self.most:
            raise ValueError(
                gettext(
                    "Xin ghi một số nguyên từ %(least)s đến %(most)s.", least=self.least, most=write_number(self.most)
                )
            )
        return number


class DongField(_ReadField):
    """An amount in đồng; dots between thousands are understood."""

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] = (),
        *,
        least: int = 1,
        most: int = 499_999_999,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, [*validators], **kwargs)
        self.least, self.most = least, most

    def written(self, value: Any) -> str:
        return write_number(value)

    def read(self, text: str) -> Dong:
        amount = read_dong(text)
        if amount is None or not self.least <= amount <= self.most:
            raise ValueError(
                gettext(
                    "Xin ghi số tiền từ %(least)s đến %(most)s đồng, ví dụ 45.000.",
                    least=write_number(self.least),
                    most=write_number(self.most),
                )
            )
        return amount


class DayField(_ReadField):
    """A day of the calendar: as a browser's date field sends it (2026-11-23), or as people write it (23/11/2026)."""

    widget = DateInput()

    def written(self, value: Any) -> str:
        return str(value.isoformat())

    def read(self, text: str) -> date:
        found = _DAY.fullmatch(text.strip())
        try:
            if found and found["y"]:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            if found:
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            pass
        raise ValueError(gettext("Xin ghi ngày/tháng/năm, ví dụ 23/11/2026."))


class PhoneField(_ReadField):
    """A Vietnamese phone number in any usual spelling; the value is E.164 (+84912345678)."""

    def read(self, text: str) -> str:
        number = read_phone(text)
        if number is None:
            raise ValueError(gettext("Xin ghi số điện thoại Việt Nam, ví dụ 0912 345 678."))
        return number


def read_phone(text: str) -> str | None:
    """E.164 of a Vietnamese number, or None. Digits of other scripts are not digits here."""
    shown = text.strip().replace("\N{NO-BREAK SPACE}", " ")
    if not _PHONE.fullmatch(shown):
        return None
    digits = re.sub(r"[^+0-9]", "", shown)
    if digits.startswith("84") and len(digits) >= 11:
        digits = "+" + digits
    try:
        number = phonenumbers.parse(digits, "VN")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != 84 or not phonenumbers.is_possible_number(number):
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(e164: str) -> str:
    """0912 345 678, as people here read a number aloud."""
    return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.NATIONAL)


class EmailField(LineField):
    """An e-mail address in lower case, as we write to it; dots and +words in its name stay: they may matter.

    Only ASCII: look-alike letters and full-width ones are refused, so that no two addresses read the same (M15).
    Nobody is known by it: the phone is the identity, and two people of one house may share an address.
    """

    _SHAPE: Final = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")

    def __init__(self, label: Any = None, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, validators, limit=200, **kwargs)

    def pre_validate(self, form: FlaskForm) -> None:
        super().pre_validate(form)
        if self.data:
            lowered = self.data.lower()
            if not self._SHAPE.fullmatch(lowered):
                raise StopValidation(gettext("Địa chỉ thư điện tử chưa đúng, ví dụ ten@vidu.vn."))
            self.data = lowered
