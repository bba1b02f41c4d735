"""Ads read out of responses: joined with their ad groups, campaigns, identities and posts."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from strategies import OTHER_POST_ID, POST_ID
from tiktok.answers import (
    ACCOUNT,
    AD_ID,
    ADGROUP_ID,
    AT,
    CAMPAIGN_ID,
    CODE,
    IDENTITY_ID,
    account,
    ad,
    adgroup,
    campaign,
    listing,
    own_video,
    success,
    video,
)

from sparklicense import (
    AdSettings,
    BudgetLevel,
    BudgetMode,
    IdentityType,
    Placement,
    ServingState,
    SparkAd,
    Targeting,
    Window,
    Windows,
    instant,
)
from sparklicense.sources import tiktok
from sparklicense.sources.readings import Reading

NOW = instant(AT)


def one(reading: Reading) -> SparkAd:
    """Give the only ad, of which nothing was left out."""
    (ad,) = reading.strict().ads
    return ad


def refused(responses: Any) -> tuple[str | None, str]:
    """Tell why the only ad was not taken; its post was."""
    reading = tiktok.read(responses, observed_at=AT)
    assert (len(reading.posts), reading.ads) == (1, ())
    diagnosis = reading.diagnoses[-1]
    return diagnosis.field, diagnosis.problem


# The schedule


@pytest.mark.parametrize(
    ("schedule", "end"),
    [
        ({"schedule_type": "SCHEDULE_START_END"}, "2026-07-01T08:00:00Z"),
        ({"schedule_type": None}, "2026-07-01T08:00:00Z"),
        ({"schedule_type": "SCHEDULE_FROM_NOW", "schedule_end_time": "2036-06-01 08:00:00"}, None),
        ({"schedule_type": "SCHEDULE_FROM_NOW", "schedule_end_time": "2036-05-29 08:00:00"}, None),
        ({"schedule_type": "SCHEDULE_FROM_NOW", "schedule_end_time": None}, None),
    ],
)
def test_the_schedule_is_that_of_the_ad_group(schedule: dict[str, Any], end: str | None) -> None:
    """Ten years after its start is how TikTok writes that it has no end (fact C52)."""
    ad = one(tiktok.read(account(adgroup=schedule), observed_at=AT))
    assert ad.starts_at == instant("2026-06-01T08:00:00Z")
    assert ad.ends_at == (None if end is None else instant(end))


@pytest.mark.parametrize(
    ("schedule", "field"),
    [
        ({"schedule_start_time": None}, "schedule_start_time"),
        ({"schedule_end_time": None}, "schedule_end_time"),
        ({"schedule_end_time": "", "schedule_type": ""}, "schedule_end_time"),
        ({"schedule_end_time": "2026-06-01 08:00:00"}, "schedule_end_time"),
        ({"schedule_type": "SCHEDULE_FROM_NOW"}, "schedule_end_time"),
        ({"schedule_type": "SCHEDULE_WEEKLY"}, "schedule_type"),
        ({"schedule_start_time": "soon"}, "adgroup_id"),
        ({"schedule_end_time": 5}, "adgroup_id"),
    ],
)
def test_a_schedule_that_is_not_told_is_not_invented(schedule: dict[str, Any], field: str) -> None:
    """Absent is never for ever."""
    assert refused(account(adgroup=schedule))[0] == field


def test_an_ad_without_its_ad_group_is_diagnosed() -> None:
    """The schedule is on another level than the ad."""
    assert refused([listing(video()), listing(ad())]) == (
        "adgroup_id",
        "no response tells of its ad group, which has the schedule; read /adgroup/get/ too",
    )
    assert refused([listing(video()), listing(ad(adgroup_id=None))]) == (
        "adgroup_id",
        "missing: its schedule is unknown",
    )


# The post


def test_an_ad_without_its_post_is_diagnosed() -> None:
    """Whether the post is there, only the responses about posts tell."""
    about_ads = [listing(ad()), listing(adgroup())]
    reading = tiktok.read(about_ads, observed_at=AT)
    assert reading.ads == reading.portfolio.ads == ()
    assert [(each.field, each.problem) for each in reading.diagnoses] == [
        (
            "tiktok_item_id",
            "no response tells of its post; read one of /tt_video/list/ or /identity/video/info/ with the ads",
        )
    ]
    hidden = tiktok.read([*about_ads, listing(video(status="REVIEW_PENDING"))], observed_at=AT)
    assert [(each.field, each.problem) for each in hidden.diagnoses][1:] == [
        ("tiktok_item_id", "its post is not taken")
    ]


def test_an_ad_without_a_post_is_none_that_is_read() -> None:
    """An uploaded one gets its post after its review (fact C34)."""
    for nothing in (None, ""):
        field, problem = refused(account(ad={"tiktok_item_id": nothing}))
        assert (field, problem.partition(":")[0]) == ("tiktok_item_id", "missing")


# The identity


@pytest.mark.parametrize("type_", [each.value for each in IdentityType])
def test_the_identity_decides_whether_a_license_is_needed(type_: str) -> None:
    """As the ad says, or, where it does not, as its identity says."""
    ads = [account(ad={"identity_type": type_})]
    identity = success({"identity_list": [{"identity_id": IDENTITY_ID, "identity_type": type_}]})
    ads.append([*account(ad={"identity_type": None}), identity])
    for responses in ads:
        found = one(tiktok.read(responses, observed_at=AT))
        assert (found.identity_type.value, found.needs_license) == (type_, type_ == "AUTH_CODE")


@pytest.mark.parametrize(
    ("identity_type", "problem"),
    [
        ("NEW_KIND", "`NEW_KIND` is not an identity this version knows"),
        (None, "missing, and no response tells of its identity: does it need a license?"),
    ],
)
def test_an_ad_of_an_unknown_identity_is_not_guessed_to_be_a_spark_ad(identity_type: str | None, problem: str) -> None:
    """Nor is it guessed to be another ad."""
    assert refused(account(ad={"identity_type": identity_type})) == ("identity_type", problem)


def test_ads_that_are_no_spark_ads_are_counted_and_no_problem() -> None:
    """An account has mostly such ads, whatever else is missing of them; an identity's own list may tell it."""
    others = [
        ad(ad_id="1", identity_type="CUSTOMIZED_USER", tiktok_item_id=None, adgroup_id=None),
        ad(ad_id="2", identity_type="TTS_TT", operation_status="NEW"),
        ad(ad_id="3", identity_type=None, identity_id="9"),
    ]
    identity = {"identity_id": "9", "identity_type": "CUSTOMIZED_USER", "available_status": "NEW"}
    reading = tiktok.read([*account(), listing(*others), listing(identity)], observed_at=AT, strict=True)
    assert [each.id for each in reading.ads] == [AD_ID]
    assert [*map(str, reading.left_out)] == ["3 ads that are no Spark Ads"]
    (alone,) = tiktok.read(listing(others[0]), observed_at=AT, strict=True).left_out
    assert str(alone) == "1 ad that is no Spark Ad"


