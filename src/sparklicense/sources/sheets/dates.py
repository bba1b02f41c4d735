"""When a cell says that something was or will be: nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Final, Literal, TypeAlias

import attrs
from pendulum import DateTime

from sparklicense.errors import InexactInstantError, InvalidValueError, MissingExtraError, shown
from sparklicense.instants import instant
from sparklicense.sources.sheets.cells import kind_of, plain
from sparklicense.windows import day_window

DateFormat: TypeAlias = Literal["DMY", "MDY", "YMD"]
"""In which order numbers make a date: `DMY` reads 03/04/2026 as 3 April, `MDY` as 4 March; `YMD` reads neither."""

DATE_FORMATS: Final = ("DMY", "MDY", "YMD")


@attrs.frozen(kw_only=True)
class When:
    """What a cell says of time: one instant, or a day.

    Attributes:
        first: the instant, or the day's start.
        last: the instant, or the day's end, which is the next one's start.
        day: the date as it is written.
    """

    first: DateTime
    last: DateTime
    day: date

    @property
    def is_day(self) -> bool:
        """Whether it is a date alone."""
        return self.first != self.last


@attrs.frozen(kw_only=True)
class Calendar:
    """How the dates of a sheet are to be read.

    Attributes:
        zone: the zone of dates and times that do not say theirs; `None`: those are not read.
        date_format: the order of dates in numbers; `None`: those that can be read in several are not.
    """

    zone: tzinfo | None
    date_format: DateFormat | None
    names: Mapping[str, int] = attrs.field(factory=lambda: ENGLISH)
    """The number of each month, from 1 on, by its names, and of each day of the week, from -7 (Monday) to -1."""


_CLOCK: Final = (
    r"(?:(?:T|,? )(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,6}))?)?"
    r"(?: ?(?P<half>[AP])\.?M\.?)?(?: ?(?P<offset>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_NTH: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|\.|\u00ba|\u00aa)?"
_NAME: Final = r"(?P<name>[^\W\d_]{3,12})\.?"
_YEAR: Final = r"(?P<year>[0-9]{4})"
_WEEKDAY: Final = r"(?:(?P<weekday>[^\W\d_]{2,12})\.?,? )?"


def _pattern(day: str) -> re.Pattern[str]:
    return re.compile(_WEEKDAY + day + _CLOCK, re.IGNORECASE)


_FORMS: Final = (
    _pattern(rf"{_YEAR}(?P<sign>[-/.])(?P<month>[0-9]{{1,2}})(?P=sign)(?P<day>[0-9]{{1,2}})"),
    _pattern(rf"(?P<one>[0-9]{{1,2}})(?P<sign>[-/.])(?P<two>[0-9]{{1,2}})(?P=sign){_YEAR}"),
    _pattern(rf"{_NTH}(?: de | of |[ -]?){_NAME}(?: de |,? |-){_YEAR}"),
    _pattern(rf"{_NAME} {_NTH},? {_YEAR}"),
)
_SHORT: Final = (
    _pattern(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2})?"),
    _pattern(r"[0-9]{1,2}[-/.][0-9]{1,2}"),
    _pattern(rf"{_NTH}[ -]?{_NAME}(?:[ -]+'?[0-9]{{2}})?"),
    _pattern(rf"{_NAME} {_NTH}(?:,? '?[0-9]{{2}})?"),
)
_TWO_DIGITS: Final = _pattern(r"(?P<one>[0-9]{1,2})(?P<sign>[-/.])(?P<two>[0-9]{1,2})(?P=sign)(?P<short>[0-9]{2})")
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAYS: Final = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ENGLISH: Final[Mapping[str, int]] = {
    **{name[:length]: number for number, name in enumerate(_MONTHS, 1) for length in (3, None)},
    **{name[:length]: number for number, name in enumerate(_DAYS, -7) for length in (2, 3, None)},
    "sept": 9, "tues": -6, "thur": -4, "thurs": -4,
}  # fmt: skip


def names_of(locale: str) -> Mapping[str, int]:
    """Give the names of months and days in a language, beside the English ones.

    Args:
        locale: like `de` or `pt_BR`.

    Raises:
        InvalidValueError: there is no such locale.
        MissingExtraError: Babel is not installed: `pip install 'sparklicense[sheets]'`.
    """
    try:
        import babel  # noqa: PLC0415 - it is optional
    except ImportError:
        raise MissingExtraError(
            "locale: names of months need Babel, which is not installed: pip install 'sparklicense[sheets]'"
        ) from None
    try:
        known: Any = babel.Locale.parse(locale.replace("-", "_"))
    except (ValueError, TypeError, AttributeError, babel.UnknownLocaleError):
        raise InvalidValueError(f"locale: {shown(locale)} is not a language; write it like `de` or `pt_BR`") from None
    names = dict(ENGLISH)
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            months, days = known.months[context][width], known.days[context][width]
            names.update({str(name).casefold().rstrip("."): number for number, name in months.items()})
            names.update({str(name).casefold().rstrip("."): number - 7 for number, name in days.items()})
    return names


_FIRST_YEAR, _LAST_YEAR = 2000, 2098
_EPOCH: Final = instant("1970-01-01T00:00:00Z")
_PLACEHOLDER: Final = "{} looks like a placeholder for no date: give the date, or leave the cell empty"
_EPOCH_OF_SHEETS: Final = date(1899, 12, 30)
_SERIALS: Final = range(36_526, 73_051)
"""What spreadsheets count days by: these are 2000 to 2099."""
_ABBREVIATION: Final = re.compile(r"(?P<rest>.*[0-9M.]) ?\(?(?P<zone>[A-Z]{2,5})\)?")
_RANGE: Final = re.compile(r"\s+(?:to|until|till|through|thru|-|bis|al?|au)\s+|\s*(?:[\u2013\u2014\u2192]|->)\s*")
_WANTED: Final = "write it like `2026-10-31` or `2026-10-31T14:30:00+02:00`"
_NOON: Final = 12


def read_when(cell: Any, calendar: Calendar) -> When:
    """Read when something was or will be.

    Args:
        cell: text, a date, or a datetime; a number is refused, because it does not say that it is one.
        calendar: how to read what does not say it itself.

    Raises:
        InvalidValueError, InexactInstantError: it is no date, or could be several; no value is shown that
            does not look like a date, because it may be a code in the wrong column.
    """
    if isinstance(cell, str):
        return _from_text(plain(cell), calendar)
    if isinstance(cell, datetime):
        return _from_datetime(cell, calendar)
    if isinstance(cell, date):
        return _whole_day(cell, shown(cell.isoformat()), calendar)
    if cell is True:
        raise InvalidValueError(f"it says that this happened, not when; {_WANTED}")
    if isinstance(cell, int | float) and _SERIALS[0] <= cell <= _SERIALS[-1]:
        raise InvalidValueError(_serial(int(cell)))
    raise InvalidValueError(f"a date, not {kind_of(cell)}: format the cell as a date, or {_WANTED}")


def read_range(cell: Any, calendar: Calendar) -> tuple[When, When] | None:
    """Read a first and a last day or instant in one cell, like `5/24/2026 to 6/23/2026`; `None`: it is no range."""
    if not isinstance(cell, str):
        return None
    parts = _RANGE.split(plain(cell))
    if len(parts) != 2 or not all(re.search("[0-9]", part) for part in parts):  # noqa: PLR2004 - a first and a last
        return None
    first, last = (_from_text(part, calendar) for part in parts)
    return first, last


def _serial(number: int) -> str:
    meant = _EPOCH_OF_SHEETS + timedelta(days=number)
    return f"{shown(number)} looks like a spreadsheet's serial number for {meant}: format the column as a date"


def _from_text(text: str, calendar: Calendar) -> When:
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _from_parts(match, shown(text), calendar)
    if calendar.date_format in ("DMY", "MDY") and (match := _TWO_DIGITS.fullmatch(text)):
        return _from_parts(match, shown(text), calendar)
    if re.fullmatch(r"[0-9]{1,6}", text) and int(text) in _SERIALS:
        raise InvalidValueError(_serial(int(text)))
    if (match := _ABBREVIATION.fullmatch(text)) and any(form.fullmatch(match["rest"]) for form in _FORMS):
        raise InvalidValueError(
            f"{shown(match['zone'])} can mean several zones: write the offset, like `-04:00`, or declare the zone of "
            "the sheet as `tz` and leave it out"
        )
    short = next((match for form in _SHORT if (match := form.fullmatch(text))), None)
    if short is not None:
        _check_month(short, calendar)
        raise InvalidValueError(f"{shown(text)} does not say its year in four digits; {_WANTED}")
    if text.casefold() in ("yes", "y", "true", "done"):
        raise InvalidValueError(f"it says that this happened, not when; {_WANTED}")
    raise InvalidValueError(f"not a date that is known here; {_WANTED}")


def _check_month(match: re.Match[str], calendar: Calendar) -> None:
    """Refuse what only looks like a date: it may be a code, so it is not shown."""
    if name := match.groupdict().get("name"):
        _month(name, calendar)


def _from_parts(match: re.Match[str], text: str, calendar: Calendar) -> When:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else 2000 + int(parts["short"])
    if parts["offset"] is None:  # an exact instant is no machine's word for nothing, but for one
        _check_year(year, text)
    month, day = _month_and_day(parts, text, calendar)
    try:
        found = date(year, month, day)
        _check_weekday(parts["weekday"], found, text, calendar)
        if parts["hour"] is None:
            return _whole_day(found, text, calendar)
        micro = int((parts["fraction"] or "0").ljust(6, "0"))
        at = datetime(found.year, month, day, _hour(parts), int(parts["minute"]), int(parts["second"] or 0), micro)  # noqa: DTZ001 - its zone follows
    except ValueError as error:
        if isinstance(error, InvalidValueError | InexactInstantError):
            raise
        raise InvalidValueError(f"{text}: no calendar has it, and no clock; {_WANTED}") from None
    if parts["offset"] is None:
        return _one_instant(at, text, calendar)
    offset = parts["offset"].upper().replace(":", "")
    written = "Z" if offset in ("Z", "UTC", "GMT") else f"{offset[:3]}:{offset[3:]}"
    exact = instant(f"{at.isoformat()}{written}")
    if exact == _EPOCH:
        raise InvalidValueError(_PLACEHOLDER.format(text))
    return When(first=exact, last=exact, day=at.date())


def _check_year(year: int, text: str) -> None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise InvalidValueError(_PLACEHOLDER.format(text))


def _check_weekday(name: str | None, day: date, text: str, calendar: Calendar) -> None:
    number = None if name is None else calendar.names.get(name.casefold(), 0)
    if number is not None and number >= 0:
        raise InvalidValueError(f"not a date that is known here: no day of the week has that name; {_WANTED}")
    if number is not None and number + 7 != day.weekday():
        raise InvalidValueError(f"{text}: that day is a {_DAYS[day.weekday()].title()}; which of the two is meant?")


def _month_and_day(parts: dict[str, Any], text: str, calendar: Calendar) -> tuple[int, int]:
    if parts.get("name"):
        return _month(parts["name"], calendar), int(parts["day"])
    if parts.get("month"):
        return int(parts["month"]), int(parts["day"])
    one, two = int(parts["one"]), int(parts["two"])
    readings = {"DMY": (two, one), "MDY": (one, two)}
    if calendar.date_format is not None:
        if calendar.date_format not in readings:
            raise InvalidValueError(f"{text} does not begin with the year, as `date_format` says; {_WANTED}")
        return readings[calendar.date_format]
    possible = {reading for reading in readings.values() if reading[0] <= _NOON}
    if len(possible) > 1:
        raise InvalidValueError(
            f"{text} can be read with the day first or the month first: declare which as `date_format`, or {_WANTED}"
        )
    return possible.pop() if possible else (one, two)


def _month(name: str, calendar: Calendar) -> int:
    number = calendar.names.get(name.casefold(), 0)
    if number > 0:
        return number
    raise InvalidValueError(f"not a date that is known here: no month has that name; {_WANTED}")


def _hour(parts: dict[str, Any]) -> int:
    hour = int(parts["hour"])
    if parts["half"] is None:
        return hour
    if not 1 <= hour <= _NOON:
        raise ValueError
    return hour % _NOON + (_NOON if parts["half"].upper() == "P" else 0)


def _whole_day(day: date, text: str, calendar: Calendar) -> When:
    _check_year(day.year, text)
    window = day_window(date(day.year, day.month, day.day), _zone(text, calendar))
    assert window.start is not None and window.end is not None  # noqa: S101, PT018 - a day is bounded: type checkers cannot know
    return When(first=window.start, last=window.end, day=day)


def _from_datetime(value: datetime, calendar: Calendar) -> When:
    text = shown(value.isoformat())
    if value.utcoffset() is not None:
        exact = instant(value)
        return When(first=exact, last=exact, day=value.date())
    if getattr(value, "nanosecond", 0):
        raise InexactInstantError(f"{text} has nanoseconds; round it to microseconds first")
    _check_year(value.year, text)
    clock = datetime(value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond)  # noqa: DTZ001 - its zone follows
    return _one_instant(clock, text, calendar)


def _one_instant(clock: datetime, text: str, calendar: Calendar) -> When:
    place = _zone(text, calendar)
    early, late = clock.replace(tzinfo=place), clock.replace(tzinfo=place, fold=1)
    if early.utcoffset() != late.utcoffset():
        there = early.astimezone(UTC).astimezone(place).replace(tzinfo=None)
        what = "comes twice" if there == clock else "does not exist"
        raise InvalidValueError(
            f"{text} {what} in {shown(str(place))}, because clocks change: write it with its offset, like `+02:00`"
        )
    exact = instant(early)
    return When(first=exact, last=exact, day=clock.date())


def _zone(text: str, calendar: Calendar) -> tzinfo:
    if calendar.zone is None:
        raise InvalidValueError(f"{text} does not say its zone: declare the sheet's as `tz`, or {_WANTED}")
    return calendar.zone
