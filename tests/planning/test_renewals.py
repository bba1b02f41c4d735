"""Renewals: what to ask for by when, and that doing it is enough."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pendulum import DateTime
from planned_strategies import HORIZON, budgeted
from strategies import DAY, MARK, TICK, moments, moved, policies

from sparklicense import (
    GUIDE,
    PLATFORM,
    AdSettings,
    ImpossibleFactsError,
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
from sparklicense.planning import (
    CodeRequest,
    LeadTime,
    PlannedCode,
    carry_out,
    cheapest_codes,
    coverage,
    lead_time,
    posts_needing_a_code,
    renewals,
    shortest_days,
)
from sparklicense.planning.worklist import LICENSING

DAY_0 = instant("2026-01-01T00:00:00Z")


def day(number: float) -> DateTime:
    """Give an instant so many days into the year."""
    return moved(DAY_0, number * DAY)


def needed(*stretches: tuple[float, float]) -> Windows:
    """Give stretches of days."""
    return Windows(Window(day(start), day(end)) for start, end in stretches)


stretches = st.lists(
    st.tuples(
        st.integers(0, 400),
        st.sampled_from((7, 14, 30, 37, 60, 90, 97, 395)) | st.integers(1, 200),
        st.sampled_from((timedelta(), TICK, -TICK)),
    ),
    min_size=1,
    max_size=3,
).map(lambda some: Windows(Window(day(start), moved(day(start + length), by)) for start, length, by in some))
"""When licenses are needed: up to three stretches whose lengths sit at whole days and next to them."""


@given(stretches, policies())
def test_the_shortest_covering_duration_is_the_shortest(missing: Windows, policy: Policy) -> None:
    """By trying them all."""
    start = missing.edges[0]
    covering = [
        days
        for days in policy.days_offered_at(start)
        if not missing - Windows([Window(start, moved(start, days * DAY))])
    ]
    assert shortest_days(missing, policy=policy) == min(covering, default=None)


def by_trying(missing: Windows, policy: Policy, costs: dict[int, Decimal | int], most: int) -> Decimal | None:
    """Try every sequence of at most so many codes, each begun at any hour at which a license is missing first."""
    cheapest: Decimal | None = None
    for number in range(1, most + 1):
        for sequence in product(costs, repeat=number):
            left = missing
            for days in sequence:
                if left and days in policy.days_offered_at(start := left.edges[0]):
                    left -= Windows([Window(start, moved(start, days * DAY))])
            cost = sum((Decimal(costs[days]) for days in sequence), Decimal(0))
            if not left and (cheapest is None or cost < cheapest):
                cheapest = cost
    return cheapest


PRICES: tuple[dict[int, int], ...] = ({}, {7: 1, 30: 3, 60: 4, 365: 9}, {7: 0, 30: 5, 60: 2}, {30: 1, 365: 20})


@settings(max_examples=40)
@given(stretches, policies(), st.sampled_from(PRICES))
def test_the_cheapest_sequence_is_the_cheapest(missing: Windows, policy: Policy, costs: dict[int, int]) -> None:
    """By trying them all, and it covers what is missing."""
    codes = cheapest_codes(missing, policy=policy, costs=costs or None)
    held = Windows(Window(code.issued_at, code.expires_at) for code in codes)
    assert not missing - held
    assert all(code.days in policy.days_offered_at(code.issued_at) for code in codes)
    prices: dict[int, Decimal | int] = dict(costs) or dict.fromkeys((7, 30, 60, 90, 180, 365), 1)
    if not costs and (shortest := shortest_days(missing, policy=policy)) is not None:
        assert codes == (PlannedCode(missing.edges[0], shortest),)
    assume(len(codes) <= 4)
    cost = sum(Decimal(prices[code.days]) for code in codes)
    assert cost == by_trying(missing, policy, prices, len(codes))


def test_a_year_and_a_month_take_two_codes() -> None:
    """Or five cheap ones, where that costs less; a gap between two needs is skipped where it can be."""
    assert [each.days for each in cheapest_codes(needed((0, 395)))] == [365, 30]
    assert [each.days for each in cheapest_codes(needed((0, 395)), costs={90: 10, 365: 100})] == [90] * 5
    assert cheapest_codes(needed((0, 7), (300, 330))) == (PlannedCode(day(0), 365),)
    assert cheapest_codes(needed((0, 7), (300, 330)), costs={7: 1, 30: 2, 365: 4}) == (
        PlannedCode(day(0), 7),
        PlannedCode(day(300), 30),
    )


def test_a_duration_that_is_added_to_a_policy_is_used_from_then_on() -> None:
    """180 days from August 2026 on, under the platform's reading."""
    july, august = instant("2026-07-31T23:59:59Z"), instant("2026-08-01T00:00:00Z")
    assert shortest_days(Windows([Window(july, moved(july, 100 * DAY))]), policy=PLATFORM) == 365
    assert shortest_days(Windows([Window(august, moved(august, 100 * DAY))]), policy=PLATFORM) == 180


