"""What the two policies that ship say, and how a house makes its own."""

from __future__ import annotations

import pickle
from typing import Any, Final

import attrs
import pytest
from strategies import POST_ID

from sparklicense import (
    GUIDE,
    PLATFORM,
    InvalidValueError,
    License,
    Policy,
    SparkAd,
    UnofferedDaysError,
    WrongTypeError,
    instant,
    needs_reminder,
)

JULY: Final = "2026-07-31T23:59:59.999999Z"
AUGUST: Final = "2026-08-01T00:00:00Z"


def test_what_the_guide_says() -> None:
    """The default, attribute by attribute."""
    assert GUIDE.name == "guide"
    assert GUIDE.days_offered == (7, 30, 60, 90, 365)
    assert GUIDE.post_must_be_public is True
    assert GUIDE.creator_may_remove is True
    assert GUIDE.expired_code_extendable is False
    assert GUIDE.placement_editable is True
    assert GUIDE.post_replaceable is False
    assert GUIDE.in_feed_closed_from is None
    assert GUIDE.reminder_below_days == 90


def test_what_the_platform_says() -> None:
    """TikTok's own documentation; since when 180 days are offered is not known, so they always are (fact K4)."""
    assert PLATFORM.name == "platform"
    assert PLATFORM.days_offered == (7, 30, 60, 180, 365)
    assert PLATFORM.post_must_be_public is False
    assert PLATFORM.creator_may_remove is False
    assert PLATFORM.expired_code_extendable is True
    assert PLATFORM.placement_editable is False
    assert PLATFORM.post_replaceable is True
    assert PLATFORM.in_feed_closed_from == instant("2026-01-15T00:00:00Z")
    assert PLATFORM.reminder_below_days is None


@pytest.mark.parametrize("policy", [GUIDE, PLATFORM], ids=lambda policy: policy.name)
def test_every_value_of_a_policy_has_a_citation(policy: Policy) -> None:
    """And there is none for a value it does not have."""
    attributes = {field.name for field in attrs.fields(Policy)} - {"name", "_citations"}
    assert policy.citations.keys() == attributes
    assert pickle.loads(pickle.dumps(policy)) == policy  # noqa: S301 - our own pickle
    policy.citations.clear()
    assert policy.citations.keys() == attributes


ISSUED: Final[list[tuple[Policy, int, str, bool]]] = [
    (GUIDE, 90, AUGUST, True),
    (GUIDE, 180, AUGUST, False),
    (PLATFORM, 90, AUGUST, False),
    (PLATFORM, 180, JULY, True),
    (PLATFORM, 180, AUGUST, True),
    (PLATFORM, 365, JULY, True),
]


@pytest.mark.parametrize(("policy", "days", "at", "offered"), ISSUED)
def test_a_duration_is_judged_by_the_policy(policy: Policy, days: int, at: str, offered: bool) -> None:  # noqa: FBT001 - a column of the table
    """Days that are not offered are refused, and those that are are named."""

    def issued() -> License:
        return License.issue(code=None, post_id=POST_ID, issued_at=at, days=days, policy=policy)

    if offered:
        assert issued().time_left(at).days == days
    else:
        with pytest.raises(UnofferedDaysError) as caught:
            issued()
        assert str(caught.value).startswith(f"days: `{days}` is not offered under the policy `{policy.name}`; ")
        named = ", ".join(map(str, policy.days_offered))
        assert str(caught.value).endswith(f"; choose one of {named}")


def test_an_extension_is_judged_by_its_own_policy() -> None:
    """A license given for 30 days under one can be extended by 180 days under the other."""
    license = License.issue(code=None, post_id=POST_ID, issued_at=JULY, days=30)
    assert license.extend(180, at=AUGUST, policy=PLATFORM).time_left(JULY).days == 210
    with pytest.raises(UnofferedDaysError):
        license.extend(180, at=JULY)


def test_a_house_policy_is_an_evolved_one() -> None:
    """It keeps the citations of what it does not change, and can give its own."""
    house = attrs.evolve(GUIDE, name="house", days_offered=[14, 7, 14], reminder_below_days=10)
    assert house.days_offered == (7, 14)
    assert house.citations == GUIDE.citations
    assert house != GUIDE
    assert attrs.evolve(GUIDE, citations=PLATFORM.citations).citations == PLATFORM.citations


