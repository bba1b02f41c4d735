"""What holds of every response, whatever stands in it."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import MARK, OTHER_POST_ID, POST_ID, moved
from tiktok.answers import (
    AD_ID,
    AT,
    CODE,
    IDENTITY_ID,
    PAYLOADS,
    account,
    ad,
    adgroup,
    campaign,
    listing,
    own_video,
    stored,
    success,
    video,
    window,
)

from sparklicense import Portfolio, SparkLicenseError, instant
from sparklicense.sources import tiktok
from sparklicense.sources.readings import Reading
from sparklicense.sources.tiktok.reading import read_rows

NOW: Final = instant(AT)

SCALARS: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(
        [
            CODE,
            POST_ID,
            AD_ID,
            AT,
            "2026-05-24 07:09:07",
            "",
            " ",
            "AUTHORIZED",
            "EXPIRED",
            "DELETED",
            "ENABLE",
            "DISABLE",
            "AUTH_CODE",
            "USER_DELETE",
            "AD_STATUS_DELETE",
            "SCHEDULE_FROM_NOW",
            10**400,
            -(10**30),
        ]
    ),
)
JSON: Final = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=6,
)
RESPONSES: Final = [
    *account(),
    success({"video_list": [own_video(), own_video(OTHER_POST_ID, auth_info=window())]}),
    success({"identity_list": [{"identity_id": IDENTITY_ID, "identity_type": "AUTH_CODE", "username": "maya"}]}),
    *(stored(path.stem) for path in sorted(PAYLOADS.glob("*.json")) if path.stem != "tt_video_info_error"),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Go through every place in a JSON value."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """Put something else at one place of a JSON value."""
    if not path:
        return new
    changed = copy.copy(value)
    changed[path[0]] = replaced(value[path[0]], path[1:], new)
    return changed


PLACES: Final = [(which, path) for which, response in enumerate(RESPONSES) for path in places(response)]


def texts_of(reading: Reading) -> str:
    """Give all that a reading shows of itself."""
    lines = map(str, (*reading.diagnoses, *reading.assumed, *reading.unknown))
    return "\n".join([*lines, repr(attrs.evolve(reading, posts=())), repr(reading.licenses), repr(reading.ads)])


def outcome(responses: Any, *, strict: bool = False) -> Reading | SparkLicenseError:
    """Read, or give the library's own error; any other is none of its business."""
    try:
        return tiktok.read(responses, observed_at=AT, strict=strict)
    except SparkLicenseError as error:
        return error


def shown_of(found: Reading | SparkLicenseError) -> str:
    """Give all the lines that a reading or an error has for people."""
    if isinstance(found, SparkLicenseError):
        return repr(found) + str(found)
    return "\n".join(map(str, (*found.diagnoses, *found.assumed, *found.unknown)))


def test_there_are_enough_places_to_put_things() -> None:
    """Hundreds, in every kind of response."""
    assert len(PLACES) > 500


@given(st.sampled_from(PLACES), JSON)
def test_any_json_value_at_any_place_of_a_response_raises_nothing_foreign(
    place: tuple[int, tuple[Any, ...]], value: Any
) -> None:
    """What comes out is a whole portfolio, or an error of this library's own."""
    which, path = place
    changed = [replaced(each, path, value) if number == which else each for number, each in enumerate(RESPONSES)]
    found = outcome(changed)
    assert MARK not in shown_of(found)
    if isinstance(found, Reading):
        assert found.portfolio.posts == found.posts
        assert all(str(each).isprintable() for each in (*found.diagnoses, *found.assumed))


@pytest.mark.parametrize(
    "value", [10**5000, -(10**5000), float("nan"), float("-inf")], ids=["big", "small", "nan", "inf"]
)
def test_no_number_is_too_much_for_any_place(value: float) -> None:
    """Not one that Python refuses to write out, either."""
    for which, path in PLACES:
        assert outcome(replaced(RESPONSES[which], path, value))


def test_no_depth_is_too_much_for_any_place() -> None:
    """In a dict, where no parser has refused it."""
    deep: Any = None
    for _ in range(100_000):
        deep = [deep]
    for which, path in PLACES:
        assert outcome(replaced(RESPONSES[which], path, deep))
    while deep:
        deep = deep.pop()


@given(JSON)
def test_any_json_value_as_a_response_raises_nothing_foreign(value: Any) -> None:
    """Alone, and among others."""
    for responses in (value, [value], [listing(video()), value]):
        assert MARK not in shown_of(outcome(responses))


@given(st.sampled_from(RESPONSES), st.integers(0, 10_000), st.text(max_size=3))
def test_damaged_text_raises_nothing_foreign(response: Any, place: int, noise: str) -> None:
    """Cut off anywhere, with anything put in."""
    text = json.dumps(response)
    place %= len(text)
    for damaged in (text[:place], text[:place] + noise + text[place:], text[:place] + noise + text[place + 1 :]):
        for form in (damaged, damaged.encode("utf-8", "surrogatepass")):
            assert MARK not in shown_of(outcome(form))


