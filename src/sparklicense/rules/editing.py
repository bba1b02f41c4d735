"""Editability: what an advertiser may change on a Spark Ad, and when."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import attrs

from sparklicense.ads import SCHEDULE, ScheduleStatus, SparkAd
from sparklicense.checks import check_kind, member
from sparklicense.citations import Citation, facts, guide
from sparklicense.errors import EditRefusedError, ImpossibleFactsError, InvalidValueError, shown
from sparklicense.instants import InstantLike, instant
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.posts import POST, Post, PostStatus
from sparklicense.rules.rulebook import Rulebook
from sparklicense.settings import CALLS_TO_ACTION


class AdField(StrEnum):
    """What someone may want to change on a Spark Ad."""

    CALL_TO_ACTION = "call_to_action"
    LANDING_PAGE_URL = "landing_page_url"
    TRACKING = "tracking"
    BID = "bid"
    BIDDING_STRATEGY = "bidding_strategy"
    BUDGET = "budget"
    TARGETING = "targeting"
    SCHEDULE_START = "schedule_start"
    SCHEDULE_END = "schedule_end"
    PLACEMENT = "placement"
    NAME = "name"
    VIDEO = "video"
    CAPTION = "caption"
    ON_SCREEN_TEXT = "on_screen_text"
    STICKERS = "stickers"
    AUDIO = "audio"
    ASPECT_RATIO = "aspect_ratio"
    PROFILE = "profile"
    POST = "post"


class Alternative(StrEnum):
    """What to do instead of an edit that is refused."""

    NEW_IN_FEED_AD = "new_in_feed_ad"
    ANOTHER_POST = "another_post"
    NONE = "none"


@attrs.frozen(kw_only=True)
class EditRule:
    """A row: while one thing stands in a certain way, some fields cannot be edited.

    Attributes:
        id: what verdicts call the row.
        track: the thing that changes over time; the track `field` is the field itself.
        standing: the way it stands.
        refuses: the fields it refuses to edit; empty: it permits.
        rank: its place in the order of precedence; `None` where it permits.
        reason: what is the case, in words.
        alternative: what to do instead.
        triggers_review: whether TikTok reviews the ad anew after such an edit.
        under: the policy's attribute and the value with which the row applies; `None`: always.
        citations: where the rule comes from.
    """

    id: str
    track: str
    standing: StrEnum
    refuses: frozenset[AdField] = frozenset()
    rank: int | None = None
    reason: str
    alternative: Alternative = Alternative.NONE
    triggers_review: bool = False
    under: tuple[str, bool] | None = None
    citations: tuple[Citation, ...] = attrs.field(repr=False)


_EVERYTHING: Final = frozenset(AdField)
_CONTROLLED: Final = guide("Specs and limits")

_ADVERTISERS: Final = {
    # The field: whether TikTok reviews the ad anew, and the facts that say so.
    AdField.CALL_TO_ACTION: (False, facts("D3c", "D5")),
    AdField.LANDING_PAGE_URL: (True, facts("D3b", "D5")),
    AdField.TRACKING: (False, facts("D3c", "D5")),
    AdField.BID: (False, facts("D2b")),
    AdField.BIDDING_STRATEGY: (False, facts("D2b")),
    AdField.BUDGET: (False, facts("D2b")),
    AdField.TARGETING: (True, facts("D2c")),
    AdField.SCHEDULE_START: (False, facts("D2b", "C50")),
    AdField.SCHEDULE_END: (False, facts("D2b", "C50")),
    AdField.NAME: (False, facts("D2b", "D5")),
}
_LOCKED: Final = (
    AdField.VIDEO,
    AdField.CAPTION,
    AdField.ON_SCREEN_TEXT,
    AdField.STICKERS,
    AdField.AUDIO,
    AdField.ASPECT_RATIO,
    AdField.PROFILE,
)


def _locked(field: AdField) -> tuple[EditRule, EditRule]:
    # What to do instead depends on whether the ad can be pointed at another post (fact D7); where it
    # can, non-Spark ads are mostly closed as well (fact G8).
    reason = "it is part of the creator's post, which no ad can change"
    return (
        EditRule(
            id=f"{field}_locked",
            track="field",
            standing=field,
            refuses=frozenset({field}),
            rank=3,
            reason=reason,
            alternative=Alternative.NEW_IN_FEED_AD,
            under=("post_replaceable", False),
            citations=(_CONTROLLED, facts("D6")),
        ),
        EditRule(
            id=f"{field}_locked_replaceable",
            track="field",
            standing=field,
            refuses=frozenset({field}),
            rank=3,
            reason=reason,
            alternative=Alternative.ANOTHER_POST,
            under=("post_replaceable", True),
            citations=(facts("D6", "D7", "G8"),),
        ),
    )


EDITING: Final = Rulebook(
    "editing",
    {"post": tuple(PostStatus), "schedule": tuple(ScheduleStatus), "field": tuple(AdField)},
    (
        EditRule(
            id="post_deleted",
            track="post",
            standing=PostStatus.DELETED,
            refuses=_EVERYTHING,
            rank=1,
            reason="the post is gone, and no edit brings the ad back",
            alternative=Alternative.ANOTHER_POST,
            under=("post_replaceable", False),
            citations=(guide("One licensing gotcha"),),
        ),
        EditRule(
            id="post_deleted_replaceable",
            track="post",
            standing=PostStatus.DELETED,
            refuses=_EVERYTHING - {AdField.POST},
            rank=1,
            reason="the post is gone, and no edit but to another post brings the ad back",
            alternative=Alternative.ANOTHER_POST,
            under=("post_replaceable", True),
            citations=(facts("B6", "D7"),),
        ),
        EditRule(
            id="flight_over",
            track="schedule",
            standing=ScheduleStatus.OVER,
            refuses=_EVERYTHING - {AdField.SCHEDULE_END},
            rank=2,
            reason="the flight is over; only a later end revives it",
            citations=(_CONTROLLED, facts("D2b")),
        ),
        EditRule(
            id="flight_started",
            track="schedule",
            standing=ScheduleStatus.RUNNING,
            refuses=frozenset({AdField.SCHEDULE_START}),
            rank=2,
            reason="the flight has started, and its start has passed",
            citations=(_CONTROLLED, facts("D4e")),
        ),
        *(rule for field in _LOCKED for rule in _locked(field)),
        EditRule(
            id="post_fixed",
            track="field",
            standing=AdField.POST,
            refuses=frozenset({AdField.POST}),
            rank=3,
            reason="an ad keeps its post; another post takes a new ad",
            alternative=Alternative.ANOTHER_POST,
            under=("post_replaceable", False),
            citations=(_CONTROLLED,),
        ),
        EditRule(
            id="post_replaceable",
            track="field",
            standing=AdField.POST,
            reason="the ad can be pointed at another post, which is reviewed anew",
            triggers_review=True,
            under=("post_replaceable", True),
            citations=(facts("D7"),),
        ),
        EditRule(
            id="placement_fixed",
            track="field",
            standing=AdField.PLACEMENT,
            refuses=frozenset({AdField.PLACEMENT}),
            rank=3,
            reason="the placement is fixed once the ad group exists",
            under=("placement_editable", False),
            citations=(facts("D4a"),),
        ),
        EditRule(
            id="placement_editable",
            track="field",
            standing=AdField.PLACEMENT,
            reason="the advertiser controls the placement",
            under=("placement_editable", True),
            citations=(_CONTROLLED,),
        ),
        *(
            EditRule(
                id=f"{field}_editable",
                track="field",
                standing=field,
                reason=f"the advertiser controls the {field.replace('_', ' ')}",
                triggers_review=reviewed,
                citations=(_CONTROLLED, source),
            )
            for field, (reviewed, source) in _ADVERTISERS.items()
        ),
        *(
            EditRule(
                id=f"post_{standing}",
                track="post",
                standing=standing,
                reason=f"the post is {standing}",
                citations=(guide("How Spark Ads work"),),
            )
            for standing in (PostStatus.UNPUBLISHED, PostStatus.LIVE, PostStatus.HIDDEN)
        ),
        EditRule(
            id="flight_upcoming",
            track="schedule",
            standing=ScheduleStatus.UPCOMING,
            reason="the flight has not started",
            citations=(_CONTROLLED,),
        ),
    ),
)
"""Which fields can be edited, by whose they are and by what the flight and the post allow."""

_ATTRIBUTES: Final = {
    AdField.SCHEDULE_START: "starts_at",
    AdField.SCHEDULE_END: "ends_at",
    AdField.NAME: "name",
    AdField.POST: "post_id",
}
_SETTINGS: Final = {
    AdField.CALL_TO_ACTION: "call_to_action",
    AdField.LANDING_PAGE_URL: "landing_page_url",
    AdField.TRACKING: "tracking",
    AdField.BID: "bid",
    AdField.BIDDING_STRATEGY: "bidding_strategy",
    AdField.BUDGET: "budget",
    AdField.TARGETING: "targeting",
    AdField.PLACEMENT: "placements",
}


@attrs.frozen(kw_only=True)
class EditVerdict:
    """Whether one field of an ad can be edited at an instant."""

    field: AdField
    """The field."""
    allowed: bool
    """Whether it can be edited."""
    rule: EditRule
    """The row that decides."""
    reason: str
    """The row's reason, in words."""
    triggers_review: bool
    """Whether TikTok reviews the ad anew after the edit; `False` where it is refused."""
    alternative: Alternative
    """What to do instead; `NONE` where it is allowed."""
    warning: str = ""
    """What the new value gives reason to check, in words; empty: nothing."""


