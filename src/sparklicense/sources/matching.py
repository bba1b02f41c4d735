"""Two sources on one fact: whether they mean the same one, and what the later one says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final, TypeAlias

import attrs
from pendulum import DateTime

from sparklicense.access import AccountAccess
from sparklicense.ads import SparkAd
from sparklicense.errors import printable, shown
from sparklicense.instants import elapsed, written
from sparklicense.licenses import License
from sparklicense.portfolio import Fact
from sparklicense.posts import Post

Guesses: TypeAlias = dict[str, set[str]]
"""The attributes that a source assumes, by the name of the fact."""

_DAY: Final = timedelta(days=1)
_NOUNS: Final = {Post: "post", License: "license", SparkAd: "ad", AccountAccess: "access"}
OVER_TIME: Final[Mapping[type, str]] = {Post: "hidden", SparkAd: "paused"}
"""What TikTok tells the present of: the past that is known stays, what stands from then on is what it says."""


def named(fact: Fact) -> str:
    """Name a fact for people: `post 7123`."""
    return f"{_NOUNS[type(fact)]} {printable(fact.id)}"


def guessed_in(fact: Fact, guesses: Guesses) -> set[str]:
    """Give the attributes of a fact that its source assumes; some name a license by its post."""
    of_post = f"license of post {printable(fact.post_id)}" if isinstance(fact, License) else ""
    return guesses.get(named(fact), set()) | guesses.get(of_post, set())


def meant(one: License, known: Iterable[License]) -> License | None:
    """Find the known license that a source means by one of its own; `None`: none of them.

    Both are of one ad account, as far as that is known, and their times overlap. Beyond that a code
    decides. Where one side does not know the code, their starts or their ends are less than a day
    apart: people write down days, TikTok seconds. A renewal overlaps the license it renews, so an
    overlap alone says nothing. Of several the closest one is meant.

    Args:
        one: the license, as one source has it.
        known: the licenses of the same post, or with the same code.
    """
    return min(
        (each for each in known if _compatible(one, each) and (_same_code(one, each) or _nameless(one, each))),
        key=lambda each: (
            each.advertiser_id != one.advertiser_id,
            not _same_code(one, each),
            abs(elapsed(each.issued_at, one.issued_at)),
            abs(elapsed(each.expires_at, one.expires_at)),
            each.id,
        ),
        default=None,
    )


def may_be_one(one: License, other: License) -> bool:
    """Tell whether two licenses of a post may be one, of which only one side knows the code."""
    return (one.code is None) is not (other.code is None) and _compatible(one, other)


def _compatible(one: License, other: License) -> bool:
    accounts = {one.advertiser_id, other.advertiser_id} - {None}
    overlap = one.issued_at < other.ends_at and other.issued_at < one.ends_at
    return len(accounts) < 2 and (overlap or one.issued_at == other.issued_at)  # noqa: PLR2004 - two accounts


def _same_code(one: License, other: License) -> bool:
    return one.code is not None and one.code == other.code


def _nameless(one: License, other: License) -> bool:
    return (one.code is None or other.code is None) and bool(days_alike(one, other))


def days_alike(one: License, other: License) -> set[str]:
    """Give which of start and end are less than a day apart."""
    return {
        name for name in ("issued_at", "expires_at") if abs(elapsed(getattr(one, name), getattr(other, name))) < _DAY
    }


def changes(before: Fact, after: Fact, guessed: set[str], *, observed: bool) -> Iterator[tuple[str, Any]]:
    """Give the attributes of which the later source says otherwise, and knows it."""
    for field in attrs.fields(type(before)):
        name = field.alias or field.name
        was, now = getattr(before, name), getattr(after, name)
        if not field.init or name == "id" or (observed and name == OVER_TIME.get(type(before))):
            continue
        if name == "redeemed_at":
            yield from _redeemed(before, after, guessed, observed=observed)
        elif was != now and _is_told(field, was, now, guessed, observed=observed):
            yield name, now


def _is_told(field: attrs.Attribute[Any], was: Any, now: Any, guessed: set[str], *, observed: bool) -> bool:
    if field.alias in guessed:
        ended: bool = observed and field.alias in ("expires_at", "ends_at") and was is not None and now < was
        return ended or bool(was == field.default)  # what TikTok says is over is over
    # Of the sources, TikTok alone tells that a flight has no end.
    return bool(now != field.default) or (observed and field.alias == "ends_at")


def _redeemed(before: Any, after: Any, guessed: set[str], *, observed: bool) -> Iterator[tuple[str, Any]]:
    """Say when a code was applied: a source that does not know says that it was at its start."""
    known = after.redeemed_at not in (None, after.issued_at) and "redeemed_at" not in guessed
    if (known and after.redeemed_at != before.redeemed_at) or (before.redeemed_at is None and observed):
        yield "redeemed_at", after.redeemed_at
    elif before.redeemed_at == before.issued_at and "issued_at" not in guessed:
        yield "redeemed_at", after.issued_at


def in_words(attribute: str, value: Any) -> str:
    """Write the value of an attribute for people; a code never."""
    if attribute == "code":
        return "a code"
    if isinstance(value, DateTime):
        return shown(written(value))
    return "nothing" if value is None else shown(value)
