"""Worth: what a renewal may cost, and whether to let a license lapse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from sparklicense import markup
from sparklicense.checks import check_is
from sparklicense.errors import InvalidValueError, shown
from sparklicense.planning.money import INSIDE, NOTHING, tidied
from sparklicense.planning.performance import (
    CONFIDENCE,
    FORMULAS,
    Metric,
    Performance,
    Totals,
    totals,
    wilson_lower,
)
from sparklicense.settings import amount_of

if TYPE_CHECKING:
    from sparklicense.planning.actions import Action

KEPT: Final = Decimal(1)
"""The return of money that is not spent: one for one."""


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


class Verdict(StrEnum):
    """What to do about a license that runs out."""

    RENEW = "renew"
    LET_LAPSE = "let_lapse"
    UNDECIDED = "undecided"


@attrs.frozen(kw_only=True)
class Recommendation:
    """What to do about one renewal, and why."""

    post_id: str
    """The post."""
    verdict: Verdict
    """What to do."""
    break_even: Decimal | None
    """The fee at which renewing gains nothing, going by what was observed; `None`: not known."""
    cautious_break_even: Decimal | None
    """The same, going by what is likely at least."""
    reasons: tuple[Reason, ...]
    """Why, in order."""

    def explain(self) -> str:
        """Say what to do and why, with the rows and figures it rests on."""
        lines = [_HEADLINES[self.verdict].format(shown(self.post_id))]
        for reason in self.reasons:
            rows = f" (rows {', '.join(map(shown, reason.rows))})" if reason.rows else ""
            lines.append(f"{reason.text}{rows}.")
        return "\n".join(lines)

    __str__ = explain
    _repr_html_ = markup.explained


_HEADLINES: Final = {
    Verdict.RENEW: "Renew the license of post {}.",
    Verdict.LET_LAPSE: "Let the license of post {} lapse.",
    Verdict.UNDECIDED: "Not enough is known about post {} to decide.",
}


def break_even_fee(spend: Decimal, roas: Decimal, *, alternative_roas: Decimal = KEPT) -> Decimal:
    """Give the fee for a renewal at which it gains nothing.

    What the spend returns on this post, less what it would return elsewhere:
    `spend * (roas - alternative_roas)`.

    Args:
        spend: the planned spend that depends on the action.
        roas: what one unit of spend returns on the post.
        alternative_roas: what it would return otherwise; left out, it is kept, one for one.

    Returns:
        An amount in the currency of `spend`; below 0 where renewing loses even for nothing.

    Examples:
        >>> from decimal import Decimal
        >>> from sparklicense.planning import break_even_fee
        >>> break_even_fee(Decimal(500), Decimal("1.8"))
        Decimal('400')
    """
    return tidied(INSIDE.multiply(spend, INSIDE.subtract(roas, alternative_roas)))


def recommend(
    action: Action,
    rows: Iterable[Performance],
    *,
    fee: Decimal | int = NOTHING,
    alternative_roas: Decimal = KEPT,
    thresholds: Iterable[Threshold] = (),
    confidence: float = CONFIDENCE,
) -> Recommendation:
    """Say whether a renewal is worth its fee, and why; the answer may be to let the license lapse.

    It is worth it if the fee is at most the break-even fee of the planned spend at stake, even when
    ROAS is taken to be as low as the conversions make likely: it is lowered as the conversion rate is
    by `wilson_lower`. It is not if the fee is above what was observed to be worth it, if no spend
    depends on it, or if a threshold is missed. Otherwise, or with a figure missing, it is undecided.

    Args:
        action: an action of a plan that asks for a code or an extension.
        rows: how ads do; those of other posts are ignored.
        fee: what the creator asks for, in the rows' currency.
        alternative_roas: what the money would return otherwise; left out, it is kept, one for one.
        thresholds: what else has to be reached, each with who says so.
        confidence: how sure the cautious figure is.

    Raises:
        ValueError: rows of different currencies, or of one id; a fee below 0.
        TypeError: a fee that is no `Decimal` or `int`.

    Examples:
        >>> from decimal import Decimal
        >>> from sparklicense import AdSettings, Portfolio, Post, SparkAd
        >>> from sparklicense.planning import Performance, plan, recommend
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", creator="@maya", published_at="2026-05-01T00:00:00Z")],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-06-11T00:00:00Z",
        ...                  settings=AdSettings(budget=Decimal(50), currency="EUR"))],
        ... )
        >>> (action,) = plan(portfolio, at="2026-05-20T00:00:00Z").worklist
        >>> may = Performance(id="may", post_id="1", currency="EUR", spend=Decimal(1000), revenue=Decimal(1800),
        ...                   clicks=4000, conversions=200)
        >>> print(recommend(action, [may], fee=Decimal(300)).explain())
        Renew the license of post `1`.
        It returned 1,800.00 EUR on 1,000.00 EUR, ROAS 1.80 (rows `may`).
        With 200 conversions of 4,000 clicks ROAS is likely 1.61 at least, at a confidence of 95 % (rows `may`).
        500.00 EUR of planned spend depend on it, and its fee is 300.00 EUR.
        Renewing is worth 400.00 EUR as observed, and likely 303.34 EUR at least.
    """
    asked = amount_of("fee", fee)
    added = totals(row for row in rows if row.post_id == action.post_id)
    stake, unknown = _stake(action, added)
    judged, missed, missing = against(added, thresholds)
    fees, valued = _valued(added, stake, asked, alternative_roas, confidence)
    idle = _nothing_depends(action)
    return Recommendation(
        post_id=action.post_id,
        verdict=_verdict(fees, asked, lapse=missed or bool(idle), missing=missing),
        break_even=fees[0],
        cautious_break_even=fees[1],
        reasons=(observed(added, added.metric(Metric.ROAS)), *unknown, *judged, *valued, *idle),
    )


_Fees: TypeAlias = tuple[Decimal | None, Decimal | None]
"""The break-even fee as observed, and cautiously."""


def _valued(
    added: Totals, stake: Decimal | None, fee: Decimal, alternative_roas: Decimal, confidence: float
) -> tuple[_Fees, tuple[Reason, ...]]:
    """Give what the renewal is worth, and say how sure that is."""
    roas = added.metric(Metric.ROAS)
    if roas is None or stake is None:
        return (None, None), ()
    cautious = None
    sure = Reason("How sure that is cannot be told: its clicks or conversions are unknown, or do not fit")
    lowered = _lowered(added, confidence)
    if lowered is not None:
        least = INSIDE.multiply(roas, lowered)
        cautious = break_even_fee(stake, least, alternative_roas=alternative_roas)
        sure = likely(added, least, confidence)
    fees = break_even_fee(stake, roas, alternative_roas=alternative_roas), cautious
    return fees, (sure, *weighed(stake, fees, added.currency, fee))


def _nothing_depends(action: Action) -> tuple[Reason, ...]:
    stake = action.at_stake
    nothing = not stake.unknown and not any(amount for _, amount in stake.amounts)
    return (Reason("No planned spend depends on the renewal"),) if nothing else ()


def _verdict(fees: _Fees, fee: Decimal, *, lapse: bool, missing: bool) -> Verdict:
    known, cautious = fees
    if lapse or (known is not None and known < fee):
        return Verdict.LET_LAPSE
    if cautious is None or cautious < fee or missing:
        return Verdict.UNDECIDED
    return Verdict.RENEW


def _stake(action: Action, added: Totals) -> tuple[Decimal | None, tuple[Reason, ...]]:
    """Give the spend at stake in the rows' currency, or say why it is not known."""
    stake = action.at_stake
    if stake.unknown:
        return None, (Reason(f"The planned spend at stake is {stake}"),)
    if others := [currency for currency in stake.currencies if currency != added.currency]:
        return None, (Reason(f"The planned spend at stake is in {', '.join(others)}, which the rows are not"),)
    return stake.of(added.currency), ()


def _lowered(added: Totals, confidence: float) -> Decimal | None:
    """Give how much lower than observed the conversion rate may likely be, as a part of it."""
    clicks, conversions = added.clicks, added.conversions
    if not clicks or conversions is None:
        return None
    if conversions > clicks:  # views count as conversions too: then the rate has no bound
        return None
    if not conversions:
        return NOTHING
    return Decimal(wilson_lower(conversions, clicks, confidence=confidence)) * clicks / conversions
