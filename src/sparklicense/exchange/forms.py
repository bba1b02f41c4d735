"""Forms of text that commands write and read: JSON, CSV, lengths of time, and time zones."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sparklicense.errors import InvalidValueError, SparkLicenseError, printable, shown
from sparklicense.instants import zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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


def read_length(text: str | None, option: str) -> timedelta | None:
    """Read a length of time like `30d` or `12h`; an error names the option."""
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,6})([dh])", text)
    length = timedelta() if match is None else timedelta(hours=int(match[1]) * (24 if match[2] == "d" else 1))
    if not length:
        raise InvalidValueError(f"{option}: {shown(text)} is not a length of time; write it like `30d` or `12h`")
    return length


def check_zone(tz: str) -> None:
    """Refuse what is no time zone, before any long work; the error names the option."""
    try:
        zone(tz)
    except SparkLicenseError as error:
        raise InvalidValueError(f"--tz: {error}") from None
