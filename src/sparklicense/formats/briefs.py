"""Briefs: what someone wants from an ad, as answers to a fixed list of questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

import attrs

from sparklicense.checks import check_is
from sparklicense.errors import ImpossibleFactsError, InvalidValueError, WrongTypeError, shown
from sparklicense.formats.availability import InFeedException
from sparklicense.formats.candidates import Candidate
from sparklicense.formats.choices import choice
from sparklicense.formats.platforms import Platform


class Source(StrEnum):
    """Whose post there is to put behind the ad."""

    OWN = "own"
    CREATOR = "creator"
    NONE = "none"
    """There is no post yet."""


class Goal(StrEnum):
    """What the ad is for."""

    CREATOR_LED = "creator_led"
    """A creator's own voice is what it sells with."""
    SCALING = "scaling"
    """More reach for what does well organically, without making it anew."""
    SOCIAL_PROOF = "social_proof"
    """People should see that others like it."""
    DIRECT_RESPONSE = "direct_response"
    ENGAGEMENT = "engagement"
    LOW_COST = "low_cost"


class Engagement(StrEnum):
    """How the post does organically, as its owner judges it: no source gives a threshold."""

    STRONG = "strong"
    WEAK = "weak"


class Destination(StrEnum):
    """Where the click should lead."""

    LANDING_PAGE = "landing_page"
    BRAND_PROFILE = "brand_profile"
    CREATOR_PROFILE = "creator_profile"


def _check_optional(kind: type[StrEnum]) -> Any:
    check = check_is(kind)

    def checked(brief: object, field: attrs.Attribute[Any], value: object) -> None:
        if value is not None:
            check(brief, field, value)

    return checked


