"""The published schema is the one the tables give, and says what each key is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from wire_strategies import FEW, OWN, VALUES, schema_of

from sparklicense.data import FORM_NAMES, schema, to_data

COMMITTED: Final = Path(__file__).parents[2] / "docs" / "data.schema.json"
ANY: Final = Draft202012Validator(schema())


def test_the_committed_schema_is_the_one_the_tables_give() -> None:
    """Who reads the file in `docs/` reads what `from_data` does; it is a promise, and a change of it shows."""
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == schema()


@pytest.mark.parametrize("name", [None, *FORM_NAMES])
def test_every_schema_is_a_schema(name: str | None) -> None:
    """Draft 2020-12 finds nothing wrong with it, and every part that it names is there."""
    whole = schema(name)
    Draft202012Validator.check_schema(whole)
    named = {line.partition("#/$defs/")[2].partition('"')[0] for line in json.dumps(whole, indent=1).splitlines()}
    assert named - {""} <= whole.get("$defs", {}).keys()


@FEW
@given(value=st.sampled_from(sorted(OWN)).flatmap(VALUES.__getitem__))
def test_the_published_schema_takes_every_value(value: Any) -> None:
    """One document for all forms."""
    ANY.validate(to_data(value))
    assert not ANY.is_valid({**to_data(value), "schema": "sparklicense.window/2"})


@pytest.mark.parametrize("name", sorted(OWN))
def test_every_key_is_described(name: str) -> None:
    """In the words of the class, or of the table; `schema` and the lists of facts speak for themselves."""
    whole = schema_of(name)
    for each in (*whole.get("anyOf", [whole]), *whole.get("$defs", {}).values()):
        for key in each["properties"].keys() - {"schema", "posts", "licenses", "ads", "access"}:
            said = each["properties"][key]["description"]
            assert said.endswith("."), key
            assert "None" not in said, key
