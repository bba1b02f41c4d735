"""The command line: what people and machines read, the exit status, and every error on a line of its own."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import runpy
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from strategies import MARK, portfolios

from sparklicense import (
    GUIDE,
    PLATFORM,
    IdentityType,
    License,
    Portfolio,
    Post,
    Removal,
    SparkAd,
    Window,
    Windows,
    __version__,
    dump,
)
from sparklicense.__main__ import main
from sparklicense.cli import cli
from sparklicense.data import from_json, to_data, to_json
from sparklicense.views.audits import AUDIT_COLUMNS, SPAN_COLUMNS

AT: Final = "2026-06-20T07:09:07Z"
POST: Final = Post(id="7638941401274764565", creator="@maya", published_at="2026-05-01T00:00:00Z")
HIDDEN_CODE: Final = "#sEcReTcode="
LICENSE: Final = License.issue(code=HIDDEN_CODE, post_id=POST.id, issued_at="2026-05-24T07:09:07Z")
AD: Final = SparkAd(
    id="1790000000000001",
    post_id=POST.id,
    starts_at="2026-06-01T00:00:00Z",
    ends_at="2026-08-01T00:00:00Z",
    campaign_id="1820000000000001",
    name="Maya's morning",
)


def run(*arguments: str | Path, columns: str | None = None) -> Result:
    """Run the command line in this process, piped: as wide as it likes, or so many columns."""
    return CliRunner().invoke(cli, [str(each) for each in arguments], env={"COLUMNS": columns})


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Give a file with one ad whose code runs out on 23 June."""
    path = tmp_path / "story.json"
    dump(Portfolio(posts=[POST], licenses=[LICENSE], ads=[AD]), path)
    return path


@pytest.fixture
def crowd(tmp_path: Path) -> Path:
    """Give a file with an ad in many a state, and more of one than people are shown."""
    gone = Post(id="2", published_at="2026-05-01T00:00:00Z").delete("2026-06-10T00:00:00Z", removal=Removal.MODERATION)
    hidden = Post(id="3", published_at="2026-05-01T00:00:00Z", hidden=Windows([Window("2026-06-15T00:00:00Z", None)]))
    bare = Post(id="4", published_at="2026-05-01T00:00:00Z")
    path = tmp_path / "crowd.json"
    dump(
        Portfolio(
            posts=[POST, gone, hidden, bare],
            licenses=[
                LICENSE,
                License.issue(id="own", code=None, post_id="3", issued_at="2026-06-18T07:09:07Z", redeemed_at=None),
            ],
            ads=[
                AD,
                SparkAd(
                    id="over",
                    post_id=POST.id,
                    starts_at="2026-06-01T00:00:00Z",
                    ends_at="2026-06-02T00:00:00Z",
                    campaign_id="c0",
                ),
                SparkAd(id="gone", post_id="2", starts_at="2026-06-01T00:00:00Z", campaign_id="c1"),
                SparkAd(id="hidden\x1b[31m", post_id="3", starts_at="2026-06-01T00:00:00Z", campaign_id="c1"),
                *(SparkAd(id=f"bare{n:02}", post_id="4", starts_at="2026-06-01T00:00:00Z") for n in range(25)),
            ],
        ),
        path,
    )
    return path


def test_an_audit_is_readable_when_piped(story: Path) -> None:
    """The headline first, then each state with its ads; nothing wrapped, cut or colored."""
    result = run("audit", story, "--at", AT, "--within", "30d")
    assert result.exit_code == 1
    assert result.stderr == ""
    assert (
        result.stdout
        == """\
1 of 1 ads serve at 2026-06-20 07:09:07 UTC; someone has to act now or in the next 30 d.
1 post, 1 license, 1 ad, 1 campaign; policy guide; times in UTC.

Ads by state
state    ads  fixed by
serving  1

serving: nothing blocks them
name            ad                since (UTC)          until (UTC)          then
Maya's morning  1790000000000001  2026-06-01 00:00:00  2026-06-23 07:09:07  license_expired

Licenses that end in the next 30 d
post                 creator  status  ends (UTC)           left
7638941401274764565  @maya    active  2026-06-23 07:09:07  3 d

Changes in the next 30 d
at (UTC)             ad                from     to               to do
2026-06-23 07:09:07  1790000000000001  serving  license_expired  @maya: issue a new code
"""
    )


