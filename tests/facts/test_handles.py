"""Handles: one creator has one form, however people write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparklicense import License, Portfolio, Post, SparkAd
from sparklicense.checks import at_handle, handle
from sparklicense.planning import CodeRequest, lead_time, plan

FORMS = ("maya", "@maya", "Maya", " @MAYA ", "\u200b@maya\ufeff")


@pytest.mark.parametrize("form", FORMS)
def test_every_way_to_write_a_handle_is_one_creator(form: str) -> None:
    """In posts, and in what creators were asked for."""
    post = Post(id="1", creator=form, published_at="2026-05-01T00:00:00Z")
    request = CodeRequest(creator=form, asked_at="2026-05-01T00:00:00Z", received_at="2026-05-03T00:00:00Z")
    assert (post.creator, request.creator) == ("maya", "maya")
    assert post == Post(id="1", creator="maya", published_at="2026-05-01T00:00:00Z")
    assert {lead_time(each, 5 * [request], at="2026-06-01T00:00:00Z").duration.days for each in FORMS} == {2}


@given(st.text())
def test_the_one_form_is_stable(text: str) -> None:
    """A handle in its form stays as it is, and people see it with `@`."""
    once = handle(handle(text))
    assert handle(once) == once
    assert at_handle(once) == (f"@{once}" if once else "")


def test_people_read_a_handle_with_an_at() -> None:
    """In what a plan says, whoever wrote it how."""
    portfolio = Portfolio(
        posts=[Post(id="1", creator="Maya", published_at="2026-05-01T00:00:00Z")],
        licenses=[License.issue(code=None, post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)],
        ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-08-01T00:00:00Z")],
    )
    assert "Ask @maya " in plan(portfolio, at="2026-06-02T00:00:00Z").worklist[0].explain()
