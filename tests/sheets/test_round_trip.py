"""What is written as a code sheet is read back as it was, in every format."""

from __future__ import annotations

import csv
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import OTHER_POST_ID, POOL, POST_ID, licenses, portfolios

from sparklicense import License, Portfolio, PortfolioFileError, Post
from sparklicense.sources import sheets

FORMATS = (".csv", ".tsv", ".xlsx")
ZONES = ("UTC", "America/Los_Angeles", "Asia/Kathmandu")
FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")

HARD_CODES = (
    "=cmd|' /C calc'!A0", "=1+1", '="7"', "+v08a+b/c=", "-a", "@SUM(1+1)", "#+v08a+b/c=", "#N/A", "#NAME?", "####",
    "1E5", "7,12E+18", "7638941401274760000", "'quoted'", "'", "''", '"quoted"', '"', "“quoted”", "`a`", "ends'",
    "unknown", "tbd", "n/a", "-", "pending", "two\nlines", "a,b;c\td", 'say "yes"', "%2B%2f==", "日本", "#\u00e4=",
    "\uff1dfull", "true", "007", "1.0", "2026-10-31", "https://www.tiktok.com/@a/video/1", "_x0041_", "a\u00a0b",
)  # fmt: skip
"""Codes that spreadsheets, CSV or the reader itself could take for something else."""


def there_and_back(facts: Portfolio | list[License], suffix: str, tz: str = "UTC") -> tuple[Portfolio, int]:
    """Write a sheet and read it, strictly; give what it holds and how much was assumed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"codes{suffix}")
        sheets.write(facts, path, tz=tz)
        reading = sheets.read(path, strict=True)
    assert reading.unknown == ()
    return reading.portfolio, len(reading.assumed)


def carried(several: Iterable[License]) -> list[License]:
    """Leave out what no column carries."""
    return [attrs.evolve(each, own=False) for each in several]


def licensed(portfolio: Portfolio) -> set[Post]:
    """Give the posts that have a license, as far as a sheet tells of them."""
    ids = {license.post_id for license in portfolio.licenses}
    return {
        Post(id=post.id, creator=post.creator, published_at=post.published_at)
        for post in portfolio.posts
        if post.id in ids
    }


@given(portfolio=portfolios(), suffix=st.sampled_from(FORMATS), tz=st.sampled_from(ZONES))
def test_a_portfolio_s_licenses_and_their_posts_are_read_back_as_they_were(
    portfolio: Portfolio, suffix: str, tz: str
) -> None:
    """Every field, in order, to the microsecond, whatever zone they are written in; nothing is assumed."""
    portfolio = portfolio.with_(*carried(portfolio.licenses))
    again, assumed = there_and_back(portfolio, suffix, tz)
    assert again.licenses == portfolio.licenses
    assert set(again.posts) == licensed(portfolio)
    assert assumed == 0


@given(
    st.lists(st.sampled_from((POST_ID, OTHER_POST_ID)).flatmap(licenses), max_size=4, unique_by=lambda each: each.id)
)
def test_licenses_alone_are_read_back_as_they_were(several: list[License]) -> None:
    """Of their posts nothing but the ids is known, so each publication is assumed, and listed."""
    several = carried(several)
    again, assumed = there_and_back(several, ".csv")
    assert list(again.licenses) == several
    assert {post.id for post in again.posts} == {license.post_id for license in several}
    assert assumed == len(again.posts)


def test_a_license_of_an_own_post_is_refused_by_the_name_of_what_no_column_carries(tmp_path: Path) -> None:
    """Rather than read back as somebody else's."""
    own = License.issue(code="#one=", post_id="1", issued_at="2026-05-24T07:09:07Z", own=True)
    with pytest.raises(PortfolioFileError, match=r"own: a sheet has no column for it; write a portfolio file$"):
        sheets.write([own], tmp_path / "codes.csv")


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_code_is_read_back_byte_for_byte(suffix: str) -> None:
    """Those that look like formulas, errors, numbers, quotations or words for nothing as well."""
    several = [
        License.issue(code=code, post_id=str(number), issued_at="2026-05-24T07:09:07Z")
        for number, code in enumerate(HARD_CODES, 1)
    ]
    again, _ = there_and_back(several, suffix)
    assert [license.code for license in again.licenses] == list(HARD_CODES)
    assert list(again.licenses) == several


