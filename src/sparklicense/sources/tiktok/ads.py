"""From the ads that TikTok tells of to Spark Ads: ad, ad group and campaign joined.

From top to bottom: the ad as a whole, its flight, how it is switched on each level, and its settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from pendulum import DateTime

from sparklicense.ads import IdentityType, SparkAd, SwitchStatus
from sparklicense.instants import elapsed, written
from sparklicense.rules.states import ServingState
from sparklicense.settings import AdSettings, BudgetLevel, BudgetMode, Targeting
from sparklicense.sources.tiktok.observations import Notes
from sparklicense.sources.tiktok.rows import AdGroupRow, AdRow, CampaignRow, IdentityRow, Kind, Money, Rows
from sparklicense.sources.tiktok.statuses import Level, Meaning, Topic, operation_status, secondary_status
from sparklicense.sources.tiktok.values import NotTakenError, plain, safe
from sparklicense.windows import NOWHEN, Window, Windows

_FROM_NOW: Final = "SCHEDULE_FROM_NOW"
_START_END: Final = "SCHEDULE_START_END"
_NO_END: Final = timedelta(days=3650)
"""How far TikTok puts the end of a schedule that has none: ten years, less their leap days (fact C52)."""

_IDENTITIES: Final = IdentityType.__members__
_AUTH_CODE: Final = IdentityType.AUTH_CODE
_NOT_SPARK: Final = ("CUSTOMIZED_USER", "TTS_TT")
_POST, _CAMPAIGN = Kind.POST, Kind.CAMPAIGN  # looked up once: Python is slow to find a member of an enum
_FIRST_REVIEW: Final = "AD_STATUS_AUDIT"
"""A new ad's review; a later one leaves delivery alone (fact B15)."""
_FROZEN: Final = "FROZEN"
"""Off for good: the advertiser cannot switch it on again (fact D4j)."""


class _Switch(NamedTuple):
    """How an ad is switched: why it is off, and why it is gone, or off for good; `""` where it is not."""

    off: str = ""
    deleted: str = ""


_Switches: TypeAlias = list[tuple[DateTime, _Switch]]
"""How an ad is switched, from one instant after another."""


class _Account(NamedTuple):
    """What ads are joined with, by id."""

    posts: AbstractSet[str]
    unlisted: dict[str, AdRow]
    """The ads whose posts no response lists, by post."""
    identities: dict[str, IdentityRow]
    adgroups: dict[str, AdGroupRow]
    campaigns: dict[str, CampaignRow]
    notes: Notes


def ads_of(
    rows: Rows, posts: AbstractSet[str], identities: dict[str, IdentityRow], notes: Notes
) -> tuple[tuple[SparkAd, ...], dict[str, AdRow]]:
    """Make ads, sorted by id, and give those whose posts no response lists; what cannot be taken is reported.

    Args:
        rows: what TikTok says.
        posts: the ids of the posts that are taken.
        identities: what it says of identities, by id.
        notes: gains assumptions and diagnoses.
    """
    account = _Account(
        posts=posts,
        unlisted={},
        identities=identities,
        adgroups=notes.together(Kind.ADGROUP, rows.adgroups),
        campaigns=notes.together(Kind.CAMPAIGN, rows.campaigns),
        notes=notes,
    )
    told = notes.together(Kind.AD, rows.ads)
    ads: list[SparkAd] = []
    for id in sorted(told):
        row = told[id]
        try:
            if identity_type := _identity_type(row, account):
                ads.append(_ad(row, identity_type, account))
            else:
                notes.others += 1
        except NotTakenError as error:
            notes.tell(row, error.field, error.problem)
    return tuple(ads), account.unlisted


def _ad(row: AdRow, identity_type: IdentityType, account: _Account) -> SparkAd:
    _check_post(row, identity_type, account)
    adgroup = _adgroup(row, account)
    campaign_id = _agreed("campaign_id", row.campaign_id, adgroup.campaign_id)
    advertiser_id = _agreed("advertiser_id", row.advertiser_id, adgroup.advertiser_id)
    campaign = _campaign(campaign_id, account)
    switches = _switches(row, adgroup, campaign, account.notes)
    starts_at, ends_at = _flight(adgroup)
    if ends_at is not None and ends_at <= starts_at:
        raise NotTakenError("schedule_end_time", "the schedule of its ad group ends before, or when, it starts")
    end = _end(row, starts_at, ends_at, switches, account.notes)
    if row.post_id not in account.posts:
        account.unlisted.setdefault(row.post_id, row)
    return SparkAd(
        id=row.id,
        post_id=row.post_id,
        starts_at=starts_at,
        ends_at=end,
        identity_type=identity_type,
        advertiser_id=advertiser_id or row.asked or None,
        campaign_id=campaign_id or None,
        adgroup_id=row.adgroup_id,
        name=row.name,
        paused=_pauses(row, switches, account.notes),
        settings=_settings(row, adgroup, campaign),
    )