# The switches


@pytest.mark.parametrize("level", ["ad", "adgroup", "campaign"])
def test_what_is_switched_off_on_any_level_is_paused_from_when_tiktok_was_asked(level: str) -> None:
    """Since when it is, no response tells: listed as assumed."""
    reading = tiktok.read(account(**{level: {"operation_status": "DISABLE"}}), observed_at=AT)
    found = one(reading)
    assert found.paused == Windows((Window(NOW, None),))
    assert reading.portfolio.serving(AD_ID, at=AT).state is ServingState.PAUSED
    assert reading.portfolio.serving(AD_ID, at="2026-06-09T23:59:59Z").serves
    (assumed,) = (each for each in reading.assumed if each.attribute == "paused")
    assert (assumed.fact, assumed.value) == (f"ad {AD_ID}", NOW)


@pytest.mark.parametrize(
    ("level", "status"),
    [
        ("ad", "AD_STATUS_DISABLE"),
        ("ad", "AD_STATUS_ADGROUP_DISABLE"),
        ("ad", "AD_STATUS_CAMPAIGN_DISABLE"),
        ("adgroup", "ADGROUP_STATUS_DISABLE"),
        ("campaign", "CAMPAIGN_STATUS_DISABLE"),
    ],
)
def test_a_pause_that_only_the_secondary_status_tells_is_one(level: str, status: str) -> None:
    """So an ad shows the pause of a campaign that no response tells of."""
    responses = account(**{level: {"secondary_status": status, "operation_status": None}})
    assert one(tiktok.read(responses, observed_at=AT)).paused == Windows((Window(NOW, None),))


