"""Flights and codes over time: when ads are meant to run, when codes run out, and when to remind of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import attrs
from pendulum import DateTime

from sparklicense.ads import SWITCH, SwitchStatus
from sparklicense.errors import InexactInstantError, InvalidValueError, WrongTypeError, shown
from sparklicense.instants import InstantLike, ZoneLike, elapsed, field_instant, instant, later, written, zone
from sparklicense.licenses import followed_to
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.posts import POST, PostStatus
from sparklicense.rules.expiry import access_counting, counting, needs_reminder
from sparklicense.rules.serving import timeline_of
from sparklicense.timelines import stretches
from sparklicense.windows import Windows

if TYPE_CHECKING:
    from sparklicense.access import AccountAccess
    from sparklicense.ads import SparkAd
    from sparklicense.licenses import License
    from sparklicense.policies import Policy
    from sparklicense.portfolio import Portfolio
    from sparklicense.posts import Post
    from sparklicense.rules.states import ServingState
    from sparklicense.timelines import Timeline

LATEST: Final = instant("9999-12-31T23:59:59.999999Z")
"""The last instant there is."""
_NAMED: Final = 3
M = TypeVar("M", bound=tuple[Any, ...])


Tile: TypeAlias = "tuple[DateTime, DateTime, ServingState, bool]"
"""A stretch of a flight: its start, its end, its one state, and whether the advertiser's switch is on, because
only then is spend planned."""


@attrs.frozen(eq=False, kw_only=True)
class Flight:
    """One ad, what it rests on, and the stretch of time in which it is meant to run."""

    ad: SparkAd
    post: Post
    licenses: tuple[License, ...]
    """Those that count for the ad."""
    access: tuple[AccountAccess, ...]
    """That which counts for the ad."""
    timeline: Timeline[ServingState]
    end: DateTime
    """The ad's end, or the horizon that closes a flight without one, or the last instant there is."""
    endless: bool
    """Whether nothing closes the flight."""
    tiles: Sequence[Tile]
    """The flight, without gap or overlap; empty where the horizon lies before its start."""

    def is_planned(self, at: DateTime) -> bool:
        """Tell whether the ad is meant to spend: in its flight, with its switch on."""
        return self.ad.starts_at <= at < self.end and _is_on(self.ad, at)


def _is_on(ad: SparkAd, at: DateTime) -> bool:
    return _switch_at(ad, at) is _ON


_switch_at, _ON = SWITCH.at, SwitchStatus.ON


def _cut(ad: SparkAd, timeline: Timeline[ServingState], end: DateTime) -> list[Tile]:
    """Part a flight where the state changes, and where the switch turns under a graver state."""
    if ad.starts_at >= end:
        return []
    parts = stretches(timeline, ad.starts_at, end)
    if ad.paused:
        return [tile for part in parts for tile in _turned(ad, *part)]
    on = _is_on(ad, ad.starts_at)
    return [(start, stop, state, on) for start, stop, state in parts]


def _turned(ad: SparkAd, start: DateTime, end: DateTime, state: ServingState) -> Iterator[Tile]:
    """Part a stretch where the switch turns."""
    turns = [at for at in ad.paused.edges if start < at < end]
    for begin, stop in pairwise((start, *turns, end)):
        yield begin, stop, state, _is_on(ad, begin)


def flights(
    portfolio: Portfolio, ads: Iterable[SparkAd], *, policy: Policy, until: DateTime | None = None
) -> tuple[Flight, ...]:
    """Read the flights of some ads; one without an end is closed by `until`, where that is given."""
    found: list[Flight] = []
    for ad in ads:
        post = portfolio.post(ad.post_id)
        licenses = counting(ad, portfolio.licenses_of(post.id))
        access = access_counting(ad, post, portfolio.access_to(post.creator)) if portfolio.access else ()
        timeline = timeline_of(ad, post, licenses, access, policy)
        end = ad.ends_at or until or LATEST
        found.append(
            Flight(
                ad=ad,
                post=post,
                licenses=licenses,
                access=access,
                timeline=timeline,
                end=end,
                endless=ad.ends_at is None and until is None,
                tiles=_cut(ad, timeline, end),
            )
        )
    return tuple(found)