def can_edit(
    field: AdField | str,
    *,
    ad: SparkAd,
    at: InstantLike,
    value: object = None,
    post: Post | None = None,
    policy: PolicyLike = GUIDE,
) -> EditVerdict:
    """Tell whether a field of an ad can be edited at an instant.

    Args:
        field: an `AdField`, or its text.
        ad: the ad.
        at: the instant of the edit.
        value: the new value; `None`: not known. A call to action that TikTok does not document gets a
            warning, and no more: TikTok adds new ones (fact C38).
        post: the ad's post, whose deletion ends all editing; `None`: not looked at.
        policy: the reading of the sources.

    Raises:
        ValueError: no such field.
        ImpossibleFactsError: the post is not the ad's.

    Examples:
        >>> from sparklicense import AdField, SparkAd, can_edit
        >>> ad = SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z")
        >>> verdict = can_edit(AdField.CAPTION, ad=ad, at="2026-06-02T00:00:00Z")
        >>> verdict.allowed, verdict.reason, verdict.alternative.value
        (False, "it is part of the creator's post, which no ad can change", 'new_in_feed_ad')
    """
    policy = policy_of(policy)
    check_kind("ad", ad, SparkAd)
    wanted, t = member("field", AdField, field), instant(at)
    rules = [EDITING.answer("schedule", SCHEDULE.at(ad, t), policy), EDITING.answer("field", wanted, policy)]
    if post is not None:
        check_kind("post", post, Post)
        if post.id != ad.post_id:
            raise ImpossibleFactsError(f"post: {shown(post.id)} is not the ad's post {shown(ad.post_id)}")
        rules.insert(0, EDITING.answer("post", POST.at(post, t), policy))
    refusal = next((rule for rule in rules if wanted in rule.refuses), None)
    rule = refusal or rules[-1]
    return EditVerdict(
        field=wanted,
        allowed=refusal is None,
        rule=rule,
        reason=rule.reason,
        triggers_review=rule.triggers_review,
        alternative=rule.alternative,
        warning=_warning(value) if wanted is AdField.CALL_TO_ACTION and refusal is None else "",
    )


