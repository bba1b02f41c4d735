"""Redemption: whether TikTok would take a code, before it is asked."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

import attrs

from sparklicense import markup
from sparklicense.checks import check_kind
from sparklicense.citations import Basis, Citation, facts, guide
from sparklicense.errors import ImpossibleFactsError, shown
from sparklicense.instants import InstantLike, instant
from sparklicense.licenses import LICENSE, License, LicenseStatus
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.posts import POST, Post, PostStatus, Removal
from sparklicense.rules.rulebook import Actor, Rulebook, sources


class PostToRedeem(StrEnum):
    """What the post behind a code is, as far as it matters for applying the code."""

    UNPUBLISHED = "unpublished"
    THERE = "there"
    DELETED = "deleted"
    REMOVED = "removed"


class RedeemingAccount(StrEnum):
    """Whose the license is, for the ad account that applies its code."""

    OPEN = "open"
    OTHER = "other"


@attrs.frozen(kw_only=True)
class RedemptionRule:
    """A row: while one thing stands in a certain way, a code can be applied or cannot.

    Attributes:
        id: what verdicts call the row.
        track: the thing that changes over time.
        standing: the way it stands.
        rank: its place in the order of precedence; `None` where it permits.
        error: TikTok's name for the error that it would answer with; `None`: it documents none, or the row permits.
        reason: what is the case, in words.
        actor: who acts; `None` where it permits.
        remedy: what they do.
        under: the policy's attribute and the value with which the row applies; `None`: always.
        basis: what the rule rests on.
        citations: where it comes from.
    """

    id: str
    track: str
    standing: StrEnum
    rank: int | None = None
    error: str | None = None
    reason: str
    actor: Actor | None = None
    remedy: str = ""
    under: tuple[str, bool] | None = None
    basis: Basis = Basis.PLATFORM
    citations: tuple[Citation, ...] = attrs.field(repr=False)


def _row(track: str, id: str, standing: StrEnum, reason: str, *cited: Citation, **more: Any) -> RedemptionRule:
    return RedemptionRule(id=id, track=track, standing=standing, reason=reason, citations=cited, **more)


_CREATOR, _ADVERTISER, _TIME = Actor.CREATOR, Actor.ADVERTISER, Actor.TIME
_ANOTHER: Final = "contact the creator, or choose another post"
_USE: Final = guide("How the brand uses the code")

REDEMPTION: Final = Rulebook(
    "redemption",
    {"post": tuple(PostToRedeem), "license": tuple(LicenseStatus), "account": tuple(RedeemingAccount)},
    (
        _row("post", "post_deleted", PostToRedeem.DELETED, "the post is deleted", facts("B6", "I9"),
             rank=1, error="video_deleted", actor=_CREATOR, remedy=_ANOTHER),
        _row("post", "post_removed", PostToRedeem.REMOVED, "a reviewer has removed the post", facts("B14", "I9"),
             rank=1, error="video_unavailable", actor=_CREATOR, remedy=_ANOTHER),
        _row("post", "post_unpublished", PostToRedeem.UNPUBLISHED, "the post is not published yet",
             rank=1, actor=_CREATOR, remedy="publish the post", basis=Basis.OURS),
        _row("license", "code_expired", LicenseStatus.EXPIRED, "the authorization has expired",
             facts("A11", "A15"), rank=2, error="auth_code_expired", actor=_CREATOR,
             remedy="extend it in the app, or give a new code"),
        _row("license", "code_withdrawn", LicenseStatus.REVOKED, "the creator has withdrawn the code",
             facts("B9", "A17"), rank=2, error="auth_code_not_found", actor=_CREATOR,
             remedy="authorize the post again and send the new code"),
        _row("license", "not_begun", LicenseStatus.PENDING, "the authorization has not begun", facts("A6"),
             rank=2, actor=_TIME, remedy="wait until the authorization begins"),
        _row("license", "applied_already", LicenseStatus.ACTIVE, "the code is already applied", facts("A20"),
             basis=Basis.REPORTED, rank=2, actor=_ADVERTISER, remedy="use the post: nothing is left to apply"),
        _row("account", "another_account", RedeemingAccount.OTHER, "the license belongs to another ad account",
             facts("A12c"), rank=3, actor=_ADVERTISER, remedy="apply the code in the ad account that it was given to"),
        _row("post", "post_there", PostToRedeem.THERE, "the post is there; it need not be public", facts("B7")),
        _row("license", "code_in_hand", LicenseStatus.UNREDEEMED, "the code can be applied until it expires",
             _USE, facts("A10", "A11"), basis=Basis.GUIDE),
        _row("account", "own_account", RedeemingAccount.OPEN, "the license is open to the ad account", facts("A12c")),
    ),
)  # fmt: skip
"""Which standings let a code be applied, and what TikTok answers under the others."""


@attrs.frozen(kw_only=True)
class RedemptionVerdict:
    """Whether an ad account can apply a code at an instant."""

    allowed: bool
    """Whether TikTok would take it."""
    rule: RedemptionRule
    """The row that decides."""
    error: str | None
    """TikTok's name for the error that it would answer with, like `auth_code_expired`; `None`: it documents none."""
    reason: str
    """The row's reason, in words."""
    actor: Actor | None
    """Who acts before the code can be applied; `None` where it can."""
    remedy: str
    """What they do."""

    def explain(self) -> str:
        """Say in words whether TikTok would take the code, what it would answer, and who does what first."""
        lines = [f"the code {'can' if self.allowed else 'cannot'} be applied: {self.reason}."]
        lines += [f"TikTok would answer `{self.error}`."] if self.error else []
        if self.actor is not None:
            who = "time will fix it" if self.actor is Actor.TIME else f"the {self.actor} can fix it"
            lines.append(f"{who}: {self.remedy}.")
        lines += [f"source: {each}." for each in sources(self.rule)]
        return "\n".join(line[0].upper() + line[1:] for line in lines)

    __str__ = explain
    _repr_html_ = markup.explained


