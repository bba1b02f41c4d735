"""What a portfolio has to say in a calendar."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

import attrs

from sparklicense.ads import SCHEDULE, ScheduleStatus
from sparklicense.checks import at_handle
from sparklicense.errors import printable
from sparklicense.instants import InstantLike, ZoneLike, elapsed, field_instant, instant, local
from sparklicense.planning.flights import LADDER, horizon, reminders
from sparklicense.planning.outages import EXPECTED, outages
from sparklicense.policies import GUIDE, Policy, PolicyLike, policy_of
from sparklicense.rules.expiry import counting, needs_reminder, on_own_post
from sparklicense.rules.serving_rows import rules_by_state
from sparklicense.views.calendars.events import Event, EventKind, revision, whole_second
from sparklicense.views.reports import MOST_ROWS, fixing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import timedelta

    from pendulum import DateTime

    from sparklicense.ads import SparkAd
    from sparklicense.licenses import License
    from sparklicense.planning.outages import Outage, Stop
    from sparklicense.portfolio import Portfolio

_EARLIEST: Final = instant("0001-01-01T00:00:00Z")
_DAY: Final = 86_400


def events(
    portfolio: Portfolio,
    *,
    at: InstantLike,
    within: timedelta | None = None,
    tz: ZoneLike = "UTC",
    policy: PolicyLike = GUIDE,
    ladder: Iterable[int] = LADDER,
) -> tuple[Event, ...]:
    """Give what lies ahead: the ends of licenses, reminders to renew them, and outages nobody meant.

    Only the sequence number and the instant of revision depend on `at`: an event that is still ahead
    says the same whenever it is worked out.

    Args:
        portfolio: the facts.
        at: the instant asked about; what happens at it is past.
        within: how far ahead to look, that instant included; `None`: no upper bound.
        tz: the clock on which descriptions write instants, an IANA name.
        policy: the reading of the sources; its `reminder_below_days` decides which licenses deserve
            reminders and alarms.
        ladder: how many days of 24 hours before the end of a license to remind of it; the end itself,
            0, is the event of the expiry.

    Returns:
        The events by instant. No code is in them, their `uid` included.

    Examples:
        >>> from sparklicense import License, Portfolio, Post
        >>> from sparklicense.views.calendars import events
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", creator="@maya", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code="#secret=", post_id="1", issued_at="2026-06-01T00:00:00Z", days=7)],
        ... )
        >>> for each in events(portfolio, at="2026-06-03T00:00:00Z"):
        ...     print(each.at.date(), each.summary)
        2026-06-05 Renew the code of @maya: 3 days left
        2026-06-07 Renew the code of @maya: 1 day left
        2026-06-08 The code of @maya runs out
    """
    policy = policy_of(policy)
    start = field_instant("at", at)
    view = _View(portfolio, start, horizon(start, within), tz, policy, tuple(ladder))
    found = (*_expiries(view), *_reminders(view), *_outages(view))
    return tuple(sorted(found, key=lambda each: (each.at, each.kind, each.uid)))


@attrs.frozen(eq=False)
class _View:
    """The question that every event answers."""

    portfolio: Portfolio
    start: DateTime
    end: DateTime
    tz: ZoneLike
    policy: Policy
    ladder: tuple[int, ...]

    def event(
        self,
        kind: EventKind,
        key: Sequence[object],
        at: DateTime,
        summary: str,
        lines: Iterable[str],
        alarms: Iterable[int] = (),
    ) -> Event:
        """Make an event; its name is made of what it is about, and of nothing that can change."""
        name = hashlib.sha256(json.dumps([kind, *key]).encode()).hexdigest()[:32]
        return Event(
            uid=f"{name}@sparklicense",
            kind=kind,
            at=whole_second(at),
            summary=summary,
            description="\n".join(lines),
            alarms=alarms,
            revised_at=whole_second(self.start),
            sequence=revision(self.start),
        )

    def whose(self, post_id: str) -> str:
        """Name a post by its creator, whom people know."""
        return printable(at_handle(self.portfolio.post(post_id).creator)) or f"post {printable(post_id)}"

    def named(self, ad_id: str) -> str:
        """Name an ad for people."""
        name = printable(self.portfolio.ad(ad_id).name)
        return f"{printable(ad_id)} ({name})" if name else printable(ad_id)


def _expiries(view: _View) -> Iterator[Event]:
    ads: defaultdict[str, list[SparkAd]] = defaultdict(list)
    for ad in view.portfolio.ads:
        if ad.needs_license:
            ads[ad.post_id].append(ad)
    for license in view.portfolio.licenses:
        end = license.ends_at
        if not view.start < end <= view.end:
            continue
        ends = "runs out" if end == license.expires_at else "is withdrawn"
        used_by = sorted(
            ad.id
            for ad in ads[license.post_id]
            if counting(ad, (license,)) and SCHEDULE.at(ad, end) is not ScheduleStatus.OVER
        )
        life = elapsed(license.issued_at, end).total_seconds()
        reminded = needs_reminder(license, view.policy, ads=ads[license.post_id])
        yield view.event(
            EventKind.EXPIRY,
            [license.id],
            end,
            f"The code of {view.whose(license.post_id)} {ends}",
            [*_about(license, f"{ends} at {local(end, view.tz)}"), *_users(view, used_by)],
            [days for days in view.ladder if days * _DAY <= life] if reminded else (),
        )


def _reminders(view: _View) -> Iterator[Event]:
    licenses = {each.id: each for each in view.portfolio.licenses}
    rungs = [days for days in view.ladder if days]  # the end itself is the event of the expiry
    for each in reminders(
        view.portfolio, after=view.start, through=view.end, ladder=rungs, latest_only=False, policy=view.policy
    ):
        days = "1 day" if each.days_before == 1 else f"{each.days_before} days"
        yield view.event(
            EventKind.REMINDER,
            [each.license_id, each.days_before],
            each.at,
            f"Renew the code of {view.whose(each.post_id)}: {days} left",
            [
                *_about(licenses[each.license_id], f"runs out at {local(each.expires_at, view.tz)}"),
                *_users(view, each.used_by),
                "Extend the authorization, or generate a new code."
                if licenses[each.license_id].own
                else "Ask the creator to extend the authorization, or for a new code.",
            ],
        )


def _about(license: License, ends: str) -> Iterator[str]:
    yield f"Post {printable(license.post_id)}: the license {ends}."
    if license.has_own_id:
        yield f"License {printable(license.id)}."


def _users(view: _View, ads: Sequence[str]) -> Iterator[str]:
    if ads:
        yield "Ads that use it then:"
        yield from _listed(map(view.named, ads))
    else:
        yield "No ad uses it then."


def _listed(names: Iterable[str]) -> Iterator[str]:
    every = list(names)
    yield from (f"- {name}" for name in every[:MOST_ROWS])
    if len(every) > MOST_ROWS:
        yield f"- and {len(every) - MOST_ROWS} more"


def _outages(view: _View) -> Iterator[Event]:
    before: Counter[str] = Counter()
    # From the first instant, so that what has no license to its name can be numbered, whenever one asks.
    for outage in outages(view.portfolio, at=_EARLIEST, policy=view.policy):
        stops = [stop for stop in outage.stops if stop.cause not in EXPECTED]
        if not stops:
            continue
        key = min(_reason(view.portfolio, stop, outage.at) for stop in stops)
        before[key] += 1
        if view.start < outage.at <= view.end:
            yield view.event(
                EventKind.OUTAGE,
                [key, before[key]],
                outage.at,
                _stopping(view, stops),
                _stopped(view, outage, stops),
                [0],
            )


def _reason(portfolio: Portfolio, stop: Stop, at: DateTime) -> str:
    """Name the license whose end stops an ad; where none ends, the post and the cause."""
    ad = portfolio.ad(stop.ad_id)
    ending = [each.id for each in counting(ad, portfolio.licenses_of(ad.post_id)) if each.ends_at == at]
    return f"license {min(ending)}" if ending else f"post {ad.post_id} {stop.cause}"


def _stopping(view: _View, stops: Sequence[Stop]) -> str:
    posts = {view.portfolio.ad(stop.ad_id).post_id for stop in stops}
    which = view.whose(min(posts)) if len(posts) == 1 else f"{len(posts)} posts"
    ads, stop = ("1 ad", "stops") if len(stops) == 1 else (f"{len(stops)} ads", "stop")
    return f"{ads} of {which} {stop} serving: {', '.join(sorted({each.cause for each in stops}))}"


def _stopped(view: _View, outage: Outage, stops: Sequence[Stop]) -> Iterator[str]:
    stopped = [view.portfolio.ad(stop.ad_id) for stop in stops]
    own = all(on_own_post(ad, view.portfolio.licenses_of(ad.post_id)) for ad in stopped)
    posts = {stop.cause: view.portfolio.post(view.portfolio.ad(stop.ad_id).post_id) for stop in stops}
    yield f"From {local(outage.at, view.tz)}:"
    yield from _listed(f"{view.named(stop.ad_id)}: {stop.cause}" for stop in stops)
    for cause in outage.causes:
        if cause not in EXPECTED:
            rule = rules_by_state(view.policy, posts.get(cause), own=own)[cause]
            yield f"{cause}: {rule.reason}; fixed by {fixing(rule)}."
    if outage.idle_campaigns:
        yield "Campaigns left with nothing serving:"
        yield from _listed(map(printable, outage.idle_campaigns))
    if outage.spend_per_day.amounts:
        yield f"Planned spend of a day that stops: {outage.spend_per_day}."
