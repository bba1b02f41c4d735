"""Redemption: what TikTok would answer to a code, before it is asked."""

from __future__ import annotations

from itertools import product
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import licenses, moments, policies, posts

from sparklicense import (
    REDEMPTION,
    Actor,
    ImpossibleFactsError,
    License,
    LicenseStatus,
    Policy,
    Post,
    PostStatus,
    Removal,
    can_redeem,
)
from sparklicense.sources.tiktok import REDEMPTION_ERRORS

AT: Final = "2026-06-10T00:00:00Z"
LIVE: Final = Post(id="1", published_at="2026-05-01T00:00:00Z")
FRESH: Final = License.issue(code="#hush=", post_id="1", issued_at="2026-06-01T00:00:00Z", redeemed_at=None)
OLD: Final = License.issue(code="#hush=", post_id="1", issued_at="2026-05-01T00:00:00Z", days=7, redeemed_at=None)
GONE: Final = "2026-06-05T00:00:00Z"

CASES: Final[dict[str, tuple[License, Post, str | None, str | None, Actor | None]]] = {
    "code_in_hand": (FRESH, LIVE, "42", None, None),
    "code_expired": (OLD, LIVE, "42", "auth_code_expired", Actor.CREATOR),
    "code_withdrawn": (FRESH.revoke(GONE), LIVE, "42", "auth_code_not_found", Actor.CREATOR),
    "not_begun": (attrs.evolve(FRESH, issued_at="2026-06-20T00:00:00Z"), LIVE, "42", None, Actor.TIME),
    "applied_already": (FRESH.redeem(GONE), LIVE, "42", None, Actor.ADVERTISER),
    "another_account": (attrs.evolve(FRESH, advertiser_id="41"), LIVE, "42", None, Actor.ADVERTISER),
    "post_deleted": (FRESH, LIVE.delete(GONE), "42", "video_deleted", Actor.CREATOR),
    "post_removed": (FRESH, LIVE.delete(GONE, removal="moderation"), "42", "video_unavailable", Actor.CREATOR),
    "post_unpublished": (FRESH, attrs.evolve(LIVE, published_at="2026-07-01T00:00:00Z"), "42", None, Actor.CREATOR),
}


@pytest.mark.parametrize("row", CASES)
def test_every_row_that_decides_can_decide_alone(row: str) -> None:
    """With TikTok's name for the error, where it documents one, and who acts."""
    license, post, account, error, actor = CASES[row]
    verdict = can_redeem(license, post=post, at=AT, advertiser_id=account)
    assert (verdict.rule.id, verdict.error, verdict.actor) == (row, error, actor)
    assert verdict.allowed is (actor is None)
    assert bool(verdict.remedy) is not verdict.allowed
    assert verdict.reason == verdict.rule.reason
    said = verdict.explain()
    assert said.startswith(f"The code {'can' if verdict.allowed else 'cannot'} be applied: {verdict.reason}.\n")
    assert (f"TikTok would answer `{error}`." in said) is (error is not None)
    assert ("fix it: " in said) is (actor is not None)


def test_the_cases_are_all_the_rows_that_can_decide() -> None:
    """Those that only permit a post or an account leave the word to the license's row."""
    assert {row.id for row in REDEMPTION.rows} - CASES.keys() == {"post_there", "own_account"}


def test_errors_are_those_of_tiktoks_page() -> None:
    """What a verdict names can be looked up."""
    assert {row.error for row in REDEMPTION.rows if row.error} <= {each.key for each in REDEMPTION_ERRORS}


@given(licenses(), posts(), moments(), policies(), st.sampled_from((None, "1", "2")))
def test_a_code_is_taken_exactly_where_it_can_be_redeemed_on_a_post_that_is_there(
    license: License, post: Post, at: DateTime, policy: Policy, account: str | None
) -> None:
    """Which is what the transition allows, and never beside a post that is not there."""
    behind = attrs.evolve(post, id=license.post_id)
    verdict = can_redeem(license, post=behind, at=at, advertiser_id=account, policy=policy)
    there = behind.status(at) in (PostStatus.LIVE, PostStatus.HIDDEN)
    other = license.advertiser_id is not None and account not in (None, license.advertiser_id)
    assert verdict.allowed is (there and not other and license.status(at) is LicenseStatus.UNREDEEMED)
    if verdict.allowed:
        fresh = attrs.evolve(license, redeemed_at=None)  # it may be recorded as applied later
        assert fresh.redeem(at, advertiser_id=account).status(at) is LicenseStatus.ACTIVE


@pytest.mark.parametrize(("removal", "account"), list(product(Removal, (None, "42"))))
def test_a_post_that_is_gone_comes_before_everything_else(removal: Removal, account: str | None) -> None:
    """Whatever the code is: the creator, or another post, is the only way."""
    for license in (FRESH, OLD, FRESH.revoke(GONE)):
        verdict = can_redeem(license, post=LIVE.delete(GONE, removal=removal), at=AT, advertiser_id=account)
        assert verdict.rule.track == "post"
        assert "another post" in verdict.remedy


def test_a_post_that_is_not_the_licenses_is_refused() -> None:
    """By its id."""
    with pytest.raises(ImpossibleFactsError, match=r"^post: `2` is not the license's post `1`"):
        can_redeem(FRESH, post=attrs.evolve(LIVE, id="2"), at=AT, advertiser_id=None)
