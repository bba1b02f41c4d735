"""Flights: when an ad is meant to run, and what its timeline says meanwhile. Every plan starts here."""

from __future__ import annotations

from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import attrs

from sparklicense.ads import SWITCH, SwitchStatus
from sparklicense.errors import InvalidValueError, shown
from sparklicense.instants import instant
from sparklicense.rules.expiry import access_counting, counting
from sparklicense.rules.serving import timeline_of
from sparklicense.timelines import stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pendulum import DateTime

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


def _turned(ad: SparkAd, start: DateTime, end: DateTime, state: ServingState) -> Iterable[Tile]:
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
        access = access_counting(ad, post, portfolio.access_to(post.creator))
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
    portfolio: Portfolio,
    ads: Sequence[SparkAd],
    *,
    policy: Policy,
    until: DateTime | None,
    progress: Callable[[Iterable[SparkAd]], Iterable[SparkAd]] = iter,
) -> tuple[Flight, ...]:
    """Read the flights of some ads, each of which must have an end, or be closed by `until`.

    `progress` wraps the ads while they are read.

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
    return flights(portfolio, progress(ads), policy=policy, until=until)


def in_order(moves: Iterable[M]) -> Iterable[tuple[DateTime, list[M]]]:
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
