"""The fuzzer in short: every reader on some hundred inputs, and the fuzzer itself on readers that fail."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fuzz import fuzz as fuzzing

from sparklicense import ReadingError
from sparklicense.sources.readings import Diagnosis, Reading

INPUTS = 1_500


def test_every_reader_reads_or_refuses_what_it_is_given() -> None:
    """A short run with a seed of its own; the long one is run by hand."""
    readers = list(fuzzing.READERS)
    failures, counted = fuzzing.fuzz(readers, INPUTS, seed=7)
    assert [f"{each.reader} {each.number}: {each.problem}" for each in failures] == []
    assert sum(counted[name] for name in readers) == INPUTS
    for name in readers:
        assert 0 < counted[f"{name} read"] < counted[name], "inputs that are all refused, or all read, show little"


@pytest.mark.parametrize("reader", fuzzing.READERS)
def test_the_same_seed_makes_the_same_inputs(reader: str, tmp_path: Path) -> None:
    """So that a failure can be repeated; another number or seed makes another input."""
    make = fuzzing.READERS[reader](tmp_path)
    shown = [repr(make(Random(seed)).shown) for seed in ("1", "1", "2")]  # noqa: S311 - chance without secrets
    assert shown[0] == shown[1] != shown[2]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (KeyError("x"), "KeyError"),
        (UserWarning("x"), "UserWarning"),
        (RecursionError("x"), "RecursionError"),
        (ReadingError([f"row 1: {fuzzing.MARK}"]), "a code is told"),
        (Reading(diagnoses=(Diagnosis(source="s", problem=f"`#{fuzzing.MARK}`"),)), "a code is told"),
    ],
)
def test_the_fuzzer_fails_where_a_reader_does(given: Any, problem: str) -> None:
    """Another exception, a warning, a code in what is said."""

    def read() -> object:
        if isinstance(given, Exception):
            raise given
        return given

    failure, _ = fuzzing.run("tiktok", lambda _: fuzzing.Input(f"#{fuzzing.MARK}", read), 1, 4711)
    assert failure is not None
    assert (failure.reader, failure.number) == ("tiktok", 4711)
    assert problem in failure.problem
    refused, read_whole = fuzzing.run("tiktok", lambda _: fuzzing.Input("x", _refuse), 1, 1)
    assert (refused, read_whole) == (None, False)


def _refuse() -> object:
    raise ReadingError(["no response"])


def test_a_change_is_a_change_and_stays_data() -> None:
    """Most changed trees differ from what they were made of."""
    tree = {"a": [1, "x", {"b": None}], "c": "7638941401274764565"}
    changed = [fuzzing.mutated(json.loads(json.dumps(tree)), Random(seed)) for seed in range(200)]  # noqa: S311 - chance without secrets
    assert sum(each != tree for each in changed) > 150
    assert any(isinstance(each, dict) and isinstance(each.get("c"), float) for each in changed)
