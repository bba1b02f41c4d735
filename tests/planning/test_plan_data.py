"""Plans for machines and for people: what is written is what the plan says."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from pendulum import DateTime
from planned_strategies import HORIZON, budgeted
from strategies import MARK, moments, policies

from sparklicense import AccountAccess, AdSettings, License, Policy, Portfolio, Post, SparkAd, Window, Windows
from sparklicense.data import from_json, to_json
from sparklicense.planning import ActionKind, plan
from sparklicense.views.plans import plan_report, plan_table


@given(budgeted(), policies(), moments())
def test_every_plan_can_be_written_and_shows_no_code(portfolio: Portfolio, policy: Policy, at: DateTime) -> None:
    """As JSON, which reads back, as rows, and for people."""
    found = plan(portfolio, at=at, until=HORIZON, policy=policy)
    text = to_json(found)
    assert from_json(text) == found
    columns, rows = plan_table(found)
    assert [(row[0], row[2]) for row in rows] == [(each.kind.value, each.post_id) for each in found.worklist]
    assert {len(row) for row in rows} <= {len(columns)}
    report = plan_report(found, tz="Asia/Kathmandu")
    assert all(len(row) == len(section.columns) for section in report for row in section.rows)
    assert MARK not in str((text, rows, report))


def test_what_nobody_can_prevent_is_told_apart() -> None:
    """Where access begins after the flight, time alone helps; where it ended, its creator is asked."""
    day = timedelta(days=1)
    at = Post(id="1", published_at="2026-01-01T00:00:00Z").published_at
    posts = [Post(id=id, creator=f"@{id}", published_at=at) for id in ("early", "late")]
    access = [
        AccountAccess(creator="@early", granted_at=at + 10 * day),
        AccountAccess(creator="@late", granted_at=at, revoked_at=at + 5 * day),
    ]
    ads = [
        SparkAd(
            id=f"ad {post.id}",
            post_id=post.id,
            starts_at=at,
            ends_at=at + 20 * day,
            identity_type="TT_USER",
            settings=AdSettings(budget=Decimal(10), currency="EUR"),
        )
        for post in posts
    ]
    found = plan(Portfolio(posts, [], ads, access=access), at=at)
    (loss,) = found.unfixable
    assert (loss.ad_id, loss.cause.value, loss.window) == ("ad early", "access_pending", Window(at, at + 10 * day))
    assert loss.spend.amounts == (("EUR", Decimal(100)),)
    (action,) = found.worklist
    assert (action.kind, action.days, action.covers_if_issued) == (ActionKind.ASK, None, None)
    assert (action.begins_at, action.due) == (at + 5 * day, at - 2 * day)
    assert action.at_stake.amounts == (("EUR", Decimal(150)),)
    assert str(action).startswith("Ask @late for access to the account: post `late`, by ")
    assert "Please let us run ads from your account again, for this post:" in found.messages()[0][1]
    tables = {section.title: section.rows for section in plan_report(found)}
    assert tables["What nobody can prevent"][0][:3] == ("ad early", "early", "access_pending")


def test_what_is_shared_and_lost_to_time_is_lost_once() -> None:
    """Two ads that wait for access share 10 EUR a day for 10 days: 100 EUR that nobody can save."""
    settings = AdSettings(budget=Decimal(10), currency="EUR", budget_level="campaign")
    post = Post(id="1", creator="@maya", published_at="2026-01-01T00:00:00Z")
    access = AccountAccess(creator="@maya", granted_at="2026-01-11T00:00:00Z")
    ads = [
        SparkAd(id=id, post_id="1", starts_at=post.published_at, ends_at="2026-01-21T00:00:00Z", campaign_id="c",
                identity_type="BC_AUTH_TT", settings=settings)
        for id in ("7", "8")
    ]  # fmt: skip
    found = plan(Portfolio([post], [], ads, access=[access]), at=post.published_at)
    assert [(each.ad_id, str(each.spend)) for each in found.unfixable] == [("7", "50.00 EUR"), ("8", "50.00 EUR")]
    assert found.worklist == ()


def test_what_is_shown_is_cut_and_that_is_said() -> None:
    """A list of 25 shows 20, and what to do now 10 lines."""
    many = Portfolio(
        posts=[Post(id=str(n), creator=f"@c{n}", published_at="2026-01-01T00:00:00Z") for n in range(25)],
        ads=[SparkAd(id=str(n), post_id=str(n), starts_at="2026-01-01T00:00:00Z") for n in range(25)],
    )
    now, *_, flights = plan_report(plan(many, at="2026-01-01T00:00:00Z"))
    assert (len(now.rows), now.left_out, len(flights.rows), flights.left_out) == (10, 15, 20, 5)
    assert plan_report(plan(Portfolio(), at="2026-01-01T00:00:00Z"))[0].title.startswith("Do now: 0 of 0 things to do.")


def test_each_kind_of_action_says_what_to_do() -> None:
    """In words, with who is asked, and what else is needed."""
    hidden = Windows([Window("2026-01-01T00:00:00Z", None)])
    posts = [
        Post(id="1", published_at="2026-01-01T00:00:00Z", hidden=hidden),
        Post(id="2", creator="@maya", published_at="2026-01-01T00:00:00Z", deleted_at="2026-01-02T00:00:00Z",
             removal="moderation"),
        Post(id="3", creator="@maya", published_at="2026-01-01T00:00:00Z", deleted_at="2026-01-02T00:00:00Z",
             removal="creator"),
    ]  # fmt: skip
    codes = [License.issue(code=None, post_id=id, issued_at="2026-01-01T00:00:00Z", redeemed_at=None) for id in "12"]
    ads = [SparkAd(id=id, post_id=id, starts_at="2026-01-05T00:00:00Z", ends_at="2026-01-09T00:00:00Z") for id in "123"]
    found = plan(Portfolio(posts, codes, ads), at="2026-01-04T00:00:00Z")
    assert [each.explain().split(":")[0] for each in found.worklist] == [
        "Apply the code in Ads Manager",
        "Apply the code in Ads Manager",
        "Ask to make the post public",
        "Ask @maya to appeal the removal",
        "Run another post",
    ]
    assert "Also needed before the ads serve: make_public." in found.worklist[0].explain()
    assert [creator for creator, _ in found.messages()] == ["", "maya"]
    spare = plan(Portfolio(posts[:2], [], [
        SparkAd(id=id, post_id=id, starts_at="2026-01-05T00:00:00Z", ends_at="2026-01-09T00:00:00Z", campaign_id="c",
                settings=AdSettings(budget=1, currency="EUR", budget_level="campaign"))
        for id in "12"
    ]), at="2026-01-04T00:00:00Z")  # fmt: skip
    assert spare.worklist[-1].explain().endswith("It is spare: others spend the budget anyway.")
    assert "more would be spare." in plan_report(spare)[0].title
