"""Facts held together: what a portfolio refuses, finds and answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from pendulum import DateTime
from strategies import DAY, TICK, licenses, moments, moved, policies, portfolios, posts, spark_ads

from sparklicense import (
    GUIDE,
    PLATFORM,
    AccountAccess,
    Actor,
    Change,
    InexactInstantError,
    InvalidValueError,
    License,
    Policy,
    Portfolio,
    PortfolioError,
    Post,
    ServingState,
    SparkAd,
    UnknownIdError,
    WrongTypeError,
    instant,
    serving,
    serving_timeline,
)

T: Final = instant("2026-06-01T00:00:00Z")
POST: Final = Post(id="p1", published_at="2026-05-20T00:00:00Z")
LICENSE: Final = License.issue(code="#one=", post_id="p1", issued_at="2026-05-24T00:00:00Z", days=30, id="l1")
AD: Final = SparkAd(id="a1", post_id="p1", starts_at="2026-05-25T00:00:00Z", campaign_id="c1")
PORTFOLIO: Final = Portfolio(posts=[POST], licenses=[LICENSE], ads=[AD])


# What it refuses.


def test_all_problems_of_a_portfolio_are_reported_together() -> None:
    """One line each, in the order of posts, licenses, ads and codes."""
    with pytest.raises(PortfolioError) as caught:
        Portfolio(
            posts=[POST, POST, attrs.evolve(POST, id="p2")],
            licenses=[
                *[LICENSE] * 3,
                attrs.evolve(LICENSE, id="l2", post_id="p2"),
                attrs.evolve(LICENSE, id="l3", code=None, post_id="p9"),
                attrs.evolve(LICENSE, id="l4", code="#two="),
            ],
            ads=[AD, attrs.evolve(AD, id="a2", post_id="p8"), AD],
        )
    fingerprint = LICENSE.fingerprint
    assert caught.value.problems == (
        "posts: the id `p1` occurs 2 times; ids are unique",
        "licenses: the id `l1` occurs 3 times; ids are unique",
        "ads: the id `a1` occurs 2 times; ids are unique",
        "licenses: `l3` names the unknown post `p9`",
        "ads: `a2` names the unknown post `p8`",
        f"licenses: the code of fingerprint `{fingerprint}` is on the posts `p1`, `p2`; one post each",
    )
    assert str(caught.value) == "\n".join(caught.value.problems)
    assert isinstance(caught.value, ValueError)


def test_one_code_may_be_several_licenses_of_one_post() -> None:
    """Applied by two ad accounts, or issued again."""
    more = [
        attrs.evolve(LICENSE, id=None, advertiser_id="a"),
        attrs.evolve(LICENSE, id=None, advertiser_id="b"),
        LICENSE.reissue(code="#one=", issued_at="2026-07-01T00:00:00Z"),
    ]
    assert len(Portfolio(posts=[POST], licenses=[LICENSE, *more]).licenses_of("p1")) == 4


def test_unknown_codes_are_not_the_same_code() -> None:
    """Two licenses whose codes nobody wrote down may be of two posts."""
    unknown = attrs.evolve(LICENSE, code=None)
    two = [unknown, attrs.evolve(unknown, id="l2", post_id="p2")]
    assert Portfolio(posts=[POST, attrs.evolve(POST, id="p2")], licenses=two)


WRONG: Final[list[tuple[dict[str, Any], str]]] = [
    ({"posts": [AD]}, "posts: a `Post`, not SparkAd"),
    ({"licenses": [POST]}, "licenses: a `License`, not Post"),
    ({"ads": ["a1"]}, "ads: a `SparkAd`, not str"),
]


@pytest.mark.parametrize(("facts", "message"), WRONG)
def test_a_portfolio_is_made_of_facts(facts: dict[str, Any], message: str) -> None:
    """Each kind in its place."""
    with pytest.raises(WrongTypeError) as caught:
        Portfolio(**facts)
    assert str(caught.value) == message


def test_an_empty_portfolio_answers() -> None:
    """With nothing."""
    empty = Portfolio()
    assert repr(empty) == "Portfolio(0 posts, 0 licenses, 0 ads)"
    audit = empty.audit(at=T, within=DAY)
    assert (audit.ads, audit.licenses, audit.campaigns, audit.upcoming, audit.needs_action) == ((), (), (), (), False)
    assert empty.campaign_ids == ()


def test_a_portfolio_is_read_from_any_iterable() -> None:
    """Generators too, each once."""
    assert Portfolio(iter([POST]), iter([LICENSE]), iter([AD])) == PORTFOLIO
    assert repr(PORTFOLIO) == "Portfolio(1 posts, 1 licenses, 1 ads)"


# What it finds.

UNKNOWN: Final[list[tuple[Callable[[Any], object], str]]] = [
    (PORTFOLIO.ad, "ad"),
    (PORTFOLIO.post, "post"),
    (PORTFOLIO.licenses_of, "post"),
    (lambda id: PORTFOLIO.serving(id, at=T), "ad"),
    (PORTFOLIO.timeline, "ad"),
    (lambda id: PORTFOLIO.campaign(id, at=T), "campaign"),
]


@pytest.mark.parametrize(("ask", "kind"), UNKNOWN)
@pytest.mark.parametrize("id", ["x", "", 7, None, ["a1"]], ids=repr)
def test_an_unknown_id_is_named(ask: Callable[[Any], object], kind: str, id: Any) -> None:
    """As a `KeyError` whose text can be read."""
    with pytest.raises(UnknownIdError) as caught:
        ask(id)
    assert str(caught.value).startswith(f"no {kind} has the id `{id}`")
    assert ("an id is text" in str(caught.value)) is not isinstance(id, str)
    assert isinstance(caught.value, KeyError)


def test_facts_are_found_by_id() -> None:
    """And licenses by their post, in the portfolio's order."""
    assert PORTFOLIO.ad("a1") is AD
    assert PORTFOLIO.post("p1") is POST
    assert PORTFOLIO.licenses_of("p1") == (LICENSE,)
    more = PORTFOLIO.with_(attrs.evolve(LICENSE, id="l0"), attrs.evolve(POST, id="p2"))
    assert [each.id for each in more.licenses_of("p1")] == ["l1", "l0"]
    assert more.licenses_of("p2") == ()


