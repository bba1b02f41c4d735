"""Facts that texts cite: each is listed among the sources."""

import re
from itertools import chain
from pathlib import Path
from typing import Final

import pytest

from sparklicense.citations import FACTS

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
