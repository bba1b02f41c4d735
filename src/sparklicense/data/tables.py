"""Portfolios as a folder of CSV files: a table for each kind of fact, and two for their windows."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs

from sparklicense.data.assembly import Listing, assemble
from sparklicense.data.fields import LISTS, WINDOW
from sparklicense.data.files import read_text
from sparklicense.data.kinds import TEXT, TRUTH
from sparklicense.data.records import Field, Shape, is_default, reading, values_in, written_value
from sparklicense.errors import PortfolioFileError, ProblemsError, named, shown
from sparklicense.portfolio import Fact, Portfolio
from sparklicense.windows import Window, Windows

F = TypeVar("F", bound=Fact)

_KEYS: Final = {"posts": "post_id", "licenses": "license_id", "ads": "ad_id", "access": "access_id"}
_WINDOWS: Final = {"pauses": ("ads", "paused"), "hidden": ("posts", "hidden")}
"""The tables of windows: which list's facts they belong to, and which attribute they fill."""
_FILES: Final = (*_KEYS, *_WINDOWS)
_TRUTHS: Final = {"true": True, "false": False}
_OPTIONAL: Final = ("access", *_WINDOWS)


@attrs.frozen
class Table:
    """What a CSV file holds: rows by column, each with the line where it starts."""

    rows: list[dict[str, str]]
    lines: list[int]
    complete: bool


def load_tables(folder: Path) -> Portfolio:
    """Read a folder of CSV files; see `load`."""
    problems = [
        f"{named(path)}: not part of a portfolio, which has {', '.join(f'`{each}.csv`' for each in _FILES)}"
        for path in sorted(folder.glob("*.csv"))
        if path.stem not in _FILES
    ]
    listings = {name: _listing(name, shape, folder, problems) for name, shape in LISTS.items()}
    read = {name: (each, each.read(problems)) for name, each in listings.items()}
    for name, (owners, _) in _WINDOWS.items():
        _spread(name, folder, *read[owners], problems)
    return assemble(read, problems)


def _listing(name: str, shape: Shape[F], folder: Path, problems: list[str]) -> Listing[F]:
    path = folder / f"{name}.csv"
    columns = _columns(name)
    required = [column for column, field in columns.items() if field.name in shape.required]
    missing = name in _OPTIONAL and not path.exists()
    table = Table([], [], complete=True) if missing else _table(path, columns, required, problems)
    return Listing(
        name=name,
        shape=shape,
        source=named(path),
        rows=[_record(shape, columns, row) for row in table.rows],
        place=lambda position: f"line {table.lines[position]}",
        key=_KEYS[name],
        complete=table.complete,
    )


def _columns(name: str) -> dict[str, Field]:
    fields = (field for field in LISTS[name].fields if field.kind.scalar)
    return {_KEYS[name] if field.name == "id" else field.name: field for field in fields}


def _record(shape: Shape[Any], columns: Mapping[str, Field], row: Mapping[str, str]) -> dict[str, Any]:
    """Read empty cells: null, the empty text, or the default of an attribute that can be neither."""
    record: dict[str, Any] = {}
    for column, cell in row.items():
        field = columns[column]
        if cell and field.kind is TRUTH:
            record[field.name] = _TRUTHS.get(cell.casefold(), cell)
        elif cell or field.kind is TEXT:
            record[field.name] = cell
        elif field.nullable or field.name not in shape.defaults:
            record[field.name] = None
    return record


def _spread(name: str, folder: Path, listing: Listing[F], facts: list[F | None], problems: list[str]) -> None:
    """Give the facts the windows that stand in a table of their own."""
    path = folder / f"{name}.csv"
    attribute = _WINDOWS[name][1]
    if not path.exists():
        return
    table = _table(path, (listing.key, "start", "end"), (listing.key, "start", "end"), problems)
    windows: defaultdict[str, list[Window]] = defaultdict(list)
    known = {row.get("id") for row in listing.rows}
    read = reading(WINDOW)
    for row, line in zip(table.rows, table.lines, strict=True):
        owner = row.pop(listing.key)
        if owner not in known and listing.complete:
            problems.append(
                f"{named(path)}: line {line}: {listing.key}: {shown(owner)} is in no row of {listing.source}"
            )
        try:
            windows[owner].append(read({column: cell or None for column, cell in row.items()}))
        except ProblemsError as error:
            problems += [f"{named(path)}: line {line}: {each}" for each in error.problems]
    for position, fact in enumerate(facts):
        if fact is not None and fact.id in windows:
            filled: dict[str, Any] = {attribute: Windows(windows[fact.id])}
            facts[position] = attrs.evolve(fact, **filled)


