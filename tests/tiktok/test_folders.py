"""Responses as people and tools keep them: folders of pages, rows and records, whole or not."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from click.testing import CliRunner
from strategies import MARK, POST_ID
from tiktok.answers import ACCOUNT, AD_ID, ADGROUP_ID, AT, account, ad, adgroup, listing, own_video, success
from tiktok.answers import video as post

from sparklicense import (
    InvalidValueError,
    Portfolio,
    Post,
    ReadingError,
    ServingState,
    TikTokError,
    Window,
    dump,
    instant,
)
from sparklicense.cli import cli
from sparklicense.sources import tiktok
from sparklicense.sources.paths import SourceKind, gather, recognized, reconcile
from sparklicense.sources.readings import Reading

CASES: Final = Path(__file__).parent / "cases"
NOW: Final = "2026-06-25T12:00:00Z"


class Found(NamedTuple):
    """What a folder gives: posts, licenses, ads, the exit status, and what is said beside the facts."""

    posts: int
    licenses: int
    ads: int
    status: int = 0
    told: tuple[str, ...] = ()


FULL: Final = Found(2, 2, 1)
ONE: Final = Found(1, 1, 1)
EXPECTED: Final = {
    "airbyte_records": ONE,
    "bare_lists": FULL,
    "business_center_ad": Found(1, 0, 1),
    "campaign_off": FULL,
    "html": Found(2, 2, 0, 1, ("ads.json", "not JSON but HTML")),
    "identities_in_a_list": ONE,
    "identity_unavailable": Found(
        1, 1, 1, 1, ("access abrand/7390000000000000001@2026-06-12T00:00:00Z", "1 access", "TikTok disagrees on 1 ad")
    ),
    "integer_ids": ONE,
    "jsonl_rows": FULL,
    "missing_page": Found(2, 2, 1, 1, ("ads.json", "has 1 of 57 rows, page 1 of 3")),
    "non_spark_mixed": Found(2, 2, 1, 0, ("; left out: 30 ads that are no Spark Ads",)),
    "null_smart_plus_keys": ONE,
    "one_error": Found(
        2, 2, 0, 1, ("adgroups.json", "error 40100: `Too many requests. Please retry in some time.` (request `x`)")
    ),
    "partial_success": Found(
        1, 1, 1, 1, ("posts.json", "20001, a partial success: `Partial success` (request `202606250001`)")
    ),
    "smart": FULL,
    "utf16_json": ONE,
}


def imported(*paths: Path, form: str = "table") -> tuple[int, str]:
    """Import from the command line; give the exit status and what is said."""
    arguments = ["import", *map(str, paths), "--observed-at", NOW, "--format", form]
    result = CliRunner().invoke(cli, arguments, env={"COLUMNS": None})
    assert result.stderr == ""
    return result.exit_code, result.stdout


def read(*responses: Any, **options: Any) -> Reading:
    """Read what Python has."""
    return tiktok.read(responses, observed_at=AT, **options)


def told(reading: Reading) -> list[str]:
    """Give what is not taken, without where."""
    return [each.problem for each in reading.diagnoses]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_folder_gives_what_its_files_say_and_names_what_they_do_not(name: str) -> None:
    """The counts, the exit status, and the words for what is wrong."""
    expected = EXPECTED[name]
    status, text = imported(CASES / name)
    _, data = imported(CASES / name, form="json")
    counts = json.loads(data)
    found = (counts["posts"]["held"], counts["licenses"]["held"], counts["ads"]["held"], status)
    assert found == expected[:4]
    assert all(each in text for each in expected.told)
    assert ("no problems" in text) is (expected.status == 0 or "TikTok disagrees" in text)
    assert "made-up" not in text + data


def test_the_table_above_names_every_case() -> None:
    """A new one has to say what is right."""
    assert {each.name for each in CASES.iterdir()} == set(EXPECTED)


def test_rows_in_any_wrapping_give_the_same_facts(tmp_path: Path) -> None:
    """As responses, lists, lines, records of two tools, bodies without envelopes, several values; in any encoding."""
    rows = [post(), ad(), adgroup()]
    whole = [listing(each) for each in rows]
    streams = ["tt_videos", "ads", "ad_groups"]
    airbyte = [{"stream": s, "data": row, "emitted_at": 1} for s, row in zip(streams, rows, strict=True)]
    singer = [{"type": "RECORD", "stream": s, "record": row} for s, row in zip(streams, rows, strict=True)]
    wrappings: list[list[Any]] = [
        whole,
        rows,
        [[[each] for each in rows]],
        [[[each] for each in whole]],
        [each["data"] for each in whole],
        airbyte,
        [{"type": "SCHEMA", "stream": "ads"}, *singer, {"type": "STATE", "value": {}}],
        [{"type": "RECORD", "record": each} for each in airbyte],
        [{"_airbyte_raw_id": "x", "_airbyte_data": each} for each in rows],
        [{"stream": "pages", "data": each["data"]} for each in whole],
    ]
    joins: list[Callable[[list[Any]], str]] = [
        json.dumps,
        lambda values: "\n".join(map(json.dumps, values)) + "\n",
        lambda values: "\r\n\r\n".join(map(json.dumps, values)),
        lambda values: "".join(json.dumps(each, indent=1) for each in values),
    ]
    expected = read(*whole, strict=True)
    assert len(expected.ads) == 1
    for values in wrappings:
        assert facts(read(*values, strict=True)) == facts(expected)
        for place, join in enumerate(joins):
            for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"):
                path = tmp_path / f"{place}.json"
                path.write_bytes(join(values).encode(encoding))
                assert facts(read(path, strict=True)) == facts(expected)
                assert facts(read(path.read_bytes(), strict=True)) == facts(expected)


def facts(reading: Reading) -> tuple[object, ...]:
    """Give the facts of a reading, and what is said beside them."""
    return reading.posts, reading.licenses, reading.ads, told(reading), reading.unknown


def test_a_line_that_is_broken_costs_the_other_lines_nothing(tmp_path: Path) -> None:
    """It is named by its number; a text with another line separator in it is one line."""
    path = tmp_path / "rows.ndjson"
    lines = [post(text="a\u2028b"), '{"ad_id": "1"', ad(), "5", adgroup()]
    path.write_text(
        "\n\n".join(each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in lines)
    )
    reading = read(path, on_error="keep")
    assert (len(reading.posts), len(reading.ads)) == (1, 1)
    assert [str(each) for each in reading.diagnoses] == [
        f"{path}: line 3, column 14: not JSON: expecting ',' delimiter",
        f"{path}: line 7: neither an object nor a list",
    ]
    with pytest.raises(ReadingError) as caught:
        read(path)
    assert caught.value.problems == tuple(map(str, reading.diagnoses))
    again = read('{"ad_id": "1", "ad_id": "2"}\n' + json.dumps(post()), on_error="keep")
    assert (len(again.posts), told(again)) == (1, ["line 1: not a response: a key occurs twice in one object"])
    assert told(read("[1,\n2", on_error="keep")) == ["line 2, column 2: not JSON: expecting ',' delimiter"]


@pytest.mark.parametrize(
    "bad",
    [
        {"code": 40105, "message": f"wrong #{MARK}", "request_id": "7", "data": {"list": []}},
        {"code": 20001, "message": "Partial success", "data": {}},
        {"code": 20001, "message": "Partial success", "data": None},
        "<!DOCTYPE html><html></html>",
        "",
        '{"code": 0, "data": {',
        {"code": "0"},
        b"\xff",
        5,
    ],
)
def test_one_bad_response_costs_the_others_nothing_where_they_are_kept(bad: Any) -> None:
    """It is named; from Python nothing is read unless that is asked for."""
    good = account()
    kept = read(*good[:2], bad, *good[2:], on_error="keep")
    assert [each.id for each in kept.ads] == [AD_ID]
    (diagnosis,) = kept.diagnoses
    assert (diagnosis.source, diagnosis.row) == ("tiktok[2]", None)
    assert MARK not in str(diagnosis)
    with pytest.raises((TikTokError, ReadingError), match=r"^tiktok\[2\]: "):
        read(*good[:2], bad, *good[2:])
    with pytest.raises(InvalidValueError, match="on_error: `raise` or `keep`, not `skip`"):
        read(on_error="skip")


def test_a_partial_success_is_read_and_named_either_way() -> None:
    """With TikTok's words and the request."""
    partial = listing(post()) | {"code": 20001, "message": "Partial success", "request_id": "7"}
    for how in ("raise", "keep"):
        reading = read(partial, on_error=how)
        assert len(reading.posts) == 1
        assert told(reading) == [
            "tiktok answered with 20001, a partial success: `Partial success` (request `7`); what it holds is read"
        ]
    nameless = read({"code": 20001, "data": partial["data"]})
    assert told(nameless) == ["tiktok answered with 20001, a partial success: ``; what it holds is read"]


