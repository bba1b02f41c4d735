"""Plans that a person of the field can check by hand: each figure was worked out on paper."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from sparklicense import AdSettings, License, Portfolio, Post, Removal, SparkAd, Window, Windows, instant
from sparklicense.planning import (
    ActionKind,
    CodeRequest,
    Metric,
    Performance,
    Spend,
    Verdict,
    coverage,
    lead_time,
    metrics,
    outages,
    plan,
    ranking,
    recommend,
    reminders,
    what_if,
)

START = instant("2026-01-01T00:00:00Z")
DAY = timedelta(days=1)


def day(number: float) -> Any:
    """Give an instant so many days after the start."""
    return START + number * DAY


def budget(amount: int | str, **more: Any) -> AdSettings:
    """Make a daily budget in USD, unless told otherwise."""
    return AdSettings(**{"budget": Decimal(amount), "currency": "USD", **more})


def post(id: str = "1", **more: Any) -> Post:
    """Make a post of @maya's that was published long ago."""
    return Post(**{"id": id, "creator": "@maya", "published_at": day(-100), **more})


def code(start: float, end: float, post_id: str = "1", **more: Any) -> License:
    """Make a license from one day to another, applied at once."""
    return License(**{"code": None, "post_id": post_id, "issued_at": day(start), "expires_at": day(end), **more})


def ad(id: str, start: float, end: float | None, settings: AdSettings, post_id: str = "1", **more: Any) -> SparkAd:
    """Make an ad with a flight from one day to another; `None`: without an end."""
    ends_at = None if end is None else day(end)
    return SparkAd(id=id, post_id=post_id, starts_at=day(start), ends_at=ends_at, settings=settings, **more)


def money(spend: Spend, currency: str = "USD") -> Any:
    """Give an amount."""
    return spend.of(currency)


def test_an_endless_ad_is_asked_for_once_before_it_stops() -> None:
    """100 USD a day without an end; the code ends on 11 January, the lead time is 7 days: due on 4 January."""
    portfolio = Portfolio([post()], [code(-20, 10)], [ad("7", -20, None, budget(100))])
    assert plan(portfolio, at=day(0), within=2 * DAY).worklist == ()
    (action,) = plan(portfolio, at=day(0), within=7 * DAY).worklist
    assert (action.kind, action.days, action.due) == (ActionKind.EXTEND, 365, day(3))
    assert action.covers_if_issued == Window(day(0), day(10))
    assert not action.late
    assert action.lost_per_day.amounts == ()
    (later,) = plan(portfolio, at=day(7), within=7 * DAY).worklist
    assert (later.due, later.late, money(later.lost_per_day)) == (day(3), True, Decimal(100))


def test_a_code_that_would_end_early_is_not_asked_for() -> None:
    """The flight goes to day 64, the code to day 57: 7 days, asked for on day 50 and given at once, add nothing."""
    portfolio = Portfolio([post()], [code(0, 57)], [ad("7", 0, 64, budget(50))])
    (action,) = plan(portfolio, at=day(50)).worklist
    assert (action.kind, action.days, action.due) == (ActionKind.EXTEND, 7, day(50))
    assert action.at_stake.amounts == (("USD", Decimal(350)),)
    withdrawn = attrs.evolve(code(0, 90), revoked_at=day(57))  # so that nothing can be extended
    (action,) = plan(Portfolio([post()], [withdrawn], [ad("7", 0, 64, budget(50))]), at=day(50)).worklist
    assert (action.kind, action.days) == (ActionKind.ASK, 30)
    assert action.covers_if_issued == Window(day(50), day(57))


def test_what_loses_now_comes_first_then_what_is_due_first() -> None:
    """99 a day that do not serve now stand above 100 a day that are due in 53 days."""
    portfolio = Portfolio(
        [post("1"), post("2")],
        [code(0, 60, "1")],
        [ad("7", 0, 90, budget(100), "1"), ad("8", 0, 90, budget(99), "2")],
    )
    first, second = plan(portfolio, at=day(0)).worklist
    assert (first.post_id, money(first.lost_per_day)) == ("2", 99)
    assert (second.post_id, money(second.lost_per_day), second.due) == ("1", 0, day(53))


