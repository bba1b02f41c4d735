"""Every reader of the rulebook against the independent model, on random facts."""

from __future__ import annotations

from hypothesis import given
from model import reference
from model.adapter import plain, ticks
from pendulum import DateTime
from strategies import Case, cases, moments, policies, portfolios

from sparklicense import Policy, Portfolio


@given(cases(most=5))
def test_the_reader_at_an_instant_agrees_with_the_model(case: Case) -> None:
    """Every objection, in the same order, and the same headline."""
    decision = case.decision()
    model, t = plain(case.ad, case.post, case.licenses, case.policy, case.access), ticks(case.at)
    assert tuple(each.state.value for each in decision.objections) == reference.objections(model, t)
    assert decision.state.value == reference.state(model, t)
    assert decision.serves is (reference.state(model, t) == "serving")


@given(cases(most=5))
def test_the_timeline_agrees_with_the_model(case: Case) -> None:
    """The same changes at the same microseconds, and the same state before all of them."""
    timeline = case.timeline()
    model = plain(case.ad, case.post, case.licenses, case.policy, case.access)
    assert [(ticks(at), state.value) for at, state in timeline.changes] == reference.changes(model)
    assert timeline.initial.value == reference.state(model, reference.events(model)[0] - 1)


@given(cases(most=5))
def test_since_until_and_the_next_state_agree_with_the_model(case: Case) -> None:
    """What a decision says about the time around it is what the model finds by asking again."""
    decision = case.decision()
    happened = reference.changes(plain(case.ad, case.post, case.licenses, case.policy, case.access))
    next_state = None if decision.next_state is None else decision.next_state.value
    assert (ticks(decision.since), ticks(decision.until), next_state) == reference.around(happened, ticks(case.at))


@given(portfolios(detailed=False), moments(), policies())
def test_a_portfolio_agrees_with_the_model_ad_by_ad(portfolio: Portfolio, at: DateTime, policy: Policy) -> None:
    """The indexes behind a portfolio lose no license and add none."""
    for ad in portfolio.ads:
        model = plain(ad, portfolio.post(ad.post_id), portfolio.licenses, policy, portfolio.access)
        decision = portfolio.serving(ad.id, at=at, policy=policy)
        assert tuple(each.state.value for each in decision.objections) == reference.objections(model, ticks(at))
        timeline = portfolio.timeline(ad.id, policy=policy)
        assert [(ticks(t), state.value) for t, state in timeline.changes] == reference.changes(model)
