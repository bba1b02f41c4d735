"""Reconciliation: where TikTok and the rules differ, on what, and why; what is not modeled is no contradiction."""

from __future__ import annotations

import json
import pickle
from datetime import timedelta
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.test_secrets_inside import held as held_by
from laws.test_secrets_inside import shows
from strategies import MARK, portfolios

from sparklicense import (
    GUIDE,
    PLATFORM,
    IdentityType,
    License,
    Portfolio,
    Post,
    Removal,
    ServingState,
    SparkAd,
    TikTokError,
    Window,
    Windows,
    instant,
)
from sparklicense.instants import later, written
from sparklicense.sources import tiktok
from sparklicense.sources.tiktok import (
    CAUSES,
    SECONDARY_STATUSES,
    Cause,
    Level,
    Meaning,
    NotModeled,
    OneSided,
    Reconciliation,
    Subject,
    TikTokStatus,
    Topic,
    reconcile,
    reconciliation_to_data,
    secondary_status,
)
from sparklicense.sources.tiktok.reconciliation import LAG

AT: Final = instant("2026-06-10T12:00:00Z")
LONG_AGO: Final = "2026-05-01T00:00:00Z"
FAR_AHEAD: Final = "2026-08-01T00:00:00Z"
JUST_NOW: Final = later(AT, -LAG / 2)
SOON: Final = later(AT, LAG / 2)
POST_ID: Final = "7638941401274764565"
OTHER_POST_ID: Final = "7638941401274764566"
AD_ID: Final = "1738941401274764100"
ACCOUNT: Final = "7021234567890123456"
CODE: Final = f"#{MARK}+1/2="

POST: Final = Post(id=POST_ID, published_at=LONG_AGO)
LICENSE: Final = License(code=CODE, post_id=POST_ID, issued_at=LONG_AGO, expires_at=FAR_AHEAD, id="maya-1")
AD: Final = SparkAd(id=AD_ID, post_id=POST_ID, starts_at=LONG_AGO, ends_at=FAR_AHEAD, advertiser_id=ACCOUNT)


def answer(**data: Any) -> dict[str, Any]:
    """Wrap data as TikTok does."""
    return {"code": 0, "message": "OK", "request_id": "2026", "data": data}


def ads_answer(status: str, id: str = AD_ID, **more: Any) -> dict[str, Any]:
    """Answer as `/ad/get/` does."""
    ad = {
        "ad_id": id,
        "adgroup_id": "9",
        "advertiser_id": ACCOUNT,
        "tiktok_item_id": POST_ID,
        "identity_type": "AUTH_CODE",
        "operation_status": "ENABLE",
        "secondary_status": status,
    }
    return answer(list=[ad | more])


def schedule_answer(starts_at: str, ends_at: str) -> dict[str, Any]:
    """Answer as `/adgroup/get/` does."""
    adgroup = {
        "adgroup_id": "9",
        "advertiser_id": ACCOUNT,
        "operation_status": "ENABLE",
        "schedule_type": "SCHEDULE_START_END",
        "schedule_start_time": starts_at,
        "schedule_end_time": ends_at,
    }
    return answer(list=[adgroup])


def posts_answer(
    *,
    status: str = "HESITATE_RECOMMEND",
    auth: str = "AUTHORIZED",
    start: str = LONG_AGO,
    end: str = FAR_AHEAD,
    code: str | None = CODE,
    id: str = POST_ID,
) -> dict[str, Any]:
    """Answer as `/tt_video/list/` does."""
    thing = {
        "item_info": {"item_id": id, "status": status, "auth_code": code, "text": ""},
        "auth_info": {
            "ad_auth_status": auth,
            "auth_start_time": start,
            "auth_end_time": end,
            "invite_start_time": start,
        },
        "user_info": {"identity_id": "7564472955620443158", "identity_type": "AUTH_CODE", "tiktok_name": "maya"},
    }
    return answer(list=[thing])


def portfolio(*facts: Post | License | SparkAd) -> Portfolio:
    """Hold the three facts that serve together, with others in the place of those of the same id."""
    return Portfolio(posts=[POST], licenses=[LICENSE], ads=[AD]).with_(*facts)


def found_in(held: Portfolio, *answers: Any, **more: Any) -> Reconciliation:
    """Reconcile at the one instant of these tests."""
    return reconcile(held, answers, observed_at=AT, **more)


def causes(found: Reconciliation, subject: Subject | None = None) -> list[Cause]:
    """Give the causes of all differences, or of those of one kind of thing."""
    return [each.cause for each in found.differences if subject in (None, each.subject)]


def changed(**changes: Any) -> License:
    """Change the license."""
    return attrs.evolve(LICENSE, **changes)


def paused(start: Any, end: Any = None) -> SparkAd:
    """Pause the ad."""
    return attrs.evolve(AD, paused=Windows((Window(start, end),)))


FAR: Final = later(AT, 3 * LAG)
PAST: Final = later(AT, -3 * LAG)

