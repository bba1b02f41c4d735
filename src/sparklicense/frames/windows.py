"""When ads serve: windows, and how much of a flight they cover."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from enum import StrEnum
from typing import Any, Final, TypeVar, cast

from sparklicense.errors import RulebookError
from sparklicense.frames.checks import refuse_bad_data
from sparklicense.frames.engine import (
    Frame,
    col,
    distinct,
    in_order,
    is_eager,
    left_join,
    numbered,
    nw,
    own,
    owned,
    stacked,
)
from sparklicense.frames.schema import Table, finest, read
from sparklicense.frames.spans import END, START, clipped, earliest, merged, permitted, shared
from sparklicense.frames.states import OWN_ACCOUNT, RULES, WINDOWS, Rules
from sparklicense.instants import InstantLike, instant
from sparklicense.policies import GUIDE, Policy
from sparklicense.licenses import LicenseStatus
from sparklicense.rules.expiry import LicenseStanding
from sparklicense.tracks import Track

F = TypeVar("F")


def windows(
    ads: F, *, posts: F, licenses: F, pauses: F | None = None, hidden: F | None = None, policy: Policy = GUIDE
) -> F:
    """Tell when ads serve: one row per ad and window.

    Args:
        ads: the tables, as `serving` takes them.
        posts: the posts.
        licenses: the licenses.
        pauses: when ads are paused; left out: never.
        hidden: when posts are hidden; left out: never.
        policy: the reading of the sources.

    Returns:
        A frame of the same kind: `ad_id`, `start`, `end` (excluded; null: it never ends), in UTC, in the
        finest unit of the tables' instants. An ad that never serves has no row. The rows have no
        particular order.

    Raises:
        FrameError: columns or, on eager frames, data that cannot be read; all problems at once.

    Examples:
        >>> from sparklicense import License, Portfolio, Post, SparkAd, frames
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code=None, post_id="1", issued_at="2026-05-24T07:09:07Z")],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z")],
        ... )
        >>> tables = frames.from_portfolio(portfolio)
        >>> found = frames.windows(tables.ads, posts=tables.posts, licenses=tables.licenses)
        >>> [(ad_id, start.isoformat(), end.isoformat()) for ad_id, start, end in found.rows()]
        [('7', '2026-06-01T00:00:00+00:00', '2026-06-23T07:09:07+00:00')]
    """
    tables = _read(ads, posts, licenses, pauses, hidden)
    found = served(tables, policy)
    return cast("F", found.select(**{each: col(each) for each in ("ad_id", START, END)}).to_native())


def _read(ads: Any, posts: Any, licenses: Any, pauses: Any, hidden: Any) -> dict[str, Table]:
    natives = {"ads": ads, "posts": posts, "licenses": licenses, "pauses": pauses, "hidden": hidden}
    tables = read(natives, alike=True)
    if is_eager(tables["ads"].frame):
        refuse_bad_data(tables)
    return tables


def served(tables: Mapping[str, Table], policy: Policy, rules: Rules = RULES) -> Frame:
    """Give the spans in which ads serve: those that every track's standing permits.

    A post's, a license's and an ad's own spans are clipped to each other; nothing is asked instant by
    instant. That several licenses permit serving whenever one of them does holds as long as the
    statuses that permit it prevail over all others; a rulebook where they do not is refused.
    """
    permits: dict[str, set[StrEnum]] = {track: set() for track in rules.book.tracks}
    for row in rules.book.under(policy):
        if row.state is None:
            permits[row.track].add(row.standing)

    def interludes(track: Track[Any, Any]) -> dict[str, Frame]:
        fields = [field for field, _, _ in track.interludes]
        return {field: tables[WINDOWS[field]].frame for field in fields if WINDOWS[field] in tables}

    posts = permitted(tables["posts"].frame, rules.post, permits["post"], interludes(rules.post), "post_id")
    frame = permitted(
        tables["ads"].frame, rules.schedule, permits["schedule"], interludes(rules.schedule), "ad_id"
    )
    frame = shared(frame, posts.select(*owned("post_id", START, END)), ("post_id",))
    frame = _licensed(frame, tables["licenses"].frame, permits["license"], rules)
    return permitted(frame, rules.switch, permits["switch"], interludes(rules.switch), "ad_id")


def _licensed(frame: Frame, licenses: Frame, permits: set[StrEnum], rules: Rules) -> Frame:
    """Clip the spans of ads to those in which a license that counts for them, or none needed, permits serving."""
    statuses = {each for each in LicenseStatus if LicenseStanding(each) in permits}
    prevailing = [set(chain(*rules.prevailing[: place + 1])) for place in range(len(rules.prevailing))]
    if statuses not in prevailing or LicenseStanding.MISSING in permits:
        raise RulebookError("track `license`: the standings that permit serving do not prevail over all others")
    spans = permitted(licenses, rules.license, statuses, {}, "license_id")

    own_account = col("identity_type").is_in(OWN_ACCOUNT)
    any_account = col("advertiser_id").is_null()
    account = nw.when(any_account).then(nw.lit("")).otherwise(col("advertiser_id"))  # ids are never empty
    frame = frame.with_columns(nw.when(own_account).then(nw.lit(1, nw.Int8)).otherwise(nw.lit(0, nw.Int8)).alias(own("free")))
    frame = frame.with_columns(nw.when(col("free") == 0).then(account).alias(own("account")))

    keys = ("post_id", "account")
    asked = distinct(frame.filter(col("free") == 0).select(*owned(*keys)))
    closed = spans.filter(~any_account).select(
        own("post_id"), col("advertiser_id").alias(own("account")), *owned(START, END)
    )
    opened = asked.join(spans.filter(any_account).select(*owned("post_id", START, END)), on=own("post_id"), how="inner")
    licensed = merged(stacked([closed, opened]), keys).select(
        *owned(*keys), col(START).alias(own("from")), col(END).alias(own("to")), nw.lit(1, nw.Int8).alias(own("licensed"))
    )
    frame = frame.join(licensed, on=owned(*keys), how="left")
    may = col("licensed") == 1
    if LicenseStanding.NOT_NEEDED in permits:
        may |= col("free") == 1
    return clipped(frame.filter(may), col("from"), col("to")).drop(*owned("from", "to", "licensed", "free", "account"))