def _warning(value: object) -> str:
    if not isinstance(value, str) or value in CALLS_TO_ACTION:
        return ""
    return f"{shown(value)} is none of the calls to action that TikTok documents; check its spelling, like `SHOP_NOW`"


def edit(
    ad: SparkAd,
    changes: Mapping[AdField, Any] | Mapping[str, Any] | None = None,
    *,
    at: InstantLike,
    post: Post | None = None,
    policy: PolicyLike = GUIDE,
    **more: Any,
) -> SparkAd:
    """Change an ad, all or nothing.

    Args:
        ad: the ad; it stays as it is.
        changes: the new value of each field, by `AdField` or its text.
        at: the instant of the edit.
        post: the ad's post, whose deletion ends all editing; `None`: not looked at.
        policy: the reading of the sources.
        more: further changes by the text of their field, like `call_to_action="SHOP_NOW"`; the post is
            changed by `changes` alone.

    Returns:
        A new ad.

    Raises:
        EditRefusedError: a field cannot be edited; it lists every refused field with its verdict.
        ImpossibleFactsError, TypeError, ValueError: a new value that the ad cannot have.

    Examples:
        >>> from sparklicense import AdField, SparkAd, edit
        >>> ad = SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-07-01T00:00:00Z")
        >>> longer = edit(ad, {AdField.SCHEDULE_END: "2026-08-01T00:00:00Z"}, at="2026-06-02T00:00:00Z")
        >>> longer.ends_at.isoformat()
        '2026-08-01T00:00:00+00:00'
    """
    policy = policy_of(policy)
    t = instant(at)
    changed: list[tuple[str, Any]] = [*(changes or {}).items(), *more.items()]
    wanted = {member("field", AdField, field): value for field, value in changed}
    if len(wanted) < len(changed):
        raise InvalidValueError("changes: a field is given twice; give each once")
    verdicts = [can_edit(field, ad=ad, at=t, post=post, policy=policy) for field in wanted]
    if refused := [verdict for verdict in verdicts if not verdict.allowed]:
        raise EditRefusedError(refused)
    settings = {_SETTINGS[field]: value for field, value in wanted.items() if field in _SETTINGS}
    attributes = {_ATTRIBUTES[field]: value for field, value in wanted.items() if field in _ATTRIBUTES}
    if settings:
        attributes["settings"] = attrs.evolve(ad.settings, **settings)
    return attrs.evolve(ad, **attributes)
