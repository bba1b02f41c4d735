"""Flights: when an ad is meant to run, and what its timeline says meanwhile. Every plan starts here."""

from __future__ import annotations

from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import attrs

from sparklicense.ads import SWITCH, SwitchStatus
from sparklicense.errors import InvalidValueError, shown
from sparklicense.instants import instant
from sparklicense.rules.expiry import counting
from sparklicense.rules.serving import serving_timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pendulum import DateTime

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


class Tile(NamedTuple):
    """A stretch of a flight with one state."""

    start: DateTime
    end: DateTime
    state: ServingState
    planned: bool
    """Whether the advertiser's switch is on: only then is spend planned."""


@attrs.frozen(eq=False, kw_only=True)
class Flight:
    """One ad, what it rests on, and the stretch of time in which it is meant to run."""

    ad: SparkAd
    post: Post
    licenses: tuple[License, ...]
    """Those that count for the ad."""
    timeline: Timeline[ServingState]
    end: DateTime
    """The ad's end, or the horizon that closes a flight without one, or the last instant there is."""
    endless: bool
    """Whether nothing closes the flight."""
    tiles: tuple[Tile, ...] = attrs.field(init=False, repr=False)
    """The flight, without gap or overlap; empty where the horizon lies before its start."""

    def __attrs_post_init__(self) -> None:
        """Cut the timeline to the flight."""
        object.__setattr__(self, "tiles", tuple(self._cut()) if self.ad.starts_at < self.end else ())

    def _cut(self) -> list[Tile]:
        """Part the flight where the state changes, and where the switch turns under a graver state."""
        begin, tiles = self.ad.starts_at, list[Tile]()
        state, planned = self.timeline.at(begin), self.is_on(begin)
        for at, following in self.timeline.changes:
            if at >= self.end:
                break
            if at > begin:
                tiles.append(Tile(begin, at, state, planned))
                begin, state = at, following
        tiles.append(Tile(begin, self.end, state, planned))
        return [part for tile in tiles for part in self._turned(tile)] if self.ad.paused else tiles

    def _turned(self, tile: Tile) -> Iterable[Tile]:
        """Part a tile where the switch turns."""
        turns = [at for at in self.ad.paused.edges if tile.start < at < tile.end]
        for start, end in pairwise((tile.start, *turns, tile.end)):
            yield Tile(start, end, tile.state, self.is_on(start))

    def is_on(self, at: DateTime) -> bool:
        """Tell whether the advertiser's switch is on."""
        return SWITCH.at(self.ad, at) is SwitchStatus.ON

    def is_planned(self, at: DateTime) -> bool:
        """Tell whether the ad is meant to spend: in its flight, with its switch on."""
        return self.ad.starts_at <= at < self.end and self.is_on(at)


def flights(
    portfolio: Portfolio, ads: Iterable[SparkAd], *, policy: Policy, until: DateTime | None = None
) -> tuple[Flight, ...]:
    """Read the flights of some ads; one without an end is closed by `until`, where that is given."""
    found: list[Flight] = []
    for ad in ads:
        post = portfolio.post(ad.post_id)
        licenses = counting(ad, portfolio.licenses_of(post.id))
        found.append(
            Flight(
                ad=ad,
                post=post,
                licenses=licenses,
                timeline=serving_timeline(ad, post=post, licenses=licenses, policy=policy),
                end=ad.ends_at or until or LATEST,
                endless=ad.ends_at is None and until is None,
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
