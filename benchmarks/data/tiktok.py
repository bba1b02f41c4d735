"""Reading pages of `/tt_video/list/` and of ads, against `json.loads` and plain attrs classes filled by hand.

Run: `python -m benchmarks.data.tiktok [ROWS]`

By hand means: the same JSON text parsed, and each row made a post and a license (an ad) of plain attrs classes, its
instants read by `datetime.fromisoformat`; nothing is checked, joined, merged, diagnosed or noted as assumed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from time import process_time
from typing import Any

import attrs

from benchmarks.timing import interleaved, machine, pin, ratios
from sparklicense.sources import tiktok

ROWS = 20_000
PAGE = 50
OBSERVED_AT = "2026-06-01T00:00:00Z"


@attrs.frozen
class Post:
    """A post, unchecked."""

    id: str
    status: str
    creator: str
    caption: str
    width: int
    height: int
    duration: float


@attrs.frozen
class License:
    """A license, unchecked."""

    code: str
    post_id: str
    status: str
    issued_at: datetime
    expires_at: datetime


@attrs.frozen
class SparkAd:
    """An ad, unchecked."""

    id: str
    post_id: str
    adgroup_id: str
    campaign_id: str
    advertiser_id: str
    identity_type: str
    name: str
    switch: str
    starts_at: datetime
    ends_at: datetime


def pages(rows: list[dict[str, Any]]) -> list[str]:
    """Put rows into responses as TikTok sends them."""
    texts: list[str] = []
    for start in range(0, len(rows), PAGE):
        info = {"page": start // PAGE + 1, "page_size": PAGE, "total_number": len(rows)}
        data = {"page_info": info, "list": rows[start : start + PAGE]}
        texts.append(json.dumps({"code": 0, "message": "OK", "request_id": f"20260601{start:016}", "data": data}))
    return texts


def video(number: int) -> dict[str, Any]:
    """Make a row of `/tt_video/list/`: a post, its window and its code."""
    day, clock = 1 + number % 28, f"{number % 24:02}:{number // 24 % 60:02}:{number // 1440 % 60:02}"
    return {
        "item_info": {
            "status": "HESITATE_RECOMMEND",
            "auth_code": f"#benchmark+{number}/=",
            "text": f"caption {number}",
            "item_id": str(7638941401270000000 + number),
            "item_type": "VIDEO",
            "anchor_list": None,
        },
        "auth_info": {
            "auth_start_time": f"2026-05-{day:02}T{clock}Z",
            "auth_end_time": f"2026-06-{day:02}T{clock}Z",
            "invite_start_time": f"2026-05-{day:02}T{clock}Z",
            "ad_auth_status": "AUTHORIZED",
        },
        "video_info": {
            "duration": 13.538,
            "width": 720,
            "height": 1280,
            "size": 13861358,
            "bit_rate": 8191081,
            "signature": f"{number:032x}",
            "preview_url": f"https://v16.example.com/{number:032x}/video/tos/useast2a/?a=1233&ch=0&cr=3&dr=0",
            "poster_url": f"https://p16.example.com/obj/{number:032x}~tplv-noop.image",
        },
        "user_info": {
            "identity_id": str(7564472955620000000 + number // 10),
            "identity_type": "AUTH_CODE",
            "tiktok_name": f"creator {number // 10}",
        },
    }


def ad(number: int) -> dict[str, Any]:
    """Make a row of `/ad/get/`."""
    return {
        "ad_id": str(1838941401274000000 + number),
        "ad_name": f"ad {number}",
        "adgroup_id": str(1838941401275000000 + number // 5),
        "campaign_id": str(1838941401276000000 + number // 50),
        "advertiser_id": "7390000000000000001",
        "identity_type": "AUTH_CODE",
        "identity_id": str(7564472955620000000 + number // 10),
        "tiktok_item_id": str(7638941401270000000 + number),
        "operation_status": "ENABLE",
        "secondary_status": "AD_STATUS_DELIVERY_OK",
        "ad_format": "SINGLE_VIDEO",
        "call_to_action": "LEARN_MORE",
        "landing_page_url": f"https://shop.example.com/{number}",
        "click_tracking_url": None,
        "impression_tracking_url": None,
        "video_id": None,
        "image_ids": [],
        "create_time": "2026-05-24 07:09:07",
        "modify_time": "2026-05-24 07:09:07",
    }


def adgroup(number: int) -> dict[str, Any]:
    """Make a row of `/adgroup/get/`."""
    return {
        "adgroup_id": str(1838941401275000000 + number),
        "campaign_id": str(1838941401276000000 + number // 10),
        "advertiser_id": "7390000000000000001",
        "operation_status": "ENABLE",
        "secondary_status": "ADGROUP_STATUS_DELIVERY_OK",
        "schedule_type": "SCHEDULE_START_END",
        "schedule_start_time": f"2026-05-{1 + number % 28:02} 08:00:00",
        "schedule_end_time": f"2026-07-{1 + number % 28:02} 08:00:00",
        "placements": ["PLACEMENT_TIKTOK"],
    }


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text if text[-1] == "Z" else text + "Z")


def videos_by_hand(texts: list[str]) -> list[object]:
    """Parse, and fill plain classes."""
    found: list[object] = []
    for text in texts:
        for each in json.loads(text)["data"]["list"]:
            item, window, media = each["item_info"], each["auth_info"], each["video_info"]
            found.append(
                Post(
                    item["item_id"],
                    item["status"],
                    each["user_info"]["tiktok_name"],
                    item["text"],
                    media["width"],
                    media["height"],
                    media["duration"],
                )
            )
            found.append(
                License(
                    item["auth_code"],
                    item["item_id"],
                    window["ad_auth_status"],
                    _instant(window["auth_start_time"]),
                    _instant(window["auth_end_time"]),
                )
            )
    return found


def ads_by_hand(texts: list[str], groups: list[str]) -> list[object]:
    """Parse, join ads to their ad groups, and fill plain classes."""
    adgroups = {each["adgroup_id"]: each for text in groups for each in json.loads(text)["data"]["list"]}
    found: list[object] = []
    for text in texts:
        for each in json.loads(text)["data"]["list"]:
            group = adgroups[each["adgroup_id"]]
            found.append(
                SparkAd(
                    each["ad_id"],
                    each["tiktok_item_id"],
                    each["adgroup_id"],
                    each["campaign_id"],
                    each["advertiser_id"],
                    each["identity_type"],
                    each["ad_name"],
                    each["operation_status"],
                    _instant(group["schedule_start_time"]),
                    _instant(group["schedule_end_time"]),
                )
            )
    return found


def per_row(run: Callable[[], object], rows: int) -> Callable[[], float]:
    """Make a case: it gives the seconds of one row."""

    def case() -> float:
        start = process_time()
        run()
        return (process_time() - start) / rows

    return case


def main() -> None:
    """Measure and print."""
    pin()
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    videos = pages([video(number) for number in range(rows)])
    ads = pages([ad(number) for number in range(rows)])
    groups = pages([adgroup(number) for number in range(rows // 5)])
    account = [*videos, *ads, *groups]
    everything = len(tiktok.read(account, observed_at=OBSERVED_AT).strict().ads)
    assert everything == rows, "every ad is read"  # noqa: S101 - a benchmark of a failure is no benchmark
    figures = interleaved(
        {
            "posts: json.loads": per_row(lambda: [json.loads(each) for each in videos], rows),
            "posts: by hand": per_row(lambda: videos_by_hand(videos), rows),
            "posts: read": per_row(lambda: tiktok.read(videos, observed_at=OBSERVED_AT), rows),
            "account: json.loads": per_row(lambda: [json.loads(each) for each in account], len(account) * PAGE),
            "account: by hand": per_row(
                lambda: (videos_by_hand(videos), ads_by_hand(ads, groups)), len(account) * PAGE
            ),
            "account: read": per_row(lambda: tiktok.read(account, observed_at=OBSERVED_AT), len(account) * PAGE),
        },
        5,
    )
    pairs = [
        (f"{what}: {case}", f"{what}: {base}", "")
        for what in ("posts", "account")
        for case, base in (("by hand", "json.loads"), ("read", "json.loads"), ("read", "by hand"))
    ]
    print(machine())
    print(ratios(figures, pairs, 1e-6, "µs a row"))
    for what in ("posts", "account"):
        print(f"{what}: {1 / figures[f'{what}: read'].least:,.0f} rows a second")


if __name__ == "__main__":
    main()
