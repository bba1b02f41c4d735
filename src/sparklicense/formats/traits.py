"""Traits: in what the formats differ, row by row."""

from __future__ import annotations

from typing import Final

from sparklicense.citations import facts, guide
from sparklicense.formats.cells import Cell, Trait, check_traits, in_feed, pull, push
from sparklicense.formats.statements import FIGURES, Figure
from sparklicense.policies import GUIDE
from sparklicense.rules.editing import EDITING, AdField

_TABLE: Final = guide("Spark Ads vs In-Feed Ads")
_FAQ: Final = guide("FAQ")
_SPECS: Final = guide("Specs and limits")
_WARM: Final = guide("The post-iOS attribution angle")
_DARK: Final = "2026-01-27T00:00:00Z"


def _trait(id: str, aspect: str, *cells: Cell) -> Trait:
    return Trait(id=id, aspect=aspect, cells=cells)


def _inherited(field: AdField, aspect: str) -> Trait:
    # What a Spark Ad takes from its post is what the editing rulebook refuses to edit: no second rule.
    row = EDITING.answer("field", field, GUIDE)
    return _trait(
        f"{field}",
        aspect,
        pull(row.reason, *row.citations),
        in_feed("as the advertiser uploads it", _TABLE),
        push("as the advertiser uploads it", facts("D8")),
    )


def _reported(*names: str) -> tuple[Figure, ...]:
    return tuple(FIGURES[name] for name in names)


COMPARED: Final = (
    _trait(
        "profile",
        "profile the ad runs from",
        pull("the account of the post's creator, which may be the advertiser's own", _TABLE, facts("D6")),
        in_feed("the brand's account", _TABLE),
        push("the advertiser's own account, linked to Ads Manager", facts("D9")),
    ),
    _trait(
        "profile_link",
        "where the profile link leads",
        pull("to the profile of the post's creator", _TABLE, facts("G9")),
        in_feed("to the brand's profile", _TABLE),
        push("to the advertiser's own profile", facts("D9")),
    ),
    _trait(
        "engagement_home",
        "where comments, likes and shares live",
        pull("on the organic post, to which they are added", _TABLE),
        in_feed("on the ad, behind which there is no post", _TABLE),
        push("on the post that the upload becomes once it is reviewed", facts("C34")),
    ),
    _trait(
        "after_the_end",
        "what stays when the ad ends",
        pull("the comments stay on the post for good", _TABLE),
        in_feed("the comments go with the ad", _TABLE),
    ),
    _trait(
        "organic_reach",
        "organic reach meanwhile",
        pull("goes on, and can add up with the paid reach", _TABLE),
        in_feed("none", _TABLE),
        push("possible: the post is on the profile unless it is made for ads only", facts("B16", "B17"), until=_DARK),
        push(
            "none, unless the advertiser puts the post on the profile: by default it is for ads only",
            facts("B16", "B17"),
            since=_DARK,
        ),
    ),
    _trait(
        "setup",
        "what it takes to set up",
        pull(
            "a code from the creator for each post; for own posts, a linked account",
            _TABLE,
            facts("A10", "E1"),
        ),
        in_feed("an upload, and nothing else", _TABLE),
        push("an upload, its text, and a linked account that permits it", facts("D8", "D9", "E5")),
    ),
    _trait(
        "engagement_rate",
        "engagement",
        pull("reported higher", _TABLE, facts("G2"), figures=_reported("guide_engagement", "engagement")),
        in_feed("reported lower", _TABLE, figures=_reported("guide_engagement")),
    ),
    _trait(
        "best_for",
        "what it is best for",
        pull("campaigns that creators lead, social proof, content made by users", _TABLE),
        in_feed("direct response with the brand in control", _TABLE),
    ),
)
"""The guide's table of differences, row by row."""

INHERITED: Final = (
    _inherited(AdField.VIDEO, "video"),
    _trait(
        "caption",
        "caption",
        pull(EDITING.answer("field", AdField.CAPTION, GUIDE).reason, _SPECS, facts("D6")),
        in_feed("the advertiser's own words, 1 to 100 characters", facts("F10")),
        push("the advertiser's own words, 1 to 100 characters", facts("D8", "F10")),
    ),
    _inherited(AdField.ON_SCREEN_TEXT, "text on the screen"),
    _inherited(AdField.STICKERS, "stickers"),
    _inherited(AdField.AUDIO, "sound"),
    _inherited(AdField.ASPECT_RATIO, "aspect ratio"),
)
"""What an ad takes over from its post and cannot change."""

OTHER: Final = (
    _trait(
        "placement_shown",
        "where it is shown",
        pull("in the For You feed; at a glance the two look the same", _TABLE),
        in_feed("in the For You feed; at a glance the two look the same", _TABLE),
    ),
    _trait(
        "duration",
        "how long it can run",
        pull(
            "as long as its license and its post; an own post needs no license",
            guide("What expires when"),
            facts("A7", "E2"),
        ),
        in_feed("as long as its schedule: there is no license", _TABLE),
        push("as long as its schedule: there is no license", facts("E2")),
    ),
    _trait(
        "start",
        "what it starts with",
        pull("with the engagement that its post has earned, which helps to find an audience sooner", _WARM),
        in_feed("with none, cold", _WARM),
    ),
    _trait(
        "conversion_of_format",
        "turning it into another format",
        pull("impossible", facts("D10")),
        push("impossible", facts("D10")),
    ),
    _trait("bidding", "bidding", pull("works the same way", _FAQ), in_feed("works the same way", _FAQ)),
    _trait(
        "cost_per_mille",
        "cost of a thousand impressions",
        pull("reported lower", _FAQ, facts("G4"), figures=_reported("guide_cpm", "cpm")),
        in_feed("reported higher", _FAQ, figures=_reported("guide_cpm")),
    ),
    _trait(
        "cost_per_outcome",
        "cost of an install or an action",
        pull("reported lower where the creative is strong", _FAQ, figures=_reported("guide_cost")),
        in_feed("reported higher", _FAQ, figures=_reported("guide_cost")),
    ),
    _trait(
        "click_through_rate",
        "click-through",
        pull("reported higher", _TABLE, figures=_reported("guide_ctr")),
        in_feed("reported lower", _TABLE, figures=_reported("guide_ctr")),
    ),
    _trait(
        "completion_rate",
        "views to the end",
        pull(
            "reported higher",
            facts("G1", "G5"),
            figures=_reported("completion", "smb_completion", "smb_view_through"),
        ),
        in_feed("the base of that comparison", facts("G1"), figures=_reported("completion")),
    ),
    _trait(
        "conversion_rate",
        "conversions",
        pull("reported higher", facts("G3"), figures=_reported("conversion")),
        in_feed("the base of that comparison", facts("G3"), figures=_reported("conversion")),
    ),
    _trait(
        "volume",
        "promoting the winners of many organic posts",
        pull(
            "reported cheaper, by one customer",
            guide("How AI ad agents change the Spark Ads strategy"),
            figures=_reported("lila_cpi", "lila_trial"),
        ),
    ),
)
"""The rest: how long it runs, what it costs, what it brings."""


TRAITS: Final = check_traits((*COMPARED, *INHERITED, *OTHER))
"""In what the formats differ, row by row."""
