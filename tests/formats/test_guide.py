"""The page that maps the guide: every row and case named there exists, and no row is missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest

import sparklicense
from sparklicense import DELETION, EDITING, EXPIRY, SERVING, planning
from sparklicense.formats import AVAILABILITY, ELIGIBILITY, LIMITS, PLATFORMS, SITUATIONS, TIES, TRAITS

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = (ROOT / "docs" / "formats" / "guide.md").read_text("utf-8")
TABLES: Final[dict[str, tuple[Any, ...]]] = {
    "serving": SERVING.rows,
    "editing": EDITING.rows,
    "deletion": DELETION.rows,
    "traits": TRAITS,
    "availability": AVAILABILITY,
    "situations": SITUATIONS,
    "ties": TIES,
    "platforms": PLATFORMS,
    "limits": LIMITS,
    "eligibility": ELIGIBILITY.rows,
}
ROWS: Final = {f"{table}:{row.id}" for table, rows in TABLES.items() for row in rows}


def part(title: str) -> list[list[str]]:
    """Read the lines of the table under a heading of the page."""
    text = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return lines[2:]


COMPUTED: Final = part("What is computed")
NOT_COMPUTED: Final = part("What cannot be computed")
UNSAID: Final = part("What the guide does not say")


def cases() -> dict[str, str]:
    """Read every case's name, with the row it shows; a case of no row shows none."""
    found: dict[str, str] = {}
    for file in ("formats.md", "formats_rulebooks.md"):
        head: list[str] = []
        for line in (ROOT / "tests" / "cases" / file).read_text("utf-8").splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if cells[0] == "case":
                head = cells
            elif line[:1] == "|" and "---" not in cells[0]:
                found[cells[0]] = dict(zip(head, cells, strict=True)).get("row", "")
    return found


CASES: Final = cases()


def names(cell: str) -> list[str]:
    """Read the names in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def test_the_page_has_its_three_tables() -> None:
    """And they are of some size."""
    assert len(COMPUTED) > 60
    assert len(NOT_COMPUTED) > 10
    assert len(UNSAID) > 60
    assert len(CASES) > 150


@pytest.mark.parametrize("line", COMPUTED, ids=lambda line: line[1])
def test_what_is_computed_is_held_by_rows_or_functions_that_exist(line: list[str]) -> None:
    """Each row is in its table, each function or method behind the front door."""
    assert names(line[2])
    for name in names(line[2]):
        if ":" in name:
            assert name in ROWS
        else:
            owner, _, member = name.partition(".")
            place = planning if owner == "planning" else getattr(sparklicense, owner)
            assert not member or hasattr(place, member)


@pytest.mark.parametrize("line", [*COMPUTED, *UNSAID], ids=lambda line: line[-3] + line[-2])
def test_each_case_shows_a_row_it_is_named_for(line: list[str]) -> None:
    """A case that is about one row is named beside that row; briefs and codes are about none."""
    held = {name.partition(":")[2] for name in names("".join(line[:-1]))}
    shown = [case.strip() for case in line[-1].split(",")]
    assert shown
    for case in shown:
        assert case in CASES
        assert CASES[case] in {"", *held}
    # And nothing stands beside cases that do not show it.
    rows = {name.partition(":")[2] for name in names("".join(line[:-1])) if ":" in name}
    assert rows <= {CASES[case] for case in shown}


def test_no_row_is_missing() -> None:
    """Of any table; the rows of expiry are the license rows of serving."""
    named = {name for line in COMPUTED for name in names(line[2]) if ":" in name}
    rest = {name for line in UNSAID for name in names(line[0])}
    assert named | rest == ROWS
    assert named & rest == set()
    assert set(EXPIRY.rows) <= set(SERVING.rows)


def test_every_case_is_on_the_page() -> None:
    """None is left over."""
    named = {case.strip() for line in (*COMPUTED, *UNSAID) for case in line[-1].split(",")}
    assert {case for case in CASES if not case.startswith(("brief", "upload"))} - named == set()


@pytest.mark.parametrize("line", UNSAID, ids=lambda line: line[0])
def test_the_source_of_a_remaining_row_is_the_rows_own(line: list[str]) -> None:
    """As its citations have it."""
    table, _, id = names(line[0])[0].partition(":")
    row = next(row for row in TABLES[table] if row.id == id)
    citations = row.citations if table != "traits" else [each for cell in row.cells for each in cell.citations]
    assert line[1] == ("; ".join(dict.fromkeys(each.section for each in citations)) or "our choice")


def test_what_cannot_be_computed_says_why() -> None:
    """Each with a reason."""
    assert all(section and says and why for section, says, why in NOT_COMPUTED)
