"""The situations: the guide's five for Spark Ads, its four against them, and what else the sources say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from sparklicense.citations import Basis, Citation, facts, guide
from sparklicense.formats.availability import Format
from sparklicense.formats.briefs import Destination, Engagement, Goal, Source
from sparklicense.formats.situations import Answers, AtMost, Effect, Situation, check_situations
from sparklicense.formats.statements import FIGURES

_FOR_WHEN: Final = guide("When Spark Ads beat In-Feed Ads")
_NOT_WHEN: Final = guide("When Spark Ads are the wrong choice")
_TABLE: Final = guide("Spark Ads vs In-Feed Ads")
_SPECS: Final = guide("Specs and limits")

_SPARK, _IN_FEED, _PUSH = Format.SPARK_PULL, Format.IN_FEED, Format.SPARK_PUSH
_THERE: Final = ("post", (Source.OWN, Source.CREATOR))
_NOT_OWN: Final = ("post", (Source.CREATOR, Source.NONE))


def _row(
    id: str,
    when: Iterable[tuple[str, Answers]],
    effects: Iterable[tuple[Format, Effect]],
    reason: str,
    *citations: Citation,
    basis: Basis = Basis.GUIDE,
    figures: Iterable[str] = (),
) -> Situation:
    return Situation(
        id=id,
        when=tuple(when),
        effects=tuple(effects),
        reason=reason,
        basis=basis,
        citations=citations,
        figures=tuple(FIGURES[each] for each in figures),
    )


FAVORABLE: Final = (
    _row(
        "creator_led",
        [("goal", (Goal.CREATOR_LED,))],
        [(_SPARK, Effect.FOR), (_IN_FEED, Effect.AGAINST)],
        "a creator's own voice stays credible in a Spark Ad and loses that in an In-Feed Ad",
        _FOR_WHEN,
    ),
    _row(
        "strong_organic_post",
        [("engagement", (Engagement.STRONG,)), _THERE],
        [(_SPARK, Effect.FOR)],
        "a post that does well organically takes that strength into the ad",
        _FOR_WHEN,
        facts("G7"),
    ),
    _row(
        "scaling",
        [("goal", (Goal.SCALING,))],
        [(_SPARK, Effect.FOR)],
        "what has won organically gets more reach without being shot or uploaded again",
        _FOR_WHEN,
    ),
    _row(
        "several_accounts",
        [("several_accounts", (True,))],
        [(_SPARK, Effect.FOR)],
        "the winners of several accounts can be promoted where they are",
        _FOR_WHEN,
    ),
    _row(
        "social_proof",
        [("goal", (Goal.SOCIAL_PROOF,))],
        [(_SPARK, Effect.FOR), (_IN_FEED, Effect.AGAINST)],
        "likes and comments come along with a Spark Ad and not with an In-Feed Ad",
        _FOR_WHEN,
    ),
)
"""The guide's five situations for Spark Ads."""

UNFAVORABLE: Final = (
    _row(
        "brand_profile",
        [("click", (Destination.BRAND_PROFILE,)), _NOT_OWN],
        [(_SPARK, Effect.RULES_OUT)],
        "the profile link leads to the creator, not to the brand",
        _NOT_WHEN,
        facts("G9"),
    ),
    _row(
        "caption_control",
        [("caption_approval", (True,)), _NOT_OWN],
        [(_SPARK, Effect.RULES_OUT)],
        "the creator's caption runs as it is: a brand can approve it before it is posted, and change nothing after",
        _NOT_WHEN,
        facts("D6"),
    ),
    _row(
        "urgent_launch",
        [("launch_in", AtMost(timedelta(hours=24))), _NOT_OWN],
        [(_SPARK, Effect.AGAINST), (_IN_FEED, Effect.FOR)],
        "getting a code takes time, and an In-Feed Ad is out sooner",
        _NOT_WHEN,
    ),
    _row(
        "no_creator",
        [("creator_relationship", (False,)), _NOT_OWN],
        [(_SPARK, Effect.RULES_OUT)],
        "there is nobody whose post could be used, and no own post",
        _NOT_WHEN,
    ),
)
"""The guide's four situations against Spark Ads."""

