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
    alone: bool = attrs.field(init=False, repr=False)
    """Whether one ad has it for itself: then nobody needs to be followed."""
    steps: list[Step] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Follow who is meant to serve, and who does, through time."""
        object.__setattr__(self, "alone", len(self.flights) == 1)
        object.__setattr__(self, "steps", [] if self.alone else list(self._followed()))

    def _followed(self) -> Iterable[Step]:
        moves: list[tuple[DateTime, Decimal, Decimal]] = []
        for flight in self.flights:
            weight = self.weights.get(flight.ad.id, _ONE)
            for tile in flight.tiles:
                if tile.planned:
                    serving = weight if tile.state is _SERVING else NOTHING
                    moves += ((tile.start, weight, serving), (tile.end, -weight, -serving))
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
        lengths = [_AT_ONCE, _AT_ONCE]  # of what is lost, of what is spent
        parts = [NOTHING, NOTHING]  # the same of a shared budget, in microseconds of all of it
        for first, last, state, planned in tiles:
            begin = first if start is None or first >= start else start
            stop = last if end is None or last <= end else end
            if planned and begin < stop:
                serves = state is _SERVING
                if self.alone:
                    lengths[serves] += elapsed(begin, stop)
                else:
                    part = INSIDE.subtract(self._until(stop)[not serves], self._until(begin)[not serves])
                    parts[serves] = INSIDE.add(parts[serves], part)
        rate = self.per_day
        if self.alone:
            parts = [micros(length) if length else NOTHING for length in lengths]
        else:
            rate = INSIDE.multiply(rate, self.weights.get(flight.ad.id, _ONE))
        lost, spent = [INSIDE.divide(INSIDE.multiply(rate, part), DAY) if part else NOTHING for part in parts]
        return spent, lost

    def rates(self, flight: Flight, at: DateTime) -> tuple[Decimal, Decimal]:
        """Give what one of the flights spends, and what it loses, at an instant at which it is meant to serve.

        Both are amounts for a day, and one of them is 0.
        """
        serves = flight.timeline.at(at) is _SERVING
        rate = self.per_day
        if not self.alone:
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


def micros(length: timedelta) -> Decimal:
    """Count the microseconds of a duration."""
    return Decimal((length.days * 86_400 + length.seconds) * 1_000_000 + length.microseconds)
