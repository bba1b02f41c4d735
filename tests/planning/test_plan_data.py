"""Plans for machines and for people: what is written is what the plan says."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from pendulum import DateTime
from planned_strategies import HORIZON, budgeted
from strategies import MARK, moments, policies

from sparklicense import AdSettings, License, Policy, Portfolio, Post, SparkAd
from sparklicense.exchange.plans import WORKLIST_COLUMNS, plan_report, plan_rows, plan_to_data
from sparklicense.planning import plan

PLAN = plan(
    Portfolio(
        posts=[Post(id=id, creator="@maya", published_at="2026-01-01T00:00:00Z") for id in ("1", "2")],
        licenses=[
            License.issue(code=None, id="l1", post_id="1", issued_at="2026-01-01T00:00:00Z", days=30),
            License.issue(code=None, id="l2", post_id="2", issued_at="2026-01-01T00:00:00Z", redeemed_at=None),
        ],
        ads=[
            SparkAd(
                id=f"ad{id}",
                post_id=id,
                starts_at="2026-01-01T00:00:00Z",
                campaign_id="c",
                settings=AdSettings(budget=Decimal(amount), currency="EUR") if amount else AdSettings(),
            )
            for id, amount in (("1", 10), ("2", 0))
        ],
    ),
    at="2026-01-26T00:00:00Z",
    within=timedelta(days=10),
)


@given(budgeted(), policies(), moments())
def test_every_plan_can_be_written_and_shows_no_code(portfolio: Portfolio, policy: Policy, at: DateTime) -> None:
    """As JSON, as rows, and for people."""
    found = plan(portfolio, at=at, until=HORIZON, policy=policy)
    data = plan_to_data(found, tz="Asia/Kathmandu")
    assert json.loads(json.dumps(data)) == data
    assert [each["ad_id"] for each in data["coverage"]] == [ad.id for ad in portfolio.ads]
    rows = list(plan_rows(found))
    assert [row[0] for row in rows] == [each["post_id"] for each in data["worklist"]]
    assert {len(row) for row in rows} <= {len(WORKLIST_COLUMNS)}
    report = plan_report(found, tz="Asia/Kathmandu")
    assert all(len(row) == len(section.columns) for section in report for row in section.rows)
    assert MARK not in str((data, rows, report))


def test_a_plan_as_json() -> None:
    """Instants in UTC, amounts as text, nothing left out."""
    data = plan_to_data(PLAN)
    assert (data["at"], data["end"], data["policy"]) == ("2026-01-26T00:00:00Z", "2026-02-05T00:00:00Z", "guide")
    first, second = data["worklist"]
    assert first["codes"] == [
        {
            "issued_at": "2026-01-31T00:00:00Z",
            "days": 7,
            "expires_at": "2026-02-07T00:00:00Z",
            "ask_by": "2026-01-24T00:00:00Z",
        }
    ]
    assert first["extension"] == {"license_id": "l1", "days": 7, "expires_at": "2026-02-07T00:00:00Z"}
    assert (first["late"], first["lead_time_seconds"], first["apply_by"]) == (True, 604_800.0, None)
    assert first["at_stake"] == {"amounts": {"EUR": "50"}, "unknown": []}
    assert (second["apply"], second["extension"]["license_id"]) == (["l2"], "l2")
    assert second["at_stake"]["unknown"] == [{"ad_id": "ad2", "reason": "no budget is recorded"}]
    assert data["outages"] == [
        {
            "at": "2026-01-31T00:00:00Z",
            "stops": [{"ad_id": "ad1", "cause": "license_expired"}],
            "idle_campaigns": ["c"],
            "spend_per_day": {"amounts": {"EUR": "10"}, "unknown": []},
        }
    ]
    assert data["coverage"][0]["gaps"] == [
        {"start": "2026-01-31T00:00:00Z", "end": "2026-02-05T00:00:00Z", "causes": ["license_expired"]}
    ]
    assert data["at_risk"]["amounts"] == {"EUR": "50"}


def test_a_worklist_as_rows() -> None:
    """One for each post; several values parted by spaces."""
    first, second = (dict(zip(WORKLIST_COLUMNS, row, strict=True)) for row in plan_rows(PLAN))
    assert (first["due"], first["late"], first["ask_for_days"], first["extend"]) == (
        "2026-01-24T00:00:00Z",
        "true",
        "7",
        "l1 7",
    )
    assert (first["loss_per_day"], second["loss_per_day"], second["apply"]) == ("10 EUR", "unknown", "l2")
    assert "\n" not in str(second["explanation"])


def test_a_plan_for_people() -> None:
    """What to do comes first; every table has its heading."""
    head, todo, stops, flights = plan_report(PLAN, tz="Europe/Berlin")
    assert head.title == (
        "2 posts need a license from 2026-01-26 01:00:00 CET to 2026-02-05 01:00:00 CET.\n"
        "Planned spend: 100.00 EUR + unknown for 1 ad; at risk: 50.00 EUR + unknown for 1 ad; policy guide."
    )
    assert todo.rows[0] == (
        "2026-01-24 01:00:00 CET (passed)",
        "1",
        "@maya",
        "10.00 EUR",
        "50.00 EUR",
        "ask for 7 days from 2026-01-31 01:00:00 CET; or have the code extended by 7 days",
    )
    assert todo.rows[1][-1].startswith("apply the code of license l2; ask for 7 days")
    assert stops.rows == (("2026-01-31 01:00:00 CET", "10.00 EUR", "ad1", "license_expired", "c"),)
    assert [row[:2] for row in flights.rows] == [("ad2", "0.0 %"), ("ad1", "85.7 %")]


def test_a_plan_without_anything_to_do_says_so() -> None:
    """And a list that is too long is cut, which is said too."""
    head, todo, *_ = plan_report(plan(Portfolio(), at="2026-01-01T00:00:00Z"))
    assert head.title.startswith("0 posts need a license from 2026-01-01 00:00:00 UTC to the last flight's end.\n")
    assert todo.rows == ()
    many = Portfolio(
        posts=[Post(id=str(n), published_at="2026-01-01T00:00:00Z") for n in range(25)],
        ads=[SparkAd(id=str(n), post_id=str(n), starts_at="2026-01-01T00:00:00Z") for n in range(25)],
    )
    _, todo, *_ = plan_report(plan(many, at="2026-01-01T00:00:00Z", within=timedelta(days=3)))
    assert (len(todo.rows), todo.left_out) == (20, 5)
    one = plan_report(plan(many.with_(), at="2026-01-01T00:00:00Z", within=timedelta(days=3)))
    assert one[0].title.startswith("25 posts need a license")
