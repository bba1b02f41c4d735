"""Sheets as people write them: read where a reader understands them, diagnosed where nobody can be sure."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.hyperlink import Hyperlink

from sparklicense import InvalidValueError, MissingExtraError, Post, ReadingError, Window, day_window, instant
from sparklicense.checks import POST_LINK
from sparklicense.sources import sheets
from sparklicense.sources.readings import Reading
from sparklicense.sources.sheets import dates
from sparklicense.sources.sheets.dates import ENGLISH, names_of

CASES: Final = Path(__file__).with_name("cases")
ZONE: Final = "America/New_York"
SEEN: Final = "2026-06-01T00:00:00Z"
ID: Final = "7638941401274764565"
LINK: Final = f"https://www.tiktok.com/@maya/video/{ID}"


def case(name: str, **declared: Any) -> Reading:
    """Read a case as its page says."""
    return sheets.read(CASES / name, tz=ZONE, seen_at=SEEN, **declared)


def spans(reading: Reading) -> list[tuple[str, str, str]]:
    """Give the post of each license, and its first and last day in New York."""
    days: list[tuple[str, str, str]] = []
    for each in reading.licenses:
        first, last = (at.in_timezone(ZONE) for at in (each.issued_at, each.expires_at))
        days.append((each.post_id[-2:], str(first.date()), str(last.subtract(microseconds=1).date())))
    return days


def not_taken(reading: Reading) -> dict[int | None, str]:
    """Give what is said of each row whose license was not taken."""
    return {each.row: each.problem for each in reading.diagnoses if "left open" not in each.problem}


ROW: Final = ("2026-05-24", "2026-06-23")


@pytest.mark.parametrize(
    ("name", "declared", "expected"),
    [
        ("unicode-text-export.txt", {}, [("65", *ROW)]),
        ("title-valid-for-total.csv", {}, [("65", "2026-05-24", "2026-06-22")]),
        ("links-in-share-text.csv", {}, [("70", *ROW)]),
        ("form-questions.csv", {"date_format": "MDY"}, [("61", *ROW), ("62", *ROW)]),
        ("units-in-headings.csv", {"date_format": "MDY"}, [("61", *ROW)]),
        ("units-in-headings.csv", {}, [("61", *ROW)]),
        ("chat-words-around-the-code.csv", {}, []),
        ("sentinel-dates.csv", {}, []),
        ("zone-abbreviations.csv", {}, []),
        ("link-shapes.csv", {}, [(str(61 + number), *ROW) for number in range(12)]),
        ("links-behind-cells.xlsx", {}, [("65", *ROW), ("77", "2026-05-24", "2026-06-22")]),
    ],
)
def test_each_case_gives_the_licenses_that_a_reader_understands(
    name: str, declared: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    """With their windows on New York's calendar, the last day included."""
    assert spans(case(name, **declared)) == expected


def test_durations_are_read_in_days_weeks_and_years_and_never_guessed() -> None:
    """Rows 2, 3, 4, 7 and 9 are taken; a month, no end and nothing are diagnosed."""
    reading = case("durations-in-words.csv")
    assert [(each.expires_at - each.issued_at).days for each in reading.licenses] == [365, 30, 365, 60, 90]
    assert {row: text.split(":")[0].split(";")[0] for row, text in not_taken(reading).items()} == {
        5: "a month has 28 to 31 days",
        6: "no end",
        8: "no end",
    }
    assumed = {(each.row, each.attribute): each.reason for each in reading.assumed}
    assert assumed[2, "expires_at"] == "a year is counted as 365 days"
    assert (4, "expires_at") not in assumed
    assert assumed[3, "issued_at"] == "the sheet gives no start; this is when the code was received"


