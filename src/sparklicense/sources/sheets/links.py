"""What a link to a post says: which post, and whose."""

from __future__ import annotations

import re
from typing import Any, Final

import attrs

from sparklicense.checks import POST_LINK
from sparklicense.errors import InvalidValueError
from sparklicense.sources.sheets.cells import check_no_formula, plain, read_id, text_in

_SHORT: Final = re.compile(r"(?:https?://)?(?:(?:vm|vt)\.tiktok\.com|(?:www\.|m\.)?tiktok\.com/t)/\S+", re.IGNORECASE)
_HANDLE: Final = re.compile(r"[A-Za-z0-9._]+")


_QUERY: Final = re.compile(
    r"(?:https?://)?(?<![\w.-])(?:[a-z0-9-]+\.)?tiktokv?\.com/(?P<page>[^\s?#]*)\?(?:[^\s#]*&)?item_id=(?P<id>[0-9]+)(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_FEED: Final = "foryou"
_FORMULA: Final = re.compile(r'=\s*HYPERLINK\(\s*"([^"]*)"\s*(?:[,;].*)?\)', re.IGNORECASE | re.DOTALL)


class LinkedText(str):
    """The text of a cell behind which the spreadsheet keeps a link."""

    __slots__ = ("target",)
    target: str


def linked(text: str, target: str) -> LinkedText:
    """Put a link behind a text."""
    made = LinkedText(text)
    made.target = target
    return made


@attrs.frozen
class Link:
    """A post, and the handle of its creator, `""` where the link does not say it."""

    post_id: str
    handle: str = ""
    guessed: str = ""
    """Why it is not certain that this is the post's id; empty: it is."""


def read_link(cell: Any) -> Link:
    """Read a link to a post, wherever in the cell it stands, or the post's id where that stands in its place.

    A formula is never evaluated: of `=HYPERLINK("...")` the address is read as it is written.

    Raises:
        InvalidValueError: it is neither, a short link, which only TikTok can resolve, or links to several posts.
    """
    texts = [cell] if not isinstance(cell, LinkedText) else [str(cell), cell.target]
    problems: list[InvalidValueError] = []
    for text in texts:
        try:
            return _read(text)
        except InvalidValueError as error:
            problems.append(error)
    raise problems[-1]


def _read(cell: Any) -> Link:
    text = plain(text_in(cell).text)
    if formula := _FORMULA.fullmatch(text):
        text = formula[1]
    check_no_formula(text)
    found = {match["id"]: match["handle"] or "" for match in POST_LINK.finditer(text)}
    if len(found) > 1:
        raise InvalidValueError("links to several posts in one cell; give each post a row")
    for id, handle in found.items():
        return Link(id, f"@{handle}" if _HANDLE.fullmatch(handle) else "")
    if match := _QUERY.search(text):
        sure = match["page"].strip("/").casefold() == _FEED
        return Link(match["id"], guessed="" if sure else "`item_id` of an address that is not a post's own")
    if _SHORT.search(text):
        raise InvalidValueError(
            "a short link, which does not say the post and only TikTok can resolve: open it, and paste the long one"
        )
    if text[:1].isdigit():
        return Link(read_id(text))
    raise InvalidValueError(
        "not a link to a post; write it like `https://www.tiktok.com/@creator/video/7638941401274764565`"
    )


def read_post(cell: Any) -> Link:
    """Read a post's id, or a link that stands in its place or behind it.

    Raises:
        InvalidValueError: it is neither.
    """
    if isinstance(cell, LinkedText) or (isinstance(cell, str) and "tiktok" in cell.casefold()):
        return read_link(cell)
    check_no_formula(cell)
    return Link(read_id(cell))
