"""The plan: everything at once, and nothing that the parts do not say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

import attrs
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from planned_strategies import HORIZON, budgeted, weights_of
from strategies import DAY, MARK, moments, moved, policies

from sparklicense import Policy, Portfolio, SparkAd
from sparklicense.instants import elapsed
from sparklicense.planning import Spend, coverage, outages, plan, spend_at_risk


@given(budgeted(), policies(), moments(), st.sampled_from((None, DAY, 30 * DAY)), st.data())
def test_the_plan_says_what_its_parts_say(
    portfolio: Portfolio, policy: Policy, at: DateTime, within: timedelta | None, data: st.DataObject
) -> None:
    """Outages, coverage and money, each asked for alone; of flights what lies ahead."""
    weights = data.draw(weights_of(portfolio))
    found = plan(portfolio, at=at, within=within, until=HORIZON, policy=policy, weights=weights)
    assert found.outages == tuple(
        each
        for each in outages(portfolio, at=at, within=within, until=HORIZON, policy=policy, weights=weights)
        if not each.expected
    )
    for one in found.coverage:
        whole = coverage(portfolio, ad_id=one.ads[0], until=HORIZON, policy=policy, weights=weights)
        assert all(window.start is not None and window.start >= at for window in one.flight)
        assert whole.serving & one.flight == one.serving
        assert whole.flight | one.flight == whole.flight
    ids = {each.ads[0] for each in found.coverage}
    assert ids == {ad.id for ad in portfolio.ads if (ad.ends_at or HORIZON) > at}
    if at < HORIZON:
        ahead = elapsed(at, max([HORIZON, *(ad.ends_at for ad in portfolio.ads if ad.ends_at)]))
        money = spend_at_risk(portfolio, at=at, within=ahead, until=HORIZON, policy=policy, weights=weights)
        for mine, theirs in ((found.planned, money.planned), (found.at_risk, money.at_risk)):
            assert [each for each in mine.amounts if each[1]] == [each for each in theirs.amounts if each[1]]
    by_cause = sum((each.spend for each in found.lost_by_cause), Spend())
    assert all(abs(by_cause.of(each) - found.at_risk.of(each)) < Decimal("1e-15") for each in found.at_risk.currencies)
    assert (found.at, found.policy) == (at, policy.name)
    assert MARK not in repr(attrs.asdict(found))


@given(budgeted(), policies(), moments(), st.sampled_from((DAY, 30 * DAY)))
def test_within_leaves_out_what_is_due_later_and_changes_nothing_else(
    portfolio: Portfolio, policy: Policy, at: DateTime, within: timedelta
) -> None:
    """The same actions, in the same order, and the same money."""
    everything = plan(portfolio, at=at, policy=policy)
    found = plan(portfolio, at=at, within=within, policy=policy)
    by = moved(at, within)
    assert found.worklist == tuple(each for each in everything.worklist if each.due <= by)
    assert found.outages == tuple(each for each in everything.outages if each.at <= by)
    assert found == attrs.evolve(everything, by=by, worklist=found.worklist, outages=found.outages)


def test_the_ads_are_gone_through_once() -> None:
    """And whoever wants to can watch."""
    portfolio = Portfolio()
    asked: list[SparkAd] = []

    def progress(ads: Iterable[SparkAd]) -> Iterable[SparkAd]:
        for ad in ads:
            asked.append(ad)
            yield ad

    plan(portfolio, at="2026-01-11T00:00:00Z", within=timedelta(days=30), progress=progress)
    assert asked == list(portfolio.ads)