STATES: Final = {
    ServingState.POST_DELETED: portfolio(attrs.evolve(POST, deleted_at=PAST, removal=Removal.CREATOR)),
    ServingState.ENDED: portfolio(attrs.evolve(AD, ends_at=PAST)),
    ServingState.LICENSE_MISSING: Portfolio(posts=[POST], ads=[AD]),
    ServingState.LICENSE_REVOKED: portfolio(changed(revoked_at=PAST)),
    ServingState.LICENSE_EXPIRED: portfolio(changed(expires_at=PAST)),
    ServingState.LICENSE_UNREDEEMED: portfolio(changed(redeemed_at=None)),
    ServingState.LICENSE_PENDING: portfolio(changed(issued_at=FAR, redeemed_at=FAR)),
    ServingState.POST_UNPUBLISHED: portfolio(attrs.evolve(POST, published_at=FAR)),
    ServingState.POST_HIDDEN: portfolio(attrs.evolve(POST, hidden=Windows((Window(PAST, None),)))),
    ServingState.SCHEDULED: portfolio(attrs.evolve(AD, starts_at=FAR)),
    ServingState.PAUSED: portfolio(paused(PAST)),
    ServingState.SERVING: portfolio(),
}
"""A portfolio for each state, which nothing changes within an hour."""

DELIVERED: Final = {
    ServingState.POST_DELETED: Cause.REMOVAL_REFUSED,
    ServingState.ENDED: Cause.SCHEDULE_CHANGED,
    ServingState.LICENSE_MISSING: Cause.UNRECORDED,
    ServingState.LICENSE_REVOKED: Cause.REMOVAL_REFUSED,
    ServingState.LICENSE_EXPIRED: Cause.EXTENDED,
    ServingState.LICENSE_UNREDEEMED: Cause.REDEEMED,
    ServingState.LICENSE_PENDING: Cause.RECORDED_OTHERWISE,
    ServingState.POST_UNPUBLISHED: Cause.RECORDED_OTHERWISE,
    ServingState.POST_HIDDEN: Cause.POLICY,
    ServingState.SCHEDULED: Cause.SCHEDULE_CHANGED,
    ServingState.PAUSED: Cause.SWITCHED,
}
"""The cause where TikTok delivers an ad of which the rules say something else."""


@pytest.mark.parametrize("state", STATES)
def test_the_portfolios_below_show_every_state(state: ServingState) -> None:
    """Each is the only objection in its portfolio."""
    decision = STATES[state].serving(AD_ID, at=AT)
    assert [each.state for each in decision.objections] == [each for each in [state] if each != "serving"]


@pytest.mark.parametrize("status", [row for row in SECONDARY_STATUSES if row.of is Level.AD], ids=lambda row: row.name)
def test_an_ad_agrees_where_its_status_stands_for_the_rules_state_and_nowhere_else(status: TikTokStatus) -> None:
    """Every status against every state: agreement, not modeled, or a difference with a cause; never two of them."""
    for state, held in STATES.items():
        found = found_in(held, ads_answer(status.name))
        agreed = OneSided(Subject.AD, AD_ID) in found.agreed
        topics = [each.topic for each in found.not_modeled]
        assert agreed is (state in status.states)
        assert topics == [status.topic for _ in [0] if status.topic and not agreed]
        assert len(found.differences) == (not agreed and not topics)
        assert all(each.id == AD_ID and each.rules_say == state for each in found.differences)


@pytest.mark.parametrize("state", DELIVERED)
def test_an_ad_that_tiktok_delivers_against_the_rules_has_the_likely_cause_of_its_state(state: ServingState) -> None:
    """One for each state that is not serving."""
    found = found_in(STATES[state], ads_answer("AD_STATUS_DELIVERY_OK"))
    assert causes(found) == [DELIVERED[state]]
    assert found.differences[0].tiktok_says == "`AD_STATUS_DELIVERY_OK` (the ad is delivered)"


def test_tiktok_may_show_any_of_several_reasons() -> None:
    """The rules report all objections, TikTok one of them in an order of its own."""
    held = portfolio(paused(PAST), changed(expires_at=PAST))
    for status in ("AD_STATUS_ASSET_AUTHORIZATION_LOST", "AD_STATUS_DISABLE", "AD_STATUS_CAMPAIGN_DISABLE"):
        assert causes(found_in(held, ads_answer(status))) == []
    differing = found_in(held, ads_answer("AD_STATUS_DONE")).differences
    assert [each.rules_say for each in differing] == ["license_expired, paused"]


@pytest.mark.parametrize(
    ("held", "status"),
    [
        (portfolio(changed(expires_at=JUST_NOW)), "AD_STATUS_DELIVERY_OK"),
        (portfolio(changed(revoked_at=JUST_NOW)), "AD_STATUS_DELIVERY_OK"),
        (portfolio(attrs.evolve(AD, starts_at=JUST_NOW)), "AD_STATUS_NOT_START"),
        (portfolio(attrs.evolve(AD, ends_at=JUST_NOW)), "AD_STATUS_DELIVERY_OK"),
        (portfolio(paused(LONG_AGO, JUST_NOW)), "AD_STATUS_DISABLE"),
    ],
)
def test_what_held_minutes_ago_is_a_late_status(held: Portfolio, status: str) -> None:
    """TikTok's statuses follow within 20 minutes, whatever TikTok says of license and schedule."""
    assert causes(found_in(held, ads_answer(status))) == [Cause.STATUS_LAG]
    found = found_in(held, ads_answer(status), posts_answer(), schedule_answer(LONG_AGO, FAR_AHEAD))
    assert causes(found, Subject.AD) == [Cause.STATUS_LAG]
    assert found.not_modeled == ()


