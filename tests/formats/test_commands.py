"""The commands `advise` and `formats`: what people and machines read, and errors on one line."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner, Result

from sparklicense import PLATFORM
from sparklicense.cli import cli
from sparklicense.formats import (
    COMPARISON_COLUMNS,
    QUESTIONS,
    Brief,
    Format,
    Goal,
    Source,
    advice_to_data,
    advise,
    compare,
    comparison_to_data,
)

AT = "2026-06-25T09:00:00Z"


def run(*arguments: str) -> Result:
    """Run the command line in this process, piped."""
    return CliRunner().invoke(cli, [*arguments], env={"COLUMNS": None})


def test_advise_says_what_the_library_says() -> None:
    """In words, with every question as an option."""
    result = run("advise", "--post", "creator", "--creator-relationship", "--goal", "creator_led", "--at", AT)
    brief = Brief(post=Source.CREATOR, creator_relationship=True, goal=Goal.CREATOR_LED)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == advise(brief, at=AT).explain() + "\n"
    helped = run("advise", "--help").stdout
    assert all(f"--{question.replace('_', '-')}" in helped for question in QUESTIONS)


def test_advise_gives_plain_data() -> None:
    """Under either policy, with a length of time and a flag."""
    result = run(
        "advise",
        "--post",
        "none",
        "--linked-account",
        "--launch-in",
        "12h",
        "--at",
        AT,
        "--policy",
        "platform",
        "--format",
        "json",
    )
    data = json.loads(result.stdout)
    assert (result.exit_code, data["format"], data["brief"]["launch_in"]) == (0, "spark_push", "12 h")
    assert (data["brief"]["goal"], data["brief"]["linked_account"]) == (None, True)
    brief = Brief(post=Source.NONE, platform=QUESTIONS["platform"][1][1])
    elsewhere = run("advise", "--post", "none", "--platform", "instagram", "--at", AT, "--format", "json")
    assert json.loads(elsewhere.stdout) == advice_to_data(advise(brief, at=AT))


def test_formats_compares_in_a_table() -> None:
    """By default the two that the guide compares; every aspect has its line."""
    result = run("formats", "--at", AT)
    both = compare(Format.IN_FEED, Format.SPARK_PULL, at=AT)
    assert result.exit_code == 0
    title, *lines = result.stdout.splitlines()
    assert title == "An In-Feed Ad and a Spark Ad on an existing post, 2026-06-25T09:00:00Z, policy guide"
    assert [line.split("  ")[0].strip() for line in lines[1:]] == [row.aspect for row in both.rows]
    assert "(the guide's opinion)" in result.stdout
    assert "published 2024-03-04" in result.stdout


def test_formats_gives_plain_data_and_rows() -> None:
    """Of any two formats, under either policy."""
    names = ("spark_push", "in_feed")
    both = compare(Format.SPARK_PUSH, Format.IN_FEED, at=AT, policy=PLATFORM)
    result = run("formats", *names, "--at", AT, "--policy", "platform", "--format", "json")
    assert json.loads(result.stdout) == comparison_to_data(both)
    result = run("formats", *names, "--at", AT, "--policy", "platform", "--format", "csv")
    head, *rows = csv.reader(io.StringIO(result.stdout))
    assert tuple(head) == COMPARISON_COLUMNS
    assert [rows[1][0], rows[1][2], rows[1][4]] == ["availability", "in_feed", "platform"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("advise", "--at", AT), "missing option '--post'"),
        (("advise", "--post", "mine", "--at", AT), "'mine' is not one of"),
        (("advise", "--post", "own", "--launch-in", "soon", "--at", AT), "--launch-in: `soon` is not a length of time"),
        (("advise", "--post", "own", "--at", "today"), "--at: `today` is not an instant"),
        (("formats", "banner", "--at", AT), "'banner' is not one of"),
    ],
)
def test_what_is_wrong_with_a_question_is_told_on_one_line(arguments: tuple[str, ...], error: str) -> None:
    """With status 2, and nothing on standard output."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert error in result.stderr
    assert len(result.stderr.splitlines()) == 1
