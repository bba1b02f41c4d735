"""`sparklicense import`, `calendar`, and TikTok's responses under every command."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from openpyxl import Workbook
from strategies import MARK, portfolios

from sparklicense import Decision, License, Portfolio, Post, SparkAd, dump, load
from sparklicense.cli import cli
from sparklicense.data import to_data, to_json
from sparklicense.imports import IMPORT_COLUMNS
from sparklicense.sources import sheets
from sparklicense.sources.paths import SourceKind, gather, recognized
from sparklicense.views.calendars import read_events

AT: Final = "2026-06-20T07:09:07Z"
CODE: Final = f"#{MARK}+/8Z="
POST: Final = Post(id="7638941401274764565", creator="@maya", published_at="2026-05-01T00:00:00Z")
LICENSE: Final = License.issue(code=CODE, post_id=POST.id, issued_at="2026-05-24T07:09:07Z")
AD: Final = SparkAd(id="1790000000000001", post_id=POST.id, starts_at="2026-06-01T00:00:00Z", campaign_id="9")


def run(*arguments: str | Path) -> Result:
    """Run the command line in this process, piped."""
    return CliRunner().invoke(cli, [str(each) for each in arguments], env={"COLUMNS": None})


def response(*things: dict[str, Any]) -> str:
    """Write a response of TikTok's that lists things."""
    return json.dumps({"code": 0, "message": "OK", "request_id": "1", "data": {"list": things}})