def test_delay_costs_what_the_day_of_the_answer_costs() -> None:
    """1 a day is lost now, 1,000 a day more from day 10: with an answer after 10 days, a day of delay loses 1,001."""
    portfolio = Portfolio(
        [post("1"), post("2")],
        [],
        [
            ad("7", 0, 90, budget(1), "1"),
            ad("8", 10, 90, budget(1000), "1"),
            ad("9", 0, 90, budget(50), "2"),
        ],
    )
    slow = [CodeRequest(creator="@maya", asked_at=day(-50 - n), received_at=day(-40 - n)) for n in range(5)]
    found = plan(portfolio, at=day(0), requests=slow)
    assert [(each.post_id, money(each.lost_per_day)) for each in found.worklist] == [("1", 1001), ("2", 50)]


def two_on_one_budget() -> Portfolio:
    """Two posts without codes that share 100 EUR a day for 10 days."""
    shared = budget(100, currency="EUR", budget_level="campaign")
    ads = [ad("7", 0, 10, shared, "1", campaign_id="c"), ad("8", 0, 10, shared, "2", campaign_id="c")]
    return Portfolio([post("1"), post("2", creator="@lila")], [], ads)


def test_of_two_codes_that_save_the_same_one_is_spare() -> None:
    """Either code alone saves all 1,000 EUR: one stakes it all, the other nothing."""
    needed, spare = plan(two_on_one_budget(), at=day(0)).worklist
    assert (money(needed.at_stake, "EUR"), needed.spare, money(spare.at_stake, "EUR"), spare.spare) == (
        1000,
        False,
        0,
        True,
    )
    assert spare.lost_per_day.amounts == ()
    assert [creator for creator, _ in plan(two_on_one_budget(), at=day(0)).messages()] == [needed.creator]


def test_a_renewal_is_valued_beside_the_others() -> None:
    """With ROAS 1.8 and a fee of 500 the needed code is worth +300, and the spare one is let go."""
    needed, spare = plan(two_on_one_budget(), at=day(0)).worklist
    rows = [
        Performance(
            id=f"may {id}", post_id=id, currency="EUR", spend=Decimal(100_000), revenue=Decimal(180_000),
            clicks=10_000_000, conversions=1_000_000,
        )
        for id in ("1", "2")
    ]  # fmt: skip
    worth, not_worth = (recommend(each, rows, fee=Decimal(500)) for each in (needed, spare))
    assert (worth.verdict, worth.break_even) == (Verdict.RENEW, Decimal(800))
    assert not_worth.verdict is Verdict.LET_LAPSE


def test_a_loss_on_a_hidden_post_has_an_action() -> None:
    """A hidden post with a valid code loses 1,400 of 1,400 USD: its creator can make it public."""
    hidden = post(hidden=Windows([Window(day(-1), None)]))
    found = plan(Portfolio([hidden], [code(-1, 60)], [ad("7", 0, 14, budget(100))]), at=day(0))
    (action,) = found.worklist
    assert (action.kind, money(action.at_stake), action.days) == (ActionKind.MAKE_PUBLIC, 1400, None)
    assert found.needs_action
    assert money(found.at_risk) == 1400


def test_a_hidden_post_without_a_code_needs_both() -> None:
    """The code alone would not save anything, and says so."""
    hidden = post(hidden=Windows([Window(day(-1), None)]))
    found = plan(Portfolio([hidden], [], [ad("7", 0, 14, budget(100))]), at=day(0))
    ask, show = found.worklist
    assert (ask.kind, ask.also) == (ActionKind.ASK, (ActionKind.MAKE_PUBLIC,))
    assert (show.kind, show.also) == (ActionKind.MAKE_PUBLIC, (ActionKind.ASK,))


