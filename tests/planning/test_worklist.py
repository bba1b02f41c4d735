"""The worklist: carrying it out is enough, nothing on it is too much, and what to ask for is the cheapest."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pendulum import DateTime
from planned_strategies import HORIZON, budgeted, carried_out
from strategies import DAY, MARK, moments, moved, policies

from sparklicense import (
    GUIDE,
    AdSettings,
    BudgetLevel,
    ImpossibleFactsError,
    License,
    Policy,
    Portfolio,
    Post,
    ServingState,
    SparkAd,
    Window,
    Windows,
    instant,
)
from sparklicense.instants import elapsed
from sparklicense.planning import Action, ActionKind, CodeRequest, LeadTime, coverage, lead_time, plan
from sparklicense.planning.needs import Need, Terms, prices_of, requests_for
from sparklicense.planning.worklist import smallest
from sparklicense.rules.serving_rows import SERVING

DAY_0 = instant("2026-01-01T00:00:00Z")
LICENSING = frozenset(row.state for row in SERVING.rows if row.track == "license" and row.state)


def day(number: float) -> DateTime:
    """Give an instant so many days into the year."""
    return moved(DAY_0, number * DAY)


def asked(creator: str, *waits: int | None) -> list[CodeRequest]:
    """Requests made on day 0, answered after so many days, or not."""
    return [
        CodeRequest(creator=creator, asked_at=day(0), received_at=None if wait is None else day(wait)) for wait in waits
    ]


def test_the_lead_time_is_a_quantile_of_the_creators_own_waits() -> None:
    """By nearest rank: of ten waits in order, the ninth."""
    history = [*asked("@maya", 10, 9, 8, 7, 6, 5, 4, 3, 2, 1), *asked("@zoe", 99)]
    assert lead_time("@maya", history, at=day(100)) == LeadTime(timedelta(days=9), 10)
    for quantile, days in ((Fraction(1, 10), 1), (0.1, 1), (Decimal("0.11"), 2), (1, 10), (0.7, 7)):
        assert lead_time("@maya", history, at=day(100), quantile=quantile).duration.days == days
    assert str(lead_time("@maya", history, at=day(100))) == "9 days (from 10 of the creator's own answers)"


@given(st.lists(st.integers(0, 60), max_size=12), st.lists(st.integers(0, 60), max_size=4))
def test_an_open_request_can_only_lengthen_the_estimate(waits: list[int], still_open: list[int]) -> None:
    """By the time waited so far; and nothing after the instant is looked at."""
    answered = asked("@maya", *waits)
    waiting = [CodeRequest(creator="@maya", asked_at=day(100 - wait)) for wait in still_open]
    before, after = (lead_time("@maya", some, at=day(100)) for some in (answered, answered + waiting))
    assert after.duration >= before.duration
    assert after.duration in {before.duration, *(wait * DAY for wait in (*waits, *still_open))}
    assert lead_time("@maya", answered, at=day(-1)) == LeadTime(7 * DAY, 0)


def test_without_a_history_the_default_is_stated() -> None:
    """Also for creators who are unknown, since they are not one creator."""
    assert str(lead_time("@maya", at=day(0), default=timedelta(days=3))) == "3 days (the stated default)"
    assert lead_time("", asked("", 1), at=day(20)).requests == 0


def test_bad_requests_and_quantiles_are_refused() -> None:
    """Each with what would be right."""
    for quantile in (0, Decimal("1.1"), -0.5):
        with pytest.raises(ValueError, match="is no quantile; above 0, at most 1"):
            lead_time("@maya", at=day(0), quantile=quantile)
    with pytest.raises(ValueError, match=r"default: .* is no lead time"):
        lead_time("@maya", at=day(0), default=-DAY)
    with pytest.raises(ImpossibleFactsError, match=r"received_at: .* lies before asked_at"):
        asked("@maya", -1)


def test_bad_costs_are_refused() -> None:
    """Each with what would be right."""
    refused: tuple[tuple[dict[int, Any], type[Exception], str], ...] = (
        ({7: -1}, ValueError, "costs: of `7` days, `-1` is no cost; 0 or more"),
        ({7: Decimal("inf")}, ValueError, "is no cost"),
        ({7: 0.5}, TypeError, "costs: of `7` days, a `Decimal` or `int`, not float"),
        ({7: True}, TypeError, "not bool"),
        ({8: 1}, ValueError, "costs: none for a duration that the policy `guide` offers"),
    )
    for costs, error, message in refused:
        with pytest.raises(error, match=message):
            plan(Portfolio(), at=day(0), costs=costs)


NEEDS = st.lists(
    st.tuples(st.integers(0, 200), st.sampled_from((1, 7, 14, 30, 37, 60, 97, 395))), min_size=1, max_size=3
).map(lambda some: Windows(Window(day(start), day(start + length)) for start, length in some))
PRICES: tuple[dict[int, int] | None, ...] = (None, {7: 1, 30: 3, 60: 4, 365: 9}, {7: 0, 30: 5, 60: 2}, {30: 1, 365: 20})


def needed(windows: Windows) -> Need:
    """Make a need of windows."""
    return Need(edges=windows.edges, began_at=windows.edges[0], ongoing=False)


def by_trying(windows: Windows, lead: int, prices: dict[int, Decimal], most: int) -> Decimal | None:
    """Try every sequence of at most so many codes, each asked for in time and given at once."""
    cheapest: Decimal | None = None
    for number in range(1, most + 1):
        for sequence in product(prices, repeat=number):
            left = windows
            for days in sequence:
                if left:
                    begins = max(day(0), moved(left.edges[0], -lead * DAY))
                    left -= Windows([Window(begins, moved(begins, days * DAY))])
            cost = sum((prices[days] for days in sequence), Decimal(0))
            if not left and (cheapest is None or cost < cheapest):
                cheapest = cost
    return cheapest


@settings(max_examples=60, deadline=None)
@given(NEEDS, st.sampled_from((0, 3, 10)), st.sampled_from(PRICES))
def test_the_cheapest_codes_are_the_cheapest(windows: Windows, lead: int, costs: dict[int, int] | None) -> None:
    """By trying all sequences; and each code covers its part whenever the creator answers in its window."""
    prices = prices_of(costs, GUIDE)
    terms = Terms(at=day(0), lead=lead * DAY, prices=prices, priced=costs is not None)
    found = requests_for(needed(windows), terms, ())
    for asked_when in ("first", "last"):
        held = []
        for each in found:
            start, end = each.window.start, each.window.end
            assert start is not None
            assert end is not None
            begins = max(start, each.due) if asked_when == "first" else min(end, max(each.start, start))
            held.append(Window(begins, moved(begins, each.days * DAY)))
        left = windows - Windows(held)
        assert not left - Windows([Window(None, moved(day(0), timedelta(microseconds=1)))])
    assume(len(found) <= 4)
    assert sum(prices[each.days] for each in found) == by_trying(windows, lead, prices, len(found))


def test_an_ongoing_need_takes_the_longest_code_or_the_cheapest_by_the_day() -> None:
    """However far away its end would be."""
    ad = SparkAd(id="7", post_id="1", starts_at=day(30))
    portfolio = Portfolio([Post(id="1", published_at=day(-9))], ads=[ad])
    for costs, days in ((None, 365), ({7: 1, 30: 3, 365: 99}, 30), ({7: 1, 30: 5}, 7)):
        (action,) = plan(portfolio, at=day(0), costs=costs).worklist
        assert (action.days, action.due, action.ends_at) == (days, day(23), None)
        assert action.covers_if_issued == Window(day(23), day(30))


def test_what_one_code_cannot_cover_takes_a_sequence() -> None:
    """Each of it is due before the one before it can end at the earliest."""
    ad = SparkAd(id="7", post_id="1", starts_at=day(0), ends_at=day(390))
    posts = [Post(id="1", published_at=day(-9))]
    first, second = plan(Portfolio(posts, ads=[ad]), at=day(-7)).worklist
    assert [(each.kind, each.days, each.due) for each in (first, second)] == [
        (ActionKind.ASK, 365, day(-7)),
        (ActionKind.ASK, 60, day(351)),
    ]
    code = License.issue(code=None, post_id="1", issued_at=day(-9), days=30)
    found = plan(Portfolio(posts, [code], [attrs.evolve(ad, ends_at=day(900))]), at=day(0)).worklist
    assert [(each.kind, each.days, each.due) for each in found] == [
        (ActionKind.EXTEND, 365, day(14)),
        (ActionKind.EXTEND, 365, day(379)),
        (ActionKind.EXTEND, 365, day(744)),
    ]
    cheap = plan(Portfolio(posts, [code], [attrs.evolve(ad, ends_at=day(50))]), at=day(0), costs={7: 1, 30: 9})
    assert [each.days for each in cheap.worklist] == [7] * 5


@settings(deadline=None)
@given(budgeted(), policies(), moments(), st.data())
def test_a_worklist_that_is_carried_out_leaves_no_gap(
    portfolio: Portfolio, policy: Policy, at: DateTime, data: st.DataObject
) -> None:
    """Whenever the creators answer between the asking and the deadline; what is down already, from the answer on."""
    found = plan(portfolio, at=at, policy=policy)
    late: dict[str, DateTime] = {}

    def answered(action: Action) -> DateTime:
        window = action.covers_if_issued
        assert window is not None
        assert window.start is not None
        start = max(at, window.start, action.due)
        end = window.end or moved(start, 300 * DAY)
        part = data.draw(st.sampled_from((Fraction(0), Fraction(1, 3), Fraction(1))))
        microseconds = elapsed(start, end) // timedelta(microseconds=1) - 1
        when = moved(start, int(part * microseconds) * timedelta(microseconds=1))
        if action.begins_at <= at:
            late[action.post_id] = max(when, late.get(action.post_id, at))
        return when

    after = carried_out(portfolio, found.worklist, at, answered)
    horizon = min(HORIZON, moved(at, 300 * DAY))
    hopeless = {each.ad_id for each in found.unfixable}
    for ad in after.ads:
        if ad.id in hopeless:
            continue
        lost = coverage(after, ad_id=ad.id, until=HORIZON, policy=policy)
        for gap in lost.gaps:
            done = late.get(ad.post_id, at)
            ahead = (
                Windows([gap.window]) & (Windows([Window(done, None)]) - Windows([Window(horizon, None)])) - ad.paused
            )
            assert not ahead or gap.causes[0] not in {*LICENSING, ServingState.POST_HIDDEN, ServingState.POST_DELETED}
    assert MARK not in repr(attrs.asdict(found))
    assert all(MARK not in text for _, text in found.messages("Asia/Kathmandu"))


@given(budgeted(), policies(), moments())
def test_every_loss_has_an_action_or_says_that_nobody_can_act(
    portfolio: Portfolio, policy: Policy, at: DateTime
) -> None:
    """Each ad that loses ahead is on the list, or among what cannot be fixed; and nobody else's is."""
    found = plan(portfolio, at=at, policy=policy)
    losing = {
        each.ads[0]
        for each in found.coverage
        for gap in each.gaps
        if Windows([gap.window]) - portfolio.ad(each.ads[0]).paused
    }
    helped = {id for each in found.worklist for id in each.ads} | {each.ad_id for each in found.unfixable}
    endless = {ad.id for ad in portfolio.ads if ad.ends_at is None}
    assert losing <= helped
    assert helped - losing <= endless  # what they need may lie beyond the year that is counted
    assert found.needs_action is any(not each.spare for each in found.worklist)


