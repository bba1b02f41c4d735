"""Permissions: which licenses, and which access to the account, count for an ad, and what they amount to.

The rows of this rulebook are the license rows of the serving rulebook: a rule is written once.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from sparklicense.access import ACCESS, AccessStatus, AccountAccess
from sparklicense.ads import NEEDS_LICENSE, SparkAd
from sparklicense.citations import Citation, facts, guide
from sparklicense.instants import elapsed
from sparklicense.licenses import LICENSE, License, LicenseStatus, LicenseTimes, in_force
from sparklicense.rules.rulebook import Actor, Rulebook
from sparklicense.rules.states import ServingState
from sparklicense.windows import edges_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pendulum import DateTime

    from sparklicense.policies import Policy
    from sparklicense.posts import Post


class LicenseStanding(StrEnum):
    """What all the licenses that count for an ad amount to; `OWN_…` where the advertiser gives the codes."""

    NOT_NEEDED = "not_needed"
    MISSING = "missing"
    PENDING = "pending"
    UNREDEEMED = "unredeemed"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"
    OWN_EXPIRED = "own_expired"
    OWN_REVOKED = "own_revoked"


class AccessStanding(StrEnum):
    """What all the access that counts for an ad amounts to."""

    NOT_NEEDED = "not_needed"
    ASSUMED = "assumed"
    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"


@attrs.frozen(kw_only=True)
class ServingRule:
    """A row: while one thing about the facts stands in a certain way, an ad may serve or may not.

    Attributes:
        id: what reports call the row.
        track: the thing that changes over time.
        standing: the way it stands.
        state: what it imposes on the ad; `None`: it permits serving.
        rank: its place in the order of precedence; `None` where it permits.
        reason: what is the case, in words.
        actor: who can mend it; `None` where nothing needs mending.
        remedy: how.
        for_good: whether nothing can ever mend it.
        assumed: whether it permits because no fact says otherwise; decisions and explanations name it.
        under: the policy's attribute and the value with which the row applies; `None`: always.
        citations: where the rule comes from.
    """

    id: str
    track: str
    standing: StrEnum
    state: ServingState | None = None
    rank: int | None = None
    reason: str
    actor: Actor | None = None
    remedy: str = ""
    for_good: bool = False
    assumed: bool = False
    under: tuple[str, bool] | None = None
    citations: tuple[Citation, ...] = attrs.field(repr=False)


_RANK: Final = 3

EXPIRY: Final = Rulebook(
    "expiry",
    {"license": tuple(LicenseStanding)},
    (
        ServingRule(
            id="license_missing",
            track="license",
            standing=LicenseStanding.MISSING,
            state=ServingState.LICENSE_MISSING,
            rank=_RANK,
            reason="no license counts for the ad: its post has none that is open to the ad's account",
            actor=Actor.CREATOR,
            remedy="authorize the post and send the code",
            citations=(guide("The authorization workflow"), facts("A10", "A12c", "B1")),
        ),
        ServingRule(
            id="license_revoked",
            track="license",
            standing=LicenseStanding.REVOKED,
            state=ServingState.LICENSE_REVOKED,
            rank=_RANK,
            reason="the creator has withdrawn the authorization",
            actor=Actor.CREATOR,
            remedy="authorize the post again and send the new code",
            citations=(guide("The authorization workflow"), facts("B1", "B10")),
        ),
        ServingRule(
            id="license_expired",
            track="license",
            standing=LicenseStanding.EXPIRED,
            state=ServingState.LICENSE_EXPIRED,
            rank=_RANK,
            reason="the authorization code has run out",
            actor=Actor.CREATOR,
            remedy="issue a new code",
            under=("expired_code_extendable", False),
            citations=(guide("What expires when"), facts("B1")),
        ),
        ServingRule(
            id="license_expired_extendable",
            track="license",
            standing=LicenseStanding.EXPIRED,
            state=ServingState.LICENSE_EXPIRED,
            rank=_RANK,
            reason="the authorization code has run out",
            actor=Actor.CREATOR,
            remedy="issue a new code, or extend the authorization in the app",
            under=("expired_code_extendable", True),
            citations=(facts("A11", "A15", "B1"),),
        ),
        ServingRule(
            id="own_license_revoked",
            track="license",
            standing=LicenseStanding.OWN_REVOKED,
            state=ServingState.LICENSE_REVOKED,
            rank=_RANK,
            reason="the authorization of the advertiser's own post has been withdrawn",
            actor=Actor.ADVERTISER,
            remedy="authorize the post again and apply the new code",
            citations=(facts("B10", "E3"),),
        ),
        ServingRule(
            id="own_license_expired",
            track="license",
            standing=LicenseStanding.OWN_EXPIRED,
            state=ServingState.LICENSE_EXPIRED,
            rank=_RANK,
            reason="the authorization code of the advertiser's own post has run out",
            actor=Actor.ADVERTISER,
            remedy="generate a new code for the post and apply it",
            citations=(facts("B1", "E3"),),
        ),
        ServingRule(
            id="license_unredeemed",
            track="license",
            standing=LicenseStanding.UNREDEEMED,
            state=ServingState.LICENSE_UNREDEEMED,
            rank=_RANK,
            reason="the code is issued but not applied in Ads Manager",
            actor=Actor.ADVERTISER,
            remedy="apply the code in Ads Manager before it runs out",
            citations=(guide("How the brand uses the code"), facts("A10", "A11")),
        ),
        ServingRule(
            id="license_pending",
            track="license",
            standing=LicenseStanding.PENDING,
            state=ServingState.LICENSE_PENDING,
            rank=_RANK,
            reason="the authorization has not begun",
            actor=Actor.TIME,
            remedy="wait until the authorization begins",
            citations=(facts("A6"),),
        ),
        ServingRule(
            id="license_active",
            track="license",
            standing=LicenseStanding.ACTIVE,
            reason="a license is in force",
            citations=(guide("How the brand uses the code"), facts("A6", "A7", "A10")),
        ),
        ServingRule(
            id="license_not_needed",
            track="license",
            standing=LicenseStanding.NOT_NEEDED,
            reason="the ad runs from an account by access to it, which needs no license",
            citations=(guide("How Spark Ads work"), facts("E1", "E2", "I1")),
        ),
    ),
)
"""What licenses mean for serving."""

PREVAILING: Final[tuple[tuple[LicenseStatus, ...], ...]] = (
    (LicenseStatus.ACTIVE,),
    (LicenseStatus.UNREDEEMED,),
    (LicenseStatus.EXPIRED, LicenseStatus.REVOKED),
    (LicenseStatus.PENDING,),
)
"""Which status speaks for several licenses: the first group that any of them has. Within a group the
license that ended last speaks, and of two that ended together the status named later."""

# Bound once: looking a member up on its enum costs more than comparing two instants.
_ACTIVE: Final = LicenseStatus.ACTIVE
_IN_FORCE: Final = LicenseStanding.ACTIVE
_NOT_NEEDED: Final = LicenseStanding.NOT_NEEDED
_STANDINGS: Final = {status: LicenseStanding(status.value) for status in LicenseStatus}
_OWN: Final = {
    LicenseStanding.EXPIRED: LicenseStanding.OWN_EXPIRED,
    LicenseStanding.REVOKED: LicenseStanding.OWN_REVOKED,
}
"""What it amounts to that all are over where one of them is for the advertiser's own post: only the actor differs."""
_PLACES: Final = {status: (-group, place) for group, each in enumerate(PREVAILING) for place, status in enumerate(each)}


