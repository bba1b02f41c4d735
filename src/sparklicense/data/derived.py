"""Tables of fields read off classes: what an attribute's type says of its kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from types import NoneType
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

import attrs
from pendulum import DateTime

from sparklicense.data import fields
from sparklicense.data.checked_kinds import DAY, DECIMAL, ID, INSTANT, LENGTH, NUMBER, TEXT, TRUTH, WHOLE
from sparklicense.data.kinds import choice, record, several
from sparklicense.data.records import Field, Kind, Shape
from sparklicense.windows import Window, Windows

F = TypeVar("F")

_KINDS: Final[Mapping[Any, Kind]] = {
    bool: TRUTH,
    int: WHOLE,
    float: NUMBER,
    str: TEXT,
    Decimal: DECIMAL,
    DateTime: INSTANT,
    date: DAY,
    timedelta: LENGTH,
    Window: record(fields.WINDOW),
    Windows: fields.WINDOWS,
}
_UNSEEN: Final = {each.__name__: each for each in (DateTime, Decimal, StrEnum, Window, Windows, timedelta)}
"""What modules import for type checkers alone, though their classes name it."""


def table(make: type[F], *parts: Shape[Any], **own: Kind) -> Shape[F]:
    """Make the table of a class from its attributes.

    Args:
        make: an attrs class.
        parts: the tables of the classes that its attributes hold.
        own: the kinds of those attributes whose types do not say it.

    Examples:
        >>> from sparklicense import Change
        >>> from sparklicense.data.derived import table
        >>> [field.name for field in table(Change).fields]
        ['at', 'ad_id', 'from', 'to', 'post_id', 'creator', 'actor', 'remedy']
    """
    kinds = {**_KINDS, **{part.make: record(part) for part in parts}}
    hints = get_type_hints(make, localns=_UNSEEN | {part.name: part.make for part in parts})
    attributes: Any = make
    return Shape(
        noun=noun_of(make),
        make=make,
        fields=tuple(
            _field(each.alias, hints[each.name], kinds, own.get(each.alias))
            for each in attrs.fields(attributes)
            if each.init
        ),
    )


def noun_of(make: type) -> str:
    """Say what a person calls one of a class: `CampaignStatus` is a campaign status."""
    words = snake(make.__name__).replace("_", " ")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def snake(name: str) -> str:
    """Write a class's name as schemas do: `CampaignStatus` is `campaign_status`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _field(name: str, hint: Any, kinds: Mapping[Any, Kind], own: Kind | None) -> Field:
    options = get_args(hint)
    nullable = NoneType in options
    kind = own or _kind(name, next(each for each in options if each is not NoneType) if nullable else hint, kinds)
    key = name.rstrip("_")  # `from_`, because `from` is a word of Python's
    return Field(key, kind, nullable=nullable, argument=name if key != name else "")


def _kind(name: str, hint: Any, kinds: Mapping[Any, Kind]) -> Kind:
    if get_origin(hint) in (tuple, frozenset):
        each = _kind(name, get_args(hint)[0], kinds)
        return several(each) if get_origin(hint) is tuple else _set(each)
    if isinstance(hint, type) and issubclass(hint, Enum):
        members: Any = hint
        return choice(members)
    if hint is str and (name == "id" or name.endswith("_id")):
        return ID
    return kinds[hint]


def _set(each: Kind) -> Kind:
    """Make the kind of a set, which files list in order."""
    listed = several(each, frozenset)

    def write(values: Iterable[Any]) -> object:
        return listed.write and listed.write(sorted(values))

    return attrs.evolve(listed, write=write)
