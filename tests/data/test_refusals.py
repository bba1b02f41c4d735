"""What is wrong with data is told, all of it, by path and field, and nothing but the library's own error comes out."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Any, Final

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import MARK
from wire_strategies import FEW, VALUES, schema_of, validator

from sparklicense import (
    GUIDE,
    SERVING,
    Decision,
    InvalidValueError,
    License,
    Objection,
    Portfolio,
    PortfolioFileError,
    Post,
    ReadingError,
    ServingState,
    SparkAd,
    Timeline,
    WrongTypeError,
    instant,
    serving,
)
from sparklicense.data import FORM_NAMES, from_data, from_json, schema, to_data, to_json
from sparklicense.data.portfolios import portfolio_from_data
from sparklicense.errors import ProblemsError
from sparklicense.planning import LeadTime, RankedPost, Spend

POST: Final = Post(id="1", published_at="2026-05-01T00:00:00Z")
AD: Final = SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z", ends_at="2026-07-01T00:00:00Z")
DECISION: Final = to_data(serving(AD, post=POST, at="2026-05-02T00:00:00Z"))
PORTFOLIO: Final = Portfolio(posts=[POST], ads=[attrs.evolve(AD, campaign_id="c")])
AUDITED: Final = PORTFOLIO.audit(at="2026-06-02T00:00:00Z")
AUDIT: Final = to_data(AUDITED)
RANKED: Final = RankedPost(
    post_id="1", accounts=(), rows=(), successes=1, trials=1, rate=float("inf"), cautious_rate=None
)
LICENSE: Final[dict[str, Any]] = {
    "schema": "sparklicense.license/1",
    "code": "#hush=",
    "post_id": "1",
    "issued_at": "2026-05-24T07:09:07Z",
    "expires_at": "2026-06-23T07:09:07Z",
}


def problems(data: Any, expect: type = object) -> tuple[str, ...]:
    """Tell what is wrong with data."""
    with pytest.raises(ReadingError) as refused:
        from_data(data, expect)
    return refused.value.problems


def text_problems(text: str | bytes) -> tuple[str, ...]:
    """Tell what is wrong with a text."""
    with pytest.raises(ReadingError) as refused:
        from_json(text)
    return refused.value.problems


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ([], "a value is an object with `schema`, not a list"),
        (None, "a value is an object with `schema`, not null"),
        ({}, "schema: missing; it names the form, like `sparklicense.license/1`"),
        ({"schema": 1}, "schema: text, not a number"),
        (
            {"schema": "sparklicense.license/2"},
            "schema: `sparklicense.license/2` is of version 2; this library reads",
        ),
        ({"schema": "sparklicense.license/01"}, "schema: `sparklicense.license/01` is of version 01; this library rea"),
        ({"schema": "sparklicense.portfolio/2"}, "schema: `sparklicense.portfolio/2` is of version 2; this library re"),
        (
            {"schema": "sparklicense.licence/1"},
            "schema: `sparklicense.licence/1` is no form; the forms are account_access, action, ad_audit,",
        ),
        ({"schema": "license"}, "schema: `license` is no form; the forms are account_access, action, ad_audit,"),
        ({"schema": "sparklicense.license/1\n"}, r"schema: `sparklicense.license/1\n` is no form; the forms are"),
        ({"schema": "#hush="}, "schema: `#…` (hidden: it may be an authorization code) is no form"),
    ],
)
def test_a_form_that_is_not_known_is_refused_by_name(data: Any, problem: str) -> None:
    """The version that is read is named, and so are the forms."""
    (told,) = problems(data)
    assert told.startswith(problem)


def test_another_value_than_the_wanted_is_refused() -> None:
    """A base class is wanted where any of its values will do."""
    assert problems(LICENSE, Post) == ("schema: `sparklicense.license/1` is not the `Post` that is wanted",)
    assert isinstance(from_data(LICENSE, object), License)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1, column 1: not JSON: expecting value"),
        ("{", "line 1, column 2: not JSON: expecting property name enclosed in double quotes"),
        ("[" * 100_000, "its lists and objects are nested too deeply"),
        ("9" * 5_000, "it holds a number that is too long to read"),
        ("1e99999999999999999999", "it holds a number that is too long to read"),
        (b"\xff", "the bytes are not UTF-8"),
        ('{"schema": "sparklicense.window/1", "schema": "sparklicense.post/1"}', "the key `schema` occurs twice"),
        (
            '{"schema": "sparklicense.window/1", "start": null, "end": null, "end": null}',
            "window: the key `end` occurs twice",
        ),
        (
            '{"schema": "sparklicense.windows/1", "windows": [{"start": null, "end": null, "end": null}]}',
            "windows: windows[0]: the key `end` occurs twice",
        ),
        (
            '{"schema": "sparklicense.timeline/1", "states": "truth", "states": "truth"}',
            "timeline: the key `states` occurs twice",
        ),
    ],
)
def test_text_that_cannot_be_read_is_refused_in_one_line(text: str | bytes, problem: str) -> None:
    """Truncated, too deep, too long, not UTF-8, or with a key that stands twice."""
    assert text_problems(text)[0] == problem


def test_what_is_no_text_is_refused_at_once() -> None:
    """Data that is read already goes to `from_data`."""
    wrong: Any = {}
    with pytest.raises(WrongTypeError, match=r"^text: JSON as text or bytes, not dict$"):
        from_json(wrong)


def test_bytes_with_a_byte_order_mark_are_read() -> None:
    """Some programs write one."""
    assert from_json(b"\xef\xbb\xbf" + to_json(POST).encode()) == POST


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Each problem has a line that names the form, the path and the field."""
    broken = {
        "schema": "sparklicense.spark_ad/1",
        "id": 1738941401274764100,
        "starts_at": "2026-06-01",
        "paused": [{"start": "2026-06-02T00:00:00"}],
        "settings": {"budget": "12,50", "placements": ["TIKTOK"], "targeting": {"ages": [5]}},
        "days": 30,
    }
    told = problems(broken)
    assert [each.partition(" ")[2].partition("`")[0].rstrip() for each in told] == [
        "unknown key",
        "post_id: missing",
        "id: an id is text, not int:",
        "starts_at:",
        "paused[0]: end: missing",
        "paused[0]: start:",
        "settings: budget:",
        "settings: targeting: ages[0]: text, not a number",
        "settings: placements[0]:",
    ]
    assert all(each.startswith("spark_ad: ") for each in told)


