"""Strategies that draw the facts, made so that what can collide does.

Every instant comes from a small pool with neighbors one microsecond apart, so events fall together
or miss each other by the least there is. Facts are built from places in that pool, in order, so that
next to nothing is filtered out. Every authorization code holds `MARK`, so that a test can search any
text for a leak.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st
from pendulum import DateTime

from sparklicense import (
    GUIDE,
    PLATFORM,
    AccountAccess,
    AdSettings,
    BudgetLevel,
    BudgetMode,
    Decision,
    IdentityType,
    License,
    Media,
    MediaKind,
    Placement,
    Policy,
    Portfolio,
    Post,
    Removal,
    ServingState,
    SparkAd,
    Targeting,
    Timeline,
    Window,
    Windows,
    instant,
    serving,
    serving_timeline,
)

MARK: Final = "sEcReT"
"""What every drawn authorization code holds."""

TICK: Final = timedelta(microseconds=1)
DAY: Final = timedelta(days=1)


def moved(at: DateTime, by: timedelta) -> DateTime:
    """Move an instant exactly."""
    return instant(at + by)


_BASE: Final = instant("2026-05-24T07:09:07Z")
POOL: Final[tuple[DateTime, ...]] = tuple(
    moved(_BASE, by)
    for by in (
        -TICK,
        timedelta(),
        TICK,
        2 * TICK,
        7 * DAY - TICK,
        7 * DAY,
        7 * DAY + TICK,
        30 * DAY - TICK,
        30 * DAY,
        30 * DAY + TICK,
        60 * DAY,
        365 * DAY,
    )
)
"""The instants of all drawn facts, in order."""

POST_ID: Final = "7638941401274764565"
OTHER_POST_ID: Final = "7638941401274764566"
CREATORS: Final = ("@maya", "@maya", "@zoë.studio")
ADVERTISERS: Final = (None, "a", "b")
CAMPAIGNS: Final = (None, "1838941401274764001", "1838941401274764002")
_LAST: Final = len(POOL) - 1

# Every strategy is made once, because making one costs more than drawing from it. What happens first
# is drawn early by preference, so that most questions fall into the life of the facts.
_EARLY: Final = st.sampled_from((0, 1, 0, 1, 2, 3, *range(len(POOL))))
_REMOVALS: Final = st.sampled_from((None, None, None, *Removal))
_IDENTITIES: Final = st.sampled_from((IdentityType.AUTH_CODE, IdentityType.AUTH_CODE, *IdentityType))
_ACCOUNTS: Final = st.sampled_from((*ADVERTISERS, None))
_OWN: Final = st.sampled_from((False, False, False, True))
_POSTED_BY: Final = st.sampled_from((*CREATORS, ""))
_CAMPAIGNS: Final = st.sampled_from(CAMPAIGNS)
_ISSUED: Final = st.sampled_from((0, 1, *range(_LAST)))
_NUMBERS: Final = st.sampled_from((None, None, 1, 2, 3))


@cache
def instants(first: int = 0, last: int = _LAST) -> st.SearchStrategy[DateTime]:
    """Draw an instant of the pool, between two places of it (both included)."""
    return st.sampled_from(POOL[first : last + 1])


@cache
def moments() -> st.SearchStrategy[DateTime]:
    """Draw an instant to ask about: one of the pool mostly, else one before or after everything."""
    return st.sampled_from((*POOL[2:], *POOL[:2], moved(POOL[0], -DAY), moved(POOL[-1], DAY)))


@cache
def policies() -> st.SearchStrategy[Policy]:
    """Draw one of the policies that ship."""
    return st.sampled_from((GUIDE, PLATFORM))


@cache
def _late(first: int, last: int = _LAST) -> st.SearchStrategy[int]:
    return st.sampled_from(range(last, first - 1, -1))


@cache
def _early(first: int, last: int) -> st.SearchStrategy[int]:
    return st.sampled_from(range(first, last + 1))


@cache
@st.composite
def window(draw: st.DrawFn) -> Window:
    """Draw one window, possibly unbounded on either side."""
    start = draw(_early(-1, _LAST))
    end = draw(_early(start + 1, len(POOL)))
    return Window(None if start < 0 else POOL[start], None if end > _LAST else POOL[end])


@cache
def windows(most: int = 4) -> st.SearchStrategy[Windows]:
    """Draw a set of windows: empty about half the time, else of any number, touching and overlapping."""
    return st.one_of(st.just(Windows.none()), st.lists(window(), max_size=most).map(Windows))


@cache
def texts() -> st.SearchStrategy[str]:
    """Draw text that people and files find hard: several scripts, quotes, commas, line breaks."""
    return st.one_of(
        st.sampled_from(
            (
                "",
                "läuft, „heute“",
                'say "yes"; now',
                "two\nlines",
                "🎉 日本語 עברית",
                " padded ",
                "=1+1",
                "a|b\\c",
                "null",
            )
        ),
        st.text(max_size=8),
    )


@cache
def media() -> st.SearchStrategy[Media]:
    """Draw what a post shows."""
    sizes = st.none() | st.sampled_from((1, 1080, 1920))
    return st.builds(
        Media,
        kind=st.sampled_from(MediaKind),
        width=sizes,
        height=sizes,
        duration=st.none() | st.sampled_from((0, 15, 34.5)),
        sound=st.none() | texts(),
    )


@cache
def _tuples(*some: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(some), max_size=2).map(tuple)


@cache
def _amounts() -> st.SearchStrategy[Decimal | None]:
    return st.none() | st.sampled_from(
        tuple(map(Decimal, ("0", "0.10", "120.50", "1E+3", "79228162514264337593543950335.0001")))
    )


@cache
@st.composite
def ad_settings(draw: st.DrawFn) -> AdSettings:
    """Draw everything that the advertiser sets: money that floats cannot hold included."""
    bid, budget = draw(_amounts()), draw(_amounts())
    currencies = ("USD", "EUR", "JPY") if bid is not None or budget is not None else ("", "USD")
    return AdSettings(
        call_to_action=draw(st.sampled_from(("", "SHOP_NOW", "LEARN_MORE"))),
        landing_page_url=draw(st.sampled_from(("", "https://example.com/?a=1&b=ü,2"))),
        tracking=draw(_tuples("C4A1PIXEL", "https://example.com/t?x=1,2")),
        bid=bid,
        bidding_strategy=draw(st.sampled_from(("", "BID_TYPE_NO_BID"))),
        budget=budget,
        budget_mode=draw(st.sampled_from(BudgetMode)),
        budget_level=draw(st.sampled_from(BudgetLevel)),
        currency=draw(st.sampled_from(currencies)),
        targeting=Targeting(
            audiences=draw(_tuples("33001", "33002")),
            locations=draw(_tuples("6252001", "São Paulo")),
            ages=draw(_tuples("AGE_18_24", "AGE_25_34")),
            interests=draw(_tuples("15", "tea, coffee")),
        ),
        placements=tuple(draw(st.lists(st.sampled_from(Placement), max_size=3, unique=True))),
    )


@cache
@st.composite
def posts(draw: st.DrawFn, id: str = POST_ID, *, detailed: bool = True) -> Post:
    """Draw a post: hidden in any number of windows, deleted in any way or not at all.

    `detailed`: draw what decides nothing as well (caption, media, labels).
    """
    published = draw(_EARLY)
    removal = draw(_REMOVALS)
    details: dict[str, Any] = {}
    if detailed:
        details = {
            "caption": draw(texts()),
            "media": draw(st.none() | media()),
            "labels": tuple(draw(st.lists(texts(), max_size=2))),
        }
    return Post(
        id=id,
        creator=draw(_POSTED_BY),
        published_at=POOL[published],
        deleted_at=None if removal is None else POOL[draw(_late(published))],
        removal=removal,
        hidden=draw(windows()),
        **details,
    )


@cache
def codes(post_id: str = POST_ID) -> st.SearchStrategy[str | None]:
    """Draw an authorization code of a post, or none: two accounts draw the same one often."""
    return st.sampled_from((None, f"#{MARK}+1/{post_id}=", f"#{MARK}+2/{post_id}==", f"{MARK}3{post_id}"))


@cache
def _revoked(issued: int, expires: int) -> st.SearchStrategy[int | None]:
    every = range(issued, len(POOL))
    return st.sampled_from((*[None] * len(every), *[issued, expires] * (len(every) // 3), *every))


@cache
def _redeemed(issued: int, last: int) -> st.SearchStrategy[Any]:
    every = range(issued, last + 1)
    return st.sampled_from((*[..., ...] * len(every), *[None] * len(every), *every))  # `...`: left out, at issue


@cache
@st.composite
def licenses(draw: st.DrawFn, post_id: str = POST_ID) -> License:
    """Draw a license of a post: revoked and redeemed at any instant that is possible.

    Its code belongs to that post alone. Its id is derived, or one of three explicit ones.
    """
    issued = draw(_ISSUED)
    expires = draw(_late(issued + 1))
    revoked = draw(_revoked(issued, expires))
    last = expires - 1 if revoked is None else min(expires - 1, revoked)
    redeemed = draw(_redeemed(issued, last))
    given: dict[str, Any] = {}
    if redeemed is None:
        given["redeemed_at"] = None
    elif redeemed is not Ellipsis:
        given["redeemed_at"] = POOL[redeemed]
    number = draw(_NUMBERS)
    if number is not None:
        given["id"] = f"{post_id}-{number}"
    return License(
        code=draw(codes(post_id)),
        post_id=post_id,
        issued_at=POOL[issued],
        expires_at=POOL[expires],
        revoked_at=None if revoked is None else POOL[revoked],
        advertiser_id=draw(_ACCOUNTS),
        own=draw(_OWN),
        **given,
    )


@cache
@st.composite
def access(draw: st.DrawFn) -> AccountAccess:
    """Draw access to a creator's account: with or without an end, withdrawn at any instant that is possible."""
    granted = draw(_ISSUED)
    expires = draw(_late(granted + 1, len(POOL)))
    revoked = draw(_revoked(granted, min(expires, _LAST)))
    number = draw(_NUMBERS)
    return AccountAccess(
        creator=draw(st.sampled_from(CREATORS)),
        granted_at=POOL[granted],
        expires_at=None if expires > _LAST else POOL[expires],
        revoked_at=None if revoked is None else POOL[revoked],
        advertiser_id=draw(_ACCOUNTS),
        id=None if number is None else f"access-{number}",
    )