def _identity_type(row: AdRow, account: _Account) -> IdentityType | None:
    """Tell what an ad runs from; `None`: it is no Spark Ad."""
    identity = account.identities.get(row.identity_id)
    told = row.identity_type or (identity.identity_type if identity else "")
    if found := _IDENTITIES.get(told):
        return found
    if told in _NOT_SPARK:
        return None
    if told:
        raise NotTakenError("identity_type", f"{safe(told)} is not an identity this version knows")
    raise NotTakenError("identity_type", "missing, and no response tells of its identity: does it need a license?")


def _check_post(row: AdRow, identity_type: IdentityType, account: _Account) -> None:
    """Refuse an ad whose post is unknown; one that needs no code is taken with what it says of its post, the id."""
    if not row.post_id:
        raise NotTakenError(
            "tiktok_item_id", "missing: no post is behind the ad, or not before its first review is over"
        )
    if row.post_id in account.notes.refused[_POST]:
        raise NotTakenError("tiktok_item_id", "its post is not taken")
    if row.post_id not in account.posts and identity_type is _AUTH_CODE:
        raise NotTakenError(
            "tiktok_item_id",
            "no response tells of its post; read one of /tt_video/list/ or /identity/video/info/ with the ads",
        )


def _adgroup(row: AdRow, account: _Account) -> AdGroupRow:
    if adgroup := account.adgroups.get(row.adgroup_id):
        return adgroup
    if not row.adgroup_id:
        raise NotTakenError("adgroup_id", "missing: its schedule is unknown")
    if row.adgroup_id in account.notes.refused[Kind.ADGROUP]:
        raise NotTakenError("adgroup_id", "its ad group is not taken: its schedule is unknown")
    raise NotTakenError(
        "adgroup_id", "no response tells of its ad group, which has the schedule; read /adgroup/get/ too"
    )


def _agreed(field: str, of_ad: str, of_adgroup: str) -> str:
    """Give what an ad and its ad group both belong to; either may leave it out."""
    if of_ad and of_adgroup and of_ad != of_adgroup:
        raise NotTakenError(field, "the ad and its ad group contradict each other")
    return of_ad or of_adgroup


def _campaign(id: str, account: _Account) -> CampaignRow | None:
    if id in account.notes.refused[_CAMPAIGN]:
        raise NotTakenError("campaign_id", "its campaign is not taken: whether it is switched on is unknown")
    return account.campaigns.get(id)


def _flight(adgroup: AdGroupRow) -> tuple[DateTime, DateTime | None]:
    """Read the schedule; the end that TikTok puts where there is none is none (fact C52)."""
    starts_at, ends_at, kind = adgroup.starts_at, adgroup.ends_at, adgroup.schedule_type
    if starts_at is None:
        raise NotTakenError("schedule_start_time", "its ad group does not tell it")
    if kind == _FROM_NOW:
        if ends_at is None or elapsed(starts_at, ends_at) >= _NO_END:
            return starts_at, None
        raise NotTakenError(
            "schedule_end_time", f"an end, though {safe(kind)} has none: its ad group contradicts itself"
        )
    if kind not in ("", _START_END):
        raise NotTakenError("schedule_type", f"{safe(kind)} is not a schedule this version knows")
    if ends_at is None:
        raise NotTakenError("schedule_end_time", f"its ad group does not tell it, nor that it has none (`{_FROM_NOW}`)")
    return starts_at, ends_at


def _switches(row: AdRow, adgroup: AdGroupRow, campaign: CampaignRow | None, notes: Notes) -> _Switches:
    """Tell how the ad was switched, on whatever level, at each instant at which TikTok was asked about it."""
    ads, adgroups = notes.history(Kind.AD, row), notes.history(Kind.ADGROUP, adgroup)
    campaigns: Sequence[CampaignRow] = [] if campaign is None else notes.history(Kind.CAMPAIGN, campaign)
    first = notes.when(ads[0])
    if len(ads) == len(adgroups) == len(campaigns or ads) == 1 and row.observed_at is adgroup.observed_at is None:
        return [(first, _switched(row, adgroup, campaign))]
    asked = [*map(notes.when, ads), *map(notes.when, adgroups), *map(notes.when, campaigns)]
    instants = sorted({first, *(at for at in asked if at > first)})
    found: _Switches = []
    unread: dict[NotTakenError, DateTime] = {}
    for at in instants:
        levels = notes.by_then(ads, at), notes.by_then(adgroups, at), notes.by_then(campaigns, at)
        try:
            found.append((at, _switched(*levels)))
        except NotTakenError as error:
            if at == instants[-1]:
                raise
            if levels[0] is None or levels[0].secondary_status != _FIRST_REVIEW:  # which is over
                unread[error] = at
    for each, at in unread.items():
        notes.tell(row, each.field, f"at `{written(at)}`: {each.problem}")
    return found


def _end(
    row: AdRow, starts_at: DateTime, ends_at: DateTime | None, switches: _Switches, notes: Notes
) -> DateTime | None:
    """Give the end of the flight: a deletion ends it, too."""
    at, switch = switches[-1]
    if not switch.deleted:
        return ends_at
    for before, each in reversed(switches):  # it is gone since TikTok first said so, without a break
        if not each.deleted:
            break
        at = before
    if ends_at is not None and ends_at <= at:
        return ends_at
    if at <= starts_at:
        raise NotTakenError("secondary_status", f"{switch.deleted} before its flight starts: it never runs")
    notes.assume(row, f"ad {plain(row.id)}", "ends_at", at, f"{switch.deleted}, and no response tells since when")
    return at


