"""Responses as a whole: what is one, what is none, and what TikTok refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from strategies import MARK
from tiktok.answers import AT, CODE, PAYLOADS, ad, campaign, listing, own_video, stored, success, video

from sparklicense import InexactInstantError, InvalidValueError, NaiveInstantError, ReadingError, TikTokError
from sparklicense.errors import WrongTypeError
from sparklicense.sources import tiktok


def problems_of(responses: Any, **more: Any) -> tuple[str, ...]:
    """Give what a reading refuses to read."""
    with pytest.raises(ReadingError) as caught:
        tiktok.read(responses, observed_at=AT, **more)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "tiktok: empty: no JSON is in it"),
        (b" \r\n", "tiktok: empty: no JSON is in it"),
        ("<html>", "tiktok: not JSON but HTML, as web servers and proxies answer when something fails"),
        (b"\xff\xfe{\xd8", "tiktok: not JSON: its bytes are not UTF-16-LE"),
        ('{"code": 0, "da', "tiktok: line 1, column 13: not JSON: unterminated string starting at"),
        ('{"code": 0, "data"', "tiktok: line 1, column 19: not JSON: expecting ':' delimiter"),
        (b'{"code": \xff}', "tiktok: not JSON: its bytes are not UTF-8"),
        ('{"code": ' + "9" * 5000 + "}", "tiktok: it holds a number that is too long to read"),
        ("[" * 100_000, "tiktok: its lists and objects are nested too deeply"),
        ('{"code": 0, "code": 1}', "tiktok: not a response: a key occurs twice in one object"),
        ("null", "tiktok: a response is an object with `code`, `message` and `data`, not nothing"),
        ('"x"', "tiktok: a response is an object with `code`, `message` and `data`, not text"),
        ('[["x"]]', "tiktok: a response is an object with `code`, `message` and `data`, not text"),
        ("[" * 20 + "]" * 20, "tiktok: its lists and objects are nested too deeply"),
        ("1e400", "tiktok: a response is an object with `code`, `message` and `data`, not this number"),
        ('{"data": {}}', "tiktok: code: a response says 0 or the number of an error, not nothing"),
        ('{"code": "0"}', "tiktok: code: a response says 0 or the number of an error, not text"),
        ('{"code": true}', "tiktok: code: a response says 0 or the number of an error, not true or false"),
        ('{"code": 0.0}', "tiktok: code: a response says 0 or the number of an error, not this number"),
        ('{"code": 99999999999}', "tiktok: code: a response says 0 or the number of an error, not this number"),
        ('{"code": 0, "data": []}', "tiktok: data: an object is wanted, not a list"),
    ],
)
def test_what_is_no_response_is_refused_whole(text: str | bytes, problem: str) -> None:
    """Truncated, of another form, or with another envelope: one line says where and what."""
    assert problems_of(text) == (problem,)


def test_all_that_is_no_response_is_told_at_once() -> None:
    """Each by its place among the others, and nothing of it is shown."""
    assert problems_of([listing(video()), f'{{"code": "{CODE}"}}', [CODE]], source="dump") == (
        "dump[1]: code: a response says 0 or the number of an error, not text",
        "dump[2]: a response is an object with `code`, `message` and `data`, not text",
    )


def test_a_file_that_cannot_be_read_is_told_by_its_name(tmp_path: Path) -> None:
    """Absent, a folder, or of other bytes than UTF-8."""
    other = tmp_path / "other.json"
    other.write_bytes(b'{"code": "\xff"}')
    absent = tmp_path / "absent.json"
    absence, folder, bytes_ = problems_of([absent, tmp_path, other])
    assert absence == f"{absent}: no such file or folder"
    assert folder.startswith(f"{tmp_path}: cannot be read: ")
    assert bytes_.startswith(f"{other}: line 1: byte 0xff is not UTF-8")


def test_what_the_sdk_leaves_of_an_envelope_is_enough() -> None:
    """TikTok's SDK for Python takes the code and the message off a success, and nothing else does."""
    response = {"request_id": "2026", "data": listing(video())["data"]}
    assert len(tiktok.read(response, observed_at=AT, strict=True).posts) == 1
    assert len(problems_of(response | {"message": "OK"})) == 1


