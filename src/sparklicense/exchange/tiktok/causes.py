"""Why TikTok and the rules may say different things: each likely cause, what it rests on, and what to do."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

import attrs

from sparklicense.citations import Citation, facts

LAG: Final = timedelta(minutes=20)
"""How far TikTok's statuses may lie behind; the same margin is left to clocks."""


class Cause(StrEnum):
    """What a difference most likely comes from."""

    STATUS_LAG = "status_lag"
    CLOCK = "clock"
    CODE_DELETED = "code_deleted"
    EXTENDED = "extended"
    REDEEMED = "redeemed"
    UNRECORDED = "unrecorded"
    RECORDED_OTHERWISE = "recorded_otherwise"
    REMOVAL_REFUSED = "removal_refused"
    POST_CHANGED = "post_changed"
    POLICY = "policy"
    SCHEDULE_CHANGED = "schedule_changed"
    SWITCHED = "switched"
    ACCOUNT_UNLINKED = "account_unlinked"
    CONTRADICTION = "contradiction"
    UNKNOWN_STATUS = "unknown_status"
    UNEXPLAINED = "unexplained"


@attrs.frozen(kw_only=True)
class CauseRow:
    """One cause.

    Attributes:
        cause: which.
        reason: why the two differ, in words.
        remedy: what to do.
        citations: what the cause rests on; none where it is plain reasoning.
    """

    cause: Cause
    reason: str
    remedy: str
    citations: tuple[Citation, ...] = ()


_LAG_SOURCE: Final = Citation(
    "tiktok-business, which repeats TikTok's documentation of GMV Max",
    "the authorization's status follows within 20 minutes",
    "https://github.com/bububa/tiktok-business",
)
_ASK_AGAIN: Final = "ask TikTok again in 20 minutes"
_TAKE_OVER: Final = "take TikTok's facts over"

CAUSES: Final = {
    row.cause: row
    for row in (
        CauseRow(
            cause=Cause.STATUS_LAG,
            reason="TikTok still says what held until less than 20 minutes ago, and its statuses follow late",
            remedy=_ASK_AGAIN,
            citations=(_LAG_SOURCE,),
        ),
        CauseRow(
            cause=Cause.CLOCK,
            reason="TikTok already says what the facts expect within 20 minutes: a status is late, never early",
            remedy="check the clock that gave `observed_at`, and the instant in the facts",
            citations=(_LAG_SOURCE,),
        ),
        CauseRow(
            cause=Cause.CODE_DELETED,
            reason="the facts say that the license runs: the creator has likely deleted the code or withdrawn it",
            remedy="ask the creator; enter the revocation, or the new code",
            citations=(facts("B1", "B9", "B10"),),
        ),
        CauseRow(
            cause=Cause.EXTENDED,
            reason="the creator has likely extended the authorization, which the facts do not know",
            remedy=_TAKE_OVER,
            citations=(facts("A13", "A14", "A15"),),
        ),
        CauseRow(
            cause=Cause.REDEEMED,
            reason="the ad account has likely applied the code, which the facts do not know",
            remedy=_TAKE_OVER,
            citations=(facts("A10", "A12c"),),
        ),
        CauseRow(
            cause=Cause.UNRECORDED,
            reason="TikTok likely knows a license that the facts do not hold",
            remedy="read the ad account's posts, and take the license over",
            citations=(facts("A10", "A12c"),),
        ),
        CauseRow(
            cause=Cause.RECORDED_OTHERWISE,
            reason="the facts were likely written down otherwise than TikTok has them",
            remedy=_TAKE_OVER,
            citations=(facts("A6", "A7"),),
        ),
        CauseRow(
            cause=Cause.REMOVAL_REFUSED,
            reason="the facts say that it was taken away, which TikTok refuses while ads use the post",
            remedy="check with the creator whether it happened",
            citations=(facts("B5", "B8", "B9"),),
        ),
        CauseRow(
            cause=Cause.POST_CHANGED,
            reason="the post has likely been removed, hidden or shown again, which the facts do not know",
            remedy=_TAKE_OVER,
            citations=(facts("B6", "B7"),),
        ),
        CauseRow(
            cause=Cause.POLICY,
            reason="the policy wants a public post, and TikTok does not",
            remedy="decide which reading to follow; `PLATFORM` is TikTok's",
            citations=(facts("B7", "B16"),),
        ),
        CauseRow(
            cause=Cause.SCHEDULE_CHANGED,
            reason="the schedule has likely been changed, which the facts do not know",
            remedy=_TAKE_OVER,
            citations=(facts("C50", "D2b"),),
        ),
        CauseRow(
            cause=Cause.SWITCHED,
            reason="the ad, its ad group or its campaign has likely been switched, which the facts do not know",
            remedy=_TAKE_OVER,
            citations=(facts("B3", "D4i"),),
        ),
        CauseRow(
            cause=Cause.ACCOUNT_UNLINKED,
            reason="the ad runs on the advertiser's own account, which is likely no longer usable",
            remedy="link the account again, or give it its permissions back",
            citations=(facts("E1", "E4"),),
        ),
        CauseRow(
            cause=Cause.CONTRADICTION,
            reason="TikTok's status and TikTok's own window contradict each other",
            remedy="trust neither; " + _ASK_AGAIN,
            citations=(facts("A6", "A7"),),
        ),
        CauseRow(
            cause=Cause.UNKNOWN_STATUS,
            reason="no row has this status: nothing is read into it",
            remedy="look at it in Ads Manager",
        ),
        CauseRow(
            cause=Cause.UNEXPLAINED,
            reason="nothing that is known explains it",
            remedy="look at it in Ads Manager",
        ),
    )
}
"""Every cause, by what it is called."""
