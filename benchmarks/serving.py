"""`serving()` with every objection, and a repeated question, against a function that gives a state and no more.

Run: `python -m benchmarks.serving`
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import by_hand
from benchmarks.timing import interleaved, machine, pin, ratios, timed
from sparklicense import License, Post, SparkAd, Window, Windows, instant, load, serving, serving_timeline

YEAR = Path(__file__).parents[1] / "examples" / "year.json"
AT = datetime(2026, 6, 10, tzinfo=UTC)
DAY = timedelta(days=1)
ACCOUNT = "7390000000000000001"


class Case(NamedTuple):
    """An ad with its post and licenses."""

    ad: SparkAd
    post: Post
    licenses: tuple[License, ...]


def license(number: int, first: int, days: int) -> License:
    """Issue and apply a code so many days from the instant asked about."""
    return License(
        code=f"#benchmark-{number}=",
        post_id="7638941401274764565",
        issued_at=AT + first * DAY,
        redeemed_at=AT + (first + 1) * DAY,
        expires_at=AT + (first + days) * DAY,
        advertiser_id=ACCOUNT,
    )


def case(*licenses: License, **fields: Any) -> Case:
    """Run an ad from 20 days before the instant to 20 days after it, on a post 40 days old."""
    post = Post(id="7638941401274764565", published_at=AT - 40 * DAY, hidden=fields.pop("hidden", Windows.none()))
    ad = SparkAd(
        id="1830000000000000001",
        post_id=post.id,
        starts_at=AT - 20 * DAY,
        ends_at=AT + 20 * DAY,
        advertiser_id=ACCOUNT,
        **fields,
    )
    return Case(ad, post, licenses)


PAUSES = Windows([Window(AT - 15 * DAY, AT - 12 * DAY), Window(AT - 5 * DAY, AT - 4 * DAY)])
CASES = {
    "serving, 1 license": case(license(1, -22, 30)),
    "serving, 3 licenses, the last in force": case(license(1, -38, 7), license(2, -30, 20), license(3, -10, 30)),
    "expired, 1 license": case(license(1, -35, 30)),
    "serving, 1 license, 2 pauses, 1 hiding": case(
        license(1, -22, 30), paused=PAUSES, hidden=Windows([Window(AT - 30 * DAY, AT - 28 * DAY)])
    ),
}


def agree(each: Case, first: int = -50, last: int = 50) -> None:
    """Check, day by day, that both sides say the same."""
    ad, post = by_hand.ad_by_hand(each.ad), by_hand.post_by_hand(each.post)
    licenses = [by_hand.license_by_hand(one) for one in each.licenses]
    for days in range(first, last):
        t = AT + days * DAY
        ours = serving(each.ad, post=each.post, licenses=each.licenses, at=t).state.name
        theirs = by_hand.serving(ad, post, licenses, t).name
        if ours != theirs:
            raise AssertionError(f"{t}: {ours}, by hand {theirs}")


def main() -> None:
    """Measure and print."""
    pin()
    year = load(YEAR)
    for ad in year.ads:
        agree(Case(ad, year.post(ad.post_id), year.licenses_of(ad.post_id)), 0, 20)
    runs = {}
    pairs = []
    for name, each in CASES.items():
        agree(each)
        names = {
            "serving": serving,
            "by_hand": by_hand.serving,
            "ad": each.ad,
            "post": each.post,
            "licenses": each.licenses,
            "t": instant(AT),
            "timeline": serving_timeline(each.ad, post=each.post, licenses=each.licenses),
            "serving_timeline": serving_timeline,
            "ad_": by_hand.ad_by_hand(each.ad),
            "post_": by_hand.post_by_hand(each.post),
            "licenses_": tuple(by_hand.license_by_hand(one) for one in each.licenses),
            "t_": AT,
        }
        base = f"{name}: by hand"
        runs[base] = timed("by_hand(ad_, post_, licenses_, t_)", names)
        for what, statement, goal in (
            ("serving()", "serving(ad, post=post, licenses=licenses, at=t)", "≤ 8"),
            ("timeline.at(t)", "timeline.at(t)", "≤ 1"),
            ("serving_timeline()", "serving_timeline(ad, post=post, licenses=licenses)", ""),
            ("serving() and when it ends", "serving(ad, post=post, licenses=licenses, at=t).until", ""),
        ):
            runs[f"{name}: {what}"] = timed(statement, names)
            pairs.append((f"{name}: {what}", base, goal))
    print(machine())
    print(ratios(interleaved(runs, 15), pairs, 1e-9, "ns"))


if __name__ == "__main__":
    main()