WRONG: Final[dict[str, tuple[dict[str, Any], type[Exception], str]]] = {
    "citations that are none": ({"citations": "the guide"}, WrongTypeError, "citations: a mapping of attributes to"),
    "no citations": ({"citations": {}}, InvalidValueError, "citations: none for `creator_may_remove`, `days_offered`"),
    "half a day": ({"days_offered": [0.5]}, WrongTypeError, "days: a whole number of days, not float: `0.5`"),
    "a truth for a number": (
        {"days_offered": [True]},
        WrongTypeError,
        "days: a whole number of days, not bool: `True`",
    ),
    "no days at all": ({"days_offered": [0]}, InvalidValueError, "days: `0` is not a duration; at least 1 day"),
    "a day for an instant": ({"in_feed_closed_from": "2026-01-15"}, ValueError, "in_feed_closed_from: `2026-01-15` is"),
    "a word for a truth": ({"post_must_be_public": "yes"}, TypeError, "post_must_be_public: a `bool`, not str: `yes`"),
    "a number for a truth": ({"creator_may_remove": 1}, TypeError, "creator_may_remove: a `bool`, not int: `1`"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_policy_refuses(mistake: str) -> None:
    """A value that no rule could read, or that nobody vouches for."""
    changes, error, message = WRONG[mistake]
    with pytest.raises(error) as caught:
        attrs.evolve(GUIDE, **changes)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(("days", "deserved"), [(7, True), (60, True), (90, False), (365, False)])
def test_codes_issued_for_fewer_than_ninety_days_deserve_a_reminder(days: int, deserved: bool) -> None:  # noqa: FBT001 - a column of the table
    """Counted from issue to expiry, to the microsecond, whatever became of the code."""
    license = License.issue(code=None, post_id=POST_ID, issued_at=AUGUST, days=days)
    assert needs_reminder(license, GUIDE) is deserved
    assert needs_reminder(license.revoke(AUGUST), GUIDE) is deserved
    assert needs_reminder(license, PLATFORM) is True
    shorter = attrs.evolve(license, expires_at="2026-10-29T23:59:59.999999Z")
    assert needs_reminder(shorter, GUIDE) is True
    assert needs_reminder(shorter, attrs.evolve(GUIDE, reminder_below_days=7)) is False


def test_a_license_that_an_ad_outlives_always_deserves_a_reminder() -> None:
    """However long it is; not for an ad of another post, nor for one that ends with it."""
    license = License.issue(code=None, post_id=POST_ID, issued_at=AUGUST, days=365)
    ad = SparkAd(id="1", post_id=POST_ID, starts_at=AUGUST)
    assert needs_reminder(license, GUIDE, ads=[ad]) is True
    assert needs_reminder(license, GUIDE, ads=[attrs.evolve(ad, ends_at="2027-08-02T00:00:00Z")]) is True
    for other in (
        attrs.evolve(ad, post_id="other"),
        attrs.evolve(ad, identity_type="TT_USER"),
        attrs.evolve(ad, ends_at=license.expires_at),
    ):
        assert needs_reminder(license, GUIDE, ads=[other]) is False


def test_a_dated_fact_contradicts_only_an_answer_that_counts_on_in_feed_ads_after_it() -> None:
    """From 2026-01-15 on, under a policy that knows nothing of the closing (facts G8, I12)."""
    closing = instant("2026-01-15T00:00:00Z")
    assert GUIDE.in_feed_is_open(closing)
    assert not PLATFORM.in_feed_is_open(closing)
    assert PLATFORM.in_feed_is_open(closing.subtract(microseconds=1))
    disputed = GUIDE.in_feed_disputed_by(closing)
    assert disputed is not None
    assert disputed.section == "G8, I12"
    assert GUIDE.in_feed_disputed_by(closing.subtract(microseconds=1)) is None
    assert PLATFORM.in_feed_disputed_by(closing) is None