@pytest.mark.parametrize(
    ("held", "status"),
    [
        (portfolio(changed(expires_at=SOON)), "AD_STATUS_ASSET_AUTHORIZATION_LOST"),
        (portfolio(attrs.evolve(AD, ends_at=SOON)), "AD_STATUS_DONE"),
        (portfolio(attrs.evolve(AD, starts_at=SOON)), "AD_STATUS_DELIVERY_OK"),
        (portfolio(paused(SOON)), "AD_STATUS_DISABLE"),
    ],
)
def test_what_is_expected_in_minutes_points_to_a_clock(held: Portfolio, status: str) -> None:
    """A status is late, never early."""
    assert causes(found_in(held, ads_answer(status)), Subject.AD) == [Cause.CLOCK]


def test_the_margin_is_the_same_for_ads_licenses_and_posts() -> None:
    """Less than 20 minutes ago is late, up to 20 minutes ahead is a clock; a microsecond more is neither."""
    tick = timedelta(microseconds=1)
    for by, late in ((-LAG, False), (-LAG + tick, True)):
        at = later(AT, by)
        gone = attrs.evolve(POST, deleted_at=at, removal=Removal.CREATOR)
        found = found_in(portfolio(gone, changed(revoked_at=at)), posts_answer(), ads_answer("AD_STATUS_DELIVERY_OK"))
        assert causes(found) == [Cause.STATUS_LAG if late else Cause.REMOVAL_REFUSED] * 3
        over = found_in(portfolio(changed(expires_at=at)), posts_answer(end=written(at)))
        assert causes(over) == [Cause.STATUS_LAG if late else Cause.CONTRADICTION]
    for by, early in ((LAG, True), (LAG + tick, False)):
        at = later(AT, by)
        hidden = attrs.evolve(POST, hidden=Windows((Window(at, None),)))
        found = found_in(
            portfolio(hidden, changed(expires_at=at)),
            posts_answer(status="ONLY_AUTHOR_SEE", auth="EXPIRED", end=written(at)),
            ads_answer("AD_STATUS_ASSET_AUTHORIZATION_LOST"),
        )
        expected = [Cause.CLOCK] * 3 if early else [Cause.CODE_DELETED] * 2 + [Cause.POST_CHANGED]
        assert causes(found) == expected


def test_a_lost_authorization_of_a_license_that_runs_points_to_a_deleted_code() -> None:
    """On another's post; on an own one, to the account."""
    lost = ads_answer("AD_STATUS_ASSET_AUTHORIZATION_LOST")
    assert causes(found_in(portfolio(), lost)) == [Cause.CODE_DELETED]
    own = attrs.evolve(AD, identity_type=IdentityType.TT_USER)
    assert causes(found_in(portfolio(own), lost)) == [Cause.ACCOUNT_UNLINKED]


def test_an_ad_differs_for_the_reason_for_which_its_license_does() -> None:
    """Once TikTok tells of the license, nothing is to be guessed about the ad."""
    held = portfolio(changed(expires_at=PAST))
    found = found_in(
        held, ads_answer("AD_STATUS_DELIVERY_OK"), posts_answer(start="2026-05-01T00:00:09Z", end=written(SOON))
    )
    assert causes(found, Subject.AD) == causes(found, Subject.LICENSE) == [Cause.EXTENDED]
    earlier = found_in(
        portfolio(), ads_answer("AD_STATUS_ASSET_AUTHORIZATION_LOST"), posts_answer(auth="EXPIRED", end=written(PAST))
    )
    assert causes(earlier, Subject.AD) == causes(earlier, Subject.LICENSE) == [Cause.RECORDED_OTHERWISE]


@pytest.mark.parametrize(
    ("status", "start", "end", "said"),
    [
        ("AD_STATUS_DONE", LONG_AGO, PAST, Cause.SCHEDULE_CHANGED),
        ("AD_STATUS_DONE", LONG_AGO, FAR_AHEAD, Cause.UNEXPLAINED),
        ("AD_STATUS_NOT_START", FAR, FAR_AHEAD, Cause.SCHEDULE_CHANGED),
        ("AD_STATUS_NOT_START", LONG_AGO, FAR_AHEAD, Topic.DAYPARTING),
    ],
)
def test_a_schedule_is_changed_where_tiktoks_own_says_so_and_else_hours_of_the_day_are_not_modeled(
    status: str, start: Any, end: Any, said: Cause | Topic
) -> None:
    """One word stands for both."""
    times = [each if isinstance(each, str) else written(each) for each in (start, end)]
    found = found_in(portfolio(), ads_answer(status), schedule_answer(*times), posts_answer())
    assert [*causes(found), *(each.topic for each in found.not_modeled)] == [said]


