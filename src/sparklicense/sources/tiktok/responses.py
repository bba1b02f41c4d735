"""From whatever holds responses to the content of each: files, JSON text, dicts, lists and records of rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias, TypeGuard

import attrs
from pendulum import DateTime

from sparklicense.data.files import decode, read_text
from sparklicense.data.texts import RepeatedKeyError, json_values
from sparklicense.errors import PortfolioFileError, TikTokError, WrongTypeError, named, shown
from sparklicense.instants import InstantLike, field_instant, written

Response: TypeAlias = dict[str, Any] | list[Any] | str | bytes | Path
"""One response, or rows of some: parsed already, as JSON text, or the path of a JSON file. Text may hold several."""

UNNAMED: Final = "tiktok"
"""What responses are called that the caller has not named."""
_MAY_BE_CODE: Final = re.compile(r"#\S*")
_LARGEST_ERROR: Final = 2**31
_DEEPEST: Final = 8
"""How deep lists of responses may lie in each other."""


class Page(NamedTuple):
    """The content of one response, or one row that came without its response."""

    origin: str
    """The file, or the caller's name."""
    source: str
    """Which of its responses this is."""
    data: dict[str, Any]
    bare: bool = False
    """Whether `data` is a row that came without its response."""
    row: int | None = None
    """Its place in the list that it came in."""
    stream: str = ""
    """What an ELT tool calls the rows."""
    extra: tuple[object, ...] = ()
    """Keys of the envelope that are not understood."""
    problem: str = ""
    """Why nothing, or not all, could be read."""
    error: TikTokError | None = None
    """What TikTok answered in place of a content."""
    observed_at: DateTime | None = None
    """When TikTok said so; `None`: when the caller says of all responses."""
    advertiser_id: str | None = None
    """The ad account that was asked; `None`: the one that the caller says of all responses."""


def account_id(value: object) -> str | None:
    """Take the id of an ad account, or `None`.

    Raises:
        WrongTypeError: it is neither.
    """
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    found = shown(value) if isinstance(value, str) else type(value).__name__
    raise WrongTypeError(f"advertiser_id: an id is non-empty text, not {found}")


def _instant(value: InstantLike | None) -> DateTime | None:
    return None if value is None else field_instant("observed_at", value)


