"""The rows of an audit: one ad, one license, one campaign, and one change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

import attrs
from pendulum import DateTime

from sparklicense import markup
from sparklicense.access import AccountAccess
from sparklicense.ads import SparkAd
from sparklicense.checks import at_handle
from sparklicense.citations import Citation, facts, guide
from sparklicense.errors import printable, shown
from sparklicense.instants import ZoneLike, local, written
from sparklicense.licenses import License, LicenseStatus
from sparklicense.policies import Policy
from sparklicense.posts import Post
from sparklicense.rules.expiry import on_own_post
from sparklicense.rules.rulebook import Actor
from sparklicense.rules.serving import Decision
from sparklicense.rules.serving_rows import SERVING, rules_by_state
from sparklicense.rules.states import ServingState
from sparklicense.timelines import Timeline

_EXPECTED: Final = (ServingState.SERVING, ServingState.ENDED, ServingState.PAUSED)
_LEFT_TO_TIME: Final = {row.state for row in SERVING.rows if row.actor is Actor.TIME}


def needs_someone(state: ServingState, *, was_over: bool = False) -> bool:
    """Tell whether someone other than time must act on a state: it is neither expected nor passes by itself.

    Args:
        state: what an ad does.
        was_over: whether the ad was over before its post was deleted, which then needs nobody.
    """
    expected = state in _EXPECTED or (was_over and state is ServingState.POST_DELETED)
    return not expected and state not in _LEFT_TO_TIME


@attrs.frozen
class Change:
    """One ad going from one state to another."""

    at: DateTime = attrs.field(repr=written)
    """When, in UTC."""
    ad_id: str
    """Which ad."""
    from_: ServingState
    """The state before."""
    to: ServingState
    """The state from then on."""
    post_id: str = ""
    """The ad's post."""
    creator: str = ""
    """The post's creator: a handle, without `@`; empty where it is unknown."""
    actor: Actor | None = None
    """Who can fix the state from then on; `None` where the ad serves."""
    remedy: str | None = None
    """How they can; `None` where the ad serves."""

    def explain(self, tz: ZoneLike = "UTC") -> str:
        """Give the change on one line, with the instant on a named clock."""
        fix = f"; {self.actor}: {self.remedy}" if needs_someone(self.to) else ""
        creator = f" by {printable(at_handle(self.creator))}" if self.creator else ""
        return f"{local(self.at, tz)}: ad {shown(self.ad_id)}{creator}: {self.from_} to {self.to}{fix}"

    def __str__(self) -> str:
        """Explain it, with the instant in UTC."""
        return self.explain()


@attrs.frozen(kw_only=True)
class CampaignStatus:
    """Which ads of a campaign serve. The campaign stays live whatever they do (fact B4)."""

    id: str
    """The campaign."""
    ads: tuple[str, ...]
    """The ids of its ads."""
    serving: tuple[str, ...]
    """The ids of those that serve."""

    @property
    def nothing_serves(self) -> bool:
        """Whether the campaign is live with nothing serving."""
        return not self.serving

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Who says that a campaign stays live when its ads stop: the guide and TikTok's documentation."""
        return guide("What expires when"), facts("B4")


@attrs.frozen(kw_only=True)
class LicenseAudit:
    """One license at the instant of the audit."""

    id: str
    """The license."""
    post_id: str
    """Its post."""
    status: LicenseStatus
    """What it is."""
    expires_at: DateTime = attrs.field(repr=written)
    """When it runs out, in UTC."""
    time_left_seconds: float
    """What is left of it, in seconds; 0 once it is over."""


@attrs.frozen(kw_only=True)
class AdAudit:
    """One ad at the instant of the audit."""

    decision: Decision
    """The whole answer."""
    since: DateTime | None
    """When the headline began, in UTC; `None`: it has always been so."""
    until: DateTime | None
    """When the headline ends, in UTC; `None`: nothing known will change it."""
    next_state: ServingState | None
    """The headline that follows; `None` where nothing known will change this one."""
    post_id: str = ""
    """The ad's post."""
    creator: str = ""
    """The post's creator: a handle, without `@`; empty where it is unknown."""
    campaign_id: str | None = None
    """The ad's campaign."""
    name: str = ""
    """The ad's name."""
    was_over: bool = False
    """Whether the ad was over before its post was deleted, so that nobody has to act."""

    @property
    def id(self) -> str:
        """The ad."""
        return self.decision.ad_id

    @property
    def state(self) -> ServingState:
        """The headline."""
        return self.decision.state

    @property
    def because(self) -> str | None:
        """The id of the headline's row; `None` while the ad serves."""
        return None if self.decision.because is None else self.decision.because.id

    @property
    def objections(self) -> tuple[ServingState, ...]:
        """Everything that blocks the ad, in order of precedence."""
        return tuple(each.state for each in self.decision.objections)

    @property
    def actor(self) -> Actor | None:
        """Who can fix the headline; `None` while the ad serves."""
        return None if self.decision.because is None else self.decision.because.actor

    @property
    def remedy(self) -> str | None:
        """How they can; `None` while the ad serves."""
        return None if self.decision.because is None else self.decision.because.remedy

    @property
    def needs_action(self) -> bool:
        """Whether someone other than time must act."""
        return needs_someone(self.state, was_over=self.was_over)

    @property
    def title(self) -> str:
        """The ad's name and id, and its creator, as people are shown them."""
        named = f"{printable(self.name)} ({printable(self.id)})" if self.name else printable(self.id)
        return f"{named} by {printable(at_handle(self.creator))}" if self.creator else named

    @property
    def explanation(self) -> str:
        """The decision in words, with instants in UTC."""
        return self.explain()

    def explain(self, tz: ZoneLike = "UTC") -> str:
        """Give the decision in words, with instants on a named clock."""
        return self.decision.explain(tz)

    _repr_html_ = markup.explained

    def __str__(self) -> str:
        """Explain it, with instants in UTC."""
        return self.explain()


Case: TypeAlias = tuple[SparkAd, Post, Sequence[License], Sequence[AccountAccess]]
"""An ad with its post, and all licenses and all access that may count for it."""


def changes_of(case: Case, timeline: Timeline[ServingState], policy: Policy) -> Iterable[Change]:
    """Give every change of an ad, with the state it leaves, and who can fix the one it comes to.

    Args:
        case: the ad, with its post and licenses.
        timeline: its timeline.
        policy: the reading it was made under.
    """
    ad, post, licenses, _ = case
    rules = rules_by_state(policy, post, own=on_own_post(ad, licenses)) if timeline.changes else {}
    before = timeline.initial
    for at, state in timeline.changes:
        rule = rules.get(state)
        fix = (None, None) if rule is None else (rule.actor, rule.remedy)
        yield Change(at, ad.id, before, state, post.id, post.creator, *fix)
        before = state