def closed_flights(
    portfolio: Portfolio, ads: Sequence[SparkAd], *, policy: Policy, until: DateTime | None
) -> tuple[Flight, ...]:
    """Read the flights of some ads, each of which must have an end, or be closed by `until`.

    Raises:
        ValueError: flights without an end, and no horizon.
    """
    endless = [ad.id for ad in ads if ad.ends_at is None] if until is None else []
    if endless:
        some = ", ".join(map(shown, endless[:_NAMED])) + (" and others" if len(endless) > _NAMED else "")
        noun = "flight of ad" if len(endless) == 1 else f"flights of {len(endless)} ads,"
        raise InvalidValueError(
            f"until: the {noun} {some} {'has' if len(endless) == 1 else 'have'} no end; "
            "give the horizon up to which to plan"
        )
    return flights(portfolio, ads, policy=policy, until=until)


def horizon(at: DateTime, within: timedelta | None) -> DateTime:
    """Give the last instant to look at; without a limit, the last there is."""
    if within is None:
        return LATEST
    if not isinstance(within, timedelta):
        raise WrongTypeError(f"within: a `timedelta`, not {type(within).__name__}: {shown(within)}")
    if within <= timedelta():
        raise InvalidValueError(f"within: {shown(str(within))} is not ahead; more than zero")
    return later(at, within)


def in_order(moves: Iterable[M]) -> Iterator[tuple[DateTime, list[M]]]:
    """Take moves, which begin with their instant, in order of time; those of one instant come together."""
    together: list[M] = []
    for move in sorted(moves, key=_when):  # a dict would hash instants, which is slow
        if together and move[0] != together[0][0]:
            yield together[0][0], together
            together = []
        together.append(move)
    if together:
        yield together[0][0], together


_when = itemgetter(0)


def effective_expiry(licenses: Iterable[License], *, at: InstantLike, ad: SparkAd | None = None) -> DateTime | None:
    """Tell when the licenses in force now, and those that follow without a gap, come to their end.

    A code that has been renewed is not running out: what counts is the end of the contiguous run of
    license windows.

    Args:
        licenses: the licenses of one post.
        at: the instant asked about.
        ad: count only the licenses that count for this ad; left out: all of them.

    Returns:
        The end in UTC; `None` where no license is in force at `at`.

    Examples:
        >>> from sparklicense import License
        >>> from sparklicense.planning import effective_expiry
        >>> old = License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)
        >>> new = old.reissue(code=None, issued_at="2026-06-28T00:00:00Z", days=30)
        >>> effective_expiry([old, new], at="2026-06-25T00:00:00Z").isoformat()
        '2026-07-28T00:00:00+00:00'
    """
    t = instant(at)
    counted = licenses if ad is None else counting(ad, licenses)
    runs = Windows(window for license in counted for window in license.window)
    return next((run.end for run in runs if t in run), None)


def whole_days_left(end: InstantLike, *, at: InstantLike) -> int | None:
    """Count the whole days of 24 hours from an instant to an end.

    Args:
        end: when it ends, for instance `effective_expiry`.
        at: the instant asked about.

    Returns:
        0 during the last 24 hours; `None` once it is over.

    Examples:
        >>> from sparklicense.planning import whole_days_left
        >>> whole_days_left("2026-06-23T07:09:07Z", at="2026-06-22T07:09:08Z")
        0
        >>> whole_days_left("2026-06-23T07:09:07Z", at="2026-06-23T07:09:07Z") is None
        True
    """
    left = elapsed(instant(at), instant(end))
    return left.days if left > timedelta() else None


def calendar_days_left(end: InstantLike, *, at: InstantLike, tz: ZoneLike) -> int | None:
    """Count the nights from the local day of an instant to the last local day on which something is left.

    Args:
        end: when it ends, that instant excluded: what ends at midnight has the day before as its last.
        at: the instant asked about.
        tz: whose calendar, an IANA name like `America/Los_Angeles`.

    Returns:
        0 on the last day; `None` once it is over.

    Raises:
        InexactInstantError: a day outside the years 1 to 9999 there.

    Examples:
        >>> from sparklicense.planning import calendar_days_left, whole_days_left
        >>> whole_days_left("2026-06-23T07:09:07Z", at="2026-06-22T12:00:00Z")
        0
        >>> calendar_days_left("2026-06-23T07:09:07Z", at="2026-06-22T12:00:00Z", tz="Europe/Berlin")
        1
    """
    t, over = instant(at), instant(end)
    if over <= t:
        return None
    place = zone(tz)
    last = datetime.__sub__(over, timedelta(microseconds=1))
    return (_day(last, place) - _day(t, place)).days


