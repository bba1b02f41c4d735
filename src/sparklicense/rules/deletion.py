"""What a creator may take away while ads use it: deleting a post, hiding it, revoking a license or access."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Final

import attrs
from pendulum import DateTime

from sparklicense.access import ACCESS, AccessStatus, AccountAccess
from sparklicense.ads import SCHEDULE, ScheduleStatus, SparkAd
from sparklicense.checks import check_kind, collected
from sparklicense.citations import Citation, facts, guide
from sparklicense.errors import InvalidValueError, shown
from sparklicense.instants import InstantLike, instant, written
from sparklicense.licenses import LICENSE, License, LicenseStatus
from sparklicense.policies import GUIDE, Policy, PolicyLike, policy_of
from sparklicense.posts import POST, Post, PostStatus
from sparklicense.rules.expiry import access_counting, counting
from sparklicense.rules.rulebook import Rulebook
from sparklicense.rules.serving_rows import SERVING


class RemovalAct(StrEnum):
    """What a creator takes away."""

    DELETE = "delete"
    HIDE = "hide"
    REVOKE = "revoke"


class Use(StrEnum):
    """Whether ads use what is to be taken away; scheduled and paused ones do, ads that are over do not."""

    FREE = "free"
    IN_USE = "in_use"


@attrs.frozen(kw_only=True)
class RemovalRule:
    """A row: while one thing stands in a certain way, some acts are refused.

    Attributes:
        id: what verdicts call the row.
        track: the thing that changes over time.
        standing: the way it stands.
        refuses: the acts it refuses; empty: it permits.
        rank: its place in the order of precedence; `None` where it permits.
        reason: what is the case, in words.
        under: the policy's attribute and the value with which the row applies; `None`: always.
        citations: where the rule comes from.
    """

    id: str
    track: str
    standing: StrEnum
    refuses: frozenset[RemovalAct] = frozenset()
    rank: int | None = None
    reason: str
    under: tuple[str, bool] | None = None
    citations: tuple[Citation, ...] = attrs.field(repr=False)


_ON_POST: Final = frozenset({RemovalAct.DELETE, RemovalAct.HIDE})
_GONE: Final = (guide("One licensing gotcha"), facts("B6"))
_WINDOW: Final = (guide("What expires when"), facts("A6", "A7"))

DELETION: Final = Rulebook(
    "deletion",
    {
        "post": tuple(PostStatus),
        "license": tuple(LicenseStatus),
        "access": tuple(AccessStatus),
        "use": tuple(Use),
    },
    (
        RemovalRule(
            id="already_deleted",
            track="post",
            standing=PostStatus.DELETED,
            refuses=_ON_POST,
            rank=1,
            reason="the post is gone already",
            citations=_GONE,
        ),
        RemovalRule(
            id="not_published",
            track="post",
            standing=PostStatus.UNPUBLISHED,
            refuses=_ON_POST,
            rank=1,
            reason="the post is not published yet",
            citations=_GONE,
        ),
        RemovalRule(
            id="already_hidden",
            track="post",
            standing=PostStatus.HIDDEN,
            refuses=frozenset({RemovalAct.HIDE}),
            rank=1,
            reason="the post is hidden already",
            citations=(facts("B7"),),
        ),
        RemovalRule(
            id="not_issued",
            track="license",
            standing=LicenseStatus.PENDING,
            refuses=frozenset({RemovalAct.REVOKE}),
            rank=2,
            reason="the license is not issued yet",
            citations=_WINDOW,
        ),
        RemovalRule(
            id="already_expired",
            track="license",
            standing=LicenseStatus.EXPIRED,
            refuses=frozenset({RemovalAct.REVOKE}),
            rank=2,
            reason="the license has run out already",
            citations=_WINDOW,
        ),
        RemovalRule(
            id="already_revoked",
            track="license",
            standing=LicenseStatus.REVOKED,
            refuses=frozenset({RemovalAct.REVOKE}),
            rank=2,
            reason="the license is withdrawn already",
            citations=(facts("B10"),),
        ),
        RemovalRule(
            id="access_not_granted",
            track="access",
            standing=AccessStatus.PENDING,
            refuses=frozenset({RemovalAct.REVOKE}),
            rank=3,
            reason="access is not given yet",
            citations=(facts("I1"),),
        ),
        RemovalRule(
            id="access_already_expired",
            track="access",
            standing=AccessStatus.EXPIRED,
            refuses=frozenset({RemovalAct.REVOKE}),
            rank=3,
            reason="access has run out already",
            citations=(facts("E4"),),
        ),
        RemovalRule(
            id="access_already_revoked",
            track="access",
            standing=AccessStatus.REVOKED,
            refuses=frozenset({RemovalAct.REVOKE}),
            rank=3,
            reason="access is withdrawn already",
            citations=(facts("I2"),),
        ),
        RemovalRule(
            id="in_use_locked",
            track="use",
            standing=Use.IN_USE,
            refuses=frozenset(RemovalAct),
            rank=4,
            reason="TikTok refuses it while ads use the post",
            under=("creator_may_remove", False),
            citations=(facts("B5", "B7", "B8", "B9"),),
        ),
        RemovalRule(
            id="in_use_allowed",
            track="use",
            standing=Use.IN_USE,
            reason="the creator may, and the ads that use it stop",
            under=("creator_may_remove", True),
            citations=(guide("One licensing gotcha"),),
        ),
        RemovalRule(id="free", track="use", standing=Use.FREE, reason="no ad uses it", citations=(facts("B5", "B9"),)),
        RemovalRule(
            id="post_there", track="post", standing=PostStatus.LIVE, reason="the post is live", citations=_GONE
        ),
        RemovalRule(
            id="license_unredeemed",
            track="license",
            standing=LicenseStatus.UNREDEEMED,
            reason="the code is not applied yet",
            citations=_WINDOW,
        ),
        RemovalRule(
            id="license_active",
            track="license",
            standing=LicenseStatus.ACTIVE,
            reason="the license is in force",
            citations=_WINDOW,
        ),
        RemovalRule(
            id="access_active",
            track="access",
            standing=AccessStatus.ACTIVE,
            reason="an account's owner may withdraw access at any time, and the ads that run by it stop at once",
            citations=(facts("I2"),),
        ),
    ),
)
"""Which acts of a creator go through, and which are refused."""


@attrs.frozen(kw_only=True)
class RemovalVerdict:
    """Whether a creator may take something away, and what becomes of the ads."""

    act: RemovalAct
    """What is to be taken away."""
    allowed: bool
    """Whether the act goes through."""
    blocking_ads: tuple[str, ...]
    """Ids of the ads that the act is refused for, sorted."""
    stops: tuple[str, ...]
    """Ids of the ads that use it and cannot serve on it afterwards, sorted; empty where the act is refused."""
    earliest_release: DateTime | None
    """When no ad known now uses it any more, in UTC: `at` where none does, `None` where one has no end."""
    rule: RemovalRule
    """The row that decides."""
    reason: str
    """The row's reason, in words."""


