"""Editability: what an advertiser may change on a Spark Ad, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

import attrs

from sparklicense import markup
from sparklicense.ads import SCHEDULE, ScheduleStatus, SparkAd
from sparklicense.checks import check_kind, member
from sparklicense.citations import Basis, Citation, facts, guide
from sparklicense.errors import EditRefusedError, ImpossibleFactsError, InvalidValueError, shown
from sparklicense.instants import InstantLike, instant
from sparklicense.policies import GUIDE, PolicyLike, policy_of
from sparklicense.posts import POST, Post, PostStatus
from sparklicense.rules.rulebook import Rulebook, sources
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


def _fields(value: Iterable[AdField]) -> frozenset[AdField]:
    return frozenset(value)


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
        basis: what the rule rests on.
        citations: where it comes from.
    """

    id: str
    track: str
    standing: StrEnum
    refuses: frozenset[AdField] = attrs.field(converter=_fields, default=frozenset())
    rank: int | None = None
    reason: str
    alternative: Alternative = Alternative.NONE
    triggers_review: bool = False
    under: tuple[str, bool] | None = None
    basis: Basis
    citations: tuple[Citation, ...] = attrs.field(repr=False)


def _row(track: str, id: str, standing: StrEnum, reason: str, basis: Basis, *cited: Citation, **more: Any) -> EditRule:
    return EditRule(id=id, track=track, standing=standing, reason=reason, basis=basis, citations=cited, **more)


_GUIDE, _PLATFORM, _OURS = Basis.GUIDE, Basis.PLATFORM, Basis.OURS
_EVERYTHING: Final = frozenset(AdField)
_LIMITS, _GOTCHA = guide("Specs and limits"), guide("One licensing gotcha")
_STAYS, _CHANGES = ("post_replaceable", False), ("post_replaceable", True)
_ANOTHER_POST: Final = Alternative.ANOTHER_POST

_ADVERTISERS: Final = (
    # The field, whether TikTok reviews the ad again, and who says so: the guide, or TikTok alone.
    (AdField.CALL_TO_ACTION, False, (_LIMITS, facts("D3c", "D5"))),
    (AdField.LANDING_PAGE_URL, True, (_LIMITS, facts("D3b", "D5"))),
    (AdField.TRACKING, False, (facts("D3c", "D5"),)),
    (AdField.BID, False, (_LIMITS, facts("D2b"))),
    (AdField.BIDDING_STRATEGY, False, (_LIMITS, facts("D2b"))),
    (AdField.BUDGET, False, (_LIMITS, facts("D2b"))),
    (AdField.TARGETING, True, (_LIMITS, facts("D2c"))),
    (AdField.SCHEDULE_START, False, (_LIMITS, facts("D2b", "C50"))),
    (AdField.SCHEDULE_END, False, (_LIMITS, facts("D2b", "C50"))),
    (AdField.NAME, False, (facts("D2b", "D5"),)),
)
_LOCKED: Final = (
    AdField.VIDEO, AdField.CAPTION, AdField.ON_SCREEN_TEXT, AdField.STICKERS, AdField.AUDIO, AdField.ASPECT_RATIO,
    AdField.PROFILE,
)  # fmt: skip

# TikTok itself may add captions and translate the text; the advertiser still cannot (fact I7).
_BY_TIKTOK: Final = {AdField.CAPTION: ("I7",), AdField.ON_SCREEN_TEXT: ("I7",)}

