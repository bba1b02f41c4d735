"""The law of secrets, inside: no value that is not itself a fact holds a code, however deep one looks."""

from __future__ import annotations

import gc
import inspect
import pickle
import traceback
from collections.abc import Callable, Iterator
from datetime import date, timedelta, tzinfo
from enum import Enum
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from pendulum import DateTime
from strategies import DAY, MARK, moments, policies, portfolios

import sparklicense
from sparklicense import (
    AdField,
    License,
    Policy,
    Portfolio,
    Post,
    SparkAd,
    can_delete,
    can_edit,
    can_hide,
    can_redeem,
    can_revoke,
    instant,
    planning,
)
from sparklicense.audit import diff

NOON: Final = instant("2026-06-01T12:00:00Z")
FACTS: Final = (License, Portfolio)
"""What may hold a code: the fact it belongs to, and a collection of facts."""
ENDS: Final = (type, ModuleType, Enum, BuiltinFunctionType, date, timedelta, tzinfo, int, float, complex, type(None))
"""Where the search ends: what holds nothing of a caller's."""


def held(value: object) -> Iterator[str | bytes]:
    """Give every text that a value holds on to: slots, dicts, closures, as Python itself sees it."""
    waiting, seen = [value], {id(value): value}
    while waiting:
        each = waiting.pop()
        if isinstance(each, str | bytes):
            yield each
        elif not isinstance(each, (*FACTS, *ENDS)):
            inner = [each.__closure__, each.__defaults__] if isinstance(each, FunctionType) else gc.get_referents(each)
            for one in inner:
                if id(one) not in seen:
                    seen[id(one)] = one  # keeps it alive, so that no other takes its place in memory
                    waiting.append(one)


def shows(texts: Iterator[str | bytes]) -> bool:
    """Tell whether a code is among them."""
    return any(MARK in (text if isinstance(text, str) else text.decode(errors="replace")) for text in texts)


def answers(portfolio: Portfolio, at: DateTime, policy: Policy) -> Iterator[tuple[str, Any]]:
    """Give the answer to every question that a portfolio and its facts take, by name."""
    for name, method in inspect.getmembers(portfolio, callable):
        if not name.startswith("_") and name not in {"with_", "without"}:
            yield from asked(name, method, portfolio, at, policy)
    for name in planning.__all__:
        function = getattr(planning, name)
        if inspect.isfunction(function):
            yield from asked(name, function, portfolio, at, policy)
    for post in portfolio.posts:
        yield "can_delete", can_delete(post, ads=portfolio.ads, at=at, policy=policy)
        yield "can_hide", can_hide(post, ads=portfolio.ads, at=at, policy=policy)
        for license in portfolio.licenses_of(post.id):
            yield "can_revoke", can_revoke(license, ads=portfolio.ads, at=at, policy=policy)
            yield "can_redeem", can_redeem(license, post=post, at=at, advertiser_id="a", policy=policy)
            yield "status", license.status(at)
            yield "window", license.window
    for ad in portfolio.ads:
        yield "can_edit", can_edit(AdField.CAPTION, ad=ad, at=at, post=portfolio.post(ad.post_id), policy=policy)


def asked(
    name: str, call: Callable[..., object], portfolio: Portfolio, at: DateTime, policy: Policy
) -> Iterator[tuple[str, Any]]:
    """Call what can be called with these, once for each ad, post or campaign that it asks for."""
    later = at + 30 * DAY
    known: dict[str, Any] = {"portfolio": portfolio, "at": at, "policy": policy, "within": 30 * DAY, "until": later}
    known |= {"after": at, "through": later, "start": at, "end": later}
    for ad in portfolio.ads[-1:]:
        known |= {"ad_id": ad.id, "post_id": ad.post_id}
        known |= {"campaign_id": ad.campaign_id} if ad.campaign_id else {}
    wanted = inspect.signature(call).parameters
    needed = {
        key for key, each in wanted.items() if each.default is each.empty and each.kind is not each.VAR_POSITIONAL
    }
    if needed <= known.keys():
        taken = needed | {"at", "policy", "until" if "within" not in needed else "within"}
        first = [known[key] for key, each in wanted.items() if key in needed and each.kind is not each.KEYWORD_ONLY]
        named = {
            key: known[key] for key in wanted if key in taken and wanted[key].kind is inspect.Parameter.KEYWORD_ONLY
        }
        found = call(*first, **named)
        if not isinstance(found, FACTS):
            yield name, found


