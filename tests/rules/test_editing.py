"""What an advertiser may change on an ad, and when."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import POST_ID, moments, policies, posts, spark_ads

from sparklicense import (
    GUIDE,
    PLATFORM,
    AdField,
    AdSettings,
    Alternative,
    EditRefusedError,
    ImpossibleFactsError,
    InvalidValueError,
    Placement,
    Policy,
    Post,
    SparkAd,
    Targeting,
    WrongTypeError,
    can_edit,
    edit,
    instant,
)

POST: Final = Post(id=POST_ID, published_at="2026-05-20T00:00:00Z")
AD: Final = SparkAd(
    id="1",
    post_id=POST_ID,
    starts_at="2026-06-01T00:00:00Z",
    ends_at="2026-07-01T00:00:00Z",
    settings=AdSettings(currency="USD"),
)
SOON: Final = instant("2026-05-31T23:59:59.999999Z")
STARTED: Final = AD.starts_at
OVER: Final = instant("2026-07-01T00:00:00Z")

FREE: Final = {
    "call_to_action",
    "landing_page_url",
    "tracking",
    "bid",
    "bidding_strategy",
    "budget",
    "targeting",
    "schedule_start",
    "schedule_end",
    "name",
}
LOCKED: Final = {"video", "caption", "on_screen_text", "stickers", "audio", "aspect_ratio", "profile"}
REVIEWED: Final = {"landing_page_url", "targeting"}


def allowed(at: DateTime, policy: Policy = GUIDE, post: Post | None = None) -> set[str]:
    """Give the fields that can be edited."""
    verdicts = (can_edit(field, ad=AD, at=at, policy=policy, post=post) for field in AdField)
    return {verdict.field.value for verdict in verdicts if verdict.allowed}


def test_every_field_is_the_advertisers_or_locked_or_the_policys() -> None:
    """Nothing is left out."""
    assert FREE | LOCKED | {"post", "placement"} == {field.value for field in AdField}


def test_what_can_be_edited_before_the_flight() -> None:
    """All that the advertiser controls; the placement under the guide, the post under the platform."""
    assert allowed(SOON) == FREE | {"placement"}
    assert allowed(SOON, PLATFORM) == FREE | {"post"}
    assert allowed(SOON, attrs.evolve(PLATFORM, placement_editable=True)) == FREE | {"post", "placement"}
    assert allowed(SOON, attrs.evolve(GUIDE, placement_editable=False)) == FREE


def test_what_can_be_edited_during_the_flight() -> None:
    """The same without the start, which has passed."""
    assert allowed(STARTED) == FREE - {"schedule_start"} | {"placement"}
    verdict = can_edit(AdField.SCHEDULE_START, ad=AD, at=STARTED)
    assert verdict.rule.id == "flight_started"
    assert verdict.reason == "the flight has started, and its start has passed"


def test_what_can_be_edited_after_the_flight() -> None:
    """Its end alone: with a later one the ad starts again."""
    for policy in (GUIDE, PLATFORM):
        assert allowed(OVER, policy) == {"schedule_end"}
    reason = "the flight is over; give it a later end, together with the other changes"
    assert can_edit(AdField.BUDGET, ad=AD, at=OVER).reason == reason


def test_an_ad_that_is_over_starts_again_with_a_later_end_and_other_changes() -> None:
    """In one edit; without a later end, or with one that has passed, the others are refused."""
    later = instant("2026-09-01T00:00:00Z")
    changes = {AdField.SCHEDULE_END: later, AdField.BUDGET: 500, AdField.NAME: "again"}
    again = edit(AD, changes, at=OVER)
    assert (again.ends_at, again.settings.budget, again.name) == (later, Decimal(500), "again")
    assert edit(AD, {AdField.SCHEDULE_END: None, AdField.NAME: "on"}, at=OVER).ends_at is None
    for refused in ({AdField.NAME: "no"}, {AdField.SCHEDULE_END: "2026-06-30T00:00:00Z", AdField.NAME: "no"}):
        with pytest.raises(EditRefusedError, match=r"^name cannot be edited: the flight is over; give it a later end"):
            edit(AD, refused, at=OVER)
    with pytest.raises(EditRefusedError, match=r"^caption cannot be edited: it is part of the creator's post"):
        edit(AD, {AdField.SCHEDULE_END: later, AdField.CAPTION: "no"}, at=OVER)
    with pytest.raises(EditRefusedError, match=r"^schedule_start cannot be edited: the flight has started"):
        edit(AD, {AdField.SCHEDULE_END: later, AdField.SCHEDULE_START: later}, at=OVER)


def test_what_can_be_edited_once_the_post_is_deleted() -> None:
    """Nothing under the guide; under the platform the ad can be pointed at another post."""
    gone = POST.delete(STARTED)
    assert allowed(STARTED, GUIDE, gone) == set()
    assert allowed(STARTED, PLATFORM, gone) == {"post"}
    assert allowed(SOON, GUIDE, gone) == FREE | {"placement"}
    verdict = can_edit(AdField.NAME, ad=AD, at=STARTED, post=gone)
    assert verdict.reason == "the post is gone, and no edit brings the ad back"
    assert verdict.alternative is Alternative.ANOTHER_POST
    replaceable = can_edit(AdField.NAME, ad=AD, at=STARTED, post=gone, policy=PLATFORM)
    assert replaceable.reason == "the post is gone, and no edit but to another post brings the ad back"
    assert replaceable.alternative is Alternative.ANOTHER_POST


@pytest.mark.parametrize("post", [POST, POST.hide(SOON), attrs.evolve(POST, published_at=OVER)], ids=repr)
def test_a_post_that_is_not_deleted_forbids_nothing(post: Post) -> None:
    """Hidden or not even published."""
    assert allowed(STARTED, post=post) == allowed(STARTED)


@pytest.mark.parametrize("policy", [GUIDE, PLATFORM], ids=lambda policy: policy.name)
@pytest.mark.parametrize("field", AdField)
def test_a_post_that_is_live_changes_no_verdict(field: AdField, policy: Policy) -> None:
    """The row that decides is the same with it and without."""
    for at in (SOON, STARTED, OVER):
        with_post = can_edit(field, ad=AD, at=at, post=POST, policy=policy)
        assert with_post == can_edit(field, ad=AD, at=at, policy=policy)


@pytest.mark.parametrize("field", AdField)
def test_the_first_refusal_by_rank_is_the_one_that_is_given(field: AdField) -> None:
    """A deleted post before the field's own lock, and that before a flight that is over."""
    assert can_edit(field, ad=AD, at=OVER, post=POST.delete(OVER)).rule.id == "post_deleted"
    over = can_edit(field, ad=AD, at=OVER, post=POST)
    own = {"schedule_end": "schedule_end_editable", "post": "post_fixed"} | {each: f"{each}_locked" for each in LOCKED}
    assert over.rule.id == own.get(field, "flight_over")


