"""The rows of each endpoint: how a post, an ad, an ad group, a campaign, an identity or an ad account is read.

First posts and their authorizations (`/tt_video/*`, `/identity/video/*`), then what is advertised with them.
"""

from __future__ import annotations

from contextlib import suppress
from math import inf
from typing import Any, Final

import attrs

from sparklicense.posts import Media, MediaKind
from sparklicense.settings import CURRENCIES, Placement, Targeting
from sparklicense.sources.tiktok import documented
from sparklicense.sources.tiktok.responses import is_list, is_object
from sparklicense.sources.tiktok.rows import (
    AdGroupRow,
    AdRow,
    AuthorizationRow,
    CampaignRow,
    IdentityRow,
    Money,
    PostRow,
)
from sparklicense.sources.tiktok.values import Reader, UnreadableRowError

_WITH_A_WINDOW: Final = "AUTH_CODE"
_KINDS: Final = ("", "VIDEO", "CAROUSEL")


def read_tt_video(reader: Reader, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the rows of a thing of `/tt_video/list/` or `/tt_video/info/`: the post's parts stand beside each other."""
    item, user = thing["item_info"], reader.part(thing, "user_info")
    reader.check_keys(thing, documented.POST, path)
    reader.check_keys(item, documented.ITEM, path, "item_info.")
    reader.check_keys(user, documented.USER, path, "user_info.")
    wanted = bool(item.get("auth_code")) or user.get("identity_type") == _WITH_A_WINDOW
    authorization = _authorization(reader, thing, item, id, path, wanted=wanted)
    reader.posts.append(_post(reader, item, thing, user, id, path, "item_info."))
    if authorization:
        reader.authorizations.append(authorization)


def read_identity_video(reader: Reader, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the rows of a thing of `/identity/video/get/` or `/identity/video/info/`: all stands in it."""
    reader.check_keys(thing, documented.ITEM, path)
    authorization = _authorization(reader, thing, thing, id, path, wanted=False)
    reader.posts.append(_post(reader, thing, thing, {}, id, path, ""))
    if authorization:
        reader.authorizations.append(authorization)


def _authorization(
    reader: Reader, thing: dict[str, Any], item: dict[str, Any], id: str, path: str, *, wanted: bool
) -> AuthorizationRow | None:
    """Read the window; only the `auth_*` pair bounds it (fact A9). Linked accounts have none (facts C23, E2)."""
    info = reader.part(thing, "auth_info")
    reader.check_keys(info, documented.AUTHORIZATION, path, "auth_info.")
    status = reader.text(info, "ad_auth_status")
    starts_at, ends_at = reader.instant(info, "auth_start_time"), reader.instant(info, "auth_end_time")
    if starts_at is None or ends_at is None:
        if wanted or status or starts_at or ends_at:
            reader.tell(
                "auth_start_time" if starts_at is None else "auth_end_time", "missing: the license has no window"
            )
            raise UnreadableRowError
        return None
    return AuthorizationRow(
        source=reader.source,
        row=reader.row,
        observed_at=reader.observed_at,
        id=id,
        status=status,
        starts_at=starts_at,
        ends_at=ends_at,
        code=reader.text(item, "auth_code") or None,
        advertiser_id=reader.id(thing, "advertiser_id") or reader.advertiser_id,
    )


def _post(
    reader: Reader, item: dict[str, Any], beside: dict[str, Any], user: dict[str, Any], id: str, path: str, nested: str
) -> PostRow:
    status, kind = reader.text(item, "status"), reader.text(item, "item_type")
    if kind not in _KINDS:
        reader.not_understood(f"{path}{nested}item_type")
    return PostRow(
        source=reader.source,
        row=reader.row,
        observed_at=reader.observed_at,
        id=id,
        status=status.removeprefix("ITEM_").removeprefix("STATUS_"),
        caption=reader.text(item, "text"),
        media=_media(reader, kind, beside, path),
        creator_name=reader.text(user, "tiktok_name"),
        identity_id=reader.id(user, "identity_id"),
    )


def _media(reader: Reader, kind: str, beside: dict[str, Any], path: str) -> Media | None:
    video, carousel = reader.part(beside, "video_info"), reader.part(beside, "carousel_info")
    reader.check_keys(video, documented.VIDEO, path, "video_info.")
    reader.check_keys(carousel, documented.CAROUSEL, path, "carousel_info.")
    if kind == "CAROUSEL" or (not kind and carousel.get("image_info")):
        images: Any = carousel.get("image_info")
        first: Any = images[0] if is_list(images) and images and is_object(images[0]) else {}
        sound = reader.text(reader.part(carousel, "music_info"), "music_id") or None
        return Media(
            kind=MediaKind.CAROUSEL,
            width=_pixels(reader, first, "width"),
            height=_pixels(reader, first, "height"),
            sound=sound,
        )
    if kind == "VIDEO" or (not kind and video):
        return Media(
            width=_pixels(reader, video, "width"),
            height=_pixels(reader, video, "height"),
            duration=_seconds(reader, video),
        )
    return None


def _pixels(reader: Reader, values: dict[str, Any], key: str) -> int | None:
    value = values.get(key)
    if value is None or type(value) is int:
        return value if value and value > 0 else None
    reader.tell(key, f"a whole number of pixels is wanted, not {type(value).__name__}")
    return None


def _seconds(reader: Reader, values: dict[str, Any]) -> float | None:
    value = values.get("duration")
    if value is None:
        return None
    if type(value) in (int, float) and 0 <= value < inf:
        return value if isinstance(value, float) else None if value == 0 else value
    reader.tell("duration", "a number of seconds is wanted")
    return None


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


def read_ad(reader: Reader, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the row of an ad of `/ad/get/`, or of one just created."""
    reader.check_keys(thing, documented.AD, path)
    reader.ads.append(
        AdRow(
            source=reader.source,
            row=reader.row,
            observed_at=reader.observed_at,
            id=id,
            adgroup_id=reader.id(thing, "adgroup_id"),
            campaign_id=reader.id(thing, "campaign_id"),
            advertiser_id=reader.id(thing, "advertiser_id"),
            asked=reader.advertiser_id or "",
            post_id=reader.id(thing, "tiktok_item_id"),
            identity_type=reader.text(thing, "identity_type"),
            identity_id=reader.id(thing, "identity_id"),
            operation_status=reader.text(thing, "operation_status"),
            secondary_status=reader.text(thing, "secondary_status"),
            name=reader.text(thing, "ad_name"),
            call_to_action=reader.text(thing, "call_to_action"),
            landing_page_url=reader.text(thing, "landing_page_url"),
            tracking=tuple([url for key in _TRACKING if (url := reader.text(thing, key))]),
            smart_plus_ad_id=reader.id(thing, "smart_plus_ad_id"),
        )
    )


def read_smart_plus_ad(reader: Reader, thing: dict[str, Any], id: str, path: str) -> None:
    """Take a row for each creative of an ad of `/smart_plus/ad/get/`, which holds up to 50 posts (fact I5)."""
    reader.check_keys(thing, documented.SMART_PLUS_AD, path)
    creatives = thing.get("creative_list")
    if not is_list(creatives) or not creatives:
        reader.tell("creative_list", "missing: without its creatives nobody can say which posts it runs")
        return
    shared = AdRow(
        source=reader.source,
        row=reader.row,
        observed_at=reader.observed_at,
        id="",
        adgroup_id=reader.id(thing, "adgroup_id"),
        campaign_id=reader.id(thing, "campaign_id"),
        advertiser_id=reader.id(thing, "advertiser_id"),
        asked=reader.advertiser_id or "",
        operation_status=reader.text(thing, "operation_status"),
        secondary_status=reader.text(thing, "secondary_status"),
        name=reader.text(thing, "ad_name"),
        smart_plus_ad_id=id,
    )
    whole = reader.part(thing, "ad_configuration")
    for place, each in enumerate(creatives):
        if not is_object(each):
            reader.tell(f"creative_list[{place}]", f"an object is wanted, not {type(each).__name__}")
            continue
        with suppress(UnreadableRowError):  # which is told; the other creatives are read
            reader.check_keys(each, documented.CREATIVE, path, "creative_list[].")
            info, own = reader.part(each, "creative_info"), reader.text(each, "material_operation_status")
            reader.check_keys(info, documented.CREATIVE_INFO, path, "creative_list[].creative_info.")
            is_off = own not in ("", _ON) and shared.operation_status in ("", _ON)
            reader.creatives.append(
                attrs.evolve(
                    shared,
                    id=reader.id(each, "smart_plus_creative_id") or reader.own_id(each, "ad_material_id"),
                    operation_status=own if is_off else shared.operation_status,
                    post_id=reader.id(info, "tiktok_item_id"),
                    identity_type=reader.text(info, "identity_type") or reader.text(whole, "identity_type"),
                    identity_id=reader.id(info, "identity_id") or reader.id(whole, "identity_id"),
                )
            )


def read_adgroup(reader: Reader, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the row of an ad group of `/adgroup/get/`, where the schedule is."""
    reader.check_keys(thing, documented.ADGROUP, path)
    reader.adgroups.append(
        AdGroupRow(
            source=reader.source,
            row=reader.row,
            observed_at=reader.observed_at,
            id=id,
            campaign_id=reader.id(thing, "campaign_id"),
            advertiser_id=reader.id(thing, "advertiser_id"),
            operation_status=reader.text(thing, "operation_status"),
            secondary_status=reader.text(thing, "secondary_status"),
            schedule_type=reader.text(thing, "schedule_type"),
            starts_at=reader.instant(thing, "schedule_start_time"),
            ends_at=reader.instant(thing, "schedule_end_time"),
            money=_money(reader, thing, path),
            placements=_placements(reader, thing, path),
            targeting=_targeting(reader, thing),
        )
    )


def read_campaign(reader: Reader, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the row of a campaign of `/campaign/get/`."""
    reader.check_keys(thing, documented.CAMPAIGN, path)
    reader.campaigns.append(
        CampaignRow(
            source=reader.source,
            row=reader.row,
            observed_at=reader.observed_at,
            id=id,
            advertiser_id=reader.id(thing, "advertiser_id"),
            operation_status=reader.text(thing, "operation_status"),
            secondary_status=reader.text(thing, "secondary_status"),
            money=_money(reader, thing, path),
            shares_budget=thing.get("budget_optimize_on") is True,
        )
    )


def read_identity(reader: Reader, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the row of an identity of `/identity/get/`."""
    reader.check_keys(thing, documented.IDENTITY, path)
    reader.identities.append(
        IdentityRow(
            source=reader.source,
            row=reader.row,
            observed_at=reader.observed_at,
            id=id,
            identity_type=reader.text(thing, "identity_type"),
            available_status=_available(reader, thing),
            username=reader.text(thing, "username"),
        )
    )


def _available(reader: Reader, thing: dict[str, Any]) -> str:
    """Read whether an identity can be used: TikTok's word, or true or false."""
    if isinstance(value := thing.get("available_status"), bool):
        return "AVAILABLE" if value else "UNAVAILABLE"
    return reader.text(thing, "available_status")


def read_advertiser(reader: Reader, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the currency of an ad account of `/advertiser/info/`; nothing else of it is a fact."""
    reader.check_keys(thing, documented.ADVERTISER, path)
    currency = reader.text(thing, "currency")
    if currency in CURRENCIES:
        reader.currencies[id] = currency
    elif currency:
        reader.not_understood(f"{path}currency")


def _money(reader: Reader, thing: dict[str, Any], path: str) -> Money | None:
    """Take budget and bid; the currency may be told elsewhere."""
    amounts = {key: amount for key in _AMOUNTS if (amount := reader.amount(thing, key))}
    currency = reader.text(thing, "currency") or reader.currency
    mode, strategy = reader.text(thing, "budget_mode"), reader.text(thing, "bid_type")
    budget = amounts.pop("budget", None)
    if mode not in _MODES:
        reader.not_understood(f"{path}budget_mode")
    if budget or amounts or mode or strategy:
        return Money(
            budget=budget,
            mode=mode,
            bid=next(iter(amounts.values())) if len(amounts) == 1 else None,
            bidding_strategy=strategy,
            currency=currency if currency in CURRENCIES else "",
        )
    return None


def _texts(reader: Reader, thing: dict[str, Any], key: str) -> tuple[str, ...]:
    value = thing.get(key)
    if value is None:
        return ()
    if is_list(value) and all(isinstance(each, str) for each in value):
        return tuple(value)
    reader.tell(key, "a list of texts is wanted")
    return ()


def _placements(reader: Reader, thing: dict[str, Any], path: str) -> tuple[Placement, ...]:
    found: list[Placement] = []
    for each in _texts(reader, thing, "placements"):
        if placement := _PLACEMENTS.get(each):
            found.append(placement)
        else:
            reader.not_understood(f"{path}placements[]")
    return tuple(found)


def _targeting(reader: Reader, thing: dict[str, Any]) -> Targeting | None:
    told = {field: _texts(reader, thing, key) for field, key in _TARGETING.items()}
    return Targeting(**told) if any(told.values()) else None
