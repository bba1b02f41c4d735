"""Spend at risk: the planned spend ahead that nobody can spend."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs
from pendulum import DateTime

from sparklicense.instants import InstantLike, field_instant, optional_instant, written
from sparklicense.planning.flights import closed_flights
from sparklicense.planning.money import Spend, Weights
from sparklicense.planning.outages import horizon
from sparklicense.planning.spending import budgets, over_time
from sparklicense.policies import GUIDE, PolicyLike, policy_of

if TYPE_CHECKING:
    from sparklicense.portfolio import Portfolio


@attrs.frozen(kw_only=True)
class SpendAtRisk:
    """Planned spend over a stretch of time, by whether anybody can spend it."""

    start: DateTime = attrs.field(repr=written)
    """Where the stretch starts, in UTC."""
    end: DateTime = attrs.field(repr=written)
    """Where it ends, in UTC."""
    planned: Spend
    """Planned spend of ads in flight whose switch is on."""
    at_risk: Spend
    """The part of it that no ad can spend, because those meant to do not serve."""


def spend_at_risk(
    portfolio: Portfolio,
    *,
    at: InstantLike,
    within: timedelta,
    until: InstantLike | None = None,
    policy: PolicyLike = GUIDE,
    weights: Weights | None = None,
) -> SpendAtRisk:
    """Add up the planned spend ahead that nobody can spend.

    A budget shared by an ad group or a campaign counts once: at each instant the ads that serve divide
    it, so nothing is lost while one of them does, unless `weights` say how it is divided. A daily
    budget is spent evenly over 24 hours, a lifetime budget over the flight.

    Args:
        portfolio: the facts.
        at: where the horizon starts.
        within: how far it reaches.
        until: what closes flights without an end; left out, the end of the horizon.
        policy: the reading of the sources.
        weights: for ads that share a budget, how large a part of it each is meant to spend.

    Examples:
        >>> from datetime import timedelta
        >>> from decimal import Decimal
        >>> from sparklicense import AdSettings, License, Portfolio, Post, SparkAd
        >>> from sparklicense.planning import spend_at_risk
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-07-11T00:00:00Z",
        ...                  settings=AdSettings(budget=Decimal(50), currency="EUR"))],
        ... )
        >>> found = spend_at_risk(portfolio, at="2026-06-21T00:00:00Z", within=timedelta(days=30))
        >>> str(found.planned), str(found.at_risk)
        ('1,000.00 EUR', '500.00 EUR')
    """
    policy = policy_of(policy)
    start = field_instant("at", at)
    end = horizon(start, within)
    closed = closed_flights(portfolio, portfolio.ads, policy=policy, until=optional_instant("until", until) or end)
    spent, lost = over_time(closed, budgets(closed, weights), start, end)
    return SpendAtRisk(start=start, end=end, planned=spent + lost, at_risk=lost)
