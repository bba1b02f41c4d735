"""Several licenses folded into one standing, as the table of who speaks for them says."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import chain
from typing import Any, Final, TypeAlias

from sparklicense.frames.clock import Clock
from sparklicense.frames.engine import Frame, col, nw, own, owned
from sparklicense.frames.schema import Table
from sparklicense.frames.standings import Case, chosen, numbering, places, standing
from sparklicense.rules.expiry import LicenseStanding
from sparklicense.tracks import Track

Prevailing: TypeAlias = tuple[tuple[StrEnum, ...], ...]
"""Groups of statuses: the first that any license has speaks; within it the license that ended last, and
of two that ended together the status named later."""

SPEAKS: Final = "speaks"
ENDED: Final = "ended"


def spoken(prevailing: Prevailing) -> dict[StrEnum, int]:
    """Number what licenses can amount to: the statuses in their order, then the standings of no license."""
    statuses = [LicenseStanding(status) for status in chain(*prevailing)]
    return places([*statuses, *(each for each in LicenseStanding if each not in statuses)])


def with_ended(licenses: Table, track: Track[Any, Any]) -> Table:
    """Add when each license ends: the earliest of the ends its track knows."""
    fields = [field for field, _ in track.ends]
    ended = col(fields[0])
    for field in fields[1:]:
        ended = nw.when(ended.is_null() | (col(field) < ended)).then(col(field)).otherwise(ended)
    return Table(licenses.frame.with_columns(ended.alias(own(ENDED))), licenses.units)


def fold(licenses: Table, keys: Iterable[str], clock: Clock, track: Track[Any, Any], prevailing: Prevailing) -> Frame:
    """Fold the licenses of each key into what they amount to.

    Args:
        licenses: the facts, facing the clock, with their ends.
        keys: the columns that licenses must share to be folded together; null is a value like others.
        clock: the instant.
        track: how a license's instants become its status.
        prevailing: which status speaks for several licenses.

    Returns:
        One row per key that has any license: the number of the status that speaks, in `SPEAKS`, and,
        where a group has several statuses, when its last license ended, in `ENDED`.
    """
    numbers = spoken(prevailing)
    as_numbers = numbering(numbers)
    status = standing(track, licenses, clock, lambda each: as_numbers(LicenseStanding(each)))
    several = _groups(prevailing)
    read = licenses.frame.with_columns(status.alias(own("status")))
    ends = [own(f"end{place}") for place in chain(*several)]
    if ends:
        read = read.with_columns(
            nw.when(col("status") == place).then(col(ENDED)).alias(own(f"end{place}")) for place in chain(*several)
        )
    found = read.group_by(*owned(*keys)).agg(col("status").min().alias(own("first")), *(nw.col(e).max() for e in ends))
    speaking = chosen(
        [(_within(col("first"), group), _last_to_end(group)) for group in several],
        col("first"),
    )
    found = found.with_columns(speaking.alias(own(SPEAKS)))
    ended = [(col(SPEAKS) == place, col(f"end{place}")) for group in several for place in group]
    if ended:
        found = found.with_columns(chosen(ended[:-1], ended[-1][1]).alias(own(ENDED)))
    return found.select(*owned(*keys, *columns_of_fold(prevailing)))


def columns_of_fold(prevailing: Prevailing) -> list[str]:
    """Name what `fold` says of each key."""
    return [SPEAKS, ENDED] if _groups(prevailing) else [SPEAKS]


def _groups(prevailing: Prevailing) -> list[list[int]]:
    """Number the statuses of the groups that have several."""
    numbers = spoken(prevailing)
    return [[numbers[LicenseStanding(status)] for status in group] for group in prevailing if len(group) > 1]


def _within(status: nw.Expr, group: list[int]) -> nw.Expr:
    return (status >= group[0]) & (status <= group[-1])


def _last_to_end(group: list[int]) -> nw.Expr:
    """Give the status whose licenses ended last; of two that ended together the one named later."""
    cases: list[Case] = []
    for place in reversed(group[1:]):
        mine = col(f"end{place}")
        no_earlier = ~mine.is_null()
        for other in (col(f"end{each}") for each in group if each != place):
            no_earlier &= other.is_null() | (mine >= other)
        cases.append((no_earlier, nw.lit(place, nw.Int8)))
    return chosen(cases, nw.lit(group[0], nw.Int8))


def both(prevailing: Prevailing, one: str, other: str) -> tuple[list[Case], nw.Expr]:
    """Fold two folded standings into one.

    Args:
        prevailing: which status speaks.
        one: what its columns' names begin with: `one_speaks`, `one_ended`.
        other: the same of the other.

    Returns:
        Cases, and what holds otherwise; null where neither has any license.
    """
    mine, theirs = col(f"{one}_{SPEAKS}"), col(f"{other}_{SPEAKS}")
    my_end, their_end = col(f"{one}_{ENDED}"), col(f"{other}_{ENDED}")
    cases: list[Case] = []
    for group in _groups(prevailing):
        ended_last = chosen([(my_end > their_end, mine), ((my_end == their_end) & (mine > theirs), mine)], theirs)
        cases.append((_within(mine, group) & _within(theirs, group), ended_last))
    return [*cases, (theirs.is_null() | (mine < theirs), mine)], theirs
