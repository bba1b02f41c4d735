"""The plan as a value: what to do, what cannot be saved, and what to write to whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs
from pendulum import DateTime

from sparklicense import markup
from sparklicense.checks import at_handle
from sparklicense.errors import printable, shown
from sparklicense.instants import ZoneLike, local, written, zone
from sparklicense.planning.coverage import Coverage
from sparklicense.planning.money import Spend
from sparklicense.planning.needs import LeadTime
from sparklicense.planning.outages import Outage
from sparklicense.posts import MediaKind
from sparklicense.rules.states import ServingState
from sparklicense.windows import Window

if TYPE_CHECKING:
    from datetime import tzinfo

    from sparklicense.posts import Post


class ActionKind(StrEnum):
    """What can be done about an ad that will not serve."""

    APPLY = "apply"
    EXTEND = "extend"
    ASK = "ask"
    CHASE = "chase"
    MAKE_PUBLIC = "make_public"
    APPEAL = "appeal"
    REPLACE_POST = "replace_post"


@attrs.frozen(kw_only=True)
class Action:
    """One thing to do, about one post."""

    kind: ActionKind
    """What to do."""
    post_id: str
    """The post."""
    link: str
    """The link to it, or its name where its id or creator makes none."""
    creator: str
    """Its creator's handle; empty where it is unknown."""
    own: bool = False
    """Whether the post is the advertiser's own, so that nobody else is asked."""
    ads: tuple[str, ...]
    """Ids of the ads that it helps, sorted."""
    license_id: str | None = None
    """The license of the code to apply or to extend."""
    days: int | None = None
    """How many days of 24 hours to ask for; `None`: nothing of a length is asked for."""
    due: DateTime = attrs.field(repr=written)
    """By when to act, in UTC."""
    late: bool
    """Whether that has passed."""
    covers_if_issued: Window | None = None
    """Between when and when, in UTC, the creator must authorize; `None`: nothing is issued."""
    begins_at: DateTime = attrs.field(repr=written)
    """When what it prevents begins, or began, in UTC."""
    ends_at: DateTime | None
    """When what it prevents would end, in UTC; `None`: it goes on."""
    causes: tuple[ServingState, ...]
    """What blocks the ads."""
    lead_time: LeadTime | None = None
    """How long the creator takes to answer; `None`: the creator is not asked."""
    asked_at: DateTime | None = None
    """When the request was made that is to be chased, in UTC."""
    lost_per_day: Spend
    """What one more day of delay loses from now on: nothing until it is due."""
    at_stake: Spend
    """What is lost if this is not done while everything else on the list is, the spare apart."""
    spare: bool = False
    """Whether others spend the budget anyway: then nothing is lost without it."""
    also: tuple[ActionKind, ...] = ()
    """What must be done too, before the ads serve."""

    def explain(self, tz: ZoneLike = "UTC") -> str:
        """Say in words what to do by when, and what for.

        Args:
            tz: the clock on which instants are written, an IANA name.
        """
        return "\n".join(_explained(self, zone(tz)))

    def __str__(self) -> str:
        """Explain it."""
        return self.explain()


@attrs.frozen(kw_only=True)
class Loss:
    """A stretch of time in which an ad is meant to serve and does not, whatever anybody does."""

    ad_id: str
    """The ad."""
    post_id: str
    """Its post."""
    window: Window
    """When, in UTC."""
    cause: ServingState
    """What blocks the ad."""
    spend: Spend
    """The planned spend that is lost."""


@attrs.frozen
class CauseLoss:
    """What is lost to one cause."""

    cause: ServingState
    """What blocks the ads."""
    spend: Spend
    """The planned spend that is lost meanwhile."""