def test_an_ad_that_ended_though_both_have_one_schedule_is_not_explained() -> None:
    """And TikTok delivers it."""
    over = attrs.evolve(AD, ends_at=PAST)
    found = found_in(
        portfolio(over), ads_answer("AD_STATUS_DELIVERY_OK"), schedule_answer(LONG_AGO, written(PAST)), posts_answer()
    )
    assert causes(found) == [Cause.UNEXPLAINED]


@given(st.text(min_size=1, max_size=40))
def test_an_unknown_status_is_a_difference_of_its_own_whatever_the_rules_say(name: str) -> None:
    """It is neither serving nor stopped, and what may be a code in its place is hidden."""
    if secondary_status(name).meaning is Meaning.UNKNOWN:
        for state in (ServingState.SERVING, ServingState.LICENSE_EXPIRED):
            assert causes(found_in(STATES[state], ads_answer(name))) == [Cause.UNKNOWN_STATUS]
    hidden = found_in(portfolio(), ads_answer(CODE))
    assert MARK not in f"{hidden} {hidden.explain()} {reconciliation_to_data(hidden)}"


def test_what_the_rules_do_not_model_is_listed_and_no_contradiction() -> None:
    """Whether the rules would have it serve or not."""
    for state, held in STATES.items():
        found = found_in(held, ads_answer("AD_STATUS_BUDGET_EXCEED"))
        assert found.differences == ()
        assert found.not_modeled == (
            NotModeled(
                subject=Subject.AD,
                id=AD_ID,
                rules_say=state,
                tiktok_says="`AD_STATUS_BUDGET_EXCEED` (not modeled: budget; its ad group is out of budget or funds)",
                topic=Topic.BUDGET,
                needs_action=state not in (ServingState.ENDED, ServingState.PAUSED),
            ),
        )


@pytest.mark.parametrize(
    ("license", "told", "cause"),
    [
        (LICENSE, {}, None),
        (LICENSE, {"auth": ""}, None),
        (LICENSE, {"end": "2026-08-01T00:00:00.500000Z"}, None),
        (LICENSE, {"end": "2026-08-31T00:00:00Z"}, Cause.EXTENDED),
        (LICENSE, {"end": "2026-07-01T00:00:00Z"}, Cause.RECORDED_OTHERWISE),
        (LICENSE, {"start": "2026-05-02T00:00:00Z"}, Cause.RECORDED_OTHERWISE),
        (LICENSE, {"auth": "EXPIRED"}, Cause.CODE_DELETED),
        (LICENSE, {"auth": "DELETED"}, Cause.CODE_DELETED),
        (LICENSE, {"auth": "PERHAPS"}, Cause.UNKNOWN_STATUS),
        (changed(expires_at=SOON), {"auth": "EXPIRED", "end": SOON}, Cause.CLOCK),
        (changed(expires_at=SOON), {"auth": "DELETED", "end": SOON}, Cause.CODE_DELETED),
        (changed(expires_at=JUST_NOW), {"end": JUST_NOW}, Cause.STATUS_LAG),
        (changed(expires_at=PAST), {"end": PAST}, Cause.CONTRADICTION),
        (changed(expires_at=PAST), {"end": PAST, "auth": "EXPIRED"}, None),
        (changed(expires_at=PAST), {"auth": "EXPIRED"}, None),
        (changed(expires_at=PAST), {"auth": "DELETED"}, None),
        (changed(expires_at=PAST), {"auth": "EXPIRED", "end": AT}, Cause.EXTENDED),
        (LICENSE, {"auth": "EXPIRED", "end": AT}, Cause.RECORDED_OTHERWISE),
        (changed(expires_at="2026-06-01T00:00:00Z"), {"auth": "EXPIRED", "end": PAST}, Cause.EXTENDED),
        (changed(issued_at=SOON, redeemed_at=SOON), {"start": SOON}, Cause.CLOCK),
        (changed(issued_at=FAR, redeemed_at=FAR), {"start": FAR}, Cause.CONTRADICTION),
        (changed(issued_at=AT, redeemed_at=AT), {"start": AT}, None),
        (changed(issued_at=later(AT, LAG), redeemed_at=None), {"start": later(AT, LAG)}, Cause.CLOCK),
        (LICENSE, {"end": "2026-08-01T00:00:01Z"}, Cause.EXTENDED),
        (changed(redeemed_at=None), {}, Cause.REDEEMED),
        (changed(revoked_at=JUST_NOW), {}, Cause.STATUS_LAG),
        (changed(revoked_at=PAST), {}, Cause.REMOVAL_REFUSED),
        (changed(revoked_at=PAST), {"auth": "EXPIRED"}, None),
        (changed(revoked_at=PAST), {"auth": "DELETED"}, None),
    ],
)
def test_a_license_is_held_against_its_window_and_its_status(
    license: License, told: dict[str, Any], cause: Cause | None
) -> None:
    """Each way in which they can differ, and those in which they do not."""
    times = {key: value if isinstance(value, str) else written(value) for key, value in told.items()}
    found = found_in(portfolio(license), posts_answer(**times))
    assert causes(found, Subject.LICENSE) == [each for each in [cause] if each is not None]
    assert found.agreements[Subject.LICENSE] == (cause is None)
    assert all(each.id == "maya-1" for each in found.differences)


