"""Exposure: how much money stands on licenses, for how long, on how few shoulders, and how much is at risk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs
from pendulum import DateTime

from sparklicense.checks import at_handle
from sparklicense.errors import shown
from sparklicense.instants import InstantLike, elapsed, field_instant, optional_instant, written
from sparklicense.planning.coverage import clipped, over_time
from sparklicense.planning.flights import Flight, closed_flights, flights, horizon, in_order
from sparklicense.planning.money import (
    INSIDE,
    NOTHING,
    Budget,
    Spend,
    UnknownSpend,
    Weights,
    budgets,
    decimal_of,
    tidied,
    total,
)
from sparklicense.policies import GUIDE, Policy, PolicyLike, policy_of
from sparklicense.rules.serving import timeline_of
from sparklicense.rules.states import ServingState
from sparklicense.timelines import Timeline
from sparklicense.tracks import EARLIEST
from sparklicense.windows import NOWHEN

if TYPE_CHECKING:
    from sparklicense.portfolio import Portfolio

_HALF: Final = Decimal("0.5")
_SERVING: Final = ServingState.SERVING


@attrs.frozen(kw_only=True)
class _Stake:
    """What one serving ad spends today, and for how long it is authorized to."""

    post_id: str
    creator: str
    currency: str
    per_day: Fraction
    # The ad's timeline if its flight were endless and never paused: only the license and the post can block it.
    authorized: Timeline[ServingState]


@attrs.frozen(kw_only=True)
class RemainingLife:
    """How long today's spend stays authorized."""

    mean: timedelta | None
    """The mean over the spend whose authorization ends, each ad weighted by its spend; `None`: none ends."""
    endless_share: Decimal
    """The part of today's spend, from 0 to 1, whose authorization has no end known; the mean leaves it out."""
    cliff_at: DateTime | None
    """When, in UTC, the largest part of today's spend loses its authorization at once; `None`: none does."""
    cliff_share: Decimal
    """How large that part of today's spend is, from 0 to 1: a long mean may hide a fall."""


@attrs.frozen(kw_only=True)
class Concentration:
    """How today's spend is spread."""

    shares: tuple[tuple[str, Decimal], ...]
    """Pairs of a name and its part of the spend, from 0 to 1; the largest first."""

    @property
    def index(self) -> Decimal:
        """The Herfindahl index, the sum of the squares of all shares: 1 where everything stands on one."""
        return tidied(sum((INSIDE.multiply(share, share) for _, share in self.shares), NOTHING))


@attrs.frozen(kw_only=True)
class CurrencyExposure:
    """What today's spend in one currency stands on."""

    at: DateTime = attrs.field(repr=written)
    """The instant asked about, in UTC."""
    currency: str
    """An ISO 4217 code."""
    per_day: Decimal
    """What serving ads spend in a day."""
    runway: Timeline[Decimal]
    """The part of today's spend, from 0 to 1, that is still authorized at an instant; before `at`, all of it."""
    remaining: RemainingLife
    """How long it stays authorized."""
    creators: Concentration
    """How it is spread over creators; each post of an unknown creator counts as a creator."""
    posts: Concentration
    """How it is spread over posts."""

    @property
    def half_life(self) -> timedelta | None:
        """How long until no more than half of today's spend is authorized; `None`: more than half stays so."""
        return next((elapsed(self.at, t) for t, share in self.runway.changes if share <= _HALF), None)


@attrs.frozen(kw_only=True)
class Exposure:
    """What today's spend stands on, currency by currency."""

    by_currency: tuple[CurrencyExposure, ...]
    """One answer for each currency in which something is spent, by currency."""
    unknown: tuple[UnknownSpend, ...]
    """The serving ads whose money is not known, by id: the answers leave them out."""


def exposure(
    portfolio: Portfolio,
    *,
    at: InstantLike,
    until: InstantLike | None = None,
    policy: PolicyLike = GUIDE,
    weights: Weights | None = None,
) -> Exposure:
    """Tell what today's spend stands on: how long it is authorized, and on how many creators and posts.

    Today's spend is what the ads that serve at `at` spend in a day. It is authorized as long as license
    and post let the ad serve; flights and pauses are the advertiser's own and do not count.

    Args:
        portfolio: the facts.
        at: the instant asked about.
        until: the horizon that closes flights without an end; only a lifetime budget over one needs it.
        policy: the reading of the sources.
        weights: for ads that share a budget, how large a part of it each is meant to spend.

    Examples:
        >>> from decimal import Decimal
        >>> from sparklicense import AdSettings, License, Portfolio, Post, SparkAd
        >>> from sparklicense.planning import exposure
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", creator="@maya", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z",
        ...                  settings=AdSettings(budget=Decimal(50), currency="EUR"))],
        ... )
        >>> (euros,) = exposure(portfolio, at="2026-06-21T00:00:00Z").by_currency
        >>> euros.half_life.days, euros.remaining.cliff_share, euros.creators.shares
        (10, Decimal('1'), (('@maya', Decimal('1')),))
    """
    policy = policy_of(policy)
    t = field_instant("at", at)
    flown = flights(portfolio, portfolio.ads, policy=policy, until=optional_instant("until", until))
    stakes, unknown = _stakes(flown, budgets(flown, weights), t, policy)
    by_currency: defaultdict[str, list[_Stake]] = defaultdict(list)
    for stake in stakes:
        by_currency[stake.currency].append(stake)
    return Exposure(
        by_currency=tuple(_exposed(currency, some, t) for currency, some in sorted(by_currency.items())),
        unknown=unknown,
    )


