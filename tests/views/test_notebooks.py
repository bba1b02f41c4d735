"""What notebooks show: short, inert, without scripts, and without a code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import moments, portfolios

from sparklicense import (
    AdField,
    Audit,
    License,
    Portfolio,
    Post,
    SparkAd,
    Timeline,
    can_delete,
    can_edit,
    markup,
    planning,
)
from sparklicense.audit import diff

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
MOST: Final = 50_000
NASTY: Final = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></table><b>",
    "\u202egnp.exe",
    "مرحبا",
    "a\nb\x1b[31m",
    "&amp;" * 400,
    '"' * 3_000,
    "😀" * 3_000,
)


class Reader(HTMLParser):
    """Collects what a browser would: tags, their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        """Each ends the one that is open."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note it."""
        self.text += data


def read(html: str) -> Reader:
    """Check what must hold of every piece."""
    assert len(html.encode()) <= MOST
    found = Reader(html)
    assert found.open == []
    plain = {"div", "table", "thead", "tbody", "tr", "th", "td", "small", "span", "pre", "svg", "rect", "title"}
    assert set(found.tags) <= plain | {"line", "text"}
    assert not any(name.startswith("on") or name in ("href", "src") for name in found.attributes)
    return found


def everything(portfolio: Portfolio, at: Any) -> list[Any]:
    """Give every answer that a notebook shows."""
    audit, later = portfolio.audit(at=at), portfolio.audit(at="2027-01-01T00:00:00Z")
    values: list[Any] = [portfolio, audit, diff(audit, later), planning.plan(portfolio, at=at), *audit.ads]
    values += [portfolio.timeline(ad.id) for ad in portfolio.ads]
    values += [portfolio.serving(ad.id, at=at) for ad in portfolio.ads]
    values += [can_edit(AdField.CAPTION, ad=ad, at=at) for ad in portfolio.ads]
    values += [can_delete(post, ads=portfolio.ads, at=at) for post in portfolio.posts]
    return values


@given(portfolios(), moments())
def test_every_answer_is_shown_short_and_without_a_code(portfolio: Portfolio, at: DateTime) -> None:
    """Whatever the facts are."""
    codes = [each.code for each in portfolio.licenses if each.code is not None and len(each.code) > 6]
    for value in everything(portfolio, at):
        text = read(value._repr_html_()).text
        assert not any(code in text for code in codes)
        assert len(repr(value)) <= 200 or not isinstance(value, Audit | Portfolio | Timeline)


@pytest.mark.parametrize("name", NASTY)
def test_hostile_names_are_inert(name: str) -> None:
    """They stand as text, cut where they are long."""
    posts = [Post(id=str(n), published_at="2026-05-01T00:00:00Z", creator="maya") for n in range(40)]
    ads = [
        SparkAd(id=f"{n}{name}", post_id=str(n), starts_at="2026-06-01T00:00:00Z", name=name, campaign_id=name)
        for n in range(40)
    ]
    code = License.issue(code="#secret=", post_id="1", issued_at="2026-05-24T07:09:07Z")
    portfolio = Portfolio(posts=posts, ads=ads, licenses=[code])
    for value in everything(portfolio, "2026-06-02T00:00:00Z"):
        read(value._repr_html_())
    table = read(portfolio.audit(at="2026-06-02T00:00:00Z")._repr_html_())
    assert "of 40 rows" in table.text
    assert table.tags.count("tr") <= 21


@given(st.lists(st.text(max_size=300), min_size=2, max_size=200, unique=True))
def test_a_strip_names_each_state_and_counts_what_it_leaves_out(states: list[str]) -> None:
    """Also where there are many, with long names."""
    timeline = Timeline(states[0], [(START + timedelta(days=n), each) for n, each in enumerate(states[1:])])
    found = read(timeline._repr_html_())
    assert ("the first 60 changes" in found.text) is (len(states) > 61)
    assert found.tags.count("rect") == min(len(states), 61)


def test_a_timeline_that_never_changes_is_a_strip_of_one_color() -> None:
    """And one that changes once has a line where it does."""
    always = read(Timeline("serving")._repr_html_())
    assert (always.tags.count("rect"), always.tags.count("line")) == (1, 0)
    once = read(Timeline("serving", [("2026-01-01T00:00:00Z", "paused")])._repr_html_())
    assert (once.tags.count("rect"), once.tags.count("line")) == (2, 1)
    assert "2026-01-01 00:00:00 UTC" in once.text


def test_a_table_without_rows_says_so() -> None:
    """And one row is a row."""
    assert read(markup.table("Ads", ("ad",), [], 0)).text == "Ads0 rows"
    assert read(markup.table("Ads", ("ad",), [("7",)], 1)).text == "Adsad71 row"


def test_a_table_of_nothing_but_markup_is_cut_by_its_size() -> None:
    """Twenty rows of quotation marks would be six times as long as they look."""
    found = read(markup.table("Ads", tuple("abcdef"), [('"' * 3_000,) * 6] * 30, 30))
    rows = found.tags.count("tr") - 1
    assert 1 < rows < markup.MOST_ROWS
    assert f"{rows} of 30 rows" in found.text
