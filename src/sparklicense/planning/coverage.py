"""Coverage: which part of a flight is served, where the gaps are and why, and which licenses are too many."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from sparklicense.ads import SparkAd
from sparklicense.errors import InvalidValueError, UnknownIdError, shown
from sparklicense.instants import InstantLike, elapsed, optional_instant
from sparklicense.planning.flights import Flight, closed_flights
from sparklicense.planning.money import INSIDE, Spend, Weights, tidied
from sparklicense.planning.spending import budgets, over_time, sharing
from sparklicense.planning.sweeps import Gap, Overlap, Overshoot, gaps, overlaps, overshoot, resting_on
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.portfolio import Portfolio
from sparklicense.rules.states import ServingState
from sparklicense.windows import Window, Windows, united

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sparklicense.licenses import License
    from sparklicense.posts import Post

_SERVING: Final = ServingState.SERVING


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
    spent, lost = over_time(found, budgets(among, weights))
    return covered(found, spent, lost)


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


def covered(flights: Sequence[Flight], spent: Spend, lost: Spend) -> Coverage:
    """Work out the coverage of some flights, whose money is known already."""
    resting = [(flight, resting_on(flight)) for flight in flights]
    return Coverage(
        ads=tuple([flight.ad.id for flight in flights]),
        flight=united([(flight.ad.starts_at, flight.end) for flight in flights if flight.tiles]),
        serving=united(
            [(start, end) for flight in flights for start, end, state, _ in flight.tiles if state is _SERVING]
        ),
        gaps=gaps([flight.tiles for flight in flights]),
        overlaps=overlaps(resting),
        overshoot=overshoot(resting),
        spent=spent,
        lost=lost,
    )


def _length(windows: Iterable[Window]) -> timedelta:
    """Add up the lengths of bounded windows."""
    return sum((elapsed(each.start, each.end) for each in windows if each.start and each.end), timedelta())
