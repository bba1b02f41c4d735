"""The one door for foreign times: what passes, what does not, and what it says."""

from __future__ import annotations

import copy
import pickle
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from sparklicense import InexactInstantError, InvalidValueError, NaiveInstantError, WrongTypeError, instant
from sparklicense.instants import elapsed, field_instant, later, local, optional_instant, written, zone

WANTED: Final = "write it like `2026-05-24T07:09:07Z` or `2026-05-24T09:09:07+02:00`"
LIVE: Final = datetime(2026, 5, 24, 7, 9, 7, tzinfo=UTC)


class Stamp(datetime):
    """A stand-in for `pandas.Timestamp`, which counts nanoseconds."""

    nanosecond = 0


class FineStamp(Stamp):
    """One that needs them."""

    nanosecond = 1


class NotATime(datetime):
    """A stand-in for `pandas.NaT`, which is a datetime, has no time, and differs from itself."""

    def __ne__(self, other: object) -> bool:
        return True

    __eq__ = None  # type: ignore[assignment] # never asked
    __hash__ = None  # type: ignore[assignment] # never asked


class Nowhere(tzinfo):
    """A zone that knows nothing."""

    def _nothing(self, _: datetime | None, /) -> None:
        return None

    utcoffset = dst = tzname = _nothing


STAMPS: Final[list[Any]] = [Stamp(2026, 5, 24, 7, 9, 7, tzinfo=UTC)]
FINE_STAMPS: Final[list[Any]] = [FineStamp(2026, 5, 24, 7, 9, 7, tzinfo=UTC)]
NO_TIMES: Final[list[Any]] = [NotATime(2026, 5, 24)]
if find_spec("pandas"):
    pandas = import_module("pandas")
    STAMPS.append(pandas.Timestamp("2026-05-24T07:09:07Z"))
    FINE_STAMPS.append(pandas.Timestamp("2026-05-24T07:09:07.000000001Z"))
    NO_TIMES.append(pandas.NaT)


@pytest.mark.parametrize(
    "value",
    [
        "2026-05-24T07:09:07Z",
        "2026-05-24T07:09:07.0Z",
        "2026-05-24T07:09:07.000000Z",
        "2026-05-24T07:09:07+00:00",
        "2026-05-24T07:09:07-00:00",
        "2026-05-24T09:09:07+02:00",
        "2026-05-24T01:39:07-05:30",
        "2026-05-25T07:08:07+23:59",
        "2026-05-24t07:09:07z",
        "2026-05-24 07:09:07Z",
        "2026-05-24 07:09:07 Z",
        "2026-05-24 07:09:07 UTC",
        "2026-05-24T07:09:07 UTC",
        "2026-05-24 07:09:07+00",
        "2026-05-24 07:09:07 +0000",
        "2026-05-24 09:09:07+0200",
        "2026-05-24T09:09:07 +02:00",
        str(LIVE),
        LIVE,
        LIVE.astimezone(timezone(timedelta(hours=2))),
        LIVE.astimezone(timezone(timedelta(hours=-3, minutes=-30, seconds=-15, microseconds=-1))),
        LIVE.astimezone(ZoneInfo("Asia/Kathmandu")),
        pendulum.datetime(2026, 5, 24, 7, 9, 7),
        pendulum.datetime(2026, 5, 24, 0, 9, 7, tz="America/Los_Angeles"),
        pendulum.parse("2026-05-24T09:09:07+02:00"),
        *STAMPS,
    ],
    ids=str,
)
def test_every_way_to_write_an_instant_gives_the_same_one(value: Any) -> None:
    """Text, datetimes of several libraries, and every offset."""
    got = instant(value)
    assert (got, written(got)) == (LIVE, "2026-05-24T07:09:07Z")
    assert type(got) is DateTime
    assert got.tzinfo is pendulum.UTC


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [("07:09Z", 0), ("07:09:00.1Z", 100_000), ("07:09:00.12Z", 120_000), ("07:09:00.000001Z", 1)],
)
def test_a_second_may_be_left_out_or_have_up_to_six_digits(text: str, microsecond: int) -> None:
    """Digits are a fraction, not a count of microseconds."""
    assert instant(f"2026-05-24T{text}") == datetime(2026, 5, 24, 7, 9, 0, microsecond, UTC)


@pytest.mark.parametrize(
    "text", ["2026-05-24T07:09:07", "2026-05-24T07:09", "2026-05-24T07:09:07.5", "2026-05-24 07:09:07"]
)
def test_text_without_an_offset_is_refused_as_naive(text: str) -> None:
    """It names no instant; nothing guesses a zone."""
    with pytest.raises(NaiveInstantError) as caught:
        instant(text)
    assert str(caught.value) == f"`{text}` has no offset from UTC; {WANTED}"


