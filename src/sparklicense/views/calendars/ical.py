"""The one place that knows icalendar, the library that reads and writes RFC 5545."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sparklicense.errors import InvalidValueError, MissingExtraError, ReadingError, SparkLicenseError, shown
from sparklicense.instants import InstantLike, ZoneLike, field_instant, zone
from sparklicense.planning.flights import LADDER, horizon
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.views.calendars.entries import events
from sparklicense.views.calendars.events import Event, EventKind, revised

try:
    import icalendar
except ImportError:
    raise MissingExtraError(
        "sparklicense.views.calendars needs icalendar, which is not installed: pip install 'sparklicense[calendar]'"
    ) from None

if TYPE_CHECKING:
    from sparklicense.portfolio import Portfolio

_PRODUCT: Final = "-//sparklicense//sparklicense//EN"
_NAME: Final = "Spark Ads"
_CANCELLED, _STANDING = "CANCELLED", "CONFIRMED"
_WANTED: Final = ("UID", "CATEGORIES", "DTSTART", "DTSTAMP", "SUMMARY", "SEQUENCE")


def to_ics(
    portfolio: Portfolio,
    *,
    at: InstantLike,
    within: timedelta | None = None,
    tz: ZoneLike = "UTC",
    policy: PolicyLike = GUIDE,
    ladder: Iterable[int] = LADDER,
    name: str = _NAME,
    previous: Iterable[Event] = (),
) -> str:
    """Write a portfolio's calendar, or bring the one that was written before up to date.

    Args:
        portfolio: the facts.
        at: the instant asked about; what happens at it is past.
        within: how far ahead to look; `None`: no upper bound. An event that the previous calendar holds is
            followed wherever it moves.
        tz: the clock on which descriptions write instants; the events themselves are in UTC, which
            calendar programs show on their user's own clock.
        policy: the reading of the sources.
        ladder: how many days of 24 hours before the end of a license to remind of it.
        name: what calendar programs call the calendar.
        previous: what the calendar held when it was written before, from `read_events`: events that
            are the same are not touched, those that are gone are cancelled.

    Returns:
        The text of an `.ics` file, with the line ends (CRLF) that RFC 5545 wants: write it as UTF-8
        with `newline=""`. It holds no code.

    Examples:
        >>> from sparklicense import License, Portfolio, Post
        >>> from sparklicense.views.calendars import read_events, to_ics
        >>> post = Post(id="1", creator="@maya", published_at="2026-05-01T00:00:00Z")
        >>> license = License.issue(code="#secret=", post_id="1", issued_at="2026-06-01T00:00:00Z", days=7)
        >>> first = to_ics(Portfolio([post], [license]), at="2026-06-07T12:00:00Z")
        >>> longer = license.extend(30, at="2026-06-07T13:00:00Z")
        >>> second = to_ics(Portfolio([post], [longer]), at="2026-06-07T13:00:00Z", previous=read_events(first))
        >>> for text in (first, second):
        ...     print([each.at.date().isoformat() for each in read_events(text) if each.kind == "expiry"])
        ['2026-06-08']
        ['2026-07-08']
    """
    policy = policy_of(policy)
    t = field_instant("at", at)
    end = horizon(t, within)
    known = tuple(previous)
    followed = {each.uid for each in known}
    ahead = events(portfolio, at=t, tz=tz, policy=policy, ladder=ladder)
    asked = [each for each in ahead if each.at <= end or each.uid in followed]
    return write_events(revised(asked, known, at=t), name=name, tz=tz)


def write_events(events: Iterable[Event], *, name: str = _NAME, tz: ZoneLike = "UTC") -> str:
    """Write events as the text of an `.ics` file.

    Args:
        events: in the order in which they are to stand.
        name: what calendar programs call the calendar.
        tz: the clock that programs which ask are told to show the calendar on; instants are in UTC.

    Raises:
        ValueError: the name is empty or more than a line.

    Examples:
        >>> from sparklicense.views.calendars import Event, EventKind, write_events
        >>> event = Event(
        ...     uid="1@example.com",
        ...     kind=EventKind.EXPIRY,
        ...     at="2026-06-23T07:09:07Z",
        ...     summary="The code of @maya runs out",
        ...     revised_at="2026-06-20T00:00:00Z",
        ... )
        >>> [line for line in write_events([event]).splitlines() if line.startswith(("DTSTART", "SUMMARY"))]
        ['SUMMARY:The code of @maya runs out', 'DTSTART:20260623T070907Z']
    """
    if not name.strip() or not name.isprintable():
        raise InvalidValueError(f"name: {shown(name)} is no name; one line of text is wanted")
    calendar: Any = icalendar.Calendar()  # whose methods are typed only in part
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", icalendar.vText(name))  # which is text, whatever the library thinks
    calendar.add("x-wr-timezone", str(zone(tz)))
    for each in events:
        calendar.add_component(_written(each))
    text: bytes = calendar.to_ical()
    return text.decode("utf-8")


def _written(event: Event) -> Any:
    entry: Any = icalendar.Event()
    entry.add("uid", event.uid)
    entry.add("dtstamp", event.revised_at)
    entry.add("last-modified", event.revised_at)
    entry.add("sequence", event.sequence)
    entry.add("dtstart", event.at)
    entry.add("summary", event.summary)
    if event.description:
        entry.add("description", event.description)
    entry.add("categories", [event.kind.value])
    entry.add("status", _CANCELLED if event.cancelled else _STANDING)
    entry.add("transp", "TRANSPARENT")
    for days in event.alarms:
        alarm: Any = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.summary)
        alarm.add("trigger", -timedelta(days=days))
        entry.add_component(alarm)
    return entry


def read_events(text: str, *, source: str = "calendar") -> tuple[Event, ...]:
    """Read the events back that `write_events` wrote.

    Args:
        text: of an `.ics` file.
        source: what problems call it.

    Raises:
        ReadingError: it is no calendar, or holds events that are not ours: every problem at once.

    Examples:
        >>> from sparklicense.views.calendars import Event, EventKind, read_events, write_events
        >>> event = Event(
        ...     uid="1@example.com",
        ...     kind=EventKind.EXPIRY,
        ...     at="2026-06-23T07:09:07Z",
        ...     summary="The code of @maya runs out",
        ...     revised_at="2026-06-20T00:00:00Z",
        ... )
        >>> read_events(write_events([event])) == (event,)
        True
    """
    try:
        calendar: Any = icalendar.Calendar.from_ical(text)
    except (ValueError, KeyError, IndexError):
        calendar = None
    if calendar is None or calendar.name != "VCALENDAR":
        raise ReadingError([f"{source}: not a calendar; an `.ics` file holds one `VCALENDAR`"])
    found: list[Event] = []
    problems: list[str] = []
    for place, entry in enumerate(calendar.subcomponents):
        try:
            found.append(_read(entry))
        except SparkLicenseError as error:
            problems.append(f"{source}: entry {place}: {error}")
    if problems:
        raise ReadingError(problems)
    return tuple(found)


def _read(entry: Any) -> Event:
    if entry.name != "VEVENT":
        raise InvalidValueError(f"{shown(entry.name)} is not an event that this package writes")
    _check_read(entry)
    if missing := [key for key in _WANTED if key not in entry]:
        raise InvalidValueError(f"it lacks {', '.join(map(shown, missing))}: not an event that this package writes")
    kind = ",".join(map(str, getattr(entry["CATEGORIES"], "cats", ())))
    if kind not in set(EventKind):
        raise InvalidValueError(f"CATEGORIES: one of {', '.join(map(shown, EventKind))} is wanted")
    return Event(
        uid=_text(entry["UID"]),
        kind=EventKind(kind),
        at=_instant(entry["DTSTART"]),
        summary=_text(entry["SUMMARY"]),
        description=_text(entry.get("DESCRIPTION", "")),
        alarms=[_days(alarm) for alarm in entry.subcomponents],
        cancelled=entry.get("STATUS") == _CANCELLED,
        revised_at=_instant(entry["DTSTAMP"]),
        sequence=entry["SEQUENCE"],
    )


def _check_read(part: Any) -> None:
    """Refuse what icalendar could not read, and has kept as it stood."""
    for key, _ in part.errors:
        raise InvalidValueError(f"{key}: it cannot be read")


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def _instant(value: Any) -> Any:
    """Take the instant out of icalendar's hands; where it has none, the event says what is wrong."""
    return getattr(value, "dt", value)


def _days(alarm: Any) -> int:
    _check_read(alarm)
    before: Any = _instant(alarm.get("TRIGGER"))
    if not isinstance(before, timedelta) or before > timedelta() or before % timedelta(days=1):
        raise InvalidValueError("TRIGGER: a whole number of days before the event is wanted, like `-P7D`")
    return -before.days
