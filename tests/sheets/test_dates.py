"""When a cell says that something was or will be: one reading, or a diagnosis."""

# ruff: noqa: DTZ001 - a spreadsheet's times have no zone

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pandas as pd  # type: ignore[import-untyped] # its stubs are a package of their own
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparklicense import InexactInstantError, InvalidValueError, NaiveInstantError, day_window, instant
from sparklicense.sources import sheets
from sparklicense.sources.readings import Reading

ID = "7638941401274764565"
ZONES = ("UTC", "America/Los_Angeles", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Auckland")


def read(start: Any, end: Any, **declared: Any) -> Reading:
    """Read a sheet of one row."""
    return sheets.read_rows([["code", "post id", "start", "end"], ["#a", ID, start, end]], **declared)


def end_of(cell: Any, **declared: Any) -> str:
    """Read a cell as an end."""
    reading = read("0001-01-03T00:00:00Z", cell, **declared)
    assert reading.diagnoses == ()
    return reading.licenses[0].expires_at.isoformat()


def start_of(cell: Any, **declared: Any) -> str:
    """Read a cell as a start."""
    reading = read(cell, "9998-01-01T00:00:00Z", **declared)
    assert reading.diagnoses == ()
    return reading.licenses[0].issued_at.isoformat()


def problem(cell: Any, **declared: Any) -> str:
    """Tell why a cell is not read as an end."""
    reading = read("2000-01-01T00:00:00Z", cell, **declared)
    assert not reading.licenses
    assert not reading.posts
    (diagnosis,) = reading.diagnoses
    assert (diagnosis.row, diagnosis.field) == (2, "end")
    return diagnosis.problem


@pytest.mark.parametrize(
    ("cell", "end"),
    [
        # instants say everything themselves
        ("2026-10-31T14:30:00Z", "2026-10-31T14:30:00+00:00"),
        ("2026-10-31T14:30:00.123456+02:00", "2026-10-31T12:30:00.123456+00:00"),
        ("2026-10-31 14:30:00 UTC", "2026-10-31T14:30:00+00:00"),
        ("2026-10-31 14:30 GMT", "2026-10-31T14:30:00+00:00"),
        ("2026-10-31T14:30:00+0530", "2026-10-31T09:00:00+00:00"),
        ("31 Oct 2026, 14:30 -07:00", "2026-10-31T21:30:00+00:00"),
        # times on the clock of the declared zone
        ("2026-10-31 14:30", "2026-10-31T21:30:00+00:00"),
        ("2026-10-31T14:30:15", "2026-10-31T21:30:15+00:00"),
        ("2026-10-31 00:00:00", "2026-10-31T07:00:00+00:00"),
        ("31 Oct 2026 2:30 PM", "2026-10-31T21:30:00+00:00"),
        ("31 Oct 2026 2:30\u202fp.m.", "2026-10-31T21:30:00+00:00"),
        ("31 Oct 2026 12:00 am", "2026-10-31T07:00:00+00:00"),
        ("31 Oct 2026 12:00 PM", "2026-10-31T19:00:00+00:00"),
        # dates alone, to the end of the day there
        ("2026-10-31", "2026-11-01T07:00:00+00:00"),
        ("2026/10/31", "2026-11-01T07:00:00+00:00"),
        ("2026.10.31", "2026-11-01T07:00:00+00:00"),
        ("2026-1-3", "2026-01-04T08:00:00+00:00"),
        ("31 Oct 2026", "2026-11-01T07:00:00+00:00"),
        ("31-Oct-2026", "2026-11-01T07:00:00+00:00"),
        ("31st October 2026", "2026-11-01T07:00:00+00:00"),
        ("Oct 31, 2026", "2026-11-01T07:00:00+00:00"),
        ("OCTOBER 31 2026", "2026-11-01T07:00:00+00:00"),
        ("Sept. 3rd, 2026", "2026-09-04T07:00:00+00:00"),
        ("3 sept 2026", "2026-09-04T07:00:00+00:00"),
        ("\u00a031\u00a0Oct\u200b 2026 ", "2026-11-01T07:00:00+00:00"),
        ("'2026-10-31", "2026-11-01T07:00:00+00:00"),
        ('"2026-10-31"', "2026-11-01T07:00:00+00:00"),
        # the calendar leaves one reading
        ("25/12/2026", "2026-12-26T08:00:00+00:00"),
        ("12/25/2026", "2026-12-26T08:00:00+00:00"),
        ("25.12.2026 18:00", "2026-12-26T02:00:00+00:00"),
        ("04/04/2026", "2026-04-05T07:00:00+00:00"),
        # on the two days when clocks change, which have 23 and 25 hours
        ("2026-03-08", "2026-03-09T07:00:00+00:00"),
        ("2026-11-01", "2026-11-02T08:00:00+00:00"),
        # what spreadsheets and data frames hold
        (date(2026, 10, 31), "2026-11-01T07:00:00+00:00"),
        (datetime(2026, 10, 31), "2026-10-31T07:00:00+00:00"),
        (datetime(2026, 10, 31, 14, 30, tzinfo=UTC), "2026-10-31T14:30:00+00:00"),
        (datetime(2026, 10, 31, 14, 30, tzinfo=timezone(timedelta(hours=9))), "2026-10-31T05:30:00+00:00"),
        (pd.Timestamp("2026-10-31 14:30"), "2026-10-31T21:30:00+00:00"),
    ],
)  # fmt: skip
def test_an_end_that_can_be_read_one_way_is_read_that_way(cell: Any, end: str) -> None:
    """In a sheet of Los Angeles."""
    assert end_of(cell, tz="America/Los_Angeles") == end


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("03/04/2026", "`03/04/2026` can be read with the day first or the month first: declare which as"),
        ("3.4.2026 10:00", "`3.4.2026 10:00` can be read with the day first or the month first"),
        ("31/31/2026", "`31/31/2026`: no calendar has it"),
        ("2026-02-29", "`2026-02-29`: no calendar has it"),
        ("2026-10-31 24:00", "`2026-10-31 24:00`: no calendar has it, and no clock"),
        ("2026-10-31 13:00 PM", "`2026-10-31 13:00 PM`: no calendar has it, and no clock"),
        ("2026-10-31 0:30 AM", "no calendar has it, and no clock"),
        ("2026-10-31 23:59:60", "no calendar has it, and no clock"),
        ("2026-10-31T14:30:00+24:00", "more than 23 hours"),
        ("31/10/26", "`31/10/26` does not say its year in four digits"),
        ("31/10", "`31/10` does not say its year in four digits"),
        ("31 Oct", "`31 Oct` does not say its year in four digits"),
        ("31-Oct-26", "`31-Oct-26` does not say its year in four digits"),
        ("Oct 31", "`Oct 31` does not say its year in four digits"),
        ("Oct 31, '26", "does not say its year in four digits"),
        ("31 Okt 2026", "not a date that is known here: no month has that name"),
        ("1 Abcd 2026", "not a date that is known here: no month has that name"),
        ("2026-10-31 14:30 PST", "`PST` can mean several zones: write the offset"),
        ("2026-10-31Z", "not a date that is known here"),
        ("2026-10-31T14:30:00.1234567Z", "not a date that is known here"),
        ("2026-W44-6", "not a date that is known here"),
        ("20261031", "not a date that is known here"),
        ("46326", "`46326` looks like a spreadsheet's serial number for 2026-10-31"),
        ("soon", "not a date that is known here"),
        ("never", "not a date that is known here"),
        ("\u0662\u0660\u0662\u0666-10-31", "not a date that is known here"),
        ("=TODAY()", "a formula, which is never evaluated: paste its value in its place"),
        ("yes", "it says that this happened, not when"),
        ("#sEcReT=", "not a date that is known here"),
        ("sEcReT", "not a date that is known here"),
        (46326, "`46326` looks like a spreadsheet's serial number for 2026-10-31: format the column as a date"),
        (463260, "a date, not a number: format the cell as a date"),
        (46326.5, "`46326` looks like a spreadsheet's serial number for 2026-10-31"),
        (True, "it says that this happened, not when"),
        (False, "a date, not true or false"),
        (time(14, 30), "a date, not a time of day"),
        (timedelta(days=3), "a date, not a length of time"),
        ([2026, 10, 31], "a date, not a cell of the kind `list`"),
        (datetime(1, 1, 1), "looks like a placeholder for no date"),
        (date(9999, 12, 31), "looks like a placeholder for no date"),
        ("9999-12-31 23:00", "looks like a placeholder for no date"),
        ("0000-10-31", "`0000-10-31` looks like a placeholder for no date"),
        ("2026-03-08 02:30", "`2026-03-08 02:30` does not exist in `America/Los_Angeles`, because clocks change"),
        ("2026-11-01 01:30", "`2026-11-01 01:30` comes twice in `America/Los_Angeles`, because clocks change"),
        (datetime(2026, 11, 1, 1, 30), "`2026-11-01T01:30:00` comes twice"),
        (pd.Timestamp("2026-10-31 14:30:00.000000001"), "has nanoseconds"),
    ],
)  # fmt: skip
def test_what_is_no_date_or_could_be_several_is_diagnosed(cell: Any, why: str) -> None:
    """Nothing is guessed, and nothing is shown that does not look like a date: it may be a code."""
    tz = "Asia/Tokyo" if cell == datetime(1, 1, 1) else "America/Los_Angeles"
    told = problem(cell, tz=tz)
    assert why in told
    assert told.isprintable()
    assert "sEcReT" not in told


