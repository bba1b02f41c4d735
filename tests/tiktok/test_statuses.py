"""TikTok's statuses: every documented name has one row, and none is read as something it is not."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparklicense import ServingState
from sparklicense.ads import SwitchStatus
from sparklicense.sources.tiktok import (
    OPERATION_STATUSES,
    SECONDARY_STATUSES,
    Level,
    Meaning,
    TikTokStatus,
    Topic,
    operation_status,
    secondary_status,
)

DELIVERING: Final = {
    "AD_STATUS_DELIVERY_OK",
    "AD_STATUS_PARTIAL_AUDIT_DELIVERY_OK",
    "AD_STATUS_REVIEW_PARTIALLY_APPROVED",
    "AD_STATUS_DELIVERY_AND_REAUDIT",
}
"""The only names of an ad's status of which a source says that the ad is delivered."""

DOCUMENTED: Final = """
    AD_STATUS_CAMPAIGN_DELETE AD_STATUS_ADGROUP_DELETE AD_STATUS_DELETE AD_STATUS_ADVERTISER_AUDIT_DENY
    AD_STATUS_ADVERTISER_AUDIT ADVERTISER_CONTRACT_PENDING ADVERTISER_ACCOUNT_PUNISH AD_STATUS_LIVE_OFFLINE
    AD_STATUS_BALANCE_EXCEED AD_STATUS_ADGROUP_PARTIAL_AUDIT_NO_DELIVERY AD_STATUS_PARTIAL_AUDIT_NO_DELIVERY
    AD_STATUS_ADGROUP_AUDIT_DENY AD_STATUS_ADGROUP_INDUSTRY_QUALIFICATION_MISSING
    AD_STATUS_ADGROUP_INDUSTRY_QUALIFICATION_EXPIRED AD_STATUS_ADGROUP_INDUSTRY_QUALIFICATION_DENY
    AD_STATUS_MUSIC_AUTHORIZATION_MISSING AD_STATUS_TRANSCODING_FAIL AD_STATUS_AUDIT AD_STATUS_REAUDIT
    AD_STATUS_AUDIT_DENY AD_STATUS_PROCESS_AUDIO AD_STATUS_CAMPAIGN_EXCEED AD_STATUS_BUDGET_EXCEED
    AD_STATUS_AD_PRE_ONLINE AD_STATUS_NOT_START AD_STATUS_ADGROUP_ASSET_AUTHORIZATION_LOST
    AD_STATUS_ASSET_AUTHORIZATION_LOST AD_STAUS_PIXEL_UNBIND AD_STATUS_AD_QUOTA_LIMIT AD_STATUS_PRODUCT_UNAVAILABLE
    AD_STATUS_ANCHOR_UNAVAILABLE AD_STATUS_NO_AUTHORIZATION_OF_SHOWCASE AD_STATUS_PARTIAL_AUDIT_DELIVERY_OK
    AD_STATUS_REVIEW_PARTIALLY_APPROVED AD_STATUS_DELIVERY_OK AD_STATUS_CAMPAIGN_DISABLE AD_STATUS_ADGROUP_DISABLE
    AD_STATUS_DISABLE ADGROUP_STATUS_FROZEN AD_STATUS_DONE AD_STATUS_RF_ADGROUP_CLOSED
"""
IN_THE_SDK: Final = """
    AD_STATUS_ADGROUP_CLOSED AD_STATUS_BAD AD_STATUS_CLOSED_OTHERS AD_STATUS_COLLECTION_TOGGLED_OFF
    AD_STATUS_DELIVERY_AND_REAUDIT AD_STATUS_DELIVERY_AND_TRANSCODING_FAIL AD_STATUS_EXPLORING AD_STATUS_GOOD
    AD_STATUS_OK AD_STATUS_PIXEL_UNBIND AD_STATUS_PRIVACY_POLICY_AUDIT AD_STATUS_PRIVACY_POLICY_REJECTED
    AD_STATUS_SHOWCASE_AUTHORIZATION_LOST AD_STATUS_UNEXPLORED
"""
IN_A_CLIENT: Final = """
    AD_STATUS_CREATOR_AUTHORIZATION_REVOKED AD_STATUS_CREATIVE_ANCHOR_UNAVAILABLE
    AD_STATUS_CREATIVE_PRODUCT_ALL_REJECTED AD_STATUS_PROMOTE_AD_OFFLINE_AUDIT AD_STATUS_PROMOTE_ADGROUP_CLOSED
    CREATIVE_PAUSED_USED_IN_GMV_MAX PRODUCT_ANCHOR_UNAVAILABLE NO_AVAILABLE_PRODUCTS ADVERTISER_REAUDIT
    ADVERTISER_ACCOUNT_BALANCE_EXCEED MATERIAL_DELETE MATERIAL_DISABLE MATERIAL_AUDIT_DENY MATERIAL_AUDIT
    MATERIAL_AUDIT_PARTIAL_APPROVED MATERIAL_DELIVERY_OK
"""
FILTERS: Final = ("AD_STATUS_ALL", "AD_STATUS_NOT_DELETE")
"""Words to ask with, which no ad ever has."""


def test_every_name_in_a_source_has_a_row_and_no_ad_has_another() -> None:
    """41 are documented, 14 more are in the SDK, and 16 more in a client library."""
    names = [row.name for row in SECONDARY_STATUSES if row.of is Level.AD]
    sources = [each.split() for each in (DOCUMENTED, IN_THE_SDK, IN_A_CLIENT)]
    assert sorted(names) == sorted(name for source in sources for name in source)
    assert [len(source) for source in sources] == [41, 14, 16]


