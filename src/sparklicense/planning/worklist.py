"""The worklist: every post that lacks a license ahead, and what to do about it, by what a day of delay costs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import attrs

from sparklicense.instants import InstantLike, field_instant, optional_instant
from sparklicense.licenses import LICENSE, License, LicenseStatus
from sparklicense.planning.flights import Flight, Tile, closed_flights
from sparklicense.planning.lead_times import CodeRequest, LeadTime, lead_time
from sparklicense.planning.money import NOTHING, Spend, Weights, tallied
from sparklicense.planning.outages import horizon
from sparklicense.planning.renewals import Extension, Renewal
from sparklicense.planning.sequences import Costs, asked_for
from sparklicense.planning.spending import budgets, losing, parted
from sparklicense.planning.sweeps import gaps
from sparklicense.policies import GUIDE, Policy, PolicyLike, policy_of
from sparklicense.rules.serving_rows import SERVING
from sparklicense.rules.states import ServingState
from sparklicense.windows import NOWHEN, Windows, united

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import timedelta
    from decimal import Decimal

    from pendulum import DateTime

    from sparklicense.planning.budgets import Budget
    from sparklicense.portfolio import Portfolio

LICENSING: Final = frozenset(row.state for row in SERVING.rows if row.track == "license" and row.state)
"""What a license mends."""
_TO_APPLY: Final = ServingState.LICENSE_UNREDEEMED
_UNREDEEMED: Final = LicenseStatus.UNREDEEMED
_EXTENDABLE: Final = (LicenseStatus.ACTIVE, LicenseStatus.UNREDEEMED)


def renewals(
    portfolio: Portfolio,
    *,
    at: InstantLike,
    within: timedelta | None = None,
    until: InstantLike | None = None,
    requests: Iterable[CodeRequest] = (),
    costs: Costs | None = None,
    policy: PolicyLike = GUIDE,
    weights: Weights | None = None,
) -> tuple[Renewal, ...]:
    """Say for every post that lacks a license ahead what to ask for, by when; what loses most comes first.

    One code is for one post, so there is one renewal a post, whatever ads and ad accounts use it.

    Args:
        portfolio: the facts.
        at: the instant asked about; what is missing before it is over.
        within: leave out what is due later than that; `None`: leave out nothing.
        until: the horizon that closes flights without an end.
        requests: what creators were asked for and when they answered, for lead times.
        costs: what a code of so many days costs; left out, each costs 1.
        policy: the reading of the sources; its durations are offered.
        weights: for ads that share a budget, how large a part of it each is meant to spend.

    Returns:
        The worklist, by money lost per day of delay. Amounts of different currencies are not compared:
        first comes what loses most in its currency, one renewal for each currency, then what loses
        second most, and so on. Renewals whose money is not known count as a currency of their own,
        ordered by when they are due.

    Raises:
        ValueError: a flight without an end, and no horizon.

    Examples:
        >>> from sparklicense import License, Portfolio, Post, SparkAd
        >>> from sparklicense.planning import renewals
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", creator="@maya", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-07-11T00:00:00Z")],
        ... )
        >>> print(renewals(portfolio, at="2026-06-02T00:00:00Z")[0].explain())
        Ask @maya for a code for post `1`: 30 days, to begin by 2026-07-01 00:00:00 UTC.
        Ask by 2026-06-24 00:00:00 UTC: the lead time is 7 days (the stated default).
        Or have license `post:1@2026-06-01T00:00:00Z` extended by 30 days: its code stays the same.
        This closes 2026-07-01 00:00:00 UTC to 2026-07-11 00:00:00 UTC: license_expired.
        A day of delay loses unknown for 1 ad; all of it, unknown for 1 ad.
    """
    policy = policy_of(policy)
    t = field_instant("at", at)
    flown = closed_flights(portfolio, portfolio.ads, policy=policy, until=optional_instant("until", until))
    return renewing(
        flown, budgets(flown, weights), at=t, by=horizon(t, within), requests=requests, costs=costs, policy=policy
    )


def renewing(
    flown: Sequence[Flight],
    of: Mapping[str, Budget],
    *,
    at: DateTime,
    by: DateTime,
    requests: Iterable[CodeRequest],
    costs: Costs | None,
    policy: Policy,
) -> tuple[Renewal, ...]:
    """Work out the worklist of some flights that have an end, whose budgets are known."""
    lacking: defaultdict[str, list[tuple[Flight, list[Tile]]]] = defaultdict(list)
    for flight in flown:
        if missing := _missing(flight, at):
            lacking[flight.post.id].append((flight, missing))
    history: defaultdict[str, list[CodeRequest]] = defaultdict(list)
    for each in requests:
        history[each.creator].append(each)
    stated = lead_time("", at=at)
    lead_times = {creator: lead_time(creator, asked, at=at) for creator, asked in history.items()}
    found: list[tuple[DateTime, Renewal]] = []
    for cases in lacking.values():
        lead = lead_times.get(cases[0][0].post.creator, stated)
        renewal = _renewal(cases, of, at=at, lead=lead, costs=costs, policy=policy)
        due = renewal.due
        if due <= by:
            found.append((due, renewal))
    return _by_loss(found)


def _missing(flight: Flight, at: DateTime) -> list[Tile]:
    """Give the stretches ahead in which an ad is meant to serve and what it lacks is a license."""
    return [
        (max(start, at), end, state, planned)
        for start, end, state, planned in flight.tiles
        if planned and state in LICENSING and end > at
    ]


def _renewal(
    cases: Sequence[tuple[Flight, Sequence[Tile]]],
    of: Mapping[str, Budget],
    *,
    at: DateTime,
    lead: LeadTime,
    costs: Costs | None,
    policy: Policy,
) -> Renewal:
    flights = [flight for flight, _ in cases]
    post = flights[0].post
    needed, apply = _lacking(cases, at)
    codes, shortest = asked_for(needed, policy, costs)
    first = min([tiles[0][0] for _, tiles in cases])
    return Renewal(
        post_id=post.id,
        creator=post.creator,
        ads=tuple(sorted([flight.ad.id for flight in flights])),
        gaps=gaps([tiles for _, tiles in cases]),
        apply=apply,
        codes=codes,
        shortest=shortest,
        extension=_extension(flights, needed, at=at, policy=policy),
        lead_time=lead,
        at=at,
        loss_per_day=losing([flight for flight, tiles in cases if tiles[0][0] <= first], of, first),
        at_stake=_at_stake(cases, of),
    )


def _lacking(cases: Sequence[tuple[Flight, Sequence[Tile]]], at: DateTime) -> tuple[Windows, tuple[str, ...]]:
    """Give when a code has to be asked for, and the ids of licenses that only have to be applied."""
    apply: set[str] = set()
    left: list[tuple[DateTime, DateTime]] = []
    for flight, tiles in cases:
        missing = [(start, end) for start, end, _, _ in tiles]
        if _TO_APPLY in [state for _, _, state, _ in tiles]:  # where a code only has to be applied, the state says so
            needed = united(missing)
            for license in flight.licenses:
                applied = _applied(license, at)
                if applied and needed & applied:
                    needed -= applied
                    apply.add(license.id)
            missing = [*zip(needed.edges[::2], needed.edges[1::2], strict=True)]
        left += missing
    return united(left), tuple(sorted(apply))


def _applied(license: License, at: DateTime) -> Windows:
    """Give when a code would be in force if it were applied as soon as it can be; none where it is already."""
    start = max(at, license.issued_at)
    if LICENSE.at(license, start) is not _UNREDEEMED:
        return NOWHEN
    return attrs.evolve(license, redeemed_at=start).window


def _extension(flights: Sequence[Flight], needed: Windows, *, at: DateTime, policy: Policy) -> Extension | None:
    """Find a license that ends when the first code is needed and counts for every ad that lacks one."""
    if not needed:
        return None
    start = needed.edges[0]
    for license in flights[0].licenses:
        if (
            license.expires_at == start
            and license.ends_at == start
            and LICENSE.at(license, at) in _EXTENDABLE
            and all(license in flight.licenses for flight in flights)
        ):
            for days in policy.days_offered_at(at):
                longer = license.extend(days, at=at, policy=policy)
                if longer.ends_at >= needed.edges[-1]:
                    return Extension(license.id, days, longer.ends_at)
    return None


def _at_stake(cases: Sequence[tuple[Flight, Sequence[Tile]]], of: Mapping[str, Budget]) -> Spend:
    tiles = dict(cases)
    known, unknown = parted(tiles, of)
    return tallied([(budget.currency, budget.amounts(flight, tiles[flight])[1]) for flight, budget in known], unknown)


def _by_loss(found: Iterable[tuple[DateTime, Renewal]]) -> tuple[Renewal, ...]:
    """Order by loss, without ever comparing amounts of different currencies."""
    lanes: defaultdict[str, list[tuple[Decimal, DateTime, str, Renewal]]] = defaultdict(list)
    for due, each in found:
        for currency, amount in each.loss_per_day.amounts:
            lanes[currency].append((-amount, due, each.post_id, each))
        if each.loss_per_day.unknown:
            lanes[""].append((NOTHING, due, each.post_id, each))
    ranked: dict[str, tuple[int, DateTime, str, Renewal]] = {}
    for members in lanes.values():
        for rank, (_, due, post_id, each) in enumerate(sorted(members)):  # one a post: renewals are never compared
            if post_id not in ranked or rank < ranked[post_id][0]:
                ranked[post_id] = (rank, due, post_id, each)
    return tuple(each for *_, each in sorted(ranked.values()))
