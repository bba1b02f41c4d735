"""The law of secrets: no authorization code appears in any text but the forms that exist to carry it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime
from strategies import DAY, MARK, POST_ID, cases, codes, licenses, moments, policies, portfolios

from sparklicense import (
    GUIDE,
    SERVING,
    AdField,
    AdSettings,
    License,
    Media,
    Policy,
    Portfolio,
    Post,
    SparkAd,
    Targeting,
    Window,
    can_delete,
    can_edit,
    can_hide,
    can_revoke,
    day_window,
    edit,
    instant,
    needs_reminder,
    serving,
    serving_timeline,
)

CODE: Final = f"#{MARK}+/q8Z="
NOON: Final = instant("2026-06-01T12:00:00Z")


def texts_of(value: Any) -> Iterator[str]:
    """Give every text that Python makes of a value without being told how."""
    yield from (repr(value), str(value), f"{value}", f"{value!r}", f"{[value]}", f"{value}", "%s %r" % (value, value))  # noqa: UP031 - the old form is one more way
    record = logging.LogRecord("any", logging.INFO, "", 0, "%s %r", (value, value), None)
    yield logging.Formatter().format(record)


def told(call: Callable[[], object]) -> str:
    """Give the answer of a call as text, or everything a log would say of its failure."""
    try:
        return repr(call())
    except Exception as error:  # noqa: BLE001 - whatever it is, its text is searched
        logged = "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
        return f"{error} {error!r} {error.args} {logged}"


def test_the_search_finds_a_code_where_there_is_one() -> None:
    """A search that cannot find anything would prove nothing."""
    license = License.issue(code=CODE, post_id=POST_ID, issued_at=NOON)
    assert license.code is not None
    assert MARK in license.code
    assert MARK in told(lambda: license.code)
    assert MARK in told(lambda: int(CODE))


@given(licenses(), moments())
def test_no_text_of_a_license_shows_its_code(license: License, at: DateTime) -> None:
    """Nor that of any license made from it, nor that of any refusal to make one."""
    calls: list[Callable[[], object]] = [
        lambda: license,
        lambda: license.id,
        lambda: license.fingerprint,
        lambda: license.window,
        lambda: license.status(at),
        lambda: license.redeem(at, advertiser_id="c"),
        lambda: license.revoke(at),
        lambda: license.revoke(at).revoke(at),
        lambda: license.extend(30, at=at),
        lambda: license.extend(31, at=at),
        lambda: license.reissue(code=CODE, issued_at=at),
        lambda: license.reissue(code=CODE, issued_at=at, days=8),
        lambda: attrs.evolve(license, expires_at=license.issued_at),
        lambda: License(**{**HERE[License], "code": license.code, "post_id": 7}),
        lambda: license.status("yesterday"),
        lambda: needs_reminder(license, GUIDE),
        lambda: can_revoke(license, ads=(), at=at),
        lambda: attrs.fields(License),
    ]
    for text in [*texts_of(license), *map(told, calls)]:
        assert MARK not in text


@given(cases())
def test_no_decision_timeline_or_explanation_shows_a_code(case: Any) -> None:
    """They speak of licenses by what these do."""
    decision, timeline = case.decision(), case.timeline()
    for value in (decision, timeline, *decision.objections, decision.because, decision.explain(), timeline.spans()):
        for text in texts_of(value):
            assert MARK not in text


@given(portfolios(most=2), moments(), policies())
def test_no_answer_of_a_portfolio_shows_a_code(portfolio: Portfolio, at: DateTime, policy: Policy) -> None:
    """Nor does any audit, which is what gets printed and stored."""
    audit = portfolio.audit(at=at, within=30 * DAY, policy=policy)
    values: list[object] = [portfolio, audit, *portfolio.licenses, portfolio.expiring(at=at, within=30 * DAY)]
    values += [audit.upcoming, *(each.explanation for each in audit.ads), attrs.asdict(audit, recurse=False)]
    values += [portfolio.with_(*portfolio.licenses), *(portfolio.licenses_of(each.id) for each in portfolio.posts)]
    for value in values:
        for text in texts_of(value):
            assert MARK not in text


@given(codes(), st.permutations(range(4)))
def test_no_problem_of_a_portfolio_shows_a_code(code: str | None, order: list[int]) -> None:
    """One code on two posts is reported by its fingerprint."""
    some = [License.issue(code=code, post_id=f"{n // 2}", issued_at=NOON, days=7) for n in order]
    text = told(lambda: Portfolio(licenses=some))
    assert "occurs" in text
    assert ("of fingerprint" in text) is (code is not None)
    assert MARK not in text


HERE: Final[dict[type, dict[str, Any]]] = {
    License: {"code": None, "post_id": "1", "issued_at": NOON, "expires_at": NOON + DAY},
    Post: {"id": "1", "published_at": NOON},
    SparkAd: {"id": "1", "post_id": "1", "starts_at": NOON},
    AdSettings: {"currency": "USD"},
    Targeting: {},
    Media: {},
    Window: {"start": NOON, "end": None},
}
FIELDS: Final = [(kind, str(field.alias)) for kind in HERE for field in attrs.fields(kind)]
FREE_TEXT: Final = {
    (License, "post_id"),
    (License, "advertiser_id"),
    (License, "id"),
    (Post, "id"),
    (Post, "creator"),
    (Post, "caption"),
    (Post, "creator_name"),
    (SparkAd, "id"),
    (SparkAd, "post_id"),
    (SparkAd, "advertiser_id"),
    (SparkAd, "campaign_id"),
    (SparkAd, "adgroup_id"),
    (SparkAd, "name"),
    (AdSettings, "call_to_action"),
    (AdSettings, "landing_page_url"),
    (AdSettings, "bidding_strategy"),
    (Media, "sound"),
}
"""Where any text goes, so that nobody can tell a code from an id or a name."""
LISTS: Final = {
    (Post, "labels"),
    (AdSettings, "tracking"),
    *((Targeting, each.name) for each in attrs.fields(Targeting)),
}


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=[f"{kind.__name__}.{field}" for kind, field in FIELDS])
def test_a_code_in_the_wrong_field_is_refused_without_being_shown(kind: type, field: str) -> None:
    """A column swapped in a sheet must not carry a code into a log by way of the complaint about it."""
    wrong: list[object] = [CODE.encode(), {1: CODE}, [[CODE]], ((CODE, CODE),)]
    if (kind, field) not in FREE_TEXT | {(License, "code")}:
        wrong.append(CODE)
    if (kind, field) not in LISTS:
        wrong.append([CODE])
    for value in wrong:
        text = told(lambda value=value: kind(**{**HERE[kind], field: value}))  # type: ignore[misc]
        assert "Error" in text
        assert MARK not in text


POST: Final = Post(id="1", published_at=NOON)
AD: Final = SparkAd(id="1", post_id="1", starts_at=NOON)
LICENSE: Final = License.issue(code=CODE, post_id="1", issued_at=NOON)
PORTFOLIO: Final = Portfolio(posts=[POST], licenses=[LICENSE], ads=[AD])
MISTAKES: Final[dict[str, Callable[[Any], object]]] = {
    "an instant": instant,
    "a day": lambda code: day_window(code, "UTC"),
    "the zone of a day": lambda code: day_window("2026-06-01", code),
    "days": lambda code: License.issue(code=None, post_id="1", issued_at=NOON, days=code),
    "days to extend": lambda code: LICENSE.extend(code, at=NOON),
    "a removal": lambda code: POST.delete(NOON, removal=code),
    "an ad": PORTFOLIO.ad,
    "a post": PORTFOLIO.post,
    "a campaign": lambda code: PORTFOLIO.campaign(code, at=NOON),
    "a fact": PORTFOLIO.with_,
    "a horizon": lambda code: PORTFOLIO.audit(at=NOON, within=code),
    "the instant of an audit": lambda code: PORTFOLIO.audit(at=code),
    "the start of a window": lambda code: PORTFOLIO.upcoming(code, NOON),
    "a field": lambda code: can_edit(code, ad=AD, at=NOON),
    "a budget": lambda code: edit(AD, {AdField.BUDGET: code}, at=NOON),
    "a caption": lambda code: edit(AD, {AdField.CAPTION: code}, at=NOON),
    "the instant of an act": lambda code: can_delete(POST, ads=(), at=code),
    "the instant of hiding": lambda code: can_hide(POST, ads=(), at=code),
    "the zone of an explanation": lambda code: PORTFOLIO.serving("1", at=NOON).explain(code),
    "another post": lambda code: serving(AD, post=attrs.evolve(POST, id=code), at=NOON),
    "another post over time": lambda code: serving_timeline(AD, post=attrs.evolve(POST, id=code)),
    "another ad account": lambda code: attrs.evolve(LICENSE, redeemed_at=None, advertiser_id="a").redeem(
        NOON, advertiser_id=code
    ),
    "an unknown post": lambda code: Portfolio(ads=[attrs.evolve(AD, post_id=code)]),
    "an id that occurs twice": lambda code: Portfolio(posts=[attrs.evolve(POST, id=code)] * 2),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_code_given_by_mistake_is_refused_without_being_shown(mistake: str) -> None:
    """In place of any argument."""
    with pytest.raises((TypeError, ValueError, LookupError)) as caught:
        MISTAKES[mistake](CODE)
    for text in (*texts_of(caught.value), told(lambda: MISTAKES[mistake](CODE))):
        assert MARK not in text


@given(st.binary(min_size=1))
def test_a_code_that_is_no_text_is_refused_without_being_shown(code: bytes) -> None:
    """Bytes and lists are refused by their kind alone."""
    for value in (MARK.encode() + code, [CODE], {CODE: 1}):
        text = told(lambda value=value: License.issue(code=value, post_id="1", issued_at=NOON))  # type: ignore[misc]
        assert "code: text" in text
        assert MARK not in text


def test_no_row_speaks_of_a_code_of_any_one() -> None:
    """The rulebook's words are the same for all."""
    assert all(MARK not in text for row in SERVING.rows for text in texts_of(row))
