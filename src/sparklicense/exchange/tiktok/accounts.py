"""Ads, ad groups, campaigns and identities, as `/ad/get/` and its siblings give them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

import attrs

from sparklicense.exchange.tiktok import documented
from sparklicense.exchange.tiktok.envelopes import is_list, is_object
from sparklicense.exchange.tiktok.rows import AdGroupRow, AdRow, CampaignRow, IdentityRow, Money
from sparklicense.exchange.tiktok.taking import Taking, UnreadableRowError
from sparklicense.settings import CURRENCIES, Placement, Targeting

_ON: Final = "ENABLE"
_PLACEMENTS: Final = Placement.__members__
_TRACKING: Final = ("click_tracking_url", "impression_tracking_url", "video_view_tracking_url")
_TARGETING: Final = {
    "audiences": "audience_ids",
    "locations": "location_ids",
    "ages": "age_groups",
    "interests": "interest_category_ids",
}
_AMOUNTS: Final = ("budget", "bid_price", "conversion_bid_price")
_MODES: Final = (
    "",
    "BUDGET_MODE_DAY",
    "BUDGET_MODE_DYNAMIC_DAILY_BUDGET",
    "BUDGET_MODE_TOTAL",
    "BUDGET_MODE_INFINITE",
)


def read_ad(take: Taking, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the row of an ad of `/ad/get/`, or of one just created."""
    take.check_keys(thing, documented.AD, path)
    take.ads.append(
        AdRow(
            source=take.source,
            row=take.row,
            observed_at=take.observed_at,
            id=id,
            adgroup_id=take.id(thing, "adgroup_id"),
            campaign_id=take.id(thing, "campaign_id"),
            advertiser_id=take.id(thing, "advertiser_id"),
            asked=take.advertiser_id or "",
            post_id=take.id(thing, "tiktok_item_id"),
            identity_type=take.text(thing, "identity_type"),
            identity_id=take.id(thing, "identity_id"),
            operation_status=take.text(thing, "operation_status"),
            secondary_status=take.text(thing, "secondary_status"),
            name=take.text(thing, "ad_name"),
            call_to_action=take.text(thing, "call_to_action"),
            landing_page_url=take.text(thing, "landing_page_url"),
            tracking=tuple([url for key in _TRACKING if (url := take.text(thing, key))]),
            smart_plus_ad_id=take.id(thing, "smart_plus_ad_id"),
        )
    )


def read_smart_plus_ad(take: Taking, thing: dict[str, Any], id: str, path: str) -> None:
    """Take a row for each creative of an ad of `/smart_plus/ad/get/`, which holds up to 50 posts (fact I5)."""
    take.check_keys(thing, documented.SMART_PLUS_AD, path)
    creatives = thing.get("creative_list")
    if not is_list(creatives) or not creatives:
        take.tell("creative_list", "missing: without its creatives nobody can say which posts it runs")
        return
    shared = AdRow(
        source=take.source,
        row=take.row,
        observed_at=take.observed_at,
        id="",
        adgroup_id=take.id(thing, "adgroup_id"),
        campaign_id=take.id(thing, "campaign_id"),
        advertiser_id=take.id(thing, "advertiser_id"),
        asked=take.advertiser_id or "",
        operation_status=take.text(thing, "operation_status"),
        secondary_status=take.text(thing, "secondary_status"),
        name=take.text(thing, "ad_name"),
        smart_plus_ad_id=id,
    )
    whole = take.part(thing, "ad_configuration")
    for place, each in enumerate(creatives):
        if not is_object(each):
            take.tell(f"creative_list[{place}]", f"an object is wanted, not {type(each).__name__}")
            continue
        with suppress(UnreadableRowError):  # which is told; the other creatives are read
            take.check_keys(each, documented.CREATIVE, path, "creative_list[].")
            info, own = take.part(each, "creative_info"), take.text(each, "material_operation_status")
            take.check_keys(info, documented.CREATIVE_INFO, path, "creative_list[].creative_info.")
            is_off = own not in ("", _ON) and shared.operation_status in ("", _ON)
            take.creatives.append(
                attrs.evolve(
                    shared,
                    id=take.id(each, "smart_plus_creative_id") or take.own_id(each, "ad_material_id"),
                    operation_status=own if is_off else shared.operation_status,
                    post_id=take.id(info, "tiktok_item_id"),
                    identity_type=take.text(info, "identity_type") or take.text(whole, "identity_type"),
                    identity_id=take.id(info, "identity_id") or take.id(whole, "identity_id"),
                )
            )


