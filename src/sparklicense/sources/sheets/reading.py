"""Reading code sheets: what is taken, what was assumed, and what was not taken and why."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Final, cast

import attrs
from pendulum import DateTime

from sparklicense.data.files import read_raw
from sparklicense.errors import InvalidValueError, PortfolioFileError, ReadingError, WrongTypeError, named, shown
from sparklicense.instants import InstantLike, ZoneLike, optional_instant, zone
from sparklicense.sources.readings import Reading, UnknownKey
from sparklicense.sources.sheets.cells import Row, is_blank
from sparklicense.sources.sheets.columns import SPELLINGS, find_headings, folded, understood_columns
from sparklicense.sources.sheets.dates import DATE_FORMATS, ENGLISH, Calendar, DateFormat, names_of
from sparklicense.sources.sheets.gathering import gather
from sparklicense.sources.sheets.limits import MOST_BYTES, MOST_DAYS
from sparklicense.sources.sheets.rows import Entry, Terms, read_row
from sparklicense.sources.sheets.texts import decoded, rows_of

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument"
_MARKUP: Final = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")
_GLANCE: Final = 512
"""How many bytes at the start tell what a file is."""
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


def read(  # noqa: PLR0913 - each is one thing that a caller may declare
    path: str | PathLike[str],
    *,
    tz: ZoneLike | None = None,
    seen_at: InstantLike | None = None,
    date_format: DateFormat | None = None,
    days: int | None = None,
    strict: bool = False,
    sheet: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    locale: str | None = None,
) -> Reading:
    r"""Read a code sheet as teams keep them: CSV, TSV or XLSX.

    Columns are found by their headings, however they are spelled (`SPELLINGS`); the code, the post (its
    id or a link to it) and the end (a date or a duration) must be among them. What can be read in
    several ways is not taken, and neither is a row that contradicts another.

    Args:
        path: the file. Its content decides whether it is a workbook or text.
        tz: the zone of dates and times that do not say theirs, like `America/Los_Angeles`. A date alone
            is the start of that day there; as an end, the end of it. `None`: such cells are not read.
        seen_at: when the codes were seen: an instant with its offset. Where a row gives no start, its
            license is taken to start then, and where no row gives one, so is the post's publication.
        date_format: `"DMY"` or `"MDY"`, by which 03/04/2026 is read; `"YMD"`: only dates that begin with
            the year are. `None`: dates in numbers are read where the calendar leaves one reading.
        days: how many days of 24 hours a code lasts where its row says neither its end nor its duration.
        strict: refuse the whole sheet where anything was not taken.
        sheet: which sheet of a workbook; left out, its only one, or the only one that has codes.
        encoding: that of the text, like `windows-1252`; left out, its byte order mark's, or UTF-8.
        columns: headings that nobody can guess, by the name of the column as `SPELLINGS` has it:
            `{"code": "Paste your Spark Ads code here"}`.
        locale: the language of the names of months and days, like `de`, beside English.

    Returns:
        Posts and licenses, what was assumed for them, the rows that were not taken (numbered as the
        spreadsheet numbers them), and the headings that are not understood.

    Raises:
        ReadingError: there is no such file, it is no code sheet, or, if strict, something was not taken.
        InvalidValueError, NaiveInstantError, InexactInstantError: an argument that is not as described.
        MissingExtraError: a workbook, and openpyxl is not installed: `pip install 'sparklicense[sheets]'`.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> from sparklicense.sources import sheets
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "codes.csv")
        ...     _ = path.write_text(
        ...         "Spark code,Video link,Start,Expiry\n"
        ...         "#a+b/c=,https://www.tiktok.com/@maya/video/7638941401274764565,2026-10-01,31 Oct 2026\n"
        ...     )
        ...     reading = sheets.read(path, tz="America/Los_Angeles")
        >>> reading.licenses[0].expires_at.isoformat()
        '2026-11-01T07:00:00+00:00'
    """
    place = Path(path)
    source = named(place)
    raw = _raw(place)
    rows, hidden = rows_in(raw, source, sheet=sheet, encoding=encoding, columns=columns)
    found = _reading(
        rows,
        source=source,
        calendar=_calendar(tz, date_format, locale),
        seen_at=optional_instant("seen_at", seen_at),
        days=_checked(days),
        even=not raw.startswith(_ZIP),
        strict=strict,
        columns=columns,
    )
    return attrs.evolve(found, unknown=(*found.unknown, *(UnknownKey(source=source, key=each) for each in hidden)))


def read_rows(  # noqa: PLR0913 - the same
    rows: Iterable[Row],
    *,
    source: str = "sheet",
    tz: ZoneLike | None = None,
    seen_at: InstantLike | None = None,
    date_format: DateFormat | None = None,
    days: int | None = None,
    strict: bool = False,
    columns: Mapping[str, str] | None = None,
    locale: str | None = None,
) -> Reading:
    """Read a code sheet that is at hand as rows of cells, the row of headings among them.

    Args:
        rows: lists of cells: text, numbers, dates, datetimes, or `None`.
        source: what the reading calls it.
        tz: as for `read`, and so are the others.
        seen_at: the same.
        date_format: the same.
        days: the same.
        strict: the same.
        columns: the same.
        locale: the same.

    Raises:
        ReadingError: it is no code sheet, or, if strict, something was not taken.
        InvalidValueError, NaiveInstantError, InexactInstantError: an argument that is not as described.
        TypeError: rows that are no lists of cells.

    Examples:
        >>> from datetime import date
        >>> from sparklicense.sources import sheets
        >>> reading = sheets.read_rows(
        ...     [["code", "post id", "start", "days"], ["#a+b/c=", "7638941401274764565", date(2026, 10, 1), 30],
        ...      ["#d+e/f=", "7638941401274764566", "03/04/2026", 30]],
        ...     tz="UTC",
        ... )
        >>> len(reading.licenses)
        1
        >>> print(reading.diagnoses[0].problem.partition(":")[0])
        `03/04/2026` can be read with the day first or the month first
    """
    if not isinstance(rows, Iterable):
        raise WrongTypeError(f"rows: several lists of cells, not one {type(rows).__name__}")
    return _reading(
        list(map(_row, rows)),
        source=source,
        calendar=_calendar(tz, date_format, locale),
        seen_at=optional_instant("seen_at", seen_at),
        days=_checked(days),
        even=False,
        strict=strict,
        columns=columns,
    )


def _calendar(tz: ZoneLike | None, date_format: DateFormat | None, locale: str | None) -> Calendar:
    if date_format is not None and date_format not in DATE_FORMATS:
        raise InvalidValueError(f"date_format: {shown(date_format)} is none of `DMY`, `MDY`, `YMD`")
    names = ENGLISH if locale is None else names_of(locale)
    return Calendar(zone=None if tz is None else zone(tz), date_format=date_format, names=names)


def _check_columns(columns: Mapping[str, str] | None) -> None:
    for column, heading in (columns or {}).items():
        if column not in SPELLINGS:
            raise InvalidValueError(f"columns: {shown(column)} is none of {', '.join(map(shown, SPELLINGS))}")
        if not isinstance(heading, str) or not folded(heading):
            raise InvalidValueError(f"columns: of {shown(column)}, {shown(heading)} is no heading")


def _checked(days: int | None) -> int | None:
    if days is None or (isinstance(days, int) and not isinstance(days, bool) and 0 < days < MOST_DAYS):
        return days
    raise InvalidValueError(f"days: {shown(days)} is not a number of days; at least 1")


def _row(row: Any) -> Row:
    if isinstance(row, list | tuple):
        return cast("Row", row)
    raise WrongTypeError(f"rows: each a list of cells, not {type(row).__name__}")


def _reading(
    rows: list[Row],
    *,
    source: str,
    calendar: Calendar,
    seen_at: DateTime | None,
    days: int | None,
    even: bool,
    strict: bool,
    columns: Mapping[str, str] | None,
) -> Reading:
    """Read rows; `even`: each has a cell for each heading, and if not, its values have moved."""
    _check_columns(columns)
    headings = find_headings(rows, source=source, days=days, columns=columns)
    titles = [folded(cell) if isinstance(cell, str) else "" for cell in rows[headings.row]]
    telling = [spot for column, spot in headings.places.items() if column != "duration"]
    posts = [headings.places[column] for column in ("post_id", "link") if column in headings.places]
    terms = Terms(source=source, headings=headings, calendar=calendar, seen_at=seen_at, days=days)
    entries: list[Entry] = []
    for number, row in enumerate(rows[headings.row + 1 :], headings.row + 2):
        if _carries_nothing(row, titles, telling, posts):
            continue
        if even and (len(row) < headings.width or not all(map(is_blank, row[headings.width :]))):
            problem = f"{len(row)} cells, but {headings.width} headings: which value stands where is not known"
            entries.append(Entry(row=number, diagnoses=(terms.diagnosis(number, None, problem),)))
        else:
            entries.append(read_row(number, row, terms))
    reading = gather(entries, terms)
    return reading.strict() if strict else reading


_SUMS: Final = frozenset(
    ("total", "totals", "subtotal", "subtotals", "sum", "sums", "count", "average", "avg", "grandtotal", "overall")
)


def _carries_nothing(row: Row, titles: list[str], telling: list[int], posts: list[int]) -> bool:
    """Tell whether a row has no data of its own: a blank one, a sum, a group's title, or the headings once more.

    A row that begins like a sum and names a post is none.
    """
    cells = [cell for cell in row if not is_blank(cell)]
    texts = [folded(cell) if isinstance(cell, str) else "" for cell in cells]

    def blank(spots: list[int]) -> bool:
        return all(spot >= len(row) or is_blank(row[spot]) for spot in spots)

    if blank(telling) or (texts[0] in _SUMS and blank(posts)):
        return True
    if len(cells) == 1 and texts[0] and not re.search(r"[#0-9/=+]", str(cells[0])):
        return True
    return [folded(cell) if isinstance(cell, str) else "" for cell in row] == titles


def _raw(path: Path) -> bytes:
    try:
        return read_raw(path, MOST_BYTES)
    except PortfolioFileError as error:
        raise ReadingError(error.problems) from None


def rows_in(
    raw: bytes,
    source: str,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> tuple[list[Row], list[str]]:
    """Take a file apart into rows, whatever its name says it is, and name what was not looked at."""
    if raw.startswith(_ZIP) and _OPEN_DOCUMENT in raw[:_GLANCE]:
        raise ReadingError([f"{source}: an OpenDocument spreadsheet; save it as XLSX or CSV"])
    if raw[:_GLANCE].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise ReadingError([f"{source}: a web page, whatever its name says; open it, and save it as XLSX or CSV"])
    if raw.startswith(_OLE):
        what = "it is protected by a password: save it without one" if _ENCRYPTED in raw else "an old XLS workbook"
        raise ReadingError([f"{source}: {what}; save it as XLSX or CSV"])
    if raw.startswith(_ZIP):
        from sparklicense.sources.sheets.workbooks import rows_by_sheet  # noqa: PLC0415 - openpyxl is optional

        return _chosen(*rows_by_sheet(raw, source=source), source, sheet)
    if sheet is not None:
        raise ReadingError([f"{source}: it is no workbook, so it has no sheet {shown(sheet)}"])
    headings = [folded(each) for each in (columns or {}).values()]
    return rows_of(decoded(raw, source=source, encoding=encoding), source=source, headings=headings), []


def _chosen(
    sheets: Mapping[str, list[Row]], hidden: Collection[str], source: str, sheet: str | None
) -> tuple[list[Row], list[str]]:
    """Choose the sheet: the one that is named, the only one, or the only one with codes; hidden ones are named."""
    passed_over = [f"the hidden sheet {shown(each)}" for each in hidden if each != sheet]
    if sheet is None:
        sheets = {name: rows for name, rows in sheets.items() if name not in hidden}
    names = ", ".join(map(shown, sheets))
    if sheet is not None:
        if sheet not in sheets:
            raise ReadingError([f"{source}: no sheet is called {shown(sheet)}; it has {names}"])
        return sheets[sheet], passed_over
    with_codes = [rows for rows in sheets.values() if understood_columns(rows)]
    if not sheets:
        raise ReadingError([f"{source}: no sheet in it can be read; save it as an ordinary XLSX workbook, or as CSV"])
    candidates = with_codes if len(sheets) > 1 else list(sheets.values())
    if len(candidates) != 1:
        how_many = "several" if candidates else "none"
        raise ReadingError([f"{source}: of its sheets {names}, {how_many} have codes: name one as `sheet`"])
    return candidates[0], passed_over
