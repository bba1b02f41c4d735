"""One ad, license or post: what TikTok says of it against what the rules say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final, TypeAlias

import attrs
from pendulum import DateTime

from sparklicense.ads import SCHEDULE, ScheduleStatus, SparkAd
from sparklicense.errors import InexactInstantError, shown
from sparklicense.instants import elapsed, later, written
from sparklicense.licenses import License, LicenseStatus
from sparklicense.posts import Post, PostStatus
from sparklicense.rules.serving import Decision
from sparklicense.rules.states import ServingState
from sparklicense.sources.tiktok.licenses import AUTHORIZATION_STATUSES
from sparklicense.sources.tiktok.posts import post_status
from sparklicense.sources.tiktok.reconciliation import LAG, Cause, Difference, NotModeled, Subject
from sparklicense.sources.tiktok.rows import AuthorizationRow, PostRow
from sparklicense.sources.tiktok.statuses import Meaning, TikTokStatus, Topic
from sparklicense.timelines import Timeline

Finding: TypeAlias = Difference | NotModeled
_SECOND: Final = timedelta(seconds=1)

_WHILE_SERVING: Final = {
    ServingState.POST_DELETED: Cause.REMOVAL_REFUSED,
    ServingState.ENDED: Cause.SCHEDULE_CHANGED,
    ServingState.LICENSE_MISSING: Cause.UNRECORDED,
    ServingState.LICENSE_REVOKED: Cause.REMOVAL_REFUSED,
    ServingState.LICENSE_EXPIRED: Cause.EXTENDED,
    ServingState.LICENSE_UNREDEEMED: Cause.REDEEMED,
    ServingState.LICENSE_PENDING: Cause.RECORDED_OTHERWISE,
    ServingState.ACCESS_ENDED: Cause.ACCOUNT_UNLINKED,
    ServingState.ACCESS_PENDING: Cause.RECORDED_OTHERWISE,
    ServingState.POST_UNPUBLISHED: Cause.RECORDED_OTHERWISE,
    ServingState.POST_HIDDEN: Cause.POLICY,
    ServingState.SCHEDULED: Cause.SCHEDULE_CHANGED,
    ServingState.PAUSED: Cause.SWITCHED,
}
"""Why TikTok may deliver an ad of which the rules say this."""

_WHILE_STOPPED: Final = {
    ServingState.PAUSED: Cause.SWITCHED,
    ServingState.SCHEDULED: Cause.SCHEDULE_CHANGED,
    ServingState.ENDED: Cause.SCHEDULE_CHANGED,
    ServingState.LICENSE_EXPIRED: Cause.CODE_DELETED,
    ServingState.LICENSE_REVOKED: Cause.CODE_DELETED,
}
"""Why TikTok may stop an ad, by the likeliest state of its status, where the rules say something else."""

_AT_REST: Final = (ServingState.ENDED, ServingState.PAUSED)
_LEFT_TO_TIME: Final = (Topic.DAYPARTING, Topic.PREPARATION)
_PLACES: Final = {ServingState.SCHEDULED: ScheduleStatus.UPCOMING, ServingState.ENDED: ScheduleStatus.OVER}


@attrs.frozen(kw_only=True)
class AdCase:
    """What is compared of an ad.

    Attributes:
        status: what TikTok says of its delivery.
        ad: the ad as the facts have it.
        decision: what the rules say at the same instant.
        timeline: works out what they say over time, which only a difference needs.
        told: the ad as TikTok's answer has it; `None` where it does not tell of it whole.
        license_cause: why TikTok and the rules differ on a license of its post; `None`: they do not.
    """

    status: TikTokStatus
    ad: SparkAd
    decision: Decision
    timeline: Callable[[], Timeline[ServingState]]
    told: SparkAd | None
    license_cause: Cause | None


def compare_ad(case: AdCase) -> Finding | None:
    """Compare one ad; `None`: both say the same.

    They do where any of the rules' objections is what TikTok's status stands for: TikTok shows one
    reason of several, in an order of its own.
    """
    status = case.status
    states = tuple(each.state for each in case.decision.objections) or (ServingState.SERVING,)
    says: dict[str, Any] = {
        "subject": Subject.AD,
        "id": case.ad.id,
        "rules_say": ", ".join(states),
        "tiktok_says": str(status),
    }
    if set(states) & set(status.states):
        return None
    cause = _ad_cause(case, status) if status.states else Cause.UNKNOWN_STATUS
    # An ad that nobody means to run needs nobody, as long as TikTok does not run it.
    rests = case.decision.state in _AT_REST and status.meaning is not Meaning.SERVING
    if status.topic is not None and cause not in (Cause.STATUS_LAG, Cause.CLOCK) and not _reschedules(case, status):
        return NotModeled(**says, topic=status.topic, needs_action=not rests and status.topic not in _LEFT_TO_TIME)
    return Difference(**says, cause=cause, needs_action=not rests)


def _reschedules(case: AdCase, status: TikTokStatus) -> bool:
    """Tell whether TikTok's own schedule of the ad is what its status stands for."""
    place = _PLACES.get(status.states[0]) if status.states else None
    return place is not None and case.told is not None and SCHEDULE.at(case.told, case.decision.at) is place


