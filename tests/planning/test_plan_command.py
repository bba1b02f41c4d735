"""The command `plan`: for people, for machines, and for cron."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sparklicense import License, Portfolio, Post, SparkAd
from sparklicense.cli import cli
from sparklicense.exchange import dump
from sparklicense.exchange.plans import WORKLIST_COLUMNS, plan_to_data
from sparklicense.planning import plan

FACTS = Portfolio(
    posts=[Post(id="1", creator="@maya", published_at="2026-05-01T00:00:00Z")],
    licenses=[License.issue(code="#sEcReT=", post_id="1", issued_at="2026-06-01T00:00:00Z", days=30)],
    ads=[SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-07-11T00:00:00Z")],
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a file with one ad whose code runs out before its flight does."""
    file = tmp_path / "facts.json"
    dump(FACTS, file)
    return file


def run(*arguments: str | Path) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(cli, [str(each) for each in arguments], env={"COLUMNS": "100"})


def test_people_read_what_to_do_first(path: Path) -> None:
    """The status says that something is to be done."""
    found = run("plan", path, "--at", "2026-06-10T00:00:00Z", "--tz", "Europe/Berlin")
    assert found.exit_code == 1
    lines = found.stdout.splitlines()
    assert lines[0] == "1 post needs a license from 2026-06-10 02:00:00 CEST to the last flight's end."
    assert lines.index("What to do; what loses most per day comes first") < lines.index("What stops")
    assert "sEcReT" not in found.output


def test_machines_read_json_and_csv(path: Path) -> None:
    """The same plan, as data."""
    asked = ("plan", path, "--at", "2026-06-10T00:00:00Z", "--within", "30d", "--format")
    data = plan_to_data(plan(FACTS, at="2026-06-10T00:00:00Z", within=timedelta(days=30)))
    assert json.loads(run(*asked, "json").stdout) == {**data, "not_taken": [], "differences": []}
    (row,) = csv.DictReader(io.StringIO(run(*asked, "csv").stdout))
    assert list(row) == list(WORKLIST_COLUMNS)
    assert (row["post_id"], row["due"], row["ask_for_days"]) == ("1", "2026-06-24T00:00:00Z", "30")


def test_nothing_to_do_is_status_0_and_a_flight_without_an_end_needs_a_horizon(path: Path) -> None:
    """And says so on one line."""
    assert run("plan", path, "--at", "2026-07-11T00:00:00Z").exit_code == 0
    dump(FACTS.with_(SparkAd(id="8", post_id="1", starts_at="2026-06-01T00:00:00Z")), path)
    refused = run("plan", path, "--at", "2026-06-10T00:00:00Z")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "error: until: the flight of ad `8` has no end; give the horizon up to which to plan\n",
    )
    assert run("plan", path, "--at", "2026-06-10T00:00:00Z", "--within", "7d").exit_code == 0
    assert run("plan", path, "--at", "2026-06-10T00:00:00Z", "--within", "14d").exit_code == 1
