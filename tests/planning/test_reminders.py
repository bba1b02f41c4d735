"""Reminders: none twice, none missed, and none shows a code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import DAY, MARK, POOL, instants, moved, policies, portfolios

from sparklicense import GUIDE, License, Policy, Portfolio, Post, SparkAd, instant, needs_reminder
from sparklicense.planning import LADDER, reminders

EVER = moved(POOL[0], -400 * DAY)
DAY_0 = instant("2026-01-01T00:00:00Z")


def one(**fields: object) -> Portfolio:
    """A code for 60 days on one post."""
    given_fields = {"code": "#code=", "post_id": "1", "issued_at": DAY_0, "expires_at": moved(DAY_0, 60 * DAY)}
    license = License(**{**given_fields, **fields})  # type: ignore[arg-type]  # any field
    return Portfolio([Post(id="1", published_at=DAY_0)], [license])


def days(portfolio: Portfolio, **fields: object) -> list[int]:
    """Give the rungs of all reminders."""
    through = moved(DAY_0, 400 * DAY)
    found = reminders(portfolio, after=EVER, through=through, latest_only=False, **fields)  # type: ignore[arg-type]  # any
    return [each.days_before for each in found]


@given(portfolios(detailed=False), policies(), st.lists(instants(), min_size=3, max_size=3).map(sorted), st.booleans())
def test_reminders_over_two_stretches_are_exactly_those_over_both(
    portfolio: Portfolio,
    policy: Policy,
    times: list[DateTime],
    in_use_only: bool,  # noqa: FBT001 - drawn
) -> None:
    """However often or seldom one asks."""
    a, b, c = times

    def over(after: DateTime, through: DateTime) -> tuple[object, ...]:
        return reminders(
            portfolio, after=after, through=through, policy=policy, in_use_only=in_use_only, latest_only=False
        )

    assert (*over(a, b), *over(b, c)) == over(a, c)


@given(portfolios(detailed=False), policies(), instants(), instants())
def test_of_each_code_the_latest_rung_is_told(
    portfolio: Portfolio, policy: Policy, one: DateTime, two: DateTime
) -> None:
    """However long one has not asked: once."""
    stretch: dict[str, Any] = {"after": min(one, two), "through": max(one, two), "policy": policy}
    latest = {each.license_id: each for each in reminders(portfolio, latest_only=False, **stretch)}  # the last prevails
    found = reminders(portfolio, **stretch)
    assert {each.license_id: each for each in found} == latest
    assert len(found) == len(latest)


@given(portfolios(detailed=False), policies())
def test_every_code_that_somebody_must_renew_is_reminded_of(portfolio: Portfolio, policy: Policy) -> None:
    """Those given for few days or outlived by an ad, but for those revoked, renewed, or not needed any more."""
    found = reminders(portfolio, after=EVER, through=moved(POOL[-1], DAY), policy=policy, latest_only=False)
    assert len({each.key for each in found}) == len(found)
    for license in portfolio.licenses:
        mine = [each for each in found if each.license_id == license.id]
        end, post = license.expires_at, portfolio.post(license.post_id)
        ads = [
            ad
            for ad in portfolio.ads
            if ad.post_id == post.id and ad.needs_license and license.advertiser_id in (None, ad.advertiser_id)
        ]
        outlives = ads and all(ad.ends_at is not None and ad.ends_at <= end for ad in ads)
        others = [
            each for each in portfolio.licenses_of(post.id) if each.advertiser_id in (None, license.advertiser_id)
        ]
        renewed = any(end in window for each in others for window in each.window)
        gone = post.deleted_at is not None and post.deleted_at <= end
        if not needs_reminder(license, policy, ads=ads) or outlives or renewed:
            assert not mine
        elif license.ends_at == end and not gone:
            assert mine[-1].at == end
        assert all(license.issued_at <= each.at for each in mine)
        assert all(each.at < license.ends_at or each.at == end for each in mine)
        assert all(each.effective_expiry == end for each in mine)


@given(portfolios(detailed=False))
def test_no_reminder_shows_a_code(portfolio: Portfolio) -> None:
    """Neither its key nor anything else of it."""
    assert MARK not in repr(reminders(portfolio, after=EVER, through=POOL[-1]))


@given(portfolios(detailed=False))
def test_asking_for_codes_in_use_only_narrows(portfolio: Portfolio) -> None:
    """What is left out is what no ad uses."""
    everything = reminders(portfolio, after=EVER, through=POOL[-1])
    used = reminders(portfolio, after=EVER, through=POOL[-1], in_use_only=True)
    assert used == tuple(each for each in everything if each.used_by)


def test_a_code_for_60_days_climbs_the_whole_ladder() -> None:
    """30, 14, 7, 3, 1 days before, and at the end."""
    assert days(one()) == list(LADDER)
    assert days(one(), ladder=(2, 10)) == [10, 2]
    assert days(one(expires_at=moved(DAY_0, 7 * DAY))) == [7, 3, 1, 0]
    assert days(one(expires_at=moved(DAY_0, 90 * DAY))) == []
    assert days(one(expires_at=moved(DAY_0, 90 * DAY)), policy=attrs.evolve(GUIDE, reminder_below_days=91)) != []


def test_a_code_that_an_ad_outlives_is_reminded_of_however_long_it_is() -> None:
    """The guide's 90 days are a minimum."""
    long = License.issue(code=None, post_id="1", issued_at=DAY_0, days=365)
    post, ad = Post(id="1", published_at=DAY_0), SparkAd(id="7", post_id="1", starts_at=DAY_0)
    end = moved(DAY_0, 366 * DAY)
    for ends_at, reminded in ((None, True), (end, True), (long.expires_at, False)):
        held = Portfolio(posts=[post], licenses=[long], ads=[attrs.evolve(ad, ends_at=ends_at)])
        assert bool(reminders(held, after=DAY_0, through=end)) is reminded


