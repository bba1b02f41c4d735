"""Money: budgets counted once, currencies kept apart, the unknown named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from planned_strategies import HORIZON, budgeted, weights_of
from strategies import DAY, POOL, moved, policies

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
    Window,
    Windows,
    instant,
)
from sparklicense.instants import elapsed
from sparklicense.planning import Spend, UnknownSpend, coverage, spend_at_risk
from sparklicense.planning.coverage import clipped, over_time
from sparklicense.planning.flights import Flight, closed_flights
from sparklicense.planning.money import Budget, Tally, budgets, decimal_of, tidied, total

DAY_0 = instant("2026-01-01T00:00:00Z")
EARLY = moved(POOL[0], -DAY)
WHOLE = elapsed(EARLY, HORIZON)
TINY = Decimal("1e-20")


def in_days(length: timedelta) -> Decimal:
    """Give a duration in days of 24 hours."""
    return Decimal(length // timedelta(microseconds=1)) / 86_400_000_000


def close(mine: Spend, theirs: Spend) -> bool:
    """Tell whether two spends agree to 20 digits, which leaves room for rounding to 28."""
    return mine.unknown == theirs.unknown and all(
        abs(mine.of(currency) - theirs.of(currency)) <= TINY * max(Decimal(1), abs(mine.of(currency)))
        for currency in {*mine.currencies, *theirs.currencies}
    )


def shared(*days: tuple[int, int], level: BudgetLevel = BudgetLevel.ADGROUP, **fields: Any) -> Portfolio:
    """Ads in flight for 10 days that share 60 dollars a day, each with a license for some of them."""
    settings = AdSettings(budget=Decimal(60), budget_level=level, currency="USD")
    return Portfolio(
        posts=[Post(id=str(n), published_at=moved(DAY_0, -DAY)) for n in range(len(days))],
        licenses=[
            License(code=None, post_id=str(n), issued_at=moved(DAY_0, start * DAY), expires_at=moved(DAY_0, end * DAY))
            for n, (start, end) in enumerate(days)
        ],
        ads=[
            SparkAd(
                id=f"ad{n}",
                post_id=str(n),
                starts_at=DAY_0,
                ends_at=moved(DAY_0, 10 * DAY),
                **{"adgroup_id": "g", "campaign_id": "c", "settings": settings, **fields},
            )
            for n in range(len(days))
        ],
    )


def test_the_ads_that_serve_divide_a_shared_budget() -> None:
    """Both serve for 4 days, one alone for 2, none for 4: 60 a day is counted once, and lost only when none does."""
    portfolio = shared((0, 4), (0, 6))
    first, second, whole = (coverage(portfolio, ad_id=id) for id in ("ad0", "ad1", None))
    assert [each.spent.of("USD") for each in (first, second, whole)] == [120, 240, 360]
    assert [each.lost.of("USD") for each in (first, second, whole)] == [120, 120, 240]


def test_weights_say_how_a_shared_budget_is_divided() -> None:
    """One to two: what an ad would spend is lost while it does not serve, whoever else does."""
    portfolio = shared((0, 4), (0, 6))
    weights: dict[str, Decimal | int] = {"ad0": 1, "ad1": Decimal(2)}
    first, second = (coverage(portfolio, ad_id=id, weights=weights) for id in ("ad0", "ad1"))
    assert [each.spent.of("USD") for each in (first, second)] == [80, 240]
    assert [each.lost.of("USD") for each in (first, second)] == [120, 160]


@pytest.mark.parametrize("level", [BudgetLevel.ADGROUP, BudgetLevel.CAMPAIGN])
def test_a_budget_whose_owner_is_not_recorded_is_unknown(level: BudgetLevel) -> None:
    """It could be the same for two ads, and would be counted twice."""
    found = coverage(shared((0, 4), (0, 6), level=level, adgroup_id=None, campaign_id=None))
    assert not found.spent.amounts
    assert [each.ad_id for each in found.spent.unknown] == ["ad0", "ad1"]
    assert "is not recorded, so its budget could count twice" in found.lost.unknown[0].reason


def test_unknown_money_is_not_zero_money() -> None:
    """An ad without a budget is named, with the reason; so are ads that record different ones for one group."""
    portfolio = shared((0, 4), (0, 6))
    poor = portfolio.with_(attrs.evolve(portfolio.ad("ad0"), settings=AdSettings()))
    assert coverage(poor).lost.unknown == (UnknownSpend("ad0", "no budget is recorded"),)
    other = AdSettings(budget=Decimal(61), budget_level=BudgetLevel.ADGROUP, currency="USD")
    torn = coverage(portfolio.with_(attrs.evolve(portfolio.ad("ad0"), settings=other)))
    assert [each.reason for each in torn.lost.unknown] == ["the ads of its ad group record different budgets"] * 2
    silent = attrs.evolve(other, budget=None)
    heard = coverage(portfolio.with_(attrs.evolve(portfolio.ad("ad0"), settings=silent)))
    assert heard == coverage(portfolio)


def test_pauses_are_no_loss() -> None:
    """What the advertiser switches off is not planned: 2 of the 4 lost days are paused, under whatever headline."""
    portfolio = shared((0, 6))
    paused = Windows(
        [Window(moved(DAY_0, 7 * DAY), moved(DAY_0, 9 * DAY)), Window(moved(DAY_0, DAY), moved(DAY_0, 2 * DAY))]
    )
    found = coverage(portfolio.with_(attrs.evolve(portfolio.ad("ad0"), paused=paused)))
    assert [found.spent.of("USD"), found.lost.of("USD")] == [300, 120]
    assert [gap.causes[0] for gap in found.gaps] == [ServingState.PAUSED, ServingState.LICENSE_EXPIRED]


def test_bad_weights_are_refused() -> None:
    """Each with what would be right."""
    portfolio = shared((0, 4), (0, 6))
    refused: tuple[tuple[dict[str, Decimal | int], str], ...] = (
        ({"ad0": 0, "ad1": 1}, "weights: of ad `ad0`, `0` is no part of a budget; above 0"),
        ({"ad0": Decimal("nan"), "ad1": 1}, "is no part of a budget"),
        ({"ad0": 1}, "weights: ad `ad1` has none, but shares a budget with ads that have"),
    )
    for weights, message in refused:
        with pytest.raises(ValueError, match=message):
            coverage(portfolio, weights=weights)
    with pytest.raises(TypeError, match=r"weights: of ad `ad0`, a `Decimal` or `int`, not float: `0.5`"):
        coverage(portfolio, weights={"ad0": 0.5, "ad1": 1})  # type: ignore[dict-item]  # what is refused
    with pytest.raises(TypeError, match="not bool"):
        coverage(portfolio, weights={"ad0": True, "ad1": 1})


def test_currencies_are_never_added() -> None:
    """Each has its own amount, and adding keeps them so."""
    both = Spend((("EUR", Decimal(2)),)) + Spend((("USD", Decimal(3)),), (UnknownSpend("7", "why"),))
    assert both == Spend((("EUR", Decimal(2)), ("USD", Decimal(3))), (UnknownSpend("7", "why"),))
    assert (both - both).amounts == (("EUR", Decimal(0)), ("USD", Decimal(0)))
    assert str(both) == "2.00 EUR + 3.00 USD + unknown for 1 ad"
    assert str(Spend()) == "nothing"
    assert str(Spend(unknown=(UnknownSpend("1", ""), UnknownSpend("2", "")))) == "unknown for 2 ads"
    with pytest.raises(TypeError):
        both + 1  # type: ignore[operator]  # what is refused
    with pytest.raises(TypeError):
        both - 1  # type: ignore[operator]  # what is refused


def test_amounts_are_written_plainly() -> None:
    """28 digits, no trailing zeros, no exponent."""
    for amount, text in (("100.000", "100"), ("1E+3", "1000"), ("0.1", "0.1"), ("0E-9", "0")):
        assert str(tidied(Decimal(amount))) == text
    assert str(tidied(Decimal(2) / 3)) == "0.6666666666666666666666666667"


def added(flown: Sequence[Flight], of: Mapping[str, Budget]) -> tuple[Spend, Spend]:
    """Add up what flights spend, and what they lose."""
    each = [over_time(flight, of[flight.ad.id], clipped(flight.tiles)) for flight in flown]
    return total(spent for spent, _ in each), total(lost for _, lost in each)


def rates_at(flown: Sequence[Flight], of: Mapping[str, Budget], at: DateTime) -> tuple[Spend, Spend]:
    """Give what is spent, and what is lost, at an instant: amounts for a day."""
    spent, lost = Tally(), Tally()
    for flight in flown:
        if flight.is_planned(at):
            budget, id = of[flight.ad.id], flight.ad.id
            for tally, rate in zip((spent, lost), budget.rates(flight, at), strict=True):
                tally.add(budget, id, rate)
    return spent.spend(), lost.spend()


@given(budgeted(), policies(), st.data())
def test_spend_over_time_is_the_rate_at_each_instant_added_up(
    portfolio: Portfolio, policy: Policy, data: st.DataObject
) -> None:
    """Between neighbors of all instants at which anything changes, rates are constant."""
    weights = data.draw(weights_of(portfolio))
    flown = closed_flights(portfolio, portfolio.ads, policy=policy, until=HORIZON)
    of = budgets(flown, weights)
    spent = lost = Spend()
    for start, end in pairwise((EARLY, *POOL, HORIZON)):
        days = in_days(elapsed(start, end))
        rates = rates_at(flown, of, start)
        spent, lost = (
            total + Spend(tuple((currency, amount * days) for currency, amount in rate.amounts), rate.unknown)
            for total, rate in zip((spent, lost), rates, strict=True)
        )
    for mine, theirs in zip(added(flown, of), (spent, lost), strict=True):
        known = Spend(mine.amounts, theirs.unknown)
        assert close(known, theirs)
        assert {*theirs.unknown} <= {*mine.unknown}


@given(budgeted(), policies())
def test_a_shared_budget_counts_once(portfolio: Portfolio, policy: Policy) -> None:
    """What ads spend and lose together is the budget times the time in which any of them is meant to spend."""
    flown = closed_flights(portfolio, portfolio.ads, policy=policy, until=HORIZON)
    of = budgets(flown)
    expected: dict[str, Decimal] = {}
    for budget in {id(each): each for each in of.values()}.values():
        planned = Windows(
            Window(start, end) for each in budget.flights for start, end, _, planned in each.tiles if planned
        )
        days = in_days(planned.duration or timedelta())
        if not budget.reason:
            expected[budget.currency] = (
                expected.get(budget.currency, Decimal(0)) + decimal_of(budget.per_day * 86_400_000_000) * days
            )
    spent, lost = added(flown, of)
    assert close(Spend((spent + lost).amounts), Spend(tuple(sorted(expected.items()))))


def shortened(data: st.DataObject, license: License) -> License:
    """Draw the same license with an earlier expiry, applied before it."""
    ends = [t for t in POOL if license.issued_at < t <= license.expires_at]
    end = data.draw(st.sampled_from([*ends, license.expires_at]))
    redeemed = license.redeemed_at
    if redeemed is not None and redeemed >= end:
        redeemed = None
    return attrs.evolve(license, expires_at=end, redeemed_at=redeemed, id=license.id)


@given(budgeted(), policies(), st.data())
def test_spend_at_risk_never_falls_when_a_license_is_shortened(
    portfolio: Portfolio, policy: Policy, data: st.DataObject
) -> None:
    """Whoever shares the budget, with weights or without."""
    if not portfolio.licenses:
        return
    weights = data.draw(weights_of(portfolio))
    license = attrs.evolve(one := data.draw(st.sampled_from(portfolio.licenses)), id=one.id)
    before = spend_at_risk(portfolio, at=EARLY, within=WHOLE, policy=policy, weights=weights)
    shorter = portfolio.with_(shortened(data, license))
    after = spend_at_risk(shorter, at=EARLY, within=WHOLE, policy=policy, weights=weights)
    for currency in before.at_risk.currencies:
        was, would_be = before.at_risk.of(currency), after.at_risk.of(currency)
        assert would_be >= was - TINY * max(Decimal(1), was)
    assert close(before.planned, after.planned)


def test_spend_at_risk_looks_no_further_than_its_horizon() -> None:
    """From day 3 to day 8, of which the last 2 are lost; a flight without an end is closed by the horizon."""
    portfolio = shared((0, 6))
    for facts in (portfolio, portfolio.with_(attrs.evolve(portfolio.ad("ad0"), ends_at=None))):
        found = spend_at_risk(facts, at=moved(DAY_0, 3 * DAY), within=5 * DAY)
        assert [found.planned.of("USD"), found.at_risk.of("USD")] == [300, 120]


def test_a_lifetime_budget_needs_an_end() -> None:
    """Without one nobody knows what a day's part is; with a horizon it is spread up to that."""
    portfolio = shared((0, 6))
    settings = attrs.evolve(portfolio.ad("ad0").settings, budget_mode=BudgetMode.LIFETIME)
    endless = portfolio.with_(attrs.evolve(portfolio.ad("ad0"), ends_at=None, settings=settings))
    found = coverage(endless, until=moved(DAY_0, 12 * DAY))
    assert [found.spent.of("USD"), found.lost.of("USD")] == [30, 30]
    late = coverage(endless, until=moved(DAY_0, -DAY))
    assert [late.spent.of("USD"), late.lost.of("USD")] == [0, 0]
