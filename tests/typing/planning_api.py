"""The whole public API of planning, used once; type checkers read this file, nobody runs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import assert_type

from pendulum import DateTime

from sparklicense import (
    GUIDE,
    PLATFORM,
    License,
    Portfolio,
    Post,
    ServingState,
    SparkAd,
    Timeline,
    Window,
    Windows,
)
from sparklicense.planning import (
    CONFIDENCE,
    DEFAULT_LEAD_TIME,
    FORMULAS,
    LADDER,
    QUANTILE,
    Action,
    ActionKind,
    CauseLoss,
    CodeRequest,
    Concentration,
    Costs,
    Coverage,
    CoverageChange,
    CurrencyExposure,
    Exposure,
    Formula,
    Gap,
    LeadTime,
    Loss,
    Metric,
    Outage,
    Outlook,
    Overlap,
    Overshoot,
    Performance,
    Plan,
    RankedPost,
    Reason,
    Recommendation,
    RemainingLife,
    Reminder,
    Scenario,
    Spend,
    SpendAtRisk,
    Stop,
    Threshold,
    Totals,
    UnknownSpend,
    Verdict,
    Weights,
    break_even_fee,
    calendar_days_left,
    coverage,
    effective_expiry,
    exposure,
    flight_coverage,
    lead_time,
    metrics,
    outages,
    plan,
    ranking,
    ratios,
    recommend,
    reminders,
    spend_at_risk,
    totals,
    what_if,
    whole_days_left,
    wilson_lower,
    worth_promoting,
    worth_renewing,
)


def time_covered(portfolio: Portfolio, post: Post, licenses: Iterable[License], ad: SparkAd, weights: Weights) -> None:
    """Ask what is covered, and when it ends."""
    assert_type(coverage(portfolio), Coverage)
    assert_type(coverage(portfolio, ad_id="7", until="2027-01-01T00:00:00Z", policy=PLATFORM), Coverage)
    assert_type(coverage(portfolio, post_id="1", weights=weights), Coverage)
    assert_type(coverage(portfolio, campaign_id="c", weights={"7": 1, "8": Decimal("0.5")}), Coverage)
    flight = Window("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z")
    assert_type(flight_coverage(flight, post=post), Coverage)
    assert_type(flight_coverage(flight, post=post, licenses=licenses, policy=GUIDE), Coverage)
    end = effective_expiry(licenses, at="2026-06-01T00:00:00Z")
    assert_type(end, DateTime | None)
    assert_type(effective_expiry(licenses, at="2026-06-01T00:00:00Z", ad=ad), DateTime | None)
    if end is not None:
        assert_type(whole_days_left(end, at="2026-06-01T00:00:00Z"), int | None)
        assert_type(calendar_days_left(end, at=end, tz="Europe/Berlin"), int | None)


def stopping_and_reminding(portfolio: Portfolio, at: DateTime, weights: Weights) -> None:
    """Ask what stops, who is reminded, and what is at risk."""
    day = timedelta(days=1)
    assert_type(outages(portfolio, at=at), tuple[Outage, ...])
    assert_type(
        outages(portfolio, at=at, within=day, until=at, policy=GUIDE, weights=weights),
        tuple[Outage, ...],
    )
    assert_type(reminders(portfolio, after=at, through="2027-01-01T00:00:00Z"), tuple[Reminder, ...])
    assert_type(
        reminders(
            portfolio,
            after=at,
            through=at,
            ladder=LADDER,
            in_use_only=True,
            renewed=True,
            latest_only=False,
            policy=GUIDE,
        ),
        tuple[Reminder, ...],
    )
    assert_type(spend_at_risk(portfolio, at=at, within=day), SpendAtRisk)
    assert_type(spend_at_risk(portfolio, at=at, within=day, until=at, policy=GUIDE, weights=weights), SpendAtRisk)
    assert_type(exposure(portfolio, at=at), Exposure)
    assert_type(exposure(portfolio, at=at, until=at, policy=GUIDE, weights=weights), Exposure)


def asking(requests: Iterable[CodeRequest], at: DateTime) -> None:
    """Ask how long creators take."""
    CodeRequest(creator="@maya", asked_at="2026-06-01T00:00:00Z")
    CodeRequest(creator="@maya", asked_at=at, received_at=at, post_id="1")
    assert_type(lead_time("@maya", at=at), LeadTime)
    for quantile in (QUANTILE, Fraction(1, 2), 0.9):
        lead_time("@maya", requests, at=at, quantile=quantile, default=DEFAULT_LEAD_TIME)


def planning(portfolio: Portfolio, at: DateTime, post: Post, license: License, ad: SparkAd) -> None:
    """Ask for everything at once, and for what would be different."""

    def progress(ads: Iterable[SparkAd]) -> Iterable[SparkAd]:
        return ads

    assert_type(plan(portfolio, at=at), Plan)
    costs: Costs = {30: 10, 90: Decimal("25.50")}
    day = timedelta(days=1)
    assert_type(
        plan(
            portfolio,
            at=at,
            within=day,
            until=at,
            requests=(),
            costs=costs,
            policy=GUIDE,
            weights={"7": 1},
            progress=progress,
        ),
        Plan,
    )
    assert_type(what_if(portfolio), Scenario)
    assert_type(
        what_if(portfolio, post, license, ad, at=at, within=day, until=at, policy=GUIDE, weights={}),
        Scenario,
    )
    spend = Spend((("USD", Decimal(1)),), (UnknownSpend("7", "nobody knows"),))
    assert_type(spend + Spend(), Spend)
    assert_type(spend - Spend(), Spend)


def weighing(action: Action, portfolio: Portfolio, at: DateTime) -> None:
    """Ask what is worth its money."""
    row = Performance(
        id="may",
        post_id="1",
        account="a",
        currency="EUR",
        spend=Decimal(1000),
        impressions=100_000,
        clicks=4000,
        conversions=200,
        installs=None,
        trials=10,
        revenue=1800,
    )
    figures: Mapping[Metric, Decimal | None] = metrics([row])
    assert_type(metrics([row]), dict[Metric, Decimal | None])
    assert_type(ratios([row], [row]), dict[Metric, Decimal | None])
    assert_type(figures[Metric.CPI], Decimal | None)
    assert_type(FORMULAS[Metric.CPI], Formula)
    assert_type(totals([row]), Totals)
    assert_type(ranking([row], successes="clicks", trials="impressions", confidence=0.9), tuple[RankedPost, ...])
    assert_type(worth_promoting(portfolio, [row], at=at), tuple[RankedPost, ...])
    assert_type(worth_renewing([action], [row]), tuple[RankedPost, ...])
    assert_type(wilson_lower(1, 10, confidence=CONFIDENCE), float)
    assert_type(break_even_fee(Decimal(500), Decimal("1.8"), alternative_roas=Decimal(1)), Decimal)
    limit = Threshold(metric=Metric.CPA, value=Decimal(5), source="Finance, plan of 2026")
    assert_type(recommend(action, [row]), Recommendation)
    assert_type(
        recommend(action, [row], fee=300, alternative_roas=Decimal(1), thresholds=[limit], confidence=0.9),
        Recommendation,
    )


def read_action(one: Action) -> None:
    """Read an action."""
    assert_type(one.kind, ActionKind)
    assert_type(one.post_id, str)
    assert_type(one.link, str)
    assert_type(one.creator, str)
    assert_type(one.ads, tuple[str, ...])
    assert_type(one.license_id, str | None)
    assert_type(one.days, int | None)
    assert_type(one.due, DateTime)
    assert_type(one.late, bool)
    assert_type(one.covers_if_issued, Window | None)
    assert_type(one.begins_at, DateTime)
    assert_type(one.ends_at, DateTime | None)
    assert_type(one.causes, tuple[ServingState, ...])
    assert_type(one.lead_time, LeadTime | None)
    assert_type(one.asked_at, DateTime | None)
    assert_type(one.lost_per_day, Spend)
    assert_type(one.at_stake, Spend)
    assert_type(one.spare, bool)
    assert_type(one.also, tuple[ActionKind, ...])
    assert_type(one.explain("Europe/Berlin"), str)


def read_action_kind(one: ActionKind) -> None:
    """Read the kinds of action."""
    assert one in (ActionKind.APPLY, ActionKind.EXTEND, ActionKind.ASK, ActionKind.CHASE)
    assert one in (ActionKind.MAKE_PUBLIC, ActionKind.APPEAL, ActionKind.REPLACE_POST)


def read_cause_loss(one: CauseLoss) -> None:
    """Read what is lost to a cause."""
    assert_type(one.cause, ServingState)
    assert_type(one.spend, Spend)


def read_code_request(one: CodeRequest) -> None:
    """Read a code request."""
    assert_type(one.creator, str)
    assert_type(one.asked_at, DateTime)
    assert_type(one.received_at, DateTime | None)
    assert_type(one.post_id, str | None)
    assert_type(one.is_open(one.asked_at), bool)


def read_concentration(one: Concentration) -> None:
    """Read a concentration."""
    assert_type(one.shares, tuple[tuple[str, Decimal], ...])
    assert_type(one.index, Decimal)


def read_coverage(one: Coverage) -> None:
    """Read a coverage."""
    assert_type(one.ads, tuple[str, ...])
    assert_type(one.flight, Windows)
    assert_type(one.serving, Windows)
    assert_type(one.gaps, tuple[Gap, ...])
    assert_type(one.overlaps, tuple[Overlap, ...])
    assert_type(one.overshoot, tuple[Overshoot, ...])
    assert_type(one.spent, Spend)
    assert_type(one.lost, Spend)
    assert_type(one.share, float | None)
    assert_type(one.spend_share("USD"), Decimal | None)
    assert_type(one.gap_length, timedelta)
    assert_type(one.overlap_length, timedelta)
    assert_type(one.overshoot_length, timedelta)


def read_coverage_change(one: CoverageChange) -> None:
    """Read a coverage change."""
    assert_type(one.ad_id, str)
    assert_type(one.before, Coverage | None)
    assert_type(one.after, Coverage)
    assert_type(one.gained, Windows)
    assert_type(one.given_up, Windows)


def read_currency_exposure(one: CurrencyExposure) -> None:
    """Read a currency exposure."""
    assert_type(one.at, DateTime)
    assert_type(one.currency, str)
    assert_type(one.per_day, Decimal)
    assert_type(one.runway, Timeline[Decimal])
    assert_type(one.remaining, RemainingLife)
    assert_type(one.creators, Concentration)
    assert_type(one.posts, Concentration)
    assert_type(one.half_life, timedelta | None)


def read_exposure(one: Exposure) -> None:
    """Read an exposure."""
    assert_type(one.by_currency, tuple[CurrencyExposure, ...])
    assert_type(one.unknown, tuple[UnknownSpend, ...])


def read_formula(one: Formula) -> None:
    """Read a formula."""
    assert_type(one.numerator, str)
    assert_type(one.denominator, str)
    assert_type(one.factor, int)
    assert_type(one.less_is_better, bool)


def read_gap(one: Gap) -> None:
    """Read a gap."""
    assert_type(one.window, Window)
    assert_type(one.causes, tuple[ServingState, ...])


def read_lead_time(one: LeadTime) -> None:
    """Read a lead time."""
    assert_type(one.duration, timedelta)
    assert_type(one.requests, int)
    assert_type(one.pooled, bool)


def read_loss(one: Loss) -> None:
    """Read a loss."""
    assert_type(one.ad_id, str)
    assert_type(one.post_id, str)
    assert_type(one.window, Window)
    assert_type(one.cause, ServingState)
    assert_type(one.spend, Spend)


def read_metric(one: Metric) -> None:
    """Read a metric."""
    members: list[Metric] = [
        Metric.CPM,
        Metric.CTR,
        Metric.CPC,
        Metric.CVR,
        Metric.CPA,
        Metric.CPI,
        Metric.COST_PER_TRIAL,
        Metric.ROAS,
    ]
    assert_type(members, list[Metric])
    text: str = one.value
    assert_type(Metric(text), Metric)


def read_outage(one: Outage) -> None:
    """Read an outage."""
    assert_type(one.at, DateTime)
    assert_type(one.stops, tuple[Stop, ...])
    assert_type(one.idle_campaigns, tuple[str, ...])
    assert_type(one.spend_per_day, Spend)
    assert_type(one.causes, tuple[ServingState, ...])
    assert_type(one.expected, bool)


def read_outlook(one: Outlook) -> None:
    """Read an outlook."""
    assert_type(one.coverage, tuple[Coverage, ...])
    assert_type(one.outages, tuple[Outage, ...])
    assert_type(one.spent, Spend)
    assert_type(one.lost, Spend)


def read_overlap(one: Overlap) -> None:
    """Read an overlap."""
    assert_type(one.window, Window)
    assert_type(one.post_id, str)
    assert_type(one.license_ids, tuple[str, ...])


def read_overshoot(one: Overshoot) -> None:
    """Read an overshoot."""
    assert_type(one.window, Window)
    assert_type(one.license_id, str)


def read_performance(one: Performance) -> None:
    """Read a performance."""
    assert_type(one.id, str)
    assert_type(one.post_id, str)
    assert_type(one.account, str)
    assert_type(one.currency, str)
    assert_type(one.spend, Decimal | None)
    assert_type(one.impressions, int | None)
    assert_type(one.clicks, int | None)
    assert_type(one.conversions, int | None)
    assert_type(one.installs, int | None)
    assert_type(one.trials, int | None)
    assert_type(one.revenue, Decimal | None)


def read_plan(one: Plan) -> None:
    """Read a plan."""
    assert_type(one.at, DateTime)
    assert_type(one.by, DateTime | None)
    assert_type(one.until, DateTime | None)
    assert_type(one.policy, str)
    assert_type(one.worklist, tuple[Action, ...])
    assert_type(one.unfixable, tuple[Loss, ...])
    assert_type(one.outages, tuple[Outage, ...])
    assert_type(one.coverage, tuple[Coverage, ...])
    assert_type(one.planned, Spend)
    assert_type(one.at_risk, Spend)
    assert_type(one.lost_by_cause, tuple[CauseLoss, ...])
    assert_type(one.one_length, bool)
    assert_type(one.needs_action, bool)
    assert_type(one.messages("Europe/Berlin"), tuple[tuple[str, str], ...])
    assert_type(one.explain("Europe/Berlin"), str)


def read_ranked_post(one: RankedPost) -> None:
    """Read a ranked post."""
    assert_type(one.post_id, str)
    assert_type(one.accounts, tuple[str, ...])
    assert_type(one.rows, tuple[str, ...])
    assert_type(one.successes, int | None)
    assert_type(one.trials, int | None)
    assert_type(one.rate, float | None)
    assert_type(one.cautious_rate, float | None)


def read_reason(one: Reason) -> None:
    """Read a reason."""
    assert_type(one.text, str)
    assert_type(one.rows, tuple[str, ...])


def read_recommendation(one: Recommendation) -> None:
    """Read a recommendation."""
    assert_type(one.post_id, str)
    assert_type(one.verdict, Verdict)
    assert_type(one.break_even, Decimal | None)
    assert_type(one.cautious_break_even, Decimal | None)
    assert_type(one.reasons, tuple[Reason, ...])
    assert_type(one.explain(), str)


def read_remaining_life(one: RemainingLife) -> None:
    """Read a remaining life."""
    assert_type(one.mean, timedelta | None)
    assert_type(one.endless_share, Decimal)
    assert_type(one.cliff_at, DateTime | None)
    assert_type(one.cliff_share, Decimal)


def read_reminder(one: Reminder) -> None:
    """Read a reminder."""
    assert_type(one.key, str)
    assert_type(one.at, DateTime)
    assert_type(one.license_id, str)
    assert_type(one.post_id, str)
    assert_type(one.expires_at, DateTime)
    assert_type(one.effective_expiry, DateTime)
    assert_type(one.days_before, int)
    assert_type(one.used_by, tuple[str, ...])


def read_scenario(one: Scenario) -> None:
    """Read a scenario."""
    assert_type(one.before, Outlook)
    assert_type(one.after, Outlook)
    assert_type(one.coverage, tuple[CoverageChange, ...])
    assert_type(one.outages_averted, tuple[Outage, ...])
    assert_type(one.outages_added, tuple[Outage, ...])
    assert_type(one.spent, Spend)
    assert_type(one.lost, Spend)
    assert_type(one.is_empty, bool)


def read_spend(one: Spend) -> None:
    """Read a spend."""
    assert_type(one.amounts, tuple[tuple[str, Decimal], ...])
    assert_type(one.unknown, tuple[UnknownSpend, ...])
    assert_type(one.of("USD"), Decimal)
    assert_type(one.currencies, tuple[str, ...])
    assert_type(one.is_nothing, bool)


def read_spend_at_risk(one: SpendAtRisk) -> None:
    """Read a spend at risk."""
    assert_type(one.start, DateTime)
    assert_type(one.end, DateTime)
    assert_type(one.planned, Spend)
    assert_type(one.at_risk, Spend)


def read_stop(one: Stop) -> None:
    """Read a stop."""
    assert_type(one.ad_id, str)
    assert_type(one.cause, ServingState)


def read_threshold(one: Threshold) -> None:
    """Read a threshold."""
    assert_type(one.metric, Metric)
    assert_type(one.value, Decimal)
    assert_type(one.source, str)
    assert_type(one.met_by(Decimal(1)), bool)


def read_totals(one: Totals) -> None:
    """Read a totals."""
    assert_type(one.rows, tuple[str, ...])
    assert_type(one.currency, str)
    assert_type(one.spend, Decimal | None)
    assert_type(one.impressions, int | None)
    assert_type(one.clicks, int | None)
    assert_type(one.conversions, int | None)
    assert_type(one.installs, int | None)
    assert_type(one.trials, int | None)
    assert_type(one.revenue, Decimal | None)
    assert_type(one.metric(Metric.ROAS), Decimal | None)


def read_unknown_spend(one: UnknownSpend) -> None:
    """Read an unknown spend."""
    assert_type(one.ad_id, str)
    assert_type(one.reason, str)


def read_verdict(one: Verdict) -> None:
    """Read a verdict."""
    members: list[Verdict] = [
        Verdict.RENEW,
        Verdict.LET_LAPSE,
        Verdict.UNDECIDED,
    ]
    assert_type(members, list[Verdict])
    text: str = one.value
    assert_type(Verdict(text), Verdict)
