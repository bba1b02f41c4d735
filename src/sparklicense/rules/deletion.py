"""What a creator may take away while ads use it: deleting a post, hiding it, revoking a license or access."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Any, Final

import attrs
from pendulum import DateTime

from sparklicense import markup
from sparklicense.access import ACCESS, AccessStatus, AccountAccess
from sparklicense.ads import SCHEDULE, ScheduleStatus, SparkAd
from sparklicense.checks import check_kind, collected
from sparklicense.citations import Basis, Citation, facts, guide
from sparklicense.errors import InvalidValueError, shown
from sparklicense.instants import InstantLike, ZoneLike, instant, local, written, zone
from sparklicense.licenses import LICENSE, License, LicenseStatus
from sparklicense.policies import GUIDE, Policy, PolicyLike, policy_of
from sparklicense.posts import POST, Post, PostStatus
from sparklicense.rules.expiry import access_counting, counting
from sparklicense.rules.rulebook import Rulebook, sources
from sparklicense.rules.serving_rows import SERVING


class RemovalAct(StrEnum):
    """What a creator takes away."""

    DELETE = "delete"
    HIDE = "hide"
    REVOKE = "revoke"


class Use(StrEnum):
    """Whether ads use what is to be taken away: none does, all that do are over, or one is not over yet.

    Scheduled and paused ads are not over.
    """

    FREE = "free"
    OVER = "over"
    IN_USE = "in_use"


def _acts(value: Iterable[RemovalAct]) -> frozenset[RemovalAct]:
    return frozenset(value)


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
        basis: what the rule rests on.
        citations: where it comes from.
    """

    id: str
    track: str
    standing: StrEnum
    refuses: frozenset[RemovalAct] = attrs.field(converter=_acts, default=frozenset())
    rank: int | None = None
    reason: str
    under: tuple[str, bool] | None = None
    basis: Basis
    citations: tuple[Citation, ...] = attrs.field(repr=False)


def _row(
    track: str, id: str, standing: StrEnum, reason: str, basis: Basis, *cited: Citation, **more: Any
) -> RemovalRule:
    return RemovalRule(id=id, track=track, standing=standing, reason=reason, basis=basis, citations=cited, **more)


_GUIDE, _PLATFORM, _OURS = Basis.GUIDE, Basis.PLATFORM, Basis.OURS
_POST, _CODE, _ACCESS = PostStatus, LicenseStatus, AccessStatus
_ON_POST, _HIDE, _REVOKE = (RemovalAct.DELETE, RemovalAct.HIDE), (RemovalAct.HIDE,), (RemovalAct.REVOKE,)
_MAY, _MAY_NOT = ("creator_may_remove", True), ("creator_may_remove", False)
_GOTCHA, _EXPIRES = guide("One licensing gotcha"), guide("What expires when")

DELETION: Final = Rulebook(
    "deletion",
    {"post": tuple(PostStatus), "license": tuple(LicenseStatus), "access": tuple(AccessStatus), "use": tuple(Use)},
    (
        # What is not there cannot be taken away: our choice, where no source speaks.
        _row("post", "already_deleted", _POST.DELETED, "the post is already gone", _OURS, refuses=_ON_POST, rank=1),
        _row("post", "not_published", _POST.UNPUBLISHED, "the post is not published yet", _OURS,
             refuses=_ON_POST, rank=1),
        _row("post", "already_hidden", _POST.HIDDEN, "the post is already hidden", _OURS, refuses=_HIDE, rank=1),
        _row("license", "not_issued", _CODE.PENDING, "the license is not issued yet", _OURS, refuses=_REVOKE, rank=2),
        _row("license", "already_expired", _CODE.EXPIRED, "the license has already expired", _OURS,
             refuses=_REVOKE, rank=2),
        _row("license", "already_revoked", _CODE.REVOKED, "the license is already withdrawn", _OURS,
             refuses=_REVOKE, rank=2),
        _row("access", "access_not_granted", _ACCESS.PENDING, "access is not given yet", _OURS,
             refuses=_REVOKE, rank=3),
        _row("access", "access_already_expired", _ACCESS.EXPIRED, "access has already expired", _OURS,
             refuses=_REVOKE, rank=3),
        _row("access", "access_already_revoked", _ACCESS.REVOKED, "access is already withdrawn", _OURS,
             refuses=_REVOKE, rank=3),
        _row("use", "in_use_locked", Use.IN_USE,
             "TikTok refuses it while ads on the post exist: documented for codes and for privacy, and for deleting "
             "only of one's own Business Account",
             _PLATFORM, facts("B5", "B7", "B8", "B9", "K2"), refuses=tuple(RemovalAct), rank=4, under=_MAY_NOT),
        _row("use", "over_locked", Use.OVER,
             "TikTok refuses it while ads on the post exist, even if they are over; deleting the ads frees it",
             _PLATFORM, facts("B9", "K2"), refuses=tuple(RemovalAct), rank=4, under=_MAY_NOT),
        _row("use", "in_use_allowed", Use.IN_USE, "the creator may, and the ads that use it stop", _GUIDE, _GOTCHA,
             under=_MAY),
        _row("use", "over_allowed", Use.OVER, "every ad that used it is over", _GUIDE, _GOTCHA, under=_MAY),
        _row("use", "free", Use.FREE, "no ad uses it", _PLATFORM, facts("B9")),
        _row("post", "post_there", _POST.LIVE, "the post is live", _GUIDE, _GOTCHA),
        _row("license", "license_unredeemed", _CODE.UNREDEEMED, "the code is not applied yet",
             _GUIDE, _EXPIRES, facts("A6", "A7")),
        _row("license", "license_active", _CODE.ACTIVE, "the license is in force",
             _GUIDE, _EXPIRES, facts("A6", "A7")),
        _row("access", "access_active", _ACCESS.ACTIVE,
             "an account's owner may withdraw access at any time, and the ads that run by it stop at once",
             _PLATFORM, facts("I2")),
    ),
)  # fmt: skip
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
    """When no ad known now uses it any more, in UTC: `at` where none does; `None` where one has no end, or where only
    deleting the ads frees it."""
    rule: RemovalRule
    """The row that decides."""
    reason: str
    """The row's reason, in words."""

    def explain(self, tz: ZoneLike = "UTC") -> str:
        """Say in words whether the act goes through, what becomes of the ads, and when it is free.

        Args:
            tz: the clock on which instants are written, an IANA name.
        """
        lines = [f"to {self.act}: {'allowed' if self.allowed else 'refused'}; {self.reason}."]
        lines += [f"stops: {', '.join(map(shown, self.stops))}."] if self.stops else []
        if self.blocking_ads:
            lines.append(f"used by: {', '.join(map(shown, self.blocking_ads))}.")
            free = self.earliest_release
            lines.append("no known end." if free is None else f"free from {local(free, zone(tz))}.")
        lines += [f"source: {each}." for each in sources(self.rule)]
        return "\n".join(line[0].upper() + line[1:] for line in lines)

    __str__ = explain
    _repr_html_ = markup.explained