@pytest.mark.parametrize(
    ("level", "changes", "reason"),
    [
        ("ad", {"operation_status": "FROZEN"}, "the ad is frozen"),
        ("adgroup", {"operation_status": "FROZEN"}, "the ad group is frozen"),
        ("campaign", {"operation_status": "FROZEN"}, "the campaign is frozen"),
        ("ad", {"secondary_status": "ADGROUP_STATUS_FROZEN"}, "its ad group is switched off or frozen"),
        ("adgroup", {"secondary_status": "ADGROUP_STATUS_FROZEN"}, "the ad group is switched off or frozen"),
    ],
)
def test_what_is_frozen_on_any_level_ends_when_tiktok_was_asked(
    level: str, changes: dict[str, str], reason: str
) -> None:
    """Its advertiser cannot switch it on again (fact D4j)."""
    reading = tiktok.read(account(**{level: changes}), observed_at=AT, strict=True)
    found = one(reading)
    assert (found.ends_at, found.paused) == (NOW, Windows.none())
    (assumed,) = (each for each in reading.assumed if each.attribute == "ends_at")
    assert assumed.reason.startswith(reason)


def test_the_campaign_may_be_left_out() -> None:
    """The ad's own status tells what comes of it."""
    found = one(tiktok.read(account()[:3], observed_at=AT))
    assert (found.campaign_id, found.paused) == (CAMPAIGN_ID, Windows.none())


@pytest.mark.parametrize("level", ["ad", "adgroup", "campaign"])
def test_an_ad_whose_switch_is_not_told_is_diagnosed(level: str) -> None:
    """Unknown is never on."""
    field, problem = refused(account(**{level: {"operation_status": "", "secondary_status": None}}))
    noun = level.replace("adgroup", "ad group")
    assert (field, problem) == ("operation_status", f"missing: whether the {noun} is switched on is unknown")


@pytest.mark.parametrize("level", ["ad", "adgroup", "campaign"])
@pytest.mark.parametrize("field", ["operation_status", "secondary_status"])
def test_an_ad_of_unknown_status_on_any_level_is_diagnosed(level: str, field: str) -> None:
    """Newer words are never read as serving (fact B34)."""
    noun = level.replace("adgroup", "ad group")
    problem = f"`NEW_IN_2027` of the {noun} is not a status this version knows: it is never read as serving"
    assert refused(account(**{level: {field: "NEW_IN_2027"}})) == (field, problem)
    hidden = refused(account(**{level: {field: CODE}}))[1]
    assert hidden.startswith("this value (hidden: it may be an authorization code) of the")


def test_an_ad_in_its_first_review_is_diagnosed() -> None:
    """A later review leaves its delivery alone, and what else is not modeled does as well (fact B15)."""
    assert refused(account(ad={"secondary_status": "AD_STATUS_AUDIT"})) == (
        "secondary_status",
        "`AD_STATUS_AUDIT`: the ad is in its first review",
    )
    for status in ("AD_STATUS_REAUDIT", "AD_STATUS_AUDIT_DENY", "AD_STATUS_BALANCE_EXCEED", "AD_STATUS_DONE"):
        assert one(tiktok.read(account(ad={"secondary_status": status}), observed_at=AT)).paused == Windows.none()


@pytest.mark.parametrize(
    ("level", "status"),
    [
        ("ad", "AD_STATUS_DELETE"),
        ("ad", "AD_STATUS_ADGROUP_DELETE"),
        ("ad", "AD_STATUS_CAMPAIGN_DELETE"),
        ("adgroup", "ADGROUP_STATUS_DELETE"),
        ("campaign", "CAMPAIGN_STATUS_DELETE"),
    ],
)
def test_a_deletion_ends_the_flight_when_tiktok_was_asked(level: str, status: str) -> None:
    """Since when it is gone, no response tells; a flight that was over stays as it was."""
    responses = account(**{level: {"secondary_status": status}})
    reading = tiktok.read(responses, observed_at=AT)
    assert one(reading).ends_at == NOW
    assert [each.value for each in reading.assumed if each.attribute == "ends_at"] == [NOW]
    over = tiktok.read(responses, observed_at="2026-07-01T08:00:00Z")
    assert one(over).ends_at == instant("2026-07-01T08:00:00Z")
    early = tiktok.read(responses, observed_at="2026-06-01T08:00:00Z")
    assert early.ads == ()
    assert [each.field for each in early.diagnoses] == ["secondary_status"]