def test_a_need_at_the_end_of_the_calendar_is_covered() -> None:
    """By a code that would outlast it."""
    end = instant("9999-12-31T23:59:59Z")
    last = Windows([Window(moved(end, -10 * DAY), end)])
    assert shortest_days(last) == 30
    assert [code.days for code in cheapest_codes(last, costs={7: 2, 30: 3})] == [30]


def test_bad_needs_and_costs_are_refused() -> None:
    """Each with what would be right."""
    for missing in (Windows.none(), Windows([Window(None, day(1))]), Windows([Window(day(1), None)])):
        for ask in (shortest_days, cheapest_codes):
            with pytest.raises(ValueError, match=r"^needed: .* is empty, or has no start or no end"):
                ask(missing)
    refused: tuple[tuple[dict[int, Any], type[Exception], str], ...] = (
        ({7: -1}, ValueError, "costs: of `7` days, `-1` is no cost; 0 or more"),
        ({7: Decimal("inf")}, ValueError, "is no cost"),
        ({7: 0.5}, TypeError, "costs: of `7` days, a `Decimal` or `int`, not float"),
        ({7: True}, TypeError, "not bool"),
        ({8: 1}, ValueError, "costs: none for a duration that the policy `guide` offers"),
    )
    for costs, error, message in refused:
        with pytest.raises(error, match=message):
            cheapest_codes(needed((0, 7)), costs=costs)


def asked(creator: str, *waits: int | None) -> list[CodeRequest]:
    """Requests made on day 0, answered after so many days, or not."""
    return [
        CodeRequest(creator=creator, asked_at=day(0), received_at=None if wait is None else day(wait)) for wait in waits
    ]


def test_the_lead_time_is_a_quantile_of_the_creators_own_waits() -> None:
    """By nearest rank: of ten waits in order, the ninth."""
    history = [*asked("@maya", 10, 9, 8, 7, 6, 5, 4, 3, 2, 1), *asked("@zoe", 99)]
    assert lead_time("@maya", history, at=day(100)) == LeadTime(timedelta(days=9), 10)
    for quantile, days in ((Fraction(1, 10), 1), (0.1, 1), (Decimal("0.11"), 2), (1, 10), (0.7, 7)):
        assert lead_time("@maya", history, at=day(100), quantile=quantile).duration.days == days
    assert str(lead_time("@maya", history, at=day(100))) == "9 days (from 10 of the creator's own answers)"


def test_an_open_request_counts_with_the_time_waited_so_far() -> None:
    """And nothing after the instant is looked at: neither answers nor requests."""
    assert lead_time("@maya", asked("@maya", 1, None), at=day(20)) == LeadTime(timedelta(days=20), 2)
    assert lead_time("@maya", asked("@maya", 30), at=day(20)) == LeadTime(timedelta(days=20), 1)
    assert lead_time("@maya", asked("@maya", 30), at=day(-1)) == LeadTime(timedelta(days=7), 0)


def test_without_a_history_the_default_is_stated() -> None:
    """Also for creators who are unknown, since they are not one creator."""
    assert str(lead_time("@maya", at=day(0), default=timedelta(days=3))) == "3 days (the stated default)"
    assert lead_time("", asked("", 1), at=day(20)).requests == 0


def test_bad_requests_and_quantiles_are_refused() -> None:
    """Each with what would be right."""
    for quantile in (0, Decimal("1.1"), -0.5):
        with pytest.raises(ValueError, match="is no quantile; above 0, at most 1"):
            lead_time("@maya", at=day(0), quantile=quantile)
    with pytest.raises(ValueError, match=r"default: .* is no lead time"):
        lead_time("@maya", at=day(0), default=-DAY)
    with pytest.raises(ImpossibleFactsError, match=r"received_at: .* lies before asked_at"):
        asked("@maya", -1)


@given(budgeted(), policies(), moments())
def test_a_plan_that_is_carried_out_leaves_no_gap(portfolio: Portfolio, policy: Policy, at: DateTime) -> None:
    """No gap ahead that a license would close is left, and nothing is left to ask for."""
    found = renewals(portfolio, at=at, until=HORIZON, policy=policy)
    after = carry_out(portfolio, found, policy=policy)
    assert renewals(after, at=at, until=HORIZON, policy=policy) == ()
    for ad in after.ads:
        for gap in coverage(after, ad_id=ad.id, until=HORIZON, policy=policy).gaps:
            ahead = Windows([gap.window]) & Windows([Window(at, None)]) - ad.paused
            assert not (ahead and gap.causes[0] in LICENSING)
    assert MARK not in repr(found)
    assert all(MARK not in each.explain() for each in found)


