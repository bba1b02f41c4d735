"""Coverage: flights tiled, gaps explained, licenses weighed against flights."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import DAY, POOL, licenses, moved, policies, portfolios, posts, windows

from sparklicense import (
    AdSettings,
    BudgetMode,
    IdentityType,
    License,
    Policy,
    Portfolio,
    Post,
    Removal,
    ServingState,
    SparkAd,
    UnknownIdError,
    Window,
    Windows,
    instant,
)
from sparklicense.planning import Coverage, Gap, coverage, effective_expiry, flight_coverage

OWN = IdentityType.TT_USER
DAY_0 = instant("2026-01-01T00:00:00Z")
HORIZON = moved(POOL[-1], DAY)


def day(number: float) -> DateTime:
    """Give the start of a day of the worked example."""
    return moved(DAY_0, number * DAY)


def worked(**fields: object) -> Portfolio:
    """A flight of 90 days on one post, with three licenses."""
    return Portfolio(
        posts=[Post(id="1", published_at=day(-10))],
        licenses=[
            License(id=f"l{n}", code=None, post_id="1", issued_at=day(start), expires_at=day(end))
            for n, (start, end) in enumerate(((0, 30), (27, 57), (64, 94)), 1)
        ],
        ads=[SparkAd(id="7", post_id="1", starts_at=day(0), ends_at=day(90), campaign_id="c", **fields)],  # type: ignore[arg-type]  # any field
    )


def of_gaps(found: Coverage) -> Windows:
    """Join the gaps."""
    return Windows(gap.window for gap in found.gaps)


def test_a_flight_of_90_days_under_three_licenses() -> None:
    """83 of 90 days, one gap, 3 days of overlap, 4 of overshoot."""
    found = coverage(worked(settings=AdSettings(budget=Decimal(10), currency="EUR")), ad_id="7")
    assert found.serving.duration == timedelta(days=83)
    assert found.flight == Windows([Window(day(0), day(90))])
    assert found.gaps == (Gap(Window(day(57), day(64)), (ServingState.LICENSE_EXPIRED,)),)
    assert [(each.window, each.post_id, each.license_ids) for each in found.overlaps] == [
        (Window(day(27), day(30)), "1", ("l1", "l2"))
    ]
    assert [(each.window, each.license_id) for each in found.overshoot] == [(Window(day(90), day(94)), "l3")]
    assert (found.gap_length.days, found.overlap_length.days, found.overshoot_length.days) == (7, 3, 4)
    assert found.share == 83 / 90
    assert [found.spent.of("EUR"), found.lost.of("EUR")] == [Decimal(830), Decimal(70)]
    assert found.spend_share("EUR") == Decimal("0.9222222222222222222222222222")
    assert found.spend_share("USD") is None


def test_post_campaign_and_portfolio_of_one_ad_are_covered_as_the_ad_is() -> None:
    """Four ways to ask for the same flight."""
    portfolio = worked()
    one = coverage(portfolio, ad_id="7")
    assert one == coverage(portfolio, post_id="1") == coverage(portfolio, campaign_id="c") == coverage(portfolio)


def test_a_flight_that_no_ad_flies_yet_is_covered_as_an_ads_would_be() -> None:
    """Licenses of other posts are left aside; there is no money without an ad."""
    portfolio = worked()
    other = License.issue(code=None, post_id="2", issued_at=day(57))
    found = flight_coverage(Window(day(0), day(90)), post=portfolio.post("1"), licenses=(*portfolio.licenses, other))
    one = coverage(portfolio, ad_id="7")
    assert found == attrs.evolve(one, ads=(), spent=found.spent, lost=found.lost)
    assert (found.spent.amounts, found.lost.unknown) == ((), ())
    with pytest.raises(ValueError, match="flight: it has no start or no end"):
        flight_coverage(Window(day(0), None), post=portfolio.post("1"))


def test_a_campaign_is_served_while_any_of_its_ads_is() -> None:
    """A gap of a campaign names the causes of every ad meant to run then."""
    portfolio = worked().with_(
        Post(id="2", published_at=day(-10), deleted_at=day(60), removal=Removal.CREATOR),
        SparkAd(id="8", post_id="2", starts_at=day(50), ends_at=day(90), campaign_id="c", identity_type=OWN),
    )
    found = coverage(portfolio, campaign_id="c")
    assert found.ads == ("7", "8")
    assert found.gaps == (Gap(Window(day(60), day(64)), (ServingState.POST_DELETED, ServingState.LICENSE_EXPIRED)),)


@given(portfolios(detailed=False), policies())
def test_coverage_plus_gaps_tile_the_flight(portfolio: Portfolio, policy: Policy) -> None:
    """Whatever is asked about: what is served and the gaps make up the flight and share no instant."""
    asked: list[Coverage] = [coverage(portfolio, until=HORIZON, policy=policy)]
    asked += [coverage(portfolio, ad_id=ad.id, until=HORIZON, policy=policy) for ad in portfolio.ads]
    asked += [coverage(portfolio, post_id=post.id, until=HORIZON, policy=policy) for post in portfolio.posts]
    asked += [coverage(portfolio, campaign_id=id, until=HORIZON, policy=policy) for id in portfolio.campaign_ids]
    for found in asked:
        gaps = of_gaps(found)
        assert found.serving | gaps == found.flight
        assert not found.serving & gaps
        assert sum((gap.window.duration or timedelta() for gap in found.gaps), timedelta()) == gaps.duration


@given(portfolios(detailed=False), policies())
def test_each_gap_of_an_ad_says_what_its_timeline_says(portfolio: Portfolio, policy: Policy) -> None:
    """The cause of a gap is the ad's headline, at its first instant and at its last."""
    for ad in portfolio.ads:
        timeline = portfolio.timeline(ad.id, policy=policy)
        for gap in coverage(portfolio, ad_id=ad.id, until=HORIZON, policy=policy).gaps:
            assert gap.window.start is not None
            assert gap.window.end is not None
            assert gap.causes == (timeline.at(gap.window.start),)
            assert timeline.until(gap.window.start) in (None, gap.window.end) or gap.window.end == (
                ad.ends_at or HORIZON
            )