@pytest.fixture
def responses(tmp_path: Path) -> Path:
    """Give a folder of responses about one ad that serves, and a post of unknown status."""
    folder = tmp_path / "responses"
    folder.mkdir()
    window = {
        "ad_auth_status": "AUTHORIZED",
        "auth_start_time": "2026-05-24T07:09:07Z",
        "auth_end_time": "2026-06-23T07:09:07Z",
    }
    video = {"item_info": {"item_id": POST.id, "status": "HESITATE_RECOMMEND", "auth_code": CODE}, "auth_info": window}
    odd = {"item_info": {"item_id": "2", "status": "MYSTERY", "auth_code": "#x"}, "auth_info": window, "new_key": 1}
    ad = {
        "ad_id": AD.id,
        "adgroup_id": "5",
        "campaign_id": "9",
        "identity_type": "AUTH_CODE",
        "tiktok_item_id": POST.id,
        "operation_status": "ENABLE",
        "secondary_status": "AD_STATUS_DELIVERY_OK",
    }
    adgroup = {
        "adgroup_id": "5",
        "campaign_id": "9",
        "operation_status": "ENABLE",
        "secondary_status": "ADGROUP_STATUS_DELIVERY_OK",
        "schedule_type": "SCHEDULE_START_END",
        "schedule_start_time": "2026-06-01 00:00:00",
        "schedule_end_time": "2026-08-01 00:00:00",
    }
    (folder / "1.json").write_text(response(video, odd))
    (folder / "2.json").write_text(response(ad))
    (folder / "3.json").write_text(response(adgroup))
    return folder


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Give a code sheet with a good row and one whose date can be read in two ways."""
    path = tmp_path / "codes.csv"
    path.write_text(
        "code,video id,start,expiry,=cmd\n"
        f"#{MARK}2,7638941401274764566,2026-06-01,2026-07-01,a\n"
        f"#{MARK}3,7638941401274764567,2026-06-01,03/04/2026,b\n"
    )
    return path


def test_everything_comes_together_in_one_portfolio(responses: Path, sheet: Path, tmp_path: Path) -> None:
    """Responses joined across files, sheets, portfolios and facts; what is not taken is told with its row."""
    more = tmp_path / "more.json"
    other = Post(id="3", published_at="2026-05-01T00:00:00Z")
    dump(Portfolio(posts=[other]), more)
    facts = tmp_path / "facts.json"
    facts.write_text("\n".join(to_json(SparkAd(id=id, post_id="3", starts_at=AT)) for id in "78"))
    target = tmp_path / "team.json"
    sources = [responses, sheet, more, facts]
    result = run("import", *sources, "--to", target, "--observed-at", AT, "--tz", "Europe/Berlin")
    assert result.exit_code == 1
    assert result.stderr == f"wrote {target}\n"
    held = load(target)
    assert {each.id for each in held.posts} == {POST.id, "3", "7638941401274764566"}
    assert {each.id for each in held.ads} == {AD.id, "7", "8"}
    assert len(held.licenses) == 2
    assert held.serving(AD.id, at=AT).serves
    head, _, problems, *_ = result.stdout.splitlines()
    assert head == f"{target} holds 3 posts (3 new), 2 licenses (2 new), 3 ads (3 new); 2 problems."
    assert problems == "Problems: not taken, or not certain"
    assert "`03/04/2026` can be read with the day first or the month first" in result.stdout
    assert "`MYSTERY` is not a status this version knows" in result.stdout
    assert "Assumed, because no source gives it" in result.stdout
    assert "new_key" in result.stdout
    assert MARK not in result.output


def test_importing_again_changes_nothing(responses: Path, sheet: Path, tmp_path: Path) -> None:
    """And what the file held stays, whatever the sources do not tell of."""
    target = tmp_path / "team.json"
    own = Post(id="3", published_at="2026-05-01T00:00:00Z")
    dump(Portfolio(posts=[own]), target)
    command: list[str | Path] = [
        "import",
        responses,
        sheet,
        "--to",
        target,
        "--observed-at",
        AT,
        "--tz",
        "UTC",
        "--format",
        "json",
    ]
    first = json.loads(run(*command).stdout)
    before = target.read_text()
    second = json.loads(run(*command).stdout)
    assert target.read_text() == before
    assert own in load(target).posts
    assert first["posts"] == {"held": 3, "new": 2}
    assert second["posts"] == {"held": 3, "new": 0}
    assert (target.stat().st_mode & 0o777) == 0o600


def test_what_a_later_import_says_otherwise_is_told(tmp_path: Path) -> None:
    """An extension, for instance: the license is the same, its end is another."""
    target, sheet = tmp_path / "team.json", tmp_path / "codes.csv"
    for end in ("2026-07-01", "2026-08-01"):
        sheet.write_text(f"code,post id,start,expiry\n{CODE},{POST.id},2026-06-01,{end}\n")
        result = run("import", sheet, "--to", target, "--tz", "UTC")
        assert result.exit_code == 0
    (license,) = load(target).licenses
    assert license.expires_at.isoformat() == "2026-08-02T00:00:00+00:00"
    assert "expires_at  `2026-07-02T00:00:00Z` became `2026-08-02T00:00:00Z`" in result.stdout


def test_the_diagnosis_is_there_for_machines(responses: Path, sheet: Path) -> None:
    """CSV has a row for each, and no cell is a formula; without a target nothing is written."""
    result = run("import", responses, sheet, "--observed-at", AT, "--tz", "UTC", "--format", "csv")
    header, *rows = csv.reader(io.StringIO(result.stdout))
    assert tuple(header) == IMPORT_COLUMNS
    assert {row[0] for row in rows} == {"not_taken", "assumed", "unknown"}
    assert ["unknown", str(sheet), "", "'=cmd", "1 time"] in rows
    assert MARK not in result.output
    told = run("import", sheet, "--tz", "UTC")
    assert told.stdout.startswith("The sources hold 1 post, 1 license, 0 ads; 1 problem. Nothing is written.\n")


def test_one_response_and_one_table_need_no_folder(responses: Path, tmp_path: Path) -> None:
    """A portfolio may be a folder of CSV, and facts a list."""
    tables, facts = tmp_path / "tables", tmp_path / "facts.json"
    dump(Portfolio(posts=[POST]), tables)
    facts.write_text(json.dumps([to_data(LICENSE), to_data(Portfolio(posts=[POST], ads=[AD]))]))
    bare = tmp_path / "bare.json"
    bare.write_text('{"posts": []}')
    dump(Portfolio(posts=[POST]), tmp_path / "whole.json")
    paths = [responses / "1.json", tables, facts, bare, tmp_path / "whole.json"]
    assert [each.kind for each in recognized(paths)] == [
        SourceKind.TIKTOK,
        SourceKind.PORTFOLIO,
        SourceKind.FACTS,
        SourceKind.PORTFOLIO,
        SourceKind.PORTFOLIO,
    ]
    result = run("import", facts, "--to", tmp_path / "team.json")
    assert (result.exit_code, load(tmp_path / "team.json")) == (0, Portfolio([POST], [LICENSE], [AD]))


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.json", "{", "a.json: line 1, column 2: not JSON: "),
        ("a.json", "[1]", "a.json: a response is an object with `code`, `message` and `data`, not this number"),
        ("a.json", '{"schema": "sparklicense.license/1"}', "a.json: license: code: missing"),
        ("a.json", '[{"schema": "sparklicense.license/9"}, 1]', "a.json: [0]: schema: `sparklicense.license/9` is of "),
        ("a.json", '{"posts": []}', 'a.json: schema: missing; write "schema": "sparklicense.portfolio/1"'),
        ("a.json", '{"code": 40105, "message": "wrong #sEcReT"}', "a.json: tiktok answered with error 40105"),
        ("a.json", '{"code": "0"}', "a.json: code: a response says 0 or the number of an error, not text"),
        ("a.csv", "a,b\n1,2\n", "a.csv: "),
        ("a.xlsx", "PK\x03\x04", "a.xlsx: "),
        ("a.json", b"\xff", "a.json: line 1: byte 0xff is not UTF-8; save the file as UTF-8"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_nothing_is_written(
    tmp_path: Path, name: str, content: str | bytes, problem: str
) -> None:
    """Status 2, a line for each problem, no traceback, no secret."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("latin-1"))
    result = run("import", path, "--to", tmp_path / "team.json", "--observed-at", AT)
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert all(line.startswith("error: ") for line in result.stderr.splitlines())
    assert f"error: {problem}" in result.stderr.replace(f"{tmp_path}/", "")
    assert MARK not in result.output
    assert not (tmp_path / "team.json").exists()