def can_redeem(
    license: License, *, post: Post, at: InstantLike, advertiser_id: str | None, policy: PolicyLike = GUIDE
) -> RedemptionVerdict:
    """Tell what TikTok would answer if a code were applied, before it is asked.

    Args:
        license: the license whose code would be applied. `License.redeem` records that it was.
        post: its post.
        at: the instant.
        advertiser_id: the ad account that would apply it; `None`: not known.
        policy: the reading of the sources.

    Raises:
        ImpossibleFactsError: the post is not the license's.
        TypeError: arguments of other kinds.

    Examples:
        >>> from sparklicense import License, Post, can_redeem
        >>> post = Post(id="1", published_at="2026-05-01T00:00:00Z")
        >>> code = License.issue(code="#secret=", post_id="1", issued_at="2026-06-01T00:00:00Z", redeemed_at=None)
        >>> can_redeem(code, post=post, at="2026-06-02T00:00:00Z", advertiser_id="42").allowed
        True
        >>> verdict = can_redeem(code, post=post, at="2026-07-01T00:00:00Z", advertiser_id="42")
        >>> verdict.error, verdict.actor.value, verdict.remedy
        ('auth_code_expired', 'creator', 'extend it in the app, or give a new code')
    """
    check_kind("license", license, License)
    check_kind("post", post, Post)
    t, reading = instant(at), policy_of(policy)
    if post.id != license.post_id:
        raise ImpossibleFactsError(f"post: {shown(post.id)} is not the license's post {shown(license.post_id)}")
    is_other = license.advertiser_id is not None and advertiser_id not in (None, license.advertiser_id)
    rules = [
        REDEMPTION.answer("post", _post(post, POST.at(post, t)), reading),
        REDEMPTION.answer("license", LICENSE.at(license, t), reading),
        REDEMPTION.answer("account", RedeemingAccount.OTHER if is_other else RedeemingAccount.OPEN, reading),
    ]
    refusal = next((rule for rule in rules if rule.rank is not None), None)
    rule = refusal or rules[1]
    return RedemptionVerdict(
        allowed=refusal is None,
        rule=rule,
        error=rule.error,
        reason=rule.reason,
        actor=rule.actor,
        remedy=rule.remedy,
    )


def _post(post: Post, status: PostStatus) -> PostToRedeem:
    if status is PostStatus.DELETED:
        return PostToRedeem.REMOVED if post.removal is Removal.MODERATION else PostToRedeem.DELETED
    return PostToRedeem.UNPUBLISHED if status is PostStatus.UNPUBLISHED else PostToRedeem.THERE
