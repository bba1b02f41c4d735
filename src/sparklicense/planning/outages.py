"""Outages: every instant ahead at which a serving ad stops."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs
from pendulum import DateTime

from sparklicense.audit import is_idle
from sparklicense.errors import InvalidValueError, WrongTypeError, shown
from sparklicense.instants import InstantLike, field_instant, later, optional_instant, written
from sparklicense.planning.budgets import Budget
from sparklicense.planning.flights import LATEST, Flight, flights, in_order
from sparklicense.planning.money import Spend, Weights, tallied
from sparklicense.planning.spending import budgets
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.rules.serving_rows import SERVING
from sparklicense.rules.states import ServingState

if TYPE_CHECKING:
    from decimal import Decimal

    from sparklicense.portfolio import Portfolio

_SERVING: Final = ServingState.SERVING
EXPECTED: Final = frozenset(row.state for row in SERVING.rows if row.track in ("schedule", "switch") and row.state)
"""What the advertiser does on purpose: these stops need nobody."""


_Move: TypeAlias = tuple[DateTime, Flight, ServingState]
"""An instant at which an ad starts or stops to serve, and its state from then on."""


@attrs.frozen
class Stop:
    """One ad that stops serving."""

    ad_id: str
    """Which ad."""
    cause: ServingState
    """The headline from then on."""


@attrs.frozen(kw_only=True)
class Outage:
    """An instant at which serving ads stop."""

    at: DateTime = attrs.field(repr=written)
    """When, in UTC."""
    stops: tuple[Stop, ...]
    """The ads that stop, by id, each with its cause."""
    idle_campaigns: tuple[str, ...]
    """Ids of campaigns that lose an ad then and are left with nothing serving while a flight of theirs is running."""
    spend_per_day: Spend
    """The planned spend of a day that nobody can spend from then on; a shared budget that other ads go on
    spending does not stop."""

    @property
    def causes(self) -> tuple[ServingState, ...]:
        """The causes, each once, in order of precedence."""
        found = {stop.cause for stop in self.stops}
        return tuple(state for state in ServingState if state in found)

    @property
    def expected(self) -> bool:
        """Whether every stop is the advertiser's own doing: a flight's end or a pause."""
        return _on_purpose([stop.cause for stop in self.stops])


def outages(
    portfolio: Portfolio,
    *,
    at: InstantLike,
    within: timedelta | None = None,
    until: InstantLike | None = None,
    policy: PolicyLike = GUIDE,
    weights: Weights | None = None,
) -> tuple[Outage, ...]:
    """Find every instant ahead at which a serving ad stops, with cause, idle campaigns and money.

    Args:
        portfolio: the facts.
        at: the instant asked about; what stops at it has stopped.
        within: how far ahead to look, that instant included; `None`: for ever.
        until: the horizon that closes flights without an end; without it they stay open, and a lifetime
            budget over one of them is unknown money.
        policy: the reading of the sources.
        weights: for ads that share a budget, how large a part of it each is meant to spend.

    Returns:
        The outages by instant; ends of flights and pauses among them (see `Outage.expected`).

    Examples:
        >>> from sparklicense import License, Portfolio, Post, SparkAd
        >>> from sparklicense.planning import outages
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", campaign_id="c")],
        ... )
        >>> for each in outages(portfolio, at="2026-06-02T00:00:00Z"):
        ...     print(each.at.isoformat(), each.stops[0].cause, each.idle_campaigns)
        2026-07-01T00:00:00+00:00 license_expired ('c',)
    """
    policy = policy_of(policy)
    t = field_instant("at", at)
    flown = flights(portfolio, portfolio.ads, policy=policy, until=optional_instant("until", until))
    return tuple(stopping(flown, budgets(flown, weights), start=t, end=horizon(t, within)))


def horizon(at: DateTime, within: timedelta | None) -> DateTime:
    """Give the last instant to look at; without a limit, the last there is."""
    if within is None:
        return LATEST
    if not isinstance(within, timedelta):
        raise WrongTypeError(f"within: a `timedelta`, not {type(within).__name__}: {shown(within)}")
    if within <= timedelta():
        raise InvalidValueError(f"within: {shown(str(within))} is not ahead; more than zero")
    return later(at, within)


def stopping(
    flown: Sequence[Flight],
    of: Mapping[str, Budget],
    *,
    start: DateTime | None,
    end: DateTime,
    expected: bool = True,
) -> Iterable[Outage]:
    """Replay the changes of all ads after one instant and up to another.

    Args:
        flown: the flights of the whole portfolio.
        of: the budget of each ad.
        start: an instant (UTC), excluded; `None`: from ever.
        end: an instant (UTC), included.
        expected: whether outages that are the advertiser's own doing are given too.
    """
    moves: list[_Move] = []
    serving: Counter[str] = Counter()
    campaigns: defaultdict[str, list[Flight]] = defaultdict(list)
    for flight in flown:
        before = flight.timeline.initial if start is None else flight.timeline.at(start)
        campaign = flight.ad.campaign_id
        if campaign is not None:
            campaigns[campaign].append(flight)
            serving[campaign] += before is _SERVING
        moves += _moves(flight, before, start, end)
    for at, together in in_order(moves):
        stops: list[tuple[Flight, ServingState]] = []
        for _, flight, state in together:
            starts = state is _SERVING
            if flight.ad.campaign_id is not None:
                serving[flight.ad.campaign_id] += 1 if starts else -1
            if not starts:
                stops.append((flight, state))
        if stops and (expected or not _on_purpose([state for _, state in stops])):
            yield _outage(at, stops, of, serving, campaigns)


def _moves(flight: Flight, before: ServingState, start: DateTime | None, end: DateTime) -> list[_Move]:
    found: list[_Move] = []
    for at, state in flight.timeline.changes:
        if at > end:
            break
        if start is None or at > start:
            if state is _SERVING or before is _SERVING:
                found.append((at, flight, state))
            before = state
    return found


def _on_purpose(causes: Iterable[ServingState]) -> bool:
    return EXPECTED.issuperset(causes)


def _outage(
    at: DateTime,
    stops: Sequence[tuple[Flight, ServingState]],
    of: Mapping[str, Budget],
    serving: Mapping[str, int],
    campaigns: Mapping[str, Sequence[Flight]],
) -> Outage:
    idle: set[str] = set()
    lost: list[tuple[str, Decimal]] = []
    unknown: dict[str, str] = {}
    shares: dict[Budget, list[Flight]] = {}
    for flight, _ in stops:
        if flight.is_planned(at):
            shares.setdefault(of[flight.ad.id], []).append(flight)
        id = flight.ad.campaign_id
        if id is not None and is_idle((each.ad for each in campaigns[id]), serving[id], at):
            idle.add(id)
    for budget, some in shares.items():
        if budget.reason:
            unknown.update({each.ad.id: budget.reason for each in some})
        else:
            lost.append((budget.currency, budget.stopped(some, at)))
    return Outage(
        at=at,
        stops=tuple([Stop(flight.ad.id, state) for flight, state in sorted(stops, key=_ad_id)]),
        idle_campaigns=tuple(sorted(idle)),
        spend_per_day=tallied(lost, unknown),
    )


def _ad_id(stop: tuple[Flight, ServingState]) -> str:
    return stop[0].ad.id
