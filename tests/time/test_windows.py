"""Windows, and sets of them, against sets of cells on a grid of microseconds."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from sparklicense import (
    EmptyWindowError,
    InexactInstantError,
    InvalidValueError,
    NaiveInstantError,
    Window,
    Windows,
    WrongTypeError,
    day_window,
    instant,
)

TICK: Final = timedelta(microseconds=1)
LAST: Final = 6
POINTS: Final = [instant(datetime(2026, 5, 24, 7, 9, 7, n, UTC)) for n in range(LAST + 1)]
"""Instants one microsecond apart."""

CELLS: Final = range(-1, LAST + 1)
"""Cell -1 lies before every point; cell n starts at point n; the last cell never ends."""

PROBES: Final = [instant(datetime.fromisoformat("1999-12-31T00:00:00+00:00")), *POINTS]
"""An instant of each cell; as cells are a microsecond long, the only one of most."""

Bounds = tuple[int | None, int | None]
Cells = frozenset[int]


def bounds() -> st.SearchStrategy[Bounds]:
    """Draw the places of a window's sides on the grid; `None`: unbounded."""

    def ends(start: int | None) -> st.SearchStrategy[Bounds]:
        first = 0 if start is None else start + 1
        return st.tuples(st.just(start), st.none() | st.sampled_from(range(first, LAST + 1)))

    return (st.none() | st.sampled_from(range(LAST))).flatmap(ends)


def window_of(places: Bounds) -> Window:
    """Make the window between two places."""
    start, end = places
    return Window(None if start is None else POINTS[start], None if end is None else POINTS[end])


def cells_of(places: Bounds) -> Cells:
    """Give the cells that a window covers."""
    start, end = places
    return frozenset(range(-1 if start is None else start, LAST + 1 if end is None else end))


def cells_in(windows: Windows | Window) -> Cells:
    """Ask for each cell whether it is in a set."""
    return frozenset(cell for cell, at in zip(CELLS, PROBES, strict=True) if at in windows)


def canonical(cells: Cells) -> list[Window]:
    """Write cells as the fewest windows, in order."""
    starts = [cell for cell in CELLS if cell in cells and cell - 1 not in cells]
    ends = [cell + 1 for cell in CELLS if cell in cells and cell + 1 not in cells]
    return [
        window_of((None if start < 0 else start, None if end > LAST else end))
        for start, end in zip(starts, ends, strict=True)
    ]


def set_of(cells: Cells) -> Windows:
    """Make a set from single cells, so that each has to be merged with its neighbors."""
    return Windows(each for cell in sorted(cells, reverse=True) for each in canonical(frozenset({cell})))


def cells() -> st.SearchStrategy[Cells]:
    """Draw any set of cells."""
    return st.frozensets(st.sampled_from(CELLS))


def sets() -> st.SearchStrategy[Windows]:
    """Draw any set of windows on the grid."""
    return cells().map(set_of)


# One window


def test_the_start_of_a_window_is_inside_and_its_end_is_not() -> None:
    """At the open, inside; at the close, outside; a microsecond decides."""
    window = Window("2026-05-24T07:09:07Z", "2026-06-23T07:09:07Z")
    assert "2026-05-24T07:09:06.999999Z" not in window
    assert "2026-05-24T09:09:07+02:00" in window
    assert "2026-06-23T07:09:06.999999Z" in window
    assert "2026-06-23T07:09:07Z" not in window


def test_a_window_reads_its_sides_as_instants() -> None:
    """By place; either may be missing."""
    window = Window("2026-05-24T09:09:07+02:00", None)
    assert window.start == datetime(2026, 5, 24, 7, 9, 7, tzinfo=UTC)
    assert type(window.start) is DateTime
    assert window.end is None
    assert repr(window) == "Window(start=2026-05-24T07:09:07Z, end=None)"
    assert repr(Window(None, None)) == "Window(start=None, end=None)"


@pytest.mark.parametrize("end", ["2026-05-24T07:09:07Z", "2026-05-24T07:09:06.999999Z"])
def test_a_window_that_holds_nothing_is_refused(end: str) -> None:
    """It would end when it starts, or before."""
    with pytest.raises(EmptyWindowError) as caught:
        Window("2026-05-24T07:09:07Z", end)
    assert str(caught.value) == f"end: `{end}` is not after the start `2026-05-24T07:09:07Z`"
    assert isinstance(caught.value, ValueError)


def test_a_window_of_one_microsecond_is_one() -> None:
    """The shortest there is."""
    window = Window(POINTS[0], POINTS[1])
    assert window.duration == TICK
    assert cells_in(window) == {0}


