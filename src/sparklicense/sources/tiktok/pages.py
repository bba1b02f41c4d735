"""The shapes of responses: which key holds which things, how each thing becomes a row, and what a response lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from sparklicense.sources.readings import Diagnosis
from sparklicense.sources.tiktok import documented
from sparklicense.sources.tiktok.endpoints import (
    read_ad,
    read_adgroup,
    read_advertiser,
    read_campaign,
    read_identity,
    read_identity_video,
    read_smart_plus_ad,
    read_tt_video,
)
from sparklicense.sources.tiktok.responses import Page, is_list, is_object
from sparklicense.sources.tiktok.rows import Kind
from sparklicense.sources.tiktok.values import Listing, Reader, UnreadableRowError


class Shape(NamedTuple):
    """One kind of thing in a response."""

    kind: Kind
    id_key: str
    read: Callable[[Reader, dict[str, Any], str, str], None]
    """Takes the rows of a thing; its id and its path are given."""
    inside: str | None = None
    """Where the thing's id stands in it, if not at the top."""


_TT_VIDEO: Final = Shape(Kind.POST, "item_id", read_tt_video, "item_info")
_IDENTITY_VIDEO: Final = Shape(Kind.POST, "item_id", read_identity_video)
_IDENTITY: Final = Shape(Kind.IDENTITY, "identity_id", read_identity)
_AD: Final = Shape(Kind.AD, "ad_id", read_ad)
_SMART_PLUS_AD: Final = Shape(Kind.AD, "smart_plus_ad_id", read_smart_plus_ad)
_ADGROUP: Final = Shape(Kind.ADGROUP, "adgroup_id", read_adgroup)
_CAMPAIGN: Final = Shape(Kind.CAMPAIGN, "campaign_id", read_campaign)
_ADVERTISER: Final = Shape(Kind.ADVERTISER, "advertiser_id", read_advertiser)

_BY_KEY: Final = {
    "video_list": _IDENTITY_VIDEO,
    "video_details": _IDENTITY_VIDEO,
    "video_detail": _IDENTITY_VIDEO,
    "identity_list": _IDENTITY,
    "creatives": _AD,
}
"""Keys of `data` that say what they hold."""

_REPORT: Final = "report"
_REQUEST: Final = "request"
_BY_THING: Final[tuple[tuple[str, Shape | str], ...]] = (
    ("item_info", _TT_VIDEO),
    ("metrics", _REPORT),
    ("dimensions", _REPORT),
    ("stat_time_day", _REPORT),
    ("stat_time_hour", _REPORT),
    ("creative_list", _SMART_PLUS_AD),
    ("ad_id", _AD),
    ("smart_plus_ad_id", _SMART_PLUS_AD),
    ("tiktok_item_id", _AD),
    ("ad_name", _AD),
    ("creatives", _REQUEST),
    ("adgroup_id", _ADGROUP),
    ("adgroup_name", _ADGROUP),
    ("campaign_id", _CAMPAIGN),
    ("identity_id", _IDENTITY),
    ("item_id", _IDENTITY_VIDEO),
    ("currency", _ADVERTISER),
    ("advertiser_name", _ADVERTISER),
)
"""What a thing is that no key tells of, by the first of these keys under which it has a value."""

_READ: Final = (
    "/tt_video/list/, /tt_video/info/, /identity/video/get/, /identity/video/info/, /identity/get/, /ad/get/, "
    "/smart_plus/ad/get/, /adgroup/get/, /campaign/get/, /advertiser/info/"
)
_UNKNOWN_KIND: Final = f"a kind of response that is not read; those of {_READ} are"
_UNKNOWN_ROW: Final = f"a kind of row that is not read; those of {_READ} are"
_REPORTS: Final = ("row of a report", "rows of reports")
_LONGEST_COUNT: Final = 15


def read_page(page: Page, reader: Reader) -> None:
    """Take the rows of one response; what cannot be read is reported."""
    reader.origin, reader.source, reader.row = page.origin, page.source, page.row
    if page.problem or page.error:
        reader.tell(None, page.problem or str(page.error).removeprefix(f"{page.source}: "))
    for key in page.extra:
        reader.not_understood(key if isinstance(key, str) and key.isidentifier() else "…")
    data = page.data
    if page.bare:
        if not _taken(data, "", page.stream, reader):
            reader.tell(None, f"not a response, and not read; responses of {_READ} are")
        return
    if "item_info" in data:
        _thing(_TT_VIDEO, data, "", reader)
        return
    found = False
    for key, shape in (*_BY_KEY.items(), ("list", None)):
        if key in data:
            found = True
            _things(key, shape, page, reader)
    reader.row = None
    if found:
        known = documented.PAGE | documented.PAGE_BESIDE_ADS if "creatives" in data else documented.PAGE
        reader.check_keys(data, known, "")
    elif data and not documented.PAGE.issuperset(data):
        reader.tell(None, _UNKNOWN_KIND)
    else:
        reader.listings.append(_listing("", [], page))


def _things(key: str, shape: Shape | None, page: Page, reader: Reader) -> None:
    value: Any = page.data[key]
    if key == "video_detail" and value in (None, {}):
        return
    if value is None:
        value = list[Any]()
    wanted = is_object if key == "video_detail" else is_list
    if not wanted(value):
        reader.tell(key, f"{'an object' if wanted is is_object else 'a list'} is wanted, not {type(value).__name__}")
    elif is_object(value):
        _thing(_IDENTITY_VIDEO, value, f"{key}.", reader)
    else:
        _rows(value, f"{key}[].", shape, page, reader)