@pytest.mark.parametrize("cell", ["2026-10-31", "2026-10-31 14:30", date(2026, 10, 31), datetime(2026, 10, 31, 14, 30)])
def test_without_a_declared_zone_a_local_time_is_not_read(cell: Any) -> None:
    """Instants with an offset are."""
    assert "does not say its zone: declare the sheet's as `tz`" in problem(cell)
    assert end_of("2026-10-31T14:30:00Z") == "2026-10-31T14:30:00+00:00"


def test_a_day_that_a_zone_skipped_is_diagnosed() -> None:
    """Samoa had no 30 December 2011."""
    assert "`2011-12-30` does not exist in" in problem("2011-12-30", tz="Pacific/Apia")


@pytest.mark.parametrize(
    ("cell", "order", "end"),
    [
        ("03/04/2026", "DMY", "2026-04-04T00:00:00+00:00"),
        ("03/04/2026", "MDY", "2026-03-05T00:00:00+00:00"),
        ("3.4.2026 9:05", "DMY", "2026-04-03T09:05:00+00:00"),
        ("2026/03/04", "DMY", "2026-03-05T00:00:00+00:00"),
        ("2026/03/04", "YMD", "2026-03-05T00:00:00+00:00"),
        ("3 Apr 2026", "MDY", "2026-04-04T00:00:00+00:00"),
    ],
)
def test_a_declared_order_decides_what_numbers_mean(cell: str, order: str, end: str) -> None:
    """Dates that begin with the year, or name the month, need none."""
    assert end_of(cell, tz="UTC", date_format=order) == end


