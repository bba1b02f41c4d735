"""Every public value as plain data and as JSON, under a name and a version, and back.

The forms of a `License` and a `Portfolio` carry authorization codes: what holds one is a secret.
No other form does, and no error.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, TypeVar, overload

from sparklicense.audit import Audit
from sparklicense.audit_rows import AdAudit
from sparklicense.data import fields
from sparklicense.data.assembly import safe
from sparklicense.data.forms import FORMS, VERSION, Form
from sparklicense.data.records import REPEATED, is_object, kind_of
from sparklicense.data.schemas import any_schema, form_schema, portfolio_schema
from sparklicense.data.texts import read_json
from sparklicense.errors import InvalidValueError, ProblemsError, ReadingError, SparkLicenseError, WrongTypeError, shown
from sparklicense.instants import ZoneLike
from sparklicense.licenses import License
from sparklicense.planning import Plan
from sparklicense.portfolio import Portfolio
from sparklicense.rules.serving import Decision

__all__ = ["FORM_NAMES", "from_data", "from_json", "schema", "to_data", "to_json"]

V = TypeVar("V")

_BY_NAME: Final = {form.name: form for form in FORMS.values()}
_SCHEMA: Final = re.compile(r"sparklicense\.([a-z_]{1,40})/([0-9]{1,9})")

PROBLEMS: Final = ("not_taken", "differences")
"""What the command line adds to audits and plans of TikTok's responses: it is not read back."""
_WITH_PROBLEMS: Final = (Audit, Plan)

FORM_NAMES: Final = tuple(sorted(_BY_NAME))
"""The name of every form, as `schema` takes it: `license`, `decision`, `timeline`, …"""


def to_data(value: object, *, tz: ZoneLike = "UTC", explanations: bool = True) -> dict[str, Any]:
    """Give a value as JSON has it: texts, numbers, lists and dicts.

    Args:
        value: any value whose class has a form: the facts, and what the library answers.
        tz: the clock on which explanations write instants, an IANA name; everything else is in UTC.
        explanations: whether decisions and audits carry their explanation, which is never read back and takes
            most of the time and the room.

    Returns:
        A dict whose `schema` names the form and its version. What equals its default is left out.
        Instants are text in UTC, lengths of time and money exact text. The dict of a `License` and
        of a `Portfolio` holds authorization codes.

    Raises:
        TypeError: there is no form for such a value.
        ValueError: the value holds what its form cannot say.

    Examples:
        >>> from sparklicense import Window
        >>> from sparklicense import data
        >>> data.to_data(Window("2026-06-01T00:00:00Z", None))
        {'schema': 'sparklicense.window/1', 'start': '2026-06-01T00:00:00Z', 'end': None}
    """
    form = FORMS.get(type(value))
    if form is None:
        raise WrongTypeError(f"`{type(value).__name__}` has no form; the forms are {', '.join(FORM_NAMES)}")
    written: dict[str, Any] = {"schema": form.schema, **form.write(value)}
    if explanations:
        if isinstance(value, Audit):
            for row, ad in zip(written["ads"], value.ads, strict=True):
                row["explanation"] = ad.explain(tz)
        elif isinstance(value, AdAudit):
            written["decision"]["explanation"] = value.explain(tz)
        elif isinstance(value, Decision):
            written["explanation"] = value.explain(tz)
    return written


@overload
def from_data(data: object) -> object:  # noqa: D418 - the house wants words at every public name
    """Read any value."""


@overload
def from_data(data: object, expect: type[V]) -> V:  # noqa: D418 - the same
    """Read a value of one class."""


def from_data(data: object, expect: type[Any] | None = None) -> object:
    """Read a value from plain data, as `to_data` gives it and JSON has it.

    Args:
        data: a dict with `schema` and the keys of that form; unknown ones are refused.
        expect: the class that is wanted; left out, any is.

    Raises:
        ReadingError: `.problems` names each thing that is wrong.
        PortfolioFileError: the same for a portfolio.

    Examples:
        >>> from sparklicense import License, ReadingError
        >>> from sparklicense import data
        >>> try:
        ...     data.from_data({"schema": "sparklicense.license/1", "post_id": 7, "days": 30}, License)
        ... except ReadingError as error:
        ...     print(error.problems[1])
        license: code: missing
    """
    if not is_object(data):
        raise ReadingError([f"a value is an object with `schema`, not {kind_of(data)}"])
    form = _form(data, expect)
    if form.make is Portfolio:
        return form.read(data)
    body = {key: value for key, value in data.items() if key != "schema"}
    if form.make in _WITH_PROBLEMS:
        for key in PROBLEMS:
            body.pop(key, None)
    try:
        return form.read(body)
    except ProblemsError as error:
        problems = safe(fields.LICENSE, body, error.problems) if form.make is License else error.problems
    except SparkLicenseError as error:
        problems = (str(error),)
    raise ReadingError(f"{form.name}: {each}" for each in problems)


