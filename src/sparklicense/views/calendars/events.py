"""Events of a calendar, and how a calendar that was written before is brought up to date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import attrs
from pendulum import DateTime

from sparklicense.checks import check_is, several
from sparklicense.errors import InvalidValueError, WrongTypeError, shown
from sparklicense.instants import InstantLike, field_instant, written

HIGHEST: Final = 2**31 - 1
"""The highest number an iCalendar integer can be (RFC 5545, 3.3.8)."""
_MINUTE: Final = 60


class EventKind(StrEnum):
    """What an event tells of."""

    EXPIRY = "expiry"
    """A license ends."""
    REMINDER = "reminder"
    """So many days are left to renew it."""
    OUTAGE = "outage"
    """Ads stop serving, and nobody meant them to."""


def _at(value: InstantLike) -> DateTime:
    return _whole("at", value)


def _revised_at(value: InstantLike) -> DateTime:
    return _whole("revised_at", value)


def _whole(field: str, value: InstantLike) -> DateTime:
    at = field_instant(field, value)
    if at.microsecond:
        raise InvalidValueError(f"{field}: {shown(written(at))}: a calendar knows whole seconds only")
    return at


def whole_second(at: DateTime) -> DateTime:
    """Leave out what a calendar cannot tell: an event comes the fraction of a second early, never late."""
    return datetime.replace(at, microsecond=0)  # pyright: ignore[reportReturnType] - it keeps the subclass


def _alarms(value: Iterable[int]) -> tuple[int, ...]:
    found = several("alarms", value, int)
    for days in found:
        if isinstance(days, bool) or days < 0:
            raise InvalidValueError(f"alarms: {shown(days)} is no number of days before the event; 0 or more")
    return found


def _check_words(_: object, field: attrs.Attribute[Any], value: object) -> None:
    """Refuse what a calendar's text cannot carry."""
    if not isinstance(value, str):
        raise WrongTypeError(f"{field.alias}: text, not {type(value).__name__}: {shown(value)}")
    lines = value.split("\n") if field.name == "description" else [value]
    if not all(line.isprintable() for line in lines):
        raise InvalidValueError(f"{field.alias}: {shown(value)} holds characters that a calendar cannot show")
    if field.name == "uid" and not value.strip():
        raise InvalidValueError("uid: it is not empty")


def _check_sequence(_: object, __: object, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongTypeError(f"sequence: a whole number, not {type(value).__name__}: {shown(value)}")
    if not 0 <= value <= HIGHEST:
        raise InvalidValueError(f"sequence: {shown(value)} is not from 0 to {HIGHEST}")


@attrs.frozen(kw_only=True)
class Event:
    """One event of a calendar: an instant, without a length, which needs nobody's time.

    Attributes:
        uid: its name in every calendar it is imported into: the same however often it is worked out.
        kind: what it tells of.
        at: when, to the whole second.
        summary: its heading, one line.
        description: more of it, in lines.
        alarms: how many days of 24 hours before it to alert people; 0 is the instant itself.
        cancelled: whether it will not happen after all.
        revised_at: when it was last given other contents, to the whole second.
        sequence: the number of the revision; a calendar that holds a lower one takes this one in.

    Raises:
        ValueError: an instant with a fraction of a second, or a text with control characters.
        TypeError: a value of another kind.

    Examples:
        >>> from sparklicense.views.calendars import Event, EventKind
        >>> Event(
        ...     uid="1@example.com",
        ...     kind=EventKind.EXPIRY,
        ...     at="2026-06-23T07:09:07Z",
        ...     summary="The code of @maya runs out",
        ...     revised_at="2026-06-20T00:00:00Z",
        ... ).alarms
        ()
    """

    uid: str = attrs.field(validator=_check_words)
    kind: EventKind = attrs.field(validator=check_is(EventKind))
    at: DateTime = attrs.field(converter=_at, repr=written)
    summary: str = attrs.field(validator=_check_words)
    description: str = attrs.field(default="", validator=_check_words)
    alarms: tuple[int, ...] = attrs.field(converter=_alarms, default=())
    cancelled: bool = attrs.field(default=False, validator=check_is(bool))
    revised_at: DateTime = attrs.field(converter=_revised_at, repr=written)
    sequence: int = attrs.field(default=0, validator=_check_sequence)


def revision(at: DateTime) -> int:
    """Number a revision without keeping count: by the minutes from 1970 to its instant.

    Seconds would pass the highest number of iCalendar in 2038. Revisions of one minute are told apart
    by `revised_at`, as RFC 5546 (2.1.5) has it.
    """
    return min(max(int(at.timestamp()) // _MINUTE, 0), HIGHEST)


def revised(events: Iterable[Event], previous: Iterable[Event], *, at: InstantLike) -> tuple[Event, ...]:
    """Bring a calendar up to date: what is the same stays untouched, what is gone is cancelled.

    A calendar program never deletes an event because a file no longer has it. So an event that was
    ahead and is no more is written once more, as cancelled, until its instant is past.

    Args:
        events: what the calendar is to hold.
        previous: what it held before.
        at: the instant of the revision.

    Returns:
        The events by instant, each with the sequence number and the revision it had before, where its
        contents are as they were.

    Examples:
        >>> import attrs
        >>> from sparklicense.views.calendars import Event, EventKind, revised
        >>> was = Event(
        ...     uid="1@example.com",
        ...     kind=EventKind.OUTAGE,
        ...     at="2026-06-23T07:09:07Z",
        ...     summary="1 ad stops",
        ...     revised_at="2026-06-20T00:00:00Z",
        ... )
        >>> now = attrs.evolve(was, revised_at="2026-06-21T00:00:00Z")
        >>> revised([now], [was], at="2026-06-21T00:00:00Z") == (was,)
        True
        >>> [each.cancelled for each in revised([], [was], at="2026-06-21T00:00:00Z")]
        [True]
    """
    t = whole_second(field_instant("at", at))
    before = {each.uid: each for each in previous}
    now = {each.uid: each for each in events}
    gone = [
        attrs.evolve(each, cancelled=True, alarms=()) for each in before.values() if each.uid not in now and each.at > t
    ]
    found = [_revised(each, before.get(each.uid), t) for each in (*now.values(), *gone)]
    return tuple(sorted(found, key=lambda each: (each.at, each.kind, each.uid)))


def _revised(event: Event, before: Event | None, at: DateTime) -> Event:
    if before is None:
        return event
    if attrs.evolve(event, revised_at=before.revised_at, sequence=before.sequence) == before:
        return before
    return attrs.evolve(
        event,
        revised_at=max(at, before.revised_at),
        sequence=min(max(before.sequence + 1, revision(at)), HIGHEST),
    )
