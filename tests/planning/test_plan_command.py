"""The commands `plan` and `remind`: for people, for machines, and for cron."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner, Result

from sparklicense import AdSettings, License, Portfolio, Post, SparkAd, dump
from sparklicense.cli import cli
from sparklicense.data import from_data
from sparklicense.planning import Plan, plan
from sparklicense.views.plans import REMINDER_COLUMNS, plan_table

AT = "2026-06-25T00:00:00Z"
FACTS = Portfolio(
    posts=[Post(id=id, creator=creator, published_at="2026-05-01T00:00:00Z") for id, creator in
           (("1", "@maya"), ("2", "@maya"), ("3", "@lila"))],
    licenses=[License.issue(code="#sEcReT=", post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)],
    ads=[
        SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-07-11T00:00:00Z",
                settings=AdSettings(budget=50, currency="EUR")),
        SparkAd(id="8", post_id="2", starts_at="2026-06-20T00:00:00Z", ends_at="2026-07-01T00:00:00Z",
                settings=AdSettings(budget=10, currency="USD"), campaign_id="c"),
        SparkAd(id="9", post_id="3", starts_at="2026-07-20T00:00:00Z"),
    ],
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a file with three ads, each of which needs something."""
    file = tmp_path / "facts.json"
    dump(FACTS, file)
    return file


def run(*arguments: str | Path, columns: int = 100) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(cli, [str(each) for each in arguments], env={"COLUMNS": str(columns)})


def test_people_read_first_what_to_do_now(path: Path) -> None:
    """What, who, by when and what it saves, on one line for each person; the status says that there is something."""
    found = run("plan", path, "--at", AT, "--tz", "Europe/Berlin", columns=200)
    assert found.exit_code == 1
    head, second, third, headings, line, *rest = found.stdout.splitlines()
    assert (head, third) == (
        "Do now: 2 of 3 things to do.",
        "Money of flights without an end is counted until 2027-06-25 02:00:00 CEST.",
    )
    assert second.endswith("; lost if nothing is done: 500.00 EUR + 60.00 USD + unknown for 1 ad.")
    assert re.split(r"  +", headings) == ["what", "who", "post", "by", "saves"]
    assert re.split(r"  +", line) == [
        "1 code to ask for, 1 extension to ask for",
        "@maya",
        "2 posts",
        "2026-06-13, late",
        "500.00 EUR + 60.00 USD",
    ]
    assert rest[1] == "Then"
    assert "sEcReT" not in found.output


@pytest.mark.parametrize("columns", [76, 100, 140])
def test_a_plan_keeps_to_the_width_of_the_terminal(path: Path, columns: int) -> None:
    """Words that do not fit stand below their row."""
    lines = run("plan", path, "--at", AT, columns=columns).stdout.splitlines()
    assert max(map(len, lines)) <= columns


def test_nothing_is_due_yet_is_said(path: Path) -> None:
    """With when the first is; and where there is nothing at all, the status is 0."""
    early = run("plan", path, "--at", "2026-06-01T00:00:00Z", columns=200)
    assert "Nothing is due yet; the first is due 2026-06-13 00:00:00 UTC." in early.stdout
    assert "\nTo do\n" in early.stdout
    assert run("plan", path, "--at", "2026-06-01T00:00:00Z", "--within", "7d").exit_code == 0