def can_delete(post: Post, *, ads: Collection[SparkAd], at: InstantLike, policy: PolicyLike = GUIDE) -> RemovalVerdict:
    """Tell whether a creator may delete a post.

    A post is in use while any ad on it is not over, paused and scheduled ones included.

    Args:
        post: the post.
        ads: any ads; those on other posts are ignored.
        at: the instant of the act.
        policy: the reading of the sources.

    Examples:
        >>> from sparklicense import PLATFORM, Post, SparkAd, can_delete
        >>> post = Post(id="1", published_at="2026-05-01T00:00:00Z")
        >>> ad = SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-07-01T00:00:00Z")
        >>> can_delete(post, ads=[ad], at="2026-06-02T00:00:00Z").stops
        ('7',)
        >>> verdict = can_delete(post, ads=[ad], at="2026-06-02T00:00:00Z", policy=PLATFORM)
        >>> verdict.allowed, verdict.blocking_ads, verdict.earliest_release.isoformat()
        (False, ('7',), '2026-07-01T00:00:00+00:00')
    """
    policy = policy_of(policy)
    t = instant(at)
    check_kind("post", post, Post)
    users = unfinished((each for each in collected("ads", ads, SparkAd) if each.post_id == post.id), t)
    return _verdict(RemovalAct.DELETE, users, t, policy, "post", POST.at(post, t), stopping=True)


def can_hide(post: Post, *, ads: Collection[SparkAd], at: InstantLike, policy: PolicyLike = GUIDE) -> RemovalVerdict:
    """Tell whether a creator may make a post private; arguments and answer as for `can_delete`."""
    policy = policy_of(policy)
    t = instant(at)
    check_kind("post", post, Post)
    users = unfinished((each for each in collected("ads", ads, SparkAd) if each.post_id == post.id), t)
    stopping = SERVING.answer("post", PostStatus.HIDDEN, policy).state is not None
    return _verdict(RemovalAct.HIDE, users, t, policy, "post", POST.at(post, t), stopping=stopping)


