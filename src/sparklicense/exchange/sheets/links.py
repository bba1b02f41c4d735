"""What a link to a post says: which post, and whose."""

from __future__ import annotations

import re
from typing import Any, Final

import attrs

from sparklicense.checks import POST_LINK
from sparklicense.errors import InvalidValueError
from sparklicense.exchange.sheets.cells import plain, read_id, text_in

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
    if match := POST_LINK.fullmatch(text):
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
