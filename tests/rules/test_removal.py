"""What a creator may take away: deleting a post, hiding it, withdrawing a license."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import POST_ID, Case, access, cases, instants, licenses, moments, policies, posts, spark_ads

from sparklicense import (
    DELETION,
    GUIDE,
    PLATFORM,
    AccountAccess,
    IdentityType,
    InvalidValueError,
    License,
    Policy,
    Post,
    Removal,
    RemovalAct,
    ServingState,
    SparkAd,
    Window,
    Windows,
    can_delete,
    can_hide,
    can_revoke,
    instant,
    serving,
)

T: Final = instant("2026-06-10T00:00:00Z")
POST: Final = Post(id=POST_ID, published_at="2026-05-20T00:00:00Z")
LICENSE: Final = License.issue(code="#c=", post_id=POST_ID, issued_at="2026-05-24T00:00:00Z", days=365)
ELSEWHERE: Final = SparkAd(id="0", post_id="other", starts_at="2026-06-01T00:00:00Z")
RUNNING: Final = SparkAd(id="1", post_id=POST_ID, starts_at="2026-06-01T00:00:00Z", ends_at="2026-07-01T00:00:00Z")
OVER: Final = attrs.evolve(RUNNING, id="2", ends_at=T)
LATER: Final = attrs.evolve(RUNNING, id="3", starts_at="2026-08-01T00:00:00Z", ends_at="2026-09-01T00:00:00Z")
PAUSED: Final = attrs.evolve(RUNNING, id="4", paused=Windows.always())
ENDLESS: Final = attrs.evolve(RUNNING, id="5", ends_at=None)
OWN: Final = attrs.evolve(RUNNING, id="6", identity_type=IdentityType.TT_USER)
NORTH: Final = attrs.evolve(RUNNING, id="7", advertiser_id="north")

ACTS: Final[dict[str, Any]] = {
    "delete": lambda ads, **more: can_delete(POST, ads=ads, at=T, **more),
    "hide": lambda ads, **more: can_hide(POST, ads=ads, at=T, **more),
    "revoke": lambda ads, **more: can_revoke(LICENSE, ads=ads, at=T, **more),
}
HOUSE_LOCKED: Final = attrs.evolve(GUIDE, name="house", creator_may_remove=False)
HOUSE_FREE: Final = attrs.evolve(PLATFORM, name="house", creator_may_remove=True)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("policy", [GUIDE, HOUSE_FREE], ids=["guide", "house"])
def test_where_a_creator_may_the_ads_stop(act: str, policy: Policy) -> None:
    """Running, paused and scheduled ads use the post, those that are over do not."""
    verdict = ACTS[act]([PAUSED, OVER, LATER, RUNNING, ELSEWHERE], policy=policy)
    assert verdict.act == act
    assert verdict.allowed
    assert verdict.blocking_ads == ()
    hiding_matters = act != "hide" or policy.post_must_be_public
    assert verdict.stops == (("1", "3", "4") if hiding_matters else ())
    assert verdict.earliest_release == LATER.ends_at
    assert verdict.rule.id == "in_use_allowed"
    assert verdict.reason == "the creator may, and the ads that use it stop (3 ads, at 2026-06-10T00:00:00Z)"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("policy", [PLATFORM, HOUSE_LOCKED], ids=["platform", "house"])
def test_where_a_creator_may_not_the_ads_block(act: str, policy: Policy) -> None:
    """The act is refused while any ad uses the post, and nothing stops."""
    verdict = ACTS[act]([RUNNING, OVER], policy=policy)
    assert not verdict.allowed
    assert verdict.blocking_ads == ("1", "2")
    assert verdict.stops == ()
    assert verdict.earliest_release is None
    assert verdict.rule.id == "in_use_locked"
    assert verdict.reason.startswith("TikTok refuses it while ads on the post exist: ")
    assert verdict.reason.endswith("only of one's own Business Account (2 ads, at 2026-06-10T00:00:00Z)")
    assert "Used by: `1`, `2`.\nNo known end.\nSource: TikTok platform facts, B5" in verdict.explain()


@pytest.mark.parametrize("act", ACTS)
def test_an_ad_that_is_over_locks_the_post_under_the_platform_alone(act: str) -> None:
    """Only deleting the ad frees it there (facts B9, K2); under the guide what is over uses nothing."""
    locked = ACTS[act]([OVER], policy=PLATFORM)
    assert (locked.allowed, locked.blocking_ads, locked.stops) == (False, ("2",), ())
    assert (locked.rule.id, locked.earliest_release) == ("over_locked", None)
    free = ACTS[act]([OVER], policy=GUIDE)
    assert (free.allowed, free.blocking_ads, free.stops) == (True, (), ())
    assert (free.rule.id, free.earliest_release) == ("over_allowed", T)
    assert ACTS[act]([ELSEWHERE], policy=PLATFORM).rule.id == "free"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("policy", [GUIDE, PLATFORM], ids=lambda policy: policy.name)
def test_what_no_ad_uses_may_be_taken_away(act: str, policy: Policy) -> None:
    """An ad on another post is no use."""
    verdict = ACTS[act]([ELSEWHERE], policy=policy)
    assert verdict.allowed
    assert (verdict.blocking_ads, verdict.stops) == ((), ())
    assert verdict.earliest_release == T
    assert verdict.rule.id == "free"
    assert verdict.reason == "no ad uses it"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("policy", [GUIDE, PLATFORM], ids=lambda policy: policy.name)
def test_an_endless_flight_has_no_release(act: str, policy: Policy) -> None:
    """However many of the others end."""
    assert ACTS[act]([RUNNING, ENDLESS, LATER], policy=policy).earliest_release is None


def test_a_license_is_used_by_the_ads_that_it_counts_for() -> None:
    """Not by an ad that runs by access to the account, nor by another ad account's."""
    verdict = can_revoke(LICENSE, ads=[OWN, NORTH, RUNNING, ELSEWHERE], at=T)
    assert verdict.stops == ("1", "7")
    mine = attrs.evolve(LICENSE, advertiser_id="south")
    assert can_revoke(mine, ads=[OWN, NORTH, RUNNING], at=T).stops == ()
    theirs = attrs.evolve(LICENSE, advertiser_id="north")
    assert can_revoke(theirs, ads=[OWN, NORTH, RUNNING], at=T, policy=PLATFORM).blocking_ads == ("7",)