@pytest.mark.parametrize(
    ("removal", "kind"),
    [
        (Removal.CREATOR, ActionKind.REPLACE_POST),
        (Removal.MODERATION, ActionKind.APPEAL),
        (Removal.ACCOUNT_GONE, ActionKind.APPEAL),
    ],
)
def test_a_removed_post_is_replaced_or_appealed(removal: Removal, kind: ActionKind) -> None:
    """For what its creator deleted no code is asked for: nothing would come of it."""
    gone = post(deleted_at=day(5), removal=removal)
    found = plan(Portfolio([gone], [code(-1, 60)], [ad("7", 0, 14, budget(100))]), at=day(0))
    assert [(each.kind, each.due, money(each.at_stake)) for each in found.worklist] == [(kind, day(5), 900)]


def test_codes_in_hand_come_first() -> None:
    """Applying the code saves the days until it ends; its extension, which needs it applied, saves the rest."""
    in_hand = code(0, 30, redeemed_at=None)
    portfolio = Portfolio([post()], [in_hand], [ad("7", 0, 40, budget(10))])
    apply, extend = plan(portfolio, at=day(2)).worklist
    assert (apply.kind, apply.license_id, money(apply.at_stake)) == (ActionKind.APPLY, in_hand.id, 280)
    assert (extend.kind, extend.license_id, extend.also) == (ActionKind.EXTEND, in_hand.id, (ActionKind.APPLY,))
    assert (extend.days, extend.due, money(extend.at_stake)) == (30, day(23), 100)


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_codes_in_hand_the_longer_is_applied(*, turned: bool) -> None:
    """One is enough, whatever the order of the facts; one that is not issued yet is not in hand."""
    codes = [
        code(0, 30, redeemed_at=None, id="short"),
        code(0, 60, redeemed_at=None, id="long"),
        code(5, 90, redeemed_at=None, id="later"),
    ]
    portfolio = Portfolio([post()], codes[::-1] if turned else codes, [ad("7", 0, 20, budget(10))])
    assert [each.license_id for each in plan(portfolio, at=day(2)).worklist] == ["long"]


def test_an_open_request_never_makes_a_short_lead_time() -> None:
    """Asked an hour ago and still open: that says nothing; open for 20 days: that long at least."""
    fresh = [CodeRequest(creator="@maya", asked_at=day(0) - timedelta(hours=1))]
    assert str(lead_time("@maya", fresh, at=day(0))) == "7 days (the stated default)"
    old = [CodeRequest(creator="@maya", asked_at=day(-20))]
    assert lead_time("@maya", old, at=day(0)).duration == 20 * DAY


def test_few_answers_are_pooled_with_those_of_all_creators() -> None:
    """Fewer than 5 of her own are joined by the others'; fewer than 5 in all give the default."""

    def answers(creator: str, number: int, days: int) -> list[CodeRequest]:
        return [
            CodeRequest(creator=creator, asked_at=day(-50 + n), received_at=day(-50 + n + days)) for n in range(number)
        ]

    hers, others = answers("@maya", 4, 2), answers("@lila", 6, 3)
    assert str(lead_time("@maya", hers, at=day(0))) == "7 days (the stated default)"
    assert str(lead_time("@maya", hers + others, at=day(0))) == "3 days (from 10 answers of all creators)"
    assert str(lead_time("@maya", answers("@maya", 5, 2) + others, at=day(0))) == (
        "2 days (from 5 of the creator's own answers)"
    )


def test_open_requests_are_chased() -> None:
    """What was asked for and has not come is not asked for again: it is chased when the lead time is over."""
    portfolio = Portfolio([post()], [], [ad("7", 20, 30, budget(10))])
    asked = [CodeRequest(creator="@maya", asked_at=day(0), post_id="1")]
    (action,) = plan(portfolio, at=day(10), requests=asked).worklist
    assert (action.kind, action.asked_at, action.due, action.late) == (ActionKind.CHASE, day(0), day(10), False)
    assert action.days == 30
    other = [CodeRequest(creator="@maya", asked_at=day(0), post_id="2")]
    assert plan(portfolio, at=day(10), requests=other).worklist[0].kind is ActionKind.ASK


