"""How much of their flights ads serve."""

from __future__ import annotations

from typing import TypeVar, cast

from sparklicense.frames.clock import plain
from sparklicense.frames.engine import col, in_order, numbered, nw, own
from sparklicense.frames.natives import TICKS, left_join, with_instant, with_length
from sparklicense.frames.schema import COARSEST
from sparklicense.frames.spans import END, START, clipped, earliest
from sparklicense.frames.windows import read_comparable, served
from sparklicense.instants import InstantLike, instant
from sparklicense.policies import GUIDE, PolicyLike, policy_of

F = TypeVar("F")


def coverage(
    ads: F,
    *,
    posts: F,
    licenses: F,
    pauses: F | None = None,
    hidden: F | None = None,
    access: F | None = None,
    until: InstantLike | None = None,
    policy: PolicyLike = GUIDE,
) -> F:
    """Tell of every ad how much of its flight it serves, and where it first does not.

    Args:
        ads: the tables, as `serving` takes them.
        posts: the posts.
        licenses: the licenses.
        pauses: when ads are paused; left out: never.
        hidden: when posts are hidden; left out: never.
        access: access to creators' accounts; left out: it is assumed.
        until: where every flight ends at the latest; left out, a flight without an end gives null
            throughout.
        policy: the reading of the sources.

    Returns:
        One row per ad, in the order of `ads` where the engine has one: `ad_id`, `flight_seconds`,
        `served_seconds`, `share` (of the two, 0 to 1; null for a flight of no length),
        `first_gap_start`, `first_gap_end` (the first time within the flight in which it does not
        serve; null: it serves throughout).

    Raises:
        FrameError: columns or, on eager frames, data that cannot be read; all problems at once.

    Examples:
        >>> from sparklicense import License, Portfolio, Post, SparkAd, frames
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code=None, post_id="1", issued_at="2026-05-24T00:00:00Z", days=7)],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-05-24T00:00:00Z", ends_at="2026-06-07T00:00:00Z")],
        ... )
        >>> tables = frames.from_portfolio(portfolio)
        >>> found = frames.coverage(tables.ads, posts=tables.posts, licenses=tables.licenses)
        >>> found["share"].to_list(), found["first_gap_start"].to_list()[0].isoformat()
        ([0.5], '2026-05-31T00:00:00+00:00')
    """
    policy = policy_of(policy)
    natives = {"ads": ads, "posts": posts, "licenses": licenses, "pauses": pauses, "hidden": hidden, "access": access}
    tables = read_comparable(natives, COARSEST if until is None else "us")
    flights, spans = numbered(tables["ads"].frame), served(tables, policy)
    unit = tables["ads"].units["starts_at"]
    closing: nw.Expr | None = None
    if until is not None:
        last = plain(instant(until))
        flights, spans = with_instant(flights, "until", last, unit), with_instant(spans, "until", last, unit)
        closing = col("until")
    flights = flights.with_columns(earliest(col("ends_at"), *([] if closing is None else [closing])).alias(own("over")))
    spans = with_length(clipped(spans, None, closing), "length", START, END, unit)

    resuming = nw.when(col(START) > col("starts_at")).then(col(START)).alias(own("resumes"))
    found = (
        spans.with_columns(resuming)
        .group_by(own("ad_id"))
        .agg(col("length").sum().alias(own("served")), *(col(each).min() for each in (START, END, "resumes")))
    )
    frame = left_join(flights, found, ["ad_id"])
    frame = in_order(with_length(frame, "flight", "starts_at", "over", unit))
    return cast("F", frame.select(col("ad_id").alias("ad_id"), **_measures(TICKS[unit])).to_native())


def _measures(ticks: float) -> dict[str, nw.Expr]:
    """Compare each flight with its spans: the first one's bounds, and the first start later than the flight's."""
    lasting = col("flight") > 0
    late = lasting & (col(START).is_null() | (col(START) > col("starts_at")))
    stops = lasting & (col(END) < col("over"))
    resumes = nw.when(col("resumes").is_null()).then(col("over")).otherwise(col("resumes"))
    served = nw.when(col("served").is_null()).then(nw.lit(0)).otherwise(col("served"))
    return {
        "flight_seconds": nw.when(lasting).then(col("flight")).when(col("flight") <= 0).then(nw.lit(0)) / ticks,
        "served_seconds": nw.when(~col("flight").is_null()).then(served) / ticks,
        "share": nw.when(lasting).then(served / col("flight")),
        "first_gap_start": nw.when(late).then(col("starts_at")).when(stops).then(col(END)),
        "first_gap_end": nw.when(late | stops).then(resumes),
    }
