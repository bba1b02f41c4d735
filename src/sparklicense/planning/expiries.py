"""When authorization really ends, and how many days that is: each kind of day by its own name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from sparklicense.errors import InexactInstantError, shown
from sparklicense.instants import InstantLike, ZoneLike, elapsed, instant, written, zone
from sparklicense.rules.expiry import counting
from sparklicense.windows import Windows

if TYPE_CHECKING:
    from pendulum import DateTime

    from sparklicense.ads import SparkAd
    from sparklicense.licenses import License


def effective_expiry(licenses: Iterable[License], *, at: InstantLike, ad: SparkAd | None = None) -> DateTime | None:
    """Tell when the licenses in force now, and those that follow without a gap, come to their end.

    A code that has been renewed is not running out: what counts is the end of the contiguous run of
    license windows.

    Args:
        licenses: the licenses of one post.
        at: the instant asked about.
        ad: count only the licenses that count for this ad; left out: all of them.

    Returns:
        The end in UTC; `None` where no license is in force at `at`.

    Examples:
        >>> from sparklicense import License
        >>> from sparklicense.planning import effective_expiry
        >>> old = License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)
        >>> new = old.reissue(code=None, issued_at="2026-06-28T00:00:00Z", days=30)
        >>> effective_expiry([old, new], at="2026-06-25T00:00:00Z").isoformat()
        '2026-07-28T00:00:00+00:00'
    """
    t = instant(at)
    counted = licenses if ad is None else counting(ad, licenses)
    runs = Windows(window for license in counted for window in license.window)
    return next((run.end for run in runs if t in run), None)


def whole_days_left(end: InstantLike, *, at: InstantLike) -> int | None:
    """Count the whole days of 24 hours from an instant to an end.

    Args:
        end: when it ends, for instance `effective_expiry`.
        at: the instant asked about.

    Returns:
        0 during the last 24 hours; `None` once it is over.

    Examples:
        >>> from sparklicense.planning import whole_days_left
        >>> whole_days_left("2026-06-23T07:09:07Z", at="2026-06-22T07:09:08Z")
        0
        >>> whole_days_left("2026-06-23T07:09:07Z", at="2026-06-23T07:09:07Z") is None
        True
    """
    left = elapsed(instant(at), instant(end))
    return left.days if left > timedelta() else None


def calendar_days_left(end: InstantLike, *, at: InstantLike, tz: ZoneLike) -> int | None:
    """Count the nights from the local day of an instant to the last local day on which something is left.

    Args:
        end: when it ends, that instant excluded: what ends at midnight has the day before as its last.
        at: the instant asked about.
        tz: whose calendar, an IANA name like `America/Los_Angeles`.

    Returns:
        0 on the last day; `None` once it is over.

    Raises:
        InexactInstantError: a day outside the years 1 to 9999 there.

    Examples:
        >>> from sparklicense.planning import calendar_days_left, whole_days_left
        >>> whole_days_left("2026-06-23T07:09:07Z", at="2026-06-22T12:00:00Z")
        0
        >>> calendar_days_left("2026-06-23T07:09:07Z", at="2026-06-22T12:00:00Z", tz="Europe/Berlin")
        1
    """
    t, over = instant(at), instant(end)
    if over <= t:
        return None
    place = zone(tz)
    last = datetime.__sub__(over, timedelta(microseconds=1))
    return (_day(last, place) - _day(t, place)).days


def _day(at: datetime, place: tzinfo) -> date:
    # A plain datetime, because zones move one with `+`, which pendulum's own datetimes answer wrongly.
    there = datetime.combine(datetime.date(at), datetime.time(at), UTC)
    try:
        return there.astimezone(place).date()
    except OverflowError:
        raise InexactInstantError(
            f"{shown(written(instant(at)))} lies on no day of the years 1 to 9999 in {shown(str(place))}"
        ) from None
