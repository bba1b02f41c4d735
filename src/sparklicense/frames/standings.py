"""Tracks and rulebooks written as expressions: the frame reader of the rows that the object reader reads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeAlias

import attrs

from sparklicense.frames.clock import Clock
from sparklicense.frames.engine import col, nw
from sparklicense.frames.schema import Table
from sparklicense.policies import Policy
from sparklicense.rules.expiry import ServingRule
from sparklicense.rules.rulebook import Rulebook
from sparklicense.rules.states import ServingState
from sparklicense.tracks import Track

Case: TypeAlias = tuple[nw.Expr, nw.Expr]


def chosen(cases: Iterable[Case], otherwise: nw.Expr) -> nw.Expr:
    """Give the value of the first case that holds."""
    chain: Any = nw
    for condition, value in cases:
        chain = chain.when(condition).then(value)
    return otherwise if chain is nw else chain.otherwise(otherwise)


def places(standings: Iterable[StrEnum]) -> dict[StrEnum, int]:
    """Number standings: they travel as small numbers, because text costs an engine many times as much."""
    return {each: place for place, each in enumerate(standings)}


def numbering(numbers: Mapping[StrEnum, int]) -> Callable[[Any], nw.Expr]:
    """Write standings down as their numbers."""
    return lambda held: nw.lit(numbers[held], nw.Int8)


def standing(
    track: Track[Any, Any],
    table: Table,
    clock: Clock,
    write: Callable[[Any], nw.Expr],
    meanwhile: Collection[str] = (),
) -> nw.Expr:
    """Write a track out: the standing of every row at the instant asked about.

    Args:
        track: the track; its fields are columns of the table.
        table: the facts.
        clock: the instant.
        write: how a standing is written down.
        meanwhile: the interludes that are known; a column of each one's name is 1 where it is on.
    """

    def given(held: Any) -> list[Case]:
        return [
            (col(field) == 1, write(other))
            for field, base, other in track.interludes
            if base is held and field in meanwhile
        ]

    cases: list[Case] = []
    for place, (field, held) in enumerate(track.ends):
        condition = clock.happened(table, field)
        for rival, (other, _) in enumerate(track.ends):
            if rival != place:
                first = col(field) <= col(other) if place < rival else col(field) < col(other)
                condition &= col(other).is_null() | first
        cases.append((condition, write(held)))
    for field, held in reversed(track.steps):
        happened = clock.happened(table, field)
        cases += [(happened & on, number) for on, number in given(held)]
        cases.append((happened, write(held)))
    return chosen([*cases, *given(track.initial)], write(track.initial))


@attrs.frozen
class States:
    """The states that the rows of a rulebook impose, numbered in the order of their ranks.

    Attributes:
        numbers: of every track, the number of what each of its standings imposes.
        labels: the state of each number.
    """

    numbers: Mapping[str, Mapping[StrEnum, int]]
    labels: tuple[str, ...]

    @classmethod
    def under(cls, book: Rulebook[ServingRule], policy: Policy) -> States:
        """Number the states of a rulebook under a policy; serving, which nothing imposes, comes last."""
        rows = book.under(policy)
        ranked = sorted((row for row in rows if row.state is not None), key=lambda row: row.rank or 0)
        # Rows of one rank that impose one state differ in who acts, which no column says.
        states = [*dict.fromkeys((row.rank, row.state) for row in ranked)]
        numbers: dict[str, dict[StrEnum, int]] = {
            track: dict.fromkeys(each, len(states)) for track, each in book.tracks.items()
        }
        for row in ranked:
            numbers[row.track][row.standing] = states.index((row.rank, row.state))
        return cls(numbers, (*(str(state) for _, state in states), str(ServingState.SERVING)))
