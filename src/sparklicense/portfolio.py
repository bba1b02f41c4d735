"""Portfolios: facts held together, and the questions asked of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, TypeAlias, TypeVar

import attrs
from pendulum import DateTime

from sparklicense import markup
from sparklicense.access import AccountAccess
from sparklicense.ads import SparkAd
from sparklicense.audit import Audit
from sparklicense.audit_rows import CampaignStatus, Case, Change, changes_of
from sparklicense.auditing import audited
from sparklicense.checks import at_handle, canonical_handle, check_kind, collected
from sparklicense.errors import InvalidValueError, PortfolioError, UnknownIdError, WrongTypeError, shown
from sparklicense.instants import InstantLike, instant, later
from sparklicense.licenses import License, LicenseStatus, followed_to
from sparklicense.policies import GUIDE, Policy, PolicyLike, policy_of
from sparklicense.posts import POST, Post, PostStatus
from sparklicense.rules.expiry import counting
from sparklicense.rules.serving import Decision, serving, serving_timeline
from sparklicense.rules.states import ServingState
from sparklicense.timelines import Timeline
from sparklicense.windows import Window

Fact: TypeAlias = Post | License | SparkAd | AccountAccess
F = TypeVar("F", bound=Fact)
V = TypeVar("V")

KINDS: Final[Mapping[str, type[Fact]]] = {
    "posts": Post,
    "licenses": License,
    "ads": SparkAd,
    "access": AccountAccess,
}
"""The facts that a portfolio holds, by the name of their list."""

_RUNNING_OUT: Final = (LicenseStatus.ACTIVE, LicenseStatus.UNREDEEMED)


def _posts(value: Iterable[Post]) -> tuple[Post, ...]:
    return _facts("posts", value, Post)


def _licenses(value: Iterable[License]) -> tuple[License, ...]:
    return _facts("licenses", value, License)


def _ads(value: Iterable[SparkAd]) -> tuple[SparkAd, ...]:
    return _facts("ads", value, SparkAd)


def _access(value: Iterable[AccountAccess]) -> tuple[AccountAccess, ...]:
    return _facts("access", value, AccountAccess)


def _facts(field: str, value: Iterable[F], kind: type[F]) -> tuple[F, ...]:
    found = tuple(value) if isinstance(value, Iterator) else tuple(collected(field, value, kind))
    for each in found:
        check_kind(field, each, kind)
    return found


@attrs.frozen(repr=False)
class Portfolio:
    """Posts, licenses, Spark Ads and access to accounts that belong together; immutable, indexed and checked whole.

    Attributes:
        posts: every post that an ad or a license names.
        licenses: the licenses, several for a post where it was renewed or applied by several accounts.
        ads: the ads.
        access: access to the accounts of creators, for the ads that need no license.

    Raises:
        PortfolioError: duplicate ids, an ad or a license on an unknown post, one code on two posts;
            `.problems` lists them all.
        TypeError: something that is no such fact.

    Examples:
        >>> from sparklicense import License, Portfolio, Post, SparkAd
        >>> portfolio = Portfolio(
        ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
        ...     licenses=[License.issue(code="#secret=", post_id="1", issued_at="2026-05-24T07:09:07Z")],
        ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", campaign_id="c")],
        ... )
        >>> portfolio.serving("7", at="2026-07-01T00:00:00Z").state.value
        'license_expired'
        >>> portfolio.campaign("c", at="2026-07-01T00:00:00Z").nothing_serves
        True
    """

    posts: tuple[Post, ...] = attrs.field(converter=_posts, default=())
    licenses: tuple[License, ...] = attrs.field(converter=_licenses, default=())
    ads: tuple[SparkAd, ...] = attrs.field(converter=_ads, default=())
    access: tuple[AccountAccess, ...] = attrs.field(converter=_access, default=())
    _posts: dict[str, Post] = attrs.field(init=False, eq=False)
    _ads: dict[str, SparkAd] = attrs.field(init=False, eq=False)
    # By post, because that is how an ad finds those that may count for it.
    _licenses: dict[str, list[License]] = attrs.field(init=False, eq=False)
    _access: dict[str, list[AccountAccess]] = attrs.field(init=False, eq=False)  # by creator
    _campaigns: dict[str, list[SparkAd]] = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Check the facts together and index them."""
        posts = {each.id: each for each in self.posts}
        licenses: defaultdict[str, list[License]] = defaultdict(list)
        for license in self.licenses:
            licenses[license.post_id].append(license)
        access: defaultdict[str, list[AccountAccess]] = defaultdict(list)
        for each in self.access:
            access[each.creator].append(each)
        campaigns: defaultdict[str, list[SparkAd]] = defaultdict(list)
        for ad in self.ads:
            if ad.campaign_id is not None:
                campaigns[ad.campaign_id].append(ad)
        if problems := [*_problems(self, posts)]:
            raise PortfolioError(problems)
        object.__setattr__(self, "_posts", posts)
        object.__setattr__(self, "_ads", {each.id: each for each in self.ads})
        object.__setattr__(self, "_licenses", dict(licenses))
        object.__setattr__(self, "_access", dict(access))
        object.__setattr__(self, "_campaigns", dict(campaigns))

    def __repr__(self) -> str:
        """Count the facts."""
        access = f", {len(self.access)} access" if self.access else ""
        return f"Portfolio({len(self.posts)} posts, {len(self.licenses)} licenses, {len(self.ads)} ads{access})"

    def _repr_html_(self) -> str:
        """Show its ads in a notebook."""
        rows = ((ad.name or ad.id, ad.post_id, at_handle(self._posts[ad.post_id].creator)) for ad in self.ads)
        return markup.table(repr(self), ("ad", "post", "creator"), rows, len(self.ads))

    def post(self, post_id: str | Post) -> Post:
        """Find a post by its id, or by a post of that id; an unknown one raises `UnknownIdError`."""
        return _found(self._posts, "post", post_id.id if isinstance(post_id, Post) else post_id)

    def ad(self, ad_id: str | SparkAd) -> SparkAd:
        """Find an ad by its id, or by an ad of that id; an unknown one raises `UnknownIdError`."""
        return _found(self._ads, "ad", ad_id.id if isinstance(ad_id, SparkAd) else ad_id)

    def licenses_of(self, post_id: str | Post) -> tuple[License, ...]:
        """Give the licenses of a post, in the portfolio's order; an unknown post raises `UnknownIdError`."""
        return tuple(self._licenses.get(self.post(post_id).id, ()))

    @property
    def campaign_ids(self) -> tuple[str, ...]:
        """The ids of the campaigns that ads belong to, sorted."""
        return tuple(sorted(self._campaigns))

    def access_to(self, creator: str) -> tuple[AccountAccess, ...]:
        """Give the access to a creator's account, in the portfolio's order; none where none is recorded."""
        return tuple(self._access.get(canonical_handle(creator), ()))

    def with_(self, *facts: Fact) -> Portfolio:
        """Add facts, or replace those of the same id: a scenario. This portfolio stays as it is.

        Raises:
            PortfolioError: the facts do not belong together.
            TypeError: something that is no such fact.
        """
        for each in facts:
            _check_fact(each)
        lists: dict[str, Any] = {
            name: _replaced(getattr(self, name), [each for each in facts if isinstance(each, kind)])
            for name, kind in KINDS.items()
        }
        return Portfolio(**lists)

    def without(self, *facts: str | Fact) -> Portfolio:
        """Take facts out. This portfolio stays as it is.

        Args:
            facts: facts of the portfolio, or their ids.

        Raises:
            PortfolioError: an ad or a license is left without its post.
            UnknownIdError: nothing has such an id.
            ValueError: facts of several kinds have the id; give the fact.

        Examples:
            >>> from sparklicense import AccountAccess, Portfolio
            >>> access = AccountAccess(creator="@maya", granted_at="2026-05-01T00:00:00Z")
            >>> Portfolio(access=[access]).without("maya@2026-05-01T00:00:00Z")
            Portfolio(0 posts, 0 licenses, 0 ads)
        """
        ids = {name: {each.id for each in getattr(self, name)} for name in KINDS}
        gone = {_place(each, ids) for each in facts}
        lists: dict[str, Any] = {
            name: [each for each in getattr(self, name) if (name, each.id) not in gone] for name in KINDS
        }
        return Portfolio(**lists)

    def serving(self, ad_id: str | SparkAd, *, at: InstantLike, policy: PolicyLike = GUIDE) -> Decision:
        """Tell whether an ad serves at an instant; see `sparklicense.serving`.

        Raises:
            UnknownIdError: no such ad.
        """
        ad, post, licenses, access = self._case(self.ad(ad_id))
        return serving(ad, post=post, licenses=licenses, access=access, at=at, policy=policy)

    def timeline(self, ad_id: str | SparkAd, *, policy: PolicyLike = GUIDE) -> Timeline[ServingState]:
        """Tell what an ad does over all time; see `sparklicense.serving_timeline`.

        Raises:
            UnknownIdError: no such ad.
        """
        return self._timeline(self.ad(ad_id), policy_of(policy))

    def campaign(self, campaign_id: str, *, at: InstantLike, policy: PolicyLike = GUIDE) -> CampaignStatus:
        """Tell which ads of a campaign serve at an instant. The campaign itself stays live (fact B4).

        Raises:
            UnknownIdError: no ad belongs to such a campaign.
        """
        policy = policy_of(policy)
        t = instant(at)
        ads = _found(self._campaigns, "campaign", campaign_id)
        return CampaignStatus(
            id=campaign_id,
            ads=tuple(ad.id for ad in ads),
            serving=tuple(ad.id for ad in ads if self.serving(ad.id, at=t, policy=policy).serves),
        )

    def expiring(self, *, at: InstantLike, within: timedelta) -> tuple[License, ...]:
        """Give the licenses that are issued, not over, and end soon, the first to end first.

        Left out is what needs nobody: a license that another one follows without a gap, one that every ad
        it counts for ends before or with, and one whose post is gone by then.

        Args:
            at: the instant asked about.
            within: how far ahead to look; an end exactly that far ahead counts.
        """
        t = instant(at)
        horizon = _horizon(t, within)
        ending = [each for each in self.licenses if each.status(t) in _RUNNING_OUT and each.ends_at <= horizon]
        ads: defaultdict[str, list[SparkAd]] = defaultdict(list)
        for ad in self.ads:
            if ad.needs_license:
                ads[ad.post_id].append(ad)
        missed = [each for each in ending if self._is_missed(each, ads[each.post_id])]
        return tuple(sorted(missed, key=lambda each: (each.ends_at, each.id)))

    def _is_missed(self, license: License, ads: list[SparkAd]) -> bool:
        """Tell whether anybody misses a license when it ends, of the ads on its post that need one."""
        end, post = license.ends_at, self.post(license.post_id)
        if POST.at(post, end) is PostStatus.DELETED or followed_to(license, end, self.licenses_of(post.id)) > end:
            return False
        users = [ad for ad in ads if counting(ad, (license,))]
        return not users or any(ad.ends_at is None or ad.ends_at > end for ad in users)

    def upcoming(self, start: InstantLike, end: InstantLike, *, policy: PolicyLike = GUIDE) -> tuple[Change, ...]:
        """Give every change of any ad in a window, in the order in which they happen.

        Args:
            start: the start of the window, included.
            end: its end, excluded.
            policy: the reading of the sources.

        Raises:
            ValueError: `end` is not after `start`.
        """
        policy = policy_of(policy)
        window = Window(instant(start), instant(end))
        found = [
            change
            for ad in self.ads
            for change in changes_of(self._case(ad), self._timeline(ad, policy), policy)
            if change.at in window
        ]
        return tuple(sorted(found, key=lambda change: (change.at, change.ad_id)))

    def audit(
        self,
        *,
        at: InstantLike,
        within: timedelta | None = None,
        policy: PolicyLike = GUIDE,
        progress: Callable[[Iterable[SparkAd]], Iterable[SparkAd]] = iter,
    ) -> Audit:
        """Tell which ads serve, which do not and why, what changes next, and which campaigns stand idle.

        Args:
            at: the instant asked about.
            within: how far ahead to list changes, that instant included; `None`: none are listed.
            policy: the reading of the sources.
            progress: wraps the ads while they are gone through, to show how far the audit is.

        Examples:
            >>> from datetime import timedelta
            >>> from sparklicense import License, Portfolio, Post, SparkAd
            >>> portfolio = Portfolio(
            ...     posts=[Post(id="1", published_at="2026-05-01T00:00:00Z")],
            ...     licenses=[License.issue(code="#secret=", post_id="1", issued_at="2026-05-24T07:09:07Z")],
            ...     ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z")],
            ... )
            >>> audit = portfolio.audit(at="2026-06-01T00:00:00Z", within=timedelta(days=30))
            >>> [(change.ad_id, change.to.value) for change in audit.upcoming]
            [('7', 'license_expired')]
            >>> audit.needs_action
            True
        """
        policy = policy_of(policy)
        t = instant(at)
        cases = (self._case(ad) for ad in progress(self.ads))
        horizon = None if within is None else _horizon(t, within)
        return audited(cases, self.licenses, at=t, horizon=horizon, policy=policy)

    def _timeline(self, ad: SparkAd, policy: Policy) -> Timeline[ServingState]:
        ad, post, licenses, access = self._case(ad)
        return serving_timeline(ad, post=post, licenses=licenses, access=access, policy=policy)

    def _case(self, ad: SparkAd) -> Case:
        post = self._posts[ad.post_id]
        return ad, post, self._licenses.get(post.id, ()), self._access.get(post.creator, ())


