"""Laws of the rulebook: what more permission, fewer rules and another order do to an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import POOL, POST_ID, Case, access, cases, licenses, moments, policies, portfolios

from sparklicense import (
    GUIDE,
    PLATFORM,
    SERVING,
    AccountAccess,
    Actor,
    IdentityType,
    License,
    Policy,
    Portfolio,
    Post,
    Removal,
    Rulebook,
    ServingRule,
    ServingState,
    SparkAd,
    Window,
    Windows,
    instant,
)
from sparklicense.rules.expiry import access_counting, counting
from sparklicense.rules.serving import Index, Objection, gathering, objecting, objections, standings

OBJECTING: Final = tuple(row for row in SERVING.rows if row.state is not None)
LICENSE_STATES: Final = {row.state for row in OBJECTING if row.track == "license" and row.state is not None}


def without(row: ServingRule) -> Index:
    """Give the index of a rulebook from which a row is gone."""
    return tuple(
        {standing: tuple(each for each in found if each.rule is not row) for standing, found in track.items()}
        for track in objecting(SERVING)
    )


def read(case: Case, index: Index) -> tuple[Objection, ...]:
    """Read another index than the rulebook's own."""
    ad, post = case.ad, case.post
    counted = counting(ad, case.licenses), access_counting(ad, post, case.access)
    return objections(standings(ad, post, *counted, case.at), case.policy, gathering(index))


def longer(permission: Any) -> st.SearchStrategy[Any]:
    """Draw the same license or access with the same or a later expiry."""
    if permission.expires_at is None:
        return st.just(permission)
    ends = [t for t in POOL if t >= permission.expires_at]
    return st.sampled_from([*ends, instant("9999-12-31T23:59:59.999999Z")]).map(
        lambda end: attrs.evolve(permission, expires_at=end)
    )


def serving_windows(case: Case) -> Windows:
    """Give all instants at which the ad serves."""
    return case.timeline().windows(ServingState.SERVING)


@given(cases(), st.data())
def test_a_later_expiry_never_shortens_serving(case: Case, data: st.DataObject) -> None:
    """Every instant at which the ad serves is one at which it serves with a license that runs longer."""
    some = [*case.licenses] or [data.draw(licenses())]
    before = case._replace(licenses=tuple(some))
    place = data.draw(st.integers(0, len(some) - 1))
    some[place] = data.draw(longer(some[place]))
    assert not serving_windows(before) - serving_windows(case._replace(licenses=tuple(some)))


@given(cases(), licenses())
def test_one_more_license_never_stops_an_ad(case: Case, license: License) -> None:
    """Whatever the new license is, and whether it is the first or the last."""
    for more in ((*case.licenses, license), (license, *case.licenses)):
        assert not serving_windows(case) - serving_windows(case._replace(licenses=more))


@given(cases(), st.data())
def test_access_that_lasts_longer_never_shortens_serving(case: Case, data: st.DataObject) -> None:
    """Nor does a revocation that did not happen."""
    some = [*case.access] or [data.draw(access())]
    before = case._replace(access=tuple(some))
    place = data.draw(st.integers(0, len(some) - 1))
    some[place] = data.draw(longer(some[place]) | st.just(attrs.evolve(some[place], expires_at=None, revoked_at=None)))
    assert not serving_windows(before) - serving_windows(case._replace(access=tuple(some)))


@given(cases(), access())
def test_one_more_access_stops_no_ad_but_one_whose_access_was_assumed(case: Case, new: AccountAccess) -> None:
    """What is recorded replaces the assumption; beside what is recorded, or while it is in force, it only permits."""
    more = serving_windows(case._replace(access=(*case.access, new)))
    counted = access_counting(case.ad, case.post, case.access)
    in_force = Windows((Window(new.granted_at, new.ends_at),)) if new.ends_at != new.granted_at else Windows.none()
    assert not (serving_windows(case) if counted else serving_windows(case) & in_force) - more


@given(cases())
def test_removing_a_rule_never_stops_an_ad(case: Case) -> None:
    """Without a row there is one objection fewer at most: that row's own, and no other."""
    before = case.decision().objections
    for row in OBJECTING:
        after = read(case, without(row))
        assert after == tuple(each for each in before if each.rule is not row)
        assert not (before == () and after)


