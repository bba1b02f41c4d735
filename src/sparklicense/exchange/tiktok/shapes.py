"""The shapes of responses: which key holds which things, and how each thing becomes a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from sparklicense.exchange.tiktok import documented
from sparklicense.exchange.tiktok.accounts import read_ad, read_adgroup, read_campaign, read_identity
from sparklicense.exchange.tiktok.envelopes import Page, is_list, is_object
from sparklicense.exchange.tiktok.rows import Kind
from sparklicense.exchange.tiktok.taking import Taking, UnreadableRowError
from sparklicense.exchange.tiktok.videos import read_identity_video, read_tt_video


class Shape(NamedTuple):
    """One kind of thing in a response."""

    kind: Kind
    id_key: str
    read: Callable[[Taking, dict[str, Any], str, str], None]
    """Takes the rows of a thing; its id and its path are given."""
    inside: str | None = None
    """Where the thing's id stands in it, if not at the top."""


_TT_VIDEO: Final = Shape(Kind.POST, "item_id", read_tt_video, "item_info")
_IDENTITY_VIDEO: Final = Shape(Kind.POST, "item_id", read_identity_video)
_IDENTITY: Final = Shape(Kind.IDENTITY, "identity_id", read_identity)
_AD: Final = Shape(Kind.AD, "ad_id", read_ad)
_ADGROUP: Final = Shape(Kind.ADGROUP, "adgroup_id", read_adgroup)
_CAMPAIGN: Final = Shape(Kind.CAMPAIGN, "campaign_id", read_campaign)

_BY_KEY: Final = {
    "video_list": _IDENTITY_VIDEO,
    "video_details": _IDENTITY_VIDEO,
    "video_detail": _IDENTITY_VIDEO,
    "identity_list": _IDENTITY,
    "creatives": _AD,
}
"""Keys of `data` that say what they hold."""

_BY_THING: Final = (("item_info", _TT_VIDEO), ("ad_id", _AD), ("adgroup_id", _ADGROUP), ("campaign_id", _CAMPAIGN))
"""What a thing in a plain `list` is, by the first of these keys that it has."""

_NOT_READ: Final = ("creative_list", "smart_plus_ad_id")
_KNOWN: Final = (
    "/tt_video/list/, /tt_video/info/, /identity/video/get/, /identity/video/info/, /identity/get/, /ad/get/, "
    "/adgroup/get/, /campaign/get/"
)


def take_page(page: Page, take: Taking) -> None:
    """Take the rows of one response; what cannot be read is told."""
    take.origin, take.source, take.row = page.origin, page.source, None
    for key in page.extra:
        take.not_understood(key if isinstance(key, str) and key.isidentifier() else "…")
    data = page.data
    if data is None:
        take.tell(None, f"not a response, and not read; responses of {_KNOWN} are")
        return
    if "item_info" in data:
        _thing(_TT_VIDEO, data, "", take)
        return
    found = False
    for key, shape in (*_BY_KEY.items(), ("list", None)):
        if key in data:
            found = True
            _things(key, shape, data[key], take)
    take.row = None
    if found:
        known = documented.PAGE | documented.PAGE_BESIDE_ADS if "creatives" in data else documented.PAGE
        take.check_keys(data, known, "")
    elif data and not documented.PAGE.issuperset(data):
        take.tell(None, f"a kind of response that is not read; those of {_KNOWN} are")


def _things(key: str, shape: Shape | None, value: Any, take: Taking) -> None:
    if value is None:
        return
    if key == "video_detail":
        if not is_object(value):
            take.tell(key, f"an object is wanted, not {type(value).__name__}")
        elif value:
            _thing(_IDENTITY_VIDEO, value, f"{key}.", take)
        return
    if not is_list(value):
        take.tell(key, f"a list is wanted, not {type(value).__name__}")
        return
    shape = shape or _shape_of(value)
    if shape is None:
        if value:
            take.tell(None, f"a kind of response that is not read; those of {_KNOWN} are")
        return
    path = f"{key}[]."
    for place, each in enumerate(value):
        take.row = place
        if is_object(each):
            _thing(shape, each, path, take)
        else:
            take.tell(None, f"an object is wanted, not {type(each).__name__}")
    take.row = None


def _shape_of(things: list[Any]) -> Shape | None:
    for thing in things:
        if is_object(thing) and not any(key in thing for key in _NOT_READ):
            for key, shape in _BY_THING:
                if key in thing:
                    return shape
    return None


def _thing(shape: Shape, thing: dict[str, Any], path: str, take: Taking) -> None:
    id = ""
    try:
        id = take.own_id(take.part(thing, shape.inside) if shape.inside else thing, shape.id_key)
        shape.read(take, thing, id, path)
    except UnreadableRowError:
        if id:
            take.refuse(shape.kind, id)
