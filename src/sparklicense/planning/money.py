"""Money that is planned: budgets counted once, currencies kept apart, the unknown named.

Inside, amounts are exact fractions; they become decimals when they leave, and are rounded only when shown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import attrs

from sparklicense.errors import InvalidValueError, WrongTypeError, shown
from sparklicense.instants import elapsed, later
from sparklicense.planning.flights import Flight, in_order
from sparklicense.rules.states import ServingState
from sparklicense.settings import AdSettings, BudgetLevel, BudgetMode
from sparklicense.windows import Window, Windows

if TYPE_CHECKING:
    from pendulum import DateTime

    from sparklicense.ads import SparkAd

INSIDE, _OUTSIDE = (Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN) for digits in (40, 28))
NOTHING: Final = Decimal(0)
Amount: TypeAlias = int | Fraction
"""An exact amount of money: millionths of a currency, times microseconds of a day."""
_MILLION: Final = 1_000_000
_DAY: Final = 86_400 * _MILLION
_UNIT: Final = Decimal(_MILLION * _DAY)
_SERVING: Final = ServingState.SERVING

_MINOR_UNITS: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
}
_PLACES: Final = {currency: places for places, listed in _MINOR_UNITS.items() for currency in listed.split()}


def tidied(amount: Decimal) -> Decimal:
    """Round an amount to 28 digits and write it without trailing zeros or an exponent."""
    rounded = _OUTSIDE.plus(amount)
    if rounded.same_quantum(NOTHING):  # a whole number, written as one
        return rounded
    return Decimal(format(rounded.normalize(_OUTSIDE), "f"))


def decimal_of(amount: Amount) -> Decimal:
    """Give an exact amount as a decimal of 28 digits."""
    if isinstance(amount, int):
        return tidied(INSIDE.divide(Decimal(amount), _UNIT))
    return tidied(INSIDE.divide(Decimal(amount.numerator), INSIDE.multiply(Decimal(amount.denominator), _UNIT)))


def rounded(amount: Decimal, currency: str, grouped: str = "") -> str:
    """Write an amount, rounded to the currency's minor unit (ISO 4217): `1234.50` euros, `1235` yen."""
    return f"{amount:{grouped}.{_PLACES.get(currency, 2)}f}"


@attrs.frozen
class UnknownSpend:
    """An ad whose planned spend is not known, and why."""

    ad_id: str
    reason: str