def test_an_audit_on_another_clock_names_it_in_the_headings(story: Path) -> None:
    """Instants are the same, and read as they do there; without a horizon nothing ahead is told."""
    result = run("audit", story, "--at", AT, "--tz", "America/Los_Angeles")
    assert result.exit_code == 0
    assert (
        result.stdout
        == """\
1 of 1 ads serve at 2026-06-20 00:09:07 PDT; nobody has to act now.
1 post, 1 license, 1 ad, 1 campaign; policy guide; times in America/Los_Angeles.

Ads by state
state    ads  fixed by
serving  1

serving: nothing blocks them
                                  since,               until,
name            ad                America/Los_Angeles  America/Los_Angeles  then
Maya's morning  1790000000000001  2026-05-31 17:00:00  2026-06-23 00:09:07  license_expired

Licenses not over yet, the first to end first
                                      ends,
post                 creator  status  America/Los_Angeles  left
7638941401274764565  @maya    active  2026-06-23 00:09:07  3 d
"""
    )


def test_an_audit_tells_what_stands_in_the_way_and_who_can_fix_it(crowd: Path) -> None:
    """States in order of precedence, the rest of a long list counted, campaigns that are over left out."""
    result = run("audit", crowd, "--at", AT)
    assert result.exit_code == 1
    assert (
        result.stdout
        == """\
1 of 29 ads serve at 2026-06-20 07:09:07 UTC; someone has to act now.
4 posts, 2 licenses, 29 ads, 3 campaigns; policy guide; times in UTC.

Do now
who         what                                                               ad              since (UTC)
advertiser  apply the code in Ads Manager before it expires                    hidden\\x1b[31m  2026-06-18 07:09:07
creator     appeal the removal or bring the account back; or run another post  gone            2026-06-10 00:00:00
"""
        + "".join(
            f"creator     {'authorize the post and send the code':65}  bare{n:02}          always\n" for n in range(8)
        )
        + """\
... and 17 more; --format json has them all

Ads by state
state               ads  fixed by
post_deleted        1    creator (appeal the removal or bring the account back; or run another post)
license_missing     25   creator (authorize the post and send the code)
license_unredeemed  1    advertiser (apply the code in Ads Manager before it expires)
serving             1
ended               1    advertiser (set a new schedule)

post_deleted: the post was removed by moderation or went with its account
ad    since (UTC)          also blocks
gone  2026-06-10 00:00:00  license_missing

license_missing: no license counts for the ad: its post has none that is open to the ad's account
ad      since (UTC)
"""
        + "".join(f"bare{n:02}  always\n" for n in range(20))
        + """\
... and 5 more; --format json has them all

license_unredeemed: the code is issued but not applied in Ads Manager
ad              since (UTC)          until (UTC)          then             also blocks
hidden\\x1b[31m  2026-06-18 07:09:07  2026-07-18 07:09:07  license_expired  post_hidden

serving: nothing blocks them
name            ad                since (UTC)          until (UTC)          then
Maya's morning  1790000000000001  2026-06-01 00:00:00  2026-06-23 07:09:07  license_expired

ended: the flight is over
ad    since (UTC)
over  2026-06-02 00:00:00

Campaigns with a flight running and nothing serving
campaign  ads  their states
c1        2    1 post_deleted, 1 license_unredeemed

Licenses not over yet, the first to end first
post                 creator  status      ends (UTC)           left  license
7638941401274764565  @maya    active      2026-06-23 07:09:07  3 d
3                             unredeemed  2026-07-18 07:09:07  28 d  own
"""
    )


@pytest.mark.parametrize("columns", ["20", "40", "60", "80", "100"])
def test_no_width_cuts_an_id_or_an_instant(crowd: Path, columns: str) -> None:
    """What is too narrow for words beside the ids gets them underneath; nothing is lost."""
    wide = run("audit", crowd, "--at", AT, "--within", "60d").stdout
    narrow = run("audit", crowd, "--at", AT, "--within", "60d", columns=columns).stdout
    instants = [
        f"{day} {clock}" for day, clock in zip(wide.split(), wide.split()[1:], strict=False) if day[:3] == "202"
    ]
    assert instants
    for each in ("1790000000000001", "7638941401274764565", "hidden\\x1b[31m", *instants):
        assert narrow.count(each) == wide.count(each), each
    if int(columns) >= 80:
        assert max(map(len, narrow.splitlines())) <= int(columns)