OTHER: Final = (
    _row(
        "edits_needed",
        [("creative_edits", (True,))],
        [(_SPARK, Effect.RULES_OUT), (_IN_FEED, Effect.FOR)],
        "nothing in a post can be changed for the ad; a changed creative is a new upload",
        _SPECS,
        facts("D6"),
        basis=Basis.PLATFORM,
    ),
    _row(
        "direct_response",
        [("goal", (Goal.DIRECT_RESPONSE,))],
        [(_IN_FEED, Effect.FOR)],
        "direct response is what In-Feed Ads are best at",
        _TABLE,
    ),
    _row(
        "brand_control",
        [("caption_approval", (True,))],
        [(_IN_FEED, Effect.FOR)],
        "the brand controls every word of an In-Feed Ad",
        _TABLE,
    ),
    _row(
        "creator_profile",
        [("click", (Destination.CREATOR_PROFILE,))],
        [(_IN_FEED, Effect.RULES_OUT)],
        "the profile link of an In-Feed Ad leads to the brand",
        _TABLE,
    ),
    _row(
        "creator_profile_upload",
        [("click", (Destination.CREATOR_PROFILE,))],
        [(_PUSH, Effect.RULES_OUT)],
        "an upload runs from the advertiser's own account, whose profile it leads to",
        facts("D9"),
        basis=Basis.PLATFORM,
    ),
    _row(
        "own_profile",
        [("click", (Destination.CREATOR_PROFILE,)), ("post", (Source.OWN,))],
        [(_SPARK, Effect.RULES_OUT)],
        "the profile link of an own post leads to the brand itself",
        _TABLE,
    ),
    _row(
        "no_post_yet",
        [("post", (Source.NONE,))],
        [(_SPARK, Effect.AGAINST)],
        "there is no organic post yet to put behind the ad",
        guide("How Spark Ads work"),
    ),
    _row(
        "weak_organic_post",
        [("engagement", (Engagement.WEAK,)), _THERE],
        [(_SPARK, Effect.AGAINST)],
        "TikTok advises to promote posts that have earned likes and views already",
        facts("G7"),
        basis=Basis.PLATFORM,
    ),
    _row(
        "reported_engagement",
        [("goal", (Goal.ENGAGEMENT,))],
        [(_SPARK, Effect.FOR)],
        "Spark Ads are reported to engage people more",
        _TABLE,
        facts("G2"),
        basis=Basis.REPORTED,
        figures=("guide_engagement", "engagement"),
    ),
    _row(
        "reported_cost",
        [("goal", (Goal.LOW_COST,))],
        [(_SPARK, Effect.FOR)],
        "Spark Ads are reported to cost less",
        guide("FAQ"),
        facts("G4"),
        basis=Basis.REPORTED,
        figures=("guide_cpm", "cpm", "guide_cost"),
    ),
    _row(
        "upload_own_words",
        [("caption_approval", (True,))],
        [(_PUSH, Effect.FOR)],
        "with an upload the advertiser writes the text",
        facts("D8"),
        basis=Basis.PLATFORM,
    ),
    _row(
        "upload_starts_cold",
        [("goal", (Goal.SCALING, Goal.SOCIAL_PROOF))],
        [(_PUSH, Effect.AGAINST)],
        "an upload becomes a new post, which nobody has liked yet",
        facts("C34", "D8"),
        basis=Basis.PLATFORM,
    ),
    _row(
        "upload_own_account",
        [("goal", (Goal.CREATOR_LED,))],
        [(_PUSH, Effect.AGAINST)],
        "an upload runs from the advertiser's own account, not from a creator's",
        facts("D9"),
        basis=Basis.PLATFORM,
    ),
    _row(
        "no_linked_account",
        [("linked_account", (False,))],
        [(_PUSH, Effect.RULES_OUT)],
        "no own account is linked that an upload could be published to",
        facts("D9", "E1"),
        basis=Basis.PLATFORM,
    ),
)
"""What else the sources say that a brief can turn on."""

SITUATIONS: Final = (*FAVORABLE, *UNFAVORABLE, *OTHER)
"""Everything in a brief that speaks for a format, against it, or rules it out."""

check_situations(SITUATIONS)
