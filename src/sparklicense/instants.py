"""The one door through which foreign times enter.

Everything behind it is a `pendulum.DateTime` that carries the one `pendulum.UTC` object: such
values compare as plain numbers, never by wall clock, and twenty times faster than values whose
zones are different objects.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo
from typing import Final, TypeAlias

import pendulum
from pendulum import DateTime

from sparklicense.errors import InexactInstantError, InvalidValueError, NaiveInstantError, WrongTypeError, shown

InstantLike: TypeAlias = datetime | str
"""What `instant` accepts: an aware datetime of any kind, or text with an offset."""

UTC: Final = pendulum.UTC
ZoneLike: TypeAlias = str | tzinfo

_DAY = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_TIME = r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?"
_OFFSET = r" ?(?:[Zz]|([+-])([0-9]{2})(?::?([0-9]{2}))?)| UTC"
FORM: Final = rf"{_DAY}[Tt ]{_TIME}(?:{_OFFSET})"
"""The text of an instant, as a regular expression."""
_EXACT = re.compile(FORM)
_WANTED = "write it like `2026-05-24T07:09:07Z` or `2026-05-24T09:09:07+02:00`"


def instant(value: InstantLike) -> DateTime:
    """Read a foreign time as an exact instant in UTC.

    Args:
        value: an aware `datetime` (any subclass, any zone, either fold), or text: a date `YYYY-MM-DD`,
            then `T`, `t` or one space, then `hh:mm[:ss[.f]]` with one to six digits of a second, then an
            offset from UTC: `Z`, `z`, `±hh:mm`, `±hhmm` or `±hh`, directly or after one space, or ` UTC`.

    Returns:
        The same instant, to the microsecond, carrying the one `pendulum.UTC` object.

    Raises:
        NaiveInstantError: the value has no offset from UTC.
        InexactInstantError: other text (a date alone included), nanoseconds, or an instant
            outside the years 1 to 9999. It says which part is wrong.
        TypeError: anything else, numbers included: an epoch does not say its unit.

    Examples:
        >>> from sparklicense import instant
        >>> instant("2026-05-24T09:09:07+02:00").isoformat()
        '2026-05-24T07:09:07+00:00'
    """
    if type(value) is DateTime and value.tzinfo is UTC:
        return value
    if isinstance(value, datetime):
        return _from_datetime(value)
    if isinstance(value, str):
        return _from_text(value)
    raise WrongTypeError(
        f"an instant is an aware datetime or text, not {type(value).__name__}: {shown(value)}; {_WANTED}"
    )


def _from_datetime(value: datetime) -> DateTime:
    if value != value:  # noqa: PLR0124 - only pandas.NaT, which is a datetime without a time, differs from itself
        raise WrongTypeError("an instant is an aware datetime or text, not `NaT`; use `None` where nothing happened")
    offset = value.utcoffset()
    if offset is None:
        raise NaiveInstantError(f"{shown(str(value))} has no offset from UTC; {_WANTED}")
    if getattr(value, "nanosecond", 0):
        raise InexactInstantError(f"{shown(str(value))} has nanoseconds; round it to microseconds first")
    clock = (value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond)
    return _at(clock, offset, str(value))


def _from_text(text: str) -> DateTime:
    match = _EXACT.fullmatch(text)
    if match is None:
        raise _unreadable(text)
    year, month, day, hour, minute, second, fraction, sign, ahead, past = match.groups()
    offset = timedelta(hours=int(ahead or 0), minutes=int(past or 0))
    if offset >= timedelta(days=1) or int(past or 0) > 59:  # noqa: PLR2004 - minutes of an hour
        raise InexactInstantError(
            f"{shown(text)} is not an instant: its offset from UTC has more than 23 hours or 59 minutes; {_WANTED}"
        )
    microsecond = int((fraction or "0").ljust(6, "0"))
    clock = (int(year), int(month), int(day), int(hour), int(minute), int(second or 0), microsecond)
    return _at(clock, -offset if sign == "-" else offset, text)


_PARTS: Final = (
    (_DAY, "it does not begin with a date like `2026-05-24`"),
    (r"[Tt ]", "no time of day follows its date"),
    (r"[0-9]{2}:[0-9]{2}", "its time of day is not like `07:09` or `07:09:07`"),
    (
        r"(?::[0-9]{2}(?:\.[0-9]{1,6}(?![0-9]))?)?(?![:.0-9])",
        "its seconds have other than two digits, or more than six after the point",
    ),
)


def _unreadable(text: str) -> InexactInstantError | NaiveInstantError:
    """Say which part of a text is the first that an instant does not have."""
    place = 0
    for pattern, problem in _PARTS:
        match = re.compile(pattern).match(text, place)
        if match is None:
            return InexactInstantError(f"{shown(text)} is not an instant: {problem}; {_WANTED}")
        place = match.end()
    if place == len(text):
        return NaiveInstantError(f"{shown(text)} has no offset from UTC; {_WANTED}")
    return InexactInstantError(
        f"{shown(text)} is not an instant: its time is followed by something other than an offset from UTC; {_WANTED}"
    )


_MOST: Final = (9999, 12, 31, 23, 59, 59)
_CLOCK: Final = ("year", "month", "day", "hour", "minute", "second")


def _at(clock: tuple[int, int, int, int, int, int, int], offset: timedelta, source: str) -> DateTime:
    try:
        utc = datetime(*clock) - offset if offset else datetime(*clock)  # noqa: DTZ001 - UTC is put on below
    except ValueError:
        least = (1, 1, 1, 0, 0, 0)
        wrong = (
            f"there is no {name} {part:02}"
            for name, part, low, high in zip(_CLOCK, clock, least, _MOST, strict=False)
            if not low <= part <= high
        )
        problem = next(wrong, f"its month has no day {clock[2]}")
        raise InexactInstantError(f"{shown(source)} is not an instant: {problem}; {_WANTED}") from None
    except OverflowError:
        raise InexactInstantError(f"{shown(source)} lies outside the years 1 to 9999 in UTC") from None
    return DateTime(utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond, tzinfo=UTC)


def field_instant(field: str, value: InstantLike) -> DateTime:
    """Read the instant of a field; an error names the field."""
    if type(value) is DateTime and value.tzinfo is UTC:
        return value
    try:
        return instant(value)
    except (NaiveInstantError, InexactInstantError, WrongTypeError) as error:
        raise type(error)(f"{field}: {error}") from None


def optional_instant(field: str, value: InstantLike | None) -> DateTime | None:
    """Read the instant of a field that may not have happened."""
    return None if value is None else field_instant(field, value)


def later(at: DateTime, by: timedelta) -> DateTime:
    """Move an instant by an exact duration, without pendulum's calendar arithmetic."""
    try:
        return datetime.__add__(at, by)  # pyright: ignore[reportReturnType] - it keeps the subclass and its zone
    except OverflowError:
        raise InexactInstantError(f"{shown(written(at))} + {by} lies outside the years 1 to 9999") from None


