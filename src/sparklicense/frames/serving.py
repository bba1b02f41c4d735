"""Which ads serve, and what licenses are, over DataFrames."""

from __future__ import annotations

from typing import Any, Final, TypeVar, cast

from sparklicense.frames.checks import refuse_bad_data, trusted
from sparklicense.frames.clock import asked
from sparklicense.frames.engine import Frame, col, in_order, is_eager, numbered, nw, own
from sparklicense.frames.natives import Labels, attached, labeled
from sparklicense.frames.schema import COARSEST, read
from sparklicense.frames.standings import numbering, places, standing
from sparklicense.frames.states import STATE, stated
from sparklicense.instants import InstantLike
from sparklicense.licenses import LICENSE, LicenseStatus
from sparklicense.policies import GUIDE, PolicyLike, policy_of

F = TypeVar("F")

SERVING_STATE: Final = "serving_state"
LICENSE_STATUS: Final = "license_status"


def serving(
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
    """Tell of every ad whether it serves at an instant, and what blocks it first.

    All tables are frames of one kind: Polars (eager or lazy), pandas, PyArrow, DuckDB relations or
    PySpark. Lazy ones stay lazy: nothing is collected, and the data are not checked; see `check`.

    Args:
        ads: `ad_id`, `post_id`, `advertiser_id`, `identity_type`, `starts_at`, `ends_at`.
        posts: `post_id`, `published_at`, `deleted_at`.
        licenses: `license_id`, `post_id`, `advertiser_id`, `issued_at`, `redeemed_at`, `expires_at`,
            `revoked_at`.
        pauses: `ad_id`, `start`, `end`; left out: no ad is paused.
        hidden: `post_id`, `start`, `end`; left out: no post is hidden.
        access: `creator`, `advertiser_id`, `granted_at`, `expires_at`, `revoked_at`; `posts` then have `creator` too.
            Left out: access to accounts is assumed.
        at: an aware datetime, or text that reads as an instant; any other text names an instant column of
            `ads`: each row is then answered at its own instant.
        policy: the reading of the sources.

    Returns:
        `ads` with a column `serving_state` (a `ServingState`'s value, as text or in the engine's
        categorical form); rows in their order where the engine has one. On lazy frames an ad on a post
        that is not in `posts` has `unknown_post`.

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
        >>> found = frames.serving(
        ...     tables.ads, posts=tables.posts, licenses=tables.licenses, at=instant("2026-07-01T00:00:00Z")
        ... )
        >>> found["serving_state"].to_list()
        ['license_expired']
    """
    policy = policy_of(policy)
    natives = {"ads": ads, "posts": posts, "licenses": licenses, "pauses": pauses, "hidden": hidden, "access": access}
    clock, column = asked(at)
    tables = trusted(read(natives, column, answer=SERVING_STATE, alike="" if column is None else COARSEST), but="ads")
    found, labels = stated(tables, clock, policy)
    if is_eager(found) and cast("nw.DataFrame[Any]", found)[own("post")].is_null().any():
        refuse_bad_data(tables)
    return _given(ads, found, SERVING_STATE, labels)


def license_status(licenses: F, *, at: InstantLike) -> F:
    """Tell of every license what it is at an instant.

    Args:
        licenses: the table, as `serving` takes it.
        at: an aware datetime, or text that reads as an instant; any other text names an instant column of
            `licenses`.

    Returns:
        `licenses` with a column `license_status`: a `LicenseStatus`'s value, as text or in the engine's
        categorical form.

    Raises:
        FrameError: columns that cannot be read; on eager frames also repeated ids, nulls where none may
            be, and instants in an impossible order.

    Examples:
        >>> from sparklicense import License, Portfolio, Post, frames, instant
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code=None, post_id="1", issued_at="2026-05-24T07:09:07Z")],
        ... )
        >>> licenses = frames.from_portfolio(portfolio).licenses
        >>> frames.license_status(licenses, at=instant("2026-06-01T00:00:00Z"))["license_status"].to_list()
        ['active']
    """
    clock, column = asked(at)
    table = read({"licenses": licenses}, column, answer=LICENSE_STATUS, alike=COARSEST)["licenses"]
    if is_eager(table.frame):
        refuse_bad_data({"licenses": table})
    labels = tuple(map(str, LicenseStatus))
    status = standing(LICENSE, table, clock, numbering(places(LicenseStatus)))
    found = numbered(table.frame).with_columns(status.alias(own(STATE)))
    return _given(licenses, found, LICENSE_STATUS, Labels(labels, labels))


def _given(native: F, found: Frame, answer: str, labels: Labels) -> F:
    """Give the user's frame back with the answer, whose numbers are in our column `STATE`."""
    if is_eager(found):
        numbers = cast("nw.DataFrame[Any]", in_order(found, STATE))[own(STATE)]
        return cast("F", attached(native, answer, numbers, labels))
    theirs = nw.from_native(cast("Any", native)).collect_schema().names()
    return cast("F", labeled(found, "label", STATE, labels).select(*theirs, col("label").alias(answer)).to_native())
