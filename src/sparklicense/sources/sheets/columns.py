"""What the columns of a code sheet mean, however a team spells them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Final, cast

import attrs

from sparklicense.errors import ReadingError, shown
from sparklicense.sources.sheets.cells import Row, plain
from sparklicense.sources.sheets.dates import DateFormat

SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": (
        "code", "codes", "auth code", "authcode", "authorization code", "authorisation code", "spark code",
        "spark ad code", "spark ads code", "spark auth code", "spark authorization code",
        "spark ads authorization code", "ad code", "ads code", "ad authorization code", "video code", "post code",
        "tiktok code", "tiktok spark code", "tiktok auth code", "tiktok authorization code", "creator code",
        "spark ad auth code", "spark ads auth code", "ad auth code", "tiktok ad code", "tiktok ads code", "boost code",
        "whitelisting code",
    ),
    "post_id": (
        "post id", "video id", "item id", "tiktok item id", "tiktok post id", "tiktok video id", "aweme id",
        "spark post id", "spark video id",
    ),
    "link": (
        "link", "url", "video link", "video url", "post link", "post url", "tiktok link", "tiktok url",
        "tiktok video link", "tiktok video url", "tiktok post link", "tiktok post url", "content link", "content url",
        "link to video", "link to post", "link video", "link post", "link tiktok video", "link tiktok post",
        "live link", "share link", "share url", "permalink",
    ),
    "creator": (
        "creator", "creator username", "creator handle", "creator user name", "username", "user name", "handle",
        "tiktok handle", "tiktok username", "tiktok account", "influencer", "influencer handle", "influencer username",
        "account handle", "creator account",
    ),
    "published_at": (
        "published", "published at", "published on", "publish date", "published date", "publication date", "post date",
        "posted", "posted at", "posted on", "posted date", "date posted", "posting date", "create time",
    ),
    "issued_at": (
        "issued", "issued at", "issued on", "issue date", "start", "starts", "starts at", "start at", "start date",
        "start time", "auth start", "auth start date", "auth start time", "authorized", "authorized at",
        "authorized on", "authorised on", "authorization date", "authorization start", "authorization start date",
        "valid from", "code start", "code start date", "spark code start date", "spark code issue date",
        "code issued", "code issued at", "code generated", "code generated on", "date generated", "generated on",
        "date issued", "date authorized", "authorized date", "auth date", "code date", "start of authorization",
    ),
    "received_at": (
        "received", "received at", "received on", "date received", "code received", "code received on", "timestamp",
        "submitted", "submitted at", "submitted on", "submission date", "submission time", "date submitted",
    ),
    "period": (
        "dates", "date range", "period", "authorization dates", "authorisation dates", "auth dates", "valid dates",
        "validity dates", "code dates", "spark dates", "usage dates", "spark ads dates",
    ),
    "expires_at": (
        "expires", "expires at", "expires on", "expire", "expire date", "expire time", "expiry", "expiry date",
        "expiry time", "expiration", "expiration date", "expiration time", "end", "ends", "ends at", "end at",
        "end date", "end time", "auth end", "auth end date", "auth end time", "authorization end",
        "authorization end date", "authorization expiry", "valid until", "valid till", "valid to", "valid through",
        "code expires", "code expires on", "code expiry", "code expiry date", "code expiration",
        "code expiration date", "code end date", "spark code expiry", "spark code expiry date",
        "spark code expires", "spark code expiration", "spark code expiration date", "spark code end date",
        "spark ads code expiry", "spark expiry", "spark expiry date",
        "spark expiration", "spark expiration date", "auth expiry", "auth expiry date", "auth expires",
        "authorization expires", "authorization expiry date", "authorization expiration", "code valid until",
        "exp date", "date of expiry", "expires date", "end of authorization",
    ),
    "duration": (
        "duration", "duration days", "duration in days", "days", "number of days", "no of days", "validity",
        "validity days", "validity in days", "validity period", "code duration", "code validity", "code days",
        "authorization days", "authorisation days", "authorization period", "authorization duration", "auth days",
        "auth duration", "spark code duration", "spark duration", "license duration", "length days", "length in days",
        "length of authorization", "duration of code", "duration of authorization", "valid for", "code valid for",
        "days valid", "days code valid", "valid for days", "valid days",
    ),
    "redeemed_at": (
        "redeemed", "redeemed at", "redeemed on", "redemption date", "applied", "applied at", "applied on",
        "date applied", "code applied on", "code redeemed on", "date redeemed",
    ),
    "revoked_at": (
        "revoked", "revoked at", "revoked on", "revocation date", "withdrawn at", "withdrawn on", "code revoked on",
    ),
    "advertiser_id": (
        "advertiser id", "ad account id", "ads account id", "ads manager account id", "adv id",
    ),
    "license_id": ("license id", "spark license id", "id of the license"),
}  # fmt: skip
"""Each column of a code sheet, by the name this library gives it, with the spellings it is known under.

