"""The JSON Schema of a portfolio file, made from the tables of fields."""

from __future__ import annotations

import re
from inspect import getdoc
from typing import TYPE_CHECKING, Any, Final

from sparklicense.exchange.fields import AD, LICENSE, PORTFOLIO_SCHEMA, POST, SHAPES
from sparklicense.exchange.records import Field, Shape, written_value

if TYPE_CHECKING:
    from collections.abc import Mapping

_ARGUMENT: Final = re.compile(r"^    (\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)


def portfolio_schema() -> dict[str, Any]:
    """Describe a portfolio file as a JSON Schema, draft 2020-12.

    It says which keys there are and what each takes. What facts must be true together (a post that
    is deleted after it was published, ads on posts that the file holds) only `load` checks.

    Examples:
        >>> from sparklicense.exchange import portfolio_schema
        >>> portfolio_schema()["$defs"]["License"]["required"]
        ['code', 'post_id', 'issued_at', 'expires_at']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A portfolio of posts, licenses and Spark Ads",
        "description": "Holds authorization codes, which are secrets: whoever reads one can use it.",
        "type": "object",
        "properties": {
            "schema": {"const": PORTFOLIO_SCHEMA},
            **{
                name: {"type": "array", "items": {"$ref": f"#/$defs/{shape.make.__name__}"}, "default": []}
                for name, shape in (("posts", POST), ("licenses", LICENSE), ("ads", AD))
            },
        },
        "required": ["schema"],
        "additionalProperties": False,
        "$defs": {shape.make.__name__: _shape_schema(shape) for shape in SHAPES},
    }


def _shape_schema(shape: Shape[Any]) -> dict[str, Any]:
    words = _described(shape.make)
    return {
        "type": "object",
        "properties": {
            field.name: {**_value_schema(field), **_default(shape, field), "description": words[field.name]}
            for field in shape.fields
        },
        "required": list(shape.required),
        "additionalProperties": False,
    }


def _value_schema(field: Field) -> Mapping[str, object]:
    return {"anyOf": [field.kind.schema, {"type": "null"}]} if field.nullable else field.kind.schema


def _default(shape: Shape[Any], field: Field) -> dict[str, object]:
    if field.name not in shape.defaults:
        return {}
    return {"default": written_value(field, shape.defaults[field.name])}


def _described(make: type) -> dict[str, str]:
    """Take the words for each attribute from the class's own docstring."""
    text = (getdoc(make) or "").partition("Args:\n")[2].partition("\n\n")[0]
    return {name: " ".join(words.split()).replace("`None`", "`null`") for name, words in _ARGUMENT.findall(text)}
