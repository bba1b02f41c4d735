"""From whatever holds responses to the `data` of each: files, JSON text, dicts, and pages of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias, TypeGuard

import attrs
from pendulum import DateTime

from sparklicense.errors import PortfolioFileError, ReadingError, TikTokError, WrongTypeError, shown
from sparklicense.exchange.files import named, read_text
from sparklicense.instants import InstantLike, field_instant, written

Response: TypeAlias = dict[str, Any] | str | bytes | Path
"""One response: parsed already, as JSON text, or the path of a JSON file, which may hold a list of them."""

UNNAMED: Final = "tiktok"
"""What responses are called that the caller has not named."""
_MAY_BE_CODE: Final = re.compile(r"#\S*")
_LARGEST_ERROR: Final = 2**31


class Page(NamedTuple):
    """The content of one response.

    `origin` is the file or the caller's name; `source` says which of its responses this is.
    """

    origin: str
    source: str
    data: dict[str, Any] | None
    """`None` where it is no response at all, but a request's body for instance."""
    extra: tuple[object, ...] = ()
    """Keys of the envelope that are not understood."""
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
        >>> from sparklicense.exchange.tiktok import Observed, read
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
    """Open every response, one after another.

    Args:
        responses: one response, or any number of them, taken one by one.
        origin: what they are called; a file has its own name.

    Raises:
        TikTokError: TikTok answered with an error.
        ReadingError: something is no response: every problem at once, after the last.
        WrongTypeError: `responses` is neither.
    """
    problems: list[str] = []
    if is_object(responses) or isinstance(responses, str | bytes | Path | Observed):
        yield from _opened(responses, origin, problems)
    elif isinstance(responses, Iterable):
        for place, each in enumerate(responses):
            yield from _opened(each, f"{origin}[{place}]", problems, origin)
    else:
        raise WrongTypeError(
            f"responses: dicts, JSON text or paths of JSON files, one or several, not {type(responses).__name__}"
        )
    if problems:
        raise ReadingError(problems)


def _opened(response: object, source: str, problems: list[str], origin: str | None = None) -> Iterator[Page]:
    if isinstance(response, Observed):
        try:
            for inner in pages(response.responses, source):
                yield inner._replace(
                    observed_at=inner.observed_at or response.observed_at,
                    advertiser_id=inner.advertiser_id or response.advertiser_id,
                )
        except ReadingError as error:
            problems += error.problems
        return
    origin = source if origin is None else origin
    if isinstance(response, Path):
        origin = source = named(response)
    parsed: list[Any] = []
    try:
        parsed.append(_parsed(response, source))
    except ReadingError as error:
        problems += error.problems
        return
    if is_list(parsed[0]) and not is_list(response):
        parsed = parsed[0]
    for place, each in enumerate(parsed):
        place_of = source if len(parsed) == 1 else f"{source}[{place}]"
        if page := _page(each, origin, place_of, problems):
            yield page


def _parsed(response: object, source: str) -> object:
    if isinstance(response, Path):
        try:
            response = read_text(response)
        except PortfolioFileError as error:
            raise ReadingError(error.problems) from None
    elif isinstance(response, str):
        response = response.removeprefix("\ufeff")
    elif not isinstance(response, bytes):
        return response
    try:
        return json.loads(response, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        where = f"{source}: line {error.lineno}, column {error.colno}"
        raise ReadingError([f"{where}: not JSON: {error.msg.lower()}"]) from None
    except UnicodeDecodeError:
        raise ReadingError([f"{source}: not JSON: its bytes are not UTF-8"]) from None
    except _RepeatedKeyError:
        raise ReadingError([f"{source}: not a response: a key occurs twice in one object"]) from None
    except ValueError:
        raise ReadingError([f"{source}: it holds a number that is too long to read"]) from None
    except RecursionError:
        raise ReadingError([f"{source}: its lists and objects are nested too deeply"]) from None


class _RepeatedKeyError(Exception):
    """A key that is written twice: which of its values counts is anybody's guess."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _RepeatedKeyError
    return made


def _page(response: object, origin: str, source: str, problems: list[str]) -> Page | None:
    """Open one envelope (fact C40); `None` where it is not one, and `problems` gains its own."""
    if not is_object(response):
        problems.append(f"{source}: a response is an object with `code`, `message` and `data`, not {_kind(response)}")
        return None
    if "code" not in response and "data" not in response:
        return Page(origin, source, None)
    code = 0 if response.keys() == _STRIPPED else response.get("code")
    if type(code) is not int or not -_LARGEST_ERROR < code < _LARGEST_ERROR:
        problems.append(f"{source}: code: a response says 0 or the number of an error, not {_kind(code)}")
        return None
    if code != 0:
        where = "" if source == UNNAMED else source
        raise TikTokError(code, _words(response.get("message")), _words(response.get("request_id")), where)
    data = response.get("data")
    if data is not None and not is_object(data):
        problems.append(f"{source}: data: an object is wanted, not {_kind(data)}")
        return None
    extra = () if _ENVELOPE.issuperset(response) else tuple(each for each in response if each not in _ENVELOPE)
    return Page(origin, source, data or {}, extra)


_ENVELOPE: Final = frozenset({"code", "message", "request_id", "data"})
_STRIPPED: Final = {"request_id", "data"}
"""What TikTok's SDK for Python leaves of the envelope of a success; of an error it makes an exception."""


def _words(value: object) -> str:
    """Give TikTok's own words, without what may be a code (fact F1)."""
    return _MAY_BE_CODE.sub("#…", value) if isinstance(value, str) else ""


def _kind(value: object) -> str:
    """Name the kind of a JSON value, in JSON's terms."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "this number"
    return _KINDS.get(type(value).__name__, type(value).__name__)


_KINDS: Final = {"dict": "an object", "list": "a list", "str": "text", "bool": "true or false", "NoneType": "nothing"}
