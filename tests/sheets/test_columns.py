"""Columns are found by their headings, however a team spells them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparklicense import ReadingError
from sparklicense.sources import sheets
from sparklicense.sources.readings import Reading
from sparklicense.sources.sheets.columns import folded

ID = "7638941401274764565"
LINK = f"https://www.tiktok.com/@maya/video/{ID}"
START, END = "2026-05-24T07:09:07Z", "2026-06-23T07:09:07Z"
FULL: dict[str, Any] = {
    "code": "#a+b/c=",
    "post_id": ID,
    "link": LINK,
    "creator": "@maya",
    "published_at": "2026-05-01T00:00:00Z",
    "issued_at": START,
    "expires_at": END,
    "duration": 30,
    "redeemed_at": START,
    "revoked_at": "2026-06-01T00:00:00Z",
    "advertiser_id": "7390000000000000001",
    "license_id": "mine",
}
"""A value for every column."""


def refusal(rows: list[Any]) -> list[str]:
    """Tell why a sheet is refused whole."""
    with pytest.raises(ReadingError) as refused:
        sheets.read_rows(rows, source="codes")
    return list(refused.value.problems)


def spelled(reading: Reading) -> tuple[Any, ...]:
    """Give what a reading holds, without what it is called."""
    return reading.posts, reading.licenses, reading.assumed, reading.diagnoses, reading.unknown


@pytest.mark.parametrize(
    ("column", "spelling"), [(column, each) for column, several in sheets.SPELLINGS.items() for each in several]
)
def test_every_spelling_is_its_column(column: str, spelling: str) -> None:
    """A sheet with that heading is read as the one with the library's own."""
    headings = [spelling if each == column else each for each in FULL]
    assert spelled(sheets.read_rows([headings, list(FULL.values())])) == spelled(
        sheets.read_rows([list(FULL), list(FULL.values())])
    )


def test_a_full_sheet_is_taken_whole() -> None:
    """Else the law above would say nothing."""
    reading = sheets.read_rows([list(FULL), list(FULL.values())], strict=True)
    (license,), (post,) = reading.licenses, reading.posts
    assert (license.code, license.post_id, license.id) == (FULL["code"], ID, "mine")
    assert license.advertiser_id == FULL["advertiser_id"]
    assert (post.id, post.creator) == (ID, "maya")
    assert not reading.assumed
    assert not reading.unknown


def test_no_spelling_means_two_columns() -> None:
    """Nor a column that is called like another's spelling."""
    owners = {(folded(each), column) for column, several in sheets.SPELLINGS.items() for each in (column, *several)}
    assert len({spelling for spelling, _ in owners}) == len(owners)


@given(st.sampled_from([(column, each) for column, several in sheets.SPELLINGS.items() for each in several]), st.data())
def test_case_spaces_and_punctuation_of_a_heading_make_no_difference(
    spelling: tuple[str, str], data: st.DataObject
) -> None:
    """Nor do invisible characters around it, and byte order marks."""
    column, text = spelling
    letters = [each.upper() if data.draw(st.booleans()) else each for each in text]
    noisy = "".join(
        each + data.draw(st.sampled_from(("", "", "_", " ", "-", ".", "*", ":", "\u200b"))) for each in letters
    )
    around = data.draw(st.sampled_from(("{}", " {} ", "\ufeff{}", "\u00a0{}", '"{}"', "({})", "{} *")))
    headings = [around.format(noisy) if each == column else each for each in FULL]
    assert spelled(sheets.read_rows([headings, list(FULL.values())])) == spelled(
        sheets.read_rows([list(FULL), list(FULL.values())])
    )


@given(st.permutations(list(FULL)))
def test_the_order_of_columns_makes_no_difference(columns: list[str]) -> None:
    """Each is found by its heading."""
    assert spelled(sheets.read_rows([columns, [FULL[each] for each in columns]])) == spelled(
        sheets.read_rows([list(FULL), list(FULL.values())])
    )


