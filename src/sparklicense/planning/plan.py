"""The plan: the worklist, the outages, the coverage and the money of a portfolio, in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs
from pendulum import DateTime

from sparklicense.ads import SparkAd
from sparklicense.instants import InstantLike, field_instant, optional_instant, written
from sparklicense.planning.coverage import Coverage, covered
from sparklicense.planning.flights import LATEST, closed_flights
from sparklicense.planning.lead_times import CodeRequest
from sparklicense.planning.money import Spend, Weights
from sparklicense.planning.outages import Outage, horizon, stopping
from sparklicense.planning.renewals import Renewal
from sparklicense.planning.sequences import Costs
from sparklicense.planning.spending import budgets, over_time
from sparklicense.planning.worklist import renewing
from sparklicense.policies import GUIDE, PolicyLike, policy_of

if TYPE_CHECKING:
    from sparklicense.portfolio import Portfolio


@attrs.frozen(kw_only=True)
class Plan:
    """What will stop, what it costs, and what to ask for."""

    at: DateTime = attrs.field(repr=written)
    """The instant asked about, in UTC."""
    end: DateTime | None
    """The last instant looked at, in UTC; `None`: the last flight's end."""
    policy: str
    """The name of the policy."""
    worklist: tuple[Renewal, ...] = attrs.field(repr=False)
    """What is due by then, by money lost per day of delay."""
    outages: tuple[Outage, ...] = attrs.field(repr=False)
    """Where serving ads stop by then, ends of flights and pauses left out."""
    coverage: tuple[Coverage, ...] = attrs.field(repr=False)
    """The coverage of each ad over its whole flight, in the portfolio's order."""
    planned: Spend
    """Planned spend from `at` to `end`."""
    at_risk: Spend
    """The part of it that nobody can spend unless something is done."""

    @property
    def needs_action(self) -> bool:
        """Whether anything is on the worklist."""
        return bool(self.worklist)


def plan(  # noqa: PLR0913 - each is one thing that a caller may know
    portfolio: Portfolio,
    *,
    at: InstantLike,
    within: timedelta | None = None,
    until: InstantLike | None = None,
    requests: Iterable[CodeRequest] = (),
    costs: Costs | None = None,
    policy: PolicyLike = GUIDE,
    weights: Weights | None = None,
    progress: Callable[[Iterable[SparkAd]], Iterable[SparkAd]] = iter,
) -> Plan:
    """Plan a portfolio ahead.

    Args:
        portfolio: the facts.
        at: the instant asked about.
        within: how far ahead to look; `None`: to the last flight's end.
        until: what closes flights without an end; left out, the end of the horizon, if there is one.
        requests: what creators were asked for and when they answered, for lead times.
        costs: what a code of so many days costs; left out, each costs 1.
        policy: the reading of the sources.
        weights: for ads that share a budget, how large a part of it each is meant to spend.
        progress: wraps the ads while they are gone through, to show how far the plan is.

    Raises:
        ValueError: a flight without an end, and neither `within` nor `until`.

    Examples:
        >>> from datetime import timedelta
        >>> from decimal import Decimal
        >>> from sparklicense import AdSettings, License, Portfolio, Post, SparkAd
        >>> from sparklicense.planning import plan
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", creator="@maya", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z",
        ...                  settings=AdSettings(budget=Decimal(50), currency="EUR"))],
        ... )
        >>> found = plan(portfolio, at="2026-06-21T00:00:00Z", within=timedelta(days=30))
        >>> [(each.post_id, each.codes[0].days) for each in found.worklist], str(found.at_risk)
        ([('1', 30)], '1,000.00 EUR')
    """
    policy = policy_of(policy)
    start = field_instant("at", at)
    end = None if within is None else horizon(start, within)
    limit = end or LATEST
    closing = optional_instant("until", until) or end
    flown = closed_flights(portfolio, portfolio.ads, policy=policy, until=closing, progress=progress)
    of = budgets(flown, weights)
    spent, lost = over_time(flown, of, start, limit)
    return Plan(
        at=start,
        end=end,
        policy=policy.name,
        worklist=renewing(flown, of, at=start, by=limit, requests=requests, costs=costs, policy=policy),
        outages=tuple(stopping(flown, of, start=start, end=limit, expected=False)),
        coverage=tuple([covered((flight,), *over_time((flight,), of)) for flight in flown]),
        planned=spent + lost,
        at_risk=lost,
    )