def test_a_code_on_another_post_is_told_apart() -> None:
    """Which post is right, nobody can say; that they differ, is said."""
    held = portfolio(Post(id=OTHER_POST_ID, published_at=LONG_AGO))
    found = found_in(held, posts_answer(id=OTHER_POST_ID))
    assert [(each.rules_say, each.tiktok_says, each.cause) for each in found.differences] == [
        (f"for post `{POST_ID}`", f"for post `{OTHER_POST_ID}`", Cause.RECORDED_OTHERWISE)
    ]


def test_codes_are_matched_by_fingerprint_and_by_window_only_where_one_side_knows_none() -> None:
    """Another code on the same post is another license."""
    for known, told in ((CODE, None), (None, CODE), (None, None), (CODE, f" {CODE}\u200b")):
        found = found_in(portfolio(changed(code=known)), posts_answer(code=told))
        assert found.agreements[Subject.LICENSE] == 1
        assert not any(each.subject is Subject.LICENSE for each in found.only_in_tiktok)
    other = found_in(portfolio(), posts_answer(code="#other="))
    assert other.agreements[Subject.LICENSE] == 0
    assert [each.subject for each in (*other.only_in_portfolio, *other.only_in_tiktok)] == [
        Subject.LICENSE,
        Subject.LICENSE,
    ]
    for start, end in (("2026-01-01T00:00:00Z", LONG_AGO), (FAR_AHEAD, "2026-09-01T00:00:00Z")):
        apart = found_in(portfolio(changed(code=None)), posts_answer(code=None, start=start, end=end))
        assert [each.subject for each in apart.only_in_tiktok] == [Subject.LICENSE]


def test_of_several_licenses_the_one_of_the_account_and_the_nearest_start_is_meant() -> None:
    """One code is applied by each account for itself."""
    mine = changed(id="mine", advertiser_id=ACCOUNT, expires_at="2026-07-01T00:00:00Z")
    theirs = changed(id="theirs", advertiser_id="other", expires_at="2026-07-02T00:00:00Z")
    early = changed(id="early", issued_at="2026-04-01T00:00:00Z", redeemed_at="2026-04-01T00:00:00Z")
    found = found_in(portfolio(mine, theirs, early), posts_answer(), advertiser_id=ACCOUNT)
    assert [each.id for each in found.differences] == ["mine"]
    assert {each.id for each in found.only_in_portfolio} == {"maya-1", "early"}
    foreign = portfolio(changed(advertiser_id="other"))
    assert [each.subject for each in found_in(foreign, posts_answer(), advertiser_id=ACCOUNT).only_in_tiktok] == [
        Subject.LICENSE
    ]
    assert found_in(foreign, posts_answer()).agreements[Subject.LICENSE] == 1
    open_to_all = found_in(portfolio(early), posts_answer(), advertiser_id=ACCOUNT)
    assert [each.id for each in open_to_all.agreed if each.subject is Subject.LICENSE] == ["maya-1"]


@pytest.mark.parametrize(
    ("post", "status", "said"),
    [
        (POST, "HESITATE_RECOMMEND", None),
        (POST, "ONLY_AUTHOR_SEE", Cause.POST_CHANGED),
        (POST, "USER_DELETE", Cause.POST_CHANGED),
        (POST, "REVIEW_PENDING", Topic.REVIEW),
        (POST, "NEW_IN_2027", Cause.UNKNOWN_STATUS),
        (attrs.evolve(POST, hidden=Windows((Window(PAST, None),))), "ONLY_FRIEND_SEE", None),
        (attrs.evolve(POST, hidden=Windows((Window(PAST, None),))), "HESITATE_RECOMMEND", Cause.POST_CHANGED),
        (attrs.evolve(POST, hidden=Windows((Window(SOON, None),))), "ONLY_AUTHOR_SEE", Cause.CLOCK),
        (attrs.evolve(POST, deleted_at=JUST_NOW, removal=Removal.CREATOR), "HESITATE_RECOMMEND", Cause.STATUS_LAG),
        (attrs.evolve(POST, deleted_at=PAST, removal=Removal.CREATOR), "HESITATE_RECOMMEND", Cause.REMOVAL_REFUSED),
        (attrs.evolve(POST, deleted_at=PAST, removal=Removal.CREATOR), "AUDIT_DELETE", None),
        (attrs.evolve(POST, published_at=FAR), "HESITATE_RECOMMEND", Cause.RECORDED_OTHERWISE),
        (attrs.evolve(POST, published_at=FAR), "ONLY_USER_PASS", Cause.POST_CHANGED),
    ],
)
def test_a_post_is_held_against_its_status(post: Post, status: str, said: Cause | Topic | None) -> None:
    """Each way in which they can differ, and those in which they do not."""
    found = found_in(portfolio(post), posts_answer(status=status))
    told = [*causes(found, Subject.POST), *(each.topic for each in found.not_modeled)]
    assert told == [each for each in [said] if each is not None]
    assert found.agreements[Subject.POST] == (said is None)


