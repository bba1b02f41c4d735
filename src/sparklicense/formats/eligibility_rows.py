"""The rows of eligibility: what lets a post be put behind a Spark Ad, and what does not."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from sparklicense.citations import Basis, Citation, facts, guide
from sparklicense.formats.candidates import (
    TRACKS,
    Answer,
    Disclosure,
    Identity,
    Originals,
    Review,
    Several,
    SoundRights,
)
from sparklicense.formats.statements import check_rows
from sparklicense.formats.verdicts import EligibilityRule, Verdict
from sparklicense.posts import PostStatus
from sparklicense.rules.rulebook import Actor, Rulebook

_RANKS: Final = {track: place for place, track in enumerate(TRACKS, 1)}
_FOR_GOOD: Final[dict[str, Any]] = {
    "verdict": Verdict.INELIGIBLE,
    "actor": Actor.NOBODY,
    "remedy": "use another post",
    "for_good": True,
}


def _row(track: str, standing: StrEnum, reason: str, *citations: Citation, **more: Any) -> EligibilityRule:
    objects = more.get("verdict", Verdict.ELIGIBLE) is not Verdict.ELIGIBLE
    given: dict[str, Any] = {"id": f"{track}_{standing.lower()}", "rank": _RANKS[track] if objects else None, **more}
    return EligibilityRule(track=track, standing=standing, reason=reason, citations=citations, **given)


def _until(actor: Actor, remedy: str, verdict: Verdict = Verdict.INELIGIBLE) -> dict[str, Any]:
    return {"verdict": verdict, "actor": actor, "remedy": remedy}


_PUBLIC: Final = guide("One licensing gotcha")

ELIGIBILITY: Final = Rulebook(
    "eligibility",
    {track: tuple(standings) for track, (standings, _) in TRACKS.items()},
    (
        _row("post", PostStatus.LIVE, "the post is published and public", _PUBLIC, facts("B7")),
        _row(
            "post",
            PostStatus.DELETED,
            "the post is gone",
            _PUBLIC,
            facts("B6"),
            tiktok="video_deleted",
            **_FOR_GOOD,
        ),
        _row(
            "post",
            PostStatus.UNPUBLISHED,
            "the post is not published yet",
            _PUBLIC,
            basis=Basis.GUIDE,
            **_until(Actor.CREATOR, "publish the post"),
        ),
        _row(
            "post",
            PostStatus.HIDDEN,
            "the post is not public",
            _PUBLIC,
            basis=Basis.GUIDE,
            under=("post_must_be_public", True),
            **_until(Actor.CREATOR, "make the post public"),
        ),
        _row(
            "post",
            PostStatus.HIDDEN,
            "the post is not public, and becomes so when it is used",
            facts("B7"),
            id="post_hidden_allowed",
            under=("post_must_be_public", False),
        ),
        _row("review", Review.PASSED, "TikTok's review lets the post stand", facts("B14")),
        _row(
            "review",
            Review.PENDING,
            "TikTok is still reviewing the post",
            facts("B14"),
            **_until(Actor.TIME, "wait for the review"),
        ),
        _row(
            "review",
            Review.REFUSED,
            "the post has failed TikTok's review",
            facts("B14"),
            tiktok="illegal_item_status_error",
            **_FOR_GOOD,
        ),
        _row(
            "review",
            Review.REMOVED,
            "a reviewer has removed the post",
            facts("B14"),
            tiktok="video_unavailable",
            **_FOR_GOOD,
        ),
        _row("government_or_political", Answer.NO, "the account is no government's and no politician's", facts("B13")),
        _row(
            "government_or_political",
            Answer.YES,
            "the account is a government's, a politician's or a party's, which cannot make Spark Ads",
            facts("B13"),
            **_FOR_GOOD,
        ),
        _row("identity", Identity.NOT_LINKED, "the post is someone else's, used through a code", facts("A10")),
        _row("identity", Identity.AVAILABLE, "the advertiser's own account can be used", facts("B13", "E1")),
        _row(
            "identity",
            Identity.NO_VALID_BIND_ACCOUNT,
            "the advertiser's own account is not linked any more",
            facts("B13", "E4"),
            **_until(Actor.ADVERTISER, "link the account again"),
        ),
        _row(
            "identity",
            Identity.SCOPE_UNAVAILABLE,
            "the advertiser's own account has withdrawn a permission",
            facts("B13", "E4"),
            **_until(Actor.ADVERTISER, "give the permission again"),
        ),
        _row(
            "identity",
            Identity.IS_PRIVATE_ACCOUNT,
            "the advertiser's own account is private",
            facts("B13", "E4"),
            **_until(Actor.ADVERTISER, "make the account public"),
        ),
        _row(
            "identity",
            Identity.NOT_BUSINESS_ACCOUNT,
            "the advertiser's own account is no business account any more",
            facts("B13", "E4"),
            **_until(Actor.ADVERTISER, "make it a business account again"),
        ),
        _row("story", Answer.NO, "the post is no story", facts("F12")),
        _row(
            "story",
            Answer.YES,
            "the post is a story",
            facts("F12"),
            tiktok="story_video_not_supported",
            **_FOR_GOOD,
        ),
        _row("duet_carousel", Answer.NO, "the post is no duet carousel", facts("F12")),
        _row(
            "duet_carousel",
            Answer.YES,
            "the post is a carousel that duets another post",
            facts("F12"),
            tiktok="carousel_duet_not_supported",
            **_FOR_GOOD,
        ),
        _row("multiple", Answer.NO, "the post is not a duet or a stitch several times over", facts("F12", "C33")),
        _row(
            "multiple",
            Answer.YES,
            "the post is a duet or a stitch several times over",
            facts("F12", "C33"),
            tiktok="multi_duet_stitch_refus(e)",
            **_FOR_GOOD,
        ),
        _row("mentions", Several.NONE, "the post mentions no other", facts("A22", "C33")),
        _row("mentions", Several.ONE, "the post mentions one other, which is allowed", facts("A22", "C33")),
        _row(
            "mentions",
            Several.SEVERAL,
            "the post mentions several others",
            facts("A22", "F12", "C33"),
            tiktok="mention_multiple_videos",
            **_FOR_GOOD,
        ),
        _row("originals", Originals.NONE, "the post is made from no other", facts("A22", "C33")),
        _row(
            "originals",
            Originals.AUTHORIZED,
            "the owner of every post it is made from has authorized that one",
            facts("A22"),
        ),
        _row(
            "originals",
            Originals.UNAUTHORIZED,
            "the post duets, stitches or mentions another, which its owner must authorize too",
            facts("A22", "C33"),
            **_until(Actor.CREATOR, "the owner of the original post authorizes it as well", Verdict.CONDITIONAL),
        ),
        _row(
            "sound",
            SoundRights.UNKNOWN,
            "nobody has said whether the sound may be used in ads",
            facts("B18"),
            **_until(Actor.ADVERTISER, "make sure of the rights to the sound", Verdict.CONDITIONAL),
        ),
        _row("sound", SoundRights.WITHOUT_SONG_ID, "the post holds no song", facts("B18")),
        _row("sound", SoundRights.WITH_FULL_AUTHORIZATION, "the sound may be used in ads", facts("B18")),
        _row(
            "sound",
            SoundRights.AUTHORIZATION_MISSING,
            "the sound may not be used in ads",
            facts("B18"),
            tiktok="AD_STATUS_MUSIC_AUTHORIZATION_MISSING",
            **_until(Actor.ADVERTISER, "obtain the rights, or use a post with another sound"),
        ),
        _row("disclosure", Disclosure.ON, "the post discloses commercial content", facts("I6")),
        *(
            _row(
                "disclosure",
                standing,
                f"{what}, and TikTok can restrict or remove a promotional post that does not",
                facts("I6"),
                **_until(Actor.CREATOR, "turn on the commercial content disclosure", Verdict.CONDITIONAL),
            )
            for standing, what in (
                (Disclosure.UNKNOWN, "whether the post discloses commercial content is unknown"),
                (Disclosure.OFF, "the post does not disclose commercial content"),
            )
        ),
    ),
)
"""Which posts can be put behind a Spark Ad."""

check_rows("eligibility", ELIGIBILITY.rows)
