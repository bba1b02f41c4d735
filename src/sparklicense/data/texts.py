"""JSON text: one value or several, with every number exact and every key that occurs twice remembered."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from sparklicense.data.records import REPEATED
from sparklicense.errors import InvalidValueError, printable

_SPACE: Final = re.compile(r"[ \t\r\n]*")
FAILURES: Final = (ValueError, ArithmeticError, RecursionError)
"""What Python's reader of JSON raises."""


class RepeatedKeyError(ValueError):
    """A key that is written twice: which of its values counts is anybody's guess."""


def read_json(text: str) -> Any:
    """Read JSON text as plain data.

    Numbers with a fraction become `Decimal`s, and an object in which a key stands twice says so under `REPEATED`.

    Raises:
        InvalidValueError: it is no JSON, or none that can be read.
    """
    try:
        return EXACT.decode(text)
    except FAILURES as error:
        raise InvalidValueError(_problem(error)) from None


def json_values(text: str, decoder: json.JSONDecoder) -> tuple[list[Any], list[str]]:
    """Read JSON text that holds one value, several one after another, or one on each line.

    A line that cannot be read costs the others nothing, where at least as many can.

    Returns:
        The values, and what is wrong with the text or with its lines.
    """
    if not text.strip():
        return [], ["empty: no JSON is in it"]
    if text.lstrip().startswith("<"):
        return [], ["not JSON but HTML, as web servers and proxies answer when something fails"]
    try:
        return [decoder.decode(text)], []
    except FAILURES as error:
        whole = _problem(error)
    values: list[Any] = []
    at = 0
    try:
        while (at := _after_space(text, at)) < len(text):
            value, at = decoder.raw_decode(text, at)
            values.append(value)
    except FAILURES:
        values, problems = _lines(text, decoder)
        return (values, problems) if values and len(values) >= len(problems) else ([], [whole])
    return values, []


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _lines(text: str, decoder: json.JSONDecoder) -> tuple[list[Any], list[str]]:
    values: list[Any] = []
    problems: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):  # JSON's texts may hold what `splitlines` takes for an end
        if line.strip():
            try:
                value = decoder.decode(line.strip())
            except FAILURES as error:
                problem = _problem(error, number)
                problems.append(problem if problem.startswith("line ") else f"line {number}: {problem}")
            else:
                if isinstance(value, dict | list):
                    values.append(value)
                else:
                    problems.append(f"line {number}: neither an object nor a list")
    return values, problems


def _problem(error: BaseException, line: int = 1) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno + line - 1}, column {error.colno}: not JSON: {error.msg.lower()}"
    if isinstance(error, RepeatedKeyError):
        return str(error)
    if isinstance(error, RecursionError):
        return "its lists and objects are nested too deeply"
    return "it holds a number that is too long to read"


def _object(pairs: list[tuple[str, Any]]) -> dict[Any, Any]:
    """Make an object, and keep in mind which of its keys were written twice."""
    made: dict[Any, Any] = dict(pairs)
    if len(made) < len(pairs):
        made[REPEATED] = tuple(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    return made


EXACT: Final = json.JSONDecoder(object_pairs_hook=_object, parse_float=Decimal, parse_constant=Decimal)
"""Reads numbers with a fraction as `Decimal`s."""


def json_text(data: dict[str, Any]) -> str:
    """Write plain data as JSON."""
    return json.dumps(data, indent=2) + "\n"


FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a text for a formula (OWASP, CSV injection)."""
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write rows as CSV under their headings, each cell on one line and none of them a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(map(_cell, row) for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    """Write text so that nothing in it steers a terminal and no spreadsheet evaluates it; a number stays one."""
    if not isinstance(value, str):
        return value
    text = printable(value)
    return f"'{text}" if text.startswith(FORMULA) and not _NUMBER.fullmatch(text) else text