@attrs.frozen(kw_only=True)
class Plan:
    """What to do, what stops, and what it costs."""

    at: DateTime = attrs.field(repr=written)
    """The instant asked about, in UTC."""
    by: DateTime | None
    """By when what is listed falls due, or stops, in UTC; `None`: everything is."""
    until: DateTime | None
    """Up to when money of flights without an end is counted, in UTC; `None`: every flight has an end."""
    policy: str
    """The name of the policy."""
    worklist: tuple[Action, ...] = attrs.field(repr=False)
    """What to do, most urgent first in each group of kinds; spare actions last."""
    unfixable: tuple[Loss, ...] = attrs.field(repr=False)
    """The losses that nobody can prevent."""
    outages: tuple[Outage, ...] = attrs.field(repr=False)
    """Where serving ads stop, what the advertiser does on purpose left out unless a loss begins with it."""
    coverage: tuple[Coverage, ...] = attrs.field(repr=False)
    """What is covered of each flight, from `at` on, in the portfolio's order; without flights that are over."""
    planned: Spend
    """Planned spend from `at` to the ends of all flights."""
    at_risk: Spend
    """The part of it that nobody can spend if nothing is done."""
    lost_by_cause: tuple[CauseLoss, ...] = attrs.field(repr=False)
    """The same by what blocks the ads, in order of precedence."""
    one_length: bool = attrs.field(repr=False)
    """Whether codes of different lengths cost the same, so that a creator is asked for one length."""

    @property
    def needs_action(self) -> bool:
        """Whether anything has to be done; what is spare has not."""
        return any(not each.spare for each in self.worklist)

    def explain(self, tz: ZoneLike = "UTC") -> str:
        """Say in words what is planned, what is lost otherwise, and what to do, action by action.

        Args:
            tz: the clock on which instants are written, an IANA name.
        """
        head = (
            f"Planned spend from {local(self.at, zone(tz))}: {self.planned}; lost if nothing is done: {self.at_risk}."
        )
        return "\n\n".join([head, *(each.explain(tz) for each in self.worklist)])

    def __str__(self) -> str:
        """Explain it."""
        return self.explain()

    def _repr_html_(self) -> str:
        """Show the worklist in a notebook."""
        return markup.table(
            self.explain().partition("\n")[0],
            ("what", "who", "post", "due (UTC)", "at stake"),
            (
                (
                    what_to_do(each) + (" (spare)" if each.spare else ""),
                    "advertiser" if each.kind not in _ASKING else at_handle(each.creator),
                    each.post_id,
                    markup.clock(each.due) + (" (passed)" if each.late else ""),
                    str(each.at_stake),
                )
                for each in self.worklist
            ),
            len(self.worklist),
        )

    def messages(self, tz: ZoneLike = "UTC") -> tuple[tuple[str, str], ...]:
        """Write to each creator who has to do something; no code is in it.

        Args:
            tz: the clock on which instants are written, an IANA name.

        Returns:
            Pairs of a handle and a plain text, the most urgent first; a creator who is unknown has one text for
            each post.
        """
        by_creator: dict[tuple[str, str], list[Action]] = {}
        for each in self.worklist:
            if each.kind in _ASKING and not (each.spare or each.own):
                by_creator.setdefault((each.creator, "" if each.creator else each.post_id), []).append(each)
        place = zone(tz)
        return tuple(
            (creator, "\n".join(_message(creator, some, place, one_length=self.one_length)))
            for (creator, _), some in by_creator.items()
        )


_ASKING: Final = (ActionKind.EXTEND, ActionKind.ASK, ActionKind.CHASE, ActionKind.MAKE_PUBLIC, ActionKind.APPEAL)


def link_of(post: Post) -> str:
    """Give the link to a post; where its id or creator does not make one, name the post."""
    if not (post.creator and post.id.isdecimal()):
        return f"post {printable(post.id)}"
    carousel = post.media is not None and post.media.kind is MediaKind.CAROUSEL
    return f"https://www.tiktok.com/{at_handle(post.creator)}/{'photo' if carousel else 'video'}/{post.id}"


_WORDS: Final = {
    ActionKind.APPLY: "apply the code in Ads Manager",
    ActionKind.EXTEND: "ask for an extension by {} days",
    ActionKind.ASK: "ask for a new code of {} days",
    ActionKind.CHASE: "chase the request for {} days",
    ActionKind.MAKE_PUBLIC: "ask to make the post public",
    ActionKind.APPEAL: "ask to appeal the removal",
    ActionKind.REPLACE_POST: "run another post",
}