@given(budgeted(), policies(), moments())
def test_what_is_at_stake_is_what_is_lost_without_it(portfolio: Portfolio, policy: Policy, at: DateTime) -> None:
    """Where no loss needs two things done, all stakes and what nobody can save are together what is at risk.

    Or less, where two actions that are needed for something else would each do for a shared budget.
    """
    found = plan(portfolio, at=at, policy=policy)
    assume(not any(each.also for each in found.worklist))
    for currency in found.at_risk.currencies:
        stakes = sum((each.at_stake.of(currency) for each in found.worklist), Decimal(0))
        stakes += sum((each.spend.of(currency) for each in found.unfixable), Decimal(0))
        assert stakes - found.at_risk.of(currency) < Decimal("1e-15")
        if all(ad.settings.budget_level is BudgetLevel.AD for ad in portfolio.ads):
            assert abs(stakes - found.at_risk.of(currency)) < Decimal("1e-15")
    assert all(each.at_stake.is_nothing and each.lost_per_day.is_nothing for each in found.worklist if each.spare)


@given(budgeted(), policies(), moments(), st.sampled_from((DAY, 400 * DAY, -3 * DAY)))
def test_the_worklist_is_in_order(portfolio: Portfolio, policy: Policy, at: DateTime, by: timedelta) -> None:
    """Spare last; by groups; by due date where nothing is lost now; and it moves with the facts in time."""
    found = plan(portfolio, at=at, policy=policy).worklist
    groups = [[ActionKind.APPLY], [ActionKind.EXTEND, ActionKind.ASK], [ActionKind.CHASE]]
    places = [next((n for n, kinds in enumerate(groups) if each.kind in kinds), 3) for each in found]
    keys = [(each.spare, place, not each.lost_per_day.amounts) for each, place in zip(found, places, strict=True)]
    assert [key[:2] for key in keys] == sorted(key[:2] for key in keys)
    assert all(each.late is (each.due < at) for each in found)
    assert by


