"""Which codes to ask for: the shortest duration that covers, or the cheapest sequence when none does."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from heapq import heappop, heappush
from typing import Final, NamedTuple

import attrs
from pendulum import DateTime

from sparklicense.errors import InexactInstantError, InvalidValueError, WrongTypeError, shown
from sparklicense.instants import elapsed, later, written
from sparklicense.planning.flights import LATEST
from sparklicense.policies import GUIDE, Policy, PolicyLike, policy_of
from sparklicense.windows import Windows

_DAY: Final = timedelta(days=1)
Costs = Mapping[int, Decimal | int]
"""What a code of so many days costs; without it each costs 1, so that the cheapest sequence is the one with
the fewest requests."""


@attrs.frozen
class PlannedCode:
    """A code to ask for."""

    issued_at: DateTime = attrs.field(repr=written)
    """When it has to begin, at the latest, in UTC."""
    days: int
    """For how many days of 24 hours."""

    @property
    def expires_at(self) -> DateTime:
        """When it would run out, in UTC."""
        return later(self.issued_at, timedelta(days=self.days))


def shortest_days(needed: Windows, *, policy: PolicyLike = GUIDE) -> int | None:
    """Find the shortest offered duration with which one code, begun when it is first needed, covers the rest.

    Args:
        needed: when a license is needed and missing; bounded.
        policy: whose durations count, at the instant at which the code begins.

    Returns:
        Days of 24 hours; `None` where no offered duration covers.

    Examples:
        >>> from sparklicense import Window, Windows
        >>> from sparklicense.planning import shortest_days
        >>> shortest_days(Windows([Window("2026-06-01T00:00:00Z", "2026-07-03T00:00:00Z")]))
        60
    """
    policy = policy_of(policy)
    start, end = _bounds(needed)
    return _shortest(start, end, policy)


def _shortest(start: DateTime, end: DateTime, policy: Policy) -> int | None:
    least = -(elapsed(end, start) // _DAY)  # whole days, rounded up
    for days in policy.days_offered_at(start):
        if days >= least:
            return days
    return None


def cheapest_codes(
    needed: Windows, *, policy: PolicyLike = GUIDE, costs: Costs | None = None
) -> tuple[PlannedCode, ...]:
    """Find the cheapest sequence of codes that covers, each begun when a license is next missing.

    Beginning a code later than that leaves a gap, and earlier covers no more: durations are only ever
    added to a policy. So what is left to choose is the durations; that is a search for the shortest
    path from one missing instant to the next, in which a code that costs no more and lasts longer is
    never passed over, except at the end.

    Args:
        needed: when a license is needed and missing; bounded.
        policy: whose durations count, at the instant at which a code begins.
        costs: what a code of so many days costs, in one unit; durations it leaves out are not asked
            for. Left out: each costs 1.

    Returns:
        The codes in order; of sequences that cost the same, one with the fewest codes.

    Raises:
        ValueError: a negative cost, or no cost for any offered duration.

    Examples:
        >>> from sparklicense import Window, Windows
        >>> from sparklicense.planning import cheapest_codes
        >>> needed = Windows([Window("2026-01-01T00:00:00Z", "2027-02-01T00:00:00Z")])
        >>> [code.days for code in cheapest_codes(needed)]
        [365, 60]
        >>> [code.days for code in cheapest_codes(needed, costs={90: 10, 365: 100})]
        [90, 90, 90, 90, 90]
    """
    policy = policy_of(policy)
    _bounds(needed)
    return asked_for(needed, policy, costs)[0]


def asked_for(needed: Windows, policy: Policy, costs: Costs | None) -> tuple[tuple[PlannedCode, ...], int | None]:
    """Give what `cheapest_codes` and `shortest_days` give; neither where nothing is needed."""
    edges = needed.edges
    if not edges:
        return (), None
    start = edges[0]
    days = _shortest(start, edges[-1], policy)
    if costs is None and days is not None:
        return (PlannedCode(start, days),), days  # nothing costs less than one code
    return _cheapest(needed, policy, None if costs is None else _checked(costs)), days


def _cheapest(needed: Windows, policy: Policy, costs: Mapping[int, Decimal] | None) -> tuple[PlannedCode, ...]:
    start = needed.edges[0]
    best: dict[DateTime | None, _Path] = {start: _Path(Decimal(0), 0, 0, ())}
    ahead = [start]
    while ahead:
        at = heappop(ahead)
        so_far = best[at]
        for price, days, following in _moves(at, needed, policy, costs):
            known = best.get(following)
            found = so_far.then(price, PlannedCode(at, days))
            if known is None or found[:3] < known[:3]:
                if known is None and following is not None:
                    heappush(ahead, following)
                best[following] = found
    return best[None].path


class _Path(NamedTuple):
    """The best way known to an instant."""

    cost: Decimal
    codes: int
    days: int
    path: tuple[PlannedCode, ...]

    def then(self, price: Decimal, code: PlannedCode) -> _Path:
        return _Path(self.cost + price, self.codes + 1, self.days + code.days, (*self.path, code))


def _moves(
    at: DateTime, needed: Windows, policy: Policy, costs: Mapping[int, Decimal] | None
) -> list[tuple[Decimal, int, DateTime | None]]:
    """Give what each duration costs and which instant it leaves next without a license; `None`: none."""
    found: list[tuple[Decimal, int, DateTime | None]] = []
    least: Decimal | None = None
    for days in reversed(policy.days_offered_at(at)):
        price = Decimal(1) if costs is None else costs.get(days)
        if price is None:
            continue
        following = _missing_from(_end(at, days), needed)
        if following is None or least is None or price < least:
            found.append((price, days, following))
            least = price if least is None else min(least, price)
    if not found:
        raise InvalidValueError(f"costs: none for a duration that the policy {shown(policy.name)} offers")
    return found


def _missing_from(at: DateTime, needed: Windows) -> DateTime | None:
    if at in needed:
        return at
    edges = needed.edges
    place = bisect_right(edges, at)
    return edges[place] if place < len(edges) else None


def _end(start: DateTime, days: int) -> DateTime:
    try:
        return later(start, timedelta(days=days))
    except InexactInstantError:  # longer than the calendar
        return LATEST


def _bounds(needed: Windows) -> tuple[DateTime, DateTime]:
    edges = needed.edges
    if not edges or len(edges) % 2 or edges[0] not in needed:
        raise InvalidValueError(f"needed: {shown(repr(needed))} is empty, or has no start or no end")
    return edges[0], edges[-1]


def _checked(costs: Costs) -> dict[int, Decimal]:
    for days, cost in costs.items():
        if isinstance(cost, bool) or not isinstance(cost, Decimal | int):
            raise WrongTypeError(
                f"costs: of {shown(days)} days, a `Decimal` or `int`, not {type(cost).__name__}: {shown(cost)}"
            )
        if not Decimal(cost).is_finite() or cost < 0:
            raise InvalidValueError(f"costs: of {shown(days)} days, {shown(cost)} is no cost; 0 or more")
    return {days: Decimal(cost) for days, cost in costs.items()}
