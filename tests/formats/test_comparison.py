"""Comparisons, controls, limits, availability and platforms."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparklicense import GUIDE, PLATFORM, AdField, Alternative, Policy, SparkAd, can_edit, instant
from sparklicense.citations import facts, guide
from sparklicense.errors import InvalidValueError, RulebookError
from sparklicense.formats import (
    AVAILABILITY,
    COMPARISON_COLUMNS,
    LIMITS,
    TRAITS,
    Basis,
    Cell,
    Format,
    Trait,
    availability,
    compare,
    comparison_rows,
    comparison_to_data,
    controls,
    equivalent,
    limits,
)
from sparklicense.formats.cells import check_traits

AT: Final = "2026-06-01T00:00:00Z"
MOMENTS: Final = st.sampled_from(
    ("0001-01-01T00:00:00Z", "2026-01-14T23:59:59.999999Z", "2026-01-15T00:00:00Z", "2026-01-27T00:00:00Z", AT)
)
POLICIES: Final = st.sampled_from((GUIDE, PLATFORM))


@given(st.sampled_from(Format), st.sampled_from(Format), MOMENTS, POLICIES)
def test_a_comparison_the_other_way_round_is_its_mirror(one: Format, other: Format, at: str, policy: Policy) -> None:
    """Line by line; and a format does not differ from itself where anything is known of it."""
    there, back = compare(one, other, at=at, policy=policy), compare(other, one, at=at, policy=policy)
    assert [(row.one, row.other) for row in there.rows] == [(row.other, row.one) for row in back.rows]
    assert [row.differs for row in there.rows] == [row.differs for row in back.rows]
    if one is other:
        assert {row.id for row in there.rows if row.differs} == {row.id for row in there.rows if row.one is None}


@given(st.sampled_from(Format), st.sampled_from(Format), MOMENTS, POLICIES)
def test_a_comparison_holds_every_trait_once_in_every_form(one: Format, other: Format, at: str, policy: Policy) -> None:
    """As a table, in words, as data and as rows."""
    both = compare(one, other, at=at, policy=policy)
    assert [row.id for row in both.rows] == ["availability", *(trait.id for trait in TRAITS)]
    table = both.table()
    assert table[0] == ("", one.words, other.words)
    assert [line[0] for line in table[1:]] == [row.aspect for row in both.rows]
    text = both.explain()
    assert text.startswith(f"`{one}` against `{other}` at ")
    data = comparison_to_data(both)
    assert [each["trait"] for each in data["traits"]] == [row.id for row in both.rows]
    for row, line in zip(both.rows, data["traits"], strict=True):
        for side, cell in (("one", row.one), ("other", row.other)):
            assert (line[side] is None) is (cell is None)
            if cell is not None:
                assert line[side]["reason"] == cell.reason
                assert cell.reason in text
    rows = comparison_rows(both)
    assert all(len(row) == len(COMPARISON_COLUMNS) for row in rows)
    assert len(rows) == sum(cell is not None for row in both.rows for cell in (row.one, row.other))


def test_a_figure_is_in_the_table_with_its_source_and_its_date() -> None:
    """Where the other cells are plain words."""
    table = {line[0]: line[1:] for line in compare("spark_pull", "in_feed", at=AT).table()}  # type: ignore[arg-type] # text is accepted
    assert table["bidding"] == ("works the same way (the guide's opinion)",) * 2
    assert "+142 % (TikTok's Spark Ads Creative Playbook" in table["engagement"][0]
    assert "published 2024-03-04" in table["engagement"][0]


def test_an_unknown_format_is_refused() -> None:
    """With the formats there are."""
    with pytest.raises(InvalidValueError, match="other: `banner` is not known; choose one of spark_pull, in_feed"):
        compare(Format.IN_FEED, "banner", at=AT)  # type: ignore[arg-type] # that is the point


def test_an_unknown_platform_is_refused() -> None:
    """With the platforms there are."""
    with pytest.raises(InvalidValueError, match="platform: `orkut` is not known; choose one of tiktok, instagram"):
        equivalent("orkut")  # type: ignore[arg-type] # that is the point


@given(st.sampled_from(Format), MOMENTS, POLICIES)
def test_exactly_one_row_says_whether_a_format_can_be_chosen(which: Format, at: str, policy: Policy) -> None:
    """At every instant, under each policy."""
    holding = [row for row in AVAILABILITY if row.format is which and row.holds(instant(at), policy)]
    assert holding == [availability(which, at=at, policy=policy)]


@given(MOMENTS, POLICIES)
def test_what_editing_names_instead_can_be_chosen(at: str, policy: Policy) -> None:
    """Editing never sends anybody to a new In-Feed Ad once those are closed for good."""
    ad = SparkAd(id="7", post_id="1", starts_at=AT)
    instead = {can_edit(field, ad=ad, at=at, policy=policy).alternative for field in AdField}
    if Alternative.NEW_IN_FEED_AD in instead:
        assert availability(Format.IN_FEED, at=at, policy=policy).is_open


@given(POLICIES, MOMENTS)
def test_what_the_advertiser_controls_is_what_can_be_edited(policy: Policy, at: str) -> None:
    """Before the flight starts: every field is either the advertiser's or locked."""
    found = controls(policy)
    ad = SparkAd(id="7", post_id="1", starts_at="9999-01-01T00:00:00Z")
    allowed = [field for field in AdField if can_edit(field, ad=ad, at=at, policy=policy).allowed]
    assert list(found.advertisers) == allowed
    assert {*found.advertisers, *found.locked} == set(AdField)
    assert len(found.advertisers) + len(found.locked) == len(AdField)