def _stakes(
    flown: Sequence[Flight], of: Mapping[str, Budget], at: DateTime, policy: Policy
) -> tuple[list[_Stake], tuple[UnknownSpend, ...]]:
    stakes: list[_Stake] = []
    unknown: list[UnknownSpend] = []
    for flight in flown:
        if flight.timeline.at(at) is not _SERVING or not flight.is_planned(at):
            continue
        budget = of[flight.ad.id]
        if budget.reason:
            unknown.append(UnknownSpend(flight.ad.id, budget.reason))
            continue
        per_day = budget.rates(flight, at)[0]
        if per_day:
            endless = attrs.evolve(flight.ad, starts_at=EARLIEST, ends_at=None, paused=NOWHEN)
            stakes.append(
                _Stake(
                    post_id=flight.post.id,
                    creator=at_handle(flight.post.creator) or f"unknown creator of post {shown(flight.post.id)}",
                    currency=budget.currency,
                    per_day=Fraction(per_day),
                    authorized=timeline_of(endless, flight.post, flight.licenses, flight.access, policy),
                )
            )
    return stakes, tuple(sorted(unknown, key=lambda each: each.ad_id))


def _exposed(currency: str, stakes: Sequence[_Stake], at: DateTime) -> CurrencyExposure:
    total = sum((each.per_day for each in stakes), Fraction())
    return CurrencyExposure(
        at=at,
        currency=currency,
        per_day=decimal_of(total),
        runway=_runway(stakes, total, at),
        remaining=_remaining(stakes, total, at),
        creators=_concentration(((each.creator, each.per_day) for each in stakes), total),
        posts=_concentration(((each.post_id, each.per_day) for each in stakes), total),
    )


def _runway(stakes: Iterable[_Stake], total: Fraction, at: DateTime) -> Timeline[Decimal]:
    moves = [
        (t, stake.per_day if state is _SERVING else -stake.per_day)
        for stake in stakes
        for t, state in stake.authorized.map(_serves_only).changes
        if t > at
    ]
    left = total
    changes: list[tuple[DateTime, Decimal]] = []
    share = _decimal(Fraction(1))
    for t, together in in_order(moves):
        left += sum(step for _, step in together)
        if _decimal(left / total) != share:
            share = _decimal(left / total)
            changes.append((t, share))
    return Timeline(_decimal(Fraction(1)), changes)


def _serves_only(state: ServingState) -> ServingState | None:
    return state if state is _SERVING else None


def _remaining(stakes: Iterable[_Stake], total: Fraction, at: DateTime) -> RemainingLife:
    ends = [(end, stake.per_day) for stake in stakes if (end := stake.authorized.until(at)) is not None]
    ending = sum((per_day for _, per_day in ends), Fraction())
    micros = sum((per_day * (elapsed(at, end) // timedelta(microseconds=1)) for end, per_day in ends), Fraction())
    falls = [(sum(per_day for _, per_day in together), end) for end, together in in_order(ends)]
    cliff, cliff_at = max(falls, key=lambda fall: fall[0], default=(Fraction(), None))
    return RemainingLife(
        mean=timedelta(microseconds=round(micros / ending)) if ends else None,
        endless_share=_decimal((total - ending) / total),
        cliff_at=cliff_at,
        cliff_share=_decimal(cliff / total),
    )


def _concentration(parts: Iterable[tuple[str, Fraction]], total: Fraction) -> Concentration:
    spent: defaultdict[str, Fraction] = defaultdict(Fraction)
    for name, per_day in parts:
        spent[name] += per_day
    by_size = sorted(spent.items(), key=lambda each: (-each[1], each[0]))
    return Concentration(shares=tuple((name, _decimal(part / total)) for name, part in by_size))


def _decimal(exact: Fraction) -> Decimal:
    return tidied(INSIDE.divide(Decimal(exact.numerator), Decimal(exact.denominator)))


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
    of = budgets(closed, weights)
    money = [over_time(flight, of[flight.ad.id], clipped(flight.tiles, start, end)) for flight in closed]
    return SpendAtRisk(
        start=start,
        end=end,
        planned=total(each for both in money for each in both),
        at_risk=total(lost for _, lost in money),
    )