def test_a_revoked_code_needs_no_more_reminders() -> None:
    """From the revocation on."""
    assert days(one(revoked_at=moved(DAY_0, 53 * DAY))) == [30, 14]
    assert days(one(revoked_at=moved(DAY_0, 60 * DAY))) == list(LADDER)


def test_the_key_changes_with_the_expiry_and_with_nothing_else() -> None:
    """An extended code is reminded of again; applying or using it changes no key."""
    portfolio = one(redeemed_at=None)
    license = portfolio.licenses[0]
    after, through = EVER, moved(DAY_0, 400 * DAY)
    keys = [each.key for each in reminders(portfolio, after=after, through=through, latest_only=False)]
    assert keys[0] == f"{license.id}/2026-03-02T00:00:00Z/30d"
    used = portfolio.with_(
        license.redeem(moved(DAY_0, DAY)),
        SparkAd(id="7", post_id="1", starts_at=DAY_0, ends_at=moved(DAY_0, 50 * DAY)),
        SparkAd(id="8", post_id="1", starts_at=DAY_0),
    )
    found = reminders(used, after=after, through=through, latest_only=False)
    assert [each.key for each in found] == keys
    assert [each.used_by for each in found] == [("7", "8"), ("7", "8"), *[("8",)] * 4]
    extended = portfolio.with_(license.extend(7, at=moved(DAY_0, DAY)))
    assert not {each.key for each in reminders(extended, after=after, through=through)} & set(keys)


def test_bad_ladders_and_stretches_are_refused() -> None:
    """Each with what would be right."""
    for ladder, message in (((7, 7), "names a rung twice"), ((-1,), r"`-1` days before the end lies after it")):
        with pytest.raises(ValueError, match=message):
            days(one(), ladder=ladder)
    for wrong in (1.5, True, timedelta(days=1)):
        with pytest.raises(TypeError, match="ladder: whole numbers of days"):
            days(one(), ladder=(wrong,))
    with pytest.raises(ValueError, match=r"^through: `2025-12-31T00:00:00Z` lies before after `2026-01-01T00:00:00Z`"):
        reminders(one(), after=DAY_0, through=moved(DAY_0, -DAY))