Counted: TypeAlias = "tuple[License | LicenseTimes, ...]"
"""The licenses that count for an ad, or their instants."""


def counting(ad: SparkAd, licenses: Iterable[License]) -> tuple[License, ...]:
    """Give the licenses that count for an ad: for its post, and open to its ad account."""
    post, account = ad.post_id, ad.advertiser_id
    found: list[License] = []
    for each in licenses:
        if each.post_id == post and (each.advertiser_id is None or each.advertiser_id == account):
            found.append(each)  # noqa: PERF401 - a million questions pass here, and a comprehension costs more
    return tuple(found)


def on_own_post(ad: SparkAd, licenses: Iterable[License]) -> bool:
    """Tell whether an ad runs by codes of the advertiser's own post (fact E3)."""
    return any(each.own for each in counting(ad, licenses))


def license_standing(ad: SparkAd, counted: Counted, at: DateTime) -> LicenseStanding:
    """Say what the licenses that count for an ad amount to at an instant (UTC)."""
    if ad.identity_type is not NEEDS_LICENSE:
        return _NOT_NEEDED
    if len(counted) == 1:  # it speaks for itself, which is quicker said than weighed
        standing = _STANDINGS[LICENSE.at(counted[0], at)]
        return _OWN.get(standing, standing) if counted[0].own else standing
    best: tuple[int, DateTime, int] | None = None
    prevailing: LicenseStatus | None = None
    status_at = LICENSE.at
    for each in counted:
        status = status_at(each, at)
        if status is _ACTIVE:  # nothing prevails over the first group: no need to look further
            return _IN_FORCE
        group, place = _PLACES[status]
        claim = (group, each.ends_at, place)
        if best is None or claim > best:
            best, prevailing = claim, status
    if prevailing is None:
        return LicenseStanding.MISSING
    standing = _STANDINGS[prevailing]
    return _OWN.get(standing, standing) if any(each.own for each in counted) else standing


