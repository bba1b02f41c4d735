"""Performance: rows of figures as reports give them, and the metrics that follow from them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple

import attrs

from sparklicense.checks import check_id, check_text
from sparklicense.errors import InvalidValueError, WrongTypeError, shown
from sparklicense.planning.money import INSIDE, tidied
from sparklicense.settings import check_currency, optional_amount

COUNTS: Final = ("impressions", "clicks", "conversions", "installs", "trials")
AMOUNTS: Final = ("spend", "revenue")


class Metric(StrEnum):
    """What a campaign is measured by."""

    CPM = "cpm"
    CTR = "ctr"
    CPC = "cpc"
    CVR = "cvr"
    CPA = "cpa"
    CPI = "cpi"
    COST_PER_TRIAL = "cost_per_trial"
    ROAS = "roas"


class Formula(NamedTuple):
    """How a metric follows from figures."""

    numerator: str
    denominator: str
    factor: int
    less_is_better: bool


FORMULAS: Final = {
    Metric.CPM: Formula("spend", "impressions", 1000, less_is_better=True),
    Metric.CTR: Formula("clicks", "impressions", 1, less_is_better=False),
    Metric.CPC: Formula("spend", "clicks", 1, less_is_better=True),
    Metric.CVR: Formula("conversions", "clicks", 1, less_is_better=False),
    Metric.CPA: Formula("spend", "conversions", 1, less_is_better=True),
    Metric.CPI: Formula("spend", "installs", 1, less_is_better=True),
    Metric.COST_PER_TRIAL: Formula("spend", "trials", 1, less_is_better=True),
    Metric.ROAS: Formula("revenue", "spend", 1, less_is_better=False),
}
"""Each metric as the field defines it: a numerator over a denominator, times a factor."""


def _count(_: object, field: attrs.Attribute[int | None], value: object) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongTypeError(f"{field.alias}: a whole number, not {type(value).__name__}: {shown(value)}")
    if value < 0:
        raise InvalidValueError(f"{field.alias}: {shown(value)} is no number of times; 0 or more")


def _spend(value: Decimal | int | None) -> Decimal | None:
    return optional_amount("spend", value)


def _revenue(value: Decimal | int | None) -> Decimal | None:
    return optional_amount("revenue", value)


@attrs.frozen(kw_only=True)
class Performance:
    """What one row of a report says about a post.

    A figure that is `None` is not known, which is not 0.

    Attributes:
        id: what recommendations cite the row by.
        post_id: the post it is about.
        account: the account or ad account it ran on; empty where it is unknown.
        currency: an ISO 4217 code, needed with any amount.
        spend: an amount of `currency`; an exact `Decimal`, never a float.
        impressions: how often it was shown.
        clicks: how often it was clicked.
        conversions: how often that led to what the campaign wants.
        installs: how many apps were installed.
        trials: how many trials were started.
        revenue: an amount of `currency`.

    Raises:
        ValueError: a negative figure, money without a currency, an unknown currency.
        TypeError: a count that is no `int`, an amount that is no `Decimal` or `int`.
    """

    id: str = attrs.field(validator=check_id)
    post_id: str = attrs.field(validator=check_id)
    account: str = attrs.field(validator=check_text, default="")
    currency: str = attrs.field(validator=check_text, default="")
    spend: Decimal | None = attrs.field(converter=_spend, default=None)
    impressions: int | None = attrs.field(validator=_count, default=None)
    clicks: int | None = attrs.field(validator=_count, default=None)
    conversions: int | None = attrs.field(validator=_count, default=None)
    installs: int | None = attrs.field(validator=_count, default=None)
    trials: int | None = attrs.field(validator=_count, default=None)
    revenue: Decimal | None = attrs.field(converter=_revenue, default=None)

    def __attrs_post_init__(self) -> None:
        """Refuse an amount of nothing in particular."""
        check_currency(self.currency, (("spend", self.spend), ("revenue", self.revenue)))


@attrs.frozen(kw_only=True)
class Totals:
    """Rows added up; a figure that any of them does not know is `None`."""

    rows: tuple[str, ...]
    """Ids of the rows."""
    currency: str
    spend: Decimal | None
    impressions: int | None
    clicks: int | None
    conversions: int | None
    installs: int | None
    trials: int | None
    revenue: Decimal | None

    def metric(self, metric: Metric) -> Decimal | None:
        """Work a metric out; `None` where a figure is not known or the denominator is 0."""
        formula = FORMULAS[metric]
        numerator, denominator = getattr(self, formula.numerator), getattr(self, formula.denominator)
        if numerator is None or not denominator:
            return None
        part = INSIDE.divide(Decimal(numerator), Decimal(denominator))
        return tidied(INSIDE.multiply(part, Decimal(formula.factor)))


def totals(rows: Iterable[Performance]) -> Totals:
    """Add rows up.

    Raises:
        ValueError: amounts of different currencies, which are never added; two rows of one id.
    """
    some = tuple(rows)
    ids = tuple(row.id for row in some)
    if len(set(ids)) < len(ids):
        twice = next(id for place, id in enumerate(ids) if id in ids[:place])
        raise InvalidValueError(f"rows: the id {shown(twice)} occurs twice; ids are unique")
    currencies = sorted({row.currency for row in some if row.currency})
    if len(currencies) > 1:
        raise InvalidValueError(
            f"rows: amounts in {', '.join(map(shown, currencies))} are never added; give the rows of one currency"
        )
    return Totals(
        rows=ids,
        currency=currencies[0] if currencies else "",
        **{name: _sum([getattr(row, name) for row in some]) for name in (*COUNTS, *AMOUNTS)},
    )


def _sum(figures: list[Any]) -> Any:
    return sum(figures) if figures and None not in figures else None


def metrics(rows: Iterable[Performance]) -> dict[Metric, Decimal | None]:
    """Work out every metric of some rows together.

    Args:
        rows: rows of one currency.

    Returns:
        For each metric its value, money in the rows' currency; `None` where a figure is not known or the
        denominator is 0: never 0 and never endless.

    Raises:
        ValueError: amounts of different currencies; two rows of one id.

    Examples:
        >>> from decimal import Decimal
        >>> from sparklicense.planning import Metric, Performance, metrics
        >>> week = Performance(id="w1", post_id="1", currency="USD", spend=Decimal(1400), installs=1000, trials=0)
        >>> found = metrics([week])
        >>> found[Metric.CPI], found[Metric.COST_PER_TRIAL], found[Metric.CTR]
        (Decimal('1.4'), None, None)
    """
    added = totals(rows)
    return {metric: added.metric(metric) for metric in Metric}


def ratios(before: Iterable[Performance], after: Iterable[Performance]) -> dict[Metric, Decimal | None]:
    """Set the metrics of one period against those of another.

    Args:
        before: the rows of the earlier period.
        after: the rows of the later one, in the same currency.

    Returns:
        For each metric the later value over the earlier: 0.5 is halved. `None` where either is not
        known or the earlier is 0.

    Raises:
        ValueError: different currencies.

    Examples:
        >>> from decimal import Decimal
        >>> from sparklicense.planning import Metric, Performance, ratios
        >>> old = Performance(id="w1", post_id="1", currency="USD", spend=Decimal(2800), installs=1000)
        >>> new = Performance(id="w3", post_id="1", currency="USD", spend=Decimal(1400), installs=1000)
        >>> ratios([old], [new])[Metric.CPI]
        Decimal('0.5')
    """
    old, new = totals(before), totals(after)
    if old.currency and new.currency and old.currency != new.currency:
        raise InvalidValueError(
            f"after: amounts in {shown(new.currency)} cannot be set against amounts in {shown(old.currency)}"
        )
    return {metric: _ratio(old.metric(metric), new.metric(metric)) for metric in Metric}


def _ratio(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return tidied(INSIDE.divide(after, before)) if before and after is not None else None