def test_posts_without_a_code_are_posts_and_are_counted() -> None:
    """Not problems."""
    reading = case("export-with-posts-without-codes.csv")
    published = {each.id[-2:]: each.published_at for each in reading.posts}
    days = {id: day_window(date(2026, 5, day), ZONE).start for id, day in (("65", 20), ("66", 21))}
    assert (published, len(reading.licenses), reading.diagnoses) == (days, 1, ())
    assert [str(each) for each in reading.left_out] == ["1 post without a code"]
    without = sheets.read_rows([["code", "video link", "days"], ["", LINK, ""]], tz=ZONE, seen_at=SEEN)
    assert without.posts == (Post(id=ID, creator="maya", published_at=SEEN),)
    assert [each.attribute for each in without.assumed] == ["published_at"]
    unseen = sheets.read_rows([["code", "video link", "days"], ["", LINK, ""]], tz=ZONE)
    assert (unseen.posts, unseen.left_out) == ((), ())
    twice = sheets.read_rows([["code", "video link", "days"], ["", LINK, ""], ["", LINK, ""]], seen_at=SEEN)
    assert [str(each) for each in twice.left_out] == ["1 post without a code"]


def test_an_id_from_an_address_that_is_not_the_posts_own_is_told() -> None:
    """It is taken, and listed as assumed; a page of the feed names its post."""
    reading = case("link-shapes.csv")
    told = {each.row: each.reason for each in reading.assumed if each.attribute == "id"}
    assert told == {11: "`item_id` of an address that is not a post's own"}
    rows: list[list[Any]] = [
        ["code", "post id", "link", "days", "start"],
        ["#a", ID, f"https://ads.tiktok.com/x?item_id={ID}", 7, SEEN],
    ]
    assert [each.attribute for each in sheets.read_rows(rows).assumed] == ["published_at"]


@pytest.mark.parametrize(
    "text",
    [
        LINK,
        f"Look: {LINK}!",
        f"({LINK}?lang=en)",
        f"[post]({LINK})",
        f"<{LINK}>",
        f"{LINK}.",
        LINK.upper(),
        f"{LINK} {LINK}",
    ],
)
def test_a_link_is_found_wherever_it_stands_in_a_cell(text: str) -> None:
    """Its id, and nothing around it."""
    rows: list[list[Any]] = [["code", "link", "start", "days"], ["#a", text, SEEN, 7]]
    assert [each.post_id for each in sheets.read_rows(rows).licenses] == [ID]


@given(st.text(), st.text())
def test_no_text_around_a_link_changes_which_post_it_is(before: str, after: str) -> None:
    """Unless it would lengthen the link itself."""
    found = [match["id"] for match in POST_LINK.finditer(f"{before} {LINK} {after}")]
    assert ID in found


CODES: Final = ("Code: #a19=", "#b19= (valid 30 days)", "my code is #c=")


@pytest.mark.parametrize("cell", CODES)
def test_a_cell_that_holds_more_than_the_code_is_never_taken_for_it(cell: str) -> None:
    """Only a fingerprint of it is shown; an apostrophe vouches for a code with a space."""
    rows: list[list[Any]] = [["code", "link", "start", "days"], [cell, LINK, SEEN, 7]]
    reading = sheets.read_rows(rows)
    assert not reading.licenses
    assert "#" not in str(reading.diagnoses[0]).replace("number sign", "")
    assert "fingerprint" in str(reading.diagnoses[0])
    assert "fingerprint" not in str(sheets.read_rows([rows[0], ["my code", LINK, SEEN, 7]]).diagnoses[0])
    assert sheets.read_rows([rows[0], [f"'{cell}", LINK, SEEN, 7]]).licenses[0].code == cell


@pytest.mark.parametrize(
    ("cell", "locale"),
    [
        ("Sun, May 24, 2026", None),
        ("Sunday 24 May 2026", None),
        ("24. Mai 2026", "de"),
        ("So, 24. Mai 2026", "de"),
        ("24 de mayo de 2026", "es"),
        ("dimanche 24 mai 2026", "fr"),
        ("24 maio 2026", "pt_BR"),
        ("24 maggio 2026", "it-IT"),
    ],
)
def test_dates_in_words_are_read_with_their_weekday_and_in_a_language_that_is_named(
    cell: str, locale: str | None
) -> None:
    """English always, another language where the caller names it."""
    rows: list[list[Any]] = [["code", "link", "start", "days"], ["#a", LINK, cell, 30]]
    assert spans(sheets.read_rows(rows, tz=ZONE, locale=locale)) == [("65", "2026-05-24", "2026-06-22")]
    if locale:
        assert not sheets.read_rows(rows, tz=ZONE).licenses