def test_the_smallest_set_is_as_small_as_any() -> None:
    """In 100 random portfolios of up to 8 posts that share budgets: by trying all sets, and against greedy."""
    chance = random.Random(13)  # noqa: S311 - draws that can be repeated
    equal = 0
    for _ in range(100):
        number = chance.randint(3, 8)
        wanted = [
            frozenset(
                frozenset(chance.sample(range(number), chance.choice((1, 1, 1, 2))))
                for _ in range(chance.randint(1, 3))
            )
            for _ in range(chance.randint(2, 10))
        ]
        found = smallest((), wanted, [(Decimal(1), 1)] * number)
        assert all(any(way <= found for way in ways) for ways in wanted)
        least = next(
            size
            for size in range(number + 1)
            for some in combinations(range(number), size)
            if all(any(way <= {*some} for way in ways) for ways in wanted)
        )
        equal += len(found) == least
    assert equal == 100


def test_a_search_that_takes_too_long_settles_for_the_best_it_has() -> None:
    """For 60 posts that hang together; it is no worse than taking again and again what helps most."""
    chance = random.Random(1)  # noqa: S311 - the same
    wanted = [frozenset(frozenset((each,)) for each in chance.sample(range(60), 3)) for _ in range(150)]
    found = smallest((), wanted, [(Decimal(1), 1)] * 60)
    assert all(any(way <= found for way in ways) for ways in wanted)
    greedy: set[int] = set()
    while left := [ways for ways in wanted if not any(way <= greedy for way in ways)]:
        greedy.add(max(range(60), key=lambda each: (sum(frozenset((each,)) in ways for ways in left), each)))
    assert len(found) <= len(greedy)


