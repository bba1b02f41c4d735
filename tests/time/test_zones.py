"""Every time zone there is, at every change of its clocks from 2015 to 2040, against `zoneinfo`.

The changes are found by looking at `zoneinfo` alone. Everything is compared as plain datetimes,
because pendulum's own arithmetic is not what is to be trusted here.
"""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import pendulum
import pytest
from pendulum import DateTime

from sparklicense import InexactInstantError, Window, day_window, instant
from sparklicense.instants import local

FROM: Final = datetime(2015, 1, 1, tzinfo=UTC)
TO: Final = datetime(2041, 1, 1, tzinfo=UTC)
STEP: Final = timedelta(days=3)  # Gaza has changed its clocks twice within seven days
TICK: Final = timedelta(microseconds=1)
DAY: Final = timedelta(days=1)
NAMES: Final = sorted(zoneinfo.available_timezones())


class Jump(NamedTuple):
    """One change of the clocks: when, and the offset from UTC on either side of it."""

    at: datetime
    before: timedelta
    after: timedelta


def offset(place: ZoneInfo, at: datetime) -> timedelta:
    """Read a zone's offset at an instant."""
    there = at.astimezone(place).utcoffset()
    assert there is not None
    return there


def jumps_between(place: ZoneInfo, start: datetime, end: datetime) -> list[Jump]:
    """Find the changes of a zone's clocks, to the second, by looking at its offset."""
    found: list[Jump] = []
    at, before = start, offset(place, start)
    while at < end:
        following = at + STEP
        after = offset(place, following)
        if after != before:
            low, high = at, following
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                low, high = (middle, high) if offset(place, middle) == before else (low, middle)
            found.append(Jump(high, before, after))
        at, before = following, after
    return found


@cache
def jumps(name: str) -> tuple[Jump, ...]:
    """Find the changes of a zone's clocks from 2015 to 2040."""
    return tuple(jumps_between(ZoneInfo(name), FROM, TO))


def plain(at: datetime) -> datetime:
    """Take an instant of the package out of pendulum's hands."""
    assert type(at) is DateTime
    assert at.tzinfo is pendulum.UTC
    return datetime(at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond, UTC, fold=at.fold)


def bounds(window: Window) -> tuple[datetime, datetime]:
    """Give a day's two ends as plain datetimes."""
    assert window.start is not None
    assert window.end is not None
    return plain(window.start), plain(window.end)


def local_day(name: str, day: date) -> list[tuple[datetime, datetime]]:
    """Collect, from the jumps alone, every stretch of time during which a zone's clocks show a day."""
    stretches: list[tuple[datetime, datetime]] = []
    known = jumps(name)
    first = offset(ZoneInfo(name), FROM)
    edges = [FROM - 9 * DAY, *(each.at for each in known), TO + 9 * DAY]
    offsets = [first, *(each.after for each in known)]
    midnight = datetime.combine(day, time(), UTC)
    for (begin, stop), ahead in zip(pairwise(edges), offsets, strict=True):
        start, end = max(begin, midnight - ahead), min(stop, midnight + DAY - ahead)
        if start < end:
            if stretches and stretches[-1][1] == start:
                stretches[-1] = (stretches[-1][0], end)
            else:
                stretches.append((start, end))
    return stretches


def test_the_scan_finds_the_zones_and_their_jumps() -> None:
    """The tests below are about hundreds of zones and thousands of jumps, ones known by name among them."""
    assert len(NAMES) > 400
    assert sum(len(jumps(name)) for name in NAMES) > 5_000
    spring = Jump(datetime(2026, 3, 29, 1, tzinfo=UTC), timedelta(hours=1), timedelta(hours=2))
    assert spring in jumps("Europe/Berlin")
    assert jumps("Asia/Tokyo") == ()
    assert {abs(each.after - each.before) for each in jumps("Australia/Lord_Howe")} == {timedelta(minutes=30)}


def test_an_instant_is_what_zoneinfo_says_at_every_jump_of_every_zone() -> None:
    """Just before, at and after each jump, written by zoneinfo, by pendulum and with a fixed offset."""
    for name in NAMES:
        place, pendulums = ZoneInfo(name), pendulum.timezone(name)
        for jump in jumps(name):
            for at in (jump.at - TICK, jump.at, jump.at + TICK, jump.at + abs(jump.after - jump.before)):
                there = at.astimezone(place)
                fixed = at.astimezone(timezone(offset(place, at)))
                theirs = DateTime(
                    there.year,
                    there.month,
                    there.day,
                    there.hour,
                    there.minute,
                    there.second,
                    there.microsecond,
                    tzinfo=pendulums,
                    fold=there.fold,
                )
                for written in (there, fixed, theirs, fixed.isoformat()):
                    assert plain(instant(written)) == at, (name, written)


def test_an_instant_is_what_zoneinfo_says_in_both_folds_of_every_gap_and_overlap() -> None:
    """Clock readings that happen twice or never, told apart by their fold, as zoneinfo reads them."""
    for name in NAMES:
        place, pendulums = ZoneInfo(name), pendulum.timezone(name)
        for jump in jumps(name):
            low, high = sorted((jump.at + jump.before, jump.at + jump.after))
            for reading in (low - TICK, low, low + (high - low) / 2, high - TICK, high):
                for fold in (0, 1):
                    there = reading.replace(tzinfo=place, fold=fold)
                    wanted = there.astimezone(UTC)
                    assert plain(instant(there)) == wanted, (name, reading, fold)
                    theirs = DateTime(
                        there.year,
                        there.month,
                        there.day,
                        there.hour,
                        there.minute,
                        there.second,
                        there.microsecond,
                        tzinfo=pendulums,
                        fold=fold,
                    )
                    assert plain(instant(theirs)) == wanted, (name, reading, fold)