@given(budgeted(), policies(), moments())
def test_there_is_one_renewal_a_post_and_each_is_needed(portfolio: Portfolio, policy: Policy, at: DateTime) -> None:
    """Exactly the posts whose ads are meant to serve ahead and lack a license."""
    found = renewals(portfolio, at=at, until=HORIZON, policy=policy)
    lacking = set()
    for ad in portfolio.ads:
        for gap in coverage(portfolio, ad_id=ad.id, until=HORIZON, policy=policy).gaps:
            if gap.causes[0] in LICENSING and (Windows([gap.window]) & Windows([Window(at, None)])) - ad.paused:
                lacking.add(ad.post_id)
    assert {each.post_id for each in found} == lacking
    assert len(found) == len(lacking)
    assert set(posts_needing_a_code(found)) <= lacking


@given(budgeted(), policies(), moments(), st.sampled_from((DAY, 30 * DAY)))
def test_a_nearer_horizon_keeps_what_is_due_by_then(
    portfolio: Portfolio, policy: Policy, at: DateTime, within: timedelta
) -> None:
    """In an order of its own, since ranks are among those that are kept."""
    everything = renewals(portfolio, at=at, until=HORIZON, policy=policy)
    found = renewals(portfolio, at=at, until=HORIZON, policy=policy, within=within)
    assert {each.post_id: each for each in found} == {
        each.post_id: each for each in everything if each.due <= moved(at, within)
    }


def worked(end: float = 90, *licenses: tuple[float, float], **fields: Any) -> Portfolio:
    """A flight on @maya's post that spends 50 euros a day, under licenses for some days."""
    settings = AdSettings(budget=Decimal(50), currency="EUR")
    return Portfolio(
        posts=[Post(id="1", creator="@maya", published_at=day(-10))],
        licenses=[
            License(code=None, id=f"l{n}", post_id="1", issued_at=day(start), expires_at=day(stop), **fields)
            for n, (start, stop) in enumerate(licenses)
        ],
        ads=[SparkAd(id="7", post_id="1", starts_at=day(0), ends_at=day(end), settings=settings)],
    )


def test_a_gap_between_two_licenses_takes_the_shortest_code_that_closes_it() -> None:
    """[57, 64) of the worked flight: 7 days, asked for by day 50; or an extension, once the code before it is there."""
    (early,) = renewals(worked(90, (0, 30), (27, 57), (64, 94)), at=day(10))
    assert early.extension is None  # the code that could be extended is not issued yet
    (found,) = renewals(worked(90, (0, 30), (27, 57), (64, 94)), at=day(30))
    assert found.codes == (PlannedCode(day(57), 7),)
    assert (found.shortest, found.ask_by, found.due, found.late) == (7, (day(50),), day(50), False)
    assert found.extension is not None
    assert (found.extension.license_id, found.extension.days, found.extension.expires_at) == ("l1", 7, day(64))
    assert [(gap.window, gap.causes) for gap in found.gaps] == [
        (Window(day(57), day(64)), (ServingState.LICENSE_EXPIRED,))
    ]
    assert [found.loss_per_day.of("EUR"), found.at_stake.of("EUR")] == [50, 350]
    assert found.explain("Europe/Berlin") == (
        "Ask @maya for a code for post `1`: 7 days, to begin by 2026-02-27 01:00:00 CET.\n"
        "Ask by 2026-02-20 01:00:00 CET: the lead time is 7 days (the stated default).\n"
        "Or have license `l1` extended by 7 days: its code stays the same.\n"
        "This closes 2026-02-27 01:00:00 CET to 2026-03-06 01:00:00 CET: license_expired.\n"
        "A day of delay loses 50.00 EUR; all of it, 350.00 EUR."
    )


def test_a_slow_creator_is_asked_earlier() -> None:
    """By the creator's own history; when that instant has passed, the words say so."""
    history = asked("@maya", 12)
    (found,) = renewals(
        worked(90, (0, 57)),
        at=day(50),
        requests=[attrs.evolve(each, asked_at=day(-20), received_at=day(-8)) for each in history],
    )
    assert (found.ask_by, found.late) == ((day(45),), True)
    assert "which has passed" in found.explain()
    assert found.shortest == 60


