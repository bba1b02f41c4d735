"""Ranking posts by how well they do, with care for those that few have seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import attrs

from sparklicense.ads import SCHEDULE, ScheduleStatus
from sparklicense.errors import InvalidValueError, shown
from sparklicense.instants import InstantLike, instant
from sparklicense.planning.performance import COUNTS, Performance, totals

if TYPE_CHECKING:
    from sparklicense.planning.renewals import Renewal
    from sparklicense.portfolio import Portfolio

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
    """The rate that is likely at least: what the ranking goes by."""


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
        ValueError: more successes than trials, or a name that is no count of `Performance`.

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
        rate, cautious = won / tried, wilson_lower(won, tried, confidence=confidence)
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
    worklist: Iterable[Renewal],
    rows: Iterable[Performance],
    *,
    successes: str = "conversions",
    trials: str = "clicks",
    confidence: float = CONFIDENCE,
) -> tuple[RankedPost, ...]:
    """Rank the posts of a worklist by how their ads do.

    Args:
        worklist: from `renewals`.
        rows: how ads do.
        successes: which count is what is wanted.
        trials: which count it is out of.
        confidence: how sure the cautious rate is.
    """
    asked = {each.post_id for each in worklist}
    return ranking(
        (row for row in rows if row.post_id in asked), successes=successes, trials=trials, confidence=confidence
    )
