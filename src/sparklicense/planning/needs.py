"""Needs, and what to ask for: lead times, durations, extensions, and the cheapest sequence where one is not enough.

A code's clock starts when the creator authorizes (fact A6): an early answer ends early. So a code is chosen by its
earliest end. An extension adds to what is left (A14): it has one end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from heapq import heappop, heappush
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import attrs
from pendulum import DateTime

from sparklicense.checks import canonical_handle, check_optional_id, check_text, handle
from sparklicense.errors import ImpossibleFactsError, InexactInstantError, InvalidValueError, WrongTypeError, shown
from sparklicense.instants import InstantLike, elapsed, field_instant, instant, later, optional_instant, written
from sparklicense.planning.flights import LATEST
from sparklicense.tracks import EARLIEST
from sparklicense.windows import Window, between

if TYPE_CHECKING:
    from sparklicense.licenses import License
    from sparklicense.policies import Policy

DEFAULT_LEAD_TIME: Final = timedelta(days=7)
"""Where fewer than `ENOUGH` answers are known; a choice of ours, not of the sources."""
QUANTILE: Final = Decimal("0.9")
"""Nine requests of ten were answered within the lead time; a choice of ours, not of the sources."""
_A_DAY: Final = timedelta(days=1)
ENOUGH: Final = 5
"""From so many answers a lead time is learned; a choice of ours, not of the sources."""


def _asked_at(value: InstantLike) -> DateTime:
    return field_instant("asked_at", value)


def _received_at(value: InstantLike | None) -> DateTime | None:
    return optional_instant("received_at", value)


@attrs.frozen(kw_only=True)
class CodeRequest:
    """One time a creator was asked for a code or an extension.

    Attributes:
        creator: the handle, in any form.
        asked_at: when (UTC inside).
        received_at: when it came; `None`: it has not.
        post_id: for which post; `None`: for whatever the creator is asked for.

    Raises:
        ImpossibleFactsError: it came before it was asked for.
    """

    creator: str = attrs.field(converter=canonical_handle, validator=check_text)
    asked_at: DateTime = attrs.field(converter=_asked_at, repr=written)
    received_at: DateTime | None = attrs.field(converter=_received_at, default=None)
    post_id: str | None = attrs.field(validator=check_optional_id, default=None)

    def __attrs_post_init__(self) -> None:
        """Refuse an answer before the question."""
        if self.received_at is not None and self.received_at < self.asked_at:
            raise ImpossibleFactsError(
                f"received_at: {shown(written(self.received_at))} lies before asked_at {shown(written(self.asked_at))}"
            )

    def is_open(self, at: DateTime) -> bool:
        """Tell whether it was asked and not answered by an instant (UTC)."""
        return self.asked_at <= at and (self.received_at is None or self.received_at > at)


@attrs.frozen
class LeadTime:
    """How long before a need a creator has to be asked."""

    duration: timedelta
    """The time allowed for an answer."""
    requests: int
    """How many answers it was learned from; 0: it is the stated default."""
    pooled: bool = False
    """Whether they are the answers of all creators, because the creator's own are too few."""

    def __str__(self) -> str:
        """Say it with its source."""
        whose = "answers of all creators" if self.pooled else "of the creator's own answers"
        source = f"from {self.requests} {whose}" if self.requests else "the stated default"
        return f"{str(self.duration).removesuffix(', 0:00:00')} ({source})"


class LeadTimes:
    """What creators were asked for, and how long they take to answer."""

    def __init__(
        self,
        requests: Iterable[CodeRequest],
        at: DateTime,
        *,
        part: Fraction = Fraction(QUANTILE),
        default: timedelta = DEFAULT_LEAD_TIME,
    ) -> None:
        self._at, self._part, self._default = at, part, default
        self.open: defaultdict[str, list[CodeRequest]] = defaultdict(list)
        self._answers: defaultdict[str, list[timedelta]] = defaultdict(list)
        for each in requests:
            if each.is_open(at):
                self.open[each.creator].append(each)
            elif each.received_at is not None and each.asked_at <= at:
                self._answers[each.creator].append(elapsed(each.asked_at, each.received_at))
        self._everybody = sorted(wait for waits in self._answers.values() for wait in waits)
        self._known: dict[str, LeadTime] = {}

    def of(self, creator: str) -> LeadTime:
        """Give the lead time of a creator; an unknown one, `""`, has no answers of their own."""
        if creator not in self._known:
            self._known[creator] = self._learned(creator)
        return self._known[creator]

    def _learned(self, creator: str) -> LeadTime:
        own = sorted(self._answers.get(creator, ())) if creator else []
        pool = own if len(own) >= ENOUGH else self._everybody
        found = LeadTime(self._default, 0)
        if len(pool) >= ENOUGH:
            found = LeadTime(self._quantile(pool), len(pool), pool is not own)
        waiting = [elapsed(each.asked_at, self._at) for each in self.open.get(creator, ())] if creator else []
        if waiting:
            at_least = self._quantile(sorted([*(pool if found.requests else own), *waiting]))
            found = attrs.evolve(found, duration=max(found.duration, at_least))
        return found

    def _quantile(self, waits: Sequence[timedelta]) -> timedelta:
        return waits[ceil(self._part * len(waits)) - 1]

    def open_for(self, creator: str, post_id: str) -> CodeRequest | None:
        """Give the first request that is open and may be for a post."""
        found = [each for each in self.open.get(creator, ()) if each.post_id in (None, post_id)] if creator else []
        return min(found, key=lambda each: each.asked_at, default=None)