def test_a_weekday_that_is_not_that_of_the_date_is_diagnosed() -> None:
    """One of the two is wrong, and nobody can say which."""
    for cell, words in (("Mon, May 24, 2026", "that day is a Sunday"), ("Abc, May 24, 2026", "no day of the week")):
        rows: list[list[Any]] = [["code", "link", "start", "days"], ["#a", LINK, cell, 30]]
        assert words in str(sheets.read_rows(rows, tz=ZONE).diagnoses[0])


def test_a_language_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """And one without Babel names the extra."""
    for locale in ("xx", "", "no such language"):
        with pytest.raises(InvalidValueError, match=r"^locale: .* is not a language; write it like `de` or `pt_BR`$"):
            names_of(locale)
    assert names_of("de")["mai"] == 5
    assert ENGLISH.items() <= names_of("de").items() | ENGLISH.items()
    monkeypatch.setitem(__import__("sys").modules, "babel", None)
    with pytest.raises(MissingExtraError, match=r"sparklicense\[sheets\]"):
        dates.names_of("de")


@pytest.mark.parametrize("column", ["start", "dates", "duration"])
@pytest.mark.parametrize(
    "cell",
    [
        "5/24/2026 to 6/23/2026",
        "2026-05-24 - 2026-06-23",
        "24 May 2026 \u2013 23 June 2026",
        "2026-05-24 \u2192 2026-06-23",
    ],
)
def test_a_first_and_a_last_day_in_one_cell_are_both_read(column: str, cell: str) -> None:
    """In a column of starts, of durations, or of dates."""
    rows: list[list[Any]] = [["code", "link", column, *(["days"] if column == "start" else [])], ["#a", LINK, cell]]
    assert spans(sheets.read_rows(rows, tz=ZONE, date_format="MDY")) == [("65", *ROW)]


def test_a_range_that_is_none_is_diagnosed() -> None:
    """Where a column wants one."""
    rows: list[list[Any]] = [["code", "link", "dates"], ["#a", LINK, "2026-05-24"]]
    diagnosis, *_ = sheets.read_rows(rows, tz=ZONE).diagnoses
    assert "not a first and a last day, like `2026-05-24 to 2026-06-23`" in str(diagnosis)


def test_two_digits_of_a_year_are_read_where_the_order_is_declared() -> None:
    """By the caller, or by the heading."""
    rows: list[list[Any]] = [["code", "link", "start", "days"], ["#a", LINK, "5/24/26", 30]]
    assert spans(sheets.read_rows(rows, tz=ZONE, date_format="MDY")) == [("65", "2026-05-24", "2026-06-22")]
    assert not sheets.read_rows(rows, tz=ZONE).licenses
    rows[0][2] = "Start (mm/dd/yy)"
    assert spans(sheets.read_rows(rows, tz=ZONE)) == [("65", "2026-05-24", "2026-06-22")]


@pytest.mark.parametrize("cell", ["1970-01-01T00:00:00Z", "1970-01-01", date(1899, 12, 30), "12/31/1969", "2099-01-01"])
def test_a_date_that_stands_for_none_is_diagnosed_as_a_placeholder(cell: Any) -> None:
    """Whoever wrote it: a person, a spreadsheet, or a machine."""
    rows: list[list[Any]] = [["code", "link", "start", "days"], ["#a", LINK, cell, 30]]
    assert "looks like a placeholder for no date" in str(
        sheets.read_rows(rows, tz=ZONE, date_format="MDY").diagnoses[0]
    )


