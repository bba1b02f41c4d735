"""Planned and lost money against a count of hours, each of which asks the independent model who serves."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import pytest
from model import reference
from model.adapter import plain, ticks
from pendulum import DateTime
from strategies import DAY, moved

from sparklicense import GUIDE, AdSettings, License, Portfolio, Post, SparkAd, Window, Windows, instant
from sparklicense.planning import plan

START = instant("2026-01-01T00:00:00Z")
HOURS = 12 * 24
_AN_HOUR = DAY / 24


def hour(number: int) -> DateTime:
    """Give an hour of the grid."""
    return moved(START, number * _AN_HOUR)


def drawn(seed: int) -> Portfolio:
    """Draw posts, codes and ads whose instants lie on the grid, with budgets of their own or shared."""
    chance = random.Random(seed)  # noqa: S311 - draws that can be repeated

    def stretch() -> tuple[DateTime, DateTime]:
        start, end = sorted(chance.sample(range(HOURS), 2))
        return hour(start), hour(end)

    def windows(odds: float) -> Windows:
        return Windows([Window(*stretch())] if chance.random() < odds else [])

    posts: list[Post] = []
    licenses: list[License] = []
    for number in range(chance.randint(1, 3)):
        gone = hour(chance.randrange(HOURS)) if chance.random() < 0.2 else None
        removal = chance.choice(("creator", "moderation")) if gone else None
        posts.append(
            Post(
                id=str(number),
                creator="@maya",
                published_at=START,
                hidden=windows(0.4),
                deleted_at=gone,
                removal=removal,
            )
        )
        for _ in range(chance.randint(0, 2)):
            start, end = stretch()
            applied = start if chance.random() < 0.7 else None
            licenses.append(
                License(code=None, post_id=str(number), issued_at=start, expires_at=end, redeemed_at=applied,
                        id=str(len(licenses)))
            )  # fmt: skip
    shared = AdSettings(budget=Decimal(60), budget_level="campaign", currency="USD")
    ads: list[SparkAd] = []
    for number in range(chance.randint(1, 4)):
        start, end = stretch()
        own = AdSettings(
            budget=chance.choice((Decimal(24), Decimal("100.10"))),
            budget_mode=chance.choice(("daily", "lifetime")),
            currency="USD",
        )
        ads.append(
            SparkAd(
                id=str(number),
                post_id=chance.choice(posts).id,
                starts_at=start,
                ends_at=end,
                campaign_id="c",
                paused=windows(0.3),
                settings=shared if chance.random() < 0.6 else own,
            )
        )
    return Portfolio(posts, licenses, ads)


def counted(portfolio: Portfolio, hours: Iterable[int]) -> tuple[Fraction, Fraction]:
    """Count what is planned, and what is lost, hour by hour."""
    groups: defaultdict[str, list[SparkAd]] = defaultdict(list)
    for ad in portfolio.ads:
        groups["shared" if ad.settings.budget_level.value == "campaign" else ad.id].append(ad)
    models = {ad.id: plain(ad, portfolio.post(ad.post_id), portfolio.licenses, GUIDE) for ad in portfolio.ads}
    planned = lost = Fraction()
    for ads in groups.values():
        each_hour = Fraction(ads[0].settings.budget or 0) / 24
        if ads[0].settings.budget_mode.value == "lifetime":
            length = sum(any(ad.starts_at <= hour(n) < (ad.ends_at or START) for ad in ads) for n in range(HOURS))
            each_hour = each_hour * 24 / length
        for number in hours:
            at = hour(number)
            meant = [ad for ad in ads if ad.starts_at <= at < (ad.ends_at or at) and at not in ad.paused]
            if meant:
                planned += each_hour
                lost += 0 if any(reference.state(models[ad.id], ticks(at)) == "serving" for ad in meant) else each_hour
    return planned, lost


@pytest.mark.parametrize("seed", range(40))
def test_a_plan_counts_money_as_the_hours_do(seed: int) -> None:
    """From any hour on; and what is at stake, by action, and what nobody can save, add up to what is lost."""
    portfolio = drawn(seed)
    first = (seed * 37) % HOURS // 2
    found = plan(portfolio, at=hour(first))
    planned, lost = counted(portfolio, range(first, HOURS))
    tiny = Fraction(1, 10**18)
    assert abs(Fraction(found.planned.of("USD")) - planned) < tiny
    assert abs(Fraction(found.at_risk.of("USD")) - lost) < tiny
    if not any(each.also for each in found.worklist):
        stakes = sum((Fraction(each.at_stake.of("USD")) for each in found.worklist), Fraction())
        assert abs(stakes - lost) < tiny
