"""Outages: every instant ahead at which a serving ad stops, and what would be different if the facts were."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final, TypeAlias

import attrs
from pendulum import DateTime

from sparklicense.access import AccountAccess
from sparklicense.ads import SparkAd
from sparklicense.auditing import is_idle
from sparklicense.errors import shown
from sparklicense.instants import InstantLike, field_instant, optional_instant, written
from sparklicense.licenses import License
from sparklicense.planning.coverage import Coverage, Part, covered, over_time
from sparklicense.planning.flights import LATEST, Flight, closed_flights, flights, horizon, in_order
from sparklicense.planning.money import Budget, Spend, Tally, Weights, budgets, total
from sparklicense.planning.needs import plus
from sparklicense.policies import GUIDE, Policy, PolicyLike, policy_of
from sparklicense.portfolio import Fact, Portfolio
from sparklicense.posts import Post
from sparklicense.rules.serving_rows import SERVING
from sparklicense.rules.states import ServingState
from sparklicense.windows import Windows

_SERVING: Final = ServingState.SERVING
EXPECTED: Final = frozenset(row.state for row in SERVING.rows if row.track in ("schedule", "switch") and row.state)
"""What the advertiser does on purpose."""
A_YEAR: Final = timedelta(days=365)
"""How far money of flights without an end is counted, where no horizon is given; a choice of ours."""
_Move: TypeAlias = tuple[DateTime, Flight, ServingState]


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
    """The ads that stop, by id."""
    idle_campaigns: tuple[str, ...]
    """Ids of campaigns that lose an ad then and are left with nothing serving while a flight of theirs is running."""
    spend_per_day: Spend
    """The planned spend of a day that nobody can spend from then on, and could until then; a shared budget that
    other ads go on spending does not stop."""

    @property
    def causes(self) -> tuple[ServingState, ...]:
        """The causes, each once, in order of precedence."""
        found = {stop.cause for stop in self.stops}
        return tuple(state for state in ServingState if state in found)

    @property
    def expected(self) -> bool:
        """Whether every stop is the advertiser's own doing, a flight's end or a pause, and no loss begins with it."""
        return EXPECTED.issuperset(stop.cause for stop in self.stops) and self.spend_per_day.is_nothing


def outages(
    portfolio: Portfolio,
    *,
    at: InstantLike,
    within: timedelta | None = None,
    until: InstantLike | None = None,
    policy: PolicyLike = GUIDE,
    weights: Weights | None = None,
) -> tuple[Outage, ...]:
    """Find every instant ahead at which a serving ad stops, also on purpose, with cause, idle campaigns and money.

    Args:
        portfolio: the facts.
        at: the instant asked about; what stops at it has stopped.
        within: how far ahead to look, that instant included; `None`: no upper bound.
        until: what happens from then on is left out. Without it flights without an end stay open, and a lifetime
            budget over one of them is unknown money.
        policy: the reading of the sources.
        weights: for ads that share a budget, how large a part of it each is meant to spend.

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
    t, closing = field_instant("at", at), optional_instant("until", until)
    flown = flights(portfolio, portfolio.ads, policy=policy_of(policy), until=closing)
    return tuple(stopping(flown, budgets(flown, weights), start=t, end=horizon(t, within), until=closing))


def stopping(
    flown: Sequence[Flight],
    of: Mapping[str, Budget],
    *,
    start: DateTime | None,
    end: DateTime,
    until: DateTime | None = None,
    expected: bool = True,
) -> Iterator[Outage]:
    """Replay the changes of all ads after `start`, if given, through `end`, and before `until`."""
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
        if until is not None and at >= until:
            return
        stops: list[tuple[Flight, ServingState]] = []
        for _, flight, state in together:
            starts = state is _SERVING
            if flight.ad.campaign_id is not None:
                serving[flight.ad.campaign_id] += 1 if starts else -1
            if not starts:
                stops.append((flight, state))
        on_purpose = EXPECTED.issuperset([state for _, state in stops])
        if stops and (expected or not on_purpose or any(of[each.ad.id].stopping(at) for each, _ in stops)):
            outage = _outage(at, stops, of, serving, campaigns)
            if expected or not outage.expected:
                yield outage


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


def _outage(
    at: DateTime,
    stops: Sequence[tuple[Flight, ServingState]],
    of: Mapping[str, Budget],
    serving: Mapping[str, int],
    campaigns: Mapping[str, Sequence[Flight]],
) -> Outage:
    idle: set[str] = set()
    lost = Tally()
    for flight, _ in stops:
        id = flight.ad.campaign_id
        if id is not None and is_idle((each.ad for each in campaigns[id]), serving[id], at):
            idle.add(id)
    for budget in {of[flight.ad.id]: None for flight, _ in stops}:
        for flight, amount in budget.stopping(at):
            lost.add(budget, flight.ad.id, amount)
    return Outage(
        at=at,
        stops=tuple([Stop(flight.ad.id, state) for flight, state in sorted(stops, key=lambda stop: stop[0].ad.id)]),
        idle_campaigns=tuple(sorted(idle)),
        spend_per_day=lost.spend(),
    )