def _pauses(row: AdRow, switches: _Switches, notes: Notes) -> Windows:
    found: list[Window] = []
    for (at, switch), end in zip(switches, [*(at for at, _ in switches[1:]), None], strict=True):
        if switch.off:
            if not found or found[-1].end != at:
                notes.assume(
                    row, f"ad {plain(row.id)}", "paused", at, f"{switch.off}, and no response tells since when"
                )
            found.append(Window(at, end))
    return Windows(found) if found else NOWHEN


def _switched(ad: AdRow | None, adgroup: AdGroupRow | None, campaign: CampaignRow | None) -> _Switch:
    """Tell how an ad is switched, on whatever level.

    Args:
        ad: what TikTok says of the ad; `None` where no response tells, of the others too.
        adgroup: of its ad group.
        campaign: of its campaign.

    Raises:
        NotTakenError: a status is missing or unknown, or the ad is in its first review.
    """
    switch = _Switch()
    for noun, row in (("ad", ad), ("ad group", adgroup), ("campaign", campaign)):
        if row is not None:
            own = _on_level(noun, row.operation_status, row.secondary_status)
            switch = _Switch(switch.off or own.off, switch.deleted or own.deleted)
    return switch


_LEVELS: Final = {"ad": Level.AD, "ad group": Level.ADGROUP, "campaign": Level.CAMPAIGN}


@lru_cache(maxsize=1024)  # of pure words: thousands of ads share a handful of statuses
def _on_level(noun: str, operation: str, secondary: str) -> _Switch:
    """Tell what one level says: its own switch, and TikTok's word for what comes of it."""
    if not operation and not secondary:
        raise NotTakenError("operation_status", f"missing: whether the {noun} is switched on is unknown")
    off, deleted = _own_switch(noun, operation) if operation else _Switch()
    if secondary:
        status = secondary_status(secondary, of=_LEVELS[noun])
        if status.meaning is Meaning.UNKNOWN:
            raise _unknown("secondary_status", secondary, noun)
        if secondary == _FIRST_REVIEW:
            raise NotTakenError("secondary_status", f"{safe(secondary)}: the ad is in its first review")
        if status.topic is Topic.DELETION:
            deleted = status.reason
        elif secondary.endswith(_FROZEN):
            deleted = deleted or status.reason
        elif ServingState.PAUSED in status.states:
            off = off or status.reason
    return _Switch(off, deleted)


def _own_switch(noun: str, operation: str) -> _Switch:
    own = operation_status(operation)
    if own.standing is None:
        raise _unknown("operation_status", operation, noun)
    reason = "" if own.standing is SwitchStatus.ON else own.reason.replace("it ", f"the {noun} ", 1)
    return _Switch(deleted=reason) if operation == _FROZEN else _Switch(off=reason)


def _unknown(field: str, name: str, noun: str) -> NotTakenError:
    return NotTakenError(
        field, f"{safe(name)} of the {noun} is not a status this version knows: it is never read as serving"
    )


_MODES: Final = {
    "BUDGET_MODE_DAY": BudgetMode.DAILY,
    "BUDGET_MODE_DYNAMIC_DAILY_BUDGET": BudgetMode.DAILY,
    "BUDGET_MODE_TOTAL": BudgetMode.LIFETIME,
}
_DAILY: Final = BudgetMode.DAILY
# Looked up once: Python is slow to find a member of an enum.
_OF_AD: Final = BudgetLevel.AD
_OF_ADGROUP: Final = BudgetLevel.ADGROUP
_OF_CAMPAIGN: Final = BudgetLevel.CAMPAIGN
_NO_MONEY: Final = Money()
_ANYONE: Final = Targeting()


def _settings(ad: AdRow, adgroup: AdGroupRow, campaign: CampaignRow | None) -> AdSettings:
    """Gather the settings of an ad; none of them decides serving.

    Args:
        ad: what TikTok says of the ad.
        adgroup: of its ad group.
        campaign: of its campaign, whose budget counts where its ad groups share it.
    """
    bidding = adgroup.money or _NO_MONEY
    money, level = bidding, _OF_ADGROUP
    if campaign and campaign.money and campaign.money.budget and (campaign.shares_budget or not bidding.budget):
        money, level = campaign.money, _OF_CAMPAIGN
    mode = _MODES.get(money.mode)
    budget = money.budget if mode else None
    return AdSettings(
        call_to_action=ad.call_to_action,
        landing_page_url=ad.landing_page_url,
        tracking=ad.tracking,
        bid=bidding.bid,
        bidding_strategy=bidding.bidding_strategy,
        budget=budget,
        budget_mode=mode if mode and budget else _DAILY,
        budget_level=level if budget else _OF_AD,
        currency=bidding.currency if bidding.bid else money.currency if budget else "",
        targeting=adgroup.targeting or _ANYONE,
        placements=adgroup.placements,
    )
