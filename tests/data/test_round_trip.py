"""Every value with a form goes out and comes back equal, and every schema takes what is written."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, assert_type

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import MARK, cases
from wire_strategies import FEW, HALF, OWN, VALUES, parts, planned, schema_of, validator

import sparklicense
from sparklicense import License, Portfolio, planning
from sparklicense.data import FORM_NAMES, from_data, from_json, to_data, to_json
from sparklicense.data.forms import FORMS
from sparklicense.data.portfolios import portfolio_to_data

SECRET = ("license", "portfolio")


def goes_round(value: Any) -> dict[str, Any]:
    """Write a value, check everything that must be true of it, and give what was written."""
    data = to_data(value)
    text = to_json(value)
    assert text.isascii()
    assert from_data(data) == value
    assert from_data(data, type(value)) == value
    assert from_json(text) == value
    assert from_json(text.encode(), type(value)) == value
    assert from_data(json.loads(text)) == value
    assert json.loads(text) == data
    assert to_data(from_data(data)) == data
    name = data["schema"].removeprefix("sparklicense.").removesuffix("/1")
    validator(name).validate(data)
    assert name in SECRET or MARK not in text
    return data


@pytest.mark.parametrize("name", FORM_NAMES)
@FEW
@given(data=st.data())
def test_every_value_comes_back_equal(name: str, data: st.DataObject) -> None:
    """Through plain data, through text and through bytes; the schema takes it; no form but two carries a code."""
    value = data.draw(VALUES[name])
    assert goes_round(value)["schema"] == f"sparklicense.{name}/1"
    assert hash(from_data(to_data(value))) == hash(value)


@HALF
@given(answer=planned())
def test_every_part_of_planning_s_answers_comes_back_equal(answer: Any) -> None:
    """As the library makes them."""
    for each in parts(answer):
        if type(each) in FORMS:
            goes_round(each)


@given(value=st.sampled_from(sorted(OWN)).flatmap(OWN.__getitem__))
def test_only_the_outermost_value_says_its_form(value: Any) -> None:
    """What is inside is known by where it stands."""
    data = to_data(value)
    del data["schema"]
    assert '"schema":' not in json.dumps(data)


@given(case=cases())
def test_a_decision_comes_back_whole_without_the_facts_it_rests_on(case: Any) -> None:
    """What it answers, in words and in values, is what it answered; the codes stay where they were."""
    decision = case.decision()
    read = from_json(to_json(decision), sparklicense.Decision)
    for question in (
        "ad_id",
        "at",
        "policy",
        "state",
        "serves",
        "because",
        "objections",
        "since",
        "until",
        "next_state",
    ):
        assert getattr(read, question) == getattr(decision, question), question
    assert read.explain("Asia/Tokyo") == decision.explain("Asia/Tokyo")
    assert repr(read) == repr(decision)
    assert (read, hash(read)) == (decision, hash(decision))
    assert read != case
    assert to_data(read) == to_data(decision)


@pytest.mark.parametrize("module", [sparklicense, planning], ids=lambda each: each.__name__)
def test_every_public_value_has_a_form(module: Any) -> None:
    """What has none is named here: tables of rules, which every version ships itself, and pairs of names."""
    classes = {each for name in module.__all__ if isinstance(each := getattr(module, name), type) and attrs.has(each)}
    assert classes - FORMS.keys() == ({sparklicense.Rulebook} if module is sparklicense else set())


def test_every_form_has_a_public_class() -> None:
    """Nobody needs a private name to read one."""
    public = [getattr(module, name) for module in (sparklicense, planning) for name in module.__all__]
    assert all(any(form is each for each in public) for form in FORMS)


def test_a_secret_form_says_so() -> None:
    """Whoever reads the schema knows what to lock away."""
    for name in FORM_NAMES:
        holds = schema_of(name).get("description", "").startswith("Holds authorization codes")
        assert holds is (name in SECRET)


def test_money_and_time_are_exact() -> None:
    """No amount passes through a float, and no length of time loses its last microsecond."""
    spend = planning.Spend((("EUR", Decimal("79228162514264337593543950335.0001")), ("USD", Decimal("-1E+3"))))
    assert goes_round(spend)["amounts"][1] == {"currency": "USD", "amount": "-1E+3"}
    for seconds in ("PT0S", "PT86400S", "PT0.000001S", "-PT1.5S", "PT86399999999999.999999S"):
        data = {"schema": "sparklicense.lead_time/1", "duration": seconds, "requests": 0}
        assert goes_round(from_data(data)) == data


def test_ids_given_stay_given_and_derived_ones_derived() -> None:
    """Equality does not tell them apart by itself, so this does."""
    for own in (None, "own"):
        license = License(code="#x", post_id="1", issued_at="2026-01-01T00:00Z", expires_at="2026-02-01T00:00Z", id=own)
        assert from_data(to_data(license), License).has_own_id is (own is not None)


@HALF
@given(portfolio=VALUES["portfolio"])
def test_there_is_one_form_of_a_portfolio(portfolio: Portfolio) -> None:
    """What `dump` writes, the wire reads, and the reverse."""
    assert to_data(portfolio) == portfolio_to_data(portfolio)


def test_the_wanted_class_is_what_type_checkers_see() -> None:
    """A caller who says what is wanted needs no cast."""
    license = License(code=None, post_id="1", issued_at="2026-01-01T00:00Z", expires_at="2026-02-01T00:00Z")
    assert_type(from_data(to_data(license), License), License)
    assert_type(from_json(to_json(license), License), License)
    assert_type(from_data(to_data(license)), object)
    assert assert_type(from_json(to_json(license)), object) == license
