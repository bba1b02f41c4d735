"""Ad serving: the rows, in their order."""

from __future__ import annotations

from typing import Final

from sparklicense.ads import ScheduleStatus, SwitchStatus
from sparklicense.citations import Basis, facts, guide
from sparklicense.policies import Policy
from sparklicense.posts import Post, PostStanding, Removal
from sparklicense.rules.expiry import EXPIRY, AccessStanding, LicenseStanding, ServingRule, blocks, permits
from sparklicense.rules.rulebook import Actor, Rulebook
from sparklicense.rules.states import ServingState

_STATE, _POST, _FLIGHT, _ACCESS, _SWITCH = ServingState, PostStanding, ScheduleStatus, AccessStanding, SwitchStatus
_GUIDE, _PLATFORM = Basis.GUIDE, Basis.PLATFORM
_NOBODY, _ADVERTISER, _CREATOR, _TIME = Actor.NOBODY, Actor.ADVERTISER, Actor.CREATOR, Actor.TIME
_GOTCHA, _HOW = guide("One licensing gotcha"), guide("How Spark Ads work")

SERVING: Final = Rulebook(
    "serving",
    {
        "post": tuple(PostStanding),
        "schedule": tuple(ScheduleStatus),
        "license": tuple(LicenseStanding),
        "access": tuple(AccessStanding),
        "switch": tuple(SwitchStatus),
    },
    (
        blocks(1, _STATE.POST_DELETED, _POST.DELETED, "the creator has deleted the post, whatever the code says",
               _NOBODY, "run another post", _GUIDE, _GOTCHA, track="post", for_good=True),
        blocks(1, _STATE.POST_DELETED, _POST.REMOVED, "the post was removed by moderation or went with its account",
               _CREATOR, "appeal the removal or bring the account back; or run another post",
               _PLATFORM, facts("B6", "I9"), track="post", id="post_removed"),
        blocks(2, _STATE.ENDED, _FLIGHT.OVER, "the flight is over", _ADVERTISER, "set a new schedule",
               _PLATFORM, facts("C50"), track="schedule"),
        *EXPIRY.rows,
        blocks(4, _STATE.ACCESS_ENDED, _ACCESS.ENDED,
               "access to the creator's account has been withdrawn or has expired",
               _CREATOR, "give access to the account again", _PLATFORM, facts("I1", "I2", "E4"), track="access"),
        blocks(4, _STATE.ACCESS_PENDING, _ACCESS.PENDING, "access to the creator's account has not begun",
               _TIME, "wait until access begins", _PLATFORM, facts("I1"), track="access"),
        permits("access_active", _ACCESS.ACTIVE, "access to the creator's account is in force",
                _PLATFORM, facts("E1", "I1"), track="access"),
        permits("access_assumed", _ACCESS.ASSUMED,
                "access to the creator's account is assumed, because none is recorded",
                _PLATFORM, facts("E1", "I1"), track="access", assumed=True),
        permits("access_not_needed", _ACCESS.NOT_NEEDED, "the ad runs on a code, which needs no access to the account",
                _GUIDE, _HOW, facts("A21"), track="access"),
        blocks(5, _STATE.POST_UNPUBLISHED, _POST.UNPUBLISHED, "the post is not published yet",
               _CREATOR, "publish the post", _GUIDE, _GOTCHA, track="post"),
        blocks(6, _STATE.POST_HIDDEN, _POST.HIDDEN, "the post is not public", _CREATOR, "make the post public",
               _GUIDE, _GOTCHA, track="post", under=("post_must_be_public", True)),
        permits("post_hidden_allowed", _POST.HIDDEN, "the post is not public, which an ad does not need",
                _PLATFORM, facts("B7", "B16"), track="post", under=("post_must_be_public", False)),
        blocks(7, _STATE.SCHEDULED, _FLIGHT.UPCOMING, "the flight has not started", _TIME, "wait for the start",
               _PLATFORM, facts("C50"), track="schedule"),
        blocks(8, _STATE.PAUSED, _SWITCH.PAUSED, "delivery is switched off, at the ad, its ad group or its campaign",
               _ADVERTISER, "switch it on there", _PLATFORM, facts("B3", "D4i"), track="switch"),
        permits("post_live", _POST.LIVE, "the post is published and public", _GUIDE, _GOTCHA, track="post"),
        permits("running", _FLIGHT.RUNNING, "the flight is running", _PLATFORM, facts("C50"), track="schedule"),
        permits("switched_on", _SWITCH.ON, "the ad is switched on", _PLATFORM, facts("B3"), track="switch"),
    ),
)  # fmt: skip
"""Which standings let an ad serve, which do not, and who can fix them."""


def rules_by_state(policy: Policy, post: Post | None = None, *, own: bool = False) -> dict[ServingState, ServingRule]:
    """Give the row that imposes each state under a policy.

    Two rows say that a post is gone: which of them holds is the post's to say; without one, its creator's deletion.
    Of two rows that say the same of a license, the second one is that of the advertiser's own post.
    """
    came_down = post is not None and post.removal not in (None, Removal.CREATOR)
    other = PostStanding.DELETED if came_down else PostStanding.REMOVED
    rows = [row for row in SERVING.under(policy) if row.state is not None and row.standing.value != other.value]
    return {row.state: row for row in (rows if own else reversed(rows)) if row.state is not None}
