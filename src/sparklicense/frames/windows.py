"""When ads serve, as windows of time."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from itertools import chain
from typing import Any, TypeVar, cast

from sparklicense.access import AccessStatus
from sparklicense.errors import RulebookError
from sparklicense.frames.checks import trusted
from sparklicense.frames.engine import Frame, col, distinct, nw, own, owned, stacked
from sparklicense.frames.ids import no_id
from sparklicense.frames.schema import COARSEST, Table, read
from sparklicense.frames.spans import END, START, clipped, merged, permitted, shared
from sparklicense.frames.states import OWN_ACCOUNT, RULES, WINDOWS, Rules
from sparklicense.licenses import LicenseStatus
from sparklicense.policies import GUIDE, Policy, PolicyLike, policy_of
from sparklicense.rules.expiry import AccessStanding, LicenseStanding
from sparklicense.tracks import Track

F = TypeVar("F")


def windows(
    ads: F,
    *,
    posts: F,
    licenses: F,
    pauses: F | None = None,
    hidden: F | None = None,
    access: F | None = None,
    policy: PolicyLike = GUIDE,
) -> F:
    """Tell when ads serve: one row per ad and window.

    Args:
        ads: the tables, as `serving` takes them.
        posts: the posts.
        licenses: the licenses.
        pauses: when ads are paused; left out: never.
        hidden: when posts are hidden; left out: never.
        access: access to creators' accounts; left out: it is assumed.
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
    policy = policy_of(policy)
    natives = {"ads": ads, "posts": posts, "licenses": licenses, "pauses": pauses, "hidden": hidden, "access": access}
    tables = read_comparable(natives)
    found = served(tables, policy)
    return cast("F", found.select(**{each: col(each) for each in ("ad_id", START, END)}).to_native())


def read_comparable(natives: Mapping[str, Any], least: str = COARSEST) -> dict[str, Table]:
    """Read tables whose instants will be compared with each other; make sure of the data."""
    return trusted(read(natives, alike=least))


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

    ads = _with_accounts(tables["ads"].frame)
    posts = permitted(tables["posts"].frame, rules.post, permits["post"], interludes(rules.post), "post_id")
    creator = owned("creator") if "access" in tables else ()
    frame = permitted(ads, rules.schedule, permits["schedule"], interludes(rules.schedule), "ad_id")
    frame = shared(frame, posts.select(*owned("post_id", START, END), *creator), ("post_id",))
    # Which licenses are asked for is read off the ads themselves: a lazy plan would work their spans out twice.
    asked = distinct(ads.filter(col("free") == 0).select(*owned("post_id", "account")))
    if "access" in tables:
        theirs = tables["posts"].frame.select(*owned("post_id", "creator"))
        lent = ads.filter(col("free") == 1).join(theirs, on=own("post_id"), how="inner")
        asked_of = distinct(lent.select(*owned("creator", "borrower")))
        frame = _accessed(frame, asked_of, tables["access"].frame, permits["access"], rules)
    frame = _licensed(frame, asked, tables["licenses"].frame, permits["license"], rules)
    return permitted(frame, rules.switch, permits["switch"], interludes(rules.switch), "ad_id")


def _with_accounts(ads: Frame) -> Frame:
    """Mark the ads that are free of licenses, and name the account that the others need one for."""
    own_account = nw.when(col("identity_type").is_in(OWN_ACCOUNT))
    unnamed = no_id(ads, "advertiser_id")  # null would find no license that is open to any account
    account = nw.when(col("advertiser_id").is_null()).then(unnamed).otherwise(col("advertiser_id"))
    free = own_account.then(nw.lit(1, nw.Int8)).otherwise(nw.lit(0, nw.Int8))
    frame = ads.with_columns(free.alias(own("free")), account.alias(own("borrower")))
    return frame.with_columns(nw.when(col("free") == 0).then(col("borrower")).alias(own("account")))


def _accessed(frame: Frame, asked: Frame, access: Frame, permits: set[StrEnum], rules: Rules) -> Frame:
    """Clip the spans of ads that run by access to those in which some is in force; where none is recorded, keep them.

    Args:
        frame: the spans of ads, with the `creator` of their posts, and who runs them: the `borrower`.
        asked: the creators and borrowers of ads that run by access.
        access: the table.
        permits: the standings of the track `access` that permit serving.
        rules: what is read.
    """
    if permits != {AccessStanding.NOT_NEEDED, AccessStanding.ASSUMED, AccessStanding.ACTIVE}:
        raise RulebookError(
            "track `access`: it permits serving otherwise than where it is in force, assumed or not needed"
        )
    keys, any_account = ("creator", "borrower"), col("advertiser_id").is_null()

    def counting(rows: Frame, *columns: str) -> Frame:
        closed = rows.filter(~any_account)
        closed = closed.select(own("creator"), col("advertiser_id").alias(own("borrower")), *owned(*columns))
        to_any = rows.filter(any_account).select(*owned("creator", *columns))
        return stacked([closed, asked.join(to_any, on=own("creator"), how="inner")])

    recorded = distinct(counting(access).select(*owned(*keys))).with_columns(nw.lit(1, nw.Int8).alias(own("recorded")))
    spans = permitted(access, rules.access, {AccessStatus.ACTIVE}, {}, "creator")
    in_force = merged(counting(spans, START, END), keys)
    known = frame.join(recorded, on=owned(*keys), how="left")
    assumed = known.filter((col("free") == 0) | col("recorded").is_null()).drop(own("recorded"))
    lent = known.filter((col("free") == 1) & (col("recorded") == 1)).drop(own("recorded"))
    return stacked([assumed, shared(lent, in_force, keys)]).drop(own("creator"))


def _licensed(frame: Frame, asked: Frame, licenses: Frame, permits: set[StrEnum], rules: Rules) -> Frame:
    """Clip the spans of ads to those in which a license that counts for them, or none needed, permits serving."""
    statuses = {each for each in LicenseStatus if LicenseStanding(each) in permits}
    prevailing = [set(chain(*rules.prevailing[: place + 1])) for place in range(len(rules.prevailing))]
    if statuses not in prevailing or LicenseStanding.MISSING in permits:
        raise RulebookError("track `license`: the standings that permit serving do not prevail over all others")
    spans = permitted(licenses, rules.license, statuses, {}, "license_id")

    keys, any_account = ("post_id", "account"), col("advertiser_id").is_null()
    account = col("advertiser_id").alias(own("account"))
    closed = spans.filter(~any_account).select(own("post_id"), account, *owned(START, END))
    open_to_any = spans.filter(any_account).select(*owned("post_id", START, END))
    counting = stacked([closed, asked.join(open_to_any, on=own("post_id"), how="inner")])
    licensed = merged(counting, keys).rename({own(START): own("from"), own(END): own("to")})
    marked = licensed.with_columns(nw.lit(1, nw.Int8).alias(own("licensed")))
    frame = frame.join(marked, on=owned(*keys), how="left")
    may = col("licensed") == 1
    if LicenseStanding.NOT_NEEDED in permits:
        may |= col("free") == 1
    return clipped(frame.filter(may), col("from"), col("to")).drop(
        *owned("from", "to", "licensed", "free", "account", "borrower")
    )
