"""The plan of many ads with 4 licenses each: one pass, linear, against a hand-written sweep; and one change to it.

Run: `python -m benchmarks.planning.plan [ADS]`; without a number, 10,000 and 100,000 ads.
"""

from __future__ import annotations

import gc
import random
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from time import process_time
from typing import TYPE_CHECKING

import attrs

from benchmarks.by_hand import ad_by_hand, license_by_hand, post_by_hand
from benchmarks.planning import by_hand
from benchmarks.timing import interleaved, machine, pin, table
from sparklicense import AdSettings, License, Portfolio, Post, SparkAd
from sparklicense.planning import plan, what_if

if TYPE_CHECKING:
    from collections.abc import Callable

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
AT = START + 10 * DAY
GOAL = 2.5
FRACTION = 50
"""How many times as long as a change a plan takes at least."""
MANY = 50_000
"""From so many ads on, fewer rounds."""


def portfolio(ads: int, seed: int = 5) -> Portfolio:
    """Make ads of 90 days, 20 a campaign, each on a post of its own with 4 licenses: overlaps, gaps, overshoot."""
    chance = random.Random(seed)
    posts: list[Post] = []
    licenses: list[License] = []
    flights: list[SparkAd] = []
    for number in range(ads):
        id = str(7_638_941_401_274_000_000 + number)
        shift = timedelta(seconds=chance.randrange(10 * 86_400))
        posts.append(Post(id=id, creator=f"@creator{number % 997}", published_at=START - 10 * DAY))
        for begin, end in ((0, 30), (27, 57), (64, 80), (79, 94)):
            licenses.append(
                License(
                    code=None,
                    id=f"{id}-{begin}",
                    post_id=id,
                    issued_at=START + shift + begin * DAY,
                    expires_at=START + shift + end * DAY,
                )
            )
        settings = AdSettings(budget=Decimal(chance.randrange(5, 500)), currency="USD")
        flights.append(
            SparkAd(
                id=str(1_838_941_401_274_000_000 + number),
                post_id=id,
                starts_at=START + shift,
                ends_at=START + shift + 90 * DAY,
                campaign_id=str(number // 20),
                settings=settings,
            )
        )
    return Portfolio(posts, licenses, flights)


def cases(facts: Portfolio) -> list[by_hand.Case]:
    """Copy a portfolio for the sweep by hand."""
    return [
        by_hand.Case(
            ad_by_hand(ad),
            post_by_hand(facts.post(ad.post_id)),
            [license_by_hand(each) for each in facts.licenses_of(ad.post_id)],
            ad.settings.budget or Decimal(0),
            ad.campaign_id or "",
            facts.post(ad.post_id).creator,
        )
        for ad in facts.ads
    ]


def agree(facts: Portfolio) -> None:
    """Check that both plans are the same."""
    mine = plan(facts, at=AT)
    each, work, outages, spent, lost = by_hand.plan(cases(facts), AT)
    for ours, theirs in zip(mine.coverage, each, strict=True):
        same = (
            [(one.start, one.end) for one in ours.serving] == theirs.serving
            and [(one.window.start, one.window.end, one.causes[0].value) for one in ours.gaps] == theirs.gaps
            and [(one.window.start, one.window.end, [*one.license_ids]) for one in ours.overlaps] == theirs.overlaps
            and [(one.window.start, one.window.end, one.license_id) for one in ours.overshoot] == theirs.overshoot
            and ours.share == theirs.share
            and (ours.spent.of("USD"), ours.lost.of("USD")) == (theirs.spent, theirs.lost)
        )
        if not same:
            raise AssertionError(f"{ours}\n{theirs}")
    if [
        (
            one.kind.value,
            one.post_id,
            one.creator,
            [*one.ads],
            one.license_id,
            one.days,
            one.due,
            one.covers_if_issued and (one.covers_if_issued.start, one.covers_if_issued.end),
            one.begins_at,
            one.at_stake.of("USD"),
        )
        for one in mine.worklist
    ] != [
        (
            one.kind,
            one.post_id,
            one.creator,
            one.ads,
            one.license_id,
            one.days,
            one.due,
            one.window,
            one.begins,
            one.at_stake,
        )
        for one in work
    ]:
        raise AssertionError("the worklists differ")
    if [
        (
            one.at,
            [(stop.ad_id, stop.cause.value) for stop in one.stops],
            [*one.idle_campaigns],
            one.spend_per_day.of("USD"),
        )
        for one in mine.outages
    ] != outages:
        raise AssertionError("the outages differ")
    differences = (mine.planned.of("USD") - spent - lost, mine.at_risk.of("USD") - lost)
    if any(abs(each) > Decimal("1e-15") for each in differences):  # sums are rounded in another order
        raise AssertionError("the money differs")


def once(run: Callable[[], object]) -> Callable[[], float]:
    """Make a case that runs a function once and gives the seconds of processor time it took, as `timeit` without gc."""

    def measured() -> float:
        gc.collect()
        gc.disable()
        try:
            start = process_time()
            run()
            return process_time() - start
        finally:
            gc.enable()

    return measured


def main() -> None:
    """Measure and print."""
    pin()
    agree(portfolio(300))
    rows: list[tuple[str, ...]] = []
    changes: list[tuple[str, ...]] = []
    for ads in [int(each) for each in sys.argv[1:]] or [10_000, 100_000]:
        facts = portfolio(ads)
        copied = cases(facts)
        runs = {
            "plan": once(lambda facts=facts: plan(facts, at=AT)),  # type: ignore[misc]  # bound in the loop
            "by hand": once(lambda copied=copied: by_hand.plan(copied, AT)),  # type: ignore[misc]  # the same
        }
        found = interleaved(runs, rounds=5 if ads < MANY else 3)
        mine, theirs = found["plan"], found["by hand"]
        rows.append(
            (
                f"{ads:,}",
                *(f"{each / ads * 1e6:.1f}" for each in (*mine, *theirs)),
                f"{mine.least / theirs.least:.2f} / {mine.middle / theirs.middle:.2f}",
                f"≤ {GOAL}",
            )
        )
        changed = attrs.evolve(license := facts.licenses[0], expires_at=license.expires_at + DAY, id=license.id)
        one = min(once(lambda facts=facts, change=changed: what_if(facts, change, at=AT))() for _ in range(5))  # type: ignore[misc]  # the same
        changes.append((f"{ads:,}", f"{one * 1e3:.1f}", f"{mine.least / one:.0f}", f"≥ {FRACTION}"))
    print(machine())
    print(table(("ads", "ms a change", "a plan takes × as long", "goal"), changes))  # noqa: RUF001 - the same
    header = ("ads", "min µs an ad", "median", "by hand min", "by hand median", "× (min / median)", "goal")  # noqa: RUF001 - as the other benchmarks write it
    print(table(header, rows))


if __name__ == "__main__":
    main()