@given(cases())
def test_removing_the_headlines_rule_changes_the_headline(case: Case) -> None:
    """The headline's row is what makes the headline: without it the next objection comes first."""
    decision = case.decision()
    if decision.because is not None:
        rest = read(case, without(decision.because))
        assert rest == decision.objections[1:]
        assert all(each.state is not decision.state for each in rest)


def licensed(case: Case) -> Case:
    """Add a license that is in force from the instant of the case on."""
    ad = case.ad
    fresh = License.issue(code=None, post_id=ad.post_id, issued_at=case.at, days=7, advertiser_id=ad.advertiser_id)
    return case._replace(licenses=(*case.licenses, fresh))


def accessed(case: Case) -> Case:
    """Add access that is in force from the instant of the case on."""
    fresh = AccountAccess(creator=case.post.creator, granted_at=case.at, advertiser_id=case.ad.advertiser_id)
    return case._replace(access=(*case.access, fresh))


def shown(case: Case, **changes: Any) -> Case:
    """Make the post public from the instant of the case on, and whatever else is asked."""
    hidden = case.post.hidden - Windows((Window(case.at, None),))
    return case._replace(post=attrs.evolve(case.post, hidden=hidden, **changes))


def replanned(case: Case, **changes: Any) -> Case:
    """Change the ad."""
    return case._replace(ad=attrs.evolve(case.ad, **changes))


FIXED: Final[dict[ServingState, Callable[[Case], Case]]] = {
    ServingState.POST_DELETED: lambda case: shown(case, deleted_at=None, removal=None),
    ServingState.ENDED: lambda case: replanned(case, ends_at=None),
    **dict.fromkeys(LICENSE_STATES, licensed),
    ServingState.ACCESS_ENDED: accessed,
    ServingState.ACCESS_PENDING: accessed,
    ServingState.POST_UNPUBLISHED: lambda case: shown(case, published_at=case.at),
    ServingState.POST_HIDDEN: shown,
    ServingState.SCHEDULED: lambda case: replanned(case, starts_at=case.at),
    ServingState.PAUSED: lambda case: replanned(case, paused=case.ad.paused - Windows((Window(case.at, None),))),
}
"""What takes the cause of a state out of the facts, at the instant of the case."""


@given(cases())
def test_removing_the_headlines_cause_changes_the_headline(case: Case) -> None:
    """Fixing what the headline names, and fixing on, ends in serving: every stop has a cause in the facts."""
    seen: list[ServingState] = []
    while not (decision := case.decision()).serves:
        seen.append(decision.state)
        before, case = case, FIXED[decision.state](case)
        assert case.decision().state is not decision.state, (before, decision)
        assert len(seen) == len(set(seen))


@given(cases(), st.data())
def test_the_order_of_licenses_and_access_does_not_matter(case: Case, data: st.DataObject) -> None:
    """The same objections and the same changes, however they are listed, and listed twice or not."""
    order, given = data.draw(st.permutations(case.licenses)), data.draw(st.permutations(case.access))
    for other in (
        case._replace(licenses=tuple(order), access=tuple(given)),
        case._replace(licenses=(*case.licenses, *order), access=(*case.access, *given)),
    ):
        assert other.decision().objections == case.decision().objections
        assert other.timeline() == case.timeline()


@given(portfolios(detailed=False), moments(), policies(), st.data())
def test_the_order_of_posts_licenses_and_ads_does_not_matter(
    portfolio: Portfolio, at: DateTime, policy: Policy, data: st.DataObject
) -> None:
    """A portfolio in another order gives each ad the same objections and the same changes."""
    other = Portfolio(
        posts=data.draw(st.permutations(portfolio.posts)),
        licenses=data.draw(st.permutations(portfolio.licenses)),
        ads=data.draw(st.permutations(portfolio.ads)),
        access=data.draw(st.permutations(portfolio.access)),
    )
    for ad in portfolio.ads:
        here, there = (each.serving(ad.id, at=at, policy=policy) for each in (portfolio, other))
        assert there.objections == here.objections
        assert other.timeline(ad.id, policy=policy) == portfolio.timeline(ad.id, policy=policy)


