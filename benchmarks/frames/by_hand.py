"""`serving_state` written by hand, for each engine in its own words: three tables, every state, no checks.

All use the same shortcut, which is good from 1970 to 2112: a license's claim is one number, so that the
license that speaks for several has the greatest. Of those that are over it is when they ended, in
microseconds, twice, plus one if revoked; it stays below what a float holds exactly, because left merges
make floats in pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped] # its stubs are a package of their own
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped] # it has none
import pyarrow.compute as pc  # type: ignore[import-untyped] # it has none

from benchmarks.frames.data import AT

if TYPE_CHECKING:
    import duckdb

GONE = 2  # how the queries number a post that is deleted
STATES = (
    "post_deleted",
    "ended",
    "license_missing",
    "license_revoked",
    "license_expired",
    "license_unredeemed",
    "license_pending",
    "post_unpublished",
    "scheduled",
    "serving",
)
UNREDEEMED = 9_000_000_000_000_000
ACTIVE = UNREDEEMED + 1


def in_polars(ads: pl.LazyFrame, posts: pl.LazyFrame, licenses: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the order of the ads, as the library does."""
    kind, col = pl.Enum(STATES), pl.col
    ended = pl.min_horizontal("expires_at", "revoked_at")
    revoked = (col("revoked_at") < col("expires_at")).fill_null(value=False)
    claim = (
        pl.when(ended <= AT)
        .then(ended.cast(pl.Int64) * 2 + revoked)
        .when(col("redeemed_at") <= AT)
        .then(ACTIVE)
        .when(col("issued_at") <= AT)
        .then(UNREDEEMED)
        .otherwise(0)
    )
    claims = licenses.select("post_id", "advertiser_id", claim=claim)
    claims = claims.group_by("post_id", "advertiser_id").agg(col("claim").max())
    open_to_any = claims.filter(col("advertiser_id").is_null()).select("post_id", open="claim")
    post = pl.when(col("deleted_at") <= AT).then(GONE).when(col("published_at") <= AT).then(0).otherwise(1)
    standing = posts.select("post_id", post=post.cast(pl.Int8)).join(open_to_any, on="post_id", how="left")
    joined = ads.join(standing, on="post_id", how="left", maintain_order="left").join(
        claims.filter(col("advertiser_id").is_not_null()),
        on=["post_id", "advertiser_id"],
        how="left",
        maintain_order="left",
    )
    best = pl.max_horizontal("claim", "open")
    needed = col("identity_type").fill_null("AUTH_CODE") == "AUTH_CODE"
    cases = (
        (col("post") == GONE, "post_deleted"),
        (col("ends_at") <= AT, "ended"),
        (needed & best.is_null(), "license_missing"),
        (needed & (best > 0) & (best < UNREDEEMED) & (best % 2 == 1), "license_revoked"),
        (needed & (best > 0) & (best < UNREDEEMED), "license_expired"),
        (needed & (best == UNREDEEMED), "license_unredeemed"),
        (needed & (best == 0), "license_pending"),
        (col("post") == 1, "post_unpublished"),
        (col("starts_at") > AT, "scheduled"),
    )
    chain: Any = pl
    for condition, state in cases:
        chain = chain.when(condition).then(pl.lit(state, kind))
    state = chain.otherwise(pl.lit("serving", kind))
    return joined.with_columns(serving_state=state).drop("post", "open", "claim")


SQL = f"""
with claims as (
    select post_id, advertiser_id, max(case
        when least(expires_at, revoked_at) <= $at
        then epoch_us(least(expires_at, revoked_at)) * 2
            + case when revoked_at < expires_at then 1 else 0 end
        when redeemed_at <= $at then {ACTIVE}
        when issued_at <= $at then {UNREDEEMED}
        else 0 end) as claim
    from licenses group by all
), answered as (
    select ads.*,
        case when posts.deleted_at <= $at then {GONE} when posts.published_at <= $at then 0 else 1 end as post,
        identity_type is null or identity_type = 'AUTH_CODE' as needed, greatest(mine.claim, anyone.claim) as best
    from ads
    left join posts using (post_id)
    left join claims as mine on mine.post_id = ads.post_id and mine.advertiser_id = ads.advertiser_id
    left join claims as anyone on anyone.post_id = ads.post_id and anyone.advertiser_id is null
)
select * exclude (post, needed, best), case
    when post = {GONE} then 'post_deleted'
    when ends_at <= $at then 'ended'
    when needed and best is null then 'license_missing'
    when needed and best between 1 and {UNREDEEMED - 1} and best % 2 = 1 then 'license_revoked'
    when needed and best between 1 and {UNREDEEMED - 1} then 'license_expired'
    when needed and best = {UNREDEEMED} then 'license_unredeemed'
    when needed and best = 0 then 'license_pending'
    when post = 1 then 'post_unpublished'
    when starts_at > $at then 'scheduled'
    else 'serving' end as serving_state
from answered
"""  # noqa: S608 - our own numbers


def in_duckdb(connection: duckdb.DuckDBPyConnection) -> Any:
    """Give a relation; the tables are `ads`, `posts` and `licenses`."""
    return connection.sql(SQL.replace("$at", f"timestamptz '{AT.isoformat()}'"))