CODES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf")), min_size=1).filter(
    str.strip
)


@given(
    st.lists(
        st.one_of(CODES, st.from_regex(r"\A[=+\-@#'][A-Za-z0-9+/='#]{0,12}\Z")), min_size=1, max_size=5, unique=True
    ),
    st.sampled_from(FORMATS),
)
def test_no_text_of_a_code_is_changed(codes: list[str], suffix: str) -> None:
    """Whatever its characters are, but for the white space around it, which no code has."""
    several = [
        License.issue(code=code, post_id=f"{POST_ID}{number}", issued_at=POOL[0])
        for number, code in enumerate(codes, 1)
    ]
    again, _ = there_and_back(several, suffix)
    assert list(again.licenses) == several


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_nothing_in_a_written_text_is_a_formula(tmp_path: Path, suffix: str) -> None:
    """No cell begins with what makes a spreadsheet evaluate it: codes, ids, and creators alike."""
    post = Post(id="-1", creator="@=SUM(A1)", published_at=POOL[0])
    license = License.issue(code="=cmd|'/C calc'!A0", post_id="-1", issued_at=POOL[0], advertiser_id="=1", id="=1+1")
    sheets.write(Portfolio(posts=[post], licenses=[license]), tmp_path / f"codes{suffix}")
    with (tmp_path / f"codes{suffix}").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="," if suffix == ".csv" else "\t"))
    assert [cell for row in rows for cell in row if cell.startswith((*FORMULAS, "\t", "\r", "\n"))] == []
    assert rows[1][0] == "'=cmd|'/C calc'!A0"
    assert rows[1][2] == "'=sum(a1)"


def test_nothing_in_a_written_workbook_is_a_formula(tmp_path: Path) -> None:
    """Each cell is text by its kind and its format; the apostrophe is a mark on the cell, not in its text."""
    license = License.issue(code="=cmd|'/C calc'!A0", post_id="7638941401274764565", issued_at=POOL[0], id="+1")
    sheets.write([license], tmp_path / "codes.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "codes.xlsx").active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}
    assert sheet["A2"].value == "=cmd|'/C calc'!A0"
    assert [cell.value for cell in cells if cell.quotePrefix] == ["=cmd|'/C calc'!A0", "+1"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_written_sheet_is_for_its_owner_alone(tmp_path: Path, suffix: str) -> None:
    """It carries codes; what was there is replaced."""
    path = tmp_path / f"codes{suffix}"
    path.write_text("old")
    path.chmod(0o644)
    sheets.write([License.issue(code="#a", post_id="1", issued_at=POOL[0])], path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_sheet_of_no_licenses_is_read_back_as_none(suffix: str) -> None:
    """It has its headings, and no rows."""
    assert there_and_back([], suffix)[0] == Portfolio()


@pytest.mark.parametrize(
    ("tz", "text"),
    [
        ("America/Los_Angeles", "2026-05-24T00:09:07-07:00"),
        ("Asia/Kathmandu", "2026-05-24T12:54:07+05:45"),
        ("UTC", "2026-05-24T07:09:07+00:00"),
    ],
)
def test_instants_are_written_with_their_offset(tmp_path: Path, tz: str, text: str) -> None:
    """In the zone that is asked for."""
    sheets.write([License.issue(code="#a", post_id="1", issued_at="2026-05-24T07:09:07Z")], tmp_path / "a.csv", tz=tz)
    assert text in (tmp_path / "a.csv").read_text()


def test_an_instant_that_a_clock_cannot_show_is_written_in_utc(tmp_path: Path) -> None:
    """At the edge of the calendar, and where offsets were not whole minutes."""
    old = License(code="#a", post_id="1", issued_at="0001-01-01T00:00:00Z", expires_at="1900-01-01T00:00:00Z")
    sheets.write([old], tmp_path / "a.csv", tz="America/Los_Angeles")
    row = (tmp_path / "a.csv").read_text().splitlines()[1]
    assert "0001-01-01T00:00:00Z" in row
    assert "1899-12-31T16:00:00-08:00" in row
    sheets.write([old], tmp_path / "a.csv", tz="Europe/Amsterdam")
    assert "1900-01-01T00:00:00Z" in (tmp_path / "a.csv").read_text()
    assert sheets.read(tmp_path / "a.csv").licenses == (old,)


# What cannot be carried is refused, and nothing is written


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"post_id": " 1"}, "license `"),
        ({"post_id": "a\nb"}, "row 2: post_id: not an id"),
        ({"id": "padded "}, "license `padded `: a sheet cannot carry one of its texts as it is"),
        ({"code": "same", "advertiser_id": "same"}, "row 2: one of its ids is also a code"),
    ],
)
def test_what_a_sheet_cannot_carry_is_refused(
    tmp_path: Path, suffix: str, fields: dict[str, str], problem: str
) -> None:
    """Texts that begin or end with white space, ids of several lines, a code that is also an id."""
    license = License.issue(**{"code": "#a", "post_id": "1", "issued_at": "2026-05-24T07:09:07Z", **fields})  # type: ignore[arg-type]  # the fields of the case
    path = tmp_path / f"codes{suffix}"
    with pytest.raises(PortfolioFileError) as refused:
        sheets.write([license], path)
    assert problem in str(refused.value)
    assert not path.exists()