def test_the_two_policies_differ_in_placement_and_post() -> None:
    """As the sources do."""
    assert set(controls(GUIDE).locked) - set(controls(PLATFORM).locked) == {AdField.POST}
    assert set(controls(PLATFORM).locked) - set(controls(GUIDE).locked) == {AdField.PLACEMENT}


def test_every_format_has_its_limits() -> None:
    """And each limit is some format's."""
    assert {limit.id for which in Format for limit in limits(which)} == {limit.id for limit in LIMITS}
    assert {limit.id for limit in limits(Format.IN_FEED)} == {
        "creatives_per_call",
        "name_characters",
        "text_characters",
        "tracking_parameters",
    }


def cell(**changes: Any) -> Cell:
    """Make a cell that is in order but for what is changed."""
    given_: dict[str, Any] = {
        "format": Format.IN_FEED,
        "reason": "it is so",
        "basis": Basis.GUIDE,
        "citations": (guide("FAQ"),),
        **changes,
    }
    return Cell(**given_)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ((), "no format has a cell"),
        ((cell(), cell()), "2 rows have the id `in_feed`; format `in_feed` has two cells at one instant"),
        ((cell(until="2026-06-02T00:00:00Z"), cell(since=AT)), "format `in_feed` has two cells at one instant"),
        ((cell(citations=()),), "row `in_feed` has no citation"),
        ((cell(basis=Basis.PLATFORM),), "row `in_feed` is a platform rule and cites no platform fact"),
    ],
)
def test_a_trait_is_refused(cells: tuple[Cell, ...], problem: str) -> None:
    """With what is wrong with its cells."""
    Trait(id="x", aspect="so", cells=(cell(until=AT), cell(since=AT), cell(format=Format.SPARK_PULL)))
    with pytest.raises(RulebookError, match="table `trait x`") as caught:
        Trait(id="x", aspect="so", cells=cells)
    assert problem in str(caught.value)


def test_two_traits_of_one_id_are_refused() -> None:
    """By that id."""
    with pytest.raises(RulebookError, match="table `traits`: two rows have the id `profile`"):
        check_traits((TRAITS[0], attrs.evolve(TRAITS[0])))


def test_a_dated_cell_says_since_when() -> None:
    """In its id, so that two of one format are told apart."""
    dated = cell(since=AT, citations=(facts("B17"), guide("FAQ")))
    assert dated.id == "in_feed since 2026-06-01T00:00:00Z"
    trait = Trait(id="x", aspect="so", cells=(dated,))
    assert trait.cell(Format.IN_FEED, "2026-05-31T23:59:59Z") is None
    assert trait.cell(Format.IN_FEED, AT) is dated