def test_a_code_that_is_there_only_has_to_be_applied() -> None:
    """No one is asked for what it covers; the rest is asked for."""
    (found,) = renewals(worked(30, (0, 30), redeemed_at=None), at=day(5))
    assert (found.apply, found.codes, found.shortest, found.extension) == (("l0",), (), None, None)
    assert (found.apply_by, found.due) == (day(5), day(5))
    assert posts_needing_a_code([found]) == ()
    assert found.explain().startswith("Apply the code of license `l0` in Ads Manager by 2026-01-06 00:00:00 UTC.\n")
    (more,) = renewals(worked(40, (0, 30), redeemed_at=None), at=day(5))
    assert (more.apply, more.codes) == (("l0",), (PlannedCode(day(30), 30),))
    assert posts_needing_a_code([more]) == ("1",)


def test_a_code_applied_later_than_it_could_be_is_applied_sooner() -> None:
    """It is there from its issue on."""
    (found,) = renewals(worked(30, (0, 30), redeemed_at=day(10)), at=day(2))
    assert found.apply == ("l0",)
    assert carry_out(worked(30, (0, 30), redeemed_at=day(10)), [found]).licenses[0].redeemed_at == day(2)


def test_only_what_is_not_applied_yet_is_applied() -> None:
    """A code that is in force, or that would come to an end before it is needed, is left out."""
    waiting = worked(37, (0, 7), (0, 7), (7, 37), redeemed_at=None)
    in_force, too_short, next_one = waiting.licenses
    (found,) = renewals(waiting.with_(attrs.evolve(in_force, redeemed_at=day(0))), at=day(2))
    assert (found.apply, found.codes) == ((next_one.id,), ())
    assert too_short.id not in found.apply


@pytest.mark.parametrize(
    ("end", "license", "at"),
    [
        (90, {"revoked_at": day(20)}, 10),  # what was revoked is not extended
        (90, {}, 40),  # what is over is not
        (900, {}, 10),  # no offered duration covers so much
        (90, {"advertiser_id": "a"}, 10),  # it does not count for the ad
    ],
)
def test_what_cannot_be_extended_or_would_not_cover_is_no_extension(
    end: float, license: dict[str, Any], at: float
) -> None:
    """A new code is what is left."""
    (found,) = renewals(worked(end, (0, 30), **license), at=day(at))
    assert found.extension is None
    assert found.codes


def test_what_loses_most_comes_first_in_each_currency_by_turns() -> None:
    """Amounts of different currencies are not compared, and unknown money is a lane of its own, not the last."""
    amounts = {"1": (50, "EUR"), "2": (70, "USD"), "3": (90, "EUR"), "4": (None, ""), "5": (1, "USD"), "6": (0, "EUR")}
    portfolio = Portfolio(
        posts=[Post(id=id, published_at=day(0)) for id in amounts],
        ads=[
            SparkAd(
                id=f"ad{id}",
                post_id=id,
                starts_at=day(int(id)),
                ends_at=day(30),
                settings=AdSettings(budget=amount, currency=currency),
            )
            for id, (amount, currency) in amounts.items()
        ],
    )
    assert [each.post_id for each in renewals(portfolio, at=day(0))] == ["2", "3", "4", "1", "5", "6"]


def test_a_post_in_two_currencies_takes_the_better_of_its_two_places() -> None:
    """First among the dollars, second among the euros: first."""

    def settings(amount: int, currency: str) -> AdSettings:
        return AdSettings(budget=Decimal(amount), currency=currency)

    budgets = {"1": (90, "EUR"), "2": (50, "EUR"), "3": (1, "USD")}
    portfolio = Portfolio(
        posts=[Post(id=id, published_at=day(0)) for id in budgets],
        ads=[
            *(
                SparkAd(id=id, post_id=id, starts_at=day(1), ends_at=day(30), settings=settings(*budget))
                for id, budget in budgets.items()
            ),
            SparkAd(id="4", post_id="2", starts_at=day(1), ends_at=day(30), settings=settings(9, "USD")),
        ],
    )
    found = renewals(portfolio, at=day(0))
    assert [each.post_id for each in found] == ["1", "2", "3"]
    assert str(found[1].loss_per_day) == "50.00 EUR + 9.00 USD"
    moved_up = portfolio.with_(
        SparkAd(id="5", post_id="3", starts_at=day(1), ends_at=day(30), settings=settings(99, "EUR"))
    )
    assert [each.post_id for each in renewals(moved_up, at=day(0))] == ["2", "3", "1"]


def test_one_code_serves_every_ad_account() -> None:
    """There is one renewal for the post, and what is asked for is open to all."""
    portfolio = worked(30).with_(SparkAd(id="8", post_id="1", starts_at=day(5), ends_at=day(60), advertiser_id="b"))
    (found,) = renewals(portfolio, at=day(0), policy=GUIDE)
    assert (found.ads, found.shortest) == (("7", "8"), 60)
    after = carry_out(portfolio, [found])
    assert coverage(after).share == 1