@given(portfolios(detailed=False), policies())
def test_a_group_is_in_flight_and_served_whenever_one_of_its_ads_is(portfolio: Portfolio, policy: Policy) -> None:
    """The whole is the union of its parts."""
    each = [coverage(portfolio, ad_id=ad.id, until=HORIZON, policy=policy) for ad in portfolio.ads]
    whole = coverage(portfolio, until=HORIZON, policy=policy)
    assert whole.flight == Windows(window for one in each for window in one.flight)
    assert whole.serving == Windows(window for one in each for window in one.serving)


@given(portfolios(detailed=False))
def test_overlaps_are_where_two_licenses_of_an_ad_are_in_force(portfolio: Portfolio) -> None:
    """Instant by instant, within the flight."""
    for ad in portfolio.ads:
        found = Windows(each.window for each in coverage(portfolio, ad_id=ad.id, until=HORIZON).overlaps)
        counting = [
            each
            for each in portfolio.licenses_of(ad.post_id)
            if ad.needs_license and each.advertiser_id in (None, ad.advertiser_id)
        ]
        for t in POOL:
            doubled = sum(t in each.window for each in counting) > 1
            assert (t in found) is (doubled and ad.starts_at <= t < (ad.ends_at or HORIZON))


@given(portfolios(detailed=False))
def test_overshoot_is_what_a_license_lasts_beyond_every_flight(portfolio: Portfolio) -> None:
    """Beyond the flights of the ads that it counts for; nothing outlives a flight without an end."""
    found = coverage(portfolio, until=HORIZON).overshoot
    for license in portfolio.licenses:
        ads = [
            ad
            for ad in portfolio.ads
            if ad.needs_license and ad.post_id == license.post_id and license.advertiser_id in (None, ad.advertiser_id)
        ]
        beyond = Windows(each.window for each in found if each.license_id == license.id)
        ends = [ad.ends_at for ad in ads]
        known = [end for end in ends if end is not None]
        if not ads or len(known) < len(ends):
            assert not beyond
        else:
            assert beyond == license.window - Windows([Window(None, max(known))])


@given(st.lists(licenses(), max_size=4), st.sampled_from(POOL))
def test_effective_expiry_never_lies_inside_a_gap(some: list[License], at: DateTime) -> None:
    """Until then some license is in force at every instant, and then none is: it is the edge of a gap."""
    end = effective_expiry(some, at=at)
    in_force = Windows(window for each in some for window in each.window)
    if at in in_force:
        assert end is not None
        assert Windows([Window(at, end)]) & in_force == Windows([Window(at, end)])
        assert end not in in_force
    else:
        assert end is None


@given(posts(detailed=False), windows())
def test_a_license_that_an_own_post_does_not_need_is_no_excess(post: Post, paused: Windows) -> None:
    """An ad that runs by access to an account has neither overlaps nor overshoot."""
    code = License(code=None, post_id=post.id, issued_at=POOL[0], expires_at=POOL[-1], id="a")
    ad = SparkAd(id="7", post_id=post.id, starts_at=POOL[1], ends_at=POOL[3], identity_type=OWN, paused=paused)
    found = coverage(Portfolio([post], [code, attrs.evolve(code, id="b")], [ad]))
    assert not found.overlaps
    assert not found.overshoot


def test_a_flight_without_an_end_needs_a_horizon() -> None:
    """The error says so, and names the ads."""
    endless = attrs.evolve(worked().ad("7"), ends_at=None)
    with pytest.raises(ValueError, match=r"^until: the flight of ad `7` has no end; give the horizon up to which"):
        coverage(worked().with_(endless))
    several = [attrs.evolve(endless, id=str(n)) for n in range(1, 6)]
    with pytest.raises(ValueError, match=r"^until: the flights of 5 ads, `1`, `2`, `3` and others have no end"):
        coverage(Portfolio(worked().posts, ads=several))
    found = coverage(worked().with_(endless), until=day(60))
    assert (found.flight.duration, found.gap_length) == (timedelta(days=60), timedelta(days=3))
    assert not found.overshoot


def test_a_flight_that_starts_after_the_horizon_is_no_flight() -> None:
    """There is nothing to cover, and no share of it."""
    late = attrs.evolve(worked().ad("7"), starts_at=day(95), ends_at=None)
    found = coverage(worked().with_(late), until=day(90))
    assert not found.flight
    assert not found.gaps
    assert found.share is None


def test_a_lifetime_budget_is_spread_over_the_flight() -> None:
    """900 over 90 days, of which 7 are a gap."""
    settings = AdSettings(budget=Decimal(900), budget_mode=BudgetMode.LIFETIME, currency="USD")
    found = coverage(worked(settings=settings))
    assert [found.spent.of("USD"), found.lost.of("USD")] == [Decimal(830), Decimal(70)]


def test_ask_about_one_thing_at_a_time() -> None:
    """An ad, a post or a campaign; and each must be known."""
    with pytest.raises(ValueError, match="ad_id, post_id, campaign_id: at most one of them"):
        coverage(worked(), ad_id="7", post_id="1")
    for unknown in ({"ad_id": "9"}, {"post_id": "9"}, {"campaign_id": "9"}):
        with pytest.raises(UnknownIdError, match="has the id `9`"):
            coverage(worked(), **unknown)  # type: ignore[arg-type]  # one of three keywords