@cache
@st.composite
def spark_ads(
    draw: st.DrawFn, post_id: str = POST_ID, id: str = "1738941401274764100", *, detailed: bool = True
) -> SparkAd:
    """Draw an ad on a post: with or without an end, on any account, paused in any number of windows.

    `detailed`: draw what decides nothing as well (ad group, name, settings).
    """
    starts = draw(_EARLY)
    ends = draw(_late(starts + 1, len(POOL)))
    details: dict[str, Any] = {}
    if detailed:
        details = {
            "adgroup_id": draw(st.sampled_from((None, "1738941401274764900"))),
            "name": draw(texts()),
            "settings": draw(ad_settings()),
        }
    return SparkAd(
        id=id,
        post_id=post_id,
        starts_at=POOL[starts],
        ends_at=None if ends > _LAST else POOL[ends],
        identity_type=draw(_IDENTITIES),
        advertiser_id=draw(_ACCOUNTS),
        campaign_id=draw(_CAMPAIGNS),
        paused=draw(windows()),
        **details,
    )


class Case(NamedTuple):
    """A question: an ad with its post, some licenses and some access, at an instant, under a policy."""

    ad: SparkAd
    post: Post
    licenses: tuple[License, ...]
    at: DateTime
    policy: Policy
    access: tuple[AccountAccess, ...] = ()

    def decision(self) -> Decision:
        """Ask at the instant."""
        return serving(
            self.ad, post=self.post, licenses=self.licenses, access=self.access, at=self.at, policy=self.policy
        )

    def timeline(self) -> Timeline[ServingState]:
        """Ask over all time."""
        return serving_timeline(self.ad, post=self.post, licenses=self.licenses, access=self.access, policy=self.policy)


