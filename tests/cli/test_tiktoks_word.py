"""What TikTok says against what the rules say, on the command line; whose answers, and of when."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result
from strategies import MARK, POST_ID
from tiktok.answers import ACCOUNT, AD_ID, END, account, ad, adgroup, listing, success, video, window

from sparklicense import Portfolio, dump, instant, load
from sparklicense.cli import cli
from sparklicense.imports import IMPORT_COLUMNS, RECONCILIATION_COLUMNS
from sparklicense.sources.paths import gather, recognized, with_own

AT: Final = "2026-06-20T12:00:00Z"
BEFORE: Final = "2026-06-19T12:00:00Z"
LOST: Final = "AD_STATUS_ASSET_AUTHORIZATION_LOST"
OTHER: Final = "7390000000000000002"


def run(*arguments: str | Path) -> Result:
    """Run the command line in this process, piped."""
    return CliRunner().invoke(cli, [str(each) for each in arguments], env={"COLUMNS": None})


def folder(path: Path, **answers: Any) -> Path:
    """Write answers into a folder, a file each."""
    path.mkdir(parents=True)
    for name, answer in answers.items():
        (path / f"{name}.json").write_text(json.dumps(answer))
    return path


def said(path: Path, status: str) -> Path:
    """Write the answers about one ad of which TikTok says so."""
    posts, _, groups, campaigns = account()
    return folder(path, posts=posts, ads=listing(ad(secondary_status=status)), groups=groups, campaigns=campaigns)


@pytest.mark.parametrize(
    ("status", "why", "code"),
    [
        (LOST, "likely deleted or withdrawn the code", 1),
        ("ADVERTISER_ACCOUNT_PUNISH", "account, which the rules do not model", 1),
        ("AD_STATUS_AUDIT_DENY", "review, which the rules do not model", 1),
        ("AD_STATUS_NOT_START", "dayparting, which the rules do not model", 0),
        ("AD_STATUS_DELIVERY_OK", "", 0),
    ],
)
def test_what_tiktok_says_of_an_ads_delivery_is_never_dropped(tmp_path: Path, status: str, why: str, code: int) -> None:
    """One line an ad with the likely cause, in every answer, and the status; the hours of the day need nobody."""
    path = said(tmp_path / "responses", status)
    for command in ("audit", "plan", "import", "explain", "timeline", "calendar"):
        when = ["--at", AT] if command not in ("import", "timeline") else ["--observed-at", AT]
        ad_id = [AD_ID] if command in ("explain", "timeline") else []
        result = run(command, path, *ad_id, *when)
        told = [line for line in result.output.splitlines() if status in line]
        assert len(told) == (1 if why else 0), result.output
        if command in ("audit", "import"):
            assert all(why in line for line in told)
            assert result.exit_code == code
        assert MARK not in result.output.replace(result.stdout if command == "calendar" else "", "")
    for command in ("audit", "plan", "import"):
        data = json.loads(
            run(command, path, "--observed-at", AT, *(["--at", AT] * (command != "import")), "--format", "json").stdout
        )
        assert [(each["subject"], each["id"], each["rules_say"]) for each in data["differences"]] == [
            ("ad", AD_ID, "serving")
        ] * bool(why)
    head = run("audit", path, "--at", AT).stdout.splitlines()[0]
    assert head.endswith("someone has to act now." if code else "nobody has to act now.")


def test_tables_without_a_place_for_it_tell_it_on_stderr(tmp_path: Path) -> None:
    """CSV, for instance; that of an import has one."""
    path = said(tmp_path / "responses", LOST)
    for command in ("audit", "plan"):
        result = run(command, path, "--at", AT, "--format", "csv")
        assert LOST in result.stderr
        assert LOST not in result.stdout
    result = run("import", path, "--observed-at", AT, "--format", "csv")
    rows = [*csv.DictReader(io.StringIO(result.stdout))]
    assert tuple(rows[0]) == IMPORT_COLUMNS
    assert [each["field"] for each in rows if each["outcome"] == "differs"] == [f"ad {AD_ID}"]


def test_what_is_known_already_is_held_against_tiktoks_word(tmp_path: Path) -> None:
    """A code that was withdrawn, and an ad that TikTok delivers nevertheless."""
    path, target = said(tmp_path / "responses", "AD_STATUS_DELIVERY_OK"), tmp_path / "team.json"
    facts = gather(recognized([path]), observed_at=BEFORE).reading.portfolio
    dump(facts.with_(facts.licenses[0].revoke("2026-06-19T13:00:00Z")), target)
    result = run("import", path, "--to", target, "--observed-at", AT)
    assert result.exit_code == 1
    assert "TikTok disagrees on 1 ad." in result.stdout
    assert "which TikTok refuses while ads use the post" in result.stdout


def test_an_import_holds_tiktoks_word_against_the_policy_that_is_asked_for(tmp_path: Path) -> None:
    """TikTok delivers ads on private posts, which the guide does not."""
    path = said(tmp_path / "responses", "AD_STATUS_DELIVERY_OK")
    (path / "posts.json").write_text(json.dumps(listing(video(status="ONLY_AUTHOR_SEE"))))
    guide, platform = (run("import", path, "--observed-at", AT, "--policy", each) for each in ("guide", "platform"))
    assert (guide.exit_code, platform.exit_code) == (1, 0)
    assert "the policy requires a public post, and TikTok does not" in guide.stdout


def test_an_audit_of_what_could_not_be_read_does_not_reassure(tmp_path: Path) -> None:
    """The post is taken, its ad is not."""
    path = folder(
        tmp_path / "responses", posts=account()[0], ads=listing(ad(operation_status=None, secondary_status="X"))
    )
    result = run("audit", path, "--at", AT)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (
        1,
        "0 of 0 ads serve at 2026-06-20 12:00:00 UTC; someone has to act now.",
    )
    assert "Problems: not taken, or not certain" in result.stdout


# When, and for whom


@pytest.fixture
def two_days(tmp_path: Path) -> Path:
    """Give a folder of today's answers, in it one of yesterday's."""
    posts, today, groups, _ = account()
    off = listing(ad(operation_status="DISABLE", secondary_status="AD_STATUS_DISABLE"))
    return folder(tmp_path / "responses", ads_0=off, ads_1=today, posts=posts, groups=groups)


def test_each_file_has_its_own_instant_where_one_is_given(two_days: Path, tmp_path: Path) -> None:
    """For one file, or a folder; without it the two contradict each other, and the error says what to do."""
    unsaid = run("audit", two_days, "--at", AT)
    assert unsaid.exit_code == 1
    assert "say when: `--observed-at PATH=INSTANT`" in unsaid.stdout
    target = tmp_path / "team.json"
    own = f"{two_days}/ads_0.json={BEFORE}"
    for arguments in (
        ["--observed-at", AT, "--observed-at", own],
        ["--observed-at", f"{two_days}={AT}", "--observed-at", own],
    ):
        result = run("import", two_days, "--to", target, *arguments)
        assert (result.exit_code, result.stderr) == (0, f"wrote {target}\n")
        (pause,) = load(target).ads[0].paused
        assert [f"{each:%d}" for each in (pause.start, pause.end) if each] == ["19", "20"]
        target.unlink()
    audited = json.loads(run("audit", two_days, "--at", AT, "--observed-at", own, "--format", "json").stdout)
    assert [each["state"] for each in audited["ads"]] == ["serving"]


def test_a_pause_that_was_known_ends_when_tiktok_first_shows_otherwise(two_days: Path, tmp_path: Path) -> None:
    """Not when it was asked last."""
    facts = gather(
        recognized([two_days / "ads_1.json", two_days / "posts.json", two_days / "groups.json"]), observed_at=AT
    )
    known = facts.reading.portfolio
    known = known.with_(known.ads[0].pause("2026-06-10T00:00:00Z"))
    on = folder(tmp_path / "on", ads=account()[1], ads_again=account()[1], posts=account()[0], groups=account()[2])
    found = with_own(recognized([on]), observed_at={on / "ads.json": AT})
    merged = gather(found, held=known, observed_at="2026-06-25T12:00:00Z")
    (pause,) = merged.reading.ads[0].paused
    assert pause.end == instant(AT)


def test_lists_belong_to_the_account_that_is_named(tmp_path: Path) -> None:
    """One list a file, each of another account."""
    ads = listing(ad(), ad(ad_id="8", advertiser_id=OTHER, adgroup_id="5"))
    groups = listing(adgroup(), adgroup(adgroup_id="5", advertiser_id=OTHER))
    path = folder(tmp_path / "responses", mine=listing(video()), theirs=listing(video()), ads=ads, groups=groups)
    named = ["--advertiser-id", ACCOUNT, "--advertiser-id", f"{path}/theirs.json={OTHER}"]
    data = json.loads(run("audit", path, "--at", AT, *named, "--format", "json").stdout)
    assert [each["state"] for each in data["ads"]] == ["serving", "serving"]
    assert len(data["licenses"]) == 2
    data = json.loads(run("import", path, "--observed-at", AT, "--advertiser-id", ACCOUNT, "--format", "json").stdout)
    assert [each["told"].partition(":")[0] for each in data["assumed"] if "advertiser_id" in each["field"]] == [ACCOUNT]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["audit", "PATH", "--observed-at", AT, "--observed-at", BEFORE], "--observed-at: given twice; write PATH=`20"),
        (
            ["audit", "PATH", "--observed-at", f"a.json={AT}", "--observed-at", f"a.json={BEFORE}"],
            "--observed-at: `a.json` is given twice",
        ),
        (
            ["audit", "PATH", "--observed-at", f"a.json={AT}"],
            "observed_at: `a.json` is not one of the sources, or a folder",
        ),
        (
            ["import", "PATH", "--advertiser-id", "a.json=7"],
            "advertiser_id: `a.json` is not one of the sources, or a fold",
        ),
        (["audit", "PATH", "--observed-at", "PATH=soon"], "--observed-at PATH: `soon` is not an instant"),
        (
            ["audit", "TEAM", "--observed-at", f"a.json={AT}"],
            "TEAM is not a folder of responses: `a.json` does not apply",
        ),
        (["reconcile", "TEAM", "TEAM", "--observed-at", AT], "TEAM: a portfolio, not TikTok's responses"),
        (["reconcile", "TEAM", "PATH", "--at", "soon"], "--at: `soon` is not an instant"),
        (["reconcile", "TEAM"], "missing argument 'RESPONSES...'."),
    ],
)
def test_bad_usage_is_one_line_and_status_2(two_days: Path, tmp_path: Path, arguments: list[str], problem: str) -> None:
    """Named, with what would be right."""
    team = tmp_path / "team.json"
    dump(Portfolio(), team)
    result = run(*(each.replace("PATH", str(two_days)).replace("TEAM", str(team)) for each in arguments))
    assert result.exit_code == 2
    *_, line = result.stderr.splitlines()
    assert line.replace(str(two_days), "PATH").replace(str(team), "TEAM").startswith(f"error: {problem}")


# Reconciling


def test_reconcile_compares_a_portfolio_with_responses(tmp_path: Path) -> None:
    """Ad by ad, license by license, post by post; in each form, with the status."""
    path, team = said(tmp_path / "responses", "AD_STATUS_DELIVERY_OK"), tmp_path / "team.json"
    facts = gather(recognized([path]), observed_at=BEFORE).reading.portfolio
    dump(facts, team)
    agreed = run("reconcile", team, path, "--at", AT)
    assert (agreed.exit_code, agreed.stderr) == (0, "")
    assert agreed.stdout == (
        "As of 2026-06-20 12:00:00 UTC, TikTok and the rules agree on 1 ad, 1 license, 1 post, "
        "and disagree on 0 things; policy guide.\n"
    )
    (path / "ads.json").write_text(json.dumps(listing(ad(secondary_status="AD_STATUS_AUDIT_DENY"), ad(ad_id="9"))))
    (path / "posts.json").write_text(json.dumps(listing(video(auth=window(end="2026-08-22T07:09:07Z")))))
    (path / "odd.json").write_text(json.dumps(listing(video("3", status="MYSTERY", code="#3"))))
    found = run("reconcile", team, path, "--observed-at", AT, "--tz", "Asia/Tokyo")
    assert found.exit_code == 1
    assert found.stdout.startswith(
        "As of 2026-06-20 21:00:00 JST, TikTok and the rules agree on 0 ads, 0 licenses, 1 post, "
        "and disagree on 2 things; "
    )
    for words in (
        "the creator has likely extended the authorization",
        "review, which the rules do not model",
        END[:10],
    ):
        assert words in found.stdout
    assert "Only in TikTok's answers" in found.stdout
    assert "`MYSTERY` is not a status" in found.stdout
    data = json.loads(run("reconcile", team, path, "--observed-at", AT, "--format", "json").stdout)
    assert [each["cause"] for each in data["differences"]] == ["extended"]
    assert [each["topic"] for each in data["not_modeled"]] == ["review"]
    assert data["diagnoses"]
    table = run("reconcile", team, path, "--observed-at", AT, "--format", "csv").stdout
    rows = [*csv.DictReader(io.StringIO(table))]
    assert tuple(rows[0]) == RECONCILIATION_COLUMNS
    assert {(each["outcome"], each["subject"]) for each in rows} == {
        ("differs", "license"),
        ("not_modeled", "ad"),
        ("only_in_tiktok", "ad"),
        ("only_in_tiktok", "license"),
        ("only_in_tiktok", "post"),
        ("not_taken", ""),
    }
    assert MARK not in f"{found.output}{data}{table}"
    nothing = run("reconcile", team, folder(tmp_path / "none", empty=success({"list": []})), "--observed-at", AT)
    assert nothing.stdout.splitlines()[1:] == [
        f"TikTok was not asked about {each}s." for each in ("ad", "license", "post")
    ]
    assert POST_ID not in nothing.stdout
