"""Code sheets as text: CSV and TSV, in the encodings and with the delimiters that spreadsheets export."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Iterable
from typing import Final

from sparklicense.errors import ReadingError, shown
from sparklicense.sources.sheets.cells import Row
from sparklicense.sources.sheets.columns import SEARCHED, folded, understood_columns
from sparklicense.sources.sheets.limits import MOST_COLUMNS, MOST_ROWS

_DELIMITERS: Final = (",", ";", "\t")
_MARKS: Final = (  # that of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(raw: bytes, *, source: str, encoding: str | None) -> str:
    """Turn bytes into text: as declared, as their byte order mark says, or as UTF-8.

    Raises:
        ReadingError: they are no such text, or there is no such encoding.
    """
    used = encoding or next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(used)
    except (LookupError, TypeError):
        raise ReadingError([f"{source}: {shown(used)} is not an encoding; write it like `windows-1252`"]) from None
    except ValueError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = raw.count(b"\n", 0, start) + 1
        raise ReadingError(
            [f"{source}: line {line}: not in {shown(used)}; save it as UTF-8, or declare its encoding"]
        ) from None
    if "\0" in text:
        raise ReadingError(
            [f"{source}: it holds zero bytes, as UTF-16 does; save it as UTF-8, or declare its encoding"]
        )
    return text.removeprefix("\ufeff")


def rows_of(text: str, *, source: str, headings: Collection[str] = ()) -> list[Row]:
    """Take a text apart into rows of cells; the delimiter is the one that makes the most headings understood.

    A row counts as the spreadsheet that shows it numbers it: blank ones too, and one of several lines once.

    Raises:
        ReadingError: it is not delimited text, or has too many rows.
    """
    top = "".join(text[:_LONGEST_TOP].splitlines(keepends=True)[: 2 * SEARCHED])
    delimiter = max(_DELIMITERS, key=lambda each: _sense(_top_rows(top, each), headings))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        for cells in reader:
            rows.append(cells)
            if len(rows) > MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise ReadingError(
                    [f"{source}: row {len(rows)}: more than {MOST_ROWS} rows, or {MOST_COLUMNS} columns"]
                )
    except csv.Error as error:
        raise ReadingError(
            [f"{source}: row {len(rows) + 1}: its quotes or its length are not those of CSV: {error}"]
        ) from None
    return rows


def _sense(rows: list[Row], headings: Collection[str]) -> int:
    """Count the headings that make sense: those that are understood, and those that the caller names."""
    named = max((sum(folded(cell) in headings for cell in row) for row in rows), default=0)
    return understood_columns(rows) + named


_LONGEST_TOP: Final = 1_000_000


def _top_rows(text: str, delimiter: str) -> list[Row]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []


def delimited(rows: Iterable[Row], delimiter: str) -> str:
    """Write rows as delimited text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()
