"""The small example tells the story that its names promise, ad by ad."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import attrs
import pytest

from sparklicense import AdSettings, Audit, Portfolio, instant, load

EXAMPLES = Path(__file__).parents[2] / "examples"
AT = "2026-06-25T12:00:00Z"

EXPECTED = """
Maya's morning routine: the code expires mid-flight
    license_expired: license_expired, 2026-06-23T07:09:07Z to 2026-07-15T00:00:00Z, then ended
Jonas's long run: renewed in time
    serving: nothing, 2026-05-15T00:00:00Z to 2026-07-05T18:30:00Z, then license_expired
Aiko's unboxing: renewed too late
    serving: nothing, 2026-06-22T15:10:00Z to 2026-07-20T00:00:00Z, then ended
Dee's duet: post deleted, code still valid
    post_deleted: post_deleted, 2026-06-20T21:37:05Z to None, then None
Our founder's story: an own post needs no code
    serving: nothing, 2026-06-16T00:00:00Z to None, then None
Leo's flash sale: a 7-day code
    serving: nothing, 2026-06-20T12:00:00Z to 2026-06-27T09:00:00Z, then license_expired
Priya's tutorial: paused by the advertiser
    paused: paused, 2026-06-18T07:30:00Z to 2026-07-30T06:00:00Z, then license_expired
Sam's street interviews: the code was never applied
    license_unredeemed: license_unredeemed, 2026-06-12T19:05:00Z to 2026-07-12T19:05:00Z, then license_expired
Nora's autumn teaser: scheduled for July
    scheduled: scheduled, 2026-06-15T12:00:00Z to 2026-07-01T00:00:00Z, then serving
Jonas's spring sale: the flight is over
    ended: ended, 2026-06-15T00:00:00Z to None, then None
Tomas's recipe: the post is hidden
    post_hidden: post_hidden, 2026-06-21T18:00:00Z to 2026-07-19T07:30:00Z, then license_expired
Zoe's haul: the authorization was withdrawn, the ad then paused
    license_revoked: license_revoked and paused, 2026-06-16T22:48:00Z to 2026-07-10T00:00:00Z, then ended
Aiko's unboxing, other ad account: its code was applied elsewhere
    license_missing: license_missing, None to 2026-07-18T00:00:00Z, then ended
Our lab explains: an own post through the business center
    serving: nothing, 2026-06-01T00:00:00Z to None, then None
"""
"""Each ad: its state, what blocks it in order, since when, until when, and what follows."""


def written(at: datetime | None) -> str:
    """Write an instant as the example files do."""
    return "None" if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def story() -> Portfolio:
    """Load the file."""
    return load(EXAMPLES / "story.json")


@pytest.fixture
def audit(story: Portfolio) -> Audit:
    """Audit it as the README of the examples does."""
    return story.audit(at=AT, within=timedelta(days=30))


def test_every_ad_of_the_story_is_in_the_state_its_name_tells(story: Portfolio, audit: Audit) -> None:
    """State, objections, since, until and next state, ad by ad."""
    told = "".join(
        f"{story.ad(each.id).name}\n    {each.state}: {' and '.join(each.objections) or 'nothing'}, "
        f"{written(each.since)} to {written(each.until)}, then {each.next_state}\n"
        for each in audit.ads
    )
    assert told == EXPECTED.lstrip()


def test_the_headline_of_every_ad_is_the_row_of_its_state(audit: Audit) -> None:
    """Under the guide each of these states has one row, which bears its name."""
    assert [each.because for each in audit.ads] == [
        None if each.state == "serving" else each.state for each in audit.ads
    ]


def test_the_story_needs_someone_to_act(audit: Audit) -> None:
    """Codes must be renewed, so the command line ends with 1."""
    assert audit.needs_action


def test_two_campaigns_of_the_story_are_live_with_nothing_serving(audit: Audit) -> None:
    """One has lost all its ads; the other has not begun."""
    assert {each.id[-1]: (len(each.ads), len(each.serving), each.nothing_serves) for each in audit.campaigns} == {
        "1": (3, 0, True),
        "2": (5, 3, False),
        "3": (3, 1, False),
        "4": (1, 0, True),
        "5": (2, 1, False),
    }


def test_the_changes_ahead_come_in_order(audit: Audit) -> None:
    """Every change within 30 days, each with the ad's last two digits."""
    assert [(str(each.at)[:16], each.ad_id[-2:], each.from_.value, each.to.value) for each in audit.upcoming] == [
        ("2026-06-27 09:00", "06", "serving", "license_expired"),
        ("2026-06-30 00:00", "06", "license_expired", "ended"),
        ("2026-07-01 00:00", "09", "scheduled", "serving"),
        ("2026-07-05 18:30", "02", "serving", "license_expired"),
        ("2026-07-10 00:00", "12", "license_revoked", "ended"),
        ("2026-07-12 19:05", "08", "license_unredeemed", "license_expired"),
        ("2026-07-15 00:00", "01", "license_expired", "ended"),
        ("2026-07-18 00:00", "13", "license_missing", "ended"),
        ("2026-07-19 07:30", "11", "post_hidden", "license_expired"),
        ("2026-07-20 00:00", "03", "serving", "ended"),
        ("2026-07-25 00:00", "11", "license_expired", "ended"),
    ]


def test_a_renewal_in_time_leaves_no_outage_and_a_late_one_does(story: Portfolio) -> None:
    """Jonas's ad serves across his first code's end; Aiko's stands still until the second is applied."""
    in_time = story.timeline("1830000000000000002")
    late = story.timeline("1830000000000000003")
    assert in_time.since(AT) == instant("2026-05-15T00:00:00Z")
    assert [(str(at)[:16], state.value) for at, state in late.changes if at < instant(AT)][-3:] == [
        ("2026-06-17 10:15", "license_expired"),
        ("2026-06-22 14:00", "license_unredeemed"),
        ("2026-06-22 15:10", "serving"),
    ]


def test_the_documented_live_window_is_among_the_licenses(story: Portfolio) -> None:
    """An authorization of 30 days of 24 hours that TikTok's API has shown."""
    (license,) = story.licenses_of("7638941401274764565")
    assert [(each.start, each.end) for each in license.window] == [
        (instant("2026-05-24T07:09:07Z"), instant("2026-06-23T07:09:07Z"))
    ]


def test_the_folder_of_tables_is_the_same_portfolio() -> None:
    """CSV and JSON say the same; of settings, which are no scalars, JSON alone tells."""
    told = load(EXAMPLES / "story.json")
    bare = [attrs.evolve(each, settings=AdSettings()) for each in told.ads]
    assert load(EXAMPLES / "story") == attrs.evolve(told, ads=bare)


def test_the_codes_of_the_story_are_made_up(story: Portfolio) -> None:
    """No real secret is published."""
    assert all(each.code is not None and each.code.startswith("#story-") for each in story.licenses)