def _table(path: Path, columns: Iterable[str], required: Iterable[str], problems: list[str]) -> Table:
    """Read one CSV file; of one whose columns are wrong, no rows."""
    try:
        rows = list(_numbered(read_text(path)))
    except PortfolioFileError as error:
        problems += error.problems
        return Table([], [], complete=False)
    except _CsvError as error:
        problems.append(f"{named(path)}: line {error.line}: not CSV: {error}")
        return Table([], [], complete=False)
    top, header = rows[0] if rows else (1, [])
    if found := _header_problems(header, list(columns), required):
        problems += [f"{named(path)}: line {top}: {each}" for each in found]
        return Table([], [], complete=False)
    # Where a row has more or fewer cells, which value stands where is unknown, so none is shown: one may be a code.
    ragged = [(line, len(cells)) for line, cells in rows[1:] if len(cells) != len(header)]
    problems += [f"{named(path)}: line {line}: {cells} cells, but {len(header)} columns" for line, cells in ragged]
    straight = [(line, cells) for line, cells in rows[1:] if len(cells) == len(header)]
    return Table(
        rows=[dict(zip(header, cells, strict=True)) for _, cells in straight],
        lines=[line for line, _ in straight],
        complete=not ragged,
    )


class _CsvError(Exception):
    def __init__(self, line: int, error: csv.Error) -> None:
        super().__init__(str(error))
        self.line = line


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that are not blank, each with the line where it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell and not cell.isspace() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise _CsvError(start, error) from None


def _header_problems(header: list[str], columns: list[str], required: Iterable[str]) -> Iterable[str]:
    wanted = ", ".join(f"`{column}`" for column in columns)
    if not set(header) & set(columns):  # it may be a row of values, so none is shown
        return [f"it names no column of the table; the first line names them, with commas between: {wanted}"]
    times = Counter(header)
    return [
        *(f"missing column `{column}`" for column in required if column not in times),
        *(f"unknown column {shown(column)}; the table has {wanted}" for column in times if column not in columns),
        *(f"the column {shown(column)} occurs twice" for column in times if times[column] > 1),
    ]


def tables_of(portfolio: Portfolio, folder: Path) -> dict[Path, str]:
    """Write a portfolio as the texts of CSV files, by path.

    Raises:
        PortfolioFileError: a fact holds what no column carries.
    """
    facts: dict[str, tuple[Any, ...]] = {name: getattr(portfolio, name) for name in LISTS}
    if problems := [
        f"{named(folder)}: {name}: {shown(each.id)}: {problem}"
        for name, shape in LISTS.items()
        for each in facts[name]
        for problem in _unfit(shape, each)
    ]:
        raise PortfolioFileError(problems)
    texts = {
        name: _text([list(_columns(name)), *(_cells(shape, each) for each in facts[name])])
        for name, shape in LISTS.items()
    }
    for name, (owners, attribute) in _WINDOWS.items():
        rows = [
            [each.id, *(cell for _, cell in _written(WINDOW, window))]
            for each in facts[owners]
            for window in getattr(each, attribute)
        ]
        texts[name] = _text([[_KEYS[owners], "start", "end"], *rows])
    return {folder / f"{name}.csv": text for name, text in texts.items()}


def _written(shape: Shape[Any], fact: Any) -> Iterable[tuple[Field, Any]]:
    return ((field, written_value(field, value)) for field, value in values_in(shape, fact))


def _cells(shape: Shape[Any], fact: Any) -> list[Any]:
    cells = (cell for field, cell in _written(shape, fact) if field.kind.scalar)
    return [str(cell).lower() if isinstance(cell, bool) else cell for cell in cells]


def _unfit(shape: Shape[Any], fact: Any) -> Iterable[str]:
    elsewhere = [attribute for _, attribute in _WINDOWS.values()]
    for field, value in values_in(shape, fact):
        if not field.kind.scalar and field.name not in elsewhere and not is_default(shape, field, value):
            yield f"{field.name}: columns cannot carry it; write a `.json` file"
        elif isinstance(value, str) and len(value) >= csv.field_size_limit():
            yield f"{field.name}: a cell cannot carry so long a text; write a `.json` file"


def _text(rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
