"""Writes what each field is into the package, and the JSON Schemas beside this file: `python docs/schemas.py`.

Tests hold the files to the classes' documentation and to the tables of fields.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from sparklicense.data.forms import FORMS

TARGET: Final = Path(__file__).parents[1] / "src/sparklicense/data/descriptions.json"
_ATTRIBUTE: Final = re.compile(r"^    (\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)


def descriptions() -> dict[str, dict[str, str]]:
    """Take the words for each field from the documentation of its class: its `Attributes`, or below the attribute."""
    found: dict[str, dict[str, str]] = {}
    shapes = [shape for form in FORMS.values() for shape in form.shapes]
    while shapes:
        shape = shapes.pop()
        shapes += [part for field in shape.fields for part in field.kind.shapes]
        make: Any = shape.told_by or shape.make
        if make.__name__ not in found and isinstance(make, type):
            words = _of(make)
            known = {field.argument or field.name for field in shape.fields}
            found[make.__name__] = {
                name: " ".join(text.split()).replace("`None`", "`null`")
                for name, text in words.items()
                if name in known
            }
    return dict(sorted(found.items()))


def _of(make: type) -> dict[str, str]:
    text = (inspect.getdoc(make) or "").partition("Attributes:\n")[2].partition("\n\n")[0]
    body = ast.parse(inspect.cleandoc(inspect.getsource(make))).body[0]
    return dict(_ATTRIBUTE.findall(text)) or {
        attribute.target.id: words.value.value
        for attribute, words in pairwise(getattr(body, "body", ()))
        if isinstance(attribute, ast.AnnAssign)
        and isinstance(attribute.target, ast.Name)
        and isinstance(words, ast.Expr)
        and isinstance(words.value, ast.Constant)
        and isinstance(words.value.value, str)
    }


def text() -> str:
    """Give the file as it should be."""
    return json.dumps(descriptions(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the files."""
    TARGET.write_text(text(), "utf-8")
    from sparklicense import data  # noqa: PLC0415 - which read what was just written
    from sparklicense.data.schemas import portfolio_schema  # noqa: PLC0415 - which read what was just written

    for name, schema in (("portfolio", portfolio_schema()), ("data", data.schema())):
        Path(__file__).with_name(f"{name}.schema.json").write_text(json.dumps(schema, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