def test_the_deletion_of_an_ad_without_end_ends_it() -> None:
    """Where the schedule has none."""
    schedule = {"schedule_type": "SCHEDULE_FROM_NOW", "schedule_end_time": None}
    responses = account(ad={"secondary_status": "AD_STATUS_DELETE"}, adgroup=schedule)
    assert one(tiktok.read(responses, observed_at=AT)).ends_at == NOW


# What else is read


def test_the_account_asked_is_the_ads_where_no_row_says() -> None:
    """The ad group's, where the ad leaves it out."""
    nowhere = {"advertiser_id": None}
    assert one(tiktok.read(account(ad=nowhere), observed_at=AT)).advertiser_id == ACCOUNT
    nobody = account(ad=nowhere, adgroup=nowhere)
    assert one(tiktok.read(nobody, observed_at=AT)).advertiser_id is None
    reading = tiktok.read(nobody, observed_at=AT, advertiser_id="739")
    assert one(reading).advertiser_id == reading.licenses[0].advertiser_id == "739"


@pytest.mark.parametrize("field", ["campaign_id", "advertiser_id"])
def test_an_ad_and_its_ad_group_belong_to_the_same(field: str) -> None:
    """Else one of the rows is wrong."""
    assert refused(account(ad={field: "9"})) == (field, "the ad and its ad group contradict each other")
    assert one(tiktok.read(account(ad={field: ""}), observed_at=AT)).campaign_id == CAMPAIGN_ID
    none = account(ad={"campaign_id": None}, adgroup={"campaign_id": None})
    assert one(tiktok.read(none, observed_at=AT)).campaign_id is None


@pytest.mark.parametrize(
    ("adgroup", "campaign", "expected"),
    [
        ({}, {}, AdSettings(call_to_action="LEARN_MORE")),
        (
            {"budget": 50.1, "budget_mode": "BUDGET_MODE_DAY"},
            {"budget": 500, "budget_mode": "BUDGET_MODE_TOTAL"},
            AdSettings(budget=Decimal("50.1"), budget_level=BudgetLevel.ADGROUP, currency="EUR"),
        ),
        (
            {"budget": 50.1, "budget_mode": "BUDGET_MODE_DAY"},
            {"budget": "500.00", "budget_mode": "BUDGET_MODE_TOTAL", "budget_optimize_on": True},
            AdSettings(
                budget=Decimal("500.00"),
                budget_level=BudgetLevel.CAMPAIGN,
                budget_mode=BudgetMode.LIFETIME,
                currency="EUR",
            ),
        ),
        (
            {"budget": 0, "budget_mode": "BUDGET_MODE_INFINITE"},
            {"budget": 500, "budget_mode": "BUDGET_MODE_DYNAMIC_DAILY_BUDGET", "currency": "USD"},
            AdSettings(budget=Decimal(500), budget_level=BudgetLevel.CAMPAIGN, currency="USD"),
        ),
        (
            {"budget": 5, "budget_mode": "BUDGET_MODE_INFINITE", "bid_type": "BID_TYPE_CUSTOM", "bid_price": 1.5},
            {"budget": 0.0, "budget_mode": ""},
            AdSettings(bid=Decimal("1.5"), bidding_strategy="BID_TYPE_CUSTOM", currency="EUR"),
        ),
        ({"bid_price": 1.5, "conversion_bid_price": 2}, {}, AdSettings()),
        (
            {"placements": ["PLACEMENT_TIKTOK"], "location_ids": ["6252001"], "age_groups": ["AGE_25_34"]},
            {},
            AdSettings(
                placements=(Placement.PLACEMENT_TIKTOK,),
                targeting=Targeting(locations=("6252001",), ages=("AGE_25_34",)),
            ),
        ),
    ],
)
def test_the_settings_are_gathered_from_all_levels(
    adgroup: dict[str, Any], campaign: dict[str, Any], expected: AdSettings
) -> None:
    """Amounts are exact; a campaign's budget counts where its ad groups share it or have none."""
    responses = account(ad={"call_to_action": expected.call_to_action}, adgroup=adgroup, campaign=campaign)
    assert one(tiktok.read(responses, observed_at=AT, currency="EUR")).settings == expected
    without = one(tiktok.read(responses, observed_at=AT)).settings
    assert without.bid is None
    assert (without.budget is None) is (campaign.get("currency") is None)