@attrs.frozen(kw_only=True)
class Outlook:
    """What follows from one set of facts, for the ads that a change can touch."""

    coverage: tuple[Coverage, ...] = attrs.field(repr=False)
    """The coverage of each of these ads, in the portfolio's order."""
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
        return self.after.serving - self.before.serving if self.before else self.after.serving

    @property
    def given_up(self) -> Windows:
        """When it serves and would not."""
        return self.before.serving - self.after.serving if self.before else Windows.none()


@attrs.frozen
class Scenario:
    """Two outlooks side by side: as the facts are, and as they would be."""

    before: Outlook
    """As they are."""
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
        """How much more of the planned spend would be spent; below zero: less."""
        return self.after.spent - self.before.spent

    @property
    def lost(self) -> Spend:
        """How much more of the planned spend would be lost; below zero: less."""
        return self.after.lost - self.before.lost

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return self.before == self.after

    def __str__(self) -> str:
        """Set both side by side."""
        lines = [
            f"spent: {self.before.spent} -> {self.after.spent}",
            f"lost: {self.before.lost} -> {self.after.lost}",
            f"outages: {len(self.before.outages)} -> {len(self.after.outages)}",
            *(f"ad {shown(each.ad_id)} serves {_part(each.before)} -> {_part(each.after)}" for each in self.coverage),
        ]
        return "\n".join(lines)


def what_if(
    portfolio: Portfolio,
    *changes: Fact,
    at: InstantLike | None = None,
    within: timedelta | None = None,
    until: InstantLike | None = None,
    policy: PolicyLike = GUIDE,
    weights: Weights | None = None,
) -> Scenario:
    """Set what follows from the facts beside what would follow if some of them were different.

    A change is a fact that takes the place of the one with its id, as `license.extend(...)`, `post.delete(...)`
    or `attrs.evolve(ad, ends_at=...)` give it; `license.reissue(...)` is added. Only what it can touch is worked
    out: the ads on its posts, and those that share a budget or a campaign with them.

    Args:
        portfolio: the facts; they stay as they are.
        changes: the facts that would be different.
        at: after which outages are listed; `None`: all of them are.
        within: how far ahead of it; `None`: no upper bound.
        until: the horizon that closes flights without an end; left out, a year after `at`.
        policy: the reading of the sources.
        weights: for ads that share a budget, how large a part of it each is meant to spend.

    Raises:
        PortfolioError: the facts would not belong together.
        ValueError: a flight without an end, and neither `until` nor `at`.

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
    policy, start = policy_of(policy), optional_instant("at", at)
    closing = optional_instant("until", until) or (start and plus(start, A_YEAR))
    end = LATEST if start is None else horizon(start, within)
    part = _touched(portfolio, changes)

    before, after = (
        _outlook(facts, start, end, until=closing, policy=policy, weights=weights)
        for facts in (part, part.with_(*changes))
    )
    return Scenario(before, after)


def _touched(portfolio: Portfolio, changes: Sequence[Fact]) -> Portfolio:
    """Give the part of a portfolio that changes can touch: whole posts, budgets and campaigns."""
    posts: set[str] = set()
    ads: dict[str, SparkAd] = {}
    for change in changes:
        if isinstance(change, Post):
            posts.add(change.id)
        elif isinstance(change, AccountAccess):
            posts |= {post.id for post in portfolio.posts if post.creator == change.creator}
        else:
            posts.add(change.post_id)
            if isinstance(change, SparkAd):
                ads[change.id] = change
            else:
                posts |= {each.post_id for each in portfolio.licenses if _meets(each, change)}
    moved = [each for each in portfolio.ads if each.id in ads or each.post_id in posts]
    touched = (*moved, *ads.values())
    campaigns = {each.campaign_id for each in touched} - {None}
    groups = {each.adgroup_id for each in touched} - {None}
    peers = [
        each
        for each in portfolio.ads
        if each.campaign_id in campaigns or each.adgroup_id in groups or each.post_id in posts or each.id in ads
    ]
    posts |= {each.post_id for each in peers}
    known = [each for each in portfolio.posts if each.id in posts]
    return Portfolio(
        posts=known,
        licenses=[license for post in known for license in portfolio.licenses_of(post.id)],
        ads=peers,
        access=[access for creator in {post.creator for post in known} for access in portfolio.access_to(creator)],
    )


def _meets(license: License, change: License) -> bool:
    """Tell whether a license has the code of a changed one, or the id: the portfolio knows what to say of it."""
    same_code = license.code is not None and license.code == change.code
    return same_code or (license.has_own_id and change.has_own_id and license.id == change.id)


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
    ids = {each.ad.id for each in flown}
    of = budgets(flown, None if weights is None else {id: each for id, each in weights.items() if id in ids})
    money = [over_time(flight, of[flight.ad.id], flight.tiles) for flight in flown]
    return Outlook(
        coverage=tuple(
            covered([Part(flight, flight.tiles, flight.ad.starts_at, flight.end)], spent.spend(), lost.spend())
            for flight, (spent, lost) in zip(flown, money, strict=True)
        ),
        outages=tuple(stopping(flown, of, start=start, end=end, until=until)),
        spent=total(each[0] for each in money),
        lost=total(each[1] for each in money),
    )


def _part(coverage: Coverage | None) -> str:
    share = coverage and coverage.share
    return "nothing" if share is None else f"{share:.1%}".replace("%", " %")