# Scenarios.


def test_a_scenario_adds_and_replaces_by_id() -> None:
    """In place, and the portfolio it starts from stays as it is."""
    before = Portfolio(PORTFOLIO.posts, PORTFOLIO.licenses, PORTFOLIO.ads)
    other = attrs.evolve(AD, id="a2")
    scenario = PORTFOLIO.with_(other).with_(AD.pause(T), LICENSE.revoke(T), POST.hide(T))
    assert [ad.id for ad in scenario.ads] == ["a1", "a2"]
    assert scenario.ad("a1").paused
    assert scenario.licenses == (LICENSE.revoke(T),)
    assert scenario.post("p1").hidden
    assert before == PORTFOLIO
    assert PORTFOLIO.with_() == PORTFOLIO


def test_an_extended_license_replaces_itself() -> None:
    """Its derived id rests on what an extension leaves alone."""
    derived = attrs.evolve(LICENSE, id=None)
    portfolio = Portfolio([POST], [derived], [AD])
    longer = portfolio.with_(derived.extend(30, at=T))
    assert len(longer.licenses) == 1
    end = longer.timeline("a1").until(T)
    assert end == instant("2026-07-23T00:00:00Z")
    assert portfolio.timeline("a1").until(T) == instant("2026-06-23T00:00:00Z")


def test_a_scenario_is_checked_whole() -> None:
    """New facts must belong to the others, and not contradict each other."""
    with pytest.raises(PortfolioError) as caught:
        PORTFOLIO.with_(attrs.evolve(AD, post_id="p9"), AD.pause(T), POST, POST)
    assert caught.value.problems == (
        "posts: the id `p1` occurs 3 times; ids are unique",
        "ads: the id `a1` occurs 3 times; ids are unique",
        "ads: `a1` names the unknown post `p9`",
    )
    wrong: Any = "a1"
    with pytest.raises(WrongTypeError, match=r"^facts: a `Post`, .* or an `AccountAccess`, not str$"):
        PORTFOLIO.with_(wrong)