def _day(at: datetime, place: tzinfo) -> date:
    # A plain datetime, because zones move one with `+`, which pendulum's own datetimes answer wrongly.
    there = datetime.combine(datetime.date(at), datetime.time(at), UTC)
    try:
        return there.astimezone(place).date()
    except OverflowError:
        raise InexactInstantError(
            f"{shown(written(instant(at)))} lies on no day of the years 1 to 9999 in {shown(str(place))}"
        ) from None


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
    effective_expiry: DateTime = attrs.field(repr=written)
    """When it and the licenses of the post that follow it without a gap have run out, in UTC."""
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
    renewed: bool = False,
    latest_only: bool = True,
    policy: PolicyLike = GUIDE,
) -> tuple[Reminder, ...]:
    """Give the reminders that fall due after one instant and up to another.

    The guide wants one for every code issued for fewer days than the policy says, used or not; a code
    that an ad outlives gets one, however long it is. Left out is what needs nobody: a code that is
    renewed already, one that outlives every flight of its ads, and one whose post is gone by then. Ask
    for the time since you last asked: however often or seldom, no reminder comes twice.

    Args:
        portfolio: the facts.
        after: where the stretch starts, that instant excluded.
        through: where it ends, that instant included.
        ladder: how many days of 24 hours before the end to remind; 0 is the end itself. A rung that
            lies before the code was issued, or at or after its revocation, is left out.
        in_use_only: leave out codes that no ad uses at the time: one whose flight is not over, paused
            and scheduled ones included.
        renewed: whether to remind of codes that another one follows without a gap, too.
        latest_only: of several rungs of one code, give the last only: who has not asked for a week is
            reminded once.
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
        >>> week = {"after": "2026-06-01T00:00:00Z", "through": "2026-06-08T00:00:00Z"}
        >>> for each in reminders(portfolio, **week, latest_only=False):
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
    found: list[Reminder] = []
    for license in portfolio.licenses:
        if license.expires_at <= start or not needs_reminder(license, policy, ads=ads[license.post_id]):
            continue
        post = portfolio.post(license.post_id)
        runs_to = followed_to(license, license.expires_at, portfolio.licenses_of(post.id))
        users = [ad for ad in ads[post.id] if counting(ad, (license,))]
        outlives = bool(users) and all(ad.ends_at is not None and ad.ends_at <= license.expires_at for ad in users)
        if outlives or (runs_to > license.expires_at and not renewed):
            continue
        due = [
            Reminder(
                key=f"{license.id}/{written(license.expires_at)}/{days}d",
                at=at,
                license_id=license.id,
                post_id=post.id,
                expires_at=license.expires_at,
                effective_expiry=runs_to,
                days_before=days,
                used_by=tuple(sorted(ad.id for ad in users if ad.ends_at is None or ad.ends_at > at)),
            )
            for at, days in _due(license, rungs, start, end)
            if POST.at(post, at) is not PostStatus.DELETED
        ]
        due = [each for each in due if each.used_by or not in_use_only]
        found += due[-1:] if latest_only else due
    return tuple(sorted(found, key=lambda each: (each.at, each.key)))


def _due(license: License, rungs: Iterable[int], start: DateTime, end: DateTime) -> list[tuple[DateTime, int]]:
    """Give the rungs of a license that fall due after one instant and up to another, in order."""
    found: list[tuple[DateTime, int]] = []
    for days in sorted(rungs, reverse=True):
        before = timedelta(days=days)
        # The distance first: an instant before the year 1 is no instant.
        if elapsed(license.issued_at, license.expires_at) >= before:
            at = later(license.expires_at, -before)
            if start < at <= end and (at < license.ends_at or license.ends_at == license.expires_at):
                found.append((at, days))
    return found


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