def test_a_name_has_one_row_on_a_level() -> None:
    """So that a lookup has one answer."""
    keys = [(row.of, row.name) for row in SECONDARY_STATUSES]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("row", SECONDARY_STATUSES, ids=lambda row: f"{row.of}-{row.name}")
def test_every_row_means_something_and_says_where_it_comes_from(row: TikTokStatus) -> None:
    """A state of the rules, or what is not modeled; and it is found by its name."""
    assert row.meaning is not Meaning.UNKNOWN
    assert row.citations
    assert row.reason
    assert "{" not in row.reason
    assert secondary_status(row.name, of=row.of) is row
    assert (row.states == ()) <= (row.topic is not None)


def test_only_a_name_whose_source_says_so_is_read_as_serving() -> None:
    """A serving ad that is not is what costs money unseen."""
    serving = {row.name for row in SECONDARY_STATUSES if row.of is Level.AD and row.meaning is Meaning.SERVING}
    assert serving == DELIVERING
    assert all(
        row.states == (ServingState.SERVING,) for row in SECONDARY_STATUSES if ServingState.SERVING in row.states
    )


@pytest.mark.parametrize("state", [state for state in ServingState if state.tiktok_status])
def test_the_word_that_a_state_has_at_tiktok_leads_back_to_the_state(state: ServingState) -> None:
    """One vocabulary, read both ways."""
    word = state.tiktok_status
    assert word is not None
    assert state in secondary_status(word).states


def test_every_state_that_can_be_seen_has_a_word() -> None:
    """Each state of the rules corresponds to some status of an ad."""
    assert {state for row in SECONDARY_STATUSES if row.of is Level.AD for state in row.states} == set(ServingState)


def test_every_topic_that_is_not_modeled_is_used() -> None:
    """A word without a row would be decoration."""
    assert {row.topic for row in SECONDARY_STATUSES} == {None, *Topic}


def test_a_name_is_matched_whole() -> None:
    """One name begins another, of another meaning."""
    assert secondary_status("AD_STATUS_AUDIT").name == "AD_STATUS_AUDIT"
    assert secondary_status("AD_STATUS_DELIVERY_AND_REAUDIT").meaning is Meaning.SERVING
    assert secondary_status("AD_STATUS_REAUDIT").topic is Topic.REVIEW
    assert secondary_status("AD_STATUS_AUDI").meaning is Meaning.UNKNOWN
    assert secondary_status("ad_status_audit").meaning is Meaning.UNKNOWN
    for each in FILTERS:
        assert secondary_status(each).meaning is Meaning.UNKNOWN


@given(st.text(max_size=40))
def test_a_name_that_no_row_has_is_unknown_and_never_serving(name: str) -> None:
    """Whatever it looks like."""
    found = secondary_status(name)
    if found.meaning is Meaning.UNKNOWN:
        assert (found.name, found.states, found.topic, found.citations) == (name, (), None, ())
        assert "unknown" in str(found)
        assert operation_status(name).standing is None


def test_a_status_of_another_level_is_not_taken_for_the_level_asked_about() -> None:
    """A frozen ad group is known on both levels; a campaign's switch is not an ad's."""
    assert secondary_status("ADGROUP_STATUS_FROZEN").level is Level.ADGROUP
    assert secondary_status("ADGROUP_STATUS_FROZEN", of=Level.ADGROUP).of is Level.ADGROUP
    assert secondary_status("CAMPAIGN_STATUS_ENABLE").meaning is Meaning.UNKNOWN
    assert secondary_status("CAMPAIGN_STATUS_ENABLE", of=Level.CAMPAIGN).meaning is Meaning.SERVING


def test_the_switch_says_on_or_off_and_nothing_else() -> None:
    """A frozen ad is off, and its advertiser cannot switch it on."""
    standings = {row.name: row.standing for row in OPERATION_STATUSES}
    off = SwitchStatus.PAUSED
    assert standings == {"ENABLE": SwitchStatus.ON, "DISABLE": off, "FROZEN": off}
    assert all(operation_status(row.name) is row and row.citations for row in OPERATION_STATUSES)
    assert operation_status("DELETE").standing is None


def test_a_status_in_words_hides_what_may_be_a_code() -> None:
    """A code in the wrong place is not echoed."""
    assert "secret" not in str(secondary_status("#secret="))


def test_what_tiktok_lists_of_ad_groups_and_campaigns_is_cited_from_its_own_table() -> None:
    """A background re-audit and partly approved keywords deliver; a balance that is too low does not (fact I11)."""
    by_name = {each.name: each for each in SECONDARY_STATUSES if each.of in (Level.ADGROUP, Level.CAMPAIGN)}
    for name in ("ADGROUP_STATUS_SHADOW_ADGROUP_REAUDIT", "ADGROUP_STATUS_SEARCH_KEYWORDS_PARTIAL_APPROVED"):
        assert by_name[name].meaning is Meaning.SERVING
    assert by_name["CAMPAIGN_STATUS_AWAITING_RELEASE"].topic is Topic.QUOTA
    assert by_name["CAMPAIGN_STATUS_TTS_ACCOUNT_BALANCE_INSUFFICIENT"].topic is Topic.BUDGET
    elsewhere = {
        each.name
        for each in by_name.values()
        if not any("API documentation" in citation.title for citation in each.citations)
    }
    assert elsewhere == {"ADGROUP_STATUS_PROMOTE_AD_NOT_APPROVED", "ADGROUP_STATUS_PROMOTE_WITHDRAW_ORDER"}