_OWN_WORDS: Final = {
    **_WORDS,
    ActionKind.EXTEND: "extend the authorization by {} days",
    ActionKind.ASK: "generate a new code of {} days and apply it",
    ActionKind.MAKE_PUBLIC: "make the post public",
    ActionKind.APPEAL: "appeal the removal",
}
"""The same where the post is the advertiser's own."""


def what_to_do(action: Action) -> str:
    """Say what to do in a few words, without the post."""
    if action.own:
        return _OWN_WORDS[action.kind].format(action.days)
    if action.kind is ActionKind.ASK and action.days is None:
        return "ask for access to the account"
    return _WORDS[action.kind].format(action.days)


def _explained(action: Action, place: tzinfo) -> Iterator[str]:
    alone = action.own or action.kind in (ActionKind.APPLY, ActionKind.REPLACE_POST)
    who = "" if alone else at_handle(action.creator)
    passed = ", which has passed" if action.late else ""
    what = what_to_do(action)
    if who:
        what = what.replace("ask ", f"ask {who} ", 1) if what.startswith("ask ") else f"{what} to {who}"
    yield f"{what[0].upper()}{what[1:]}: post {shown(action.post_id)}, by {local(action.due, place)}{passed}."
    if action.license_id is not None:
        yield f"It is about license {shown(action.license_id)}."
    if action.covers_if_issued is not None:
        start, end = action.covers_if_issued.start, action.covers_if_issued.end
        until = "" if end is None else f" to {local(end, place)}"
        whoever = "advertiser" if action.own else "creator"
        yield f"The {whoever} must authorize from {'' if start is None else local(start, place)}{until}."
    if action.lead_time is not None:
        yield f"The lead time is {action.lead_time}."
    if action.asked_at is not None:
        yield f"It was asked for at {local(action.asked_at, place)}."
    ends = "on" if action.ends_at is None else f"to {local(action.ends_at, place)}"
    noun = f"{len(action.ads)} ad{'' if len(action.ads) == 1 else 's'}"
    yield f"Without it {noun} would not serve from {local(action.begins_at, place)} {ends}: {', '.join(action.causes)}."
    if action.also:
        yield f"Also needed before the ads serve: {', '.join(action.also)}."
    if action.spare:
        yield "It is spare: others spend the budget anyway."
    else:
        yield f"A day of delay loses {action.lost_per_day} now; at stake is {action.at_stake}."


def _message(creator: str, actions: Sequence[Action], place: tzinfo, *, one_length: bool) -> Iterator[str]:
    yield f"Hello{f' {at_handle(creator)}' if creator else ''},"
    longest: dict[bool, int] = {}
    if one_length:
        for each in actions:
            if each.days:
                extends = each.license_id is not None
                longest[extends] = max(longest.get(extends, 0), each.days)
    groups: dict[str, list[str]] = {}
    for each in actions:
        groups.setdefault(_plea(each, longest), []).append(f"- {each.link}{_deadline(each, place)}")
    for plea, lines in groups.items():
        yield ""
        yield plea
        yield from dict.fromkeys(lines)
    yield ""
    yield "Thank you!"


def _plea(action: Action, longest: dict[bool, int]) -> str:
    extends = action.license_id is not None
    days = longest.get(extends, action.days)
    match action.kind:
        case ActionKind.MAKE_PUBLIC:
            return "Please make this post public:"
        case ActionKind.APPEAL:
            return "This post was removed; please appeal, or bring your account back:"
        case _:
            again = "We asked you for this before and still need it. " if action.kind is ActionKind.CHASE else ""
            if days is None:
                return "Please let us run ads from your account again, for this post:"
            if extends:
                return f"{again}Please extend the ad authorization by {days} days, before it ends:"
            return f"{again}Please authorize this post for ads for {days} days, and send us the new code:"


def _deadline(action: Action, place: tzinfo) -> str:
    window = action.covers_if_issued
    if action.kind is ActionKind.APPEAL or action.begins_at == action.due or (window is None and action.late):
        return ": as soon as you can"
    if window is None:
        return f": by {local(action.begins_at, place)}"
    if window.end is None or window.end > action.begins_at:
        return ": as soon as you can"
    first = "" if action.late or window.start is None else f"not before {local(window.start, place)}, and "
    if action.license_id is not None:
        first = ""
    return f": {first}by {local(window.end, place)}"
