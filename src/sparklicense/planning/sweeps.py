"""Sweeps over flights: where nothing serves and why, and where licenses double or outlive them."""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from sparklicense.licenses import in_force
from sparklicense.planning.flights import Flight, Tile, in_order
from sparklicense.rules.states import ServingState
from sparklicense.windows import Window, between, edges_of

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


def gaps(tiles: Sequence[Sequence[Tile]]) -> tuple[Gap, ...]:
    """Find where nothing serves, and why.

    Args:
        tiles: those of each flight, in order.
    """
    found = _joined(tiles[0]) if len(tiles) == 1 else _swept(tile for some in tiles for tile in some)
    return tuple(found)


def _joined(tiles: Iterable[Tile]) -> list[Gap]:
    """Join neighbors of one state, which differ in the switch only; one flight needs no counting."""
    found: list[Gap] = []
    start: DateTime | None = None
    end: DateTime | None = None
    cause = _SERVING
    for begin, stop, state, _ in tiles:
        if state is not cause or begin != end:
            if cause is not _SERVING:
                found.append(Gap(between(start, end), (cause,)))
            start, cause = begin, state
        end = stop
    if cause is not _SERVING:
        found.append(Gap(between(start, end), (cause,)))
    return found


def _swept(tiles: Iterable[Tile]) -> Iterable[Gap]:
    """Count the states of all flights through time: whatever is in flight while nothing serves is a gap."""
    moves = [move for start, end, state, _ in tiles for move in ((start, state, 1), (end, state, -1))]
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
                yield Gap(between(start, at), causes)
            start, causes = at, following


InForce: TypeAlias = "tuple[DateTime, DateTime, License]"
"""From when until when which license is in force."""


def resting_on(flight: Flight) -> list[InForce]:
    """Give the licenses that an ad rests on and that are in force at some time, in the portfolio's order."""
    if not flight.ad.needs_license:
        return []
    return [(*bounds, each) for each in flight.licenses if (bounds := in_force(each)) is not None]


def overlaps(flights: Iterable[tuple[Flight, Sequence[InForce]]]) -> tuple[Overlap, ...]:
    """Find where the licenses of a post double one another within its flights.

    Args:
        flights: each with the licenses it rests on.
    """
    by_post: dict[str, tuple[list[tuple[DateTime, DateTime]], list[InForce]]] = {}
    for flight, licenses in flights:
        if len(licenses) > 1 and (pieces := _doubled(licenses, flight.ad.starts_at, flight.end)):
            doubled, among = by_post.setdefault(flight.post.id, ([], []))
            doubled += pieces
            among += licenses
    found: list[Overlap] = []
    for post_id, (doubled, among) in by_post.items():
        # Each once, told apart by identity: a derived id costs a digest.
        by_end = sorted({id(each[2]): each for each in among}.values(), key=_end)
        edges = edges_of(doubled)
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            ids = [each.id for first, last, each in by_end if first < end and start < last]
            found.append(Overlap(between(start, end), post_id, tuple(ids)))
    return tuple(found)


_start, _end = itemgetter(0), itemgetter(1)


def _doubled(licenses: Iterable[InForce], first: DateTime, last: DateTime) -> list[tuple[DateTime, DateTime]]:
    """Give the stretches between two instants in which more than one license is in force."""
    found: list[tuple[DateTime, DateTime]] = []
    held = first
    for start, end, _ in sorted(licenses, key=_start):
        if start < held:
            begin, stop = max(start, first), min(end, held, last)
            if begin < stop:
                found.append((begin, stop))
        held = max(held, end)
    return found


def overshoot(flights: Iterable[tuple[Flight, Sequence[InForce]]]) -> tuple[Overshoot, ...]:
    """Find what licenses last beyond the last of the flights that they count for.

    Args:
        flights: each with the licenses it rests on.
    """
    used_up: set[int] = set()  # by identity: a derived id costs a digest
    last: dict[int, tuple[InForce, DateTime]] = {}
    for flight, licenses in flights:
        end = flight.ad.ends_at
        for each in licenses:
            key = id(each[2])
            if end is None or each[1] <= end:
                used_up.add(key)
            else:
                last[key] = (each, max(end, last[key][1]) if key in last else end)
    return tuple(
        [
            Overshoot(between(max(start, end), stop), license.id)
            for key, ((start, stop, license), end) in last.items()
            if key not in used_up
        ]
    )
