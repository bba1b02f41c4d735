"""Files as teams keep them, and as those who mean harm make them."""

# ruff: noqa: DTZ001 - a spreadsheet's times have no zone

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from sparklicense import MissingExtraError, ReadingError, SparkLicenseError
from sparklicense.sources import sheets
from sparklicense.sources.readings import Reading
from sparklicense.sources.sheets import limits, reading, texts, workbooks

ID = "7638941401274764565"
START, END = "2026-05-24T07:09:07Z", "2026-06-23T07:09:07Z"
CODE = "#sEcReT+1/2="
HEADINGS = ["code", "post id", "creator", "start", "end"]
ROW = [CODE, ID, "zoë", START, END]
EXPECTED = [(CODE, ID, END)]


def facts(read: Reading) -> list[tuple[str | None, str, str]]:
    """Give what was taken."""
    return [(each.code, each.post_id, each.expires_at.isoformat().replace("+00:00", "Z")) for each in read.licenses]


def text(delimiter: str = ",", end: str = "\r\n") -> str:
    """Make a sheet as text."""
    return "".join(delimiter.join(row) + end for row in (HEADINGS, ROW))


def book(*rows: list[Any], **sheets_of: list[list[Any]]) -> bytes:
    """Make a workbook of one sheet, or of several named ones."""
    made = openpyxl.Workbook()
    assert made.active is not None
    made.remove(made.active)
    for name, content in (sheets_of or {"Sheet1": list(rows)}).items():
        sheet = made.create_sheet(name)
        for row in content:
            sheet.append(row)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    """Give a workbook's bytes."""
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a place for a sheet, whose name says nothing."""
    return tmp_path / "codes"


def refusal(path: Path, raw: bytes, **declared: Any) -> str:
    """Tell why a file is refused whole: on one line, and without its codes."""
    path.write_bytes(raw)
    with pytest.raises(ReadingError) as refused:
        sheets.read(path, **declared)
    (problem,) = refused.value.problems
    assert problem.startswith(f"{path}: ")
    assert problem.isprintable()
    assert "sEcReT" not in problem
    assert refused.value.__cause__ is None
    return problem.removeprefix(f"{path}: ")


# Text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_is_read_in_every_form_that_spreadsheets_export(
    path: Path, delimiter: str, end: str, encoding: str
) -> None:
    """Delimiters, ends of lines, and byte order marks."""
    path.write_bytes(text(delimiter, end).encode(encoding))
    read = sheets.read(path, strict=True)
    assert facts(read) == EXPECTED
    assert read.posts[0].creator == "zoë"


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16-le", "utf-8", "utf-16"])
def test_a_declared_encoding_is_used(path: Path, encoding: str) -> None:
    """Its byte order mark, if there is one, is none of the first heading."""
    path.write_bytes(text().encode(encoding))
    assert sheets.read(path, encoding=encoding, strict=True).posts[0].creator == "zoë"


def test_cells_may_hold_delimiters_quotes_and_several_lines(path: Path) -> None:
    """And a row of several lines counts as one, as the spreadsheet shows it."""
    path.write_text(
        f'sep=;\nnotes;code;post id;start;end\n"a;""b""\n\nc";{CODE};{ID};{START};{END}\n\n;#b;{ID};{START};soon\n'
    )
    read = sheets.read(path)
    assert facts(read) == EXPECTED
    assert [(each.row, each.field) for each in read.diagnoses] == [(5, "end")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (f"{CODE},{ID},{START},{END}", "4 cells, but 5 headings: which value stands where is not known"),
        (f"{CODE},{ID},zoë,{START},{END},more", "6 cells, but 5 headings: which value stands where is not known"),
        (f"{CODE},{ID}", "2 cells, but 5 headings: which value stands where is not known"),
    ],
)
def test_a_line_with_more_or_fewer_cells_than_headings_is_diagnosed(path: Path, line: str, problem: str) -> None:
    """A delimiter too many or too few moves values into other columns; a cut file ends in such a line."""
    path.write_text(f"{','.join(HEADINGS)}\n{line}\n{','.join(ROW)},,\n")
    read = sheets.read(path)
    assert facts(read) == EXPECTED
    assert [(each.row, each.field, each.problem) for each in read.diagnoses] == [(2, None, problem)]


@pytest.mark.parametrize(
    ("raw", "declared", "problem"),
    [
        (text().encode("windows-1252"), {}, "line 2: not in `utf-8`; save it as UTF-8, or declare its encoding"),
        (text().replace("ë", "e").encode("utf-16-le"), {}, "it holds zero bytes, as UTF-16 does"),
        (text().encode("utf-16")[:-1], {}, "line 2: not in `utf-16`; save it as UTF-8"),
        (text().encode(), {"encoding": "klingon"}, "`klingon` is not an encoding; write it like `windows-1252`"),
        (text().encode(), {"encoding": 7}, "`7` is not an encoding"),
        (text().encode(), {"encoding": "base64"}, "`base64` is not an encoding"),
        (text().encode(), {"encoding": "utf\0"}, "line 1: not in `utf\\x00`"),
        (text().encode(), {"sheet": "codes"}, "it is no workbook, so it has no sheet `codes`"),
        (b"", {}, "no row of headings among the first 30"),
        (b'code,post id,end\n"#sEcReT,1,2', {}, "row 2: its quotes or its length are not those of CSV"),
        (b'code,post id,end\n"#sEcReT"x,1,2', {}, "row 2: its quotes or its length are not those of CSV"),
        (b"code,post id,end\n" + b"x" * 200_000, {}, "row 2: its quotes or its length are not those of CSV"),
        (b"," * 500, {}, "row 1: more than 250000 rows, or 128 columns"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, {}, "an old XLS workbook; save it as XLSX or CSV"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            {},
            "it is protected by a password: save it without one; save it as XLSX or CSV",
        ),
        (b"PK\x03\x04 not at all", {}, "not an XLSX workbook, or a damaged one"),
    ],
)
def test_what_is_no_code_sheet_is_refused_whole(path: Path, raw: bytes, declared: Any, problem: str) -> None:
    """In the domain's words, with what to do."""
    assert refusal(path, raw, **declared).startswith(problem)