def test_narrow_tables_put_words_underneath(crowd: Path) -> None:
    """Each word says which column it is of."""
    narrow = run("audit", crowd, "--at", AT, columns="62").stdout
    assert (
        """\
ad                since (UTC)          until (UTC)
1790000000000001  2026-06-01 00:00:00  2026-06-23 07:09:07
    name: Maya's morning; then: license_expired
"""
        in narrow
    )


def test_a_row_without_words_has_nothing_underneath(tmp_path: Path) -> None:
    """Only what there is gets a line."""
    own: dict[str, Any] = {
        "post_id": POST.id,
        "starts_at": "2026-06-01T00:00:00Z",
        "identity_type": IdentityType.TT_USER,
    }
    ads = [SparkAd(id="1790000000000001", **own), SparkAd(id="1790000000000002", name="Maya's morning", **own)]
    dump(Portfolio(posts=[POST], ads=ads), tmp_path)
    narrow = run("audit", tmp_path, "--at", AT, columns="40").stdout
    assert narrow.endswith(
        """\
ad                since (UTC)
1790000000000001  2026-06-01 00:00:00
1790000000000002  2026-06-01 00:00:00
    name: Maya's morning
"""
    )


def test_a_portfolio_without_ads_is_audited(tmp_path: Path) -> None:
    """There is nothing to tell, and nothing to do."""
    dump(Portfolio(), tmp_path)
    result = run("audit", tmp_path, "--at", AT, "--within", "12h")
    assert (result.exit_code, result.stdout) == (
        0,
        (
            "0 of 0 ads serve at 2026-06-20 07:09:07 UTC; nobody has to act now or in the next 12 h.\n"
            "0 posts, 0 licenses, 0 ads, 0 campaigns; policy guide; times in UTC.\n"
        ),
    )


def test_json_is_the_audits_data(story: Path) -> None:
    """To the letter; explanations follow `--tz`, all else is in UTC."""
    result = run("audit", story, "--at", AT, "--within", "72h", "--tz", "Asia/Tokyo", "--format", "json")
    portfolio = Portfolio(posts=[POST], licenses=[LICENSE], ads=[AD])
    audit = portfolio.audit(at=AT, within=timedelta(hours=72))
    assert json.loads(result.stdout) == to_data(audit, tz="Asia/Tokyo")
    assert from_json(result.stdout) == audit
    assert result.exit_code == 1


def test_only_what_is_different_from_an_earlier_audit_is_told(story: Path, tmp_path: Path) -> None:
    """With the status of what is different: a stop is, and nothing new is nothing to do."""
    old = tmp_path / "old.json"
    old.write_text(run("audit", story, "--at", AT, "--format", "json").stdout)
    result = run("audit", story, "--at", "2026-07-20T00:00:00Z", "--since", old, "--format", "json")
    told = json.loads(result.stdout)
    assert told["schema"] == "sparklicense.audit_diff/1"
    assert [each["kind"] for each in told["differences"]] == ["stopped", "license_ended"]
    assert result.exit_code == 1
    table = run("audit", story, "--at", "2026-07-20T00:00:00Z", "--since", old)
    assert table.stdout.startswith("2 differences from 2026-06-20 07:09:07 UTC to 2026-07-20 00:00:00 UTC")
    rows = run("audit", story, "--at", "2026-07-20T00:00:00Z", "--since", old, "--format", "csv").stdout.splitlines()
    assert len(rows) == 3
    same = run("audit", story, "--at", AT, "--since", old)
    assert (same.exit_code, same.stdout.partition("\n")[0]) == (
        0,
        "0 differences from 2026-06-20 07:09:07 UTC to 2026-06-20 07:09:07 UTC; times in UTC.",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "old.json: not JSON"),
        (to_json(POST), "old.json: schema: `sparklicense.post/1` is not the `Audit` that is wanted"),
    ],
)
def test_an_earlier_audit_that_is_none_is_named(story: Path, tmp_path: Path, text: str, told: str) -> None:
    """In one line, with the file."""
    old = tmp_path / "old.json"
    old.write_text(text)
    result = run("audit", story, "--at", AT, "--since", old)
    assert result.exit_code == 2
    assert told.partition(": ")[2] in result.stderr
    assert f"--since {old}" in result.stderr


