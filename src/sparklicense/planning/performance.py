"""Performance: rows of figures as reports give them, the metrics that follow, and posts ranked by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from sparklicense.ads import SCHEDULE, ScheduleStatus
from sparklicense.checks import check_id, check_text
from sparklicense.errors import InvalidValueError, WrongTypeError, shown
from sparklicense.instants import InstantLike, instant
from sparklicense.planning.money import INSIDE, tidied
from sparklicense.settings import check_currency, optional_amount

if TYPE_CHECKING:
    from sparklicense.planning.actions import Action
    from sparklicense.portfolio import Portfolio

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


CONFIDENCE: Final = 0.95
"""How sure a cautious figure is; a statistical convention, not a rule of the field."""


def wilson_lower(successes: int, trials: int, *, confidence: float = CONFIDENCE) -> float:
    """Give the least rate that so many successes in so many trials make likely.

    The lower end of Wilson's score interval, one-sided (E. B. Wilson, Probable inference, the law of
    succession, and statistical inference, 1927). It is below the plain rate, by much where trials are
    few, and comes closer as they grow. This is a choice of statistics, not a rule of the platform.

    Args:
        successes: how often it went well; at most `trials`.
        trials: how often it was tried; above 0.
        confidence: the probability with which the true rate lies above; between 0.5 and 1.

    Raises:
        ValueError: more successes than trials, no trial, or a confidence outside that range.

    Examples:
        >>> from sparklicense.planning import wilson_lower
        >>> round(wilson_lower(3, 10), 3), round(wilson_lower(300, 1000), 3)
        (0.127, 0.277)
    """
    if not 0 <= successes <= trials or not trials:
        raise InvalidValueError(f"successes: {shown(successes)} of {shown(trials)} trials; at most all of at least 1")
    if not 0.5 <= confidence < 1:  # noqa: PLR2004 - below it the bound would lie above the rate
        raise InvalidValueError(f"confidence: {shown(confidence)} is none; from 0.5, below 1")
    z = NormalDist().inv_cdf(confidence)
    rate, spread = successes / trials, z * z / trials
    margin = z * sqrt(rate * (1 - rate) / trials + spread / (4 * trials))
    return max(0.0, (rate + spread / 2 - margin) / (1 + spread))


@attrs.frozen(kw_only=True)
class RankedPost:
    """One post among others."""

    post_id: str
    """The post."""
    accounts: tuple[str, ...]
    """The accounts its rows come from, sorted."""
    rows: tuple[str, ...]
    """Ids of the rows it is judged by."""
    successes: int | None
    """How often it went well; `None`: not known."""
    trials: int | None
    """How often it was tried; `None`: not known."""
    rate: float | None
    """Successes over trials; `None` where there is no trial."""
    cautious_rate: float | None
    """The rate that is likely at least: what the ranking goes by; `None` where there is no trial, or more successes
    than trials, as when views are counted among conversions: then nothing can be said of it."""


def ranking(
    rows: Iterable[Performance],
    *,
    successes: str = "conversions",
    trials: str = "clicks",
    confidence: float = CONFIDENCE,
) -> tuple[RankedPost, ...]:
    """Rank posts by the rate that they likely reach at least.

    Ten clicks of twenty views are no better than four hundred of a thousand: the fewer the trials, the
    more is taken off (see `wilson_lower`). Rows of one post, from whatever account, count together.

    Args:
        rows: rows of any number of posts.
        successes: which count is what is wanted.
        trials: which count it is out of.
        confidence: how sure the cautious rate is.

    Returns:
        The posts, best first; those of which too little is known to give a rate come last, by id.

    Raises:
        ValueError: a name that is no count of `Performance`.

    Examples:
        >>> from sparklicense.planning import Performance, ranking
        >>> rows = [Performance(id="a", post_id="1", account="@lila", clicks=20, conversions=10),
        ...         Performance(id="b", post_id="2", account="@lila", clicks=1000, conversions=400)]
        >>> [(each.post_id, each.rate, round(each.cautious_rate, 2)) for each in ranking(rows)]
        [('2', 0.4, 0.37), ('1', 0.5, 0.33)]
    """
    for field, name in (("successes", successes), ("trials", trials)):
        if name not in COUNTS:
            raise InvalidValueError(f"{field}: {shown(name)} is none of {', '.join(map(shown, COUNTS))}")
    by_post: defaultdict[str, list[Performance]] = defaultdict(list)
    for row in rows:
        by_post[row.post_id].append(row)
    ranked = [_ranked(id, some, successes, trials, confidence) for id, some in by_post.items()]
    return tuple(
        sorted(ranked, key=lambda each: (-(-1 if each.cautious_rate is None else each.cautious_rate), each.post_id))
    )


def _ranked(post_id: str, rows: list[Performance], successes: str, trials: str, confidence: float) -> RankedPost:
    added = totals(attrs.evolve(row, currency="", spend=None, revenue=None) for row in rows)
    won: int | None = getattr(added, successes)
    tried: int | None = getattr(added, trials)
    rate = cautious = None
    if won is not None and tried:
        rate = won / tried
        cautious = wilson_lower(won, tried, confidence=confidence) if won <= tried else None
    return RankedPost(
        post_id=post_id,
        accounts=tuple(sorted({row.account for row in rows} - {""})),
        rows=added.rows,
        successes=won,
        trials=tried,
        rate=rate,
        cautious_rate=cautious,
    )


def worth_promoting(
    portfolio: Portfolio,
    rows: Iterable[Performance],
    *,
    at: InstantLike,
    successes: str = "clicks",
    trials: str = "impressions",
    confidence: float = CONFIDENCE,
) -> tuple[RankedPost, ...]:
    """Rank the posts that no ad promotes yet, across all accounts: those that do well unpaid.

    Args:
        portfolio: the facts; a post that an ad uses whose flight is not over is left out.
        rows: how posts do unpaid, from any number of accounts.
        at: the instant asked about.
        successes: which count is what is wanted.
        trials: which count it is out of.
        confidence: how sure the cautious rate is.
    """
    t = instant(at)
    used = {ad.post_id for ad in portfolio.ads if SCHEDULE.at(ad, t) is not ScheduleStatus.OVER}
    return ranking(
        (row for row in rows if row.post_id not in used), successes=successes, trials=trials, confidence=confidence
    )


def worth_renewing(
    worklist: Iterable[Action],
    rows: Iterable[Performance],
    *,
    successes: str = "conversions",
    trials: str = "clicks",
    confidence: float = CONFIDENCE,
) -> tuple[RankedPost, ...]:
    """Rank the posts of a worklist by how their ads do.

    Args:
        worklist: of a plan.
        rows: how ads do.
        successes: which count is what is wanted.
        trials: which count it is out of.
        confidence: how sure the cautious rate is.
    """
    asked = {each.post_id for each in worklist}
    return ranking(
        (row for row in rows if row.post_id in asked), successes=successes, trials=trials, confidence=confidence
    )