def test_messages_are_ready_to_send() -> None:
    """One to each creator, posts by link, dates on the creator's clock, one length where that costs no more."""
    id, other = "7638941401274764565", "7638941401274764566"
    portfolio = Portfolio(
        [
            Post(id=id, creator="@maya", published_at=day(-60)),
            Post(id=other, creator="@maya", published_at=day(-60)),
            Post(id="x", published_at=day(-60), hidden=Windows([Window(day(20), None)])),
        ],
        [License(code="#sEcReT=", post_id=id, issued_at=day(-20), expires_at=day(10))],
        [
            SparkAd(id="7", post_id=id, starts_at=day(-9), ends_at=day(15)),
            SparkAd(id="8", post_id=other, starts_at=day(20), ends_at=day(24)),
            SparkAd(id="9", post_id="x", starts_at=day(0), ends_at=day(40), identity_type="TT_USER"),
        ],
    )
    found = plan(portfolio, at=day(0))
    (creator, text), (nobody, last) = found.messages("Europe/Berlin")
    assert (creator, nobody) == ("maya", "")
    assert text == (
        "Hello @maya,\n"
        "\n"
        "Please extend the ad authorization by 7 days, before it ends:\n"
        f"- https://www.tiktok.com/@maya/video/{id}: by 2026-01-11 01:00:00 CET\n"
        "\n"
        "Please authorize this post for ads for 30 days, and send us the new code:\n"
        f"- https://www.tiktok.com/@maya/video/{other}: "
        "not before 2026-01-01 01:00:00 CET, and by 2026-01-21 01:00:00 CET\n"
        "\n"
        "Thank you!"
    )
    assert last.splitlines()[2:4] == ["Please make this post public:", "- post x: by 2026-01-21 01:00:00 CET"]


