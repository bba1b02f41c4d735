"""Rows that repeat each other are taken once; of rows that contradict each other none is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import MARK

from sparklicense import License, ReadingError, instant
from sparklicense.sources import sheets
from sparklicense.sources.readings import Reading

ID, OTHER = "7638941401274764565", "7638941401274764566"
START, LATER, END, LAST = "2026-05-24T07:09:07Z", "2026-06-01T00:00:00Z", "2026-06-23T07:09:07Z", "2026-07-23T07:09:07Z"
CODE = f"#{MARK}="
HEADINGS = ["code", "post id", "start", "end", "ad account id", "creator", "published"]


def read(*rows: list[Any], **declared: Any) -> Reading:
    """Read a sheet of these rows."""
    return sheets.read_rows([HEADINGS, *rows], source="codes.csv", **declared)


def told(reading: Reading) -> list[tuple[int | None, str | None, str]]:
    """Give what was not taken."""
    return [(each.row, each.field, each.problem) for each in reading.diagnoses]


def test_the_same_row_twice_is_one_license() -> None:
    """The repetition is listed, with the row that it repeats."""
    row = [CODE, ID, START, END]
    reading = read(row, [f" {CODE}", f"'{ID}", START, "2026-06-23 09:09:07+02:00"], row)
    assert len(reading.licenses) == 1
    assert told(reading) == [(3, None, "it repeats row 2; taken once"), (4, None, "it repeats row 2; taken once")]


def test_one_code_on_two_posts_is_neither_s() -> None:
    """Both rows are named by their numbers, the code by its fingerprint."""
    reading = read([CODE, ID, START, END], ["#b", ID, START, END], [CODE, OTHER, START, END], [CODE, OTHER, LATER, END])
    assert [license.code for license in reading.licenses] == ["#b"]
    assert [post.id for post in reading.posts] == [ID]
    fingerprint = License.issue(code=CODE, post_id=ID, issued_at=START).fingerprint
    text = f"(fingerprint `{fingerprint}`) on another post; one code is for one post, so neither is taken"
    assert told(reading) == [
        (row, "code", f"row {other} has the same code {text}") for row, other in ((2, 4), (4, 2), (5, 2))
    ]
    assert MARK not in "".join(map(str, reading.diagnoses))


def test_one_license_with_two_ends_is_neither() -> None:
    """Which end is right is not guessed; with a third row that repeats one of them it is not guessed either."""
    reading = read([CODE, ID, START, END], [CODE, ID, START, LAST], [CODE, ID, START, END])
    assert not reading.licenses
    assert not reading.posts
    assert told(reading) == [
        (row, "end", f"row {other} has the same license with another `expires_at`, so neither is taken")
        for row, other in ((2, 3), (3, 2), (4, 3))
    ]


def test_a_code_issued_again_is_another_license() -> None:
    """At another start; a renewal."""
    reading = read([CODE, ID, START, END], [CODE, ID, LATER, LAST])
    assert len(reading.licenses) == 2
    assert reading.diagnoses == ()


def test_a_code_applied_by_two_accounts_is_two_licenses() -> None:
    """Of one post."""
    reading = read([CODE, ID, START, END, "1"], [CODE, ID, START, LAST, "2"])
    assert [license.advertiser_id for license in reading.licenses] == ["1", "2"]
    assert reading.diagnoses == ()


def test_an_explicit_id_that_stands_for_two_licenses_is_neither() -> None:
    """The first thing in which they differ is named."""
    reading = sheets.read_rows(
        [["code", "post id", "start", "end", "license id"], ["#a", ID, START, END, "x"], ["#b", OTHER, START, END, "x"]]
    )
    assert not reading.licenses
    assert [each.field for each in reading.diagnoses] == ["code", "code"]


def test_a_row_without_a_start_repeats_the_one_that_gives_it() -> None:
    """Before or after it; with another end it is another license."""
    for rows in ([[CODE, ID, START, END], [CODE, ID, "", END]], [[CODE, ID, "", END], [CODE, ID, START, END]]):
        reading = read(*rows, seen_at=LATER)
        assert [license.issued_at for license in reading.licenses] == [instant(START)]
        ((_, _, problem),) = told(reading)
        assert problem.endswith("which gives the start as well; taken once")
    assert len(read([CODE, ID, START, END], [CODE, ID, "", LAST], seen_at=LATER).licenses) == 2
    reading = read([CODE, ID, START, END], [CODE, ID, LATER, END], [CODE, ID, "", END], seen_at="2026-06-02T00:00:00Z")
    assert told(reading) == [(4, None, "it repeats row 2, which gives the start as well; taken once")]
    same = read([CODE, ID, "", END], [CODE, ID, LATER, END], seen_at=LATER)
    assert len(same.licenses) == 1
    assert [each.attribute for each in same.assumed] == ["published_at"]


@pytest.mark.parametrize(
    ("place", "one", "other", "column"),
    [(5, "@maya", "@jonas", "creator"), (6, "2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z", "published")],
)
def test_what_rows_say_differently_of_a_post_is_left_open(place: int, one: str, other: str, column: str) -> None:
    """The licenses do not depend on it, so they are taken."""
    rows = [[code, ID, START, END, "", "", ""] for code in ("#a", "#b", "#c")]
    rows[0][place], rows[2][place] = one, other
    reading = read(*rows)
    assert len(reading.licenses) == 3
    assert told(reading) == [(4, column, "row 2 says otherwise of the same post; left open")]
    assert reading.posts[0].creator == ""
    assert reading.posts[0].published_at == instant(START)


def test_what_one_row_says_of_a_post_holds_for_all() -> None:
    """A creator but for case and the at sign, and a publication."""
    reading = read(["#a", ID, START, END, "", "@maya", ""], ["#b", ID, START, END, "", "Maya", "2026-05-01T00:00:00Z"])
    assert (reading.diagnoses, reading.assumed) == ((), ())
    assert [(post.creator, post.published_at) for post in reading.posts] == [("maya", instant("2026-05-01T00:00:00Z"))]


def test_strict_refuses_the_whole_sheet_with_every_diagnosis() -> None:
    """One line each; assumptions and unknown columns are no reason."""
    rows = [["#a", ID, START, END], ["#a", ID, START, END], ["#b", ID, START, ""]]
    with pytest.raises(ReadingError) as refused:
        read(*rows, strict=True)
    assert refused.value.problems == tuple(map(str, read(*rows).diagnoses))
    assert refused.value.problems[0] == "codes.csv: row 3: it repeats row 2; taken once"
    assert read(rows[0], strict=True).licenses


ROWS = st.tuples(
    st.sampled_from((CODE, f"#{MARK}2=", "unknown")),
    st.sampled_from((ID, OTHER)),
    st.sampled_from(("", START, LATER)),
    st.sampled_from((END, LAST)),
    st.sampled_from(("", "1")),
)


@given(st.lists(ROWS.map(list), max_size=6))
def test_what_is_taken_belongs_together_and_every_other_row_is_told(rows: list[list[Any]]) -> None:
    """No license is taken from a row that is told not to be; the portfolio can be made."""
    reading = read(*rows, seen_at=LATER)
    assert len(reading.portfolio.licenses) + len({each.row for each in reading.diagnoses}) == len(rows)
    assert MARK not in "".join(map(str, (*reading.diagnoses, *reading.assumed)))


@given(st.lists(ROWS.map(list), max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(rows: list[list[Any]], random: Any) -> None:
    """But of repetitions, which is the first."""
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = (read(*each, seen_at=LATER) for each in (rows, shuffled))
    assert set(one.licenses) == set(other.licenses)
    assert set(one.posts) == set(other.posts)
    assert len(one.diagnoses) == len(other.diagnoses)