def read_adgroup(take: Taking, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the row of an ad group of `/adgroup/get/`, where the schedule is."""
    take.check_keys(thing, documented.ADGROUP, path)
    take.adgroups.append(
        AdGroupRow(
            source=take.source,
            row=take.row,
            observed_at=take.observed_at,
            id=id,
            campaign_id=take.id(thing, "campaign_id"),
            advertiser_id=take.id(thing, "advertiser_id"),
            operation_status=take.text(thing, "operation_status"),
            secondary_status=take.text(thing, "secondary_status"),
            schedule_type=take.text(thing, "schedule_type"),
            starts_at=take.instant(thing, "schedule_start_time"),
            ends_at=take.instant(thing, "schedule_end_time"),
            money=_money(take, thing, path),
            placements=_placements(take, thing, path),
            targeting=_targeting(take, thing),
        )
    )


def read_campaign(take: Taking, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the row of a campaign of `/campaign/get/`."""
    take.check_keys(thing, documented.CAMPAIGN, path)
    take.campaigns.append(
        CampaignRow(
            source=take.source,
            row=take.row,
            observed_at=take.observed_at,
            id=id,
            advertiser_id=take.id(thing, "advertiser_id"),
            operation_status=take.text(thing, "operation_status"),
            secondary_status=take.text(thing, "secondary_status"),
            money=_money(take, thing, path),
            shares_budget=thing.get("budget_optimize_on") is True,
        )
    )


def read_identity(take: Taking, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the row of an identity of `/identity/get/`."""
    take.check_keys(thing, documented.IDENTITY, path)
    take.identities.append(
        IdentityRow(
            source=take.source,
            row=take.row,
            observed_at=take.observed_at,
            id=id,
            identity_type=take.text(thing, "identity_type"),
            available_status=_available(take, thing),
            username=take.text(thing, "username"),
        )
    )


def _available(take: Taking, thing: dict[str, Any]) -> str:
    """Read whether an identity can be used: TikTok's word, or true or false."""
    if isinstance(value := thing.get("available_status"), bool):
        return "AVAILABLE" if value else "UNAVAILABLE"
    return take.text(thing, "available_status")


def read_advertiser(take: Taking, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the currency of an ad account of `/advertiser/info/`; nothing else of it is a fact."""
    take.check_keys(thing, documented.ADVERTISER, path)
    currency = take.text(thing, "currency")
    if currency in CURRENCIES:
        take.currencies[id] = currency
    elif currency:
        take.not_understood(f"{path}currency")


def _money(take: Taking, thing: dict[str, Any], path: str) -> Money | None:
    """Take budget and bid; the currency may be told elsewhere."""
    amounts = {key: amount for key in _AMOUNTS if (amount := take.amount(thing, key))}
    currency = take.text(thing, "currency") or take.currency
    mode, strategy = take.text(thing, "budget_mode"), take.text(thing, "bid_type")
    budget = amounts.pop("budget", None)
    if mode not in _MODES:
        take.not_understood(f"{path}budget_mode")
    if budget or amounts or mode or strategy:
        return Money(
            budget=budget,
            mode=mode,
            bid=next(iter(amounts.values())) if len(amounts) == 1 else None,
            bidding_strategy=strategy,
            currency=currency if currency in CURRENCIES else "",
        )
    return None


def _texts(take: Taking, thing: dict[str, Any], key: str) -> tuple[str, ...]:
    value = thing.get(key)
    if value is None:
        return ()
    if is_list(value) and all(isinstance(each, str) for each in value):
        return tuple(value)
    take.tell(key, "a list of texts is wanted")
    return ()


def _placements(take: Taking, thing: dict[str, Any], path: str) -> tuple[Placement, ...]:
    found: list[Placement] = []
    for each in _texts(take, thing, "placements"):
        if placement := _PLACEMENTS.get(each):
            found.append(placement)
        else:
            take.not_understood(f"{path}placements[]")
    return tuple(found)


def _targeting(take: Taking, thing: dict[str, Any]) -> Targeting | None:
    told = {field: _texts(take, thing, key) for field, key in _TARGETING.items()}
    return Targeting(**told) if any(told.values()) else None