@pytest.mark.parametrize("place", [0, 1])
def test_a_side_that_is_no_instant_is_refused_by_name(place: int) -> None:
    """The door for foreign times is the same everywhere."""
    field = ("start", "end")[place]
    for value, kind in (("2026-05-24T07:09:07", NaiveInstantError), ("soon", InexactInstantError), (5, WrongTypeError)):
        sides: list[Any] = [None, None]
        sides[place] = value
        with pytest.raises(kind, match=f"^{field}: "):
            Window(*sides)


@given(bounds())
def test_a_window_holds_the_cells_between_its_sides(places: Bounds) -> None:
    """Bounded or not."""
    window = window_of(places)
    assert cells_in(window) == cells_of(places)
    bounded = None not in places
    assert window.duration == (len(cells_of(places)) * TICK if bounded else None)


@given(bounds(), bounds())
def test_two_windows_share_what_both_hold(one: Bounds, other: Bounds) -> None:
    """As a window, or `None` where they share nothing."""
    shared = window_of(one) & window_of(other)
    expected = canonical(cells_of(one) & cells_of(other))
    assert ([] if shared is None else [shared]) == expected


def test_a_window_shares_nothing_with_what_is_no_window() -> None:
    """And says what it wants."""
    with pytest.raises(WrongTypeError, match=r"^windows: a set is made of `Window`s, not str\Z"):
        Window(None, None) & "always"  # type: ignore[operator] # what the test is about


# Sets


@given(st.lists(bounds()), st.randoms(use_true_random=False))
def test_a_set_has_one_form_whatever_the_order_of_its_windows_and_their_overlaps(places: list[Bounds], r: Any) -> None:
    """Sorted, merged, and the fewest windows there can be."""
    windows = Windows(map(window_of, places))
    covered = frozenset[int]().union(*map(cells_of, places))
    assert cells_in(windows) == covered
    assert list(windows) == canonical(covered)
    r.shuffle(places)
    assert Windows(map(window_of, places)) == windows


def test_touching_windows_are_merged_and_a_microsecond_keeps_them_apart() -> None:
    """The end of one is the start of the next."""
    a, b, c, d = POINTS[:4]
    assert list(Windows([Window(b, c), Window(a, b)])) == [Window(a, c)]
    assert len(Windows([Window(a, b), Window(c, d)])) == 2


@given(cells(), cells())
def test_equal_sets_are_equal_and_hash_alike_and_others_are_not(one: Cells, other: Cells) -> None:
    """One set has one form."""
    assert (set_of(one) == set_of(other)) is (one == other)
    if one == other:
        assert hash(set_of(one)) == hash(set_of(other))
    assert hash(set_of(one)) == hash(Windows(canonical(one)))


@given(cells(), cells())
def test_set_operations_do_what_sets_do(one: Cells, other: Cells) -> None:
    """Union, intersection, difference and complement, cell by cell, in canonical form."""
    mine, theirs = set_of(one), set_of(other)
    for got, expected in (
        (mine | theirs, one | other),
        (mine & theirs, one & other),
        (mine - theirs, one - other),
        (~mine, frozenset(CELLS) - one),
    ):
        assert cells_in(got) == expected
        assert list(got) == canonical(expected)


@given(sets(), sets())
def test_union_and_intersection_commute(a: Windows, b: Windows) -> None:
    """In any order."""
    assert a | b == b | a
    assert a & b == b & a


@given(sets(), sets(), sets())
def test_union_and_intersection_associate_and_distribute(a: Windows, b: Windows, c: Windows) -> None:
    """Brackets do not matter, and each goes through the other."""
    assert (a | b) | c == a | (b | c)
    assert (a & b) & c == a & (b & c)
    assert a & (b | c) == (a & b) | (a & c)
    assert a | (b & c) == (a | b) & (a | c)


@given(sets())
def test_the_complement_of_the_complement_is_the_set(a: Windows) -> None:
    """And a set and its complement make up all time, sharing nothing."""
    assert ~~a == a
    assert a | ~a == Windows.always()
    assert a & ~a == Windows.none()


@given(sets(), sets())
def test_de_morgan(a: Windows, b: Windows) -> None:
    """The complement turns union into intersection, and back."""
    assert ~(a | b) == ~a & ~b
    assert ~(a & b) == ~a | ~b


@given(sets(), sets())
def test_a_difference_is_what_the_other_does_not_hold(a: Windows, b: Windows) -> None:
    """And with what both hold it makes up the set."""
    assert a - b == a & ~b
    assert (a - b) & b == Windows.none()
    assert (a - b) | (a & b) == a


@given(sets())
def test_nothing_and_always_are_the_ends_of_the_algebra(a: Windows) -> None:
    """They add nothing and take nothing away; absorb and are absorbed."""
    none, always = Windows.none(), Windows.always()
    assert a | none == a & always == a | a == a & a == a - none == a
    assert a & none == a - always == a - a == none
    assert a | always == always == ~none
    assert none == Windows() == Windows([])
    assert (len(none), len(always), bool(none), bool(always)) == (0, 1, False, True)
    assert (none.span, always.span, none.duration, always.duration) == (None, Window(None, None), timedelta(), None)


