"""The audit: every ad, license and campaign at one instant, what changes next, and whether anybody must act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import DAY, TICK, moments, moved, policies, portfolios

from sparklicense import (
    GUIDE,
    PLATFORM,
    AccountAccess,
    Actor,
    AdAudit,
    Audit,
    CampaignStatus,
    Change,
    IdentityType,
    License,
    LicenseAudit,
    Policy,
    Portfolio,
    Post,
    ServingState,
    SparkAd,
    Window,
    Windows,
    instant,
)
from sparklicense.auditing import is_idle
from sparklicense.views.reports import audit_report

T: Final = instant("2026-06-01T00:00:00Z")
POST: Final = Post(id="p1", published_at="2026-05-01T00:00:00Z")
LICENSE: Final = License.issue(code="#one=", post_id="p1", issued_at="2026-05-24T00:00:00Z", days=30, id="l1")
AD: Final = SparkAd(id="a1", post_id="p1", starts_at="2026-05-25T00:00:00Z", campaign_id="c1")
PORTFOLIO: Final = Portfolio(posts=[POST], licenses=[LICENSE], ads=[AD])
HORIZONS: Final = st.none() | st.sampled_from((TICK, 2 * TICK, DAY, 30 * DAY, 400 * DAY))


@given(portfolios(detailed=False), moments(), policies(), HORIZONS)
def test_the_audit_is_serving_ad_by_ad(
    portfolio: Portfolio, at: DateTime, policy: Policy, within: timedelta | None
) -> None:
    """Every attribute of every ad is that of its decision."""
    audit = portfolio.audit(at=at, within=within, policy=policy)
    assert audit.at == at
    assert audit.policy == policy.name
    assert [each.id for each in audit.ads] == [ad.id for ad in portfolio.ads]
    for each in audit.ads:
        decision = portfolio.serving(each.id, at=at, policy=policy)
        assert each.decision == decision
        assert each.state is decision.state
        assert each.because == (None if decision.because is None else decision.because.id)
        assert each.objections == tuple(objection.state for objection in decision.objections)
        assert (each.since, each.until, each.next_state) == (decision.since, decision.until, decision.next_state)
        assert each.explanation == decision.explain() == each.explain("UTC")
        assert each.explain("Asia/Tokyo") == decision.explain("Asia/Tokyo")


@given(portfolios(detailed=False), moments(), policies(), HORIZONS)
def test_the_audit_has_every_license_and_campaign_and_change(
    portfolio: Portfolio, at: DateTime, policy: Policy, within: timedelta | None
) -> None:
    """As the portfolio's other questions give them; changes after the instant, up to and at the horizon."""
    audit = portfolio.audit(at=at, within=within, policy=policy)
    assert audit.licenses == tuple(
        LicenseAudit(
            id=each.id,
            post_id=each.post_id,
            status=each.status(at),
            expires_at=each.expires_at,
            time_left_seconds=each.time_left(at).total_seconds(),
        )
        for each in portfolio.licenses
    )
    assert audit.campaigns == tuple(portfolio.campaign(id, at=at, policy=policy) for id in portfolio.campaign_ids)
    if within is None:
        assert audit.upcoming == ()
    else:
        assert audit.upcoming == portfolio.upcoming(moved(at, TICK), moved(at, within + TICK), policy=policy)