MAYAS: Final = attrs.evolve(POST, creator="@maya")
ACCESS: Final = AccountAccess(creator="maya", granted_at="2026-05-20T00:00:00Z")


@pytest.mark.parametrize("policy", [GUIDE, PLATFORM], ids=lambda policy: policy.name)
def test_access_is_withdrawn_at_once_and_the_ads_that_run_by_it_stop(policy: Policy) -> None:
    """Under every policy; not the ads that run on codes, nor those of another ad account or creator."""
    verdict = can_revoke(ACCESS, ads=[OWN, RUNNING, NORTH], posts=[MAYAS], at=T, policy=policy)
    assert (verdict.allowed, verdict.stops, verdict.blocking_ads) == (True, ("6",), ())
    assert verdict.rule.id == "access_active"
    assert verdict.reason.endswith("stop at once (1 ad, at 2026-06-10T00:00:00Z)")
    for other in (attrs.evolve(ACCESS, advertiser_id="elsewhere"), attrs.evolve(ACCESS, creator="zoe")):
        assert can_revoke(other, ads=[OWN], posts=[MAYAS], at=T, policy=policy).stops == ()
    again = can_revoke(ACCESS.revoke(T), ads=[OWN], posts=[MAYAS], at=T, policy=policy)
    assert (again.allowed, again.stops, again.rule.id) == (False, (), "access_already_revoked")


def test_whose_account_an_ad_runs_from_must_be_known() -> None:
    """Its post says it; without, nobody could tell whether the ad stops."""
    with pytest.raises(
        InvalidValueError, match=r"^posts: `.*` of ad `6` is missing; it says whose account the ad runs"
    ):
        can_revoke(ACCESS, ads=[OWN], at=T)


def test_an_own_post_is_used_like_any_other() -> None:
    """Deleting it stops the ad, with or without a license."""
    assert can_delete(POST, ads=[OWN], at=T).stops == ("6",)


BEFORE: Final = "2026-05-19T00:00:00Z"
GONE: Final[list[tuple[str, Any, str, str]]] = [
    ("delete", can_delete(POST.delete(T), ads=[RUNNING], at=T), "already_deleted", "the post is already gone"),
    ("hide", can_hide(POST.delete(T), ads=[RUNNING], at=T), "already_deleted", "the post is already gone"),
    ("delete", can_delete(POST, ads=[RUNNING], at=BEFORE), "not_published", "the post is not published yet"),
    ("hide", can_hide(POST, ads=[RUNNING], at=BEFORE), "not_published", "the post is not published yet"),
    ("hide", can_hide(POST.hide(T), ads=[RUNNING], at=T), "already_hidden", "the post is already hidden"),
    ("revoke", can_revoke(LICENSE, ads=[RUNNING], at=BEFORE), "not_issued", "the license is not issued yet"),
    ("revoke", can_revoke(LICENSE.revoke(T), ads=[RUNNING], at=T), "already_revoked", "the license is already withd"),
    (
        "revoke",
        can_revoke(LICENSE, ads=[ENDLESS], at=LICENSE.expires_at),
        "already_expired",
        "the license has already expired",
    ),
]


@pytest.mark.parametrize(("act", "verdict", "rule", "reason"), GONE, ids=[f"{row[0]} {row[2]}" for row in GONE])
def test_what_is_not_there_cannot_be_taken_away(act: str, verdict: Any, rule: str, reason: str) -> None:
    """No ad blocks it and none stops by it: it is gone, or not there yet."""
    assert verdict.act == act
    assert not verdict.allowed
    assert (verdict.blocking_ads, verdict.stops) == ((), ())
    assert verdict.rule.id == rule
    assert verdict.reason.startswith(reason)