Case, spaces, underscores and punctuation make no difference, so `Spark_Ads-CODE` is `spark ads code`.
"""

SEARCHED: Final = 30
"""In how many rows at the top the headings are looked for, beneath titles and blank lines."""

_FEWEST: Final = 2


_BRACKETS: Final = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]\s*")
_FILLER: Final = frozenset(
    (
        "a", "an", "and", "are", "can", "code's", "copy", "did", "do", "does", "enter", "for", "from", "give",
        "here", "how", "i", "in", "insert", "is", "it", "its", "long", "many", "me", "my", "of", "on", "our",
        "paste", "please", "post's", "provide", "put", "share", "tell", "that", "the", "this", "to", "type", "us",
        "was", "we", "what", "what's", "when", "where", "which", "will", "with", "you", "your",
    )
)  # fmt: skip
"""Words of a question that say nothing about what is asked for."""
_ORDERS: Final = {"mmddyyyy": "MDY", "ddmmyyyy": "DMY", "yyyymmdd": "YMD", "mmddyy": "MDY", "ddmmyy": "DMY"}


def meaning(heading: str) -> str | None:
    """Tell which column a heading means: as it stands, without what is in brackets, or as a question asks for it."""
    bare = _BRACKETS.sub(" ", heading)
    words = [word for word in re.findall(r"[\w'\u2019]+", bare.casefold()) if word not in _FILLER]
    found = (_COLUMNS.get(folded(each)) for each in (heading, bare, " ".join(words)))
    return next((column for column in found if column), None)


def date_order(heading: str) -> DateFormat | None:
    """Tell in which order a heading says that its dates are written, like `Expiry (MM/DD/YYYY)`."""
    found = (_ORDERS.get(folded(each)) for each in _BRACKETS.findall(heading))
    return cast("DateFormat | None", next((each for each in found if each), None))


def folded(heading: str) -> str:
    """Reduce a heading to what tells it from others: its letters and digits."""
    return "".join(each for each in unicodedata.normalize("NFKC", heading).casefold() if each.isalnum())


_COLUMNS: Final = {
    folded(spelling): column
    for column, spellings in SPELLINGS.items()
    for spelling in (column, *spellings)
}  # fmt: skip


@attrs.frozen
class Headings:
    """Where in a sheet the columns are.

    Attributes:
        row: the place of the row of headings, from 0 on.
        places: the place of each column that is understood, from 0 on.
        titles: what the sheet calls each of them.
        orders: of columns whose headings say in which order their dates are written, that order.
        unknown: the headings that are not understood.
        width: how many headings there are, up to the last one.
    """

    row: int
    places: Mapping[str, int]
    titles: Mapping[str, str]
    orders: Mapping[str, DateFormat]
    unknown: tuple[str, ...]
    width: int


def _understood(row: Row) -> list[str]:
    return [column for cell in row if isinstance(cell, str) and (column := meaning(cell))]


def heading_row(rows: Sequence[Row]) -> int | None:
    """Find the row of headings: of those at the top, the one with the most columns that are understood."""
    counts = [len(set(_understood(row))) for row in rows[:SEARCHED]]
    best = max(counts, default=0)
    return counts.index(best) if best >= _FEWEST else None


def understood_columns(rows: Sequence[Row]) -> int:
    """Count the columns that are understood, of which the code must be one; else 0."""
    row = heading_row(rows)
    if row is None:
        return 0
    found = set(_understood(rows[row]))
    return len(found) if "code" in found else 0


def find_headings(
    rows: Sequence[Row], *, source: str, days: int | None, columns: Mapping[str, str] | None = None
) -> Headings:
    """Find the columns of a sheet.

    Args:
        rows: the sheet.
        source: what problems call it.
        days: the duration that the caller declares for all, so that no column need tell the end.
        columns: the headings that the caller names, by column.

    Raises:
        ReadingError: there are no headings, a column that must be there is missing, or two columns
            have one meaning.
    """
    named = {column: folded(heading) for column, heading in (columns or {}).items()}
    place = heading_row(rows) if not named else _row_with(rows, named.values())
    if place is None:  # the first row may be one of values, so none is shown
        wanted = "name the columns, like `code`, `post_id` or `video link`, and `expires_at` or `duration`"
        raise ReadingError([f"{source}: no row of headings among the first {SEARCHED}; {wanted}"])
    titles = [plain(cell) if isinstance(cell, str) else "" for cell in rows[place]]
    found = [meaning(title) for title in titles]
    where = f"{source}: row {place + 1}"
    for column, heading in named.items():
        spots = [spot for spot, title in enumerate(titles) if folded(title) == heading]
        if not spots:
            there = ", ".join(shown(title) for title in titles if title)
            raise ReadingError(
                [f"{where}: {column}: no heading is {shown((columns or {})[column])}; there are {there}"]
            )
        found = [None if each == column else each for each in found]
        found[spots[0]] = column
    if problems := [*_missing(found, titles, days), *_twice(found, titles)]:
        raise ReadingError(f"{where}: {problem}" for problem in problems)
    known = {column: spot for spot, column in enumerate(found) if column}
    return Headings(
        row=place,
        places=known,
        titles={column: _safe(titles[spot], column) for column, spot in known.items()},
        orders={column: order for column, spot in known.items() if (order := date_order(titles[spot]))},
        unknown=tuple(
            _safe(title, f"column {spot + 1}")
            for spot, title in enumerate(titles)
            if title and not found[spot]
        ),
        width=max(spot for spot, title in enumerate(titles) if title) + 1,
    )  # fmt: skip


def _row_with(rows: Sequence[Row], headings: Collection[str]) -> int | None:
    """Find the row that has the most of some headings that the caller names; else the row that is understood best."""
    counts = [sum(isinstance(cell, str) and folded(cell) in headings for cell in row) for row in rows[:SEARCHED]]
    best = max(counts, default=0)
    return counts.index(best) if best else heading_row(rows)


def _safe(title: str, otherwise: str) -> str:
    """Give a heading, unless it may hold a code, as `shown` has it."""
    return otherwise if "#" in title or not title.isprintable() else title


def _missing(columns: Sequence[str | None], titles: Sequence[str], days: int | None) -> list[str]:
    wanted = {
        "a column with the code, like `code`": {"code"},
        "a column with the post, like `post_id` or `video link`": {"post_id", "link"},
    }
    if days is None:
        wanted["a column with the end, like `expires_at`, or with the `duration` in days"] = {
            "expires_at",
            "duration",
            "period",
        }
    lacking = [words for words, some in wanted.items() if not some & set(columns)]
    found = ", ".join(shown(title) for title in titles if title)
    return [f"missing {words}; the headings are {found}" for words in lacking]


def _twice(columns: Sequence[str | None], titles: Sequence[str]) -> list[str]:
    by_meaning: dict[str, list[str]] = {}
    for title, column in zip(titles, columns, strict=True):
        if column:
            by_meaning.setdefault(column, []).append(shown(title))
    return [
        f"the columns {' and '.join(several)} both mean `{column}`; keep one, or give the other another heading"
        for column, several in by_meaning.items()
        if len(several) > 1
    ]