def test_machines_read_json_and_csv(path: Path) -> None:
    """JSON reads back to the plan itself; CSV has columns for each currency."""
    asked = ("plan", path, "--at", AT, "--within", "30d", "--format")
    data = json.loads(run(*asked, "json").stdout)
    assert from_data(data, Plan) == plan(FACTS, at=AT, within=timedelta(days=30))
    text = run(*asked, "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    columns, values = plan_table(plan(FACTS, at=AT, within=timedelta(days=30)))
    assert tuple(rows[0]) == columns
    assert len(rows) == len(values) == 3
    first, second, third = rows
    assert (first["kind"], first["post_id"], first["days"], first["at_stake_USD"]) == ("ask", "2", "7", "60.00")
    assert (second["at_stake_EUR"], second["lost_per_day_EUR"], third["unknown_money"]) == ("500.00", "50.00", "9")
    assert "sEcReT" not in text


@pytest.mark.parametrize(
    ("option", "posts"),
    [(("--creator", "@Lila"), ["3"]), (("--campaign", "c"), ["2"]), (("--creator", "maya"), ["2", "1"])],
)
def test_a_part_of_a_plan_can_be_told(path: Path, option: tuple[str, str], posts: list[str]) -> None:
    """Of one creator, or of one campaign; with its own money."""
    data = json.loads(run("plan", path, "--at", AT, "--format", "json", *option).stdout)
    assert [each["post_id"] for each in data["worklist"]] == posts


def test_an_unknown_creator_or_campaign_is_refused(path: Path) -> None:
    """It would be an empty plan, which reassures."""
    found = run("plan", path, "--at", AT, "--creator", "@nobody", "--campaign", "c")
    assert (found.exit_code, found.stderr) == (
        2,
        "error: --creator `@nobody` and --campaign `c`: no ad of the portfolio is theirs\n",
    )


def test_until_and_limit(path: Path) -> None:
    """Money of flights without an end is counted up to a given instant; lists can be shorter."""
    found = run("plan", path, "--at", AT, "--until", "2026-08-01T00:00:00Z", "--limit", "1", columns=200).stdout
    assert "is counted until 2026-08-01 00:00:00 UTC." in found
    assert "... and 1 more; --format json has them all" in found


def test_what_was_asked_for_is_told_in_a_file(path: Path, tmp_path: Path) -> None:
    """Answers make lead times, and what is open is chased."""
    asked = tmp_path / "asked.csv"
    lines = [f"@maya,2026-05-{n:02}T00:00:00Z,2026-05-{n + 2:02}T00:00:00Z," for n in range(1, 6)]
    asked.write_text("\n".join(["creator,asked_at,answered_at,post_id", *lines, "maya,2026-06-24T00:00:00Z,,2"]))
    data = json.loads(run("plan", path, "--at", AT, "--requests", asked, "--format", "json").stdout)
    of = {each["post_id"]: each for each in data["worklist"]}
    assert (of["2"]["kind"], of["2"]["asked_at"]) == ("chase", "2026-06-24T00:00:00Z")
    assert (of["1"]["kind"], of["1"]["due"]) == ("extend", "2026-06-29T00:00:00Z")


def test_costs_are_told_in_a_file(path: Path, tmp_path: Path) -> None:
    """Only durations that have one are asked for."""
    costs = tmp_path / "costs.csv"
    costs.write_text("days,cost\n90,12.50\n365,40\n")
    data = json.loads(run("plan", path, "--at", AT, "--costs", costs, "--format", "json").stdout)
    assert [each["days"] for each in data["worklist"]] == [90, 90, 365]


@pytest.mark.parametrize(
    ("option", "text", "problems"),
    [
        ("--costs", "days,price\n", ["column `price`", "column `cost`"]),
        ("--costs", "days,cost\nx,1\n30,x\n7\n", ["line 2: days: `x` is not", "line 3: cost:", "line 4: 2 cells"]),
        ("--requests", "creator,asked_at\n@maya,yesterday\n", ["line 2: asked_at: `yesterday` is not an instant"]),
    ],
)  # fmt: skip
def test_every_problem_of_a_file_is_named(
    path: Path, tmp_path: Path, option: str, text: str, problems: list[str]
) -> None:
    """With its line."""
    file = tmp_path / "told.csv"
    file.write_text(text)
    found = run("plan", path, "--at", AT, option, file)
    assert found.exit_code == 2
    lines = found.stderr.splitlines()
    assert len(lines) == len(problems)
    assert all(problem in line for problem, line in zip(problems, lines, strict=True))


def test_messages_are_all_that_is_written(path: Path) -> None:
    """One to each creator, under the name."""
    found = run("plan", path, "--at", AT, "--messages")
    assert found.stdout.startswith("=== @maya\nHello @maya,\n")
    assert "\n=== @lila\n" in found.stdout
    assert "sEcReT" not in found.output
    assert run("plan", path, "--at", AT, "--messages", "--within", "1h", "--campaign", "c").stdout.count("===") == 1
    dump(attrs.evolve(FACTS, ads=()), path)
    assert run("plan", path, "--at", AT, "--messages").stdout == "nobody has to be written to\n"


def test_reminders_are_told_once_each(path: Path) -> None:
    """For the time since one last asked: the last rung of each code, or every one."""
    asked = ("remind", path, "--after", "2026-06-02T00:00:00Z", "--through", "2026-06-28T00:00:00Z")
    found = run(*asked)
    assert found.exit_code == 1
    assert found.stdout.splitlines()[0] == "1 code to remind of"
    data = json.loads(run(*asked, "--every-rung", "--format", "json").stdout)
    assert [each["days_before"] for each in data["reminders"]] == [14, 7, 3]
    (row,) = csv.DictReader(io.StringIO(run(*asked, "--format", "csv").stdout))
    assert tuple(row) == REMINDER_COLUMNS
    assert (row["creator"], row["days_before"], row["used_by"]) == ("maya", "3", "7")
    none = run("remind", path, "--after", "2026-07-02T00:00:00Z", "--through", "2026-07-03T00:00:00Z")
    assert none.exit_code == 0
    assert "sEcReT" not in found.output
