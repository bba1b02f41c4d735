"""Coverage: which part of a flight is served, where the gaps are and why, and which licenses are too many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import attrs

from sparklicense.ads import SparkAd
from sparklicense.errors import InvalidValueError, UnknownIdError, shown
from sparklicense.instants import InstantLike, elapsed, optional_instant
from sparklicense.licenses import in_force
from sparklicense.planning.flights import Flight, Tile, closed_flights, in_order
from sparklicense.planning.money import INSIDE, Amount, Budget, Spend, Tally, Weights, budgets, sharing, tidied, total
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.portfolio import Portfolio
from sparklicense.rules.states import ServingState
from sparklicense.windows import Window, Windows, between, edges_of, united

if TYPE_CHECKING:
    from pendulum import DateTime

    from sparklicense.licenses import License
    from sparklicense.posts import Post

_SERVING: Final = ServingState.SERVING
_ORDER: Final = {state: place for place, state in enumerate(ServingState)}


@attrs.frozen
class Gap:
    """A stretch of a flight in which nothing serves."""

    window: Window
    """When, in UTC."""
    causes: tuple[ServingState, ...]
    """The headlines of the ads meant to run then, in order of precedence: one for one ad."""


@attrs.frozen
class Overlap:
    """A stretch of a flight in which more than one license of a post is in force."""

    window: Window
    """When, in UTC."""
    post_id: str
    """Whose licenses."""
    license_ids: tuple[str, ...]
    """Those in force at some instant of it, by when they end."""


@attrs.frozen
class Overshoot:
    """What a license lasts beyond the last flight that it counts for."""

    window: Window
    """When, in UTC."""
    license_id: str
    """Which license."""


@attrs.frozen(kw_only=True)
class Coverage:
    """What of the flights of some ads is served.

    For several ads, `flight` is when any of them is meant to run, and a gap is when none of them serves.
    """

    ads: tuple[str, ...]
    """Ids of the ads."""
    flight: Windows
    """When any of them is in flight."""
    serving: Windows
    """When any of them serves."""
    gaps: tuple[Gap, ...]
    """The rest of the flight, in order; neighbors differ in their causes."""
    overlaps: tuple[Overlap, ...]
    """Where licenses double one another within the flight."""
    overshoot: tuple[Overshoot, ...]
    """Where licenses outlive the flight; a flight without an end is never outlived."""
    spent: Spend
    """Planned spend, over the flights, of ads that serve."""
    lost: Spend
    """Planned spend, over the flights, that nobody can spend because ads do not serve."""

    @property
    def share(self) -> float | None:
        """The part of the flight that is served, from 0 to 1; `None` where there is no flight."""
        whole, part = _length(self.flight), _length(self.serving)
        return part / whole if whole else None

    def spend_share(self, currency: str) -> Decimal | None:
        """Give the part of the planned spend in one currency that is served; `None` where none is planned."""
        planned = (self.spent + self.lost).of(currency)
        return tidied(INSIDE.divide(self.spent.of(currency), planned)) if planned else None

    @property
    def gap_length(self) -> timedelta:
        """The length of all gaps."""
        return _length(gap.window for gap in self.gaps)

    @property
    def overlap_length(self) -> timedelta:
        """The length of all overlaps, post by post."""
        return _length(each.window for each in self.overlaps)

    @property
    def overshoot_length(self) -> timedelta:
        """The length of all overshoot, license by license."""
        return _length(each.window for each in self.overshoot)


def coverage(
    portfolio: Portfolio,
    *,
    ad_id: str | None = None,
    post_id: str | None = None,
    campaign_id: str | None = None,
    until: InstantLike | None = None,
    policy: PolicyLike = GUIDE,
    weights: Weights | None = None,
) -> Coverage:
    """Tell what of the flight of an ad, a post, a campaign or the whole portfolio is served.

    Args:
        portfolio: the facts.
        ad_id: one ad. At most one of the three ids is given; without any it is all ads.
        post_id: the ads on one post.
        campaign_id: the ads of one campaign.
        until: the horizon that closes flights without an end; the others keep theirs.
        policy: the reading of the sources.
        weights: for ads that share a budget, how large a part of it each is meant to spend.

    Raises:
        UnknownIdError: no such ad, post or campaign.
        ValueError: a flight without an end, and no horizon; more than one id.

    Examples:
        >>> from sparklicense import License, Portfolio, Post, SparkAd
        >>> from sparklicense.planning import coverage
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-07-11T00:00:00Z")],
        ... )
        >>> found = coverage(portfolio, ad_id="7")
        >>> found.share, [(gap.window.duration.days, gap.causes[0].value) for gap in found.gaps]
        (0.75, [(10, 'license_expired')])
    """
    policy = policy_of(policy)
    chosen = _chosen(portfolio, ad_id, post_id, campaign_id)
    shared = {sharing(ad) for ad in chosen}
    peers = [ad for ad in portfolio.ads if sharing(ad) in shared]
    among = closed_flights(portfolio, peers, policy=policy, until=optional_instant("until", until))
    ids = {ad.id for ad in chosen}
    found = tuple(flight for flight in among if flight.ad.id in ids)
    of = budgets(among, weights)
    money = [over_time(flight, of[flight.ad.id], flight.tiles) for flight in found]
    return covered(
        [Part(flight, flight.tiles, flight.ad.starts_at, flight.end) for flight in found],
        spent=total(spent for spent, _ in money),
        lost=total(lost for _, lost in money),
    )


def flight_coverage(
    flight: Window, *, post: Post, licenses: Iterable[License] = (), policy: PolicyLike = GUIDE
) -> Coverage:
    """Tell what of a flight would be served that no ad flies yet.

    Args:
        flight: from when until when; both sides bounded.
        post: the post behind it.
        licenses: any licenses; those of other posts, and of particular ad accounts, are ignored.
        policy: the reading of the sources.

    Raises:
        ValueError: a flight without a start or an end.

    Examples:
        >>> from sparklicense import License, Post, Window
        >>> from sparklicense.planning import flight_coverage
        >>> post = Post(id="1", published_at="2026-05-01T00:00:00Z")
        >>> code = License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=7)
        >>> flight_coverage(Window("2026-06-01T00:00:00Z", "2026-06-08T00:00:00Z"), post=post, licenses=[code]).share
        1.0
    """
    policy = policy_of(policy)
    if flight.start is None or flight.end is None:
        raise InvalidValueError("flight: it has no start or no end; give both sides of the window")
    ad = SparkAd(id="flight", post_id=post.id, starts_at=flight.start, ends_at=flight.end)
    own = Portfolio(posts=(post,), licenses=(each for each in licenses if each.post_id == post.id), ads=(ad,))
    return attrs.evolve(coverage(own, policy=policy), ads=(), spent=Spend(), lost=Spend())


def _chosen(portfolio: Portfolio, ad_id: str | None, post_id: str | None, campaign_id: str | None) -> Sequence[SparkAd]:
    if sum(id is not None for id in (ad_id, post_id, campaign_id)) > 1:
        raise InvalidValueError("ad_id, post_id, campaign_id: at most one of them")
    if ad_id is not None:
        return (portfolio.ad(ad_id),)
    if post_id is not None:
        post = portfolio.post(post_id)
        return [ad for ad in portfolio.ads if ad.post_id == post.id]
    if campaign_id is not None:
        ads = [ad for ad in portfolio.ads if ad.campaign_id == campaign_id]
        if not ads:
            raise UnknownIdError(f"no campaign has the id {shown(campaign_id)}")
        return ads
    return portfolio.ads


class Part(NamedTuple):
    """A flight, and the stretch of it that is looked at: its tiles, its start and its end."""

    flight: Flight
    tiles: Sequence[Tile]
    start: DateTime
    end: DateTime


def covered(parts: Sequence[Part], spent: Spend, lost: Spend) -> Coverage:
    """Work out the coverage of some flights, whose money is known already."""
    resting = [(part, _resting_on(part.flight)) for part in parts]
    return Coverage(
        ads=tuple([part.flight.ad.id for part in parts]),
        flight=united([(part.start, part.end) for part in parts if part.tiles]),
        serving=united([(start, end) for part in parts for start, end, state, _ in part.tiles if state is _SERVING]),
        gaps=gaps([part.tiles for part in parts]),
        overlaps=_overlaps(resting),
        overshoot=_overshoot(resting),
        spent=spent,
        lost=lost,
    )


def _length(windows: Iterable[Window]) -> timedelta:
    """Add up the lengths of bounded windows."""
    return sum((elapsed(each.start, each.end) for each in windows if each.start and each.end), timedelta())


def gaps(tiles: Sequence[Sequence[Tile]]) -> tuple[Gap, ...]:
    """Find where nothing serves, and why.

    Args:
        tiles: those of each flight, in order.
    """
    found = _joined(tiles[0]) if len(tiles) == 1 else _swept(tile for some in tiles for tile in some)
    return tuple(found)


def _joined(tiles: Iterable[Tile]) -> list[Gap]:
    """Join neighbors of one state, which differ in the switch only; one flight needs no counting."""
    found: list[Gap] = []
    start: DateTime | None = None
    end: DateTime | None = None
    cause = _SERVING
    for begin, stop, state, _ in tiles:
        if state is not cause or begin != end:
            if cause is not _SERVING:
                found.append(Gap(between(start, end), (cause,)))
            start, cause = begin, state
        end = stop
    if cause is not _SERVING:
        found.append(Gap(between(start, end), (cause,)))
    return found


def _swept(tiles: Iterable[Tile]) -> Iterable[Gap]:
    """Count the states of all flights through time: whatever is in flight while nothing serves is a gap."""
    moves = [move for start, end, state, _ in tiles for move in ((start, state, 1), (end, state, -1))]
    states: Counter[ServingState] = Counter()
    start: DateTime | None = None
    causes: tuple[ServingState, ...] = ()
    for at, together in in_order(moves):
        for _, state, step in together:
            states[state] += step
        following: tuple[ServingState, ...] = ()
        if not states[_SERVING]:
            following = tuple(sorted((state for state, n in states.items() if n), key=_ORDER.__getitem__))
        if following != causes:
            if start is not None and causes:
                yield Gap(between(start, at), causes)
            start, causes = at, following


InForce: TypeAlias = "tuple[DateTime, DateTime, License]"
"""From when until when which license is in force."""


def _resting_on(flight: Flight) -> list[InForce]:
    """Give the licenses that an ad rests on and that are in force at some time, in the portfolio's order."""
    if not flight.ad.needs_license:
        return []
    return [(*bounds, each) for each in flight.licenses if (bounds := in_force(each)) is not None]


