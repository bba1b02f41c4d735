"""Step functions of time: exactly one state at every instant."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Generic, TypeVar, cast

import attrs
from pendulum import DateTime

from sparklicense import markup
from sparklicense.errors import InvalidValueError, shown
from sparklicense.instants import UTC, InstantLike, ZoneLike, instant, local, optional_instant, written
from sparklicense.windows import Window, Windows, between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

S = TypeVar("S")
R = TypeVar("R")
B = TypeVar("B", DateTime, DateTime | None)
O = TypeVar("O")  # noqa: E741 - the state of the other timeline


_MOST_SHOWN: Final = 2
"""How many changes a `repr` shows: it stays on a line."""


@attrs.frozen(init=False, repr=False)
class Timeline(Generic[S]):
    """A step function of time: an initial state, and the instants at which it changes.

    Args:
        initial: the state before the first change.
        changes: pairs of an instant and the state that holds from then on.

    Raises:
        ValueError: the changes do not strictly increase, or one changes nothing.

    Examples:
        >>> from sparklicense import Timeline
        >>> light = Timeline("red", [("2026-01-01T00:00:00Z", "green"), ("2026-01-01T00:01:00Z", "red")])
        >>> light.at("2026-01-01T00:00:30Z"), light.at("2026-01-01T00:01:00Z")
        ('green', 'red')
        >>> light.windows("green").duration.seconds
        60
    """

    # One longer than the other: the state at `t` is the one at `bisect_right(_instants, t)`.
    _instants: tuple[DateTime, ...]
    _states: tuple[S, ...]

    def __init__(self, initial: S, changes: Iterable[tuple[InstantLike, S]] = ()) -> None:
        pairs = [(instant(at), state) for at, state in changes]
        states = (initial, *(state for _, state in pairs))
        for (before, _), (after, _) in pairwise(pairs):
            if after <= before:
                raise InvalidValueError(
                    f"changes: {shown(written(after))} does not come after {shown(written(before))}"
                )
        for (at, state), held in zip(pairs, states, strict=False):
            if state == held:
                raise InvalidValueError(f"changes: nothing changes at {shown(written(at))}")
        object.__setattr__(self, "_instants", tuple(at for at, _ in pairs))
        object.__setattr__(self, "_states", states)

    @property
    def initial(self) -> S:
        """The state before the first change."""
        return self._states[0]

    @property
    def changes(self) -> tuple[tuple[DateTime, S], ...]:
        """Every change: the instant (UTC) and the state that holds from then on."""
        return tuple(zip(self._instants, self._states[1:], strict=True))

    def at(self, t: InstantLike) -> S:
        """Give the state at an instant."""
        exact = t if type(t) is DateTime and t.tzinfo is UTC else instant(t)
        return self._states[bisect_right(self._instants, exact)]

    def since(self, t: InstantLike) -> DateTime | None:
        """Give the last change at or before an instant; `None`: it has always held."""
        place = bisect_right(self._instants, instant(t))
        return self._instants[place - 1] if place else None

    def until(self, t: InstantLike) -> DateTime | None:
        """Give the first change after an instant; `None`: it never changes."""
        place = bisect_right(self._instants, instant(t))
        return self._instants[place] if place < len(self._instants) else None

    def spans(self, start: InstantLike | None = None, end: InstantLike | None = None) -> tuple[tuple[Window, S], ...]:
        """Tile a window with the states that hold in it.

        Args:
            start: where to begin; `None`: no lower bound.
            end: where to stop; `None`: no upper bound.

        Returns:
            Pairs of a window and its state, in order, without gap or overlap.

        Raises:
            ValueError: `end` is not after `start`.
        """
        whole = Window(optional_instant("start", start), optional_instant("end", end))
        return tuple([(between(begin, stop), state) for begin, stop, state in stretches(self, whole.start, whole.end)])

    def windows(self, *states: S) -> Windows:
        """Give the instants at which one of these states holds."""
        return Windows(window for window, state in self.spans() if state in states)

    def map(self, change: Callable[[S], R]) -> Timeline[R]:
        """Put every state through a function; what no longer differs is merged."""
        return stepping(change(self.initial), self._instants, lambda t: change(self.at(t)))

    def combine(self, join: Callable[[S, O], R], other: Timeline[O]) -> Timeline[R]:
        """Join two timelines instant by instant: `join(own state, other's state)`."""
        return stepping(
            join(self.initial, other.initial),
            (*self._instants, *other._instants),
            lambda t: join(self.at(t), other.at(t)),
        )

    def explain(self, tz: ZoneLike = "UTC") -> str:
        """Say what holds from when on, one line a state, with instants on a named clock.

        Examples:
            >>> from sparklicense import Timeline
            >>> print(Timeline("red", [("2026-01-01T00:00:00Z", "green")]))
            first: red
            from 2026-01-01 00:00:00 UTC: green
        """
        return "\n".join([f"first: {self.initial}", *(f"from {local(at, tz)}: {state}" for at, state in self.changes)])

    def __str__(self) -> str:
        """Explain it, with instants in UTC."""
        return self.explain()

    def __repr__(self) -> str:
        """Show the initial state and the first changes, and count the others."""
        changes = [f"({written(at)}, {_shown(state)})" for at, state in self.changes[:_MOST_SHOWN]]
        more = len(self.changes) - len(changes)
        changes += [f"and {more} more"] if more else []
        return f"Timeline({_shown(self.initial)}, [{', '.join(changes)}])"

    def _repr_html_(self) -> str:
        """Show it in a notebook: a strip of colors."""
        return markup.strip([str(each) for each in self._states], self._instants)


def _shown(state: object) -> str:
    return repr(state.value if isinstance(state, Enum) else state)


def stretches(timeline: Timeline[S], start: B, end: B) -> Iterable[tuple[DateTime | B, DateTime | B, S]]:
    """Give what `Timeline.spans` gives, as starts, ends and states; nothing is checked.

    Args:
        timeline: a step function.
        start: where to begin (UTC); `None`: no lower bound.
        end: where to stop (UTC), after the start; `None`: no upper bound.
    """
    # It belongs to the class, whose methods are its users' words only.
    instants = timeline._instants  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as said
    states = timeline._states  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as said
    first = 0 if start is None else bisect_right(instants, start)
    last = len(instants) if end is None else bisect_left(instants, end)
    inside: tuple[DateTime, ...] = instants[first:last]
    return zip((start, *inside), (*inside, end), states[first : last + 1], strict=True)


def stepping(initial: S, instants: Iterable[DateTime], state_at: Callable[[DateTime], S]) -> Timeline[S]:
    """Build a timeline by asking for the state at every instant at which it may change.

    Args:
        initial: the state before all of them.
        instants: where a change may happen, in any order, repeated or not (UTC).
        state_at: the state that holds from such an instant on.
    """
    kept: list[DateTime] = []
    states = [initial]
    previous: DateTime | None = None
    for at in sorted(instants):  # a set would hash them, which costs an instant ten comparisons
        if at == previous:
            continue
        previous = at
        state = state_at(at)
        if state != states[-1]:
            kept.append(at)
            states.append(state)
    return _made(kept, states)


def _made(instants: Iterable[DateTime], states: Iterable[S]) -> Timeline[S]:
    """Make a timeline for which the checks of `__init__` hold by construction."""
    made = cast("Timeline[S]", object.__new__(Timeline))
    _set_instants(made, tuple(instants))
    _set_states(made, tuple(states))
    return made


_set_instants, _set_states = Timeline.__dict__["_instants"].__set__, Timeline.__dict__["_states"].__set__