def test_every_source_that_cannot_be_read_is_named(responses: Path, tmp_path: Path) -> None:
    """All at once: what is not there, and an empty folder; then what is there and broken."""
    empty = tmp_path / "empty"
    empty.mkdir()
    result = run("import", tmp_path / "nowhere.json", empty, "--to", tmp_path / "team.json")
    assert result.stderr.splitlines() == [
        f"error: {tmp_path}/nowhere.json: no such file or folder",
        f"error: {empty}: it holds no portfolio, no JSON files and no code sheets",
    ]
    decision = tmp_path / "decision.json"
    decided: Decision = Portfolio([POST], [LICENSE], [AD]).serving(AD.id, at=AT)
    decision.write_text(to_json(decided))
    (responses / "1.json").write_text("{")
    result = run("import", decision, responses, "--observed-at", AT)
    assert [line.replace(f"{tmp_path}/", "") for line in result.stderr.splitlines()] == [
        "error: decision.json: Decision is no fact; posts, licenses, ads, access and portfolios are",
        "error: responses/1.json: line 1, column 2: not JSON: expecting property name enclosed in double quotes",
    ]


def test_strict_writes_nothing_where_anything_is_not_taken(sheet: Path, tmp_path: Path) -> None:
    """Every problem is named, and the status is 2."""
    result = run("import", sheet, "--to", tmp_path / "team.json", "--tz", "UTC", "--strict")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {sheet}: row 3: expiry: `03/04/2026` can be read")
    assert not (tmp_path / "team.json").exists()
    good = run("import", sheet, "--to", tmp_path / "team.json", "--tz", "UTC", "--strict", "--date-format", "DMY")
    assert good.exit_code == 2  # the third of April lies before the start


def test_a_source_from_python_needs_the_instant_of_its_responses(responses: Path) -> None:
    """What the command line reads off the clock, a caller says."""
    with pytest.raises(ValueError, match="observed_at: missing; when were TikTok's responses received"):
        gather(recognized([responses]))


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["import"], "missing argument 'SOURCE...'. (see `cli import --help`)"),
        (["import", "SHEET", "--observed-at", "now"], "--observed-at: `now` is not an instant: "),
        (["import", "SHEET", "--seen-at", "2026-06-20"], "--seen-at: `2026-06-20` is not an instant: "),
        (["import", "SHEET", "--tz", "Mars/Base"], "--tz: `Mars/Base` is not a time zone; write an IANA name"),
        (["import", "SHEET", "--sheet", "Codes"], "sheet: no source is a workbook, which could have a sheet `Codes`"),
        (["import", "SHEET", "--days", "0"], "invalid value for '--days': 0 is not in the range x>=1."),
        (["import", "SHEET", "--encoding", "klingon"], "SHEET: "),
        (["import", "SHEET", "--date-format", "DYM"], "invalid value for '--date-format': 'DYM' is not one of"),
        (["import", "SHEET", "--to", "SHEET"], "SHEET: one table is no portfolio; give the folder it is in"),
        (["audit", "SHEET", "--at", AT], "SHEET: one table is no portfolio; give the folder it is in"),
        (["audit", "RESPONSES", "--at", AT, "--observed-at", "soon"], "--observed-at: `soon` is not an instant"),
        (["calendar", "RESPONSES", "--at", AT, "--within", "soon"], "--within: `soon` is not a length of time"),
        (["calendar", "RESPONSES", "--at", AT, "--tz", "Mars"], "--tz: `Mars` is not a time zone"),
        (["calendar", "RESPONSES", "--at", AT, "--output", "SHEET"], "SHEET: not a calendar; an `.ics` file holds one"),
        (["calendar", "nowhere.json", "--at", AT], "nowhere.json: no such file or folder"),
    ],
)
def test_bad_usage_is_one_line_and_status_2(responses: Path, sheet: Path, arguments: list[str], problem: str) -> None:
    """And what was there is there still."""
    before = sheet.read_text()
    names = {"SHEET": str(sheet), "RESPONSES": str(responses)}
    result = run(*(names.get(each, each) for each in arguments))
    assert (result.exit_code, result.stdout) == (2, "")
    *_, line = result.stderr.splitlines()
    assert line.replace(str(sheet), "SHEET").startswith(f"error: {problem}")
    assert MARK not in result.output
    assert sheet.read_text() == before


