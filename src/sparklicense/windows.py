"""Half-open windows of time, and canonical sets of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

import attrs
from pendulum import DateTime

from sparklicense.errors import EmptyWindowError, InexactInstantError, WrongTypeError, shown
from sparklicense.instants import UTC as ZONE
from sparklicense.instants import InstantLike, ZoneLike, elapsed, instant, optional_instant, written, zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def _start(value: InstantLike | None) -> DateTime | None:
    return value if type(value) is DateTime and value.tzinfo is ZONE else optional_instant("start", value)


def _end(value: InstantLike | None) -> DateTime | None:
    return value if type(value) is DateTime and value.tzinfo is ZONE else optional_instant("end", value)


def _shown_bound(at: DateTime | None) -> str:
    return "None" if at is None else written(at)


@attrs.frozen
class Window:
    """The instants from `start`, included, to `end`, excluded.

    Attributes:
        start: an instant (UTC inside), or `None`: it has always been.
        end: an instant after `start`, or `None`: it never ends.

    Raises:
        EmptyWindowError: `end` is not after `start`.

    Examples:
        >>> from sparklicense import Window
        >>> june = Window("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z")
        >>> "2026-06-01T00:00:00Z" in june, "2026-07-01T00:00:00Z" in june
        (True, False)
        >>> june.duration.days
        30
    """

    start: DateTime | None = attrs.field(converter=_start, repr=_shown_bound)
    end: DateTime | None = attrs.field(converter=_end, repr=_shown_bound)

    def __attrs_post_init__(self) -> None:
        """Refuse a window that holds no instant."""
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise EmptyWindowError(
                f"end: {shown(written(self.end))} is not after the start {shown(written(self.start))}"
            )

    def __contains__(self, at: InstantLike) -> bool:
        """Tell whether an instant lies in the window: its start does, its end does not."""
        t = instant(at)
        return (self.start is None or self.start <= t) and (self.end is None or t < self.end)

    def __and__(self, other: Window) -> Window | None:
        """Give what both windows share; `None` where they share nothing."""
        shared = Windows((self,)) & Windows((other,))
        return shared.span

    @property
    def duration(self) -> timedelta | None:
        """The exact length; `None` where a side is unbounded."""
        return None if self.start is None or self.end is None else elapsed(self.start, self.end)


@attrs.frozen(init=False, repr=False)
class Windows:
    """A set of instants, as sorted windows that neither overlap nor touch.

    Args:
        windows: `Window`s in any order; overlapping and touching ones are merged, so that equal
            sets are equal and hash alike.

    Sets combine with `|`, `&`, `-` and `~`, as Python's own do.

    Examples:
        >>> from sparklicense import Window, Windows
        >>> first = Window("2026-05-01T00:00:00Z", "2026-05-31T00:00:00Z")
        >>> second = Window("2026-06-07T00:00:00Z", "2026-07-07T00:00:00Z")
        >>> [gap.duration.days for gap in Windows([second, first]).gaps()]
        [7]
    """

    # The set as a step function: whether it holds the earliest instants, and the instants at which
    # membership flips, strictly increasing. One set has one such form, so fields compare as sets do.
    _from_ever: bool
    _edges: tuple[DateTime, ...]

    def __init__(self, windows: Iterable[Window] = ()) -> None:
        pieces: list[Window] = []
        for window in windows:
            if not isinstance(window, Window):
                raise WrongTypeError(f"windows: a set is made of `Window`s, not {type(window).__name__}")
            pieces.append(window)
        whole = united((each.start, each.end) for each in pieces if each.start is not None and each.end is not None)
        # What is unbounded is rare: it joins the rest by the operators.
        starts = [each.start for each in pieces if each.end is None]
        ends = [each.end for each in pieces if each.start is None]
        if None in starts:
            whole = Windows.always()
        elif starts:
            whole |= _made((min(filter(None, starts)),), from_ever=False)
        if ends and None not in ends:
            whole |= _made((max(filter(None, ends)),), from_ever=True)
        object.__setattr__(self, "_from_ever", bool(ends))
        object.__setattr__(self, "_edges", whole.edges)

    @classmethod
    def none(cls) -> Windows:
        """Give the set that holds no instant."""
        return NOWHEN

    @classmethod
    def always(cls) -> Windows:
        """Give the set that holds every instant."""
        return _made((), from_ever=True)

    def __contains__(self, at: InstantLike) -> bool:
        """Tell whether an instant lies in one of the windows."""
        return self._from_ever is not bool(bisect_right(self._edges, instant(at)) & 1)

    def __iter__(self) -> Iterator[Window]:
        """Go through the windows in order."""
        bounds: list[DateTime | None] = [None, *self._edges] if self._from_ever else [*self._edges]
        if len(bounds) & 1:
            bounds.append(None)
        return (between(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True))

    def __len__(self) -> int:
        """Count the windows."""
        return (len(self._edges) + self._from_ever + 1) // 2

    def __bool__(self) -> bool:
        """Tell whether the set holds any instant."""
        return self._from_ever or bool(self._edges)

    def __or__(self, other: Windows) -> Windows:
        """Give the instants that lie in either set."""
        return self._combined(other, lambda mine, theirs: mine or theirs)

    def __and__(self, other: Windows) -> Windows:
        """Give the instants that lie in both sets."""
        return self._combined(other, lambda mine, theirs: mine and theirs)

    def __sub__(self, other: Windows) -> Windows:
        """Give the instants of this set that do not lie in the other."""
        return self & ~other

    def __invert__(self) -> Windows:
        """Give the instants that do not lie in the set."""
        return _made(self._edges, from_ever=not self._from_ever)

    def _combined(self, other: Windows, meets: Callable[[bool, bool], bool]) -> Windows:
        if not isinstance(other, Windows):
            return NotImplemented
        from_ever = holds = meets(self._from_ever, other._from_ever)
        edges: list[DateTime] = []
        for edge in sorted((*self._edges, *other._edges)):
            if meets(edge in self, edge in other) is not holds:
                holds = not holds
                edges.append(edge)
        return _made(tuple(edges), from_ever=from_ever)

    def __repr__(self) -> str:
        """Show the windows in order."""
        return f"Windows([{', '.join(map(repr, self))}])"

    @property
    def duration(self) -> timedelta | None:
        """The exact length of all windows together; `None` where one is unbounded."""
        total = timedelta()
        for window in self:
            length = window.duration
            if length is None:
                return None
            total += length
        return total

    @property
    def span(self) -> Window | None:
        """The one window from the first start to the last end; `None` for the empty set."""
        windows = list(self)
        return Window(windows[0].start, windows[-1].end) if windows else None

    def gaps(self) -> Windows:
        """Give the instants between the windows: inside the span, outside the set."""
        return Windows((self.span,)) - self if self.span else self

    @property
    def edges(self) -> tuple[DateTime, ...]:
        """The instants at which membership changes, in order."""
        return self._edges

    def switched(self, at: DateTime) -> Windows:
        """Change membership at an instant, until the next recorded change.

        A window that would be empty vanishes, so switching twice at one instant changes nothing.
        """
        place = bisect_right(self._edges, at)
        before, after = self._edges[:place], self._edges[place + 1 :]
        if before and before[-1] == at:
            return _made(before[:-1] + after, from_ever=self._from_ever)
        return _made((*before, at, *after), from_ever=self._from_ever)


# Plans are made of windows, which take two thirds of the time when they are filled slot by slot.
_new: Final = object.__new__
_set_start, _set_end = Window.__dict__["start"].__set__, Window.__dict__["end"].__set__
_set_from_ever, _set_edges = Windows.__dict__["_from_ever"].__set__, Windows.__dict__["_edges"].__set__


def _made(edges: tuple[DateTime, ...], *, from_ever: bool) -> Windows:
    """Make a set in its canonical form."""
    made = _new(Windows)
    _set_from_ever(made, from_ever)
    _set_edges(made, edges)
    return made


def between(start: DateTime | None, end: DateTime | None) -> Window:
    """Make a window of two bounds in UTC, the second known to be later: nothing is checked."""
    made = _new(Window)
    _set_start(made, start)
    _set_end(made, end)
    return made


def united(stretches: Iterable[tuple[DateTime, DateTime]]) -> Windows:
    """Give the set of instants that lie in any of some stretches of time.

    Args:
        stretches: pairs of a start and a later end (UTC), in any order; nothing is checked.
    """
    return _made(tuple(edges_of(stretches)), from_ever=False)


def edges_of(stretches: Iterable[tuple[DateTime, DateTime]]) -> list[DateTime]:
    """Give the edges of `united`: starts and ends in turn."""
    edges: list[DateTime] = []
    for start, end in sorted(stretches):
        if not edges or edges[-1] < start:
            edges += (start, end)
        elif edges[-1] < end:
            edges[-1] = end
    return edges


NOWHEN: Final = Windows()
"""The empty set, which most posts and ads share: telling it apart by identity costs nothing."""


def day_window(day: date | str, tz: ZoneLike) -> Window:
    """Give one local day: from its start to the start of the next, on a named clock.

    The honest way to say "until the end of 31 October in Los Angeles": the day has 23, 24 or 25
    hours as the clocks there change, and starts at its first instant where midnight is skipped.

    Args:
        day: a `date`, or text like `2026-10-31`.
        tz: an IANA name like `America/Los_Angeles`, or a `tzinfo`.

    Raises:
        InexactInstantError: no such day, there or anywhere (Samoa had no 30 December 2011).
        TypeError: a `datetime`, or anything that is no day.

    Examples:
        >>> from sparklicense import day_window
        >>> day_window("2026-10-31", "America/Los_Angeles").end.isoformat()
        '2026-11-01T07:00:00+00:00'
        >>> day_window("2026-11-01", "America/Los_Angeles").duration.total_seconds() / 3600
        25.0
    """
    if isinstance(day, str):
        day = _day(day)
    if isinstance(day, datetime) or not isinstance(day, date):
        raise WrongTypeError(f"a day is a date or text, not {type(day).__name__}: {shown(str(day))}")
    place = zone(tz)
    try:
        start, end = _first_instant(day, place), _first_instant(day + timedelta(days=1), place)
    except OverflowError:
        raise InexactInstantError(f"{shown(str(day))} does not lie within the years 1 to 9999 in UTC") from None
    if start == end:
        raise InexactInstantError(f"{shown(str(day))} does not exist in {shown(str(tz))}: its clocks skipped it")
    return Window(start, end)


def _day(text: str) -> date:
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if day.isoformat() == text:  # it also reads `20261031` and `2026-W44-6`
            return day
    raise InexactInstantError(f"{shown(text)} is not a day; write it like `2026-10-31`")


def _first_instant(day: date, place: tzinfo) -> datetime:
    midnight = datetime.combine(day, time(), tzinfo=place)
    start = midnight.astimezone(UTC)
    if start.astimezone(place).replace(tzinfo=None) == midnight.replace(tzinfo=None):
        return start
    # The clocks skip midnight: the day starts when they jump, at an instant between the two readings
    # of that midnight, with the offset from after the jump and with the one from before it.
    low = midnight.replace(fold=1).astimezone(UTC)
    seconds = range(int((start - low).total_seconds()) + 1)
    return low + timedelta(
        seconds=bisect_left(
            seconds,
            True,  # noqa: FBT003 - the value searched for
            key=lambda s: (
                (low + timedelta(seconds=s)).astimezone(place).replace(tzinfo=None) >= midnight.replace(tzinfo=None)
            ),
        )
    )