def _form(data: dict[Any, Any], expect: type | None) -> Form:
    """Find the form that data names, where this version reads it and the caller wants it."""
    if "schema" in data.get(REPEATED, ()):
        raise ReadingError(["the key `schema` occurs twice"])
    if "schema" not in data:
        raise ReadingError(["schema: missing; it names the form, like `sparklicense.license/1`"])
    name = data["schema"]
    if not isinstance(name, str):
        raise ReadingError([f"schema: text, not {kind_of(name)}"])
    match = _SCHEMA.fullmatch(name)
    if match is None or match[1] not in _BY_NAME:
        raise ReadingError([f"schema: {shown(name)} is no form; the forms are {', '.join(FORM_NAMES)}"])
    form = _BY_NAME[match[1]]
    if match[2] != str(VERSION):
        raise ReadingError([f"schema: {shown(name)} is of version {match[2]}; this library reads {VERSION}"])
    if expect is not None and not issubclass(form.make, expect):
        raise ReadingError([f"schema: {shown(name)} is not the `{expect.__name__}` that is wanted"])
    return form


def to_json(value: object, *, tz: ZoneLike = "UTC", explanations: bool = True) -> str:
    """Write a value as JSON, on one line of ASCII that every transport carries.

    Args:
        value: as for `to_data`.
        tz: the same.
        explanations: the same.

    Raises:
        TypeError: there is no form for such a value.
        ValueError: the value holds what its form cannot say.
    """
    return json.dumps(to_data(value, tz=tz, explanations=explanations), allow_nan=False)


@overload
def from_json(text: str | bytes) -> object:  # noqa: D418 - the house wants words at every public name
    """Read any value."""


@overload
def from_json(text: str | bytes, expect: type[V]) -> V:  # noqa: D418 - the same
    """Read a value of one class."""


def from_json(text: str | bytes, expect: type[Any] | None = None) -> object:
    """Read a value from JSON, as `to_json` writes it.

    Args:
        text: the JSON; bytes are UTF-8.
        expect: the class that is wanted; left out, any is.

    Raises:
        ReadingError: `.problems` names each thing that is wrong.
        PortfolioFileError: the same for a portfolio.
        TypeError: `text` is neither text nor bytes.

    Examples:
        >>> from sparklicense import Window
        >>> from sparklicense import data
        >>> june = Window("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z")
        >>> data.from_json(data.to_json(june), Window) == june
        True
    """
    if not isinstance(text, str | bytes):
        raise WrongTypeError(f"text: JSON as text or bytes, not {type(text).__name__}")
    try:
        data = read_json(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ReadingError(["the bytes are not UTF-8"]) from None
    except InvalidValueError as error:
        raise ReadingError([str(error)]) from None
    return from_data(data, object if expect is None else expect)


def schema(name: str | None = None) -> dict[str, Any]:
    """Describe a form as a JSON Schema, draft 2020-12.

    It says which keys there are and what each takes. What must be true together only `from_data` checks.

    Args:
        name: the form, one of `FORM_NAMES`; left out: any of them.

    Raises:
        ValueError: there is no such form.

    Examples:
        >>> from sparklicense import data
        >>> data.schema("window")["required"]
        ['schema', 'start', 'end']
    """
    if name is None:
        return any_schema({each: schema(each) for each in FORM_NAMES})
    form = _BY_NAME.get(name)
    if form is None:
        raise InvalidValueError(f"name: {shown(name)} is no form; the forms are {', '.join(FORM_NAMES)}")
    if form.make is Portfolio:
        return portfolio_schema()
    return form_schema(form.schema, form.shapes, secret=form.make is License)