def test_a_hidden_post_can_be_deleted() -> None:
    """Hiding is no shelter."""
    assert can_delete(POST.hide(T), ads=[RUNNING], at=T).allowed


def test_an_unredeemed_license_can_be_withdrawn() -> None:
    """Before anybody applies it."""
    unused = attrs.evolve(LICENSE, redeemed_at=None)
    assert can_revoke(unused, ads=[], at=T, policy=PLATFORM).rule.id == "free"


@pytest.mark.parametrize("rule", DELETION.rows, ids=lambda row: row.id)
def test_each_row_refuses_acts_on_what_it_reads(rule: Any) -> None:
    """Rows of the post refuse acts on posts, rows of a license or access refuse withdrawing it."""
    on = {"post": {"delete", "hide"}, "license": {"revoke"}, "access": {"revoke"}, "use": set(RemovalAct)}
    assert rule.refuses <= on[rule.track]


# Verdicts and serving must tell the same story.


def acted(case: Case, act: str) -> Case:
    """Let the creator do it at the instant of the case."""
    if act == "delete":
        return case._replace(post=attrs.evolve(case.post, deleted_at=case.at, removal=Removal.CREATOR))
    if act == "hide":
        hidden = case.post.hidden | Windows((Window(case.at, None),))
        return case._replace(post=attrs.evolve(case.post, hidden=hidden))
    (license,) = case.licenses
    used = license.redeemed_at if license.redeemed_at is not None and license.redeemed_at <= case.at else None
    return case._replace(licenses=(attrs.evolve(license, revoked_at=case.at, redeemed_at=used),))


@given(cases(most=1), licenses(), st.sampled_from(RemovalAct))
def test_an_ad_that_is_said_to_stop_does_not_serve_afterwards(case: Case, license: License, act: RemovalAct) -> None:
    """Not at any instant from the act on, where it takes the post, or the only license."""
    ads, at, policy = [case.ad], case.at, case.policy
    case = case._replace(licenses=(license,))
    if act is RemovalAct.REVOKE:
        verdict = can_revoke(license, ads=ads, at=at, policy=policy)
    else:
        ask = can_delete if act is RemovalAct.DELETE else can_hide
        verdict = ask(case.post, ads=ads, at=at, policy=policy)
    if verdict.stops:
        assert verdict.stops == (case.ad.id,)
        after = acted(case, act).timeline().windows(ServingState.SERVING)
        assert not after & Windows((Window(at, None),))


@given(cases(most=1), access())
def test_an_ad_that_stops_with_access_does_not_serve_afterwards(case: Case, access: AccountAccess) -> None:
    """Not at any instant from the withdrawal on, where it is the only access."""
    verdict = can_revoke(access, ads=[case.ad], posts=[case.post], at=case.at, policy=case.policy)
    if verdict.stops:
        revoked = attrs.evolve(access, revoked_at=case.at)
        after = case._replace(access=(revoked,)).timeline().windows(ServingState.SERVING)
        assert not after & Windows((Window(case.at, None),))


@given(posts(detailed=False), st.lists(spark_ads(detailed=False), max_size=3), moments(), policies())
def test_a_refusal_names_who_blocks_and_until_when(
    post: Post, ads: list[SparkAd], at: DateTime, policy: Policy
) -> None:
    """At the release, if there is one, none of these ads uses the post any more."""
    verdict = can_delete(post, ads=ads, at=at, policy=policy)
    assert not (verdict.blocking_ads and verdict.stops)
    assert not (verdict.allowed and verdict.blocking_ads)
    release = verdict.earliest_release
    using = [ad for ad in ads if ad.post_id == post.id]
    if release is None:
        assert any(ad.ends_at is None for ad in using) or not policy.creator_may_remove
    else:
        later = can_delete(post, ads=ads, at=release, policy=policy).rule.id
        assert later in ("free", "over_allowed", "already_deleted", "not_published")
        assert release >= at
    for tz in ("UTC", "America/New_York"):
        assert verdict.explain(tz).startswith("To delete: ")


@given(posts(detailed=False), licenses(), spark_ads(detailed=False), instants())
def test_what_stands_in_the_facts_stops_the_ad_under_every_policy(
    post: Post, license: License, ad: SparkAd, at: DateTime
) -> None:
    """A deletion that TikTok would have refused is one all the same."""
    gone = post if post.deleted_at else post.delete(max(at, post.published_at))
    assert gone.deleted_at is not None
    for policy in (GUIDE, PLATFORM):
        decision = serving(ad, post=gone, licenses=[license], at=gone.deleted_at, policy=policy)
        assert decision.state is ServingState.POST_DELETED