def test_the_policy_decides_what_the_rules_say_of_a_hidden_post() -> None:
    """TikTok serves from private posts, which the guide does not."""
    held = STATES[ServingState.POST_HIDDEN]
    assert causes(found_in(held, ads_answer("AD_STATUS_DELIVERY_OK"), policy=GUIDE)) == [Cause.POLICY]
    found = found_in(held, ads_answer("AD_STATUS_DELIVERY_OK"), policy=PLATFORM)
    assert (found.differences, found.policy) == ((), "platform")


def test_what_only_one_side_holds_is_listed() -> None:
    """Ads, licenses in force and posts; of an account that was not asked, and of a kind that was not, nothing is."""
    other = SparkAd(id="1", post_id=POST_ID, starts_at=LONG_AGO)
    foreign = SparkAd(id="2", post_id=POST_ID, starts_at=LONG_AGO, advertiser_id="other")
    held = portfolio(other, foreign, Post(id="5", published_at=LONG_AGO), changed(id="second", code="#2="))
    found = found_in(held, ads_answer("AD_STATUS_DELIVERY_OK", id="3"), posts_answer(id=OTHER_POST_ID, code="#3="))
    assert [str(each) for each in found.only_in_portfolio] == [
        "ad `1`",
        f"ad `{AD_ID}`",
        "license `maya-1`",
        "license `second`",
        "post `5`",
        f"post `{POST_ID}`",
    ]
    assert [each.subject for each in found.only_in_tiktok] == [Subject.AD, Subject.LICENSE, Subject.POST]
    assert found.unasked == ()
    assert found_in(held).unasked == tuple(Subject)
    assert found_in(held).only_in_portfolio == ()
    assert found_in(held, ads_answer("AD_STATUS_DELIVERY_OK")).unasked == (Subject.LICENSE, Subject.POST)


def test_licenses_that_tiktok_need_not_list_are_not_missed() -> None:
    """Those not applied, not yet issued, over, or another account's."""
    absent = [
        changed(id="unapplied", code="#1=", redeemed_at=None),
        changed(id="over", code="#2=", expires_at=PAST),
        changed(id="revoked", code="#3=", revoked_at=PAST),
        changed(id="early", code="#4=", issued_at=FAR, redeemed_at=FAR),
        changed(id="theirs", code="#5=", advertiser_id="other"),
    ]
    found = found_in(portfolio(*absent), posts_answer(), advertiser_id=ACCOUNT)
    assert [each.id for each in found.only_in_portfolio if each.subject is Subject.LICENSE] == []


@pytest.mark.parametrize(
    ("more", "is_spark"),
    [
        ({}, True),
        ({"identity_type": "TT_USER"}, True),
        ({"identity_type": None}, True),
        ({"identity_type": None, "tiktok_item_id": None}, False),
        ({"identity_type": "CUSTOMIZED_USER"}, False),
    ],
)
def test_an_ad_that_is_no_spark_ad_is_none_of_the_portfolios_business(more: dict[str, Any], *, is_spark: bool) -> None:
    """It is not missed in the portfolio."""
    found = found_in(Portfolio(), ads_answer("AD_STATUS_DELIVERY_OK", **more))
    assert found.only_in_tiktok == ((OneSided(Subject.AD, AD_ID),) if is_spark else ())


def test_an_ad_that_nobody_means_to_run_needs_nobody_unless_tiktok_runs_it() -> None:
    """An account is full of ads that are over or paused, and that a review once refused."""
    for state in (ServingState.ENDED, ServingState.PAUSED):
        for status, acts in (
            ("AD_STATUS_AUDIT_DENY", False),
            ("AD_STATUS_ASSET_AUTHORIZATION_LOST", False),
            ("AD_STATUS_DELIVERY_OK", True),
        ):
            found = found_in(STATES[state], ads_answer(status))
            assert [each.needs_action for each in found.delivery] == [acts]
    other = SparkAd(id="1", post_id=POST_ID, starts_at=LONG_AGO, ends_at=PAST)
    found = found_in(
        portfolio(other), ads_answer("AD_STATUS_AUDIT_DENY", id="1"), ads_answer("AD_STATUS_ASSET_AUTHORIZATION_LOST")
    )
    assert [each.id for each in found.delivery] == [AD_ID, "1"]


def test_where_nothing_is_said_of_an_ad_its_ad_group_speaks_for_it() -> None:
    """Rows of ELT tools lack the one and have the other, often."""
    groups = schedule_answer(LONG_AGO, FAR_AHEAD)
    groups["data"]["list"][0]["secondary_status"] = "ADVERTISER_ACCOUNT_PUNISH"
    found = found_in(portfolio(), ads_answer(""), groups)
    assert [each.topic for each in found.not_modeled] == [Topic.ACCOUNT]
    assert found_in(portfolio(), ads_answer("AD_STATUS_DELIVERY_OK"), groups).not_modeled == ()