def can_revoke(
    permission: License | AccountAccess,
    *,
    ads: Collection[SparkAd],
    posts: Collection[Post] = (),
    at: InstantLike,
    policy: PolicyLike = GUIDE,
) -> RemovalVerdict:
    """Tell whether a creator may withdraw a license, or access to the account; answer as for `can_delete`.

    It is in use while an ad that it counts for is not over. Other licenses of the post, and other access to
    the account, are not looked at: an ad named in `stops` goes on if one of them is in force. Access is
    always withdrawn at once, under every policy (fact I2).

    Args:
        permission: the license, or the access.
        ads: any ads; those that it does not count for are ignored.
        posts: for access, the posts of the ads, which say whose account it is; for a license, none.
        at: the instant of the act.
        policy: the reading of the sources.

    Raises:
        ValueError: for access, the post of an ad is not given.

    Examples:
        >>> from sparklicense import PLATFORM, AccountAccess, Post, SparkAd, can_revoke
        >>> post = Post(id="1", creator="@maya", published_at="2026-05-01T00:00:00Z")
        >>> ad = SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", identity_type="BC_AUTH_TT")
        >>> access = AccountAccess(creator="@maya", granted_at="2026-05-20T00:00:00Z")
        >>> can_revoke(access, ads=[ad], posts=[post], at="2026-06-02T00:00:00Z", policy=PLATFORM).stops
        ('7',)
    """
    policy = policy_of(policy)
    t = instant(at)
    given = collected("ads", ads, SparkAd)
    if isinstance(permission, AccountAccess):
        lent = [each for each in given if not each.needs_license]
        users = unfinished(_running_by(permission, lent, collected("posts", posts, Post)), t)
        return _verdict(RemovalAct.REVOKE, users, t, policy, "access", ACCESS.at(permission, t), stopping=True)
    check_kind("license", permission, License)
    users = unfinished((each for each in given if each.needs_license and counting(each, (permission,))), t)
    return _verdict(RemovalAct.REVOKE, users, t, policy, "license", LICENSE.at(permission, t), stopping=True)


def _running_by(access: AccountAccess, ads: Iterable[SparkAd], posts: Iterable[Post]) -> Iterable[SparkAd]:
    post_of = {each.id: each for each in posts}
    for ad in ads:
        if ad.post_id not in post_of:
            raise InvalidValueError(
                f"posts: {shown(ad.post_id)} of ad {shown(ad.id)} is missing; it says whose account the ad runs from"
            )
        if access_counting(ad, post_of[ad.post_id], (access,)):
            yield ad


def unfinished(ads: Iterable[SparkAd], at: DateTime) -> list[SparkAd]:
    """Give the ads that are not over at an instant (UTC), paused and scheduled ones included, by id."""
    return sorted((each for each in ads if SCHEDULE.at(each, at) is not ScheduleStatus.OVER), key=lambda ad: ad.id)


def _verdict(
    act: RemovalAct,
    users: list[SparkAd],
    at: DateTime,
    policy: Policy,
    track: str,
    standing: StrEnum,
    *,
    stopping: bool,
) -> RemovalVerdict:
    use = DELETION.answer("use", Use.IN_USE if users else Use.FREE, policy)
    own = DELETION.answer(track, standing, policy)
    # No use protects access.
    rules = (own,) if track == "access" else (own, use)
    refusal = next((rule for rule in rules if act in rule.refuses), None)
    rule = refusal or rules[-1]
    ids = tuple(each.id for each in users)
    ends = [each.ends_at for each in users]
    known = [end for end in ends if end is not None]
    return RemovalVerdict(
        act=act,
        allowed=refusal is None,
        blocking_ads=ids if refusal is use else (),
        stops=ids if refusal is None and stopping else (),
        earliest_release=max(known, default=at) if len(known) == len(ends) else None,
        rule=rule,
        reason=rule.reason if not users else f"{rule.reason} ({_counted(users)}, at {written(at)})",
    )


def _counted(users: list[SparkAd]) -> str:
    return "1 ad" if len(users) == 1 else f"{len(users)} ads"
