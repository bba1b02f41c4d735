"""Reasons: what a recommendation rests on, in words, with its figures and where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from sparklicense.checks import check_is
from sparklicense.errors import InvalidValueError, shown
from sparklicense.planning.performance import FORMULAS, Metric

if TYPE_CHECKING:
    from sparklicense.planning.performance import Totals


def _stated(_: object, field: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise InvalidValueError(f"{field.alias}: {shown(value)} says nobody; name who set the threshold")


@attrs.frozen(kw_only=True)
class Threshold:
    """A value that somebody wants a metric to reach: data with a source, never a rule.

    Attributes:
        metric: which metric. Costs are to stay at or below the value, rates and ROAS at or above.
        value: in the rows' currency where the metric is money.
        source: who set it, in words.
    """

    metric: Metric = attrs.field(validator=check_is(Metric))
    value: Decimal = attrs.field(validator=check_is(Decimal))
    source: str = attrs.field(validator=_stated)

    def met_by(self, value: Decimal) -> bool:
        """Tell whether a value of the metric meets it."""
        return value <= self.value if FORMULAS[self.metric].less_is_better else value >= self.value


@attrs.frozen
class Reason:
    """One thing that a recommendation rests on."""

    text: str
    """In words, with its figures."""
    rows: tuple[str, ...] = ()
    """Ids of the rows that the figures come from."""


def observed(added: Totals, roas: Decimal | None) -> Reason:
    """Say what the rows tell."""
    if not added.rows:
        return Reason("No row tells how it did")
    if roas is None:
        return Reason("Its rows tell no ROAS: spend or revenue is not known, or nothing was spent", added.rows)
    return Reason(
        f"It returned {added.revenue:,.2f} {added.currency} on {added.spend:,.2f} {added.currency}, ROAS {roas:.2f}",
        added.rows,
    )


def likely(added: Totals, roas: Decimal, confidence: float) -> Reason:
    """Say what ROAS is likely at least."""
    return Reason(
        f"With {added.conversions:,} conversions of {added.clicks:,} clicks ROAS is likely {roas:.2f} at least, "
        f"at a confidence of {confidence:.0%}".replace("%", " %"),
        added.rows,
    )


def weighed(stake: Decimal, fees: Sequence[Decimal | None], currency: str, fee: Decimal) -> Iterable[Reason]:
    """Say what the renewal is worth, as observed and cautiously, beside its fee."""
    known, cautious = fees
    yield Reason(f"{stake:,.2f} {currency} of planned spend depend on it, and its fee is {fee:,.2f} {currency}")
    least = "" if cautious is None else f", and likely {cautious:,.2f} {currency} at least"
    yield Reason(f"Renewing is worth {known:,.2f} {currency} as observed{least}")


def against(added: Totals, thresholds: Iterable[Threshold]) -> tuple[list[Reason], bool, bool]:
    """Judge every threshold, and say so; tell whether one is missed, and whether one cannot be judged."""
    reasons: list[Reason] = []
    missed = missing = False
    for each in thresholds:
        value = added.metric(each.metric)
        wanted = f"{each.metric} {'at most' if FORMULAS[each.metric].less_is_better else 'at least'} {each.value:f}"
        if value is None:
            missing = True
            reasons.append(Reason(f"{each.source} wants {wanted}; it is not known", added.rows))
        else:
            met = each.met_by(value)
            missed = missed or not met
            reasons.append(
                Reason(
                    f"{each.source} wants {wanted}; it is {value:.4f}, which {'meets' if met else 'misses'} it",
                    added.rows,
                )
            )
    return reasons, missed, missing