def test_what_tells_no_status_is_not_compared() -> None:
    """Neither an agreement nor a difference; contradicting pages tell none, and are diagnosed."""
    silent = found_in(portfolio(), ads_answer(""), posts_answer(status="", auth="AUTHORIZED"))
    assert {each.subject for each in silent.agreed} == {Subject.LICENSE}
    assert silent.differences == ()
    torn = found_in(portfolio(), ads_answer("AD_STATUS_DELIVERY_OK"), ads_answer("AD_STATUS_DONE"))
    assert (torn.differences, torn.agreed) == ((), ())
    assert any("contradict" in str(each) for each in torn.diagnoses)


def test_an_authorization_that_makes_no_license_is_diagnosed_and_not_compared() -> None:
    """Its window ends before it starts."""
    found = found_in(portfolio(), posts_answer(end="2026-04-01T00:00:00Z"))
    assert (causes(found, Subject.LICENSE), found.agreements[Subject.LICENSE]) == ([], 0)
    assert found.diagnoses


def test_an_error_of_tiktoks_is_raised_as_it_is() -> None:
    """Nothing is compared with an error."""
    with pytest.raises(TikTokError, match="40001"):
        found_in(portfolio(), {"code": 40001, "message": "no permission", "request_id": "x", "data": {}})


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_edges_of_the_calendar_are_instants_like_any_other(at: str) -> None:
    """There is no 20 minutes before the first of them, nor after the last."""
    for status in ("AD_STATUS_DELIVERY_OK", "AD_STATUS_DISABLE"):
        found = reconcile(portfolio(), [ads_answer(status), posts_answer(status="ONLY_AUTHOR_SEE")], observed_at=at)
        assert found.differences


@given(
    portfolios(detailed=False),
    st.sampled_from([row.name for row in SECONDARY_STATUSES] + ["?"]),
    st.permutations(range(3)),
)
def test_the_order_of_the_responses_changes_nothing(held: Portfolio, status: str, order: list[int]) -> None:
    """Nor does hearing everything twice."""
    ids = [*(each.id for each in held.ads), "1"]
    answers = [
        answer(list=[{"ad_id": id, "secondary_status": status, "tiktok_item_id": "1"} for id in ids]),
        answer(list=[told(each) for each in held.licenses] or None),
        posts_answer(),
    ]
    once = found_in(held, *answers)
    again = found_in(held, *(answers[place] for place in order), *answers)
    assert attrs.evolve(again, diagnoses=(), unknown=()) == attrs.evolve(once, diagnoses=(), unknown=())


def told(license: License) -> dict[str, Any]:
    """Tell of a license as `/tt_video/list/` does, whatever its state."""
    thing: dict[str, Any] = posts_answer(
        start=written(license.issued_at), end=written(license.expires_at), code=license.code, id=license.post_id
    )["data"]["list"][0]
    return thing


@given(portfolios(detailed=False), st.sampled_from([row.name for row in SECONDARY_STATUSES]))
def test_every_thing_is_found_in_one_place_only(held: Portfolio, status: str) -> None:
    """It agrees, differs, is not modeled, or is on one side: and everything that was asked about is somewhere."""
    found = found_in(
        held,
        answer(list=[{"ad_id": each.id, "secondary_status": status} for each in held.ads]),
        answer(list=[told(each) for each in held.licenses]),
    )
    places = [
        {(each.subject, each.id) for each in some}
        for some in (found.agreed, found.differences, found.only_in_portfolio, found.only_in_tiktok)
    ]
    for subject in (Subject.AD, Subject.LICENSE):
        kept = [{id for kind, id in place if kind is subject} for place in places]
        assert sum(map(len, kept)) == len(set().union(*kept))
    not_modeled = {each.id for each in found.not_modeled if each.subject is Subject.AD}
    assert {each.id for each in held.ads} == not_modeled | {
        id for place in places[:2] for kind, id in place if kind is Subject.AD
    }


@given(portfolios(detailed=False))
def test_no_code_is_in_any_form_of_a_reconciliation(held: Portfolio) -> None:
    """Neither of the portfolio's nor of TikTok's."""
    found = found_in(held, answer(list=[told(each) for each in held.licenses]), posts_answer(auth=CODE))
    assert MARK not in f"{found!r} {found.explain()} {json.dumps(reconciliation_to_data(found))}"


def test_what_tiktok_says_agrees_with_the_facts_that_are_read_from_it() -> None:
    """Read and reconciled at one instant, nothing differs."""
    answers = [posts_answer(), ads_answer("AD_STATUS_DELIVERY_OK"), schedule_answer(LONG_AGO, FAR_AHEAD)]
    reading = tiktok.read(answers, observed_at=AT)
    found = found_in(reading.portfolio, *answers)
    assert found.agreements == {Subject.AD: 1, Subject.LICENSE: 1, Subject.POST: 1}
    assert (found.differences, found.not_modeled, found.only_in_portfolio, found.only_in_tiktok) == ((), (), (), ())


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("AUTHORIZED", "EXPIRED")),
            st.sampled_from((LONG_AGO, PAST, JUST_NOW)),
            st.sampled_from((AT, SOON, FAR_AHEAD)),
            st.sampled_from(("HESITATE_RECOMMEND", "ONLY_FRIEND_SEE", "USER_DELETE", "ONLY_USER_PASS")),
            st.booleans(),
        ),
        max_size=4,
    )
)
def test_what_is_read_agrees_with_what_it_was_read_from(things: list[tuple[str, Any, Any, str, bool]]) -> None:
    """Posts and licenses in any state: only where TikTok contradicts its own window is there a difference."""
    answers = [
        posts_answer(
            id=str(place),
            auth=auth,
            start=start if isinstance(start, str) else written(start),
            end=end if isinstance(end, str) else written(end),
            status=status,
            code=f"#{place}=" if coded else None,
        )
        for place, (auth, start, end, status, coded) in enumerate(things)
    ]
    found = found_in(tiktok.read(answers, observed_at=AT).portfolio, *answers)
    late = [each for each in things if each[0] == "AUTHORIZED" and each[2] is AT]
    assert causes(found) == [Cause.STATUS_LAG] * len(late)
    assert found.agreements[Subject.POST] == len(things)
    assert (found.only_in_portfolio, found.only_in_tiktok) == ((), ())