@attrs.frozen
class Spend:
    """Money by currency, and the ads whose money is not known.

    Amounts of different currencies are never added, and what is unknown is named, not taken for zero.

    Attributes:
        amounts: pairs of an ISO 4217 currency and an amount, exact to 28 digits, by currency.
        unknown: the ads whose money the amounts leave out, by id.

    Examples:
        >>> from decimal import Decimal
        >>> from sparklicense.planning import Spend
        >>> both = Spend((("EUR", Decimal(70)),)) + Spend((("USD", Decimal(5)),))
        >>> both.of("EUR"), both.of("USD"), both.of("JPY")
        (Decimal('70'), Decimal('5'), Decimal('0'))
        >>> print(both)
        70.00 EUR + 5.00 USD
    """

    amounts: tuple[tuple[str, Decimal], ...] = ()
    unknown: tuple[UnknownSpend, ...] = ()

    def of(self, currency: str) -> Decimal:
        """Give the known amount in one currency."""
        return dict(self.amounts).get(currency, NOTHING)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies that amounts are in."""
        return tuple(currency for currency, _ in self.amounts)

    @property
    def is_nothing(self) -> bool:
        """Whether it is known to be nothing at all."""
        return not self.unknown and not any(amount for _, amount in self.amounts)

    def __add__(self, other: Spend) -> Spend:
        """Add amounts currency by currency; what is unknown in either stays unknown."""
        return _joined(self, other, 1) if isinstance(other, Spend) else NotImplemented

    def __sub__(self, other: Spend) -> Spend:
        """Subtract currency by currency: a difference, which may be negative."""
        return _joined(self, other, -1) if isinstance(other, Spend) else NotImplemented

    def __str__(self) -> str:
        """Write the amounts for people."""
        known = [f"{rounded(amount, currency, ',')} {currency}" for currency, amount in self.amounts]
        if self.unknown:
            known.append(f"unknown for {len(self.unknown)} ad{'s' if len(self.unknown) > 1 else ''}")
        return " + ".join(known) or "nothing"


def _joined(one: Spend, other: Spend, sign: int) -> Spend:
    totals: defaultdict[str, Decimal] = defaultdict(Decimal, one.amounts)
    for currency, amount in other.amounts:
        totals[currency] = INSIDE.fma(amount, Decimal(sign), totals[currency])
    unknown = {each.ad_id: each for each in (*one.unknown, *other.unknown)}
    return Spend(
        tuple((currency, tidied(amount)) for currency, amount in sorted(totals.items())),
        tuple(unknown[id] for id in sorted(unknown)),
    )


class Tally:
    """Adds exact amounts up, currency by currency."""

    __slots__ = ("amounts", "unknown")

    def __init__(self) -> None:
        self.amounts: dict[str, Amount] = {}
        self.unknown: dict[str, str] = {}

    def add(self, budget: Budget, ad_id: str, amount: Amount) -> None:
        """Add an amount of a budget; where it is not known, the ad and the reason."""
        if budget.reason:
            self.unknown[ad_id] = budget.reason
        else:
            currency = budget.currency
            self.amounts[currency] = self.amounts.get(currency, 0) + amount

    def merge(self, other: Tally) -> None:
        """Add what another has added up."""
        for currency, amount in other.amounts.items():
            self.amounts[currency] = self.amounts.get(currency, 0) + amount
        self.unknown |= other.unknown

    def spend(self) -> Spend:
        """Give the sums as decimals."""
        amounts = self.amounts
        return Spend(
            tuple([(currency, decimal_of(amounts[currency])) for currency in sorted(amounts)]),
            tuple([UnknownSpend(id, self.unknown[id]) for id in sorted(self.unknown)]) if self.unknown else (),
        )


Weights = Mapping[str, Decimal | int]
"""For ads that share a budget: how large a part of it each is meant to spend."""


class Step(NamedTuple):
    """From an instant on: what a unit of weight spends and loses, and both added up until then."""

    at: DateTime
    spent_rate: Amount
    lost_rate: Amount
    spent: Amount
    lost: Amount


@attrs.frozen(eq=False)
class Budget:
    """One budget, of an ad, an ad group or a campaign, and the flights that share it.

    At each instant the ads that serve divide it equally; while none of those that are meant to serve
    does, they divide equally what is lost. With weights each ad has its own part, serving or not.
    """

    flights: tuple[Flight, ...]
    currency: str
    per_day: Amount
    """The planned spend of a day; 0 where `reason` says why it is unknown."""
    reason: str
    weights: Mapping[str, Fraction]
    """Of the flights' ads; empty: they divide equally."""
    steps: Sequence[Step] = attrs.field(init=False, repr=False, default=())
    """Empty where one ad has it for itself: then nobody needs to be followed."""

    def __attrs_post_init__(self) -> None:
        """Follow who is meant to serve, and who does, through time."""
        if len(self.flights) > 1:
            object.__setattr__(self, "steps", list(self._followed()))

    def _followed(self) -> Iterator[Step]:
        moves: list[tuple[DateTime, Amount, Amount]] = []
        for flight in self.flights:
            weight = self.weight(flight)
            for start, end, state, is_planned in flight.tiles:
                if is_planned:
                    serving = weight if state is _SERVING else 0
                    moves += ((start, weight, serving), (end, -weight, -serving))
        planned: Amount = 0
        serving = spent = lost = spent_rate = lost_rate = planned
        before: DateTime | None = None
        for at, together in in_order(moves):
            if before is not None:
                length = micros(before, at)
                spent, lost = spent + spent_rate * length, lost + lost_rate * length
            for _, more_planned, more_serving in together:
                planned, serving = planned + more_planned, serving + more_serving
            spent_rate, lost_rate = self._rates(planned, serving)
            yield Step(at, spent_rate, lost_rate, spent, lost)
            before = at

    def _rates(self, planned: Amount, serving: Amount) -> tuple[Amount, Amount]:
        if not planned:
            return 0, 0
        if self.weights:
            part = self.per_day / Fraction(planned)
            return part, part
        if serving:
            return Fraction(self.per_day, serving), 0
        return 0, Fraction(self.per_day, planned)

    def weight(self, flight: Flight) -> Amount:
        """Give the weight of one of the flights."""
        return self.weights.get(flight.ad.id, 1) if self.weights else 1

    def step(self, at: DateTime) -> Step:
        """Give the step that holds at an instant of one of the flights."""
        return self.steps[bisect_right(self.steps, at, key=itemgetter(0)) - 1]

    def amount(self, flight: Flight, start: DateTime, end: DateTime, *, serves: bool) -> Amount:
        """Give what one of the flights spends, where it `serves`, or loses, in a stretch in which it is meant to."""
        if not self.steps:
            return self.per_day * micros(start, end)
        first, last = self.step(start), self.step(end)
        before, after = micros(first.at, start), micros(last.at, end)
        if serves:
            part = last.spent + last.spent_rate * after - first.spent - first.spent_rate * before
        else:
            part = last.lost + last.lost_rate * after - first.lost - first.lost_rate * before
        return self.weight(flight) * part

    def rates(self, flight: Flight, at: DateTime) -> tuple[Amount, Amount]:
        """Give what one of the flights spends, and what it loses, in a day, where it is meant to serve: one is 0."""
        serves = flight.timeline.at(at) is _SERVING
        rate = self.per_day
        if self.steps:
            step = self.step(at)
            rate = self.weight(flight) * (step.spent_rate if serves else step.lost_rate)
        return (rate * _DAY, 0) if serves else (0, rate * _DAY)

    def losing(self, at: DateTime) -> list[Flight]:
        """Give the flights that lose at an instant: the planned that do not serve, unless others spend it."""
        planned = [each for each in self.flights if each.is_planned(at)]
        idle = [each for each in planned if each.timeline.at(at) is not _SERVING]
        return idle if self.weights or len(idle) == len(planned) else []

    def stopping(self, at: DateTime) -> list[tuple[Flight, Amount]]:
        """Give the flights whose loss begins at an instant, and what each loses in a day; of an unknown budget, 0."""
        if not self.steps:  # it has just stopped
            return [(each, self.per_day * _DAY) for each in self.flights if each.is_planned(at)]
        after = self.losing(at)
        before = self.losing(later(at, -timedelta(microseconds=1))) if self.weights else ()
        return [(each, self.rates(each, at)[1]) for each in after if each not in before]


