"""Every combination of every fact just before, at and just after an instant, against the model.

Nothing here is random. Each fact that may happen is absent, or happens one microsecond before the
instant, at it, or one microsecond after it; what must have happened for another to follow may also
have happened long before, and what must follow may lie far ahead. The number of combinations is
stated, so that none can be skipped unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations_with_replacement, product
from typing import Any, Final

import attrs
import pytest
from model import reference
from model.adapter import plain, ticks
from pendulum import DateTime
from strategies import OTHER_POST_ID, POST_ID, TICK, moved

from sparklicense import (
    GUIDE,
    PLATFORM,
    AccountAccess,
    EmptyWindowError,
    IdentityType,
    ImpossibleFactsError,
    License,
    Policy,
    Post,
    Removal,
    ServingState,
    SparkAd,
    Window,
    Windows,
    instant,
    serving,
    serving_timeline,
)

T: Final = instant("2026-06-01T00:00:00Z")
ZERO: Final = ticks(T)
LONG, BEFORE, AT, AFTER, FAR = -9, -1, 0, 1, 9
MAYBE: Final = (None, BEFORE, AT, AFTER)
BY_POLICY: Final = pytest.mark.parametrize("policy", [GUIDE, PLATFORM], ids=lambda policy: policy.name)


def when(offset: int | None) -> Any:
    """Give the instant so many microseconds from the one asked about."""
    return None if offset is None else moved(T, offset * TICK)


def instants(**offsets: int | None) -> dict[str, Any]:
    """Give instants by field."""
    return {field: when(offset) for field, offset in offsets.items()}


# What can and cannot have happened.

LICENSE_TIMES: Final = list(
    product((LONG, BEFORE, AT, AFTER), (None, LONG, BEFORE, AT, AFTER), (BEFORE, AT, AFTER, FAR), (*MAYBE, FAR))
)
POST_TIMES: Final = list(product((LONG, BEFORE, AT, AFTER), MAYBE))
FLIGHT_TIMES: Final = list(product((LONG, BEFORE, AT, AFTER), MAYBE))
WINDOW_TIMES: Final = list(product(MAYBE, MAYBE))


def license_of(
    issued: int,
    redeemed: int | None,
    expires: int,
    revoked: int | None,
    *,
    account: str | None = None,
    post_id: str = POST_ID,
) -> License:
    """Make a license whose facts lie so many microseconds from the instant asked about."""
    times = instants(issued_at=issued, redeemed_at=redeemed, expires_at=expires, revoked_at=revoked)
    return License(code=None, post_id=post_id, advertiser_id=account, **times)


def post_of(published: int, deleted: int | None, hidden: Windows = Windows.none()) -> Post:  # noqa: B008 - it is frozen
    """Make a post likewise."""
    removal = None if deleted is None else Removal.CREATOR
    return Post(id=POST_ID, removal=removal, hidden=hidden, **instants(published_at=published, deleted_at=deleted))


def ad_of(starts: int, ends: int | None, paused: Windows = Windows.none()) -> SparkAd:  # noqa: B008 - it is frozen
    """Make an ad likewise."""
    return SparkAd(id="1", post_id=POST_ID, paused=paused, **instants(starts_at=starts, ends_at=ends))


def test_a_license_is_refused_exactly_where_it_is_impossible() -> None:
    """400 combinations of issue, redemption, expiry and revocation; the model says which cannot be."""
    refused = 0
    for times in LICENSE_TIMES:
        if reference.license_is_impossible(*times):
            refused += 1
            with pytest.raises(ImpossibleFactsError):
                license_of(*times)
        else:
            assert license_of(*times)
    assert len(LICENSE_TIMES) == 4 * 5 * 4 * 5
    # By issue: long before, before, at and after.
    assert len(LICENSE_TIMES) - refused == len(LICENSES) == 66 + 41 + 19 + 6


def test_a_post_and_a_flight_and_a_window_are_refused_exactly_where_they_are_impossible() -> None:
    """Deleted before it was published; ended no later than started."""
    for published, deleted in POST_TIMES:
        if deleted is not None and deleted < published:
            with pytest.raises(ImpossibleFactsError):
                post_of(published, deleted)
        else:
            assert post_of(published, deleted)
    for starts, ends in FLIGHT_TIMES:
        if ends is not None and ends <= starts:
            with pytest.raises(ImpossibleFactsError):
                ad_of(starts, ends)
        else:
            assert ad_of(starts, ends)
    for start, end in WINDOW_TIMES:
        if start is not None and end is not None and end <= start:
            with pytest.raises(EmptyWindowError):
                Window(when(start), when(end))
        else:
            assert Window(when(start), when(end))
    assert (len(POSTS), len(FLIGHTS), len(WINDOWS)) == (4 + 4 + 3 + 2, 4 + 3 + 2 + 1, 1 + 4 + 3 + 2 + 1)


LICENSES: Final = [times for times in LICENSE_TIMES if not reference.license_is_impossible(*times)]
POSTS: Final = [(start, end) for start, end in POST_TIMES if end is None or start <= end]
FLIGHTS: Final = [(start, end) for start, end in FLIGHT_TIMES if end is None or start < end]
WINDOWS: Final = [
    Windows.none(),
    *(
        Windows((Window(when(start), when(end)),))
        for start, end in WINDOW_TIMES
        if start is None or end is None or start < end
    ),
]


# What follows from it.


def agreed(
    ad: SparkAd,
    post: Post,
    licenses: Sequence[License],
    policy: Policy,
    model: reference.Case,
    access: Sequence[AccountAccess] = (),
) -> ServingState:
    """Check that every reader says what the model says; give the headline."""
    decision = serving(ad, post=post, licenses=licenses, access=access, at=T, policy=policy)
    timeline = serving_timeline(ad, post=post, licenses=licenses, access=access, policy=policy)
    happened = reference.changes(model)
    assert tuple(each.state.value for each in decision.objections) == reference.objections(model, ZERO), model
    assert decision.state.value == reference.state(model, ZERO), model
    assert timeline.at(T) is decision.state, model
    assert [(ticks(t), state.value) for t, state in timeline.changes] == happened, model
    next_state = None if decision.next_state is None else decision.next_state.value
    assert (ticks(decision.since), ticks(decision.until), next_state) == reference.around(happened, ZERO), model
    return decision.state


def met(answers: Iterable[ServingState]) -> Counter[ServingState]:
    """Count the headlines."""
    return Counter(answers)


STANDING_LICENSES: Final = {
    "from now on": (license_of(AT, AT, FAR, None),),
    "until now": (license_of(LONG, LONG, AT, None),),
}


@BY_POLICY
@pytest.mark.parametrize("licensed", STANDING_LICENSES)
def test_every_combination_of_post_flight_and_switch(licensed: str, policy: Policy) -> None:
    """Publication, deletion, hiding, start, end and pause: 15,730 combinations under each license and policy."""
    licenses = STANDING_LICENSES[licensed]
    posts = [post_of(*life, hidden) for life, hidden in product(POSTS, WINDOWS)]
    ads = [ad_of(*flight, paused) for flight, paused in product(FLIGHTS, WINDOWS)]
    plain_posts = [plain(ads[0], post, licenses, policy) for post in posts]
    plain_ads = [plain(ad, posts[0], licenses, policy).ad for ad in ads]

    def answers() -> Iterator[ServingState]:
        for post, base in zip(posts, plain_posts, strict=True):
            for ad, plain_ad in zip(ads, plain_ads, strict=True):
                yield agreed(ad, post, licenses, policy, base._replace(ad=plain_ad))

    found = met(answers())
    assert found.total() == 13 * 11 * 10 * 11 == 15_730
    expected = {"post_deleted", "ended", "post_unpublished", "scheduled", "paused", "serving"}
    expected |= {"post_hidden"} if policy.post_must_be_public else set()
    if licensed == "until now":
        expected = {"post_deleted", "ended", "license_expired"}
    assert {state.value for state in found} == expected


SURROUNDINGS: Final = {
    "nothing else in the way": (post_of(LONG, None), ad_of(LONG, None)),
    "post goes now": (post_of(LONG, AT), ad_of(LONG, None)),
    "post goes after now": (post_of(LONG, AFTER), ad_of(LONG, FAR)),
    "post comes now, hidden": (post_of(AT, None, Windows((Window(when(AT), when(AFTER)),))), ad_of(LONG, None)),
    "flight ends now": (post_of(LONG, None), ad_of(BEFORE, AT)),
    "flight starts after now, paused": (post_of(LONG, None), ad_of(AFTER, FAR, Windows.always())),
}


@BY_POLICY
@pytest.mark.parametrize("identity", IdentityType)
def test_every_combination_of_one_license(identity: IdentityType, policy: Policy) -> None:
    """Issue, redemption, expiry and revocation, on any account, for any account, in several surroundings."""
    accounts = list(product((None, "a"), (None, "a", "b"), (POST_ID, OTHER_POST_ID)))

    def answers() -> Iterator[ServingState]:
        for times, (mine, theirs, post_id) in product(LICENSES, accounts):
            licenses = (license_of(*times, account=theirs, post_id=post_id),)
            for post, each in SURROUNDINGS.values():
                ad = attrs.evolve(each, identity_type=identity, advertiser_id=mine)
                yield agreed(ad, post, licenses, policy, plain(ad, post, licenses, policy))

    found = met(answers())
    assert found.total() == 132 * 12 * 6
    licensing = {state.value for state in ServingState if state.value.startswith("license_")}
    states = {state.value for state in found}
    assert states & licensing == (licensing if identity is IdentityType.AUTH_CODE else set())


@BY_POLICY
def test_every_combination_of_two_licenses(policy: Policy) -> None:
    """All 8,778 pairs: gaps, overlaps, ends at the same microsecond, one revoked where the other runs out."""
    post, ad = SURROUNDINGS["nothing else in the way"]
    made = [license_of(*times) for times in LICENSES]
    base = plain(ad, post, made, policy)
    pairs = list(zip(made, base.licenses, strict=True))

    def answers() -> Iterator[ServingState]:
        for (one, plain_one), (two, plain_two) in combinations_with_replacement(pairs, 2):
            yield agreed(ad, post, (one, two), policy, base._replace(licenses=(plain_one, plain_two)))

    found = met(answers())
    assert found.total() == 132 * 133 // 2
    assert {state.value for state in found} == {
        "serving",
        "license_pending",
        "license_unredeemed",
        "license_expired",
        "license_revoked",
    }


ACCESS_TIMES: Final = [
    (granted, expires, revoked)
    for granted, expires, revoked in product((LONG, BEFORE, AT, AFTER), (*MAYBE, FAR), (*MAYBE, FAR))
    if (expires is None or expires > granted) and (revoked is None or revoked >= granted)
]


def access_of(granted: int, expires: int | None, revoked: int | None, **others: Any) -> AccountAccess:
    """Make an access likewise."""
    times = instants(granted_at=granted, expires_at=expires, revoked_at=revoked)
    return AccountAccess(**{"creator": "maya", **times, **others})


@BY_POLICY
@pytest.mark.parametrize("identity", IdentityType)
def test_every_combination_of_one_access(identity: IdentityType, policy: Policy) -> None:
    """Grant, end and revocation, of any account, for any ad account, on a known and an unknown creator's post."""
    accounts = list(product((None, "a"), (None, "a", "b"), ("maya", "zoe"), ("maya", "")))

    def answers() -> Iterator[ServingState]:
        for times, (mine, theirs, owner, creator) in product(ACCESS_TIMES, accounts):
            access = (access_of(*times, creator=owner, advertiser_id=theirs),)
            for post, each in SURROUNDINGS.values():
                ad = attrs.evolve(each, identity_type=identity, advertiser_id=mine)
                made = attrs.evolve(post, creator=creator)
                licenses = STANDING_LICENSES["from now on"]
                yield agreed(ad, made, licenses, policy, plain(ad, made, licenses, policy, access), access)

    found = met(answers())
    assert len(ACCESS_TIMES) == 25 + 20 + 12 + 6
    assert found.total() == 63 * 24 * 6
    states = {state.value for state in found if state.value.startswith("access_")}
    assert states == (set() if identity is IdentityType.AUTH_CODE else {"access_ended", "access_pending"})


@BY_POLICY
def test_every_combination_of_two_accesses(policy: Policy) -> None:
    """All pairs: gaps, overlaps, ends at the same microsecond, one that has ended beside one that has not begun."""
    post, ad = SURROUNDINGS["nothing else in the way"]
    post, ad = attrs.evolve(post, creator="maya"), attrs.evolve(ad, identity_type=IdentityType.BC_AUTH_TT)
    made = [access_of(*times) for times in ACCESS_TIMES]
    base = plain(ad, post, (), policy, made)
    pairs = list(zip(made, base.access, strict=True))

    def answers() -> Iterator[ServingState]:
        for (one, plain_one), (two, plain_two) in combinations_with_replacement(pairs, 2):
            yield agreed(ad, post, (), policy, base._replace(access=(plain_one, plain_two)), (one, two))

    found = met(answers())
    assert found.total() == 63 * 64 // 2
    assert {state.value for state in found} == {"serving", "access_pending", "access_ended"}


def test_an_instant_of_the_pool_is_asked_about_exactly() -> None:
    """The offsets above are microseconds, neither more nor less."""
    assert [DateTime.__sub__(when(offset), T) for offset in (BEFORE, AT, AFTER)] == [-TICK, timedelta(), TICK]