def _rows(rows: list[Any], path: str, shape: Shape | None, page: Page, reader: Reader) -> None:
    """Take the rows of a list, each by its own keys where no key of the response says what they are."""
    what = "" if shape is None else path
    unknown: list[tuple[int, str]] = []
    for place, each in enumerate(rows):
        reader.row = place
        if not is_object(each):
            unknown.append((place, f"an object is wanted, not {type(each).__name__}"))
        elif shape:
            _thing(shape, each, path, reader)
        elif found := _taken(each, path, page.stream, reader):
            what = what or found
        else:
            unknown.append((place, _UNKNOWN_ROW))
    if unknown and not what:
        unknown = []
        reader.row = None
        reader.tell(None, _UNKNOWN_KIND)
    elif what != _REPORT:
        reader.listings.append(_listing(what, rows, page))
    for place, problem in unknown:
        reader.row = place
        reader.tell(None, problem)
    reader.row = None


def _shape_of(thing: dict[str, Any]) -> Shape | str:
    for key, shape in _BY_THING:
        if (value := thing.get(key)) is not None and value != []:
            return shape
    return _REQUEST


def _taken(thing: dict[str, Any], path: str, stream: str, reader: Reader) -> str:
    """Take the rows of a thing by its own keys; give its kind, or `""` where it is of none that is known."""
    shape = _shape_of(thing)
    if shape is _REPORT or "report" in stream:
        reader.left_out[_REPORTS] += 1
        return _REPORT
    if isinstance(shape, str):
        return ""
    _thing(shape, thing, path, reader)
    return shape.id_key


def _thing(shape: Shape, thing: dict[str, Any], path: str, reader: Reader) -> None:
    id = ""
    try:
        id = reader.own_id(reader.part(thing, shape.inside) if shape.inside else thing, shape.id_key)
        shape.read(reader, thing, id, path)
    except UnreadableRowError:
        if id:
            reader.refuse(shape.kind, id)


def _listing(what: str, rows: list[Any], page: Page) -> Listing:
    told = page.data.get("page_info")
    info: dict[str, Any] = told if is_object(told) else {}
    number_of, pages, size, number = (
        _whole(info.get(key)) for key in ("page", "total_page", "page_size", "total_number")
    )
    account = rows[0].get("advertiser_id") if rows and is_object(rows[0]) else None
    return Listing(
        source=page.source,
        what=(what, page.advertiser_id or (account if isinstance(account, str) else ""), size),
        observed_at=page.observed_at,
        rows=len(rows),
        page=number_of,
        pages=pages,
        number=number,
        more=page.data.get("has_more") is True,
    )


def _whole(value: object) -> int | None:
    """Read a count; some clients write numbers as text."""
    if isinstance(value, str) and value.isdecimal() and len(value) <= _LONGEST_COUNT:
        return int(value)
    return value if type(value) is int and 0 <= value < 10**_LONGEST_COUNT else None


def incomplete(listings: Iterable[Listing]) -> Iterable[Diagnosis]:
    """Name the lists of which pages or rows are missing; the pages of one list may come from anywhere, in any order."""
    pages = [*listings]
    known = {(each.number, each.pages) for each in pages if each.rows}
    lists: dict[object, dict[object, list[Listing]]] = {}
    for each in pages:
        if not each.rows and (each.number, each.pages) in known:
            continue  # an empty page, of which nobody can say what it lists
        observation = (each.number, each.pages, None if each.number is None else each.observed_at)
        lists.setdefault(each.what, {}).setdefault(observation, []).append(each)
    for same in lists.values():
        lacking = [each for each in same.values() if _lacks(each)]
        # A list that grows while it is asked for says another number on each page, each from its own instant perhaps.
        grown = [each for some in lacking for each in some]
        if len(lacking) > 1 and _counted(grown) >= min(each.number or 0 for each in grown) > 0:
            continue
        for some in lacking:
            yield Diagnosis(source=some[0].source, problem=_missing(some))


def _counted(pages: Iterable[Listing]) -> int:
    """Count the rows of pages; a page that was asked for twice counts once."""
    found: dict[object, int] = {}
    for place, each in enumerate(pages):
        key = ("unnumbered", place) if each.page is None else each.page
        found[key] = max(found.get(key, 0), each.rows)
    return sum(found.values())


def _lacks(pages: list[Listing]) -> bool:
    first = pages[0]
    if first.number is not None:
        return _counted(pages) < first.number
    if first.pages is not None:
        return len({each.page for each in pages}) < first.pages
    return all(each.more for each in pages)


def _missing(pages: list[Listing]) -> str:
    first, numbers = pages[0], {each.page for each in pages} - {None}
    others = f", with {len(pages) - 1} more," if len(pages) > 1 else ""
    count = _counted(pages)
    rows = f"{count} {'row' if count == 1 else 'rows'}" if first.number is None else f"{count} of {first.number} rows"
    if first.pages is None:
        place = "" if first.number is not None else " and says that more follow"
    elif len(numbers) == 1:
        place = f", page {first.page} of {first.pages}"
    else:
        place = f", {len(numbers)} of {first.pages} pages"
    return f"incomplete: it has{others} {rows}{place}; read the others too"
