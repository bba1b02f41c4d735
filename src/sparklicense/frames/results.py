"""Answers as frames: audits, timelines and plans."""

from __future__ import annotations

from typing import Any, Final

from sparklicense.audit import Audit
from sparklicense.frames.engine import nw
from sparklicense.frames.tables import laid_out
from sparklicense.planning import Plan
from sparklicense.timelines import Timeline

_TEXT, _INSTANT, _TRUTH = nw.String(), nw.Datetime("us", "UTC"), nw.Boolean()
_AUDIT: Final = {
    "ad_id": _TEXT,
    "state": _TEXT,
    "because": _TEXT,
    "objections": _TEXT,
    "since": _INSTANT,
    "until": _INSTANT,
    "next_state": _TEXT,
    "post_id": _TEXT,
    "creator": _TEXT,
    "campaign_id": _TEXT,
    "name": _TEXT,
    "actor": _TEXT,
    "remedy": _TEXT,
    "needs_action": _TRUTH,
}
_SPANS: Final = {"start": _INSTANT, "end": _INSTANT, "state": _TEXT}
_PLAN: Final = {
    "kind": _TEXT,
    "post_id": _TEXT,
    "creator": _TEXT,
    "ads": _TEXT,
    "license_id": _TEXT,
    "days": nw.Float64(),  # pandas has no whole numbers beside missing ones
    "due": _INSTANT,
    "late": _TRUTH,
    "covers_from": _INSTANT,
    "covers_until": _INSTANT,
    "spare": _TRUTH,
}


def from_audit(audit: Audit, engine: str = "polars") -> Any:
    """Lay the ads of an audit out as a frame, a row for each.

    Args:
        audit: from `Portfolio.audit`.
        engine: as `from_portfolio` takes it.

    Returns:
        A frame with `ad_id`, `state`, `because`, `objections` (parted by spaces), `since`, `until`, `next_state`,
        `post_id`, `creator`, `campaign_id`, `name`, `actor`, `remedy` and `needs_action`; instants in UTC, in
        microseconds, null where there is none.

    Raises:
        ValueError: another engine.
        ImportError: the engine is not installed.

    Examples:
        >>> from sparklicense import Portfolio, Post, SparkAd, frames
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z")],
        ... )
        >>> frames.from_audit(portfolio.audit(at="2026-06-02T00:00:00Z"))["actor"].to_list()
        ['creator']
    """
    rows = [
        (
            each.id,
            each.state,
            each.because,
            " ".join(each.objections),
            each.since,
            each.until,
            each.next_state,
            each.post_id,
            each.creator,
            each.campaign_id,
            each.name,
            each.actor,
            each.remedy,
            each.needs_action,
        )
        for each in audit.ads
    ]
    return laid_out(_AUDIT, rows, engine)


def from_timeline(timeline: Timeline[Any], engine: str = "polars") -> Any:
    """Lay a timeline out as a frame, a row for each span.

    Args:
        timeline: a step function.
        engine: as `from_portfolio` takes it.

    Returns:
        A frame with `start` (null: no start), `end` (null: no end) and `state`, as text.

    Raises:
        ValueError: another engine.
        ImportError: the engine is not installed.
    """
    rows = [(window.start, window.end, str(state)) for window, state in timeline.spans()]
    return laid_out(_SPANS, rows, engine)


def from_plan(plan: Plan, engine: str = "polars") -> Any:
    """Lay the worklist of a plan out as a frame, a row for each action, in order.

    Args:
        plan: from `planning.plan`.
        engine: as `from_portfolio` takes it.

    Returns:
        A frame with `kind`, `post_id`, `creator`, `ads` (ids parted by spaces), `license_id`, `days`, `due`, `late`,
        `covers_from` and `covers_until` (between which the creator must authorize), `spare`, and for each currency
        columns like `at_stake_EUR` and `lost_per_day_EUR`. Days and money are floating point numbers: for figures, not
        for books.

    Raises:
        ValueError: another engine.
        ImportError: the engine is not installed.
    """
    amounts = [(dict(each.at_stake.amounts), dict(each.lost_per_day.amounts)) for each in plan.worklist]
    currencies = sorted({currency for pair in amounts for each in pair for currency in each})
    columns = _PLAN | {
        f"{what}_{currency}": nw.Float64() for currency in currencies for what in ("at_stake", "lost_per_day")
    }
    rows = [
        (
            each.kind,
            each.post_id,
            each.creator,
            " ".join(each.ads),
            each.license_id,
            each.days,
            each.due,
            each.late,
            None if each.covers_if_issued is None else each.covers_if_issued.start,
            None if each.covers_if_issued is None else each.covers_if_issued.end,
            each.spare,
            *(float(amount.get(currency, 0)) for currency in currencies for amount in pair),
        )
        for each, pair in zip(plan.worklist, amounts, strict=True)
    ]
    return laid_out(columns, rows, engine)