@pytest.mark.parametrize(
    "value",
    [datetime(2026, 5, 24), pendulum.naive(2026, 5, 24), datetime(2026, 5, 24, tzinfo=Nowhere())],  # noqa: DTZ001 - what the test is about
)
def test_a_datetime_without_an_offset_is_refused_as_naive(value: datetime) -> None:
    """Whoever made it, and even if it has a zone that does not know."""
    with pytest.raises(NaiveInstantError) as caught:
        instant(value)
    assert str(caught.value) == f"`2026-05-24 00:00:00` has no offset from UTC; {WANTED}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026",
        "2026-05",
        "2026-05-24",
        "2026-05-24Z",
        "2026-W21-7",
        "2026-W21-7T07:09:07Z",
        "2026-144T07:09:07Z",
        "20260524T070907Z",
        "24.05.2026 07:09:07Z",
        "1779606547",
        "2026-05-24T07Z",
        "2026-05-24T07:09:07.Z",
        "2026-05-24T07:09:07,5Z",
        "2026-05-24T07:09:07.1234567Z",
        "2026-05-24T07:09:07.000000000Z",
        "2026-05-24  07:09:07Z",
        "2026-05-24_07:09:07Z",
        "2026-05-24T07:09:07  Z",
        "2026-05-24T07:09:07 utc",
        " 2026-05-24T07:09:07Z",
        "2026-05-24T07:09:07Z ",
        "2026-05-24T07:09:07+2",
        "2026-05-24T07:09:07+020",
        "2026-05-24T07:09:07  UTC",
        "2026-05-24T7:09:07Z",
        "2026-05-24T07:09:07+02:00:00",
        "2026-05-24T07:09:07UTC",
        "2026-05-24T07:09:07Z[Europe/Berlin]",
        "2026-05-24T07:09:07+02:00Z",
        "+2026-05-24T07:09:07Z",
        "-2026-05-24T07:09:07Z",
        "12026-05-24T07:09:07Z",
        "2026-5-24T07:09:07Z",
        "2026-05-24T07:09:07\u221202:00",
        "\u0662\u0660\u0662\u0666-05-24T07:09:07Z",
    ],
)
def test_text_of_any_other_form_is_refused(text: str) -> None:
    """Dates alone, other calendars' forms, more spaces, more digits than there are microseconds."""
    with pytest.raises(InexactInstantError) as caught:
        instant(text)
    assert str(caught.value).startswith(f"`{text}` is not an instant: ")
    assert str(caught.value).endswith(f"; {WANTED}")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("next week", "it does not begin with a date like `2026-05-24`"),
        ("2026-W21-7T07:09:07Z", "it does not begin with a date like `2026-05-24`"),
        ("2026-05-24", "no time of day follows its date"),
        ("2026-05-24T7:09Z", "its time of day is not like `07:09` or `07:09:07`"),
        ("2026-05-24T07:09:7Z", "its seconds have other than two digits, or more than six after the point"),
        ("2026-05-24T07:09:07.1234567Z", "its seconds have other than two digits, or more than six after the point"),
        ("2026-05-24T07:09:07 EST", "its time is followed by something other than an offset from UTC"),
        ("2026-05-24T07:09:07+24:00", "its offset from UTC has more than 23 hours or 59 minutes"),
        ("2026-13-24T07:09:07Z", "there is no month 13"),
        ("2026-02-30T07:09:07Z", "its month has no day 30"),
        ("2026-02-24T24:00:00Z", "there is no hour 24"),
        ("2026-02-24T07:60:00Z", "there is no minute 60"),
        ("2016-12-31T23:59:60Z", "there is no second 60"),
    ],
)
def test_an_error_names_the_part_of_the_text_that_is_wrong(text: str, problem: str) -> None:
    """The first one, from the left."""
    with pytest.raises(InexactInstantError) as caught:
        instant(text)
    assert str(caught.value) == f"`{text}` is not an instant: {problem}; {WANTED}"


@given(st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31)), st.integers(0, 1))  # noqa: DTZ001 - UTC is put on
def test_whatever_the_library_and_python_write_in_utc_reads_back(naive: datetime, fine: int) -> None:
    """`str`, `isoformat`, our own form, and the clock of explanations."""
    at = instant(naive.replace(tzinfo=UTC, microsecond=naive.microsecond * fine))
    assert {instant(text) for text in (str(at), at.isoformat(), written(at), local(at, "UTC"))} == {at}


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-24T24:00:00Z",
        "2026-05-24T23:60:00Z",
        "2016-12-31T23:59:60Z",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "0000-01-01T00:00:00Z",
    ],
)
def test_text_of_a_time_that_no_calendar_has_is_refused(text: str) -> None:
    """Hour 24, leap seconds, 29 February of a common year, month 13, year 0."""
    with pytest.raises(InexactInstantError) as caught:
        instant(text)
    assert re.search("is not an instant: (there is no|its month has no)", str(caught.value))