# Pages


def page(number: int, of: int, *things: Any, total: int | None, **info: Any) -> dict[str, Any]:
    """Make a page of a list."""
    told = {"page": number, "page_size": 2, "total_number": total, "total_page": of, **info}
    return success({"page_info": told, "list": [*things]})


def ads(*numbers: int, **changes: Any) -> list[dict[str, Any]]:
    """Make rows of ads that no ad group is told of."""
    return [ad(ad_id=str(number), identity_type="CUSTOMIZED_USER", **changes) for number in numbers]


def test_pages_of_one_list_are_whole_together_in_any_order() -> None:
    """In whatever files, beside the pages of other lists and of other ad accounts."""
    one = [page(1, 3, *ads(1, 2), total=5), page(2, 3, *ads(3, 4), total=5), page(3, 3, *ads(5), total=5)]
    other = [page(1, 1, *ads(6, advertiser_id="8"), total=1), page(1, 1, adgroup(), total=1)]
    assert told(read(one[2], other[0], one[0], other[1], one[1])) == []
    assert told(read(one[2], one[0], other[1])) == [
        "incomplete: it has, with 1 more, 3 of 5 rows, 2 of 3 pages; read the others too"
    ]
    assert told(read(one[0], one[0])) == [
        "incomplete: it has, with 1 more, 2 of 5 rows, page 1 of 3; read the others too"
    ]
    assert told(read(*one[:2], page(3, 3, total=5))) == [
        "incomplete: it has, with 1 more, 4 of 5 rows, 2 of 3 pages; read the others too"
    ]