def _overlaps(parts: Iterable[tuple[Part, Sequence[InForce]]]) -> tuple[Overlap, ...]:
    """Find where the licenses of a post double one another within its flights."""
    by_post: dict[str, tuple[list[tuple[DateTime, DateTime]], list[InForce]]] = {}
    for part, licenses in parts:
        if len(licenses) > 1 and (pieces := _doubled(licenses, part.start, part.end)):
            doubled, among = by_post.setdefault(part.flight.post.id, ([], []))
            doubled += pieces
            among += licenses
    found: list[Overlap] = []
    for post_id, (doubled, among) in by_post.items():
        # Each once, told apart by identity: a derived id costs a digest.
        by_end = sorted({id(each[2]): each for each in among}.values(), key=_end)
        edges = edges_of(doubled)
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            ids = [each.id for first, last, each in by_end if first < end and start < last]
            found.append(Overlap(between(start, end), post_id, tuple(ids)))
    return tuple(found)


_start, _end = itemgetter(0), itemgetter(1)


def _doubled(licenses: Iterable[InForce], first: DateTime, last: DateTime) -> list[tuple[DateTime, DateTime]]:
    """Give the stretches between two instants in which more than one license is in force."""
    found: list[tuple[DateTime, DateTime]] = []
    held = first
    for start, end, _ in sorted(licenses, key=_start):
        if start < held:
            begin, stop = max(start, first), min(end, held, last)
            if begin < stop:
                found.append((begin, stop))
        held = max(held, end)
    return found