def test_what_an_audit_looks_like() -> None:
    """Attribute by attribute, on one ad."""
    audit = PORTFOLIO.audit(at=T, within=30 * DAY)
    out = instant("2026-06-23T00:00:00Z")
    assert audit == Audit(
        at=T,
        policy="guide",
        ads=(
            AdAudit(
                decision=PORTFOLIO.serving("a1", at=T),
                since=instant("2026-05-25T00:00:00Z"),
                until=out,
                next_state=ServingState.LICENSE_EXPIRED,
                post_id="p1",
                campaign_id="c1",
            ),
        ),
        licenses=(
            LicenseAudit(
                id="l1", post_id="p1", status=LICENSE.status(T), expires_at=out, time_left_seconds=22 * 86_400.0
            ),
        ),
        campaigns=(CampaignStatus(id="c1", ads=("a1",), serving=("a1",)),),
        upcoming=(
            Change(
                out,
                "a1",
                ServingState.SERVING,
                ServingState.LICENSE_EXPIRED,
                "p1",
                "",
                Actor.CREATOR,
                "issue a new code",
            ),
        ),
        needs_action=True,
    )
    assert repr(audit) == "<Audit at 2026-06-01T00:00:00Z: 1 ads, 1 licenses, 1 campaigns, 1 changes>"
    assert str(audit.upcoming[0]) == (
        "2026-06-23 00:00:00 UTC: ad `a1`: serving to license_expired; creator: issue a new code"
    )
    (ad,) = audit.ads
    assert str(ad) == ad.explanation
    assert (ad.id, ad.state, ad.because, ad.objections) == ("a1", "serving", None, ())
    assert ad.explanation.startswith("Ad `a1` serves at 2026-06-01 00:00:00 UTC.")


def test_a_change_exactly_at_the_horizon_is_listed_and_one_at_the_instant_is_not() -> None:
    """An instant is asked about with what it is already, and with what comes until then."""
    out = LICENSE.expires_at
    assert [each.at for each in PORTFOLIO.audit(at=T, within=out - T).upcoming] == [out]
    assert PORTFOLIO.audit(at=T, within=out - T - TICK).upcoming == ()
    assert PORTFOLIO.audit(at=out, within=DAY).upcoming == ()
    assert PORTFOLIO.audit(at=T).upcoming == ()


def test_the_ads_can_be_watched_while_they_are_gone_through() -> None:
    """A progress bar wraps them, and sees each once."""
    seen: list[str] = []

    def watched(ads: Iterable[SparkAd]) -> Iterator[SparkAd]:
        for ad in ads:
            seen.append(ad.id)
            yield ad

    portfolio = PORTFOLIO.with_(attrs.evolve(AD, id="a2"))
    assert portfolio.audit(at=T, progress=watched) == portfolio.audit(at=T)
    assert seen == ["a1", "a2"]


# Whether anybody must act. Each case below is one clause of the sentence that decides on the exit status.

SOON: Final = T + 2 * DAY
PAUSED: Final = Windows((Window(T, None),))


def of(ad: SparkAd = AD, post: Post = POST, *some: License) -> Portfolio:
    """Make a portfolio with one ad."""
    return Portfolio(posts=[post], licenses=some or [LICENSE], ads=[ad])


def license_of(issued: str, days: int = 30, **more: Any) -> License:
    """Make a license of so many days."""
    return License.issue(code=None, post_id="p1", issued_at=issued, days=days, **more)


ACCESS: Final = AccountAccess(creator="maya", granted_at="2026-05-01T00:00:00Z")


def lent(*access: AccountAccess, **more: Any) -> Portfolio:
    """Make a portfolio with one ad that runs by access to its creator's account."""
    ad = attrs.evolve(AD, identity_type=IdentityType.BC_AUTH_TT, **more)
    return Portfolio(posts=[attrs.evolve(POST, creator="maya")], ads=[ad], access=access)


ENDED: Final = attrs.evolve(AD, ends_at=T)
GONE: Final = POST.delete(T)
LATER: Final = attrs.evolve(AD, starts_at="2026-06-03T00:00:00Z")

