"""Flights: parted where anything changes, under every policy."""

from __future__ import annotations

from itertools import pairwise

import attrs
from hypothesis import given
from planned_strategies import HORIZON
from strategies import POOL, policies, portfolios

from sparklicense import PLATFORM, IdentityType, Policy, Portfolio, Post, ServingState, SparkAd, Window, Windows
from sparklicense.planning.flights import closed_flights

UNPUBLISHED, SCHEDULED, SERVING = ServingState.POST_UNPUBLISHED, ServingState.SCHEDULED, ServingState.SERVING


@given(portfolios(detailed=False), policies())
def test_tiles_part_the_flight_and_say_what_the_decision_says(portfolio: Portfolio, policy: Policy) -> None:
    """One after another, each with one state and one position of the switch; neighbors differ."""
    for flight in closed_flights(portfolio, portfolio.ads, policy=policy, until=HORIZON):
        assert bool(flight.tiles) is (flight.ad.starts_at < flight.end)
        bounds = [flight.ad.starts_at, *(end for _, end, _, _ in flight.tiles)]
        assert [start for start, _, _, _ in flight.tiles] == bounds[:-1]
        assert not flight.tiles or bounds[-1] == flight.end
        for start, end, state, planned in flight.tiles:
            for t in {start, *(t for t in POOL if start <= t < end)}:
                assert portfolio.serving(flight.ad.id, at=t, policy=policy).state is state
                assert (t in flight.ad.paused) is not planned
        assert all(left[2:] != right[2:] for left, right in pairwise(flight.tiles))


@given(portfolios(detailed=False), policies())
def test_every_change_of_a_timeline_is_one_under_every_policy(portfolio: Portfolio, policy: Policy) -> None:
    """A standing that changes without consequences is no change, and at each instant the decision is the same."""
    for ad in portfolio.ads:
        timeline = portfolio.timeline(ad.id, policy=policy)
        states = [timeline.initial, *(state for _, state in timeline.changes)]
        assert all(before is not after for before, after in pairwise(states))
        for t in POOL:
            assert timeline.at(t) is portfolio.serving(ad.id, at=t, policy=policy).state


def test_hiding_a_post_is_no_change_where_it_need_not_be_public() -> None:
    """Between two standings that both permit nothing happens."""
    hidden = Windows([Window(POOL[2], POOL[3])])
    post = Post(id="1", published_at=POOL[0], hidden=hidden)
    ad = SparkAd(id="7", post_id="1", starts_at=POOL[1], identity_type=IdentityType.TT_USER)
    portfolio = Portfolio([post], ads=[ad])
    assert [state for _, state in portfolio.timeline("7", policy=PLATFORM).changes] == [SCHEDULED, SERVING]
    assert portfolio.timeline("7", policy=PLATFORM).initial is UNPUBLISHED
    public = attrs.evolve(PLATFORM, post_must_be_public=True)
    assert portfolio.timeline("7", policy=public).windows(ServingState.POST_HIDDEN) == hidden
