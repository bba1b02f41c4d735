"""Step functions of time, against plain lists of states."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime
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
    LicenseStatus,
    NaiveInstantError,
    Timeline,
    Windows,
    WrongTypeError,
    instant,
)
from sparklicense.timelines import stepping

LAST: Final = 6
POINTS: Final = [instant(datetime(2026, 5, 24, 7, 9, 7, n, UTC)) for n in range(LAST + 1)]
"""Instants one microsecond apart."""

PROBES: Final = [instant("1999-12-31T00:00:00Z"), *POINTS]
"""An instant before every point, and the points: one for each state of a list of states."""

States = list[str]


def states() -> st.SearchStrategy[States]:
    """Draw a state for each probe: long stretches of one state as well as a new one at each."""
    return st.lists(st.sampled_from("abbb"), min_size=LAST + 2, max_size=LAST + 2)


def timeline_of(some: States) -> Timeline[str]:
    """Write down the changes of a list of states."""
    changes = [(at, after) for at, (before, after) in zip(POINTS, pairwise(some), strict=True) if before != after]
    return Timeline(some[0], changes)


@given(states())
def test_the_state_at_an_instant_is_the_one_of_the_last_change(some: States) -> None:
    """Each instant has exactly one."""
    timeline = timeline_of(some)
    assert [timeline.at(at) for at in PROBES] == some
    assert [timeline.at(at.isoformat()) for at in PROBES] == some
    assert timeline.initial == some[0]


@given(states())
def test_since_is_the_last_change_and_until_the_first(some: States) -> None:
    """The last at or before the instant, the first after it; `None` where there is none."""
    timeline = timeline_of(some)
    changed = [at for at, (before, after) in zip(POINTS, pairwise(some), strict=True) if before != after]
    assert [at for at, _ in timeline.changes] == changed
    for at in PROBES:
        assert timeline.since(at) == max((each for each in changed if each <= at), default=None)
        assert timeline.until(at) == min((each for each in changed if each > at), default=None)


@given(states(), st.none() | st.sampled_from(POINTS), st.none() | st.sampled_from(POINTS))
def test_spans_tile_the_window_without_gap_or_overlap(
    some: States, start: DateTime | None, end: DateTime | None
) -> None:
    """Each follows the one before, differs from it, and holds its state throughout."""
    timeline = timeline_of(some)
    if start is not None and end is not None and end <= start:
        with pytest.raises(EmptyWindowError):
            timeline.spans(start, end)
        return
    spans = timeline.spans(start, end)
    assert (spans[0][0].start, spans[-1][0].end) == (start, end)
    for (before, one), (after, other) in pairwise(spans):
        assert before.end == after.start
        assert one != other
    for at in PROBES:
        inside = (start is None or start <= at) and (end is None or at < end)
        assert [state for window, state in spans if at in window] == ([timeline.at(at)] if inside else [])


@given(states())
def test_the_windows_of_all_states_make_up_all_time(some: States) -> None:
    """Of each state, where it holds; of several, where one of them does; of none, nowhere."""
    timeline = timeline_of(some)
    for wanted in ((), ("a",), ("b",), ("a", "b"), ("c",), ("a", "c")):
        windows = timeline.windows(*wanted)
        assert [at in windows for at in PROBES] == [state in wanted for state in some]
    assert timeline.windows("a") == ~timeline.windows("b")
    assert timeline.windows("a", "b") == Windows.always()


@given(states())
def test_mapping_puts_every_state_through_the_function(some: States) -> None:
    """What no longer differs is merged, so the result is what its constructor would make."""
    for change in (str.upper, len, lambda _: "same"):
        mapped = timeline_of(some).map(change)
        assert [mapped.at(at) for at in PROBES] == [change(state) for state in some]
        assert Timeline(mapped.initial, mapped.changes) == mapped
    assert timeline_of(some).map(len).changes == ()


@given(states(), states())
def test_combining_joins_two_timelines_instant_by_instant(one: States, other: States) -> None:
    """Own state first; what no longer differs is merged."""
    for join in (str.__add__, lambda a, b: a == b, lambda a, _: a):
        combined = timeline_of(one).combine(join, timeline_of(other))
        assert [combined.at(at) for at in PROBES] == [join(a, b) for a, b in zip(one, other, strict=True)]
        assert Timeline(combined.initial, combined.changes) == combined
    assert timeline_of(one).combine(lambda a, _: a, timeline_of(other)) == timeline_of(one)


@given(states(), states())
def test_equal_timelines_are_equal_and_hash_alike_and_others_are_not(one: States, other: States) -> None:
    """One function of time has one form."""
    assert (timeline_of(one) == timeline_of(other)) is (one == other)
    assert hash(timeline_of(one)) == hash(timeline_of(list(one)))


@given(states())
def test_a_timeline_survives_pickle_and_copy(some: States) -> None:
    """As an equal that answers alike."""
    timeline = timeline_of(some)
    for again in (pickle.loads(pickle.dumps(timeline)), copy.copy(timeline), copy.deepcopy(timeline)):  # noqa: S301 - our own bytes
        assert again == timeline
        assert [again.at(at) for at in PROBES] == some


@given(states(), st.lists(st.sampled_from(POINTS)))
def test_stepping_finds_the_changes_whatever_is_asked_more_often_or_in_another_order(
    some: States, more: list[DateTime]
) -> None:
    """It asks at each instant once and keeps what really changes."""
    timeline = timeline_of(some)
    asked: list[DateTime] = []

    def state_at(at: DateTime) -> str:
        asked.append(at)
        return timeline.at(at)

    assert stepping(some[0], [*more, *POINTS], state_at) == timeline
    assert asked == POINTS


def test_a_timeline_reads_its_instants_from_any_zone() -> None:
    """The zone an instant is written in changes nothing."""
    here = Timeline("red", [("2026-01-01T00:00:00Z", "green")])
    there = Timeline("red", [("2026-01-01T09:00:00+09:00", "green")])
    assert here == there
    assert here.changes == ((instant("2026-01-01T00:00:00Z"), "green"),)


def test_a_timeline_without_changes_holds_its_state_for_ever() -> None:
    """From ever, too."""
    constant = Timeline("red")
    at = "2026-01-01T00:00:00Z"
    assert (constant.at(at), constant.since(at), constant.until(at), constant.changes) == ("red", None, None, ())
    assert constant.windows("red") == Windows.always()
    assert [state for _, state in constant.spans()] == ["red"]


@pytest.mark.parametrize("second", ["2026-01-01T00:00:00Z", "2025-12-31T23:59:59.999999Z"])
def test_changes_that_do_not_strictly_increase_are_refused(second: str) -> None:
    """Two at one instant, and one out of order."""
    with pytest.raises(InvalidValueError) as caught:
        Timeline("red", [("2026-01-01T00:00:00Z", "green"), (second, "red")])
    assert str(caught.value) == f"changes: `{second}` does not come after `2026-01-01T00:00:00Z`"
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("states", [["red"], ["green", "green"]])
def test_a_change_that_changes_nothing_is_refused(states: list[str]) -> None:
    """The first against the initial state, others against the one before."""
    changes = [(f"2026-01-0{day}T00:00:00Z", state) for day, state in enumerate(states, start=1)]
    with pytest.raises(InvalidValueError) as caught:
        Timeline("red", changes)
    assert str(caught.value) == f"changes: nothing changes at `2026-01-0{len(states)}T00:00:00Z`"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [("2026-01-01T00:00:00", NaiveInstantError), ("2026-01-01", InexactInstantError), (5, WrongTypeError)],
)
def test_changes_and_questions_at_no_instant_are_refused(wrong: Any, error: type[Exception]) -> None:
    """The door for foreign times is the same everywhere."""
    constant = Timeline("red")
    asks: list[Any] = [constant.at, constant.since, constant.until, constant.spans]
    for ask in (*asks, lambda t: Timeline("red", [(t, "green")]), lambda t: constant.spans(None, t)):
        with pytest.raises(error):
            ask(wrong)


def test_a_timeline_cannot_be_changed() -> None:
    """Answers hold it."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Timeline("red").__setattr__("_states", ("green",))


def test_a_timeline_shows_its_initial_state_and_its_first_changes() -> None:
    """As it could be written, on a line; the others are counted, and `print` says them all."""
    timeline = Timeline("red", [("2026-01-01T00:00:00Z", "green")])
    assert repr(timeline) == "Timeline('red', [(2026-01-01T00:00:00Z, 'green')])"
    assert str(timeline) == "first: red\nfrom 2026-01-01 00:00:00 UTC: green"
    assert timeline.explain("Asia/Tokyo") == "first: red\nfrom 2026-01-01 09:00:00 JST: green"
    long = Timeline(
        LicenseStatus.UNREDEEMED,
        [
            (f"2026-01-{day:02}T00:00:00Z", [LicenseStatus.UNREDEEMED, LicenseStatus.REVOKED][day % 2])
            for day in range(1, 8)
        ],
    )
    assert repr(long) == (
        "Timeline('unredeemed', [(2026-01-01T00:00:00Z, 'revoked'), (2026-01-02T00:00:00Z, 'unredeemed'), and 5 more])"
    )