def test_the_two_readings_of_a_repeated_hour_are_an_hour_apart() -> None:
    """The fold decides which of the two is meant."""
    first, second = (instant(datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=f)) for f in (0, 1))
    assert (plain(first), plain(second)) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )


def test_a_local_time_is_written_as_zoneinfo_writes_it_at_every_jump_of_every_zone() -> None:
    """For people, too, the hour around a jump is right: by name of the zone, and by zone."""
    for name in NAMES:
        place = ZoneInfo(name)
        for jump in jumps(name):
            for at in (jump.at - timedelta(minutes=1), jump.at, jump.at + timedelta(minutes=1)):
                there = at.astimezone(place)
                wanted = f"{there:%Y-%m-%d %H:%M:%S} {there.tzname()}"
                assert local(instant(at), name) == wanted
                assert local(instant(at), place) == wanted


def test_a_day_is_what_zoneinfo_says_next_to_every_jump_of_every_zone() -> None:
    """Every day from the one before to the one after each jump is exactly the time its clocks show it."""
    for name in NAMES:
        days = {
            (jump.at + ahead).date() + step * DAY
            for jump in jumps(name)
            for ahead in (jump.before, jump.after)
            for step in (-1, 0, 1)
        }
        for day in days:
            assert [bounds(day_window(day, name))] == local_day(name, day), (name, day)


def test_a_day_is_what_zoneinfo_says_on_ordinary_days_of_every_zone() -> None:
    """The year's quarters, and a leap day, in every zone; by name of the zone, and by zone."""
    for name in NAMES:
        for day in (date(2015, 2, 11), date(2026, 5, 24), date(2028, 2, 29), date(2033, 8, 9), date(2040, 11, 30)):
            window = day_window(day, name)
            assert [bounds(window)] == local_day(name, day), (name, day)
            assert day_window(day.isoformat(), ZoneInfo(name)) == window


def test_a_day_holds_its_microseconds_and_no_others() -> None:
    """The first and last microsecond of the window have the day's date there; their outer neighbors do not."""
    for name in NAMES:
        place = ZoneInfo(name)
        for jump in jumps(name)[-4:]:
            day = (jump.at + jump.after).date()
            start, end = bounds(day_window(day, name))
            dates = [at.astimezone(place).date() for at in (start - TICK, start, end - TICK, end)]
            assert [shown == day for shown in dates] == [False, True, True, False], (name, day)


def test_days_follow_each_other_without_gap_or_overlap() -> None:
    """A whole year of days in zones of every kind: each starts when the one before ends."""
    for name in ("America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo", "Antarctica/Troll", "Australia/Lord_Howe"):
        days = [bounds(day_window(date(2017, 7, 1) + n * DAY, name)) for n in range(366)]
        assert all(before[1] == after[0] for before, after in pairwise(days))


@pytest.mark.parametrize(
    ("zone", "day", "start", "hours"),
    [
        ("America/Los_Angeles", "2026-03-08", "2026-03-08T08:00:00Z", 23),
        ("America/Los_Angeles", "2026-11-01", "2026-11-01T07:00:00Z", 25),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", 23),
        ("America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", 25),
        ("Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00Z", 23),
        ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", 23),
        ("Antarctica/Casey", "2016-10-22", "2016-10-21T16:00:00Z", 21),
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z", 23.5),
        ("Pacific/Kwajalein", "1969-09-30", "1969-09-29T13:00:00Z", 47),
        ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", 24),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", 24),
    ],
)
def test_a_day_starts_at_its_first_instant_and_has_the_hours_its_clocks_give_it(
    zone: str, day: str, start: str, hours: float
) -> None:
    """Short and long days, midnights that the clocks skip, and days beside the date line's moves."""
    window = day_window(day, zone)
    assert window.start == instant(start)
    assert window.duration == timedelta(hours=hours)


@pytest.mark.parametrize(("zone", "day"), [("Pacific/Apia", "2011-12-30"), ("Pacific/Kwajalein", "1993-08-21")])
def test_a_day_that_the_clocks_skip_is_refused(zone: str, day: str) -> None:
    """Samoa and Kwajalein moved across the date line and left a day out."""
    with pytest.raises(InexactInstantError) as caught:
        day_window(day, zone)
    assert str(caught.value) == f"`{day}` does not exist in `{zone}`: its clocks skipped it"


def test_a_day_that_comes_back_after_midnight_lasts_until_the_first_end_of_it() -> None:
    """At 00:01 St John's went back to 23:01: the minutes shown again belong to the day after.

    There the local day is not contiguous, so no window holds exactly it. No zone has done so since
    2015, as the test of every jump shows.
    """
    sixth, seventh = (bounds(day_window(f"2010-11-0{n}", "America/St_Johns")) for n in (6, 7))
    assert sixth[1] == seventh[0] == datetime(2010, 11, 7, 2, 30, tzinfo=UTC)
    again = datetime(2010, 11, 7, 2, 31, tzinfo=UTC)
    assert seventh[0] < again < seventh[1]
    assert again.astimezone(ZoneInfo("America/St_Johns")).date() == date(2010, 11, 6)