def test_every_cause_is_told_with_what_to_do_and_can_be_found() -> None:
    """A cause that nothing leads to would be decoration; one that is reasoned needs no source."""
    assert set(CAUSES) == set(Cause)
    assert all(row.reason and row.remedy for row in CAUSES.values())
    assert {cause for cause, row in CAUSES.items() if not row.citations} == {Cause.UNKNOWN_STATUS, Cause.UNEXPLAINED}


def test_a_reconciliation_is_told_line_by_line() -> None:
    """What agrees is counted; every other thing has a line."""
    held = portfolio(changed(expires_at=PAST), SparkAd(id="1", post_id=POST_ID, starts_at=LONG_AGO))
    found = found_in(
        held,
        ads_answer("AD_STATUS_AUDIT"),
        posts_answer(end=written(PAST), auth="EXPIRED", status="USER_DELETE"),
        answer(surprise=1),
    )
    post = (
        "the rules say live; TikTok says `USER_DELETE` (deleted by its creator). Likely post_changed: the post has "
        "likely been removed, hidden or shown again; the facts do not have it yet. To do: import TikTok's answer."
    )
    ad = (
        "the rules say license_expired; TikTok says `AD_STATUS_AUDIT` (not modeled: review; the ad is in review, was "
        "refused, or lacks a qualification)."
    )
    assert found.explain().splitlines() == [
        "At 2026-06-10T12:00:00Z, under the policy `guide`, TikTok and the rules agree on 0 ads, 1 license, 0 posts.",
        "They differ on:",
        f"- post `{POST_ID}`: {post}",
        "Not modeled by the rules:",
        f"- ad `{AD_ID}`: {ad}",
        "Only in the portfolio:",
        "- ad `1`",
        "Not read:",
        *(f"- {each}" for each in found.diagnoses),
    ]
    assert found.diagnoses
    assert found_in(portfolio()).explain().splitlines()[1:] == ["Not asked about:", "- ads", "- licenses", "- posts"]


def test_a_reconciliation_is_plain_data() -> None:
    """As JSON has it, with every part."""
    held = portfolio(changed(expires_at=PAST), SparkAd(id="1", post_id=POST_ID, starts_at=LONG_AGO))
    found = found_in(
        held, ads_answer("AD_STATUS_DELIVERY_OK", new_key=1), posts_answer(status="REVIEW_PENDING", code="#2=")
    )
    data = reconciliation_to_data(found)
    assert json.loads(json.dumps(data)) == data
    assert data["differences"] == [
        {
            "subject": "ad",
            "id": AD_ID,
            "rules_say": "license_expired",
            "tiktok_says": "`AD_STATUS_DELIVERY_OK` (the ad is delivered)",
            "needs_action": True,
            "cause": "extended",
            "reason": CAUSES[Cause.EXTENDED].reason,
            "remedy": "import TikTok's answer",
            "sources": ["TikTok platform facts, A13, A14, A15"],
        }
    ]
    assert data["not_modeled"] == [
        {
            "subject": "post",
            "id": POST_ID,
            "rules_say": "live",
            "tiktok_says": "`REVIEW_PENDING` (in review)",
            "needs_action": True,
            "topic": "review",
        }
    ]
    assert data["only_in_portfolio"] == [{"subject": "ad", "id": "1"}]
    assert [each["subject"] for each in data["only_in_tiktok"]] == ["license"]
    assert data["unknown"]
    assert data["diagnoses"]


@pytest.mark.parametrize("auth", ["AUTHORIZED", "EXPIRED", "TO_BE_AUTHORIZED"])
def test_no_difference_holds_a_code_in_any_attribute(auth: str) -> None:
    """Nor does the report, its pickle or its dict; the license and the answer hold it."""
    answers = [ads_answer("AD_STATUS_ASSET_AUTHORIZATION_LOST"), posts_answer(auth=auth, status="ONLY_AUTHOR_SEE")]
    assert MARK in json.dumps(answers)
    found = reconcile(portfolio(), answers, observed_at=AT)
    assert found.differences
    assert not shows(held_by(found))
    assert not shows(held_by(attrs.asdict(found)))
    assert MARK.encode() not in pickle.dumps(found)