@given(portfolios(most=2, detailed=False), posts("new"), licenses("new"), spark_ads("new", "new"))
def test_a_scenario_changes_no_ad_that_it_does_not_speak_of(
    portfolio: Portfolio, post: Post, license: License, ad: SparkAd
) -> None:
    """A new post with its license and ad leaves every other answer alone."""
    scenario = portfolio.with_(post, license, ad)
    assert {each.id for each in scenario.ads} == {each.id for each in portfolio.ads} | {"new"}
    for each in portfolio.ads:
        assert scenario.timeline(each.id) == portfolio.timeline(each.id)
    assert scenario.with_(*portfolio.posts, *portfolio.licenses, *portfolio.ads) == scenario


# Questions.


@given(portfolios(detailed=False), moments(), policies())
def test_a_portfolio_answers_as_its_facts_do(portfolio: Portfolio, at: DateTime, policy: Policy) -> None:
    """Its questions are those of the rules, with the facts found for them."""
    for ad in portfolio.ads:
        post = portfolio.post(ad.post_id)
        given: dict[str, Any] = {"post": post, "licenses": portfolio.licenses, "access": portfolio.access}
        alone = serving(ad, **given, at=at, policy=policy)
        assert portfolio.serving(ad.id, at=at, policy=policy) == alone
        over_time = serving_timeline(ad, **given, policy=policy)
        assert portfolio.timeline(ad.id, policy=policy) == over_time


@given(portfolios(detailed=False), moments(), policies())
def test_a_campaign_counts_its_ads_and_those_that_serve(portfolio: Portfolio, at: DateTime, policy: Policy) -> None:
    """Each ad of it once, in the portfolio's order; others not at all."""
    assert portfolio.campaign_ids == tuple(sorted({ad.campaign_id for ad in portfolio.ads if ad.campaign_id}))
    for id in portfolio.campaign_ids:
        campaign = portfolio.campaign(id, at=at, policy=policy)
        assert campaign.id == id
        assert campaign.ads == tuple(ad.id for ad in portfolio.ads if ad.campaign_id == id)
        serves = (each for each in campaign.ads if portfolio.serving(each, at=at, policy=policy).serves)
        assert campaign.serving == tuple(serves)
        assert campaign.nothing_serves is (campaign.serving == ())


@given(portfolios(detailed=False), moments(), moments(), policies())
def test_upcoming_is_every_change_of_every_ad_in_the_window(
    portfolio: Portfolio, one: DateTime, two: DateTime, policy: Policy
) -> None:
    """The start of the window is in it, its end is not; ties go by ad."""
    start, end = min(one, two), max(one, two) + TICK
    expected: list[Change] = []
    for ad in portfolio.ads:
        timeline = portfolio.timeline(ad.id, policy=policy)
        for at, state in timeline.changes:
            if start <= at < end:
                post, because = portfolio.post(ad.post_id), portfolio.serving(ad, at=at, policy=policy).because
                fix = (None, None) if because is None else (because.actor, because.remedy)
                before = timeline.at(moved(at, -TICK))
                expected.append(Change(at, ad.id, before, state, post.id, post.creator, *fix))
    found = portfolio.upcoming(start, end, policy=policy)
    assert sorted(expected, key=lambda change: (change.at, change.ad_id)) == list(found)


def test_a_change_at_the_start_of_the_window_is_upcoming_and_one_at_its_end_is_not() -> None:
    """Half-open, like every window."""
    out, soon = instant("2026-06-23T00:00:00Z"), instant("2026-06-23T00:00:00.000001Z")
    change = Change(
        out, "a1", ServingState.SERVING, ServingState.LICENSE_EXPIRED, "p1", "", Actor.CREATOR, "issue a new code"
    )
    assert PORTFOLIO.upcoming(out, soon) == (change,)
    assert PORTFOLIO.upcoming(T, out) == ()
    assert PORTFOLIO.upcoming(soon, "2027-01-01T00:00:00Z") == ()
    assert repr(change) == (
        "Change(at=2026-06-23T00:00:00Z, ad_id='a1', from_=<ServingState.SERVING: 'serving'>, "
        "to=<ServingState.LICENSE_EXPIRED: 'license_expired'>, post_id='p1', creator='', "
        "actor=<Actor.CREATOR: 'creator'>, remedy='issue a new code')"
    )
    with pytest.raises(
        ValueError, match=r"^end: `2026-06-01T00:00:00Z` is not after the start `2026-06-01T00:00:00Z`$"
    ):
        PORTFOLIO.upcoming(T, T)