def shapes_of(name: str) -> list[dict[str, Any]]:
    """Give what a form may be: one table of fields, or one of several."""
    whole = schema_of(name)
    shapes: list[dict[str, Any]] = whole.get("anyOf", [whole])
    return shapes


HUGE: Final = (10**5_000, -(10**5_000), Decimal("1e400"), float("nan"), float("inf"), 1e308)


@pytest.mark.parametrize("name", FORM_NAMES)
def test_huge_numbers_are_read_or_refused(name: str) -> None:
    """At every place of every form, whether or not Python could write them out."""
    for number, shape in product(HUGE, shapes_of(name)):
        for key in shape["properties"].keys() - {"schema"}:
            with suppress(ProblemsError):
                from_data({**dict.fromkeys(shape["required"]), "schema": f"sparklicense.{name}/1", key: number})


def test_deep_data_is_refused_without_going_down() -> None:
    """At every place of a decision, and as the schema itself."""
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for whole in (DECISION, LICENSE, to_data(AD), to_data(POST), to_data(GUIDE)):
        for key in whole:
            assert problems({**whole, key: deep})
    with pytest.raises(PortfolioFileError, match=r"posts\[0\]: a post is an object, not a list"):
        from_data({"schema": "sparklicense.portfolio/1", "posts": deep})
    with pytest.raises(PortfolioFileError, match="schema: text, not a list"):
        portfolio_from_data({"schema": deep})
    assert problems({"schema": deep}) == ("schema: text, not a list",)


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path to every value inside data."""
    for key, each in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*path, key)
        yield from places(each, (*path, key))


def put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Put a value somewhere in a copy of data."""
    broken = copy.deepcopy(data)
    parent = broken
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    return broken


