"""From facts to the reference model's plain input."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, overload

from model import reference
from pendulum import DateTime
from strategies import TICK

from sparklicense import AccountAccess, License, Policy, Post, SparkAd, Windows, instant

_ZERO: Final = instant("2000-01-01T00:00:00Z")


@overload
def ticks(at: DateTime) -> int: ...
@overload
def ticks(at: DateTime | None) -> int | None: ...
def ticks(at: DateTime | None) -> int | None:
    """Count microseconds."""
    return None if at is None else datetime.__sub__(at, _ZERO) // TICK


def plain_windows(windows: Windows) -> tuple[reference.Window, ...]:
    """Give windows as pairs."""
    return tuple((ticks(each.start), ticks(each.end)) for each in windows)


def plain(
    ad: SparkAd, post: Post, licenses: Iterable[License], policy: Policy, access: Iterable[AccountAccess] = ()
) -> reference.Case:
    """Give everything that decides."""
    return reference.Case(
        ad=reference.Ad(
            post=ad.post_id,
            account=ad.advertiser_id,
            linked=ad.identity_type.value != "AUTH_CODE",
            starts=ticks(ad.starts_at),
            ends=ticks(ad.ends_at),
            paused=plain_windows(ad.paused),
        ),
        post=reference.Post(
            id=post.id,
            creator=post.creator,
            published=ticks(post.published_at),
            deleted=ticks(post.deleted_at),
            hidden=plain_windows(post.hidden),
        ),
        licenses=tuple(
            reference.License(
                post=each.post_id,
                account=each.advertiser_id,
                issued=ticks(each.issued_at),
                redeemed=ticks(each.redeemed_at),
                expires=ticks(each.expires_at),
                revoked=ticks(each.revoked_at),
            )
            for each in licenses
        ),
        access=tuple(
            reference.Access(
                creator=each.creator,
                account=each.advertiser_id,
                granted=ticks(each.granted_at),
                expires=ticks(each.expires_at),
                revoked=ticks(each.revoked_at),
            )
            for each in access
        ),
        public=policy.post_must_be_public,
    )