@pytest.mark.parametrize(
    ("cell", "order", "why"),
    [
        ("25/12/2026", "MDY", "no calendar has it"),
        ("12/25/2026", "DMY", "no calendar has it"),
        ("25/12/2026", "YMD", "`25/12/2026` does not begin with the year, as `date_format` says"),
    ],
)
def test_a_date_that_does_not_fit_the_declared_order_is_diagnosed(cell: str, order: str, why: str) -> None:
    """Although the calendar would leave another reading."""
    assert why in problem(cell, tz="UTC", date_format=order)


def test_a_date_alone_is_the_start_of_the_day_where_something_starts() -> None:
    """And so where something is redeemed, revoked or published."""
    assert start_of("2026-10-31", tz="America/Los_Angeles") == "2026-10-31T07:00:00+00:00"
    reading = sheets.read_rows(
        [
            ["code", "post id", "start", "end", "redeemed", "revoked", "published"],
            ["#a", ID, "2026-10-01", "2026-10-31", "2026-10-02", "2026-10-03", "2026-09-30"],
        ],
        tz="Asia/Tokyo",
    )
    (license,), (post,) = reading.licenses, reading.posts
    assert license.redeemed_at == instant("2026-10-01T15:00:00Z")
    assert license.revoked_at == instant("2026-10-02T15:00:00Z")
    assert post.published_at == instant("2026-09-29T15:00:00Z")


