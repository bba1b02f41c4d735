"""Budgets over time: who spends one, at what rate, and what of it is lost while nobody serves."""

from __future__ import annotations

from bisect import bisect_right
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from sparklicense.instants import elapsed
from sparklicense.planning.flights import Flight, Tile, in_order
from sparklicense.planning.money import INSIDE, NOTHING
from sparklicense.rules.states import ServingState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pendulum import DateTime


DAY: Final = Decimal(86_400_000_000)
_ONE: Final = Decimal(1)
_AT_ONCE: Final = timedelta()
_SERVING: Final = ServingState.SERVING


class Step(NamedTuple):
    """From an instant on: the part of the budget for a unit of weight, spent and lost, and both added up until then."""

    at: DateTime
    spent_rate: Decimal
    lost_rate: Decimal
    spent: Decimal
    lost: Decimal


@attrs.frozen(eq=False)
class Budget:
    """One budget, of an ad, an ad group or a campaign, and the flights that share it.

    At each instant the ads that serve divide it equally; while none of those that are meant to serve
    does, they divide equally what is lost. With weights each ad has its own part, serving or not.
    """

    flights: tuple[Flight, ...]
    currency: str
    per_day: Decimal
    """The planned spend of a day; 0 where `reason` says why it is unknown."""
    reason: str
    weights: Mapping[str, Decimal]
    """Of the flights' ads; empty: they divide equally."""
    steps: Sequence[Step] = attrs.field(init=False, repr=False, default=())
    """Empty where one ad has it for itself: then nobody needs to be followed."""

    def __attrs_post_init__(self) -> None:
        """Follow who is meant to serve, and who does, through time."""
        if len(self.flights) > 1:
            object.__setattr__(self, "steps", list(self._followed()))

    def _followed(self) -> Iterable[Step]:
        moves: list[tuple[DateTime, Decimal, Decimal]] = []
        for flight in self.flights:
            weight = self.weights.get(flight.ad.id, _ONE)
            for start, end, state, is_planned in flight.tiles:
                if is_planned:
                    serving = weight if state is _SERVING else NOTHING
                    moves += ((start, weight, serving), (end, -weight, -serving))
        planned = serving = spent = lost = spent_rate = lost_rate = NOTHING
        before: DateTime | None = None
        for at, together in in_order(moves):
            if before is not None:
                length = micros(elapsed(before, at))
                spent, lost = INSIDE.fma(spent_rate, length, spent), INSIDE.fma(lost_rate, length, lost)
            for _, more_planned, more_serving in together:
                planned, serving = INSIDE.add(planned, more_planned), INSIDE.add(serving, more_serving)
            spent_rate, lost_rate = self._rates(planned, serving)
            yield Step(at, spent_rate, lost_rate, spent, lost)
            before = at

    def _rates(self, planned: Decimal, serving: Decimal) -> tuple[Decimal, Decimal]:
        if not planned:
            return NOTHING, NOTHING
        if self.weights:
            part = INSIDE.divide(_ONE, planned)
            return part, part
        if serving:
            return INSIDE.divide(_ONE, serving), NOTHING
        return NOTHING, INSIDE.divide(_ONE, planned)

    def _place(self, at: DateTime) -> int:
        return bisect_right(self.steps, at, key=lambda step: step.at)

    def _until(self, at: DateTime) -> tuple[Decimal, Decimal]:
        """Give what a unit of weight has spent, and lost, by an instant of one of the flights.

        Both are parts of a day's budget, in microseconds.
        """
        step = self.steps[self._place(at) - 1]
        length = micros(elapsed(step.at, at))
        return INSIDE.fma(step.spent_rate, length, step.spent), INSIDE.fma(step.lost_rate, length, step.lost)

    def amounts(
        self, flight: Flight, tiles: Iterable[Tile], start: DateTime | None = None, end: DateTime | None = None
    ) -> tuple[Decimal, Decimal]:
        """Give what one of the flights is planned to spend and can, and what it loses.

        Args:
            flight: the flight.
            tiles: those of its tiles that count.
            start: where to begin (UTC); `None`: with the tiles.
            end: where to stop (UTC); `None`: with the tiles.
        """
        if start is not None or end is not None:
            tiles = _within(tiles, start, end)
        rate = self.per_day
        if self.steps:
            rate = INSIDE.multiply(rate, self.weights.get(flight.ad.id, _ONE))
            spent, lost = self._parts(tiles)
        else:
            spent, lost = _lengths(tiles)
        return (
            INSIDE.divide(INSIDE.multiply(rate, spent), DAY) if spent else NOTHING,
            INSIDE.divide(INSIDE.multiply(rate, lost), DAY) if lost else NOTHING,
        )

    def _parts(self, tiles: Iterable[Tile]) -> tuple[Decimal, Decimal]:
        """Give what a unit of weight spends, and loses, in some tiles: parts of a day's budget, in microseconds."""
        spent = lost = NOTHING
        for begin, stop, state, planned in tiles:
            if planned:
                before, after = self._until(begin), self._until(stop)
                if state is _SERVING:
                    spent = INSIDE.add(spent, INSIDE.subtract(after[0], before[0]))
                else:
                    lost = INSIDE.add(lost, INSIDE.subtract(after[1], before[1]))
        return spent, lost

    def rates(self, flight: Flight, at: DateTime) -> tuple[Decimal, Decimal]:
        """Give what one of the flights spends, and what it loses, at an instant at which it is meant to serve.

        Both are amounts for a day, and one of them is 0.
        """
        serves = flight.timeline.at(at) is _SERVING
        rate = self.per_day
        if self.steps:
            step = self.steps[self._place(at) - 1]
            part = INSIDE.multiply(self.weights.get(flight.ad.id, _ONE), step.spent_rate if serves else step.lost_rate)
            rate = INSIDE.multiply(rate, part)
        return (rate, NOTHING) if serves else (NOTHING, rate)

    def stopped(self, flights: Sequence[Flight], at: DateTime) -> Decimal:
        """Give what can no longer be spent, in a day, once some flights that are meant to serve have stopped.

        Of a budget divided equally, all of it once nobody serves, and nothing before.
        """
        if self.weights:
            return sum((self.rates(each, at)[1] for each in flights), NOTHING)
        return self.per_day if self.rates(flights[0], at)[1] else NOTHING


def _within(tiles: Iterable[Tile], start: DateTime | None, end: DateTime | None) -> list[Tile]:
    """Cut tiles to a stretch of time."""
    return [
        (begin, stop, state, planned)
        for first, last, state, planned in tiles
        if (begin := first if start is None or first >= start else start)
        < (stop := last if end is None or last <= end else end)
    ]


def _lengths(tiles: Iterable[Tile]) -> tuple[Decimal, Decimal]:
    """Count the microseconds of planned tiles that serve, and of those that do not."""
    serving = idle = _AT_ONCE
    for start, end, state, planned in tiles:
        if planned:
            if state is _SERVING:
                serving += elapsed(start, end)
            else:
                idle += elapsed(start, end)
    return micros(serving) if serving else NOTHING, micros(idle) if idle else NOTHING


def micros(length: timedelta) -> Decimal:
    """Count the microseconds of a duration."""
    return Decimal((length.days * 86_400 + length.seconds) * 1_000_000 + length.microseconds)