def test_upcoming_follows_the_policy() -> None:
    """What stops nothing is no change."""
    hidden = PORTFOLIO.with_(POST.hide("2026-06-02T00:00:00Z").show("2026-06-03T00:00:00Z"))
    window = (T, instant("2026-06-10T00:00:00Z"))
    assert [change.to for change in hidden.upcoming(*window)] == ["post_hidden", "serving"]
    assert hidden.upcoming(*window, policy=PLATFORM) == ()


END: Final = LICENSE.expires_at
EXPIRING: Final[list[tuple[str, License, DateTime, timedelta, bool]]] = [
    ("exactly at the horizon", LICENSE, T, END - T, True),
    ("just after it", LICENSE, T, END - T - TICK, False),
    ("the last moment", LICENSE, moved(END, -TICK), TICK, True),
    ("over", LICENSE, END, DAY, False),
    ("not yet issued", LICENSE, moved(LICENSE.issued_at, -TICK), 365 * DAY, False),
    ("just issued", LICENSE, LICENSE.issued_at, 30 * DAY, True),
    ("not yet applied", attrs.evolve(LICENSE, redeemed_at=None), T, 30 * DAY, True),
    ("to be revoked", LICENSE.revoke(T + DAY), T, DAY, True),
    ("revoked", LICENSE.revoke(T), T, 30 * DAY, False),
]


@pytest.mark.parametrize(("_", "license", "at", "within", "counts"), EXPIRING, ids=[row[0] for row in EXPIRING])
def test_which_licenses_are_expiring(_: str, license: License, at: DateTime, within: timedelta, counts: bool) -> None:  # noqa: FBT001 - columns of the table
    """Those issued and not over that end soon, be it by expiry or revocation."""
    assert Portfolio([POST], [license]).expiring(at=at, within=within) == ((license,) if counts else ())


def test_the_first_license_to_end_comes_first() -> None:
    """Ties go by id."""
    posts = [attrs.evolve(POST, id=id) for id in "xyz"]
    some = [
        attrs.evolve(LICENSE, id="b", post_id="x"),
        attrs.evolve(LICENSE, id="c", post_id="y", expires_at="2026-06-10T00:00:00Z"),
        attrs.evolve(LICENSE, id="a", post_id="z"),
    ]
    found = Portfolio(posts, [attrs.evolve(each, code=None) for each in some]).expiring(at=T, within=60 * DAY)
    assert [each.id for each in found] == ["c", "a", "b"]


def test_a_license_that_nobody_misses_is_not_expiring() -> None:
    """It is renewed without a gap, its post is gone by then, or every ad that it counts for ends with it."""
    soon: dict[str, Any] = {"at": moved(END, -DAY), "within": 2 * DAY}
    ad = SparkAd(id="7", post_id=POST.id, starts_at=LICENSE.issued_at)
    renewed = License.issue(code="#next=", post_id=POST.id, issued_at=END, days=7)
    late = attrs.evolve(renewed, issued_at=moved(END, TICK), redeemed_at=moved(END, TICK), id="late")
    assert Portfolio([POST], [LICENSE, renewed]).expiring(**soon) == ()
    assert Portfolio([POST], [LICENSE, late]).expiring(**soon) == (LICENSE,)
    assert Portfolio([POST.delete(END)], [LICENSE]).expiring(**soon) == ()
    for ends_at, missed in ((None, True), (moved(END, TICK), True), (END, False)):
        held = Portfolio([POST], [LICENSE], [attrs.evolve(ad, ends_at=ends_at)])
        assert held.expiring(**soon) == ((LICENSE,) if missed else ())


HORIZONS: Final[list[tuple[Any, type[Exception], str]]] = [
    (30, WrongTypeError, "within: a `timedelta`, not int: `30`"),
    ("30d", WrongTypeError, "within: a `timedelta`, not str: `30d`"),
    (timedelta(), InvalidValueError, "within: `0:00:00` is not ahead; more than zero"),
    (-DAY, InvalidValueError, "within: `-1 day, 0:00:00` is not ahead; more than zero"),
    (
        timedelta(days=10_000_000),
        InexactInstantError,
        "`2026-06-01T00:00:00Z` + 10000000 days, 0:00:00 lies outside the years 1 to 9999",
    ),
]