def _overshoot(parts: Iterable[tuple[Part, Sequence[InForce]]]) -> tuple[Overshoot, ...]:
    """Find what licenses last beyond the last of the flights that they count for."""
    used_up: set[int] = set()  # by identity: a derived id costs a digest
    last: dict[int, tuple[InForce, DateTime]] = {}
    for part, licenses in parts:
        end = part.flight.ad.ends_at
        for each in licenses:
            key = id(each[2])
            if end is None or each[1] <= end:
                used_up.add(key)
            else:
                last[key] = (each, max(end, last[key][1]) if key in last else end)
    return tuple(
        [
            Overshoot(between(max(start, end), stop), license.id)
            for key, ((start, stop, license), end) in last.items()
            if key not in used_up
        ]
    )


def clipped(tiles: Iterable[Tile], start: DateTime | None = None, end: DateTime | None = None) -> list[Tile]:
    """Cut tiles to a stretch of time."""
    return [
        (begin, stop, state, planned)
        for first, last, state, planned in tiles
        if (begin := first if start is None or first >= start else start)
        < (stop := last if end is None or last <= end else end)
    ]


def over_time(flight: Flight, budget: Budget, tiles: Iterable[Tile]) -> tuple[Tally, Tally]:
    """Add up what a flight is planned to spend and can, and what it loses, in some of its tiles."""
    spent, lost = Tally(), Tally()
    ad_id = flight.ad.id
    serving: Amount = 0
    losing = serving
    for start, end, state, planned in tiles:
        if planned:
            if state is _SERVING:
                serving += budget.amount(flight, start, end, serves=True)
            else:
                losing += budget.amount(flight, start, end, serves=False)
    spent.add(budget, ad_id, serving)
    lost.add(budget, ad_id, losing)
    return spent, lost