@given(
    st.dates(date(2000, 1, 4), date(2098, 1, 1)),
    st.sampled_from(ZONES),
    st.sampled_from(("%Y-%m-%d", "%d %b %Y", "%B %d, %Y", "%d-%b-%Y")),
)
def test_a_date_alone_is_its_local_day(day: date, tz: str, form: str) -> None:
    """From its start there to its end there, on every day, in every spelling."""
    window = day_window(day, tz)
    assert start_of(day.strftime(form), tz=tz) == window.start.isoformat()  # type: ignore[union-attr]  # a day is bounded
    assert end_of(day.strftime(form), tz=tz) == window.end.isoformat()  # type: ignore[union-attr]  # the same


@given(st.datetimes(datetime(2000, 1, 3), datetime(2098, 12, 30), timezones=st.just(UTC)), st.sampled_from(ZONES))
def test_a_local_time_is_read_as_the_instant_or_diagnosed_where_clocks_change(at: datetime, tz: str) -> None:
    """Written as a clock there shows it, an instant comes back, unless the clock shows it twice."""
    local = pd.Timestamp(at).tz_convert(tz).to_pydatetime()
    reading = read("1960-01-01T00:00:00Z", local.replace(tzinfo=None).isoformat(" "), tz=tz)
    if reading.diagnoses:
        assert "comes twice" in reading.diagnoses[0].problem
        other = local.replace(fold=1 - local.fold)
        assert other.utcoffset() != local.utcoffset()
    else:
        assert reading.licenses[0].expires_at == at


@given(st.integers(1, 12), st.integers(1, 12), st.integers(2000, 2098), st.sampled_from("/.-"))
def test_day_and_month_are_never_chosen(one: int, two: int, year: int, sign: str) -> None:
    """Numbers that could be either are read only where both readings are the same day."""
    text = f"{one:02}{sign}{two}{sign}{year}"
    reading = read("1999-01-01T00:00:00Z", text, tz="UTC")
    assert len(reading.licenses) == (one == two)
    day_first, month_first = (read("1999-01-01T00:00:00Z", text, tz="UTC", date_format=each) for each in ("DMY", "MDY"))
    assert day_first.licenses[0].expires_at == day_window(date(year, two, one), "UTC").end
    assert month_first.licenses[0].expires_at == day_window(date(year, one, two), "UTC").end


@pytest.mark.parametrize(
    ("declared", "error", "message"),
    [
        ({"tz": "Mars/Olympus"}, InvalidValueError, "is not a time zone"),
        ({"date_format": "%d/%m/%Y"}, InvalidValueError, "date_format: `%d/%m/%Y` is none of `DMY`, `MDY`, `YMD`"),
        ({"date_format": []}, InvalidValueError, "date_format: "),
        ({"days": 0}, InvalidValueError, "days: `0` is not a number of days"),
        ({"days": True}, InvalidValueError, "days: `True` is not a number of days"),
        ({"days": 30.0}, InvalidValueError, "days: `30.0` is not a number of days"),
        ({"days": 10**9}, InvalidValueError, "days: `1000000000` is not a number of days"),
        ({"seen_at": "2026-05-24"}, InexactInstantError, "seen_at: "),
        ({"seen_at": datetime(2026, 5, 24)}, NaiveInstantError, "seen_at: "),
    ],
)  # fmt: skip
def test_a_declaration_that_says_nothing_is_refused(declared: Any, error: type[Exception], message: str) -> None:
    """By its name."""
    with pytest.raises(error, match=message):
        read("2026-05-24T07:09:07Z", "2026-10-31", **declared)


def test_a_number_of_any_length_is_a_diagnosis_and_no_failure() -> None:
    """Python reads no number of more than 4,300 digits."""
    reading = sheets.read_rows([["code", "post_id", "start", "days"], ["#a", "7638941401274764565", "9" * 5000, "30"]])
    assert reading.licenses == ()
    assert len(reading.diagnoses) == 1