def test_an_audit_is_narrowed_to_what_is_asked_for(crowd: Path) -> None:
    """By state, by creator, by campaign and by who can fix it."""
    rows = json.loads(run("audit", crowd, "--at", AT, "--format", "json").stdout)["ads"]
    for option, key in (
        ("--state", "state"),
        ("--actor", "actor"),
        ("--campaign", "campaign_id"),
        ("--creator", "creator"),
    ):
        for value in sorted({each[key] for each in rows if each[key]}):
            found = json.loads(run("audit", crowd, "--at", AT, option, value, "--format", "json").stdout)["ads"]
            assert found == [each for each in rows if each[key] == value]


def test_csv_has_a_row_for_each_ad(crowd: Path) -> None:
    """A header, then each ad on one line."""
    result = run("audit", crowd, "--at", AT, "--format", "csv")
    header, *rows = csv.reader(io.StringIO(result.stdout))
    assert tuple(header) == AUDIT_COLUMNS
    assert len(rows) == 29
    assert len(result.stdout.splitlines()) == 30
    gone = dict(zip(header, rows[2], strict=True))
    assert (gone["id"], gone["state"], gone["objections"], gone["until"]) == (
        "gone",
        "post_deleted",
        "post_deleted license_missing",
        "",
    )


def test_without_at_the_machines_clock_is_read_and_named(story: Path) -> None:
    """On stderr, so that no pipe is troubled."""
    result = run("audit", story, "--format", "json")
    at = json.loads(result.stdout)["at"]
    assert result.stderr == f"--at is left out: this machine's clock says {at}\n"


def test_explain_gives_the_decision_in_words(story: Path) -> None:
    """The decision's own explanation, on the clock asked for, with status 0 whatever it says."""
    result = run(
        "explain", story, AD.id, "--at", "2026-06-25T00:00:00Z", "--tz", "Europe/Berlin", "--policy", "platform"
    )
    decision = Portfolio(posts=[POST], licenses=[LICENSE], ads=[AD]).serving(
        AD.id, at="2026-06-25T00:00:00Z", policy=PLATFORM
    )
    assert result.stdout == decision.explain("Europe/Berlin") + "\n"
    assert "extend the authorization" in result.stdout
    assert result.exit_code == 0


def test_timeline_shows_every_span(story: Path) -> None:
    """From the first to the last, with why and who fixes it."""
    result = run("timeline", story, AD.id)
    assert result.exit_code == 0
    title, *lines = result.stdout.splitlines()
    assert title == "Timeline of ad 1790000000000001; policy guide; times in UTC."
    assert [re.split(" {2,}", line) for line in lines] == [
        ["start (UTC)", "end (UTC)", "state", "why", "fixed by"],
        [
            "no start",
            "2026-05-24 07:09:07",
            "license_pending",
            "the authorization has not begun",
            "time (wait until the authorization begins)",
        ],
        [
            "2026-05-24 07:09:07",
            "2026-06-01 00:00:00",
            "scheduled",
            "the flight has not started",
            "time (wait for the start)",
        ],
        ["2026-06-01 00:00:00", "2026-06-23 07:09:07", "serving", "nothing blocks it"],
        [
            "2026-06-23 07:09:07",
            "2026-08-01 00:00:00",
            "license_expired",
            "the authorization code has expired",
            "creator (issue a new code)",
        ],
        ["2026-08-01 00:00:00", "no end", "ended", "the flight is over", "advertiser (set a new schedule)"],
    ]


def test_timeline_can_be_cut_and_read_by_machines(story: Path) -> None:
    """JSON and CSV say the same."""
    window = ("--from", "2026-06-20T00:00:00Z", "--until", "2026-06-25T02:00:00+02:00")
    found = json.loads(run("timeline", story, AD.id, *window, "--format", "json").stdout)
    assert {key: found[key] for key in ("ad_id", "policy")} == {"ad_id": AD.id, "policy": "guide"}
    assert [(span["start"], span["state"], span["fixed_by"]) for span in found["spans"]] == [
        ("2026-06-20T00:00:00Z", "serving", None),
        ("2026-06-23T07:09:07Z", "license_expired", "creator"),
    ]
    assert found["spans"][-1]["end"] == "2026-06-25T00:00:00Z"
    rows = list(csv.DictReader(io.StringIO(run("timeline", story, AD.id, *window, "--format", "csv").stdout)))
    assert rows == [{key: value or "" for key, value in span.items()} for span in found["spans"]]
    assert tuple(rows[0]) == SPAN_COLUMNS


