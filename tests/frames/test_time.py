"""Windows, coverage and next changes over frames are what the object reader's timelines say."""

import math
from typing import Any

import pytest
from frames.boundaries import AFTER, AT, every_boundary
from frames.engines import ENGINES, columns, crowds, facts, rows
from hypothesis import given, settings
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import moments, policies

from sparklicense import GUIDE, Policy, Portfolio, ServingState, Window, Windows, frames, instant

Answers = dict[Any, Any]


def utc(value: Any) -> DateTime | None:
    """Read an engine's instant."""
    return None if value is None else instant(value)


def windows_by_objects(portfolio: Portfolio, policy: Policy) -> set[tuple[str, DateTime | None, DateTime | None]]:
    """Ask timelines when each ad serves."""
    return {
        (ad.id, window.start, window.end)
        for ad in portfolio.ads
        for window in portfolio.timeline(ad.id, policy=policy).windows(ServingState.SERVING)
    }


def windows_by_frames(tables: frames.Tables, policy: Policy) -> set[tuple[str, DateTime | None, DateTime | None]]:
    """Ask frames the same; no row comes twice."""
    found = rows(frames.windows(tables.ads, **facts(tables), policy=policy))
    answers = {(row["ad_id"], utc(row["start"]), utc(row["end"])) for row in found}
    assert len(answers) == len(found)
    return answers


def changes_by_objects(portfolio: Portfolio, at: DateTime, policy: Policy) -> Answers:
    """Ask decisions what comes next."""
    decisions = (portfolio.serving(ad.id, at=at, policy=policy) for ad in portfolio.ads)
    return {each.ad_id: (each.until, None if each.next_state is None else str(each.next_state)) for each in decisions}


def changes_by_frames(tables: frames.Tables, at: DateTime, policy: Policy) -> Answers:
    """Ask frames the same."""
    found = rows(frames.next_change(tables.ads, **facts(tables), at=at, policy=policy))
    return {row["ad_id"]: (utc(row["until"]), row["next_state"]) for row in found}


def coverage_by_objects(portfolio: Portfolio, until: DateTime | None, policy: Policy) -> Answers:
    """Work coverage out with sets of windows."""
    found: Answers = {}
    for ad in portfolio.ads:
        ends = [each for each in (ad.ends_at, until) if each is not None]
        if not ends:
            found[ad.id] = (None, None, None, None, None)
        elif min(ends) <= ad.starts_at:
            found[ad.id] = (0.0, 0.0, None, None, None)
        else:
            flight = Windows([Window(ad.starts_at, min(ends))])
            served = portfolio.timeline(ad.id, policy=policy).windows(ServingState.SERVING) & flight
            lengths = [0.0 if each.duration is None else each.duration.total_seconds() for each in (flight, served)]
            gap = next(iter(flight - served), None)
            bounds = (None, None) if gap is None else (gap.start, gap.end)
            found[ad.id] = (*lengths, lengths[1] / lengths[0], *bounds)
    return found


def assert_covered(tables: frames.Tables, wanted: Answers, until: DateTime | None, policy: Policy) -> None:
    """Ask frames the same; shares are floats."""
    found = rows(frames.coverage(tables.ads, **facts(tables), until=until, policy=policy))
    assert {row["ad_id"] for row in found} == {*wanted}
    assert len(found) == len(wanted)
    for row in found:
        flight, served, share, start, end = wanted[row["ad_id"]]
        for name, value in (("flight_seconds", flight), ("served_seconds", served), ("share", share)):
            assert row[name] == value or math.isclose(row[name], value, rel_tol=1e-12)
        assert (utc(row["first_gap_start"]), utc(row["first_gap_end"])) == (start, end)


@pytest.fixture(scope="module")
def boundaries() -> Portfolio:
    """Every fact absent, just before, at and just after one instant."""
    return every_boundary(8)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_boundary_gives_the_windows_of_the_timelines(boundaries: Portfolio, engine: str) -> None:
    """0 differences."""
    assert windows_by_frames(ENGINES[engine](boundaries), GUIDE) == windows_by_objects(boundaries, GUIDE)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_boundary_gives_the_next_change_of_the_decisions(boundaries: Portfolio, engine: str) -> None:
    """0 differences."""
    assert changes_by_frames(ENGINES[engine](boundaries), AT, GUIDE) == changes_by_objects(boundaries, AT, GUIDE)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_boundary_gives_the_coverage_of_the_timelines(boundaries: Portfolio, engine: str) -> None:
    """0 differences."""
    assert_covered(ENGINES[engine](boundaries), coverage_by_objects(boundaries, AFTER, GUIDE), AFTER, GUIDE)


@settings(max_examples=3)
@given(portfolio=crowds(), policy=policies(), at=moments(), until=st.none() | moments())
def test_any_portfolio_is_read_alike_over_time(
    portfolio: Portfolio, policy: Policy, at: DateTime, until: DateTime | None
) -> None:
    """Random facts with collisions, on every engine: windows, next changes and coverage."""
    windows, changes = windows_by_objects(portfolio, policy), changes_by_objects(portfolio, at, policy)
    coverage = coverage_by_objects(portfolio, until, policy)
    for engine, laid_out in ENGINES.items():
        tables = laid_out(portfolio)
        assert windows_by_frames(tables, policy) == windows, engine
        assert changes_by_frames(tables, at, policy) == changes, engine
        assert_covered(tables, coverage, until, policy)


@pytest.mark.parametrize("engine", ENGINES)
def test_empty_frames_give_empty_frames(engine: str) -> None:
    """With the columns of the answer."""
    tables = ENGINES[engine](Portfolio())
    gaps = ["first_gap_start", "first_gap_end"]
    for found, wanted in (
        (frames.windows(tables.ads, **facts(tables)), ["ad_id", "start", "end"]),
        (
            frames.coverage(tables.ads, **facts(tables)),
            ["ad_id", "flight_seconds", "served_seconds", "share", *gaps],
        ),
        (frames.next_change(tables.ads, **facts(tables), at=AT), ["ad_id", "until", "next_state"]),
    ):
        assert type(found) is type(tables.ads)
        assert columns(found) == wanted
        assert rows(found) == []
