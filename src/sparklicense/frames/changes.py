"""What changes next, over DataFrames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar, cast

from sparklicense.frames.clock import Clock, plain
from sparklicense.frames.engine import Frame, col, distinct, in_order, is_eager, numbered, nw, own, owned, stacked
from sparklicense.frames.natives import attached, labeled, left_join, with_instant
from sparklicense.frames.schema import AT, Table
from sparklicense.frames.states import RULES, STATE, WINDOWS, Rules, stated
from sparklicense.frames.windows import read_comparable
from sparklicense.instants import InstantLike, instant
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.tracks import Track

F = TypeVar("F")

UNTIL: Final = "until"
NEXT_STATE: Final = "next_state"


def next_change(
    ads: F,
    *,
    posts: F,
    licenses: F,
    pauses: F | None = None,
    hidden: F | None = None,
    access: F | None = None,
    at: InstantLike,
    policy: PolicyLike = GUIDE,
) -> F:
    """Tell of every ad when its serving state changes next, and to what.

    Every instant of the facts after `at` is asked about, so this costs several times what `serving` does.

    Args:
        ads: the tables, as `serving` takes them.
        posts: the posts.
        licenses: the licenses.
        pauses: when ads are paused; left out: never.
        hidden: when posts are hidden; left out: never.
        access: access to creators' accounts; left out: it is assumed.
        at: an aware datetime, or text as `instant` reads it.
        policy: the reading of the sources.

    Returns:
        One row per ad, in the order of `ads` where the engine has one: `ad_id`, `until` (UTC; null:
        nothing known changes it) and `next_state` (as `serving` gives states; null where `until` is).

    Raises:
        FrameError: columns or, on eager frames, data that cannot be read; all problems at once.

    Examples:
        >>> from sparklicense import License, Portfolio, Post, SparkAd, frames, instant
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code=None, post_id="1", issued_at="2026-05-24T07:09:07Z")],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z")],
        ... )
        >>> tables = frames.from_portfolio(portfolio)
        >>> found = frames.next_change(
        ...     tables.ads, posts=tables.posts, licenses=tables.licenses, at=instant("2026-06-01T00:00:00Z")
        ... )
        >>> found["until"].to_list()[0].isoformat(), found["next_state"].to_list()
        ('2026-06-23T07:09:07+00:00', ['license_expired'])
    """
    policy = policy_of(policy)
    natives = {"ads": ads, "posts": posts, "licenses": licenses, "pauses": pauses, "hidden": hidden, "access": access}
    tables = read_comparable(natives, "us")
    clock, t = Clock(instant(at)), plain(instant(at))
    unit = tables["ads"].units["starts_at"]

    now, labels = stated(tables, clock, policy, keeping=["ad_id"])
    now = now.select(own("ad_id"), col(STATE).alias(own("now")))
    moments = with_instant(_moments(tables, RULES), "asked", t, unit)
    later = moments.filter(col(AT) > col("asked")).drop(own("asked"))
    asked = {**tables, "ads": Table(later, {**tables["ads"].units, AT: unit})}
    then, _ = stated(asked, Clock(None), policy, keeping=["ad_id"])
    changes = (
        then.select(*owned("ad_id", AT, STATE)).join(now, on=own("ad_id"), how="inner").filter(col(STATE) != col("now"))
    )
    first = changes.group_by(own("ad_id")).agg(col(AT).min())
    first = first.join(changes.select(*owned("ad_id", AT, STATE)), on=owned("ad_id", AT), how="inner")
    frame = in_order(left_join(numbered(tables["ads"].frame), first, ["ad_id"]))
    columns = {"ad_id": col("ad_id"), UNTIL: col(AT)}
    if not is_eager(frame):
        frame = labeled(frame, "label", STATE, labels)
        return cast("F", frame.select(**columns, **{NEXT_STATE: col("label")}).to_native())
    numbers = cast("nw.DataFrame[Any]", frame)[own(STATE)]
    return cast("F", attached(frame.select(**columns).to_native(), NEXT_STATE, numbers, labels))


def _moments(tables: Mapping[str, Table], rules: Rules) -> Frame:
    """Give every ad once for each instant of its facts, in the column `AT`."""
    ads = tables["ads"].frame
    facts = [name for name in ads.collect_schema().names() if name.startswith(own(""))]

    def at(frame: Frame, fields: Iterable[str]) -> list[Frame]:
        return [frame.select(*facts, col(field).alias(own(AT))) for field in fields]

    def fields(track: Track[Any, Any]) -> list[str]:
        return [field for field, _ in (*track.steps, *track.ends)]

    def facing(table: str, key: str) -> Frame:
        theirs = tables[table].frame
        if table == "licenses":
            theirs = theirs.rename({own("advertiser_id"): own("account")})
        return ads.join(theirs, on=own(key), how="inner")

    found: list[Frame] = []
    for track, key in ((rules.schedule, "ad_id"), (rules.switch, "ad_id"), (rules.post, "post_id")):
        if fields(track):
            found += at(ads if key == "ad_id" else facing("posts", key), fields(track))
        for field, _, _ in track.interludes:
            if WINDOWS[field] in tables:
                found += at(facing(WINDOWS[field], key), ("start", "end"))
    counting = col("account").is_null() | (col("account") == col("advertiser_id"))
    found += at(facing("licenses", "post_id").filter(counting), fields(rules.license))
    if "access" in tables:
        theirs = tables["access"].frame.rename({own("advertiser_id"): own("account")})
        by_creator = facing("posts", "post_id").join(theirs, on=own("creator"), how="inner")
        found += at(by_creator.filter(counting), fields(rules.access))
    return distinct(stacked(found).filter(~col(AT).is_null()))