@given(cases(), st.permutations(SERVING.rows))
def test_the_order_of_rows_does_not_matter(case: Case, rows: list[ServingRule]) -> None:
    """A row's rank decides what comes first, not its place in the table."""
    book = Rulebook("serving", SERVING.tracks, tuple(rows))
    assert read(case, objecting(book)) == case.decision().objections


@given(cases(), st.sampled_from((IdentityType.TT_USER, IdentityType.BC_AUTH_TT)))
def test_an_ad_on_an_account_never_has_a_license_objection(case: Case, identity: IdentityType) -> None:
    """Whatever the licenses say, they are not asked."""
    case = case._replace(ad=attrs.evolve(case.ad, identity_type=identity))
    assert not LICENSE_STATES & {each.state for each in case.decision().objections}
    assert not LICENSE_STATES & {case.timeline().initial, *(state for _, state in case.timeline().changes)}
    assert case._replace(licenses=()).decision().objections == case.decision().objections


@given(cases())
def test_an_ad_on_a_code_never_has_an_access_objection(case: Case) -> None:
    """Whatever access is recorded, it is not asked."""
    case = case._replace(ad=attrs.evolve(case.ad, identity_type=IdentityType.AUTH_CODE))
    assert case._replace(access=()).decision() == case.decision()
    assert case._replace(access=()).timeline() == case.timeline()


@given(cases())
def test_access_is_assumed_exactly_where_an_ad_needs_it_and_none_counts(case: Case) -> None:
    """And the decision names the row that says so, whether the ad serves or not."""
    assumed = not case.ad.needs_license and not access_counting(case.ad, case.post, case.access)
    assert [row.id for row in case.decision().assumed] == ["access_assumed"] * assumed


@given(cases())
def test_every_objection_names_its_row(case: Case) -> None:
    """A row of the rulebook that applies under the policy, once, and one for each track at most."""
    decision = case.decision()
    rows = [each.rule for each in decision.objections]
    assert all(row in SERVING.under(case.policy) for row in rows)
    assert [row.state for row in rows] == [each.state for each in decision.objections]
    assert len({row.track for row in rows}) == len(rows)
    assert decision.because is (rows[0] if rows else None)
    ranks = [row.rank for row in rows]
    assert ranks == sorted(set(ranks), key=lambda rank: rank or 0)


T: Final = instant("2026-06-01T00:00:00Z")
SOON: Final = instant("2026-06-01T00:00:00.000001Z")
NOW: Final = Windows((Window(T, SOON),))
POST: Final = Post(id=POST_ID, creator="@maya", published_at="2026-05-01T00:00:00Z")
AD: Final = SparkAd(id="1", post_id=POST_ID, starts_at="2026-05-20T00:00:00Z")
CODE: Final = License.issue(code="#one=", post_id=POST_ID, issued_at="2026-05-24T07:09:07Z", days=30)
SERVED: Final = Case(AD, POST, (CODE,), T, GUIDE)
LENT: Final = attrs.evolve(AD, identity_type=IdentityType.BC_AUTH_TT)
ACCESS: Final = AccountAccess(creator="maya", granted_at="2026-05-01T00:00:00Z")
ACCESSED: Final = SERVED._replace(ad=LENT, licenses=(), access=(ACCESS,))

ALONE: Final[dict[str, Case]] = {
    "post_deleted": SERVED._replace(post=POST.delete(T)),
    "post_removed": SERVED._replace(post=POST.delete(T, removal=Removal.MODERATION)),
    "ended": SERVED._replace(ad=attrs.evolve(AD, ends_at=T)),
    "license_missing": SERVED._replace(licenses=()),
    "license_revoked": SERVED._replace(licenses=(CODE.revoke(T),)),
    "license_expired": SERVED._replace(licenses=(attrs.evolve(CODE, expires_at=T),)),
    "license_expired_extendable": SERVED._replace(licenses=(attrs.evolve(CODE, expires_at=T),), policy=PLATFORM),
    "own_license_revoked": SERVED._replace(licenses=(attrs.evolve(CODE.revoke(T), own=True),)),
    "own_license_expired": SERVED._replace(licenses=(attrs.evolve(CODE, expires_at=T, own=True),)),
    "license_unredeemed": SERVED._replace(licenses=(attrs.evolve(CODE, redeemed_at=None),)),
    "license_pending": SERVED._replace(
        licenses=(License.issue(code="#two=", post_id=POST_ID, issued_at=SOON, days=30),)
    ),
    "access_ended": ACCESSED._replace(access=(ACCESS.revoke(T),)),
    "access_pending": ACCESSED._replace(access=(attrs.evolve(ACCESS, granted_at=SOON),)),
    "post_unpublished": SERVED._replace(post=attrs.evolve(POST, published_at=SOON)),
    "post_hidden": SERVED._replace(post=attrs.evolve(POST, hidden=NOW)),
    "scheduled": SERVED._replace(ad=attrs.evolve(AD, starts_at=SOON)),
    "paused": SERVED._replace(ad=attrs.evolve(AD, paused=NOW)),
}
"""For each row that objects, facts to which only it objects."""


