"""The kinds of values in files: how each is read, written, and described to programs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from pendulum import DateTime

from sparklicense.data.records import Kind, Shape, kind_of, read_text, reading, reading_each, write
from sparklicense.errors import InvalidValueError, WrongTypeError, shown
from sparklicense.instants import FORM, UTC, written
from sparklicense.settings import AMOUNT as AMOUNT_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from enum import StrEnum

_WRITTEN: Final = len("2026-05-24T07:09:07Z")
AMOUNT_FORM: Final = AMOUNT_TEXT.pattern


_is_amount: Final = AMOUNT_TEXT.fullmatch


def _read_instant(value: Any) -> Any:
    """Read the form in which instants are written, quickly; any other is left to the attribute, which knows all."""
    if (
        isinstance(value, str)
        and len(value) == _WRITTEN
        and value[4:8:3] == "--"
        and value[10::3] == "T::Z"
        and value[11:13] != "24"  # which Python takes for the next day, from 3.13 on
    ):
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return value
        return DateTime(at.year, at.month, at.day, at.hour, at.minute, at.second, tzinfo=UTC)
    return value


def read_amount(value: Any) -> Any:
    """Read an amount written as text; a number is left to the attribute, which refuses what is not exact."""
    if not isinstance(value, str):
        return value
    if not _is_amount(value):
        raise InvalidValueError(f'{shown(value)} is not an amount of money; write it like "12.50"')
    try:
        return Decimal(value)
    except InvalidOperation:
        raise InvalidValueError(f"{shown(value)} is not an amount of money: it is out of range") from None


def _read_seconds(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def choice(options: Iterable[StrEnum]) -> Kind:
    """Make the kind of the members of an enum, which stand in files as their text."""
    members = {each.value: each for each in options}
    names = ", ".join(f"`{each}`" for each in members)

    def read(value: Any) -> StrEnum:
        member = members.get(value) if isinstance(value, str) else None
        if member is None:
            raise InvalidValueError(f"{shown(read_text(value))} is none of {names}")
        return member

    return Kind(schema={"enum": list(members)}, read=read, write=str)


def several(each: Kind, make: Callable[[list[Any]], object] = tuple) -> Kind:
    """Make the kind of several values of one kind: a list in files.

    Args:
        each: the kind of one.
        make: what holds them all.
    """
    read_each, write_one = reading_each(each.read or read_text), each.write
    return Kind(
        schema={"type": "array", "items": each.schema},
        read=lambda value: make(read_each(value)),
        write=list if write_one is None else lambda values: [write_one(value) for value in values],
        scalar=False,
        shapes=each.shapes,
    )


def record(shape: Shape[Any]) -> Kind:
    """Make the kind of the values of a table of fields: an object in files."""
    return Kind(
        schema={"$ref": f"#/$defs/{shape.name}"},
        read=reading(shape),
        write=lambda fact: write(shape, fact),
        scalar=False,
        shapes=(shape,),
    )


def read_truth(value: Any) -> bool:
    """Take true or false, and nothing that merely passes for one of them."""
    if not isinstance(value, bool):
        raise WrongTypeError(f"true or false, not {kind_of(value)}")
    return value


ID: Final = Kind(schema={"type": "string", "pattern": r"\S"})
CODE: Final = Kind(schema=ID.schema, secret=True)
TEXT: Final = Kind(schema={"type": "string"})
INSTANT: Final = Kind(schema={"type": "string", "pattern": f"^{FORM}$"}, read=_read_instant, write=written)
TRUTH: Final = Kind(schema={"type": "boolean"}, read=read_truth)
PIXELS: Final = Kind(schema={"type": "integer", "minimum": 1})
SECONDS: Final = Kind(schema={"type": "number", "minimum": 0}, read=_read_seconds)
AMOUNT: Final = Kind(
    schema={"anyOf": [{"type": "string", "pattern": f"^{AMOUNT_FORM}$"}, {"type": "number", "minimum": 0}]},
    read=read_amount,
    write=str,
)
TEXTS: Final = several(TEXT)