def test_every_command_takes_a_folder_of_responses(responses: Path) -> None:
    """What is not taken is in the answer, or on stderr where the answer has no place for it; the status is 1."""
    problem = "`MYSTERY` is not a status this version knows: nobody can say whether the post is there"
    told = f"not taken: {responses}/1.json: row 1: status: {problem}"
    assumed = [
        "2 values assumed; `sparklicense import` lists what for",
        "1 key not understood; `sparklicense import` lists which",
    ]
    for command, form in (("audit", "table"), ("audit", "csv"), ("plan", "table"), ("plan", "csv"), ("calendar", "")):
        more = [*(["--within", "30d"] if command == "plan" else []), *(["--format", form] if form else [])]
        result = run(command, responses, "--at", AT, *more)
        assert result.exit_code == 1, result.output
        assert result.stderr.splitlines() == (assumed if form == "table" else [told, *assumed])
        assert (problem in result.stdout) is (form == "table")
        assert MARK not in result.output
    for command in ("audit", "plan"):
        more = ["--within", "30d", "--format", "json"]
        data = json.loads(run(command, responses, "--at", AT, *more).stdout)
        assert data["not_taken"] == [{"source": f"{responses}/1.json", "row": 1, "field": "status", "told": problem}]
        assert data["differences"] == []
    assert (
        "1 of 1 ads serve at 2026-06-20 07:09:07 UTC; someone has to act now."
        in run("audit", responses, "--at", AT).stdout
    )
    explained = run("explain", responses, AD.id, "--at", AT)
    assert (explained.exit_code, explained.stderr.splitlines()) == (0, [told, *assumed])
    assert "serves at" in explained.stdout
    spans = run("timeline", responses, AD.id, "--observed-at", AT, "--format", "csv")
    assert "2026-06-23T07:09:07Z,2026-08-01T00:00:00Z,license_expired" in spans.stdout


def test_a_folder_of_which_nothing_is_taken_is_bad_input(tmp_path: Path) -> None:
    """An empty audit would reassure whoever named the wrong folder."""
    (tmp_path / "mkdocs.json").write_text('{"site_name": "sparklicense"}')
    result = run("audit", tmp_path, "--at", AT)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {tmp_path}/mkdocs.json: not a response, and not read; ")
    assert len(result.stderr.splitlines()) == 1


def test_responses_hold_from_when_they_were_received(responses: Path) -> None:
    """By default that is the instant asked about; without one, the machine's clock, which is named."""
    text = (responses / "1.json").read_text().replace("HESITATE_RECOMMEND", "ONLY_AUTHOR_SEE")
    (responses / "1.json").write_text(text)
    hidden = json.loads(run("audit", responses, "--at", AT, "--format", "json").stdout)
    early = ["--at", "2026-06-19T00:00:00Z", "--observed-at", AT]
    before = json.loads(run("audit", responses, *early, "--format", "json").stdout)
    assert hidden["ads"][0]["state"] == "post_hidden"
    assert (before["ads"][0]["state"], before["ads"][0]["until"]) == ("serving", AT)
    clock = run("timeline", responses, AD.id)
    assert clock.stderr.startswith("--observed-at is left out: this machine's clock says ")
    imported = run("import", responses)
    assert imported.stderr.startswith("--observed-at is left out: this machine's clock says ")