@attrs.frozen
class Observed:
    """Responses with an instant, and an ad account, of their own.

    Attributes:
        responses: one response or any number of them, as `read` takes them.
        observed_at: when TikTok gave them, an exact instant; left out, when the others were given.
        advertiser_id: the ad account that was asked; left out, the one that was asked for the others.

    Examples:
        >>> from sparklicense.sources.tiktok import Observed, read
        >>> ad = {"ad_id": "7", "adgroup_id": "5", "tiktok_item_id": "1", "identity_type": "AUTH_CODE"}
        >>> adgroup = {"adgroup_id": "5", "operation_status": "ENABLE", "schedule_type": "SCHEDULE_FROM_NOW",
        ...            "schedule_start_time": "2026-06-01 00:00:00"}
        >>> post = {"item_info": {"item_id": "1", "status": "HESITATE_RECOMMEND"}}
        >>> def listing(thing):
        ...     return {"code": 0, "message": "OK", "data": {"list": [thing]}}
        >>> yesterday = Observed([listing(ad | {"operation_status": "DISABLE"})], observed_at="2026-06-24T12:00:00Z")
        >>> today = [listing(ad | {"operation_status": "ENABLE"}), listing(adgroup), listing(post)]
        >>> for window in read([yesterday, *today], observed_at="2026-06-25T12:00:00Z").ads[0].paused:
        ...     print(window.start, window.end)
        2026-06-24 12:00:00+00:00 2026-06-25 12:00:00+00:00
    """

    responses: Response | Iterable[Response] = attrs.field(repr=False)
    observed_at: DateTime | None = attrs.field(
        default=None, kw_only=True, converter=_instant, repr=lambda at: "None" if at is None else written(at)
    )
    advertiser_id: str | None = attrs.field(default=None, kw_only=True, converter=account_id)


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a JSON value is an object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a JSON value is a list."""
    return isinstance(value, list)


Responses: TypeAlias = Response | Observed | Iterable[Response | Observed]
"""One response or several, each with an instant and an ad account of its own or without."""


def pages(responses: Responses, origin: str) -> Iterator[Page]:
    """Open every response, one after another; what is none is given with its problem.

    Args:
        responses: one response, or any number of them, taken one by one.
        origin: what they are called; a file has its own name.

    Raises:
        WrongTypeError: `responses` is neither.
    """
    if is_object(responses) or isinstance(responses, str | bytes | Path | Observed):
        yield from _opened(responses, origin)
    elif isinstance(responses, Iterable):
        for place, each in enumerate(responses):
            yield from _opened(each, f"{origin}[{place}]", origin)
    else:
        raise WrongTypeError(
            f"responses: dicts, JSON text or paths of JSON files, one or several, not {type(responses).__name__}"
        )


def _opened(response: object, source: str, origin: str | None = None) -> Iterator[Page]:
    if isinstance(response, Observed):
        for inner in pages(response.responses, source):
            yield inner._replace(
                observed_at=inner.observed_at or response.observed_at,
                advertiser_id=inner.advertiser_id or response.advertiser_id,
            )
        return
    origin = source if origin is None else origin
    if isinstance(response, Path):
        origin = source = named(response)
    values, problems = _values(response, source)
    if len(values) == 1:
        yield from _pages(values[0], origin, source)
    else:
        yield from _pages(values, origin, source)
    for problem in problems:
        yield Page(origin, source, {}, problem=problem)


def _values(response: object, source: str) -> tuple[list[Any], list[str]]:
    try:
        if isinstance(response, Path):
            response = read_text(response)
        elif isinstance(response, bytes):
            response = decode(response)
    except PortfolioFileError as error:
        return [], [each.removeprefix(f"{source}: ") for each in error.problems]
    except UnicodeDecodeError as error:
        return [], [f"not JSON: its bytes are not {error.encoding.upper()}"]
    if isinstance(response, str):
        return json_values(response.removeprefix("\ufeff"), _DECODER)
    return [response], []


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise RepeatedKeyError("not a response: a key occurs twice in one object")
    return made


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_unique)


def _pages(
    value: object, origin: str, source: str, row: int | None = None, stream: str = "", depth: int = 0
) -> Iterator[Page]:
    """Open a response, a record, a row, or a list of any of them; `row` is the place in a list of several."""
    at = source if row is None else f"{source}[{row}]"
    if depth > _DEEPEST:
        yield Page(origin, source, {}, problem="its lists and objects are nested too deeply")
    elif is_list(value):
        for place, each in enumerate(value):
            yield from _pages(each, origin, at, place if len(value) > 1 else None, stream, depth + 1)
    elif not is_object(value):
        problem = f"a response is an object with `code`, `message` and `data`, not {_kind(value)}"
        yield Page(origin, at, {}, problem=problem)
    elif record := _record(value):
        yield from _pages(record.content, origin, source, row, record.stream or stream, depth + 1)
    elif "code" in value or "data" in value:
        yield _enveloped(value, Page(origin, at, {}, stream=stream))
    elif not _CONTENT.isdisjoint(value):
        yield Page(origin, at, value, stream=stream)
    elif value.get("type") not in _NO_ROWS:
        yield Page(origin, source, value, bare=True, row=row, stream=stream)


class _Record(NamedTuple):
    """What an ELT tool keeps of a row or of a response."""

    content: dict[str, Any]
    stream: str


def _record(value: dict[str, Any]) -> _Record | None:
    """Take the wrapping of Airbyte or Singer off; `None` where there is none."""
    kind, stream = value.get("type"), value.get("stream")
    content: Any = None
    if kind == "RECORD":
        content = value.get("record")
        if stream is None and is_object(content):  # Airbyte's protocol; Singer has the stream outside
            content, stream = content.get("data"), content.get("stream")
    elif isinstance(stream, str) and "code" not in value:
        content = value.get("data")
    elif "_airbyte_data" in value:
        content = value["_airbyte_data"]
    return _Record(content, stream if isinstance(stream, str) else "") if is_object(content) else None


_NO_ROWS: Final = (
    "SCHEMA", "STATE", "ACTIVATE_VERSION", "LOG", "SPEC", "CATALOG", "TRACE", "CONNECTION_STATUS", "CONTROL"
)  # fmt: skip
"""The messages of Singer and Airbyte that hold no rows."""
_CONTENT: Final = frozenset({"list", "page_info", "video_list", "video_detail", "video_details", "identity_list"})
"""Keys that only the content of a response has: some clients keep nothing else of it."""


def _enveloped(response: dict[str, Any], page: Page) -> Page:
    """Open one envelope (fact C40)."""
    code = 0 if response.keys() == _STRIPPED else response.get("code")
    if type(code) is not int or not -_LARGEST_ERROR < code < _LARGEST_ERROR:
        problem = f"code: a response says 0 or the number of an error, not {_kind(code)}"
        return page._replace(problem=problem)
    data = response.get("data")
    if code not in (0, _PARTIAL) or (code and not (is_object(data) and any(data.values()))):
        where = "" if page.source == UNNAMED else page.source
        error = TikTokError(code, _words(response.get("message")), _words(response.get("request_id")), where)
        return page._replace(error=error)
    if data is not None and not is_object(data):
        return page._replace(problem=f"data: an object is wanted, not {_kind(data)}")
    extra = () if _ENVELOPE.issuperset(response) else tuple(each for each in response if each not in _ENVELOPE)
    page = page._replace(data=data or {}, extra=extra)
    if code:
        words = shown(_words(response.get("message")))
        asked = f" (request {shown(request)})" if (request := _words(response.get("request_id"))) else ""
        problem = f"tiktok answered with {code}, a partial success: {words}{asked}; what it holds is read"
        page = page._replace(problem=problem)
    return page


_ENVELOPE: Final = frozenset({"code", "message", "request_id", "data"})
_STRIPPED: Final = {"request_id", "data"}
"""What TikTok's SDK for Python leaves of the envelope of a success; of an error it makes an exception."""
_PARTIAL: Final = 20001


def _words(value: object) -> str:
    """Give TikTok's own words, without what may be a code (fact F1)."""
    return _MAY_BE_CODE.sub("#…", value) if isinstance(value, str) else ""


def _kind(value: object) -> str:
    """Name the kind of a JSON value, in JSON's terms."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "this number"
    return _KINDS.get(type(value).__name__, type(value).__name__)


_KINDS: Final = {"dict": "an object", "list": "a list", "str": "text", "bool": "true or false", "NoneType": "nothing"}