@given(cells())
def test_a_set_counts_its_windows_and_is_true_when_it_has_any(some: Cells) -> None:
    """As any collection does."""
    windows = set_of(some)
    assert len(windows) == len(list(windows)) == len(canonical(some))
    assert bool(windows) is bool(some)


@given(cells())
def test_durations_add_up(some: Cells) -> None:
    """A set lasts as long as its windows together; one unbounded window makes it endless."""
    windows = set_of(some)
    endless = -1 in some or LAST in some
    assert windows.duration == (None if endless else len(some) * TICK)
    if windows.duration is not None and windows.span is not None:
        gaps = windows.gaps().duration
        assert gaps is not None
        assert windows.duration + gaps == windows.span.duration


@given(sets(), sets())
def test_the_durations_of_two_sets_add_up_to_those_of_their_union_and_intersection(a: Windows, b: Windows) -> None:
    """What both hold is counted once in the union."""
    if a.duration is not None and b.duration is not None:
        union, shared = (a | b).duration, (a & b).duration
        assert union is not None
        assert shared is not None
        assert a.duration + b.duration == union + shared


@given(sets())
def test_the_gaps_of_a_set_are_the_rest_of_its_span(a: Windows) -> None:
    """Inside the span, outside the set; one fewer than its windows."""
    span = Windows([a.span]) if a.span else Windows.none()
    assert a.gaps() | a == span
    assert a.gaps() & a == Windows.none()
    assert len(a.gaps()) == max(len(a) - 1, 0)


@given(sets())
def test_the_span_of_a_set_goes_from_its_first_start_to_its_last_end(a: Windows) -> None:
    """And is the smallest window around it."""
    windows = list(a)
    assert a.span == (Window(windows[0].start, windows[-1].end) if windows else None)


@given(sets())
def test_membership_changes_at_the_edges_and_nowhere_else(a: Windows) -> None:
    """Each edge really is one."""
    for before, at in pairwise(PROBES):
        assert ((before in a) != (at in a)) is (at in a.edges)
    assert list(a.edges) == sorted(set(a.edges))


@given(sets())
def test_a_set_survives_pickle_and_copy(a: Windows) -> None:
    """As an equal that hashes alike."""
    for again in (pickle.loads(pickle.dumps(a)), copy.copy(a), copy.deepcopy(a)):  # noqa: S301 - our own bytes
        assert again == a
        assert hash(again) == hash(a)
        assert list(again) == list(a)


def test_a_set_and_a_window_cannot_be_changed() -> None:
    """Facts hold them."""
    for frozen, field in ((Windows.none(), "_edges"), (Windows.none(), "more"), (Window(None, None), "start")):
        with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
            setattr(frozen, field, ())


def test_a_set_shows_its_windows_in_order() -> None:
    """As it could be written."""
    later, sooner = Window("2026-06-01T00:00:00Z", None), Window(None, "2026-05-01T00:00:00Z")
    assert repr(Windows([later, sooner])) == (
        "Windows([Window(start=None, end=2026-05-01T00:00:00Z), Window(start=2026-06-01T00:00:00Z, end=None)])"
    )
    assert repr(Windows()) == "Windows([])"


@pytest.mark.parametrize("wrong", [("2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z"), None, "x", 5])
def test_a_set_of_anything_but_windows_is_refused(wrong: Any) -> None:
    """Pairs are not windows."""
    with pytest.raises(WrongTypeError) as caught:
        Windows([wrong])
    assert str(caught.value) == f"windows: a set is made of `Window`s, not {type(wrong).__name__}"


def test_a_set_combines_with_sets_only() -> None:
    """One window alone is no set."""
    a = Windows.always()
    operations: list[Any] = [lambda x: a | x, lambda x: a & x, lambda x: a - x, lambda x: x | a]
    for operate in operations:
        for other in (Window(None, None), None, frozenset[Window]()):
            with pytest.raises(TypeError):
                operate(other)


@pytest.mark.parametrize("wrong", ["2026-05-24T07:09:07", "2026-05-24", 5, None])
def test_only_instants_can_lie_in_a_set(wrong: Any) -> None:
    """A question about no instant has no answer, not even no."""
    for container in (Windows.always(), Windows.none(), Window(None, None)):
        with pytest.raises((NaiveInstantError, InexactInstantError, WrongTypeError)):
            _ = wrong in container


# Switching