def test_a_response_that_cannot_be_read_is_told_by_its_file(responses: Path) -> None:
    """Under every command, without a traceback; the others are read, unless there is none."""
    (responses / "2.json").write_text("{")
    result = run("audit", responses, "--at", AT, "--format", "json")
    assert result.exit_code == 1
    broken = next(each for each in json.loads(result.stdout)["not_taken"] if each["source"].endswith("2.json"))
    assert broken["told"].startswith("line 1, column 2: not JSON: ")
    for name in "13":
        (responses / f"{name}.json").write_text("<html>")
    nothing = run("audit", responses, "--at", AT)
    assert (nothing.exit_code, nothing.stdout, len(nothing.stderr.splitlines())) == (2, "", 3)
    assert f"error: {responses}/2.json: line 1, column 2: not JSON: " in nothing.stderr


def test_without_the_library_the_calendar_names_the_extra(tmp_path: Path) -> None:
    """One line, status 2; no other command needs it."""
    dump(Portfolio([POST], [LICENSE], [AD]), tmp_path)
    program = "import sys; sys.modules['icalendar'] = None; from sparklicense.__main__ import main; main()"
    for command, status in (("audit", 0), ("calendar", 2)):
        words = [sys.executable, "-c", program, command, str(tmp_path), "--at", AT]
        told = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        assert told.returncode == status
    assert told.stderr == (
        "error: sparklicense.views.calendars needs icalendar, which is not installed: "
        "pip install 'sparklicense[calendar]'\n"
    )


def test_responses_that_say_everything_leave_nothing_to_tell(tmp_path: Path) -> None:
    """Nothing on stderr."""
    (tmp_path / "1.json").write_text(response())
    result = run("audit", tmp_path, "--at", AT)
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_folder_that_is_empty_is_no_portfolio(tmp_path: Path) -> None:
    """As ever: nothing in it is taken for a response."""
    result = run("audit", tmp_path, "--at", AT)
    assert result.exit_code == 2
    assert "posts.csv" in result.stderr


def test_a_calendar_is_written_and_brought_up_to_date(tmp_path: Path) -> None:
    """To a file, or to stdout as it is; the same facts leave the file as it was."""
    facts, output = tmp_path / "story.json", tmp_path / "team.ics"
    dump(Portfolio([POST], [LICENSE], [AD]), facts)
    piped = run("calendar", facts, "--at", AT, "--tz", "Asia/Tokyo")
    assert piped.exit_code == 0
    assert run("calendar", facts, "--at", AT, "--tz", "Asia/Tokyo", "--output", output).stdout == ""
    assert output.read_bytes() == piped.stdout_bytes
    assert piped.stdout_bytes.count(b"\r\n") == piped.stdout_bytes.count(b"\n")
    assert b"JST" in piped.stdout_bytes
    run("calendar", facts, "--at", "2026-06-20T08:00:00Z", "--tz", "Asia/Tokyo", "--output", output)
    assert output.read_bytes() == piped.stdout_bytes
    dump(Portfolio([POST], [LICENSE.extend(30, at=AT)], [AD]), facts)
    run("calendar", facts, "--at", "2026-06-20T08:00:00Z", "--within", "1d", "--output", output)
    before, after = ({each.uid: each for each in read_events(text)} for text in (piped.stdout, output.read_text()))
    assert before.keys() == after.keys()
    assert all(after[uid].at > each.at and after[uid].sequence > each.sequence for uid, each in before.items())


