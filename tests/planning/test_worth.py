"""Worth: metrics, rankings and recommendations that say what they rest on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparklicense import AdSettings, Portfolio, Post, SparkAd
from sparklicense.planning import (
    FORMULAS,
    Action,
    Metric,
    Performance,
    Recommendation,
    Spend,
    Threshold,
    UnknownSpend,
    Verdict,
    break_even_fee,
    metrics,
    plan,
    ranking,
    ratios,
    recommend,
    totals,
    wilson_lower,
    worth_promoting,
    worth_renewing,
)


def row(id: str = "r", post_id: str = "1", **figures: Any) -> Performance:
    """One row, in dollars where it holds money."""
    currency = {"currency": "USD"} if {"spend", "revenue"} & figures.keys() else {}
    return Performance(id=id, post_id=post_id, **{**currency, **figures})


def test_the_guides_case_cost_per_install_halved_and_cost_per_trial_from_30_to_5() -> None:
    """CPI comes down to 1.40 by half, cost per trial to a sixth."""
    before = [row("w1", spend=Decimal(8400), installs=3000, trials=280)]
    after = [
        row("w3a", spend=Decimal(2100), installs=1500, trials=420),
        row("w3b", spend=Decimal(2100), installs=1500, trials=420),
    ]
    old, new, ratio = metrics(before), metrics(after), ratios(before, after)
    assert (old[Metric.CPI], new[Metric.CPI], ratio[Metric.CPI]) == (Decimal("2.8"), Decimal("1.4"), Decimal("0.5"))
    assert (old[Metric.COST_PER_TRIAL], new[Metric.COST_PER_TRIAL]) == (Decimal(30), Decimal(5))
    assert ratio[Metric.COST_PER_TRIAL] == Decimal("0.1666666666666666666666666667")
    assert ratio[Metric.ROAS] is None


def test_each_metric_is_what_the_field_means_by_it() -> None:
    """One row with all figures."""
    figures = row(
        spend=Decimal(100), impressions=20_000, clicks=400, conversions=40, installs=50, trials=10, revenue=Decimal(250)
    )
    assert {metric.value: value for metric, value in metrics([figures]).items()} == {
        "cpm": Decimal(5),
        "ctr": Decimal("0.02"),
        "cpc": Decimal("0.25"),
        "cvr": Decimal("0.1"),
        "cpa": Decimal("2.5"),
        "cpi": Decimal(2),
        "cost_per_trial": Decimal(10),
        "roas": Decimal("2.5"),
    }


COUNTS = st.none() | st.integers(0, 5)
ROWS = st.lists(
    st.builds(
        Performance,
        id=st.uuids().map(str),
        post_id=st.sampled_from(("1", "2", "3")),
        account=st.sampled_from(("", "@lila", "@stromnow")),
        currency=st.just("USD"),
        spend=st.none() | st.sampled_from((Decimal(0), Decimal("1.50"), Decimal(70))),
        revenue=st.none() | st.sampled_from((Decimal(0), Decimal(3))),
        impressions=COUNTS,
        clicks=COUNTS,
        conversions=COUNTS,
        installs=COUNTS,
        trials=COUNTS,
    ),
    max_size=5,
)


@given(ROWS)
def test_a_metric_is_none_exactly_where_a_figure_is_not_known_or_the_denominator_is_nought(
    rows: list[Performance],
) -> None:
    """Never 0, never endless."""
    found = metrics(rows)
    for metric, formula in FORMULAS.items():
        tops, bottoms = ([getattr(each, name) for each in rows] for name in (formula.numerator, formula.denominator))
        if not rows or None in tops or None in bottoms or not sum(bottoms):
            assert found[metric] is None
        else:
            assert found[metric] == pytest.approx(Decimal(sum(tops)) / sum(bottoms) * formula.factor)


@given(ROWS)
def test_metrics_of_one_period_against_itself_are_unchanged(rows: list[Performance]) -> None:
    """1, or not known."""
    assert set(ratios(rows, rows).values()) <= {Decimal(1), None}


@given(st.integers(1, 10_000), st.data(), st.sampled_from((0.5, 0.8, 0.95, 0.999)))
def test_a_cautious_rate_lies_below_the_rate_and_rises_with_the_sample(
    trials: int, data: st.DataObject, confidence: float
) -> None:
    """Twice as many of both make it no lower; at a confidence of a half, hardly anything is taken off."""
    successes = data.draw(st.integers(0, trials))
    low = wilson_lower(successes, trials, confidence=confidence)
    assert 0 <= low <= successes / trials + 1e-12
    assert wilson_lower(2 * successes, 2 * trials, confidence=confidence) >= low - 1e-12


def test_wilsons_bound_is_wilsons_bound() -> None:
    """Against the two roots of his equation, (p - rate)^2 = z^2 p (1 - p) / n, solved at 95 %."""
    z2 = 1.6448536269514722**2
    for successes, trials in ((3, 10), (0, 7), (7, 7), (300, 1000)):
        low, rate = wilson_lower(successes, trials), successes / trials
        assert (low - rate) ** 2 == pytest.approx(z2 * low * (1 - low) / trials, abs=1e-12)


@given(ROWS)
def test_a_ranking_has_every_post_once_and_the_unknown_last(rows: list[Performance]) -> None:
    """And goes by the cautious rate."""
    found = ranking(rows)
    assert sorted(each.post_id for each in found) == sorted({each.post_id for each in rows})
    rates = [-1 if each.cautious_rate is None else each.cautious_rate for each in found]
    assert rates == sorted(rates, reverse=True)
    assert sorted(id for each in found for id in each.rows) == sorted(each.id for each in rows)


def test_few_views_rank_below_many_that_did_nearly_as_well() -> None:
    """Rows of several accounts and currencies count together: no money is added."""
    rows = [
        row("a", "1", account="@lila", clicks=20, conversions=10),
        row("b", "2", account="@lila", clicks=500, conversions=200, spend=Decimal(1)),
        row("c", "2", account="@stromnow", clicks=500, conversions=200, spend=Decimal(1), currency="EUR"),
        row("d", "3", clicks=0, conversions=0),
    ]
    found = ranking(rows)
    assert [each.post_id for each in found] == ["2", "1", "3"]
    assert (found[0].accounts, found[0].rows) == (("@lila", "@stromnow"), ("b", "c"))
    assert (found[0].successes, found[0].trials, found[0].rate) == (400, 1000, 0.4)
    assert (found[2].rate, found[2].cautious_rate, found[2].accounts) == (None, None, ())


POSTS = [Post(id=id, published_at="2026-05-01T00:00:00Z") for id in ("1", "2", "3")]
AD = SparkAd(
    id="7",
    post_id="1",
    starts_at="2026-06-01T00:00:00Z",
    ends_at="2026-06-11T00:00:00Z",
    settings=AdSettings(budget=Decimal(50), currency="USD"),
)
FACTS = Portfolio(POSTS, ads=[AD])


def test_posts_worth_promoting_are_those_that_no_ad_promotes() -> None:
    """An ad whose flight is over does not count; views that led to clicks do."""
    rows = [row(id, id, impressions=1000, clicks=int(id)) for id in ("1", "2", "3")]
    assert [each.post_id for each in worth_promoting(FACTS, rows, at="2026-06-02T00:00:00Z")] == ["3", "2"]
    assert [each.post_id for each in worth_promoting(FACTS, rows, at="2026-06-11T00:00:00Z")] == ["3", "2", "1"]


def needed() -> Action:
    """10 days without a license, at 50 dollars a day: 500 dollars at stake."""
    (action,) = plan(FACTS, at="2026-05-20T00:00:00Z").worklist
    return action


def test_posts_worth_renewing_are_ranked_among_those_of_the_worklist() -> None:
    """Others are left aside."""
    rows = [row("a", "1", clicks=10, conversions=1), row("b", "2", clicks=10, conversions=9)]
    assert [each.post_id for each in worth_renewing([needed()], rows)] == ["1"]


MAY: dict[str, Any] = {"spend": Decimal(1000), "revenue": Decimal(1800), "clicks": 4000, "conversions": 200}


def asked(fee: int = 0, **figures: Any) -> Recommendation:
    """Ask for advice about the renewal, going by one row."""
    return recommend(needed(), [row("may", **{**MAY, **figures}), row("x", "2", spend=Decimal(1))], fee=fee)


def test_a_fee_below_what_is_likely_is_worth_it_and_one_above_what_was_observed_is_not() -> None:
    """500 dollars at ROAS 1.80 are worth 400, and likely 303.34 at least; in between the sample is too small."""
    assert [asked(fee).verdict for fee in (0, 303, 304, 400, 401)] == [
        Verdict.RENEW,
        Verdict.RENEW,
        Verdict.UNDECIDED,
        Verdict.UNDECIDED,
        Verdict.LET_LAPSE,
    ]
    found = asked(401)
    assert found.break_even == 400
    assert found.cautious_break_even == pytest.approx(Decimal("303.34"), abs=Decimal("0.01"))
    assert found.explain() == (
        "Let the license of post `1` lapse.\n"
        "It returned 1,800.00 USD on 1,000.00 USD, ROAS 1.80 (rows `may`).\n"
        "With 200 conversions of 4,000 clicks ROAS is likely 1.61 at least, at a confidence of 95 % (rows `may`).\n"
        "500.00 USD of planned spend depend on it, and its fee is 401.00 USD.\n"
        "Renewing is worth 400.00 USD as observed, and likely 303.34 USD at least."
    )


def test_a_post_that_returns_less_than_the_money_kept_is_let_lapse_even_for_nothing() -> None:
    """Its break-even fee lies below 0; against something that returns even less it would be worth it."""
    assert asked(revenue=Decimal(900)).verdict is Verdict.LET_LAPSE
    assert asked(revenue=Decimal(900)).break_even == -50
    assert break_even_fee(Decimal(500), Decimal("0.9"), alternative_roas=Decimal("0.5")) == 200
    assert asked(conversions=0).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (
            {"clicks": None},
            "How sure that is cannot be told: its clicks or conversions are unknown, or do not fit.",
        ),
        ({"conversions": 4001}, "How sure that is cannot be told"),
        ({"conversions": None}, "How sure that is cannot be told"),
        ({"revenue": None}, "Its rows tell no ROAS: spend or revenue is not known, or nothing was spent (rows `may`)."),
        ({"currency": "EUR"}, "The planned spend at stake is in USD, which the rows are not."),
    ],
)
def test_what_is_not_known_leaves_it_undecided_and_is_said(figures: dict[str, Any], said: str) -> None:
    """Never a verdict from a missing figure."""
    found = recommend(needed(), [row("may", **{**MAY, **figures})])
    assert found.verdict is Verdict.UNDECIDED
    assert said in found.explain()


def test_without_rows_or_with_unknown_money_nothing_is_decided() -> None:
    """Unknown spend at stake is not zero spend."""
    assert recommend(needed(), []).verdict is Verdict.UNDECIDED
    assert "No row tells how it did." in recommend(needed(), []).explain()
    poor = attrs.evolve(needed(), at_stake=Spend(unknown=(UnknownSpend("7", "no budget is recorded"),)))
    found = recommend(poor, [row("may", **MAY)])
    assert found.verdict is Verdict.UNDECIDED
    assert "The planned spend at stake is unknown for 1 ad." in found.explain()


def test_a_renewal_that_no_spend_depends_on_is_let_lapse() -> None:
    """A budget of 0 is known to be 0."""
    idle = attrs.evolve(needed(), at_stake=Spend((("USD", Decimal(0)),)))
    found = recommend(idle, [row("may", **MAY)])
    assert found.verdict is Verdict.LET_LAPSE
    assert "No planned spend depends on the renewal." in found.explain()


def test_a_threshold_that_is_missed_lets_it_lapse_and_names_who_set_it() -> None:
    """Costs are to stay below, rates above; one that cannot be judged leaves it undecided."""
    rows = [row("may", **MAY)]
    cheap = Threshold(metric=Metric.CPA, value=Decimal(5), source="Finance, plan of 2026")
    good = Threshold(metric=Metric.CVR, value=Decimal("0.06"), source="The team")
    blind = Threshold(metric=Metric.CPI, value=Decimal(2), source="The team")
    met, missed, unknown = (recommend(needed(), rows, thresholds=[each]) for each in (cheap, good, blind))
    assert [each.verdict for each in (met, missed, unknown)] == [Verdict.RENEW, Verdict.LET_LAPSE, Verdict.UNDECIDED]
    assert "Finance, plan of 2026 wants cpa at most 5; it is 5.0000, which meets it (rows `may`)." in met.explain()
    assert "The team wants cvr at least 0.06; it is 0.0500, which misses it (rows `may`)." in missed.explain()
    assert "The team wants cpi at most 2; it is not known (rows `may`)." in unknown.explain()


def test_bad_figures_are_refused() -> None:
    """Each with what would be right."""
    negative: tuple[tuple[dict[str, Any], str], ...] = (
        ({"clicks": -1}, "clicks: `-1` is no number of times; 0 or more"),
        ({"spend": Decimal(-1)}, "spend: `-1` is not an amount of money; 0 or more"),
        ({"spend": Decimal("nan")}, "spend: .* is not an amount of money"),
        ({"spend": Decimal(1), "currency": ""}, "currency: missing; spend `1` needs one, like `USD`"),
        ({"currency": "BTC"}, "currency: `BTC` is not an ISO 4217 code"),
    )
    for figures, message in negative:
        with pytest.raises(ValueError, match=message):
            row(**figures)
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"clicks": 1.5}, "clicks: a whole number, not float: `1.5`"),
        ({"clicks": True}, "clicks: a whole number, not bool"),
        ({"spend": 1.5}, "spend: an amount is a `Decimal`, .* not float: `1.5`; floats are not exact"),
        ({"spend": True}, "spend: an amount is a `Decimal`, .* not bool"),
    )
    for figures, message in wrong:
        with pytest.raises(TypeError, match=message):
            row(**figures)
    with pytest.raises(TypeError, match=r"fee: an amount is a `Decimal`, .* not float"):
        recommend(needed(), [], fee=1.5)  # type: ignore[arg-type]  # what is refused
    with pytest.raises(TypeError, match=r"fee: an amount is a `Decimal`, .* not bool"):
        recommend(needed(), [], fee=True)
    with pytest.raises(ValueError, match="fee: `-1` is not an amount of money; 0 or more"):
        recommend(needed(), [], fee=-1)


def test_rows_that_do_not_add_up_are_refused() -> None:
    """Currencies are never added, ids are unique, and no more can succeed than was tried."""
    dollars, euros = row("a", spend=Decimal(1)), row("b", spend=Decimal(1), currency="EUR")
    with pytest.raises(ValueError, match="rows: amounts in `EUR`, `USD` are never added"):
        totals([dollars, euros])
    with pytest.raises(ValueError, match="after: amounts in `EUR` cannot be set against amounts in `USD`"):
        ratios([dollars], [euros])
    with pytest.raises(ValueError, match="rows: the id `a` occurs twice; ids are unique"):
        totals([dollars, dollars])
    with pytest.raises(ValueError, match="successes: `2` of `1` trials"):
        wilson_lower(2, 1)
    with pytest.raises(ValueError, match="trials: `spend` is none of `impressions`, `clicks`"):
        ranking([], trials="spend")
    with pytest.raises(ValueError, match="successes: `likes` is none of"):
        ranking([], successes="likes")
    for confidence in (0.4, 1):
        with pytest.raises(ValueError, match=r"confidence: .* is none; from 0.5, below 1"):
            wilson_lower(1, 2, confidence=confidence)
    for source in ("", " ", 3):
        with pytest.raises(ValueError, match=r"source: .* says nobody; name who set the threshold"):
            Threshold(metric=Metric.CPA, value=Decimal(5), source=source)  # type: ignore[arg-type]  # what is refused