@given(cells(), st.sampled_from(range(LAST + 1)))
def test_switching_changes_membership_until_the_next_recorded_change(some: Cells, place: int) -> None:
    """From the switch on, until what was recorded says something else again."""
    windows = set_of(some)
    held = place in some
    stretch = {place}
    while (after := max(stretch) + 1) in CELLS and (after in some) is held:
        stretch.add(after)
    expected = some - stretch if held else some | stretch
    switched = windows.switched(POINTS[place])
    assert cells_in(switched) == expected
    assert list(switched) == canonical(expected)


@given(sets(), st.sampled_from(POINTS))
def test_switching_leaves_everything_before_as_it_was(a: Windows, at: DateTime) -> None:
    """History does not change."""
    assert all((before in a.switched(at)) is (before in a) for before in PROBES if before < at)


@given(sets(), st.sampled_from(POINTS[:-1]))
def test_switching_on_and_off_a_microsecond_later_leaves_a_microsecond(a: Windows, at: DateTime) -> None:
    """As pausing and resuming does."""
    if at not in a and instant(at + TICK) not in a:
        assert a.switched(at).switched(instant(at + TICK)) - a == Windows([Window(at, at + TICK)])


# Days


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-10",
        "20261031",
        "2026-W44-6",
        "2026-304",
        "31.10.2026",
        "2026-10-31T00:00",
        "2026-10-31 ",
        " 2026-10-31",
        "2026-1-5",
        "2026-02-29",
        "2026-13-01",
        "2026-10-32",
        "0000-01-01",
        "\u0662\u0660\u0662\u0666-10-31",
        "today",
    ],
)
def test_text_that_is_no_day_is_refused(text: str) -> None:
    """One form, ten characters, a day that the calendar has."""
    with pytest.raises(InexactInstantError) as caught:
        day_window(text, "UTC")
    assert str(caught.value) == f"`{text}` is not a day; write it like `2026-10-31`"


@pytest.mark.parametrize(
    ("wrong", "kind", "shown"),
    [
        (datetime(2026, 10, 31, tzinfo=UTC), "datetime", "2026-10-31 00:00:00+00:00"),
        (instant("2026-10-31T00:00:00Z"), "DateTime", "2026-10-31 00:00:00+00:00"),
        (20261031, "int", "20261031"),
        (None, "NoneType", "None"),
    ],
)
def test_what_is_neither_a_day_nor_text_is_refused(wrong: Any, kind: str, shown: str) -> None:
    """A datetime above all: its own clock need not be the one asked about."""
    with pytest.raises(WrongTypeError) as caught:
        day_window(wrong, "UTC")
    assert str(caught.value) == f"a day is a date or text, not {kind}: `{shown}`"


def test_a_day_on_no_clock_is_refused() -> None:
    """A name that is none, and what is no name."""
    with pytest.raises(InvalidValueError) as caught:
        day_window("2026-10-31", "America/Los_Angles")
    assert str(caught.value) == (
        "`America/Los_Angles` is not a time zone; write an IANA name like `America/Los_Angeles`"
    )
    with pytest.raises(WrongTypeError) as wrong:
        day_window("2026-10-31", -7)  # type: ignore[arg-type] # what the test is about
    assert str(wrong.value) == "a time zone is an IANA name, not int: `-7`"


@pytest.mark.parametrize(
    ("day", "zone", "start", "end"),
    [
        ("0001-01-01", "UTC", "0001-01-01T00:00:00Z", "0001-01-02T00:00:00Z"),
        ("0001-01-01", "Etc/GMT+12", "0001-01-01T12:00:00Z", "0001-01-02T12:00:00Z"),
        ("0001-01-02", "Etc/GMT-14", "0001-01-01T10:00:00Z", "0001-01-02T10:00:00Z"),
        ("9999-12-30", "UTC", "9999-12-30T00:00:00Z", "9999-12-31T00:00:00Z"),
        ("9999-12-30", "Etc/GMT+12", "9999-12-30T12:00:00Z", "9999-12-31T12:00:00Z"),
        ("9999-12-30", "Etc/GMT-14", "9999-12-29T10:00:00Z", "9999-12-30T10:00:00Z"),
    ],
)
def test_the_first_and_last_days_of_the_calendar_are_days(day: str, zone: str, start: str, end: str) -> None:
    """Where both of their ends are instants."""
    assert day_window(day, zone) == Window(start, end)


@pytest.mark.parametrize(
    ("day", "zone"), [("0001-01-01", "Etc/GMT-14"), ("9999-12-31", "UTC"), ("9999-12-31", "Etc/GMT+12")]
)
def test_a_day_that_reaches_out_of_the_calendar_is_refused(day: str, zone: str) -> None:
    """One of its ends is no instant."""
    with pytest.raises(InexactInstantError) as caught:
        day_window(day, zone)
    assert str(caught.value) == f"`{day}` does not lie within the years 1 to 9999 in UTC"
