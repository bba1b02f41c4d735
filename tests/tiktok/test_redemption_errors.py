"""Redemption errors: every row says who acts and what helps; nothing unknown is explained."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sparklicense import UnknownIdError
from sparklicense.formats import ELIGIBILITY
from sparklicense.formats.verdicts import EligibilityRule
from sparklicense.rules.rulebook import Actor
from sparklicense.sources.tiktok import REDEMPTION_ERRORS, RedemptionError, redemption_error, redemption_errors

NUMBERS: Final = {
    "video_unavailable": "4002",
    "video_deleted": "4002",
    "auth_code_not_found": None,
    "auth_code_format_error": "4013",
    "call_rpc_fail": "-500",
    "call_db_fail": "-500",
    "mention_multiple_videos": "930002",
    "illegal_item_status_error": "900012",
    "story_video_not_supported": "4027",
    "carousel_duet_not_supported": "4042",
    "auth_code_expired": "4025",
    "multi_duet_stitch_refus(e)": "900003",
}
"""Each key that TikTok's page shows, with its number."""


def test_every_error_of_the_page_has_one_row() -> None:
    """With its number, which need not be its own."""
    assert {row.key: row.number for row in REDEMPTION_ERRORS} == NUMBERS
    assert len({row.key for row in REDEMPTION_ERRORS}) == len(REDEMPTION_ERRORS)


@pytest.mark.parametrize("row", REDEMPTION_ERRORS, ids=lambda row: row.key)
def test_every_row_says_who_acts_what_helps_and_where_it_comes_from(row: RedemptionError) -> None:
    """And is found by its key and by its number."""
    assert row.actor in Actor
    assert row.reason
    assert row.remedy
    assert row.citations
    assert redemption_error(row.key) is row
    assert row.number is None or row in redemption_errors(row.number)
    assert row.for_good is (row.actor is Actor.NOBODY)
    assert row.explain().startswith(row.reason)
    assert row.explain().endswith(row.remedy)


def test_what_nobody_can_mend_needs_another_post() -> None:
    """And nothing else does."""
    another = {row.key for row in REDEMPTION_ERRORS if row.remedy == "use another post"}
    assert another == {row.key for row in REDEMPTION_ERRORS if row.for_good}


@pytest.mark.parametrize(
    ("key", "actor", "words"),
    [
        ("auth_code_expired", Actor.CREATOR, "the creator acts: extend it"),
        ("auth_code_not_found", Actor.CREATOR, "the creator acts: choose a duration again"),
        ("auth_code_format_error", Actor.CREATOR, "the creator acts: check the code with the creator"),
        ("call_rpc_fail", Actor.TIME, "time will fix it: apply the code again later"),
        ("video_deleted", Actor.CREATOR, "the creator acts: contact the creator"),
        ("story_video_not_supported", Actor.NOBODY, "nobody can fix it: use another post"),
    ],
)
def test_an_error_in_words_names_who_acts(key: str, actor: Actor, words: str) -> None:
    """One of each kind."""
    assert redemption_error(key).actor is actor
    assert words in redemption_error(key).explain()


@pytest.mark.parametrize("row", [row for row in ELIGIBILITY.rows if row.tiktok], ids=lambda row: row.id)
def test_eligibility_and_redemption_agree_on_what_tiktok_refuses(row: EligibilityRule) -> None:
    """What makes a post ineligible is refused at redemption by the same key, and asks for the same."""
    if not row.tiktok.startswith("AD_STATUS_"):
        found = redemption_error(row.tiktok)
        assert "another post" in found.remedy if row.for_good else found.actor is row.actor


def test_one_number_may_stand_for_several_errors() -> None:
    """So a key decides, not a number."""
    assert [row.key for row in redemption_errors(4002)] == ["video_unavailable", "video_deleted"]
    assert redemption_errors("-500") == redemption_errors(-500)
    assert len(redemption_errors(4025)) == 1


@pytest.mark.parametrize("key", ["multi_duet_stitch_refus", "multi_duet_stitch_refuse", "multi_duet_stitch_refus(e)"])
def test_a_key_of_uncertain_spelling_is_found_however_it_is_spelled(key: str) -> None:
    """The page writes it in two ways at once."""
    assert redemption_error(key).number == "900003"


@pytest.mark.parametrize("find", [redemption_error, redemption_errors])
@given(key=st.one_of(st.text(max_size=30), st.integers(), st.none(), st.lists(st.integers(), max_size=2)))
def test_an_unknown_error_is_named_and_not_explained(find: Any, key: object) -> None:
    """Of any kind at all."""
    assume(str(key) not in {*NUMBERS, *NUMBERS.values()})
    with pytest.raises(UnknownIdError, match=r"^no redemption error has the (key|number) .*; known are .*$"):
        find(key)


def test_an_unknown_key_is_answered_with_those_there_are() -> None:
    """And what may be a code is hidden."""
    with pytest.raises(UnknownIdError, match=r"^no redemption error has the key `nope`; known are `video_unavailable`"):
        redemption_error("nope")
    with pytest.raises(UnknownIdError, match=r"^no redemption error has the number `7`; known are `4002`, `4013`"):
        redemption_errors(7)
    with pytest.raises(UnknownIdError) as caught:
        redemption_error("#secret=")
    assert "secret" not in str(caught.value)
