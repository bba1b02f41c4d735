"""Two audits of one portfolio, and what differs between them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from pendulum import DateTime
from strategies import moments, policies, portfolios

from sparklicense import (
    GUIDE,
    PLATFORM,
    Actor,
    AuditDiff,
    DifferenceKind,
    License,
    Policy,
    Portfolio,
    Post,
    ServingState,
    SparkAd,
)
from sparklicense.audit import diff
from sparklicense.data import from_json, to_json

POST = Post(id="1", published_at="2026-05-01T00:00:00Z", creator="maya")
CODE = License.issue(code="#secret=", post_id="1", issued_at="2026-05-24T00:00:00Z", id="l1")
AD = SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", name="Summer", campaign_id="c")
BEFORE = Portfolio(posts=[POST], licenses=[CODE], ads=[AD])
JUNE, JULY = "2026-06-02T00:00:00Z", "2026-07-02T00:00:00Z"


def between(before: Portfolio, after: Portfolio, at: str = JUNE, then: str = JULY) -> AuditDiff:
    """Compare what two portfolios say at two instants."""
    return diff(before.audit(at=at), after.audit(at=then))


def test_an_ad_that_stopped_says_since_when_and_who_can_fix_it() -> None:
    """With its license, which ended."""
    found = between(BEFORE, BEFORE)
    assert [each.key for each in found.differences] == [
        "stopped:7:license_expired:2026-06-23T00:00:00Z",
        "license_ended:l1:expired:",
    ]
    stopped = found.differences[0]
    assert (stopped.name, stopped.creator, stopped.actor, stopped.remedy) == (
        "Summer",
        "maya",
        Actor.CREATOR,
        "issue a new code",
    )
    assert found.needs_action
    assert str(found) == (
        "2 differences from 2026-06-02 00:00:00 UTC to 2026-07-02 00:00:00 UTC.\n"
        "  stopped: ad `7` Summer by @maya: serving to license_expired since 2026-06-23 00:00:00 UTC; "
        "creator: issue a new code\n"
        "  license_ended: license of post `1` by @maya: active to expired"
    )
    assert str(stopped) == stopped.explain()


def test_a_renewal_resumes_the_ad() -> None:
    """As a license of its own, and as a later end of the one there was."""
    new = CODE.reissue(code="#other=", issued_at="2026-07-01T00:00:00Z", days=30)
    found = between(BEFORE, BEFORE.with_(new), "2026-06-30T00:00:00Z")
    assert [each.kind for each in found.differences] == ["resumed", "license_renewed"]
    assert not found.needs_action
    longer = between(BEFORE, BEFORE.with_(CODE.extend(60, at=JUNE)), JUNE, JUNE)
    assert [(each.kind, each.before, each.after) for each in longer.differences] == [
        ("license_renewed", "2026-06-23T00:00:00Z", "2026-08-22T00:00:00Z")
    ]


def test_ads_that_are_new_or_gone_are_named() -> None:
    """A first license of a post is no renewal."""
    other = Post(id="2", published_at="2026-05-01T00:00:00Z")
    more = BEFORE.with_(other, SparkAd(id="8", post_id="2", starts_at="2026-06-01T00:00:00Z"))
    licensed = more.with_(License.issue(code="#third=", post_id="2", issued_at=JUNE))
    assert [(each.kind, each.id) for each in between(BEFORE, licensed, JUNE, JUNE).differences] == [("new", "8")]
    assert [each.explain() for each in between(more, BEFORE, JUNE, JUNE).of("gone")] == [
        "gone: ad `8`: license_missing"
    ]


def test_another_reason_is_a_difference_and_what_is_expected_needs_nobody() -> None:
    """A pause is not told as something to fix."""
    paused = BEFORE.with_(AD.pause(JULY))
    found = between(BEFORE, BEFORE.with_(POST.delete("2026-07-01T00:00:00Z")), "2026-06-30T00:00:00Z")
    assert [each.kind for each in found.differences] == [DifferenceKind.CHANGED_REASON]
    assert found.of(DifferenceKind.CHANGED_REASON)[0].actor is Actor.NOBODY
    stopped = between(BEFORE.with_(CODE.extend(365, at=JUNE)), paused.with_(CODE.extend(365, at=JUNE)))
    assert [(each.after, each.actor) for each in stopped.differences] == [("paused", None)]
    assert not stopped.needs_action


def test_audits_under_two_policies_are_not_compared() -> None:
    """The rules would differ, and not the ads."""
    with pytest.raises(ValueError, match=r"^before: policy `guide`, but after: `platform`; audits are compared under"):
        diff(BEFORE.audit(at=JUNE, policy=GUIDE), BEFORE.audit(at=JUNE, policy=PLATFORM))
    with pytest.raises(ValueError, match=r"^kind: "):
        between(BEFORE, BEFORE).of("blue")


@given(portfolios(), moments(), moments(), policies())
def test_each_ad_that_differs_is_told_once_and_no_other(
    portfolio: Portfolio, one: DateTime, two: DateTime, policy: Policy
) -> None:
    """The same audit differs from itself in nothing; keys are unique; JSON reads back equal."""
    before, after = (portfolio.audit(at=at, policy=policy) for at in (one, two))
    assert diff(before, before).differences == ()
    found = diff(before, after)
    told = [each.id for each in found.differences if not each.kind.startswith("license")]
    changed = [new.id for old, new in zip(before.ads, after.ads, strict=True) if old.state is not new.state]
    assert told == changed
    assert len({each.key for each in found.differences}) == len(found.differences)
    assert from_json(to_json(found)) == found


@given(portfolios(), moments(), policies())
def test_an_audit_is_the_sum_of_its_parts(portfolio: Portfolio, at: DateTime, policy: Policy) -> None:
    """Whichever way it is parted: by state, by creator, by campaign, or by who can fix it."""
    audit = portfolio.audit(at=at, within=timedelta(days=30), policy=policy)
    assert audit.only() is audit
    for creator, ads in audit.by_creator().items():
        part = audit.only(creator=creator) if creator else None
        assert all(ad.creator == creator for ad in ads)
        assert part is None or (part.ads == ads and {each.ad_id for each in part.upcoming} <= {ad.id for ad in ads})
    assert sum(map(len, audit.by_creator().values())) == len(audit.ads)
    for state in ServingState:
        part = audit.only(state=state)
        assert [ad.id for ad in part.ads] == [ad.id for ad in audit.ads if ad.state is state]
        assert {each.post_id for each in part.licenses} <= {ad.post_id for ad in part.ads}
    by_actor = audit.by_actor()
    assert all(audit.only(actor=actor).ads == ads for actor, ads in by_actor.items())
    assert sum(map(len, by_actor.values())) == sum(not ad.decision.serves for ad in audit.ads)
    assert set(audit.to_do()) == {ad for ad in audit.ads if ad.needs_action}
    for campaign in portfolio.campaign_ids:
        assert [each.id for each in audit.only(campaign=campaign).campaigns] == [campaign]


def test_a_part_needs_someone_for_what_happens_before_its_post_goes() -> None:
    """Also where the ad is over before its post is deleted, which alone needs nobody."""
    ad = SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-07-20T00:00:00Z")
    portfolio = Portfolio(posts=[POST.delete("2026-08-01T00:00:00Z")], licenses=[CODE], ads=[ad])
    audit = portfolio.audit(at=JUNE, within=timedelta(days=90))
    assert [each.to.value for each in audit.upcoming] == ["license_expired", "ended", "post_deleted"]
    assert audit.needs_action
    assert audit.only(creator="maya").needs_action
    later = portfolio.audit(at="2026-07-25T00:00:00Z", within=timedelta(days=90))
    assert [each.to.value for each in later.upcoming] == ["post_deleted"]
    assert not later.needs_action
    assert not later.only(creator="maya").needs_action