def test_unknown_columns_are_listed_and_left_out() -> None:
    """One whose heading may hold a code by its place; one without a heading not at all."""
    reading = sheets.read_rows(
        [
            ["Campaign", "code", "", "post id", "# views", "expires", "notes", "\u202ex"],
            ["x", "#a", 1, ID, 5, END, "hi", 2],
        ],
        seen_at=START,
    )
    assert [each.key for each in reading.unknown] == ["Campaign", "column 5", "notes", "x"]
    assert len(reading.licenses) == 1
    assert reading.diagnoses == ()


@pytest.mark.parametrize("titles", [[], [[]], [["Codes 2026"]], [["Codes"], [], [None, "", None], ["made in May"]]])
def test_titles_and_blank_lines_above_the_headings_are_passed_over(titles: list[Any]) -> None:
    """And rows keep the numbers that the spreadsheet shows."""
    reading = sheets.read_rows([*titles, ["code", "post id", "expires"], [], ["#a", ID, "soon"]], seen_at=START)
    assert [each.row for each in reading.diagnoses] == [len(titles) + 3]


def test_a_row_of_values_is_not_taken_for_headings() -> None:
    """What it holds is not shown either: it may be a code."""
    problems = refusal([["#sEcReT=", ID, END], ["sEcReT", ID, END]])
    assert len(problems) == 1
    assert problems[0].startswith("codes: no row of headings among the first 30; name the columns, like `code`, ")
    assert "sEcReT" not in problems[0]
    assert refusal([]) == problems
    assert refusal([["code"], ["#sEcReT="]]) == problems
    assert refusal([["x"]] * 30 + [["code", "post id", "expires"]]) == problems


@pytest.mark.parametrize(
    ("headings", "missing"),
    [
        (["post id", "expires"], ["missing a column with the code, like `code`"]),
        (["code", "expires"], ["missing a column with the post, like `post_id` or `video link`"]),
        (["code", "post id"], ["missing a column with the end, like `expires_at`, or with the `duration` in days"]),
        (
            ["start", "creator"],
            [
                "missing a column with the code, like `code`",
                "missing a column with the post, like `post_id` or `video link`",
                "missing a column with the end, like `expires_at`, or with the `duration` in days",
            ],
        ),
    ],
)
def test_a_column_that_must_be_there_is_named_with_the_headings_found(headings: list[str], missing: list[str]) -> None:
    """All that is missing at once."""
    found = ", ".join(f"`{each}`" for each in [*headings, "my notes"])
    problems = refusal([["title"], [*headings, None, "my notes"]])
    assert problems == [f"codes: row 2: {each}; the headings are {found}" for each in missing]


def test_an_end_that_is_declared_for_all_needs_no_column() -> None:
    """The codes of this sheet last 30 days each."""
    reading = sheets.read_rows([["code", "post id", "start"], ["#a", ID, START]], days=30)
    assert reading.licenses[0].expires_at.isoformat() == "2026-06-23T07:09:07+00:00"
    (told,) = (str(each) for each in reading.assumed if each.attribute == "expires_at")
    fact = f"license {reading.licenses[0].id}: expires_at: assumed `{END}`"
    assert told == f"sheet: row 2: {fact}: the sheet gives no end; 30 days are declared for all"


def test_two_columns_of_one_meaning_are_refused() -> None:
    """Which is meant is not guessed, not even where they agree."""
    problems = refusal([["code", "Spark code", "post id", "end", "Expiry", "Valid until"]])
    wanted = "keep one, or give the other another heading"
    assert problems == [
        f"codes: row 1: the columns `code` and `Spark code` both mean `code`; {wanted}",
        f"codes: row 1: the columns `end` and `Expiry` and `Valid until` both mean `expires_at`; {wanted}",
    ]


@pytest.mark.parametrize("rows", ["code", {"code": 1}, [{"code": 1}], ["code,post"], [b"code"], [None], [5], 5])
def test_what_are_no_rows_is_refused_by_its_kind(rows: Any) -> None:
    """A text alone is not split into letters."""
    with pytest.raises(TypeError, match=r"^rows: (each a list|several lists) of cells, not "):
        sheets.read_rows(rows)