def test_text_is_json_and_never_a_path() -> None:
    """The path of a file is a `Path`."""
    assert problems_of(str(PAYLOADS / "ad_get.json")) == ("tiktok: line 1, column 1: not JSON: expecting value",)


@pytest.mark.parametrize("responses", [None, 5, 1.5, object()])
def test_what_holds_no_responses_is_a_type_error(responses: Any) -> None:
    """Neither one response nor several."""
    with pytest.raises(WrongTypeError, match=r"^responses: dicts, JSON text or paths of JSON files, one or several"):
        tiktok.read(responses, observed_at=AT)


def test_other_arguments_are_checked_as_well() -> None:
    """An instant, an id and a currency."""
    with pytest.raises(NaiveInstantError, match=r"^observed_at: "):
        tiktok.read([], observed_at="2026-06-10T00:00:00")
    with pytest.raises(InexactInstantError, match=r"^observed_at: "):
        tiktok.read([], observed_at="2026-06-10")
    with pytest.raises(InvalidValueError, match=r"^currency: `EURO` is not an ISO 4217 code"):
        tiktok.read([], observed_at=AT, currency="EURO")
    for id in ("", " ", 5):
        with pytest.raises(WrongTypeError, match=r"^advertiser_id: an id is non-empty text, not "):
            tiktok.read([], observed_at=AT, advertiser_id=id)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", [-1, 20001, 40001, 40100])
def test_any_code_but_zero_is_an_error_of_tiktoks(code: int) -> None:
    """Partial success too, where nothing comes with it (fact C40)."""
    with pytest.raises(TikTokError) as caught:
        tiktok.read([listing(video()), {"code": code, "message": "no", "data": {}}], observed_at=AT)
    assert (caught.value.code, caught.value.message, caught.value.request_id) == (code, "no", "")
    assert str(caught.value) == f"{caught.value.source}: tiktok answered with error {code}: `no`"
    assert caught.value.source.endswith("[1]")


def test_a_code_in_tiktoks_words_is_hidden() -> None:
    """Not only where the error is shown, but in what it carries."""
    response = {"code": 4013, "message": f"the code {CODE} is wrong", "request_id": [CODE], "data": None}
    with pytest.raises(TikTokError) as caught:
        tiktok.read(response, observed_at=AT)
    assert caught.value.message == "the code #… is wrong"
    assert MARK not in repr(caught.value)


def test_pages_are_taken_one_by_one() -> None:
    """An error on the second page is raised before the third is asked for."""
    asked: list[int] = []

    def pages() -> Iterator[dict[str, Any]]:
        for number in range(3):
            asked.append(number)
            yield listing(video()) if number == 0 else {"code": 40100, "message": "slow down", "data": {}}

    with pytest.raises(TikTokError):
        tiktok.read(pages(), observed_at=AT)
    assert asked == [0, 1]


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"list": []},
        {"list": None},
        {"video_detail": None, "video_details": []},
        {"video_detail": {}},
        {"page_info": {}},
        {"identity_list": []},
        {"has_more": False, "cursor": "", "video_list": None},
    ],
)
def test_an_empty_answer_is_read_as_one(data: Any) -> None:
    """`null` and empty are alike (facts C31, H13), and no row is no problem."""
    reading = tiktok.read(success(data), observed_at=AT, strict=True)
    assert (reading.posts, reading.ads, reading.unknown) == ((), (), ())


