"""Half a year of people who do what the plan says, with creators who answer as creators do."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from math import ceil
from typing import NamedTuple

import attrs
import pytest
from pendulum import DateTime

from sparklicense import AdSettings, License, Portfolio, Post, SparkAd, Window, Windows, instant
from sparklicense.planning import Action, ActionKind, CodeRequest, coverage, plan

DAY = timedelta(days=1)
START = instant("2026-01-01T00:00:00Z")
HALF_A_YEAR = 182
Lag = Callable[[], timedelta | None]
"""How long a creator takes to answer; `None`: for ever."""


def day(number: float) -> DateTime:
    """Give an instant so many days after the start."""
    return instant(START + number * DAY)


class Answer(NamedTuple):
    """What a creator will send: a code, or the extension of one."""

    at: DateTime
    action: Action
    request: int


class Told(NamedTuple):
    """What came of obeying the plan."""

    portfolio: Portfolio
    history: list[CodeRequest]
    status: int

    @property
    def waits(self) -> Windows:
        """When somebody was asked and had not answered."""
        return Windows(Window(each.asked_at, each.received_at) for each in self.history)


def obeyed(portfolio: Portfolio, lag: Lag, *, every: int, within: int, days: int = HALF_A_YEAR) -> Told:
    """Ask the plan every so many days, and do at once what it says is due within so many days."""
    history: list[CodeRequest] = []
    coming: list[Answer] = []
    status = 0
    for number in range(0, days, every):
        now = day(number)
        for answer in sorted((each for each in coming if each.at <= now), key=lambda each: each.at):
            coming.remove(answer)
            history[answer.request] = attrs.evolve(history[answer.request], received_at=answer.at)
            portfolio = portfolio.with_(sent(portfolio, answer))
        found = plan(portfolio, at=now, within=within * DAY, requests=history)
        status = int(found.needs_action)
        for action in found.worklist:
            if action.kind in (ActionKind.ASK, ActionKind.EXTEND) and not action.spare:
                history.append(CodeRequest(creator=action.creator, asked_at=now, post_id=action.post_id))
                wait = lag()
                if wait is not None:
                    coming.append(Answer(instant(now + wait), action, len(history) - 1))
    return Told(portfolio, history, status)


def sent(portfolio: Portfolio, answer: Answer) -> License:
    """Give the code that a creator sends, applied at once, or the code extended, if it still runs then."""
    days = answer.action.days or 0
    for license in portfolio.licenses_of(answer.action.post_id):
        if license.id == answer.action.license_id and answer.at < license.expires_at:
            return attrs.evolve(license, expires_at=license.expires_at + days * DAY, id=license.id)
    return License(
        code=None,
        post_id=answer.action.post_id,
        issued_at=answer.at,
        expires_at=answer.at + days * DAY,
        id=f"{answer.action.post_id} {answer.request}",
    )


def started(end: float | None, money: str, codes_end: float = 10) -> Portfolio:
    """One ad, or two that share a budget, on posts whose codes run out on day 10."""
    settings = AdSettings(
        budget=Decimal(100),
        currency="USD",
        budget_mode="lifetime" if money == "lifetime" else "daily",
        budget_level="campaign" if money == "shared" else "ad",
    )
    ids = ("1", "2") if money == "shared" else ("1",)
    return Portfolio(
        [Post(id=id, creator=f"@c{id}", published_at=day(-30)) for id in ids],
        [License(code=None, post_id=id, issued_at=day(-20), expires_at=day(codes_end), id=f"first {id}") for id in ids],
        [
            SparkAd(id=id, post_id=id, starts_at=day(-20), ends_at=None if end is None else day(end), campaign_id="c",
                    settings=settings)
            for id in ids
        ],
    )  # fmt: skip


def lost(told: Told) -> Decimal:
    """Give what was lost in half a year."""
    return coverage(told.portfolio, until=day(HALF_A_YEAR)).lost.of("USD")


ENDS = [None, 60, 150]
MONEY = ["own", "shared", "lifetime"]
CALLS = [(7, 7), (7, 30), (7, 90), (1, 7), (1, 30)]
"""Every so many days, for what is due within so many days."""


@pytest.mark.parametrize("lag", [0, 3, 7])
@pytest.mark.parametrize("money", MONEY)
def test_nothing_is_lost_with_creators_who_answer_within_their_lead_time(lag: int, money: str) -> None:
    """However often one asks and whatever the flight; and one request is enough, as an oracle would need."""
    for end in ENDS:
        if end is None and money == "lifetime":
            continue
        for every, within in CALLS if lag == 7 else CALLS[:2]:
            told = obeyed(started(end, money), lambda: lag * DAY, every=every, within=within)
            assert lost(told) == 0, (end, every, within)
            assert len(told.history) == 1
            assert told.status == 0


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("money", ["own", "shared"])
def test_only_the_wait_is_lost_with_creators_who_answer_at_random(seed: int, money: str) -> None:
    """With a heavy tail: most answer in a day or two, some in a month. Nobody is asked twice for one thing."""
    chance = random.Random(seed)  # noqa: S311 - draws that can be repeated
    for end in (None, 150):
        for every, within in ((7, 7), (7, 30)):
            told = obeyed(
                started(end, money), lambda: min(90.0, chance.paretovariate(0.8)) * DAY, every=every, within=within
            )
            whole = coverage(told.portfolio, until=day(HALF_A_YEAR))
            if money == "own":
                assert not Windows(gap.window for gap in whole.gaps) - told.waits
            assert len(told.history) <= 3


def test_a_creator_who_never_answers_is_chased_and_not_asked_again() -> None:
    """What is lost is everything after the code, and the plan says so to the end."""
    for every, within in CALLS:
        told = obeyed(started(None, "own"), lambda: None, every=every, within=within)
        assert len(told.history) == 1
        assert told.status == 1
        assert lost(told) == 100 * (HALF_A_YEAR - 10)
        last = plan(told.portfolio, at=day(HALF_A_YEAR), requests=told.history)
        assert [each.kind for each in last.worklist] == [ActionKind.CHASE]


def test_lead_times_are_learned_on_the_way() -> None:
    """Ten posts of one creator, who takes 12 days: the first answers come late, and none after five of them."""
    posts = [Post(id=str(n), creator="@slow", published_at=day(-30)) for n in range(10)]
    licenses = [
        License(code=None, post_id=str(n), issued_at=day(-20), expires_at=day(10 + 15 * n), id=f"first {n}")
        for n in range(10)
    ]
    settings = AdSettings(budget=Decimal(100), currency="USD")
    ads = [SparkAd(id=str(n), post_id=str(n), starts_at=day(-20), settings=settings) for n in range(10)]
    told = obeyed(Portfolio(posts, licenses, ads), lambda: 12 * DAY, every=1, within=7)
    losses = [coverage(told.portfolio, ad_id=str(n), until=day(HALF_A_YEAR)).lost.of("USD") for n in range(10)]
    assert losses[:1] == [200]  # asked 10 days ahead, answered after 12
    assert losses[6:] == [0] * 4
    assert len(told.history) == 10


@pytest.mark.parametrize("lag", [0, 3, 7])
def test_the_cost_is_within_a_twentieth_of_what_an_oracle_would_pay(lag: int) -> None:
    """Who knows every answer in advance needs so many requests of 365 days at least; for long flights, too."""
    asked = needed = 0
    for end in (40, 300, 500, 800, 1100):
        told = obeyed(started(end, "own"), lambda: lag * DAY, every=7, within=7, days=end)
        assert coverage(told.portfolio).lost.of("USD") == 0
        asked += len(told.history)
        needed += ceil((end - 10) / 365)
    assert asked <= Decimal("1.05") * needed  # measured: 10 of 10


def test_the_same_calls_at_any_cadence_lose_nothing_on_an_ongoing_ad() -> None:
    """As long as one looks ahead as far as creators take, and as one will not ask again."""
    for every in (1, 2, 3, 5, 7, 14, 30):
        told = obeyed(started(None, "own", codes_end=33), lambda: 7 * DAY, every=every, within=max(7, every))
        assert lost(told) == 0
        assert len(told.history) == 1