def can_delete(post: Post, *, ads: Collection[SparkAd], at: InstantLike, policy: PolicyLike = GUIDE) -> RemovalVerdict:
    """Tell whether a creator may delete a post.

    Under `GUIDE` a post is in use while any ad on it is not over, paused and scheduled ones included;
    under `PLATFORM` while any ad on it exists (facts B9, K2).

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
        >>> verdict.allowed, verdict.blocking_ads, verdict.earliest_release
        (False, ('7',), None)
    """
    return _of_post(RemovalAct.DELETE, post, ads, instant(at), policy_of(policy), stopping=True)


def can_hide(post: Post, *, ads: Collection[SparkAd], at: InstantLike, policy: PolicyLike = GUIDE) -> RemovalVerdict:
    """Tell whether a creator may make a post private; arguments and answer as for `can_delete`."""
    policy = policy_of(policy)
    stopping = SERVING.answer("post", PostStatus.HIDDEN, policy).state is not None
    return _of_post(RemovalAct.HIDE, post, ads, instant(at), policy, stopping=stopping)


def _of_post(
    act: RemovalAct, post: Post, ads: Collection[SparkAd], at: DateTime, policy: Policy, *, stopping: bool
) -> RemovalVerdict:
    check_kind("post", post, Post)
    users = [each for each in collected("ads", ads, SparkAd) if each.post_id == post.id]
    return _verdict(act, users, at, policy, "post", POST.at(post, at), stopping=stopping)


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
        users = [*_running_by(permission, lent, collected("posts", posts, Post))]
        return _verdict(RemovalAct.REVOKE, users, t, policy, "access", ACCESS.at(permission, t), stopping=True)
    check_kind("license", permission, License)
    users = [each for each in given if each.needs_license and counting(each, (permission,))]
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
    act: RemovalAct, users: Iterable[SparkAd], at: DateTime, policy: Policy, track: str, standing: StrEnum, *,
    stopping: bool,
) -> RemovalVerdict:  # fmt: skip
    all_of_them = sorted(users, key=lambda ad: ad.id)
    running = unfinished(all_of_them, at)
    use = DELETION.answer("use", Use.IN_USE if running else Use.OVER if all_of_them else Use.FREE, policy)
    own = DELETION.answer(track, standing, policy)
    rules = (own,) if track == "access" else (own, use)  # no use protects access
    refusal = next((rule for rule in rules if act in rule.refuses), None)
    rule = refusal or rules[-1]
    # Where ads that are over count as well, only deleting them frees what they use.
    counted = running if policy.creator_may_remove or track == "access" else all_of_them
    ends = [each.ends_at for each in counted]
    known = [end for end in ends if end is not None]
    released = len(known) == len(ends) and (counted is running or not ends)
    number = f"{len(counted)} ad{'s' if len(counted) > 1 else ''}, at {written(at)}"
    return RemovalVerdict(
        act=act,
        allowed=refusal is None,
        blocking_ads=tuple(each.id for each in counted) if refusal is use else (),
        stops=tuple(each.id for each in running) if refusal is None and stopping else (),
        earliest_release=max(known, default=at) if released else None,
        rule=rule,
        reason=f"{rule.reason} ({number})" if counted else rule.reason,
    )