def lead_time(
    creator: str,
    requests: Iterable[CodeRequest] = (),
    *,
    at: InstantLike,
    quantile: Decimal | Fraction | float = QUANTILE,
    default: timedelta = DEFAULT_LEAD_TIME,
) -> LeadTime:
    """Learn how long a creator takes to answer.

    The quantile is by nearest rank: of `n` waits in order, the one at place `ceil(quantile * n)`. Fewer than 5
    answers of the creator are pooled with those of all creators, and fewer than 5 in all give the default. An open
    request counts with the time waited so far where that is longer; what happened after `at` is not looked at.

    Args:
        creator: the handle, in any form.
        requests: the history, of all creators.
        at: the instant from which one looks back.
        quantile: above 0, at most 1; a float is read as it is written.
        default: where too little is known.

    Raises:
        ValueError: a quantile outside that range, a negative default.

    Examples:
        >>> from sparklicense.planning import CodeRequest, lead_time
        >>> waits = [CodeRequest(creator="@maya", asked_at=f"2026-0{n}-01T00:00:00Z",
        ...                      received_at=f"2026-0{n}-0{n + 1}T00:00:00Z") for n in (1, 2, 3, 4, 5)]
        >>> print(lead_time("@maya", waits, at="2026-06-01T00:00:00Z"))
        5 days (from 5 of the creator's own answers)
        >>> print(lead_time("@maya", waits[:4], at="2026-06-01T00:00:00Z"))
        7 days (the stated default)
    """
    t = instant(at)
    part = Fraction(str(quantile)) if isinstance(quantile, float) else Fraction(quantile)
    if not 0 < part <= 1:
        raise InvalidValueError(f"quantile: {shown(str(quantile))} is no quantile; above 0, at most 1")
    if default < timedelta():
        raise InvalidValueError(f"default: {shown(str(default))} is no lead time; 0 or more")
    return LeadTimes(requests, t, part=part, default=default).of(handle(creator))


Costs = Mapping[int, Decimal | int]
"""What a code, or an extension, of so many days costs; without it each costs 1, so that the cheapest sequence is
the one with the fewest requests."""


class Terms(NamedTuple):
    """Under which terms a creator is asked."""

    at: DateTime
    """Now (UTC)."""
    lead: timedelta
    """How long the creator takes to answer."""
    prices: Mapping[int, Decimal]
    """What each duration that is offered costs; one without a price is not asked for."""

    priced: bool
    """Whether somebody named the prices; else each is 1."""

    def once(self, start: DateTime) -> _Path:
        """Ask once for what goes on: for the duration that is cheapest by the day; of several, the longest."""
        days = min(self.prices, key=lambda days: (self.prices[days] / days if self.priced else 0, -days))
        return _Path(self.prices[days], 1, days, ((start, days),))


def prices_of(costs: Costs | None, policy: Policy) -> dict[int, Decimal]:
    """Give the price of each duration that is offered: 1, where no costs are given.

    Raises:
        ValueError: a cost below 0, or no cost for any offered duration.
        TypeError: a cost that is no `Decimal` or `int`.
    """
    offered = policy.days_offered
    if costs is None:
        return dict.fromkeys(offered, Decimal(1))
    for days, cost in costs.items():
        if isinstance(cost, bool) or not isinstance(cost, Decimal | int):
            raise WrongTypeError(
                f"costs: of {shown(days)} days, a `Decimal` or `int`, not {type(cost).__name__}: {shown(cost)}"
            )
        if not Decimal(cost).is_finite() or cost < 0:
            raise InvalidValueError(f"costs: of {shown(days)} days, {shown(cost)} is no cost; 0 or more")
    prices = {days: Decimal(costs[days]) for days in offered if days in costs}
    if not prices:
        raise InvalidValueError(f"costs: none for a duration that the policy {shown(policy.name)} offers")
    return prices


class Need(NamedTuple):
    """When ads on a post are meant to serve and no license lets them, from now on."""

    edges: Sequence[DateTime]
    """Where its stretches start and end, in turn (UTC)."""
    began_at: DateTime
    """When the first began, which may be past."""
    ongoing: bool
    """Whether the last has no end; then it ends at the last instant there is."""


class Request(NamedTuple):
    """One thing to ask a creator for: a new code, or the extension of one that runs."""

    extends: License | None
    days: int
    due: DateTime
    """By when to ask."""
    window: Window
    """Between when and when the creator must authorize."""
    start: DateTime
    end: DateTime
    """What it is for, whenever in the window the answer comes."""