@pytest.mark.parametrize("offset", ["+24:00", "-24:00", "+99:00", "+02:60", "-00:99", "+23:60"])
def test_text_with_an_offset_that_no_place_has_is_refused(offset: str) -> None:
    """An offset is less than a day, its minutes less than an hour."""
    with pytest.raises(InexactInstantError) as caught:
        instant(f"2026-05-24T07:09:07{offset}")
    assert "is not an instant: its offset from UTC has more than 23 hours or 59 minutes; " in str(caught.value)


def test_text_over_several_lines_is_refused_on_one() -> None:
    """The complaint stays one line, whatever it complains about."""
    with pytest.raises(InexactInstantError) as caught:
        instant("2026-05-24T07:09:07Z\n")
    assert str(caught.value) == (
        "`2026-05-24T07:09:07Z\\n` is not an instant: "
        f"its time is followed by something other than an offset from UTC; {WANTED}"
    )


def test_long_text_is_refused_cut_short() -> None:
    """The complaint stays short, whatever it complains about."""
    with pytest.raises(InexactInstantError) as caught:
        instant("9" * 1000)
    assert (
        str(caught.value)
        == f"`{'9' * 60}…` is not an instant: it does not begin with a date like `2026-05-24`; {WANTED}"
    )


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (1779606547, "int", "1779606547"),
        (1779606547.0, "float", "1779606547.0"),
        (0, "int", "0"),
        (True, "bool", "True"),
        (None, "NoneType", "None"),
        (b"2026-05-24T07:09:07Z", "bytes", "b'2026-05-24T07:09:07Z'"),
        (date(2026, 5, 24), "date", "datetime.date(2026, 5, 24)"),
        (timedelta(days=1), "timedelta", "datetime.timedelta(days=1)"),
        ([], "list", "[]"),
    ],
)
def test_what_is_neither_datetime_nor_text_is_refused(value: Any, kind: str, shown: str) -> None:
    """Numbers above all: an epoch does not say its unit."""
    with pytest.raises(WrongTypeError) as caught:
        instant(value)
    assert isinstance(caught.value, TypeError)
    assert str(caught.value) == f"an instant is an aware datetime or text, not {kind}: `{shown}`; {WANTED}"


@pytest.mark.parametrize("value", FINE_STAMPS)
def test_a_timestamp_with_nanoseconds_is_refused(value: Any) -> None:
    """Nothing is rounded in silence."""
    with pytest.raises(InexactInstantError) as caught:
        instant(value)
    assert str(caught.value) == f"`{value}` has nanoseconds; round it to microseconds first"


@pytest.mark.parametrize("value", NO_TIMES)
def test_not_a_time_is_refused(value: Any) -> None:
    """What has not happened is `None`."""
    with pytest.raises(WrongTypeError) as caught:
        instant(value)
    assert str(caught.value) == (
        "an instant is an aware datetime or text, not `NaT`; use `None` where nothing happened"
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0001-01-01T00:00:00+00:01", "0001-01-01T00:00:00+00:01"),
        ("9999-12-31T23:59:59-00:01", "9999-12-31T23:59:59-00:01"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(seconds=1))), "0001-01-01 00:00:00+00:00:01"),
        (datetime(1, 1, 1, tzinfo=ZoneInfo("Etc/GMT-14")), "0001-01-01 00:00:00+14:00"),
        (datetime(9999, 12, 31, 23, 59, tzinfo=ZoneInfo("Etc/GMT+12")), "9999-12-31 23:59:00-12:00"),
        (pendulum.datetime(1, 1, 1, tz="Etc/GMT-14"), "0001-01-01 00:00:00+14:00"),
    ],
)
def test_an_instant_outside_the_years_1_to_9999_is_refused(value: Any, shown: str) -> None:
    """The local time is inside, the instant is not."""
    with pytest.raises(InexactInstantError) as caught:
        instant(value)
    assert str(caught.value) == f"`{shown}` lies outside the years 1 to 9999 in UTC"


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T14:00:00+14:00",
        "9999-12-31T23:59:59.999999Z",
        "9999-12-31T11:59:59.999999-12:00",
    ],
)
def test_the_first_and_last_microsecond_of_the_calendar_are_instants(value: str) -> None:
    """Text and datetime agree at the very edges."""
    edge = datetime(1, 1, 1, tzinfo=UTC) if value < "1" else datetime.max.replace(tzinfo=UTC)
    assert instant(value) == instant(edge) == edge
    assert instant(written(instant(edge))) == edge
    assert local(instant(edge), "UTC") == f"{edge.replace(tzinfo=None).isoformat(' ')} UTC"