def elapsed(start: DateTime, end: DateTime) -> timedelta:
    """Give the exact duration from one instant to another, without pendulum's calendar arithmetic."""
    return datetime.__sub__(end, start)


def written(at: DateTime) -> str:
    """Write an instant as text that `instant` reads back: `2026-05-24T07:09:07Z`."""
    # Many texts hold instants, and `isoformat`, which asks pendulum for the offset, takes five times as long.
    fraction = f".{at.microsecond:06}" if at.microsecond else ""
    day = f"{at.year:04}-{_DIGITS[at.month]}-{_DIGITS[at.day]}"
    return f"{day}T{_DIGITS[at.hour]}:{_DIGITS[at.minute]}:{_DIGITS[at.second]}{fraction}Z"


_DIGITS: Final = tuple(f"{number:02}" for number in range(60))


def zone(tz: ZoneLike) -> tzinfo:
    """Find a time zone by its IANA name; a `tzinfo` is taken as it is."""
    if isinstance(tz, tzinfo):
        return tz
    if not isinstance(tz, str):
        raise WrongTypeError(f"a time zone is an IANA name, not {type(tz).__name__}: {shown(tz)}")
    try:
        return pendulum.timezone(tz)
    except (pendulum.tz.exceptions.InvalidTimezone, ValueError, OSError):
        raise InvalidValueError(
            f"{shown(tz)} is not a time zone; write an IANA name like `America/Los_Angeles`"
        ) from None


def local(at: DateTime, tz: ZoneLike) -> str:
    """Write an instant for people, on a named clock: `2026-05-24 09:09:07 CEST`.

    An instant at the very edge of the calendar, which that clock cannot show, is written in UTC.
    """
    place = zone(tz)
    # A plain datetime, because zones move one with `+`, which pendulum's own datetimes answer wrongly.
    there = datetime.combine(datetime.date(at), datetime.time(at), UTC)
    with suppress(OverflowError):
        there = there.astimezone(place)
    return f"{there.replace(tzinfo=None).isoformat(' ')} {there.tzname()}"
