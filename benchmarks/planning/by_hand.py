"""What one would write without the library: a sweep over one ad's licenses, and a plan from it.

Frozen, slotted dataclasses, plain datetimes, nothing checked. It knows what the benchmark needs and no more: one
daily budget an ad, no pauses, no hidden posts, every code applied when it is issued. Within that it gives the same
plan, which the benchmark checks before it measures.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.by_hand import Ad, License, Post, serving

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = tuple[datetime, datetime]
OFFERED = (7, 30, 60, 90, 365)
LEAD = timedelta(days=7)
DAY = timedelta(days=1)


class Case(NamedTuple):
    """An ad with its post, licenses and daily budget."""

    ad: Ad
    post: Post
    licenses: Sequence[License]
    budget: Decimal
    campaign: str
    creator: str


@dataclass(frozen=True, slots=True)
class Covered:
    """One ad's coverage and money."""

    ad_id: str
    flight: Span
    serving: list[Span]
    gaps: list[tuple[datetime, datetime, str]]
    overlaps: list[tuple[datetime, datetime, list[str]]]
    overshoot: list[tuple[datetime, datetime, str]]
    share: float
    spent: Decimal
    lost: Decimal


@dataclass(frozen=True, slots=True)
class Work:
    """What to ask for, for one post."""

    kind: str
    post_id: str
    creator: str
    ads: list[str]
    license_id: str | None
    days: int
    due: datetime
    window: tuple[datetime, datetime]
    begins: datetime
    at_stake: Decimal


def covered(case: Case, at: datetime) -> Covered:  # noqa: C901 - one loop, as one would write it by hand
    """Sweep over the licenses of one ad, from an instant on."""
    ad, post, licenses, budget = case[:4]
    start, end = max(ad.starts_at, at), ad.ends_at or datetime.max.replace(tzinfo=UTC)
    held = start
    served: list[Span] = []
    gaps: list[tuple[datetime, datetime, str]] = []
    overlaps: list[tuple[datetime, datetime, list[str]]] = []
    overshoot: list[tuple[datetime, datetime, str]] = []
    for each in sorted(licenses, key=lambda one: one.issued_at):
        first, last = each.issued_at, each.expires_at
        if each.revoked_at is not None and each.revoked_at < last:
            last = each.revoked_at
        name = each.id or ""
        begin, stop = max(first, start), min(last, end)
        if last > end:
            overshoot.append((max(first, end), last, name))
        if begin >= stop:
            continue
        if begin < held:
            double = min(stop, held)
            if begin < double:
                ids = [one.id or "" for one in licenses if one.issued_at < double and one.expires_at > begin]
                overlaps.append((begin, double, ids))
        elif begin > held:
            gaps.append((held, begin, serving(ad, post, licenses, held).name.lower()))
        if served and begin <= served[-1][1]:
            if stop > served[-1][1]:
                served[-1] = (served[-1][0], stop)
        else:
            served.append((begin, stop))
        held = max(held, stop)
    if held < end:
        gaps.append((held, end, serving(ad, post, licenses, held).name.lower()))
    time_served = sum((stop - begin for begin, stop in served), timedelta())
    return Covered(
        ad.id,
        (start, end),
        served,
        gaps,
        overlaps,
        overshoot,
        time_served / (end - start),
        money(budget, time_served),
        money(budget, end - start - time_served),
    )


def money(budget: Decimal, length: timedelta) -> Decimal:
    """Give what a daily budget comes to."""
    return budget * ((length.days * 86_400 + length.seconds) * 1_000_000 + length.microseconds) / 86_400_000_000


def asked(case: Case, found: Covered, at: datetime) -> Work:
    """Extend the code that runs, or else ask for one that is long enough whenever the creator answers."""
    begin, end = found.gaps[0][0], found.gaps[-1][1]
    running = [
        each for each in case.licenses if each.issued_at <= at < each.expires_at and each.revoked_at in (None, at)
    ]
    lost = money(case.budget, sum((stop - start for start, stop, _ in found.gaps), timedelta()))
    if running:
        last = max(running, key=lambda each: each.expires_at)
        days = next(number for number in OFFERED if last.expires_at + number * DAY >= end)
        due, window, license_id = last.expires_at - LEAD, (at, last.expires_at), last.id
    else:
        due, license_id = begin - LEAD, None
        days = next(number for number in OFFERED if max(at, due) + number * DAY >= end)
        window = (max(at, end - days * DAY), begin)
    kind = "extend" if running else "ask"
    return Work(kind, case.post.id, case.creator, [case.ad.id], license_id, days, due, window, begin, lost)


Outage = tuple[datetime, list[tuple[str, str]], list[str], Decimal]


def plan(cases: Sequence[Case], at: datetime) -> tuple[list[Covered], list[Work], list[Outage], Decimal, Decimal]:
    """Plan all ads: their coverage, the worklist, the outages, and the money ahead."""
    each = [covered(case, at) for case in cases]
    work: list[Work] = []
    stops: defaultdict[datetime, list[tuple[Case, str]]] = defaultdict(list)
    ends: dict[str, Covered] = {}
    for case, found in zip(cases, each, strict=True):
        ends[case.ad.id] = found
        causes = {begin: why for begin, _, why in found.gaps}
        for _, stop in found.serving:
            if at < stop < found.flight[1]:
                stops[stop].append((case, causes[stop]))
        if found.gaps:
            work.append(asked(case, found, at))
    work.sort(key=lambda one: (one.due, one.post_id))
    members: defaultdict[str, list[str]] = defaultdict(list)
    for case in cases:
        members[case.campaign].append(case.ad.id)
    outages: list[Outage] = []
    for t in sorted(stops):
        idle = {
            case.campaign
            for case, _ in stops[t]
            if not any(begin <= t < stop for id in members[case.campaign] for begin, stop in ends[id].serving)
        }
        lost = sum((case.budget for case, _ in stops[t]), Decimal(0))
        outages.append((t, sorted((case.ad.id, why) for case, why in stops[t]), sorted(idle), lost))
    spent, missed = (sum((getattr(one, name) for one in each), Decimal(0)) for name in ("spent", "lost"))
    return each, work, outages, spent, missed
