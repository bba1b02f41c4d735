"""What a decision says in words, read by eye."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from strategies import POST_ID, Case, cases

from sparklicense import (
    GUIDE,
    PLATFORM,
    AccountAccess,
    InvalidValueError,
    License,
    Post,
    SparkAd,
    Window,
    Windows,
    WrongTypeError,
    instant,
)

T: Final = instant("2026-06-10T00:00:00Z")
POST: Final = Post(id=POST_ID, published_at="2026-05-20T00:00:00Z")
AD: Final = SparkAd(id="7", post_id=POST_ID, starts_at="2026-06-01T00:00:00Z", ends_at="2026-07-01T00:00:00Z")
CODE: Final = License.issue(code="#c=", post_id=POST_ID, issued_at="2026-05-24T07:09:07Z", days=7)
LONG: Final = License.issue(code="#d=", post_id=POST_ID, issued_at="2026-05-24T07:09:07Z", days=30)
SERVED: Final = Case(AD, POST, (LONG,), T, GUIDE)
BEFORE: Final = instant("2026-05-30T00:00:00Z")
WEEKEND: Final = Windows((Window("2026-06-06T00:00:00Z", "2026-06-11T12:00:00.5Z"),))

TOLD: Final[dict[str, tuple[Case, list[str]]]] = {
    "serving": (
        SERVED,
        [
            "Ad `7` serves at 2026-06-10 00:00:00 UTC.",
            "Nothing in license, access, post, schedule or switch blocks it.",
            "Serves since 2026-06-01 00:00:00 UTC until 2026-06-23 07:09:07 UTC, then license_expired.",
        ],
    ),
    "serving, with access assumed": (
        SERVED._replace(ad=attrs.evolve(AD, identity_type="BC_AUTH_TT")),
        [
            "Ad `7` serves at 2026-06-10 00:00:00 UTC.",
            "Nothing in license, access, post, schedule or switch blocks it.",
            "Access to the creator's account is assumed, because none is recorded.",
            "Serves since 2026-06-01 00:00:00 UTC until 2026-07-01 00:00:00 UTC, then ended.",
            "Source: TikTok platform facts, E1, I1.",
        ],
    ),
    "access_ended": (
        SERVED._replace(
            ad=attrs.evolve(AD, identity_type="BC_AUTH_TT"),
            post=attrs.evolve(POST, creator="@maya"),
            access=(AccountAccess(creator="maya", granted_at="2026-05-01T00:00:00Z", revoked_at=T),),
        ),
        [
            "Ad `7` does not serve at 2026-06-10 00:00:00 UTC: access_ended.",
            "Access to the creator's account has been withdrawn or has expired.",
            "Blocked since 2026-06-10 00:00:00 UTC until 2026-07-01 00:00:00 UTC, then ended.",
            "The creator can fix it: give access to the account again.",
            "The ad's own `operation_status` stays `ENABLE`.",
            "Source: TikTok platform facts, I1, I2, E4.",
        ],
    ),
    "post_deleted, and more": (
        SERVED._replace(post=POST.delete(BEFORE), licenses=(CODE,)),
        [
            "Ad `7` does not serve at 2026-06-10 00:00:00 UTC: post_deleted.",
            "The creator has deleted the post, whatever the code says.",
            "Blocked since 2026-05-30 00:00:00 UTC; nothing known will change this.",
            "Nobody can fix it, and it is for good: run another post.",
            "Also blocks: license_expired, the authorization code has expired.",
            "TikTok would probably show `AD_STATUS_ASSET_AUTHORIZATION_LOST` (fact B1).",
            "The ad's own `operation_status` stays `ENABLE`.",
            "Source: Spark Ads guide, One licensing gotcha.",
        ],
    ),
    "license_expired, and paused": (
        SERVED._replace(licenses=(CODE,), ad=attrs.evolve(AD, paused=WEEKEND)),
        [
            "Ad `7` does not serve at 2026-06-10 00:00:00 UTC: license_expired.",
            "The authorization code has expired.",
            "Blocked since 2026-05-31 07:09:07 UTC until 2026-07-01 00:00:00 UTC, then ended.",
            "The creator can fix it: issue a new code.",
            "Also blocks: paused, delivery is switched off, at the ad, its ad group or its campaign.",
            "TikTok would probably show `AD_STATUS_ASSET_AUTHORIZATION_LOST` (fact B1).",
            "Source: Spark Ads guide, What expires when.",
            "Source: TikTok platform facts, B1.",
        ],
    ),
    "license_expired, under platform": (
        SERVED._replace(licenses=(CODE,), policy=PLATFORM),
        [
            "Ad `7` does not serve at 2026-06-10 00:00:00 UTC: license_expired.",
            "The authorization code has expired.",
            "Blocked since 2026-05-31 07:09:07 UTC until 2026-07-01 00:00:00 UTC, then ended.",
            "The creator can fix it: issue a new code, or extend the authorization in the app.",
            "TikTok would probably show `AD_STATUS_ASSET_AUTHORIZATION_LOST` (fact B1).",
            "The ad's own `operation_status` stays `ENABLE`.",
            "Source: TikTok platform facts, A11, A15, B1.",
        ],
    ),
    "scheduled": (
        SERVED._replace(at=BEFORE),
        [
            "Ad `7` does not serve at 2026-05-30 00:00:00 UTC: scheduled.",
            "The flight has not started.",
            "Blocked since 2026-05-24 07:09:07 UTC until 2026-06-01 00:00:00 UTC, then serving.",
            "Time will fix it: wait for the start.",
            "TikTok would probably show `AD_STATUS_NOT_START` (fact B1).",
            "The ad's own `operation_status` stays `ENABLE`.",
            "Source: TikTok platform facts, C50.",
        ],
    ),
    "paused": (
        SERVED._replace(ad=attrs.evolve(AD, paused=WEEKEND)),
        [
            "Ad `7` does not serve at 2026-06-10 00:00:00 UTC: paused.",
            "Delivery is switched off, at the ad, its ad group or its campaign.",
            "Blocked since 2026-06-06 00:00:00 UTC until 2026-06-11 12:00:00.500000 UTC, then serving.",
            "The advertiser can fix it: switch it on there.",
            "Source: TikTok platform facts, B3, D4i.",
        ],
    ),
    "license_missing, always": (
        SERVED._replace(licenses=(), ad=attrs.evolve(AD, ends_at=None)),
        [
            "Ad `7` does not serve at 2026-06-10 00:00:00 UTC: license_missing.",
            "No license counts for the ad: its post has none that is open to the ad's account.",
            "Always blocked; nothing known will change this.",
            "The creator can fix it: authorize the post and send the code.",
            "TikTok would probably show `AD_STATUS_ASSET_AUTHORIZATION_LOST` (fact B1).",
            "The ad's own `operation_status` stays `ENABLE`.",
            "Source: Spark Ads guide, The authorization workflow.",
            "Source: TikTok platform facts, A10, A12c.",
        ],
    ),
}


@pytest.mark.parametrize("state", TOLD)
def test_what_an_explanation_says(state: str) -> None:
    """What is the case, why, since when, until when, who can fix it, what stays, and by what source."""
    case, lines = TOLD[state]
    assert case.decision().explain().splitlines() == lines


def test_an_explanation_is_told_on_the_clock_it_is_asked_for() -> None:
    """Instants on the far side of a change of the clocks have that side's name."""
    november = attrs.evolve(LONG, issued_at="2026-10-20T00:00:00Z", expires_at="2026-11-19T00:00:00Z", redeemed_at=None)
    ad = attrs.evolve(AD, starts_at="2026-10-01T00:00:00Z", ends_at=None)
    told = SERVED._replace(ad=ad, licenses=(november,), at=instant("2026-10-31T00:00:00Z")).decision()
    lines = told.explain("America/Los_Angeles").splitlines()
    assert lines[0] == "Ad `7` does not serve at 2026-10-30 17:00:00 PDT: license_unredeemed."
    assert lines[2] == "Blocked since 2026-10-19 17:00:00 PDT until 2026-11-18 16:00:00 PST, then license_expired."


