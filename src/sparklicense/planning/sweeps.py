"""Sweeps over flights: where nothing serves and why, and where licenses double or outlive them."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from sparklicense.planning.flights import Flight, Tile, in_order
from sparklicense.rules.states import ServingState
from sparklicense.windows import Window, Windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pendulum import DateTime

    from sparklicense.licenses import License


@attrs.frozen
class Gap:
    """A stretch of a flight in which nothing serves."""

    window: Window
    """When, in UTC."""
    causes: tuple[ServingState, ...]
    """The headlines of the ads meant to run then, in order of precedence: one for one ad."""


@attrs.frozen
class Overlap:
    """A stretch of a flight in which more than one license of a post is in force."""

    window: Window
    """When, in UTC."""
    post_id: str
    """Whose licenses."""
    license_ids: tuple[str, ...]
    """Those in force at some instant of it, by when they end."""


@attrs.frozen
class Overshoot:
    """What a license lasts beyond the last flight that it counts for."""

    window: Window
    """When, in UTC."""
    license_id: str
    """Which license."""


_ORDER: Final = {state: place for place, state in enumerate(ServingState)}
_SERVING: Final = ServingState.SERVING


def gaps(tiles: Sequence[Sequence[Tile]]) -> Iterable[Gap]:
    """Find where nothing serves, and why.

    Args:
        tiles: those of each flight, in order.
    """
    if len(tiles) == 1:
        yield from _joined(tiles[0])
    else:
        yield from _swept(tile for some in tiles for tile in some)


def _joined(tiles: Iterable[Tile]) -> Iterable[Gap]:
    """Join neighbors of one state, which differ in the switch only; one flight needs no counting."""
    start: DateTime | None = None
    end: DateTime | None = None
    cause = _SERVING
    for tile in tiles:
        if tile.state is not cause or tile.start != end:
            if cause is not _SERVING:
                yield Gap(Window(start, end), (cause,))
            start, cause = tile.start, tile.state
        end = tile.end
    if cause is not _SERVING:
        yield Gap(Window(start, end), (cause,))


def _swept(tiles: Iterable[Tile]) -> Iterable[Gap]:
    """Count the states of all flights through time: whatever is in flight while nothing serves is a gap."""
    moves = [move for tile in tiles for move in ((tile.start, tile.state, 1), (tile.end, tile.state, -1))]
    states: Counter[ServingState] = Counter()
    start: DateTime | None = None
    causes: tuple[ServingState, ...] = ()
    for at, together in in_order(moves):
        for _, state, step in together:
            states[state] += step
        following: tuple[ServingState, ...] = ()
        if not states[_SERVING]:
            following = tuple(sorted((state for state, n in states.items() if n), key=_ORDER.__getitem__))
        if following != causes:
            if start is not None and causes:
                yield Gap(Window(start, at), causes)
            start, causes = at, following


def overlaps(flights: Iterable[Flight]) -> Iterable[Overlap]:
    """Find where the licenses of a post double one another within its flights."""
    by_post: defaultdict[str, list[_InForce]] = defaultdict(list)
    doubled: defaultdict[str, list[Window]] = defaultdict(list)
    for flight in flights:
        if len(flight.licenses) > 1 and flight.ad.needs_license and flight.tiles:
            in_force = sorted(_in_force(flight), key=_bounds)
            if pieces := [*_doubled(in_force, flight.ad.starts_at, flight.end)]:
                doubled[flight.post.id] += pieces
                by_post[flight.post.id] += in_force
    for post_id, pieces in doubled.items():
        licenses = sorted({id(each[2]): each for each in by_post[post_id]}.values(), key=lambda each: each[1])
        for window in Windows(pieces):
            start, end = window.start, window.end
            ids = [each.id for first, last, each in licenses if end and start and first < end and start < last]
            yield Overlap(window, post_id, tuple(ids))


_InForce: TypeAlias = "tuple[DateTime, DateTime, License]"


def _bounds(each: _InForce) -> tuple[DateTime, DateTime]:
    return each[:2]


def _in_force(flight: Flight) -> Iterable[_InForce]:
    for license in flight.licenses:
        edges = license.window.edges
        if edges:
            yield edges[0], edges[1], license


def _doubled(in_force: Iterable[_InForce], first: DateTime, last: DateTime) -> Iterable[Window]:
    """Give the stretches between two instants in which more than one license is in force."""
    held = first
    for start, end, _ in in_force:
        begin, stop = max(start, first), min(end, held, last)
        if begin < stop:
            yield Window(begin, stop)
        held = max(held, end)


def overshoot(flights: Iterable[Flight]) -> Iterable[Overshoot]:
    """Find what licenses last beyond the last of the flights that they count for."""
    last: dict[int, tuple[License, DateTime | None]] = {}  # by identity: a derived id costs a digest
    for flight in flights:
        if flight.ad.needs_license:
            end = flight.ad.ends_at
            for license in flight.licenses:
                _, before = last.get(id(license), (license, end))
                last[id(license)] = (license, None if before is None or end is None else max(before, end))
    for license, end in last.values():
        if end is not None and end < license.ends_at and (edges := license.window.edges):
            yield Overshoot(Window(max(edges[0], end), edges[1]), license.id)