def requests_for(need: Need, terms: Terms, running: Iterable[License]) -> tuple[Request, ...]:
    """Choose what to ask for: the extension of a code that runs for every ad in need, unless new codes cost less."""
    last = max(running, key=lambda each: (each.expires_at, each.id), default=None)
    if last is None:
        return _codes(need, terms)[1]
    cost, extensions = _extensions(need, terms, last)
    if len(extensions) == 1 and not terms.priced:
        return extensions
    other, codes = _codes(need, terms)
    return codes if other < cost else extensions


def can_be_extended(license: License, at: DateTime, *, applied: bool = False) -> bool:
    """Tell whether a license runs, or is applied, at an instant (UTC), and will not be withdrawn before its end."""
    runs = applied or (license.redeemed_at is not None and license.redeemed_at <= at)
    return runs and license.revoked_at is None and at < license.expires_at


_Priced: TypeAlias = tuple[Decimal, tuple[Request, ...]]


def _extensions(need: Need, terms: Terms, license: License) -> _Priced:
    """Extend a license until nothing is needed any more; each extension is given while it still runs."""
    end = need.edges[-1]

    def following(at: DateTime, days: int) -> DateTime | None:
        last = plus(at, days * _A_DAY)
        return last if last < end else None

    path = terms.once(license.expires_at) if need.ongoing else _cheapest(license.expires_at, terms.prices, following)
    found = [
        Request(license, days, minus(at, terms.lead), between(terms.at, at), at, plus(at, days * _A_DAY))
        for at, days in path.steps
    ]
    found[-1] = found[-1]._replace(end=end)
    return path.cost, tuple(found)


def _codes(need: Need, terms: Terms) -> _Priced:
    """Ask for new codes, each by its earliest end: it begins when the creator answers, from the asking on."""
    edges = need.edges
    end = edges[-1]
    longest = max(terms.prices)

    def earliest(node: DateTime) -> DateTime:
        asked = max(terms.at, minus(node, terms.lead))
        return (
            asked if plus(asked, longest * _A_DAY) > node else node
        )  # a code that ended before it is needed helps nobody

    def following(node: DateTime, days: int) -> DateTime | None:
        covered = plus(earliest(node), days * _A_DAY)
        place = bisect_right(edges, covered)
        return None if place == len(edges) else covered if place & 1 else edges[place]

    first = edges[0]
    path = terms.once(first) if need.ongoing else _cheapest(first, terms.prices, following)
    found: list[Request] = []
    for node, days in path.steps:
        begin = earliest(node)
        last = plus(begin, days * _A_DAY)
        place = bisect_right(edges, last)
        last = last if place & 1 else edges[place - 1]
        due = minus(need.began_at if node == first else node, terms.lead)
        start = begin if need.ongoing else max(terms.at, minus(last, timedelta(days=days)))
        found.append(
            Request(None, days, due, _window(start, node, terms.at, None if need.ongoing else last), node, last)
        )
    found[-1] = found[-1]._replace(end=end)
    return path.cost, tuple(found)


def _window(start: DateTime, needed: DateTime, at: DateTime, last: DateTime | None) -> Window:
    """Say when to authorize a code: until it is needed; where it is needed already, as long as it is."""
    if needed <= at:
        return Window(start, last)
    return Window(start, max(needed, plus(start, timedelta(microseconds=1))))


class _Path(NamedTuple):
    cost: Decimal
    codes: int
    days: int
    steps: tuple[tuple[DateTime, int], ...]


def _cheapest(
    start: DateTime, prices: Mapping[int, Decimal], following: Callable[[DateTime, int], DateTime | None]
) -> _Path:
    """Find the cheapest sequence of durations: a shortest path over the instants at which another one is needed.

    Of those that cost the same, it is the one with the fewest codes, then with the fewest days. `following`
    says which instant a duration that is chosen at one leaves next; `None`: none.
    """
    if len({*prices.values()}) == 1:  # then nothing costs less than one
        for days in sorted(prices):
            if following(start, days) is None:
                return _Path(prices[days], 1, days, ((start, days),))
    best: dict[DateTime | None, _Path] = {start: _Path(Decimal(0), 0, 0, ())}
    ahead = [start]
    by_length = sorted(prices, reverse=True)
    while ahead:
        at = heappop(ahead)
        so_far = best[at]
        least: Decimal | None = None
        for days in by_length:
            price, next_at = prices[days], following(at, days)
            # What costs no more and lasts longer is never passed over, except at the end.
            if next_at is not None and (next_at <= at or (least is not None and price >= least)):
                continue
            least = price if least is None else min(least, price)
            found = _Path(so_far.cost + price, so_far.codes + 1, so_far.days + days, (*so_far.steps, (at, days)))
            known = best.get(next_at)
            if known is None or found[:3] < known[:3]:
                if known is None and next_at is not None:
                    heappush(ahead, next_at)
                best[next_at] = found
    return best[None]


def plus(at: DateTime, by: timedelta) -> DateTime:
    """Go ahead in time by a duration, not further than the calendar."""
    try:
        return later(at, by)
    except InexactInstantError:
        return LATEST


def minus(at: DateTime, by: timedelta) -> DateTime:
    """Go back in time by a duration, not further than the calendar."""
    try:
        return later(at, -by)
    except InexactInstantError:
        return EARLIEST
