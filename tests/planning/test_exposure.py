"""Exposure: what today's spend stands on, for how long, and on how few."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
from hypothesis import given
from pendulum import DateTime
from planned_strategies import HORIZON, budgeted
from strategies import DAY, POOL, moments, moved, policies

from sparklicense import (
    AdSettings,
    IdentityType,
    License,
    Policy,
    Portfolio,
    Post,
    SparkAd,
    Window,
    Windows,
    instant,
    serving,
)
from sparklicense.planning import CurrencyExposure, UnknownSpend, exposure

OWN, CODE = IdentityType.TT_USER, IdentityType.AUTH_CODE
DAY_0 = instant("2026-01-01T00:00:00Z")


def day(number: float) -> DateTime:
    """Give an instant so many days into the year."""
    return moved(DAY_0, number * DAY)


def ad(id: str, per_day: int | None, *, creator: str = "@maya", until: float | None = None) -> Portfolio:
    """One ad on a post of its own, licensed up to some day; without one: on an own post."""
    licenses = [] if until is None else [License(code=None, post_id=id, issued_at=day(0), expires_at=day(until))]
    return Portfolio(
        posts=[Post(id=id, creator=creator, published_at=day(-10))],
        licenses=licenses,
        ads=[
            SparkAd(
                id=f"ad{id}",
                post_id=id,
                starts_at=day(0),
                identity_type=OWN if until is None else CODE,
                settings=AdSettings() if per_day is None else AdSettings(budget=Decimal(per_day), currency="EUR"),
            )
        ],
    )


def together(*some: Portfolio) -> Portfolio:
    """Join portfolios."""
    return Portfolio(
        posts=[fact for each in some for fact in each.posts],
        licenses=[fact for each in some for fact in each.licenses],
        ads=[fact for each in some for fact in each.ads],
    )


def euros(portfolio: Portfolio, at: float = 0) -> CurrencyExposure:
    """Ask about euros."""
    (found,) = exposure(portfolio, at=day(at)).by_currency
    return found


def test_the_runway_falls_as_licenses_end() -> None:
    """100 a day: 50 up to day 10, 30 up to day 40, 20 on an own post."""
    found = euros(together(ad("1", 50, until=10), ad("2", 30, until=40, creator="@zoe"), ad("3", 20, creator="")))
    assert found.per_day == 100
    assert found.runway.initial == 1
    assert found.runway.changes == ((day(10), Decimal("0.5")), (day(40), Decimal("0.2")))
    assert found.half_life == timedelta(days=10)
    assert found.remaining.mean == timedelta(days=(50 * 10 + 30 * 40) / 80)
    assert (found.remaining.endless_share, found.remaining.cliff_at) == (Decimal("0.2"), day(10))
    assert found.remaining.cliff_share == Decimal("0.5")
    assert found.creators.shares == (
        ("@maya", Decimal("0.5")),
        ("@zoe", Decimal("0.3")),
        ("unknown creator of post `3`", Decimal("0.2")),
    )
    assert found.posts.index == Decimal("0.38")


def test_spend_on_own_posts_has_no_end() -> None:
    """There is no mean, no cliff and no half-life; everything is endless."""
    found = euros(ad("1", 50))
    assert (found.half_life, found.remaining.mean, found.remaining.cliff_at) == (None, None, None)
    assert (found.remaining.endless_share, found.remaining.cliff_share) == (Decimal(1), Decimal(0))


def test_a_renewal_that_follows_at_once_puts_the_end_off() -> None:
    """And one that follows later makes the runway rise again."""
    portfolio = ad("1", 50, until=10)
    renewed = portfolio.with_(License(code=None, post_id="1", issued_at=day(10), expires_at=day(40)))
    assert euros(renewed).half_life == timedelta(days=40)
    late = portfolio.with_(License(code=None, post_id="1", issued_at=day(20), expires_at=day(40)))
    assert euros(late).runway.changes == ((day(10), Decimal(0)), (day(20), Decimal(1)), (day(40), Decimal(0)))
    assert euros(late).half_life == timedelta(days=10)


def test_one_authorization_that_ends_as_another_begins_changes_nothing() -> None:
    """The runway has a step only where the share changes; and nothing is spent after the horizon."""
    portfolio = together(ad("1", 50, until=10), ad("2", 50, until=5))
    renewed = portfolio.with_(License(code=None, post_id="2", issued_at=day(10), expires_at=day(20)))
    assert euros(renewed).runway.changes == ((day(5), Decimal("0.5")), (day(20), Decimal(0)))
    assert exposure(renewed, at=day(2), until=day(1)).by_currency == ()


def test_the_advertisers_own_stops_are_no_loss_of_authorization() -> None:
    """The end of a flight and a pause leave the license as it is; a deleted post does not."""
    portfolio = ad("1", 50, until=40)
    one = portfolio.ad("ad1")
    shorter = attrs.evolve(one, ends_at=day(5), paused=Windows([Window(day(2), day(3))]))
    assert euros(portfolio.with_(shorter)).half_life == timedelta(days=40)
    gone = portfolio.post("1").delete(day(7))
    assert euros(portfolio.with_(gone)).half_life == timedelta(days=7)


def test_unknown_money_is_named_and_nothing_serving_is_nothing_exposed() -> None:
    """A serving ad without a budget is listed, one with a budget of 0 spends nothing."""
    found = exposure(together(ad("1", None), ad("2", 0)), at=day(0))
    assert (found.by_currency, found.unknown) == ((), (UnknownSpend("ad1", "no budget is recorded"),))
    assert exposure(ad("1", 50, until=10), at=day(10)).by_currency == ()


@given(budgeted(), policies(), moments())
def test_the_runway_is_the_share_of_todays_spend_that_license_access_and_post_allow(
    portfolio: Portfolio, policy: Policy, at: DateTime
) -> None:
    """Instant by instant, asked of ads that are always in flight and never paused."""
    for found in exposure(portfolio, at=at, until=HORIZON, policy=policy).by_currency:
        assert found.runway.at(at) == 1
        assert sum(Fraction(share) for _, share in found.creators.shares) - 1 < Fraction(1, 10**20)
        assert 0 < found.creators.index <= 1
        shares = dict(found.posts.shares)
        for t in (each for each in POOL if each > at):
            by_post: dict[str, set[bool]] = {}
            for one in portfolio.ads:
                if one.post_id in shares and portfolio.serving(one.id, at=at, policy=policy).serves:
                    post = portfolio.post(one.post_id)
                    endless = attrs.evolve(one, starts_at="0001-01-01T00:00:00Z", ends_at=None, paused=Windows.none())
                    decision = serving(
                        endless,
                        post=post,
                        licenses=portfolio.licenses_of(post.id),
                        access=[each for each in portfolio.access if each.creator == post.creator],
                        at=t,
                        policy=policy,
                    )
                    by_post.setdefault(one.post_id, set()).add(decision.serves)
            low = sum((shares[id] for id, states in by_post.items() if states == {True}), Decimal(0))
            high = sum((shares[id] for id, states in by_post.items() if True in states), Decimal(0))
            tiny = Decimal("1e-20")
            assert low - tiny <= found.runway.at(t) <= high + tiny
