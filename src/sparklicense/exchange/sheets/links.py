"""What a link to a post says: which post, and whose."""

from __future__ import annotations

import re
from typing import Any, Final

import attrs

from sparklicense.errors import InvalidValueError
from sparklicense.exchange.sheets.cells import plain, read_id, text_in

_HOST: Final = r"(?:https?://)?(?:[a-z0-9-]+\.)?tiktok\.com"
_REST: Final = r"(?:\.html)?/?(?:[?#]\S*)?"
_LONG: Final = re.compile(
    rf"{_HOST}/(?:@(?P<handle>[^/?#\s]*)/(?:video|photo)|v|embed(?:/v[0-9])?|player/v[0-9]|share/(?:video|item))"
    rf"/(?P<id>[0-9]+){_REST}",
    re.IGNORECASE | re.ASCII,
)
_SHORT: Final = re.compile(r"(?:https?://)?(?:(?:vm|vt)\.tiktok\.com|(?:www\.|m\.)?tiktok\.com/t)/\S+", re.IGNORECASE)
_HANDLE: Final = re.compile(r"[A-Za-z0-9._]+")


@attrs.frozen
class Link:
    """A post, and the handle of its creator, `""` where the link does not say it."""

    post_id: str
    handle: str = ""


def read_link(cell: Any) -> Link:
    """Read a link to a post, or the post's id where that stands in its place.

    Raises:
        InvalidValueError: it is neither, or a short link, which only TikTok can resolve.
    """
    text = plain(text_in(cell).text)
    if match := _LONG.fullmatch(text):
        handle = match["handle"] or ""
        return Link(match["id"], f"@{handle}" if _HANDLE.fullmatch(handle) else "")
    if _SHORT.fullmatch(text):
        raise InvalidValueError(
            "a short link, which does not say the post and only TikTok can resolve: open it, and paste the long one"
        )
    if text[:1].isdigit():
        return Link(read_id(cell))
    raise InvalidValueError(
        "not a link to a post; write it like `https://www.tiktok.com/@creator/video/7638941401274764565`"
    )


def read_post(cell: Any) -> Link:
    """Read a post's id, or a link that stands in its place.

    Raises:
        InvalidValueError: it is neither.
    """
    if isinstance(cell, str) and "tiktok.com/" in cell.casefold():
        return read_link(cell)
    return Link(read_id(cell))
