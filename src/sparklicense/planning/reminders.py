"""Reminders: who must be told, and when, that a code is about to run out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import attrs
from pendulum import DateTime

from sparklicense.errors import InvalidValueError, WrongTypeError, shown
from sparklicense.instants import InstantLike, elapsed, field_instant, later, written
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.rules.deletion import unfinished
from sparklicense.rules.expiry import counting, needs_reminder

if TYPE_CHECKING:
    from sparklicense.ads import SparkAd
    from sparklicense.licenses import License
    from sparklicense.portfolio import Portfolio

LADDER: Final = (30, 14, 7, 3, 1, 0)
"""How many days of 24 hours before a code runs out to remind of it; a choice of ours, not of the sources."""


@attrs.frozen(kw_only=True)
class Reminder:
    """One reminder that one code runs out."""

    key: str
    """The same however often it is worked out, and another once the code is extended; shows no code."""
    at: DateTime = attrs.field(repr=written)
    """When to remind, in UTC."""
    license_id: str
    """Which license."""
    post_id: str
    """Its post."""
    expires_at: DateTime = attrs.field(repr=written)
    """When it runs out, in UTC."""
    days_before: int
    """The rung of the ladder: how many days of 24 hours lie between."""
    used_by: tuple[str, ...]
    """Ids of the ads that the license counts for and whose flight is not over then."""


def reminders(
    portfolio: Portfolio,
    *,
    after: InstantLike,
    through: InstantLike,
    ladder: Iterable[int] = LADDER,
    in_use_only: bool = False,
    policy: PolicyLike = GUIDE,
) -> tuple[Reminder, ...]:
    """Give the reminders that fall due after one instant and up to another.

    The guide wants one for every code issued for fewer days than the policy says, used or not. Ask for
    the time since you last asked: however often or seldom, no reminder comes twice and none is missed.

    Args:
        portfolio: the facts.
        after: where the stretch starts, that instant excluded.
        through: where it ends, that instant included.
        ladder: how many days of 24 hours before the end to remind; 0 is the end itself. A rung that
            lies before the code was issued, or at or after its revocation, is left out.
        in_use_only: leave out codes that no ad uses at the time: one whose flight is not over, paused
            and scheduled ones included.
        policy: its `reminder_below_days` decides which codes deserve reminders.

    Returns:
        The reminders by instant, then by license.

    Raises:
        ValueError: `through` lies before `after`; a rung below 0, or one named twice.

    Examples:
        >>> from sparklicense import License, Portfolio, Post
        >>> from sparklicense.planning import reminders
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=7)],
        ... )
        >>> for each in reminders(portfolio, after="2026-06-01T00:00:00Z", through="2026-06-08T00:00:00Z"):
        ...     print(each.at.isoformat(), each.days_before)
        2026-06-05T00:00:00+00:00 3
        2026-06-07T00:00:00+00:00 1
        2026-06-08T00:00:00+00:00 0
    """
    policy = policy_of(policy)
    start, end = field_instant("after", after), field_instant("through", through)
    if end < start:
        raise InvalidValueError(f"through: {shown(written(end))} lies before after {shown(written(start))}")
    rungs = _rungs(ladder)
    ads: defaultdict[str, list[SparkAd]] = defaultdict(list)
    for ad in portfolio.ads:
        if ad.needs_license:
            ads[ad.post_id].append(ad)
    found = [
        reminder
        for license in portfolio.licenses
        if needs_reminder(license, policy)
        for reminder in _climbed(license, rungs, start, end, ads[license.post_id])
        if reminder.used_by or not in_use_only
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.key)))


def _climbed(
    license: License, rungs: Iterable[int], start: DateTime, end: DateTime, ads: Iterable[SparkAd]
) -> Iterable[Reminder]:
    if license.expires_at <= start:
        return
    for days in rungs:
        before = timedelta(days=days)
        # The distance first: an instant before the year 1 is no instant.
        if elapsed(license.issued_at, license.expires_at) < before:
            continue
        at = later(license.expires_at, -before)
        if not start < at <= end or (license.revoked_at is not None and at >= license.revoked_at < license.expires_at):
            continue
        users = unfinished((ad for ad in ads if counting(ad, (license,))), at)
        yield Reminder(
            key=f"{license.id}/{written(license.expires_at)}/{days}d",
            at=at,
            license_id=license.id,
            post_id=license.post_id,
            expires_at=license.expires_at,
            days_before=days,
            used_by=tuple(ad.id for ad in users),
        )


def _rungs(ladder: Iterable[int]) -> tuple[int, ...]:
    rungs = tuple(ladder)
    for days in rungs:
        if isinstance(days, bool) or not isinstance(days, int):
            raise WrongTypeError(f"ladder: whole numbers of days, not {type(days).__name__}: {shown(days)}")
        if days < 0:
            raise InvalidValueError(f"ladder: {shown(days)} days before the end lies after it; 0 or more")
    if len(set(rungs)) < len(rungs):
        raise InvalidValueError(f"ladder: {shown(rungs)} names a rung twice")
    return rungs
