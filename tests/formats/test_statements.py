"""Statements: each has its source, opinions are the guide's, and no figure stands without source and date."""

from __future__ import annotations

import re
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparklicense import GUIDE, PLATFORM, Citation
from sparklicense.citations import FACTS, facts, guide
from sparklicense.errors import InvalidValueError, RulebookError, WrongTypeError
from sparklicense.formats import (
    AVAILABILITY,
    ELIGIBILITY,
    FIGURES,
    LIMITS,
    PLATFORMS,
    SITUATIONS,
    TIES,
    TRAITS,
    Basis,
    Figure,
    Format,
    compare,
)
from sparklicense.formats.statements import Said, check_rows, sourced

EVERYTHING: Final[tuple[Said, ...]] = (
    *(cell for trait in TRAITS for cell in trait.cells),
    *AVAILABILITY,
    *SITUATIONS,
    *PLATFORMS,
    *LIMITS,
    *TIES,
    *ELIGIBILITY.rows,
)
FIGURE: Final = Figure("clicks", "+1 %", "somebody", "2026-01-01")


@attrs.frozen(kw_only=True)
class Row:
    """A row that is in order but for what is changed."""

    id: str = "x"
    reason: str = "it is so"
    basis: Basis = Basis.PLATFORM
    citations: tuple[Citation, ...] = (facts("G8"),)
    figures: tuple[Figure, ...] = ()


def test_every_row_is_cited() -> None:
    """With facts that are in the table, or with a section of the guide."""
    assert len(EVERYTHING) > 120
    for row in EVERYTHING:
        assert row.citations
        for citation in row.citations:
            assert citation.section
            if citation.title != guide("").title:
                assert set(citation.section.split(", ")) <= FACTS.keys()


def test_every_row_says_on_what_basis_it_stands() -> None:
    """A rule of the platform cites the platform, an opinion the guide, a report its figures."""
    for row in EVERYTHING:
        text = sourced(row)
        kind = {
            Basis.PLATFORM: "platform rule: ",
            Basis.GUIDE: "the guide's opinion: ",
            Basis.REPORTED: "industry-reported, unverified: ",
            Basis.OURS: "this library's choice: ",
        }[row.basis]
        assert text.startswith(f"{row.reason} [{kind}")
        assert all(str(citation) in text for citation in row.citations)
        assert all(str(figure) in text for figure in row.figures)
    assert {row.basis for row in EVERYTHING} == set(Basis)
    assert {row.id for row in EVERYTHING if row.basis is Basis.OURS} == {rule.id for rule in TIES}


def test_no_performance_figure_is_claimed_without_its_source_and_its_date() -> None:
    """In no row's words, and in no comparison of any two formats."""
    for row in EVERYTHING:
        assert re.search(r"[0-9]\s*%|\$", row.reason) is None
    known = "|".join(re.escape(str(figure)) for figure in FIGURES.values())
    for policy in (GUIDE, PLATFORM):
        for one in Format:
            for other in Format:
                text = compare(one, other, at="2026-06-01T00:00:00Z", policy=policy).explain()
                assert re.search(r"[0-9]\s*%|\$", re.sub(known, "", text)) is None


def test_every_figure_has_its_source_and_its_date() -> None:
    """TikTok's own are dated; what the guide reports is undated, and says when it was read."""
    for figure in FIGURES.values():
        assert re.search(r"20[0-9]{2}", figure.dated)
        assert figure.source in str(figure)
        assert figure.dated in str(figure)
        assert figure.value in str(figure)
    used = {figure for row in EVERYTHING for figure in row.figures}
    assert used == set(FIGURES.values())


@given(st.sampled_from(("measure", "value", "source", "dated")), st.sampled_from(("", " ", "\n")))
def test_a_figure_refuses_to_stand_without_any_of_its_parts(field: str, empty: str) -> None:
    """Whichever is missing."""
    with pytest.raises(InvalidValueError, match=f"^{field}: empty; no figure stands without it$"):
        attrs.evolve(FIGURE, **{field: empty})


def test_a_figure_is_text() -> None:
    """A number alone says neither what nor whose."""
    with pytest.raises(WrongTypeError, match=r"value: text, not float: `1\.42`"):
        attrs.evolve(FIGURE, value=1.42)  # type: ignore[arg-type] # that is the point


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"citations": ()}, "row `x` has no citation"),
        ({"citations": (guide("FAQ"),)}, "row `x` is a platform rule and cites no platform fact"),
        ({"basis": Basis.GUIDE}, "row `x` is the guide's opinion and does not cite it"),
        ({"figures": (FIGURE,)}, "row `x` holds figures and is not industry-reported"),
        ({"reason": "it is 5 % better"}, "row `x` claims a performance figure in its words, without source and date"),
        ({"reason": "costs halve to $1"}, "row `x` claims a performance figure in its words, without source and date"),
    ],
)
def test_a_dishonest_row_is_refused(changes: dict[str, Any], problem: str) -> None:
    """With what is wrong with it."""
    check_rows("rows", [Row()])
    with pytest.raises(RulebookError) as caught:
        check_rows("rows", [Row(**changes)])
    assert str(caught.value).startswith("table `rows`: ")
    assert problem in str(caught.value)


def test_all_that_is_wrong_with_a_table_comes_together() -> None:
    """Rows of one id, what a row lacks, and what the table's own check has found."""
    with pytest.raises(RulebookError) as caught:
        check_rows("rows", [Row(), Row(citations=())], ["and this"])
    assert str(caught.value) == (
        "table `rows`: 2 rows have the id `x`; row `x` has no citation; "
        "row `x` is a platform rule and cites no platform fact; and this"
    )
