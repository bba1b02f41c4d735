"""Responses as TikTok sends them: the stored ones by name, and small ones put together by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from strategies import MARK, POST_ID

PAYLOADS: Final = Path(__file__).parent / "payloads"
AT: Final = "2026-06-10T00:00:00Z"
START: Final = "2026-05-24T07:09:07Z"
END: Final = "2026-06-23T07:09:07Z"
CODE: Final = f"#b2+v08a/{MARK}+c="
AD_ID: Final = "1838941401274000001"
ADGROUP_ID: Final = "1838941401275000001"
CAMPAIGN_ID: Final = "1838941401276000001"
ACCOUNT: Final = "7390000000000000001"
IDENTITY_ID: Final = "7564472955620443158"


def stored(name: str) -> dict[str, Any]:
    """Give a stored response."""
    found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
    return found


def success(data: Any) -> dict[str, Any]:
    """Put data into an envelope."""
    return {"code": 0, "message": "OK", "request_id": "2026061000", "data": data}


def listing(*things: Any) -> dict[str, Any]:
    """Put things into a response that lists them."""
    return success({"page_info": {"page": 1, "page_size": 20, "total_number": 1, "total_page": 1}, "list": [*things]})


def window(start: Any = START, end: Any = END, status: Any = "AUTHORIZED") -> dict[str, Any]:
    """Make an `auth_info`; the invitation lies elsewhere, because it bounds nothing."""
    return {
        "ad_auth_status": status,
        "auth_start_time": start,
        "auth_end_time": end,
        "invite_start_time": "2026-05-24T07:11:17Z",
    }


def video(
    id: Any = POST_ID,
    *,
    status: Any = "HESITATE_RECOMMEND",
    code: Any = CODE,
    auth: Any = None,
    video_info: Any = None,
    **item: Any,
) -> dict[str, Any]:
    """Make a thing of `/tt_video/list/`."""
    return {
        "item_info": {
            "item_id": id,
            "status": status,
            "auth_code": code,
            "text": "one pan",
            "anchor_list": None,
            **item,
        },
        "auth_info": window() if auth is None else auth,
        "video_info": {"duration": 13.5, "width": 720, "height": 1280} if video_info is None else video_info,
        "user_info": {"identity_id": IDENTITY_ID, "identity_type": "AUTH_CODE", "tiktok_name": "Maya"},
    }


def own_video(id: Any = POST_ID, **item: Any) -> dict[str, Any]:
    """Make a thing of `/identity/video/get/`: a post of a linked account."""
    return {"item_id": id, "status": "ITEM_STATUS_HESITATE_RECOMMEND", "text": "", "auth_info": None, **item}


def ad(**changes: Any) -> dict[str, Any]:
    """Make a thing of `/ad/get/`."""
    return {
        "ad_id": AD_ID,
        "adgroup_id": ADGROUP_ID,
        "campaign_id": CAMPAIGN_ID,
        "advertiser_id": ACCOUNT,
        "ad_name": "Maya, June",
        "identity_type": "AUTH_CODE",
        "identity_id": IDENTITY_ID,
        "tiktok_item_id": POST_ID,
        "operation_status": "ENABLE",
        "secondary_status": "AD_STATUS_DELIVERY_OK",
        "call_to_action": "LEARN_MORE",
        **changes,
    }


def adgroup(**changes: Any) -> dict[str, Any]:
    """Make a thing of `/adgroup/get/`."""
    return {
        "adgroup_id": ADGROUP_ID,
        "campaign_id": CAMPAIGN_ID,
        "advertiser_id": ACCOUNT,
        "operation_status": "ENABLE",
        "secondary_status": "ADGROUP_STATUS_DELIVERY_OK",
        "schedule_type": "SCHEDULE_START_END",
        "schedule_start_time": "2026-06-01 08:00:00",
        "schedule_end_time": "2026-07-01 08:00:00",
        **changes,
    }


def campaign(**changes: Any) -> dict[str, Any]:
    """Make a thing of `/campaign/get/`."""
    return {
        "campaign_id": CAMPAIGN_ID,
        "advertiser_id": ACCOUNT,
        "operation_status": "ENABLE",
        "secondary_status": "CAMPAIGN_STATUS_ENABLE",
        **changes,
    }


def account(**changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the responses about one ad that serves; `ad=`, `adgroup=` and `campaign=` change what they say."""
    return [
        listing(video()),
        listing(ad(**changes.get("ad", {}))),
        listing(adgroup(**changes.get("adgroup", {}))),
        listing(campaign(**changes.get("campaign", {}))),
    ]