def things() -> st.SearchStrategy[dict[str, Any]]:
    """Draw a response of things that may agree, repeat or contradict each other."""
    ids, statuses = (
        st.sampled_from([POST_ID, OTHER_POST_ID]),
        st.sampled_from(["HESITATE_RECOMMEND", "USER_DELETE", "X"]),
    )
    windows = st.sampled_from(
        [
            window(),
            window(end="2026-07-23T07:09:07Z"),
            window(status="EXPIRED"),
            window("2026-06-20 00:00:00", "2026-07-20 00:00:00"),
        ]
    )
    codes = st.sampled_from([CODE, "#2", None])
    switches = st.sampled_from(["ENABLE", "ENABLE", "DISABLE", None])
    return st.one_of(
        st.builds(
            lambda id, status, code, auth: listing(video(id, status=status, code=code, auth=auth)),
            ids,
            statuses,
            codes,
            windows,
        ),
        st.builds(lambda id, auth: success({"video_list": [own_video(id, auth_info=auth)]}), ids, st.none() | windows),
        st.builds(lambda id, switch: listing(ad(tiktok_item_id=id, operation_status=switch)), ids, switches),
        st.builds(lambda id, post: listing(ad(ad_id=id, tiktok_item_id=post)), st.sampled_from("12"), ids),
        st.builds(lambda switch: listing(adgroup(operation_status=switch)), switches),
        st.builds(lambda switch: listing(campaign(operation_status=switch)), switches),
    )


@given(st.lists(things(), max_size=8).flatmap(lambda pages: st.tuples(st.just(pages), st.permutations(pages))))
def test_pages_in_any_order_give_the_same_facts(orders: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    """Repeated or contradictory as they may be."""
    first, second = (tiktok.read(pages, observed_at=AT) for pages in orders)
    assert (first.posts, first.licenses, first.ads) == (second.posts, second.licenses, second.ads)
    assert first.portfolio == second.portfolio


@given(st.lists(things(), max_size=6))
def test_what_is_told_twice_adds_nothing(pages: list[dict[str, Any]]) -> None:
    """Neither facts nor problems of another kind."""
    once, twice = tiktok.read(pages, observed_at=AT), tiktok.read([*pages, *pages], observed_at=AT)
    assert (once.posts, once.licenses, once.ads) == (twice.posts, twice.licenses, twice.ads)
    assert {(each.field, each.problem) for each in once.diagnoses} == {
        (each.field, each.problem) for each in twice.diagnoses
    }


@given(st.lists(things(), max_size=6))
def test_strict_mode_gives_the_same_or_nothing(pages: list[dict[str, Any]]) -> None:
    """It refuses exactly where something is diagnosed."""
    reading, strict = tiktok.read(pages, observed_at=AT), outcome(pages, strict=True)
    if reading.diagnoses:
        assert str(strict) == "\n".join(map(str, reading.diagnoses))
    else:
        assert strict == reading


@given(st.lists(things(), max_size=6))
def test_every_assumed_instant_is_one_that_the_responses_prove(pages: list[dict[str, Any]]) -> None:
    """When TikTok was asked, or a start it told of; and each is the value of a fact."""
    reading = tiktok.read(pages, observed_at=AT)
    starts = {license.issued_at for license in reading.licenses}
    assert {each.value for each in reading.assumed} <= {NOW, *starts}
    for post in reading.posts:
        assert any(each.fact == f"post {post.id}" and each.value == post.published_at for each in reading.assumed)


@given(st.lists(things(), max_size=6), st.integers(1, 10**9))
def test_nothing_before_tiktok_was_asked_is_said_to_be_over_but_windows(
    pages: list[dict[str, Any]], seconds: int
) -> None:
    """A status holds from when TikTok was asked: nothing is deleted, hidden or paused before."""
    reading = tiktok.read(pages, observed_at=AT)
    before = moved(NOW, -timedelta(seconds=seconds))
    for post in reading.posts:
        assert post.status(before).value in ("unpublished", "live")
    for each in reading.ads:
        assert before not in each.paused
    for license in reading.licenses:
        assert license.revoked_at is None or license.revoked_at == NOW


@pytest.mark.parametrize("response", RESPONSES)
def test_reading_leaves_the_responses_alone(response: dict[str, Any]) -> None:
    """What is given is not changed."""
    before = copy.deepcopy(response)
    tiktok.read(response, observed_at=AT)
    assert response == before


def test_no_code_is_in_any_text() -> None:
    """Of the facts, the diagnoses, what was assumed, or the rows behind them."""
    responses = [
        *account(),
        listing(video(OTHER_POST_ID, code=CODE)),
        listing(video("9", status=CODE, auth=window(CODE))),
    ]
    reading = tiktok.read(responses, observed_at=AT)
    assert MARK not in texts_of(reading)
    rows = read_rows(responses)
    assert MARK not in repr(rows)
    assert any(each.code == CODE for each in rows.authorizations)


def test_the_rows_behind_the_facts_are_values() -> None:
    """Equal where they say the same, whole after pickling, and all gone through one after another."""
    rows = read_rows([*account(), *account()])
    assert pickle.loads(pickle.dumps(rows)) == rows  # noqa: S301 - our own bytes
    assert len(list(rows)) == 10
    assert rows.posts[0] == rows.posts[1]
    assert (rows.posts[0].source, rows.posts[1].source) == ("tiktok[0]", "tiktok[4]")


def test_an_empty_account_is_an_empty_portfolio() -> None:
    """Nothing in, nothing out."""
    assert tiktok.read([], observed_at=AT) == Reading()
    assert tiktok.read([], observed_at=AT).portfolio == Portfolio()
