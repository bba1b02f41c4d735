"""Windows and coverage written by hand in Polars, for the same three tables."""

from __future__ import annotations

from typing import Any

import polars as pl


def windows(ads: pl.LazyFrame, posts: pl.LazyFrame, licenses: pl.LazyFrame) -> pl.LazyFrame:
    """Clip the flight, the post's life and the merged licenses of each post and account to each other."""
    col = pl.col
    needed = col("identity_type").fill_null("AUTH_CODE") == "AUTH_CODE"
    ads = ads.select(
        "ad_id",
        "post_id",
        "starts_at",
        "ends_at",
        account=pl.when(needed).then(col("advertiser_id").fill_null("")),
    )
    spans = licenses.select(
        "post_id", account="advertiser_id", s="redeemed_at", e=pl.min_horizontal("expires_at", "revoked_at")
    ).filter(col("s") < col("e"))
    pairs = ads.filter(col("account").is_not_null()).select("post_id", "account").unique()
    closed = spans.filter(col("account").is_not_null())
    anyone = pairs.join(spans.filter(col("account").is_null()).select("post_id", "s", "e"), on="post_id")
    keys = ["post_id", "account"]
    merged = (
        pl.concat([closed, anyone])
        .sort(*keys, "s")
        .with_columns(new=(col("s") > col("e").cum_max().shift().over(keys)).fill_null(value=True))
        .with_columns(run=col("new").cum_sum())
        .group_by("run")
        .agg(col("post_id", "account").first(), col("s").min(), col("e").max())
        .drop("run")
    )
    own = ads.filter(col("account").is_null()).with_columns(s=col("starts_at"), e=col("ends_at"))
    licensed = ads.join(merged, on=keys).with_columns(
        s=pl.max_horizontal("s", "starts_at"), e=pl.min_horizontal("e", "ends_at")
    )
    columns = ["ad_id", "post_id", "s", "e"]
    both = pl.concat([own.select(columns), licensed.select(columns)])
    return (
        both.join(posts, on="post_id")
        .select("ad_id", start=pl.max_horizontal("s", "published_at"), end=pl.min_horizontal("e", "deleted_at"))
        .filter(col("end").is_null() | (col("start") < col("end")))
    )


def coverage(ads: pl.LazyFrame, posts: pl.LazyFrame, licenses: pl.LazyFrame, until: Any) -> pl.LazyFrame:
    """Add the windows of each ad up, and find where the first one leaves a gap."""
    col = pl.col
    flights = ads.select("ad_id", "starts_at", over=pl.min_horizontal("ends_at", pl.lit(until)))
    served = (
        windows(ads, posts, licenses)
        .with_columns(end=pl.min_horizontal("end", pl.lit(until)))
        .filter(col("start") < col("end"))
        .join(flights, on="ad_id")
        .group_by("ad_id")
        .agg(
            served=(col("end") - col("start")).sum(),
            first=col("start").min(),
            stop=col("end").min(),
            again=col("start").filter(col("start") > col("starts_at")).min(),
        )
    )
    flight = (col("over") - col("starts_at")).dt.total_microseconds()
    seconds = col("served").dt.total_microseconds().fill_null(0)
    lasting = flight > 0
    late = lasting & (col("first").is_null() | (col("first") > col("starts_at")))
    stops = lasting & (col("stop") < col("over"))
    return flights.join(served, on="ad_id", how="left", maintain_order="left").select(
        "ad_id",
        flight_seconds=pl.when(lasting).then(flight).otherwise(0) / 1e6,
        served_seconds=seconds / 1e6,
        share=pl.when(lasting).then(seconds / flight),
        first_gap_start=pl.when(late).then("starts_at").when(stops).then("stop"),
        first_gap_end=pl.when(late | stops).then(col("again").fill_null(col("over"))),
    )