@pytest.mark.parametrize("field", sorted(LOCKED))
def test_what_belongs_to_the_post_cannot_be_edited(field: str) -> None:
    """By anybody, at any time, under any policy; what to do instead depends on the policy."""
    for at in (SOON, STARTED, OVER):
        verdict = can_edit(AdField(field), ad=AD, at=at)
        assert not verdict.allowed
        assert verdict.reason == "it is part of the creator's post, which no ad can change"
        assert verdict.alternative is Alternative.NEW_IN_FEED_AD
        assert not verdict.triggers_review
        assert verdict.rule.id == f"{field}_locked"
        assert "Instead: run a new In-Feed ad" in verdict.explain()
        assert "TikTok takes no new ones since 2026-01-15 (TikTok platform facts, G8, I12)" in verdict.explain()
        verdict = can_edit(AdField(field), ad=AD, at=at, policy=PLATFORM)
        assert not verdict.allowed
        assert verdict.alternative is Alternative.ANOTHER_POST
        assert verdict.rule.id == f"{field}_locked"
        assert verdict.disputed_by is None
    then = can_edit(AdField(field), ad=AD, at="2026-01-14T23:59:59Z", policy=PLATFORM)
    assert (then.alternative, then.disputed_by) == (Alternative.NEW_IN_FEED_AD, None)


