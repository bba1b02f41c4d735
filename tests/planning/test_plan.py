"""The plan: everything at once, and nothing that the parts do not say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from planned_strategies import HORIZON, budgeted, weights_of
from strategies import DAY, MARK, moments, policies

from sparklicense import AdSettings, License, Policy, Portfolio, Post, SparkAd
from sparklicense.instants import elapsed
from sparklicense.planning import coverage, outages, plan, renewals, spend_at_risk


@given(budgeted(), policies(), moments(), st.sampled_from((None, DAY, 30 * DAY)), st.data())
def test_the_plan_says_what_its_parts_say(
    portfolio: Portfolio, policy: Policy, at: DateTime, within: timedelta | None, data: st.DataObject
) -> None:
    """Worklist, outages, coverage and money, each asked for alone."""
    weights = data.draw(weights_of(portfolio))
    found = plan(portfolio, at=at, within=within, until=HORIZON, policy=policy, weights=weights)
    assert found.worklist == renewals(portfolio, at=at, within=within, until=HORIZON, policy=policy, weights=weights)
    assert found.needs_action is bool(found.worklist)
    assert found.outages == tuple(
        each
        for each in outages(portfolio, at=at, within=within, until=HORIZON, policy=policy, weights=weights)
        if not each.expected
    )
    assert found.coverage == tuple(
        coverage(portfolio, ad_id=ad.id, until=HORIZON, policy=policy, weights=weights) for ad in portfolio.ads
    )
    if at < HORIZON:
        ahead = within or elapsed(at, HORIZON)
        money = spend_at_risk(portfolio, at=at, within=ahead, until=HORIZON, policy=policy, weights=weights)
        assert (found.planned, found.at_risk) == (money.planned, money.at_risk)
    assert (found.at, found.policy) == (at, policy.name)
    assert MARK not in repr(found)


def test_a_horizon_closes_flights_without_an_end() -> None:
    """Without one the plan is refused, and says so."""
    portfolio = Portfolio(
        posts=[Post(id="1", published_at="2026-01-01T00:00:00Z")],
        licenses=[License.issue(code=None, post_id="1", issued_at="2026-01-01T00:00:00Z", days=30)],
        ads=[
            SparkAd(
                id="7",
                post_id="1",
                starts_at="2026-01-01T00:00:00Z",
                settings=AdSettings(budget=Decimal(10), currency="EUR"),
            )
        ],
    )
    with pytest.raises(ValueError, match=r"^until: the flight of ad `7` has no end; give the horizon"):
        plan(portfolio, at="2026-01-11T00:00:00Z")
    found = plan(portfolio, at="2026-01-11T00:00:00Z", within=timedelta(days=30))
    assert [str(found.planned), str(found.at_risk)] == ["300.00 EUR", "100.00 EUR"]
    assert found.end is not None
    assert found.end.isoformat() == "2026-02-10T00:00:00+00:00"
    asked: list[SparkAd] = []

    def progress(ads: Iterable[SparkAd]) -> Iterable[SparkAd]:
        for ad in ads:
            asked.append(ad)
            yield ad

    plan(portfolio, at="2026-01-11T00:00:00Z", within=timedelta(days=30), progress=progress)
    assert asked == list(portfolio.ads)
