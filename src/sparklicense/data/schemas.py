"""JSON Schemas of portfolio files and of other values, made from the tables of fields."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from sparklicense.data.fields import LISTS, PORTFOLIO_SCHEMA, SHAPES
from sparklicense.data.records import Field, Shape, written_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_WARNING: Final = "Holds authorization codes, which are secrets: whoever reads one can use it."


def portfolio_schema() -> dict[str, Any]:
    """Describe a portfolio file as a JSON Schema, draft 2020-12.

    It says which keys there are and what each takes. What facts must be true together (a post that
    is deleted after it was published, ads on posts that the file holds) only `load` checks.

    Examples:
        >>> from sparklicense.data.schemas import portfolio_schema
        >>> portfolio_schema()["$defs"]["License"]["required"]
        ['code', 'post_id', 'issued_at', 'expires_at']
    """
    return {
        "$schema": _DRAFT,
        "title": "A portfolio of posts, licenses, Spark Ads and access to accounts",
        "description": _WARNING,
        "type": "object",
        "properties": {
            "schema": {"const": PORTFOLIO_SCHEMA},
            **{
                name: {"type": "array", "items": {"$ref": f"#/$defs/{shape.name}"}, "default": []}
                for name, shape in LISTS.items()
            },
        },
        "required": ["schema"],
        "additionalProperties": False,
        "$defs": {shape.name: _shape_schema(shape) for shape in SHAPES},
    }


def form_schema(schema: str, shapes: tuple[Shape[Any], ...], *, secret: bool) -> dict[str, Any]:
    """Describe a value that stands alone, as a JSON Schema, draft 2020-12.

    Args:
        schema: what the value says of its own form.
        shapes: the tables of fields it may be made by: one of them.
        secret: whether it carries an authorization code.
    """
    whole = [_shape_schema(shape, {"schema": {"const": schema}}) for shape in shapes]
    inside = {part.name: _shape_schema(part) for shape in shapes for part in _parts(shape)}
    return {
        "$schema": _DRAFT,
        "title": schema,
        **({"description": _WARNING} if secret else {}),
        **(whole[0] if len(whole) == 1 else {"anyOf": whole}),
        **({"$defs": inside} if inside else {}),
    }


def any_schema(forms: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Describe a value of any of several forms, given the schema of each by name."""
    inside = {name: part for form in forms.values() for name, part in form.get("$defs", {}).items()}
    alone = {
        name: {key: each for key, each in form.items() if key not in ("$schema", "$defs")}
        for name, form in forms.items()
    }
    return {
        "$schema": _DRAFT,
        "title": "Any value of sparklicense",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in alone],
        "$defs": {**alone, **dict(sorted(inside.items()))},
    }


def _parts(shape: Shape[Any]) -> Iterable[Shape[Any]]:
    """Give the tables that a table's fields are made of, and theirs."""
    for field in shape.fields:
        for part in field.kind.shapes:
            yield part
            yield from _parts(part)


def _shape_schema(shape: Shape[Any], first: Mapping[str, object] | None = None) -> dict[str, Any]:
    words = _descriptions().get((shape.told_by or shape.make).__name__, {})
    return {
        "type": "object",
        "properties": {
            **(first or {}),
            **{
                field.name: {**_value_schema(field), **_default(shape, field), **_description(field, words)}
                for field in shape.fields
            },
        },
        "required": [*(first or {}), *shape.required],
        "additionalProperties": False,
    }


def _value_schema(field: Field) -> Mapping[str, object]:
    return {"anyOf": [field.kind.schema, {"type": "null"}]} if field.nullable else field.kind.schema


def _default(shape: Shape[Any], field: Field) -> dict[str, object]:
    if field.name not in shape.defaults:
        return {}
    return {"default": written_value(field, shape.defaults[field.name])}


def _description(field: Field, words: Mapping[str, str]) -> dict[str, str]:
    found = field.words or words.get(field.argument or field.name, "")
    return {"description": found} if found else {}


@cache
def _descriptions() -> Mapping[str, Mapping[str, str]]:
    """Read what each field is, by class and field.

    It is data beside the code, written from the classes' documentation by `docs/descriptions.py`, because that
    documentation is not there where Python runs with `-OO`, or from compiled files alone.
    """
    text = files("sparklicense.data").joinpath("descriptions.json").read_text("utf-8")
    found: Mapping[str, Mapping[str, str]] = json.loads(text)
    return found
