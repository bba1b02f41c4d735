"""Outages: every stop ahead, with cause, idle campaigns and money."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from planned_strategies import budgeted, weights_of
from strategies import DAY, POOL, moments, moved, policies

from sparklicense import (
    AdSettings,
    BudgetLevel,
    BudgetMode,
    License,
    Policy,
    Portfolio,
    Post,
    ServingState,
    SparkAd,
    instant,
)
from sparklicense.planning import Stop, UnknownSpend, outages

DAY_0 = instant("2026-01-01T00:00:00Z")
LAST = moved(POOL[-1], 10 * DAY)


def campaign(*ends: int, level: BudgetLevel = BudgetLevel.AD) -> Portfolio:
    """Ads of one campaign in flight for 20 days, each with a license up to some day."""
    settings = AdSettings(budget=Decimal(60), budget_level=level, currency="USD")
    return Portfolio(
        posts=[Post(id=str(n), published_at=DAY_0) for n, _ in enumerate(ends)],
        licenses=[
            License(code=None, post_id=str(n), issued_at=DAY_0, expires_at=moved(DAY_0, end * DAY))
            for n, end in enumerate(ends)
        ],
        ads=[
            SparkAd(
                id=f"ad{n}",
                post_id=str(n),
                starts_at=DAY_0,
                ends_at=moved(DAY_0, 20 * DAY),
                campaign_id="c",
                settings=settings,
            )
            for n, _ in enumerate(ends)
        ],
    )


@given(budgeted(), policies(), moments())
def test_outages_are_exactly_the_changes_from_serving(portfolio: Portfolio, policy: Policy, at: DateTime) -> None:
    """Against the portfolio's own list of changes."""
    changes = portfolio.upcoming(at, LAST, policy=policy)
    stops = [(each.at, each.ad_id, each.to) for each in changes if each.from_ is ServingState.SERVING and each.at > at]
    found = outages(portfolio, at=at, policy=policy)
    assert [(each.at, stop.ad_id, stop.cause) for each in found for stop in each.stops] == stops


@given(budgeted(), policies(), moments(), st.sampled_from((DAY, 7 * DAY, 30 * DAY)))
def test_a_nearer_horizon_gives_the_first_outages(
    portfolio: Portfolio, policy: Policy, at: DateTime, within: timedelta
) -> None:
    """Those up to it, that instant included."""
    everything = outages(portfolio, at=at, policy=policy)
    found = outages(portfolio, at=at, within=within, policy=policy)
    assert found == tuple(each for each in everything if each.at <= moved(at, within))


@given(budgeted(), policies(), moments())
def test_idle_campaigns_are_those_with_nothing_serving_and_a_flight_running(
    portfolio: Portfolio, policy: Policy, at: DateTime
) -> None:
    """Campaign by campaign, asked at the instant of the outage."""
    for outage in outages(portfolio, at=at, policy=policy):
        stopped = {portfolio.ad(stop.ad_id).campaign_id for stop in outage.stops}
        for id in portfolio.campaign_ids:
            running = any(
                ad.starts_at <= outage.at
                and (ad.ends_at is None or outage.at < ad.ends_at)
                and outage.at not in ad.paused
                for ad in portfolio.ads
                if ad.campaign_id == id
            )
            idle = portfolio.campaign(id, at=outage.at, policy=policy).nothing_serves and running
            assert (id in outage.idle_campaigns) is (idle and id in stopped)


@given(budgeted(), policies(), st.data())
def test_spend_that_stops_is_never_negative_and_expected_stops_cost_nothing(
    portfolio: Portfolio, policy: Policy, data: st.DataObject
) -> None:
    """The end of a flight and a pause lose no planned spend."""
    weights = data.draw(weights_of(portfolio))
    for outage in outages(portfolio, at=moved(POOL[0], -DAY), until=LAST, policy=policy, weights=weights):
        assert all(amount >= 0 for _, amount in outage.spend_per_day.amounts)
        if outage.expected:
            assert not outage.spend_per_day.unknown
            assert all(amount == 0 for _, amount in outage.spend_per_day.amounts)


def test_each_outage_tells_its_cause_its_ads_its_idle_campaigns_and_its_money() -> None:
    """Two codes run out one after the other, then the flights end."""
    first, second = outages(campaign(5, 9), at=DAY_0)
    assert (first.at, first.stops) == (moved(DAY_0, 5 * DAY), (Stop("ad0", ServingState.LICENSE_EXPIRED),))
    assert (first.idle_campaigns, first.expected, first.causes) == ((), False, (ServingState.LICENSE_EXPIRED,))
    assert first.spend_per_day.of("USD") == 60
    assert (second.idle_campaigns, str(second.spend_per_day)) == (("c",), "60.00 USD")
    (end,) = outages(campaign(30, 30), at=DAY_0)
    assert (end.expected, end.idle_campaigns, end.spend_per_day.amounts) == (True, (), ())


def test_a_shared_budget_stops_only_with_the_last_ad_that_spends_it() -> None:
    """Before that the others spend it; with weights each takes its own part with it."""
    portfolio = campaign(5, 9, level=BudgetLevel.CAMPAIGN)
    assert [each.spend_per_day.of("USD") for each in outages(portfolio, at=DAY_0)] == [0, 60]
    weighted = outages(portfolio, at=DAY_0, weights={"ad0": 1, "ad1": 2})
    assert [each.spend_per_day.of("USD") for each in weighted] == [20, 40]
    together = outages(campaign(5, 5, level=BudgetLevel.CAMPAIGN), at=DAY_0)
    assert [each.spend_per_day.of("USD") for each in together] == [60]


def test_money_that_is_not_known_is_named() -> None:
    """An ad without a budget stops as any other does."""
    portfolio = campaign(5)
    poor = portfolio.with_(attrs.evolve(portfolio.ad("ad0"), settings=AdSettings()))
    (found,) = outages(poor, at=DAY_0)
    assert found.spend_per_day.unknown == (UnknownSpend("ad0", "no budget is recorded"),)
    lifetime = AdSettings(budget=Decimal(60), budget_mode=BudgetMode.LIFETIME, currency="USD")
    endless = portfolio.with_(attrs.evolve(portfolio.ad("ad0"), settings=lifetime, ends_at=None))
    assert "without an end" in outages(endless, at=DAY_0)[0].spend_per_day.unknown[0].reason
    assert outages(endless, at=DAY_0, until=moved(DAY_0, 20 * DAY))[0].spend_per_day.of("USD") == 3


def test_the_horizon_lies_ahead() -> None:
    """And is a duration."""
    with pytest.raises(ValueError, match="within: `0:00:00` is not ahead"):
        outages(campaign(5), at=DAY_0, within=timedelta())
    with pytest.raises(TypeError, match="within: a `timedelta`, not int: `3`"):
        outages(campaign(5), at=DAY_0, within=3)  # type: ignore[arg-type]  # what is refused
