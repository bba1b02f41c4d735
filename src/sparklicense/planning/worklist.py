"""The plan: what to do, by when, what it saves; what stops, what is covered, and what cannot be saved.

Actions are drafted post by post. What each is worth depends on who else spends its budget, so the drafts are then
weighed together: where any of several would do for a shared budget, the smallest set that spends it is kept, and the
rest is spare.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from sparklicense.instants import InstantLike, field_instant, optional_instant
from sparklicense.planning.actions import Action, ActionKind, CauseLoss, Loss, Plan, link_of
from sparklicense.planning.coverage import Part, clipped, covered
from sparklicense.planning.drafts import Draft, Piece, Stretch, drafted, on_own_post
from sparklicense.planning.flights import LATEST, flights, horizon, in_order
from sparklicense.planning.money import (
    Amount,
    Budget,
    Spend,
    Tally,
    UnknownSpend,
    Weights,
    budgets,
    decimal_of,
    micros,
    total,
)
from sparklicense.planning.needs import CodeRequest, Costs, LeadTimes, Terms, plus, prices_of
from sparklicense.planning.outages import A_YEAR, stopping
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.rules.states import ServingState
from sparklicense.windows import between

if TYPE_CHECKING:
    from pendulum import DateTime

    from sparklicense.ads import SparkAd
    from sparklicense.portfolio import Portfolio

_SERVING: Final = ServingState.SERVING
_PLACES: Final = {state: place for place, state in enumerate(ServingState)}
_GROUPS: Final = {
    ActionKind.APPLY: 0,
    ActionKind.EXTEND: 1,
    ActionKind.ASK: 1,
    ActionKind.CHASE: 2,
    ActionKind.MAKE_PUBLIC: 3,
    ActionKind.APPEAL: 3,
    ActionKind.REPLACE_POST: 3,
}
_A_DAY: Final = timedelta(days=1)


def plan(  # noqa: PLR0913 - each is one thing that a caller may know
    portfolio: Portfolio,
    *,
    at: InstantLike,
    within: timedelta | None = None,
    until: InstantLike | None = None,
    requests: Iterable[CodeRequest] = (),
    costs: Costs | None = None,
    weights: Weights | None = None,
    policy: PolicyLike = GUIDE,
    progress: Callable[[Iterable[SparkAd]], Iterable[SparkAd]] = iter,
) -> Plan:
    """Plan a portfolio ahead: what to do by when so that its ads serve, and what is lost otherwise.

    Args:
        portfolio: the facts.
        at: the instant asked about.
        within: leave out what falls due, or stops, later than that; `None`: leave out nothing. It changes
            nothing else: not what is asked for, and not the money.
        until: up to when the money of flights without an end is counted; left out, a year from `at`. What is
            asked for covers them beyond it.
        requests: what creators were asked for and when they answered, for lead times and for chasing.
        costs: what a code, or an extension, of so many days costs; left out, each costs 1.
        weights: for ads that share a budget, how large a part of it each is meant to spend.
        policy: the reading of the sources; its durations are offered.
        progress: wraps the ads while they are gone through, to show how far the plan is.

    Examples:
        >>> from sparklicense import AdSettings, License, Portfolio, Post, SparkAd
        >>> from sparklicense.planning import plan
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", creator="@maya", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-07-11T00:00:00Z",
        ...                  settings=AdSettings(budget=50, currency="EUR"))],
        ... )
        >>> print(plan(portfolio, at="2026-06-21T00:00:00Z").worklist[0])
        Ask @maya for an extension by 30 days: post `1`, by 2026-06-24 00:00:00 UTC.
        It is about license `post:1@2026-06-01T00:00:00Z`.
        The creator must authorize from 2026-06-21 00:00:00 UTC to 2026-07-01 00:00:00 UTC.
        The lead time is 7 days (the stated default).
        Without it 1 ad would not serve from 2026-07-01 00:00:00 UTC to 2026-07-11 00:00:00 UTC: license_expired.
        A day of delay loses nothing now; at stake is 500.00 EUR.
    """
    policy = policy_of(policy)
    t = field_instant("at", at)
    by, horizon_given = horizon(t, within), optional_instant("until", until)
    closing = horizon_given or plus(t, A_YEAR)
    flown = flights(portfolio, progress(portfolio.ads), policy=policy)
    of = budgets(flown, weights, closing)
    parts = [
        Part(flight, clipped(flight.tiles, t, end), max(flight.ad.starts_at, t), end)
        for flight in flown
        if (end := closing if flight.endless else flight.end) > t
    ]
    money = _Money(of)
    coverage = tuple([covered([part], *money.of(part)) for part in parts])
    terms = Terms(at=t, lead=timedelta(), prices=prices_of(costs, policy), priced=costs is not None)
    drafts, pieces = drafted(flown, terms, LeadTimes(requests, t), policy)
    unfixable = _weighed(drafts, pieces, of, t, closing)
    actions = [_action(each, of, t) for each in drafts if each.helps and each.due <= by]
    return Plan(
        at=t,
        by=None if within is None else by,
        until=closing if any(each.endless for each in flown) else None,
        policy=policy.name,
        worklist=tuple(each for _, each in sorted(actions, key=lambda pair: pair[0])),
        unfixable=unfixable,
        outages=tuple(stopping(flown, of, start=t, end=by, until=horizon_given, expected=False)),
        coverage=coverage,
        planned=total((money.spent, money.lost)),
        at_risk=money.lost.spend(),
        lost_by_cause=tuple(
            CauseLoss(state, money.by_cause[state].spend())
            for state in ServingState
            if state in money.by_cause and state is not _SERVING
        ),
        one_length=costs is None or len(set(costs.values())) <= 1,
    )


class _Money:
    """What flights spend and lose, added up on the way."""

    def __init__(self, of: dict[str, Budget]) -> None:
        self._of = of
        self.spent, self.lost = Tally(), Tally()
        self.by_cause: dict[ServingState, Tally] = {}

    def of(self, part: Part) -> tuple[Spend, Spend]:
        """Give what a flight spends, and what it loses, ahead."""
        flight = part.flight
        budget, id = self._of[flight.ad.id], flight.ad.id
        if budget.reason:
            unknown = Spend((), (UnknownSpend(id, budget.reason),))
            for tally in (self.spent, self.lost, *(self._of_cause(s) for _, _, s, on in part.tiles if on)):
                tally.unknown[id] = budget.reason
            return unknown, unknown
        spent: Amount = 0
        lost: Amount = 0
        for start, end, state, planned in part.tiles:
            if planned:
                if state is _SERVING:
                    spent += budget.amount(flight, start, end, serves=True)
                else:
                    amount = budget.amount(flight, start, end, serves=False)
                    self._of_cause(state).add(budget, id, amount)
                    lost += amount
        self.spent.add(budget, id, spent)
        self.lost.add(budget, id, lost)
        currency = budget.currency
        return Spend(((currency, decimal_of(spent)),)), Spend(((currency, decimal_of(lost)),))

    def _of_cause(self, state: ServingState) -> Tally:
        if state not in self.by_cause:
            self.by_cause[state] = Tally()
        return self.by_cause[state]


def _weighed(
    drafts: Sequence[Draft], pieces: Iterable[Piece], of: dict[str, Budget], at: DateTime, closing: DateTime
) -> tuple[Loss, ...]:
    """Find who saves what, mark what is spare, and give the losses that nobody prevents."""
    shared: defaultdict[Budget, list[Piece]] = defaultdict(list)
    losses: list[Stretch] = []
    needed: set[int] = set()
    for stretch, required in pieces:
        budget = of[stretch.flight.ad.id]
        if len(budget.flights) > 1 and not budget.weights and not budget.reason:
            shared[budget].append((stretch, required))
        elif required is None:
            losses.append(stretch)
        else:
            needed |= required
            for number in required:
                drafts[number].saves.append((stretch.start, _money_end(stretch, closing), stretch.flight, False))
    idle = [each for budget, some in shared.items() for each in _idle(budget, some, at)]
    ways = [frozenset(required for _, required in each.pieces if required is not None) for each in idle]
    chosen = smallest(needed, ways, [(each.price, 1) for each in drafts])
    for each, alternatives in zip(idle, ways, strict=True):
        if not alternatives:
            losses += [stretch._replace(start=each.start, end=each.end) for stretch, _ in each.pieces]
            continue
        end = min(each.end, max(_money_end(stretch, closing) for stretch, _ in each.pieces))
        first, *rest = (some for some in alternatives if some <= chosen)
        for number in first.intersection(*rest):
            drafts[number].saves.append((each.start, end, each.pieces[0][0].flight, True))
    for number, draft in enumerate(drafts):
        draft.spare = number not in chosen
    begun: defaultdict[str, list[DateTime]] = defaultdict(list)
    for stretch in losses:
        begun[stretch.flight.ad.id].append(stretch.start)
    # Nobody can act there either, but others of the budget spend it meanwhile, or will.
    free = [
        stretch
        for some in shared.values()
        for stretch, required in some
        if required is None and not any(stretch.start <= t < stretch.end for t in begun[stretch.flight.ad.id])
    ]
    found = [_loss(each, of[each.flight.ad.id], _money_end(each, closing)) for each in losses]
    return (*found, *(_loss(each, of[each.flight.ad.id], each.start) for each in free))


def _money_end(stretch: Stretch, closing: DateTime) -> DateTime:
    return min(stretch.end, closing) if stretch.flight.endless else stretch.end


class _Idle(NamedTuple):
    """A stretch in which nobody spends a shared budget, and what is blocked meanwhile."""

    start: DateTime
    end: DateTime
    pieces: tuple[Piece, ...]


def _idle(budget: Budget, pieces: Iterable[Piece], at: DateTime) -> Iterator[_Idle]:
    """Sweep over the flights that share a budget."""
    moves: list[tuple[DateTime, int, int]] = []
    numbered = list(pieces)
    for number, (stretch, _) in enumerate(numbered):
        moves += ((stretch.start, 0, number), (stretch.end, 0, number))
    for flight in budget.flights:
        for start, end, state, planned in flight.tiles:
            if planned and state is _SERVING and end > at:
                moves += ((max(start, at), 1, 0), (end, -1, 0))
    serving, blocked, since = 0, dict[int, Piece](), at
    for t, together in in_order(moves):
        if blocked and not serving and since < t:
            yield _Idle(since, t, tuple(blocked.values()))
        since = t
        for _, step, number in together:
            serving += step
            if not step and blocked.pop(number, None) is None:
                blocked[number] = numbered[number]


def _loss(stretch: Stretch, budget: Budget, end: DateTime) -> Loss:
    """Say what a stretch loses up to where its money is counted."""
    flight, lost = stretch.flight, Tally()
    lost.add(
        budget, flight.ad.id, budget.amount(flight, stretch.start, end, serves=False) if end > stretch.start else 0
    )
    return Loss(
        ad_id=flight.ad.id,
        post_id=flight.post.id,
        window=between(stretch.start, None if stretch.end == LATEST else stretch.end),
        cause=stretch.states[0],
        spend=lost.spend(),
    )


def _action(draft: Draft, of: dict[str, Budget], at: DateTime) -> tuple[tuple[Any, ...], Action]:
    """Make an action of a draft, with its place in the order."""
    request, license, own = draft.request, draft.license, on_own_post(draft.helps)
    end = max(each.end for each in draft.helps)
    states = sorted({state for each in draft.helps for state in each.states}, key=_PLACES.__getitem__)
    late = draft.due < at
    per_day = Spend()
    if draft.due <= at and draft.saves:
        answered = plus(at, draft.lead.duration) if draft.lead and draft.kind is not ActionKind.CHASE else at
        if not any(start <= answered < stop for start, stop, _, _ in draft.saves):
            answered = max(at, min(start for start, *_ in draft.saves))
        per_day = _saved(draft, of, answered, plus(answered, _A_DAY))
    action = Action(
        kind=draft.kind,
        post_id=draft.post.id,
        link=link_of(draft.post),
        creator=draft.post.creator,
        own=own,
        ads=tuple(sorted({each.flight.ad.id for each in draft.helps})),
        license_id=None if license is None else license.id,
        days=None if request is None else request.days,
        due=draft.due,
        late=late,
        covers_if_issued=None if request is None else request.window,
        begins_at=draft.began_at,
        ends_at=None if end == LATEST else end,
        causes=tuple(states),
        lead_time=None if own else draft.lead,
        asked_at=draft.asked_at,
        lost_per_day=per_day,
        at_stake=_saved(draft, of, at, LATEST),
        spare=draft.spare,
        also=tuple(kind for kind in ActionKind if kind in draft.also) if draft.also else (),
    )
    losing = any(start <= at < stop for start, stop, _, _ in draft.saves)
    by_loss = tuple((currency, -amount) for currency, amount in per_day.amounts)
    return (draft.spare, _GROUPS[draft.kind], not losing, draft.due, by_loss, draft.post.id, len(draft.saves)), action


def _saved(draft: Draft, of: dict[str, Budget], start: DateTime, end: DateTime) -> Spend:
    """Add up what a draft saves in a stretch of time."""
    tally = Tally()
    for first, last, flight, whole in draft.saves:
        begin, stop = max(first, start), min(last, end)
        if begin < stop:
            budget = of[flight.ad.id]
            amount = budget.per_day * micros(begin, stop) if whole else budget.amount(flight, begin, stop, serves=False)
            tally.add(budget, flight.ad.id, amount)
    return tally.spend()


Ways: TypeAlias = frozenset[frozenset[int]]
"""Which sets of things to do, by their numbers, each do for something."""
_PATIENCE: Final = 2_000
"""How many steps the search for the smallest set takes for what hangs together, before it settles for the best yet."""


def smallest(needed: Iterable[int], wanted: Iterable[Ways], costs: Sequence[tuple[Decimal, int]]) -> set[int]:
    """Choose the cheapest set of things to do with which everything wanted is done.

    What hangs together is searched whole, starting from a greedy choice, up to a number of steps.

    Args:
        needed: what is chosen in any case.
        wanted: for each thing that is wanted, the ways to it.
        costs: what each thing to do costs, and how many it counts for.
    """
    chosen = set(needed)
    left = {each for each in _unmet(wanted, chosen) if each}
    while left:
        together = {left.pop()}
        numbers = _numbers(together)
        while more := {each for each in left if not numbers.isdisjoint(_numbers((each,)))}:
            together |= more
            left -= more
            numbers |= _numbers(more)
        chosen |= _searched(sorted(together, key=lambda ways: (len(ways), sorted(map(sorted, ways)))), chosen, costs)
    return chosen


def _unmet(wanted: Iterable[Ways], chosen: set[int] | frozenset[int]) -> list[Ways]:
    return [ways for ways in wanted if not any(way <= chosen for way in ways)]


def _numbers(wanted: Iterable[Ways]) -> set[int]:
    return {number for ways in wanted for each in ways for number in each}


def _searched(wanted: Sequence[Ways], before: set[int], costs: Sequence[tuple[Decimal, int]]) -> set[int]:
    def cost(numbers: Iterable[int]) -> tuple[Decimal, int]:
        each = [costs[number] for number in numbers]
        return sum((price for price, _ in each), Decimal(0)), sum(count for _, count in each)

    best = _greedy(wanted, before, cost)
    least, steps = cost(best), 0

    def search(chosen: frozenset[int], left: Sequence[Ways]) -> None:
        nonlocal best, least, steps
        steps += 1
        if steps > _PATIENCE:
            return
        have = before | chosen
        left = _unmet(left, have)
        if not left:
            best, least = set(chosen), cost(chosen)
            return
        ways = min(left, key=len)
        for way in sorted((way - have for way in ways), key=lambda way: (cost(way), sorted(way))):
            if cost(chosen | way) < least:
                search(chosen | way, left)

    search(frozenset(), wanted)
    return best


def _greedy(wanted: Sequence[Ways], before: set[int], cost: Callable[[Iterable[int]], tuple[Decimal, int]]) -> set[int]:
    """Take again and again what does for most, then let go of what is not needed after all."""
    chosen: set[int] = set()
    while left := _unmet(wanted, before | chosen):
        have = before | chosen
        ways = {frozenset(way - have) for each in left for way in each}
        gains = {way: len(left) - len(_unmet(left, have | way)) for way in ways}
        best = min(ways, key=lambda way: (-gains[way], cost(way), sorted(way)))
        chosen |= best
    for number in sorted(chosen):
        if not _unmet(wanted, before | (chosen - {number})):
            chosen.remove(number)
    return chosen
