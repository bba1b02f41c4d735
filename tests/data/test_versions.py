"""What was written under a version is read by every later release, to the value it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from sparklicense.data import FORM_NAMES, from_data, to_data

WRITTEN: Final[dict[str, dict[str, Any]]] = {
    each["schema"]: each for each in json.loads(Path(__file__).with_name("version_1.json").read_text(encoding="utf-8"))
}
"""One value of each form, written once and kept: a line here is never edited, only added."""


def without_words(data: Any) -> Any:
    """Leave out what is for people, which a later release may word otherwise."""
    if isinstance(data, dict):
        return {key: without_words(each) for key, each in data.items() if key != "explanation"}
    return [without_words(each) for each in data] if isinstance(data, list) else data


def holds(now: Any, before: Any) -> bool:
    """Tell whether a value says all that another one says."""
    if isinstance(now, dict) and isinstance(before, dict):
        return all(key in now and holds(now[key], value) for key, value in before.items())
    if isinstance(now, list) and isinstance(before, list):
        return len(now) == len(before) and all(map(holds, now, before))
    return bool(now == before)


def test_every_form_is_kept_in_its_first_version() -> None:
    """A form that comes later adds its line."""
    assert {f"sparklicense.{name}/1" for name in FORM_NAMES} == WRITTEN.keys()


@pytest.mark.parametrize("schema", WRITTEN)
def test_what_was_written_is_read_to_the_value_it_was(schema: str) -> None:
    """It goes out as it came in; a later version may say more."""
    assert holds(without_words(to_data(from_data(WRITTEN[schema]))), without_words(WRITTEN[schema]))


def test_a_form_that_says_less_does_not_pass_for_the_earlier_one() -> None:
    """The comparison above sees what is lost and what is different, at any depth."""
    assert holds({"a": [{"b": 1, "c": 2}]}, {"a": [{"b": 1}]})
    assert not holds({"a": [{"b": 1}]}, {"a": [{"b": 1, "c": 2}]})
    assert not holds({"a": [{"b": 2}]}, {"a": [{"b": 1}]})
    assert not holds({"a": []}, {"a": [{"b": 1}]})
