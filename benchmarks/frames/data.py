"""Tables of any size, alike in every run: text ids, several licenses a post, every state in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
import polars as pl

AT = datetime(2026, 6, 10, 12, tzinfo=UTC)
OPEN, NO_ACCOUNT = 0.3, 0.05  # the share of licenses that are open to any account, of ads without one
_DAY = 86_400_000_000
_NOW = int(AT.timestamp()) * 1_000_000


class Facts(NamedTuple):
    """The three tables that everybody has."""

    ads: pl.DataFrame
    posts: pl.DataFrame
    licenses: pl.DataFrame


def made(ads: int, posts: int | None = None, licenses: int | None = None, seed: int = 1) -> Facts:
    """Make tables of so many ads; 0.3 posts and 0.5 licenses to an ad, unless said otherwise."""
    chance = np.random.default_rng(seed)
    count_of_posts = posts or max(1, ads * 3 // 10)
    count_of_licenses = licenses or max(1, ads // 2)

    def ids(first: int, numbers: np.ndarray) -> pl.Series:
        return (pl.Series(numbers.astype(np.int64)) + first).cast(pl.String)

    def instants(low: float, high: float, size: int) -> np.ndarray:
        return _NOW + (chance.uniform(low, high, size) * _DAY).astype(np.int64)

    def times(values: np.ndarray, share: float = 1.0) -> pl.Series:
        some = pl.Series(values).set(pl.Series(chance.random(len(values)) >= share), None)
        return some.cast(pl.Datetime("us", "UTC"))

    accounts = chance.integers(0, 2_000, (count_of_posts, 2))
    published = instants(-400, 20, count_of_posts)
    post_table = pl.DataFrame(
        {
            "post_id": ids(7_600_000_000_000_000_000, np.arange(count_of_posts)),
            "published_at": times(published),
            "deleted_at": times(published + (chance.uniform(0, 400, count_of_posts) * _DAY).astype(np.int64), 0.1),
        }
    )

    of = chance.integers(0, count_of_posts, count_of_licenses)
    issued = instants(-120, 10, count_of_licenses)
    expires = issued + chance.choice([7, 30, 60, 365], count_of_licenses) * _DAY
    redeemed = issued + (chance.uniform(0, 1, count_of_licenses) * (expires - issued) * 0.2).astype(np.int64)
    revoked = redeemed + (chance.uniform(0, 1, count_of_licenses) * (expires - redeemed)).astype(np.int64)
    license_table = pl.DataFrame(
        {
            "license_id": ids(1_000_000_000, np.arange(count_of_licenses)),
            "post_id": ids(7_600_000_000_000_000_000, of),
            "advertiser_id": ids(7_300_000_000_000_000_000, accounts[of, chance.integers(0, 2, count_of_licenses)]).set(
                pl.Series(chance.random(count_of_licenses) < OPEN), None
            ),
            "issued_at": times(issued),
            "redeemed_at": times(redeemed, 0.9),
            "expires_at": times(expires),
            "revoked_at": times(revoked, 0.1),
        }
    )

    on = chance.integers(0, count_of_posts, ads)
    starts = instants(-90, 10, ads)
    ad_table = pl.DataFrame(
        {
            "ad_id": ids(1_800_000_000_000_000_000, chance.permutation(ads)),
            "post_id": ids(7_600_000_000_000_000_000, on),
            "advertiser_id": ids(7_300_000_000_000_000_000, accounts[on, chance.integers(0, 2, ads)]).set(
                pl.Series(chance.random(ads) < NO_ACCOUNT), None
            ),
            "identity_type": pl.Series(chance.choice(["AUTH_CODE", "TT_USER", "BC_AUTH_TT"], ads, p=[0.9, 0.05, 0.05])),
            "starts_at": times(starts),
            "ends_at": times(starts + (chance.uniform(1, 180, ads) * _DAY).astype(np.int64), 0.9),
        }
    )
    return Facts(ad_table, post_table, license_table)
