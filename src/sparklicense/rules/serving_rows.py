"""Ad serving: the rows, in their order."""

from __future__ import annotations

from typing import Final

from sparklicense.ads import ScheduleStatus, SwitchStatus
from sparklicense.citations import facts, guide
from sparklicense.posts import PostStatus
from sparklicense.rules.expiry import EXPIRY, AccessStanding, LicenseStanding, ServingRule
from sparklicense.rules.rulebook import Actor, Rulebook
from sparklicense.rules.states import ServingState

SERVING: Final = Rulebook(
    "serving",
    {
        "post": tuple(PostStatus),
        "schedule": tuple(ScheduleStatus),
        "license": tuple(LicenseStanding),
        "access": tuple(AccessStanding),
        "switch": tuple(SwitchStatus),
    },
    (
        ServingRule(
            id="post_deleted",
            track="post",
            standing=PostStatus.DELETED,
            state=ServingState.POST_DELETED,
            rank=1,
            reason="the post is gone, whatever the code says",
            actor=Actor.NOBODY,
            remedy="run another post",
            for_good=True,
            citations=(guide("One licensing gotcha"), facts("B6")),
        ),
        ServingRule(
            id="ended",
            track="schedule",
            standing=ScheduleStatus.OVER,
            state=ServingState.ENDED,
            rank=2,
            reason="the flight is over",
            actor=Actor.ADVERTISER,
            remedy="set a new schedule",
            citations=(guide("Specs and limits"), facts("C50")),
        ),
        *EXPIRY.rows,
        ServingRule(
            id="access_ended",
            track="access",
            standing=AccessStanding.ENDED,
            state=ServingState.ACCESS_ENDED,
            rank=4,
            reason="access to the creator's account has been withdrawn or has run out",
            actor=Actor.CREATOR,
            remedy="give access to the account again",
            citations=(facts("I1", "I2", "E4"),),
        ),
        ServingRule(
            id="access_pending",
            track="access",
            standing=AccessStanding.PENDING,
            state=ServingState.ACCESS_PENDING,
            rank=4,
            reason="access to the creator's account has not begun",
            actor=Actor.TIME,
            remedy="wait until access begins",
            citations=(facts("I1"),),
        ),
        ServingRule(
            id="access_active",
            track="access",
            standing=AccessStanding.ACTIVE,
            reason="access to the creator's account is in force",
            citations=(facts("E1", "I1"),),
        ),
        ServingRule(
            id="access_assumed",
            track="access",
            standing=AccessStanding.ASSUMED,
            reason="access to the creator's account is assumed, because none is recorded",
            assumed=True,
            citations=(facts("E1", "I1"),),
        ),
        ServingRule(
            id="access_not_needed",
            track="access",
            standing=AccessStanding.NOT_NEEDED,
            reason="the ad runs on a code, which needs no access to the account",
            citations=(guide("How Spark Ads work"), facts("A21")),
        ),
        ServingRule(
            id="post_unpublished",
            track="post",
            standing=PostStatus.UNPUBLISHED,
            state=ServingState.POST_UNPUBLISHED,
            rank=5,
            reason="the post is not published yet",
            actor=Actor.CREATOR,
            remedy="publish the post",
            citations=(guide("How Spark Ads work"),),
        ),
        ServingRule(
            id="post_hidden",
            track="post",
            standing=PostStatus.HIDDEN,
            state=ServingState.POST_HIDDEN,
            rank=6,
            reason="the post is not public",
            actor=Actor.CREATOR,
            remedy="make the post public",
            under=("post_must_be_public", True),
            citations=(guide("One licensing gotcha"),),
        ),
        ServingRule(
            id="post_hidden_allowed",
            track="post",
            standing=PostStatus.HIDDEN,
            reason="the post is not public, which an ad does not need",
            under=("post_must_be_public", False),
            citations=(facts("B7", "B16"),),
        ),
        ServingRule(
            id="scheduled",
            track="schedule",
            standing=ScheduleStatus.UPCOMING,
            state=ServingState.SCHEDULED,
            rank=7,
            reason="the flight has not started",
            actor=Actor.TIME,
            remedy="wait for the start",
            citations=(guide("Specs and limits"), facts("C50")),
        ),
        ServingRule(
            id="paused",
            track="switch",
            standing=SwitchStatus.PAUSED,
            state=ServingState.PAUSED,
            rank=8,
            reason="delivery is switched off, at the ad, its ad group or its campaign",
            actor=Actor.ADVERTISER,
            remedy="switch it on there",
            citations=(facts("B3", "D4i"),),
        ),
        ServingRule(
            id="post_live",
            track="post",
            standing=PostStatus.LIVE,
            reason="the post is published and public",
            citations=(guide("One licensing gotcha"),),
        ),
        ServingRule(
            id="running",
            track="schedule",
            standing=ScheduleStatus.RUNNING,
            reason="the flight is running",
            citations=(guide("Specs and limits"), facts("C50")),
        ),
        ServingRule(
            id="switched_on",
            track="switch",
            standing=SwitchStatus.ON,
            reason="the ad is switched on",
            citations=(facts("B3"),),
        ),
    ),
)
"""Which standings let an ad serve, which do not, and who can mend them."""
