"""What a portfolio file holds: one table of fields for each fact, from which every form follows.

JSON and CSV, reading and writing, and the JSON Schema are all made from these tables. What is
required, and what a field left out means, is the facts' own business and read off them.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from sparklicense.ads import IdentityType, SparkAd
from sparklicense.errors import InvalidValueError, shown
from sparklicense.exchange.records import Field, Kind, Shape, read_text, reading, reading_each, write
from sparklicense.instants import written
from sparklicense.licenses import License
from sparklicense.posts import Media, MediaKind, Post, Removal
from sparklicense.settings import AdSettings, BudgetLevel, BudgetMode, Placement, Targeting
from sparklicense.windows import Window, Windows

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

PORTFOLIO_SCHEMA: Final = "sparklicense.portfolio/1"
"""What a portfolio file calls its own form."""

_INSTANT: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
_AMOUNT: Final = r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"


def _read_amount(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(_AMOUNT, value):
        raise InvalidValueError(f'{shown(value)} is not an amount of money; write it like "12.50"')
    try:
        return Decimal(value)
    except InvalidOperation:
        raise InvalidValueError(f"{shown(value)} is not an amount of money: it is out of range") from None


def _read_seconds(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _choice(options: type[StrEnum]) -> Kind:
    members = {each.value: each for each in options}
    names = ", ".join(f"`{each}`" for each in members)

    def read(value: Any) -> StrEnum:
        member = members.get(read_text(value))
        if member is None:
            raise InvalidValueError(f"{shown(value)} is none of {names}")
        return member

    return Kind(schema={"enum": list(members)}, read=read, write=str)


def _several(each: Kind, make: Callable[[list[Any]], object] = tuple) -> Kind:
    read_each, write_one = reading_each(each.read or read_text), each.write
    return Kind(
        schema={"type": "array", "items": each.schema},
        read=lambda value: make(read_each(value)),
        write=list if write_one is None else lambda values: [write_one(value) for value in values],
        scalar=False,
    )


def _record(shape: Shape[Any]) -> Kind:
    return Kind(
        schema={"$ref": f"#/$defs/{shape.make.__name__}"},
        read=reading(shape),
        write=lambda fact: write(shape, fact),
        scalar=False,
    )


ID: Final = Kind(schema={"type": "string", "pattern": r"\S"})
CODE: Final = Kind(schema=ID.schema, secret=True)
TEXT: Final = Kind(schema={"type": "string"})
INSTANT: Final = Kind(schema={"type": "string", "pattern": f"^{_INSTANT}$"}, write=written)
PIXELS: Final = Kind(schema={"type": "integer", "minimum": 1})
SECONDS: Final = Kind(schema={"type": "number", "minimum": 0}, read=_read_seconds)
AMOUNT: Final = Kind(
    schema={"anyOf": [{"type": "string", "pattern": f"^{_AMOUNT}$"}, {"type": "number", "minimum": 0}]},
    read=_read_amount,
    write=str,
)
TEXTS: Final = _several(TEXT)

WINDOW: Final = Shape(
    noun="a window",
    make=Window,
    fields=(Field("start", INSTANT, nullable=True), Field("end", INSTANT, nullable=True)),
)
WINDOWS: Final = _several(_record(WINDOW), Windows)

MEDIA: Final = Shape(
    noun="media",
    make=Media,
    fields=(
        Field("kind", _choice(MediaKind)),
        Field("width", PIXELS, nullable=True),
        Field("height", PIXELS, nullable=True),
        Field("duration", SECONDS, nullable=True),
        Field("sound", TEXT, nullable=True),
    ),
)

POST: Final = Shape(
    noun="a post",
    make=Post,
    fields=(
        Field("id", ID),
        Field("creator", TEXT),
        Field("published_at", INSTANT),
        Field("deleted_at", INSTANT, nullable=True),
        Field("removal", _choice(Removal), nullable=True),
        Field("hidden", WINDOWS),
        Field("caption", TEXT),
        Field("media", _record(MEDIA), nullable=True),
        Field("labels", TEXTS),
    ),
)

LICENSE: Final = Shape(
    noun="a license",
    make=License,
    fields=(
        Field("id", ID, nullable=True),
        Field("code", CODE, nullable=True),
        Field("post_id", ID),
        Field("advertiser_id", ID, nullable=True),
        Field("issued_at", INSTANT),
        Field("redeemed_at", INSTANT, nullable=True),
        Field("expires_at", INSTANT),
        Field("revoked_at", INSTANT, nullable=True),
    ),
)

TARGETING: Final = Shape(
    noun="targeting",
    make=Targeting,
    fields=(
        Field("audiences", TEXTS),
        Field("locations", TEXTS),
        Field("ages", TEXTS),
        Field("interests", TEXTS),
    ),
)

SETTINGS: Final = Shape(
    noun="settings",
    make=AdSettings,
    fields=(
        Field("call_to_action", TEXT),
        Field("landing_page_url", TEXT),
        Field("tracking", TEXTS),
        Field("bid", AMOUNT, nullable=True),
        Field("bidding_strategy", TEXT),
        Field("budget", AMOUNT, nullable=True),
        Field("budget_mode", _choice(BudgetMode)),
        Field("budget_level", _choice(BudgetLevel)),
        Field("currency", TEXT),
        Field("targeting", _record(TARGETING)),
        Field("placements", _several(_choice(Placement))),
    ),
)

AD: Final = Shape(
    noun="an ad",
    make=SparkAd,
    fields=(
        Field("id", ID),
        Field("post_id", ID),
        Field("advertiser_id", ID, nullable=True),
        Field("identity_type", _choice(IdentityType)),
        Field("starts_at", INSTANT),
        Field("ends_at", INSTANT, nullable=True),
        Field("campaign_id", ID, nullable=True),
        Field("adgroup_id", ID, nullable=True),
        Field("name", TEXT),
        Field("paused", WINDOWS),
        Field("settings", _record(SETTINGS)),
    ),
)

SHAPES: Final = (POST, LICENSE, AD, MEDIA, WINDOW, SETTINGS, TARGETING)
"""Every shape a portfolio file is made of."""