def _horizon(at: DateTime, within: timedelta) -> DateTime:
    if not isinstance(within, timedelta):
        raise WrongTypeError(f"within: a `timedelta`, not {type(within).__name__}: {shown(within)}")
    if within <= timedelta():
        raise InvalidValueError(f"within: {shown(str(within))} is not ahead; more than zero")
    return later(at, within)


def _found(index: Mapping[str, V], kind: str, id: str) -> V:
    try:
        return index[id]
    except (KeyError, TypeError):
        why = "" if isinstance(id, str) else f": an id is text, not {type(id).__name__}; write it in quotes"
        raise UnknownIdError(f"no {kind} has the id {shown(id)}{why}") from None


def _check_fact(fact: object) -> None:
    if not isinstance(fact, Fact):
        raise WrongTypeError(
            f"facts: a `Post`, a `License`, a `SparkAd` or an `AccountAccess`, not {type(fact).__name__}"
        )


def _place(fact: str | Fact, ids: Mapping[str, set[str]]) -> tuple[str, str]:
    """Name the list that holds a fact, and its id."""
    if isinstance(fact, str):
        id, names = fact, list(ids)
    else:
        _check_fact(fact)
        id, names = fact.id, [name for name, kind in KINDS.items() if isinstance(fact, kind)]
    places = [name for name in names if id in ids[name]]
    if not places:
        raise UnknownIdError(f"nothing in the portfolio has the id {shown(id)}")
    if len(places) > 1:
        raise InvalidValueError(f"facts: {' and '.join(places)} have the id {shown(id)}; give the fact in its place")
    return places[0], id