@pytest.mark.parametrize(("name", "problem"), [("none.csv", "no such file"), ("", "cannot be read: is a directory")])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, problem: str) -> None:
    """Not there, or a folder."""
    with pytest.raises(ReadingError, match=problem):
        sheets.read(tmp_path / name)
    with pytest.raises(ReadingError, match="cannot be read: its name holds what no name may"):
        sheets.read("a\0b")


def test_sizes_have_limits(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of bytes, of rows of text and of rows of workbooks."""
    monkeypatch.setattr(texts, "MOST_ROWS", 2)
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    assert refusal(path, text().encode() * 2).startswith("row 3: more than 2 rows")
    assert refusal(path, book(["x"], ["x"], ["x"])) == "more than 2 rows; split it"
    assert refusal(path, book(a=[["x"], ["x"]], b=[["x"]])) == "more than 2 rows; split it"
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    assert refusal(path, b"x" * 11) == "larger than 0 MiB, which is the most that is read"


# Workbooks


def test_a_workbook_is_read_as_its_text(path: Path) -> None:
    """Titles above, blank rows and columns between, and rows by the spreadsheet's numbers."""
    path.write_bytes(
        book(
            ["Codes"],
            [],
            [None, *HEADINGS[:2], None, *HEADINGS[2:]],
            [None, *ROW[:2], None, *ROW[2:]],
            [],
            [1, "#b", ID],
        )
    )
    read = sheets.read(path)
    assert facts(read) == EXPECTED
    assert {each.row for each in read.diagnoses} == {6}


@pytest.mark.parametrize(
    ("cell", "shown_as", "end"),
    [
        (date(2026, 10, 31), None, "2026-11-01T07:00:00Z"),
        (datetime(2026, 10, 31), "dd/mm/yyyy", "2026-11-01T07:00:00Z"),
        (datetime(2026, 10, 31), "yyyy-mm-dd hh:mm", "2026-10-31T07:00:00Z"),
        (datetime(2026, 10, 31, 14, 30), "dd/mm/yyyy", "2026-10-31T21:30:00Z"),
        (datetime(2026, 10, 31, 14, 30, 15), "yyyy-mm-dd hh:mm:ss", "2026-10-31T21:30:15Z"),
        ("2026-10-31", None, "2026-11-01T07:00:00Z"),
    ],
)  # fmt: skip
def test_dates_of_a_workbook_are_read_on_the_declared_clock(
    path: Path, cell: Any, shown_as: str | None, end: str
) -> None:
    """A date is one where its cell shows no time; how it is shown otherwise makes no difference."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(HEADINGS)
    sheet.append([*ROW[:4], cell])
    if shown_as:
        sheet["E2"].number_format = shown_as
    path.write_bytes(saved(made))
    assert [found for _, _, found in facts(sheets.read(path, tz="America/Los_Angeles", strict=True))] == [end]


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("end", 46326, "`46326` looks like a spreadsheet's serial number for 2026-10-31"),
        ("end", time(14, 30), "a date, not a time of day"),
        ("end", timedelta(days=3), "a date, not a length of time"),
        ("end", True, "it says that this happened, not when"),
        ("end", "=D2+30", "a formula, which is never evaluated: paste its value in its place"),
        ("post id", int(ID), "a number, of which a spreadsheet keeps 15 digits"),
        ("post id", float(ID), "a number, of which a spreadsheet keeps 15 digits"),
        ("post id", date(2026, 10, 31), "text, not a date"),
        ("post id", "=A1", "a formula, which is never evaluated"),
        ("code", 123456, "text, not a number"),
        ("code", "#N/A", "the spreadsheet shows an error instead of it"),
        ("code", DataTableFormula(ref="A2", ca=False, dt2D=False, dtr=False, r1="A1", r2="A1"), "text, not a cell"),
    ],
)
def test_cells_of_another_kind_are_diagnosed(path: Path, column: str, cell: Any, problem: str) -> None:
    """Numbers that were ids, errors that were codes, formulas where a value is wanted."""
    row: list[Any] = list(ROW)
    row[HEADINGS.index(column)] = cell
    path.write_bytes(book(HEADINGS, row))
    read = sheets.read(path, tz="UTC")
    assert not read.licenses
    ((field, told),) = [(each.field, each.problem) for each in read.diagnoses]
    assert field == column
    assert told.startswith(problem)


@pytest.mark.parametrize("formula", ["=cmd|'/C&calc'!A0", "=A1&A2", ArrayFormula("A2", "=A1&A2")])
def test_a_formula_is_read_as_its_text(path: Path, formula: Any) -> None:
    """It is never evaluated, and what a spreadsheet once made of it is not looked at."""
    path.write_bytes(book(HEADINGS, [formula, *ROW[1:]]))
    assert [code for code, _, _ in facts(sheets.read(path, strict=True))] == [getattr(formula, "text", formula)]


def test_a_date_outside_the_calendar_is_an_error_of_the_spreadsheet(path: Path) -> None:
    """And no warning of openpyxl's reaches the user."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(HEADINGS)
    sheet.append([*ROW[:4], 10**9])
    sheet["E2"].number_format = "yyyy-mm-dd"
    path.write_bytes(saved(made))
    assert [each.field for each in sheets.read(path, tz="UTC").diagnoses] == ["end"]


def test_what_a_cell_marks_as_text_is_vouched_for(path: Path) -> None:
    """As an apostrophe does that is typed before it."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(HEADINGS)
    sheet.append(["tbd", "7638941401274760000", *ROW[2:]])
    path.write_bytes(saved(made))
    assert not sheets.read(path).licenses
    for cell in ("A2", "B2"):
        sheet[cell].quotePrefix = True
    path.write_bytes(saved(made))
    assert facts(sheets.read(path, strict=True)) == [("tbd", "7638941401274760000", END)]


def test_merged_cells_say_their_value_once(path: Path) -> None:
    """The rows below have none, and are not taken: whether it holds for them is not guessed."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (HEADINGS, ROW, ["#b", *ROW[1:]]):
        sheet.append(row)
    sheet.merge_cells("E2:E3")
    path.write_bytes(saved(made))
    read = sheets.read(path)
    assert facts(read) == EXPECTED
    assert [(each.row, each.field) for each in read.diagnoses] == [(3, "end")]


def test_cells_far_to_the_right_are_not_read(path: Path) -> None:
    """Nor does one at the last corner of a sheet take for ever."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (HEADINGS, ROW):
        sheet.append(row)
    sheet["XFD3"] = "far"
    path.write_bytes(saved(made))
    assert facts(sheets.read(path, strict=True)) == EXPECTED


SHEET = [HEADINGS, ROW]


@pytest.mark.parametrize(
    "content",
    [
        {"Codes": SHEET},
        {"Notes": [["nothing here"]], "Codes": SHEET},
        {"Budget": [["start", "end", "creator"], [1, 2, 3]], "Codes": SHEET, "Empty": []},
    ],
)
def test_the_only_sheet_with_codes_is_read(path: Path, content: dict[str, list[list[Any]]]) -> None:
    """Or the only one there is."""
    path.write_bytes(book(**content))
    assert facts(sheets.read(path, strict=True)) == EXPECTED


def test_of_several_sheets_with_codes_one_must_be_named(path: Path) -> None:
    """Which is not guessed; nor is it where none has codes."""
    raw = book(May=SHEET, June=[HEADINGS, ["#b", *ROW[1:]]])
    assert refusal(path, raw) == "of its sheets `May`, `June`, several have codes: name one as `sheet`"
    assert refusal(path, raw, sheet="July") == "no sheet is called `July`; it has `May`, `June`"
    assert [code for code, _, _ in facts(sheets.read(path, sheet="June"))] == ["#b"]
    assert refusal(path, book(a=[], b=[])) == "of its sheets `a`, `b`, none have codes: name one as `sheet`"


def test_a_workbook_of_charts_alone_has_no_sheet_to_read(path: Path) -> None:
    """And a CSV whose first heading begins as an archive does is a CSV."""
    made = openpyxl.load_workbook(io.BytesIO(book(*SHEET)))
    chart = BarChart()
    chart.add_data(Reference(made["Sheet1"], min_col=1, min_row=1, max_row=2))
    made.create_chartsheet("Chart").add_chart(chart)
    made.remove(made["Sheet1"])
    assert refusal(path, saved(made)).startswith("no sheet in it can be read; save it as an ordinary XLSX workbook")
    path.write_text(f"PK,code,post id,start,end\n1,{CODE},{ID},{START},{END}\n")
    assert facts(sheets.read(path, strict=True)) == EXPECTED


def test_a_workbook_with_a_chart_and_names_is_read(path: Path) -> None:
    """What is no sheet of cells is passed over."""
    made = openpyxl.load_workbook(io.BytesIO(book(*SHEET)))
    chart = BarChart()
    chart.add_data(Reference(made["Sheet1"], min_col=1, min_row=1, max_row=2))
    made.create_chartsheet("Chart").add_chart(chart)
    made.defined_names["codes"] = DefinedName("codes", attr_text="Sheet1!$A$1")
    path.write_bytes(saved(made))
    assert facts(sheets.read(path, strict=True)) == EXPECTED


# Workbooks that mean harm


def repacked(raw: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Change the files in an archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return file.getvalue()


TOO_MUCH = "it unpacks to more than 1000 files or 128 MiB, which no code sheet does"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(path: Path) -> None:
    """A few hundred kilobytes that unpack to more than 128 MiB: one large part, or many."""
    zeros = bytes(limits.MOST_UNPACKED_BYTES)
    bomb = repacked(book(*SHEET), lambda name, old: zeros if name.endswith("sheet1.xml") else old)
    assert len(bomb) < 2**20
    assert refusal(path, bomb) == TOO_MUCH
    file = io.BytesIO(book(*SHEET))
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(limits.MOST_PARTS):
            archive.writestr(f"{number}.xml", b"")
    assert refusal(path, file.getvalue()) == TOO_MUCH


def test_an_archive_that_lies_about_its_sizes_is_damaged(path: Path) -> None:
    """A part that declares 100 bytes is not unpacked further than that."""
    name, size = b"xl/worksheets/sheet1.xml", 30 * 2**20
    raw = repacked(book(*SHEET), lambda part, old: bytes(size) if part.encode() == name else old)
    lie = raw.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lie != raw
    assert refusal(path, lie).startswith("not an XLSX workbook, or a damaged one (")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_they_are_expanded(path: Path, encoding: str) -> None:
    """A billion laughs, and files of the machine, wherever in a part they are defined."""
    head = f'<?xml version="1.0" encoding="{encoding}"?><!---->'
    for shift in (6, 0, 2**20 - 200):  # across the end of a chunk that is looked at, at its start, and near the top
        fill = "x" * ((2**20 - shift - len(head.encode(encoding))) // (1 if encoding == "utf-8" else 2))
        laughs = head.replace("<!--", f"<!--{fill}") + '<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
        bad = laughs.encode(encoding)
        raw = repacked(book(*SHEET), lambda name, old: bad if name == "xl/worksheets/sheet1.xml" else old)  # noqa: B023 - called at once
        assert refusal(path, raw) == "it defines its own XML, which no spreadsheet does; save it anew"


def test_a_row_number_beyond_every_sheet_takes_no_time(path: Path) -> None:
    """Nor does a size that the sheet declares wrongly lose its rows."""
    raw = repacked(book(HEADINGS, ROW, ["x"]), lambda _, old: old.replace(b'<row r="3"', b'<row r="2000000000"'))
    assert refusal(path, raw) == "more than 250000 rows; split it"
    small = repacked(book(*SHEET), lambda _, old: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', old))
    path.write_bytes(small)
    assert facts(sheets.read(path, strict=True)) == EXPECTED


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize("content", [b"", b"<a", b"<a/>", b"\xff\xfe"])
def test_a_damaged_part_is_told_or_not_needed(path: Path, part: str, content: bytes) -> None:
    """Never with a traceback."""
    path.write_bytes(repacked(book(*SHEET), lambda name, old: content if name == part else old))
    try:
        assert facts(sheets.read(path)) == EXPECTED
    except ReadingError as error:
        assert "sEcReT" not in str(error)  # noqa: PT017 - it may also be read


WHOLE = book(*SHEET)


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=4))
def test_a_cut_or_altered_workbook_is_read_or_refused(place: int, change: bytes) -> None:
    """No exception but the library's own."""
    for raw in (WHOLE[:place], WHOLE[:place] + change + WHOLE[place + len(change) :]):
        try:
            sheets.read_rows(reading.rows_in(raw, "codes.xlsx"))
        except SparkLicenseError as error:
            assert "sEcReT" not in str(error)  # noqa: PT017 - it may also be read


@given(st.integers(0, 200), st.binary(max_size=4), st.sampled_from(("utf-8", "utf-16")))
def test_a_cut_or_altered_text_is_read_or_refused(place: int, change: bytes, encoding: str) -> None:
    """The same."""
    whole = text().encode(encoding)
    for raw in (whole[:place], whole[:place] + change + whole[place + len(change) :]):
        try:
            sheets.read_rows(reading.rows_in(raw, "codes.csv"))
        except SparkLicenseError as error:
            assert error.__cause__ is None  # noqa: PT017 - it may also be read


def test_without_openpyxl_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the import error that it is."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    spec = spec_from_file_location("workbooks_again", workbooks.__file__)
    assert spec is not None
    assert spec.loader is not None
    with pytest.raises(MissingExtraError, match=r"^XLSX needs openpyxl, which is not installed: pip install "):
        spec.loader.exec_module(module_from_spec(spec))


def test_without_openpyxl_csv_is_read_and_a_workbook_names_the_extra(tmp_path: Path) -> None:
    """In one line."""
    (tmp_path / "codes.csv").write_text(text(), "utf-8")
    (tmp_path / "codes.xlsx").write_bytes(WHOLE)
    program = (
        "import sys; sys.modules['openpyxl'] = None\n"
        "from sparklicense import MissingExtraError\n"
        "from sparklicense.sources import sheets\n"
        f"print(len(sheets.read({str(tmp_path / 'codes.csv')!r}).licenses))\n"
        "for attempt in (lambda path: sheets.read(path), lambda path: sheets.write([], path)):\n"
        f"    try: attempt({str(tmp_path / 'codes.xlsx')!r})\n"
        "    except MissingExtraError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-sP", "-c", program], check=True, capture_output=True, text=True)  # noqa: S603 - our own words
    missing = "XLSX needs openpyxl, which is not installed: pip install 'sparklicense[sheets]'; CSV needs nothing"
    assert done.stdout.splitlines() == ["1", missing, missing]