def test_a_clock_that_reads_the_same_twice_says_which(tmp_path: Path) -> None:
    """In the night the clocks go back, the zone's short name tells the two apart."""
    ad = SparkAd(
        id="1",
        post_id="1",
        starts_at="2026-10-25T00:30:00Z",
        ends_at="2026-10-25T01:30:00Z",
        identity_type=AD.identity_type,
    )
    path = tmp_path / "fold.json"
    dump(Portfolio(posts=[Post(id="1", published_at="0001-01-01T00:00:00Z")], ads=[ad]), path)
    spans = run("timeline", path, "1", "--tz", "Europe/Berlin", "--from", "2026-10-25T00:30:00Z").stdout
    assert "2026-10-25 02:30:00 CEST" in spans
    assert "2026-10-25 02:30:00 CET" in spans
    edge = run("timeline", path, "1", "--tz", "America/Los_Angeles", "--from", "0001-01-01T00:00:00Z").stdout
    assert "0001-01-01 00:00:00 UTC" in edge


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["audit", "STORY", "--at", "2026-06-20"], "--at: `2026-06-20` is not an instant: "),
        (
            ["audit", "STORY", "--at", "2026-06-20T00:00:00"],
            "--at: `2026-06-20T00:00:00` has no offset from UTC; write",
        ),
        (["audit", "STORY", "--at", "1779606547"], "--at: `1779606547` is not an instant: "),
        (
            ["audit", "STORY", "--at", AT, "--within", "5w"],
            "--within: `5w` is not a length of time; write it like `30d` o",
        ),
        (
            ["audit", "STORY", "--at", AT, "--within", "0d"],
            "--within: `0d` is not a length of time; write it like `30d` o",
        ),
        (
            ["audit", "STORY", "--at", AT, "--within", "-3d"],
            "--within: `-3d` is not a length of time; write it like `30d`",
        ),
        (
            ["audit", "STORY", "--at", AT, "--within", "99999999999d"],
            "--within: `99999999999d` is not a length of time; ",
        ),
        (
            ["audit", "STORY", "--at", "9999-12-31T00:00:00Z", "--within", "30d"],
            "`9999-12-31T00:00:00Z` + 30 days, 0:00:0",
        ),
        (
            ["audit", "STORY", "--at", AT, "--tz", "Mars/Base"],
            "--tz: `Mars/Base` is not a time zone; write an IANA name",
        ),
        (["explain", "STORY", "8", "--at", AT], "no ad has the id `8`"),
        (["timeline", "STORY", "8"], "no ad has the id `8`"),
        (["timeline", "STORY", "8", "--tz", "../../etc/passwd"], "--tz: `../../etc/passwd` is not a time zone; write"),
        (["timeline", "STORY", "8", "--from", "now"], "--from: `now` is not an instant: "),
        (["timeline", "STORY", "8", "--until", "now"], "--until: `now` is not an instant: "),
        (
            ["timeline", "STORY", AD.id, "--from", AT, "--until", AT],
            "--until: `2026-06-20T07:09:07Z` is not after --from `2026-06-20T07:09:07Z`",
        ),
        (["audit", "nowhere.json", "--at", AT], "nowhere.json: no such file or folder"),
        (
            ["audit", "STORY", "--at", AT, "--format", "xml"],
            "invalid value for '--format': 'xml' is not one of 'table', ",
        ),
        (
            ["audit", "STORY", "--at", AT, "--policy", "house"],
            "invalid value for '--policy': 'house' is not one of 'guid",
        ),
        (["audit"], "missing argument 'PATH'. (see `cli audit --help`)"),
        (["audit", "STORY", "--now"], "no such option '--now'. (see `cli audit --help`)"),
        (["fly"], "no such command 'fly'. (see `cli --help`)"),
        (
            ["explain", "STORY", "7", "#sEcReTcode="],
            "an argument out of place, not shown because it may be an authoriza",
        ),
        (
            ["explain", "STORY", "#sEcReTcode=", "--at", AT],
            "no ad has the id `#…` (hidden: it may be an authorization co",
        ),
    ],
)
def test_bad_usage_is_one_line_and_status_2(story: Path, arguments: list[str], problem: str) -> None:
    """In words, on stderr, without a traceback and without a secret."""
    result = run(*(str(story) if each == "STORY" else each for each in arguments))
    assert result.exit_code == 2
    assert result.stdout == ""
    *_, line = result.stderr.splitlines()
    assert line.startswith(f"error: {problem}")
    assert "sEcReT" not in result.output
    assert isinstance(result.exception, SystemExit)


