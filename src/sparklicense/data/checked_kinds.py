"""Kinds that check by themselves, for values whose classes trust whoever makes them: the library's own answers."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any, Final

import attrs

from sparklicense.data import kinds
from sparklicense.data.kinds import AMOUNT_FORM, read_amount, record
from sparklicense.data.records import Field, Kind, Shape, kind_of, read_text
from sparklicense.errors import InvalidValueError, WrongTypeError, shown
from sparklicense.instants import instant

_LENGTH: Final = re.compile(r"(-?)PT([0-9]{1,14})(?:\.([0-9]{1,6}))?S")
_LONGEST: Final = (
    4096  # bits: more than 1,200 digits count nothing in this domain, and Python writes no more than 4,300
)


def _read_instant(value: Any) -> object:
    return instant(read_text(value))


def _read_id(value: Any) -> str:
    if not isinstance(value, str):
        raise WrongTypeError(f"an id is text, not {kind_of(value)}; write it in quotes")
    if not value or value.isspace():
        raise InvalidValueError("an id is not empty")
    return value


def _read_whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongTypeError(f"a whole number, not {_named(value)}")
    return _short(value)


def _short(value: int) -> int:
    if value.bit_length() > _LONGEST:
        raise InvalidValueError("a number with so many digits counts nothing")
    return value


def _named(value: Any) -> str:
    return shown(str(value)) if isinstance(value, float | Decimal) else kind_of(value)


def _read_number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise WrongTypeError(f"a number, not {kind_of(value)}")
    try:
        number = float(value)
    except (OverflowError, ValueError):  # a signaling NaN of `Decimal` among them
        raise InvalidValueError("a number that is too large") from None
    return _finite(number)


def _finite(value: float) -> float:
    if not isfinite(value):
        raise InvalidValueError(f"{shown(value)} is no number that JSON has")
    return value


def _read_decimal(value: Any) -> object:
    return read_amount(read_text(value))


def _write_decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise InvalidValueError(f"{shown(str(value))} is no exact number")
    return str(value)


def _read_length(value: Any) -> timedelta:
    match = _LENGTH.fullmatch(read_text(value))
    if match is None:
        raise InvalidValueError(f"{shown(value)} is not a length of time; write seconds like `PT86400S` or `PT0.5S`")
    sign, seconds, fraction = match.groups()
    try:
        length = timedelta(seconds=int(seconds), microseconds=int((fraction or "0").ljust(6, "0")))
    except OverflowError:
        raise InvalidValueError(f"{shown(value)} is longer than any calendar") from None
    return -length if sign else length


def _write_length(value: timedelta) -> str:
    seconds, micros = divmod(abs(value) // timedelta(microseconds=1), 1_000_000)
    fraction = f".{micros:06}".rstrip("0") if micros else ""
    return f"{'-' if value < timedelta() else ''}PT{seconds}{fraction}S"


def _read_day(value: Any) -> date:
    text = read_text(value)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:  # it also reads `20261031` and `2026-W44-6`
        raise InvalidValueError(f"{shown(text)} is not a day; write it like `2026-10-31`")
    return day


ID: Final = attrs.evolve(kinds.ID, read=_read_id)
TEXT: Final = attrs.evolve(kinds.TEXT, read=read_text)
INSTANT: Final = attrs.evolve(kinds.INSTANT, read=_read_instant)
TRUTH: Final = kinds.TRUTH
WHOLE: Final = Kind(schema={"type": "integer"}, read=_read_whole, write=_short)
NUMBER: Final = Kind(schema={"type": "number"}, read=_read_number, write=_finite)
DECIMAL: Final = Kind(
    schema={"type": "string", "pattern": f"^{AMOUNT_FORM}$"}, read=_read_decimal, write=_write_decimal
)
LENGTH: Final = Kind(
    schema={"type": "string", "pattern": f"^{_LENGTH.pattern}$"}, read=_read_length, write=_write_length
)
DAY: Final = Kind(
    schema={"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}, read=_read_day, write=date.isoformat
)


def constant(text: str) -> Kind:
    """Make the kind of a value that is always the same text."""

    def read(value: Any) -> str:
        if read_text(value) != text:
            raise InvalidValueError(f"{shown(value)} is not `{text}`")
        return text

    return Kind(schema={"const": text}, read=read)


def pair(noun: str, name: str, one: Field, other: Field) -> Kind:
    """Make the kind of a pair, which stands in files as an object with two keys.

    Args:
        noun: what a person calls such a pair.
        name: what schemas call it.
        one: its first member.
        other: its second.
    """

    def make(**values: Any) -> tuple[Any, Any]:
        return values[one.name], values[other.name]

    fields = (attrs.evolve(one, get=_first), attrs.evolve(other, get=_second))
    return record(Shape(noun=noun, make=make, fields=fields, name=name))


def _first(value: tuple[Any, Any]) -> Any:
    return value[0]


def _second(value: tuple[Any, Any]) -> Any:
    return value[1]