QUIET: Final[dict[str, Portfolio]] = {
    "the ad serves, and will": of(AD, POST, license_of("2026-05-24T00:00:00Z", 365)),
    "the flight is over": of(ENDED),
    "the flight is over, and so is the code": of(ENDED, POST, license_of("2026-05-01T00:00:00Z", 7)),
    "the flight ends as expected": of(attrs.evolve(AD, ends_at="2026-06-03T00:00:00Z")),
    "the ad is paused": of(attrs.evolve(AD, paused=PAUSED), POST, license_of("2026-05-24T00:00:00Z", 365)),
    "the ad will be paused, and resumed": of(attrs.evolve(AD, paused=Windows((Window(SOON, SOON + DAY),)))),
    "the flight starts as expected": of(LATER),
    "the flight starts together with its code": of(LATER, POST, license_of("2026-06-03T00:00:00Z")),
    "the code comes before the flight": of(LATER, POST, license_of("2026-06-02T00:00:00Z")),
    "the ad was over before its post went": of(ENDED, POST.delete(T)),
    "the ad will be over when its post goes": of(attrs.evolve(AD, ends_at=SOON), POST.delete(SOON)),
    "the code is renewed in time": of(AD, POST, license_of("2026-05-05T00:00:00Z"), license_of("2026-06-04T00:00:00Z")),
    "an ad on an account needs no code": lent(),
    "access to the account goes on": lent(ACCESS),
    "access to the account is given again in time": lent(ACCESS.revoke(SOON), attrs.evolve(ACCESS, granted_at=SOON)),
    "access to the account begins before the flight": lent(attrs.evolve(ACCESS, granted_at=SOON), starts_at=SOON + DAY),
    "a license on a post without ads has run out": Portfolio(
        posts=[POST], licenses=[license_of("2026-05-01T00:00:00Z", 7)]
    ),
}
LOUD: Final[dict[str, Portfolio]] = {
    "the code has run out": of(AD, POST, license_of("2026-05-02T00:00:00Z")),
    "the code will have run out": of(AD, POST, license_of("2026-05-04T00:00:00Z")),
    "the code has run out before the flight": of(LATER, POST, license_of("2026-05-02T00:00:00Z")),
    "the code was withdrawn": of(AD, POST, LICENSE.revoke(T)),
    "the code is not applied": of(AD, POST, license_of("2026-05-24T00:00:00Z", redeemed_at=None)),
    "no license counts": Portfolio(posts=[POST], ads=[AD]),
    "access to the account was withdrawn": lent(ACCESS.revoke(T)),
    "access to the account will be withdrawn": lent(ACCESS.revoke(SOON)),
    "access to the account will have run out": lent(attrs.evolve(ACCESS, expires_at=SOON)),
    "the post is gone": of(AD, GONE),
    "the post will be gone": of(AD, POST.delete(SOON)),
    "the post went before the flight was over": of(attrs.evolve(AD, ends_at=SOON), GONE),
    "the post is hidden": of(AD, POST.hide(T)),
    "the post will be hidden for a day": of(AD, POST.hide(SOON).show(SOON + DAY)),
    "the post is not published yet": of(AD, attrs.evolve(POST, published_at=SOON)),
    "the ad is paused, and its code has run out": of(
        attrs.evolve(AD, paused=PAUSED), POST, license_of("2026-05-02T00:00:00Z")
    ),
    "the flight runs, nothing of the campaign serves, and time will fix it": of(
        AD, POST, license_of("2026-06-02T00:00:00Z")
    ),
}


@pytest.mark.parametrize("case", QUIET)
def test_nobody_must_act_when(case: str) -> None:
    """Now, or at a change within three days."""
    assert QUIET[case].audit(at=T, within=3 * DAY).needs_action is False


@pytest.mark.parametrize("case", LOUD)
def test_somebody_must_act_when(case: str) -> None:
    """Now, or at a change within three days."""
    assert LOUD[case].audit(at=T, within=3 * DAY).needs_action is True


@pytest.mark.parametrize("case", [case for case in LOUD if "will be" in case or "will have" in case])
def test_what_is_to_come_counts_within_the_horizon_only(case: str) -> None:
    """At the horizon it does, a microsecond before it does not, and without a horizon nothing to come does."""
    (change, *_) = LOUD[case].upcoming(T, T + 30 * DAY)
    ahead = change.at - T
    assert LOUD[case].audit(at=T).needs_action is False
    assert LOUD[case].audit(at=T, within=ahead - TICK).needs_action is False
    assert LOUD[case].audit(at=T, within=ahead).needs_action is True