def test_a_list_that_grows_while_it_is_asked_for_is_whole() -> None:
    """Its later pages tell of one row more."""
    pages = [page(1, 2, *ads(1, 2), total=3), page(2, 2, *ads(3, 4), total=4)]
    assert told(read(*pages)) == []
    assert len(told(read(pages[0], page(1, 2, *ads(1, 2), total=4)))) == 2


@pytest.mark.parametrize(
    ("info", "problem"),
    [
        ({"page": 2, "total_page": 3}, "incomplete: it has 1 row, page 2 of 3; read the others too"),
        ({"total_number": 7}, "incomplete: it has 1 of 7 rows; read the others too"),
        ({"page": 1, "total_page": 1, "total_number": 0}, None),
        ({"page": "1", "total_page": "3"}, "incomplete: it has 1 row, page 1 of 3; read the others too"),
        ({"page": True, "total_page": 1.5, "total_number": -1}, None),
        ({"page": "x", "total_page": [], "total_number": 10**20}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_page_promises_what_it_says_and_nothing_else(info: Any, problem: str | None) -> None:
    """Rows, pages or both."""
    reading = read(success({"page_info": info, "list": [post()]}))
    assert told(reading) == ([] if problem is None else [problem])


@pytest.mark.parametrize("rows", [{}, {"list": None}, {"list": []}, {"video_list": None}])
def test_a_page_that_promises_rows_and_has_none_is_incomplete(rows: dict[str, Any]) -> None:
    """Whatever it would have listed."""
    promised = {"page": 1, "page_size": 20, "total_number": 57, "total_page": 3}
    assert told(read(success({"page_info": promised, **rows}))) == [
        "incomplete: it has 0 of 57 rows, page 1 of 3; read the others too"
    ]


def test_todays_pages_do_not_stand_in_for_yesterdays() -> None:
    """Each observation is a list of its own; pages of one list may have an instant each."""
    days = "2026-06-10T00:00:00Z", "2026-06-11T00:00:00Z"
    pages = [page(1, 2, *ads(1, 2), total=3), page(2, 2, *ads(3), total=3)]
    yesterday = tiktok.Observed(pages, observed_at=days[0])
    assert told(read(yesterday, tiktok.Observed(pages[0], observed_at=days[1]))) == [
        "incomplete: it has 2 of 3 rows, page 1 of 2; read the others too"
    ]
    assert told(read(*(tiktok.Observed(each, observed_at=at) for each, at in zip(pages, days, strict=True)))) == []


def test_a_list_of_posts_that_says_that_more_follow_is_incomplete_without_its_last_page() -> None:
    """Posts of an identity have a cursor and no numbers."""
    first = success({"video_list": [own_video("1")], "has_more": True, "cursor": "9"})
    last = success({"video_list": [own_video("2")], "has_more": False, "cursor": ""})
    assert told(read(first)) == ["incomplete: it has 1 row and says that more follow; read the others too"]
    assert told(read(last, first)) == []


# Kinds of rows


def test_a_row_is_recognized_by_its_own_keys_and_not_by_its_neighbors() -> None:
    """In one list, in any order; a key whose value is null says nothing."""
    nothing = dict.fromkeys(("item_info", "ad_id", "creative_list", "smart_plus_ad_id", "metrics"))
    rows = [adgroup(**nothing), post(), {"video_id": "v"}, ad(creative_list=[]), identity()]
    for order in (rows, rows[::-1]):
        reading = read(listing(*order))
        assert [each.id for each in reading.ads] == [AD_ID]
        assert reading.posts[0].creator == "maya.cooks"
        (problem,) = told(reading)
        assert problem.startswith("a kind of row that is not read")


def identity(**changes: Any) -> dict[str, Any]:
    """Make a thing of `/identity/get/`."""
    return {
        "identity_id": "7564472955620443158",
        "identity_type": "TT_USER",
        "available_status": "AVAILABLE",
        "username": "maya.cooks",
        **changes,
    }


def test_a_row_without_the_id_of_its_kind_is_no_row_of_the_kind_above() -> None:
    """An ad without its id is not read as its ad group, nor an ad group as its campaign."""
    for row, field in ((ad(ad_id=None), "ad_id"), (adgroup(adgroup_id=None, adgroup_name="x"), "adgroup_id")):
        (diagnosis,) = read(listing(row)).diagnoses
        assert (diagnosis.field, diagnosis.problem) == (field, "missing: the row does not say what it is about")


def test_rows_of_reports_are_counted_and_no_problem() -> None:
    """By their keys or their stream."""
    report = {"dimensions": {"ad_id": AD_ID}, "metrics": {"spend": "1.0"}}
    flat = {"ad_id": AD_ID, "spend": "1.0", "stat_time_day": "2026-06-01 00:00:00"}
    record = {"stream": "ads_reports_daily", "data": {"ad_id": AD_ID, "spend": "1.0"}, "emitted_at": 1}
    reading = read(*account(), listing(report, report), flat, record, strict=True)
    assert ([each.id for each in reading.ads], reading.diagnoses) == ([AD_ID], ())
    assert [*map(str, reading.left_out)] == ["4 rows of reports"]
    assert told(read(page(1, 9, report, total=99))) == []


def test_an_ad_account_gives_the_currency_of_its_budgets() -> None:
    """Wherever it is told, before the rows or after; what the caller or the row says goes first."""
    of_account = listing({"advertiser_id": ACCOUNT, "currency": "EUR", "timezone": "Europe/Berlin", "name": "x"})
    money = {"budget": 50, "budget_mode": "BUDGET_MODE_DAY"}
    for changes, expected in (({}, "EUR"), ({"currency": "USD"}, "USD"), ({"advertiser_id": None}, "EUR")):
        told_of = account(adgroup=money | changes)
        for responses in ([of_account, *told_of], [*told_of, of_account]):
            settings = read(*responses, strict=True).ads[0].settings
            assert (settings.budget, settings.currency) == (Decimal(50), expected)
    assert read(*account(adgroup=money), of_account, currency="JPY").ads[0].settings.currency == "JPY"
    other = listing({"advertiser_id": "8", "currency": "EUR"}, {"advertiser_id": "9", "currency": "XXXX"})
    reading = read(*account(adgroup=money), other)
    assert reading.ads[0].settings.budget is None
    assert [each.key for each in reading.unknown] == ["list[].currency"]
    assert read(listing({"advertiser_id": "8", "advertiser_name": "x"}), strict=True).ads == ()


def test_an_identity_may_say_true_or_false_of_whether_it_is_available() -> None:
    """One that is not, and whose handle nobody tells, is named where ads run from it, in TikTok's words."""
    own = {"identity_type": "TT_USER"}
    for status, words in (
        (True, None),
        ("AVAILABLE", None),
        (None, None),
        (False, "not available, and ads run from this identity, whose handle is not known"),
        (
            "SCOPE_UNAVAILABLE",
            "not available (`SCOPE_UNAVAILABLE`), and ads run from this identity, whose handle is not known",
        ),
    ):
        for kind in ("list", "identity_list"):
            listed = success({kind: [identity(available_status=status, username=None)]})
            reading = read(*account(ad=own), listed)
            assert len(reading.ads) == 1
            assert told(reading) == ([] if words is None else [words])
            assert told(read(*account(), listed)) == []


@pytest.mark.parametrize("kind", ["BC_AUTH_TT", "TT_USER"])
def test_an_identity_that_is_not_available_ends_access_to_its_account_when_tiktok_was_asked(kind: str) -> None:
    """Since when is assumed, and listed; one that is available is access that goes on; other accounts are none."""
    lent = ad(identity_type=kind)
    gone = success({"list": [identity(identity_type=kind, available_status="SCOPE_UNAVAILABLE")]})
    reading = read(*account(ad=lent), gone, strict=True)
    (access,) = reading.access
    (running,) = reading.ads
    assert (access.creator, access.advertiser_id) == ("maya.cooks", running.advertiser_id)
    assert (access.granted_at, access.revoked_at) == (min(running.starts_at, instant(AT)), instant(AT))
    listed = {each.attribute: each.reason for each in reading.assumed if each.fact == f"access {access.id}"}
    assert "`SCOPE_UNAVAILABLE`" in listed["revoked_at"]
    assert listed.keys() == {"granted_at", "revoked_at"}
    portfolio = reading.portfolio
    assert portfolio.serving(running.id, at=AT).state is ServingState.ACCESS_ENDED
    assert portfolio.audit(at=AT).needs_action
    usable = read(*account(ad=lent), success({"list": [identity(identity_type=kind)]}), strict=True)
    assert [(each.granted_at, each.revoked_at) for each in usable.access] == [(access.granted_at, None)]
    assert not usable.portfolio.serving(running.id, at=AT).assumed
    for none in (identity(available_status=None), identity(identity_id="9")):
        assert read(*account(ad=lent), success({"list": [none]}), strict=True).access == ()
    assert read(*account(), gone, strict=True).access == ()


# Upgraded Smart+


def creative(id: str, post_id: str | None = POST_ID, **changes: Any) -> dict[str, Any]:
    """Make a creative of an Upgraded Smart+ ad."""
    return {
        "smart_plus_creative_id": id,
        "ad_material_id": f"9{id}",
        "material_operation_status": "ENABLE",
        "creative_info": {"ad_format": "SINGLE_VIDEO", "identity_type": "AUTH_CODE", "tiktok_item_id": post_id},
        **changes,
    }


def smart(*creatives: Any, **changes: Any) -> dict[str, Any]:
    """Make a thing of `/smart_plus/ad/get/`."""
    return {
        "smart_plus_ad_id": "99",
        "ad_name": "Maya, June",
        "adgroup_id": ADGROUP_ID,
        "operation_status": "ENABLE",
        "secondary_status": "AD_STATUS_DELIVERY_OK",
        "creative_list": [*creatives],
        **changes,
    }


def smart_read(*rows: Any, **options: Any) -> Reading:
    """Read rows beside two posts and an ad group."""
    return read(listing(post(), post("2", code=None)), listing(adgroup()), listing(*rows), **options)


def test_an_upgraded_smart_plus_ad_is_an_ad_for_each_creative() -> None:
    """Each with its own post, identity and switch; what the ad says holds for all (fact I5)."""
    whole = {"identity_type": "BC_AUTH_TT", "identity_id": "5"}
    bare = creative("3", material_operation_status=None, creative_info={"tiktok_item_id": "2"})
    row = smart(creative("1"), creative("2", "2", material_operation_status="DISABLE"), bare, ad_configuration=whole)
    reading = smart_read(row, strict=True)
    assert [(each.id, each.post_id, each.name, each.identity_type.value) for each in reading.ads] == [
        ("1", POST_ID, "Maya, June", "AUTH_CODE"),
        ("2", "2", "Maya, June", "AUTH_CODE"),
        ("3", "2", "Maya, June", "BC_AUTH_TT"),
    ]
    states = [reading.portfolio.serving(each, at=AT).state for each in ("1", "2", "3")]
    assert states == [ServingState.SERVING, ServingState.PAUSED, ServingState.SERVING]
    off = smart_read(smart(creative("1", material_operation_status="DISABLE"), operation_status="FROZEN"))
    assert off.ads[0].ends_at == instant(AT)


def test_a_creative_that_is_listed_as_an_ad_as_well_is_one_ad() -> None:
    """By its own id, or by ad and post where it comes without one; the list of ads says more of it."""
    nameless = creative("7", material_operation_status="DISABLE") | {"smart_plus_creative_id": None}
    listed = ad(smart_plus_ad_id="99", campaign_automation_type="UPGRADED_SMART_PLUS")
    for other in (creative(AD_ID, None), nameless):
        reading = smart_read(listed, smart(other), strict=True)
        assert [(each.id, each.post_id) for each in reading.ads] == [(AD_ID, POST_ID)]
        assert bool(reading.ads[0].paused) is (other is nameless)
    alone = smart_read(smart(nameless), strict=True)
    assert [each.id for each in alone.ads] == ["97"]
    paused = smart_read(listed | {"operation_status": "DISABLE"}, smart(creative(AD_ID)), strict=True)
    assert paused.ads[0].paused


def test_a_creative_that_cannot_be_read_costs_the_others_nothing() -> None:
    """One without any id, one that is no object; an ad without creatives is no ad."""
    reading = smart_read(smart({}, 5, creative("1")), smart(smart_plus_ad_id="100"))
    assert [each.id for each in reading.ads] == ["1"]
    assert [(each.field, each.problem) for each in reading.diagnoses] == [
        ("ad_material_id", "missing: the row does not say what it is about"),
        ("creative_list[1]", "an object is wanted, not int"),
        ("creative_list", "missing: without its creatives nobody can say which posts it runs"),
    ]


# Posts that no list holds


@pytest.mark.parametrize("kind", ["BC_AUTH_TT", "TT_USER"])
def test_an_ad_that_needs_no_code_is_kept_where_no_list_holds_its_post(kind: str) -> None:
    """The post is known by its id alone, and was there when TikTok was asked."""
    unlisted = ad(identity_type=kind, tiktok_item_id="5")
    reading = read(listing(post()), listing(unlisted, ad(ad_id="1")), listing(adgroup()), identity(), strict=True)
    assert [each.id for each in reading.posts] == ["5", POST_ID]
    assert (reading.posts[0].published_at, reading.posts[0].creator) == (instant(AT), "maya.cooks")
    assert ("post 5", "published_at") in [(each.fact, each.attribute) for each in reading.assumed]
    assert reading.portfolio.serving(AD_ID, at=AT).serves
    refused = read(listing(post("5", status="NEW")), listing(unlisted), listing(adgroup()))
    assert (refused.ads, refused.posts) == ((), ())


# Folders


def test_every_file_of_a_folder_is_read_or_named(tmp_path: Path) -> None:
    """Whatever its name; only those of file managers, whose names begin with a dot, are passed over."""
    (tmp_path / "posts.JSON").write_text(json.dumps(listing(post())))
    (tmp_path / "ads.ndjson").write_text(json.dumps(ad()) + "\n")
    (tmp_path / "adgroups.log").write_text(json.dumps(adgroup()))
    (tmp_path / "notes.txt").write_text("call Maya")
    (tmp_path / "ads.json.gz").write_bytes(b"\x1f\x8b\xff")
    (tmp_path / "empty.json").write_text("")
    (tmp_path / "odd.json").write_bytes(b'{"a": "\xff"}')
    (tmp_path / "older").mkdir()
    (tmp_path / ".DS_Store").write_bytes(b"\x00")
    status, data = imported(tmp_path, form="json")
    found = json.loads(data)
    assert (status, found["ads"]["held"], found["posts"]["held"]) == (1, 1, 1)
    named = {Path(each["source"]).name: each["told"] for each in found["not_taken"]}
    assert named == {
        "notes.txt": "not read: neither JSON nor a code sheet",
        "ads.json.gz": "not read: neither JSON nor a code sheet",
        "older": "not read: a folder; give it as a source of its own",
        "empty.json": "empty: no JSON is in it",
        "odd.json": "line 1: byte 0xff is not UTF-8; save the file as UTF-8",
    }


def test_a_file_beside_the_tables_of_a_portfolio_is_read_or_named_too(tmp_path: Path) -> None:
    """Responses beside `posts.csv` are no part of the portfolio."""
    dump(Portfolio([Post(id="1", published_at=AT)]), tmp_path)
    (tmp_path / "more.json").write_text(json.dumps(listing(post())))
    (tmp_path / "notes.md").write_text("x")
    kinds = [(each.path.name, each.kind) for each in recognized([tmp_path])]
    assert kinds == [
        (tmp_path.name, SourceKind.PORTFOLIO),
        ("more.json", SourceKind.TIKTOK),
        ("notes.md", SourceKind.UNREAD),
    ]
    assert [each.id for each in gather(recognized([tmp_path]), observed_at=NOW).reading.posts] == ["1", POST_ID]


def test_a_folder_of_nothing_that_is_read_is_refused(tmp_path: Path) -> None:
    """So is one whose files cannot be opened."""
    (tmp_path / "notes.txt").write_text("call Maya")
    with pytest.raises(ReadingError, match="it holds no portfolio, no JSON files and no code sheets"):
        recognized([tmp_path])


def test_what_is_no_response_beside_those_that_are_reconciled_is_named(tmp_path: Path) -> None:
    """It costs the comparison nothing; a portfolio among the responses is refused."""
    (tmp_path / "posts.json").write_text(json.dumps(listing(post())))
    (tmp_path / "notes.txt").write_text("call Maya")
    found = reconcile(Portfolio(), recognized([tmp_path]), observed_at=AT)
    assert [each.id for each in found.only_in_tiktok if each.subject.value == "post"] == [POST_ID]
    assert [each.problem for each in found.diagnoses] == ["not read: neither JSON nor a code sheet"]
    dump(Portfolio(), tmp_path / "team.json")
    with pytest.raises(ReadingError, match=r"team.json: a portfolio, not TikTok's responses"):
        reconcile(Portfolio(), recognized([tmp_path]), observed_at=AT)


def test_a_file_that_may_not_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It costs the others nothing."""
    (tmp_path / "posts.json").write_text(json.dumps(listing(post())))
    (tmp_path / "secret").write_text("{}")

    def refuse(*_: object) -> object:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    found = [(each.path.name, each.kind) for each in recognized([tmp_path])]
    assert found == [("posts.json", SourceKind.TIKTOK), ("secret", SourceKind.UNREAD)]


def test_responses_of_which_none_can_be_read_are_refused(tmp_path: Path) -> None:
    """One by one, as from Python."""
    for name in "ab":
        (tmp_path / f"{name}.json").write_text("<html>")
    with pytest.raises(ReadingError) as caught:
        gather(recognized([tmp_path]), observed_at=NOW)
    assert [each.split(": ")[0] for each in caught.value.problems] == [f"{tmp_path}/{name}.json" for name in "ab"]


def test_assumptions_are_told_once_for_each_kind_with_how_many_and_examples(tmp_path: Path) -> None:
    """A thousand posts are not a thousand lines; `--format json` has each."""
    path = tmp_path / "posts.jsonl"
    path.write_text("\n".join(json.dumps(post(str(number), code=f"#{number}")) for number in range(1000)))
    _, text = imported(path)
    assert len(text.splitlines()) < 12
    (line,) = (each for each in text.splitlines() if "published_at" in each)
    assert line.split()[:2] == ["1000", "published_at"]
    assert line.endswith("post 0: 2026-05-24T07:09:07Z, post 1: 2026-05-24T07:09:07Z")
    _, data = imported(path, form="json")
    assert len(json.loads(data)["assumed"]) == 2000


def test_a_pause_of_a_level_above_is_explained_as_whose_it_is_and_not_more() -> None:
    """The assumption says whose switch; the facts do not hold it, so neither does the explanation."""
    reading = gather(recognized([CASES / "campaign_off"]), observed_at=NOW).reading
    portfolio: Portfolio = reading.portfolio
    (found,) = portfolio.ads
    assert [*found.paused] == [Window(NOW, None)]
    text = portfolio.serving(found.id, at=NOW).explain()
    assert "Delivery is switched off, at the ad, its ad group or its campaign." in text
    assert not any(each in text for each in ("operation_status", "AD_STATUS", "campaign stays live"))
    assert [each.reason for each in reading.assumed if each.attribute == "paused"] == [
        "its campaign is switched off or frozen, and no response tells since when"
    ]