def test_what_only_describes_an_ad_is_left_out_where_it_is_not_understood() -> None:
    """The ad is taken: nothing about serving rests on it."""
    changes = {"budget_mode": "BUDGET_MODE_HOURLY", "budget": 5, "placements": ["PLACEMENT_MOON", "PLACEMENT_PANGLE"]}
    reading = tiktok.read(account(adgroup=changes), observed_at=AT, currency="EUR")
    settings = one(reading).settings
    assert (settings.budget, settings.placements) == (None, (Placement.PLACEMENT_PANGLE,))
    assert [each.key for each in reading.unknown] == ["list[].budget_mode", "list[].placements[]"]


@pytest.mark.parametrize("amount", [-1, -0.5, True, [], 10**19, 1e300, float("nan"), float("inf"), "1e3", "ten"])
def test_what_is_no_amount_of_money_is_diagnosed(amount: Any) -> None:
    """And left out."""
    reading = tiktok.read(account(adgroup={"budget": amount, "budget_mode": "BUDGET_MODE_DAY"}), observed_at=AT)
    assert [(each.field, each.problem) for each in reading.diagnoses] == [("budget", "not an amount of money")]
    assert reading.ads[0].settings.budget is None


@pytest.mark.parametrize("value", ["6252001", [6252001], {"id": "6252001"}])
def test_what_is_no_list_of_texts_is_diagnosed(value: Any) -> None:
    """An id that is a number is not made text here, either."""
    reading = tiktok.read(account(adgroup={"location_ids": value}), observed_at=AT)
    assert [(each.field, each.problem) for each in reading.diagnoses] == [("location_ids", "a list of texts is wanted")]
    assert reading.ads[0].settings.targeting == Targeting()


# Several rows about the same


def test_pages_that_repeat_an_ad_tell_of_one() -> None:
    """In whatever order they come, and with what one leaves out."""
    created = success({"ad_ids": [AD_ID], "need_audit": False, "creatives": [ad(secondary_status=None)]})
    for order in permutations([*account(), created, listing(ad(ad_name=None))]):
        assert one(tiktok.read(order, observed_at=AT)).name == "Maya, June"


@pytest.mark.parametrize(
    ("change", "field", "kind"),
    [
        (ad(operation_status="DISABLE", tiktok_item_id=OTHER_POST_ID), "operation_status", "ad"),
        (adgroup(schedule_end_time="2026-08-01 08:00:00"), "ends_at", "ad group"),
        (campaign(operation_status="DISABLE"), "operation_status", "campaign"),
    ],
)
def test_contradictions_on_any_level_refuse_the_ad(change: dict[str, Any], field: str, kind: str) -> None:
    """Nobody can say which row is right."""
    for order in permutations([*account()[:1], listing(change), *account()[1:]]):
        reading = tiktok.read(order, observed_at=AT)
        assert (len(reading.posts), reading.ads) == (1, ())
        first = reading.diagnoses[0]
        assert first.field == field
        assert first.problem.startswith("responses contradict each other about `")
        assert f" of one {kind}; if they were received at different times" in first.problem
        assert kind != "campaign" or reading.diagnoses[1].problem.startswith("its campaign is not taken")


def test_ads_are_sorted_and_each_has_its_own_post() -> None:
    """Several ads of one ad group, on several posts."""
    ads = [
        ad(ad_id=str(number), tiktok_item_id=post) for number, post in ((3, POST_ID), (1, OTHER_POST_ID), (2, POST_ID))
    ]
    responses = [
        listing(*ads),
        listing(adgroup()),
        listing(video()),
        success({"video_list": [own_video(OTHER_POST_ID)]}),
    ]
    reading = tiktok.read(responses, observed_at=AT, strict=True)
    assert [(each.id, each.post_id) for each in reading.ads] == [("1", OTHER_POST_ID), ("2", POST_ID), ("3", POST_ID)]
    assert {each.adgroup_id for each in reading.ads} == {ADGROUP_ID}


@pytest.mark.parametrize("key", ["adgroup_id", "campaign_id", "advertiser_id", "tiktok_item_id", "identity_id"])
def test_an_ad_with_an_id_that_is_a_number_is_refused_by_name(key: str) -> None:
    """Whatever it is the id of."""
    field, problem = refused(account(ad={key: 1.8389412748e18}))
    assert field == key
    assert problem.startswith("an id is text, not a number (float), which may lose digits")