EXAMPLE: Final = Portfolio(
    posts=[Post(id="1", creator="maya", published_at=NOON), Post(id="2", creator="jo", published_at=NOON)],
    licenses=[
        License.issue(code=f"#{MARK}=", post_id="1", issued_at=NOON, days=7),
        License.issue(code=f"#{MARK}2=", post_id="2", issued_at=NOON, days=30, redeemed_at=None),
    ],
    ads=[
        SparkAd(id="8", post_id="1", starts_at=NOON, campaign_id="c", ends_at=NOON + 20 * DAY),
        SparkAd(id="9", post_id="2", starts_at=NOON, campaign_id="c"),
    ],
)
"""A code that runs out in flight, and one that is not applied."""


def example() -> list[tuple[str, Any]]:
    """Give every answer that the example has."""
    before, after = EXAMPLE.audit(at=NOON + 2 * DAY), EXAMPLE.audit(at=NOON + 10 * DAY)
    return [*answers(EXAMPLE, NOON + 2 * DAY, sparklicense.GUIDE), ("diff", diff(before, after))]


def test_the_search_finds_a_code_wherever_it_is_kept() -> None:
    """In a private slot, a closure, a dict inside a tuple: a search that cannot find anything would prove nothing."""

    @attrs.frozen
    class Keeper:
        _kept: object

    code = f"#{MARK}="
    for keeper in (Keeper(code), Keeper(lambda: code), Keeper(({"kept": code},)), Keeper(attrs.asdict(EXAMPLE))):
        assert shows(held(keeper))
    assert not shows(held(Keeper(EXAMPLE))), "facts may hold one"
    assert MARK.encode() in pickle.dumps(EXAMPLE)


def test_every_public_value_is_searched() -> None:
    """What the front door and planning define, and the questions asked here never return, would be missed."""
    answered = {name for name, _ in example()}
    assert {"serving", "timeline", "audit", "plan", "outages", "coverage", "reminders", "exposure"} <= answered
    kinds, waiting = set[type](), [value for _, value in example()]
    while waiting:
        each = waiting.pop()
        if not isinstance(each, ENDS) and type(each) not in (str, bytes, FunctionType):
            kinds.add(type(each))
            waiting += [one for one in gc.get_referents(each) if not attrs.has(type(one)) or type(one) not in kinds]
    front = {getattr(sparklicense, name) for name in sparklicense.__all__}
    facts = {Portfolio, sparklicense.Rulebook}
    assert {kind.__name__ for kind in front if isinstance(kind, type) and attrs.has(kind)} - {
        kind.__name__ for kind in kinds | facts
    } <= {"AccountAccess", "AdSettings", "Media", "Post", "SparkAd", "License", "Targeting"}


@given(portfolios(most=2), moments(), policies())
def test_no_answer_holds_a_code_in_any_attribute(portfolio: Portfolio, at: DateTime, policy: Policy) -> None:
    """Neither before nor after it has been asked to explain itself, nor as a dict, nor pickled."""
    for name, value in answers(portfolio, at, policy):
        assert not shows(held(value)), name
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, FACTS):
                continue
            if hasattr(each, "explain"):
                each.explain()
                assert not shows(held(each)), name
            if attrs.has(type(each)):
                assert not shows(held(attrs.asdict(each))), name
            assert MARK.encode() not in pickle.dumps(each), name


@pytest.mark.parametrize("name", sorted({name for name, _ in example()}))
def test_no_traceback_raised_inside_an_answer_holds_a_code(name: str) -> None:
    """With the locals of every frame, as error trackers send them."""
    for value in (value for found, value in example() if found == name):
        for each in value if isinstance(value, tuple) else (value,):
            for method in [getattr(each, part) for part in dir(each) if not part.startswith("_")]:
                if not isinstance(each, FACTS) and callable(method) and not isinstance(method, type):
                    assert MARK not in failing(method)


def failing(method: Callable[..., object]) -> str:
    """Give the traceback, with locals, of a method that is given what it cannot use."""
    try:
        method(object())
    except Exception as error:  # noqa: BLE001 - whatever it is, its text is searched
        return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    return ""