def test_a_hidden_post_calls_for_nobody_where_it_may_be_hidden() -> None:
    """The policy decides."""
    assert LOUD["the post is hidden"].audit(at=T, policy=PLATFORM).needs_action is False


def test_access_that_has_not_begun_is_left_to_time() -> None:
    """As long as something else of the campaign serves."""
    pending = lent(attrs.evolve(ACCESS, granted_at=SOON))
    assert pending.audit(at=T).ads[0].state is ServingState.ACCESS_PENDING
    assert pending.audit(at=T).needs_action is True, "nothing of the campaign serves"
    alone = pending.with_(attrs.evolve(pending.ads[0], campaign_id=None))
    assert alone.audit(at=T).needs_action is False


PENDING: Final = license_of("2026-06-02T00:00:00Z")
IDLE: Final[dict[str, tuple[Portfolio, bool]]] = {
    "nothing serves while a flight runs": (of(AD, POST, PENDING), True),
    "the ad is of no campaign": (of(attrs.evolve(AD, campaign_id=None), POST, PENDING), False),
    "no flight runs yet": (of(LATER, POST, PENDING), False),
    "the running ad is paused": (of(attrs.evolve(AD, paused=PAUSED), POST, PENDING), False),
    "another ad of the campaign serves": (
        of(AD, POST, PENDING).with_(
            attrs.evolve(AD, id="a2", identity_type=IdentityType.TT_USER),
        ),
        False,
    ),
    "an ad of another campaign serves": (
        of(AD, POST, PENDING).with_(
            attrs.evolve(AD, id="a2", identity_type=IdentityType.TT_USER, campaign_id="c2"),
        ),
        True,
    ),
    "the other ad of the campaign ends before the code begins": (
        of(AD, POST, PENDING).with_(
            attrs.evolve(AD, id="a2", identity_type=IdentityType.TT_USER, ends_at="2026-06-01T12:00:00Z"),
        ),
        True,
    ),
    "the other ad of the campaign ends when the code begins": (
        of(AD, POST, PENDING).with_(
            attrs.evolve(AD, id="a2", identity_type=IdentityType.TT_USER, ends_at="2026-06-02T00:00:00Z"),
        ),
        False,
    ),
}


@pytest.mark.parametrize("case", IDLE)
def test_a_campaign_with_nothing_serving_counts_while_a_flight_of_it_runs(case: str) -> None:
    """Here every ad waits for time alone, so it is the campaign that calls, or does not."""
    portfolio, calls = IDLE[case]
    assert portfolio.audit(at=T, within=40 * DAY).needs_action is True  # the code runs out in July
    assert portfolio.audit(at=T, within=DAY).needs_action is calls


EXPECTED: Final = {"serving", "ended", "paused", "license_pending", "access_pending", "scheduled"}


def must_act(portfolio: Portfolio, at: DateTime, within: timedelta | None, policy: Policy) -> bool:
    """Say it again, by asking instant by instant."""
    asked: dict[str, set[DateTime]] = {ad.id: {at} for ad in portfolio.ads}
    for ad in portfolio.ads:
        if within is not None:
            asked[ad.id] |= {
                t for t, _ in portfolio.timeline(ad.id, policy=policy).changes if at < t <= moved(at, within)
            }
        gone = portfolio.post(ad.post_id).deleted_at
        over_first = gone is not None and ad.ends_at is not None and ad.ends_at <= gone
        for t in asked[ad.id]:
            state = portfolio.serving(ad.id, at=t, policy=policy).state
            if state.value not in EXPECTED and not (state is ServingState.POST_DELETED and over_first):
                return True
    for id in portfolio.campaign_ids:
        campaign = portfolio.campaign(id, at=at, policy=policy)
        for t in set().union(*(asked[each] for each in campaign.ads)):
            running = any(
                ad.starts_at <= t and (ad.ends_at is None or t < ad.ends_at) and t not in ad.paused
                for ad in map(portfolio.ad, campaign.ads)
            )
            if running and portfolio.campaign(id, at=t, policy=policy).nothing_serves:
                return True
    return False