@pytest.mark.parametrize(
    "id", ["7638 9414 0127 4764 565", "7,638,941,401,274,764,565", "7.638.941.401.274.764.565", f"'{ID}", f" {ID} "]
)
def test_an_id_that_is_spaced_out_is_read(id: str) -> None:
    """Nothing of it is lost; groups that are no groups are refused."""
    rows: list[list[Any]] = [["code", "post id", "start", "days"], ["#a", id, SEEN, 7]]
    assert sheets.read_rows(rows).licenses[0].post_id == ID
    assert not sheets.read_rows([rows[0], ["#a", "76,389,414", SEEN, 7], ["#b", "7,63,894", SEEN, 7]]).licenses[1:]


def test_rows_without_data_of_their_own_are_no_problems() -> None:
    """Group titles, sums, blank rows, and the headings once more, as boards export them."""
    head = ["Name", "Creator", "Video link", "Spark code", "Start", "Days"]
    rows: list[list[Any]] = [
        ["June"],
        head,
        ["a", "maya", LINK, "#a", SEEN, 7],
        ["", "", "", "", "", 7],
        ["Subtotal", "", "", "", "", 7],
        [],
        ["July"],
        head,
        ["b", "maya", LINK.replace(ID, "7638941401274764566"), "#b", SEEN, 7],
        ["TOTAL", 2, "", "", "", 14],
    ]
    reading = sheets.read_rows(rows)
    assert [each.code for each in reading.licenses] == ["#a", "#b"]
    assert reading.diagnoses == ()


def test_a_row_that_begins_like_a_sum_and_names_a_post_is_read() -> None:
    """A creator may be called Total; nothing is lost in silence."""
    rows: list[list[Any]] = [
        ["Creator", "Code", "Link", "Start", "Days"],
        ["TOTAL", "#a", LINK, SEEN, 7],
        ["Total", "", "", "", 7],
    ]
    reading = sheets.read_rows(rows)
    assert [each.code for each in reading.licenses] == ["#a"]
    assert {each.row for each in reading.diagnoses} <= {2}


def test_a_title_in_the_column_of_codes_is_none_but_what_may_be_a_code_is_told() -> None:
    """Words alone are a title; with a sign that codes have, the row is diagnosed."""
    rows: list[list[Any]] = [["code", "post_id", "start", "days"], ["July"], ["#a", ID, SEEN, 7], ["abC="]]
    reading = sheets.read_rows(rows)
    assert [each.code for each in reading.licenses] == ["#a"]
    assert {each.row for each in reading.diagnoses} == {4}


def test_words_for_nothing_are_nothing() -> None:
    """Dashes of every length, `n/a`, and the like."""
    for word in ("-", "\u2013", "\u2014", "n/a", "N/A", "none", "tbd", ""):
        rows: list[list[Any]] = [["code", "link", "start", "expires", "days"], ["#a", LINK, SEEN, word, 7]]
        assert sheets.read_rows(rows).diagnoses == ()


HEAD: Final = ["Paste it", "Post 1", "Post 2", "Start", "Days"]


def test_columns_that_nobody_can_guess_are_named_by_the_caller(tmp_path: Path) -> None:
    """In Python, and the same column from a chosen one of several."""
    rows: list[list[Any]] = [HEAD, ["#a", LINK, LINK.replace(ID, "7638941401274764566"), SEEN, 7]]
    for title, id in (("Post 1", ID), ("post 2", "7638941401274764566")):
        reading = sheets.read_rows(rows, columns={"code": "Paste it", "link": title})
        assert [each.post_id for each in reading.licenses] == [id]
    path = tmp_path / "codes.csv"
    path.write_text("Paste it;Post 1;Post 2;Start;Days\n" + f"#a;{LINK};;{SEEN};7\n")
    assert len(sheets.read(path, columns={"code": "Paste it", "link": "Post 1"}).licenses) == 1


def test_a_column_that_is_named_wrongly_is_refused_with_the_choices() -> None:
    """The column, and the heading."""
    with pytest.raises(InvalidValueError, match=r"^columns: `codes` is none of `code`, `post_id`, "):
        sheets.read_rows([HEAD], columns={"codes": "Paste it"})
    with pytest.raises(InvalidValueError, match=r"^columns: of `code`, `` is no heading$"):
        sheets.read_rows([HEAD], columns={"code": ""})
    with pytest.raises(ReadingError, match="row 1: link: no heading is `Post 3`; there are `Paste it`, `Post 1`, "):
        sheets.read_rows([HEAD], columns={"code": "Paste it", "link": "Post 3"})


