"""Answers as frames, on every engine that holds its rows in memory, and on DuckDB."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import narwhals as nw
import pytest
from hypothesis import given
from pendulum import DateTime
from strategies import moments, portfolios

from sparklicense import InvalidValueError, Portfolio, Timeline, frames, load, planning

ENGINES = ("polars", "pandas", "pyarrow", "duckdb")
STORY = load("examples/story.json")
AT = "2026-06-25T09:00:00Z"


def rows(frame: Any) -> list[dict[str, Any]]:
    """Give the rows of any frame, missing values as `None`."""
    found: Any = nw.from_native(frame)
    found = found.collect("pyarrow") if isinstance(found, nw.LazyFrame) else found
    return [
        {name: None if value is None or value != value else value for name, value in row.items()}  # noqa: PLR0124 - NaN, NaT
        for row in found.rows(named=True)
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_audit_is_a_row_for_each_ad(engine: str) -> None:
    """With who can fix it, and with instants that compare equal."""
    audit = STORY.audit(at=AT)
    found = rows(frames.from_audit(audit, engine))
    assert [each["ad_id"] for each in found] == [each.id for each in audit.ads]
    assert [each["since"] for each in found] == [each.since for each in audit.ads]
    assert [each["remedy"] for each in found] == [each.remedy for each in audit.ads]
    assert [bool(each["needs_action"]) for each in found] == [each.needs_action for each in audit.ads]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_plan_is_a_row_for_each_action(engine: str) -> None:
    """With a column of money for each currency."""
    plan = planning.plan(STORY, at=AT)
    found = rows(frames.from_plan(plan, engine))
    assert [each["kind"] for each in found] == [str(each.kind) for each in plan.worklist]
    assert [each["due"] for each in found] == [each.due for each in plan.worklist]
    for row, action in zip(found, plan.worklist, strict=True):
        for currency in ("EUR", "USD"):
            assert row[f"at_stake_{currency}"] == pytest.approx(float(dict(action.at_stake.amounts).get(currency, 0)))
            assert row[f"lost_per_day_{currency}"] >= 0
        assert row["days"] == action.days
        assert row["covers_until"] == (action.covers_if_issued and action.covers_if_issued.end)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_timeline_is_a_row_for_each_span(engine: str) -> None:
    """Unbounded at both ends; one that never changes is one row."""
    timeline = STORY.timeline(STORY.ads[0])
    found = rows(frames.from_timeline(timeline, engine))
    assert [(each["start"], each["end"], each["state"]) for each in found] == [
        (window.start, window.end, state.value) for window, state in timeline.spans()
    ]
    assert rows(frames.from_timeline(Timeline("red"), engine)) == [{"start": None, "end": None, "state": "red"}]


def test_nothing_is_a_frame_without_rows() -> None:
    """With its columns; and an engine that is none is named."""
    empty = Portfolio()
    assert frames.from_audit(empty.audit(at=AT)).columns[:2] == ["ad_id", "state"]
    assert frames.from_plan(planning.plan(empty, at=AT)).height == 0
    with pytest.raises(InvalidValueError, match=r"^engine: `excel` is none of `polars`"):
        frames.from_audit(empty.audit(at=AT), "excel")


@given(portfolios(), moments())
def test_a_frame_says_what_the_audit_says(portfolio: Portfolio, at: DateTime) -> None:
    """Whatever the facts are."""
    audit = portfolio.audit(at=at)
    for row, ad in zip(frames.from_audit(audit).rows(named=True), audit.ads, strict=True):
        assert (row["state"], row["because"], row["actor"]) == (ad.state, ad.because, ad.actor)
        assert row["objections"].split() == list(ad.objections)
        assert row["until"] is None or isinstance(row["until"], datetime)
        assert (row["since"], row["until"]) == (ad.since, ad.until)