@pytest.mark.parametrize("field", sorted(FREE))
def test_what_the_advertiser_controls_says_whether_it_is_reviewed(field: str) -> None:
    """The address and the audience are, the rest is not."""
    verdict = can_edit(AdField(field), ad=AD, at=SOON)
    assert verdict.allowed
    assert verdict.triggers_review is (field in REVIEWED)
    assert verdict.alternative is Alternative.NONE
    assert verdict.reason == f"the advertiser controls the {field.replace('_', ' ')}"


def test_another_post_is_another_ad_or_a_review() -> None:
    """As the policy says."""
    verdict = can_edit(AdField.POST, ad=AD, at=SOON)
    assert (verdict.allowed, verdict.alternative) == (False, Alternative.ANOTHER_POST)
    assert verdict.reason == "an ad keeps its post; another post needs a new ad"
    verdict = can_edit(AdField.POST, ad=AD, at=SOON, policy=PLATFORM)
    assert (verdict.allowed, verdict.triggers_review) == (True, True)
    assert edit(AD, {AdField.POST: "2"}, at=SOON, policy=PLATFORM).post_id == "2"


def test_a_placement_is_fixed_under_the_platform() -> None:
    """There is nothing to do instead."""
    verdict = can_edit(AdField.PLACEMENT, ad=AD, at=SOON, policy=PLATFORM)
    assert (verdict.allowed, verdict.alternative) == (False, Alternative.NONE)
    assert verdict.reason == "the placement is fixed once the ad group exists"


EDITS: Final[dict[AdField, tuple[Any, str]]] = {
    AdField.CALL_TO_ACTION: ("SHOP_NOW", "call_to_action"),
    AdField.LANDING_PAGE_URL: ("https://example.com", "landing_page_url"),
    AdField.TRACKING: (("pixel",), "tracking"),
    AdField.BID: (Decimal("1.20"), "bid"),
    AdField.BIDDING_STRATEGY: ("BID_TYPE_CUSTOM", "bidding_strategy"),
    AdField.BUDGET: (Decimal(500), "budget"),
    AdField.TARGETING: (Targeting(ages=("AGE_18_24",)), "targeting"),
    AdField.PLACEMENT: ((Placement.PLACEMENT_TIKTOK,), "placements"),
    AdField.SCHEDULE_START: (instant("2026-06-05T00:00:00Z"), "starts_at"),
    AdField.SCHEDULE_END: (None, "ends_at"),
    AdField.NAME: ("June, second flight", "name"),
}


@pytest.mark.parametrize("field", EDITS)
def test_an_edit_changes_its_field_and_nothing_else(field: AdField) -> None:
    """The ad it is asked of stays as it is."""
    value, attribute = EDITS[field]
    edited = edit(AD, {field: value}, at=SOON, post=POST)
    place = edited if attribute in ("starts_at", "ends_at", "name") else edited.settings
    assert getattr(place, attribute) == value
    back = getattr(AD if place is edited else AD.settings, attribute)
    assert back != value
    assert edit(edited, {field: back}, at=SOON) == AD


def test_all_that_can_be_edited_can_be_edited_at_once() -> None:
    """One call, one new ad."""
    edited = edit(AD, {field: value for field, (value, _) in EDITS.items()}, at=SOON)
    for value, attribute in EDITS.values():
        assert getattr(edited if hasattr(edited, attribute) else edited.settings, attribute) == value