def test_every_problem_of_a_file_gets_a_line(tmp_path: Path) -> None:
    """File, row and field."""
    path = tmp_path / "bad.json"
    path.write_text('{"schema": "x", "posts": [{"id": 1}], "ads": [{"id": "7", "post_id": "1", "starts_at": "soon"}]}')
    result = run("audit", path, "--at", AT)
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert [line.partition("; ")[0] for line in lines] == [
        f"error: {path}: schema: `x` is not `sparklicense.portfolio/1`",
        f"error: {path}: posts[0]: published_at: missing",
        f"error: {path}: posts[0]: id: an id is text, not int: `1`",
        f"error: {path}: ads[0]: starts_at: `soon` is not an instant: it does not begin with a date like `2026-05-24`",
    ]


def test_help_and_version(story: Path) -> None:
    """Every command says what it does, with an example; the version is the package's."""
    assert run("--version").output == f"sparklicense {__version__}\n"
    for arguments in ([], ["audit"], ["explain"], ["timeline"]):
        result = run(*arguments, "--help")
        assert result.exit_code == 0
        assert "\n    sparklicense " in result.output
        assert "INSTANT" in result.output or not arguments
    assert run("-h").output == run("--help").output
    assert str(story) not in run("--help").output


@settings(max_examples=25)  # each runs half a dozen commands
@given(portfolio=portfolios())
def test_no_code_appears_in_any_output(portfolio: Portfolio, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tables, JSON, CSV, explanations and timelines: searched for every code there is."""
    path = tmp_path_factory.mktemp("portfolio") / "story.json"
    dump(portfolio, path)
    ask: list[list[Any]] = [
        ["audit", path, "--at", AT, "--within", "60d", "--format", form] for form in ("table", "json", "csv")
    ]
    for ad in portfolio.ads[:1]:
        ask += [
            ["explain", path, ad.id, "--at", AT],
            ["timeline", path, ad.id],
            ["timeline", path, ad.id, "--format", "json"],
        ]
    for arguments in ask:
        result = run(*arguments)
        assert result.exit_code in (0, 1), result.output
        assert MARK not in result.output


def test_a_terminal_sees_colors_and_progress(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress goes to stderr, and only where a terminal shows it."""
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "sparklicense", "audit", str(story), "--at", AT]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(command, stdout=follower, stderr=subprocess.PIPE, env=environment) as process:  # noqa: S603 - our own command
        os.close(follower)
        told = b""
        try:
            while part := os.read(leader, 65536):
                told += part
        except OSError:  # Linux says so when the other end is closed
            pass
        assert process.stderr is not None
        assert process.stderr.read() == b""
    os.close(leader)
    assert process.returncode == 0
    assert b"\x1b[32mserving" in told
    monkeypatch.setattr(sys, "argv", [])


def program(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line as cron does."""
    command = [sys.executable, "-m", "sparklicense", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)  # noqa: S603 - our own command


def test_the_module_runs_as_a_program(story: Path) -> None:
    """Status 0, 1 and 2, as cron sees them."""
    assert program("audit", story, "--at", AT).returncode == 0
    ahead = program("audit", story, "--at", AT, "--within", "30d")
    assert (ahead.returncode, ahead.stderr) == (1, "")
    wrong = program("audit", story, "--at", "soon")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("error: --at: `soon` is not an instant")
    assert "Traceback" not in wrong.stderr


def test_a_terminal_without_the_characters_shows_their_numbers(tmp_path: Path) -> None:
    """Nothing fails because a name is written in another script."""
    path = tmp_path / "story.json"
    ad = SparkAd(id="1", post_id=POST.id, starts_at="2026-06-01T00:00:00Z", name="été 🎉")
    dump(Portfolio(posts=[POST], ads=[ad]), path)
    told = program("audit", path, "--at", AT, env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert told.returncode == 1
    assert "\\xe9t\\xe9 \\U0001f389" in told.stdout


def test_a_reader_who_leaves_early_gets_no_traceback(story: Path) -> None:
    """As `| head` does; the status says that not all was told."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "sparklicense", "audit", str(story), "--at", AT]
    told = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)  # noqa: S603 - our own command
    os.close(writing)
    assert (told.returncode, told.stderr) == (2, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_told_in_one_line(story: Path) -> None:
    """What could not be written is not passed over."""
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "sparklicense", "audit", str(story), "--at", AT]
        told = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own command
    assert (told.returncode, told.stderr) == (2, "error: the answer cannot be written: no space left on device\n")