def _ad_cause(case: AdCase, status: TikTokStatus) -> Cause:
    before, after = _around(case.decision.at)
    timeline = case.timeline()
    if after is not None and timeline.at(after) in status.states:
        return Cause.CLOCK
    seen_now = timeline.since(case.decision.at) == case.decision.at  # as what the same answer shows, taken as a fact
    if before is not None and timeline.at(before) in status.states and not seen_now:
        return Cause.STATUS_LAG
    serving = status.meaning is Meaning.SERVING
    cause = _WHILE_SERVING[case.decision.state] if serving else _WHILE_STOPPED[status.states[0]]
    about_license = cause in (Cause.CODE_DELETED, Cause.UNRECORDED, Cause.EXTENDED, Cause.REDEEMED)
    if about_license and case.license_cause is not None:
        return case.license_cause
    if cause is Cause.CODE_DELETED and not case.ad.needs_license:
        return Cause.ACCOUNT_UNLINKED
    if cause is Cause.SCHEDULE_CHANGED and case.told is not None and _flight(case.told) == _flight(case.ad):
        return Cause.UNEXPLAINED
    return cause


def _flight(ad: SparkAd) -> tuple[DateTime, DateTime | None]:
    return ad.starts_at, ad.ends_at


def _around(at: DateTime) -> tuple[DateTime | None, DateTime | None]:
    """Give the instants before and after that TikTok may still, or a clock may already, speak of."""
    found: list[DateTime | None] = [None, None]
    for place, by in enumerate((-LAG, LAG)):
        with suppress(InexactInstantError):
            found[place] = later(at, by)
    return found[0], found[1]


def compare_license(license: License, row: AuthorizationRow, at: DateTime) -> Iterator[Difference]:
    """Compare one license with one row of TikTok's: the window, then the status."""
    status = license.status(at)
    says: dict[str, Any] = {
        "subject": Subject.LICENSE,
        "id": license.id,
        "rules_say": f"{status}, {_between(license.issued_at, license.ends_at)}",
        "tiktok_says": f"{shown(row.status)}, {_between(row.starts_at, row.ends_at)}",
    }
    if license.post_id != row.id:
        posts: dict[str, Any] = {
            **says,
            "rules_say": f"for post {shown(license.post_id)}",
            "tiktok_says": f"for post {shown(row.id)}",
        }
        yield Difference(**posts, cause=Cause.RECORDED_OTHERWISE)
    told, over = AUTHORIZATION_STATUSES.get(row.status), (LicenseStatus.EXPIRED, LicenseStatus.REVOKED)
    if told in over and status in over and at < row.ends_at:
        return  # it ended early, and both know
    if not (_same(row.ends_at, license.expires_at) and _same(row.starts_at, license.issued_at)):
        longer = row.ends_at > license.expires_at and not _same(row.ends_at, license.expires_at)
        yield Difference(**says, cause=Cause.EXTENDED if longer else Cause.RECORDED_OTHERWISE)
    if told is LicenseStatus.ACTIVE:
        cause = _while_authorized(license, row, status, at)
    elif told is None:
        cause = Cause.UNKNOWN_STATUS if row.status else None
    elif status in over or (told is LicenseStatus.EXPIRED and at >= row.ends_at):
        cause = None
    else:
        cause = Cause.CLOCK if told is LicenseStatus.EXPIRED and elapsed(at, row.ends_at) <= LAG else Cause.CODE_DELETED
    if cause is not None:
        yield Difference(**says, cause=cause)


def _while_authorized(license: License, row: AuthorizationRow, status: LicenseStatus, at: DateTime) -> Cause | None:
    """Tell why TikTok may say that a license is in force where its window, or the rules, say otherwise."""
    if at >= row.ends_at:
        return Cause.STATUS_LAG if elapsed(row.ends_at, at) < LAG else Cause.CONTRADICTION
    if at < row.starts_at:
        return Cause.CLOCK if elapsed(at, row.starts_at) <= LAG else Cause.CONTRADICTION
    if status is LicenseStatus.REVOKED:
        return Cause.STATUS_LAG if elapsed(license.ends_at, at) < LAG else Cause.REMOVAL_REFUSED
    return Cause.REDEEMED if status is LicenseStatus.UNREDEEMED else None


def _same(one: DateTime, other: DateTime) -> bool:
    """Tell whether two instants are one to the second, which is all that TikTok tells (fact A8)."""
    return abs(elapsed(one, other)) < _SECOND


def _between(start: DateTime, end: DateTime) -> str:
    return f"from {written(start)} until {written(end)}"


def compare_post(post: Post, row: PostRow, at: DateTime) -> Finding | None:
    """Compare one post; `None`: both say the same."""
    known, standing = post_status(row.status), post.status(at)
    meaning = "unknown: no row has this name" if known is None else known.reason
    says: dict[str, Any] = {
        "subject": Subject.POST,
        "id": post.id,
        "rules_say": str(standing),
        "tiktok_says": f"{shown(row.status)} ({meaning})",
    }
    if known is None:
        return Difference(**says, cause=Cause.UNKNOWN_STATUS)
    if known.standing is None:
        return NotModeled(**says, topic=Topic.REVIEW)
    if known.standing is standing:
        return None
    return Difference(**says, cause=_post_cause(post, known.standing, standing, at))


def _post_cause(post: Post, told: PostStatus, standing: PostStatus, at: DateTime) -> Cause:
    before, after = _around(at)
    if after is not None and post.status(after) is told:
        return Cause.CLOCK
    if before is not None and post.status(before) is told:
        return Cause.STATUS_LAG
    if standing is PostStatus.DELETED:
        return Cause.REMOVAL_REFUSED
    if standing is PostStatus.UNPUBLISHED and told is not PostStatus.DELETED:
        return Cause.RECORDED_OTHERWISE
    return Cause.POST_CHANGED
