"""Sweeps over flights: where nothing serves and why, and where licenses double or outlive them."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

import attrs

from sparklicense.planning.flights import Flight, Tile, in_order
from sparklicense.rules.states import ServingState
from sparklicense.windows import Window, Windows

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def gaps(tiles: Iterable[Tile]) -> Iterable[Gap]:
    """Sweep over the tiles: whatever is in flight while nothing serves is a gap."""
    moves = [move for tile in tiles for move in ((tile.start, tile.state, 1), (tile.end, tile.state, -1))]
    states: Counter[ServingState] = Counter()
    start: DateTime | None = None
    causes: tuple[ServingState, ...] = ()
    for at, together in in_order(moves):
        for _, state, step in together:
            states[state] += step
        following: tuple[ServingState, ...] = ()
        if not states[ServingState.SERVING]:
            following = tuple(sorted((state for state, n in states.items() if n), key=_ORDER.__getitem__))
        if following != causes:
            if start is not None and causes:
                yield Gap(Window(start, at), causes)
            start, causes = at, following


def overlaps(flights: Iterable[Flight]) -> Iterable[Overlap]:
    """Find where the licenses of a post double one another within its flights."""
    found: defaultdict[str, list[tuple[Windows, tuple[License, ...]]]] = defaultdict(list)
    for flight in flights:
        if len(flight.licenses) > 1 and flight.ad.needs_license and flight.tiles:
            doubled = _doubled(flight.licenses)
            if doubled:
                within = Windows((Window(flight.ad.starts_at, flight.end),))
                found[flight.post.id].append((doubled & within, flight.licenses))
    for post_id, some in found.items():
        licenses = sorted({each.id: each for _, each_of in some for each in each_of}.values(), key=_by_end)
        for window in Windows(each for windows, _ in some for each in windows):
            inside = Windows((window,))
            yield Overlap(window, post_id, tuple(each.id for each in licenses if each.window & inside))


def _doubled(licenses: Iterable[License]) -> Windows:
    """Give the instants at which more than one license is in force."""
    in_force = [(each.start, each.end) for license in licenses for each in license.window if each.start and each.end]
    doubled: list[Window] = []
    held: DateTime | None = None
    for start, end in sorted(in_force):
        if held is not None and start < held:
            doubled.append(Window(start, min(end, held)))
        held = end if held is None else max(held, end)
    return Windows(doubled)


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
        if end is not None and end < license.ends_at:
            for window in license.window - Windows((Window(None, end),)):
                yield Overshoot(window, license.id)


def _by_end(license: License) -> tuple[DateTime, str]:
    return license.ends_at, license.id
