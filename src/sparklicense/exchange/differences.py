"""Two sources on one fact: whether they mean the same one, and what the later one says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

import attrs
from pendulum import DateTime

from sparklicense.ads import SparkAd
from sparklicense.errors import shown
from sparklicense.exchange.reports import plain
from sparklicense.instants import written
from sparklicense.licenses import License
from sparklicense.posts import Post

Fact: TypeAlias = Post | License | SparkAd
Guesses: TypeAlias = dict[str, set[str]]
"""The attributes that a source assumes, by the name of the fact."""

_NOUNS: Final = {Post: "post", License: "license", SparkAd: "ad"}
OVER_TIME: Final[Mapping[type, str]] = {Post: "hidden", SparkAd: "paused"}
"""What TikTok tells the present of: the past that is known stays, what stands from then on is what it says."""


def named(fact: Fact) -> str:
    """Name a fact for people: `post 7123`."""
    return f"{_NOUNS[type(fact)]} {plain(fact.id)}"


def guessed_in(fact: Fact, guesses: Guesses) -> set[str]:
    """Give the attributes of a fact that its source assumes; some name a license by its post."""
    of_post = f"license of post {plain(fact.post_id)}" if isinstance(fact, License) else ""
    return guesses.get(named(fact), set()) | guesses.get(of_post, set())


def same_license(one: License, other: License) -> bool:
    """Tell whether two sources mean one license of a post: by its code and its time, or by its start."""
    if one.advertiser_id is not None and other.advertiser_id not in (None, one.advertiser_id):
        return False
    if one.code is None or other.code is None:
        return one.issued_at == other.issued_at
    return one.code == other.code and one.issued_at < other.expires_at and other.issued_at < one.expires_at


def may_be_one(one: License, other: License) -> bool:
    """Tell whether two licenses of a post overlap, and one of them without its code."""
    accounts = {one.advertiser_id, other.advertiser_id} - {None}
    apart = one.expires_at <= other.issued_at or other.expires_at <= one.issued_at
    return (one.code is None) is not (other.code is None) and len(accounts) < 2 and not apart  # noqa: PLR2004 - two accounts


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
