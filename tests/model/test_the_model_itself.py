"""The model is worth something only while it stays apart from what it checks."""

from __future__ import annotations

import ast
from pathlib import Path

from model import reference


def test_the_model_is_short_and_imports_nothing_of_the_package() -> None:
    """At most 170 lines, and no import but of the standard library's typing."""
    text = Path(reference.__file__).read_text(encoding="utf-8")
    imported = {each.module for each in ast.walk(ast.parse(text)) if isinstance(each, ast.ImportFrom)} | {
        name.name for each in ast.walk(ast.parse(text)) if isinstance(each, ast.Import) for name in each.names
    }
    assert imported == {"__future__", "typing"}
    assert len(text.splitlines()) <= 170