def test_the_facts_that_the_rows_are_tried_on_serve_otherwise() -> None:
    """What each of them changes is what makes the difference."""
    assert SERVED.decision().serves
    assert ACCESSED.decision().serves
    assert ALONE.keys() == {row.id for row in OBJECTING}


@pytest.mark.parametrize("policy", [GUIDE, PLATFORM], ids=lambda policy: policy.name)
@pytest.mark.parametrize("row", OBJECTING, ids=lambda row: row.id)
def test_every_row_can_be_the_only_objection(row: ServingRule, policy: Policy) -> None:
    """And it changes the answer alone: with it the ad stops, without it the ad serves; under both policies."""
    case = ALONE[row.id] if row.under else ALONE[row.id]._replace(policy=policy)
    assert [each.rule for each in case.decision().objections] == [row]
    assert case.decision().state is row.state
    assert read(case, without(row)) == ()


@pytest.mark.parametrize("policy", [GUIDE, PLATFORM], ids=lambda policy: policy.name)
@pytest.mark.parametrize("identity", [IdentityType.TT_USER, IdentityType.BC_AUTH_TT])
def test_a_revoked_access_stops_an_ad_at_that_microsecond(identity: IdentityType, policy: Policy) -> None:
    """Not before; and it is in force again as soon as any is (fact I2)."""
    case = ACCESSED._replace(
        ad=attrs.evolve(LENT, identity_type=identity), access=(ACCESS.revoke(SOON),), policy=policy
    )
    assert case.decision().serves
    assert case.decision().until == SOON
    assert case._replace(at=SOON).decision().state is ServingState.ACCESS_ENDED
    again = attrs.evolve(ACCESS, granted_at="2026-06-02T00:00:00Z")
    changes = case._replace(access=(ACCESS.revoke(SOON), again)).timeline().changes[-2:]
    assert changes == ((SOON, ServingState.ACCESS_ENDED), (again.granted_at, ServingState.SERVING))


@pytest.mark.parametrize("elsewhere", [{"creator": "zoë"}, {"advertiser_id": "b"}])
def test_only_access_to_the_creators_account_and_of_the_ads_account_counts(elsewhere: dict[str, Any]) -> None:
    """Whatever happens to another is ignored, and access stays assumed."""
    ended = attrs.evolve(ACCESS.revoke(T), **elsewhere)
    case = ACCESSED._replace(access=(ended,))
    assert case.decision().serves
    assert case.decision().assumed
    unknown = case._replace(post=attrs.evolve(POST, creator=""), access=(ACCESS.revoke(T),))
    assert unknown.decision().serves
    assert unknown.decision().assumed


@given(cases())
def test_whose_post_it_is_changes_who_acts_and_nothing_else(case: Case) -> None:
    """The advertiser gives the codes of an own post: the same states at the same times, and no creator to wait for."""
    theirs, own = (
        case._replace(licenses=tuple(attrs.evolve(each, own=of) for each in case.licenses)) for of in (False, True)
    )
    assert own.timeline() == theirs.timeline()
    for one, other in zip(theirs.decision().objections, own.decision().objections, strict=True):
        over = one.state in (ServingState.LICENSE_EXPIRED, ServingState.LICENSE_REVOKED)
        assert one.state is other.state
        assert other.rule.actor is (Actor.ADVERTISER if over else one.rule.actor)
