"""Permissions: which licenses, and which access to the account, count for an ad, and what they amount to.

The rows of this rulebook are the license rows of the serving rulebook: a rule is written once.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from sparklicense.access import ACCESS, AccessStatus, AccountAccess
from sparklicense.ads import NEEDS_LICENSE, SparkAd
from sparklicense.citations import Basis, Citation, facts, guide
from sparklicense.instants import elapsed
from sparklicense.licenses import LICENSE, License, LicenseStatus, LicenseTimes
from sparklicense.rules.rulebook import Actor, Rulebook
from sparklicense.rules.states import ServingState

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
        actor: who can fix it; `None` where nothing needs fixing.
        remedy: how.
        for_good: whether nothing can ever fix it.
        assumed: whether it permits because no fact says otherwise; decisions and explanations name it.
        under: the policy's attribute and the value with which the row applies; `None`: always.
        basis: what the rule rests on.
        citations: where it comes from.
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
    basis: Basis
    citations: tuple[Citation, ...] = attrs.field(repr=False)


def blocks(
    rank: int, state: ServingState, standing: StrEnum, reason: str, actor: Actor, remedy: str, basis: Basis,
    *cited: Citation, **more: Any,
) -> ServingRule:  # fmt: skip
    """Write a row that blocks an ad; its id is its state's, where no other is given."""
    said: dict[str, Any] = {"id": state.value, "rank": rank, "state": state, "actor": actor, "remedy": remedy, **more}
    return ServingRule(standing=standing, reason=reason, basis=basis, citations=cited, **said)


def permits(id: str, standing: StrEnum, reason: str, basis: Basis, *cited: Citation, **more: Any) -> ServingRule:
    """Write a row that lets an ad serve."""
    return ServingRule(id=id, standing=standing, reason=reason, basis=basis, citations=cited, **more)


_STATE: Final = ServingState
_IS: Final = LicenseStanding
_GUIDE, _PLATFORM = Basis.GUIDE, Basis.PLATFORM
_ADVERTISER, _CREATOR, _TIME = Actor.ADVERTISER, Actor.CREATOR, Actor.TIME
_WORKFLOW, _USE = guide("The authorization workflow"), guide("How the brand uses the code")

EXPIRY: Final = Rulebook(
    "expiry",
    {"license": tuple(LicenseStanding)},
    (
        blocks(3, _STATE.LICENSE_MISSING, _IS.MISSING,
               "no license counts for the ad: its post has none that is open to the ad's account",
               _CREATOR, "authorize the post and send the code",
               _GUIDE, _WORKFLOW, facts("A10", "A12c"), track="license"),
        blocks(3, _STATE.LICENSE_REVOKED, _IS.REVOKED, "the creator has withdrawn the authorization",
               _CREATOR, "authorize the post again and send the new code",
               _GUIDE, _WORKFLOW, facts("B10"), track="license"),
        blocks(3, _STATE.LICENSE_EXPIRED, _IS.EXPIRED, "the authorization code has expired",
               _CREATOR, "issue a new code",
               _GUIDE, guide("What expires when"), facts("B1"),
               track="license", under=("expired_code_extendable", False)),
        blocks(3, _STATE.LICENSE_EXPIRED, _IS.EXPIRED, "the authorization code has expired",
               _CREATOR, "issue a new code, or extend the authorization in the app",
               _PLATFORM, facts("A11", "A15", "B1"),
               track="license", id="license_expired_extendable", under=("expired_code_extendable", True)),
        blocks(3, _STATE.LICENSE_REVOKED, _IS.OWN_REVOKED,
               "the authorization of the advertiser's own post has been withdrawn",
               _ADVERTISER, "authorize the post again and apply the new code",
               _PLATFORM, facts("B10", "E3"), track="license", id="own_license_revoked"),
        blocks(3, _STATE.LICENSE_EXPIRED, _IS.OWN_EXPIRED,
               "the authorization code of the advertiser's own post has expired",
               _ADVERTISER, "generate a new code for the post and apply it",
               _PLATFORM, facts("B1", "E3"), track="license", id="own_license_expired"),
        blocks(3, _STATE.LICENSE_UNREDEEMED, _IS.UNREDEEMED, "the code is issued but not applied in Ads Manager",
               _ADVERTISER, "apply the code in Ads Manager before it expires",
               _GUIDE, _USE, facts("A10", "A11"), track="license"),
        blocks(3, _STATE.LICENSE_PENDING, _IS.PENDING, "the authorization has not begun",
               _TIME, "wait until the authorization begins",
               _PLATFORM, facts("A6"), track="license"),
        permits("license_active", _IS.ACTIVE, "a license is in force",
                _GUIDE, _USE, facts("A6", "A7", "A10"), track="license"),
        permits("license_not_needed", _IS.NOT_NEEDED,
                "the ad runs from an account by access to it, which needs no license",
                _PLATFORM, facts("E1", "E2", "I1"), track="license"),
    ),
)  # fmt: skip
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


def needs_reminder(license: License, policy: Policy, *, ads: Iterable[SparkAd] = ()) -> bool:
    """Tell whether a license deserves a reminder before it ends (guide, what expires when).

    It does if it was given for few days, and always if an ad that it counts for goes on after its end.

    Args:
        license: any license, applied or not.
        policy: its `reminder_below_days` is the number of days of 24 hours; `None`: every license deserves one.
        ads: any ads; those that the license does not count for are ignored.
    """
    few = policy.reminder_below_days
    if few is None or elapsed(license.issued_at, license.expires_at).total_seconds() < few * 86_400:
        return True
    served = (each for each in ads if each.needs_license and counting(each, (license,)))
    return any(each.ends_at is None or each.ends_at > license.ends_at for each in served)
