"""Posts and their authorizations, as `/tt_video/*` and `/identity/video/*` give them."""

from __future__ import annotations

from math import inf
from typing import Any, Final

from sparklicense.exchange.tiktok import documented
from sparklicense.exchange.tiktok.envelopes import is_list, is_object
from sparklicense.exchange.tiktok.rows import AuthorizationRow, PostRow
from sparklicense.exchange.tiktok.taking import Taking, UnreadableRowError
from sparklicense.posts import Media, MediaKind

_WITH_A_WINDOW: Final = "AUTH_CODE"
_KINDS: Final = ("", "VIDEO", "CAROUSEL")


def read_tt_video(take: Taking, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the rows of a thing of `/tt_video/list/` or `/tt_video/info/`: the post's parts stand beside each other."""
    item, user = thing["item_info"], take.part(thing, "user_info")
    take.check_keys(thing, documented.POST, path)
    take.check_keys(item, documented.ITEM, path, "item_info.")
    take.check_keys(user, documented.USER, path, "user_info.")
    wanted = bool(item.get("auth_code")) or user.get("identity_type") == _WITH_A_WINDOW
    authorization = _authorization(take, thing, item, id, path, wanted=wanted)
    take.posts.append(_post(take, item, thing, user, id, path, "item_info."))
    if authorization:
        take.authorizations.append(authorization)


def read_identity_video(take: Taking, thing: dict[str, Any], id: str, path: str) -> None:
    """Take the rows of a thing of `/identity/video/get/` or `/identity/video/info/`: all stands in it."""
    take.check_keys(thing, documented.ITEM, path)
    authorization = _authorization(take, thing, thing, id, path, wanted=False)
    take.posts.append(_post(take, thing, thing, {}, id, path, ""))
    if authorization:
        take.authorizations.append(authorization)


def _authorization(
    take: Taking, thing: dict[str, Any], item: dict[str, Any], id: str, path: str, *, wanted: bool
) -> AuthorizationRow | None:
    """Read the window; only the `auth_*` pair bounds it (fact A9). Own posts have none (facts C23, E2)."""
    info = take.part(thing, "auth_info")
    take.check_keys(info, documented.AUTHORIZATION, path, "auth_info.")
    status = take.text(info, "ad_auth_status")
    starts_at, ends_at = take.instant(info, "auth_start_time"), take.instant(info, "auth_end_time")
    if starts_at is None or ends_at is None:
        if wanted or status or starts_at or ends_at:
            take.tell("auth_start_time" if starts_at is None else "auth_end_time", "missing: the license has no window")
            raise UnreadableRowError
        return None
    return AuthorizationRow(
        source=take.source,
        row=take.row,
        observed_at=take.observed_at,
        id=id,
        status=status,
        starts_at=starts_at,
        ends_at=ends_at,
        code=take.text(item, "auth_code") or None,
        advertiser_id=take.id(thing, "advertiser_id") or take.advertiser_id,
    )


def _post(
    take: Taking, item: dict[str, Any], beside: dict[str, Any], user: dict[str, Any], id: str, path: str, nested: str
) -> PostRow:
    status, kind = take.text(item, "status"), take.text(item, "item_type")
    if kind not in _KINDS:
        take.not_understood(f"{path}{nested}item_type")
    return PostRow(
        source=take.source,
        row=take.row,
        observed_at=take.observed_at,
        id=id,
        status=status.removeprefix("ITEM_").removeprefix("STATUS_"),
        caption=take.text(item, "text"),
        media=_media(take, kind, beside, path),
        creator_name=take.text(user, "tiktok_name"),
        identity_id=take.id(user, "identity_id"),
    )


def _media(take: Taking, kind: str, beside: dict[str, Any], path: str) -> Media | None:
    video, carousel = take.part(beside, "video_info"), take.part(beside, "carousel_info")
    take.check_keys(video, documented.VIDEO, path, "video_info.")
    take.check_keys(carousel, documented.CAROUSEL, path, "carousel_info.")
    if kind == "CAROUSEL" or (not kind and carousel.get("image_info")):
        images: Any = carousel.get("image_info")
        first: Any = images[0] if is_list(images) and images and is_object(images[0]) else {}
        sound = take.text(take.part(carousel, "music_info"), "music_id") or None
        return Media(
            kind=MediaKind.CAROUSEL,
            width=_pixels(take, first, "width"),
            height=_pixels(take, first, "height"),
            sound=sound,
        )
    if kind == "VIDEO" or (not kind and video):
        return Media(
            width=_pixels(take, video, "width"), height=_pixels(take, video, "height"), duration=_seconds(take, video)
        )
    return None


def _pixels(take: Taking, values: dict[str, Any], key: str) -> int | None:
    value = values.get(key)
    if value is None or type(value) is int:
        return value if value and value > 0 else None
    take.tell(key, f"a whole number of pixels is wanted, not {type(value).__name__}")
    return None


def _seconds(take: Taking, values: dict[str, Any]) -> float | None:
    value = values.get("duration")
    if value is None:
        return None
    if type(value) in (int, float) and 0 <= value < inf:
        return value if isinstance(value, float) else None if value == 0 else value
    take.tell("duration", "a number of seconds is wanted")
    return None