def _replaced(facts: Iterable[F], new: Sequence[F]) -> list[F]:
    latest = {each.id: each for each in new}
    if len(latest) < len(new):
        return [*facts, *new]  # let the portfolio name the duplicates
    return list(({each.id: each for each in facts} | latest).values())


def _problems(portfolio: Portfolio, posts: Mapping[str, Post]) -> Iterable[str]:
    for name in KINDS:
        yield from _duplicates(name, [each.id for each in getattr(portfolio, name)])
    for field, facts in (("licenses", portfolio.licenses), ("ads", portfolio.ads)):
        for each in facts:
            if each.post_id not in posts:
                yield f"{field}: {shown(each.id)} names the unknown post {shown(each.post_id)}"
    posts_of: defaultdict[str, set[str]] = defaultdict(set)
    for license in portfolio.licenses:
        if license.code is not None:
            posts_of[license.code].add(license.post_id)
    if any(len(named) > 1 for named in posts_of.values()):
        fingerprints = {each.code: each.fingerprint for each in portfolio.licenses if each.code is not None}
        for code, fingerprint in fingerprints.items():
            if len(posts_of[code]) > 1:
                named = ", ".join(map(shown, sorted(posts_of[code])))
                yield f"licenses: the code of fingerprint {shown(fingerprint)} is on the posts {named}; one post each"


def _duplicates(field: str, ids: list[str]) -> Iterable[str]:
    if len(set(ids)) < len(ids):
        for id, times in Counter(ids).items():
            if times > 1:
                yield f"{field}: the id {shown(id)} occurs {times} times; ids are unique"