@settings(max_examples=15)  # each runs half a dozen commands
@given(portfolio=portfolios())
def test_what_is_written_as_a_sheet_or_as_facts_is_imported_as_it_was(
    portfolio: Portfolio, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """And no code appears in any output."""
    folder = tmp_path_factory.mktemp("import")
    dump(portfolio, folder / "portfolio.json")
    (folder / "facts.json").write_text(json.dumps([to_data(portfolio)]))
    for source in ("portfolio.json", "facts.json"):
        target = folder / f"to.{source}"
        for arguments in (["--to", target], ["--to", target, "--format", "csv"], ["--format", "json"]):
            result = run("import", folder / source, *arguments)
            assert result.exit_code == 0, result.output
            assert MARK not in result.output
        assert load(target) == portfolio
        assert MARK not in run("calendar", target, "--at", AT).output


def test_a_sheet_is_read_as_the_caller_says(tmp_path: Path) -> None:
    """A named sheet of a workbook beside text in an old encoding, and rows that do not say how long a code lasts."""
    workbook, text = tmp_path / "codes.xlsx", tmp_path / "codes.csv"
    head = ["code", "video id", "start", "creator"]
    book = Workbook()
    for name, post in (("May", POST.id), ("June", "7638941401274764566")):
        page = book.create_sheet(name)
        page.append(head)
        page.append([f"#{MARK}{name}", post, "2026-06-01T00:00:00Z", "@maya"])
    book.save(workbook)
    row = f"#{MARK}1,7638941401274764567,2026-06-01T00:00:00Z,"
    text.write_bytes(f"{','.join(head)}\n{row}@zo\u00eb\n".encode("windows-1252"))
    refused = run("import", workbook, text)
    assert "several have codes: name one as `sheet`" in refused.stderr
    target = tmp_path / "team.json"
    result = run(
        *("import", workbook, text, "--to", target),
        *("--sheet", "June", "--encoding", "windows-1252", "--days", "30"),
    )
    assert (result.exit_code, result.stderr) == (0, f"wrote {target}\n")
    lasting = {each.post_id: (each.expires_at - each.issued_at).days for each in load(target).licenses}
    assert lasting == {"7638941401274764566": 30, "7638941401274764567": 30}
    assert {each.creator for each in load(target).posts} == {"maya", "zo\u00eb"}


def test_a_sheet_that_was_written_is_imported(tmp_path: Path) -> None:
    """With what it says of the post."""
    sheets.write(Portfolio([POST], [LICENSE]), tmp_path / "codes.csv")
    assert run("import", tmp_path / "codes.csv", "--to", tmp_path / "team.json").exit_code == 0
    assert load(tmp_path / "team.json") == Portfolio([POST], [LICENSE])


def test_a_text_file_given_by_itself_is_a_sheet(tmp_path: Path) -> None:
    """As Excel saves Unicode text; whether it is one is its reader's to say."""
    path = tmp_path / "codes.txt"
    path.write_text("code\tvideo id\tstart\tdays\n#abc=\t7638941401274764565\t2026-06-01T00:00:00Z\t30\n", "utf-16")
    assert run("import", path, "--to", tmp_path / "team.json").exit_code == 0
    assert len(load(tmp_path / "team.json").licenses) == 1


def test_a_sheet_whose_headings_nobody_can_guess_is_read_as_the_caller_says(tmp_path: Path) -> None:
    """By options, by a file, and by both, where the options prevail; months in a language that is named."""
    sheet = tmp_path / "codes.csv"
    sheet.write_text(
        f"Lien,Jeton,Jusqu'au\nhttps://www.tiktok.com/@maya/video/{POST.id},{CODE},5 juin 2026\n", encoding="utf-8"
    )
    file = tmp_path / "columns.toml"
    file.write_text('code = "Jeton"\nlink = "nowhere"\nexpires_at = "Jusqu\'au"\n', encoding="utf-8")
    told = ("--locale", "fr", "--tz", "Europe/Paris", "--seen-at", "2026-05-24T07:00:00Z", "--strict")
    own = ("--column", "code=Jeton", "--column", "link=Lien", "--column", "expires_at=Jusqu'au")
    for number, options in enumerate((own, ("--columns", file, "--column", "link=Lien"))):
        target = tmp_path / f"team{number}.json"
        assert run("import", sheet, "--to", target, *told, *options).exit_code == 0
        [license] = load(target).licenses
        assert (license.code, str(license.expires_at)) == (CODE, "2026-06-05 22:00:00+00:00")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--column", "code"], '--column: `code` is not like `code="Paste your code here"`'),
        (["--column", "cod=Jeton"], "columns: `cod` is none of `code`"),
        (["--columns", "FILE"], "columns.toml: not TOML: "),
        (["--locale", "xx"], "locale: `xx` is not a language"),
    ],
)
def test_columns_and_languages_that_are_none_are_told_on_a_line(
    options: list[str], problem: str, tmp_path: Path
) -> None:
    """As any other input is."""
    sheet, file = tmp_path / "codes.csv", tmp_path / "columns.toml"
    sheet.write_text("code,link,days\n", encoding="utf-8")
    file.write_text("code is Jeton\n", encoding="utf-8")
    result = run("import", sheet, *(str(file) if each == "FILE" else each for each in options))
    assert result.exit_code == 2
    assert problem in result.stderr
    assert result.stderr.count("\n") == 1