@given(portfolios(detailed=False), moments(), policies(), HORIZONS)
def test_somebody_must_act_exactly_when_asking_instant_by_instant_says_so(
    portfolio: Portfolio, at: DateTime, policy: Policy, within: timedelta | None
) -> None:
    """The audit goes through the changes once; going through every instant anew gives the same answer."""
    audit = portfolio.audit(at=at, within=within, policy=policy)
    assert audit.needs_action is must_act(portfolio, at, within, policy)


@given(portfolios(most=2, detailed=False), moments(), st.sampled_from((TICK, DAY, 30 * DAY)))
def test_a_longer_horizon_never_calls_for_less(portfolio: Portfolio, at: DateTime, within: timedelta) -> None:
    """What must be done within a day must be done within a month."""
    calls: list[Callable[[], Audit]] = [
        lambda: portfolio.audit(at=at),
        lambda: portfolio.audit(at=at, within=within),
        lambda: portfolio.audit(at=at, within=2 * within),
    ]
    answers = [call().needs_action for call in calls]
    assert answers == sorted(answers)
    upcoming = [call().upcoming for call in calls]
    assert upcoming[1] == upcoming[2][: len(upcoming[1])]


def test_the_default_policy_of_an_audit_is_the_guides() -> None:
    """As everywhere."""
    hidden = of(AD, POST.hide(T))
    assert hidden.audit(at=T) == hidden.audit(at=T, policy=GUIDE) != hidden.audit(at=T, policy=PLATFORM)


def idle_campaigns(facts: Portfolio, audit: Audit) -> list[str]:
    """Give the campaigns that the report lists as idle."""
    sections = audit_report(facts, audit)
    return [row[0] for each in sections if each.title.startswith("Campaigns with a flight") for row in each.rows]


def test_status_and_report_have_one_definition_of_an_idle_campaign() -> None:
    """A flight of it is running and nothing serves: not before the flight starts, and not once it is over."""
    post = Post(id="1", published_at="2026-05-01T00:00:00Z")
    window: dict[str, Any] = {"starts_at": "2026-07-01T00:00:00Z", "ends_at": "2026-08-01T00:00:00Z"}
    facts = Portfolio([post], [], [SparkAd(id=id, post_id="1", campaign_id="c", **window) for id in "78"])
    for at, idle in (("2026-06-30T23:59:59Z", []), ("2026-07-01T00:00:00Z", ["c"]), ("2026-08-01T00:00:00Z", [])):
        audit = facts.audit(at=at)
        assert audit.campaigns[0].nothing_serves
        assert idle_campaigns(facts, audit) == idle
        assert is_idle(facts.ads, 0, audit.at) is bool(idle)
    assert not is_idle(facts.ads, 1, instant("2026-07-01T00:00:00Z"))


def test_an_audit_in_words_begins_with_what_to_do_and_cuts_long_lists() -> None:
    """Ten lines of a list, and how many more there are."""
    ads = [SparkAd(id=f"{n:02}", post_id="1", starts_at="2026-05-01T00:00:00Z", name="A") for n in range(12)]
    post = Post(id="1", published_at="2026-05-01T00:00:00Z", creator="maya")
    audit = Portfolio(posts=[post], ads=ads).audit(at="2026-06-01T00:00:00Z")
    lines = str(audit).splitlines()
    assert lines[:3] == [
        "0 of 12 ads serve at 2026-06-01 00:00:00 UTC; policy guide.",
        "Do now:",
        "  A (00) by @maya: license_missing; creator: authorize the post and send the code",
    ]
    assert lines[-2:] == ["  and 2 more", "By state: 12 license_missing"]
    assert str(Portfolio().audit(at="2026-06-01T00:00:00Z")) == (
        "0 of 0 ads serve at 2026-06-01 00:00:00 UTC; policy guide."
    )