def _check_launch(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if value is None:
        return
    if not isinstance(value, timedelta):
        raise WrongTypeError(f"{field.alias}: a `timedelta`, not {type(value).__name__}: {shown(value)}")
    if value <= timedelta():
        raise InvalidValueError(f"{field.alias}: {shown(str(value))} is not ahead; more than zero")


@attrs.frozen(kw_only=True)
class Brief:
    """What someone wants from an ad. What is left out is taken as not wanted, not given, not there.

    Attributes:
        post: whose post there is to put behind the ad.
        goal: what the ad is for; `None`: nothing in particular.
        caption_approval: whether every word of the caption must be approved.
        creative_edits: whether anything of the creative must be changed.
        launch_in: the time until the ad must run; `None`: there is no hurry.
        creator_relationship: whether a creator, a partner or an employee is there to ask; left out: there is one
            exactly where the post is a creator's.
        engagement: how the post does organically; `None`: unknown.
        several_accounts: whether content is tried out on several accounts.
        click: where the click should lead.
        linked_account: whether an own TikTok account is linked that may publish uploads.
        exception: for which of the exceptions to the closing of In-Feed Ads the ad is; `None`: none.
        platform: where to advertise.
        candidate: the post itself, to be looked at for eligibility; `None`: not looked at.

    Raises:
        ImpossibleFactsError: a candidate although there is no post.
        TypeError, ValueError: a value of another kind, or a launch that is not ahead.

    Examples:
        >>> from datetime import timedelta
        >>> from sparklicense.formats import Brief, Source
        >>> Brief(post=Source.CREATOR, creator_relationship=True, launch_in=timedelta(days=3)).goal is None
        True
    """

    post: Source = attrs.field(validator=check_is(Source))
    goal: Goal | None = attrs.field(default=None, validator=_check_optional(Goal))
    caption_approval: bool = attrs.field(default=False, validator=check_is(bool))
    creative_edits: bool = attrs.field(default=False, validator=check_is(bool))
    launch_in: timedelta | None = attrs.field(default=None, validator=_check_launch)
    creator_relationship: bool = attrs.field(
        default=attrs.Factory(lambda brief: brief.post is Source.CREATOR, takes_self=True), validator=check_is(bool)
    )
    engagement: Engagement | None = attrs.field(default=None, validator=_check_optional(Engagement))
    several_accounts: bool = attrs.field(default=False, validator=check_is(bool))
    click: Destination = attrs.field(default=Destination.LANDING_PAGE, validator=check_is(Destination))
    linked_account: bool = attrs.field(default=False, validator=check_is(bool))
    exception: InFeedException | None = attrs.field(default=None, validator=_check_optional(InFeedException))
    platform: Platform = attrs.field(default=Platform.TIKTOK, validator=check_is(Platform))
    candidate: Candidate | None = attrs.field(default=None)

    def __attrs_post_init__(self) -> None:
        """Refuse a candidate that cannot be there."""
        if self.candidate is None:
            return
        if not isinstance(self.candidate, Candidate):
            kind = type(self.candidate).__name__
            raise WrongTypeError(f"candidate: a `Candidate`, not {kind}: {shown(self.candidate)}")
        if self.post is Source.NONE:
            raise ImpossibleFactsError(
                f"candidate: post {shown(self.candidate.post.id)} although `post` is `none`; say whose it is"
            )


_WHETHER: Final = (False, True)

QUESTIONS: Final[dict[str, tuple[str, tuple[Any, ...]]]] = {
    "post": ("whose post there is", tuple(Source)),
    "goal": ("what the ad is for", (None, *Goal)),
    "caption_approval": ("whether the caption must be approved", _WHETHER),
    "creative_edits": ("whether the creative must be changed", _WHETHER),
    "launch_in": ("how soon it must run, like 24h", (None, timedelta(hours=24))),
    "creator_relationship": ("whether there is a creator to ask", _WHETHER),
    "engagement": ("how the post does organically", (None, *Engagement)),
    "several_accounts": ("whether several accounts try content out", _WHETHER),
    "click": ("where the click should lead", tuple(Destination)),
    "linked_account": ("whether an own account is linked", _WHETHER),
    "exception": ("which exception to the closing applies", (None, *InFeedException)),
    "platform": ("where to advertise", tuple(Platform)),
}
"""Each question of a brief: in words, and the answers to try when asking what would change the advice."""


def brief_of(answers: Mapping[str, str | bool | None], *, launch_in: timedelta | None = None) -> Brief:
    """Make a brief from answers in words, as a form or a command line has them.

    Args:
        answers: a text or a truth for any question but how soon the ad must run; `None`: left out.
        launch_in: the time until the ad must run; `None`: there is no hurry.

    Raises:
        ValueError: no such question, or no such answer to it.

    Examples:
        >>> from sparklicense.formats import brief_of
        >>> brief_of({"post": "creator", "goal": None, "creator_relationship": True}).post.value
        'creator'
    """
    given: dict[str, Any] = {}
    for question, answer in answers.items():
        if question not in QUESTIONS:
            raise InvalidValueError(f"{shown(question)} is not a question; ask one of {', '.join(QUESTIONS)}")
        if isinstance(answer, str):
            kinds = [type(each) for each in QUESTIONS[question][1] if isinstance(each, StrEnum)]
            given[question] = choice(question, kinds[0], answer) if kinds else answer
        elif answer is not None:
            given[question] = answer
    return Brief(launch_in=launch_in, **given)


def changed(brief: Brief, question: str, answer: Any) -> Brief:
    """Give a brief with one answer changed. Another owner's post is another post: its candidate goes."""
    changes: dict[str, Any] = {question: answer}
    if question == "post" and answer is not brief.post:
        changes["candidate"] = None
        changes["creator_relationship"] = brief.creator_relationship or answer is Source.CREATOR
    return attrs.evolve(brief, **changes)


def answered(answer: object) -> str:
    """Write an answer as words."""
    if answer is None:
        return "left out"
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, timedelta):
        hours = answer / timedelta(hours=1)
        return f"{hours:g} h"
    return str(answer)