def micros(start: DateTime, end: DateTime) -> int:
    """Count the microseconds from one instant to another."""
    length = elapsed(start, end)
    return (length.days * 86_400 + length.seconds) * _MILLION + length.microseconds


def total(tallies: Iterable[Tally]) -> Spend:
    """Add any number of sums up."""
    whole = Tally()
    for each in tallies:
        whole.merge(each)
    return whole.spend()


# Bound once: looking a member up on its enum costs more than comparing two instants.
_ADGROUP: Final = BudgetLevel.ADGROUP
_CAMPAIGN: Final = BudgetLevel.CAMPAIGN
_LIFETIME: Final = BudgetMode.LIFETIME


def sharing(ad: SparkAd) -> tuple[BudgetLevel, str | None]:
    """Name the budget that an ad spends: its own, its ad group's or its campaign's; `None`: nobody knows which."""
    level = ad.settings.budget_level
    if level is _ADGROUP:
        return level, ad.adgroup_id
    if level is _CAMPAIGN:
        return level, ad.campaign_id
    return level, ad.id


def budgets(
    flights: Iterable[Flight], weights: Weights | None = None, until: DateTime | None = None
) -> dict[str, Budget]:
    """Find the budget of each ad, by the ad's id; ads that share one have the same.

    A lifetime budget of flights without an end is spent by `until`.

    Raises:
        ValueError: a weight that is not above 0, or one ad of a shared budget with and another without.
    """
    exact = _checked(weights or {})
    shared: defaultdict[tuple[BudgetLevel, str | None, str], list[Flight]] = defaultdict(list)
    for flight in flights:
        level, name = sharing(flight.ad)
        shared[level, name, flight.ad.id if name is None else ""].append(flight)
    problems: list[str] = []
    found: dict[str, Budget] = {}
    for (level, name, _), members in shared.items():
        given = {each.ad.id: exact[each.ad.id] for each in members if each.ad.id in exact} if exact else exact
        if given and len(given) < len(members):
            left = next(each.ad.id for each in members if each.ad.id not in given)
            problems.append(f"weights: ad {shown(left)} has none, but shares a budget with ads that have")
        budget = _budget(tuple(members), level, name, given, until)
        for each in members:
            found[each.ad.id] = budget
    if problems:
        raise InvalidValueError("; ".join(problems))
    return found