JUNK: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=8)
    | st.sampled_from(("", "guide", "serving", "2026-06-01T00:00:00Z", f"#{MARK}=", "license_expired", 2**70)),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.sampled_from(("id", "at", "state", "x")), each),
    max_leaves=5,
)


@pytest.mark.parametrize("name", FORM_NAMES)
@FEW
@given(data=st.data())
def test_anything_anywhere_is_read_or_refused_in_the_librarys_words(name: str, data: st.DataObject) -> None:
    """What is read goes out again; what is refused shows no code; what the schema refuses the reader refuses."""
    whole = to_data(data.draw(VALUES[name]))
    path = data.draw(st.sampled_from([each for each in places(whole) if each != ("schema",)] or [("x",)]))
    broken = put(whole, path, data.draw(JUNK))
    told: tuple[str, ...] = ()
    read = None
    try:
        read = from_data(broken)
    except ProblemsError as error:
        told = error.problems
    assert all(MARK not in each and each.isprintable() for each in told)
    if read is not None:
        assert from_data(to_data(read)) == read
        plain = json.loads(json.dumps(broken, default=float))
        assert validator(name).is_valid(plain), broken


@pytest.mark.parametrize("name", FORM_NAMES)
@settings(max_examples=1)
@given(data=st.data())
def test_an_unknown_key_and_a_missing_one_are_refused_by_reader_and_schema(name: str, data: st.DataObject) -> None:
    """Forms are strict: a slip of the pen is no silent default."""
    whole = to_data(data.draw(VALUES[name]))
    with pytest.raises(ProblemsError, match="unknown key `notes`"):
        from_data({**whole, "notes": ""})
    assert not validator(name).is_valid({**whole, "notes": ""})
    shape = next(each for each in [schema(name), *schema(name).get("anyOf", ())] if "required" in each)
    for key in set(shape["required"]) - {"schema"}:
        short = {each: value for each, value in whole.items() if each != key}
        with pytest.raises(ProblemsError, match=f"{key}: missing"):
            from_data(short)
        assert not validator(name).is_valid(short)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"state": "serving"}, "state: `serving` does not follow from the objections, which make it `license_missing`"),
        ({"because": None}, "because: it does not follow from the objections, which make it `license_missing`"),
        ({"because": "paused"}, "because: it does not follow from the objections, which make it `license_missing`"),
        ({"objections": []}, "state: `license_missing` does not follow from the objections, which make it `serving`"),
        ({"objections": DECISION["objections"][::-1]}, "objections: they stand in the order of precedence, each rank"),
        ({"objections": DECISION["objections"] * 2}, "objections: each track objects once"),
        ({"objections": [{"rule": "scheduled"}, {"rule": "ended"}]}, "objections: each track objects once"),
        ({"objections": [{"rule": "post_live"}]}, "objections[0]: rule: the row `post_live` objects to nothing"),
        ({"objections": [{"rule": "bored"}]}, "objections[0]: rule: `bored` is no row of the rulebook `serving` of"),
        (
            {"objections": [{"rule": "paused", "state": "ended"}]},
            "objections[0]: state: `ended` is not what the row `paused` imposes",
        ),
        ({"since": "2026-05-03T00:00:00Z"}, "since: `2026-05-03T00:00:00Z` lies after the decision's `2026-05-02T00:"),
        ({"until": "2026-05-02T00:00:00Z"}, "until: `2026-05-02T00:00:00Z` is not after the decision's `2026-05-02T"),
        ({"until": None}, "next_state: there is one exactly where `until` says when"),
        ({"next_state": None}, "next_state: there is one exactly where `until` says when"),
        ({"next_state": "license_missing"}, "next_state: `license_missing` is what it is already"),
        ({"policy": "house"}, "policy: `house` is none of `guide`, `platform`; any other policy is written in full"),
        ({"policy": 5}, "policy: a policy is text or an object, not a number"),
        ({"policy": {"name": "house"}}, "policy: days_offered: missing"),
        ({"ad_id": ""}, "ad_id: an id is not empty"),
        ({"ad_id": 7}, "ad_id: an id is text, not a number; write it in quotes"),
        ({"at": 1779606547}, "at: text, not a number"),
        ({"at": "2026-05-02"}, "at: `2026-05-02` is not an instant: "),
        ({"explanation": 5}, "explanation: text, not a number"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(change: dict[str, Any], problem: str) -> None:
    """What follows from the rest, and stands beside it, must agree."""
    assert any(each.startswith(f"decision: {problem}") for each in problems({**DECISION, **change}))


def test_a_decision_reads_its_rows_under_its_policy() -> None:
    """One policy's row is not another's."""
    expired = {**DECISION, "objections": [{"rule": "license_expired"}], "policy": "platform"}
    del expired["state"], expired["because"]
    (told,) = problems(expired)
    assert told == "decision: objections[0]: the row `license_expired` does not apply under the policy `platform`"
    assert from_data({**expired, "policy": "guide"}, Decision).state is ServingState.LICENSE_EXPIRED


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"policy": "house"}, "policy: `house` is none of `guide`, `platform`; any other policy is written in full"),
        ({"policy": []}, "policy: a policy is text or an object, not a list"),
        ({"ads": [{**AUDIT["ads"][0], "state": "paused"}]}, "ads[0]: state: `paused` does not follow from"),
        ({"ads": [{**AUDIT["ads"][0], "objections": ["serving"]}]}, "ads[0]: objections: `serving` does not object"),
        (
            {"ads": [{**AUDIT["ads"][0], "rules": ["own_license_expired"]}]},
            "ads[0]: rules: they impose other states than the objections",
        ),
        (
            {"ads": [{**AUDIT["ads"][0], "assumed": ["paused"]}]},
            "ads[0]: assumed: the row `paused` assumes nothing",
        ),
        (
            {"campaigns": [{**AUDIT["campaigns"][0], "nothing_serves": False}]},
            "campaigns[0]: nothing_serves: it does not follow from `serving`, which makes it true",
        ),
        ({"licenses": [{"id": "1"}]}, "licenses[0]: post_id: missing"),
        ({"needs_action": 1}, "needs_action: true or false, not a number"),
        ({"upcoming": [{"at": "2026-05-02T00:00:00Z", "ad_id": "7", "from": "x", "to": "ended"}]}, "upcoming[0]: from"),
    ],
)
def test_an_audit_that_cannot_be_is_refused(change: dict[str, Any], problem: str) -> None:
    """Ad by ad."""
    assert any(each.startswith(f"audit: {problem}") for each in problems({**AUDIT, **change}))