def in_pandas(ads: pd.DataFrame, posts: pd.DataFrame, licenses: pd.DataFrame) -> pd.DataFrame:
    """Merge, and select among whole columns."""
    at = pd.Timestamp(AT)
    ended = licenses["expires_at"].where(~(licenses["revoked_at"] < licenses["expires_at"]), licenses["revoked_at"])
    revoked = (licenses["revoked_at"] < licenses["expires_at"]).to_numpy()
    claim = np.select(
        [ended <= at, licenses["redeemed_at"] <= at, licenses["issued_at"] <= at],
        [ended.astype("int64").to_numpy() * 2 + revoked, ACTIVE, UNREDEEMED],
        0,
    )
    claims = licenses[["post_id", "advertiser_id"]].assign(claim=claim)
    anyone = claims[claims["advertiser_id"].isna()].groupby("post_id", sort=False)["claim"].max().rename("open")
    mine = claims.dropna().groupby(["post_id", "advertiser_id"], sort=False, as_index=False)["claim"].max()
    post = np.select([posts["deleted_at"] <= at, posts["published_at"] <= at], [GONE, 0], 1)
    standing = posts[["post_id"]].assign(post=post).merge(anyone, how="left", left_on="post_id", right_index=True)
    joined = ads[["post_id", "advertiser_id"]].merge(standing, how="left", on="post_id")
    joined = joined.merge(mine, how="left", on=["post_id", "advertiser_id"])
    best = np.fmax(joined["claim"].to_numpy(), joined["open"].to_numpy())
    needed = (ads["identity_type"].isna() | (ads["identity_type"] == "AUTH_CODE")).to_numpy()
    over = (best > 0) & (best < UNREDEEMED)
    conditions = [
        (joined["post"] == GONE).to_numpy(),
        (ads["ends_at"] <= at).to_numpy(),
        needed & np.isnan(best),
        needed & over & (best % 2 == 1),
        needed & over,
        needed & (best == UNREDEEMED),
        needed & (best == 0),
        (joined["post"] == 1).to_numpy(),
        (ads["starts_at"] > at).to_numpy(),
    ]
    codes = np.select(conditions, [np.int8(n) for n in range(9)], np.int8(9))
    return ads.assign(serving_state=pd.Categorical.from_codes(codes, STATES))


def in_pyarrow(ads: pa.Table, posts: pa.Table, licenses: pa.Table) -> pa.Table:
    """Join, put the rows back into order, and choose among whole columns."""
    at = pa.scalar(AT, pa.timestamp("us", "UTC"))
    zero = pa.scalar(0, pa.int64())
    revoked = pc.fill_null(pc.less(licenses["revoked_at"], licenses["expires_at"]), fill_value=False)
    ended = pc.if_else(revoked, licenses["revoked_at"], licenses["expires_at"])
    over = pc.add(pc.multiply(ended.cast(pa.int64()), 2), revoked.cast(pa.int64()))
    claim = pc.case_when(
        pc.make_struct(
            pc.less_equal(ended, at),
            pc.fill_null(pc.less_equal(licenses["redeemed_at"], at), fill_value=False),
            pc.less_equal(licenses["issued_at"], at),
        ),
        over,
        pa.scalar(ACTIVE, pa.int64()),
        pa.scalar(UNREDEEMED, pa.int64()),
        zero,
    )
    claims = licenses.select(["post_id", "advertiser_id"]).append_column("claim", claim)
    claims = claims.group_by(["post_id", "advertiser_id"], use_threads=True).aggregate([("claim", "max")])
    anyone = claims.filter(pc.is_null(claims["advertiser_id"])).select(["post_id", "claim_max"])
    anyone = anyone.rename_columns(["post_id", "open"])
    mine = claims.filter(pc.is_valid(claims["advertiser_id"]))
    post = pc.case_when(
        pc.make_struct(
            pc.fill_null(pc.less_equal(posts["deleted_at"], at), fill_value=False),
            pc.less_equal(posts["published_at"], at),
        ),
        pa.scalar(GONE, pa.int8()),
        pa.scalar(0, pa.int8()),
        pa.scalar(1, pa.int8()),
    )
    standing = posts.select(["post_id"]).append_column("post", post).join(anyone, "post_id")
    numbered = ads.select(["post_id", "advertiser_id"]).append_column("row", pa.array(np.arange(len(ads))))
    joined = numbered.join(standing, "post_id").join(mine, ["post_id", "advertiser_id"]).sort_by("row")
    best = pc.max_element_wise(joined["claim_max"], joined["open"])
    needed = pc.equal(pc.fill_null(ads["identity_type"], "AUTH_CODE"), "AUTH_CODE")

    def claimed(condition: Any) -> Any:
        return pc.fill_null(pc.and_(needed, condition), fill_value=False)

    is_over = pc.and_(pc.greater(best, 0), pc.less(best, UNREDEEMED))
    conditions = (
        pc.equal(joined["post"], GONE),
        pc.fill_null(pc.less_equal(ads["ends_at"], at), fill_value=False),
        claimed(pc.is_null(best)),
        claimed(pc.and_(is_over, pc.equal(pc.bit_wise_and(best, 1), 1))),
        claimed(is_over),
        claimed(pc.equal(best, UNREDEEMED)),
        claimed(pc.equal(best, 0)),
        pc.equal(joined["post"], 1),
        pc.greater(ads["starts_at"], at),
    )
    codes = pc.case_when(pc.make_struct(*conditions), *(pa.scalar(n, pa.int8()) for n in range(10)))
    states = pa.DictionaryArray.from_arrays(codes.combine_chunks(), list(STATES))
    return ads.append_column("serving_state", states)