def license_changes(ad: SparkAd, counted: Counted) -> list[tuple[DateTime, LicenseStanding]]:
    """Say what the licenses that count for an ad amount to from each instant (UTC) on at which that may change.

    While any is in force nothing prevails over it, so they are weighed at the other instants only.
    """
    if ad.identity_type is not NEEDS_LICENSE:
        return []
    edges = edges_of([bounds for each in counted if (bounds := in_force(each)) is not None])
    changes = [(start, _IN_FORCE) for start in edges[::2]]
    instants = [t for each in counted for t in LICENSE.instants(each)]
    return changes + [(t, license_standing(ad, counted, t)) for t in instants if not bisect_right(edges, t) & 1]


def access_counting(ad: SparkAd, post: Post, access: Iterable[AccountAccess]) -> tuple[AccountAccess, ...]:
    """Give the access that counts for an ad: to its creator's account, and open to its ad account."""
    creator, account = post.creator, ad.advertiser_id
    return tuple(
        each
        for each in access
        if each.creator == creator and (each.advertiser_id is None or each.advertiser_id == account)
    )


ACCESS_PREVAILING: Final = {
    AccessStatus.ACTIVE: AccessStanding.ACTIVE,
    AccessStatus.EXPIRED: AccessStanding.ENDED,
    AccessStatus.REVOKED: AccessStanding.ENDED,
    AccessStatus.PENDING: AccessStanding.PENDING,
}
"""What several accesses amount to: the standing beside the first status that any of them has."""


def access_standing(ad: SparkAd, counted: tuple[AccountAccess, ...], at: DateTime) -> AccessStanding:
    """Say what the access that counts for an ad amounts to at an instant (UTC); none recorded: it is assumed."""
    if ad.identity_type is NEEDS_LICENSE:
        return _NO_ACCESS_NEEDED
    statuses = {ACCESS.at(each, at) for each in counted}
    found = (standing for status, standing in ACCESS_PREVAILING.items() if status in statuses)
    return next(found, AccessStanding.ASSUMED)


_NO_ACCESS_NEEDED: Final = AccessStanding.NOT_NEEDED


def needs_reminder(license: License, policy: Policy) -> bool:
    """Tell whether a license was issued for so few days that it deserves a reminder (guide, what expires when).

    Args:
        license: any license, used or not.
        policy: its `reminder_below_days` is the number of days of 24 hours.
    """
    return elapsed(license.issued_at, license.expires_at).total_seconds() < policy.reminder_below_days * 86_400