def test_a_renewed_code_needs_no_reminder() -> None:
    """Nor does one whose post is gone, nor one that outlives the flights of its ads."""
    portfolio = Portfolio(
        [post("1"), post("2", deleted_at=day(20), removal=Removal.CREATOR), post("3"), post("4")],
        [code(0, 30, "1", id="renewed"), code(28, 58, "1", id="new"), code(0, 30, "2"), code(0, 30, "3"),
         code(0, 30, "4", id="mine")],
        [ad("7", 0, 30, budget(1), "3"), ad("8", 0, 31, budget(1), "4")],
    )  # fmt: skip
    found = reminders(portfolio, after=day(22), through=day(30))
    assert [(each.license_id, each.days_before) for each in found if each.license_id != "new"] == [("mine", 0)]
    every = reminders(portfolio, after=day(22), through=day(30), renewed=True, latest_only=False)
    assert [each.days_before for each in every if each.license_id == "mine"] == [7, 3, 1, 0]
    (renewed,) = [each for each in every if each.license_id == "renewed" and each.days_before == 0]
    assert (renewed.expires_at, renewed.effective_expiry) == (day(30), day(58))


def test_a_plan_ahead_looks_at_what_lies_ahead() -> None:
    """Flights that are over are left out, and of the others what is past."""
    ads = [ad("7", 0, 10, budget(10)), ad("8", 0, 40, budget(10))]
    found = plan(Portfolio([post()], [code(0, 30)], ads), at=day(20))
    (covered,) = found.coverage
    assert (covered.ads, covered.flight, money(covered.spent), money(covered.lost)) == (
        ("8",),
        Windows([Window(day(20), day(40))]),
        100,
        100,
    )
    assert (money(found.planned), money(found.at_risk)) == (200, 100)


def test_no_outage_lies_after_the_end_that_was_given() -> None:
    """What stops after `until` is not listed."""
    portfolio = Portfolio([post()], [code(0, 30)], [ad("7", 0, None, budget(10))])
    assert outages(portfolio, at=day(0), until=day(20)) == ()
    assert [each.at for each in outages(portfolio, at=day(0))] == [day(30)]


def test_what_if_takes_endless_flights_as_a_plan_does() -> None:
    """Without `until`, money is counted for a year."""
    license = code(0, 30)
    portfolio = Portfolio([post()], [license], [ad("7", 0, None, budget(10))])
    change = what_if(portfolio, license.extend(30, at=day(1)), at=day(0), within=7 * DAY)
    assert money(change.spent) == 300
    assert change.before.lost == plan(portfolio, at=day(0)).at_risk


def test_an_end_with_which_a_loss_begins_is_no_expected_outage() -> None:
    """The last licensed ad of a shared budget ends on day 9, and 2,000 of 2,900 USD are lost."""
    shared = budget(100, budget_level="campaign")
    ads = [ad("7", 0, 9, shared, "1", campaign_id="c"), ad("8", 0, 29, shared, "2", campaign_id="c")]
    found = plan(Portfolio([post("1"), post("2")], [code(0, 60, "1")], ads), at=day(0))
    (outage,) = found.outages
    assert (outage.at, outage.idle_campaigns, money(outage.spend_per_day)) == (day(9), ("c",), 100)
    assert not outage.expected
    assert (money(found.planned), money(found.at_risk)) == (2900, 2000)
    (action,) = found.worklist
    assert (action.kind, action.post_id, money(action.at_stake)) == (ActionKind.ASK, "2", 2000)


def test_an_extension_reaches_over_a_pause() -> None:
    """The code ends during a pause: it is extended before it ends, not missed."""
    paused = ad("7", 0, 40, budget(10), paused=Windows([Window(day(25), day(35))]))
    (action,) = plan(Portfolio([post()], [code(0, 30)], [paused]), at=day(0)).worklist
    assert (action.kind, action.days, action.due, action.begins_at) == (ActionKind.EXTEND, 30, day(23), day(35))
    assert money(action.at_stake) == 50