def _checked(weights: Weights) -> dict[str, Fraction]:
    for id, weight in weights.items():
        if isinstance(weight, bool) or not isinstance(weight, Decimal | int):
            raise WrongTypeError(
                f"weights: of ad {shown(id)}, a `Decimal` or `int`, not {type(weight).__name__}: {shown(weight)}"
            )
        if not Decimal(weight).is_finite() or weight <= 0:
            raise InvalidValueError(f"weights: of ad {shown(id)}, {shown(weight)} is no part of a budget; above 0")
    return {id: Fraction(weight) for id, weight in weights.items()}


def _budget(
    members: tuple[Flight, ...],
    level: BudgetLevel,
    name: str | None,
    weights: dict[str, Fraction],
    until: DateTime | None,
) -> Budget:
    owner = f"its {'ad group' if level is _ADGROUP else level.value}"
    recorded = [settings for each in members if (settings := each.ad.settings).budget is not None]
    amount: Amount = 0
    currency = reason = ""
    if name is None:
        reason = f"{owner} is not recorded, so its budget could count twice"
    elif not recorded:
        reason = "no budget is recorded"
    elif len(members) > 1 and any(_stated(each) != _stated(recorded[0]) for each in recorded[1:]):
        reason = f"the ads of {owner} record different budgets"
    else:
        currency, amount = recorded[0].currency, _exact(recorded[0].budget or NOTHING)
        if recorded[0].budget_mode is _LIFETIME:
            length = _length(members, until)
            if length is None:
                amount, reason = 0, "a lifetime budget over a flight without an end"
            else:
                amount = Fraction(amount * _DAY, length) if length else 0
    return Budget(members, "" if reason else currency, amount, reason, weights)


def _exact(amount: Decimal) -> Amount:
    exact = Fraction(amount) * _MILLION
    return exact.numerator if exact.denominator == 1 else exact


def _stated(settings: AdSettings) -> tuple[str, Decimal | None, BudgetMode]:
    return settings.currency, settings.budget, settings.budget_mode


def _length(members: Sequence[Flight], until: DateTime | None) -> int | None:
    """Count the microseconds over which a lifetime budget is spread: those of any of its flights."""
    ends = [(each.ad.starts_at, (until or None) if each.endless else each.end) for each in members]
    if any(end is None for _, end in ends):
        return None
    running = Windows(Window(start, end) for start, end in ends if end is not None and start < end)
    return (running.duration or timedelta()) // timedelta(microseconds=1)
