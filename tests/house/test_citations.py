"""Facts that texts cite: each is listed among the sources."""

import re
import tomllib
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pytest

from sparklicense import DELETION, EDITING, REDEMPTION, SERVING
from sparklicense.citations import FACTS, Basis
from sparklicense.formats import (
    AVAILABILITY,
    ELIGIBILITY,
    LIMITS,
    PLATFORMS,
    SITUATIONS,
    TIES,
    TRAITS,
)

ROOT: Final = Path(__file__).parents[2]
TEXTS: Final = sorted(chain((ROOT / "docs").rglob("*.md"), ROOT.glob("*.md"), (ROOT / "src").rglob("*.py")))
ID: Final = r"`?[A-GIK][0-9]{1,2}[a-z]?`?"
CITED: Final = re.compile(rf"\bfacts? ({ID}(?:(?:, | and |, and ){ID})*)")


def cited(text: str) -> set[str]:
    """Give the ids of the facts that a text cites."""
    return {
        id for found in CITED.finditer(" ".join(text.split())) for id in re.findall(r"[A-GIK][0-9]+[a-z]?", found[1])
    }


def test_the_search_sees_citations() -> None:
    """Of one fact and of several, across lines."""
    assert cited("fact `A9`, facts B1 and B10; facts\nC40, C52, and C53") == {"A9", "B1", "B10", "C40", "C52", "C53"}


@pytest.mark.parametrize("path", [each for each in TEXTS if cited(each.read_text("utf-8"))], ids=lambda path: path.name)
def test_every_fact_that_a_text_cites_is_among_the_sources(path: Path) -> None:
    """A reader who looks an id up finds what it says."""
    assert cited(path.read_text("utf-8")) <= FACTS.keys()


TABLES: Final[dict[str, Iterable[Any]]] = {
    "serving": SERVING.rows, "editing": EDITING.rows, "deletion": DELETION.rows, "redemption": REDEMPTION.rows,
    "eligibility": ELIGIBILITY.rows, "availability": AVAILABILITY, "situations": SITUATIONS, "ties": TIES,
    "platforms": PLATFORMS, "limits": LIMITS, "traits": TRAITS,
}  # fmt: skip
"""Every table of rows; a trait says something of each format, with a source for each."""

RESTS_ON: Final[dict[str, dict[str, str]]] = tomllib.loads(
    Path(__file__).with_name("citations.toml").read_text("utf-8")
)
"""For every row the sources that it cites, with what they say."""


def sources(row: Any) -> set[str]:
    """Give what a row rests on that is TikTok's word or the guide's: ids of facts, headings of the guide."""
    found: set[str] = set()
    for said in getattr(row, "cells", (row,)):
        if said.basis in (Basis.PLATFORM, Basis.GUIDE):
            for each in said.citations:
                is_facts = each.title == "TikTok platform facts"
                found |= set(each.section.split(", ")) if is_facts else {each.section}
    return found


ROWS: Final = {f"{table}:{row.id}": row for table, rows in TABLES.items() for row in rows}


@pytest.mark.parametrize("name", ROWS)
def test_every_row_names_the_sentence_that_it_rests_on(name: str) -> None:
    """A row of TikTok's or of the guide's without a line fails, and so does a line of a source it does not cite."""
    assert RESTS_ON.get(name, {}).keys() == sources(ROWS[name])


def test_the_table_of_sources_says_what_the_facts_say() -> None:
    """Of rows that there are; a reviewer reads the same sentence here and on the page of sources."""
    assert RESTS_ON.keys() <= ROWS.keys()
    for said in RESTS_ON.values():
        for source, sentence in said.items():
            assert sentence.endswith(".")
            assert source not in FACTS or sentence == FACTS[source].statement