def test_for_an_own_post_no_creator_is_asked() -> None:
    """The advertiser gives the next code at once: no lead time, no message, and words of one's own."""
    running = License(code="#sEcReT=", post_id="1", issued_at=day(-20), expires_at=day(10), own=True)
    portfolio = Portfolio(
        [Post(id="1", creator="brand", published_at=day(-60), hidden=Windows([Window(day(12), day(13))]))],
        [running],
        [SparkAd(id="7", post_id="1", starts_at=day(-9), ends_at=day(15))],
    )
    extend, show = plan(portfolio, at=day(0)).worklist
    assert (extend.kind, extend.own, extend.lead_time, extend.due) == (ActionKind.EXTEND, True, None, day(10))
    assert extend.explain().startswith("Extend the authorization by 7 days: post `1`, by 2026-01-11 00:00:00 UTC.\n")
    assert "The advertiser must authorize from " in extend.explain()
    assert show.explain().startswith("Make the post public: post `1`, ")
    assert plan(portfolio, at=day(0)).messages() == ()
    over = plan(portfolio, at=day(11)).worklist[0]
    assert over.explain().startswith("Generate a new code of 7 days and apply it: post `1`, ")
    theirs = portfolio.with_(attrs.evolve(running, own=False))
    assert plan(theirs, at=day(0)).worklist[0].due == day(3)
    assert len(plan(theirs, at=day(0)).messages()) == 1


def sharing(seed: int) -> Portfolio:
    """Draw up to 7 posts whose ads share the budgets of 2 campaigns, some of them with codes."""
    chance = random.Random(seed)  # noqa: S311 - draws that can be repeated
    number = chance.randint(3, 7)
    settings = AdSettings(budget=Decimal(100), currency="USD", budget_level="campaign")
    ads: list[SparkAd] = []
    licenses: list[License] = []
    for post in range(number):
        for _ in range(chance.randint(1, 2)):
            start = chance.randint(0, 20)
            ads.append(
                SparkAd(
                    id=str(len(ads)),
                    post_id=str(post),
                    starts_at=day(start),
                    ends_at=day(start + chance.randint(3, 20)),
                    campaign_id=chance.choice("ab"),
                    settings=settings,
                )
            )
        if chance.random() < 0.3:
            end = day(chance.randint(1, 25))
            licenses.append(License(code=None, post_id=str(post), issued_at=day(-9), expires_at=end, id=str(post)))
    return Portfolio([Post(id=str(n), creator=f"@{n}", published_at=day(-30)) for n in range(number)], licenses, ads)


@pytest.mark.parametrize("seed", range(25))
def test_no_smaller_set_saves_what_the_list_saves(seed: int) -> None:
    """By carrying out every smaller set of actions; and the whole list saves no more than what is not spare."""
    portfolio = sharing(seed)
    found = plan(portfolio, at=day(0))
    needed_ones = [each for each in found.worklist if not each.spare]

    def lost(actions: Any) -> Decimal:
        done = carried_out(portfolio, actions, day(0), lambda action: max(day(0), action.due))
        return plan(done, at=day(0)).at_risk.of("USD")

    least = lost(found.worklist)
    assert lost(needed_ones) == least == 0
    assert all(
        lost(some) > least for some in combinations(found.worklist, len(needed_ones) - 1) if len(needed_ones) > 1
    )


def test_a_request_that_is_open_is_asked_about_again_in_words() -> None:
    """With when it was made; and where lengths cost differently, each post has its own."""
    posts = [Post(id=id, creator="@maya", published_at=day(-60)) for id in ("1", "2")]
    ads = [
        SparkAd(id="7", post_id="1", starts_at=day(0), ends_at=day(5)),
        SparkAd(id="8", post_id="2", starts_at=day(0), ends_at=day(25)),
    ]
    requests = [CodeRequest(creator="@maya", asked_at=day(-20), post_id="1")]
    found = plan(Portfolio(posts, ads=ads), at=day(1), requests=requests, costs={7: 1, 30: 2})
    chase = found.worklist[-1]
    assert "It was asked for at 2025-12-12 00:00:00 UTC." in chase.explain()
    ((_, text),) = found.messages()
    assert "We asked you for this before and still need it. Please authorize this post for ads for 7 days" in text
    assert "Please authorize this post for ads for 30 days" in text
