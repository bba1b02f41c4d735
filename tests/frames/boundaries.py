"""Every fact absent, just before, at and just after one instant, in combination: one large portfolio."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import combinations_with_replacement, product
from typing import Any, Final, TypeVar

import attrs
from strategies import DAY, TICK, moved

from sparklicense import (
    AccountAccess,
    IdentityType,
    ImpossibleFactsError,
    License,
    Portfolio,
    Post,
    Removal,
    SparkAd,
    Window,
    Windows,
    instant,
)

AT: Final = instant("2026-06-10T12:00:00Z")

LONG_BEFORE, BEFORE, AFTER, LONG_AFTER = (moved(AT, by) for by in (-30 * DAY, -TICK, TICK, 30 * DAY))
NEAR: Final = (BEFORE, AT, AFTER)
WINDOWS: Final = (
    Windows.none(),
    *(
        Windows([Window(start, end)])
        for start, end in (
            (BEFORE, AT),
            (AT, AFTER),
            (AFTER, LONG_AFTER),
            (None, AT),
            (None, AFTER),
            (AT, None),
            (None, None),
        )
    ),
    Windows([Window(LONG_BEFORE, BEFORE), Window(AT, AFTER)]),
)

F = TypeVar("F", Post, License, SparkAd, AccountAccess)


def possible(kind: type[F], **choices: Iterable[Any]) -> list[F]:
    """Make every fact whose fields can be so together."""
    found: list[F] = []
    for values in product(*choices.values()):
        with suppress(ImpossibleFactsError):
            found.append(kind(**dict(zip(choices, values, strict=True))))
    return found


def _posts() -> list[Post]:
    """Posts that are published, deleted and hidden around the instant."""
    found = possible(Post, id=["-"], published_at=(LONG_BEFORE, *NEAR), hidden=WINDOWS)
    for post in list(found):
        for at in NEAR:
            with suppress(ImpossibleFactsError):
                found.append(
                    Post(
                        id="-",
                        published_at=post.published_at,
                        hidden=post.hidden,
                        deleted_at=at,
                        removal=Removal.CREATOR,
                    )
                )
    return [
        Post(
            id=f"post-{n}",
            published_at=each.published_at,
            hidden=each.hidden,
            deleted_at=each.deleted_at,
            removal=each.removal,
        )
        for n, each in enumerate(found)
    ]


def _ads(post_id: str) -> list[SparkAd]:
    """Ads that start, end and pause around the instant."""
    made = possible(
        SparkAd,
        id=["-"],
        post_id=[post_id],
        starts_at=(LONG_BEFORE, *NEAR),
        ends_at=(None, *NEAR, LONG_AFTER),
        paused=WINDOWS,
    )
    return [
        SparkAd(
            id=f"{post_id}-{n}", post_id=post_id, starts_at=each.starts_at, ends_at=each.ends_at, paused=each.paused
        )
        for n, each in enumerate(made)
    ]


def _licenses() -> list[License]:
    """Licenses that begin, are redeemed, end and are revoked around the instant."""
    return possible(
        License,
        code=[None],
        post_id=["-"],
        issued_at=(LONG_BEFORE, *NEAR),
        redeemed_at=(None, LONG_BEFORE, *NEAR),
        expires_at=(*NEAR, LONG_AFTER),
        revoked_at=(None, *NEAR),
    )


def _licensed(licenses: tuple[License, ...], accounts: tuple[str | None, ...], number: int) -> tuple[Any, ...]:
    post = Post(id=f"licensed-{number}", published_at=LONG_BEFORE)
    given = [
        License(
            code=None,
            id=f"{number}-{place}",
            post_id=post.id,
            issued_at=each.issued_at,
            redeemed_at=each.redeemed_at,
            expires_at=each.expires_at,
            revoked_at=each.revoked_at,
            advertiser_id=account,
        )
        for place, (each, account) in enumerate(zip(licenses, accounts, strict=True))
    ]
    ads = [
        SparkAd(
            id=f"{post.id}-{account}-{kind}",
            post_id=post.id,
            starts_at=LONG_BEFORE,
            advertiser_id=account,
            identity_type=kind,
        )
        for account, kind in (
            ("a", IdentityType.AUTH_CODE),
            (None, IdentityType.AUTH_CODE),
            ("a", IdentityType.TT_USER),
        )
    ]
    return post, given, ads


def _accessed(given: tuple[AccountAccess, ...], accounts: tuple[str | None, ...], number: int) -> tuple[Any, ...]:
    post = Post(id=f"lent-{number}", creator=f"creator-{number}", published_at=LONG_BEFORE)
    access = [
        attrs.evolve(each, id=f"{number}-{place}", creator=post.creator, advertiser_id=account)
        for place, (each, account) in enumerate(zip(given, accounts, strict=True))
    ]
    ads = [
        SparkAd(
            id=f"{post.id}-{account}-{kind}",
            post_id=post.id,
            starts_at=LONG_BEFORE,
            advertiser_id=account,
            identity_type=kind,
        )
        for account, kind in (
            ("a", IdentityType.BC_AUTH_TT),
            (None, IdentityType.TT_USER),
            ("a", IdentityType.AUTH_CODE),
        )
    ]
    return post, access, ads


def _access() -> list[AccountAccess]:
    """Access that begins, ends and is revoked around the instant."""
    return possible(
        AccountAccess,
        creator=["-"],
        granted_at=(LONG_BEFORE, *NEAR),
        expires_at=(None, *NEAR, LONG_AFTER),
        revoked_at=(None, *NEAR),
    )


def every_boundary(share: int = 1) -> Portfolio:
    """Put them all into one portfolio, some 24,000 ads; or of pairs of licenses every so many-th."""
    posts, ads, licenses, access = _posts(), [], [], []
    for place, post in enumerate(posts):
        # Each post meets a share of the ads, so that every pair of tracks meets in every way.
        ads += _ads(post.id)[place % 5 :: 5 * min(share, 3)]
        licenses.append(License(code=None, post_id=post.id, issued_at=LONG_BEFORE, expires_at=LONG_AFTER))
    number = 0
    kinds = _licenses()
    pairs = list(combinations_with_replacement(kinds, 2))
    for accounts in (("a", "a"), ("a", None), (None, "a"), ("b", None)):
        for pair in pairs[number % 3 :: 3 * share]:
            post, given, theirs = _licensed(pair, accounts, number)
            posts.append(post)
            licenses += given
            ads += theirs
            number += 1
    for each in kinds:
        post, given, theirs = _licensed((each,), ("a",), number)
        posts.append(post)
        licenses += given
        ads += theirs
        number += 1
    number = 0
    for accounts_of in (("a", "a"), ("a", None), (None, None), ("b", None)):
        for two in [*combinations_with_replacement(_access(), 2)][number % 3 :: 5 * share]:
            post, recorded, theirs = _accessed(two, accounts_of, number)
            posts.append(post)
            access += recorded
            ads += theirs
            number += 1
    return Portfolio(posts=posts, licenses=licenses, ads=ads, access=access)