@given(st.datetimes(timezones=st.timezones() | st.just(UTC)))
def test_an_instant_read_again_is_the_same_object(value: datetime) -> None:
    """Reading is idempotent, and what is exact already is not copied."""
    try:
        wanted = value.astimezone(UTC)
    except OverflowError:
        with pytest.raises(InexactInstantError):
            instant(value)
        return
    first = instant(value)
    assert instant(first) is first
    assert instant(first.isoformat()) == instant(written(first)) == first == wanted


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_survives_pickle_and_copy_with_the_one_utc(value: datetime) -> None:
    """Else comparing would cost twenty times as much."""
    first = instant(value)
    for again in (pickle.loads(pickle.dumps(first)), copy.copy(first), copy.deepcopy(first)):  # noqa: S301 - our own bytes
        assert again == first
        assert again.tzinfo is pendulum.UTC


@given(st.datetimes(timezones=st.just(UTC)), st.timedeltas())
def test_later_moves_by_exactly_that_and_elapsed_gives_it_back(value: datetime, by: timedelta) -> None:
    """Exact durations, whatever the calendar; an instant that no calendar has is refused."""
    at = instant(value)
    try:
        wanted = value + by
    except OverflowError:
        with pytest.raises(InexactInstantError) as caught:
            later(at, by)
        assert str(caught.value) == f"`{written(at)}` + {by} lies outside the years 1 to 9999"
        return
    moved = later(at, by)
    assert (moved, type(moved), moved.tzinfo is pendulum.UTC) == (wanted, DateTime, True)
    assert elapsed(at, moved) == by


def test_the_error_of_a_field_names_it_and_keeps_its_kind() -> None:
    """One door for every field; absent is absent."""
    assert optional_instant("ends_at", None) is None
    assert optional_instant("ends_at", LIVE) == field_instant("ends_at", LIVE) == LIVE
    for value, kind, start in (
        ("2026-05-24T07:09:07", NaiveInstantError, "ends_at: `2026-05-24T07:09:07` has no offset"),
        ("2026-05-24", InexactInstantError, "ends_at: `2026-05-24` is not an instant"),
        (5, WrongTypeError, "ends_at: an instant is an aware datetime or text, not int: `5`"),
    ):
        with pytest.raises(kind) as caught:
            field_instant("ends_at", value)  # type: ignore[arg-type] # what the test is about
        assert str(caught.value).startswith(start)
        assert caught.value.__cause__ is None


def test_a_local_time_shows_microseconds_only_where_there_are_some() -> None:
    """And names the clock it is read on."""
    assert local(instant("2026-05-24T07:09:07Z"), "Europe/Berlin") == "2026-05-24 09:09:07 CEST"
    assert local(instant("2026-05-24T07:09:07.5Z"), "Europe/Berlin") == "2026-05-24 09:09:07.500000 CEST"


def test_a_local_time_that_its_clock_cannot_show_is_written_in_utc() -> None:
    """At the very edges of the calendar."""
    assert local(instant("0001-01-01T00:00:00Z"), "America/New_York") == "0001-01-01 00:00:00 UTC"
    assert local(instant("9999-12-31T23:00:00Z"), "Asia/Tokyo") == "9999-12-31 23:00:00 UTC"


@pytest.mark.parametrize("name", ["Nowhere/Land", "", "Europe", "../zones", "\0", "UTC+25", "#code"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    """With an example of what is."""
    with pytest.raises(InvalidValueError) as caught:
        zone(name)
    assert str(caught.value).endswith(" is not a time zone; write an IANA name like `America/Los_Angeles`")


def test_what_is_no_name_of_a_zone_is_refused() -> None:
    """A number of hours is no zone."""
    with pytest.raises(WrongTypeError) as caught:
        zone(2)  # type: ignore[arg-type] # what the test is about
    assert str(caught.value) == "a time zone is an IANA name, not int: `2`"


def test_a_zone_object_is_taken_as_it_is() -> None:
    """Whoever made it."""
    for place in (UTC, ZoneInfo("Asia/Tokyo"), timezone(timedelta(hours=5))):
        assert zone(place) is place