def test_a_creator_that_a_sheet_cannot_carry_is_refused(tmp_path: Path) -> None:
    """The post is named."""
    portfolio = Portfolio(
        posts=[Post(id="1", creator="two\r\nlines", published_at=POOL[0])],
        licenses=[License.issue(code="#a", post_id="1", issued_at=POOL[0])],
    )
    with pytest.raises(PortfolioFileError, match="post `1`: creator: a sheet cannot carry it as it is"):
        sheets.write(portfolio, tmp_path / "codes.xlsx")


@pytest.mark.parametrize("suffix", FORMATS)
def test_one_code_on_two_posts_is_refused(tmp_path: Path, suffix: str) -> None:
    """Licenses alone are not checked together before; both rows are named."""
    several = [License.issue(code="#a", post_id=post_id, issued_at=POOL[0]) for post_id in ("1", "2")]
    with pytest.raises(PortfolioFileError) as refused:
        sheets.write(several, tmp_path / f"codes{suffix}")
    assert [problem.partition(" has")[0].partition(": ")[2] for problem in refused.value.problems] == [
        "row 2: code: row 3",
        "row 3: code: row 2",
    ]


@pytest.mark.parametrize("facts", ["codes", ["#a"], [Post(id="1", published_at=POOL[0])], 5])
def test_what_are_no_licenses_is_refused_by_its_kind(tmp_path: Path, facts: Any) -> None:
    """A row is a license."""
    with pytest.raises(TypeError, match=r"^facts: "):
        sheets.write(facts, tmp_path / "codes.csv")


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    """UTF-8 cannot carry it, and neither can XML."""
    license = License.issue(code="a\ud800", post_id="1", issued_at=POOL[0])
    for suffix in FORMATS:
        with pytest.raises(PortfolioFileError, match=r"codes\.\w+: a text holds "):
            sheets.write([license], tmp_path / f"codes{suffix}")


def test_a_character_that_xml_cannot_carry_is_refused_in_a_workbook(tmp_path: Path) -> None:
    """CSV carries it."""
    license = License.issue(code="a\x01b", post_id="1", issued_at=POOL[0])
    with pytest.raises(PortfolioFileError, match="a character that XLSX cannot carry; write CSV"):
        sheets.write([license], tmp_path / "codes.xlsx")
    assert there_and_back([license], ".csv")[0].licenses == (license,)


@pytest.mark.parametrize("name", ["a\0.csv", "\ud800.csv"])
def test_a_name_that_no_file_may_have_is_refused(tmp_path: Path, name: str) -> None:
    """As one problem."""
    with pytest.raises(PortfolioFileError, match="cannot be written: its name holds what no name may"):
        sheets.write([], tmp_path / name)


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    """The name says what the file is."""
    with pytest.raises(PortfolioFileError, match=r"codes\.ods: a code sheet ends in `\.csv`, `\.tsv` or `\.xlsx`"):
        sheets.write([], tmp_path / "codes.ods")