def test_an_audit_of_no_ads_names_any_policy() -> None:
    """No row is looked up under it."""
    empty = Portfolio().audit(at="2026-06-02T00:00:00Z", policy=attrs.evolve(GUIDE, name="house"))
    assert to_data(empty)["policy"] == "house"
    assert from_data(to_data(empty)) == empty


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        ("policy", {"citations": 2 * to_data(GUIDE)["citations"]}, "citations: cited twice: `creator_may_remove`"),
        ("policy", {"citations": []}, "citations: none for `creator_may_remove`"),
        ("policy", {"days_offered": [7.5]}, "days_offered[0]: a whole number, not `7.5`"),
        ("policy", {"days_offered": [0]}, "days: `0` is not a duration"),
        ("lead_time", {"duration": "P1D"}, "duration: `P1D` is not a length of time; write seconds like `PT86400S`"),
        ("lead_time", {"duration": "PT99999999999999S"}, "duration: `PT99999999999999S` is longer than any calendar"),
        ("lead_time", {"requests": True}, "requests: a whole number, not true or false"),
        ("citation", {"read_on": "20261122"}, "read_on: `20261122` is not a day; write it like `2026-10-31`"),
        ("citation", {"read_on": "2026-02-30"}, "read_on: `2026-02-30` is not a day; write it like `2026-10-31`"),
        ("spend", {"amounts": [{"currency": "EUR", "amount": 5}]}, "amounts[0]: amount: text, not a number"),
        ("spend", {"amounts": [{"currency": "EUR", "amount": "5,0"}]}, "amounts[0]: amount: `5,0` is not an amount of"),
        ("ranked_post", {"rate": "1"}, "rate: a number, not text"),
        ("ranked_post", {"rate": float("nan")}, "rate: `nan` is no number that JSON has"),
        ("ranked_post", {"rate": 10**400}, "rate: a number that is too large"),
        ("timeline", {"states": "mood"}, "states: `mood`; one of `serving_state`, `license_status`"),
        ("timeline", {"states": 5}, "states: a number; one of `serving_state`, `license_status`"),
        ("timeline", {}, "states: missing; one of `serving_state`, `license_status`"),
        ("timeline", {"states": "truth", "initial": True, "changes": [{}]}, "changes[0]: at: missing"),
        ("currency_exposure", {"runway": {"states": "truth"}}, "runway: states: `truth` is not `amount`"),
        ("window", {"start": "2026-06-02T00:00:00Z", "end": "2026-06-01T00:00:00Z"}, "end: `2026-06-01T00:00:00Z` is"),
        ("license", {"code": 5}, "code: text, or `None` where it is unknown, not int"),
    ],
)
def test_what_a_form_cannot_hold_is_told(name: str, change: dict[str, Any], problem: str) -> None:
    """In the words of the field."""
    whole = {"policy": to_data(GUIDE)}.get(name, {"schema": f"sparklicense.{name}/1"})
    assert any(each.startswith(f"{name}: {problem}") for each in problems({**whole, **change}))