@pytest.mark.parametrize(("within", "error", "message"), HORIZONS)
def test_a_horizon_lies_ahead(within: Any, error: type[Exception], message: str) -> None:
    """A duration above zero that ends within the calendar."""
    for ask in (PORTFOLIO.audit, PORTFOLIO.expiring):
        with pytest.raises(error) as caught:
            ask(at=T, within=within)
        assert str(caught.value) == message


def test_every_question_refuses_an_instant_that_is_none() -> None:
    """A day, or a time without an offset, is not when anything happens."""
    for ask in (
        lambda at: PORTFOLIO.serving("a1", at=at),
        lambda at: PORTFOLIO.campaign("c1", at=at),
        lambda at: PORTFOLIO.audit(at=at),
        lambda at: PORTFOLIO.expiring(at=at, within=DAY),
        lambda at: PORTFOLIO.upcoming(at, T),
        lambda at: PORTFOLIO.upcoming(T, at),
    ):
        for wrong in ("2026-06-01", "2026-06-01T00:00:00"):
            with pytest.raises(ValueError, match=f"^`{wrong}` "):
                ask(wrong)


def test_the_default_policy_is_the_guides() -> None:
    """Everywhere."""
    hidden = PORTFOLIO.with_(POST.hide(T))
    assert hidden.serving("a1", at=T) == hidden.serving("a1", at=T, policy=GUIDE)
    assert hidden.serving("a1", at=T) != hidden.serving("a1", at=T, policy=PLATFORM)
    assert hidden.timeline("a1") == hidden.timeline("a1", policy=GUIDE) != hidden.timeline("a1", policy=PLATFORM)
    assert hidden.campaign("c1", at=T).nothing_serves
    assert not hidden.campaign("c1", at=T, policy=PLATFORM).nothing_serves
    assert [str(each) for each in hidden.campaign("c1", at=T).citations] == [
        "Spark Ads guide, What expires when",
        "TikTok platform facts, B4",
    ]
    assert hidden.audit(at=T).policy == "guide"


def test_access_is_found_by_its_creator_and_replaced_by_its_id() -> None:
    """However the handle is written; an account that nobody gave access to has none."""
    access = AccountAccess(creator="maya", granted_at=T)
    portfolio = Portfolio([POST], [], [AD], [access])
    assert repr(portfolio) == "Portfolio(1 posts, 0 licenses, 1 ads, 1 access)"
    assert portfolio.access_to("@Maya") == portfolio.access == (access,)
    assert portfolio.access_to("zoe") == ()
    withdrawn = access.revoke(T)
    assert portfolio.with_(withdrawn).access == (withdrawn,)
    with pytest.raises(PortfolioError, match=r"^access: the id `maya@.*` occurs 2 times; ids are unique$"):
        Portfolio(access=[access, withdrawn])


def test_facts_are_taken_out_by_id_or_as_themselves() -> None:
    """And what is left must still belong together."""
    access = AccountAccess(creator="maya", granted_at=T)
    portfolio = PORTFOLIO.with_(access)
    assert portfolio.without(access.id, *PORTFOLIO.licenses) == Portfolio([POST], [], [AD])
    assert portfolio.without() == portfolio
    with pytest.raises(PortfolioError, match=r"`a1` names the unknown post `p1`$"):
        portfolio.without(POST)
    with pytest.raises(UnknownIdError, match=r"nothing in the portfolio has the id `zz`"):
        portfolio.without("zz")
    both = Portfolio([attrs.evolve(POST, id="1")], [], [attrs.evolve(AD, id="1", post_id="1")])
    with pytest.raises(InvalidValueError, match=r"^facts: posts and ads have the id `1`; give the fact in its place$"):
        both.without("1")
    assert both.without(both.ads[0]).ads == ()
    wrong: Any = 7
    with pytest.raises(WrongTypeError, match=r"not int$"):
        both.without(wrong)