@pytest.mark.parametrize(
    ("broken", "stderr"),
    [
        (BrokenPipeError(32, "Broken pipe"), ""),
        (OSError(28, "No space left on device"), "error: the answer cannot be written: no space left on device\n"),
    ],
)
def test_an_answer_that_cannot_be_written_ends_with_status_2(
    story: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], broken: OSError, stderr: str
) -> None:
    """Whatever the reason; the rest is not tried again at the end."""

    class Closed(io.TextIOWrapper):
        def write(self, _: str) -> int:
            raise broken

    with (tmp := story.with_suffix(".out")).open("wb") as raw:
        monkeypatch.setattr(sys, "stdout", Closed(raw))
        with pytest.raises(SystemExit) as left:
            cli(["audit", str(story), "--at", AT])
        monkeypatch.undo()
    assert left.value.code == 2
    assert tmp.read_bytes() == b""
    assert capfd.readouterr().err == stderr


def test_an_interrupt_ends_with_its_own_status(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As every program that is interrupted does."""

    def interrupted(_: Path) -> Portfolio:
        raise KeyboardInterrupt

    monkeypatch.setattr("sparklicense.options.load", interrupted)
    result = run("audit", story, "--at", AT)
    assert (result.exit_code, result.stdout) == (130, "")


def test_the_console_script_runs_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`main` is what the installed script calls."""
    monkeypatch.setattr(sys, "argv", ["sparklicense", "--version"])
    with pytest.raises(SystemExit) as left:
        main()
    assert not left.value.code
    assert capsys.readouterr().out == f"sparklicense {__version__}\n"


def test_the_package_runs_as_a_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m sparklicense` is the same program."""
    monkeypatch.setattr(sys, "argv", ["sparklicense", "--version"])
    monkeypatch.delitem(sys.modules, "sparklicense.__main__")
    with pytest.raises(SystemExit) as left:
        runpy.run_module("sparklicense", run_name="__main__")
    assert not left.value.code
    assert capsys.readouterr().out == f"sparklicense {__version__}\n"


@pytest.mark.parametrize("library", ["click", "rich"])
def test_a_missing_library_is_told_with_the_extra_that_brings_it(
    library: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, status 2."""
    absent(monkeypatch, library)
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert capsys.readouterr().err == (
        f"error: the command line needs {library}; run `pip install 'sparklicense[cli]'`\n"
    )


def test_any_other_missing_module_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken installation is no missing extra."""
    absent(monkeypatch, "sparklicense.views.reports")
    with pytest.raises(ModuleNotFoundError, match="reports"):
        main()


FRONT: Final = ("sparklicense.cli", "sparklicense.options", "sparklicense.console")
"""The modules that need the libraries of the command line."""


def absent(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Make a module one that is not installed."""

    class Finder:
        def find_spec(self, wanted: str, *_: object) -> None:
            if wanted == name:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    for each in [*sys.modules]:
        if each == name or each.startswith(f"{name}.") or each in FRONT:
            monkeypatch.delitem(sys.modules, each)
    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])


def test_the_policies_of_the_command_line_are_those_that_ship(story: Path) -> None:
    """Each by its name."""
    for policy in (GUIDE, PLATFORM):
        assert f"policy {policy.name};" in run("audit", story, "--at", AT, "--policy", policy.name).stdout


def test_without_a_command_the_commands_are_shown() -> None:
    """A newcomer sees what there is, and it is no error."""
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == run("--help").stdout
    assert all(f"\n  {name} " in result.stdout for name in ("audit", "plan", "explain", "plot"))