def test_an_edit_is_all_or_nothing() -> None:
    """Every refused field is listed with its verdict, those that could be edited are not."""
    with pytest.raises(EditRefusedError) as caught:
        edit(AD, {AdField.CAPTION: "new", AdField.NAME: "new", AdField.SCHEDULE_START: SOON}, at=STARTED)
    assert [verdict.field for verdict in caught.value.verdicts] == [AdField.CAPTION, AdField.SCHEDULE_START]
    assert all(not verdict.allowed for verdict in caught.value.verdicts)
    assert str(caught.value) == (
        "caption cannot be edited: it is part of the creator's post, which no ad can change; "
        "schedule_start cannot be edited: the flight has started, and its start has passed"
    )
    assert isinstance(caught.value, ValueError)
    assert AD.name == ""


def test_a_field_can_be_named_by_its_text() -> None:
    """As the command line and files do; anything else is refused with the choices."""
    by_text: Any = "budget"
    assert can_edit(by_text, ad=AD, at=SOON).field is AdField.BUDGET
    assert edit(AD, {by_text: 5}, at=SOON).settings.budget == 5
    wrong: Any = "colour"
    for ask in (lambda: can_edit(wrong, ad=AD, at=SOON), lambda: edit(AD, {wrong: 1}, at=SOON)):
        with pytest.raises(InvalidValueError) as caught:
            ask()
        assert str(caught.value).startswith("field: `colour` is none of `call_to_action`, ")


def test_a_post_that_is_not_the_ads_is_refused() -> None:
    """Its deletion would say nothing about the ad."""
    other = attrs.evolve(POST, id="2")
    for ask in (
        lambda: can_edit(AdField.NAME, ad=AD, at=SOON, post=other),
        lambda: edit(AD, {AdField.NAME: "new"}, at=SOON, post=other),
    ):
        with pytest.raises(ImpossibleFactsError, match=f"^post: `2` is not the ad's post `{POST_ID}`$"):
            ask()


def test_a_value_that_the_ad_cannot_have_is_refused() -> None:
    """By the same checks as when the ad was made."""
    with pytest.raises(ImpossibleFactsError, match=r"ends_at: .* is not after starts_at"):
        edit(AD, {AdField.SCHEDULE_END: AD.starts_at}, at=SOON)
    with pytest.raises(WrongTypeError, match=r"budget: an amount is a `Decimal`, .*, not float: `1\.5`"):
        edit(AD, {AdField.BUDGET: 1.5}, at=SOON)


@given(spark_ads(), posts(), moments(), policies(), st.lists(st.sampled_from(AdField), unique=True))
def test_an_edit_is_refused_exactly_for_the_fields_that_cannot_be_edited(
    ad: SparkAd, post: Post, at: DateTime, policy: Policy, fields: list[AdField]
) -> None:
    """What `can_edit` says of each field is what `edit` does with all."""
    refused = [field for field in fields if not can_edit(field, ad=ad, at=at, post=post, policy=policy).allowed]
    values: dict[AdField, Any] = {field: value for field, (value, _) in EDITS.items()} | {
        AdField.POST: ad.post_id,
        AdField.SCHEDULE_START: ad.starts_at,
        AdField.SCHEDULE_END: ad.ends_at,
    }
    funded = attrs.evolve(ad, settings=attrs.evolve(ad.settings, currency="USD"))
    changes = {field: values.get(field) for field in fields}
    if AdField.SCHEDULE_END in changes:  # the end that it has leaves the ad as it is
        changes[AdField.SCHEDULE_END] = ad.ends_at
    if refused:
        with pytest.raises(EditRefusedError) as caught:
            edit(funded, changes, at=at, post=post, policy=policy)
        assert [verdict.field for verdict in caught.value.verdicts] == refused
    else:
        assert edit(funded, changes, at=at, post=post, policy=policy).id == ad.id