def workbook(**states: str) -> bytes:
    """Make a workbook whose sheets each have a code, and some of which are hidden."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, state in states.items():
        sheet = book.create_sheet(name)
        sheet.append(["code", "link", "start", "days"])
        sheet.append([f"#{name}", LINK, SEEN, 7])
        sheet.sheet_state = state
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_hidden_sheets_are_not_read_and_are_named(tmp_path: Path) -> None:
    """Unless the caller names one."""
    path = tmp_path / "codes.xlsx"
    path.write_bytes(workbook(May="visible", April="hidden", March="veryHidden"))
    reading = sheets.read(path)
    assert [each.code for each in reading.licenses] == ["#May"]
    assert [each.key for each in reading.unknown] == ["the hidden sheet `April`", "the hidden sheet `March`"]
    assert [each.code for each in sheets.read(path, sheet="April").licenses] == ["#April"]


def test_links_are_put_behind_the_cells_that_have_them_and_no_others(tmp_path: Path) -> None:
    """Of ranges too; a link inside the workbook leads nowhere, and a text that is a link itself prevails."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    other = LINK.replace(ID, "7638941401274764566")
    for row in (
        ["code", "link", "start", "days"],
        ["#a", "post", SEEN, 7],
        ["#b", other, SEEN, 7],
        ["#c", "here", SEEN, 7],
    ):
        sheet.append(row)
    sheet["B2"].hyperlink = LINK
    sheet["B3"].hyperlink = LINK
    sheet["B4"].hyperlink = Hyperlink(ref="B4", location="A1")
    sheet["C2"].hyperlink = LINK
    sheet["D2"].hyperlink = LINK
    path = tmp_path / "codes.xlsx"
    book.save(path)
    reading = sheets.read(path)
    assert [(each.code, each.post_id) for each in reading.licenses] == [("#a", ID), ("#b", "7638941401274764566")]
    assert [each.row for each in reading.diagnoses] == [4]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"<html><table><tr><td>code</td></tr></table></html>", "a web page, whatever its name says"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML><html></html>", "a web page, whatever its name says"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old XLS workbook"),
    ],
)
def test_a_file_that_is_something_else_is_named_for_what_it_is(tmp_path: Path, raw: bytes, words: str) -> None:
    """With what to do."""
    path = tmp_path / "codes.xls"
    path.write_bytes(raw)
    with pytest.raises(ReadingError, match=words):
        sheets.read(path)


def test_an_opendocument_spreadsheet_is_named(tmp_path: Path) -> None:
    """It is a ZIP archive as XLSX is, but not a workbook."""
    path = tmp_path / "codes.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(ReadingError, match="an OpenDocument spreadsheet; save it as XLSX or CSV"):
        sheets.read(path)


def test_the_received_day_is_a_start_only_where_the_sheet_gives_none() -> None:
    """A start that cannot be read stays a problem."""
    head = ["code", "link", "start", "received on", "days"]
    both, only, bad, worse = (
        sheets.read_rows([head, ["#a", LINK, start, received, 7]], tz="UTC", seen_at=SEEN)
        for start, received in (
            ("2026-05-24", "2026-05-20"),
            ("", "2026-05-20"),
            ("soon", "2026-05-20"),
            ("", "soon"),
        )
    )
    assert [each.issued_at for each in both.licenses] == [instant("2026-05-24T00:00:00Z")]
    assert [each.issued_at for each in only.licenses] == [instant("2026-05-20T00:00:00Z")]
    assert not bad.licenses
    assert not worse.licenses


def test_windows_of_the_cases_are_whole_days() -> None:
    """From the start of the first local day to the end of the last."""
    (license,) = case("unicode-text-export.txt").licenses
    first, last = day_window(date(2026, 5, 24), ZONE), day_window(date(2026, 6, 23), ZONE)
    assert [*license.window] == [Window(first.start, last.end)]