EDITING: Final = Rulebook(
    "editing",
    {"post": tuple(PostStatus), "field": tuple(AdField), "schedule": tuple(ScheduleStatus)},
    (
        _row("post", "post_deleted", PostStatus.DELETED, "the post is gone, and no edit brings the ad back",
             _GUIDE, _GOTCHA, refuses=_EVERYTHING, rank=1, alternative=_ANOTHER_POST, under=_STAYS),
        _row("post", "post_deleted_replaceable", PostStatus.DELETED,
             "the post is gone, and no edit but to another post brings the ad back",
             _PLATFORM, facts("B6", "D7"), refuses=_EVERYTHING - {AdField.POST}, rank=1, alternative=_ANOTHER_POST,
             under=_CHANGES),
        *(
            _row("field", f"{field}_locked", field, "it is part of the creator's post, which no ad can change",
                 _GUIDE, _LIMITS, facts("D6", *_BY_TIKTOK.get(field, ())), refuses=(field,), rank=2,
                 alternative=Alternative.NEW_IN_FEED_AD)
            for field in _LOCKED
        ),
        _row("field", "post_fixed", AdField.POST, "an ad keeps its post; another post needs a new ad",
             _GUIDE, _LIMITS, refuses=(AdField.POST,), rank=2, alternative=_ANOTHER_POST, under=_STAYS),
        _row("field", "post_replaceable", AdField.POST,
             "the ad can be pointed at another post, which TikTok reviews again",
             _PLATFORM, facts("D7"), triggers_review=True, under=_CHANGES),
        _row("field", "placement_fixed", AdField.PLACEMENT, "the placement is fixed once the ad group exists",
             _PLATFORM, facts("D4a"), refuses=(AdField.PLACEMENT,), rank=2, under=("placement_editable", False)),
        _row("field", "placement_editable", AdField.PLACEMENT, "the advertiser controls the placement",
             _GUIDE, _LIMITS, under=("placement_editable", True)),
        *(
            _row("field", f"{field}_editable", field, f"the advertiser controls the {field.replace('_', ' ')}",
                 _GUIDE if _LIMITS in sources else _PLATFORM, *sources, triggers_review=reviewed)
            for field, reviewed, sources in _ADVERTISERS
        ),
        # Our choices: TikTok says nothing of a start that has passed (fact D4e), nor of editing what is over.
        _row("schedule", "flight_over", ScheduleStatus.OVER,
             "the flight is over; give it a later end, together with the other changes",
             _OURS, refuses=_EVERYTHING - {AdField.SCHEDULE_END}, rank=3),
        _row("schedule", "flight_started", ScheduleStatus.RUNNING,
             "the flight has started, and its start has passed",
             _OURS, refuses=(AdField.SCHEDULE_START,), rank=3),
        *(
            _row("post", f"post_{standing}", standing, f"the post is {standing}", _OURS)
            for standing in (PostStatus.UNPUBLISHED, PostStatus.LIVE, PostStatus.HIDDEN)
        ),
        _row("schedule", "flight_upcoming", ScheduleStatus.UPCOMING, "the flight has not started", _OURS),
    ),
)  # fmt: skip
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
    disputed_by: Citation | None = None
    """The dated fact that contradicts the alternative: In-Feed ads that TikTok no longer takes; `None`: none does."""

    def explain(self) -> str:
        """Say in words whether the field can be edited, why not, and what to do instead."""
        can = "can" if self.allowed else "cannot"
        lines = [f"the {self.field.replace('_', ' ')} {can} be edited: {self.reason}."]
        lines += ["TikTok reviews the ad again after it."] if self.triggers_review else []
        if self.alternative is not Alternative.NONE:
            lines.append(f"instead: {_INSTEAD[self.alternative]}.")
        if self.disputed_by is not None:
            lines.append(f"the policy's word, but TikTok takes no new ones since 2026-01-15 ({self.disputed_by}).")
        lines += [f"{self.warning}."] if self.warning else []
        lines += [f"source: {each}." for each in sources(self.rule)]
        return "\n".join(line[0].upper() + line[1:] for line in lines)

    __str__ = explain
    _repr_html_ = markup.explained


_INSTEAD: Final = {
    Alternative.NEW_IN_FEED_AD: "run a new In-Feed ad with a video of your own",
    Alternative.ANOTHER_POST: "run another post",
}


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
    rules = [EDITING.answer("field", wanted, policy), EDITING.answer("schedule", SCHEDULE.at(ad, t), policy)]
    if post is not None:
        check_kind("post", post, Post)
        if post.id != ad.post_id:
            raise ImpossibleFactsError(f"post: {shown(post.id)} is not the ad's post {shown(ad.post_id)}")
        rules.insert(0, EDITING.answer("post", POST.at(post, t), policy))
    refusal = next((rule for rule in rules if wanted in rule.refuses), None)
    rule = refusal or rules[-2]
    instead = rule.alternative
    disputed = None
    if instead is Alternative.NEW_IN_FEED_AD:
        instead = instead if policy.in_feed_is_open(t) else Alternative.ANOTHER_POST
        disputed = policy.in_feed_disputed_by(t)
    return EditVerdict(
        field=wanted,
        allowed=refusal is None,
        rule=rule,
        reason=rule.reason,
        triggers_review=refusal is None and rule.triggers_review,
        alternative=instead,
        warning=_warning(value) if wanted is AdField.CALL_TO_ACTION and refusal is None else "",
        disputed_by=disputed,
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

    An ad whose flight is over starts again with a later end, and takes other changes in the same edit.

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
    then = ad  # what an ad that is over becomes with its new end, whose other fields are then open again
    if AdField.SCHEDULE_END in wanted and SCHEDULE.at(ad, t) is ScheduleStatus.OVER:
        then = attrs.evolve(ad, ends_at=wanted[AdField.SCHEDULE_END])
    verdicts = [can_edit(field, ad=then, at=t, post=post, policy=policy) for field in wanted]
    if refused := [verdict for verdict in verdicts if not verdict.allowed]:
        raise EditRefusedError(refused)
    settings = {_SETTINGS[field]: value for field, value in wanted.items() if field in _SETTINGS}
    attributes = {_ATTRIBUTES[field]: value for field, value in wanted.items() if field in _ATTRIBUTES}
    if settings:
        attributes["settings"] = attrs.evolve(ad.settings, **settings)
    return attrs.evolve(ad, **attributes)
