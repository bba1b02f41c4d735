"""Tracks: how a fact's fields become the standing it has at each instant.

A track is a table, so that every reader (at an instant, over time, over a DataFrame) is made from
the same rows and none restates them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import attrs

from sparklicense.instants import instant
from sparklicense.timelines import Timeline, stepping
from sparklicense.windows import NOWHEN

if TYPE_CHECKING:
    from pendulum import DateTime

F = TypeVar("F")
S = TypeVar("S")

EARLIEST: Final = instant("0001-01-01T00:00:00Z")
"""The first instant there is: what holds then has always held, an interlude without a start included."""


@attrs.frozen(kw_only=True, eq=False)
class Track(Generic[F, S]):
    """One thing about a fact that changes over time; at each instant it has exactly one standing.

    Attributes:
        name: what rows call it.
        initial: the standing before anything has happened.
        steps: fields that hold an instant, in the order in which they can happen, each with the
            standing it leads to. A field that is `None` has not happened.
        ends: fields that hold an instant after which nothing changes any more; the earliest
            counts, and of two at the same instant the one listed first.
        interludes: fields that hold `Windows`, with the standing they interrupt and the one that
            takes its place meanwhile.
    """

    name: str
    initial: S
    steps: tuple[tuple[str, S], ...] = ()
    ends: tuple[tuple[str, S], ...] = ()
    interludes: tuple[tuple[str, S, S], ...] = ()
    at: Callable[[F, DateTime], S] = attrs.field(init=False, repr=False)
    """Read the standing of a fact at an instant (UTC)."""
    instants: Callable[[F], list[DateTime]] = attrs.field(init=False, repr=False)
    """Give every instant at which the standing of a fact may change; an instant may come twice."""

    def __attrs_post_init__(self) -> None:
        """Compile the table into its readers."""
        object.__setattr__(self, "at", _compiled(self))
        object.__setattr__(self, "instants", _compiled_instants(self))

    @property
    def standings(self) -> tuple[S, ...]:
        """Every standing the track can have."""
        return (
            self.initial,
            *(standing for _, standing in self.steps),
            *(standing for _, _, standing in self.interludes),
            *(standing for _, standing in self.ends),
        )

    def timeline(self, fact: F) -> Timeline[S]:
        """Read the standing of a fact over time."""
        return stepping(self.at(fact, EARLIEST), self.instants(fact), lambda t: self.at(fact, t))


def _compiled(track: Track[Any, Any]) -> Callable[[Any, DateTime], Any]:
    """Write the table out as a plain function, as attrs does for `__init__`.

    Walking the table at each question would cost three times as much, and this function is what a
    million questions spend their time in.
    """
    names: dict[str, Any] = {"NOWHEN": NOWHEN}

    def name(standing: object) -> str:
        names[text := f"s{len(names)}"] = standing
        return text

    def give(standing: object, indent: str) -> list[str]:
        meanwhile = [
            f"{indent}if fact.{field} is not NOWHEN and at in fact.{field}: return {name(other)}"
            for field, base, other in track.interludes
            if base is standing
        ]
        return [*meanwhile, f"{indent}return {name(standing)}"]

    lines = ["def standing(fact, at):"]
    lines += [f"    {field} = fact.{field}" for field, _ in track.ends]
    for place, (field, standing) in enumerate(track.ends):
        first = [
            f"({other} is None or {field} {'<=' if place < rival else '<'} {other})"
            for rival, (other, _) in enumerate(track.ends)
            if rival != place
        ]
        lines.append(f"    if {' and '.join([f'{field} is not None and {field} <= at', *first])}:")
        lines.append(f"        return {name(standing)}")
    for field, standing in reversed(track.steps):
        lines.append(f"    if fact.{field} is not None and fact.{field} <= at:")
        lines += give(standing, "        ")
    lines += give(track.initial, "    ")
    reader: Callable[[Any, DateTime], Any] = _run(lines, names)["standing"]
    return reader


def _compiled_instants(track: Track[Any, Any]) -> Callable[[Any], list[DateTime]]:
    """Write out which fields hold instants; one that a field took over from the field before it comes once."""
    lines = ["def instants(fact):", "    found, last = [], None"]
    for field, _ in (*track.steps, *track.ends):
        lines += [f"    at = fact.{field}", "    if at is not None and at is not last:", "        found.append(at)"]
        lines += ["    last = at"]
    for field, _, _ in track.interludes:
        lines += [f"    if fact.{field} is not NOWHEN:", f"        found += fact.{field}.edges"]
    lines += ["    return found"]
    reader: Callable[[Any], list[DateTime]] = _run(lines, {"NOWHEN": NOWHEN})["instants"]
    return reader


def _run(lines: list[str], names: dict[str, Any]) -> dict[str, Any]:
    exec("\n".join(lines), names)  # noqa: S102 - the text is made of the tracks' field names, nothing from outside
    return names
