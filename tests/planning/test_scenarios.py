"""Scenarios: both sides, and what differs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from planned_strategies import HORIZON, budgeted, weights_of
from strategies import DAY, moments, moved, policies

from sparklicense import (
    AccountAccess,
    AdSettings,
    License,
    Policy,
    Portfolio,
    PortfolioError,
    Post,
    ServingState,
    SparkAd,
    Window,
    Windows,
    instant,
)
from sparklicense.planning import Coverage, coverage, outages, what_if

DAY_0 = instant("2026-01-01T00:00:00Z")


def day(number: float) -> DateTime:
    """Give an instant so many days into the year."""
    return moved(DAY_0, number * DAY)


LICENSE = License(id="l", code="#code=", post_id="1", issued_at=day(0), expires_at=day(30))
POST = Post(id="1", published_at=day(-10))
AD = SparkAd(
    id="7",
    post_id="1",
    starts_at=day(0),
    ends_at=day(40),
    settings=AdSettings(budget=Decimal(50), currency="EUR"),
)
FACTS = Portfolio([POST], [LICENSE], [AD])


@given(budgeted(), policies(), moments(), st.data())
def test_a_scenario_with_no_change_has_an_empty_difference(
    portfolio: Portfolio, policy: Policy, at: DateTime, data: st.DataObject
) -> None:
    """Nor has one whose changes are the facts as they are."""
    weights = data.draw(weights_of(portfolio))
    some = [attrs.evolve(each, id=each.id) for each in portfolio.licenses[:1]]
    same: tuple[Post | License | SparkAd, ...] = (*portfolio.posts, *some, *portfolio.ads)
    for changes in ((), same):
        found = what_if(portfolio, *changes, at=at, until=HORIZON, policy=policy, weights=weights)
        assert found.is_empty
        assert (found.coverage, found.outages_averted, found.outages_added) == ((), (), ())
        assert not any(amount for _, amount in (*found.spent.amounts, *found.lost.amounts))


@given(budgeted(), budgeted(), policies(), moments())
def test_both_sides_are_what_their_facts_say(a: Portfolio, b: Portfolio, policy: Policy, at: DateTime) -> None:
    """A scenario is the same questions asked twice, about the ads that a change can touch: nothing else changes."""
    changes = tuple(each for each in b.ads if each.post_id in {post.id for post in a.posts})
    found = what_if(a, *changes, at=at, until=HORIZON, policy=policy)
    touched = {ad_id for each in (*found.before.coverage, *found.after.coverage) for ad_id in each.ads}
    of: list[dict[str, Coverage]] = []
    for facts, side in ((a, found.before), (a.with_(*changes), found.after)):
        of.append({ad.id: coverage(facts, ad_id=ad.id, until=HORIZON, policy=policy) for ad in facts.ads})
        assert side.coverage == tuple(of[-1][ad.id] for ad in facts.ads if ad.id in touched)
        stops = outages(facts, at=at, until=HORIZON, policy=policy)
        mine = [(each.at, stop) for each in stops for stop in each.stops if stop.ad_id in touched]
        assert [(each.at, stop) for each in side.outages for stop in each.stops] == mine
    before, after = of
    assert all(before[id] == after[id] for id in before if id not in touched)
    assert {each.ad_id for each in found.coverage} <= {ad.id for ad in (*a.ads, *changes)}
    for change in found.coverage:
        assert not change.gained & change.given_up


@pytest.mark.parametrize(
    ("change", "served", "lost", "averted", "added"),
    [
        (LICENSE.extend(30, at=day(10)), 10, -500, [ServingState.LICENSE_EXPIRED], [ServingState.ENDED]),
        (
            LICENSE.reissue(code="#new=", issued_at=day(35), days=7),
            5,
            -250,
            [],
            [ServingState.ENDED],
        ),
        (LICENSE.revoke(day(20)), -10, 500, [ServingState.LICENSE_EXPIRED], [ServingState.LICENSE_REVOKED]),
        (POST.delete(day(20)), -10, 500, [ServingState.LICENSE_EXPIRED], [ServingState.POST_DELETED]),
        (attrs.evolve(AD, ends_at=day(30)), 0, -500, [ServingState.LICENSE_EXPIRED], [ServingState.ENDED]),
        (AD.pause(day(25)), -5, -500, [ServingState.LICENSE_EXPIRED], [ServingState.PAUSED]),
    ],
    ids=["extend", "reissue", "revoke", "delete", "move", "pause"],
)
def test_each_kind_of_change_shows_in_coverage_outages_and_spend(
    change: Any, served: int, lost: int, averted: list[ServingState], added: list[ServingState]
) -> None:
    """A flight of 40 days, a license for 30 of them, 50 euros a day."""
    found = what_if(FACTS, change)
    (one,) = found.coverage
    gained = (one.gained.duration or DAY * 0) - (one.given_up.duration or DAY * 0)
    assert gained == served * DAY
    assert found.lost.of("EUR") == lost
    assert found.spent.of("EUR") == 50 * served
    assert [each.causes[0] for each in found.outages_averted] == averted
    assert [each.causes[0] for each in found.outages_added] == added
    assert not found.is_empty


def test_a_new_ad_had_no_coverage_before() -> None:
    """What it serves is gained."""
    found = what_if(FACTS, attrs.evolve(AD, id="8"), at=day(0), within=10 * DAY)
    (one,) = found.coverage
    assert (one.before, one.gained, one.given_up) == (None, Windows([Window(day(0), day(30))]), Windows.none())
    assert found.before.outages == found.after.outages == ()
    assert str(found) == (
        "spent: 1,500.00 EUR -> 3,000.00 EUR\n"
        "lost: 500.00 EUR -> 1,000.00 EUR\n"
        "outages: 0 -> 0\n"
        "ad `8` serves nothing -> 75.0 %"
    )


def test_a_change_that_does_not_fit_is_refused() -> None:
    """As the portfolio refuses it; the facts stay as they are."""
    with pytest.raises(PortfolioError, match="unknown post"):
        what_if(FACTS, attrs.evolve(AD, post_id="9"))
    with pytest.raises(ValueError, match=r"^until: the flight of ad `7` has no end"):
        what_if(FACTS, attrs.evolve(AD, ends_at=None))


def test_access_that_is_withdrawn_touches_the_creators_ads() -> None:
    """And nobody else's."""
    own = attrs.evolve(AD, id="8", identity_type="TT_USER")
    portfolio = Portfolio([attrs.evolve(POST, creator="@maya")], [LICENSE], [AD, own])
    found = what_if(portfolio, AccountAccess(creator="@maya", granted_at=day(0), expires_at=day(10)))
    assert [(each.ad_id, each.given_up) for each in found.coverage] == [("8", Windows([Window(day(10), day(40))]))]


def test_a_code_that_is_on_another_post_is_refused() -> None:
    """Though only a part of the portfolio is worked out."""
    other = Post(id="2", published_at=POST.published_at)
    taken = License.issue(code="#taken=", post_id="2", issued_at=day(0))
    portfolio = FACTS.with_(other, taken)
    with pytest.raises(PortfolioError, match="one post each"):
        what_if(portfolio, License.issue(code="#taken=", post_id="1", issued_at=day(1)))
