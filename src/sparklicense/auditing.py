"""How an audit is made: every ad, license and campaign in one pass."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from pendulum import DateTime

from sparklicense.ads import SparkAd, is_meant_to_run
from sparklicense.audit import Audit
from sparklicense.audit_rows import AdAudit, CampaignStatus, Case, Change, LicenseAudit, changes_of, needs_someone
from sparklicense.licenses import License
from sparklicense.policies import Policy
from sparklicense.posts import Post
from sparklicense.rules.serving import serving, serving_timeline
from sparklicense.rules.states import ServingState


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
                post_id=post.id,
                creator=post.creator,
                campaign_id=ad.campaign_id,
                name=ad.name,
                was_over=_was_over(ad, post),
            )
        )
        ahead: list[Change] = []
        if horizon is not None and until is not None and until <= horizon:
            ahead = [change for change in changes_of(case, timeline, policy) if at < change.at <= horizon]
            upcoming += ahead
        if decision.serves:
            serves.add(ad.id)
        if ad.campaign_id is not None:
            campaigns[ad.campaign_id].append(case)
        states = (decision.state, *(change.to for change in ahead))
        needs_action = needs_action or any(needs_someone(each, was_over=ads[-1].was_over) for each in states)
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


def _was_over(ad: SparkAd, post: Post) -> bool:
    return ad.ends_at is not None and post.deleted_at is not None and ad.ends_at <= post.deleted_at


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
