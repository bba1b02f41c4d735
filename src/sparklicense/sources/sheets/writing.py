"""Writing code sheets: licenses and their posts, as CSV, TSV or XLSX that `read` reads back as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from os import PathLike
from pathlib import Path
from typing import Any, Final

from pendulum import DateTime

from sparklicense.checks import several
from sparklicense.data.files import write_files
from sparklicense.data.texts import FORMULA
from sparklicense.errors import InvalidValueError, PortfolioFileError, SparkLicenseError, named, shown
from sparklicense.instants import ZoneLike, instant, written, zone
from sparklicense.licenses import License
from sparklicense.portfolio import Portfolio
from sparklicense.posts import Post
from sparklicense.sources.readings import Reading
from sparklicense.sources.sheets.cells import UNKNOWN_CODE, guarded, is_blank, read_code, read_id, read_name
from sparklicense.sources.sheets.reading import read_rows, rows_in
from sparklicense.sources.sheets.texts import delimited

COLUMNS: Final = (
    "code", "post_id", "creator", "published_at", "issued_at", "expires_at", "redeemed_at", "revoked_at",
    "advertiser_id", "license_id",
)  # fmt: skip
"""What a written sheet says of each license, and of its post."""

_DELIMITERS: Final[Mapping[str, str]] = {".csv": ",", ".tsv": "\t"}
_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "code": read_code,
    "post_id": read_id,
    "advertiser_id": read_id,
    "creator": read_name,
    "license_id": read_name,
}


def write(
    facts: Portfolio | Iterable[License],
    path: str | PathLike[str],
    *,
    tz: ZoneLike = "UTC",
) -> None:
    """Write a code sheet, which `read` reads back: a row for each license, with its post.

    It carries authorization codes, so it is secret: only its owner may read it. A text that a
    spreadsheet would take for a formula has an apostrophe before it (in XLSX, a mark on its cell), which
    `read` takes off again. What is written is read back before it takes its place.

    Args:
        facts: a portfolio, whose ads and whose posts without a license have no row; or licenses alone.
        path: a file that ends in `.csv`, `.tsv` or `.xlsx`; what is there is replaced at once. Spreadsheets
            round long ids when they open CSV: hand out XLSX to people.
        tz: the zone in which instants are written, each with its offset.

    Raises:
        PortfolioFileError: it cannot be written there, holds what a sheet cannot carry, or has one code
            on two posts.
        MissingExtraError: XLSX, and openpyxl is not installed: `pip install 'sparklicense[sheets]'`.
        InvalidValueError: no such zone.
        TypeError: something that is no license.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> from sparklicense import License
        >>> from sparklicense.sources import sheets
        >>> license = License.issue(code="=a+b/c=", post_id="7638941401274764565", issued_at="2026-05-24T07:09:07Z")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "codes.csv")
        ...     sheets.write([license], path)
        ...     print(path.read_text().splitlines()[1].partition(",")[0])
        ...     sheets.read(path).licenses == (license,)
        '=a+b/c=
        True
    """
    place, source = Path(path), named(Path(path))
    posts = {post.id: post for post in facts.posts} if isinstance(facts, Portfolio) else {}
    licenses = facts.licenses if isinstance(facts, Portfolio) else several("facts", facts, License)
    clock = zone(tz)
    rows = [COLUMNS, *(_cells(each, posts.get(each.post_id), clock) for each in licenses)]
    raw = _encoded(rows, place.suffix.lower(), source)
    if problems := _lost(read_rows(rows_in(raw, source)[0], source=source), licenses, posts, source):
        raise PortfolioFileError(problems)
    write_files({place: raw})


def _cells(license: License, post: Post | None, clock: tzinfo) -> list[str]:
    instants = {
        "published_at": None if post is None else post.published_at,
        "issued_at": license.issued_at,
        "expires_at": license.expires_at,
        "redeemed_at": license.redeemed_at,
        "revoked_at": license.revoked_at,
    }
    texts = {
        "post_id": license.post_id,
        "creator": "" if post is None else post.creator,
        "advertiser_id": license.advertiser_id or "",
        "license_id": license.id if license.has_own_id else "",
        **({} if license.code is None else {"code": license.code}),
    }
    cells = {
        "code": UNKNOWN_CODE,
        **{column: "" if at is None else _local(at, clock) for column, at in instants.items()},
        **{column: _entered(text, _READERS[column]) for column, text in texts.items()},
    }
    return [cells[column] for column in COLUMNS]


def _entered(text: str, read: Callable[[Any], Any]) -> str:
    """Write a text so that it is read as itself, and that no spreadsheet takes it for a formula."""
    if not text:
        return text
    try:
        plain = not is_blank(text) and read(text) == text and not text.startswith(FORMULA)
    except InvalidValueError:
        plain = False
    return text if plain else guarded(text)


def _local(at: DateTime, clock: tzinfo) -> str:
    """Write an instant with its offset there; in UTC where that clock has none that can be written."""
    try:
        text = datetime.isoformat(datetime.combine(datetime.date(at), datetime.time(at), UTC).astimezone(clock))
        return text if instant(text) == at else written(at)
    except (OverflowError, SparkLicenseError):
        return written(at)


def _encoded(rows: Sequence[Sequence[str]], kind: str, source: str) -> bytes:
    if kind == ".xlsx":
        from sparklicense.sources.sheets.workbooks import workbook  # noqa: PLC0415 - openpyxl is optional

        return workbook(rows, source)
    if kind not in _DELIMITERS:
        raise PortfolioFileError([f"{source}: a code sheet ends in `.csv`, `.tsv` or `.xlsx`"])
    try:
        return delimited(rows, _DELIMITERS[kind]).encode()
    except UnicodeEncodeError:
        raise PortfolioFileError([f"{source}: a text holds half a character, which UTF-8 cannot carry"]) from None


_TEXT_LOST: Final = "a sheet cannot carry one of its texts as it is"


def _lost(reading: Reading, licenses: Sequence[License], posts: Mapping[str, Post], source: str) -> list[str]:
    """Tell what is not read back as it was."""
    if reading.diagnoses:
        return [str(each) for each in reading.diagnoses]
    problems = [
        f"{source}: license {shown(license.id)}: "
        + ("own: a sheet has no column for it; write a portfolio file" if license.own else _TEXT_LOST)
        for license, again in zip(licenses, reading.licenses, strict=True)
        if license != again
    ]
    for again in reading.posts:
        post = posts.get(again.id, again)
        if (post.creator, post.published_at) != (again.creator, again.published_at):
            problems.append(f"{source}: post {shown(post.id)}: creator: a sheet cannot carry it as it is")
    return problems