@cache
def _any_licenses(most: int) -> st.SearchStrategy[list[License]]:
    return st.lists(st.sampled_from((POST_ID, POST_ID, POST_ID, OTHER_POST_ID)).flatmap(licenses), max_size=most)


@cache
def _any_access(most: int) -> st.SearchStrategy[list[AccountAccess]]:
    return st.lists(access(), max_size=most)


@cache
@st.composite
def cases(draw: st.DrawFn, *, most: int = 4) -> Case:
    """Draw a question with at most so many licenses, some of another post or of another ad account.

    And with some access, at times to another creator's account or of another ad account.
    """
    return Case(
        ad=draw(spark_ads(detailed=False)),
        post=draw(posts(detailed=False)),
        licenses=tuple(draw(_any_licenses(most))),
        access=tuple(draw(_any_access(min(most, 3)))),
        at=draw(moments()),
        policy=draw(policies()),
    )


@cache
def _licenses_of(post_id: str, most: int) -> st.SearchStrategy[list[License]]:
    return st.lists(licenses(post_id), max_size=most, unique_by=lambda each: each.id)


@cache
def _access_lists(most: int) -> st.SearchStrategy[list[AccountAccess]]:
    return st.lists(access(), max_size=most, unique_by=lambda each: each.id)


@cache
@st.composite
def portfolios(draw: st.DrawFn, *, most: int = 3, detailed: bool = True, accessible: bool = True) -> Portfolio:
    """Draw posts, licenses and ads that belong together, in any order.

    At most so many posts, and for each at most so many licenses and ads. `detailed`: draw what decides
    nothing as well. `accessible`: draw access to accounts.
    """
    post_ids = [str(int(POST_ID) + n) for n in range(draw(_early(0, most)))]
    some_licenses: list[License] = []
    some_ads: list[SparkAd] = []
    for place, post_id in enumerate(post_ids):
        some_licenses += draw(_licenses_of(post_id, most))
        some_ads += [
            draw(spark_ads(post_id, f"17389414012747641{place}{n}", detailed=detailed))
            for n in range(draw(_early(0, most)))
        ]
    return Portfolio(
        posts=_shuffled(draw, [draw(posts(post_id, detailed=detailed)) for post_id in post_ids]),
        licenses=_shuffled(draw, some_licenses),
        ads=_shuffled(draw, some_ads),
        access=draw(_access_lists(most)) if accessible else (),
    )


def _shuffled(draw: st.DrawFn, facts: list[Any]) -> list[Any]:
    turn = draw(_early(0, len(facts))) if facts else 0
    return facts[turn:] + facts[:turn][::-1]  # every fact comes first in some order, and last in another