@pytest.mark.parametrize(
    "response",
    [
        stored("ad_create_request"),
        stored("file_video_ad_info"),
        stored("smart_plus_creative"),
        success({"bc_list": []}),
        listing({"video_id": "v1"}),
        listing(1, None),
        {},
    ],
)
def test_another_kind_of_response_is_diagnosed_by_those_that_are_read(response: dict[str, Any]) -> None:
    """A request's body is none, either; strict mode refuses it."""
    reading = tiktok.read(response, observed_at=AT)
    (diagnosis,) = reading.diagnoses
    assert "/tt_video/list/, " in diagnosis.problem
    assert diagnosis.source == "tiktok"
    assert problems_of(response, strict=True) == (str(diagnosis),)


@pytest.mark.parametrize(
    ("response", "field", "problem"),
    [
        (success({"list": {}}), "list", "a list is wanted, not dict"),
        (success({"video_list": "x"}), "video_list", "a list is wanted, not str"),
        (success({"video_detail": []}), "video_detail", "an object is wanted, not list"),
        (listing(video(), None), None, "an object is wanted, not NoneType"),
        (listing({"item_info": 5}, ad()), "item_info", "an object is wanted, not int"),
    ],
)
def test_what_is_not_of_the_documented_form_is_diagnosed(
    response: dict[str, Any], field: str | None, problem: str
) -> None:
    """What else there is, is read."""
    first = tiktok.read(response, observed_at=AT).diagnoses[0]
    assert (first.field, first.problem) == (field, problem)


def test_rows_are_counted_as_the_response_lists_them() -> None:
    """From 0 on; a response about one thing has none."""
    reading = tiktok.read([listing(video(), 1, video("9", status="X"))], observed_at=AT)
    assert [(each.source, each.row, each.field) for each in reading.diagnoses] == [
        ("tiktok[0]", 1, None),
        ("tiktok[0]", 2, "status"),
    ]
    alone = tiktok.read(success(video(status="X")), observed_at=AT)
    assert [each.row for each in alone.diagnoses] == [None]


def test_keys_of_newer_responses_are_left_out_and_listed() -> None:
    """Each with its path and how often it occurred, file by file; what may hold a secret is not spelled out."""
    newer = video(new_key=1, video_info={"height": 1280, "codec": "h266"})
    newer["auth_info"] |= {"renews": True}
    newer["user_info"] |= {"badge": "gold"}
    newer |= {"score": 1, CODE: 2}
    response = listing(newer, newer) | {"trace": "x"}
    response["data"] |= {"next_page": 2}
    reading = tiktok.read([response, listing(campaign(mood="calm"))], observed_at=AT, strict=True, source="dump")
    assert [(each.source, each.key, each.times) for each in reading.unknown] == [
        ("dump", "list[].auth_info.renews", 2),
        ("dump", "list[].item_info.new_key", 2),
        ("dump", "list[].mood", 1),
        ("dump", "list[].score", 2),
        ("dump", "list[].user_info.badge", 2),
        ("dump", "list[].video_info.codec", 2),
        ("dump", "list[].…", 2),
        ("dump", "next_page", 1),
        ("dump", "trace", 1),
    ]
    assert len(reading.posts) == 1


def test_keys_on_their_own_levels_of_other_endpoints_are_listed_too() -> None:
    """A linked account's posts, and the envelope's odd key."""
    response = success({"video_list": [own_video(mood="calm", carousel_info={"image_info": [], "rhythm": 1})]})
    odd: dict[Any, Any] = {"!": 1, 1: 1}
    reading = tiktok.read(response | odd, observed_at=AT, strict=True)
    assert [each.key for each in reading.unknown] == ["video_list[].carousel_info.rhythm", "video_list[].mood", "…"]


def test_a_hundred_thousand_pages_are_read_one_after_another() -> None:
    """From a generator, of whose pages no two are kept."""
    pages = (success({"video_list": [own_video(str(number % 10))]}) for number in range(100_000))
    assert len(tiktok.read(pages, observed_at=AT, strict=True).posts) == 10