def test_a_code_in_the_wrong_place_is_not_shown() -> None:
    """Whatever is wrong with the data of a license, no text of it is echoed."""
    for key in ("id", "post_id", "issued_at", "advertiser_id"):
        for secret in ("hush", "#hush", "hush`hush"):
            told = problems({**LICENSE, key: secret, "expires_at": secret, secret: secret, "revoked_at": 5})
            assert not any("hush" in each for each in told), told


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (5, "`int` has no form; the forms are account_access, action, ad_audit, ad_settings, audit"),
        (SERVING, "`Rulebook` has no form; the forms are"),
        (ServingState.ENDED, "`ServingState` has no form; the forms are"),
        (Timeline("red"), "a timeline of `str` has no form; the states are all of one of `ServingState`"),
        (
            Timeline(ServingState.ENDED, [("2026-06-01T00:00:00Z", None)]),
            "a timeline of `NoneType`, `ServingState` has no form; the states are all of one of",
        ),
    ],
)
def test_a_value_without_a_form_is_refused(value: object, problem: str) -> None:
    """A number, a rulebook, a timeline of foreign states."""
    with pytest.raises(WrongTypeError) as refused:
        to_data(value)
    assert str(refused.value).startswith(problem)
    with pytest.raises(
        InvalidValueError, match=r"^name: `red` is no form; the forms are account_access, action, ad_audit"
    ):
        schema("red")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (
            Objection(attrs.evolve(SERVING.rows[0], reason="because")),
            "rule: the row `post_deleted` is not one of the rulebook `serving`, whose ids a reader knows",
        ),
        (Spend((("EUR", Decimal("NaN")),)), "`NaN` is no exact number"),
        (RANKED, "`inf` is no number that JSON has"),
        (LeadTime(timedelta(1), 10**2000), "a number with so many digits counts nothing"),
        (
            attrs.evolve(AUDITED, at=instant("2026-06-03T00:00:00Z")),
            "ads: what is said of `7` is no answer of the serving rulebook at the audit's instant, under its policy",
        ),
        (
            attrs.evolve(AUDITED, policy="platform"),
            "ads: what is said of `7` is no answer of the serving rulebook at the audit's instant, under its policy",
        ),
        (
            attrs.evolve(AUDITED.ads[0], until=None),
            "decision: what the audit of `7` says of its time is not what this says",
        ),
    ],
)
def test_a_value_that_its_form_cannot_say_is_refused(value: Any, problem: str) -> None:
    """Nothing is written that would not be read."""
    with pytest.raises(InvalidValueError) as refused:
        to_data(value)
    assert str(refused.value) == problem
