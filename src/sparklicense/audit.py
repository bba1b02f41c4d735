"""The audit: every ad, license and campaign at one instant, and what changes next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

import attrs
from pendulum import DateTime

from sparklicense.access import AccountAccess
from sparklicense.ads import SparkAd, is_meant_to_run
from sparklicense.citations import Citation, facts, guide
from sparklicense.instants import ZoneLike, written
from sparklicense.licenses import License, LicenseStatus
from sparklicense.policies import Policy
from sparklicense.posts import Post
from sparklicense.rules.rulebook import Actor
from sparklicense.rules.serving import Decision, serving, serving_timeline
from sparklicense.rules.serving_rows import SERVING
from sparklicense.rules.states import ServingState
from sparklicense.timelines import Timeline


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
    def explanation(self) -> str:
        """The decision in words, with instants in UTC."""
        return self.explain()

    def explain(self, tz: ZoneLike = "UTC") -> str:
        """Give the decision in words, with instants on a named clock."""
        return self.decision.explain(tz)


@attrs.frozen(kw_only=True)
class Audit:
    """A portfolio at one instant."""

    at: DateTime = attrs.field(repr=written)
    """The instant, in UTC."""
    policy: str
    """The name of the policy."""
    ads: tuple[AdAudit, ...]
    """Every ad, in the portfolio's order."""
    licenses: tuple[LicenseAudit, ...]
    """Every license, in the portfolio's order."""
    campaigns: tuple[CampaignStatus, ...]
    """Every campaign, by id."""
    upcoming: tuple[Change, ...]
    """Every change after the instant and within the horizon, in the order in which they happen."""
    needs_action: bool
    """Whether someone other than time must act, now or at a change within the horizon.

    Expected starts, ends and pauses do not count, nor does an ad that was over before its post went;
    a campaign with nothing serving counts while a flight of it is running and not paused.
    """


Case: TypeAlias = tuple[SparkAd, Post, Sequence[License], Sequence[AccountAccess]]
"""An ad with its post, and all licenses and all access that may count for it."""

_EXPECTED: Final = (ServingState.SERVING, ServingState.ENDED, ServingState.PAUSED)
_LEFT_TO_TIME: Final = {row.state for row in SERVING.rows if row.actor is Actor.TIME}


def changes_of(ad_id: str, timeline: Timeline[ServingState]) -> Iterable[Change]:
    """Give every change of an ad, with the state it leaves."""
    before = timeline.initial
    for at, state in timeline.changes:
        yield Change(at, ad_id, before, state)
        before = state


def audited(
    cases: Iterable[Case],
    licenses: Iterable[License],
    *,
    at: DateTime,
    horizon: DateTime | None,
    policy: Policy,
) -> Audit:
    """Audit ads and licenses in one pass.

    Args:
        cases: each ad with its post, the licenses of that post and the access to its creator's account.
        licenses: every license.
        at: the instant (UTC).
        horizon: the last instant (UTC) up to which changes are listed; `None`: none are.
        policy: the reading of the sources.
    """
    ads: list[AdAudit] = []
    upcoming: list[Change] = []
    campaigns: defaultdict[str, list[Case]] = defaultdict(list)
    serves: set[str] = set()
    needs_action = False
    for case in cases:
        ad, post, licensed, access = case
        decision = serving(ad, post=post, licenses=licensed, access=access, at=at, policy=policy)
        timeline = serving_timeline(ad, post=post, licenses=licensed, access=access, policy=policy)
        until = timeline.until(at)
        ads.append(
            AdAudit(
                decision=decision,
                since=timeline.since(at),
                until=until,
                next_state=None if until is None else timeline.at(until),
            )
        )
        ahead: list[Change] = []
        if horizon is not None and until is not None and until <= horizon:
            ahead = [change for change in changes_of(ad.id, timeline) if at < change.at <= horizon]
            upcoming += ahead
        if decision.serves:
            serves.add(ad.id)
        if ad.campaign_id is not None:
            campaigns[ad.campaign_id].append(case)
        states = (decision.state, *(change.to for change in ahead))
        needs_action = needs_action or any(_someone_must_act(state, ad, post) for state in states)
    upcoming.sort(key=lambda change: (change.at, change.ad_id))
    return Audit(
        at=at,
        policy=policy.name,
        ads=tuple(ads),
        licenses=tuple(_license(each, at) for each in licenses),
        campaigns=tuple(_campaign(id, members, serves) for id, members in sorted(campaigns.items())),
        upcoming=tuple(upcoming),
        needs_action=needs_action or _some_campaign_idles(campaigns, serves, upcoming, at),
    )


def _campaign(id: str, members: Iterable[Case], serves: set[str]) -> CampaignStatus:
    ads = tuple(ad.id for ad, *_ in members)
    return CampaignStatus(id=id, ads=ads, serving=tuple(each for each in ads if each in serves))


def _license(license: License, at: DateTime) -> LicenseAudit:
    return LicenseAudit(
        id=license.id,
        post_id=license.post_id,
        status=license.status(at),
        expires_at=license.expires_at,
        time_left_seconds=license.time_left(at).total_seconds(),
    )


def _someone_must_act(state: ServingState, ad: SparkAd, post: Post) -> bool:
    if state in _EXPECTED or state in _LEFT_TO_TIME:
        return False
    over_first = ad.ends_at is not None and post.deleted_at is not None and ad.ends_at <= post.deleted_at
    return not (state is ServingState.POST_DELETED and over_first)


def _some_campaign_idles(
    campaigns: dict[str, list[Case]],
    serves: set[str],
    upcoming: Iterable[Change],
    at: DateTime,
) -> bool:
    """Replay the changes: does a campaign stand idle, at one of them or now?"""
    campaign_of = {ad.id: id for id, members in campaigns.items() for ad, *_ in members}
    serving_in = Counter(campaign_of[id] for id in serves if id in campaign_of)
    touched: defaultdict[DateTime, set[str]] = defaultdict(set, {at: set(campaigns)})
    moves: defaultdict[DateTime, list[tuple[str, int]]] = defaultdict(list)
    for change in upcoming:
        campaign = campaign_of.get(change.ad_id)
        if campaign is not None:
            touched[change.at].add(campaign)
            step = (change.to is ServingState.SERVING) - (change.from_ is ServingState.SERVING)
            moves[change.at].append((campaign, step))
    for t in sorted(touched):
        for campaign, step in moves[t]:
            serving_in[campaign] += step
        if any(is_idle((ad for ad, *_ in campaigns[id]), serving_in[id], t) for id in touched[t]):
            return True
    return False


def is_idle(ads: Iterable[SparkAd], serving: int, at: DateTime) -> bool:
    """Tell whether a campaign stands idle at an instant (UTC): a flight of it is running, and nothing serves.

    Args:
        ads: those of the campaign.
        serving: how many of them serve then.
        at: the instant.
    """
    return not serving and any(is_meant_to_run(ad, at) for ad in ads)
