"""Money that is planned: budgets counted once, currencies kept apart, the unknown named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import Final

import attrs

INSIDE: Final = Context(prec=40, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Amounts are worked out to 40 digits and given to 28."""
_OUTSIDE: Final = Context(prec=28, Emax=MAX_EMAX, Emin=MIN_EMIN)
NOTHING: Final = Decimal(0)


def tidied(amount: Decimal) -> Decimal:
    """Round an amount to 28 digits and write it without trailing zeros or an exponent."""
    rounded = _OUTSIDE.plus(amount)
    if rounded.same_quantum(NOTHING):  # a whole number, written as one
        return rounded
    return Decimal(format(rounded.normalize(_OUTSIDE), "f"))


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
        amounts: pairs of an ISO 4217 currency and an exact amount, by currency.
        unknown: the ads whose money the amounts leave out, by id.

    Examples:
        >>> from decimal import Decimal
        >>> from sparklicense.planning import Spend
        >>> both = Spend((("EUR", Decimal(70)),)) + Spend((("USD", Decimal(5)),))
        >>> both.of("EUR"), both.of("USD"), both.of("JPY")
        (Decimal('70'), Decimal('5'), Decimal('0'))
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

    def __add__(self, other: Spend) -> Spend:
        """Add amounts currency by currency; what is unknown in either stays unknown."""
        if not isinstance(other, Spend):
            return NotImplemented
        return added((self, other))

    def __sub__(self, other: Spend) -> Spend:
        """Subtract currency by currency: a difference, which may be negative."""
        if not isinstance(other, Spend):
            return NotImplemented
        return added((self, Spend(tuple((currency, -amount) for currency, amount in other.amounts), other.unknown)))

    def __str__(self) -> str:
        """Write the amounts for people, to two decimal places."""
        known = [f"{amount:,.2f} {currency}" for currency, amount in self.amounts]
        if self.unknown:
            known.append(f"unknown for {len(self.unknown)} ad{'s' if len(self.unknown) > 1 else ''}")
        return " + ".join(known) or "nothing"


def added(spends: Iterable[Spend]) -> Spend:
    """Add any number of spends, currency by currency."""
    each = [*spends]
    unknown = {one.ad_id: one.reason for spend in each for one in spend.unknown}
    return tallied([amount for spend in each for amount in spend.amounts], unknown)


def tallied(amounts: Sequence[tuple[str, Decimal]], unknown: Mapping[str, str]) -> Spend:
    """Add amounts up, currency by currency.

    Args:
        amounts: pairs of a currency and an amount.
        unknown: why the money of some ads, by their ids, is not known.
    """
    if len(amounts) == 1 and not unknown:  # as most often: nothing to add, nothing to put in order
        currency, amount = amounts[0]
        return Spend(((currency, tidied(amount)),))
    totals: dict[str, Decimal] = {}
    for currency, amount in amounts:
        totals[currency] = INSIDE.add(totals.get(currency, NOTHING), amount)
    return Spend(
        tuple([(currency, tidied(amount)) for currency, amount in sorted(totals.items())]),
        tuple([UnknownSpend(id, reason) for id, reason in sorted(unknown.items())]),
    )


Weights = Mapping[str, Decimal | int]
"""For ads that share a budget: how large a part of it each is meant to spend."""
