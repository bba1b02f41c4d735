"""Code sheets as XLSX workbooks: the one place that knows openpyxl."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any, Final
from xml.etree import ElementTree as ET

from sparklicense.errors import MissingExtraError, PortfolioFileError, ReadingError
from sparklicense.sources.sheets.cells import Row, guarded, said
from sparklicense.sources.sheets.limits import MOST_COLUMNS, MOST_PARTS, MOST_ROWS, MOST_UNPACKED_BYTES
from sparklicense.sources.sheets.links import linked

try:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.read_only import EMPTY_CELL
    from openpyxl.packaging.relationship import get_dependents
    from openpyxl.styles.numbers import is_datetime
    from openpyxl.utils.cell import range_boundaries
except ImportError:
    raise MissingExtraError(
        "XLSX needs openpyxl, which is not installed: pip install 'sparklicense[sheets]'; CSV needs nothing"
    ) from None

_ENTITIES: Final = tuple("<!DOCTYPE".encode(each) for each in ("utf-8", "utf-16-le", "utf-16-be"))
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_HYPERLINK: Final = f"{_MAIN}hyperlink"
_ROW: Final = f"{_MAIN}row"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CHUNK: Final = 2**20
_TEXT: Final = "@"
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def rows_by_sheet(raw: bytes, *, source: str) -> tuple[dict[str, list[Row]], list[str]]:
    """Read every sheet of a workbook: formulas as their text, dates as dates, links behind cells; name the hidden.

    Raises:
        ReadingError: it is no workbook, is damaged, or unpacks to more than any code sheet holds.
    """
    try:
        _check_archive(raw, source)
        with warnings.catch_warnings():  # of styles and extensions that do not matter here
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
            numbers = iter(range(MOST_ROWS))
            rows = {sheet.title: list(_rows(sheet, source, numbers)) for sheet in book.worksheets}
            for sheet in book.worksheets:
                _put_links(rows[sheet.title], raw, sheet)
            return rows, [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    except ReadingError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its parsing meets
        raise ReadingError([f"{source}: not an XLSX workbook, or a damaged one ({type(error).__name__})"]) from None


def _check_archive(raw: bytes, source: str) -> None:
    """Refuse what would unpack to too much, or defines entities, before anything parses it.

    Sizes that an archive declares can be relied on: `zipfile` never unpacks more of a file than declared.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
            most = f"{MOST_PARTS} files or {MOST_UNPACKED_BYTES // 2**20} MiB"
            raise ReadingError([f"{source}: it unpacks to more than {most}, which no code sheet does"])
        for part in parts:
            with archive.open(part) as file:
                before = b""
                while chunk := file.read(_CHUNK):
                    if any(mark in before + chunk for mark in _ENTITIES):
                        raise ReadingError(
                            [f"{source}: it defines its own XML, which no spreadsheet does; save it anew"]
                        )
                    before = chunk[-32:]


def _put_links(rows: list[Row], raw: bytes, sheet: Any) -> None:
    """Put the links that a sheet keeps beside its cells behind their texts: openpyxl leaves them out row by row."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        path: str = sheet._worksheet_path  # noqa: SLF001 - which part of the archive it is, openpyxl says nowhere else
        folder, _, name = path.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in archive.namelist():
            return
        targets = {each.Id: each.Target for each in get_dependents(archive, relations) if each.TargetMode == "External"}
        with archive.open(path) as file:
            for _, element in ET.iterparse(file):  # noqa: S314 - entities have been refused
                if element.tag == _HYPERLINK:
                    _put_link(rows, element.get("ref", ""), targets.get(element.get(_RELATION, "")))
                if element.tag == _ROW:
                    element.clear()


def _put_link(rows: list[Row], place: str, target: str | None) -> None:
    if target is None:
        return
    bounds: Any = range_boundaries(place)
    first_column, first_row, last_column, last_row = bounds
    for row in range(first_row - 1, min(last_row, len(rows))):
        cells = list(rows[row])
        for column in range(first_column - 1, min(last_column, len(cells))):
            if isinstance(cells[column], str):
                cells[column] = linked(cells[column], target)
        rows[row] = cells


def _rows(sheet: Any, source: str, numbers: Iterator[int]) -> Iterator[Row]:
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    before: Any = None
    values: list[Any] = []
    for cells in sheet.iter_rows(max_col=MOST_COLUMNS):
        if next(numbers, None) is None:
            raise ReadingError([f"{source}: more than {MOST_ROWS} rows; split it"])
        if cells is not before:  # rows that a file leaves out are all the same
            before, values = cells, _trimmed([None if cell is EMPTY_CELL else _value(cell) for cell in cells])
        yield values


def _trimmed(values: list[Any]) -> list[Any]:
    last = next((place for place in range(len(values), 0, -1) if values[place - 1] is not None), 0)
    return values[:last]


def _value(cell: Any) -> Any:
    value = cell.value
    if value is None or isinstance(value, bool | int | float | time):
        return value
    if isinstance(value, datetime):
        alone = value.time() == time() and is_datetime(cell.number_format) == "date"
        return value.date() if alone else value
    if isinstance(value, str):
        return guarded(value) if cell.style_array.quotePrefix else value
    return getattr(value, "text", value)  # a formula that fills several cells


def workbook(rows: Sequence[Sequence[str]], source: str) -> bytes:
    """Write rows as a workbook of one sheet, whose cells are text that no spreadsheet takes for anything else.

    An apostrophe before a text is not written, but said of its cell, as spreadsheets do themselves.

    Raises:
        PortfolioFileError: a text holds what XML cannot carry.
    """
    if any(_NO_XML.search(text) for row in rows for text in row):
        raise PortfolioFileError([f"{source}: a text holds a character that XLSX cannot carry; write CSV"])
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("codes")
    for row in rows:
        sheet.append([_written(sheet, text) for text in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _written(sheet: Any, text: str) -> Any:
    read = said(text)
    cell = WriteOnlyCell(sheet, value=read.text if read.verbatim else text)
    cell.data_type = "s"
    cell.number_format = _TEXT
    cell.quotePrefix = read.verbatim
    return cell