def test_the_due_date_of_what_is_down_does_not_move() -> None:
    """It stays when it should have been asked for."""
    portfolio = Portfolio([post()], [code(0, 10)], [ad("7", 0, 40, budget(10))])
    for at in (11, 15, 20.5):
        (action,) = plan(portfolio, at=day(at)).worklist
        assert (action.due, action.late, action.begins_at) == (day(3), True, day(10))


def test_conversions_above_clicks_are_no_error() -> None:
    """View-through attribution counts them so; then nothing is said of how sure a rate is."""
    rows = [
        Performance(
            id="a", post_id="1", currency="EUR", spend=Decimal(10), revenue=Decimal(90), clicks=2, conversions=3
        ),
        Performance(id="b", post_id="2", clicks=10, conversions=1),
    ]  # fmt: skip
    assert [(each.post_id, each.cautious_rate is None) for each in ranking(rows)] == [("2", False), ("1", True)]
    action = plan(two_on_one_budget(), at=day(0)).worklist[0]
    assert recommend(action, rows).verdict is Verdict.UNDECIDED
    assert metrics(rows[:1])[Metric.CVR] == Decimal("1.5")


def test_sums_of_equal_money_are_equal() -> None:
    """Three ads share 100 EUR a day: a third each, and all of it together, to the last digit."""
    shared = budget(100, currency="EUR", budget_level="campaign")
    ads = [ad(id, 0, 10, shared, "1", campaign_id="c") for id in "789"]
    portfolio = Portfolio([post()], [code(0, 5)], ads)
    found = plan(portfolio, at=day(0))
    assert (money(found.planned, "EUR"), money(found.at_risk, "EUR")) == (1000, 500)
    assert money(coverage(portfolio).lost, "EUR") == 500


def test_money_is_shown_to_the_minor_unit() -> None:
    """Two places for most currencies, none for yen, three for dinars."""
    ads = [ad("7", 0, 1, budget("0.125", currency="KWD")), ad("8", 0, 1, budget(1000, currency="JPY")),
           ad("9", 0, 3, budget(100, budget_mode="lifetime"))]  # fmt: skip
    found = plan(Portfolio([post()], [code(0, 1.5)], ads), at=day(0))
    assert str(found.planned) == "1,000 JPY + 0.125 KWD + 100.00 USD"


def test_an_end_with_which_nothing_is_lost_is_expected() -> None:
    """Two ads share a budget of 0: nobody misses it."""
    nothing = budget(0, budget_level="campaign")
    ads = [ad("7", 0, 9, nothing, "1", campaign_id="c"), ad("8", 0, 29, nothing, "2", campaign_id="c")]
    assert plan(Portfolio([post("1"), post("2")], [code(0, 60, "1")], ads), at=day(0)).outages == ()


def test_at_the_ends_of_the_calendar_there_is_a_plan() -> None:
    """Codes would outlast it, and asking would begin before it."""
    last, first = instant("9999-12-31T00:00:00Z"), instant("0001-01-03T00:00:00Z")
    for start, end in ((last - 3 * DAY, last), (first, first + 3 * DAY)):
        flight = SparkAd(id="7", post_id="1", starts_at=start, ends_at=end, settings=budget(10))
        portfolio = Portfolio([Post(id="1", published_at=start)], ads=[flight])
        (action,) = plan(portfolio, at=start).worklist
        assert (action.days, money(action.at_stake), action.late) == (7, 30, True)
        assert what_if(portfolio, flight.pause(start + DAY), at=start).lost.of("USD") == -20


def test_a_plan_explains_itself() -> None:
    """With its money, and with each action's own words."""
    found = plan(two_on_one_budget(), at=day(0))
    head, first, second = str(found).split("\n\n")
    assert head == ("Planned spend from 2026-01-01 00:00:00 UTC: 1,000.00 EUR; lost if nothing is done: 1,000.00 EUR.")
    assert (first, second) == tuple(each.explain() for each in found.worklist)
