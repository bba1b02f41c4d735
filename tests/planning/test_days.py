"""Days left: each kind of day by its own name, and 0 never means two things."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import DAY, TICK, moved

from sparklicense import InexactInstantError, InvalidValueError, License, SparkAd, instant
from sparklicense.planning import calendar_days_left, effective_expiry, whole_days_left

END = instant("2026-06-23T07:09:07Z")


def test_nought_days_left_means_the_last_day_and_never_that_it_is_over() -> None:
    """The last 24 hours are day 0; from the end on there is none."""
    assert whole_days_left(END, at=moved(END, -DAY)) == 1
    assert whole_days_left(END, at=moved(END, -DAY + TICK)) == 0
    assert whole_days_left(END, at=moved(END, -TICK)) == 0
    assert whole_days_left(END, at=END) is None
    assert calendar_days_left(END, at=moved(END, -TICK), tz="UTC") == 0
    assert calendar_days_left(END, at=END, tz="UTC") is None


def test_what_ends_at_midnight_has_the_day_before_as_its_last() -> None:
    """The end of 31 October in Los Angeles is the first instant of 1 November there."""
    end = "2026-11-01T07:00:00Z"
    assert calendar_days_left(end, at="2026-10-31T12:00:00Z", tz="America/Los_Angeles") == 0
    assert calendar_days_left(end, at="2026-10-31T12:00:00Z", tz="UTC") == 1
    assert calendar_days_left(end, at="2026-10-30T12:00:00Z", tz="America/Los_Angeles") == 1


ZONES = st.sampled_from(("UTC", "America/Los_Angeles", "Pacific/Apia", "Asia/Kathmandu", "Europe/Berlin"))
INSTANTS = st.datetimes(datetime(2011, 1, 1), datetime(2027, 1, 1)).map(lambda at: instant(at.replace(tzinfo=UTC)))  # noqa: DTZ001 - given UTC at once


@given(INSTANTS, INSTANTS, ZONES)
def test_calendar_days_are_those_of_the_zones_own_calendar(at: datetime, end: datetime, tz: str) -> None:
    """Against the standard library: the dates there of the instant and of the last microsecond."""
    found = calendar_days_left(end, at=at, tz=tz)
    if end <= at:
        assert found is None
    else:
        last = datetime.fromtimestamp(0, UTC) + (end - datetime.fromtimestamp(0, UTC)) - timedelta(microseconds=1)
        there = [datetime.combine(t.date(), t.time(), UTC).astimezone(ZoneInfo(tz)).date() for t in (at, last)]
        assert found == (there[1] - there[0]).days


@given(INSTANTS, INSTANTS)
def test_whole_days_and_the_rest_make_up_what_is_left(at: datetime, end: datetime) -> None:
    """There are so many whole days, and less than one more."""
    days = whole_days_left(end, at=at)
    if days is None:
        assert end <= at
    else:
        assert days * DAY <= end - at < (days + 1) * DAY
        assert end > at


def test_days_outside_the_calendar_are_refused() -> None:
    """And so are zones that do not exist."""
    with pytest.raises(InexactInstantError, match=r"`0001-01-01T00:00:00Z` lies on no day of the years 1 to 9999"):
        calendar_days_left(END, at="0001-01-01T00:00:00Z", tz="America/Los_Angeles")
    with pytest.raises(InvalidValueError, match="is not a time zone"):
        calendar_days_left(END, at=moved(END, -DAY), tz="Mars/Olympus")


def test_only_licenses_that_count_for_the_ad_put_off_its_expiry() -> None:
    """One of another ad account does not."""
    old = License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)
    new = License.issue(code=None, post_id="1", issued_at="2026-06-28T00:00:00Z", days=30, advertiser_id="b")
    ad = SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", advertiser_id="a")
    assert effective_expiry([old, new], at="2026-06-02T00:00:00Z") == new.expires_at
    assert effective_expiry([old, new], at="2026-06-02T00:00:00Z", ad=ad) == old.expires_at
