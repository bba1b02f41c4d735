"""Errors: each is also the builtin that a caller would expect, survives pickle, and tells no secret."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sparklicense
from sparklicense import (
    AdField,
    EditRefusedError,
    PortfolioError,
    PortfolioFileError,
    ReadingError,
    SparkAd,
    SparkLicenseError,
    TikTokError,
    UnknownIdError,
    edit,
    errors,
)
from sparklicense.errors import ProblemsError, shown

BUILTINS: Final = {
    "NaiveInstantError": ValueError,
    "InexactInstantError": ValueError,
    "EmptyWindowError": ValueError,
    "InvalidValueError": ValueError,
    "ImpossibleFactsError": ValueError,
    "UnofferedDaysError": ValueError,
    "RulebookError": ValueError,
    "EditRefusedError": ValueError,
    "ProblemsError": ValueError,
    "PortfolioError": ValueError,
    "PortfolioFileError": ValueError,
    "ReadingError": ValueError,
    "TikTokError": RuntimeError,
    "WrongTypeError": TypeError,
    "UnknownIdError": KeyError,
    "MissingExtraError": ImportError,
}
AD: Final = SparkAd(id="7", post_id="1", starts_at="2026-06-01T00:00:00Z")


def refused() -> EditRefusedError:
    """Provoke a real refusal of two fields."""
    with pytest.raises(EditRefusedError) as caught:
        edit(AD, {AdField.CAPTION: "x", AdField.VIDEO: "y", AdField.NAME: "z"}, at="2026-06-02T00:00:00Z")
    return caught.value


def test_the_table_below_names_every_error_there_is() -> None:
    """A new error has to say which builtin it is."""
    kinds = {name for name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, SparkLicenseError)}
    assert kinds == {"SparkLicenseError", *BUILTINS}
    assert kinds - {"ProblemsError"} <= set(sparklicense.__all__)


@pytest.mark.parametrize("name", BUILTINS)
def test_an_error_is_also_the_builtin_a_caller_would_expect(name: str) -> None:
    """And one of this package's, so that one `except` catches all of them."""
    kind = getattr(errors, name)
    assert issubclass(kind, BUILTINS[name])
    assert issubclass(kind, SparkLicenseError)
    assert not issubclass(SparkLicenseError, ValueError | TypeError | LookupError | ImportError)


@pytest.mark.parametrize("name", ["SparkLicenseError", *BUILTINS])
def test_an_error_survives_pickle_and_copy(name: str) -> None:
    """With its kind, its words and what it carries: batches are worked through in several processes."""
    kind = getattr(errors, name)
    if kind is EditRefusedError:
        error: Exception = refused()
    elif kind is TikTokError:
        error = TikTokError(40001, "no permission", "2026")
    else:
        error = kind(("a: one", "b: two") if issubclass(kind, ProblemsError) else "a: one")
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301 - our own bytes
        assert type(again) is kind
        assert (str(again), again.args, vars(again)) == (str(error), error.args, vars(error))


def test_an_unknown_id_is_said_without_extra_quotes() -> None:
    """As plain words, though `KeyError` would add some."""
    assert str(UnknownIdError("no ad has the id `9`")) == "no ad has the id `9`"


def test_a_refused_edit_names_every_refused_field_with_its_reason() -> None:
    """On one line; fields that could be edited are not among them."""
    error = refused()
    assert [verdict.field for verdict in error.verdicts] == [AdField.CAPTION, AdField.VIDEO]
    caption, video = (verdict.reason for verdict in error.verdicts)
    assert str(error) == f"caption cannot be edited: {caption}; video cannot be edited: {video}"
    assert str(error).isprintable()


def test_what_tiktok_answered_is_told_on_one_line_with_its_number() -> None:
    """And with the request's number, where there is one; a code in its words is not shown."""
    assert str(TikTokError(40001, "no permission", "2026")) == (
        "tiktok answered with error 40001: `no permission` (request `2026`)"
    )
    assert str(TikTokError(40001, "no", source="ads.json")) == "ads.json: tiktok answered with error 40001: `no`"
    assert str(TikTokError(1, "bad\nrequest")) == "tiktok answered with error 1: `bad\\nrequest`"
    secret = TikTokError(1, "code #secret is used up")
    assert "#secret" not in str(secret) + repr(secret)


@pytest.mark.parametrize("kind", [PortfolioError, PortfolioFileError, ReadingError])
def test_several_problems_come_together_a_line_each(kind: type[ProblemsError]) -> None:
    """And each by itself, for those who want to count them."""
    error = kind(iter(["ads: one", "posts: two"]))
    assert error.problems == ("ads: one", "posts: two")
    assert str(error) == "ads: one\nposts: two"


# What errors show


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "`plain`"),
        ("", "``"),
        (5, "`5`"),
        (None, "`None`"),
        (["a"], "`['a']`"),
        ("ümläut 日本", "`ümläut 日本`"),
        ("two\nlines\t", "`two\\nlines\\t`"),
        ("right\u202eleft", "`right\\u202eleft`"),
        ("x" * 60, f"`{'x' * 60}`"),
        ("x" * 61, f"`{'x' * 60}…`"),
        ("\n" * 61, "`" + r"\n" * 30 + "…`"),
    ],
)
def test_a_value_is_shown_in_backticks_on_one_short_line(value: object, text: str) -> None:
    """Text as it is, all else as Python writes it; what would move the cursor is escaped."""
    assert shown(value) == text


@pytest.mark.parametrize("value", ["#sEcReT=", "a #sEcReT", ["#sEcReT"], {"code": "#sEcReT"}, b"#sEcReT"])
def test_what_may_be_a_code_is_never_shown(value: Any) -> None:
    """Codes begin with a number sign, wherever they have slipped in."""
    assert shown(value) == "`#…` (hidden: it may be an authorization code)"


@given(st.text())
def test_whatever_is_shown_is_one_short_printable_line(text: str) -> None:
    """So that one problem is one line."""
    line = shown(text)
    assert line.isprintable()
    assert len(line) <= 63
    assert len(line.splitlines()) == 1


def test_what_python_cannot_write_is_shown_by_its_kind() -> None:
    """Lists without end, and numbers of thousands of digits."""
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    assert shown(nested) == "`list`"
    assert shown(10**5000) == "`int`"