WRONG: Final[list[tuple[Any, type[Exception], str]]] = [
    ("Mars/Olympus", InvalidValueError, "`Mars/Olympus` is not a time zone; write an IANA name like"),
    (7, WrongTypeError, "a time zone is an IANA name, not int: `7`"),
]


@pytest.mark.parametrize(("tz", "error", "message"), WRONG)
def test_an_explanation_refuses_what_is_no_clock(tz: Any, error: type[Exception], message: str) -> None:
    """By its name."""
    with pytest.raises(error) as caught:
        SERVED.decision().explain(tz)
    assert str(caught.value).startswith(message)


ASKED: Final[dict[str, Callable[[Case], object]]] = {
    "The ad": lambda case: f"Ad `{case.ad.id}`",
    "The state": lambda case: "serves at" if case.decision().serves else f": {case.decision().state}.",
    "Since": lambda case: f" since {case.decision().since:%Y-%m-%d %H:%M:%S}" if case.decision().since else "",
    "until": lambda case: (
        f"until {case.decision().until:%Y-%m-%d %H:%M:%S}" if case.decision().until else "nothing known will change"
    ),
    "next": lambda case: f"then {case.decision().next_state}." if case.decision().until else "",
}


@given(cases())
def test_an_explanation_holds_all_that_a_decision_knows(case: Case) -> None:
    """Each objection with its reason, the remedy of the headline, and every source of it."""
    decision = case.decision()
    told = decision.explain()
    for asked in ASKED.values():
        assert str(asked(case)) in told
    for each in decision.objections:
        assert each.rule.reason[1:] in told  # its first letter may begin a sentence
    if decision.because is not None:
        assert decision.because.remedy in told
        assert all(str(citation) in told for citation in decision.because.citations)
    assert "\n\n" not in told
