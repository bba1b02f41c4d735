"""Scenarios: what would be different, side by side."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from sparklicense.ads import SparkAd
from sparklicense.errors import shown
from sparklicense.instants import InstantLike, optional_instant
from sparklicense.licenses import License
from sparklicense.planning.coverage import Coverage, covered
from sparklicense.planning.flights import LATEST, closed_flights
from sparklicense.planning.money import Spend, Weights, added
from sparklicense.planning.outages import Outage, horizon, stopping
from sparklicense.planning.spending import budgets, over_time
from sparklicense.policies import GUIDE, Policy, PolicyLike, policy_of
from sparklicense.posts import Post
from sparklicense.windows import Windows

if TYPE_CHECKING:
    from pendulum import DateTime

    from sparklicense.portfolio import Portfolio


@attrs.frozen(kw_only=True)
class Outlook:
    """What follows from one set of facts."""

    coverage: tuple[Coverage, ...] = attrs.field(repr=False)
    """The coverage of each ad, in the portfolio's order."""
    outages: tuple[Outage, ...] = attrs.field(repr=False)
    """When serving ads stop."""
    spent: Spend
    """Planned spend, over all flights, of ads that serve."""
    lost: Spend
    """Planned spend, over all flights, that nobody can spend."""


@attrs.frozen
class CoverageChange:
    """One ad whose coverage differs."""

    ad_id: str
    """Which ad."""
    before: Coverage | None
    """What it is; `None`: the ad is new."""
    after: Coverage
    """What it would be."""

    @property
    def gained(self) -> Windows:
        """When it would serve and does not."""
        return self.after.serving - self._served

    @property
    def given_up(self) -> Windows:
        """When it serves and would not."""
        return self._served - self.after.serving

    @property
    def _served(self) -> Windows:
        return Windows.none() if self.before is None else self.before.serving


@attrs.frozen
class Scenario:
    """Two outlooks side by side, and what differs."""

    before: Outlook
    """As the facts are."""
    after: Outlook
    """As they would be."""

    @property
    def coverage(self) -> tuple[CoverageChange, ...]:
        """The ads whose coverage differs, in the portfolio's order."""
        was = {each.ads[0]: each for each in self.before.coverage}
        return tuple(
            CoverageChange(each.ads[0], was.get(each.ads[0]), each)
            for each in self.after.coverage
            if was.get(each.ads[0]) != each
        )

    @property
    def outages_averted(self) -> tuple[Outage, ...]:
        """Outages that would not be, or not be the same."""
        kept = set(self.after.outages)
        return tuple(each for each in self.before.outages if each not in kept)

    @property
    def outages_added(self) -> tuple[Outage, ...]:
        """Outages that would be new, or not be the same."""
        known = set(self.before.outages)
        return tuple(each for each in self.after.outages if each not in known)

    @property
    def spent(self) -> Spend:
        """How much more of the planned spend would be spent, currency by currency; below zero: less."""
        return self.after.spent - self.before.spent

    @property
    def lost(self) -> Spend:
        """How much more of the planned spend would be lost, currency by currency; below zero: less."""
        return self.after.lost - self.before.lost

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return self.before == self.after

    def __str__(self) -> str:
        """Set both side by side, for people."""
        lines = [
            f"spent: {self.before.spent} -> {self.after.spent}",
            f"lost: {self.before.lost} -> {self.after.lost}",
            f"outages: {len(self.before.outages)} -> {len(self.after.outages)}",
        ]
        lines += [
            f"ad {shown(each.ad_id)} serves {_part(each.before)} -> {_part(each.after)}" for each in self.coverage
        ]
        return "\n".join(lines)


def what_if(
    portfolio: Portfolio,
    *changes: Post | License | SparkAd,
    at: InstantLike | None = None,
    within: timedelta | None = None,
    until: InstantLike | None = None,
    policy: PolicyLike = GUIDE,
    weights: Weights | None = None,
) -> Scenario:
    """Set what follows from the facts beside what would follow if some of them were different.

    A change is a fact, as its own transition gives it, and takes the place of the one with its id:
    `license.extend(...)`, `license.revoke(...)`, `post.delete(...)`, `ad.pause(...)`, or
    `attrs.evolve(ad, ends_at=...)` to move a flight; `license.reissue(...)` is added.

    Args:
        portfolio: the facts; they stay as they are.
        changes: the facts that would be different.
        at: the instant after which outages are listed; `None`: all of them are.
        within: how far ahead of it; `None`: for ever.
        until: the horizon that closes flights without an end.
        policy: the reading of the sources.
        weights: for ads that share a budget, how large a part of it each is meant to spend.

    Raises:
        PortfolioError: the facts would not belong together.
        ValueError: a flight without an end, and no horizon.

    Examples:
        >>> from decimal import Decimal
        >>> from sparklicense import AdSettings, License, Portfolio, Post, SparkAd
        >>> from sparklicense.planning import what_if
        >>> code = License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[code],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-07-11T00:00:00Z",
        ...                  settings=AdSettings(budget=Decimal(50), currency="EUR"))],
        ... )
        >>> print(what_if(portfolio, code.extend(30, at="2026-06-20T00:00:00Z")))
        spent: 1,500.00 EUR -> 2,000.00 EUR
        lost: 500.00 EUR -> 0.00 EUR
        outages: 1 -> 1
        ad `7` serves 75.0 % -> 100.0 %
    """
    policy = policy_of(policy)
    closing = optional_instant("until", until)
    start = optional_instant("at", at)
    end = LATEST if start is None else horizon(start, within)

    def outlook(facts: Portfolio) -> Outlook:
        return _outlook(facts, start, end, until=closing, policy=policy, weights=weights)

    return Scenario(outlook(portfolio), outlook(portfolio.with_(*changes)))


def _outlook(
    portfolio: Portfolio,
    start: DateTime | None,
    end: DateTime,
    *,
    until: DateTime | None,
    policy: Policy,
    weights: Weights | None,
) -> Outlook:
    flown = closed_flights(portfolio, portfolio.ads, policy=policy, until=until)
    of = budgets(flown, weights)
    each = tuple(covered((flight,), *over_time((flight,), of)) for flight in flown)
    return Outlook(
        coverage=each,
        outages=tuple(stopping(flown, of, start=start, end=end)),
        spent=added(one.spent for one in each),
        lost=added(one.lost for one in each),
    )


def _part(coverage: Coverage | None) -> str:
    share = None if coverage is None else coverage.share
    return "nothing" if share is None else f"{share:.1%}".replace("%", " %")
