"""The JSON Schema says what the reader takes: no more, and no less where a schema can say it."""

from __future__ import annotations

import copy
import json
import runpy
import subprocess
import sys
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, get_type_hints

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from strategies import portfolios

from sparklicense import Portfolio, PortfolioFileError, SparkLicenseError, instant
from sparklicense.data.fields import SHAPES
from sparklicense.data.kinds import INSTANT
from sparklicense.data.portfolios import portfolio_from_data, portfolio_to_data
from sparklicense.data.records import Shape
from sparklicense.data.schemas import portfolio_schema

VALIDATOR: Final = Draft202012Validator(portfolio_schema())
COMMITTED: Final = Path(__file__).parents[2] / "docs" / "portfolio.schema.json"
DATA: Final[dict[str, Any]] = {
    "schema": "sparklicense.portfolio/1",
    "posts": [{"id": "1", "published_at": "2026-05-01T00:00:00Z", "media": {"width": 1080}}],
    "licenses": [
        {"code": "#hush=", "post_id": "1", "issued_at": "2026-05-24T07:09Z", "expires_at": "2026-06-23T07:09:07.5Z"}
    ],
    "ads": [
        {
            "id": "7",
            "post_id": "1",
            "starts_at": "2026-06-01T00:00:00+02:00",
            "paused": [{"start": None, "end": "2026-06-02T00:00:00Z"}],
            "settings": {
                "budget": "12.50",
                "bid": Decimal("1.5"),
                "currency": "EUR",
                "placements": ["PLACEMENT_TIKTOK"],
            },
        }
    ],
}


def test_the_committed_schema_is_the_one_the_tables_give() -> None:
    """Who reads the file in `docs/` reads what `load` does."""
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == portfolio_schema()


def test_the_schema_is_a_schema() -> None:
    """Draft 2020-12 finds nothing wrong with it."""
    Draft202012Validator.check_schema(portfolio_schema())


@given(portfolio=portfolios())
def test_every_portfolio_that_is_written_is_valid(portfolio: Portfolio) -> None:
    """The schema refuses nothing that `dump` writes."""
    VALIDATOR.validate(json.loads(json.dumps(portfolio_to_data(portfolio))))


def test_the_whole_form_is_valid_and_read() -> None:
    """One file with every kind of value."""
    VALIDATOR.validate(DATA)
    assert repr(portfolio_from_data(DATA)) == "Portfolio(1 posts, 1 licenses, 1 ads)"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema",), "sparklicense.portfolio/2"),
        (("posts",), None),
        (("notes",), ""),
        (("posts", 0, "id"), 7638941401274764565),
        (("posts", 0, "id"), ""),
        (("posts", 0, "published_at"), None),
        (("posts", 0, "published_at"), "2026-05-01"),
        (("posts", 0, "published_at"), "2026-05-01T00:00:00"),
        (("posts", 0, "published_at"), 1779606547),
        (("posts", 0, "caption"), None),
        (("posts", 0, "labels"), "one"),
        (("posts", 0, "media", "width"), 0),
        (("posts", 0, "media", "duration"), -1),
        (("licenses", 0, "code"), 5),
        (("licenses", 0, "days"), 30),
        (("ads", 0, "identity_type"), "auth_code"),
        (("ads", 0, "identity_type"), None),
        (("ads", 0, "paused"), {"start": None, "end": None}),
        (("ads", 0, "paused", 0), {"start": None}),
        (("ads", 0, "settings", "budget"), "12,50"),
        (("ads", 0, "settings", "budget"), -1),
        (("ads", 0, "settings", "placements", 0), "TIKTOK"),
        (("ads", 0, "settings", "targeting"), {"ages": [5]}),
    ],
)
def test_what_the_schema_refuses_the_reader_refuses(place: tuple[Any, ...], value: Any) -> None:
    """Broken in one place, a file is wrong for both."""
    broken = copy.deepcopy(DATA)
    parent: Any = broken
    for key in place[:-1]:
        parent = parent[key]
    parent[place[-1]] = value
    assert not VALIDATOR.is_valid(broken)
    with pytest.raises(PortfolioFileError):
        portfolio_from_data(broken)


@pytest.mark.parametrize(("name", "key"), [("posts", "id"), ("licenses", "code"), ("ads", "starts_at")])
def test_a_missing_key_is_refused_by_both(name: str, key: str) -> None:
    """What the facts require, the schema requires."""
    broken = copy.deepcopy(DATA)
    del broken[name][0][key]
    assert not VALIDATOR.is_valid(broken)
    with pytest.raises(PortfolioFileError, match=rf"{name}\[0\]: {key}: missing"):
        portfolio_from_data(broken)


@given(
    text=st.from_regex(str(INSTANT.schema["pattern"]), fullmatch=True)
    | st.from_regex(
        r"2026-0[0-9]-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?\n?"
    )
    | st.text()
)
def test_every_instant_that_is_read_fits_the_schema(text: str) -> None:
    """The pattern is the form of an instant; days that no calendar has are beyond it."""
    try:
        instant(text)
    except SparkLicenseError:
        return
    assert Draft202012Validator(dict(INSTANT.schema)).is_valid(text)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_the_tables_of_fields_hold_every_attribute_of_the_facts(shape: Shape[Any]) -> None:
    """None is left out, none is invented, and null is for those that can be `None`."""
    make: Any = shape.make
    attributes = {each.alias: each for each in attrs.fields(make) if each.init}
    assert {field.name for field in shape.fields} == set(attributes)
    hints = get_type_hints(make)
    for field in shape.fields:
        optional = type(None) in getattr(hints[attributes[field.name].name], "__args__", ())
        assert field.nullable is optional, field.name


def test_every_key_is_described() -> None:
    """The words come from the facts' own documentation."""
    for name, each in portfolio_schema()["$defs"].items():
        for key, value in each["properties"].items():
            assert value["description"].endswith("."), f"{name}.{key}"
            assert "None" not in value["description"], f"{name}.{key}"


def test_field_descriptions_are_those_of_the_documentation() -> None:
    """The file in the package is what `python docs/schemas.py` writes."""
    written = runpy.run_path(str(COMMITTED.parent / "schemas.py"))
    kept = files("sparklicense.data").joinpath(written["TARGET"].name)
    assert kept.read_text("utf-8") == written["text"]()


def test_schemas_describe_their_fields_where_python_drops_documentation() -> None:
    """Under `-OO`, and so in applications that are frozen without their sources."""
    code = "import json, sys; from sparklicense.data.schemas import portfolio_schema as made"
    code += "; print(made() == json.load(sys.stdin))"
    run = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-OO", "-W", "error", "-c", code],
        input=json.dumps(portfolio_schema()),
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "True\n"
